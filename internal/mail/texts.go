package mail

import (
	"smartaccounts/internal/account"
	"smartaccounts/internal/wording"
)

// Key names a text of the mails.
type Key = wording.Key

const (
	keyProduct              Key = "product"
	keyName                 Key = "name"
	keyDomain               Key = "domain"
	keyRequester            Key = "requester"
	keyDecideBy             Key = "decide-by"
	keyCorrectBy            Key = "correct-by"
	keyCopyLink             Key = "copy-link"
	keyTheRequest           Key = "the-request"
	keyTheAccount           Key = "the-account"
	keyNothingToDo          Key = "nothing-to-do"
	keyNeedDoNothing        Key = "need-do-nothing"
	keyInvitationSubject    Key = "invitation.subject"
	keyInvitationOpening    Key = "invitation.opening"
	keyReminderSubject      Key = "reminder.subject"
	keyReminderOpening      Key = "reminder.opening"
	keyOpenRequest          Key = "open-request"
	keyCanDo                Key = "can-do"
	keyApprove              Key = "approve"
	keyApproveText          Key = "approve.text"
	keyForward              Key = "forward"
	keyForwardText          Key = "forward.text"
	keyDecline              Key = "decline"
	keyDeclineText          Key = "decline.text"
	keyCancel               Key = "cancel"
	keyCancelText           Key = "cancel.text"
	keyLinkChangesNothing   Key = "link-changes-nothing"
	keyKeepLink             Key = "keep-link"
	keyWhyNominee           Key = "why.nominee"
	keyWhyForwarded         Key = "why.forwarded"
	keyNotForMe             Key = "not-for-me"
	keyNotForMeHint         Key = "not-for-me.hint"
	keyCodeSubject          Key = "code.subject"
	keyCodeOpening          Key = "code.opening"
	keyCodeUntil            Key = "code.until"
	keyCodeNotYou           Key = "code.not-you"
	keyMailboxCodeSubject   Key = "mailbox-code.subject"
	keyMailboxCodeNotYou    Key = "mailbox-code.not-you"
	keyWhyMailboxCode       Key = "why.mailbox-code"
	keyTheMailbox           Key = "the-mailbox"
	keyAddress              Key = "address"
	keyWhyCode              Key = "why.code"
	keyFollowRequest        Key = "follow-request"
	keySignInFirst          Key = "sign-in-first"
	keyWhyRequester         Key = "why.requester"
	keyReviewSubject        Key = "review.subject"
	keyReviewOpening        Key = "review.opening"
	keyReviewRequest        Key = "review-request"
	keyWhyOperator          Key = "why.operator"
	keyAwaitingSubject      Key = "awaiting.subject"
	keyAwaitingOpening      Key = "awaiting.opening"
	keyAdministratorsDecide Key = "administrators-decide"
	keyWhyCustomer          Key = "why.customer"
	keyAcceptedSubject      Key = "accepted.subject"
	keyAcceptedOpening      Key = "accepted.opening"
	keyRejectedSubject      Key = "rejected.subject"
	keyRejectedOpening      Key = "rejected.opening"
	keyReasonByOperator     Key = "reason-by-operator"
	keyAskWithReason        Key = "ask-with-reason"
	keyApprovedSubject      Key = "approved.subject"
	keyApprovedOpening      Key = "approved.opening"
	keyCreatedSubject       Key = "created.subject"
	keyCreatedOpening       Key = "created.opening"
	keySignInAs             Key = "sign-in-as"
	keyNotYou               Key = "not-you"
	keyWhyDecider           Key = "why.decider"
	keyAbove                Key = "above"
	keyWhyAbove             Key = "why.above"
	keyDeclinedSubject      Key = "declined.subject"
	keyDeclinedOpening      Key = "declined.opening"
	keyReasonBy             Key = "reason-by"
	keyForwardedSubject     Key = "forwarded.subject"
	keyForwardedOpening     Key = "forwarded.opening"
	keyBouncedSubject       Key = "bounced.subject"
	keyBouncedOpening       Key = "bounced.opening"
	keyUnreachedSubject     Key = "unreached.subject"
	keyUnreachedOpening     Key = "unreached.opening"
	keyCameBack             Key = "unreachable.bounced"
	keyNotSent              Key = "unreachable.rejected"
	keyCalledSpam           Key = "unreachable.complained"
	keyTakesNoMail          Key = "unreachable.suppressed"
	keyCorrectAddress       Key = "correct-address"
	keyOthersCanDecide      Key = "others-can-decide"
	keyElseExpires          Key = "else-expires"
	keyExpiredSubject       Key = "expired.subject"
	keyExpiredOpening       Key = "expired.opening"
	keyExpiredUnreached     Key = "expired.unreached"
	keyAskAnew              Key = "ask-anew"
	keyAskElsewhere         Key = "ask-elsewhere"
	keyClosedSubject        Key = "closed.subject"
	keyClosedApproved       Key = "closed.approved"
	keyClosedDeclined       Key = "closed.declined"
	keyWithdrawnSubject     Key = "withdrawn.subject"
	keyClosedRejected       Key = "closed.rejected"
	keyClosedWithdrawn      Key = "closed.withdrawn"
	keyReplacedSubject      Key = "replaced.subject"
	keyReplacedOpening      Key = "replaced.opening"
	keyLapsedSubject        Key = "lapsed.subject"
	keyLapsedOpening        Key = "lapsed.opening"
	keyWhyWasNominee        Key = "why.was-nominee"
	keyDisputedBy           Key = "disputed-by"
	keyDisputeSubject       Key = "dispute.subject"
	keyDisputeOpening       Key = "dispute.opening"
	keySettleDispute        Key = "settle-dispute"
	keySettledSubject       Key = "settled.subject"
	keySettledRejected      Key = "settled.rejected"
	keySettledAdded         Key = "settled.added"
	keySettledCancelled     Key = "settled.cancelled"
	keySettledEnded         Key = "settled.ended"
	keyOpenAccount          Key = "open-account"
	keyWhySide              Key = "why.side"
	keySettledByProof       Key = "settled.by-proof"
	keyClosedByProof        Key = "closed.by-proof"
	keyRejectedByProof      Key = "rejected.by-proof"
	keyProvedSubject        Key = "proved.subject"
	keyProvedOpening        Key = "proved.opening"
	keyProvedToOperators    Key = "proved.to-operators"
	keyRejectToKeep         Key = "proved.reject-to-keep"
	keyRequestEnds          Key = "request-ends"
	keyEndingSubject        Key = "ending.subject"
	keyEndingOpening        Key = "ending.opening"
	keyEndingToDecide       Key = "ending.to-decide"
	keyAppointedSubject     Key = "appointed.subject"
	keyAppointedOpening     Key = "appointed.opening"
	keyWhyAppointed         Key = "why.appointed"
)

const (
	en = wording.English
	it = wording.Italian
)

// texts is every text in every language.
var texts = wording.Table{
	keyProduct: {
		en: "Smart Accounts",
		it: "Smart Account",
	},
	keyName: {
		en: "Smart Account name",
		it: "Nome dello Smart Account",
	},
	keyDomain: {
		en: "Domain identifier",
		it: "Identificatore di dominio",
	},
	keyRequester: {
		en: "Requester",
		it: "Richiedente",
	},
	keyDecideBy: {
		en: "Decide by",
		it: "Decidere entro",
	},
	keyCorrectBy: {
		en: "Correct by",
		it: "Correggere entro",
	},
	keyCopyLink: {
		en: "If the button does not work, copy this address into your browser:",
		it: "Se il pulsante non funziona, copia questo indirizzo nel browser:",
	},
	keyTheRequest: {
		en: "The request",
		it: "La richiesta",
	},
	keyTheAccount: {
		en: "The account",
		it: "L'account",
	},
	keyNothingToDo: {
		en: "There is nothing left for you to do.",
		it: "Non devi fare altro.",
	},
	keyNeedDoNothing: {
		en: "You need not do anything.",
		it: "Non devi fare nulla.",
	},
	keyInvitationSubject: {
		en: "Decide by {date}: Smart Account for {identifier}",
		it: "Da decidere entro il {date}: Smart Account per {identifier}",
	},
	keyInvitationOpening: {
		en: "{requester} asks you to approve a Smart Account for your company.",
		it: "{requester} ti chiede di approvare uno Smart Account per la tua azienda.",
	},
	keyReminderSubject: {
		en: "Reminder: decide by {date} on the Smart Account for {identifier}",
		it: "Promemoria: decidere entro il {date} sullo Smart Account per {identifier}",
	},
	keyReminderOpening: {
		en: "Nobody has decided yet: {requester} asks you to approve a Smart Account for your company.",
		it: "Nessuno ha ancora deciso: {requester} ti chiede di approvare uno Smart Account per la tua azienda.",
	},
	keyOpenRequest: {
		en: "Open the Pending Request page",
		it: "Apri la pagina della richiesta in sospeso",
	},
	keyCanDo: {
		en: "What you can do",
		it: "Che cosa puoi fare",
	},
	keyApprove: {
		en: "Approve and create account",
		it: "Approva e crea l'account",
	},
	keyApproveText: {
		en: "the account becomes active and you its first Smart Account Administrator.",
		it: "l'account diventa attivo e tu ne diventi il primo amministratore.",
	},
	keyForward: {
		en: "Forward",
		it: "Inoltra",
	},
	keyForwardText: {
		en: "somebody else at your company decides in your place.",
		it: "qualcun altro nella tua azienda decide al posto tuo.",
	},
	keyDecline: {
		en: "Decline request",
		it: "Rifiuta richiesta",
	},
	keyDeclineText: {
		en: "the account is cancelled. You are asked for the reason, which the requester reads.",
		it: "l'account viene annullato. Ti chiediamo il motivo, che sarà letto dal richiedente.",
	},
	keyCancel: {
		en: "Cancel",
		it: "Chiudi",
	},
	keyCancelText: {
		en: "the page closes and nothing changes.",
		it: "la pagina si chiude e non cambia nulla.",
	},
	keyLinkChangesNothing: {
		en: "Opening the link changes nothing. To decide you need a one-time code, which the page e-mails to this address when you ask for it.",
		it: "Aprire il link non cambia nulla. Per decidere serve un codice monouso, che la pagina invia a questo indirizzo quando lo chiedi.",
	},
	keyKeepLink: {
		en: "The link is yours alone. If somebody else should decide, use Forward on the page instead of passing on this e-mail. Without a decision the request expires on {time}.",
		it: "Il link è solo tuo. Se deve decidere un'altra persona, usa Inoltra nella pagina invece di girare questa e-mail. Senza una decisione la richiesta scade il {time}.",
	},
	keyWhyNominee: {
		en: "You get this e-mail because {requester} requested a Smart Account and, as far as we know, {to} can decide for the company. If this means nothing to you, you need not do anything.",
		it: "Ricevi questa e-mail perché {requester} ha richiesto uno Smart Account e, per quanto ci risulta, {to} può decidere per l'azienda. Se non ne sai nulla, non devi fare niente.",
	},
	keyWhyForwarded: {
		en: "You get this e-mail because {by} was asked to decide and forwarded the request to {to}. If this means nothing to you, you need not do anything.",
		it: "Ricevi questa e-mail perché {by}, a cui spettava decidere, ha inoltrato la richiesta all'indirizzo {to}. Se non ne sai nulla, non devi fare niente.",
	},
	keyNotForMe: {
		en: "This was not for me: stop this requester's mail to this address",
		it: "Non era per me: blocca le e-mail di questo richiedente a questo indirizzo",
	},
	keyNotForMeHint: {
		en: "Opening this link changes nothing: the page asks you first.",
		it: "Aprire questo link non cambia nulla: la pagina ti chiede prima conferma.",
	},
	keyCodeSubject: {
		en: "Your one-time code for a Smart Account request",
		it: "Il tuo codice monouso per una richiesta di Smart Account",
	},
	keyCodeOpening: {
		en: "This is your one-time code. Type it on the page on which you asked for it.",
		it: "Questo è il tuo codice monouso. Scrivilo nella pagina in cui l'hai chiesto.",
	},
	keyCodeUntil: {
		en: "The code is good until",
		it: "Il codice vale fino al",
	},
	keyCodeNotYou: {
		en: "The code alone changes nothing. Give it to nobody. If you did not ask for it, somebody else opened the link that we sent you: do nothing, and without the code they can decide nothing.",
		it: "Il codice da solo non cambia nulla. Non darlo a nessuno. Se non l'hai chiesto, qualcun altro ha aperto il link che ti abbiamo inviato: non fare nulla, senza il codice non può decidere.",
	},
	keyMailboxCodeSubject: {
		en: "Your one-time code to stop or allow our e-mail",
		it: "Il tuo codice monouso per bloccare o riattivare le nostre e-mail",
	},
	keyMailboxCodeNotYou: {
		en: "With this code all our e-mail to this address can be stopped, or let through again. Give it to nobody. If you did not ask for it, do nothing: without the code nothing changes.",
		it: "Con questo codice si possono bloccare, o riattivare, tutte le nostre e-mail a questo indirizzo. Non darlo a nessuno. Se non l'hai chiesto, non fare nulla: senza il codice non cambia nulla.",
	},
	keyWhyMailboxCode: {
		en: "You get this e-mail because a code for {to} was asked for on the page on which e-mail to it can be stopped.",
		it: "Ricevi questa e-mail perché nella pagina in cui si possono bloccare le e-mail è stato chiesto un codice per {to}.",
	},
	keyTheMailbox: {
		en: "The mailbox",
		it: "La casella",
	},
	keyAddress: {
		en: "Address",
		it: "Indirizzo",
	},
	keyWhyCode: {
		en: "You get this e-mail because the Pending Request page was asked to send a code to {to}.",
		it: "Ricevi questa e-mail perché dalla pagina della richiesta in sospeso è stato chiesto un codice per l'indirizzo {to}.",
	},
	keyFollowRequest: {
		en: "Follow the request",
		it: "Segui la richiesta",
	},
	keySignInFirst: {
		en: "Opening the link changes nothing; you are asked to sign in.",
		it: "Aprire il link non cambia nulla; ti chiederà di accedere.",
	},
	keyWhyRequester: {
		en: "You get this e-mail because you, {to}, requested this Smart Account for a customer.",
		it: "Ricevi questa e-mail perché tu, {to}, hai richiesto questo Smart Account per un cliente.",
	},
	keyReviewSubject: {
		en: "To review: Smart Account for {identifier}",
		it: "Da esaminare: Smart Account per {identifier}",
	},
	keyReviewOpening: {
		en: "A request waits for review: accept or reject its domain identifier. Until then nobody is asked to decide.",
		it: "Una richiesta è in attesa di esame: accetta o respingi l'identificatore di dominio. Fino ad allora nessuno viene interpellato.",
	},
	keyReviewRequest: {
		en: "Review the request",
		it: "Esamina la richiesta",
	},
	keyWhyOperator: {
		en: "You get this e-mail because {to} is among the operators.",
		it: "Ricevi questa e-mail perché {to} è tra gli operatori.",
	},
	keyAwaitingSubject: {
		en: "For your information: Smart Account for {identifier}",
		it: "Per conoscenza: Smart Account per {identifier}",
	},
	keyAwaitingOpening: {
		en: "{requester} has requested a Smart Account for your company, with the domain identifier {domain}.",
		it: "{requester} ha richiesto uno Smart Account per la tua azienda, con l'identificatore di dominio {domain}.",
	},
	keyAdministratorsDecide: {
		en: "This domain lies below one that has a Smart Account already. The administrators of that account have been asked to decide.",
		it: "Questo dominio si trova sotto un altro che ha già uno Smart Account. La decisione spetta agli amministratori di quell'account, che sono stati interpellati.",
	},
	keyWhyCustomer: {
		en: "You get this e-mail because {requester} named {to} among the customer's addresses.",
		it: "Ricevi questa e-mail perché {requester} ha indicato {to} tra gli indirizzi del cliente.",
	},
	keyAcceptedSubject: {
		en: "Domain identifier accepted: Smart Account for {identifier}",
		it: "Identificatore di dominio accettato: Smart Account per {identifier}",
	},
	keyAcceptedOpening: {
		en: "An operator has accepted the domain identifier. Those who may decide have been asked to do so by {date}.",
		it: "Un operatore ha accettato l'identificatore di dominio. A chi può decidere è stato chiesto di farlo entro il {date}.",
	},
	keyRejectedSubject: {
		en: "Rejected: Smart Account for {identifier}",
		it: "Respinto: Smart Account per {identifier}",
	},
	keyRejectedOpening: {
		en: "An operator has rejected your request. The Smart Account is cancelled.",
		it: "Un operatore ha respinto la tua richiesta. Lo Smart Account è annullato.",
	},
	keyReasonByOperator: {
		en: "The reason, as the operator wrote it",
		it: "Il motivo, come l'ha scritto l'operatore",
	},
	keyAskWithReason: {
		en: "The domain identifier is free again. You can send a new request that takes the reason into account.",
		it: "L'identificatore di dominio è di nuovo libero. Puoi inviare una nuova richiesta che tenga conto del motivo.",
	},
	keyApprovedSubject: {
		en: "Approved: Smart Account for {identifier}",
		it: "Approvato: Smart Account per {identifier}",
	},
	keyApprovedOpening: {
		en: "{by} has approved your request. The Smart Account is active.",
		it: "{by} ha approvato la tua richiesta. Lo Smart Account è attivo.",
	},
	keyCreatedSubject: {
		en: "You approved: Smart Account for {identifier}",
		it: "Hai approvato: Smart Account per {identifier}",
	},
	keyCreatedOpening: {
		en: "You have approved this request. The Smart Account is active and you are its first Smart Account Administrator.",
		it: "Hai approvato questa richiesta. Lo Smart Account è attivo e tu ne sei il primo amministratore Smart Account.",
	},
	keySignInAs: {
		en: "Opening the link changes nothing; you are asked to sign in. Use the address {to}, for that is who administers the account.",
		it: "Aprire il link non cambia nulla; ti chiederà di accedere. Usa l'indirizzo {to}: è quello che amministra l'account.",
	},
	keyNotYou: {
		en: "If that was not you, somebody else had your link and your code: sign in and dispute the domain identifier, and the operators look into it.",
		it: "Se l'approvazione non è tua, qualcun altro aveva il tuo link e il tuo codice: accedi e contesta l'identificatore di dominio, e gli operatori esamineranno il caso.",
	},
	keyWhyDecider: {
		en: "You get this e-mail because {to} approved this request on the Pending Request page.",
		it: "Ricevi questa e-mail perché {to} ha approvato questa richiesta nella pagina della richiesta in sospeso.",
	},
	keyAbove: {
		en: "Below the account that you administer",
		it: "Al di sotto dell'account che amministri",
	},
	keyWhyAbove: {
		en: "You get this e-mail because {requester} requested a Smart Account below {above}, and the administrators of that account, {to} among them, decide on it.",
		it: "Ricevi questa e-mail perché {requester} ha richiesto uno Smart Account al di sotto di {above} e la decisione spetta agli amministratori di quell'account, tra cui {to}.",
	},
	keyDeclinedSubject: {
		en: "Declined: Smart Account for {identifier}",
		it: "Rifiutato: Smart Account per {identifier}",
	},
	keyDeclinedOpening: {
		en: "{by} has declined your request. The Smart Account is cancelled.",
		it: "{by} ha rifiutato la tua richiesta. Lo Smart Account è annullato.",
	},
	keyReasonBy: {
		en: "The reason, as {by} wrote it",
		it: "Il motivo, come l'ha scritto {by}",
	},
	keyForwardedSubject: {
		en: "Forwarded: Smart Account for {identifier}",
		it: "Inoltrato: Smart Account per {identifier}",
	},
	keyForwardedOpening: {
		en: "{by} has forwarded your request. Now {target} is asked to decide.",
		it: "{by} ha inoltrato la tua richiesta. Ora la decisione spetta a {target}.",
	},
	keyBouncedSubject: {
		en: "E-mail came back: Smart Account for {identifier}",
		it: "E-mail tornata indietro: Smart Account per {identifier}",
	},
	keyBouncedOpening: {
		en: "Our e-mail to {address} could not be delivered.",
		it: "Non è stato possibile recapitare la nostra e-mail a {address}.",
	},
	keyUnreachedSubject: {
		en: "Nobody can be reached, correct by {date}: Smart Account for {identifier}",
		it: "Nessuno è raggiungibile, correggere entro il {date}: Smart Account per {identifier}",
	},
	keyCameBack: {
		en: "the e-mail came back",
		it: "l'e-mail è tornata indietro",
	},
	keyNotSent: {
		en: "the e-mail could not be sent",
		it: "non è stato possibile inviare l'e-mail",
	},
	keyCalledSpam: {
		en: "called our e-mail spam, so it gets no more",
		it: "ha segnalato le nostre e-mail come spam, quindi non ne riceve più",
	},
	keyTakesNoMail: {
		en: "takes no e-mail from us",
		it: "non accetta e-mail da noi",
	},
	keyUnreachedOpening: {
		en: "Our e-mail reaches none of those who may decide. Why, stands below.",
		it: "Le nostre e-mail non raggiungono nessuno di coloro che possono decidere. I motivi sono indicati sotto.",
	},
	keyCorrectAddress: {
		en: "On the page of the request you can correct an address that you gave or, if it is right, have the invitation sent again.",
		it: "Nella pagina della richiesta puoi correggere un indirizzo che hai indicato o, se è giusto, far inviare di nuovo l'invito.",
	},
	keyOthersCanDecide: {
		en: "The others who were asked can still decide.",
		it: "Le altre persone interpellate possono ancora decidere.",
	},
	keyElseExpires: {
		en: "If you do neither, the request expires on {time}.",
		it: "Se non fai né l'una né l'altra cosa, la richiesta scade il {time}.",
	},
	keyExpiredSubject: {
		en: "Expired: Smart Account for {identifier}",
		it: "Scaduto: Smart Account per {identifier}",
	},
	keyExpiredOpening: {
		en: "Nobody decided on your request in time. It expired on {time} and the Smart Account is cancelled.",
		it: "Nessuno ha deciso in tempo sulla tua richiesta. È scaduta il {time} e lo Smart Account è annullato.",
	},
	keyExpiredUnreached: {
		en: "None of the invitations to decide could be delivered. Your request expired on {time} and the Smart Account is cancelled.",
		it: "Nessuno degli inviti a decidere è stato recapitato. La tua richiesta è scaduta il {time} e lo Smart Account è annullato.",
	},
	keyAskAnew: {
		en: "The domain identifier is free again. You can send a new request when the customer is ready.",
		it: "L'identificatore di dominio è di nuovo libero. Puoi inviare una nuova richiesta quando il cliente è pronto.",
	},
	keyAskElsewhere: {
		en: "The domain identifier is free again. You can send a new request with addresses that mail can reach.",
		it: "L'identificatore di dominio è di nuovo libero. Puoi inviare una nuova richiesta con indirizzi che ricevono posta.",
	},
	keyClosedSubject: {
		en: "Decided: Smart Account for {identifier}",
		it: "Deciso: Smart Account per {identifier}",
	},
	keyClosedApproved: {
		en: "{by} has approved this request. The Smart Account is active.",
		it: "{by} ha approvato questa richiesta. Lo Smart Account è attivo.",
	},
	keyClosedDeclined: {
		en: "{by} has declined this request. The Smart Account is cancelled.",
		it: "{by} ha rifiutato questa richiesta. Lo Smart Account è annullato.",
	},
	keyWithdrawnSubject: {
		en: "Withdrawn: Smart Account for {identifier}",
		it: "Richiesta ritirata: Smart Account per {identifier}",
	},
	keyClosedRejected: {
		en: "An operator has ended this request to settle a dispute about the domain identifier: it was not approved, and no account was created.",
		it: "Un operatore ha chiuso questa richiesta per risolvere una contestazione sull'identificatore di dominio: non è stata approvata e non è stato creato alcun account.",
	},
	keyClosedWithdrawn: {
		en: "{requester} has withdrawn the request. The Smart Account is cancelled.",
		it: "{requester} ha ritirato la richiesta. Lo Smart Account è annullato.",
	},
	keyReplacedSubject: {
		en: "Request changed: Smart Account for {identifier}",
		it: "Richiesta modificata: Smart Account per {identifier}",
	},
	keyReplacedOpening: {
		en: "{requester} has changed the request, and the link you received no longer works. If you have a question, ask {requester}.",
		it: "{requester} ha modificato la richiesta e il link che hai ricevuto non funziona più. Per qualsiasi domanda rivolgiti a {requester}.",
	},
	keyLapsedSubject: {
		en: "Expired: Smart Account for {identifier}",
		it: "Scaduto: Smart Account per {identifier}",
	},
	keyLapsedOpening: {
		en: "Nobody decided on this request in time. It expired on {time} and the Smart Account is cancelled.",
		it: "Nessuno ha deciso in tempo su questa richiesta. È scaduta il {time} e lo Smart Account è annullato.",
	},
	keyWhyWasNominee: {
		en: "You get this e-mail because {to} was among those asked to decide.",
		it: "Ricevi questa e-mail perché {to} era tra gli indirizzi a cui è stato chiesto di decidere.",
	},
	keyDisputedBy: {
		en: "Disputed by",
		it: "Contestato da",
	},
	keyDisputeSubject: {
		en: "To settle: dispute about the domain identifier {identifier}",
		it: "Da risolvere: contestazione sull'identificatore di dominio {identifier}",
	},
	keyDisputeOpening: {
		en: "{by} disputes who holds the domain identifier {domain}.",
		it: "{by} contesta chi detiene l'identificatore di dominio {domain}.",
	},
	keySettleDispute: {
		en: "Settle the dispute",
		it: "Risolvi la contestazione",
	},
	keySettledSubject: {
		en: "Settled: dispute about the domain identifier {identifier}",
		it: "Risolta: contestazione sull'identificatore di dominio {identifier}",
	},
	keySettledRejected: {
		en: "An operator has rejected the dispute about who holds the domain identifier. Nothing changes.",
		it: "Un operatore ha respinto la contestazione su chi detiene l'identificatore di dominio. Non cambia nulla.",
	},
	keySettledAdded: {
		en: "An operator has settled the dispute about who holds the domain identifier: {address} was added as an administrator of the account.",
		it: "Un operatore ha risolto la contestazione su chi detiene l'identificatore di dominio: {address} è ora tra gli amministratori dell'account.",
	},
	keySettledCancelled: {
		en: "An operator has settled the dispute about who holds the domain identifier: the Smart Account is cancelled and the domain identifier is free.",
		it: "Un operatore ha risolto la contestazione su chi detiene l'identificatore di dominio: lo Smart Account è annullato e l'identificatore di dominio è libero.",
	},
	keySettledEnded: {
		en: "An operator has settled the dispute about who holds the domain identifier: the pending request is ended and the domain identifier is free.",
		it: "Un operatore ha risolto la contestazione su chi detiene l'identificatore di dominio: la richiesta in sospeso è chiusa e l'identificatore di dominio è libero.",
	},
	keyOpenAccount: {
		en: "Open the account",
		it: "Apri l'account",
	},
	keyWhySide: {
		en: "You get this e-mail because {to} raised the dispute or is among the account's administrators.",
		it: "Ricevi questa e-mail perché {to} ha sollevato la contestazione o è tra gli amministratori dell'account.",
	},
	keySettledByProof: {
		en: "The dispute about who holds the domain identifier is settled by the proof in the DNS: the pending request is ended and the domain identifier is free.",
		it: "La contestazione su chi detiene l'identificatore di dominio è risolta grazie alla prova nel DNS: la richiesta in sospeso è chiusa e l'identificatore di dominio è libero.",
	},
	keyClosedByProof: {
		en: "This request is closed: whoever controls the DNS of {domain} has proved it and objected, and nobody decided in time.",
		it: "Questa richiesta è chiusa: chi controlla il DNS di {domain} lo ha dimostrato e si è opposto, e nessuno ha deciso in tempo.",
	},
	keyRejectedByProof: {
		en: "Your request is closed and no account was created: whoever controls the DNS of {domain} has proved it and objected, and nobody decided in time.",
		it: "La tua richiesta è chiusa e non è stato creato alcun account: chi controlla il DNS di {domain} lo ha dimostrato e si è opposto, e nessuno ha deciso in tempo.",
	},
	keyProvedSubject: {
		en: "Proof found: dispute about the domain identifier {identifier}",
		it: "Prova trovata: contestazione sull'identificatore di dominio {identifier}",
	},
	keyProvedOpening: {
		en: "We have found your TXT record: you control the DNS of {domain}. The operators know, and you get an e-mail when the dispute is settled.",
		it: "Abbiamo trovato il tuo record TXT: controlli il DNS di {domain}. Gli operatori ne sono informati e riceverai un'e-mail quando la contestazione sarà risolta.",
	},
	keyProvedToOperators: {
		en: "Whoever disputes this domain identifier has proved to control the DNS of {domain}.",
		it: "Chi contesta questo identificatore di dominio ha dimostrato di controllare il DNS di {domain}.",
	},
	keyRejectToKeep: {
		en: "The pending request ends at that time unless somebody who may decide does so first, or you reject the dispute.",
		it: "La richiesta in sospeso si chiude a quell'ora, a meno che prima non decida chi può farlo o tu non respinga la contestazione.",
	},
	keyRequestEnds: {
		en: "Pending request ends",
		it: "La richiesta in sospeso si chiude",
	},
	keyEndingSubject: {
		en: "Objection to the request for the domain identifier {identifier}",
		it: "Opposizione alla richiesta per l'identificatore di dominio {identifier}",
	},
	keyEndingOpening: {
		en: "Whoever controls the DNS of {domain} has proved it and objects to your pending request. It ends at the time below unless somebody who was asked decides first.",
		it: "Chi controlla il DNS di {domain} lo ha dimostrato e si oppone alla tua richiesta in sospeso. La richiesta si chiude all'ora indicata qui sotto, a meno che prima non decida una delle persone a cui è stato chiesto.",
	},
	keyEndingToDecide: {
		en: "Whoever controls the DNS of {domain} has proved it and objects to the request that you were asked to decide. It ends at the time below. If it is right, decide before then, by the link in the invitation that you got.",
		it: "Chi controlla il DNS di {domain} lo ha dimostrato e si oppone alla richiesta su cui ti è stato chiesto di decidere. La richiesta si chiude all'ora indicata qui sotto. Se è corretta, decidi prima di allora, con il link dell'invito che hai ricevuto.",
	},
	keyAppointedSubject: {
		en: "You are now an administrator: Smart Account for {identifier}",
		it: "Ora sei amministratore: Smart Account per {identifier}",
	},
	keyAppointedOpening: {
		en: "When settling a dispute about the domain identifier, an operator has made you a Smart Account Administrator of this account.",
		it: "Nel risolvere una contestazione sull'identificatore di dominio, un operatore ti ha assegnato il ruolo di amministratore Smart Account di questo account.",
	},
	keyWhyAppointed: {
		en: "You get this e-mail because an operator added {to} to the account's administrators.",
		it: "Ricevi questa e-mail perché un operatore ha aggiunto {to} agli amministratori dell'account.",
	},
}

func text(l account.Language, key Key) string { return texts.Text(l, key) }

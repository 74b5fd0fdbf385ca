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
	keySeeRequest           Key = "see-request"
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
	keySeeDispute           Key = "see-dispute"
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
		it: "Scadenza",
	},
	keyCorrectBy: {
		en: "Correct by",
		it: "Scadenza per correggere",
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
		en: "You do not need to do anything else.",
		it: "Non devi fare altro.",
	},
	keyNeedDoNothing: {
		en: "You do not need to do anything.",
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
		it: "Promemoria: da decidere entro il {date}, Smart Account per {identifier}",
	},
	keyReminderOpening: {
		en: "No one has decided yet. {requester} asks you to approve a Smart Account for your company.",
		it: "Nessuno ha ancora deciso. {requester} ti chiede di approvare uno Smart Account per la tua azienda.",
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
		en: "the account becomes active and you become its first Smart Account Administrator.",
		it: "l'account diventa attivo e tu ne diventi il primo amministratore.",
	},
	keyForward: {
		en: "Forward",
		it: "Inoltra",
	},
	keyForwardText: {
		en: "someone else at your company decides instead of you.",
		it: "un'altra persona della tua azienda decide al posto tuo.",
	},
	keyDecline: {
		en: "Decline request",
		it: "Rifiuta la richiesta",
	},
	keyDeclineText: {
		en: "the account is cancelled. You give a reason, which the requester will see.",
		it: "l'account viene annullato. Ti chiederemo il motivo, che sarà visibile al richiedente.",
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
		en: "Opening the link changes nothing. To decide you need a one-time code. The page emails it to this address when you ask for it.",
		it: "Aprire il link non cambia nulla. Per decidere serve un codice monouso: chiedilo nella pagina e lo riceverai a questo indirizzo.",
	},
	keyKeepLink: {
		en: "The link is for you only. If someone else should decide, use Forward on the page instead of forwarding this email. Without a decision, the request expires on {time}.",
		it: "Il link è solo per te. Se deve decidere un'altra persona, usa Inoltra nella pagina invece di inoltrare questa e-mail. Senza una decisione la richiesta scade il {time}.",
	},
	keyWhyNominee: {
		en: "You received this email because {requester} requested a Smart Account and, as far as we know, {to} can decide for the company. If you were not expecting this, you do not need to do anything.",
		it: "Hai ricevuto questa e-mail perché {requester} ha richiesto uno Smart Account e, per quanto ci risulta, {to} può decidere per l'azienda. Se non te l'aspettavi, non devi fare nulla.",
	},
	keyWhyForwarded: {
		en: "You received this email because {by} was asked to decide and forwarded the request to {to}. If you were not expecting this, you do not need to do anything.",
		it: "Hai ricevuto questa e-mail perché {by}, che era tra le persone invitate a decidere, ha inoltrato la richiesta a {to}. Se non te l'aspettavi, non devi fare nulla.",
	},
	keyNotForMe: {
		en: "This was not for me: stop this requester's emails to this address",
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
		en: "This is your one-time code. Enter it on the page where you asked for it.",
		it: "Questo è il tuo codice monouso. Inseriscilo nella pagina in cui l'hai chiesto.",
	},
	keyCodeUntil: {
		en: "The code is valid until",
		it: "Scadenza del codice",
	},
	keyCodeNotYou: {
		en: "The code alone changes nothing. Do not share it with anyone. If you did not ask for it, someone else opened the link that we sent you. You do not need to do anything: they cannot decide without the code.",
		it: "Il codice da solo non cambia nulla. Non comunicarlo a nessuno. Se non l'hai chiesto tu, qualcun altro ha aperto il link che ti abbiamo inviato. Non devi fare nulla: senza il codice non può decidere.",
	},
	keyMailboxCodeSubject: {
		en: "Your one-time code to stop or allow our emails",
		it: "Il tuo codice monouso per bloccare o riattivare le nostre e-mail",
	},
	keyMailboxCodeNotYou: {
		en: "This code can stop all our emails to this address, or allow them again. Do not share it with anyone. If you did not ask for it, you do not need to do anything: without the code nothing changes.",
		it: "Con questo codice si possono bloccare o riattivare tutte le nostre e-mail a questo indirizzo. Non comunicarlo a nessuno. Se non l'hai chiesto tu, non devi fare nulla: senza il codice non cambia nulla.",
	},
	keyWhyMailboxCode: {
		en: "You received this email because someone asked for a code for {to} on the page for stopping our emails.",
		it: "Hai ricevuto questa e-mail perché nella pagina per bloccare le nostre e-mail è stato chiesto un codice per {to}.",
	},
	keyTheMailbox: {
		en: "The address",
		it: "L'indirizzo",
	},
	keyAddress: {
		en: "Address",
		it: "Indirizzo",
	},
	keyWhyCode: {
		en: "You received this email because someone asked for a code for {to} on the Pending Request page.",
		it: "Hai ricevuto questa e-mail perché nella pagina della richiesta in sospeso è stato chiesto un codice per {to}.",
	},
	keyFollowRequest: {
		en: "Follow the request",
		it: "Segui la richiesta",
	},
	keySeeRequest: {
		en: "See the request",
		it: "Vedi la richiesta",
	},
	keySignInFirst: {
		en: "Opening the link changes nothing. You will be asked to sign in.",
		it: "Aprire il link non cambia nulla. Ti verrà chiesto di accedere.",
	},
	keyWhyRequester: {
		en: "You received this email because you, {to}, requested this Smart Account for a customer.",
		it: "Hai ricevuto questa e-mail perché tu, {to}, hai richiesto questo Smart Account per un cliente.",
	},
	keyReviewSubject: {
		en: "To review: Smart Account for {identifier}",
		it: "Da esaminare: Smart Account per {identifier}",
	},
	keyReviewOpening: {
		en: "A request is waiting for review. Accept or reject its domain identifier. No one is asked to decide until you do.",
		it: "Una richiesta è in attesa di esame: accetta o respingi l'identificatore di dominio. Fino ad allora nessuno viene invitato a decidere.",
	},
	keyReviewRequest: {
		en: "Review the request",
		it: "Esamina la richiesta",
	},
	keyWhyOperator: {
		en: "You received this email because {to} is one of the operators.",
		it: "Hai ricevuto questa e-mail perché {to} è tra gli operatori.",
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
		en: "This domain identifier is a subdomain of one that already has a Smart Account. We have asked the administrators of that account to decide.",
		it: "Questo identificatore di dominio è un sottodominio di un altro che ha già uno Smart Account. Abbiamo chiesto di decidere agli amministratori di quell'account.",
	},
	keyWhyCustomer: {
		en: "You received this email because {requester} named {to} as one of the customer's addresses.",
		it: "Hai ricevuto questa e-mail perché {requester} ha indicato {to} tra gli indirizzi del cliente.",
	},
	keyAcceptedSubject: {
		en: "Domain identifier accepted: Smart Account for {identifier}",
		it: "Identificatore di dominio accettato: Smart Account per {identifier}",
	},
	keyAcceptedOpening: {
		en: "An operator has accepted the domain identifier. The people who can decide have been asked to do so by {date}.",
		it: "Un operatore ha accettato l'identificatore di dominio. Alle persone che possono decidere è stato chiesto di farlo entro il {date}.",
	},
	keyRejectedSubject: {
		en: "Rejected: Smart Account for {identifier}",
		it: "Respinta: richiesta di Smart Account per {identifier}",
	},
	keyRejectedOpening: {
		en: "An operator has rejected your request. The Smart Account is cancelled.",
		it: "Un operatore ha respinto la tua richiesta. Lo Smart Account è annullato.",
	},
	keyReasonByOperator: {
		en: "The operator's reason",
		it: "Il motivo indicato dall'operatore",
	},
	keyAskWithReason: {
		en: "The domain identifier is free again. You can send a new request that takes the reason into account.",
		it: "L'identificatore di dominio è di nuovo libero. Puoi inviare una nuova richiesta tenendo conto del motivo.",
	},
	keyApprovedSubject: {
		en: "Approved: Smart Account for {identifier}",
		it: "Approvata: richiesta di Smart Account per {identifier}",
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
		it: "Hai approvato questa richiesta. Lo Smart Account è attivo e tu ne sei il primo amministratore.",
	},
	keySignInAs: {
		en: "Opening the link changes nothing. You will be asked to sign in. Use the address {to}, which administers the account. If you have never signed in here, register with that address first.",
		it: "Aprire il link non cambia nulla. Ti verrà chiesto di accedere: usa l'indirizzo {to}, che amministra l'account. Se non hai mai effettuato l'accesso, prima registrati con quell'indirizzo.",
	},
	keyNotYou: {
		en: "If that was not you, someone else had your link and your code. Sign in and dispute the domain identifier. Operators will look into it.",
		it: "Se non hai approvato tu, qualcun altro aveva il tuo link e il tuo codice. Accedi e contesta l'identificatore di dominio: gli operatori esamineranno il caso.",
	},
	keyWhyDecider: {
		en: "You received this email because {to} approved this request on the Pending Request page.",
		it: "Hai ricevuto questa e-mail perché {to} ha approvato questa richiesta nella pagina della richiesta in sospeso.",
	},
	keyAbove: {
		en: "Account that you administer",
		it: "Account che amministri",
	},
	keyWhyAbove: {
		en: "You received this email because {requester} requested a Smart Account for a subdomain of {above}. The administrators of the account for {above}, including {to}, decide on it.",
		it: "Hai ricevuto questa e-mail perché {requester} ha richiesto uno Smart Account per un sottodominio di {above}. La decisione spetta agli amministratori dell'account di {above}, tra cui {to}.",
	},
	keyDeclinedSubject: {
		en: "Declined: Smart Account for {identifier}",
		it: "Rifiutata: richiesta di Smart Account per {identifier}",
	},
	keyDeclinedOpening: {
		en: "{by} has declined your request. The Smart Account is cancelled.",
		it: "{by} ha rifiutato la tua richiesta. Lo Smart Account è annullato.",
	},
	keyReasonBy: {
		en: "The reason given by {by}",
		it: "Il motivo indicato da {by}",
	},
	keyForwardedSubject: {
		en: "Forwarded: Smart Account for {identifier}",
		it: "Inoltrata: richiesta di Smart Account per {identifier}",
	},
	keyForwardedOpening: {
		en: "{by} has forwarded your request to {target}, who is now asked to decide.",
		it: "{by} ha inoltrato la tua richiesta a {target}, a cui ora spetta la decisione.",
	},
	keyBouncedSubject: {
		en: "Email not delivered: Smart Account for {identifier}",
		it: "E-mail non recapitata: Smart Account per {identifier}",
	},
	keyBouncedOpening: {
		en: "Our email to {address} could not be delivered.",
		it: "Non è stato possibile recapitare la nostra e-mail a {address}.",
	},
	keyUnreachedSubject: {
		en: "No one can be reached, correct by {date}: Smart Account for {identifier}",
		it: "Nessuno è raggiungibile, da correggere entro il {date}: Smart Account per {identifier}",
	},
	keyCameBack: {
		en: "the email was not delivered",
		it: "l'e-mail non è stata recapitata",
	},
	keyNotSent: {
		en: "the email could not be sent",
		it: "non è stato possibile inviare l'e-mail",
	},
	keyCalledSpam: {
		en: "reported our email as spam, so gets no more",
		it: "ha segnalato le nostre e-mail come spam, quindi non ne riceve più",
	},
	keyTakesNoMail: {
		en: "emails to this address are stopped",
		it: "le e-mail a questo indirizzo sono bloccate",
	},
	keyUnreachedOpening: {
		en: "Our emails do not reach anyone who can decide. The reasons are below.",
		it: "Le nostre e-mail non raggiungono nessuna delle persone che possono decidere. I motivi sono indicati qui sotto.",
	},
	keyCorrectAddress: {
		en: "On the page of the request you can correct an address that you gave or, if it is right, resend the invitation.",
		it: "Nella pagina della richiesta puoi correggere un indirizzo che hai indicato oppure, se è giusto, inviare di nuovo l'invito.",
	},
	keyOthersCanDecide: {
		en: "The other people asked to decide can still do so.",
		it: "Le altre persone invitate a decidere possono ancora farlo.",
	},
	keyElseExpires: {
		en: "If you do neither, the request expires on {time}.",
		it: "Altrimenti la richiesta scade il {time}.",
	},
	keyExpiredSubject: {
		en: "Expired: Smart Account for {identifier}",
		it: "Scaduta: richiesta di Smart Account per {identifier}",
	},
	keyExpiredOpening: {
		en: "No one decided on your request in time. It expired on {time} and the Smart Account is cancelled.",
		it: "Nessuno ha deciso in tempo sulla tua richiesta, che è scaduta il {time}. Lo Smart Account è annullato.",
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
		en: "The domain identifier is free again. You can send a new request with addresses that can receive email.",
		it: "L'identificatore di dominio è di nuovo libero. Puoi inviare una nuova richiesta con indirizzi che ricevono e-mail.",
	},
	keyClosedSubject: {
		en: "Decided: Smart Account for {identifier}",
		it: "Conclusa: richiesta di Smart Account per {identifier}",
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
		it: "Ritirata: richiesta di Smart Account per {identifier}",
	},
	keyClosedRejected: {
		en: "An operator has ended this request to settle a dispute about the domain identifier. It was not approved, and no account was created.",
		it: "Un operatore ha chiuso questa richiesta per risolvere una contestazione sull'identificatore di dominio. La richiesta non è stata approvata e non è stato creato nessun account.",
	},
	keyClosedWithdrawn: {
		en: "{requester} has withdrawn the request. The Smart Account is cancelled.",
		it: "{requester} ha ritirato la richiesta. Lo Smart Account è annullato.",
	},
	keyReplacedSubject: {
		en: "Request changed: Smart Account for {identifier}",
		it: "Modificata: richiesta di Smart Account per {identifier}",
	},
	keyReplacedOpening: {
		en: "{requester} has changed the request, so the link you received no longer works. If you have a question, contact {requester}.",
		it: "{requester} ha modificato la richiesta, quindi il link che hai ricevuto non funziona più. Per qualsiasi domanda rivolgiti a {requester}.",
	},
	keyLapsedSubject: {
		en: "Expired: Smart Account for {identifier}",
		it: "Scaduta: richiesta di Smart Account per {identifier}",
	},
	keyLapsedOpening: {
		en: "No one decided on this request in time. It expired on {time} and the Smart Account is cancelled.",
		it: "Nessuno ha deciso in tempo su questa richiesta, che è scaduta il {time}. Lo Smart Account è annullato.",
	},
	keyWhyWasNominee: {
		en: "You received this email because {to} was asked to decide on this request.",
		it: "Hai ricevuto questa e-mail perché a {to} è stato chiesto di decidere su questa richiesta.",
	},
	keyDisputedBy: {
		en: "Disputed by",
		it: "Contestazione aperta da",
	},
	keyDisputeSubject: {
		en: "To settle: dispute about the domain identifier {identifier}",
		it: "Da risolvere: contestazione sull'identificatore di dominio {identifier}",
	},
	keyDisputeOpening: {
		en: "{by} disputes who has the domain identifier {domain}.",
		it: "{by} contesta l'assegnazione dell'identificatore di dominio {domain}.",
	},
	keySettleDispute: {
		en: "Settle the dispute",
		it: "Risolvi la contestazione",
	},
	keySeeDispute: {
		en: "See the dispute",
		it: "Vedi la contestazione",
	},
	keySettledSubject: {
		en: "Settled: dispute about the domain identifier {identifier}",
		it: "Risolta: contestazione sull'identificatore di dominio {identifier}",
	},
	keySettledRejected: {
		en: "An operator has rejected the dispute about who has the domain identifier. Nothing changes.",
		it: "Un operatore ha respinto la contestazione sull'assegnazione dell'identificatore di dominio. Non cambia nulla.",
	},
	keySettledAdded: {
		en: "An operator has settled the dispute about who has the domain identifier. {address} is now an administrator of the account.",
		it: "Un operatore ha risolto la contestazione sull'assegnazione dell'identificatore di dominio. {address} è ora tra gli amministratori dell'account.",
	},
	keySettledCancelled: {
		en: "An operator has settled the dispute about who has the domain identifier. The Smart Account is cancelled and the domain identifier is free.",
		it: "Un operatore ha risolto la contestazione sull'assegnazione dell'identificatore di dominio. Lo Smart Account è annullato e l'identificatore di dominio è libero.",
	},
	keySettledEnded: {
		en: "An operator has settled the dispute about who has the domain identifier. The pending request has ended and the domain identifier is free.",
		it: "Un operatore ha risolto la contestazione sull'assegnazione dell'identificatore di dominio. La richiesta in sospeso è chiusa e l'identificatore di dominio è libero.",
	},
	keyOpenAccount: {
		en: "Open the account",
		it: "Apri l'account",
	},
	keyWhySide: {
		en: "You received this email because {to} opened the dispute or is an administrator of the account.",
		it: "Hai ricevuto questa e-mail perché {to} ha aperto la contestazione o è tra gli amministratori dell'account.",
	},
	keySettledByProof: {
		en: "The dispute about who has the domain identifier has been settled by a DNS record that proves control of the domain. The pending request has ended and the domain identifier is free.",
		it: "La contestazione sull'assegnazione dell'identificatore di dominio si è risolta grazie a un record DNS che dimostra il controllo del dominio. La richiesta in sospeso è chiusa e l'identificatore di dominio è libero.",
	},
	keyClosedByProof: {
		en: "This request has ended. Someone proved control of {domain} by a DNS record and objected, and no one decided in time.",
		it: "Questa richiesta è chiusa. Qualcuno ha dimostrato con un record DNS di controllare {domain} e si è opposto, e nessuno ha deciso in tempo.",
	},
	keyRejectedByProof: {
		en: "Your request has ended and no account was created. Someone proved control of {domain} by a DNS record and objected, and no one decided in time.",
		it: "La tua richiesta è chiusa e non è stato creato nessun account. Qualcuno ha dimostrato con un record DNS di controllare {domain} e si è opposto, e nessuno ha deciso in tempo.",
	},
	keyProvedSubject: {
		en: "Domain control proved: dispute about the domain identifier {identifier}",
		it: "Controllo del dominio dimostrato: contestazione sull'identificatore di dominio {identifier}",
	},
	keyProvedOpening: {
		en: "We have found your TXT record, which proves that you control {domain}. The operators know. You will get an email when the dispute is settled.",
		it: "Abbiamo trovato il tuo record TXT, che dimostra che controlli {domain}. Gli operatori ne sono informati. Riceverai un'e-mail quando la contestazione sarà risolta.",
	},
	keyProvedToOperators: {
		en: "The person who disputes this domain identifier has proved by a DNS record that they control {domain}.",
		it: "Chi contesta questo identificatore di dominio ha dimostrato con un record DNS di controllare {domain}.",
	},
	keyRejectToKeep: {
		en: "The pending request ends at that time, unless someone decides on it first or you reject the dispute.",
		it: "La richiesta in sospeso si chiude in quel momento, a meno che prima non arrivi una decisione o tu non respinga la contestazione.",
	},
	keyRequestEnds: {
		en: "Pending request ends",
		it: "Chiusura della richiesta in sospeso",
	},
	keyEndingSubject: {
		en: "Objection to the request for the domain identifier {identifier}",
		it: "Opposizione alla richiesta per l'identificatore di dominio {identifier}",
	},
	keyEndingOpening: {
		en: "Someone has proved control of {domain} by a DNS record and objects to your pending request. It ends at the time below, unless someone who was asked to decide does so first.",
		it: "Qualcuno ha dimostrato con un record DNS di controllare {domain} e si oppone alla tua richiesta in sospeso. La richiesta si chiude alla data indicata qui sotto, a meno che prima non arrivi una decisione.",
	},
	keyEndingToDecide: {
		en: "Someone has proved control of {domain} by a DNS record and objects to the request that you were asked to decide on. The request ends at the time below. If it is right, decide before then, using the link in your invitation.",
		it: "Qualcuno ha dimostrato con un record DNS di controllare {domain} e si oppone alla richiesta su cui devi decidere. La richiesta si chiude alla data indicata qui sotto. Se la richiesta è corretta, decidi prima di allora con il link che trovi nell'invito.",
	},
	keyAppointedSubject: {
		en: "You are now an administrator: Smart Account for {identifier}",
		it: "Ora sei amministratore: Smart Account per {identifier}",
	},
	keyAppointedOpening: {
		en: "To settle a dispute about the domain identifier, an operator has made you a Smart Account Administrator of this account.",
		it: "Per risolvere una contestazione sull'identificatore di dominio, un operatore ti ha assegnato il ruolo di amministratore di questo Smart Account.",
	},
	keyWhyAppointed: {
		en: "You received this email because an operator made {to} an administrator of the account.",
		it: "Hai ricevuto questa e-mail perché un operatore ha aggiunto {to} agli amministratori dell'account.",
	},
}

func text(l account.Language, key Key) string { return texts.Text(l, key) }

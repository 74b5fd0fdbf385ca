package mail

import (
	"smartaccounts/internal/account"
	"smartaccounts/internal/wording"
)

// Key names a text of the mails.
type Key = wording.Key

const (
	keyProduct                Key = "product"
	keyName                   Key = "name"
	keyDomain                 Key = "domain"
	keyRequester              Key = "requester"
	keyDecideBy               Key = "decide-by"
	keyCopyLink               Key = "copy-link"
	keyBrackets               Key = "brackets"
	keyNothingToDo            Key = "nothing-to-do"
	keyInvitationSubject      Key = "invitation.subject"
	keyInvitationOpening      Key = "invitation.opening"
	keyOpenRequest            Key = "open-request"
	keyApprove                Key = "approve"
	keyApproveText            Key = "approve.text"
	keyForward                Key = "forward"
	keyForwardText            Key = "forward.text"
	keyDecline                Key = "decline"
	keyDeclineText            Key = "decline.text"
	keyCancel                 Key = "cancel"
	keyCancelText             Key = "cancel.text"
	keyLinkChangesNothing     Key = "link-changes-nothing"
	keyKeepLink               Key = "keep-link"
	keyWhyNominee             Key = "why.nominee"
	keyWhyForwarded           Key = "why.forwarded"
	keyCodeSubject            Key = "code.subject"
	keyCodeOpening            Key = "code.opening"
	keyCodeUntil              Key = "code.until"
	keyCodeNotYou             Key = "code.not-you"
	keyWhyCode                Key = "why.code"
	keyFollowRequest          Key = "follow-request"
	keyTrackingChangesNothing Key = "tracking-changes-nothing"
	keyWhyRequester           Key = "why.requester"
	keyApprovedSubject        Key = "approved.subject"
	keyApprovedOpening        Key = "approved.opening"
	keyDeclinedSubject        Key = "declined.subject"
	keyDeclinedOpening        Key = "declined.opening"
	keyReasonBy               Key = "reason-by"
	keyForwardedSubject       Key = "forwarded.subject"
	keyForwardedOpening       Key = "forwarded.opening"
	keyExpiredSubject         Key = "expired.subject"
	keyExpiredOpening         Key = "expired.opening"
	keyAskAnew                Key = "ask-anew"
	keyClosedSubject          Key = "closed.subject"
	keyClosedApproved         Key = "closed.approved"
	keyClosedDeclined         Key = "closed.declined"
	keyLapsedSubject          Key = "lapsed.subject"
	keyLapsedOpening          Key = "lapsed.opening"
	keyWhyWasNominee          Key = "why.was-nominee"
)

const (
	en = account.English
	it = account.Italian
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
	keyCopyLink: {
		en: "If the button does not work, copy this address into your browser:",
		it: "Se il pulsante non funziona, copia questo indirizzo nel browser:",
	},
	keyBrackets: {
		en: "In names and addresses we write [.] and [@], so that your mail program makes no links of them.",
		it: "In nomi e indirizzi scriviamo [.] e [@], perché il programma di posta non ne faccia dei link.",
	},
	keyNothingToDo: {
		en: "There is nothing left for you to do.",
		it: "Non devi fare altro.",
	},
	keyInvitationSubject: {
		en: "Decide by {date}: Smart Account for {shortName}",
		it: "Da decidere entro il {date}: Smart Account per {shortName}",
	},
	keyInvitationOpening: {
		en: "{requester} asks you to approve a Smart Account for your company.",
		it: "{requester} ti chiede di approvare uno Smart Account per la tua azienda.",
	},
	keyOpenRequest: {
		en: "Open the Pending Request page",
		it: "Apri la pagina della richiesta in sospeso",
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
		it: "Annulla",
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
		en: "You get this e-mail because {requester} named {to} as somebody who can decide for the company. If this means nothing to you, you need not do anything.",
		it: "Ricevi questa e-mail perché {requester} ha indicato {to} tra chi può decidere per l'azienda. Se non ne sai nulla, non devi fare niente.",
	},
	keyWhyForwarded: {
		en: "You get this e-mail because {by} was asked to decide and forwarded the request to {to}. If this means nothing to you, you need not do anything.",
		it: "Ricevi questa e-mail perché {by}, a cui spettava decidere, ha inoltrato la richiesta all'indirizzo {to}. Se non ne sai nulla, non devi fare niente.",
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
	keyWhyCode: {
		en: "You get this e-mail because the Pending Request page was asked to send a code to {to}.",
		it: "Ricevi questa e-mail perché dalla pagina della richiesta in sospeso è stato chiesto un codice per l'indirizzo {to}.",
	},
	keyFollowRequest: {
		en: "Follow the request",
		it: "Segui la richiesta",
	},
	keyTrackingChangesNothing: {
		en: "Opening the link changes nothing; you are asked to sign in.",
		it: "Aprire il link non cambia nulla; ti chiederà di accedere.",
	},
	keyWhyRequester: {
		en: "You get this e-mail because you, {to}, requested this Smart Account for a customer.",
		it: "Ricevi questa e-mail perché tu, {to}, hai richiesto questo Smart Account per un cliente.",
	},
	keyApprovedSubject: {
		en: "Approved: Smart Account for {shortName}",
		it: "Approvato: Smart Account per {shortName}",
	},
	keyApprovedOpening: {
		en: "{by} has approved your request. The Smart Account is active.",
		it: "{by} ha approvato la tua richiesta. Lo Smart Account è attivo.",
	},
	keyDeclinedSubject: {
		en: "Declined: Smart Account for {shortName}",
		it: "Rifiutato: Smart Account per {shortName}",
	},
	keyDeclinedOpening: {
		en: "{by} has declined your request. The Smart Account is cancelled.",
		it: "{by} ha rifiutato la tua richiesta. Lo Smart Account è annullato.",
	},
	keyReasonBy: {
		en: "The reason, as {by} wrote it:",
		it: "Il motivo, come l'ha scritto {by}:",
	},
	keyForwardedSubject: {
		en: "Forwarded: Smart Account for {shortName}",
		it: "Inoltrato: Smart Account per {shortName}",
	},
	keyForwardedOpening: {
		en: "{by} has forwarded your request. Now {target} is asked to decide.",
		it: "{by} ha inoltrato la tua richiesta. Ora la decisione spetta a {target}.",
	},
	keyExpiredSubject: {
		en: "Expired: Smart Account for {shortName}",
		it: "Scaduto: Smart Account per {shortName}",
	},
	keyExpiredOpening: {
		en: "Nobody decided on your request in time. It expired on {time} and the Smart Account is cancelled.",
		it: "Nessuno ha deciso in tempo sulla tua richiesta. È scaduta il {time} e lo Smart Account è annullato.",
	},
	keyAskAnew: {
		en: "The domain identifier is free again. You can send a new request when the customer is ready.",
		it: "L'identificatore di dominio è di nuovo libero. Puoi inviare una nuova richiesta quando il cliente è pronto.",
	},
	keyClosedSubject: {
		en: "Decided: Smart Account for {shortName}",
		it: "Deciso: Smart Account per {shortName}",
	},
	keyClosedApproved: {
		en: "{by} has approved this request. The Smart Account is active.",
		it: "{by} ha approvato questa richiesta. Lo Smart Account è attivo.",
	},
	keyClosedDeclined: {
		en: "{by} has declined this request. The Smart Account is cancelled.",
		it: "{by} ha rifiutato questa richiesta. Lo Smart Account è annullato.",
	},
	keyLapsedSubject: {
		en: "Expired: Smart Account for {shortName}",
		it: "Scaduto: Smart Account per {shortName}",
	},
	keyLapsedOpening: {
		en: "Nobody decided on this request in time. It expired on {time} and the Smart Account is cancelled.",
		it: "Nessuno ha deciso in tempo su questa richiesta. È scaduta il {time} e lo Smart Account è annullato.",
	},
	keyWhyWasNominee: {
		en: "You get this e-mail because {to} was among those asked to decide.",
		it: "Ricevi questa e-mail perché {to} era tra gli indirizzi a cui è stato chiesto di decidere.",
	},
}

func text(l account.Language, key Key) string { return texts.Text(l, key) }

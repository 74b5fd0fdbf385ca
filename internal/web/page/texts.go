package page

import (
	"smartaccounts/internal/account"
	"smartaccounts/internal/wording"
)

// Key names a text of the pages.
type Key = wording.Key

// The texts that pages ask for by name.
const (
	// The frame of every page.
	KeyProduct         Key = "product"
	KeySkip            Key = "skip"
	KeySignOut         Key = "sign-out"
	KeyBackToDirectory Key = "back-to-directory"
	KeyReference       Key = "reference"
	KeySystem          Key = "system"
	KeyWrittenBy       Key = "written-by"
	KeyCancel          Key = "cancel"
	KeyBack            Key = "back"
	KeyNone            Key = "none"
	KeyUntil           Key = "until"

	// Signing in.
	KeySignIn         Key = "sign-in"
	KeySignInTitle    Key = "sign-in.title"
	KeySignInText     Key = "sign-in.text"
	KeySignInNeeds    Key = "sign-in.needs"
	KeySignInCustomer Key = "sign-in.customer"
	KeySignedOutTitle Key = "signed-out.title"
	KeySignedOutText  Key = "signed-out.text"
	KeySignInNewTab   Key = "sign-in.new-tab"
	KeySendAgain      Key = "send-again"

	// The directory.
	KeyDirectory          Key = "directory"
	KeyRequestForCustomer Key = "request-for-customer"
	KeyRequestSent        Key = "request-sent"
	KeyRequestSentText    Key = "request-sent.text"
	KeyFollowRequest      Key = "follow-request"
	KeyFollowRequestFor   Key = "follow-request.for"
	KeyFollow             Key = "follow"
	KeySearchLabel        Key = "search.label"
	KeySearchHint         Key = "search.hint"
	KeySearch             Key = "search"
	KeyShowAll            Key = "show-all"
	KeySearchFor          Key = "search-for"
	KeyFoundFor           Key = "found-for"
	KeyYourAccounts       Key = "your-accounts"
	KeyNothingFound       Key = "nothing-found"
	KeyNothingFoundText   Key = "nothing-found.text"
	KeyEmptyDirectory     Key = "empty-directory"
	KeyEmptyDirectoryText Key = "empty-directory.text"
	KeyPages              Key = "pages"
	KeyNextPage           Key = "next-page"
	KeyName               Key = "name"
	KeyDomain             Key = "domain"
	KeyStatus             Key = "status"
	KeyVisibility         Key = "visibility"
	KeyYourAccess         Key = "your-access"
	KeyRequest            Key = "request"

	// An account.
	KeyNotActiveYet       Key = "not-active-yet"
	KeyCancelledText      Key = "cancelled.text"
	KeyHiddenInside       Key = "hidden-inside"
	KeyAdministrators     Key = "administrators"
	KeyAdministratorsHint Key = "administrators.hint"
	KeyVirtualAccounts    Key = "virtual-accounts"
	KeyDefault            Key = "default"

	// The form for a new request.
	KeyRequestLead        Key = "request.lead"
	KeyAccountName        Key = "account-name"
	KeyAccountNameHint    Key = "account-name.hint"
	KeyDomainHint         Key = "domain.hint"
	KeyOwnDomainHint      Key = "own-domain.hint"
	KeyEdit               Key = "edit"
	KeyNoteToApprover     Key = "note-to-approver"
	KeyNoteToApproverHint Key = "note-to-approver.hint"
	KeyCustomerEmails     Key = "customer-emails"
	KeyCustomerEmailsHint Key = "customer-emails.hint"
	KeyNoteToCustomer     Key = "note-to-customer"
	KeyNoteToCustomerHint Key = "note-to-customer.hint"
	KeyMailLanguage       Key = "mail-language"
	KeyMailLanguageHint   Key = "mail-language.hint"
	KeySendRequest        Key = "send-request"
	KeyOptional           Key = "optional"
	KeyErrorPrefix        Key = "error-prefix"
	KeyErrorSummary       Key = "error-summary"
	KeyBusy               Key = "busy"
	KeyKeyUsed            Key = "key-used"
	KeyAddressError       Key = "address-error"
	KeyEditDomain         Key = "edit-domain"
	KeyDomainTaken        Key = "domain-taken"
	KeyDomainTakenTitle   Key = "domain-taken.title"
	KeyDomainTakenText    Key = "domain-taken.text"

	// Following a request.
	KeyTrackingTitle Key = "tracking.title"
	KeyNominees      Key = "nominees"
	KeyNomineesHint  Key = "nominees.hint"
	KeyForwardedBy   Key = "forwarded-by"
	KeyWhatWasAsked  Key = "what-was-asked"
	KeyRequester     Key = "requester"
	KeyHistory       Key = "history"
	KeyReason        Key = "reason"
	KeyDecideBy      Key = "decide-by"

	// The Pending Request page.
	KeyPendingTitle       Key = "pending.title"
	KeyPendingLead        Key = "pending.lead"
	KeyAskedOn            Key = "asked-on"
	KeyDeadline           Key = "deadline"
	KeyNote               Key = "note"
	KeyApprove            Key = "approve"
	KeyForward            Key = "forward"
	KeyDecline            Key = "decline"
	KeyCancelHint         Key = "cancel.hint"
	KeyApproveText        Key = "approve.text"
	KeyForwardText        Key = "forward.text"
	KeyDeclineText        Key = "decline.text"
	KeyForwardTo          Key = "forward-to"
	KeyForwardToHint      Key = "forward-to.hint"
	KeyForwardNote        Key = "forward-note"
	KeyForwardNoteHint    Key = "forward-note.hint"
	KeyReasonHint         Key = "reason.hint"
	KeyCode               Key = "code"
	KeyCodeHint           Key = "code.hint"
	KeyCodeWhy            Key = "code.why"
	KeyCodeSent           Key = "code.sent"
	KeyCodeKept           Key = "code.kept"
	KeySendCode           Key = "send-code"
	KeySendCodeAgain      Key = "send-code.again"
	KeyBadCode            Key = "bad-code"
	KeyTypeCode           Key = "type-code"
	KeyByLogin            Key = "by-login"
	KeyTooLate            Key = "too-late"
	KeyApprovedYou        Key = "approved.you"
	KeySignInToManage     Key = "approved.sign-in"
	KeyVisibilityQuestion Key = "visibility.question"
	KeyAuthority          Key = "authority"
	KeyAuthorityStatement Key = "authority.statement"

	// Notices.
	KeyNotFoundTitle        Key = "not-found.title"
	KeyNotFoundText         Key = "not-found.text"
	KeyForbiddenTitle       Key = "forbidden.title"
	KeyForbiddenText        Key = "forbidden.text"
	KeyEmailUnverifiedTitle Key = "email-unverified.title"
	KeyEmailUnverifiedText  Key = "email-unverified.text"
	KeyLinkInvalidTitle     Key = "link-invalid.title"
	KeyLinkInvalidText      Key = "link-invalid.text"
	KeyForwardedTitle       Key = "forwarded.title"
	KeyForwardedText        Key = "forwarded.text"
	KeyClosedTitle          Key = "closed.title"
	KeyClosedText           Key = "closed.text"
	KeyTooManyTitle         Key = "too-many.title"
	KeyTooManyText          Key = "too-many.text"
	KeyMalformedTitle       Key = "malformed.title"
	KeyMalformedText        Key = "malformed.text"
	KeyBadSignInTitle       Key = "bad-sign-in.title"
	KeyBadSignInText        Key = "bad-sign-in.text"
	KeyInternalErrorTitle   Key = "internal-error.title"
	KeyInternalErrorText    Key = "internal-error.text"
)

// The texts for the words of the domain have keys made of the words.

func statusKey(word account.AccountStatus) Key      { return Key("status: " + word) }
func visibilityKey(word account.Visibility) Key     { return Key("visibility: " + word) }
func visibilityHintKey(word account.Visibility) Key { return Key("visibility-hint: " + word) }
func roleKey(word account.Role) Key                 { return Key("role: " + word) }
func languageKey(word account.Language) Key         { return Key("language: " + word) }
func stateKey(word account.State) Key               { return Key("state: " + word) }
func standingKey(word account.State) Key            { return Key("standing: " + word) }
func nomineeKey(word account.NomineeState) Key      { return Key("nominee: " + word) }
func eventKey(word account.EventKind) Key           { return Key("event: " + word) }
func fieldKey(word account.FieldCode) Key           { return Key("field: " + word) }

const (
	en = account.English
	it = account.Italian
)

// texts is every text in every language.
var texts = wording.Table{
	// The frame of every page.
	KeyProduct: {
		en: "Smart Accounts",
		it: "Smart Account",
	},
	KeySkip: {
		en: "Skip to the content",
		it: "Vai al contenuto",
	},
	KeySignOut: {
		en: "Sign out",
		it: "Esci",
	},
	KeyBackToDirectory: {
		en: "Back to the directory",
		it: "Torna all'elenco",
	},
	KeyReference: {
		en: "If you ask for help, give this reference: {id}",
		it: "Se chiedi assistenza, indica questo riferimento: {id}",
	},
	KeySystem: {
		en: "the system",
		it: "il sistema",
	},
	KeyWrittenBy: {
		en: "Written by {person}, not checked by us",
		it: "Scritto da {person}, non verificato da noi",
	},
	KeyCancel: {
		en: "Cancel",
		it: "Annulla",
	},
	KeyBack: {
		en: "Back",
		it: "Indietro",
	},
	KeyNone: {
		en: "None",
		it: "Nessuno",
	},
	KeyUntil: {
		en: "until {time}",
		it: "fino al {time}",
	},
	// Signing in.
	KeySignIn: {
		en: "Sign in",
		it: "Accedi",
	},
	KeySignInTitle: {
		en: "Sign in to Smart Accounts",
		it: "Accedi a Smart Account",
	},
	KeySignInText: {
		en: "Here partners find Smart Accounts, request one for a customer, and follow what becomes of the request.",
		it: "Qui i partner cercano gli Smart Account, ne richiedono uno per un cliente e seguono l'esito della richiesta.",
	},
	KeySignInNeeds: {
		en: "You need a verified e-mail address and a role on at least one Smart Account or Virtual Account.",
		it: "Servono un indirizzo e-mail verificato e un ruolo in almeno uno Smart Account o account virtuale.",
	},
	KeySignInCustomer: {
		en: "Were you asked to approve an account? Use the link in the e-mail you received; you need not sign in.",
		it: "Ti è stato chiesto di approvare un account? Usa il link nell'e-mail che hai ricevuto: non serve accedere.",
	},
	KeySignedOutTitle: {
		en: "You are no longer signed in",
		it: "L'accesso è scaduto",
	},
	KeySignedOutText: {
		en: "Nothing was sent, but what you typed is kept on this page. Sign in in a new tab, come back to this one, and send the form again.",
		it: "Non è stato inviato nulla, ma ciò che hai scritto è conservato in questa pagina. Accedi in una nuova scheda, torna a questa e invia di nuovo il modulo.",
	},
	KeySignInNewTab: {
		en: "Sign in (opens a new tab)",
		it: "Accedi (apre una nuova scheda)",
	},
	KeySendAgain: {
		en: "Send the form again",
		it: "Invia di nuovo il modulo",
	},
	// The directory.
	KeyDirectory: {
		en: "Smart Account directory",
		it: "Elenco degli Smart Account",
	},
	KeyRequestForCustomer: {
		en: "Request an account for a customer",
		it: "Richiedi un account per un cliente",
	},
	KeyRequestSent: {
		en: "Request sent",
		it: "Richiesta inviata",
	},
	KeyRequestSentText: {
		en: "{name} is now pending. The people who can approve it are getting an e-mail with instructions.",
		it: "{name} è ora in sospeso. Chi può approvarlo riceverà un'e-mail con le istruzioni.",
	},
	KeyFollowRequest: {
		en: "Follow the request",
		it: "Segui la richiesta",
	},
	KeyFollowRequestFor: {
		en: "Follow the request for {name}",
		it: "Segui la richiesta per {name}",
	},
	KeyFollow: {
		en: "Follow",
		it: "Segui",
	},
	KeySearchLabel: {
		en: "Search by name or domain identifier",
		it: "Cerca per nome o identificatore di dominio",
	},
	KeySearchHint: {
		en: "The beginnings of words are enough for public accounts. A Restricted account is found only by its whole name or its whole domain identifier.",
		it: "Per gli account pubblici basta l'inizio delle parole. Un account riservato si trova solo con il nome intero o con l'identificatore di dominio intero.",
	},
	KeySearch: {
		en: "Search",
		it: "Cerca",
	},
	KeyShowAll: {
		en: "Clear the search",
		it: "Annulla la ricerca",
	},
	KeySearchFor: {
		en: "Search for {query}",
		it: "Cerca {query}",
	},
	KeyFoundFor: {
		en: "Accounts found for “{query}”",
		it: "Account trovati per «{query}»",
	},
	KeyYourAccounts: {
		en: "Your requests and accounts",
		it: "Le tue richieste e i tuoi account",
	},
	KeyNothingFound: {
		en: "Nothing public begins with “{query}”",
		it: "Nessun account pubblico inizia con «{query}»",
	},
	KeyNothingFoundText: {
		en: "A Restricted account is found only by its whole name or its whole domain identifier. If the customer has no account yet, request one.",
		it: "Un account riservato si trova solo con il nome intero o con l'identificatore di dominio intero. Se il cliente non ha ancora un account, richiedine uno.",
	},
	KeyEmptyDirectory: {
		en: "There is nothing here yet",
		it: "Qui non c'è ancora nulla",
	},
	KeyEmptyDirectoryText: {
		en: "Your requests and the accounts you belong to will be listed here. Search for the customer's account first; if there is none, request one.",
		it: "Qui compariranno le tue richieste e gli account di cui fai parte. Cerca prima l'account del cliente; se non esiste, richiedilo.",
	},
	KeyPages: {
		en: "Pages",
		it: "Pagine",
	},
	KeyNextPage: {
		en: "Next page",
		it: "Pagina successiva",
	},
	KeyName: {
		en: "Name",
		it: "Nome",
	},
	KeyDomain: {
		en: "Domain identifier",
		it: "Identificatore di dominio",
	},
	KeyStatus: {
		en: "Status",
		it: "Stato",
	},
	KeyVisibility: {
		en: "Visibility",
		it: "Visibilità",
	},
	KeyYourAccess: {
		en: "Your access",
		it: "Il tuo accesso",
	},
	KeyRequest: {
		en: "Request",
		it: "Richiesta",
	},
	// An account.
	KeyNotActiveYet: {
		en: "This account is pending. It gets its administrator and its first Virtual Account when somebody at the customer's approves it.",
		it: "Questo account è in sospeso. Avrà un amministratore e il primo account virtuale quando qualcuno presso il cliente lo approverà.",
	},
	KeyCancelledText: {
		en: "This account was never created: its request ended without an approval.",
		it: "Questo account non è mai stato creato: la richiesta si è chiusa senza approvazione.",
	},
	KeyHiddenInside: {
		en: "This account is Restricted: its administrators and Virtual Accounts are shown only to those who belong to it.",
		it: "Questo account è riservato: amministratori e account virtuali sono visibili solo a chi ne fa parte.",
	},
	KeyAdministrators: {
		en: "Administrators",
		it: "Amministratori",
	},
	KeyAdministratorsHint: {
		en: "Write to them if you need access to this account.",
		it: "Scrivi a loro se ti serve l'accesso a questo account.",
	},
	KeyVirtualAccounts: {
		en: "Virtual Accounts",
		it: "Account virtuali",
	},
	KeyDefault: {
		en: "Default",
		it: "Predefinito",
	},
	// The form for a new request.
	KeyRequestLead: {
		en: "The account is pending until somebody at the customer's approves it. They get an e-mail with a link.",
		it: "L'account resta in sospeso finché qualcuno presso il cliente non lo approva. Riceverà un'e-mail con un link.",
	},
	KeyAccountName: {
		en: "Smart Account name",
		it: "Nome dello Smart Account",
	},
	KeyAccountNameHint: {
		en: "The customer's company name, 2 to 120 characters.",
		it: "La ragione sociale del cliente, da 2 a 120 caratteri.",
	},
	KeyDomainHint: {
		en: "The customer's own domain, such as acme.com, or a name below it, such as emea.acme.com.",
		it: "Il dominio del cliente, per esempio acme.com, o un nome al suo interno, per esempio emea.acme.com.",
	},
	KeyOwnDomainHint: {
		en: "This is your own e-mail domain. Edit it to give the customer's.",
		it: "È il dominio della tua e-mail. Modificalo per indicare quello del cliente.",
	},
	KeyEdit: {
		en: "Edit",
		it: "Modifica",
	},
	KeyNoteToApprover: {
		en: "Note for the approver on our side",
		it: "Nota per chi esamina la richiesta da noi",
	},
	KeyNoteToApproverHint: {
		en: "Why this domain identifier? Operators read this; the customer does not. At most 1,000 characters.",
		it: "Perché questo identificatore di dominio? La leggono gli operatori, non il cliente. Al massimo 1.000 caratteri.",
	},
	KeyCustomerEmails: {
		en: "Customer e-mail addresses",
		it: "Indirizzi e-mail del cliente",
	},
	KeyCustomerEmailsHint: {
		en: "One a line, at most ten, at the account's domain. Each person gets a link; the first decision counts.",
		it: "Uno per riga, al massimo dieci, nel dominio dell'account. Ogni persona riceve un link; vale la prima decisione.",
	},
	KeyNoteToCustomer: {
		en: "Note for the customer",
		it: "Nota per il cliente",
	},
	KeyNoteToCustomerHint: {
		en: "Shown on the page that the link opens, as plain text. At most 1,000 characters.",
		it: "Appare nella pagina aperta dal link, come testo semplice. Al massimo 1.000 caratteri.",
	},
	KeyMailLanguage: {
		en: "Language of the e-mails",
		it: "Lingua delle e-mail",
	},
	KeyMailLanguageHint: {
		en: "The one the customer reads best.",
		it: "Quella più comoda per il cliente.",
	},
	KeySendRequest: {
		en: "Send request",
		it: "Invia richiesta",
	},
	KeyOptional: {
		en: "(optional)",
		it: "(facoltativo)",
	},
	KeyErrorPrefix: {
		en: "Error:",
		it: "Errore:",
	},
	KeyErrorSummary: {
		en: "Please correct the following",
		it: "Correggi quanto segue",
	},
	KeyBusy: {
		en: "Too much is happening at once, so nothing was changed. What you sent is still filled in: wait a moment, then send it again.",
		it: "Ci sono troppe operazioni in corso, quindi non è cambiato nulla. Ciò che hai inviato è ancora compilato: attendi un istante e invia di nuovo.",
	},
	KeyKeyUsed: {
		en: "This form was sent before with something else in it, so nothing was changed this time. Check what you typed, then send it again.",
		it: "Questo modulo è già stato inviato con un altro contenuto, quindi questa volta non è cambiato nulla. Controlla ciò che hai scritto e invia di nuovo.",
	},
	KeyAddressError: {
		en: "{address}: {text}",
		it: "{address}: {text}",
	},
	KeyEditDomain: {
		en: "The domain identifier is set to {domain}, your own e-mail domain. If the account is for another company, press Edit beside it and give theirs.",
		it: "L'identificatore di dominio è {domain}, il dominio della tua e-mail. Se l'account è per un'altra azienda, premi Modifica accanto al dominio e indica il suo.",
	},
	KeyDomainTaken: {
		en: "A pending or active account has this domain identifier already.",
		it: "Esiste già un account in sospeso o attivo con questo identificatore di dominio.",
	},
	KeyDomainTakenTitle: {
		en: "This domain identifier is taken",
		it: "Questo identificatore di dominio è già in uso",
	},
	KeyDomainTakenText: {
		en: "Look the account up and ask its administrators for access. If the customer needs a separate account, give it a name below the domain, such as emea.acme.com.",
		it: "Cerca l'account e chiedi l'accesso ai suoi amministratori. Se al cliente serve un account separato, usa un nome all'interno del dominio, per esempio emea.acme.com.",
	},
	// Following a request.
	KeyTrackingTitle: {
		en: "Request for {name}",
		it: "Richiesta per {name}",
	},
	KeyNominees: {
		en: "Nominees",
		it: "Persone designate",
	},
	KeyNomineesHint: {
		en: "Those who were asked to decide. The first decision counts.",
		it: "Chi è stato invitato a decidere. Vale la prima decisione.",
	},
	KeyForwardedBy: {
		en: "forwarded by {person}",
		it: "inoltrata da {person}",
	},
	KeyWhatWasAsked: {
		en: "What was requested",
		it: "Che cosa è stato richiesto",
	},
	KeyRequester: {
		en: "Requester",
		it: "Richiedente",
	},
	KeyHistory: {
		en: "History",
		it: "Cronologia",
	},
	KeyReason: {
		en: "Reason",
		it: "Motivo",
	},
	KeyDecideBy: {
		en: "To be decided by {time}.",
		it: "Da decidere entro il {time}.",
	},
	// The Pending Request page.
	KeyPendingTitle: {
		en: "Pending Request",
		it: "Richiesta in sospeso",
	},
	KeyPendingLead: {
		en: "{requester} asks you to approve a Smart Account for your company. Looking at this page changes nothing.",
		it: "{requester} ti chiede di approvare uno Smart Account per la tua azienda. Guardare questa pagina non cambia nulla.",
	},
	KeyAskedOn: {
		en: "Requested on",
		it: "Richiesta del",
	},
	KeyDeadline: {
		en: "Decide by",
		it: "Decidere entro",
	},
	KeyNote: {
		en: "Note",
		it: "Nota",
	},
	KeyApprove: {
		en: "Approve and create account",
		it: "Approva e crea l'account",
	},
	KeyForward: {
		en: "Forward",
		it: "Inoltra",
	},
	KeyDecline: {
		en: "Decline request",
		it: "Rifiuta richiesta",
	},
	KeyCancelHint: {
		en: "Cancel closes this page and changes nothing. Your link stays good until the deadline.",
		it: "Annulla chiude la pagina senza cambiare nulla. Il link resta valido fino alla scadenza.",
	},
	KeyApproveText: {
		en: "The Smart Account becomes active and you become its first Smart Account Administrator.",
		it: "Lo Smart Account diventa attivo e tu ne diventi il primo amministratore.",
	},
	KeyForwardText: {
		en: "Somebody else at your company decides in your place. They get a link of their own and yours stops working. The requester is told.",
		it: "Qualcun altro nella tua azienda decide al posto tuo. Riceverà un proprio link e il tuo smetterà di funzionare. Il richiedente ne sarà informato.",
	},
	KeyDeclineText: {
		en: "The Smart Account is cancelled. The requester is told, with your reason.",
		it: "Lo Smart Account viene annullato. Il richiedente ne sarà informato, con il motivo che indichi.",
	},
	KeyForwardTo: {
		en: "E-mail address of the person who should decide",
		it: "Indirizzo e-mail di chi deve decidere",
	},
	KeyForwardToHint: {
		en: "An address at the account's domain.",
		it: "Un indirizzo nel dominio dell'account.",
	},
	KeyForwardNote: {
		en: "Note for that person",
		it: "Nota per questa persona",
	},
	KeyForwardNoteHint: {
		en: "Shown on their page. At most 1,000 characters.",
		it: "Apparirà nella sua pagina. Al massimo 1.000 caratteri.",
	},
	KeyReasonHint: {
		en: "The requester reads it. At most 1,000 characters.",
		it: "Lo leggerà il richiedente. Al massimo 1.000 caratteri.",
	},
	KeyCode: {
		en: "One-time code",
		it: "Codice monouso",
	},
	KeyCodeHint: {
		en: "Eight characters from the e-mail, such as ABCD-1234.",
		it: "Otto caratteri che trovi nell'e-mail, per esempio ABCD-1234.",
	},
	KeyCodeWhy: {
		en: "So that nobody else decides in your name, we first e-mail a code to {mailbox}.",
		it: "Perché nessun altro decida a nome tuo, inviamo prima un codice a {mailbox}.",
	},
	KeyCodeSent: {
		en: "A code is on its way to {mailbox}. It is good for ten minutes.",
		it: "Abbiamo inviato un codice a {mailbox}. Vale dieci minuti.",
	},
	KeyCodeKept: {
		en: "The code you typed was not used: it is still filled in. A code is good for ten minutes after it was e-mailed to {mailbox}.",
		it: "Il codice che hai scritto non è stato usato ed è ancora compilato. Un codice vale dieci minuti da quando è stato inviato a {mailbox}.",
	},
	KeySendCode: {
		en: "E-mail me a code",
		it: "Inviami un codice",
	},
	KeySendCodeAgain: {
		en: "E-mail me another code",
		it: "Inviami un altro codice",
	},
	KeyBadCode: {
		en: "This code is not right, or no longer good. Look at the newest e-mail and type it again: there are a few tries, then you need another code, which you can ask for at any time.",
		it: "Il codice non è corretto o non è più valido. Controlla l'e-mail più recente e riscrivilo: hai pochi tentativi, poi serve un altro codice, che puoi chiedere in ogni momento.",
	},
	KeyTypeCode: {
		en: "Type the eight characters from the e-mail.",
		it: "Scrivi gli otto caratteri che trovi nell'e-mail.",
	},
	KeyByLogin: {
		en: "You are signed in with the address that was asked, so no code is needed.",
		it: "Hai eseguito l'accesso con l'indirizzo a cui è rivolta la richiesta: il codice non serve.",
	},
	KeyTooLate: {
		en: "Your decision was not taken: the request had already ended. How it ended stands below.",
		it: "La tua decisione non è stata registrata: la richiesta si era già chiusa. Qui sotto trovi come si è conclusa.",
	},
	KeyApprovedYou: {
		en: "You are the account's first Smart Account Administrator.",
		it: "Sei il primo amministratore Smart Account di questo account.",
	},
	KeySignInToManage: {
		en: "Sign in with your e-mail address to see the account",
		it: "Accedi con il tuo indirizzo e-mail per vedere l'account",
	},
	KeyVisibilityQuestion: {
		en: "Who may find the account?",
		it: "Chi può trovare l'account?",
	},
	KeyAuthority: {
		en: "Statement of authority",
		it: "Dichiarazione di autorità",
	},
	KeyAuthorityStatement: {
		en: "I have the authority to represent this company and to create this account, to manage its products, entitlements and agreements, and to decide who gets access.",
		it: "Ho l'autorità di rappresentare questa azienda e di creare questo account, di gestirne prodotti, diritti e contratti e di decidere chi vi accede.",
	},
	// Notices.
	KeyNotFoundTitle: {
		en: "Not found",
		it: "Pagina non trovata",
	},
	KeyNotFoundText: {
		en: "There is no such page, or it is not yours to see. Check the address, or look the account up in the directory.",
		it: "La pagina non esiste oppure non puoi vederla. Controlla l'indirizzo o cerca l'account nell'elenco.",
	},
	KeyForbiddenTitle: {
		en: "You have no role yet",
		it: "Non hai ancora un ruolo",
	},
	KeyForbiddenText: {
		en: "You are signed in, but this service is for those who hold a role on at least one Smart Account or Virtual Account: Administrator, User or Viewer. Ask an administrator of your company's account to give you one.",
		it: "Hai eseguito l'accesso, ma il servizio è riservato a chi ha un ruolo in almeno uno Smart Account o account virtuale: amministratore, utente o visualizzatore. Chiedilo a un amministratore dell'account della tua azienda.",
	},
	KeyEmailUnverifiedTitle: {
		en: "Your e-mail address is not verified",
		it: "Il tuo indirizzo e-mail non è verificato",
	},
	KeyEmailUnverifiedText: {
		en: "Verify your e-mail address with the service that you sign in with, then sign in again.",
		it: "Verifica l'indirizzo e-mail presso il servizio con cui accedi, poi accedi di nuovo.",
	},
	KeyLinkInvalidTitle: {
		en: "This link does not work",
		it: "Questo link non funziona",
	},
	KeyLinkInvalidText: {
		en: "It may be incomplete, or the request was forwarded to somebody else. Copy the whole link from the newest e-mail you received, or ask the person who requested the account.",
		it: "Potrebbe essere incompleto, oppure la richiesta è stata inoltrata ad altri. Copia l'intero link dall'e-mail più recente o rivolgiti a chi ha richiesto l'account.",
	},
	KeyForwardedTitle: {
		en: "Request forwarded",
		it: "Richiesta inoltrata",
	},
	KeyForwardedText: {
		en: "The person you named gets an e-mail with a link. Your own link no longer works. There is nothing left for you to do.",
		it: "La persona che hai indicato riceverà un'e-mail con un link. Il tuo link non funziona più. Non devi fare altro.",
	},
	KeyClosedTitle: {
		en: "Nothing was changed",
		it: "Non è cambiato nulla",
	},
	KeyClosedText: {
		en: "You can close this page. The request is still pending, and the link in your e-mail stays good until the deadline.",
		it: "Puoi chiudere questa pagina. La richiesta è ancora in sospeso e il link nell'e-mail resta valido fino alla scadenza.",
	},
	KeyTooManyTitle: {
		en: "Too many at once",
		it: "Troppe richieste",
	},
	KeyTooManyText: {
		en: "You have done this too often in a short time. Nothing was changed. Please try again later.",
		it: "Hai ripetuto l'operazione troppe volte in poco tempo. Non è cambiato nulla. Riprova più tardi.",
	},
	KeyMalformedTitle: {
		en: "That did not arrive as it should",
		it: "La richiesta non è arrivata correttamente",
	},
	KeyMalformedText: {
		en: "Nothing was changed. Go back, load the page anew and try again.",
		it: "Non è cambiato nulla. Torna indietro, ricarica la pagina e riprova.",
	},
	KeyBadSignInTitle: {
		en: "Signing in did not work",
		it: "Accesso non riuscito",
	},
	KeyBadSignInText: {
		en: "The sign-in was cancelled or took too long. Please start again.",
		it: "L'accesso è stato annullato o ha richiesto troppo tempo. Ricomincia.",
	},
	KeyInternalErrorTitle: {
		en: "Something went wrong on our side",
		it: "Qualcosa è andato storto da parte nostra",
	},
	KeyInternalErrorText: {
		en: "Please try again in a moment. If it happens again, ask for help with the reference below.",
		it: "Riprova tra poco. Se succede ancora, chiedi assistenza indicando il riferimento qui sotto.",
	},
	// What the domain's words are called. Every word has a text; a test holds that.
	statusKey(account.AccountPending): {
		en: "Pending",
		it: "In sospeso",
	},
	statusKey(account.AccountActive): {
		en: "Active",
		it: "Attivo",
	},
	statusKey(account.AccountCancelled): {
		en: "Cancelled",
		it: "Annullato",
	},
	visibilityKey(account.Public): {
		en: "Public",
		it: "Pubblico",
	},
	visibilityKey(account.Restricted): {
		en: "Restricted",
		it: "Riservato",
	},
	visibilityHintKey(account.Public): {
		en: "Found by the beginnings of words in its name or domain; its administrators are shown.",
		it: "Si trova con l'inizio delle parole del nome o del dominio; i suoi amministratori sono visibili.",
	},
	visibilityHintKey(account.Restricted): {
		en: "Others find it only by its whole name or whole domain identifier.",
		it: "Gli altri lo trovano solo con il nome intero o l'identificatore di dominio intero.",
	},
	roleKey(account.SmartAccountAdministrator): {
		en: "Smart Account Administrator",
		it: "Amministratore Smart Account",
	},
	roleKey(account.SmartAccountUser): {
		en: "Smart Account User",
		it: "Utente Smart Account",
	},
	roleKey(account.SmartAccountViewer): {
		en: "Smart Account Viewer",
		it: "Visualizzatore Smart Account",
	},
	roleKey(account.VirtualAccountAdministrator): {
		en: "Virtual Account Administrator",
		it: "Amministratore account virtuale",
	},
	roleKey(account.VirtualAccountUser): {
		en: "Virtual Account User",
		it: "Utente account virtuale",
	},
	roleKey(account.VirtualAccountViewer): {
		en: "Virtual Account Viewer",
		it: "Visualizzatore account virtuale",
	},
	languageKey(account.English): {
		en: "English",
		it: "Inglese",
	},
	languageKey(account.Italian): {
		en: "Italian",
		it: "Italiano",
	},
	stateKey(account.PendingReview): {
		en: "Pending",
		it: "In sospeso",
	},
	standingKey(account.PendingReview): {
		en: "An operator looks at the domain identifier first; then the nominees are asked.",
		it: "Un operatore esamina prima l'identificatore di dominio; poi saranno interpellate le persone designate.",
	},
	stateKey(account.PendingApproval): {
		en: "Pending",
		it: "In sospeso",
	},
	standingKey(account.PendingApproval): {
		en: "Waiting for a nominee to decide.",
		it: "In attesa della decisione di una persona designata.",
	},
	stateKey(account.Approved): {
		en: "Approved",
		it: "Approvata",
	},
	standingKey(account.Approved): {
		en: "Approved by {actor} on {time}. The account is active.",
		it: "Approvata da {actor} il {time}. L'account è attivo.",
	},
	stateKey(account.Declined): {
		en: "Declined",
		it: "Rifiutata",
	},
	standingKey(account.Declined): {
		en: "Declined by {actor} on {time}. The account is cancelled.",
		it: "Rifiutata da {actor} il {time}. L'account è annullato.",
	},
	stateKey(account.Rejected): {
		en: "Rejected",
		it: "Respinta",
	},
	standingKey(account.Rejected): {
		en: "Rejected by {actor}, an operator, on {time}. The account is cancelled.",
		it: "Respinta da {actor}, operatore, il {time}. L'account è annullato.",
	},
	stateKey(account.Withdrawn): {
		en: "Withdrawn",
		it: "Ritirata",
	},
	standingKey(account.Withdrawn): {
		en: "Withdrawn by {actor} on {time}. The account is cancelled.",
		it: "Ritirata da {actor} il {time}. L'account è annullato.",
	},
	stateKey(account.Expired): {
		en: "Expired",
		it: "Scaduta",
	},
	standingKey(account.Expired): {
		en: "Nobody decided in time: the request expired on {time}. The account is cancelled.",
		it: "Nessuno ha deciso in tempo: la richiesta è scaduta il {time}. L'account è annullato.",
	},
	nomineeKey(account.NomineeActive): {
		en: "Asked",
		it: "Interpellata",
	},
	nomineeKey(account.NomineeForwarded): {
		en: "Forwarded it",
		it: "Ha inoltrato",
	},
	nomineeKey(account.NomineeReplaced): {
		en: "Replaced",
		it: "Sostituita",
	},
	nomineeKey(account.NomineeDecided): {
		en: "Decided",
		it: "Ha deciso",
	},
	nomineeKey(account.NomineeClosed): {
		en: "Need not decide any more",
		it: "Non deve più decidere",
	},
	eventKey(account.EventSubmitted): {
		en: "{actor} sent the request.",
		it: "{actor} ha inviato la richiesta.",
	},
	eventKey(account.EventAccepted): {
		en: "{actor} accepted the domain identifier.",
		it: "{actor} ha accettato l'identificatore di dominio.",
	},
	eventKey(account.EventRejected): {
		en: "{actor} rejected the domain identifier.",
		it: "{actor} ha respinto l'identificatore di dominio.",
	},
	eventKey(account.EventApproved): {
		en: "{actor} approved; the account was created.",
		it: "{actor} ha approvato; l'account è stato creato.",
	},
	eventKey(account.EventDeclined): {
		en: "{actor} declined.",
		it: "{actor} ha rifiutato.",
	},
	eventKey(account.EventForwarded): {
		en: "{actor} forwarded the request to {to}.",
		it: "{actor} ha inoltrato la richiesta a {to}.",
	},
	eventKey(account.EventWithdrawn): {
		en: "{actor} withdrew the request.",
		it: "{actor} ha ritirato la richiesta.",
	},
	eventKey(account.EventResent): {
		en: "{actor} had the invitation sent again.",
		it: "{actor} ha fatto inviare di nuovo l'invito.",
	},
	eventKey(account.EventCorrected): {
		en: "{actor} corrected a customer address.",
		it: "{actor} ha corretto un indirizzo del cliente.",
	},
	eventKey(account.EventExpired): {
		en: "The deadline passed; the request expired.",
		it: "Il termine è passato; la richiesta è scaduta.",
	},
	fieldKey(account.FieldRequired): {
		en: "This is needed.",
		it: "Questo dato è necessario.",
	},
	fieldKey(account.FieldTooShort): {
		en: "This is too short; at least 2 characters.",
		it: "Troppo corto: servono almeno 2 caratteri.",
	},
	fieldKey(account.FieldTooLong): {
		en: "This is too long.",
		it: "Troppo lungo.",
	},
	fieldKey(account.FieldTooMany): {
		en: "These are too many; at most ten.",
		it: "Sono troppi: al massimo dieci.",
	},
	fieldKey(account.FieldDuplicate): {
		en: "This mailbox is named twice.",
		it: "Questa casella è indicata due volte.",
	},
	fieldKey(account.FieldCharacters): {
		en: "This has characters that are not allowed: invisible ones, controls, or no letter or digit at all.",
		it: "Contiene caratteri non ammessi (invisibili o di controllo) oppure nessuna lettera o cifra.",
	},
	fieldKey(account.FieldLooksLikeLink): {
		en: "A name may not hold ://, @ or www.",
		it: "Un nome non può contenere ://, @ o www.",
	},
	fieldKey(account.FieldNotDomain): {
		en: "This is not a domain name, such as acme.com.",
		it: "Non è un nome di dominio, come acme.com.",
	},
	fieldKey(account.FieldIPAddress): {
		en: "This is an IP address; give a domain name, such as acme.com.",
		it: "È un indirizzo IP; indica un nome di dominio, come acme.com.",
	},
	fieldKey(account.FieldUnknownTLD): {
		en: "There is no such top-level domain; check the ending.",
		it: "Il dominio di primo livello non esiste; controlla la parte finale.",
	},
	fieldKey(account.FieldPublicSuffix): {
		en: "Others register their names under this domain, so it belongs to no one company. Give the customer's own.",
		it: "Sotto questo dominio chiunque registra nomi, quindi non è di una sola azienda. Indica quello del cliente.",
	},
	fieldKey(account.FieldPublicMail): {
		en: "Anybody can have an address at this mail provider. Give the customer's own domain.",
		it: "Presso questo fornitore chiunque può avere un indirizzo. Indica il dominio del cliente.",
	},
	fieldKey(account.FieldNotEmail): {
		en: "This is not an e-mail address, such as anna@acme.com.",
		it: "Non è un indirizzo e-mail, come anna@acme.com.",
	},
	fieldKey(account.FieldIsRequester): {
		en: "This is the requester's own address; nobody decides on their own request.",
		it: "È l'indirizzo del richiedente; nessuno decide sulla propria richiesta.",
	},
	fieldKey(account.FieldAlreadyHeld): {
		en: "This person has been asked already.",
		it: "Questa persona è già stata interpellata.",
	},
	fieldKey(account.FieldTooManyHops): {
		en: "This request has been forwarded three times; it cannot be forwarded again.",
		it: "La richiesta è già stata inoltrata tre volte; non può esserlo ancora.",
	},
	fieldKey(account.FieldNotVouching): {
		en: "This address does not belong to {domain}, the account's domain.",
		it: "Questo indirizzo non appartiene a {domain}, il dominio dell'account.",
	},
	fieldKey(account.FieldNotAuthorized): {
		en: "Confirm that you have the authority to approve.",
		it: "Conferma di avere l'autorità per approvare.",
	},
	fieldKey(account.FieldHoldingAccount): {
		en: "Partner Holding Accounts cannot be created here.",
		it: "Qui non si possono creare account di deposito dei partner.",
	},
	fieldKey(account.FieldNotAllowed): {
		en: "This is not one of the possible choices.",
		it: "Non è una delle scelte possibili.",
	},
	fieldKey(account.FieldUnknown): {
		en: "This field is not known.",
		it: "Questo campo non è previsto.",
	},
	fieldKey(account.FieldWrongType): {
		en: "This is not in the expected form.",
		it: "Non è nella forma prevista.",
	},
}

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
	KeyProduct           Key = "product"
	KeySkip              Key = "skip"
	KeySignOut           Key = "sign-out"
	KeyBackToDirectory   Key = "back-to-directory"
	KeyReference         Key = "reference"
	KeySystem            Key = "system"
	KeyWrittenBy         Key = "written-by"
	KeyCancel            Key = "cancel"
	KeyBack              Key = "back"
	KeyNone              Key = "none"
	KeyNoNote            Key = "none.note"
	KeyWrittenByOperator Key = "written-by.operator"
	KeyUntil             Key = "until"
	KeyMenu              Key = "menu"
	KeyReviews           Key = "reviews"
	KeyCopy              Key = "copy"
	KeyCopyOf            Key = "copy.of"
	KeyCopied            Key = "copied"
	KeyTooManyUntil      Key = "too-many.until"

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
	KeyFoundFor           Key = "found-for"
	KeyYourAccounts       Key = "your-accounts"
	KeyNothingFound       Key = "nothing-found"
	KeyNothingFoundText   Key = "nothing-found.text"
	KeyNothingFoundYet    Key = "nothing-found.yet"
	KeyDidYouMean         Key = "did-you-mean"
	KeyRefine             Key = "refine"
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
	KeyRequestLead           Key = "request.lead"
	KeyAccountName           Key = "account-name"
	KeyAccountNameHint       Key = "account-name.hint"
	KeyDomainHint            Key = "domain.hint"
	KeyOwnDomainHint         Key = "own-domain.hint"
	KeyEdit                  Key = "edit"
	KeyNoteToApprover        Key = "note-to-approver"
	KeyNoteToApproverHint    Key = "note-to-approver.hint"
	KeyCustomerEmails        Key = "customer-emails"
	KeyCustomerEmailsHint    Key = "customer-emails.hint"
	KeyNoteToCustomer        Key = "note-to-customer"
	KeyNoteToCustomerHint    Key = "note-to-customer.hint"
	KeyMailLanguage          Key = "mail-language"
	KeyMailLanguageHint      Key = "mail-language.hint"
	KeySendRequest           Key = "send-request"
	KeyOptional              Key = "optional"
	KeyErrorPrefix           Key = "error-prefix"
	KeyErrorSummary          Key = "error-summary"
	KeyNeedName              Key = "need.name"
	KeyNeedDomain            Key = "need.domain"
	KeyNeedCustomerEmails    Key = "need.customer-emails"
	KeyNeedReason            Key = "need.reason"
	KeyNeedForwardTo         Key = "need.forward-to"
	KeyNeedDisputeNote       Key = "need.dispute-note"
	KeyNeedAdministrator     Key = "need.administrator"
	KeyBusy                  Key = "busy"
	KeyKeyUsed               Key = "key-used"
	KeyAddressError          Key = "address-error"
	KeyDomainTaken           Key = "domain-taken"
	KeyDomainTakenTitle      Key = "domain-taken.title"
	KeyWaitForEnd            Key = "domain-taken.wait"
	KeyLookUp                Key = "look-up"
	KeyUseNameBelow          Key = "use-name-below"
	KeyDisputeIt             Key = "dispute-it"
	KeyOwnPending            Key = "domain-taken.own"
	KeySeeDispute            Key = "domain-taken.disputed"
	KeyTooManyRequests       Key = "too-many.requests"
	KeyTooManyPending        Key = "too-many.pending"
	KeyCheck                 Key = "check"
	KeyCheckedTitle          Key = "checked.title"
	KeyCheckedTaken          Key = "checked.taken"
	KeyCheckedFree           Key = "checked.free"
	KeyCheckedReview         Key = "checked.review"
	KeyCheckedNoReview       Key = "checked.no-review"
	KeyCheckedCustomers      Key = "checked.customers"
	KeyCheckedAdministrators Key = "checked.administrators"

	// Following a request.
	KeyTrackingTitle          Key = "tracking.title"
	KeyNominees               Key = "nominees"
	KeyNomineesHint           Key = "nominees.hint"
	KeyForwardedBy            Key = "forwarded-by"
	KeyWhatWasAsked           Key = "what-was-asked"
	KeyRequester              Key = "requester"
	KeyHistory                Key = "history"
	KeyReason                 Key = "reason"
	KeyDecideBy               Key = "decide-by"
	KeyIsActive               Key = "is-active"
	KeyTakenBack              Key = "taken-back"
	KeyNomineesAdministrators Key = "nominees.administrators"
	KeyNomineesAfterReview    Key = "nominees.after-review"
	KeyReported               Key = "reported"
	KeyResentAt               Key = "resent-at"
	KeyBouncedTitle           Key = "bounced.title"
	KeyBouncedText            Key = "bounced.text"
	KeyUndelivered            Key = "undelivered"
	KeyUndeliveredAbove       Key = "undelivered.above"
	KeyCorrect                Key = "correct"
	KeyCorrectHint            Key = "correct.hint"
	KeyResend                 Key = "resend"
	KeyWithdraw               Key = "withdraw"
	KeyWithdrawText           Key = "withdraw.text"
	KeyAskAgain               Key = "ask-again"
	KeyDoneResend             Key = "done.resend"
	KeyDoneCorrect            Key = "done.correct"
	KeyDoneCorrectNothing     Key = "done.correct-nothing"
	KeyNomineesNone           Key = "nominees.none"
	KeyExpiredUnreached       Key = "expired.unreached"
	KeyDoneProve              Key = "done.prove"
	KeyDoneAccept             Key = "done.accept"
	KeyTooManyResends         Key = "too-many.resends"
	KeyTakesNoMail            Key = "takes-no-mail"
	KeyNotSentTo              Key = "takes-no-mail.not-sent"
	KeyNobodyTakesMail        Key = "takes-no-mail.nobody"
	KeyTooManyChecks          Key = "too-many.checks"
	KeyTrackingTooLate        Key = "tracking.too-late"
	KeyProveTitle             Key = "prove.title"
	KeyProveText              Key = "prove.text"
	KeyRecordName             Key = "record.name"
	KeyRecordValue            Key = "record.value"
	KeyProveChanges           Key = "prove.changes"
	KeyProve                  Key = "prove"
	KeyProveDisputeTitle      Key = "prove-dispute.title"
	KeyProveDisputeText       Key = "prove-dispute.text"
	KeyRequestEndsAt          Key = "request-ends-at"
	KeyRecordNotFound         Key = "record.not-found"
	KeyProvedAt               Key = "proved-at"
	KeyProvedStill            Key = "proved.still"
	KeyTrackingLinkTitle      Key = "tracking-link.title"
	KeyTrackingLinkHint       Key = "tracking-link.hint"
	KeyTrackingLink           Key = "tracking-link"
	KeyAdded                  Key = "added"
	KeyRemoved                Key = "removed"
	KeyReview                 Key = "review"
	KeyAcceptedAt             Key = "accepted-at"
	KeyAccept                 Key = "accept"
	KeyAcceptText             Key = "accept.text"
	KeyReject                 Key = "reject"
	KeyRejectText             Key = "reject.text"

	// The Pending Request page.
	KeyPendingTitle       Key = "pending.title"
	KeyPendingLead        Key = "pending.lead"
	KeyPendingAbove       Key = "pending.above"
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
	KeyTooManyCodes       Key = "too-many.codes"
	KeyNoCodeSuppressed   Key = "too-many.codes-suppressed"
	KeyNoCodeToMailbox    Key = "too-many.codes-to-mailbox"
	KeyNoCodeOfRequester  Key = "too-many.codes-of-requester"
	KeyNoCodeToday        Key = "too-many.codes-today"
	KeySendCode           Key = "send-code"
	KeySendCodeAgain      Key = "send-code.again"
	KeyTriesLeft          Key = "tries-left"
	KeyNoTriesLeft        Key = "tries-left.none"
	KeyCodeStillGood      Key = "code-still-good"
	KeySignInInstead      Key = "sign-in.instead"
	KeyBadCode            Key = "bad-code"
	KeyTypeCode           Key = "type-code"
	KeyByLogin            Key = "by-login"
	KeyTooLate            Key = "too-late"
	KeyApprovedYou        Key = "approved.you"
	KeySignInToManage     Key = "approved.sign-in"
	KeyVisibilityQuestion Key = "visibility.question"
	KeyAuthority          Key = "authority"
	KeyAuthorityStatement Key = "authority.statement"

	// The operators' page.
	KeyReviewRequests       Key = "review-requests"
	KeyNoReviewRequests     Key = "review-requests.none"
	KeyReasons              Key = "reasons"
	KeyDisputes             Key = "disputes"
	KeyNoDisputes           Key = "disputes.none"
	KeyDisputedBy           Key = "disputed-by"
	KeyNothingHeld          Key = "dispute.nothing-held"
	KeyDisputedRequest      Key = "dispute.request"
	KeyDisputedRequestEnded Key = "dispute.request-ended"
	KeyDecision             Key = "decision"
	KeyNewAdministrator     Key = "new-administrator"
	KeyNewAdministratorHint Key = "new-administrator.hint"
	KeyRulingReasonHint     Key = "ruling-reason.hint"
	KeyConfirmCancel        Key = "confirm-cancel"
	KeyConfirmCancelLabel   Key = "confirm-cancel.label"
	KeyConfirmCancelMissing Key = "confirm-cancel.missing"
	KeySettle               Key = "settle"
	KeyOwnDispute           Key = "own-dispute"
	KeyDisputeTooLate       Key = "dispute.too-late"
	KeyAccountNotActive     Key = "account-not-active"
	KeyIsAdministrator      Key = "is-administrator"
	KeySuppressed           Key = "suppressed"
	KeyNoSuppressed         Key = "suppressed.none"
	KeySince                Key = "since"
	KeyBecauseComplained    Key = "because-complained"
	KeyBecauseReported      Key = "because-reported"
	KeyBecauseSilenced      Key = "because-silenced"
	KeyReports              Key = "reports"
	KeyNoReports            Key = "reports.none"
	KeyReportByLink         Key = "reported.by-link"
	KeyReportConfirmed      Key = "reported.confirmed"
	KeyLift                 Key = "lift"
	KeyLiftFor              Key = "lift.for"
	KeyDoneReject           Key = "done.reject"
	KeyDoneSettle           Key = "done.settle"
	KeyDoneLift             Key = "done.lift"

	// Disputes.
	KeyDisputeTitle       Key = "dispute.title"
	KeyDispute            Key = "dispute"
	KeySettlement         Key = "dispute.settlement"
	KeySettledBy          Key = "dispute.settled-by"
	KeySettledByProof     Key = "dispute.settled-by-proof"
	KeyDisputeLead        Key = "dispute.lead"
	KeyDisputeDomainHint  Key = "dispute.domain.hint"
	KeyDisputeNote        Key = "dispute.note"
	KeyDisputeNoteHint    Key = "dispute.note.hint"
	KeySendDispute        Key = "send-dispute"
	KeyDisputeOpenLead    Key = "dispute.open.lead"
	KeyDisputeOpenAlready Key = "dispute.open.already"

	// Not for me.
	KeyNotForMeTitle      Key = "not-for-me.title"
	KeyNotForMeText       Key = "not-for-me.text"
	KeyNotForMeHint       Key = "not-for-me.hint"
	KeyNotForMeStop       Key = "not-for-me.stop"
	KeyNotForMeStopped    Key = "not-for-me.stopped"
	KeyNotForMeUndo       Key = "not-for-me.undo"
	KeyNotForMeUndone     Key = "not-for-me.undone"
	KeyNotForMeSuppressed Key = "not-for-me.suppressed"
	KeyNotForMeAbout      Key = "not-for-me.about"
	KeyMailboxTitle       Key = "mailbox.title"
	KeyMailboxText        Key = "mailbox.text"
	KeyMailboxReport      Key = "mailbox.report"
	KeyMailboxSilence     Key = "mailbox.silence"
	KeyMailboxLiftTitle   Key = "mailbox.lift-title"
	KeyMailboxLiftText    Key = "mailbox.lift-text"
	KeyMailboxLift        Key = "mailbox.lift"
	KeyMailboxLifted      Key = "mailbox.lifted"

	// Notices.
	KeyNotFoundTitle        Key = "not-found.title"
	KeyNotFoundText         Key = "not-found.text"
	KeyForbiddenTitle       Key = "forbidden.title"
	KeyForbiddenText        Key = "forbidden.text"
	KeyChangedMeanwhile     Key = "changed-meanwhile"
	KeyOperatorsOnlyTitle   Key = "operators-only.title"
	KeyOperatorsOnlyText    Key = "operators-only.text"
	KeyEmailUnverifiedTitle Key = "email-unverified.title"
	KeyEmailUnverifiedText  Key = "email-unverified.text"
	KeyLinkInvalidTitle     Key = "link-invalid.title"
	KeyLinkInvalidText      Key = "link-invalid.text"
	KeyLinkRenewedText      Key = "link-renewed.text"
	KeyLinkForwardedText    Key = "link-forwarded.text"
	KeyLinkReplacedText     Key = "link-replaced.text"
	KeyForwardedTitle       Key = "forwarded.title"
	KeyForwardedText        Key = "forwarded.text"
	KeyClosedTitle          Key = "closed.title"
	KeyClosedText           Key = "closed.text"
	KeyTooManyTitle         Key = "too-many.title"
	KeyTooManyText          Key = "too-many.text"
	KeyDisputedTitle        Key = "disputed.title"
	KeyOwnReviewTitle       Key = "own-review.title"
	KeyOwnReviewText        Key = "own-review.text"
	KeyNoAnswerTitle        Key = "no-answer.title"
	KeyNoAnswerText         Key = "no-answer.text"
	KeyMalformedTitle       Key = "malformed.title"
	KeyMalformedText        Key = "malformed.text"
	KeyBadSignInTitle       Key = "bad-sign-in.title"
	KeyBadSignInText        Key = "bad-sign-in.text"
	KeySignInAgain          Key = "bad-sign-in.again"
	KeyProblemsTitle        Key = "problems.title"
	KeyProblemsText         Key = "problems.text"
	KeyProblemMeaning       Key = "problems.meaning"
	KeyProblemRemedy        Key = "problems.remedy"
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
func unreachableKey(why account.Unreachable) Key    { return Key("unreachable: " + why) }
func eventKey(word account.EventKind) Key           { return Key("event: " + word) }
func becauseKey(because string) Key                 { return Key("expired because: " + because) }
func fieldKey(word account.FieldCode) Key           { return Key("field: " + word) }
func deliveryKey(word account.Delivery) Key         { return Key("delivery: " + word) }
func reasonKey(word account.ReasonKind) Key         { return Key("reason: " + word) }
func shortReasonKey(word account.ReasonKind) Key    { return Key("short-reason: " + word) }
func outcomeKey(word account.Outcome) Key           { return Key("outcome: " + word) }
func outcomeHintKey(word account.Outcome) Key       { return Key("outcome-hint: " + word) }
func settledKey(word account.Outcome) Key           { return Key("settled: " + word) }

const (
	en = wording.English
	it = wording.Italian
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
	KeyWrittenByOperator: {
		en: "Written by {person}, an operator",
		it: "Scritto da {person}, operatore",
	},
	KeyCancel: {
		en: "Cancel",
		it: "Chiudi", // «annullato» is an account's state
	},
	KeyBack: {
		en: "Back",
		it: "Indietro",
	},
	KeyNone: {
		en: "None",
		it: "Nessuno",
	},
	KeyNoNote: {
		en: "None",
		it: "Nessuna",
	},
	KeyUntil: {
		en: "until {time}",
		it: "fino al {time}",
	},
	KeyMenu: {
		en: "Menu",
		it: "Menu",
	},
	KeyReviews: {
		en: "Reviews",
		it: "Da esaminare",
	},
	KeyCopy: {
		en: "Copy",
		it: "Copia",
	},
	KeyCopyOf: {
		en: "Copy: {what}",
		it: "Copia: {what}",
	},
	KeyCopied: {
		en: "Copied",
		it: "Copiato",
	},
	KeyTooManyUntil: {
		en: "You have done this too often lately, so nothing was changed. You can do it again on {time}.",
		it: "Hai ripetuto l'operazione troppe volte di recente, quindi non è cambiato nulla. Potrai rifarla il {time}.",
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
		en: "{name} is now pending. The people who can approve it get an e-mail with instructions; if an operator has to look first, once it is accepted.",
		it: "{name} è ora in sospeso. Chi può approvarlo riceverà un'e-mail con le istruzioni; se prima serve l'esame di un operatore, dopo l'accettazione.",
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
		it: "Cancella la ricerca",
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
	KeyNothingFoundYet: {
		en: "Nothing found yet for {query}",
		it: "Ancora nessun risultato per {query}",
	},
	KeyDidYouMean: {
		en: "Did you mean:",
		it: "Forse cercavi:",
	},
	KeyRefine: {
		en: "Very many accounts have words like these, so the search stopped. Add a word or more letters, or go on to the next page.",
		it: "Moltissimi account hanno parole come queste, quindi la ricerca si è fermata. Aggiungi una parola o altre lettere, oppure passa alla pagina successiva.",
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
		en: "This account is cancelled: its request ended without an approval, or an operator took the account back to settle a dispute.",
		it: "Questo account è annullato: la richiesta si è chiusa senza approvazione, oppure un operatore lo ha revocato per risolvere una contestazione.",
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
		en: "The customer's own domain, such as acme.com, or a name below it, such as emea.acme.com. You can also paste a web address.",
		it: "Il dominio del cliente, per esempio acme.com, o un nome al suo interno, per esempio emea.acme.com. Si può incollare anche un indirizzo web.",
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
		en: "Note for the operators",
		it: "Nota per gli operatori",
	},
	KeyNoteToApproverHint: {
		en: "Why this domain identifier? They review it; the customer does not see this. At most 1,000 characters.",
		it: "Perché questo identificatore di dominio? La leggono loro durante l'esame, non il cliente. Al massimo 1.000 caratteri.",
	},
	KeyCustomerEmails: {
		en: "Customer e-mail addresses",
		it: "Indirizzi e-mail del cliente",
	},
	KeyCustomerEmailsHint: {
		en: "At most ten, one a line or as copied from an e-mail. Addresses at the account's domain need no review; others are looked at by an operator first. Each person gets a link; the first decision counts.",
		it: "Al massimo dieci, uno per riga o come copiati da un'e-mail. Gli indirizzi nel dominio dell'account non richiedono alcun esame; gli altri vengono prima esaminati da un operatore. Ogni persona riceve un link; vale la prima decisione.",
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
		it: "(opzionale)",
	},
	KeyErrorPrefix: {
		en: "Error:",
		it: "Errore:",
	},
	KeyErrorSummary: {
		en: "Please correct the following",
		it: "Correggi quanto segue",
	},
	KeyNeedName: {
		en: "Type the customer's company name.",
		it: "Scrivi la ragione sociale del cliente.",
	},
	KeyNeedDomain: {
		en: "Type a domain identifier, such as acme.com.",
		it: "Scrivi un identificatore di dominio, come acme.com.",
	},
	KeyNeedCustomerEmails: {
		en: "Type at least one address of the customer's.",
		it: "Scrivi almeno un indirizzo del cliente.",
	},
	KeyNeedReason: {
		en: "Write the reason.",
		it: "Scrivi il motivo.",
	},
	KeyNeedForwardTo: {
		en: "Type the address of the person who should decide.",
		it: "Scrivi l'indirizzo di chi deve decidere.",
	},
	KeyNeedDisputeNote: {
		en: "Write what is wrong.",
		it: "Scrivi che cosa non va.",
	},
	KeyNeedAdministrator: {
		en: "Type the address of the person to add.",
		it: "Scrivi l'indirizzo della persona da aggiungere.",
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
	KeyDomainTaken: {
		en: "A pending or active account has this domain identifier already.",
		it: "Esiste già un account in sospeso o attivo con questo identificatore di dominio.",
	},
	KeyWaitForEnd: {
		en: "Somebody has asked for it already. It is free again if that request ends without an approval.",
		it: "Qualcuno l'ha già richiesto. Sarà di nuovo libero se quella richiesta si chiude senza approvazione.",
	},
	KeyDomainTakenTitle: {
		en: "This domain identifier is taken",
		it: "Questo identificatore di dominio è già in uso",
	},
	KeyLookUp: {
		en: "Look {domain} up and ask its administrators for access",
		it: "Cerca {domain} e chiedi l'accesso ai suoi amministratori",
	},
	KeyUseNameBelow: {
		en: "If the customer needs a separate account, use a name below the domain, such as {example}.",
		it: "Se al cliente serve un account separato, usa un nome all'interno del dominio, per esempio {example}.",
	},
	KeyDisputeIt: {
		en: "If it is held by somebody who should not have it, dispute that",
		it: "Se lo detiene chi non dovrebbe averlo, apri una contestazione",
	},
	KeyOwnPending: {
		en: "Your own request for it is pending: follow it, or withdraw it to free the domain identifier",
		it: "La tua richiesta per questo identificatore è in sospeso: seguila, oppure ritirala per liberarlo",
	},
	KeySeeDispute: {
		en: "You dispute this already: see your dispute",
		it: "L'hai già contestato: vedi la tua contestazione",
	},
	KeyTooManyPending: {
		en: "{most} of your requests are waiting for a decision. You cannot have more at once, so this one was not sent. Withdraw one that you no longer need, or wait until one is decided. What you typed is still filled in.",
		it: "{most} delle tue richieste sono in attesa di una decisione. Non puoi averne di più contemporaneamente, quindi questa non è stata inviata. Ritira una richiesta che non serve più oppure attendi che una venga decisa. Ciò che hai scritto è ancora compilato.",
	},
	KeyTooManyRequests: {
		en: "You have sent many requests lately, so this one was not sent. The next one can be sent on {time}. What you typed is still filled in.",
		it: "Di recente hai inviato molte richieste, quindi questa non è stata inviata. Potrai inviare la prossima il {time}. Ciò che hai scritto è ancora compilato.",
	},
	KeyCheck: {
		en: "Check",
		it: "Verifica",
	},
	KeyCheckedTitle: {
		en: "Nothing was sent yet. If you send the request now:",
		it: "Non è stato ancora inviato nulla. Se invii ora la richiesta:",
	},
	KeyCheckedTaken: {
		en: "It is taken: a pending or active account has it, so the request cannot be sent.",
		it: "È già in uso: lo detiene un account in sospeso o attivo, quindi la richiesta non si può inviare.",
	},
	KeyCheckedFree: {
		en: "It is free: no pending or active account has it.",
		it: "È libero: nessun account in sospeso o attivo lo detiene.",
	},
	KeyCheckedReview: {
		en: "An operator looks at the request first and reads your note for the operators. Nobody is asked to decide until it is accepted.",
		it: "Un operatore esamina prima la richiesta e legge la tua nota per gli operatori. Fino all'accettazione nessuno viene interpellato.",
	},
	KeyCheckedNoReview: {
		en: "No review is needed. A note for the operators will not be read.",
		it: "Non serve alcun esame. Una nota per gli operatori non verrebbe letta.",
	},
	KeyCheckedCustomers: {
		en: "The customer addresses get a link each; the first decision counts.",
		it: "Gli indirizzi del cliente ricevono un link ciascuno; vale la prima decisione.",
	},
	KeyCheckedAdministrators: {
		en: "There is an account above this domain identifier: its administrators get the links and decide. The customer addresses are told that the request awaits them.",
		it: "Esiste un account al di sopra di questo identificatore di dominio: i link vanno ai suoi amministratori, che decidono. Gli indirizzi del cliente vengono avvisati che la richiesta attende loro.",
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
	KeyIsActive: {
		en: "The account is active.",
		it: "L'account è attivo.",
	},
	KeyTakenBack: {
		en: "Later an operator cancelled the account to settle a dispute.",
		it: "In seguito un operatore ha annullato l'account per risolvere una contestazione.",
	},
	KeyNomineesAdministrators: {
		en: "The administrators of the account of {domain} decide. The customer addresses were told that the request awaits them. The first decision counts.",
		it: "Decidono gli amministratori dell'account di {domain}. Gli indirizzi del cliente sono stati avvisati che la richiesta attende loro. Vale la prima decisione.",
	},
	KeyNomineesAfterReview: {
		en: "Nobody can decide yet. The customer addresses are asked once the request is accepted; or, if by then there is an account above this one, its administrators.",
		it: "Nessuno può ancora decidere. Una volta accettata la richiesta, saranno interpellati gli indirizzi del cliente oppure, se nel frattempo c'è un account al di sopra di questo, i suoi amministratori.",
	},
	KeyReported: {
		en: "Said that this was not for them",
		it: "Ha segnalato: «Non era per me»",
	},
	KeyResentAt: {
		en: "sent again on {time}",
		it: "inviata di nuovo il {time}",
	},
	KeyBouncedTitle: {
		en: "E-mail does not arrive",
		it: "E-mail non recapitata",
	},
	KeyBouncedText: {
		en: "Our e-mail does not reach:",
		it: "Le nostre e-mail non raggiungono:",
	},
	KeyUndelivered: {
		en: "Nobody who may decide can be reached. If the addresses are not corrected by {time}, the request expires.",
		it: "Nessuno di coloro che possono decidere è raggiungibile. Se gli indirizzi non vengono corretti entro il {time}, la richiesta scade.",
	},
	KeyUndeliveredAbove: {
		en: "Nobody who may decide can be reached. If no invitation that is sent again arrives by {time}, the request expires.",
		it: "Nessuno di coloro che possono decidere è raggiungibile. Se entro il {time} non arriva nessun invito inviato di nuovo, la richiesta scade.",
	},
	KeyCorrect: {
		en: "Correct the addresses",
		it: "Correggi gli indirizzi",
	},
	KeyCorrectHint: {
		en: "One a line, at most ten. New people get a link, and the links of those taken out stop working. If an operator has to look at a new address first, all links stop working until then.",
		it: "Uno per riga, al massimo dieci. Le nuove persone ricevono un link e quelli di chi viene tolto smettono di funzionare. Se un operatore deve prima esaminare un nuovo indirizzo, fino ad allora nessun link funziona.",
	},
	KeyResend: {
		en: "Resend the invitations",
		it: "Invia di nuovo gli inviti",
	},
	KeyWithdraw: {
		en: "Withdraw the request",
		it: "Ritira la richiesta",
	},
	KeyWithdrawText: {
		en: "The Smart Account is cancelled, its domain identifier is free again, and nobody can decide any more. This cannot be undone, but you can ask again.",
		it: "Lo Smart Account viene annullato, il suo identificatore di dominio torna libero e nessuno può più decidere. L'operazione è definitiva, ma puoi inviare una nuova richiesta.",
	},
	KeyAskAgain: {
		en: "Ask again",
		it: "Richiedi di nuovo",
	},
	KeyDoneResend: {
		en: "The invitations are being sent again, except to those who were sent one again less than a day ago.",
		it: "Gli inviti vengono inviati di nuovo, tranne a chi ne ha già ricevuto un altro invio da meno di un giorno.",
	},
	KeyDoneCorrect: {
		en: "The addresses are corrected.",
		it: "Gli indirizzi sono stati corretti.",
	},
	KeyDoneCorrectNothing: {
		en: "These addresses were there already, so nothing was changed.",
		it: "Questi indirizzi c'erano già, quindi non è cambiato nulla.",
	},
	KeyNomineesNone: {
		en: "Nobody was asked to decide.",
		it: "Nessuno è stato invitato a decidere.",
	},
	KeyExpiredUnreached: {
		en: "Nobody who could decide was reached by e-mail: the request expired on {time}. The account is cancelled.",
		it: "Nessuno di coloro che potevano decidere è stato raggiunto: la richiesta è scaduta il {time}. L'account è annullato.",
	},
	KeyDoneProve: {
		en: "The record was found: the holder of the domain knows of the request.",
		it: "Il record è stato trovato: chi detiene il dominio è al corrente della richiesta.",
	},
	KeyDoneAccept: {
		en: "The request is accepted. Those who may decide are getting their links.",
		it: "La richiesta è stata accettata. Chi può decidere sta ricevendo il proprio link.",
	},
	KeyTooManyResends: {
		en: "No invitation was sent: for now, as many have been sent as are allowed. They can be sent again on {time}. The latest links stay valid.",
		it: "Di recente sono stati inviati tutti gli inviti consentiti, quindi ora non ne è partito nessuno. Potrai inviarli ancora il {time}. I link più recenti restano validi.",
	},
	KeyTakesNoMail: {
		en: "Takes no e-mail",
		it: "Non accetta e-mail",
	},
	KeyNotSentTo: {
		en: "Nothing is sent to these addresses, which take no e-mail about your requests. As soon as that is undone, you can resend:",
		it: "Nulla viene inviato a questi indirizzi, che non accettano e-mail sulle tue richieste. Appena il blocco viene tolto, puoi inviare di nuovo:",
	},
	KeyNobodyTakesMail: {
		en: "Nothing was sent: none of the addresses that may decide takes e-mail about your requests. Ask those people in another way, or correct the addresses.",
		it: "Non è stato inviato nulla: nessuno degli indirizzi che possono decidere accetta e-mail sulle tue richieste. Contatta quelle persone in altro modo o correggi gli indirizzi.",
	},
	KeyTooManyChecks: {
		en: "The DNS was looked up often lately, so it was not looked up now. It can be again on {time}.",
		it: "Di recente il DNS è stato consultato molte volte, quindi ora non lo è stato. Potrai verificarlo di nuovo il {time}.",
	},
	KeyTrackingTooLate: {
		en: "Nothing was changed: meanwhile the request had ended or been accepted. How it stands is shown below.",
		it: "Non è cambiato nulla: nel frattempo la richiesta si era chiusa o era stata accettata. Qui sotto trovi a che punto è.",
	},
	KeyProveTitle: {
		en: "Prove it by DNS",
		it: "Prova tramite DNS",
	},
	KeyProveText: {
		en: "Ask the holder of the domain to publish this text record. Once it is found, as a rule no operator has to look at the request.",
		it: "Chiedi a chi detiene il dominio di pubblicare questo record TXT. Quando lo troviamo, di norma non serve più l'esame di un operatore.",
	},
	KeyRecordName: {
		en: "Name of the TXT record",
		it: "Nome del record TXT",
	},
	KeyRecordValue: {
		en: "Value of the TXT record",
		it: "Valore del record TXT",
	},
	KeyProveChanges: {
		en: "Any change of the customer addresses changes the value.",
		it: "Ogni modifica degli indirizzi del cliente cambia il valore.",
	},
	KeyProve: {
		en: "Check the DNS",
		it: "Verifica il DNS",
	},
	KeyRecordNotFound: {
		en: "The record is not there, or not yet: it can take hours until a change of the DNS is seen everywhere.",
		it: "Il record non c'è, o non ancora: possono servire ore prima che una modifica del DNS sia visibile ovunque.",
	},
	KeyProveDisputeTitle: {
		en: "Prove that you control the domain",
		it: "Dimostra di controllare il dominio",
	},
	KeyProveDisputeText: {
		en: "Publish this text record in the DNS of the domain within 30 days of your dispute. We look for it every day, or now if you ask. If a pending request holds the domain identifier, it ends 72 hours after we find the record, unless somebody who may decide does so first or an operator objects.",
		it: "Pubblica questo record TXT nel DNS del dominio entro 30 giorni dalla contestazione. Lo cerchiamo ogni giorno, o subito se lo chiedi. Se l'identificatore di dominio è trattenuto da una richiesta in sospeso, questa si chiude 72 ore dopo che troviamo il record, a meno che prima non decida chi può farlo o un operatore non si opponga.",
	},
	KeyRequestEndsAt: {
		en: "The pending request ends on {time}, unless somebody who may decide does so first or an operator rejects the dispute.",
		it: "La richiesta in sospeso si chiude il {time}, a meno che prima non decida chi può farlo o un operatore non respinga la contestazione.",
	},
	KeyProvedAt: {
		en: "Proved by DNS on {time}.",
		it: "Provato tramite DNS il {time}.",
	},
	KeyProvedStill: {
		en: "An operator still looks at the request.",
		it: "La richiesta resta comunque all'esame di un operatore.",
	},
	KeyTrackingLinkTitle: {
		en: "Share this page",
		it: "Condividi questa pagina",
	},
	KeyTrackingLinkHint: {
		en: "Only the requester and operators can open it, after signing in.",
		it: "Possono aprirla solo il richiedente e gli operatori, dopo l'accesso.",
	},
	KeyTrackingLink: {
		en: "Address of this page",
		it: "Indirizzo di questa pagina",
	},
	KeyAdded: {
		en: "Added: {addresses}",
		it: "Aggiunti: {addresses}",
	},
	KeyRemoved: {
		en: "Removed: {addresses}",
		it: "Tolti: {addresses}",
	},
	KeyReview: {
		en: "Review",
		it: "Esame",
	},
	KeyAcceptedAt: {
		en: "Accepted on {time}.",
		it: "Accettata il {time}.",
	},
	KeyAccept: {
		en: "Accept",
		it: "Accetta",
	},
	KeyAcceptText: {
		en: "If you accept, those who may decide are asked and the deadline counts from now.",
		it: "Se accetti, chi può decidere viene interpellato e il termine decorre da ora.",
	},
	KeyReject: {
		en: "Reject",
		it: "Respingi",
	},
	KeyRejectText: {
		en: "If you reject, the Smart Account is cancelled. The requester is told, with your reason.",
		it: "Se respingi, lo Smart Account viene annullato. Il richiedente ne sarà informato, con il motivo che indichi.",
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
	KeyPendingAbove: {
		en: "You are asked because the domain identifier lies below {domain}, whose account you administer: its administrators decide.",
		it: "Spetta a te perché l'identificatore di dominio si trova al di sotto di {domain}, il cui account amministri: decidono i suoi amministratori.",
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
		it: "«Chiudi» lascia tutto com'è e chiude la pagina. Il link resta valido fino alla scadenza.",
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
		en: "An address at the account's domain, or at one that an operator accepted for this request.",
		it: "Un indirizzo nel dominio dell'account o in uno che un operatore ha accettato per questa richiesta.",
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
	KeyTooManyCodes: {
		en: "You have asked for many codes lately, so none was sent now. The next one can be sent on {time}.",
		it: "Di recente hai chiesto molti codici, quindi ora non ne è stato inviato nessuno. Potrai chiedere il prossimo il {time}.",
	},
	KeyNoCodeSuppressed: {
		en: "No code was sent. Our e-mail to this address was stopped by its owner or reported as spam, so at most three codes a day go to it. The next one can be sent on {time}.",
		it: "Non è stato inviato nessun codice. Chi usa questo indirizzo ha bloccato le nostre e-mail o le ha segnalate come spam, quindi vi inviamo al massimo tre codici al giorno. Il prossimo potrà essere inviato il {time}.",
	},
	KeyNoCodeToMailbox: {
		en: "No code was sent. Many codes have gone to this address lately, all links in our e-mails counted. The next one can be sent on {time}.",
		it: "Non è stato inviato nessun codice. Di recente a questo indirizzo sono già stati inviati molti codici, contando tutti i link delle nostre e-mail. Il prossimo potrà essere inviato il {time}.",
	},
	KeyNoCodeOfRequester: {
		en: "No code was sent. As many e-mails as may be in a day have been sent because of this requester. The next code can be sent on {time}.",
		it: "Non è stato inviato nessun codice. Le e-mail che questo richiedente può causare in un giorno sono già state inviate. Il prossimo codice potrà essere inviato il {time}.",
	},
	KeyNoCodeToday: {
		en: "No code was sent. This system has sent as many e-mails as it may in a day. The next code can be sent on {time}.",
		it: "Non è stato inviato nessun codice. Questo sistema ha già inviato tutte le e-mail consentite in un giorno. Il prossimo codice potrà essere inviato il {time}.",
	},
	KeySendCode: {
		en: "E-mail me a code",
		it: "Inviami un codice",
	},
	KeySendCodeAgain: {
		en: "E-mail me another code",
		it: "Inviami un altro codice",
	},
	KeyTriesLeft: {
		en: "Tries left: {count}.",
		it: "Tentativi rimasti: {count}.",
	},
	KeyNoTriesLeft: {
		en: "No tries are left with this code. Ask for a code again.",
		it: "Con questo codice non restano tentativi. Chiedi di nuovo un codice.",
	},
	KeyCodeStillGood: {
		en: "The code in the newest e-mail is good until {time}: you can still use it.",
		it: "Il codice nell'e-mail più recente vale fino al {time}: puoi ancora usarlo.",
	},
	KeySignInInstead: {
		en: "You need no code if you sign in with the address this link was sent to. The requester can also have the invitation sent again, with a new link.",
		it: "Non serve un codice se accedi con l'indirizzo a cui è stato inviato questo link. Il richiedente può anche far inviare di nuovo l'invito, con un nuovo link.",
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
	// The operators' page.
	KeyReviewRequests: {
		en: "Requests waiting for review",
		it: "Richieste in attesa di esame",
	},
	KeyNoReviewRequests: {
		en: "No request waits for review.",
		it: "Nessuna richiesta è in attesa di esame.",
	},
	KeyReasons: {
		en: "Reasons",
		it: "Motivi",
	},
	KeyDisputes: {
		en: "Open disputes",
		it: "Contestazioni aperte",
	},
	KeyNoDisputes: {
		en: "No dispute is open.",
		it: "Nessuna contestazione è aperta.",
	},
	KeyNothingHeld: {
		en: "Nothing was held when this was opened: the dispute can only be rejected.",
		it: "All'apertura nessuno deteneva questo identificatore: la contestazione si può solo respingere.",
	},
	KeyDisputedRequest: {
		en: "About a pending request: see the request",
		it: "Riguarda una richiesta in sospeso: vedi la richiesta",
	},
	KeyDisputedRequestEnded: {
		en: "Nothing was changed: the request has been decided meanwhile. Look at it again.",
		it: "Non è cambiato nulla: nel frattempo la richiesta è stata decisa. Riesaminala.",
	},
	KeyDisputedBy: {
		en: "Disputed by {person} on {time}",
		it: "Contestato da {person} il {time}",
	},
	KeyDecision: {
		en: "Decision",
		it: "Decisione",
	},
	KeyNewAdministrator: {
		en: "E-mail address of the new administrator",
		it: "Indirizzo e-mail del nuovo amministratore",
	},
	KeyNewAdministratorHint: {
		en: "Needed only to add one.",
		it: "Serve solo per aggiungerne uno.",
	},
	KeyRulingReasonHint: {
		en: "Who disputed and the account's administrators read it. At most 1,000 characters.",
		it: "Lo leggeranno chi ha aperto la contestazione e gli amministratori dell'account. Al massimo 1.000 caratteri.",
	},
	KeyConfirmCancel: {
		en: "Yes, I am sure; needed only to cancel the account or end the request",
		it: "Sì, confermo; serve solo per annullare l'account o chiudere la richiesta",
	},
	KeyConfirmCancelLabel: {
		en: "Confirmation",
		it: "Conferma",
	},
	KeyConfirmCancelMissing: {
		en: "Tick this as well to cancel the account or end the request.",
		it: "Per annullare l'account o chiudere la richiesta seleziona anche questa casella.",
	},
	KeySettle: {
		en: "Settle the dispute",
		it: "Risolvi la contestazione",
	},
	KeyOwnDispute: {
		en: "Nothing was changed: you opened this dispute, administer the account or have to do with the request, so somebody else has to settle it.",
		it: "Non è cambiato nulla: hai aperto tu questa contestazione o hai a che fare con l'account o con la richiesta, quindi deve risolverla qualcun altro.",
	},
	KeyDisputeTooLate: {
		en: "Nothing was changed: somebody else has settled this dispute.",
		it: "Non è cambiato nulla: qualcun altro ha già risolto questa contestazione.",
	},
	KeyAccountNotActive: {
		en: "This does not fit what has the domain identifier: an account can be given an administrator or cancelled while it is active, a request be ended while it is pending. The dispute can be rejected.",
		it: "Questa decisione non è applicabile: un account riceve un amministratore o si annulla solo se è attivo, una richiesta si chiude solo se è in sospeso. La contestazione si può respingere.",
	},
	KeyIsAdministrator: {
		en: "This person is an administrator of the account already.",
		it: "Questa persona è già amministratore dell'account.",
	},
	KeySuppressed: {
		en: "Addresses that get no e-mail",
		it: "Indirizzi che non ricevono e-mail",
	},
	KeyNoSuppressed: {
		en: "Every address gets e-mail.",
		it: "Tutti gli indirizzi ricevono e-mail.",
	},
	KeySince: {
		en: "since {time}",
		it: "dal {time}",
	},
	KeyBecauseComplained: {
		en: "Called our e-mail spam",
		it: "Ha segnalato le nostre e-mail come spam",
	},
	KeyBecauseSilenced: {
		en: "Its holder stopped all our e-mail, with a code",
		it: "Chi usa la casella ha bloccato tutte le nostre e-mail, con un codice",
	},
	KeyReports: {
		en: "Requesters reported by those who got e-mail",
		it: "Richiedenti segnalati da chi ha ricevuto e-mail",
	},
	KeyNoReports: {
		en: "Nobody who gets our e-mail has reported a requester.",
		it: "Nessuno tra chi riceve le nostre e-mail ha segnalato un richiedente.",
	},
	KeyReportByLink: {
		en: "{requester}, on {time}: by the link alone, so a program may have done it",
		it: "{requester}, il {time}: solo con il link, quindi può essere stato un programma",
	},
	KeyReportConfirmed: {
		en: "{requester}, on {time}: confirmed by a code, so it counts against them",
		it: "{requester}, il {time}: confermato da un codice, quindi conta a suo sfavore",
	},
	KeyBecauseReported: {
		en: "Said of several requesters that it was not for them",
		it: "Ha segnalato più richiedenti con «Non era per me»",
	},
	KeyLift: {
		en: "Let e-mail through",
		it: "Riattiva le e-mail",
	},
	KeyLiftFor: {
		en: "Let e-mail through to {address}",
		it: "Riattiva le e-mail a {address}",
	},
	KeyDoneReject: {
		en: "The request is rejected. The requester is told.",
		it: "La richiesta è stata respinta. Il richiedente ne sarà informato.",
	},
	KeyDoneSettle: {
		en: "The dispute is settled. All sides are told.",
		it: "La contestazione è stata risolta. Tutte le parti ne saranno informate.",
	},
	KeyDoneLift: {
		en: "E-mail reaches the address again.",
		it: "L'indirizzo riceve di nuovo le e-mail.",
	},
	// Disputes.
	KeyDisputeTitle: {
		en: "Dispute a domain identifier",
		it: "Contesta un identificatore di dominio",
	},
	KeyDispute: {
		en: "Dispute about a domain identifier",
		it: "Contestazione di un identificatore di dominio",
	},
	KeySettlement: {
		en: "Settlement",
		it: "Esito",
	},
	KeySettledByProof: {
		en: "Settled on {time} by the proof in the DNS",
		it: "Risolta il {time} grazie alla prova nel DNS",
	},
	KeySettledBy: {
		en: "Settled by {person} on {time}",
		it: "Risolta da {person} il {time}",
	},
	KeyDisputeLead: {
		en: "If an account or a pending request has a domain identifier that it should not have, tell the operators. They look into it, and you get an e-mail when it is settled.",
		it: "Se un account o una richiesta in sospeso ha un identificatore di dominio che non dovrebbe avere, segnalalo agli operatori. Esamineranno il caso e riceverai un'e-mail quando sarà risolto.",
	},
	KeyDisputeDomainHint: {
		en: "For example acme.com.",
		it: "Per esempio acme.com.",
	},
	KeyDisputeNote: {
		en: "What is wrong",
		it: "Che cosa non va",
	},
	KeyDisputeNoteHint: {
		en: "Who should hold it, and how can that be checked? Operators read this. At most 1,000 characters.",
		it: "Chi dovrebbe detenerlo e come si può verificare? Lo leggono gli operatori. Al massimo 1.000 caratteri.",
	},
	KeySendDispute: {
		en: "Send the dispute",
		it: "Invia la contestazione",
	},
	KeyDisputeOpenLead: {
		en: "You dispute who holds this domain identifier. The operators look into it, and you get an e-mail when it is settled.",
		it: "Hai contestato chi detiene questo identificatore di dominio. Gli operatori stanno esaminando il caso e riceverai un'e-mail quando sarà risolto.",
	},
	KeyDisputeOpenAlready: {
		en: "Nothing new was sent: you have an open dispute about this domain identifier already. It stands below, as you sent it.",
		it: "Non è stato inviato nulla di nuovo: hai già una contestazione aperta su questo identificatore di dominio. La trovi qui sotto, come l'hai inviata.",
	},
	// Not for me.
	KeyNotForMeTitle: {
		en: "Was this not for you?",
		it: "Non era per te?",
	},
	KeyNotForMeText: {
		en: "{requester} asked {mailbox} about a Smart Account for {name}.",
		it: "{requester} ha interpellato {mailbox} riguardo a uno Smart Account per {name}.",
	},
	KeyNotForMeHint: {
		en: "If this was not for you, stop this requester's e-mail to this address. The request itself is not declined by that, the requester sees what you said, and you can undo it.",
		it: "Se non era per te, blocca la posta di questo richiedente a questo indirizzo. La richiesta non viene rifiutata, il richiedente vede la tua segnalazione e puoi tornare indietro.",
	},
	KeyNotForMeStop: {
		en: "Stop this requester's e-mail",
		it: "Blocca la posta di questo richiedente",
	},
	KeyNotForMeStopped: {
		en: "Stopped: {mailbox} gets no more e-mail about requests by {requester}.",
		it: "Bloccata: {mailbox} non riceve più e-mail sulle richieste di {requester}.",
	},
	KeyNotForMeUndo: {
		en: "Undo",
		it: "Sblocca",
	},
	KeyNotForMeUndone: {
		en: "Undone: {mailbox} gets e-mail about requests by {requester} again.",
		it: "Sbloccata: {mailbox} riceve di nuovo le e-mail sulle richieste di {requester}.",
	},
	KeyNotForMeSuppressed: {
		en: "{mailbox} gets no e-mail from us at all now, only one-time codes that are asked for.",
		it: "Ora {mailbox} non riceve più alcuna nostra e-mail, solo i codici monouso richiesti.",
	},
	KeyNotForMeAbout: {
		en: "{mailbox} got an e-mail about an account because of {requester}.",
		it: "{mailbox} ha ricevuto un'e-mail su un account per iniziativa di {requester}.",
	},
	KeyMailboxTitle: {
		en: "Stop all our e-mail",
		it: "Blocca tutte le nostre e-mail",
	},
	KeyMailboxText: {
		en: "If you want no e-mail from us at all, whoever asks, we first e-mail a code to {mailbox}, so that nobody else can stop it for you. You can undo it here in the same way.",
		it: "Se non vuoi più alcuna nostra e-mail, chiunque la provochi, inviamo prima un codice a {mailbox}, così nessun altro può bloccarle al posto tuo. Puoi tornare indietro qui allo stesso modo.",
	},
	KeyMailboxReport: {
		en: "Also report {requester}: for 30 days they can ask for less.",
		it: "Segnala anche {requester}: per 30 giorni potrà fare meno richieste.",
	},
	KeyMailboxSilence: {
		en: "Stop all e-mail",
		it: "Blocca tutte le e-mail",
	},
	KeyMailboxLiftTitle: {
		en: "Get e-mail again",
		it: "Ricevi di nuovo le e-mail",
	},
	KeyMailboxLiftText: {
		en: "To let our e-mail through to {mailbox} again, we first e-mail a code to it.",
		it: "Per far arrivare di nuovo le nostre e-mail a {mailbox}, inviamo prima un codice a quell'indirizzo.",
	},
	KeyMailboxLift: {
		en: "Let e-mail through again",
		it: "Riattiva le e-mail",
	},
	KeyMailboxLifted: {
		en: "{mailbox} gets our e-mail again.",
		it: "{mailbox} riceve di nuovo le nostre e-mail.",
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
	KeyChangedMeanwhile: {
		en: "The request was changed after you opened it, so nothing was decided. This is how it stands now: look at it again.",
		it: "La richiesta è cambiata dopo che l'hai aperta, quindi non è stato deciso nulla. Ora è come la vedi qui: esaminala di nuovo.",
	},
	KeyOperatorsOnlyTitle: {
		en: "For operators",
		it: "Riservato agli operatori",
	},
	KeyOperatorsOnlyText: {
		en: "Here operators review requests. You are signed in, but not as one of them.",
		it: "Qui gli operatori esaminano le richieste. Hai eseguito l'accesso, ma non come operatore.",
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
		en: "It may be incomplete, or somebody else decides now. Copy the whole link from the newest e-mail you received, or ask the person who requested the account.",
		it: "Potrebbe essere incompleto, oppure ora decide qualcun altro. Copia l'intero link dall'e-mail più recente o rivolgiti a chi ha richiesto l'account.",
	},
	KeyLinkRenewedText: {
		en: "The requester asked for a newer link to be mailed to you on {time}. Open the link in that e-mail.",
		it: "Il {time} il richiedente ha chiesto di inviarti un link più recente. Apri il link che trovi in quell'e-mail.",
	},
	KeyLinkForwardedText: {
		en: "You forwarded the request to {person}, who decides now.",
		it: "Hai inoltrato la richiesta a {person}: ora la decisione spetta a quella persona.",
	},
	KeyLinkReplacedText: {
		en: "The request was changed, and this link no longer works. If you have a question, ask {person}.",
		it: "La richiesta è stata modificata e questo link non funziona più. Per qualsiasi domanda rivolgiti a {person}.",
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
	KeyDisputedTitle: {
		en: "Dispute sent",
		it: "Contestazione inviata",
	},
	KeyOwnReviewTitle: {
		en: "Somebody else has to review this",
		it: "L'esame spetta a qualcun altro",
	},
	KeyOwnReviewText: {
		en: "Nothing was changed: you made this request or are named in it, so somebody else has to review it.",
		it: "Non è cambiato nulla: hai inviato tu questa richiesta o vi sei indicato, quindi deve esaminarla qualcun altro.",
	},
	KeyNoAnswerTitle: {
		en: "No answer",
		it: "Nessuna risposta",
	},
	KeyNoAnswerText: {
		en: "The DNS gave no answer, so nothing was changed. Please try again later.",
		it: "Il DNS non ha risposto, quindi non è cambiato nulla. Riprova più tardi.",
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
		it: "L'accesso è stato interrotto o ha richiesto troppo tempo. Ricomincia.",
	},
	KeyProblemsTitle: {
		en: "Problems",
		it: "Problemi",
	},
	KeyProblemsText: {
		en: "Whenever the API cannot do what it was asked, its answer names one of these problems.",
		it: "Quando l'API non può fare ciò che le è stato chiesto, la risposta indica uno di questi problemi.",
	},
	KeyProblemMeaning: {
		en: "What it means",
		it: "Che cosa significa",
	},
	KeyProblemRemedy: {
		en: "What to do",
		it: "Che cosa fare",
	},
	problemTitleKey("malformed"): {
		en: "Malformed request",
		it: "Richiesta malformata",
	},
	problemMeaningKey("malformed"): {
		en: "The request could not be read: its body is not one JSON object in UTF-8, or its query is not escaped as it should be. For a sign-in: its answer was not valid.",
		it: "La richiesta non è leggibile: il corpo non è un oggetto JSON in UTF-8, oppure la query non è codificata correttamente. Per un accesso: la risposta non era valida.",
	},
	problemRemedyKey("malformed"): {
		en: "Send one JSON object in UTF-8, without repeated names, and escape the query. If you were signing in, start again.",
		it: "Invia un solo oggetto JSON in UTF-8, senza nomi ripetuti, e codifica la query. Se stavi accedendo, ricomincia.",
	},
	problemTitleKey("forbidden"): {
		en: "Forbidden",
		it: "Accesso negato",
	},
	problemMeaningKey("forbidden"): {
		en: "You may not do this: you hold no role that it takes, your address is not verified, the matter is your own, or a page of another site sent the form.",
		it: "Non puoi farlo: non hai un ruolo che lo consente, il tuo indirizzo non è verificato, la questione ti riguarda, oppure il modulo è stato inviato dalla pagina di un altro sito.",
	},
	problemRemedyKey("forbidden"): {
		en: "Read the detail of the answer. Ask an administrator of an account for a role, or verify your address where you sign in.",
		it: "Leggi il dettaglio della risposta. Chiedi un ruolo all'amministratore di un account, oppure verifica il tuo indirizzo dove accedi.",
	},
	problemTitleKey("code-invalid"): {
		en: "Code invalid",
		it: "Codice non valido",
	},
	problemMeaningKey("code-invalid"): {
		en: "The one-time code is wrong, too old or used up.",
		it: "Il codice monouso è errato, scaduto o già esaurito.",
	},
	problemRemedyKey("code-invalid"): {
		en: "Check the code in the latest mail, or ask for a new one.",
		it: "Controlla il codice nell'ultima e-mail, oppure richiedine uno nuovo.",
	},
	problemTitleKey("not-found"): {
		en: "Not found",
		it: "Non trovato",
	},
	problemMeaningKey("not-found"): {
		en: "There is nothing at this address, or nothing that you may see.",
		it: "A questo indirizzo non c'è nulla, o nulla che tu possa vedere.",
	},
	problemRemedyKey("not-found"): {
		en: "Check the address and the account that you are signed in with.",
		it: "Controlla l'indirizzo e con quale utente hai eseguito l'accesso.",
	},
	problemTitleKey("link-invalid"): {
		en: "Link invalid",
		it: "Link non valido",
	},
	problemMeaningKey("link-invalid"): {
		en: "The link from the mail is unknown or no longer valid. It ends when the request is forwarded or changed, or when a newer link is sent.",
		it: "Il link dell'e-mail è sconosciuto o non più valido. Cessa di valere quando la richiesta è inoltrata o modificata, o quando viene inviato un link più recente.",
	},
	problemRemedyKey("link-invalid"): {
		en: "Open the link in the latest mail. If there is none, ask whoever made the request.",
		it: "Apri il link nell'ultima e-mail. Se non c'è, rivolgiti a chi ha fatto la richiesta.",
	},
	problemTitleKey("method-not-allowed"): {
		en: "Method not allowed",
		it: "Metodo non consentito",
	},
	problemMeaningKey("method-not-allowed"): {
		en: "This address exists, but does not take the method of the request.",
		it: "L'indirizzo esiste, ma non accetta il metodo della richiesta.",
	},
	problemRemedyKey("method-not-allowed"): {
		en: "Use one of the methods in the Allow header of the answer.",
		it: "Usa uno dei metodi indicati nell'intestazione Allow della risposta.",
	},
	problemTitleKey("domain-taken"): {
		en: "Domain identifier taken",
		it: "Identificatore di dominio già in uso",
	},
	problemMeaningKey("domain-taken"): {
		en: "Another account, pending or active, has this domain identifier.",
		it: "Un altro account, in attesa o attivo, ha già questo identificatore di dominio.",
	},
	problemRemedyKey("domain-taken"): {
		en: "Ask the administrators of that account for access, ask for a name below it, or dispute it. The answer lists these ways.",
		it: "Chiedi l'accesso agli amministratori di quell'account, richiedi un nome subordinato oppure apri una contestazione. La risposta elenca queste possibilità.",
	},
	problemTitleKey("already-decided"): {
		en: "Already decided",
		it: "Già deciso",
	},
	problemMeaningKey("already-decided"): {
		en: "The request or the dispute has ended. The answer says how, when and by whom.",
		it: "La richiesta o la contestazione è conclusa. La risposta dice come, quando e da chi.",
	},
	problemRemedyKey("already-decided"): {
		en: "Nothing more can be done with it. The requester may ask again.",
		it: "Non si può fare altro. Chi ha fatto la richiesta può presentarne una nuova.",
	},
	problemTitleKey("changed-meanwhile"): {
		en: "Changed meanwhile",
		it: "Modificato nel frattempo",
	},
	problemMeaningKey("changed-meanwhile"): {
		en: "What you acted on is no longer as you saw it.",
		it: "Ciò su cui hai agito non è più come l'avevi visto.",
	},
	problemRemedyKey("changed-meanwhile"): {
		en: "Read it again, then decide with its new version.",
		it: "Rileggilo, poi decidi con la nuova versione.",
	},
	problemTitleKey("not-proved"): {
		en: "Not proved",
		it: "Non dimostrato",
	},
	problemMeaningKey("not-proved"): {
		en: "The DNS does not hold the text record that proves the domain, or gave no answer.",
		it: "Il DNS non contiene il record di testo che dimostra il dominio, o non ha risposto.",
	},
	problemRemedyKey("not-proved"): {
		en: "Check the record's name and value, wait until it has spread, and try again.",
		it: "Controlla nome e valore del record, attendi che si sia propagato e riprova.",
	},
	problemTitleKey("too-large"): {
		en: "Too large",
		it: "Troppo grande",
	},
	problemMeaningKey("too-large"): {
		en: "The body of the request is larger than is taken: 16 KiB for the API.",
		it: "Il corpo della richiesta supera il limite: 16 KiB per l'API.",
	},
	problemRemedyKey("too-large"): {
		en: "Shorten what you send.",
		it: "Riduci ciò che invii.",
	},
	problemTitleKey("unsupported-media-type"): {
		en: "Unsupported media type",
		it: "Tipo di contenuto non supportato",
	},
	problemMeaningKey("unsupported-media-type"): {
		en: "The body of the request is of a type that is not taken here.",
		it: "Il corpo della richiesta è di un tipo che qui non è accettato.",
	},
	problemRemedyKey("unsupported-media-type"): {
		en: "Send application/json in UTF-8, uncompressed, and say so in Content-Type.",
		it: "Invia application/json in UTF-8, non compresso, e indicalo in Content-Type.",
	},
	problemTitleKey("invalid-input"): {
		en: "Invalid input",
		it: "Dati non validi",
	},
	problemMeaningKey("invalid-input"): {
		en: "The request could be read, but some of its fields are missing, unknown, of a wrong type or not allowed.",
		it: "La richiesta è leggibile, ma alcuni campi mancano, sono sconosciuti, di tipo errato o non ammessi.",
	},
	problemRemedyKey("invalid-input"): {
		en: "Correct the fields that errors names, and send the request again.",
		it: "Correggi i campi elencati in errors e invia di nuovo la richiesta.",
	},
	problemTitleKey("idempotency-mismatch"): {
		en: "Idempotency key used otherwise",
		it: "Chiave di idempotenza già usata",
	},
	problemMeaningKey("idempotency-mismatch"): {
		en: "The same Idempotency-Key came before with another body.",
		it: "La stessa Idempotency-Key è già arrivata con un altro corpo.",
	},
	problemRemedyKey("idempotency-mismatch"): {
		en: "Use a new key for each new request, and the same key only to repeat one.",
		it: "Usa una chiave nuova per ogni nuova richiesta, e la stessa solo per ripeterla.",
	},
	problemTitleKey("rate-limited"): {
		en: "Too many requests",
		it: "Troppe richieste",
	},
	problemMeaningKey("rate-limited"): {
		en: "This was done too often lately, too much is pending, or others change the same thing at the same time.",
		it: "È stato fatto troppo spesso di recente, troppe richieste sono in attesa, oppure altri stanno modificando la stessa cosa.",
	},
	problemRemedyKey("rate-limited"): {
		en: "Wait for the time in the Retry-After header if there is one, then try again.",
		it: "Attendi il tempo indicato nell'intestazione Retry-After, se presente, poi riprova.",
	},
	problemTitleKey("unavailable"): {
		en: "Unavailable",
		it: "Non disponibile",
	},
	problemMeaningKey("unavailable"): {
		en: "A service that this takes, such as the identity provider, cannot be reached.",
		it: "Un servizio necessario, come il provider di identità, non è raggiungibile.",
	},
	problemRemedyKey("unavailable"): {
		en: "Try again later.",
		it: "Riprova più tardi.",
	},
	problemTitleKey("internal-error"): {
		en: "Internal error",
		it: "Errore interno",
	},
	problemMeaningKey("internal-error"): {
		en: "Something went wrong on our side.",
		it: "Qualcosa non ha funzionato da parte nostra.",
	},
	problemRemedyKey("internal-error"): {
		en: "Try again. If it happens again, tell support the request id.",
		it: "Riprova. Se succede di nuovo, comunica all'assistenza l'identificativo della richiesta.",
	},
	KeySignInAgain: {
		en: "Start again",
		it: "Ricomincia",
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
		en: "An operator looks at the request first; then the nominees are asked.",
		it: "Un operatore esamina prima la richiesta; poi saranno interpellate le persone designate.",
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
		en: "Approved by {actor} on {time}.",
		it: "Approvata da {actor} il {time}.",
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
		en: "{actor} accepted the request.",
		it: "{actor} ha accettato la richiesta.",
	},
	eventKey(account.EventRejected): {
		en: "{actor} rejected the request.",
		it: "{actor} ha respinto la richiesta.",
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
		en: "{actor} had the invitations sent again.",
		it: "{actor} ha fatto inviare di nuovo gli inviti.",
	},
	eventKey(account.EventCorrected): {
		en: "{actor} corrected the customer addresses.",
		it: "{actor} ha corretto gli indirizzi del cliente.",
	},
	eventKey(account.EventExpired): {
		en: "The deadline passed; the request expired.",
		it: "Il termine è passato; la richiesta è scaduta.",
	},
	becauseKey(account.BecauseUnasked): {
		en: "Nobody who may decide ever asked for a code; the request expired early.",
		it: "Nessuno di coloro che possono decidere ha mai chiesto un codice; la richiesta è scaduta in anticipo.",
	},
	becauseKey(account.BecauseUnreached): {
		en: "No e-mail reached anybody who may decide; the request expired early.",
		it: "Nessuna e-mail ha raggiunto chi può decidere; la richiesta è scaduta in anticipo.",
	},
	eventKey(account.EventCodeAsked): {
		en: "{actor} asked for a code, the first to do so.",
		it: "{actor} ha chiesto un codice, prima di chiunque altro.",
	},
	eventKey(account.EventProved): {
		en: "{actor} proved by DNS that the holder of the domain knows of the request.",
		it: "{actor} ha provato tramite DNS che chi detiene il dominio è al corrente della richiesta.",
	},
	eventKey(account.EventReported): {
		en: "{address} said that this was not for them.",
		it: "{address} ha segnalato: «Non era per me».",
	},
	eventKey(account.EventTakenBack): {
		en: "{address} took back that this was not for them.",
		it: "{address} ha ritirato la segnalazione «Non era per me».",
	},
	eventKey(account.EventBounced): {
		en: "The e-mail to {address} came back.",
		it: "L'e-mail a {address} è tornata indietro.",
	},
	unreachableKey(account.UnreachableBounced): {
		en: "it came back",
		it: "tornata indietro",
	},
	unreachableKey(account.UnreachableRejected): {
		en: "it could not be sent",
		it: "non è stato possibile inviarla",
	},
	unreachableKey(account.UnreachableComplained): {
		en: "called our e-mail spam, so it gets no more",
		it: "ha segnalato le nostre e-mail come spam, quindi non ne riceve più",
	},
	unreachableKey(account.UnreachableSuppressed): {
		en: "takes no e-mail from us",
		it: "non accetta e-mail da noi",
	},
	eventKey(account.EventSuppressed): {
		en: "{address} takes no e-mail from us.",
		it: "{address} non accetta e-mail da noi.",
	},
	eventKey(account.EventReached): {
		en: "E-mail reaches {address} again.",
		it: "Le e-mail raggiungono di nuovo {address}.",
	},
	eventKey(account.EventComplained): {
		en: "{address} called the e-mail spam.",
		it: "{address} ha segnalato l'e-mail come spam.",
	},
	eventKey(account.EventReminded): {
		en: "Those who may decide were reminded.",
		it: "È stato inviato un promemoria a chi può decidere.",
	},
	eventKey(account.EventEndedByDispute): {
		en: "{actor} ended the request to settle a dispute.",
		it: "{actor} ha chiuso la richiesta per risolvere una contestazione.",
	},
	eventKey(account.EventCancelled): {
		en: "{actor} cancelled the account to settle a dispute.",
		it: "{actor} ha annullato l'account per risolvere una contestazione.",
	},
	deliveryKey(account.Queued): {
		en: "E-mail waits to be sent",
		it: "E-mail in attesa di invio",
	},
	deliveryKey(account.Sent): {
		en: "E-mail sent",
		it: "E-mail inviata",
	},
	deliveryKey(account.Delivered): {
		en: "E-mail delivered",
		it: "E-mail recapitata",
	},
	deliveryKey(account.Delayed): {
		en: "E-mail delayed",
		it: "E-mail in ritardo",
	},
	deliveryKey(account.SoftBounced): {
		en: "E-mail not accepted for now",
		it: "E-mail non accettata per ora",
	},
	deliveryKey(account.Bounced): {
		en: "E-mail came back",
		it: "E-mail tornata indietro",
	},
	deliveryKey(account.Complained): {
		en: "Called the e-mail spam",
		it: "Ha segnalato l'e-mail come spam",
	},
	reasonKey(account.ReasonAddress): {
		en: "{address} is not at the domain identifier or a domain above it.",
		it: "{address} non è nel dominio dell'identificatore né in uno al di sopra.",
	},
	shortReasonKey(account.ReasonAddress): {
		en: "Address elsewhere",
		it: "Indirizzo esterno",
	},
	reasonKey(account.ReasonEdited): {
		en: "The domain identifier is not the requester's own e-mail domain.",
		it: "L'identificatore di dominio non è il dominio e-mail del richiedente.",
	},
	shortReasonKey(account.ReasonEdited): {
		en: "Domain edited",
		it: "Dominio modificato",
	},
	reasonKey(account.ReasonAlways): {
		en: "Every request is reviewed.",
		it: "Tutte le richieste vengono esaminate.",
	},
	shortReasonKey(account.ReasonAlways): {
		en: "Always",
		it: "Sempre",
	},
	reasonKey(account.ReasonNoAdministrators): {
		en: "The account above has no administrator who may decide.",
		it: "L'account al di sopra non ha amministratori che possano decidere.",
	},
	shortReasonKey(account.ReasonNoAdministrators): {
		en: "No administrator above",
		it: "Nessun amministratore al di sopra",
	},
	reasonKey(account.ReasonSameName): {
		en: "Another account has the same name, or one that looks like it:",
		it: "Un altro account ha lo stesso nome, o uno che gli somiglia:",
	},
	shortReasonKey(account.ReasonSameName): {
		en: "Same name",
		it: "Stesso nome",
	},
	reasonKey(account.ReasonLookAlikeDomain): {
		en: "The domain identifier can be taken for that of another account:",
		it: "L'identificatore di dominio si può confondere con quello di un altro account:",
	},
	shortReasonKey(account.ReasonLookAlikeDomain): {
		en: "Look-alike domain",
		it: "Dominio simile",
	},
	outcomeKey(account.DisputeRejected): {
		en: "Reject the dispute",
		it: "Respingi la contestazione",
	},
	outcomeHintKey(account.DisputeRejected): {
		en: "All stays as it is.",
		it: "Tutto resta com'è.",
	},
	settledKey(account.DisputeRejected): {
		en: "The dispute was rejected. Nothing changed.",
		it: "La contestazione è stata respinta. Non è cambiato nulla.",
	},
	settledKey(account.AdministratorAdded): {
		en: "{person} was added as an administrator of the account.",
		it: "{person} è ora tra gli amministratori dell'account.",
	},
	settledKey(account.RequestEnded): {
		en: "The pending request was ended. The domain identifier became free again.",
		it: "La richiesta in sospeso è stata chiusa. L'identificatore di dominio è tornato libero.",
	},
	settledKey(account.AccountTakenBack): {
		en: "The account was cancelled. The domain identifier became free again.",
		it: "L'account è stato annullato. L'identificatore di dominio è tornato libero.",
	},
	outcomeKey(account.AdministratorAdded): {
		en: "Add an administrator",
		it: "Aggiungi un amministratore",
	},
	outcomeHintKey(account.AdministratorAdded): {
		en: "One more person may act for the account, beside those who do now.",
		it: "Una persona in più può agire per l'account, accanto a chi lo fa già.",
	},
	outcomeKey(account.RequestEnded): {
		en: "End the pending request",
		it: "Chiudi la richiesta in sospeso",
	},
	outcomeHintKey(account.RequestEnded): {
		en: "Its requester and those asked to decide are told, and the domain identifier is free again. This cannot be undone.",
		it: "Il richiedente e chi doveva decidere ne saranno informati e l'identificatore di dominio torna libero. L'operazione è definitiva.",
	},
	outcomeKey(account.AccountTakenBack): {
		en: "Cancel the account",
		it: "Annulla l'account",
	},
	outcomeHintKey(account.AccountTakenBack): {
		en: "Its domain identifier is free again. This cannot be undone.",
		it: "Il suo identificatore di dominio torna libero. L'operazione è definitiva.",
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
		en: "These are too many: at most ten addresses at a time, and fifty people for one request.",
		it: "Sono troppi: al massimo dieci indirizzi alla volta e cinquanta persone per una richiesta.",
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
	fieldKey(account.FieldSharedMail): {
		en: "Anybody can have an address at this shared mail domain. Give the customer's own domain.",
		it: "Su questo dominio di posta condiviso chiunque può avere un indirizzo. Indica il dominio del cliente.",
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
	fieldKey(account.FieldTakesNoMail): {
		en: "This address takes no e-mail about the requester's requests.",
		it: "Questo indirizzo non accetta e-mail sulle richieste del richiedente.",
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

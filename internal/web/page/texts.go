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
	KeyProduct            Key = "product"
	KeySkip               Key = "skip"
	KeySignOut            Key = "sign-out"
	KeyRunBy              Key = "run-by"
	KeyYouApproved        Key = "you-approved"
	KeyYouDeclined        Key = "you-declined"
	KeyOwnDomainTitle     Key = "own-domain"
	KeyOwnDomainText      Key = "own-domain.text"
	KeyOwnDomainKeep      Key = "own-domain.keep"
	KeySmartAccount       Key = "smart-account"
	KeyForwarder          Key = "forwarder"
	KeyOnBehalfOf         Key = "on-behalf-of"
	KeyWhatIsSmartAccount Key = "what-is-smart-account"
	KeySmartAccountIs     Key = "smart-account-is"
	KeyHelp               Key = "help"
	KeyPrivacy            Key = "privacy"
	KeyLanguage           Key = "language"
	KeyBackToDirectory    Key = "back-to-directory"
	KeyReference          Key = "reference"
	KeySystem             Key = "system"
	KeyWrittenBy          Key = "written-by"
	KeyCancel             Key = "cancel"
	KeyBack               Key = "back"
	KeyNone               Key = "none"
	KeyNoNote             Key = "none.note"
	KeyWrittenByOperator  Key = "written-by.operator"
	KeyUntil              Key = "until"
	KeyMenu               Key = "menu"
	KeyReviews            Key = "reviews"
	KeyCopy               Key = "copy"
	KeyCopyOf             Key = "copy.of"
	KeyCopied             Key = "copied"
	KeyTooManyUntil       Key = "too-many.until"

	// Signing in.
	KeySignIn         Key = "sign-in"
	KeySignInTitle    Key = "sign-in.title"
	KeySignInText     Key = "sign-in.text"
	KeySignInNeeds    Key = "sign-in.needs"
	KeySignInCustomer Key = "sign-in.customer"
	KeySignedOutTitle Key = "signed-out.title"
	KeySignedOutText  Key = "signed-out.text"
	KeySignInApprover Key = "sign-in.approver"
	KeySignInDisputes Key = "sign-in.disputes"
	KeyRegisterFirst  Key = "sign-in.register-first"
	KeyRegister       Key = "register"
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
	KeySeeRequest         Key = "see-request"
	KeySeeRequestFor      Key = "see-request.for"
	KeySee                Key = "see"
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
	KeyBadCodeLastTry     Key = "bad-code.last-try"
	KeyCodeStillGoodTries Key = "code-still-good.tries"
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
	KeySettledDisputes      Key = "disputes.settled"
	KeyNoSettledDisputes    Key = "disputes.settled.none"
	KeySeeSettled           Key = "disputes.settled.see"
	KeyBackToReviews        Key = "back-to-reviews"
	KeyDisputer             Key = "disputer"
	KeyDisputedOn           Key = "disputed-on"
	KeyHeldBy               Key = "held-by"
	KeyHeldByNothing        Key = "held-by.nothing"
	KeyHeldByRequest        Key = "held-by.request"
	KeyHeldByAccount        Key = "held-by.account"
	KeyDisputeIsOpen        Key = "dispute.is-open"
	KeyProvedShortly        Key = "dispute.proved"
	KeyHeldTitle            Key = "held.title"
	KeyHeldSince            Key = "held.since"
	KeyHeldNoMore           Key = "held.no-more"
	KeyHeldNow              Key = "held.now"
	KeyOrigin               Key = "held.origin"
	KeyNoOrigin             Key = "held.origin.none"
	KeyRequestedBy          Key = "held.requested-by"
	KeyApprover             Key = "held.approver"
	KeyAndMore              Key = "and-more"
	KeyDisputerTitle        Key = "disputer.title"
	KeyDisputerVouches      Key = "disputer.vouches"
	KeyDisputerDoesNotVouch Key = "disputer.does-not-vouch"
	KeyDisputerIsMember     Key = "disputer.member"
	KeyDisputerAsked        Key = "disputer.asked"
	KeyNotProved            Key = "disputer.not-proved"
	KeyDisputerAccounts     Key = "disputer.accounts"
	KeyDisputerDisputes     Key = "disputer.disputes"
	KeyNoneOfDisputes       Key = "disputer.disputes.none"
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
func shortOutcomeKey(word account.Outcome) Key      { return Key("short-outcome: " + word) }
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
	KeyRunBy: {
		en: "This service is run by {operator}.",
		it: "Questo servizio è gestito da {operator}.",
	},
	KeyOnBehalfOf: {
		en: "for {company} ({domain})",
		it: "per {company} ({domain})",
	},
	KeyYouApproved: {
		en: "You approved this request. The Smart Account is ready.",
		it: "Hai approvato la richiesta. Lo Smart Account è pronto.",
	},
	KeyYouDeclined: {
		en: "You declined this request. We will tell the requester.",
		it: "Hai rifiutato la richiesta. Avviseremo il richiedente.",
	},
	KeyOwnDomainTitle: {
		en: "Is {domain} the customer's domain?",
		it: "{domain} è il dominio del cliente?",
	},
	KeyOwnDomainText: {
		en: "{domain} is the domain of your own email address, but {address} is at another domain. An account is usually requested for the customer's domain.",
		it: "{domain} è il dominio del tuo indirizzo e-mail, ma {address} è di un altro dominio. Di solito si richiede un account per il dominio del cliente.",
	},
	KeyOwnDomainKeep: {
		en: "Change the domain identifier below, or send the request again to keep it.",
		it: "Modifica l'identificatore di dominio qui sotto oppure invia di nuovo la richiesta per lasciarlo com'è.",
	},
	KeySmartAccount: {
		en: "Smart Account",
		it: "Smart Account",
	},
	KeyForwarder: {
		en: "Forwarded by",
		it: "Inoltrata da",
	},
	KeyWhatIsSmartAccount: {
		en: "What is a Smart Account?",
		it: "Che cos'è uno Smart Account?",
	},
	KeySmartAccountIs: {
		en: "A Smart Account holds your company's licences and decides who may use them. If you approve, the account is created in your company's name, you become its first administrator, and you confirm that you may act for the company.",
		it: "Uno Smart Account raccoglie le licenze della tua azienda e stabilisce chi può usarle. Se approvi, l'account viene creato a nome dell'azienda, tu ne diventi il primo amministratore e confermi di poter agire per suo conto.",
	},
	KeyHelp: {
		en: "Help",
		it: "Assistenza",
	},
	KeyPrivacy: {
		en: "Privacy",
		it: "Privacy",
	},
	KeyLanguage: {
		en: "Language",
		it: "Lingua",
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
		en: "You have done this too many times recently, so nothing was changed. You can try again after {time}.",
		it: "Di recente hai ripetuto l'operazione troppe volte, quindi non è cambiato nulla. Potrai riprovare dopo il {time}.",
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
		en: "Partners use this service to find Smart Accounts, request one for a customer and follow their requests.",
		it: "Con questo servizio i partner cercano gli Smart Account, ne richiedono uno per un cliente e seguono le proprie richieste.",
	},
	KeySignInNeeds: {
		en: "You need a verified email address and a role on at least one Smart Account or Virtual Account.",
		it: "Ti servono un indirizzo e-mail verificato e un ruolo in almeno uno Smart Account o Virtual Account.",
	},
	KeySignInApprover: {
		en: "To open this account, sign in with the email address that approved it or has a role in it.",
		it: "Per aprire questo account accedi con l'indirizzo e-mail che lo ha approvato o che vi ha un ruolo.",
	},
	KeySignInDisputes: {
		en: "To open or follow a dispute, sign in with your email address. You do not need a role.",
		it: "Per aprire o seguire una contestazione accedi con il tuo indirizzo e-mail. Non serve alcun ruolo.",
	},
	KeyRegisterFirst: {
		en: "If you have never signed in here, register with that address first, then sign in.",
		it: "Se non hai mai effettuato l'accesso, prima registrati con quell'indirizzo, poi accedi.",
	},
	KeyRegister: {
		en: "Register",
		it: "Registrati",
	},
	KeySignInCustomer: {
		en: "Have you been asked to approve an account? Use the link in the email you received. You do not need to sign in.",
		it: "Ti è stato chiesto di approvare un account? Usa il link nell'e-mail che hai ricevuto: non serve accedere.",
	},
	KeySignedOutTitle: {
		en: "You are no longer signed in",
		it: "La sessione è scaduta",
	},
	KeySignedOutText: {
		en: "Nothing was sent. What you typed is still on this page. Sign in using a new tab, return to this page and send the form again.",
		it: "Non è stato inviato nulla e ciò che hai scritto è ancora in questa pagina. Accedi in una nuova scheda, torna qui e invia di nuovo il modulo.",
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
		en: "{name} is now pending. The people who can approve it will get an email with a link. If an operator has to review the request, the email is sent once they accept it.",
		it: "{name} è ora in sospeso. Chi può approvarlo riceverà un'e-mail con un link. Se la richiesta deve essere esaminata da un operatore, l'e-mail partirà dopo l'accettazione.",
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
	KeySeeRequest: {
		en: "See the request",
		it: "Vedi la richiesta",
	},
	KeySeeRequestFor: {
		en: "See the request for {name}",
		it: "Vedi la richiesta per {name}",
	},
	KeySee: {
		en: "See",
		it: "Vedi",
	},
	KeySearchLabel: {
		en: "Search by name or domain identifier",
		it: "Cerca per nome o identificatore di dominio",
	},
	KeySearchHint: {
		en: "For a public account, type the start of any word. For a Restricted account, type its full name or its full domain identifier.",
		it: "Per un account pubblico basta l'inizio di una parola. Per un account riservato servono il nome completo o l'identificatore di dominio completo.",
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
		en: "No public account matches “{query}”",
		it: "Nessun account pubblico corrisponde a «{query}»",
	},
	KeyNothingFoundText: {
		en: "To find a Restricted account, type its full name or its full domain identifier. If the customer does not have an account yet, request one.",
		it: "Per trovare un account riservato, scrivi il nome completo o l'identificatore di dominio completo. Se il cliente non ha ancora un account, richiedine uno.",
	},
	KeyNothingFoundYet: {
		en: "Nothing found so far for {query}",
		it: "Finora nessun risultato per {query}",
	},
	KeyDidYouMean: {
		en: "Did you mean:",
		it: "Forse cercavi:",
	},
	KeyRefine: {
		en: "Too many accounts match these words, so the search stopped early. Add a word or more letters, or go to the next page.",
		it: "Troppi account corrispondono a queste parole, quindi la ricerca si è fermata prima della fine. Aggiungi una parola o altre lettere, oppure passa alla pagina successiva.",
	},
	KeyEmptyDirectory: {
		en: "There is nothing here yet",
		it: "Non c'è ancora nulla",
	},
	KeyEmptyDirectoryText: {
		en: "Your requests and the accounts you have access to will appear here. Search for the customer's account first. If there is none, request one.",
		it: "Qui compariranno le tue richieste e gli account a cui hai accesso. Cerca prima l'account del cliente; se non esiste, richiedilo.",
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
		en: "This account is pending. The person who approves it for the customer becomes its first administrator, and its first Virtual Account is created.",
		it: "Questo account è in sospeso. Chi lo approva per conto del cliente ne diventa il primo amministratore e viene creato il primo Virtual Account.",
	},
	KeyCancelledText: {
		en: "This account is cancelled. Either its request ended without an approval, or an operator cancelled it to settle a dispute.",
		it: "Questo account è annullato: la richiesta si è chiusa senza approvazione, oppure un operatore lo ha annullato per risolvere una contestazione.",
	},
	KeyHiddenInside: {
		en: "This account is Restricted. Only people with access to it can see its administrators and Virtual Accounts.",
		it: "Questo account è riservato: solo chi vi ha accesso può vederne gli amministratori e i Virtual Account.",
	},
	KeyAdministrators: {
		en: "Administrators",
		it: "Amministratori",
	},
	KeyAdministratorsHint: {
		en: "Email them if you need access to this account.",
		it: "Scrivi a loro se ti serve l'accesso a questo account.",
	},
	KeyVirtualAccounts: {
		en: "Virtual Accounts",
		it: "Virtual Account",
	},
	// The form for a new request.
	KeyRequestLead: {
		en: "The account stays pending until someone who can decide for the customer approves it. They get an email with a link.",
		it: "L'account resta in sospeso finché non lo approva chi può decidere per il cliente, con il link che riceve per e-mail.",
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
		en: "The customer's own domain, such as acme.com, or a subdomain, such as emea.acme.com. You can also paste a web address.",
		it: "Il dominio del cliente, per esempio acme.com, o un sottodominio, per esempio emea.acme.com. Puoi incollare anche un indirizzo web.",
	},
	KeyOwnDomainHint: {
		en: "This is the domain of your own email address. To enter the customer's domain, select Edit.",
		it: "È il dominio del tuo indirizzo e-mail. Per indicare quello del cliente, seleziona Modifica.",
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
		en: "Explain why the customer should have this domain identifier. Operators read this note when they review the request. The customer does not see it. Up to 1,000 characters.",
		it: "Spiega perché il cliente dovrebbe avere questo identificatore di dominio. La nota è letta dagli operatori che esaminano la richiesta, non dal cliente. Massimo 1.000 caratteri.",
	},
	KeyCustomerEmails: {
		en: "Customer email addresses",
		it: "Indirizzi e-mail del cliente",
	},
	KeyCustomerEmailsHint: {
		en: "Up to ten, one per line or pasted from an email. If an address is not at the account's domain, an operator reviews the request first. Each person gets their own link. The first decision counts.",
		it: "Massimo dieci, uno per riga o incollati da un'e-mail. Se un indirizzo non è nel dominio dell'account, la richiesta viene prima esaminata da un operatore. Ogni persona riceve un proprio link. Vale la prima decisione.",
	},
	KeyNoteToCustomer: {
		en: "Note for the customer",
		it: "Nota per il cliente",
	},
	KeyNoteToCustomerHint: {
		en: "Shown as plain text on the page where the customer decides. Up to 1,000 characters.",
		it: "Appare come testo semplice nella pagina in cui il cliente decide. Massimo 1.000 caratteri.",
	},
	KeyMailLanguage: {
		en: "Language of the emails",
		it: "Lingua delle e-mail",
	},
	KeyMailLanguageHint: {
		en: "Choose the language that suits the customer best.",
		it: "Scegli quella più adatta al cliente.",
	},
	KeySendRequest: {
		en: "Send request",
		it: "Invia la richiesta",
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
		en: "There is a problem",
		it: "C'è un problema",
	},
	KeyNeedName: {
		en: "Enter the customer's company name.",
		it: "Inserisci la ragione sociale del cliente.",
	},
	KeyNeedDomain: {
		en: "Enter a domain identifier, such as acme.com.",
		it: "Inserisci un identificatore di dominio, per esempio acme.com.",
	},
	KeyNeedCustomerEmails: {
		en: "Enter at least one email address of the customer.",
		it: "Inserisci almeno un indirizzo e-mail del cliente.",
	},
	KeyNeedReason: {
		en: "Enter a reason.",
		it: "Inserisci il motivo.",
	},
	KeyNeedForwardTo: {
		en: "Enter the email address of the person who should decide.",
		it: "Inserisci l'indirizzo e-mail di chi deve decidere.",
	},
	KeyNeedDisputeNote: {
		en: "Describe what is wrong.",
		it: "Descrivi che cosa non va.",
	},
	KeyNeedAdministrator: {
		en: "Enter the email address of the new administrator.",
		it: "Inserisci l'indirizzo e-mail del nuovo amministratore.",
	},
	KeyBusy: {
		en: "The service is busy, so nothing was changed. What you entered is still filled in. Wait a moment, then send it again.",
		it: "Il servizio è momentaneamente sovraccarico, quindi non è cambiato nulla. I dati che hai inserito sono ancora nel modulo: attendi un momento e invia di nuovo.",
	},
	KeyKeyUsed: {
		en: "This form was already sent with different content, so nothing was changed this time. Check what you entered, then send it again.",
		it: "Questo modulo è già stato inviato con dati diversi, quindi questa volta non è cambiato nulla. Controlla i dati inseriti e invia di nuovo.",
	},
	KeyAddressError: {
		en: "{address}: {text}",
		it: "{address}: {text}",
	},
	KeyDomainTaken: {
		en: "A pending or active account already has this domain identifier.",
		it: "Un account in sospeso o attivo ha già questo identificatore di dominio.",
	},
	KeyWaitForEnd: {
		en: "Someone has already requested it. It becomes free again if that request ends without an approval.",
		it: "È già stato richiesto. Tornerà libero se quella richiesta si chiude senza approvazione.",
	},
	KeyDomainTakenTitle: {
		en: "This domain identifier is taken",
		it: "Questo identificatore di dominio è già in uso",
	},
	KeyLookUp: {
		en: "Find the account for {domain} and ask its administrators for access",
		it: "Cerca l'account di {domain} e chiedi l'accesso ai suoi amministratori",
	},
	KeyUseNameBelow: {
		en: "If the customer needs a separate account, use a subdomain, such as {example}.",
		it: "Se al cliente serve un account separato, usa un sottodominio, per esempio {example}.",
	},
	KeyDisputeIt: {
		en: "If it was given to the wrong company, dispute it",
		it: "Se è stato assegnato all'azienda sbagliata, apri una contestazione",
	},
	KeyOwnPending: {
		en: "Your own request for it is pending. Follow it, or withdraw it to free the domain identifier",
		it: "La tua richiesta per questo identificatore di dominio è in sospeso: seguila, oppure ritirala per liberarlo",
	},
	KeySeeDispute: {
		en: "You have already disputed this. See your dispute",
		it: "L'hai già contestato: vai alla tua contestazione",
	},
	KeyTooManyPending: {
		en: "You already have {most} pending requests, the most you can have at once, so this one was not sent. Withdraw one that you no longer need, or wait until one is decided. What you entered is still filled in.",
		it: "Hai già {most} richieste in sospeso, il numero massimo consentito, quindi questa non è stata inviata. Ritira una richiesta che non serve più oppure attendi l'esito di un'altra. I dati che hai inserito sono ancora nel modulo.",
	},
	KeyTooManyRequests: {
		en: "You have sent too many requests recently, so this one was not sent. You can send it after {time}. What you entered is still filled in.",
		it: "Di recente hai inviato troppe richieste, quindi questa non è stata inviata. Potrai inviarla dopo il {time}. I dati che hai inserito sono ancora nel modulo.",
	},
	KeyCheck: {
		en: "Check",
		it: "Verifica",
	},
	KeyCheckedTitle: {
		en: "Nothing has been sent yet. If you send the request now:",
		it: "Non è stato ancora inviato nulla. Se invii ora la richiesta:",
	},
	KeyCheckedTaken: {
		en: "The domain identifier is taken by a pending or active account, so the request cannot be sent.",
		it: "L'identificatore di dominio è già usato da un account in sospeso o attivo, quindi la richiesta non si può inviare.",
	},
	KeyCheckedFree: {
		en: "The domain identifier is free.",
		it: "L'identificatore di dominio è libero.",
	},
	KeyCheckedReview: {
		en: "An operator reviews the request first and reads your note for the operators. No one is asked to decide until the operator accepts it.",
		it: "Un operatore esamina prima la richiesta e legge la tua nota per gli operatori. Nessuno viene invitato a decidere finché l'operatore non la accetta.",
	},
	KeyCheckedNoReview: {
		en: "The request needs no review, so no operator will read a note.",
		it: "La richiesta non deve essere esaminata, quindi nessun operatore leggerà una nota.",
	},
	KeyCheckedCustomers: {
		en: "Each customer address gets a link. The first decision counts.",
		it: "Ogni indirizzo del cliente riceve un link. Vale la prima decisione.",
	},
	KeyCheckedAdministrators: {
		en: "A parent domain already has an account. Its administrators get the links and decide. The customer addresses are told that the decision is up to the administrators.",
		it: "Un dominio principale ha già un account: i suoi amministratori ricevono i link e decidono. Gli indirizzi del cliente vengono avvisati che la decisione spetta agli amministratori.",
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
		en: "The people asked to decide. The first decision counts.",
		it: "Le persone invitate a decidere. Vale la prima decisione.",
	},
	KeyForwardedBy: {
		en: "forwarded by {person}",
		it: "inoltrata da {person}",
	},
	KeyWhatWasAsked: {
		en: "Request details",
		it: "Dettagli della richiesta",
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
		en: "Decision due by {time}.",
		it: "Decisione attesa entro il {time}.",
	},
	KeyIsActive: {
		en: "The account is active.",
		it: "L'account è attivo.",
	},
	KeyTakenBack: {
		en: "An operator later cancelled the account to settle a dispute.",
		it: "In seguito un operatore ha annullato l'account per risolvere una contestazione.",
	},
	KeyNomineesAdministrators: {
		en: "The administrators of the account for {domain} decide. The customer addresses have been told so. The first decision counts.",
		it: "Decidono gli amministratori dell'account di {domain}. Gli indirizzi del cliente ne sono stati informati. Vale la prima decisione.",
	},
	KeyNomineesAfterReview: {
		en: "No one can decide yet. Once an operator accepts the request, the customer addresses are asked to decide. If a parent domain has an account by then, its administrators are asked instead.",
		it: "Nessuno può ancora decidere. Quando un operatore accetterà la richiesta, saranno invitati a decidere gli indirizzi del cliente. Se nel frattempo un dominio principale avrà un account, decideranno invece i suoi amministratori.",
	},
	KeyReported: {
		en: "Said “This was not for me”",
		it: "Ha segnalato: «Non era per me»",
	},
	KeyResentAt: {
		en: "sent again on {time}",
		it: "inviata di nuovo il {time}",
	},
	KeyBouncedTitle: {
		en: "Email not delivered",
		it: "E-mail non recapitata",
	},
	KeyBouncedText: {
		en: "Our emails do not reach:",
		it: "Le nostre e-mail non raggiungono:",
	},
	KeyUndelivered: {
		en: "We cannot reach anyone who can decide. If the addresses are not corrected by {time}, the request expires.",
		it: "Non riusciamo a raggiungere nessuna delle persone che possono decidere. Se gli indirizzi non vengono corretti entro il {time}, la richiesta scade.",
	},
	KeyUndeliveredAbove: {
		en: "We cannot reach anyone who can decide. If no resent invitation arrives by {time}, the request expires.",
		it: "Non riusciamo a raggiungere nessuna delle persone che possono decidere. Se entro il {time} non arriva nessun nuovo invito, la richiesta scade.",
	},
	KeyCorrect: {
		en: "Correct the addresses",
		it: "Correggi gli indirizzi",
	},
	KeyCorrectHint: {
		en: "One per line, up to ten. New people get a link. The links of people you remove stop working. If a new address needs a review, all links stop working, and new ones are sent once an operator accepts the request.",
		it: "Uno per riga, massimo dieci. Le nuove persone ricevono un link; i link delle persone che rimuovi smettono di funzionare. Se un nuovo indirizzo richiede un esame, tutti i link smettono di funzionare e ne vengono inviati di nuovi quando un operatore accetta la richiesta.",
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
		en: "The Smart Account is cancelled, its domain identifier becomes free and no one can decide any more. You cannot undo this, but you can request the account again.",
		it: "Lo Smart Account viene annullato, il suo identificatore di dominio torna libero e nessuno può più decidere. L'operazione è definitiva, ma puoi inviare una nuova richiesta.",
	},
	KeyAskAgain: {
		en: "Request again",
		it: "Richiedi di nuovo",
	},
	KeyDoneResend: {
		en: "The invitations are being sent again, except to people whose invitation was already resent less than a day ago.",
		it: "Stiamo inviando di nuovo gli inviti, tranne a chi ne ha ricevuto uno nuovo da meno di un giorno.",
	},
	KeyDoneCorrect: {
		en: "The addresses have been corrected.",
		it: "Gli indirizzi sono stati corretti.",
	},
	KeyDoneCorrectNothing: {
		en: "The addresses are the same as before, so nothing was changed.",
		it: "Gli indirizzi sono gli stessi di prima, quindi non è cambiato nulla.",
	},
	KeyNomineesNone: {
		en: "No one was asked to decide.",
		it: "Nessuno è stato invitato a decidere.",
	},
	KeyExpiredUnreached: {
		en: "No one who could decide was reached by email, so the request expired on {time}. The account is cancelled.",
		it: "Nessuna delle persone che potevano decidere è stata raggiunta per e-mail, quindi la richiesta è scaduta il {time}. L'account è annullato.",
	},
	KeyDoneProve: {
		en: "We found the record. It shows that the people who manage the domain know about the request.",
		it: "Abbiamo trovato il record: chi gestisce il dominio è al corrente della richiesta.",
	},
	KeyDoneAccept: {
		en: "The request has been accepted. The people who can decide are being sent their links.",
		it: "La richiesta è stata accettata. Chi può decidere sta ricevendo il proprio link.",
	},
	KeyTooManyResends: {
		en: "You have reached the limit of invitations for now, so none was sent. You can send them again after {time}. The latest links are still valid.",
		it: "Hai raggiunto per ora il limite di inviti, quindi non ne è partito nessuno. Potrai inviarli di nuovo dopo il {time}. I link più recenti restano validi.",
	},
	KeyTakesNoMail: {
		en: "Has stopped these emails",
		it: "Ha bloccato queste e-mail",
	},
	KeyNotSentTo: {
		en: "Nothing was sent to these addresses, because the people who use them have stopped emails about your requests. If they allow emails again, you can resend the invitations:",
		it: "Non abbiamo scritto a questi indirizzi, perché chi li usa ha bloccato le e-mail sulle tue richieste. Se le riattiva, potrai inviare di nuovo gli inviti:",
	},
	KeyNobodyTakesMail: {
		en: "Nothing was sent, because everyone who can decide has stopped emails about your requests. Contact them in another way, or correct the addresses.",
		it: "Non è stato inviato nulla, perché tutte le persone che possono decidere hanno bloccato le e-mail sulle tue richieste. Contattale in altro modo o correggi gli indirizzi.",
	},
	KeyTooManyChecks: {
		en: "DNS was checked many times recently, so it was not checked now. You can check it again after {time}.",
		it: "Di recente il DNS è stato verificato molte volte, quindi ora non lo è stato. Potrai verificarlo di nuovo dopo il {time}.",
	},
	KeyTrackingTooLate: {
		en: "Nothing was changed, because the request had already ended or been accepted. Its current status is shown below.",
		it: "Non è cambiato nulla, perché nel frattempo la richiesta si era chiusa o era stata accettata. Qui sotto trovi il suo stato attuale.",
	},
	KeyProveTitle: {
		en: "Prove control of the domain",
		it: "Dimostra il controllo del dominio",
	},
	KeyProveText: {
		en: "Ask the people who manage the domain to publish this TXT record. Once we find it, the request usually needs no review by an operator.",
		it: "Chiedi a chi gestisce il dominio di pubblicare questo record TXT. Quando lo troviamo, di norma la richiesta non deve più essere esaminata da un operatore.",
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
		en: "If you change the customer addresses, this value changes too.",
		it: "Se modifichi gli indirizzi del cliente, cambia anche questo valore.",
	},
	KeyProve: {
		en: "Check DNS",
		it: "Verifica il DNS",
	},
	KeyRecordNotFound: {
		en: "We did not find the record. It can take several hours until a change to DNS is visible everywhere.",
		it: "Non abbiamo trovato il record. Possono servire diverse ore prima che una modifica del DNS sia visibile ovunque.",
	},
	KeyProveDisputeTitle: {
		en: "Prove that you control the domain",
		it: "Dimostra di controllare il dominio",
	},
	KeyProveDisputeText: {
		en: "Publish this TXT record in the domain's DNS within 30 days of opening the dispute. We check for it every day, or right away if you ask. If a pending request has the domain identifier, that request ends 72 hours after we find the record, unless someone decides on it first or an operator rejects the dispute.",
		it: "Pubblica questo record TXT nel DNS del dominio entro 30 giorni dall'apertura della contestazione. Lo cerchiamo ogni giorno, o subito se lo chiedi. Se l'identificatore di dominio è di una richiesta in sospeso, questa si chiude 72 ore dopo che abbiamo trovato il record, a meno che prima non arrivi una decisione o un operatore non respinga la contestazione.",
	},
	KeyRequestEndsAt: {
		en: "The pending request ends on {time}, unless someone decides on it first or an operator rejects the dispute.",
		it: "La richiesta in sospeso si chiude il {time}, a meno che prima non arrivi una decisione o un operatore non respinga la contestazione.",
	},
	KeyProvedAt: {
		en: "Control of the domain was proved on {time}.",
		it: "Controllo del dominio dimostrato il {time}.",
	},
	KeyProvedStill: {
		en: "An operator still has to review the request.",
		it: "La richiesta deve comunque essere esaminata da un operatore.",
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
		it: "Rimossi: {addresses}",
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
		en: "If you accept, the nominees are asked to decide and the deadline is counted from now.",
		it: "Se accetti, le persone designate vengono invitate a decidere e il termine decorre da ora.",
	},
	KeyReject: {
		en: "Reject",
		it: "Respingi",
	},
	KeyRejectText: {
		en: "If you reject, the Smart Account is cancelled. The requester is told, and can read your reason.",
		it: "Se respingi, lo Smart Account viene annullato. Il richiedente ne sarà informato e potrà leggere il motivo.",
	},
	// The Pending Request page.
	KeyPendingTitle: {
		en: "Pending Request",
		it: "Richiesta in sospeso",
	},
	KeyPendingAbove: {
		en: "You are asked because you administer the account for the parent domain, {domain}. Its administrators decide.",
		it: "Lo chiediamo a te perché amministri l'account del dominio principale, {domain}: decidono i suoi amministratori.",
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
		it: "Rifiuta la richiesta",
	},
	KeyCancelHint: {
		en: "Cancel closes this page and changes nothing. Your link stays valid until the deadline.",
		it: "«Chiudi» lascia tutto com'è e chiude la pagina. Il link resta valido fino alla scadenza.",
	},
	KeyApproveText: {
		en: "The Smart Account becomes active and you become its first Smart Account Administrator.",
		it: "Lo Smart Account diventa attivo e tu ne diventi il primo amministratore.",
	},
	KeyForwardText: {
		en: "Someone else at your company decides instead of you. They get their own link and yours stops working. The requester is told.",
		it: "Un'altra persona della tua azienda decide al posto tuo. Riceverà un proprio link e il tuo smetterà di funzionare. Il richiedente ne sarà informato.",
	},
	KeyDeclineText: {
		en: "The Smart Account is cancelled. The requester is told, and can read your reason.",
		it: "Lo Smart Account viene annullato. Il richiedente ne sarà informato e potrà leggere il motivo.",
	},
	KeyForwardTo: {
		en: "Email address of the person who should decide",
		it: "Indirizzo e-mail di chi deve decidere",
	},
	KeyForwardToHint: {
		en: "An address at the account's domain, or at a domain that an operator has accepted for this request.",
		it: "Un indirizzo nel dominio dell'account o in un dominio che un operatore ha accettato per questa richiesta.",
	},
	KeyForwardNote: {
		en: "Note for this person",
		it: "Nota per questa persona",
	},
	KeyForwardNoteHint: {
		en: "Shown to them when they open the request. Up to 1,000 characters.",
		it: "La vedrà quando apre la richiesta. Massimo 1.000 caratteri.",
	},
	KeyReasonHint: {
		en: "The requester will see this. Up to 1,000 characters.",
		it: "Sarà visibile al richiedente. Massimo 1.000 caratteri.",
	},
	KeyCode: {
		en: "One-time code",
		it: "Codice monouso",
	},
	KeyCodeHint: {
		en: "Eight characters from the email, such as ABCD-1234.",
		it: "Otto caratteri che trovi nell'e-mail, per esempio ABCD-1234.",
	},
	KeyCodeWhy: {
		en: "To make sure that no one else decides in your name, we first email a code to {mailbox}.",
		it: "Per evitare che qualcun altro decida a nome tuo, inviamo prima un codice a {mailbox}.",
	},
	KeyCodeSent: {
		en: "We have emailed a code to {mailbox}. It is valid for ten minutes.",
		it: "Abbiamo inviato un codice a {mailbox}. È valido per dieci minuti.",
	},
	KeyCodeKept: {
		en: "The code you entered has not been used and is still filled in. A code is valid for ten minutes after it is emailed to {mailbox}.",
		it: "Il codice che hai inserito non è stato usato ed è ancora nel modulo. Un codice è valido per dieci minuti dall'invio a {mailbox}.",
	},
	KeyTooManyCodes: {
		en: "You have asked for too many codes recently, so none was sent. You can ask for another after {time}.",
		it: "Di recente hai chiesto troppi codici, quindi non ne è stato inviato nessuno. Potrai chiederne un altro dopo il {time}.",
	},
	KeyNoCodeSuppressed: {
		en: "No code was sent. The person who uses this address stopped our emails or reported them as spam, so it gets at most three codes a day. You can ask for another after {time}.",
		it: "Non è stato inviato nessun codice. Chi usa questo indirizzo ha bloccato le nostre e-mail o le ha segnalate come spam, quindi inviamo al massimo tre codici al giorno. Potrai chiederne un altro dopo il {time}.",
	},
	KeyNoCodeToMailbox: {
		en: "No code was sent. This address has been sent too many codes recently, counting all the links in our emails. You can ask for another after {time}.",
		it: "Non è stato inviato nessun codice. Di recente questo indirizzo ha ricevuto troppi codici, contando tutti i link nelle nostre e-mail. Potrai chiederne un altro dopo il {time}.",
	},
	KeyNoCodeOfRequester: {
		en: "No code was sent. The daily limit of emails about this person's requests has been reached. You can ask for a code after {time}.",
		it: "Non è stato inviato nessun codice. È stato raggiunto il limite giornaliero di e-mail per le richieste di questa persona. Potrai chiedere un codice dopo il {time}.",
	},
	KeyNoCodeToday: {
		en: "No code was sent. This service has reached its daily limit of emails. You can ask for a code after {time}.",
		it: "Non è stato inviato nessun codice. Il servizio ha raggiunto il limite giornaliero di e-mail. Potrai chiedere un codice dopo il {time}.",
	},
	KeySendCode: {
		en: "Email me a code",
		it: "Inviami un codice",
	},
	KeySendCodeAgain: {
		en: "Email me another code",
		it: "Inviami un altro codice",
	},
	KeyBadCodeLastTry: {
		en: "This code is wrong. Check the latest email and enter the code again. You have 1 try left.",
		it: "Il codice è errato. Controlla l'e-mail più recente e inseriscilo di nuovo. Ti rimane 1 tentativo.",
	},
	KeyCodeStillGoodTries: {
		en: "The code in the latest email is valid until {time}, so you can still use it. You have {count} tries.",
		it: "Il codice nell'e-mail più recente è valido fino al {time}: puoi ancora usarlo. Hai {count} tentativi.",
	},
	KeyNoTriesLeft: {
		en: "This code is wrong or no longer valid, and you have no tries left with it. Ask for another code.",
		it: "Il codice è errato o non più valido e non hai altri tentativi. Chiedi un altro codice.",
	},
	KeyCodeStillGood: {
		en: "The code in the latest email is valid until {time}, so you can still use it.",
		it: "Il codice nell'e-mail più recente è valido fino al {time}: puoi ancora usarlo.",
	},
	KeySignInInstead: {
		en: "You do not need a code if you sign in with the address this link was sent to. The requester can also resend the invitation, with a new link.",
		it: "Il codice non serve se accedi con l'indirizzo a cui è stato inviato questo link. Il richiedente può anche inviare di nuovo l'invito, con un nuovo link.",
	},
	KeyBadCode: {
		en: "This code is wrong. Check the latest email and enter the code again. You have {count} tries left.",
		it: "Il codice è errato. Controlla l'e-mail più recente e inseriscilo di nuovo. Ti rimangono {count} tentativi.",
	},
	KeyTypeCode: {
		en: "Enter the eight characters from the email.",
		it: "Inserisci gli otto caratteri che trovi nell'e-mail.",
	},
	KeyByLogin: {
		en: "You are signed in with the address that was asked to decide, so you do not need a code.",
		it: "Hai eseguito l'accesso con l'indirizzo invitato a decidere: il codice non serve.",
	},
	KeyTooLate: {
		en: "Your decision was not recorded, because the request had already ended. The outcome is shown below.",
		it: "La tua decisione non è stata registrata, perché la richiesta si era già chiusa. Qui sotto trovi l'esito.",
	},
	KeyApprovedYou: {
		en: "You are the account's first Smart Account Administrator.",
		it: "Sei il primo amministratore di questo Smart Account.",
	},
	KeySignInToManage: {
		en: "Sign in with your email address to see the account",
		it: "Accedi con il tuo indirizzo e-mail per vedere l'account",
	},
	KeyVisibilityQuestion: {
		en: "Who can find the account?",
		it: "Chi può trovare l'account?",
	},
	KeyAuthority: {
		en: "Statement of authority",
		it: "Dichiarazione dei poteri",
	},
	KeyAuthorityStatement: {
		en: "I have the authority to represent this company and to create this account, to manage its products, entitlements and agreements, and to decide who gets access.",
		it: "Ho i poteri per rappresentare questa azienda e creare questo account, per gestirne prodotti, diritti d'uso e contratti e per decidere chi può accedervi.",
	},
	// The operators' page.
	KeyReviewRequests: {
		en: "Requests waiting for review",
		it: "Richieste in attesa di esame",
	},
	KeyNoReviewRequests: {
		en: "No requests are waiting for review.",
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
	KeySettledDisputes: {
		en: "Settled disputes",
		it: "Contestazioni risolte",
	},
	KeyNoSettledDisputes: {
		en: "No dispute has been settled yet.",
		it: "Nessuna contestazione è stata ancora risolta.",
	},
	KeySeeSettled: {
		en: "See settled disputes",
		it: "Vedi le contestazioni risolte",
	},
	KeyBackToReviews: {
		en: "Back to reviews",
		it: "Torna alle attività da esaminare",
	},
	KeyDisputer: {
		en: "Disputed by",
		it: "Contestato da",
	},
	KeyDisputedOn: {
		en: "Disputed on",
		it: "Contestato il",
	},
	KeyHeldBy: {
		en: "Held by",
		it: "Assegnato a",
	},
	KeyHeldByNothing: {
		en: "No account or request",
		it: "Nessun account o richiesta",
	},
	KeyHeldByRequest: {
		en: "Pending request: {name}",
		it: "Richiesta in sospeso: {name}",
	},
	KeyHeldByAccount: {
		en: "Account: {name}",
		it: "Account: {name}",
	},
	KeyDisputeIsOpen: {
		en: "Open",
		it: "Aperta",
	},
	KeyProvedShortly: {
		en: "Proved by DNS",
		it: "Provata tramite DNS",
	},
	KeyHeldTitle: {
		en: "Who has the domain identifier",
		it: "Chi ha l'identificatore di dominio",
	},
	KeyHeldSince: {
		en: "Held since",
		it: "Assegnato dal",
	},
	KeyHeldNoMore: {
		en: "This account or request no longer has the domain identifier. It is free.",
		it: "Questo account o questa richiesta non ha più l'identificatore di dominio, che ora è libero.",
	},
	KeyHeldNow: {
		en: "{name} has the domain identifier now.",
		it: "L'identificatore di dominio è ora di {name}.",
	},
	KeyOrigin: {
		en: "Origin",
		it: "Origine",
	},
	KeyNoOrigin: {
		en: "No request: the account was set up with the system.",
		it: "Nessuna richiesta: l'account è stato creato insieme al sistema.",
	},
	KeyRequestedBy: {
		en: "Requested by {person} on {time}",
		it: "Richiesta di {person} del {time}",
	},
	KeyApprover: {
		en: "Approved by",
		it: "Approvato da",
	},
	KeyAndMore: {
		en: "and {count} more",
		it: "e altri {count}",
	},
	KeyDisputerTitle: {
		en: "Who disputes it",
		it: "Chi lo contesta",
	},
	KeyDisputerVouches: {
		en: "Their email address belongs to the domain.",
		it: "Il suo indirizzo e-mail appartiene al dominio.",
	},
	KeyDisputerDoesNotVouch: {
		en: "Their email address does not belong to the domain.",
		it: "Il suo indirizzo e-mail non appartiene al dominio.",
	},
	KeyDisputerIsMember: {
		en: "Role in the account: {roles}",
		it: "Ruolo nell'account: {roles}",
	},
	KeyDisputerAsked: {
		en: "They requested this account, or were asked to approve it.",
		it: "Ha richiesto questo account, o è tra le persone a cui è stata chiesta l'approvazione.",
	},
	KeyNotProved: {
		en: "Not proved by DNS.",
		it: "Non provato tramite DNS.",
	},
	KeyDisputerAccounts: {
		en: "Their accounts and requests in this domain",
		it: "I suoi account e le sue richieste in questo dominio",
	},
	KeyDisputerDisputes: {
		en: "Their other disputes",
		it: "Le sue altre contestazioni",
	},
	KeyNoneOfDisputes: {
		en: "None",
		it: "Nessuna",
	},
	KeyNoDisputes: {
		en: "There are no open disputes.",
		it: "Non ci sono contestazioni aperte.",
	},
	KeyNothingHeld: {
		en: "No account or request had this domain identifier when the dispute was opened, so you can only reject it.",
		it: "All'apertura della contestazione nessun account e nessuna richiesta aveva questo identificatore di dominio: puoi solo respingerla.",
	},
	KeyDisputedRequest: {
		en: "This is about a pending request. See the request",
		it: "Riguarda una richiesta in sospeso. Vai alla richiesta",
	},
	KeyDisputedRequestEnded: {
		en: "Nothing was changed, because the request has been decided since you opened this page. Look at the dispute again.",
		it: "Non è cambiato nulla, perché nel frattempo la richiesta si è conclusa. Riesamina la contestazione.",
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
		en: "Email address of the new administrator",
		it: "Indirizzo e-mail del nuovo amministratore",
	},
	KeyNewAdministratorHint: {
		en: "Only needed to add an administrator.",
		it: "Serve solo per aggiungere un amministratore.",
	},
	KeyRulingReasonHint: {
		en: "The person who opened the dispute and the account's administrators will see this. Up to 1,000 characters.",
		it: "Sarà visibile a chi ha aperto la contestazione e agli amministratori dell'account. Massimo 1.000 caratteri.",
	},
	KeyConfirmCancel: {
		en: "Yes, I am sure (only needed to cancel the account or end the request)",
		it: "Sì, confermo (serve solo per annullare l'account o chiudere la richiesta)",
	},
	KeyConfirmCancelLabel: {
		en: "Confirmation",
		it: "Conferma",
	},
	KeyConfirmCancelMissing: {
		en: "To cancel the account or end the request, tick this box too.",
		it: "Per annullare l'account o chiudere la richiesta seleziona anche questa casella.",
	},
	KeySettle: {
		en: "Settle the dispute",
		it: "Risolvi la contestazione",
	},
	KeyOwnDispute: {
		en: "Nothing was changed. You opened this dispute, administer the account or are involved in the request, so another operator has to settle it.",
		it: "Non è cambiato nulla. Hai aperto tu questa contestazione, amministri l'account o sei tra le persone coinvolte nella richiesta, quindi deve risolverla un altro operatore.",
	},
	KeyDisputeTooLate: {
		en: "Nothing was changed, because someone else has already settled this dispute.",
		it: "Non è cambiato nulla, perché qualcun altro ha già risolto questa contestazione.",
	},
	KeyAccountNotActive: {
		en: "This decision is not possible here. Only an active account can be given an administrator or be cancelled, and only a pending request can be ended. You can reject the dispute.",
		it: "Questa decisione non è possibile. Solo un account attivo può ricevere un amministratore o essere annullato e solo una richiesta in sospeso può essere chiusa. Puoi respingere la contestazione.",
	},
	KeyIsAdministrator: {
		en: "This person is already an administrator of the account.",
		it: "Questa persona è già amministratore dell'account.",
	},
	KeySuppressed: {
		en: "Addresses that get no email",
		it: "Indirizzi che non ricevono e-mail",
	},
	KeyNoSuppressed: {
		en: "All addresses get email.",
		it: "Tutti gli indirizzi ricevono e-mail.",
	},
	KeySince: {
		en: "since {time}",
		it: "dal {time}",
	},
	KeyBecauseComplained: {
		en: "Reported our email as spam",
		it: "Ha segnalato le nostre e-mail come spam",
	},
	KeyBecauseSilenced: {
		en: "Stopped all our emails, confirmed with a code",
		it: "Ha bloccato tutte le nostre e-mail, confermando con un codice",
	},
	KeyReports: {
		en: "Requesters reported by people we emailed",
		it: "Richiedenti segnalati da chi ha ricevuto e-mail",
	},
	KeyNoReports: {
		en: "No requester has been reported.",
		it: "Nessun richiedente è stato segnalato.",
	},
	KeyReportByLink: {
		en: "{requester}, on {time}: link only, so it may have been an automatic program",
		it: "{requester}, il {time}: solo con il link, quindi potrebbe essere stato un programma automatico",
	},
	KeyReportConfirmed: {
		en: "{requester}, on {time}: confirmed with a code, so it counts against them",
		it: "{requester}, il {time}: confermato con un codice, quindi conta a suo sfavore",
	},
	KeyBecauseReported: {
		en: "Reported several requesters: “This was not for me”",
		it: "Ha segnalato più richiedenti: «Non era per me»",
	},
	KeyLift: {
		en: "Allow emails",
		it: "Riattiva le e-mail",
	},
	KeyLiftFor: {
		en: "Allow emails to {address}",
		it: "Riattiva le e-mail a {address}",
	},
	KeyDoneReject: {
		en: "The request has been rejected. The requester will be told.",
		it: "La richiesta è stata respinta. Il richiedente ne sarà informato.",
	},
	KeyDoneSettle: {
		en: "The dispute has been settled. Everyone involved will be told.",
		it: "La contestazione è stata risolta. Tutte le persone coinvolte ne saranno informate.",
	},
	KeyDoneLift: {
		en: "The address gets emails again.",
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
		en: "Settled on {time} by a DNS record",
		it: "Risolta il {time} grazie a un record DNS",
	},
	KeySettledBy: {
		en: "Settled by {person} on {time}",
		it: "Risolta da {person} il {time}",
	},
	KeyDisputeLead: {
		en: "If an account or a pending request has a domain identifier that it should not have, tell the operators. They will look into it, and you will get an email when the dispute is settled.",
		it: "Se un account o una richiesta in sospeso ha un identificatore di dominio che non dovrebbe avere, segnalalo agli operatori. Esamineranno il caso e riceverai un'e-mail quando la contestazione sarà risolta.",
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
		en: "Who should have it, and how can we check that? Operators read this. Up to 1,000 characters.",
		it: "Chi dovrebbe averlo e come possiamo verificarlo? Lo leggono gli operatori. Massimo 1.000 caratteri.",
	},
	KeySendDispute: {
		en: "Send dispute",
		it: "Invia la contestazione",
	},
	KeyDisputeOpenLead: {
		en: "You have disputed who has this domain identifier. Operators are looking into it, and you will get an email when the dispute is settled.",
		it: "Hai contestato l'assegnazione di questo identificatore di dominio. Gli operatori stanno esaminando il caso e riceverai un'e-mail quando la contestazione sarà risolta.",
	},
	KeyDisputeOpenAlready: {
		en: "Nothing new was sent, because you already have an open dispute about this domain identifier. It is shown below as you sent it.",
		it: "Non è stato inviato nulla di nuovo, perché hai già una contestazione aperta su questo identificatore di dominio. La trovi qui sotto, come l'hai inviata.",
	},
	// Not for me.
	KeyNotForMeTitle: {
		en: "Was this not for you?",
		it: "Non era per te?",
	},
	KeyNotForMeText: {
		en: "{requester} contacted {mailbox} about a Smart Account for {name}.",
		it: "{requester} ha contattato {mailbox} riguardo a uno Smart Account per {name}.",
	},
	KeyNotForMeHint: {
		en: "If this was not for you, you can stop emails about this requester's requests to this address. This does not decline the request. The requester will see that you said it was not for you. You can undo this.",
		it: "Se non era per te, puoi bloccare le e-mail a questo indirizzo sulle richieste di questo richiedente. La richiesta non viene rifiutata. Il richiedente vedrà la tua segnalazione. Potrai riattivare le e-mail.",
	},
	KeyNotForMeStop: {
		en: "Stop this requester's emails",
		it: "Blocca le e-mail di questo richiedente",
	},
	KeyNotForMeStopped: {
		en: "Stopped. {mailbox} no longer gets emails about requests by {requester}.",
		it: "Fatto. {mailbox} non riceve più e-mail sulle richieste di {requester}.",
	},
	KeyNotForMeUndo: {
		en: "Undo",
		it: "Riattiva",
	},
	KeyNotForMeUndone: {
		en: "Undone. {mailbox} gets emails about requests by {requester} again.",
		it: "Fatto. {mailbox} riceve di nuovo le e-mail sulle richieste di {requester}.",
	},
	KeyNotForMeSuppressed: {
		en: "{mailbox} no longer gets any emails from us, except one-time codes when someone asks for them.",
		it: "{mailbox} non riceve più nessuna nostra e-mail, tranne i codici monouso quando vengono chiesti.",
	},
	KeyNotForMeAbout: {
		en: "{mailbox} got an email about an account because of {requester}.",
		it: "{mailbox} ha ricevuto un'e-mail su un account su iniziativa di {requester}.",
	},
	KeyMailboxTitle: {
		en: "Stop all our emails",
		it: "Blocca tutte le nostre e-mail",
	},
	KeyMailboxText: {
		en: "If you want no emails from us at all, no matter who the requester is, we first email a code to {mailbox}. This makes sure that no one else can stop them for you. You can undo this here in the same way.",
		it: "Se non vuoi più ricevere nessuna nostra e-mail, qualunque sia il richiedente, inviamo prima un codice a {mailbox}, così nessun altro può bloccarle al posto tuo. Potrai riattivarle qui allo stesso modo.",
	},
	KeyMailboxReport: {
		en: "Also report {requester}. For 30 days they can send fewer requests.",
		it: "Segnala anche {requester}. Per 30 giorni potrà inviare meno richieste.",
	},
	KeyMailboxSilence: {
		en: "Stop all emails",
		it: "Blocca tutte le e-mail",
	},
	KeyMailboxLiftTitle: {
		en: "Get emails again",
		it: "Ricevi di nuovo le e-mail",
	},
	KeyMailboxLiftText: {
		en: "To get our emails at {mailbox} again, enter a code that we email to this address.",
		it: "Per ricevere di nuovo le nostre e-mail a {mailbox}, inserisci un codice che inviamo a questo indirizzo.",
	},
	KeyMailboxLift: {
		en: "Allow emails again",
		it: "Riattiva le e-mail",
	},
	KeyMailboxLifted: {
		en: "{mailbox} gets our emails again.",
		it: "{mailbox} riceve di nuovo le nostre e-mail.",
	},
	// Notices.
	KeyNotFoundTitle: {
		en: "Page not found",
		it: "Pagina non trovata",
	},
	KeyNotFoundText: {
		en: "This page does not exist, or you do not have access to it. Check the address, or search for the account in the directory.",
		it: "Questa pagina non esiste oppure non hai accesso. Controlla l'indirizzo o cerca l'account nell'elenco.",
	},
	KeyForbiddenTitle: {
		en: "You do not have a role yet",
		it: "Non hai ancora un ruolo",
	},
	KeyForbiddenText: {
		en: "You are signed in, but to use this service you need a role on at least one Smart Account or Virtual Account: Administrator, User or Viewer. Ask an administrator of your company's account for one.",
		it: "Hai eseguito l'accesso, ma per usare il servizio serve un ruolo in almeno uno Smart Account o Virtual Account: amministratore, utente o visualizzatore. Chiedilo a un amministratore dell'account della tua azienda.",
	},
	KeyChangedMeanwhile: {
		en: "Nothing was decided, because the request changed after you opened it. This is the current version. Check it again.",
		it: "Non è stato deciso nulla, perché la richiesta è cambiata dopo che l'hai aperta. Questa è la versione attuale: esaminala di nuovo.",
	},
	KeyOperatorsOnlyTitle: {
		en: "For operators only",
		it: "Riservato agli operatori",
	},
	KeyOperatorsOnlyText: {
		en: "Operators review requests here. You are signed in, but not as an operator.",
		it: "Qui gli operatori esaminano le richieste. Hai eseguito l'accesso, ma non come operatore.",
	},
	KeyEmailUnverifiedTitle: {
		en: "Your email address is not verified",
		it: "Il tuo indirizzo e-mail non è verificato",
	},
	KeyEmailUnverifiedText: {
		en: "Verify your email address with the service you use to sign in, then sign in again.",
		it: "Verifica l'indirizzo e-mail presso il servizio con cui accedi, poi accedi di nuovo.",
	},
	KeyLinkInvalidTitle: {
		en: "This link does not work",
		it: "Questo link non funziona",
	},
	KeyLinkInvalidText: {
		en: "The link may be incomplete, or someone else now decides. Copy the whole link from the latest email you received, or contact the person who requested the account.",
		it: "Il link potrebbe essere incompleto, oppure ora decide qualcun altro. Copia l'intero link dall'e-mail più recente che hai ricevuto o rivolgiti a chi ha richiesto l'account.",
	},
	KeyLinkRenewedText: {
		en: "The requester asked us on {time} to send you a new link. Open the link in that email.",
		it: "Il {time} il richiedente ha chiesto di inviarti un nuovo link. Apri il link che trovi in quell'e-mail.",
	},
	KeyLinkForwardedText: {
		en: "You forwarded the request to {person}, who now decides.",
		it: "Hai inoltrato la richiesta a {person}: ora la decisione spetta a quella persona.",
	},
	KeyLinkReplacedText: {
		en: "The request was changed, so this link no longer works. If you have a question, contact {person}.",
		it: "La richiesta è stata modificata, quindi questo link non funziona più. Per qualsiasi domanda rivolgiti a {person}.",
	},
	KeyForwardedTitle: {
		en: "Request forwarded",
		it: "Richiesta inoltrata",
	},
	KeyForwardedText: {
		en: "{person} will get an email with a link and decides now. Your own link no longer works. You do not need to do anything else.",
		it: "{person} riceverà un'e-mail con un link: ora la decisione spetta a quella persona. Il tuo link non funziona più. Non devi fare altro.",
	},
	KeyClosedTitle: {
		en: "Nothing was changed",
		it: "Non è cambiato nulla",
	},
	KeyClosedText: {
		en: "You can close this page. The request is still pending, and the link in your email stays valid until the deadline.",
		it: "Puoi chiudere questa pagina. La richiesta è ancora in sospeso e il link nell'e-mail resta valido fino alla scadenza.",
	},
	KeyTooManyTitle: {
		en: "Too many tries",
		it: "Troppi tentativi",
	},
	KeyTooManyText: {
		en: "You have done this too many times in a short time. Nothing was changed. Try again later.",
		it: "Hai ripetuto l'operazione troppe volte in poco tempo. Non è cambiato nulla. Riprova più tardi.",
	},
	KeyDisputedTitle: {
		en: "Dispute sent",
		it: "Contestazione inviata",
	},
	KeyOwnReviewTitle: {
		en: "Another operator has to review this",
		it: "L'esame spetta a un altro operatore",
	},
	KeyOwnReviewText: {
		en: "Nothing was changed. You sent this request or are named in it, so another operator has to review it.",
		it: "Non è cambiato nulla. Hai inviato tu questa richiesta o sei tra le persone indicate, quindi deve esaminarla un altro operatore.",
	},
	KeyNoAnswerTitle: {
		en: "No answer from DNS",
		it: "Nessuna risposta dal DNS",
	},
	KeyNoAnswerText: {
		en: "DNS did not answer, so nothing was changed. Try again later.",
		it: "Il DNS non ha risposto, quindi non è cambiato nulla. Riprova più tardi.",
	},
	KeyMalformedTitle: {
		en: "We could not read what you sent",
		it: "Non è stato possibile leggere i dati inviati",
	},
	KeyMalformedText: {
		en: "Nothing was changed. Go back, reload the page and try again.",
		it: "Non è cambiato nulla. Torna indietro, ricarica la pagina e riprova.",
	},
	KeyBadSignInTitle: {
		en: "You were not signed in",
		it: "Accesso non riuscito",
	},
	KeyBadSignInText: {
		en: "The sign-in was cancelled, took too long or could not be completed. Start again.",
		it: "L'accesso è stato interrotto, ha richiesto troppo tempo o non è stato possibile completarlo. Ricomincia.",
	},
	KeyProblemsTitle: {
		en: "Problems",
		it: "Problemi",
	},
	KeyProblemsText: {
		en: "When the API cannot do what it was asked, its answer names one of these problems.",
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
		en: "The request could not be read. Its body is not a JSON object in UTF-8, or its query string is not escaped correctly. If you were signing in, the answer from the identity provider was not valid.",
		it: "La richiesta non è leggibile: il corpo non è un oggetto JSON in UTF-8, oppure la query non è codificata correttamente. Se stavi accedendo, la risposta del provider di identità non era valida.",
	},
	problemRemedyKey("malformed"): {
		en: "Send one JSON object in UTF-8, without repeated names, and escape the query string. If you were signing in, start again.",
		it: "Invia un solo oggetto JSON in UTF-8, senza nomi ripetuti, e codifica la query. Se stavi accedendo, ricomincia.",
	},
	problemTitleKey("forbidden"): {
		en: "Forbidden",
		it: "Accesso negato",
	},
	problemMeaningKey("forbidden"): {
		en: "You are not allowed to do this. You do not have the role it needs, your email address is not verified, the request or dispute is your own, or the form was sent from a page on another site.",
		it: "Non puoi farlo: non hai il ruolo necessario, il tuo indirizzo e-mail non è verificato, la richiesta o la contestazione è la tua, oppure il modulo è stato inviato dalla pagina di un altro sito.",
	},
	problemRemedyKey("forbidden"): {
		en: "Read the detail in the answer. Ask an administrator of an account for a role, or verify your email address with the service you use to sign in.",
		it: "Leggi il dettaglio della risposta. Chiedi un ruolo a un amministratore di un account, oppure verifica l'indirizzo e-mail presso il servizio con cui accedi.",
	},
	problemTitleKey("code-invalid"): {
		en: "Code invalid",
		it: "Codice non valido",
	},
	problemMeaningKey("code-invalid"): {
		en: "The one-time code is wrong, has expired or has no tries left.",
		it: "Il codice monouso è errato o scaduto, oppure non restano tentativi.",
	},
	problemRemedyKey("code-invalid"): {
		en: "Check the code in the latest email, or ask for another one.",
		it: "Controlla il codice nell'e-mail più recente, oppure chiedine un altro.",
	},
	problemTitleKey("not-found"): {
		en: "Not found",
		it: "Non trovato",
	},
	problemMeaningKey("not-found"): {
		en: "There is nothing at this address, or you do not have access to it.",
		it: "A questo indirizzo non c'è nulla, oppure non hai accesso.",
	},
	problemRemedyKey("not-found"): {
		en: "Check the address and which account you are signed in with.",
		it: "Controlla l'indirizzo e con quale utente hai eseguito l'accesso.",
	},
	problemTitleKey("link-invalid"): {
		en: "Link invalid",
		it: "Link non valido",
	},
	problemMeaningKey("link-invalid"): {
		en: "The link from the email is unknown or no longer valid. A link stops working when the request is forwarded or changed, or when a newer link is sent.",
		it: "Il link dell'e-mail è sconosciuto o non più valido. Un link smette di funzionare quando la richiesta è inoltrata o modificata, o quando viene inviato un link più recente.",
	},
	problemRemedyKey("link-invalid"): {
		en: "Open the link in the latest email. If there is none, contact the person who made the request.",
		it: "Apri il link nell'e-mail più recente. Se non c'è, rivolgiti a chi ha fatto la richiesta.",
	},
	problemTitleKey("method-not-allowed"): {
		en: "Method not allowed",
		it: "Metodo non consentito",
	},
	problemMeaningKey("method-not-allowed"): {
		en: "This address exists, but does not accept the method of the request.",
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
		en: "A pending or active account already has this domain identifier.",
		it: "Un account in sospeso o attivo ha già questo identificatore di dominio.",
	},
	problemRemedyKey("domain-taken"): {
		en: "Ask the administrators of that account for access, use a subdomain, or dispute it. The answer lists these options.",
		it: "Chiedi l'accesso agli amministratori di quell'account, usa un sottodominio oppure apri una contestazione. La risposta elenca queste possibilità.",
	},
	problemTitleKey("already-decided"): {
		en: "Already decided",
		it: "Già conclusa",
	},
	problemMeaningKey("already-decided"): {
		en: "The request or the dispute has already ended. The answer says how, when and by whom.",
		it: "La richiesta o la contestazione si è già conclusa. La risposta dice come, quando e per decisione di chi.",
	},
	problemRemedyKey("already-decided"): {
		en: "Nothing more can be done with it. The requester can send a new request.",
		it: "Non si può fare altro. Il richiedente può inviare una nuova richiesta.",
	},
	problemTitleKey("changed-meanwhile"): {
		en: "Changed since you read it",
		it: "Modificata nel frattempo",
	},
	problemMeaningKey("changed-meanwhile"): {
		en: "What you want to decide on has changed since you read it.",
		it: "Ciò su cui vuoi decidere è cambiato dopo che l'hai letto.",
	},
	problemRemedyKey("changed-meanwhile"): {
		en: "Read it again, then decide using the new version.",
		it: "Rileggilo, poi decidi con la nuova versione.",
	},
	problemTitleKey("not-proved"): {
		en: "Not proved",
		it: "Non dimostrato",
	},
	problemMeaningKey("not-proved"): {
		en: "DNS does not have the TXT record that proves control of the domain, or did not answer.",
		it: "Il DNS non contiene il record TXT che dimostra il controllo del dominio, o non ha risposto.",
	},
	problemRemedyKey("not-proved"): {
		en: "Check the record's name and value, wait until the change is visible everywhere, and try again.",
		it: "Controlla nome e valore del record, attendi che la modifica sia visibile ovunque e riprova.",
	},
	problemTitleKey("too-large"): {
		en: "Too large",
		it: "Troppo grande",
	},
	problemMeaningKey("too-large"): {
		en: "The body of the request is larger than the limit, which is 16 KiB for the API.",
		it: "Il corpo della richiesta supera il limite, che per l'API è di 16 KiB.",
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
		en: "The body of the request is of a type that is not accepted here.",
		it: "Il corpo della richiesta è di un tipo che qui non è accettato.",
	},
	problemRemedyKey("unsupported-media-type"): {
		en: "Send uncompressed application/json in UTF-8, and name it in the Content-Type header.",
		it: "Invia application/json in UTF-8, non compresso, e indicalo nell'intestazione Content-Type.",
	},
	problemTitleKey("invalid-input"): {
		en: "Invalid input",
		it: "Dati non validi",
	},
	problemMeaningKey("invalid-input"): {
		en: "The request could be read, but some of its fields are missing, unknown, of the wrong type or not allowed.",
		it: "La richiesta è leggibile, ma alcuni campi mancano, sono sconosciuti, di tipo errato o non ammessi.",
	},
	problemRemedyKey("invalid-input"): {
		en: "Correct the fields listed in errors, and send the request again.",
		it: "Correggi i campi elencati in errors e invia di nuovo la richiesta.",
	},
	problemTitleKey("idempotency-mismatch"): {
		en: "Idempotency key already used",
		it: "Chiave di idempotenza già usata",
	},
	problemMeaningKey("idempotency-mismatch"): {
		en: "The same Idempotency-Key was already used with a different body.",
		it: "La stessa Idempotency-Key è già stata usata con un corpo diverso.",
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
		en: "You have done this too many times recently, too many of your requests are pending, or others are changing the same thing at the same time.",
		it: "L'operazione è stata ripetuta troppe volte di recente, troppe richieste sono in sospeso, oppure altri stanno modificando la stessa cosa.",
	},
	problemRemedyKey("rate-limited"): {
		en: "If there is a Retry-After header, wait that long. Then try again.",
		it: "Se c'è un'intestazione Retry-After, attendi il tempo indicato. Poi riprova.",
	},
	problemTitleKey("unavailable"): {
		en: "Unavailable",
		it: "Non disponibile",
	},
	problemMeaningKey("unavailable"): {
		en: "A service that is needed for this, such as the identity provider, cannot be reached.",
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
		en: "Try again. If it happens again, give the request ID to support.",
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
		en: "Try again in a moment. If it happens again, ask for help and give the reference below.",
		it: "Riprova tra poco. Se succede di nuovo, chiedi assistenza e indica il riferimento qui sotto.",
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
		en: "Found by the start of any word in its name or domain identifier. Its administrators are shown.",
		it: "Si trova con l'inizio di una parola del nome o dell'identificatore di dominio. I suoi amministratori sono visibili.",
	},
	visibilityHintKey(account.Restricted): {
		en: "Other people find it only by its full name or its full domain identifier.",
		it: "Gli altri lo trovano solo con il nome completo o l'identificatore di dominio completo.",
	},
	roleKey(account.SmartAccountAdministrator): {
		en: "Smart Account Administrator",
		it: "Amministratore di Smart Account",
	},
	roleKey(account.SmartAccountUser): {
		en: "Smart Account User",
		it: "Utente di Smart Account",
	},
	roleKey(account.SmartAccountViewer): {
		en: "Smart Account Viewer",
		it: "Visualizzatore di Smart Account",
	},
	roleKey(account.VirtualAccountAdministrator): {
		en: "Virtual Account Administrator",
		it: "Amministratore di Virtual Account",
	},
	roleKey(account.VirtualAccountUser): {
		en: "Virtual Account User",
		it: "Utente di Virtual Account",
	},
	roleKey(account.VirtualAccountViewer): {
		en: "Virtual Account Viewer",
		it: "Visualizzatore di Virtual Account",
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
		en: "An operator reviews the request first. Then the nominees are asked to decide.",
		it: "Un operatore esamina prima la richiesta. Poi le persone designate saranno invitate a decidere.",
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
		en: "No one decided in time, so the request expired on {time}. The account is cancelled.",
		it: "Nessuno ha deciso in tempo, quindi la richiesta è scaduta il {time}. L'account è annullato.",
	},
	nomineeKey(account.NomineeActive): {
		en: "Asked to decide",
		it: "Invitata a decidere",
	},
	nomineeKey(account.NomineeForwarded): {
		en: "Forwarded",
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
		en: "No longer needs to decide",
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
		en: "{actor} resent the invitations.",
		it: "{actor} ha inviato di nuovo gli inviti.",
	},
	eventKey(account.EventCorrected): {
		en: "{actor} corrected the customer addresses.",
		it: "{actor} ha corretto gli indirizzi del cliente.",
	},
	eventKey(account.EventExpired): {
		en: "The deadline passed, so the request expired.",
		it: "Il termine è scaduto e la richiesta si è chiusa.",
	},
	becauseKey(account.BecauseUnasked): {
		en: "No one who could decide asked for a code, so the request expired early.",
		it: "Nessuna delle persone che potevano decidere ha chiesto un codice, quindi la richiesta è scaduta in anticipo.",
	},
	becauseKey(account.BecauseUnreached): {
		en: "No email reached anyone who could decide, so the request expired early.",
		it: "Nessuna e-mail ha raggiunto chi poteva decidere, quindi la richiesta è scaduta in anticipo.",
	},
	eventKey(account.EventCodeAsked): {
		en: "{actor} was the first to ask for a code.",
		it: "Primo codice chiesto da {actor}.",
	},
	eventKey(account.EventProved): {
		en: "{actor} proved by a DNS record that the people who manage the domain know about the request.",
		it: "{actor} ha dimostrato con un record DNS che chi gestisce il dominio è al corrente della richiesta.",
	},
	eventKey(account.EventReported): {
		en: "{address} said: “This was not for me”.",
		it: "{address} ha segnalato: «Non era per me».",
	},
	eventKey(account.EventTakenBack): {
		en: "{address} took back “This was not for me”.",
		it: "{address} ha ritirato la segnalazione «Non era per me».",
	},
	eventKey(account.EventBounced): {
		en: "The email to {address} was not delivered.",
		it: "L'e-mail a {address} non è stata recapitata.",
	},
	unreachableKey(account.UnreachableBounced): {
		en: "the email was not delivered",
		it: "l'e-mail non è stata recapitata",
	},
	unreachableKey(account.UnreachableRejected): {
		en: "the email could not be sent",
		it: "non è stato possibile inviare l'e-mail",
	},
	unreachableKey(account.UnreachableComplained): {
		en: "reported our email as spam, so gets no more",
		it: "ha segnalato le nostre e-mail come spam, quindi non ne riceve più",
	},
	unreachableKey(account.UnreachableSuppressed): {
		en: "emails to this address are stopped",
		it: "le e-mail a questo indirizzo sono bloccate",
	},
	eventKey(account.EventSuppressed): {
		en: "Emails to {address} are stopped.",
		it: "Le e-mail a {address} sono bloccate.",
	},
	eventKey(account.EventReached): {
		en: "Emails reach {address} again.",
		it: "Le e-mail raggiungono di nuovo {address}.",
	},
	eventKey(account.EventComplained): {
		en: "{address} reported the email as spam.",
		it: "{address} ha segnalato l'e-mail come spam.",
	},
	eventKey(account.EventReminded): {
		en: "A reminder was sent to the people who can decide.",
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
		en: "Email waiting to be sent",
		it: "E-mail in attesa di invio",
	},
	deliveryKey(account.Sent): {
		en: "Email sent",
		it: "E-mail inviata",
	},
	deliveryKey(account.Delivered): {
		en: "Email delivered",
		it: "E-mail recapitata",
	},
	deliveryKey(account.Delayed): {
		en: "Email delayed",
		it: "E-mail in ritardo",
	},
	deliveryKey(account.SoftBounced): {
		en: "Email not accepted for now",
		it: "E-mail per ora non accettata",
	},
	deliveryKey(account.Bounced): {
		en: "Email not delivered",
		it: "E-mail non recapitata",
	},
	deliveryKey(account.Complained): {
		en: "Reported the email as spam",
		it: "Ha segnalato l'e-mail come spam",
	},
	reasonKey(account.ReasonAddress): {
		en: "{address} is not at the domain identifier or a parent domain.",
		it: "{address} non è nel dominio indicato né in un suo dominio principale.",
	},
	shortReasonKey(account.ReasonAddress): {
		en: "Address at another domain",
		it: "Indirizzo in un altro dominio",
	},
	reasonKey(account.ReasonEdited): {
		en: "The domain identifier is not the domain of the requester's own email address.",
		it: "L'identificatore di dominio non è il dominio dell'indirizzo e-mail del richiedente.",
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
		en: "The account for the parent domain has no administrator who can decide.",
		it: "L'account del dominio principale non ha amministratori che possano decidere.",
	},
	shortReasonKey(account.ReasonNoAdministrators): {
		en: "No administrator at the parent domain",
		it: "Nessun amministratore nel dominio principale",
	},
	reasonKey(account.ReasonSameName): {
		en: "Another account has the same name, or a similar one:",
		it: "Un altro account ha lo stesso nome, o uno simile:",
	},
	shortReasonKey(account.ReasonSameName): {
		en: "Same name",
		it: "Stesso nome",
	},
	reasonKey(account.ReasonLookAlikeDomain): {
		en: "The domain identifier looks like that of another account:",
		it: "L'identificatore di dominio somiglia a quello di un altro account:",
	},
	shortReasonKey(account.ReasonLookAlikeDomain): {
		en: "Look-alike domain",
		it: "Dominio simile",
	},
	shortOutcomeKey(account.DisputeRejected): {
		en: "Rejected",
		it: "Respinta",
	},
	shortOutcomeKey(account.AdministratorAdded): {
		en: "Administrator added",
		it: "Amministratore aggiunto",
	},
	shortOutcomeKey(account.AccountTakenBack): {
		en: "Account cancelled",
		it: "Account annullato",
	},
	shortOutcomeKey(account.RequestEnded): {
		en: "Request ended",
		it: "Richiesta chiusa",
	},
	outcomeKey(account.DisputeRejected): {
		en: "Reject the dispute",
		it: "Respingi la contestazione",
	},
	outcomeHintKey(account.DisputeRejected): {
		en: "Nothing changes.",
		it: "Non cambia nulla.",
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
		en: "The pending request was ended. The domain identifier became free.",
		it: "La richiesta in sospeso è stata chiusa. L'identificatore di dominio è tornato libero.",
	},
	settledKey(account.AccountTakenBack): {
		en: "The account was cancelled. The domain identifier became free.",
		it: "L'account è stato annullato. L'identificatore di dominio è tornato libero.",
	},
	outcomeKey(account.AdministratorAdded): {
		en: "Add an administrator",
		it: "Aggiungi un amministratore",
	},
	outcomeHintKey(account.AdministratorAdded): {
		en: "One more person can manage the account, together with its current administrators.",
		it: "Una persona in più può gestire l'account, insieme agli amministratori attuali.",
	},
	outcomeKey(account.RequestEnded): {
		en: "End the pending request",
		it: "Chiudi la richiesta in sospeso",
	},
	outcomeHintKey(account.RequestEnded): {
		en: "The requester and the people asked to decide are told, and the domain identifier becomes free. This cannot be undone.",
		it: "Il richiedente e le persone invitate a decidere ne saranno informati e l'identificatore di dominio torna libero. L'operazione è definitiva.",
	},
	outcomeKey(account.AccountTakenBack): {
		en: "Cancel the account",
		it: "Annulla l'account",
	},
	outcomeHintKey(account.AccountTakenBack): {
		en: "Its domain identifier becomes free. This cannot be undone.",
		it: "Il suo identificatore di dominio torna libero. L'operazione è definitiva.",
	},
	fieldKey(account.FieldRequired): {
		en: "This field is required.",
		it: "Questo campo è obbligatorio.",
	},
	fieldKey(account.FieldTooShort): {
		en: "This is too short. Use at least 2 characters.",
		it: "Troppo breve: servono almeno 2 caratteri.",
	},
	fieldKey(account.FieldTooLong): {
		en: "This is too long.",
		it: "Troppo lungo.",
	},
	fieldKey(account.FieldTooMany): {
		en: "There are too many addresses. Use at most ten at a time, and fifty people for one request.",
		it: "Gli indirizzi sono troppi: al massimo dieci alla volta e cinquanta persone per una richiesta.",
	},
	fieldKey(account.FieldDuplicate): {
		en: "This mailbox is listed twice.",
		it: "Questa casella è indicata due volte.",
	},
	fieldKey(account.FieldCharacters): {
		en: "This has characters that are not allowed, such as invisible or control characters, or it has no letter or digit.",
		it: "Contiene caratteri non ammessi, per esempio invisibili o di controllo, oppure nessuna lettera o cifra.",
	},
	fieldKey(account.FieldLooksLikeLink): {
		en: "A name cannot contain ://, @ or www.",
		it: "Un nome non può contenere ://, @ o www.",
	},
	fieldKey(account.FieldNotDomain): {
		en: "Enter a domain name, such as acme.com.",
		it: "Inserisci un nome di dominio, per esempio acme.com.",
	},
	fieldKey(account.FieldIPAddress): {
		en: "This is an IP address. Enter a domain name, such as acme.com.",
		it: "Questo è un indirizzo IP. Inserisci un nome di dominio, per esempio acme.com.",
	},
	fieldKey(account.FieldUnknownTLD): {
		en: "This top-level domain does not exist. Check the ending.",
		it: "Questo dominio di primo livello non esiste. Controlla la parte finale.",
	},
	fieldKey(account.FieldPublicSuffix): {
		en: "Anyone can register names under this domain, so it does not belong to one company. Enter the customer's own domain.",
		it: "Chiunque può registrare nomi sotto questo dominio, quindi non appartiene a una sola azienda. Inserisci il dominio del cliente.",
	},
	fieldKey(account.FieldSharedMail): {
		en: "Anyone can have an address at this shared email domain. Enter the customer's own domain.",
		it: "Chiunque può avere un indirizzo in questo dominio di posta condiviso. Inserisci il dominio del cliente.",
	},
	fieldKey(account.FieldNotEmail): {
		en: "Enter an email address, such as anna@acme.com.",
		it: "Inserisci un indirizzo e-mail, per esempio anna@acme.com.",
	},
	fieldKey(account.FieldIsRequester): {
		en: "This is the requester's own address. No one can decide on their own request.",
		it: "Questo è l'indirizzo del richiedente. Nessuno può decidere sulla propria richiesta.",
	},
	fieldKey(account.FieldAlreadyHeld): {
		en: "This person has already been asked to decide.",
		it: "Questa persona è già stata invitata a decidere.",
	},
	fieldKey(account.FieldTooManyHops): {
		en: "This request has already been forwarded three times and cannot be forwarded again.",
		it: "La richiesta è già stata inoltrata tre volte e non può essere inoltrata di nuovo.",
	},
	fieldKey(account.FieldNotVouching): {
		en: "This address is not at {domain}, the account's domain identifier.",
		it: "Questo indirizzo non è nel dominio {domain}, l'identificatore di dominio dell'account.",
	},
	fieldKey(account.FieldTakesNoMail): {
		en: "This person has stopped emails about the requester's requests.",
		it: "Questa persona ha bloccato le e-mail sulle richieste del richiedente.",
	},
	fieldKey(account.FieldNotAuthorized): {
		en: "Confirm that you have the authority to approve.",
		it: "Conferma di avere i poteri per approvare.",
	},
	fieldKey(account.FieldHoldingAccount): {
		en: "Partner Holding Accounts cannot be created here.",
		it: "Qui non si possono creare Partner Holding Account.",
	},
	fieldKey(account.FieldNotAllowed): {
		en: "Choose one of the options.",
		it: "Scegli una delle opzioni.",
	},
	fieldKey(account.FieldUnknown): {
		en: "There is no such field.",
		it: "Questo campo non esiste.",
	},
	fieldKey(account.FieldWrongType): {
		en: "This is not in the expected format.",
		it: "Il formato non è quello previsto.",
	},
}

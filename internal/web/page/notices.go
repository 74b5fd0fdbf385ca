package page

// The notices. The web chooses one; RequestID may be added.
var (
	NoticeNotFound        = Notice{Title: KeyNotFoundTitle, Text: KeyNotFoundText}
	NoticeForbidden       = Notice{Title: KeyForbiddenTitle, Text: KeyForbiddenText}
	NoticeOperatorsOnly   = Notice{Title: KeyOperatorsOnlyTitle, Text: KeyOperatorsOnlyText}
	NoticeEmailUnverified = Notice{Title: KeyEmailUnverifiedTitle, Text: KeyEmailUnverifiedText}
	NoticeLinkInvalid     = Notice{Title: KeyLinkInvalidTitle, Text: KeyLinkInvalidText}
	NoticeLinkRenewed     = Notice{Title: KeyLinkInvalidTitle, Text: KeyLinkRenewedText}
	NoticeLinkForwarded   = Notice{Title: KeyLinkInvalidTitle, Text: KeyLinkForwardedText}
	NoticeLinkReplaced    = Notice{Title: KeyLinkInvalidTitle, Text: KeyLinkReplacedText}
	NoticeForwarded       = Notice{Title: KeyForwardedTitle, Text: KeyForwardedText}
	NoticeClosed          = Notice{Title: KeyClosedTitle, Text: KeyClosedText}
	NoticeTooMany         = Notice{Title: KeyTooManyTitle, Text: KeyTooManyText}
	NoticeMalformed       = Notice{Title: KeyMalformedTitle, Text: KeyMalformedText}
	NoticeBadSignIn       = Notice{Title: KeyBadSignInTitle, Text: KeyBadSignInText}
	NoticeOwnReview       = Notice{Title: KeyOwnReviewTitle, Text: KeyOwnReviewText}
	NoticeNoAnswer        = Notice{Title: KeyNoAnswerTitle, Text: KeyNoAnswerText}
	NoticeInternalError   = Notice{Title: KeyInternalErrorTitle, Text: KeyInternalErrorText}
)

package page

import (
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/text"
)

// Notice is a page with a message and nothing else to do.
type Notice struct {
	RequestID string // for support; empty: none
	// What the text names, if it does.
	Person string    // an address
	At     time.Time // an instant

	AskAbout account.Domain // the identifier of an account to which the reader may ask for access; empty: none

	Title         func() text.Phrase
	Text          func(Notice) text.Phrase
	closesWindow  bool
	hasFocus      bool               // the title has the focus, so that it is read out first
	signIn        func() text.Phrase // the link to sign in; nil: none
	returns       bool               // has a link to the page itself, where there is more to do, instead of one to the directory
	offersSignOut bool
}

// The notices. The web chooses one; RequestID may be added, and Person or At where noted.
var (
	NoticeNotFound        = Notice{Title: text.NotFoundTitle, Text: func(Notice) text.Phrase { return text.NotFoundText() }}
	NoticeNoRole          = Notice{Title: text.NoRoleTitle, Text: func(Notice) text.Phrase { return text.NoRoleText() }, offersSignOut: true} // AskAbout may be added
	NoticeForbidden       = Notice{Title: text.ForbiddenTitle, Text: func(Notice) text.Phrase { return text.ForbiddenText() }}
	NoticeOperatorsOnly   = Notice{Title: text.OperatorsOnlyTitle, Text: func(Notice) text.Phrase { return text.OperatorsOnlyText() }, offersSignOut: true}
	NoticeEmailUnverified = Notice{Title: text.EmailUnverifiedTitle, Text: func(Notice) text.Phrase { return text.EmailUnverifiedText() }, signIn: text.SignIn}
	NoticeLinkInvalid     = Notice{Title: text.LinkInvalidTitle, Text: func(Notice) text.Phrase { return text.LinkInvalidText() }}
	NoticeLinkRenewed     = Notice{Title: text.LinkInvalidTitle, Text: func(n Notice) text.Phrase { return text.LinkRenewedText(n.At) }}                 // names At
	NoticeLinkForwarded   = Notice{Title: text.LinkInvalidTitle, Text: func(n Notice) text.Phrase { return text.LinkForwardedText(n.Person) }}           // names Person
	NoticeLinkReplaced    = Notice{Title: text.LinkInvalidTitle, Text: func(n Notice) text.Phrase { return text.LinkReplacedText(n.Person) }}            // names Person
	NoticeForwarded       = Notice{Title: text.ForwardedTitle, Text: func(n Notice) text.Phrase { return text.ForwardedText(n.Person) }, hasFocus: true} // names Person
	NoticeClosed          = Notice{Title: text.ClosedTitle, Text: func(Notice) text.Phrase { return text.ClosedText() }, closesWindow: true}
	NoticeTooMany         = Notice{Title: text.TooManyTitle, Text: func(Notice) text.Phrase { return text.TooManyText() }}
	NoticeMalformed       = Notice{Title: text.MalformedTitle, Text: func(Notice) text.Phrase { return text.MalformedText() }}
	NoticeBadSignIn       = Notice{Title: text.BadSignInTitle, Text: func(Notice) text.Phrase { return text.BadSignInText() }, signIn: text.BadSignInAgain}
	NoticeOwnReview       = Notice{Title: text.OwnReviewTitle, Text: func(Notice) text.Phrase { return text.OwnReviewText() }, returns: true}
	NoticeNoAnswer        = Notice{Title: text.NoAnswerTitle, Text: func(Notice) text.Phrase { return text.NoAnswerText() }}
	NoticeInternalError   = Notice{Title: text.InternalErrorTitle, Text: func(Notice) text.Phrase { return text.InternalErrorText() }}
)

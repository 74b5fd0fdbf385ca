package workflow

import (
	"time"

	"smartaccounts/internal/account"
)

// MailKind says what a mail tells.
type MailKind string

// Every mail the system sends.
const (
	Invitation   MailKind = "invitation" // to a nominee: decide by this link
	CodeMail     MailKind = "code"       // to a nominee: the one-time code they asked for
	ApprovedMail MailKind = "approved"   // to the requester
	DeclinedMail MailKind = "declined"   // to the requester, with the reason
	ForwardMail  MailKind = "forwarded"  // to the requester: somebody else holds it now
	ExpiredMail  MailKind = "expired"    // to the requester
	ClosedMail   MailKind = "closed"     // to the other nominees: who decided, and how
	LapsedMail   MailKind = "lapsed"     // to the nominees: it expired, nothing is left to do
)

// MailKinds lists every kind.
func MailKinds() []MailKind {
	return []MailKind{Invitation, CodeMail, ApprovedMail, DeclinedMail, ForwardMail, ExpiredMail, ClosedMail, LapsedMail}
}

// Mail is one outgoing mail as the outbox keeps it. It carries all that its text needs, so that it
// can be rendered again, byte for byte, whatever has become of the request; only the link and the
// code are derived when it is sent, so that no secret is stored.
type Mail struct {
	ID         account.ID
	Kind       MailKind
	To         account.Email
	Language   account.Language
	RequestID  account.ID
	Nominee    int      // whom it addresses or speaks of; 0 for the requester's own mails
	Generation int      // of that nominee's link
	Code       *CodeKey // of a CodeMail
	CreatedAt  time.Time

	AccountName string
	Domain      account.Domain
	Requester   account.Email
	ExpiresAt   time.Time     // the deadline: the request's, or the code's in a CodeMail
	Outcome     account.State // how it ended, in mails about an end
	By          account.Actor // who decided or forwarded
	ForwardedTo account.Email
	Reason      string
}

// MailState says what became of a mail.
type MailState string

// A mail is queued until it is sent; dropped when a later change has overtaken it; failed when the
// provider refused it for good or it could not be sent in time.
const (
	MailQueued  MailState = "queued"
	MailSending MailState = "sending"
	MailSent    MailState = "sent"
	MailDropped MailState = "dropped"
	MailFailed  MailState = "failed"
)

// Outgoing is a mail with the state of its sending.
type Outgoing struct {
	Mail
	State     MailState
	Attempts  int
	DueAt     time.Time // when to try (again); for MailSending, when the claim runs out
	MessageID string    // the provider's, once sent
	Failure   string    // the last one, for operators
}

// Message is a rendered mail.
type Message struct {
	To      account.Email
	Subject string
	Text    string
	HTML    string
	// Tag names the outbox entry to the provider, so that its events can be matched.
	Tag string
}

package workflow

import (
	"time"

	"smartaccounts/internal/account"
)

// MailKind says what a mail tells.
type MailKind string

// Every mail the system sends.
const (
	Invitation MailKind = "invitation" // to a nominee: decide by this link
	Reminder   MailKind = "reminder"   // to a nominee: decide by this link, it is still open
	CodeMail   MailKind = "code"       // to a nominee: the one-time code they asked for
	// MailboxCodeMail: the code by which the holder of a mailbox stops all mail to it, or lets it through again.
	MailboxCodeMail MailKind = "mailbox-code"
	ClosedMail      MailKind = "closed"    // to the other nominees: who ended it, and how
	ReplacedMail    MailKind = "replaced"  // to nominees whose link a change of the request has killed: whom to ask
	LapsedMail      MailKind = "lapsed"    // to the nominees: it expired, nothing is left to do
	AwaitingMail    MailKind = "awaiting"  // to a customer address: the administrators of the account above decide
	ReviewMail      MailKind = "review"    // to operators: a request waits for them
	AcceptedMail    MailKind = "accepted"  // to the requester: the review is over, nominees are asked
	RejectedMail    MailKind = "rejected"  // to the requester, with the reason
	ApprovedMail    MailKind = "approved"  // to the requester
	CreatedMail     MailKind = "created"   // to who approved: what they did, and where the account is
	DeclinedMail    MailKind = "declined"  // to the requester, with the reason
	ForwardMail     MailKind = "forwarded" // to the requester: somebody else holds it now
	BouncedMail     MailKind = "bounced"   // to the requester: mail does not reach this nominee
	ExpiredMail     MailKind = "expired"   // to the requester
	DisputeMail     MailKind = "dispute"   // to operators: somebody disputes an account's identifier
	SettledMail     MailKind = "settled"   // to who disputed and to the account's administrators
	AppointedMail   MailKind = "appointed" // to who was added as an administrator
	ProvedMail      MailKind = "proved"    // to who disputed and to operators: the DNS speaks for who disputed
	EndingMail      MailKind = "ending"    // to the requester: a request ends for that
	// EndingAskedMail is to those who can decide that request.
	EndingAskedMail MailKind = "ending-asked"
)

// MailKinds lists every kind.
func MailKinds() []MailKind {
	return []MailKind{
		Invitation, Reminder, CodeMail, MailboxCodeMail, ClosedMail, ReplacedMail, LapsedMail, AwaitingMail, ReviewMail, AcceptedMail, RejectedMail,
		ApprovedMail, CreatedMail, DeclinedMail, ForwardMail, BouncedMail, ExpiredMail, DisputeMail, SettledMail, AppointedMail,
		ProvedMail, EndingMail, EndingAskedMail,
	}
}

// solicited says of every kind whether its reader solicited for such mail: they made the request, decided it, hold the account,
// are operators, or solicited for a code. Whoever did not ask can stop it, by a link that says that this was not for them.
var solicited = map[MailKind]bool{
	Invitation:      false, // a requester named them, or somebody forwarded it to them, or they administer the account above
	Reminder:        false,
	CodeMail:        true,
	MailboxCodeMail: true,
	ClosedMail:      false, // they were named, and others decided
	ReplacedMail:    false,
	LapsedMail:      false,
	AwaitingMail:    false,
	ReviewMail:      true,
	AcceptedMail:    true,
	RejectedMail:    true,
	ApprovedMail:    true,
	CreatedMail:     true,
	DeclinedMail:    true,
	ForwardMail:     true,
	BouncedMail:     true,
	ExpiredMail:     true,
	DisputeMail:     true,
	SettledMail:     true,
	AppointedMail:   false, // an operator made them an administrator
	ProvedMail:      true,
	EndingMail:      true,
	EndingAskedMail: false,
}

// Unsolicited reports whether the readers of mails of the kind did not ask for them. Such a mail brings the link that says that
// this was not for me.
func (k MailKind) Unsolicited() bool {
	asked, known := solicited[k]
	return known && !asked
}

// CarriesLink reports whether mails of the kind bring a decision link.
func (k MailKind) CarriesLink() bool { return k == Invitation || k == Reminder }

// tellsOfEnd reports whether mails of the kind tell nominees that they need not decide any more.
func (k MailKind) tellsOfEnd() bool { return k == ClosedMail || k == LapsedMail || k == ReplacedMail }

// CarriesCode reports whether mails of the kind bring a one-time code.
func (k MailKind) CarriesCode() bool { return k == CodeMail || k == MailboxCodeMail }

// Mail is one outgoing mail as the outbox keeps it. It carries all that its text needs, so that it
// can be rendered again, byte for byte, whatever has become of the request; only the link and the
// code are derived when it is sent, so that no secret is stored.
type Mail struct {
	ID         account.ID
	Kind       MailKind
	To         account.Email
	Language   account.Language
	RequestID  account.ID // empty in mails about a dispute
	Nominee    int        // whom it addresses or speaks of; 0 for the requester's own mails
	Generation int        // of that nominee's link
	Code       *CodeKey   // of a mail with a code
	Renewal    bool       // its link replaces one that no more codes are mailed through; it took its part of what is limited when it was called for
	CreatedAt  time.Time

	AccountName string
	Domain      account.Domain
	Requester   account.Email
	ExpiresAt   time.Time     // the deadline: the request's, or the code's in a mail with one
	Outcome     account.State // how it ended, in mails about an end
	By          account.Actor // who decided, forwarded or settled
	ForwardedTo account.Email
	Address     account.Email // whom mail did not reach, of a BouncedMail; who was added, of a settlement, perhaps masked
	Undelivered bool          // nobody who may decide can be reached, of a BouncedMail or an end
	Unreached   []Unreached   // of a BouncedMail: those who may decide and whom mail does not reach
	Reason      string
	AccountID   account.ID      // in mails about a dispute, and of a CreatedMail
	DisputeID   account.ID      // in mails about a dispute
	Above       account.Domain  // the account above that its reader administers, if they are asked for that; else empty
	Settled     account.Outcome // how the dispute was settled

	// What else is to be read before it is sent.
	AdministratorOf account.ID   // the account as whose administrator its reader may decide; empty: none
	Earlier         []account.ID // of a mail that tells of an end: those by which its nominee was asked
}

// Unreached is whom mail does not reach, perhaps masked, and why.
type Unreached struct {
	Address account.Email
	Why     account.Unreachable
}

// MailState is the state of a mail in the outbox.
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
	HeldAt    time.Time // when it was last put off though nothing had failed; zero: never
	CountedAt time.Time // when it took its slots of what is limited; zero: not yet
	MessageID string    // the provider's, once sent
	Failure   string    // the last one, for operators
	// LinkScheme says how the secrets of its links are derived; of its first attempt.
	LinkScheme int
	News       account.Delivery // what the provider said of it since; empty: nothing
	NewsAt     time.Time        // when that happened, by the provider's clock; zero: it did not say
}

// Delivery is how far the mail has come.
func (o Outgoing) Delivery() account.Delivery {
	switch {
	case o.News != "":
		return o.News
	case o.State == MailSent:
		return account.Sent
	case o.State == MailFailed:
		return account.Bounced // it will not arrive
	default:
		return account.Queued
	}
}

// Secrets are what a mail carries that is stored nowhere: the tokens of its two links, or a code.
type Secrets struct {
	Token  string // of a decision link
	Report string // of the link that says that this was not for me
	Code   string
}

// Message is a rendered mail.
type Message struct {
	Kind    MailKind
	To      account.Email
	Subject string
	Text    string
	HTML    string
	// Tag names the outbox entry to the provider, so that its events can be matched.
	Tag string
}

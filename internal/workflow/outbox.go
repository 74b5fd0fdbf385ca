package workflow

import (
	"time"

	"smartaccounts/internal/account"
)

// MailKind says what a mail is about.
type MailKind string

// Every mail the system sends.
const (
	Invitation MailKind = "invitation" // to a nominee: decide by this link
	Reminder   MailKind = "reminder"   // to a nominee: decide by this link, it is still open
	CodeMail   MailKind = "code"       // to a nominee: the one-time code they asked for
	// MailboxCodeMail has the code to stop all mail to a mailbox, or to lift that.
	MailboxCodeMail MailKind = "mailbox-code"
	ClosedMail      MailKind = "closed"    // to the other nominees: who ended the request, and how
	ReplacedMail    MailKind = "replaced"  // to nominees whose link a change has invalidated: whom to ask
	LapsedMail      MailKind = "lapsed"    // to the nominees: the request has expired
	AwaitingMail    MailKind = "awaiting"  // to a customer address: the administrators of the account above decide
	ReviewMail      MailKind = "review"    // to operators: a request waits for them
	AcceptedMail    MailKind = "accepted"  // to the requester: the review is over, nominees are asked
	RejectedMail    MailKind = "rejected"  // to the requester, with the reason
	ApprovedMail    MailKind = "approved"  // to the requester
	CreatedMail     MailKind = "created"   // to the approver: what they did, and where the account is
	DeclinedMail    MailKind = "declined"  // to the requester, with the reason
	ForwardMail     MailKind = "forwarded" // to the requester: another nominee decides now
	BouncedMail     MailKind = "bounced"   // to the requester: mail does not reach this nominee
	ExpiredMail     MailKind = "expired"   // to the requester
	DisputeMail     MailKind = "dispute"   // to operators: an identifier is disputed
	SettledMail     MailKind = "settled"   // to the disputer and to the account's administrators
	AppointedMail   MailKind = "appointed" // to the administrator whom a settlement added
	ProvedMail      MailKind = "proved"    // to the disputer and to operators: the proof by DNS was found
	EndingMail      MailKind = "ending"    // to the requester: the request will end because of the proof
	// EndingAskedMail is the mail to the nominees of that request.
	EndingAskedMail MailKind = "ending-asked"

	// Mails about an account to its members.
	MemberAddedMail          MailKind = "member-added"          // to a new member
	MemberChangedMail        MailKind = "member-changed"        // to a member whose roles have changed
	MemberRemovedMail        MailKind = "member-removed"        // to a former member
	MemberMovedMail          MailKind = "member-moved"          // to the old address of a member
	MembershipEndingMail     MailKind = "membership-ending"     // to a member, before the end date
	AdministratorChangedMail MailKind = "administrator-changed" // to the other administrators
	VisibilityChangedMail    MailKind = "visibility-changed"    // to the other administrators
	RenameAcceptedMail       MailKind = "rename-accepted"       // to the administrator who asked for the name
	RenameRejectedMail       MailKind = "rename-rejected"       // to the administrator who asked for the name
	ReopenedMail             MailKind = "account-reopened"      // to the administrators

	// Mails about an access request.
	RulesChangedMail   MailKind = "rules-changed"    // to the other administrators, or to the author of a rule that is off now
	AccessAskedMail    MailKind = "access-requested" // to a decider
	AccessReminderMail MailKind = "access-reminder"  // to a decider: it still waits
	AccessDecidedMail  MailKind = "access-decided"   // to a decider who was asked: who ended it, and how
	AccessApprovedMail MailKind = "access-approved"  // to the requester
	AccessDeclinedMail MailKind = "access-declined"  // to the requester
	AccessExpiredMail  MailKind = "access-expired"   // to the requester
)

// MailKinds lists every kind.
func MailKinds() []MailKind {
	return append([]MailKind{
		Invitation, Reminder, CodeMail, MailboxCodeMail, ClosedMail, ReplacedMail, LapsedMail, AwaitingMail, ReviewMail, AcceptedMail, RejectedMail,
		ApprovedMail, CreatedMail, DeclinedMail, ForwardMail, BouncedMail, ExpiredMail, DisputeMail, SettledMail, AppointedMail,
		ProvedMail, EndingMail, EndingAskedMail,
	}, MemberMailKinds()...)
}

// MemberMailKinds lists the kinds of mails about an account to its members, and to people who ask for access to it.
func MemberMailKinds() []MailKind {
	return []MailKind{
		MemberAddedMail, MemberChangedMail, MemberRemovedMail, MemberMovedMail, MembershipEndingMail, AdministratorChangedMail, VisibilityChangedMail,
		RenameAcceptedMail, RenameRejectedMail, ReopenedMail,
		RulesChangedMail, AccessAskedMail, AccessReminderMail, AccessDecidedMail, AccessApprovedMail, AccessDeclinedMail, AccessExpiredMail,
	}
}

// solicited says for every kind whether its reader expects such mail: they made the request, decided it, hold the account,
// are operators, or requested a code. Unsolicited mail has a link to stop it.
var solicited = map[MailKind]bool{
	Invitation:      false, // a requester named them, a nominee forwarded it to them, or they administer the account above
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

	MemberAddedMail:          false, // an administrator added them
	MemberChangedMail:        false,
	MemberRemovedMail:        false,
	MemberMovedMail:          false,
	MembershipEndingMail:     true,
	AdministratorChangedMail: true,
	VisibilityChangedMail:    true,
	RenameAcceptedMail:       true,
	RenameRejectedMail:       true,
	ReopenedMail:             true,

	RulesChangedMail:   true,
	AccessAskedMail:    true, // they decide who has access to the account
	AccessReminderMail: true,
	AccessDecidedMail:  true,
	AccessApprovedMail: true,
	AccessDeclinedMail: true,
	AccessExpiredMail:  true,
}

// Unsolicited reports whether the readers of mails of the kind did not ask for them. Such a mail has a not-for-me link.
func (k MailKind) Unsolicited() bool {
	asked, known := solicited[k]
	return known && !asked
}

// CarriesLink reports whether mails of the kind contain a decision link.
func (k MailKind) CarriesLink() bool { return k == Invitation || k == Reminder }

// TellsMember reports whether mails of the kind tell a person of a change of their membership by another member.
func (k MailKind) TellsMember() bool {
	return k == MemberAddedMail || k == MemberChangedMail || k == MemberRemovedMail || k == MemberMovedMail
}

// tellsOfEnd reports whether mails of the kind inform nominees that they can no longer decide.
func (k MailKind) tellsOfEnd() bool { return k == ClosedMail || k == LapsedMail || k == ReplacedMail }

// CarriesCode reports whether mails of the kind contain a one-time code.
func (k MailKind) CarriesCode() bool { return k == CodeMail || k == MailboxCodeMail }

// Mail is a mail of the outbox. It has all that its text needs, so that each attempt renders the same bytes, even if the
// request has changed. Links and codes are derived when it is sent, so that no secret is stored.
type Mail struct {
	ID         account.ID
	Kind       MailKind
	To         account.Email
	Language   account.Language
	RequestID  account.ID // empty in mails about a dispute
	Nominee    int        // its addressee or its subject; 0 for the requester's own mails
	Generation int        // of that nominee's link
	Code       *CodeKey   // of a mail with a code
	Renewal    bool       // its link replaces one whose codes are used up; it was counted when it was queued
	CreatedAt  time.Time

	AccountName string
	Domain      account.Domain
	Requester   account.Email
	ExpiresAt   time.Time     // the deadline: the request's, or the code's in a mail with one
	Outcome     account.State // how it ended, in mails about an end
	By          account.Actor // who decided, forwarded or settled
	ForwardedTo account.Email
	Address     account.Email // whom mail did not reach, of a BouncedMail; who was added, of a settlement, perhaps masked
	Undelivered bool          // no nominee who may decide can be reached, of a BouncedMail or an end
	Unreached   []Unreached   // of a BouncedMail: those who may decide and whom mail does not reach
	Reason      string
	AccountID   account.ID      // in mails about a dispute, and of a CreatedMail
	DisputeID   account.ID      // in mails about a dispute
	Above       account.Domain  // the account above that its reader administers, if they are asked for that; else empty
	Settled     account.Outcome // how the dispute was settled

	// In mails about an account to its members. Address is then the administrator concerned.
	Roles      []GivenRole        // what the reader has now; of an AdministratorChangedMail: not empty if one was added
	Visibility account.Visibility // the new one
	Tells      *ToldMembership    // the reader's membership of which the mail tells; nil: it tells of none
	NewName    string             // which an operator accepted or rejected

	RulesOff bool // of a RulesChangedMail: a rule of the reader's is off, because a Virtual Account was deleted

	// In mails about an access request. Requester is the one who asked for access, Roles what they ask for or get.
	AccessRequestID account.ID
	AccessOutcome   account.AccessState // how it ended, of an AccessDecidedMail

	// What else is read before it is sent.
	AdministratorOf    account.ID // the account as whose administrator its reader decides; empty: none
	AdministratorSince time.Time
	Earlier            []account.ID // of a mail about an end: the mails that invited its nominee
}

// GivenRole is a role as a mail tells it.
type GivenRole struct {
	Role       account.Role
	At         string // the name of the Virtual Account; empty: the whole account
	WithNested bool
}

// Unreached is an address that mail does not reach, possibly masked, and why.
type Unreached struct {
	Address account.Email
	Why     account.Unreachable
}

// MailState is the state of a mail's sending.
type MailState string

// A mail is queued until it is sent, dropped if a later change made it outdated, and failed if the provider refused it or it
// was not sent in time.
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
	DueAt     time.Time // when to try next; for MailSending, when the lease expires
	HeldAt    time.Time // when it was last postponed without a failure; zero: never
	CountedAt time.Time // when it was counted against the limits; zero: not yet
	MessageID string    // the provider's, once sent
	Failure   string    // the last one, for operators
	// LinkScheme is the scheme of its links, fixed by its first attempt.
	LinkScheme int
	News       account.Delivery // the latest delivery event; empty: none
	NewsAt     time.Time        // of that event, by the provider's clock; zero: unknown
}

// Delivery returns the delivery state of the mail.
func (o Outgoing) Delivery() account.Delivery {
	switch {
	case o.News != "":
		return o.News
	case o.State == MailSent:
		return account.Sent
	case o.State == MailFailed:
		return account.Bounced // it will not be delivered
	default:
		return account.Queued
	}
}

// Secrets are the tokens or the code of a mail. They are not stored.
type Secrets struct {
	Token  string // of a decision link
	Report string // of the not-for-me link
	Code   string
}

// Message is a rendered mail.
type Message struct {
	Kind    MailKind
	To      account.Email
	Subject string
	Text    string
	HTML    string
	// Tag is the id of the outbox entry, which the provider's events repeat.
	Tag string
}

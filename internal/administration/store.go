package administration

import (
	"context"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Change is one change of an account with all that is stored with it.
type Change struct {
	Before   account.Administered // as it was read
	After    account.Administered // with the next version
	Entry    account.LogEntry     // of that version
	Members  []MemberChange       // at most two
	Virtuals []VirtualChange      // those whose own values change; a commit counts children and members of the others itself
	Rules    *RulesChange         // nil: they stay
	Mails    []workflow.Mail
	Uses     []workflow.UsesChange
	ReadSet  *workflow.ReadSet // of a new name: what was read of similar names; nil: the name stays
}

// MemberChange is the change of one membership. Before is nil for a new member, After for a removed one.
type MemberChange struct{ Before, After *account.Membership }

// RulesChange is the change of an account's rules.
type RulesChange struct{ Before, After account.Rules }

// VirtualChange is the change of one Virtual Account. Before is nil for a new one, After for a deleted one. Children and
// Members of Before and After are equal: a commit keeps these counts.
type VirtualChange struct{ Before, After *account.VirtualAccount }

// Committer stores changes.
type Committer interface {
	// CommitAccount stores the change in one transaction: the account, memberships with their rows, Virtual Accounts with their
	// counts, the log entry, mails and uses. What other items copy of an account's name and visibility follows within
	// seconds, except for the actor's own row.
	//
	// It returns retry.ErrConflict if the account is not at the version Before or no longer active, if the read set or the
	// uses have changed since they were read, or if the same items are written concurrently; account.ErrNameTaken if a
	// sibling has the name of a Virtual Account. It is safe to repeat: a second call with the same change returns
	// retry.ErrConflict.
	//
	// The only change of a cancelled account is one that makes it active; it returns retry.ErrConflict if the account does
	// not hold its identifier at the time of the entry.
	CommitAccount(ctx context.Context, c Change) error
}

// Position is where a page of a list begins; empty: at the beginning.
type Position = string

// AccountReader reads what a decision is based on. It reads consistently.
type AccountReader interface {
	// Standing returns an account and the person's membership, which is the zero Membership if there is none. It returns
	// account.ErrNotFound if there is no account. Neither is judged: the account may have any status, the membership may
	// have ended.
	Standing(ctx context.Context, id account.ID, person account.Email) (account.Administered, account.Membership, error)
	// Member returns a membership; account.ErrNotFound if there is none.
	Member(ctx context.Context, id account.ID, person account.Email) (account.Membership, error)
	// Administrators returns the confirmed Smart Account Administrators, the longest-standing first, at most so many.
	Administrators(ctx context.Context, id account.ID, most int) ([]account.Membership, error)
	// Lineages returns the lineage of each of the Virtual Accounts that exists. The empty id stands for the default one.
	// It makes at most account.MaxDepth calls.
	Lineages(ctx context.Context, id account.ID, virtual ...account.ID) (map[account.ID]account.Lineage, error)
}

// Lister lists what belongs to an account, a page at a time. A page costs the same however many rows there are.
type Lister interface {
	// Members returns memberships by address, and the position after the last of them; empty: there are no more. A position
	// is an address, whether or not it is a member's.
	Members(ctx context.Context, id account.ID, after Position, most int) ([]account.Membership, Position, error)
	// Children returns the Virtual Accounts directly below the parent by name, at the top of the account if it is empty.
	Children(ctx context.Context, id, parent account.ID, after Position, most int) ([]account.VirtualAccount, Position, error)
	// Log returns entries of an account between two instants, the newest first. A zero instant is no bound.
	Log(ctx context.Context, id account.ID, from, to time.Time, after Position, most int) ([]account.LogEntry, Position, error)
	// ChildPosition returns the position of a Virtual Account among its siblings.
	ChildPosition(v account.VirtualAccount) Position
}

// OperatorLister lists what operators decide about accounts. Lists may lag behind.
type OperatorLister interface {
	// WaitingRenames returns the accounts with a name that waits for an operator, the latest ask first, after that position,
	// at most so many, and the position of the next page; empty: there is none.
	WaitingRenames(ctx context.Context, after Position, most int) ([]account.Administered, Position, error)
	// ClosedAccounts does so with the accounts that their administrators closed, the latest closed first.
	ClosedAccounts(ctx context.Context, after Position, most int) ([]account.Administered, Position, error)
}

// RulesReader reads the rules of an account.
type RulesReader interface {
	// Rules returns the rules of an account; none if it has none. It reads consistently.
	Rules(ctx context.Context, id account.ID) (account.Rules, error)
}

// InvitationReader reads the invitations of a person.
type InvitationReader interface {
	// Invitations returns the accounts in which the person is invited and has not signed in since, at most so many.
	Invitations(ctx context.Context, person account.Email, most int) ([]account.ID, error)
}

// DueReader reads the memberships that the schedule has to process.
type DueReader interface {
	// DueMembers returns at most so many memberships whose end, lapse or reminder is due, the longest overdue first. It is
	// eventually consistent and may return one again.
	DueMembers(ctx context.Context, now time.Time, most int) ([]DueMember, error)
}

// DueKeeper stores that the schedule has processed a membership that stays as it is.
type DueKeeper interface {
	// PostponeMember stores the mails, and that the membership is next due at that time; zero: no longer. It returns
	// retry.ErrConflict if the membership is not as it was read or not due at now, so that it is safe to repeat if next is
	// later than now or zero.
	PostponeMember(ctx context.Context, read account.Membership, now, next time.Time, mails []workflow.Mail) error
}

// DueMember names a membership.
type DueMember struct {
	AccountID account.ID
	Person    account.Email
}

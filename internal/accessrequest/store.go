// Package accessrequest lets people ask for access to an account, and its deciders decide: at once by a rule, or themselves. What is
// asked, given and declined is in the account's log.
package accessrequest

import (
	"context"
	"time"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/workflow"
)

// Change is one step of an access request with all that is stored with it.
type Change struct {
	Before *account.AccessRequest // as it was read; nil: it is opened
	After  account.AccessRequest
	// Asks are what counts of the requester's access requests about the account, as they were read, and after the step.
	// Both are the zero Asks if they stay.
	AsksBefore, AsksAfter account.Asks
	// Grant is the change of the account that gives the access, with the entry of its log; nil: the step gives none.
	Grant *administration.Change
	// Entry is the entry of the log if the step gives no access; nil: it has none.
	Entry *account.LogEntry
	// Read is the account as it was read, on which the step depends if it gives no access; nil: it does not.
	Read  *account.Administered
	Mails []workflow.Mail
	Uses  []workflow.UsesChange
}

// Committer stores changes of access requests.
type Committer interface {
	// CommitAccess stores the change in one transaction. It returns retry.ErrConflict if the access request, what counts of the
	// requester's, the account that was read or that gives the access, or the uses are not as they were read. It is safe
	// to repeat: a second call with the same change returns retry.ErrConflict.
	CommitAccess(ctx context.Context, c Change) error
}

// Reader reads access requests. It reads consistently.
type Reader interface {
	// AccessRequest returns an access request; account.ErrNotFound if there is none.
	AccessRequest(ctx context.Context, id account.ID) (account.AccessRequest, error)
	// AccessRequests returns those of the access requests that exist, in that order.
	AccessRequests(ctx context.Context, ids ...account.ID) ([]account.AccessRequest, error)
	// Asks returns what counts of the person's access requests about an account, with version 0 if there is nothing.
	Asks(ctx context.Context, by account.Email, about account.ID) (account.Asks, error)
	// AccessRequestsBy returns those of a person, the newest first, and the position after the last; empty: there are no more.
	AccessRequestsBy(ctx context.Context, by account.Email, after administration.Position, most int) ([]account.AccessRequest, administration.Position, error)
	// AccessRequestsIn returns those about an account, the newest first, or only the pending ones, the oldest first.
	AccessRequestsIn(ctx context.Context, id account.ID, pending bool, after administration.Position, most int) ([]account.AccessRequest, administration.Position, error)
}

// Inbox has what waits for a person.
type Inbox interface {
	// PendingAccess returns the access requests that wait for the person in all accounts in which they decide, the earliest
	// deadline first. It is bounded as inbox.Read is.
	PendingAccess(ctx context.Context, by account.Person) ([]account.PendingAccess, error)
}

// DueReader reads the access requests that the schedule has to process.
type DueReader interface {
	// DueAccessRequests returns at most so many access requests of which a reminder or the deadline is due, the longest overdue
	// first. It is eventually consistent and may return one again.
	DueAccessRequests(ctx context.Context, now time.Time, most int) ([]account.ID, error)
}

// Store is what the use cases need.
type Store interface {
	Committer
	Reader
	access.RoleReader
	administration.AccountReader
	administration.RulesReader
	workflow.UsesReader
	// AccountByDomain returns the live account with that identifier; account.ErrNotFound if there is none.
	AccountByDomain(ctx context.Context, d account.Domain) (account.Account, error)
}

// Package storagetest is the contract suite of the stores of package workflow: it checks the comments of its
// interfaces, rule by rule. A store passes if Run passes on it.
package storagetest

import (
	"context"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

// Store is all that the use cases need of storage.
type Store interface {
	workflow.Committer
	workflow.Surveyor
	workflow.RequestLister
	workflow.NomineeReader
	workflow.CodeStore
	workflow.Outbox
	workflow.MailboxReader
	workflow.UsesKeeper
	workflow.AddressKeeper
	workflow.AddressReader
	workflow.SessionStore
	search.Directory
	workflow.RowReader
	workflow.RequesterReader
	workflow.HoldingReader
	inbox.Store
	Outgoing(ctx context.Context, id account.ID) (workflow.Outgoing, error)
	DueRequests(ctx context.Context, now time.Time, most int) ([]account.ID, error)
	KeepConfirmedAddress(ctx context.Context, change workflow.AddressChange, code workflow.Code, uses ...workflow.UsesChange) error
	KeepNews(ctx context.Context, mail workflow.MailChange, address *workflow.AddressChange, uses ...workflow.UsesChange) error
	SuppressedAddresses(ctx context.Context, after string, most int) (addresses []account.Address, next string, err error)
	ReportedAddresses(ctx context.Context, after string, most int) (addresses []account.Address, next string, err error)
	HolderOf(ctx context.Context, d account.Domain) (account.ID, error)
	OpenDispute(ctx context.Context, d account.Dispute, mails []workflow.Mail, uses ...workflow.UsesChange) (account.Dispute, error)
	OpenDisputeAbout(ctx context.Context, d account.Domain, person account.Email) (account.Dispute, error)
	DisputesBy(ctx context.Context, person account.Email, most int) ([]account.Dispute, error)
	Dispute(ctx context.Context, id account.ID) (account.Dispute, error)
	Settle(ctx context.Context, s workflow.Settlement) error
	ChangeDispute(ctx context.Context, read, next account.Dispute, mails []workflow.Mail) error
	DueDisputes(ctx context.Context, now time.Time, most int) ([]account.ID, error)
	IndexedAccount(ctx context.Context, id account.ID) (a account.Account, mark string, err error)
	PutPostings(ctx context.Context, a account.Account) error
	DeletePostings(ctx context.Context, a account.Account) error
	RestoreMembers(ctx context.Context, a account.Account) error
	KeepOwnPostings(ctx context.Context, a account.Account) error
	DropMembers(ctx context.Context, a account.Account) error
	ClearIndexMark(ctx context.Context, id account.ID, mark string) error
	AccountsToIndex(ctx context.Context, before time.Time, most int) ([]account.ID, error)

	// Dump returns all stored items, so that a test sees what a refused call has changed.
	Dump(ctx context.Context) (map[string]string, error)
	// Load stores accounts that exist already, over those in the table.
	Load(ctx context.Context, accounts []workflow.StoredAccount) error
	// Account returns an account with all its members and Virtual Accounts.
	Account(ctx context.Context, id account.ID) (workflow.StoredAccount, error)
	// Expel removes a person's membership, which no use case does.
	Expel(ctx context.Context, id account.ID, person account.Email) error
}

// A use case that needs more than Store has does not compile here.
var (
	all Store
	_   = []any{
		workflow.Submit{Store: all}, workflow.FollowUp{Store: all}, workflow.Review{Store: all}, workflow.Track{Store: all},
		workflow.View{Store: all}, workflow.SendCode{Store: all}, workflow.Decide{Store: all}, workflow.NotForMe{Store: all},
		workflow.Send{Store: all}, workflow.RecordMailEvent{Store: all}, workflow.Suppressions{Store: all},
		workflow.Disputes{Store: all}, workflow.CleanUp{Store: all}, search.Index{Store: all},
		search.Find{Store: all}, workflow.Sessions{Store: all}, inbox.Read{Store: all},
	}
)

// Run checks the contracts of a store. newStore returns an empty store that nothing else uses.
func Run(t *testing.T, newStore func(t *testing.T) Store) {
	for _, group := range []struct {
		name  string
		tests []test
	}{
		{"commit", commitTests},
		{"round trip", roundTripTests},
		{"survey", surveyTests},
		{"uses", usesTests},
		{"race", raceTests},
		{"link and code", linkTests},
		{"administrator role", adminRoleTests},
		{"outbox", outboxTests},
		{"known", knownTests},
		{"address", addressTests},
		{"dispute", disputeTests},
		{"session", sessionTests},
		{"directory", directoryTests},
		{"own", ownTests},
		{"waiting", waitingTests},
		{"requests", listTests},
		{"index", indexTests},
	} {
		t.Run(group.name, func(t *testing.T) {
			t.Parallel()
			for _, test := range group.tests {
				t.Run(test.name, func(t *testing.T) {
					t.Parallel()
					test.run(t, newStore(t))
				})
			}
		})
	}
}

type test struct {
	name string // what is wrong if it fails
	run  func(t *testing.T, s Store)
}

// Package storagetest is the contract suite of the stores of package administration: it checks the comments of its
// interfaces, rule by rule. A store passes if Run passes on it.
package storagetest

import (
	"context"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

// Store is all that the use cases need of storage.
type Store interface {
	administration.Committer
	administration.AccountReader
	administration.Lister
	administration.OperatorLister
	administration.InvitationReader
	administration.DueReader
	administration.DueKeeper
	Rows(ctx context.Context, by account.Email, after string, most int) (rows []account.WithAccess, next string, err error)
	OwnPostings(ctx context.Context, by account.Email, beginning, after string, most int) (found []search.OwnPosting, next string, err error)
	IndexedAccount(ctx context.Context, id account.ID) (a account.Account, mark string, err error)
	ClearIndexMark(ctx context.Context, id account.ID, mark string) error
	AccountsByName(ctx context.Context, foldedName string, most int) ([]account.Account, error)
	AccountByDomain(ctx context.Context, d account.Domain) (account.Account, error)
	HasRole(ctx context.Context, by account.Email) (bool, error)
	KeepOwnPostings(ctx context.Context, a account.Account) error
	DropMembers(ctx context.Context, a account.Account) error
	RestoreMembers(ctx context.Context, a account.Account) error
	Survey(ctx context.Context, q workflow.SurveyQuery) (workflow.Survey, error)
	Commit(ctx context.Context, changes ...workflow.Change) error
	Outgoing(ctx context.Context, id account.ID) (workflow.Outgoing, error)

	// Dump returns all stored items, so that a test sees what a refused call has changed.
	Dump(ctx context.Context) (map[string]string, error)
	// Load stores accounts that exist already.
	Load(ctx context.Context, accounts []workflow.StoredAccount) error
}

// Run checks the contracts of a store. newStore returns an empty store that nothing else uses.
func Run(t *testing.T, newStore func(t *testing.T) Store) {
	for _, group := range []struct {
		name  string
		tests []test
	}{
		{"commit", commitTests},
		{"members", memberTests},
		{"virtual accounts", virtualTests},
		{"log", logTests},
		{"due", dueTests},
		{"end", endTests},
		{"rename", renameTests},
		{"waiting rename", waitingTests},
		{"reopen", reopenTests},
		{"race", raceTests},
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

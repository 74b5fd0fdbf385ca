// Package storagetest is what every store of package workflow has to keep: the comments of its
// interfaces, rule by rule. A store passes if Run passes on it.
package storagetest

import (
	"context"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Store is all that the use cases ask of storage.
type Store interface {
	workflow.Committer
	workflow.RequestLister
	workflow.LinkReader
	workflow.CodeKeeper
	workflow.Outbox
	workflow.SessionStore
	workflow.Directory
	Standing(ctx context.Context, domain account.Domain, person account.Email, key string) (workflow.Standing, error)
	OverdueRequests(ctx context.Context, now time.Time, most int) ([]account.ID, error)
	Account(ctx context.Context, id account.ID) (workflow.StoredAccount, error)
	IndexedAccount(ctx context.Context, id account.ID) (a account.Account, mark string, err error)
	PutPostings(ctx context.Context, a account.Account) error
	DeletePostings(ctx context.Context, a account.Account) error
	ClearIndexMark(ctx context.Context, id account.ID, mark string) error
	AccountsToIndex(ctx context.Context, before time.Time, most int) ([]account.ID, error)

	// Dump answers all that is stored, so that a test sees what a refusal left behind.
	Dump(ctx context.Context) (map[string]string, error)
}

// Run holds a store to the contracts. newStore answers an empty store that nobody else uses.
func Run(t *testing.T, newStore func(t *testing.T) Store) {
	for _, group := range []struct {
		name  string
		tests []test
	}{
		{"commit", commitTests},
		{"race", raceTests},
		{"link and code", linkTests},
		{"outbox", outboxTests},
		{"session", sessionTests},
		{"directory", directoryTests},
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

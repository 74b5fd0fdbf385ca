package search

import (
	"context"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// Index updates the search index after changes of accounts. It also stores the own postings, and deletes the rows and
// roles of members of a cancelled account, that were too many for the transaction of the change.
type Index struct {
	Store interface {
		// IndexedAccount reads consistently the account and its index mark, which names the change that the index
		// has to follow; empty if there is nothing to do. account.ErrNotFound if there is no account.
		IndexedAccount(ctx context.Context, id account.ID) (a account.Account, mark string, err error)
		// PutPostings stores the postings of the account; DeletePostings deletes them. Both are safe to repeat,
		// neither is atomic.
		PutPostings(ctx context.Context, a account.Account) error
		DeletePostings(ctx context.Context, a account.Account) error
		// KeepOwnPostings makes those of the account last that its transactions could not store. Safe to repeat, not
		// atomic.
		KeepOwnPostings(ctx context.Context, a account.Account) error
		// DropMembers takes the account out of the directories of its members, and with that takes the roles that
		// it gave them. Safe to repeat, not atomic.
		DropMembers(ctx context.Context, a account.Account) error
		// RestoreMembers stores the rows and own postings of all members of an active account, which an overlapping run for an
		// earlier change may have deleted. Safe to repeat, not atomic.
		RestoreMembers(ctx context.Context, a account.Account) error
		// ClearIndexMark notes that the index follows the change of that mark; retry.ErrConflict if the account
		// has another mark by now. Safe to repeat.
		ClearIndexMark(ctx context.Context, id account.ID, mark string) error
		// AccountsToIndex returns ids of accounts whose marks were set before that instant and not cleared,
		// at most so many. It may lag behind and return an id again.
		AccountsToIndex(ctx context.Context, before time.Time, most int) ([]account.ID, error)
	}
	Now func() time.Time
}

// Do updates the index for one account. It is safe to repeat, and to run twice at once: the run that finishes last has
// read last, or finds another mark and reads again.
func (x Index) Do(ctx context.Context, id account.ID) error {
	overtaken := false // another change came between, so this run may have undone what another run did for it
	return retry.OnConflict(ctx, func() error {
		a, mark, err := x.Store.IndexedAccount(ctx, id)
		if errors.Is(err, account.ErrNotFound) || err == nil && mark == "" {
			return nil
		}
		if err != nil {
			return err
		}
		if a.FoundByPart() {
			err = x.Store.PutPostings(ctx, a)
		} else {
			err = x.Store.DeletePostings(ctx, a)
		}
		if err == nil {
			err = x.Store.KeepOwnPostings(ctx, a)
		}
		if err == nil && a.Status == account.AccountCancelled {
			err = x.Store.DropMembers(ctx, a)
		}
		if err == nil && overtaken && a.Status == account.AccountActive {
			err = x.Store.RestoreMembers(ctx, a)
		}
		overtaken = true
		if err != nil {
			return err
		}
		return x.Store.ClearIndexMark(ctx, id, mark)
	})
}

// sweepSize is how many accounts one sweep indexes at most.
const sweepSize = 100

// Sweep updates the index for accounts that the stream has missed, and returns for how many. Runs may overlap.
func (x Index) Sweep(ctx context.Context) (indexed int, err error) {
	due, err := x.Store.AccountsToIndex(ctx, x.Now(), sweepSize)
	if err != nil {
		return 0, err
	}
	for _, id := range due {
		if oneErr := x.Do(ctx, id); oneErr != nil {
			err = errors.Join(err, fmt.Errorf("index %s: %w", id, oneErr))
			continue
		}
		indexed++
	}
	return indexed, err
}

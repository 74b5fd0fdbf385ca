package search

import (
	"context"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// Index keeps the list by which strangers find public accounts in step with the accounts, and what of the lists by which
// people find their own could not be part of a transaction.
type Index struct {
	Store interface {
		// IndexedAccount reads consistently the account and the mark that says which change of it the list
		// is to follow, also when it does already; no mark, nothing to do. account.ErrNotFound if there is
		// no account.
		IndexedAccount(ctx context.Context, id account.ID) (a account.Account, mark string, err error)
		// PutPostings lists the account under each of its search words; DeletePostings takes it off. Both
		// are safe to repeat, neither is atomic.
		PutPostings(ctx context.Context, a account.Account) error
		DeletePostings(ctx context.Context, a account.Account) error
		// KeepOwnPostings makes those of the account last that its transactions could not hold. Safe to repeat, not
		// atomic.
		KeepOwnPostings(ctx context.Context, a account.Account) error
		// DropMembers takes the account out of the directories of those who belong to it, and with that takes
		// the roles that it gave them. Safe to repeat, not atomic.
		DropMembers(ctx context.Context, a account.Account) error
		// ClearIndexMark notes that the list follows that mark, so that the account is no longer to be
		// indexed; ErrConflict if there is another mark by now. Safe to repeat.
		ClearIndexMark(ctx context.Context, id account.ID, mark string) error
		// AccountsToIndex returns ids of accounts whose marks were set before that instant and not cleared,
		// at most so many. It may lag behind the truth and repeat itself.
		AccountsToIndex(ctx context.Context, before time.Time, most int) ([]account.ID, error)
	}
	Now func() time.Time
}

// Do brings the list in step with one account. Safe to repeat, and to run twice at once: whoever
// finishes last has read last or leaves the mark to the other.
func (x Index) Do(ctx context.Context, id account.ID) error {
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
		if err != nil {
			return err
		}
		return x.Store.ClearIndexMark(ctx, id, mark)
	})
}

// sweepSize is how many accounts one sweep indexes at most.
const sweepSize = 100

// Sweep indexes what the stream has not brought. Runs may overlap.
func (x Index) Sweep(ctx context.Context) (swept int, err error) {
	due, err := x.Store.AccountsToIndex(ctx, x.Now(), sweepSize)
	if err != nil {
		return 0, err
	}
	for _, id := range due {
		if oneErr := x.Do(ctx, id); oneErr != nil {
			err = errors.Join(err, fmt.Errorf("index %s: %w", id, oneErr))
			continue
		}
		swept++
	}
	return swept, err
}

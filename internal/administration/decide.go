package administration

import (
	"context"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// decide reads the account, calls change with it, and commits what it returns unless that is of no kind, until no other change comes
// between, so that what change reads is of one version. It returns the version after the commit; account.ErrChanged if version is
// neither 0 nor the present one; and account.ErrNotFound or account.ErrForbidden unless the person has the permission in at least a
// part of the account.
func decide(ctx context.Context, store interface {
	Committer
	AccountReader
}, by account.Person, id account.ID, p account.Permission, version int, now func() time.Time, change func(actor) (Change, error)) (next int, err error) {
	err = retry.OnConflict(ctx, func() error {
		a, err := readActor(ctx, store, by, id, now())
		if err != nil {
			return err
		}
		if err := a.require(p, a.belongs()); err != nil {
			return err
		}
		if version != 0 && version != a.Version {
			return account.ErrChanged
		}
		next = a.Version
		c, refused := change(a)
		switch {
		case refused != nil:
			// If another change came between the reads, they may contradict each other: decide again.
			again, _, err := store.Standing(ctx, id, by.Email)
			if err == nil && again.Version != a.Version {
				return retry.ErrConflict
			}
			return refused
		case c.Entry.Kind == "":
			return nil
		}
		next = c.After.Version
		return store.CommitAccount(ctx, c)
	})
	return next, err
}

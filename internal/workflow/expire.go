package workflow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/account"
)

// expiry is the change that ends a request whose deadline has passed. account.ErrNotDue before it,
// account.AlreadyDecided after an end.
func expiry(read account.Request, now time.Time) (Change, error) {
	next, event, err := read.Expire(now)
	if err != nil {
		return Change{}, err
	}
	return Change{Before: &read, After: next, Event: event, Mails: mailsFor(&read, next, event)}, nil
}

// Expire ends the requests that nobody decided in time. The schedule runs it; runs may overlap.
type Expire struct {
	Store interface {
		Committer
		RequestReader
		// OverdueRequests answers ids of pending requests whose deadline has passed, the longest overdue
		// first, at most so many. It may lag behind the truth and repeat itself.
		OverdueRequests(ctx context.Context, now time.Time, most int) ([]account.ID, error)
	}
	Now func() time.Time
}

// batch is how many due things one round of a sweep reads.
const batch = 100

// leaveTime is how much of its time a sweep leaves to what comes after it.
const leaveTime = time.Minute

// Do answers how many requests it ended, those for which ctx left time. A request that cannot be ended does not keep the others
// from it; what went wrong is in the error.
func (e Expire) Do(ctx context.Context) (ended int, err error) {
	seen := map[account.ID]bool{}
	for {
		due, readErr := e.Store.OverdueRequests(ctx, e.Now(), batch+len(seen))
		if readErr != nil {
			return ended, errors.Join(err, readErr)
		}
		fresh := 0
		for _, id := range due {
			if seen[id] {
				continue
			}
			if !timeFor(ctx, leaveTime) {
				return ended, err // the next run goes on
			}
			seen[id] = true
			fresh++
			did, oneErr := e.one(ctx, id)
			if did {
				ended++
			}
			if oneErr != nil {
				err = errors.Join(err, fmt.Errorf("expire %s: %w", id, oneErr))
			}
		}
		if fresh == 0 || ctx.Err() != nil {
			return ended, err
		}
	}
}

func (e Expire) one(ctx context.Context, id account.ID) (did bool, err error) {
	err = untilSettled(ctx, func() error {
		request, err := e.Store.Request(ctx, id)
		if err != nil {
			return err
		}
		change, err := expiry(request, e.Now())
		if err != nil {
			return err
		}
		did = true
		return e.Store.Commit(ctx, change)
	})
	var ended *account.AlreadyDecided
	if errors.As(err, &ended) || errors.Is(err, account.ErrNotDue) {
		return false, nil // somebody decided, or another run was faster
	}
	return did && err == nil, err
}

package workflow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// CleanUp reminds of the requests that nobody has decided yet and ends those that nobody decided in
// time. The schedule runs it; runs may overlap.
type CleanUp struct {
	Store interface {
		Committer
		RequestReader
		// DueRequests returns ids of pending requests for which a reminder or their end is due, the longest
		// overdue first, at most so many. It may lag behind the truth and repeat itself.
		DueRequests(ctx context.Context, now time.Time, most int) ([]account.ID, error)
	}
	Now   func() time.Time
	Terms account.Terms
}

// Cleaned is what one run did.
type Cleaned struct{ Expired, Reminded int }

// batch is how many due things one round of a sweep reads.
const batch = 100

// leaveTime is how much of its time a sweep leaves to what comes after it.
const leaveTime = time.Minute

// Do returns what it did, as far as ctx left time. A request that cannot be changed does not keep the
// others from it; what went wrong is in the error.
func (c CleanUp) Do(ctx context.Context) (done Cleaned, err error) {
	err = eachDue(ctx, c.Now, c.Store.DueRequests, func(id account.ID) error {
		did, err := c.one(ctx, id)
		if did == account.EventExpired {
			done.Expired++
		}
		if did == account.EventReminded {
			done.Reminded++
		}
		if err != nil {
			return fmt.Errorf("clean up %s: %w", id, err)
		}
		return nil
	})
	return done, err
}

// eachDue does what is due, each once, until there is no more or too little time is left: the next run goes on. What fails
// does not keep the others from it.
func eachDue(ctx context.Context, now func() time.Time, read func(ctx context.Context, now time.Time, most int) ([]account.ID, error), do func(account.ID) error) (err error) {
	seen := map[account.ID]bool{}
	for {
		due, readErr := read(ctx, now(), batch+len(seen))
		if readErr != nil {
			return errors.Join(err, readErr)
		}
		fresh := 0
		for _, id := range due {
			if seen[id] {
				continue
			}
			if !hasTime(ctx, leaveTime) {
				return err
			}
			seen[id] = true
			fresh++
			err = errors.Join(err, do(id))
		}
		if fresh == 0 {
			return err
		}
	}
}

// one returns which event it stored; none if nothing is due any more.
func (c CleanUp) one(ctx context.Context, id account.ID) (did account.EventKind, err error) {
	err = retry.OnConflict(ctx, func() error {
		request, err := c.Store.Request(ctx, id)
		if err != nil {
			return err
		}
		change, err := c.due(request, c.Now())
		if err != nil {
			return err
		}
		did = change.Event.Kind
		return c.Store.Commit(ctx, change)
	})
	if movedOn(err) || errors.Is(err, account.ErrNotDue) {
		return "", nil // somebody decided or corrected, or another run was faster
	}
	if err != nil {
		return "", err
	}
	return did, nil
}

// due is the end of a request whose deadline has passed, else the reminder that is due.
func (c CleanUp) due(read account.Request, now time.Time) (Change, error) {
	change, err := Lapse(read, now)
	if !errors.Is(err, account.ErrNotDue) {
		return change, err
	}
	change.Before = &read
	if change.After, change.Event, err = read.Remind(now, c.Terms); err != nil {
		return Change{}, err
	}
	change.announce(nil)
	return change, nil
}

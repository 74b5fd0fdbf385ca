package workflow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// CleanUp reminds nominees of pending requests and ends those whose deadline has passed. The schedule runs it; runs may
// overlap.
type CleanUp struct {
	Store interface {
		Committer
		RequestReader
		// DueRequests returns the ids of at most so many pending requests whose reminder or expiry is due, the longest
		// overdue first. It is eventually consistent and may return an id again.
		DueRequests(ctx context.Context, now time.Time, most int) ([]account.ID, error)
	}
	Now   func() time.Time
	Terms account.Terms
}

// Cleaned is what one run did.
type Cleaned struct{ Expired, Reminded int }

// batch is how many due ids one round of a sweep reads.
const batch = 100

// leaveTime is how much time a sweep leaves to the work after it.
const leaveTime = time.Minute

// Do processes due requests until there are none or ctx leaves too little time. A request that fails does not stop the
// others; the error joins all failures.
func (c CleanUp) Do(ctx context.Context) (done Cleaned, err error) {
	err = EachDue(ctx, c.Now, c.Store.DueRequests, func(id account.ID) error {
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

// EachDue calls do once for each that is due, until there are none or too little time is left for another. read returns at most so many of
// what is due at that time. A failure does not stop the others; the error joins all failures.
func EachDue[T comparable](ctx context.Context, now func() time.Time, read func(ctx context.Context, now time.Time, most int) ([]T, error), do func(T) error) (err error) {
	seen := map[T]bool{}
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

// one returns the event that it stored, or none if nothing is due any more.
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
	if refusedByState(err) || errors.Is(err, account.ErrNotDue) {
		return "", nil // it was decided or corrected, or another run was first
	}
	if err != nil {
		return "", err
	}
	return did, nil
}

// due returns the change that expires the request, or else the one that reminds its nominees.
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

package accessrequest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// Ends reminds deciders of access requests that wait, and ends those whose deadline has passed or whose account was closed. The
// schedule runs it; runs may overlap.
type Ends struct {
	Store interface {
		endStore
		DueReader
	}
	Now   func() time.Time
	Terms account.AccessTerms
}

// endStore is what ending an access request reads and changes.
type endStore interface {
	Committer
	Reader
	administration.AccountReader
}

// Ended is what one run did.
type Ended struct{ Reminded, Expired int }

// Do processes due access requests until there are none or ctx leaves too little time. One that fails does not stop the others; the
// error joins all failures.
func (e Ends) Do(ctx context.Context) (done Ended, err error) {
	err = workflow.EachDue(ctx, e.Now, e.Store.DueAccessRequests, func(id account.ID) error {
		if err := e.one(ctx, id, &done); err != nil {
			return fmt.Errorf("access request %s: %w", id, err)
		}
		return nil
	})
	return done, err
}

// one processes an access request, and does nothing if it is not due any more.
func (e Ends) one(ctx context.Context, id account.ID, done *Ended) error {
	return retry.OnConflict(ctx, func() error {
		read, err := e.Store.AccessRequest(ctx, id)
		if err != nil {
			return err
		}
		about, _, err := e.Store.Standing(ctx, read.AccountID, read.By)
		if err != nil {
			return err
		}
		now := e.Now()
		expired, err := read.Expire(about.Status != account.AccountActive, now)
		if err == nil {
			c := Change{Mails: []workflow.Mail{mailOf(workflow.AccessExpiredMail, expired, about.Account, expired.By, expired.Language, now)}}
			if err := end(ctx, e.Store, read, expired, account.LogAccessExpired, c); err != nil {
				return err
			}
			done.Expired++
			return nil
		}
		reminded, err := read.Remind(e.Terms, now)
		var decided *account.AccessDecided
		if errors.Is(err, account.ErrNotDue) || errors.As(err, &decided) {
			return nil // the index lags behind
		}
		if err != nil {
			return err
		}
		at, err := lineagesOf(ctx, e.Store, read.AccountID, read.Asked)
		if err != nil {
			return err
		}
		c := Change{Before: &read, After: reminded}
		if c.Mails, err = mailsAsked(ctx, e.Store, workflow.AccessReminderMail, reminded, about.Account, at, now); err != nil {
			return err
		}
		if err := e.Store.CommitAccess(ctx, c); err != nil {
			return err
		}
		done.Reminded++
		return nil
	})
}

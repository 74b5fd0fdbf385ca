package workflow

import (
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
)

// FollowUp is what a requester can do about their own pending request. To anybody else it is
// account.ErrNotFound; after an end account.AlreadyDecided.
type FollowUp struct {
	Store interface {
		Committer
		RequestReader
		Surveyor
		UsesKeeper
		CauseReader
		AddressReader
	}
	Now    func() time.Time
	Rules  Rules
	Limits RequestLimits // on the addresses that corrections add
	Codes  CodeLimits    // on the mails with a code of one link
	// Records looks up what the DNS says; nil where requests cannot be proved so.
	Records TextRecords
}

// Withdraw takes the request back.
func (f FollowUp) Withdraw(ctx context.Context, by account.Person, id account.ID) (account.Request, error) {
	return f.change(ctx, by, id, func(read account.Request, now time.Time) (change Change, err error) {
		change.After, change.Event, err = read.Withdraw(now)
		return change, err
	})
}

// Resend has the invitations mailed again, with new links; where an account's administrators decide and are others by
// now, those are asked. account.TooMany if each was mailed again less than a day ago and can still be mailed codes; account.InvalidInput if
// the address of each takes no mail of the requester.
func (f FollowUp) Resend(ctx context.Context, by account.Person, id account.ID) (account.Request, error) {
	return f.change(ctx, by, id, func(read account.Request, now time.Time) (change Change, err error) {
		if read.Parent != nil {
			change, err = f.correct(ctx, read, read.CustomerEmails, now)
			if !errors.Is(err, account.ErrUnchanged) {
				return change, err
			}
		}
		change = Change{}
		unreachable, err := noMail(ctx, f.Store, read)
		if err != nil {
			return change, err
		}
		spent, err := f.spent(ctx, read, now)
		if err != nil {
			return change, err
		}
		change.After, change.Event, err = read.Resend(unreachable, spent, now)
		return change, err
	})
}

// spent returns to whom no more codes are mailed for now, of those who may decide, by their numbers.
func (f FollowUp) spent(ctx context.Context, r account.Request, now time.Time) (map[int]bool, error) {
	spent := map[int]bool{}
	for _, n := range r.ActiveNominees() {
		if !r.ResentLately(n, now) {
			continue // mailed again in any case
		}
		used, err := f.Store.Used(ctx, CodesThrough(Link{RequestID: r.ID, Nominee: n.Number, Generation: n.Generation}))
		if err != nil {
			return nil, err
		}
		_, err = f.Codes.takeThrough(used, now)
		var tooMany *account.TooMany
		spent[n.Number] = errors.As(err, &tooMany)
	}
	return spent, nil
}

// Correct puts other customer addresses in the place of the present ones, and tells whether that changed
// anything: the same ones do not. misread is about what could not be read at all. account.InvalidInput.
func (f FollowUp) Correct(ctx context.Context, by account.Person, id account.ID, typed []string, misread error) (after account.Request, changed bool, err error) {
	after, err = f.change(ctx, by, id, func(read account.Request, now time.Time) (change Change, err error) {
		customers, err := account.ParseCustomerEmails(typed, read.Requester)
		if err := account.Fields(misread, err); err != nil {
			return change, err
		}
		change, err = f.correct(ctx, read, customers, now)
		changed = !errors.Is(err, account.ErrUnchanged)
		return change, err
	})
	return after, changed && err == nil, err
}

func (f FollowUp) correct(ctx context.Context, read account.Request, customers []account.Email, now time.Time) (change Change, err error) {
	route, seen, met, err := routeOf(ctx, f.Store, f.Rules.Policy, read, read.Corrected(customers), now)
	if err != nil {
		return change, err
	}
	change.Seen = &seen
	if change.After, change.Event, err = read.Correct(customers, route, now, f.Rules.Terms); err != nil {
		return change, err
	}
	change.Uses, err = f.Limits.take(ctx, f.Store, read.Requester, met.Caused, change.After.Named-read.Named, now)
	return change, err
}

// routeOf finds the way of a request that is there already, by what it asks now.
func routeOf(ctx context.Context, store Surveyor, policy account.Policy, r account.Request, asked account.Asked, now time.Time) (route account.Route, seen Seen, met Survey, err error) {
	met, err = store.Survey(ctx, Question{Domain: r.Account.Domain, Name: r.Account.Name, Person: r.Requester})
	if err != nil {
		return route, seen, met, err
	}
	route, seen, err = routeAmong(ctx, store, policy, asked, met, now)
	return route, seen, met, err
}

// change does what decide answers to the person's own request, and answers it as they may see it.
func (f FollowUp) change(ctx context.Context, by account.Person, id account.ID, decide func(read account.Request, now time.Time) (Change, error)) (account.Request, error) {
	var after account.Request
	err := untilSettled(ctx, func() error {
		read, err := f.own(ctx, by, id)
		if err != nil {
			return err
		}
		now := f.Now()
		if after = read.AsOf(now); after.State.Ended() {
			return after.SeenBy(by).May(account.Withdraw, now) // says who ended it
		}
		change, err := decide(read, now)
		if errors.Is(err, account.ErrUnchanged) {
			return nil
		}
		if err != nil {
			return err
		}
		change.Before = &read
		change.After = change.After.FollowingIn(by.Language)
		change.announce(f.Rules.Operators)
		after = change.After
		return f.Store.Commit(ctx, change)
	})
	return after.SeenBy(by), err
}

func (f FollowUp) own(ctx context.Context, by account.Person, id account.ID) (account.Request, error) {
	read, err := f.Store.Request(ctx, id)
	if err == nil && read.Requester != by.Email {
		return account.Request{}, account.ErrNotFound
	}
	return read, err
}

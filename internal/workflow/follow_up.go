package workflow

import (
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// FollowUp is what a requester can do about their own pending request. To anybody else it is
// account.ErrNotFound; after an end account.AlreadyDecided.
type FollowUp struct {
	Store interface {
		Committer
		RequestReader
		Surveyor
		UsesKeeper
		RequesterReader
		AddressReader
		MailboxReader
	}
	Now    func() time.Time
	Rules  Rules
	Limits RequestLimits // on the addresses that corrections add
	Codes  CodeLimits    // on the mails with a code of one link, and on all mails of one requester and of the deployment
	// Invitations are as of Send, for the links that take the place of one that no more codes are mailed through.
	Invitations account.Limit
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
// now, those are asked. account.TooMany if each was mailed again less than a day ago and can still be mailed codes, or
// cannot and no new link could leave now; account.InvalidInput if the address of each takes no mail of the requester.
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
		var renewable map[int]time.Time
		if renewable, change.Uses, err = f.renewals(ctx, read, unreachable, now); err != nil {
			return change, err
		}
		change.Renewals = renewable
		change.After, change.Event, err = read.Resend(unreachable, renewable, now)
		return change, err
	})
}

// renewals finds those who may decide and through whose link no more codes are mailed, by their numbers, with the time
// from which a new link can leave at once, and what leaving uses up: their old link must not die for one that waits. A
// stop that a link alone caused keeps none of them from it, once a day: who pressed it may be who used the codes
// up. Such nominees are taken out of noMail.
func (f FollowUp) renewals(ctx context.Context, r account.Request, noMail map[int]bool, now time.Time) (map[int]time.Time, []UsesChange, error) {
	renewable := map[int]time.Time{}
	var uses takings
	for _, n := range r.ActiveNominees() {
		spent, err := f.spent(ctx, r, n, now)
		if err != nil {
			return nil, nil, err
		}
		if !spent {
			continue
		}
		ordinary := WithoutCodeReserve(f.Codes.Mails)
		box, err := f.Store.Mailbox(ctx, r.Requester, n.Email, pickPart(ordinary))
		if err != nil {
			return nil, nil, err
		}
		if !box.Address.Suppressed.IsZero() {
			continue
		}
		daily, err := DailyMails.left(ctx, f.Store, box.Part, box.Daily, ordinary, uses, now)
		if err != nil {
			return nil, nil, err
		}
		taken := []limited{{box.Invitations, f.Invitations}, daily, {box.PerRequester, WithoutCodeReserve(f.Codes.PerRequester)}}
		if noMail[n.Number] {
			despite, err := f.Store.Used(ctx, renewalsDespiteStop(r.ID, n.Number))
			if err != nil {
				return nil, nil, err
			}
			taken = append(taken, limited{despite, ADay(1)})
			delete(noMail, n.Number)
		}
		renewable[n.Number] = uses.take(taken, now)
	}
	return renewable, uses, nil
}

// spent reports whether no more codes are mailed through the nominee's link for now.
func (f FollowUp) spent(ctx context.Context, r account.Request, n account.Nominee, now time.Time) (bool, error) {
	used, err := f.Store.Used(ctx, CodesThrough(Link{RequestID: r.ID, Nominee: n.Number, Generation: n.Generation}))
	if err != nil {
		return false, err
	}
	_, err = f.Codes.takeThrough(used, now)
	var tooMany *account.TooMany
	return errors.As(err, &tooMany), nil
}

// Correct puts other customer addresses in the place of the present ones, and reports whether that changed
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
	change.ReadSet = &seen
	if change.After, change.Event, err = read.Correct(customers, route, now, f.Rules.Terms); err != nil {
		return change, err
	}
	change.Uses, err = f.Limits.take(ctx, f.Store, read.Requester, met.Usage, change.After.Named-read.Named, now)
	return change, err
}

// routeOf finds the way of a request that is there already, by what it asks now.
func routeOf(ctx context.Context, store Surveyor, policy account.Policy, r account.Request, asked account.Asked, now time.Time) (route account.Route, seen ReadSet, met Survey, err error) {
	met, err = store.Survey(ctx, SurveyQuery{Domain: r.Account.Domain, Name: r.Account.Name, Person: r.Requester})
	if err != nil {
		return route, seen, met, err
	}
	route, seen, err = findRoute(ctx, store, policy, asked, met, now)
	return route, seen, met, err
}

// change does what decide answers to the person's own request, and returns it as they may see it.
func (f FollowUp) change(ctx context.Context, by account.Person, id account.ID, decide func(read account.Request, now time.Time) (Change, error)) (account.Request, error) {
	var after account.Request
	err := retry.OnConflict(ctx, func() error {
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

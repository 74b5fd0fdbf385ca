package workflow

import (
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// FollowUp lets a requester change their own pending request. Its methods return account.ErrNotFound to anybody else and
// account.AlreadyDecided after an end.
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
	// Invitations is the limit of Send, for links that replace those whose codes are used up.
	Invitations account.Limit
	// Records looks up proofs; nil if proof by DNS is not configured.
	Records TextRecords
}

// Withdraw ends the request.
func (f FollowUp) Withdraw(ctx context.Context, by account.Person, id account.ID) (account.Request, error) {
	return f.change(ctx, by, id, func(read account.Request, now time.Time) (change Change, err error) {
		change.After, change.Event, err = read.Withdraw(now)
		return change, err
	})
}

// Resend mails the invitations again, with new links. If an account's administrators decide and have changed, it asks the
// present ones instead. It returns account.TooMany if no nominee can be mailed again yet, and account.InvalidInput if no
// nominee's address takes mail of the requester.
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

// renewals returns, by number, the nominees whose link's codes are used up, with the time from which a new link can be sent
// at once, and the uses of sending it: an old link must not be invalidated for one that has to wait. Once a day this
// overrides a stop by a link alone, since the person who used up the codes may also have stopped the mail; such nominees
// are removed from noMail.
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
			despite, err := f.Store.Used(ctx, renewalsOverStop(r.ID, n.Number))
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

// spent reports whether the codes of the nominee's link are used up for now.
func (f FollowUp) spent(ctx context.Context, r account.Request, n account.Nominee, now time.Time) (bool, error) {
	used, err := f.Store.Used(ctx, CodesThrough(Link{RequestID: r.ID, Nominee: n.Number, Generation: n.Generation}))
	if err != nil {
		return false, err
	}
	_, err = f.Codes.takeThrough(used, now)
	var tooMany *account.TooMany
	return errors.As(err, &tooMany), nil
}

// Correct replaces the customer addresses, and reports whether that changed anything. misread is an account.InvalidInput
// about the fields that could not be decoded, or nil. It returns account.InvalidInput.
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

// routeOf surveys and returns the route of a stored request.
func routeOf(ctx context.Context, store Surveyor, policy account.Policy, r account.Request, asked account.Asked, now time.Time) (route account.Route, seen ReadSet, met Survey, err error) {
	met, err = store.Survey(ctx, SurveyQuery{Domain: r.Account.Domain, Name: r.Account.Name, Person: r.Requester})
	if err != nil {
		return route, seen, met, err
	}
	route, seen, err = findRoute(ctx, store, policy, asked, met, now)
	return route, seen, met, err
}

// change commits what decide returns for the person's own request, and returns the request as they may see it.
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

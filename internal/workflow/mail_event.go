package workflow

import (
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
)

// MailEvent is what the provider says about a mail that it took.
type MailEvent struct {
	MailID    account.ID // the outbox entry's
	MessageID string     // the provider's
	News      account.Delivery
}

// RecordMailEvent writes down what the provider says about mails.
type RecordMailEvent struct {
	Store interface {
		Committer
		RequestReader
		AddressKeeper
		// Outgoing reads consistently; account.ErrNotFound if there is none.
		Outgoing(ctx context.Context, id account.ID) (Outgoing, error)
		// KeepNews stores what is new of a mail, and of its address if that is given, whole or not at all.
		// ErrConflict unless both are still as they were read.
		KeepNews(ctx context.Context, mail MailChange, address *AddressChange) error
	}
	Now func() time.Time
}

// Do records the event. Events may come late, twice and out of order; one that is no news, or is about
// a mail that is gone, changes nothing. A mail that came back is told to its request, once; a complaint
// suppresses the address.
func (r RecordMailEvent) Do(ctx context.Context, e MailEvent) error {
	err := untilSettled(ctx, func() error {
		read, err := r.Store.Outgoing(ctx, e.MailID)
		if err != nil {
			return err
		}
		next, news := read.heard(e)
		if !news {
			return nil
		}
		step := MailChange{read, next}
		address, err := r.suppression(ctx, read.To, e.News)
		if err != nil {
			return err
		}
		change, err := r.change(ctx, read.Mail, e.News)
		if err != nil {
			return err
		}
		if change == nil {
			return r.Store.KeepNews(ctx, step, address)
		}
		change.Mail, change.Address = &step, address
		return r.Store.Commit(ctx, *change)
	})
	if errors.Is(err, account.ErrNotFound) {
		return nil // tidied away, or not ours
	}
	return err
}

// heard answers the mail with the news. That the provider speaks of it proves that it was sent,
// whatever became of the answer to its sending.
func (o Outgoing) heard(e MailEvent) (next Outgoing, news bool) {
	next = o
	if o.State != MailSent {
		next = o.moved(MailSent, time.Time{}, "")
		next.MessageID, news = e.MessageID, true
	}
	if e.News.After(next.Delivery()) {
		next.News, news = e.News, true
	}
	return next, news
}

// suppression answers what the event makes of the address; nil: nothing.
func (r RecordMailEvent) suppression(ctx context.Context, to account.Email, news account.Delivery) (*AddressChange, error) {
	if news != account.Complained {
		return nil, nil //nolint:nilnil // no complaint
	}
	read, err := r.Store.Address(ctx, to)
	if err != nil {
		return nil, err
	}
	next, err := read.Complain(r.Now())
	if errors.Is(err, account.ErrUnchanged) {
		return nil, nil //nolint:nilnil // it is suppressed already
	}
	return &AddressChange{read, next}, err
}

// change answers what the event means to the request that the mail asks about; nil: nothing.
func (r RecordMailEvent) change(ctx context.Context, m Mail, news account.Delivery) (*Change, error) {
	if m.Nominee == 0 || news != account.Complained && (news != account.Bounced || m.Kind != Invitation) {
		return nil, nil //nolint:nilnil // nobody is told; who got an invitation has the link, whatever comes back later
	}
	read, err := r.Store.Request(ctx, m.RequestID)
	if err != nil {
		return nil, err
	}
	if n, _ := read.Nominee(m.Nominee); news == account.Bounced && n.MailID != m.ID {
		return nil, nil //nolint:nilnil // a later mail has overtaken it
	}
	change := Change{Before: &read}
	if news == account.Bounced {
		change.After, change.Event, err = read.Bounce(m.Nominee, r.Now())
	} else {
		change.After, change.Event, err = read.Complain(m.Nominee, r.Now())
	}
	if errors.Is(err, account.ErrUnchanged) || movedOn(err) {
		return nil, nil //nolint:nilnil // known, or nothing is asked of them any more
	}
	change.announce(nil)
	return &change, err
}

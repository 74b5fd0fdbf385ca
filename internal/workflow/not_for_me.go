package workflow

import (
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
)

// AddressKeeper keeps what is known of addresses.
type AddressKeeper interface {
	// Address reads consistently; an address that nothing is known of is one with nothing but its name.
	Address(ctx context.Context, address account.Email) (account.Address, error)
	// KeepAddress stores the next version of an address. ErrConflict unless it is still as it was read.
	KeepAddress(ctx context.Context, change AddressChange) error
}

// AddressReader reads what is known of addresses.
type AddressReader interface {
	// Addresses reads consistently, in one round, what is known of each, in that order.
	Addresses(ctx context.Context, addresses []account.Email) ([]account.Address, error)
}

// noMail tells whose address takes no mail that has to do with the request's requester, of those who may
// decide, by their numbers.
func noMail(ctx context.Context, store AddressReader, r account.Request) (map[int]bool, error) {
	var emails []account.Email
	active := r.ActiveNominees()
	for _, n := range active {
		emails = append(emails, n.Email)
	}
	if len(emails) == 0 {
		return nil, nil //nolint:nilnil // nobody is mailed
	}
	known, err := store.Addresses(ctx, emails)
	if err != nil {
		return nil, err
	}
	refused := map[int]bool{}
	for i, n := range active {
		refused[n.Number] = !known[i].Takes(r.Requester)
	}
	return refused, nil
}

// NotForMe lets whoever got an invitation or reminder say that it was not for them, by a link of its
// own, and take that back. The link works whatever has become of the request.
type NotForMe struct {
	Store interface {
		Committer
		LinkReader
		AddressKeeper
	}
	Now func() time.Time
}

// Reported is what the link shows.
type Reported struct {
	Address   account.Address
	Requester account.Email
	Stopped   bool // the requester's mail to the address is stopped
}

// View shows what the link is about. It changes nothing. account.ErrLinkInvalid.
func (n NotForMe) View(ctx context.Context, token string) (Reported, account.Request, error) {
	at, address, err := n.open(ctx, token)
	if err != nil {
		return Reported{}, account.Request{}, err
	}
	return reported(address, at.request.Requester), at.request, nil
}

func reported(a account.Address, requester account.Email) Reported {
	return Reported{a, requester, a.Stopped(requester)}
}

// Stop stops the requester's mail to the address of the link, or lets it through again. Safe to repeat.
// account.ErrLinkInvalid.
func (n NotForMe) Stop(ctx context.Context, token string, stop bool) (Reported, error) {
	var after Reported
	err := untilSettled(ctx, func() error {
		at, read, err := n.open(ctx, token)
		if err != nil {
			return err
		}
		now := n.Now()
		var next account.Address
		if stop {
			next, err = read.Stop(at.request.Requester)
		} else {
			next, err = read.Undo(at.request.Requester)
		}
		after = reported(next, at.request.Requester)
		if errors.Is(err, account.ErrUnchanged) {
			return nil
		}
		if err != nil {
			return err
		}
		step := AddressChange{read, next}
		request, event, err := at.request.Report(at.nominee.Number, stop, now)
		if err != nil { // nothing is asked of this nominee any more: the request has no part in it
			return n.Store.KeepAddress(ctx, step)
		}
		return n.Store.Commit(ctx, Change{Before: &at.request, After: request, Event: event, Address: &step})
	})
	return after, err
}

func (n NotForMe) open(ctx context.Context, token string) (opened, account.Address, error) {
	at, link, err := follow(ctx, n.Store, token, ToReport)
	if err != nil {
		return opened{}, account.Address{}, err
	}
	var ok bool
	if at.nominee, ok = at.request.Nominee(link.Nominee); !ok {
		return opened{}, account.Address{}, account.ErrLinkInvalid
	}
	address, err := n.Store.Address(ctx, at.nominee.Email)
	return at, address, err
}

package workflow

import (
	"cmp"
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// AddressKeeper stores the states of addresses.
type AddressKeeper interface {
	// Address reads consistently. For an address without an item it returns one with its name only.
	Address(ctx context.Context, address account.Email) (account.Address, error)
	// KeepAddress stores the next version of an address. It returns retry.ErrConflict if
	// the address has changed since it was read.
	KeepAddress(ctx context.Context, change AddressChange) error
}

// AddressReader reads the states of several addresses.
type AddressReader interface {
	// Addresses reads consistently, in one round of requests, each address in that order.
	Addresses(ctx context.Context, addresses []account.Email) ([]account.Address, error)
}

// noMail returns, by number, which active nominees' addresses take no mail of the requester.
func noMail(ctx context.Context, store AddressReader, r account.Request) (map[int]bool, error) {
	var emails []account.Email
	active := r.ActiveNominees()
	for _, n := range active {
		emails = append(emails, n.Email)
	}
	if len(emails) == 0 {
		return nil, nil //nolint:nilnil // there is no active nominee
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

// NotForMe lets the recipient of an unsolicited mail stop such mail, by a link in the mail, and undo that. The link works
// whatever the state of the request. By itself it stops one requester's mail to the address; with a code that is mailed to
// the address it stops all mail.
type NotForMe struct {
	Store interface {
		Committer
		LinkReader
		CodeStore
		UsesReader
		AddressKeeper
		RequestReader
		// KeepConfirmedAddress stores the next version of an address, the use of the code that proved the mailbox, and the
		// uses, in one transaction. It returns retry.ErrConflict if any of them has changed since it was read.
		KeepConfirmedAddress(ctx context.Context, change AddressChange, code Code, uses ...UsesChange) error
	}
	Now    func() time.Time
	Codes  CodeMAC
	Limits CodeLimits // on the mails with a code of one link
}

// Reported is what the link shows.
type Reported struct {
	Address   account.Address
	Requester account.Email
	Stopped   bool // the requester's mail to the address is stopped
}

// View returns what the link is about, with its request or the zero value. It changes nothing. It returns
// account.ErrLinkInvalid.
func (n NotForMe) View(ctx context.Context, token string) (Reported, account.Request, error) {
	at, address, err := n.open(ctx, token)
	if err != nil {
		return Reported{}, account.Request{}, err
	}
	return reported(address, at.link.Requester), at.request, nil
}

func reported(a account.Address, requester account.Email) Reported {
	return Reported{a, requester, a.Stopped(requester)}
}

// Stop stops the requester's mail to the address of the link, or lets it through again. It is safe to call
// again. It returns account.ErrLinkInvalid.
func (n NotForMe) Stop(ctx context.Context, token string, stop bool) (Reported, error) {
	var after Reported
	err := retry.OnConflict(ctx, func() error {
		at, read, err := n.open(ctx, token)
		if err != nil {
			return err
		}
		now := n.Now()
		var next account.Address
		if stop {
			next, err = read.Stop(at.link.Requester, now)
		} else {
			next, err = read.Undo(at.link.Requester)
		}
		after = reported(next, at.link.Requester)
		if errors.Is(err, account.ErrUnchanged) {
			return nil
		}
		if err != nil {
			return err
		}
		step := AddressChange{read, next}
		if at.request.ID == "" {
			return n.Store.KeepAddress(ctx, step)
		}
		request, event, err := at.request.Report(at.link.Nominee, stop, now)
		if err != nil { // the nominee cannot decide any more, so the request does not change
			return n.Store.KeepAddress(ctx, step)
		}
		return n.Store.Commit(ctx, Change{Before: &at.request, After: request, Event: event, Address: &step})
	})
	return after, err
}

// SendCode queues a mail with a code to the address of the link. While the link's code is valid, it mails the same code
// again. It returns account.ErrLinkInvalid and CodesSpent.
func (n NotForMe) SendCode(ctx context.Context, token string, l account.Language) (asked SentCode, err error) {
	err = retry.OnConflict(ctx, func() error {
		now := n.Now()
		at, _, err := n.open(ctx, token)
		if err != nil {
			return err
		}
		mailed := at
		mailed.request = account.Request{} // the code does not depend on the request's state
		asked, err = requestCode(ctx, n.Store, mailed, n.Limits, now, func(code Code) Mail {
			return Mail{
				ID: account.NewID(), Kind: MailboxCodeMail, To: at.link.Address, Language: cmp.Or(l, at.request.Language, account.Languages()[0]),
				CreatedAt: now, ExpiresAt: code.ExpiresAt, Code: &code.CodeKey,
			}
		})
		return err
	})
	return asked, err
}

// SuppressionChange is what the holder of a mailbox asks for, with the code that was mailed there.
type SuppressionChange struct {
	Token, Code, Challenge string
	Lift                   bool // let all mail through again; else stop all mail
	Report                 bool // also report the requester, which counts against them
}

// ChangeSuppression stops all mail to the address of the link except codes, or lets it through again, whatever it was
// suppressed for. A code that changed nothing is not used up. It returns account.ErrLinkInvalid and account.CodeInvalid.
func (n NotForMe) ChangeSuppression(ctx context.Context, asked SuppressionChange) (Reported, error) {
	var after Reported
	err := retry.OnConflict(ctx, func() error {
		at, read, err := n.open(ctx, asked.Token)
		if err != nil {
			return err
		}
		now := n.Now()
		if err := checkCode(ctx, n.Store, n.Codes, at, asked.Code, asked.Challenge, now); err != nil {
			return err
		}
		next, counts, err := asked.apply(read, at.link.Requester, now)
		after = reported(next, at.link.Requester)
		if errors.Is(err, account.ErrUnchanged) {
			return nil
		}
		if err != nil {
			return err
		}
		var uses []UsesChange
		if counts {
			if uses, err = complaint(ctx, n.Store, at.link.Requester, now); err != nil {
				return err
			}
		}
		return n.keep(ctx, at, asked.Lift, AddressChange{read, next}, uses, now)
	})
	return after, err
}

// apply returns the address after the change, and whether the change counts as a complaint about the requester.
func (c SuppressionChange) apply(read account.Address, requester account.Email, now time.Time) (next account.Address, counts bool, err error) {
	if c.Lift {
		next, err = read.Lift()
		return next, false, err
	}
	var about account.Email
	if c.Report {
		about = requester
	}
	return read.Silence(about, now)
}

// keep stores the changed address, uses up the code, and records on the requests whether mail reaches their nominee.
func (n NotForMe) keep(ctx context.Context, at opened, lift bool, step AddressChange, uses []UsesChange, now time.Time) error {
	var change *Change
	if at.request.ID != "" {
		var err error
		change, err = changed(at.request, func() (account.Request, account.Event, error) {
			if lift {
				return at.request.Reach(at.link.Nominee, now)
			}
			return at.request.Unreach(at.link.Nominee, account.UnreachableSuppressed, now)
		})
		if err != nil {
			return err
		}
	}
	if lift {
		if err := reachTold(ctx, n.Store, step.Read, now, at.request.ID); err != nil {
			return err
		}
	} else if change != nil {
		step.Next = step.Next.Telling(at.request.ID, at.link.Nominee)
	}
	if change == nil {
		return n.Store.KeepConfirmedAddress(ctx, step, *at.code, uses...)
	}
	change.Address, change.Code, change.Uses = &step, at.code, uses
	return n.Store.Commit(ctx, *change)
}

// open returns what the token of a report link leads to; its nominee is the holder of the address.
func (n NotForMe) open(ctx context.Context, token string) (opened, account.Address, error) {
	at, link, err := follow(ctx, n.Store, token, ToReport)
	if err != nil {
		return opened{}, account.Address{}, err
	}
	at.nominee = account.Nominee{Email: link.Address}
	address, err := n.Store.Address(ctx, link.Address)
	return at, address, err
}

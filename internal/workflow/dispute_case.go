package workflow

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
)

// Case is what operators know of both sides of a dispute when they settle it.
type Case struct {
	Held     *HeldAccount     // the account that it is about, as it is now; nil: nothing held the identifier
	Request  *Tracked         // that the account came from; nil: none, the account was there from the beginning
	HeldNow  *account.Account // what holds the identifier now, if that is another account; nil: none does
	Disputer Disputer
}

// HeldAccount is an account with those who administer it.
type HeldAccount struct {
	Account            account.Account
	Administrators     []account.Membership // the longest-standing first
	MoreAdministrators int                  // how many there are besides
}

// Disputer is who raised a dispute, as far as the system knows them.
type Disputer struct {
	Vouches  bool                 // their address is at the domain, or at one above it
	Member   *account.Membership  // in the account that the dispute is about; nil: they do not belong to it
	Asked    bool                 // they asked for it, or are among those who were asked to decide
	Accounts []account.WithAccess // of the same identifier, above or below it, that they asked for or belong to
	Disputes []account.Dispute    // their other ones, the latest first
}

// What a case shows at most of each kind, and in how many rows of the disputer's directory it looks.
const (
	mostAdministrators    = 10
	mostOfDisputer        = 10
	mostRowsOfDisputer    = 100
	mostDisputesOfOneRead = mostOfDisputer + 1 // this one is among them
)

// Case returns what an operator needs to know to settle the dispute. What it reads does not grow with what the disputer
// did. account.ErrNotOperator to anybody else.
func (d Disputes) Case(ctx context.Context, by account.Person, dispute account.Dispute) (Case, error) {
	if !by.Operator {
		return Case{}, account.ErrNotOperator
	}
	var (
		c     Case
		about StoredAccount
	)
	reads, readCtx := errgroup.WithContext(ctx)
	reads.Go(func() (err error) { about, c.Request, err = d.about(readCtx, by, dispute); return err })
	reads.Go(func() (err error) { c.HeldNow, err = d.heldNow(readCtx, dispute); return err })
	reads.Go(func() (err error) {
		c.Disputer.Accounts, err = d.accountsOf(readCtx, dispute.By, dispute.Account.Domain)
		return err
	})
	reads.Go(func() (err error) { c.Disputer.Disputes, err = d.otherDisputes(readCtx, dispute); return err })
	if err := reads.Wait(); err != nil {
		return Case{}, err
	}
	c.Disputer.Vouches = dispute.Account.Domain.VouchedBy(dispute.By)
	if about.Account.ID == "" {
		return c, nil
	}
	held := heldAccount(about)
	held.Account = held.Account.AsOf(d.Now())
	c.Held = &held
	c.Disputer.Asked = about.Account.Requester.SameMailbox(dispute.By) ||
		c.Request != nil && slices.ContainsFunc(c.Request.Request.Parties(), dispute.By.SameMailbox)
	if i := slices.IndexFunc(about.Members, func(m account.Membership) bool { return m.Person == dispute.By }); i >= 0 {
		c.Disputer.Member = &about.Members[i]
	}
	return c, nil
}

// about reads the account that the dispute is about, if any, and the request that it came from.
func (d Disputes) about(ctx context.Context, by account.Person, dispute account.Dispute) (StoredAccount, *Tracked, error) {
	if dispute.Account.AccountID == "" {
		return StoredAccount{}, nil, nil
	}
	stored, err := d.Store.Account(ctx, dispute.Account.AccountID)
	if err != nil || stored.Account.RequestID == "" {
		return stored, nil, err
	}
	tracked, err := Track{Store: d.Store, Now: d.Now}.One(ctx, by, stored.Account.RequestID)
	if errors.Is(err, account.ErrNotFound) {
		return stored, nil, nil
	}
	return stored, &tracked, err
}

// heldNow returns what holds the identifier now, unless that is the account that the dispute is about.
func (d Disputes) heldNow(ctx context.Context, dispute account.Dispute) (*account.Account, error) {
	now, err := d.holder(ctx, dispute.Account.Domain)
	switch {
	case errors.Is(err, account.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case now.ID == dispute.Account.AccountID || now.AsOf(d.Now()).Status == account.AccountCancelled:
		return nil, nil
	}
	return &now, nil
}

// RowReader reads a person's directory.
type RowReader interface {
	// Rows returns the accounts in the person's directory after that position: pending requests first, newest first,
	// then accounts they belong to by name, then their other requests, newest first. At most so many;
	// fewer only if there are no more. next is the position of the last of so many, else empty.
	Rows(ctx context.Context, person account.Email, after string, most int) (rows []account.WithAccess, next string, err error)
}

// accountsOf returns what the person has to do with the identifier and those above and below it.
func (d Disputes) accountsOf(ctx context.Context, person account.Email, domain account.Domain) ([]account.WithAccess, error) {
	rows, _, err := d.Store.Rows(ctx, person, "", mostRowsOfDisputer)
	var found []account.WithAccess
	for _, row := range rows {
		row.Account = row.Account.AsOf(d.Now())
		if row.Account.Domain.Related(domain) && len(found) < mostOfDisputer {
			found = append(found, row)
		}
	}
	return found, err
}

// otherDisputes returns the disputes that the same person raised besides.
func (d Disputes) otherDisputes(ctx context.Context, dispute account.Dispute) ([]account.Dispute, error) {
	all, err := d.Store.DisputesBy(ctx, dispute.By, mostDisputesOfOneRead)
	all = slices.DeleteFunc(all, func(other account.Dispute) bool { return other.ID == dispute.ID })
	return all[:min(len(all), mostOfDisputer)], err
}

func heldAccount(stored StoredAccount) HeldAccount {
	held := HeldAccount{Account: stored.Account}
	for _, m := range stored.Members {
		if m.Administers() {
			held.Administrators = append(held.Administrators, m)
		}
	}
	slices.SortFunc(held.Administrators, func(a, b account.Membership) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Person, b.Person))
	})
	if more := len(held.Administrators) - mostAdministrators; more > 0 {
		held.Administrators, held.MoreAdministrators = held.Administrators[:mostAdministrators], more
	}
	return held
}

package workflow

import (
	"context"
	"errors"
	"slices"

	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
)

// Case is what operators see of both sides of a dispute.
type Case struct {
	Held     *HeldAccount     // the disputed account as it is now; nil: no account held the identifier
	Request  *Tracked         // of the account; nil: it has none
	HeldNow  *account.Account // the present holder, if it is another account; nil: there is none
	Disputer Disputer
}

// HeldAccount is an account with those who administer it.
type HeldAccount struct {
	Account            account.Account
	Administrators     []account.Membership // the longest-standing first
	MoreAdministrators int                  // how many there are besides
}

// Disputer is what the system knows about the disputer.
type Disputer struct {
	Vouches  bool                 // their address vouches for the identifier
	Member   *account.Membership  // in the account that the dispute is about; nil: they do not belong to it
	Asked    bool                 // they are the account's requester or a nominee
	Accounts []account.WithAccess // theirs, with this identifier or one above or below it
	Disputes []account.Dispute    // their other disputes, the latest first
}

// How many of each kind a case shows, and how many rows of the disputer's directory it reads.
const (
	maxAdministrators = 10
	maxOfDisputer     = 10
	maxRowsOfDisputer = 100
	maxDisputesRead   = maxOfDisputer + 1 // this one is among them
)

// Case returns what an operator needs to settle the dispute. It reads a bounded amount. It returns account.ErrNotOperator
// unless by is an operator.
func (d Disputes) Case(ctx context.Context, by account.Person, dispute account.Dispute) (Case, error) {
	if !by.Operator {
		return Case{}, account.ErrNotOperator
	}
	var (
		c     Case
		about disputed
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
	if about.ID == "" {
		return c, nil
	}
	held := heldAccount(about)
	held.Account = held.Account.AsOf(d.Now())
	c.Held = &held
	c.Disputer.Asked = about.Requester.SameMailbox(dispute.By) ||
		c.Request != nil && slices.ContainsFunc(c.Request.Request.Parties(), dispute.By.SameMailbox)
	if m := about.members[dispute.By].AsOf(d.Now()); !m.Empty() {
		c.Disputer.Member = &m
	}
	return c, nil
}

// about reads the disputed account, if any, and its request.
func (d Disputes) about(ctx context.Context, by account.Person, dispute account.Dispute) (disputed, *Tracked, error) {
	if dispute.Account.AccountID == "" {
		return disputed{}, nil, nil
	}
	stored, err := d.disputed(ctx, dispute.Account.AccountID, maxAdministrators, dispute.By)
	if err != nil || stored.RequestID == "" {
		return stored, nil, err
	}
	tracked, err := Track{Store: d.Store, Now: d.Now}.One(ctx, by, stored.RequestID)
	if errors.Is(err, account.ErrNotFound) {
		return stored, nil, nil
	}
	return stored, &tracked, err
}

// heldNow returns the present holder of the identifier, or nil if that is the disputed account.
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

// accountsOf returns the person's accounts with the identifier or one above or below it.
func (d Disputes) accountsOf(ctx context.Context, person account.Email, domain account.Domain) ([]account.WithAccess, error) {
	rows, _, err := d.Store.Rows(ctx, person, "", maxRowsOfDisputer)
	var found []account.WithAccess
	for _, row := range rows {
		row.Account = row.Account.AsOf(d.Now())
		if row.Account.Domain.Related(domain) && len(found) < maxOfDisputer {
			found = append(found, row)
		}
	}
	return found, err
}

// otherDisputes returns the disputer's other disputes.
func (d Disputes) otherDisputes(ctx context.Context, dispute account.Dispute) ([]account.Dispute, error) {
	all, err := d.Store.DisputesBy(ctx, dispute.By, maxDisputesRead)
	all = slices.DeleteFunc(all, func(other account.Dispute) bool { return other.ID == dispute.ID })
	return all[:min(len(all), maxOfDisputer)], err
}

func heldAccount(a disputed) HeldAccount {
	return HeldAccount{
		Account: a.Account, Administrators: a.administrators, MoreAdministrators: max(0, a.Administered.Administrators-len(a.administrators)),
	}
}

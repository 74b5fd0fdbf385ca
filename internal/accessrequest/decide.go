package accessrequest

import (
	"context"
	"errors"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/retry"
)

// Deciding lets the deciders of an account decide access requests.
type Deciding struct {
	Store Store
	Now   func() time.Time
}

// Decision is what a decider decides.
type Decision struct {
	Approve bool
	Wanted  *Wanted // what is given instead of what was asked; nil: what was asked
	EndsAt  string  // of an approval: when the membership ends, as administration.ParseEnd takes it; empty: never
	Reason  string  // of a decline; may be empty
	Misread error   // an account.InvalidInput about the fields that could not be decoded, or nil
}

// Decide approves or declines an access request. The first decision wins: others get account.AccessDecided.
//
// It returns account.ErrNotFound if the person may not decide it, as if it did not exist, and account.InvalidInput about a grant that
// they may not give or that would lower what the requester has.
func (d Deciding) Decide(ctx context.Context, by account.Person, id account.ID, decision Decision) (decided account.AccessRequest, err error) {
	reason, err := account.ParseAnyReason(decision.Reason)
	bad := []error{decision.Misread, account.Named("reason", err)}
	given := account.Grant{}
	if decision.Approve && decision.Wanted != nil {
		given, err = decision.Wanted.parse()
		bad = append(bad, err)
	}
	endsAt, err := administration.ParseEnd(decision.EndsAt, d.Now())
	bad = append(bad, err)
	if err := account.Fields(bad...); err != nil {
		return decided, err
	}
	err = retry.OnConflict(ctx, func() error {
		read, s, err := d.decidable(ctx, by, id)
		if err != nil {
			return err
		}
		now := d.Now()
		if !decision.Approve {
			if decided, err = read.Decline(account.Actor(by.Email), "", reason, now); err != nil {
				return err
			}
			c := Change{Read: &s.Administered}
			if c.Mails, err = mailsDecided(ctx, d.Store, decided, s.Account, nil, now); err != nil {
				return err
			}
			return end(ctx, d.Store, read, decided, account.LogAccessDeclined, c)
		}
		g := given
		if g.Empty() {
			g = read.Asked
		}
		g.EndsAt = endsAt
		decided, err = d.approve(ctx, s, read, g, now)
		return err
	})
	return decided, err
}

// standing is a person with what they are in an account, as it was read.
type standing struct {
	account.Administered
	own account.Membership // without roles if it is not in force
}

// decidable returns an access request that the person may decide as a whole.
func (d Deciding) decidable(ctx context.Context, by account.Person, id account.ID) (r account.AccessRequest, s standing, err error) {
	if r, err = d.Store.AccessRequest(ctx, id); err != nil {
		return r, s, err
	}
	a, own, err := d.Store.Standing(ctx, r.AccountID, by.Email)
	if err != nil {
		return r, s, err
	}
	s = standing{a, own.AsOf(d.Now())}
	at, err := lineagesOf(ctx, d.Store, r.AccountID, r.Asked)
	if err != nil {
		return r, s, err
	}
	if a.Status != account.AccountActive || !s.own.MayDecide(r.Asked, at) || by.Email == r.By {
		return r, s, account.ErrNotFound
	}
	return r, s, nil
}

// approve stores that the access request is approved, with the membership that it makes.
func (d Deciding) approve(ctx context.Context, s standing, read account.AccessRequest, g account.Grant, now time.Time) (account.AccessRequest, error) {
	had, err := d.Store.Member(ctx, read.AccountID, read.By)
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		return read, err
	}
	at, err := lineagesOf(ctx, d.Store, read.AccountID, g, account.Grant{VirtualRoles: had.VirtualRoles})
	if err != nil {
		return read, err
	}
	var bad []error
	for n, v := range g.VirtualRoles {
		if l := at[v.VirtualAccount]; len(l) == 0 || !s.own.Sees(s.Account, l) {
			bad = append(bad, account.Invalid(virtualField(n, "id"), account.FieldUnknown, "no Virtual Account of this account has this id"))
		} else if !s.own.MayGiveAt(v, l) {
			bad = append(bad, account.Invalid(virtualField(n, "role"), account.FieldMoreThanHeld, "you cannot give this role there"))
		}
	}
	if g.Role != "" && !s.own.MayGive(g.Role) {
		bad = append(bad, account.Invalid("role", account.FieldMoreThanHeld, "you cannot give this role"))
	}
	if err := account.Fields(bad...); err != nil {
		return read, err
	}
	approved, err := read.Approve(account.Actor(s.own.Person), "", g, now)
	if err != nil {
		return read, err
	}
	asks, err := d.Store.Asks(ctx, read.By, read.AccountID)
	if err != nil {
		return read, err
	}
	c := Change{Before: &read, After: approved, AsksBefore: asks, AsksAfter: asks.Ended(approved)}
	if c.Mails, err = mailsDecided(ctx, d.Store, approved, s.Account, at, now); err != nil {
		return read, err
	}
	change, err := administration.GrantAccess(s.Administered, ifMember(had), freshMember(approved, account.Actor(s.own.Person), now), g, at, approved, now)
	if errors.Is(err, account.ErrUnchanged) { // they got it meanwhile in another way
		c.Read, c.Entry = &s.Administered, entryOf(approved, account.LogAccessApproved, at, now)
		return approved, d.Store.CommitAccess(ctx, c)
	}
	if err != nil {
		return read, err
	}
	c.Grant = &change
	return approved, d.Store.CommitAccess(ctx, c)
}

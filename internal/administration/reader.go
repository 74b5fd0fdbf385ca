package administration

import (
	"context"
	"slices"
	"time"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// reader is a person with what they are in an account, as it was read.
type reader struct {
	account.Administered
	person account.Person
	own    account.Membership // without roles if it is not in force or the account is not active
	now    time.Time
}

// readerOf returns the person as a reader of the account. It returns account.ErrForbidden if they have no role in any account, and
// account.ErrNotFound if there is no account or only its requester may know of it.
func readerOf(ctx context.Context, store interface {
	AccountReader
	access.RoleReader
}, by account.Person, id account.ID, now time.Time) (reader, error) {
	a, own, err := store.Standing(ctx, id, by.Email)
	r := reader{a, by, own.AsOf(now), now}
	r.Account = r.Account.AsOf(now)
	if r.Status != account.AccountActive {
		r.own.Role, r.own.VirtualRoles = "", nil
	}
	if err != nil || r.own.Empty() {
		if roleErr := access.RequireRole(ctx, store, by); roleErr != nil {
			return reader{}, roleErr
		}
	}
	if err == nil && r.Status == account.AccountCancelled && !r.isRequester() {
		err = account.ErrNotFound
	}
	return r, err
}

func (r reader) isRequester() bool { return r.Requester == r.person.Email }

// belongs reports whether the account shows the reader more than its name: to members, its requester and, if it is Public, everybody.
func (r reader) belongs() bool { return r.OpenTo(r.person.Email, r.own) }

// seesPublic reports whether the reader sees the Virtual Accounts that are not Restricted, whether or not they have a role there.
func (r reader) seesPublic() bool {
	return r.own.May(account.ReadVirtualAccounts) || r.FoundByPart() || r.Status == account.AccountActive && r.isRequester()
}

// sees reports whether the reader may know of the Virtual Account.
func (r reader) sees(at account.Lineage) bool {
	return len(at) > 0 && (r.own.Sees(r.Account, at) || r.seesPublic() && !at.Restricted())
}

// node returns the Virtual Account as the reader sees it.
func (r reader) node(at account.Lineage) Node {
	seen := at.SeenPart(r.sees)
	n := Node{VirtualAccount: at.Self(), Path: seen.Path()}
	if n.Depth = len(seen); n.Depth == 1 {
		n.ParentID = ""
	}
	if !r.own.MayAt(account.ReadMembers, at) {
		n.Members = 0
	}
	for _, p := range []account.Permission{account.EditVirtualAccounts, account.MoveVirtualAccounts, account.DeleteVirtualAccounts} {
		if r.own.MayAt(p, at) {
			n.MayDo = append(n.MayDo, p)
		}
	}
	if r.own.MayCreateBelow(at) {
		n.MayDo = slices.Insert(n.MayDo, 0, account.CreateVirtualAccounts)
	}
	return n
}

// decide reads the account, calls change with it, and commits what it returns unless that is of no kind, until no other change comes
// between, so that what change reads is of one version. It returns the version after the commit; account.ErrChanged if version is
// neither 0 nor the present one; and account.ErrNotFound or account.ErrForbidden unless the person has the permission in at least a
// part of the account.
func decide(ctx context.Context, store interface {
	Committer
	AccountReader
}, by account.Person, id account.ID, p account.Permission, version int, now func() time.Time, change func(reader) (Change, error)) (next int, err error) {
	err = retry.OnConflict(ctx, func() error {
		a, own, err := store.Standing(ctx, id, by.Email)
		if err != nil {
			return err
		}
		at := now()
		r := reader{a, by, own.AsOf(at), at}
		switch {
		case a.Status != account.AccountActive || !r.belongs():
			return account.ErrNotFound
		case !slices.Contains(r.own.MayDo(), p):
			return account.ErrForbidden
		case version != 0 && version != a.Version:
			return account.ErrChanged
		}
		next = a.Version
		c, refused := change(r)
		switch {
		case refused != nil:
			// If another change came between the reads, they may contradict each other: decide again.
			again, _, err := store.Standing(ctx, id, by.Email)
			if err == nil && again.Version != a.Version {
				return retry.ErrConflict
			}
			return refused
		case c.Entry.Kind == "":
			return nil
		}
		next = c.After.Version
		return store.CommitAccount(ctx, c)
	})
	return next, err
}

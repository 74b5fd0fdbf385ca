package administration

import (
	"context"
	"slices"
	"strings"
	"time"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
)

// actor is a person with what they are in an account, as it was read.
type actor struct {
	account.Administered
	person account.Person
	own    account.Membership // without roles if it is not in force or the account is not active
	now    time.Time
}

// readActor returns the person as an actor in the account, whatever its status; account.ErrNotFound if there is none.
func readActor(ctx context.Context, store AccountReader, by account.Person, id account.ID, now time.Time) (actor, error) {
	read, own, err := store.Standing(ctx, id, by.Email)
	return actor{read, by, own.AsOf(now), now}, err
}

// actorIn returns the person as an actor in an active account. It returns account.ErrNotFound if they may not know of the account: to a
// requester without a role in it, a Restricted account is not found. It returns account.ErrForbidden if they have the permission in no
// part of it.
func actorIn(ctx context.Context, store AccountReader, by account.Person, id account.ID, p account.Permission, now time.Time) (actor, error) {
	a, err := readActor(ctx, store, by, id, now)
	if err == nil {
		err = a.require(p, !a.own.Empty() || a.FoundByPart())
	}
	if err != nil {
		return actor{}, err
	}
	return a, nil
}

// require returns account.ErrNotFound unless the account is active and the actor may know of it, and account.ErrForbidden if they have
// the permission in no part of it.
func (a actor) require(p account.Permission, mayKnow bool) error {
	switch {
	case a.Status != account.AccountActive || !mayKnow:
		return account.ErrNotFound
	case !slices.Contains(a.own.MayDo(), p):
		return account.ErrForbidden
	default:
		return nil
	}
}

// actorReading returns the person as an actor who only reads the account, which may have any status. It returns account.ErrNoRole if
// they have no role in any account, and account.ErrNotFound if there is no account or only its requester may know of it.
func actorReading(ctx context.Context, store interface {
	AccountReader
	access.RoleReader
}, by account.Person, id account.ID, now time.Time) (actor, error) {
	a, err := readActor(ctx, store, by, id, now)
	a.Account = a.Account.AsOf(now)
	if a.Status != account.AccountActive {
		a.own.Role, a.own.VirtualRoles = "", nil
	}
	if err != nil || a.own.Empty() {
		if roleErr := access.RequireRole(ctx, store, by); roleErr != nil {
			return actor{}, roleErr
		}
	}
	if err == nil && a.Status == account.AccountCancelled && !a.isRequester() {
		err = account.ErrNotFound
	}
	return a, err
}

func (a actor) isRequester() bool { return a.Requester == a.person.Email }

// belongs reports whether the account shows the actor more than its name: to members, its requester and, if it is Public, everybody.
func (a actor) belongs() bool { return a.OpenTo(a.person.Email, a.own) }

// seesPublic reports whether the actor sees the Virtual Accounts that are not Restricted, whether or not they have a role there.
func (a actor) seesPublic() bool {
	return a.own.May(account.ReadVirtualAccounts) || a.FoundByPart() || a.Status == account.AccountActive && a.isRequester()
}

// sees reports whether the actor may know of the Virtual Account.
func (a actor) sees(at account.Lineage) bool {
	return len(at) > 0 && (a.own.Sees(a.Account, at) || a.seesPublic() && !at.Restricted())
}

// isSelf reports whether the membership is the actor's own.
func (a actor) isSelf(m account.Membership) bool { return m.Person == a.person.Email }

// onDefault returns the membership with its roles on the default Virtual Account naming it: older ones do not.
func (a actor) onDefault(m account.Membership) account.Membership {
	m.VirtualRoles = slices.Clone(m.VirtualRoles)
	for n, v := range m.VirtualRoles {
		if v.VirtualAccount == "" {
			m.VirtualRoles[n].VirtualAccount = a.DefaultVirtual
		}
	}
	return m
}

// lineages are those of Virtual Accounts by id.
type lineages map[account.ID]account.Lineage

// readLineages reads the lineages of the Virtual Accounts on which the memberships have roles, and of the others named.
func (a actor) readLineages(ctx context.Context, store AccountReader, members []account.Membership, others ...account.ID) (lineages, error) {
	ids := slices.Clone(others)
	for _, m := range members {
		for _, v := range m.VirtualRoles {
			ids = append(ids, v.VirtualAccount)
		}
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) == 0 {
		return lineages{}, nil
	}
	return store.Lineages(ctx, a.ID, ids...)
}

// names returns the names of the Virtual Accounts, without those above, which not all readers of a log or a mail may see.
func (l lineages) names() map[account.ID]string {
	names := map[account.ID]string{}
	for id, at := range l {
		if len(at) > 0 {
			names[id] = at.Self().Name
		}
	}
	return names
}

// path returns the names from the top of what the actor sees down to the Virtual Account.
func (a actor) path(at account.Lineage) []string {
	return at.SeenPart(func(l account.Lineage) bool { return len(l) == len(at) || a.own.Sees(a.Account, l) }).Path()
}

// mayTake reports whether the actor may take away the role, and give it.
func (a actor) mayTake(v account.VirtualRole, at account.Lineage) bool {
	return len(at) > 0 && a.own.MayGiveAt(v, at) || a.own.May(account.ChangeMembers)
}

// within returns the membership with only the roles that the actor may see.
func (a actor) within(m account.Membership, at lineages) account.Membership {
	if a.own.May(account.ReadMembers) || a.isSelf(m) {
		return m
	}
	m.Role = ""
	m.VirtualRoles = slices.DeleteFunc(slices.Clone(m.VirtualRoles), func(v account.VirtualRole) bool {
		return len(at[v.VirtualAccount]) == 0 || !a.own.MayAt(account.ReadMembers, at[v.VirtualAccount])
	})
	return m
}

// member returns the membership as the actor may see it, and false if they may not know of it.
func (a actor) member(m account.Membership, at lineages) (Member, bool) {
	m = a.onDefault(m.AsOf(a.now))
	seen := Member{Membership: a.within(m, at), Names: map[account.ID]string{}}
	if seen.Empty() {
		return Member{}, false
	}
	if !a.own.May(account.ReadMembers) && !a.isSelf(m) && m.AddedBy != account.Actor(a.person.Email) {
		seen.AddedBy, seen.Note = "", "" // who added them may have no role that the actor may see
	}
	for _, v := range seen.VirtualRoles {
		if l := at[v.VirtualAccount]; len(l) > 0 {
			seen.Names[v.VirtualAccount] = strings.Join(a.path(l), " / ")
		}
	}
	seen.MayChange = a.mayChange(m, at)
	return seen, true
}

// mayChange reports whether the actor may change at least one role of the member.
func (a actor) mayChange(m account.Membership, at lineages) bool {
	return a.own.May(account.ChangeMembers) || slices.ContainsFunc(m.VirtualRoles, func(v account.VirtualRole) bool { return a.mayTake(v, at[v.VirtualAccount]) })
}

// withoutTaken returns the membership with only the roles that the actor may not take away.
func (a actor) withoutTaken(m account.Membership, at lineages) account.Membership {
	if a.own.May(account.ChangeMembers) {
		m.Role, m.VirtualRoles = "", nil
		return m
	}
	m.VirtualRoles = slices.DeleteFunc(slices.Clone(m.VirtualRoles), func(v account.VirtualRole) bool { return a.mayTake(v, at[v.VirtualAccount]) })
	return m
}

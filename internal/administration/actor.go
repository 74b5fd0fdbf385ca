package administration

import (
	"context"
	"slices"
	"strings"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// actor is a person with what they are in an account, as it was read.
type actor struct {
	account.Administered
	person account.Person
	own    account.Membership // without roles if it is not in force
	now    time.Time
}

// actorIn returns the person as an actor in the account. It returns account.ErrNotFound if they may not know of the account, and
// account.ErrForbidden if they have the permission in no part of it.
func actorIn(ctx context.Context, store AccountReader, by account.Person, id account.ID, p account.Permission, now time.Time) (actor, error) {
	read, own, err := store.Standing(ctx, id, by.Email)
	if err != nil {
		return actor{}, err
	}
	a := actor{read, by, own.AsOf(now), now}
	switch {
	case read.Status == account.AccountActive && slices.Contains(a.own.MayDo(), p):
		return a, nil
	case read.Status == account.AccountActive && (!a.own.Empty() || read.FoundByPart()):
		return actor{}, account.ErrForbidden
	default:
		return actor{}, account.ErrNotFound
	}
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

// places finds Virtual Accounts by what people type. It reads an account's tree at most once.
type places struct {
	store Lister
	tree  []account.Lineage // nil: not read yet
}

// find returns the id of the Virtual Account that the actor means: by its id, whether or not it exists, or by names that exactly one that
// the actor sees has. It returns an empty id if there is none or several.
func (p *places) find(ctx context.Context, a actor, typed string) (account.ID, error) {
	if id, is := account.ParseID(strings.TrimSpace(typed)); is {
		return id, nil
	}
	if p.tree == nil {
		p.tree = []account.Lineage{}
		if err := p.read(ctx, a.ID, "", nil); err != nil {
			p.tree = nil
			return "", err
		}
	}
	var byPath, byName []account.ID
	for _, l := range p.tree {
		if !a.own.Sees(a.Account, l) {
			continue
		}
		if foldPath(a.path(l)...) == foldPath(typed) {
			byPath = append(byPath, l.Self().ID)
		}
		if foldPath(l.Self().Name) == foldPath(typed) {
			byName = append(byName, l.Self().ID)
		}
	}
	for _, found := range [][]account.ID{byPath, byName} {
		if len(found) == 1 {
			return found[0], nil
		}
	}
	return "", nil
}

// foldPath returns the names in the form in which paths are compared.
func foldPath(names ...string) string {
	parts := strings.Split(strings.Join(names, "/"), "/")
	for n, part := range parts {
		parts[n] = account.FoldName(part)
	}
	return strings.Join(parts, "/")
}

// treePage is how many Virtual Accounts are read at once.
const treePage = 200

// read adds the Virtual Accounts below the parent whose lineage it is.
func (p *places) read(ctx context.Context, id, parent account.ID, above account.Lineage) error {
	for after := Position(""); ; {
		children, next, err := p.store.Children(ctx, id, parent, after, treePage)
		if err != nil {
			return err
		}
		for _, v := range children {
			l := append(account.Lineage{v}, above...)
			p.tree = append(p.tree, l)
			if len(l) > account.MaxDepth || len(p.tree) > account.MaxVirtualAccounts { // moved while the tree was read
				return retry.ErrConflict
			}
			if v.Children > 0 {
				if err := p.read(ctx, id, v.ID, l); err != nil {
					return err
				}
			}
		}
		if after = next; after == "" {
			return nil
		}
	}
}

package maintenance

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// ofAdministered returns what an active account expects of its version, its counts, the items that list its administrators
// and Virtual Accounts, and its log. read is its item.
func (t *Maintainer) ofAdministered(ctx context.Context, read *layout.Reader, stored workflow.StoredAccount) ([]expectation, error) {
	a := layout.ReadAdministered(read)
	at := layout.AccountKey(a.ID)
	counted := dynamo.Counted(a, stored.Members, stored.VirtualAccounts)
	if a.Version == 0 {
		next := counted
		next.Version = 1
		return []expectation{{at: at, check: checkAccountWithoutVersion, holds: func(layout.Item) bool { return false }, mend: func(layout.Item) []client.Write {
			writes := []client.Write{client.Update(at, layout.AdministeredItem(a), layout.AdministeredItem(next), "attribute_not_exists(#version)", nil)}
			for _, i := range dynamo.ListItems(next, "", a.CreatedAt, stored.Members, stored.VirtualAccounts) {
				writes = append(writes, client.Put(i, client.IsNew+" OR "+client.Exists, nil, client.Conflict))
			}
			return writes
		}}}, nil
	}
	if slices.ContainsFunc(stored.VirtualAccounts, func(v account.VirtualAccount) bool { return v.ID == a.DefaultVirtual }) {
		counted.DefaultVirtual = a.DefaultVirtual // the account decides, if several are marked
	}
	differs := counted.Members != a.Members || counted.Administrators != a.Administrators ||
		counted.VirtualAccounts != a.VirtualAccounts || counted.DefaultVirtual != a.DefaultVirtual
	expected := []expectation{{at: at, check: checkCountsDiffer, holds: func(layout.Item) bool { return !differs }, mend: func(layout.Item) []client.Write {
		return []client.Write{client.Update(at, layout.AdministeredItem(a), layout.AdministeredItem(counted), "#version = :version",
			layout.Item{":version": layout.Number(a.Version)})}
	}}}
	if a.Waiting != nil {
		expected = append(expected, listedRename(read, a))
	}
	for _, v := range stored.VirtualAccounts {
		expected = append(expected, same(layout.ChildItem(v), checkVirtualNotListed), virtualCounts(counted, v, stored))
	}
	gap, err := t.logGap(ctx, a)
	expected = append(expected, expectation{at: at, check: checkLogGap, holds: func(layout.Item) bool { return !gap }})
	return expected, err
}

// rewritten returns the writes by which the item of an account, as it was read, becomes that of next.
func rewritten(read layout.Item, next account.Administered) []client.Write {
	return []client.Write{client.Update(layout.AccountKey(next.ID), read, layout.AdministeredItem(next), "#version = :version",
		layout.Item{":version": layout.Number(next.Version)})}
}

// listsOf returns the attributes of an account's item by which it is in a list of the status index, and what waits.
func listsOf(i layout.Item, a account.Administered) layout.Item {
	part := layout.AdministeredItem(a)
	for _, name := range []string{"listStatus", "createdAt", layout.AttrWaiting} {
		delete(part, name)
		if value, has := i[name]; has {
			part[name] = value
		}
	}
	return part
}

// listedRename expects the waiting rename of the account in the list of these.
func listedRename(read *layout.Reader, a account.Administered) expectation {
	_, dated := read.Item["createdAt"]
	listed := dated && read.Text("listStatus") == layout.ListRenames
	return expectation{
		at: layout.AccountKey(a.ID), check: checkRenameNotListed, holds: func(layout.Item) bool { return listed },
		mend: func(layout.Item) []client.Write { return rewritten(listsOf(read.Item, a), a) },
	}
}

// ofClosed returns what an account that ended expects: no waiting rename and, if its administrators closed it, its identifier until that
// is free. read is its item.
func ofClosed(read *layout.Reader, now time.Time) []expectation {
	a := layout.ReadAdministered(read)
	var expected []expectation
	if a.Waiting != nil {
		dropped := a
		dropped.Waiting = nil
		expected = append(expected, expectation{
			at: layout.AccountKey(a.ID), check: checkRenameOfEnded, holds: func(layout.Item) bool { return false },
			mend: func(layout.Item) []client.Write { return rewritten(listsOf(read.Item, a), dropped) },
		})
	}
	if !a.MayReopen(now) {
		return expected
	}
	want := layout.DomainItem(a.Account)
	layout.PutFree(want, a.FreeAt())
	held := same(want, checkClosedNotHeld)
	written := held.mend
	held.mend = func(found layout.Item) []client.Write {
		if found != nil && !heldFor(found, a.ID) {
			return nil // an operator has to decide which of the two holds it
		}
		return written(found)
	}
	return append(expected, held)
}

// virtualCounts expects that a Virtual Account counts what is nested in it and the members with a role on it by name, and that the
// account's default one alone is marked so. Until a role of an
// older release names the default one, it may count there or not.
func virtualCounts(a account.Administered, v account.VirtualAccount, stored workflow.StoredAccount) expectation {
	counted := v
	counted.Children, counted.Members, counted.Default = 0, 0, v.ID == a.DefaultVirtual
	for _, other := range stored.VirtualAccounts {
		if other.ParentID == v.ID {
			counted.Children++
		}
	}
	unnamed := 0
	for _, m := range stored.Members {
		for _, role := range m.VirtualRoles {
			switch {
			case role.VirtualAccount == v.ID:
				counted.Members++
			case role.VirtualAccount == "" && counted.Default:
				unnamed++
			}
		}
	}
	differs := v.Default != counted.Default || v.Children != counted.Children || v.Members != counted.Members && v.Members != counted.Members+unnamed
	at, atAccount := layout.VirtualKey(v.AccountID, v.ID), layout.AccountKey(v.AccountID)
	return expectation{at: at, check: checkVirtualCountsDiffer, holds: func(layout.Item) bool { return !differs }, mend: func(layout.Item) []client.Write {
		return []client.Write{
			client.Update(at, layout.VirtualItem(v), layout.VirtualItem(counted), client.Exists, nil),
			client.Check(atAccount, "#version = :version", layout.Item{":version": layout.Number(a.Version)}),
		}
	}}
}

// logGap reports whether the log lacks an entry of one of the account's versions.
func (t *Maintainer) logGap(ctx context.Context, a account.Administered) (bool, error) {
	const page = 1000
	logged := map[int]bool{}
	for after := ""; ; {
		entries, next, err := t.Log(ctx, a.ID, time.Time{}, time.Time{}, after, page)
		if err != nil {
			return false, err
		}
		for _, e := range entries {
			logged[e.Version] = true
		}
		if after = next; next == "" {
			break
		}
	}
	for version := 1; version <= a.Version; version++ {
		if !logged[version] {
			return true, nil
		}
	}
	return false, nil
}

// ofVirtual returns what a Virtual Account expects of its account and of its ancestors.
func (t *Maintainer) ofVirtual(ctx context.Context, read *layout.Reader) ([]expectation, error) {
	at, v := layout.KeyOf(read.Item), layout.ReadVirtual(read)
	expected := []expectation{
		needs(layout.AccountKey(v.AccountID), checkVirtualWithoutAccount, anything),
		follows(at, layout.AccountKey(v.AccountID), checkVirtualTooEarly, notPending),
	}
	if v.ParentID == "" || read.Err != nil {
		return expected, read.Err
	}
	reached := map[account.ID]bool{v.ID: true}
	for parent := v.ParentID; parent != ""; {
		found, err := t.client.GetAll(ctx, layout.VirtualKey(v.AccountID, parent))
		if err != nil {
			return nil, err
		}
		if reached[parent] {
			return append(expected, expectation{at: at, check: checkVirtualInCycle, holds: func(layout.Item) bool { return false }}), nil
		}
		reached[parent] = true
		parent = layout.ReadVirtual(layout.NewReader(found[layout.VirtualKey(v.AccountID, parent)])).ParentID
	}
	return append(expected, needs(layout.VirtualKey(v.AccountID, v.ParentID), checkVirtualWithoutParent, anything)), nil
}

// ofList returns what an item that lists an administrator, a Virtual Account, an invitation or a change of the account expects
// of what it lists; false if it is no such item.
func ofList(at layout.Key, read *layout.Reader, now time.Time) ([]expectation, bool) {
	id := layout.IDOf(at.PK)
	switch {
	case strings.HasPrefix(at.SK, layout.PrefixAdministrator):
		member := layout.MemberKey(id, account.Email(read.Text("person")))
		return []expectation{orphan(at, member, checkListedAdministratorIsNone, func(r *layout.Reader) bool {
			m := layout.ReadMember(r)
			order := cmp.Or(r.Text(layout.AttrAdministratorOrder), layout.AdministratorOrder(m))
			return m.ConfirmedAdministrator() && layout.AdministratorKey(id, order) == at
		})}, true
	case strings.HasPrefix(at.SK, layout.PrefixChild):
		virtual := layout.VirtualKey(id, account.ID(read.Text(layout.AttrVirtual)))
		return []expectation{orphan(at, virtual, checkListedVirtualIsNone, func(r *layout.Reader) bool {
			return layout.ChildKey(layout.ReadVirtual(r)) == at
		})}, true
	case strings.HasPrefix(at.SK, layout.PrefixInvited):
		owner := account.Email(strings.TrimPrefix(at.PK, layout.PersonPartition("")))
		return []expectation{orphan(at, layout.MemberKey(account.ID(read.Text("accountId")), owner), checkInvitationListedIsNone, func(r *layout.Reader) bool {
			return layout.ReadMember(r).Invited()
		})}, true
	case strings.HasPrefix(at.SK, layout.PrefixLog):
		return append(toldMails(read, id, now), orphan(at, layout.AccountKey(id), checkLogAhead, func(r *layout.Reader) bool {
			return r.Number(layout.AttrVersion) >= read.Number(layout.AttrVersion)
		})), true
	}
	return nil, false
}

// toldMails expects the mails of which an entry of an account's log, or a member, contains copies, until their time to live. The repair writes
// them, unless they are of a change that the account does not have.
func toldMails(read *layout.Reader, id account.ID, now time.Time) (expected []expectation) {
	for m := range read.Maps(layout.AttrToldMails) {
		if now.Sub(m.Time("createdAt")) >= layout.MailKept {
			continue
		}
		told := needs(layout.KeyOf(m.Item), checkMemberMailMissing, anything)
		told.mend = func(layout.Item) []client.Write {
			writes := []client.Write{client.Create(m.Item, client.Conflict)}
			if version := m.Number(layout.AttrLine); version > 0 {
				writes = append(writes, client.Check(layout.AccountKey(id), "#version >= :version", layout.Item{":version": layout.Number(version)}))
			}
			return writes
		}
		expected = append(expected, told)
	}
	return expected
}

// listedAdministrator expects the item that lists a confirmed administrator, whose item it reads.
func listedAdministrator(read *layout.Reader, m account.Membership) expectation {
	i := layout.AdministratorItem(m)
	if order := read.Text(layout.AttrAdministratorOrder); order != "" {
		i["SK"] = layout.Text(layout.AdministratorKey(m.AccountID, order).SK)
	}
	return same(i, checkAdministratorNotListed)
}

// rolesNamed expects that each role of a member names a Virtual Account; the repair names the default one.
func rolesNamed(m account.Membership, byDefault account.ID) expectation {
	unnamed, named := false, m
	named.VirtualRoles = nil
	for _, v := range m.VirtualRoles {
		if v.VirtualAccount == "" {
			unnamed, v.VirtualAccount = true, byDefault
		}
		named.VirtualRoles = append(named.VirtualRoles, v)
	}
	at := layout.MemberKey(m.AccountID, m.Person)
	return expectation{at: at, check: checkRoleWithoutVirtual, holds: func(layout.Item) bool { return !unnamed }, mend: func(layout.Item) []client.Write {
		if byDefault == "" {
			return nil
		}
		return []client.Write{client.Update(at, layout.Item{}, layout.MemberItem(named), "#roles = :roles", layout.Item{":roles": layout.MemberItem(m)["roles"]})}
	}}
}

package dynamo

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/retry"
)

var _ administration.Committer = (*Table)(nil)

// CommitAccount implements administration.Committer. It makes one transaction, which writes each item at most once. An
// account of an older release gets its version and its lists first, and the change is refused as a conflict.
func (t *Table) CommitAccount(ctx context.Context, c administration.Change) error {
	writes, err := t.accountWrites(ctx, c)
	if err != nil {
		return err
	}
	return t.client.Transact(ctx, writes)
}

// requireVersion returns nil if the account has a version. One of an older release gets its version and its lists, and
// requireVersion returns retry.ErrConflict.
func (t *Table) requireVersion(ctx context.Context, a account.Administered) error {
	if a.Version != 0 {
		return nil
	}
	if err := t.CompleteAccount(ctx, a.ID); err != nil {
		return err
	}
	return fmt.Errorf("account %s had no version: %w", a.ID, retry.ErrConflict)
}

// accountWrites returns the writes of a change of an account. It stores before them what does not fit into a transaction.
func (t *Table) accountWrites(ctx context.Context, c administration.Change) ([]client.Write, error) {
	if err := t.requireVersion(ctx, c.Before); err != nil {
		return nil, err
	}
	commit := accountCommit{Change: c}
	if err := t.readForCommit(ctx, &commit); err != nil {
		return nil, err
	}
	return commit.writes(), t.prepareOwn(ctx, c.Entry.At, commit.holders...)
}

// accountCommit is a change with what was read to store it. What it read is as it was at the version before the change, or
// the version refuses the transaction.
type accountCommit struct {
	administration.Change
	virtuals map[account.ID]*virtualUpdate
	members  map[layout.Key]layout.Item // as stored, and the FOLLOW items
	holders  []holder                   // who get own postings
	leavers  []holder                   // whose own postings go
	dispute  account.ID                 // whose settlement it is; empty: none
	former   []string                   // names under which items may still list the account
	actor    *account.Membership        // of the actor, if the account itself changes
	request  *account.Request           // which created the account, if the account itself changes; nil: there is none
}

// virtualUpdate is the write of a VIRTUAL item. before is nil for a new one, after for a deleted one.
type virtualUpdate struct{ before, after *account.VirtualAccount }

// readForCommit reads the items whose new values depend on stored ones: members, and Virtual Accounts whose counts change.
func (t *Table) readForCommit(ctx context.Context, c *accountCommit) error {
	id := c.After.ID
	c.virtuals = map[account.ID]*virtualUpdate{}
	keys := []layout.Key{layout.AccountKey(id)}
	changed := c.Before.Account != c.After.Account
	if changed {
		keys = append(keys, layout.MemberKey(id, account.Email(c.Entry.Actor)), layout.RequestKey(c.After.RequestID))
	}
	for _, m := range c.Members {
		for _, person := range personsOf(m) {
			keys = append(keys, layout.MemberKey(id, person), layout.FollowKey(id, person))
		}
	}
	slices.SortFunc(keys, layout.CompareKeys)
	keys = slices.Compact(keys)
	children, members := c.countChanges()
	given := map[account.ID]bool{}
	for _, v := range c.Virtuals {
		u := &virtualUpdate{v.Before, v.After}
		c.virtuals[u.id()], given[u.id()] = u, true
	}
	for _, counts := range []map[account.ID]int{children, members} {
		for of, n := range counts {
			if n != 0 && c.virtuals[of] == nil {
				c.virtuals[of] = &virtualUpdate{}
				keys = append(keys, layout.VirtualKey(id, of))
			}
		}
	}
	found, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return err
	}
	c.members = found
	stored := layout.NewReader(found[layout.AccountKey(id)])
	c.former = layout.Texts[string](stored, layout.AttrFormerNames)
	if stored.Err != nil {
		return fmt.Errorf("account %s: %w", id, stored.Err)
	}
	if changed {
		if err := c.readCopies(); err != nil {
			return err
		}
	}
	for of, u := range c.virtuals {
		if !given[of] {
			i := found[layout.VirtualKey(id, of)]
			if i == nil {
				return fmt.Errorf("virtual account %s: %w", of, retry.ErrConflict)
			}
			read := layout.NewReader(i)
			before := layout.ReadVirtual(read)
			if read.Err != nil {
				return fmt.Errorf("virtual account %s: %w", of, read.Err)
			}
			after := before
			u.before, u.after = &before, &after
		}
		if u.after != nil {
			after := *u.after
			after.Children += children[of]
			after.Members += members[of]
			u.after = &after
		}
	}
	for _, m := range c.Members {
		if m.Before != nil && (m.After == nil || m.After.Person != m.Before.Person) {
			c.leavers = append(c.leavers, c.holderOf(m.Before.Person))
		}
		if m.After != nil && (m.Before == nil || m.After.Person != m.Before.Person) {
			c.holders = append(c.holders, c.holderOf(m.After.Person))
		}
	}
	return nil
}

func (c *accountCommit) holderOf(person account.Email) holder {
	return holder{person: person, account: c.After.Account, member: true, follows: len(c.former) > 0 || c.members[layout.FollowKey(c.After.ID, person)] != nil}
}

// readCopies reads the items with copies of the account that change in the transaction.
func (c *accountCommit) readCopies() error {
	id := c.After.ID
	if i := c.members[layout.MemberKey(id, account.Email(c.Entry.Actor))]; i != nil {
		read := layout.NewReader(i)
		m := layout.ReadMember(read)
		if read.Err != nil {
			return fmt.Errorf("member of %s: %w", id, read.Err)
		}
		c.actor = &m
	}
	if i := c.members[layout.RequestKey(c.After.RequestID)]; i != nil {
		r, err := layout.ReadRequest(layout.NewReader(i))
		if err != nil {
			return err
		}
		c.request = &r
	}
	return nil
}

func personsOf(m administration.MemberChange) (persons []account.Email) {
	if m.Before != nil {
		persons = append(persons, m.Before.Person)
	}
	if m.After != nil {
		persons = append(persons, m.After.Person)
	}
	return persons
}

func (u virtualUpdate) id() account.ID {
	if u.after != nil {
		return u.after.ID
	}
	return u.before.ID
}

// countChanges returns by how much the change alters the number of children, and of members with a role by name, of each
// Virtual Account.
func (c *accountCommit) countChanges() (children, members map[account.ID]int) {
	children, members = map[account.ID]int{}, map[account.ID]int{}
	for _, v := range c.Virtuals {
		if v.Before != nil && v.Before.ParentID != "" {
			children[v.Before.ParentID]--
		}
		if v.After != nil && v.After.ParentID != "" {
			children[v.After.ParentID]++
		}
	}
	count := func(m *account.Membership, n int) {
		if m == nil {
			return
		}
		for _, v := range m.VirtualRoles {
			members[c.named(v)] += n
		}
	}
	for _, m := range c.Members {
		count(m.Before, -1)
		count(m.After, 1)
	}
	return children, members
}

// named returns the Virtual Account of a role. Roles of older releases name none and are on the default one.
func (c *accountCommit) named(v account.VirtualRole) account.ID {
	if v.VirtualAccount == "" {
		return c.Before.DefaultVirtual
	}
	return v.VirtualAccount
}

func (c *accountCommit) writes() []client.Write {
	logged, told := layout.LogItem(c.Entry), layout.ChangeMailItems(c.Mails, c.Entry.Version)
	logged.PutMaps(layout.AttrToldMails, told)
	writes := []client.Write{c.accountWrite(), client.Create(logged, client.Conflict)}
	for _, m := range c.Members {
		writes = append(writes, c.memberWrites(m)...)
	}
	for _, h := range c.holders {
		writes = append(writes, ownWrites(h)...)
	}
	for _, h := range c.leavers {
		writes = append(writes, ownDeletes(h)...)
	}
	for _, h := range slices.Concat(c.holders, c.leavers) {
		if h.ahead() {
			follow := layout.FollowItem(c.After.ID, h.person, c.After.Version)
			writes = append(writes, client.Put(follow, client.IsNew+" OR #version < :version", layout.Item{":version": layout.Number(c.After.Version)}, client.Conflict))
		}
	}
	for _, u := range c.virtuals {
		writes = append(writes, u.writes()...)
	}
	if c.Rules != nil {
		writes = append(writes, client.Put(layout.RulesItem(c.After.ID, c.Rules.After), client.IsNew+" OR "+client.Exists, nil, client.Conflict))
	}
	for _, m := range told {
		writes = append(writes, client.Create(m, client.Conflict))
	}
	for _, u := range c.Uses {
		writes = append(writes, usesWrite(u))
	}
	if c.Before.Account != c.After.Account {
		writes = append(writes, c.copyWrites()...)
	}
	if c.ReadSet != nil {
		writes = append(writes, seenChecks(*c.ReadSet, c.After.ID, c.Entry.At)...)
	}
	return writes
}

// accountWrite returns the write of the account, under the condition that it is at the version read, and active unless the change
// reopens it.
func (c *accountCommit) accountWrite() client.Write {
	after := layout.AdministeredItem(c.After)
	changed := c.Before.Account != c.After.Account
	if changed {
		former := append(slices.Clone(c.former), c.Before.Name)
		slices.Sort(former)
		layout.PutFormerNames(after, slices.Compact(former))
	}
	if changed || slices.ContainsFunc(slices.Concat(c.holders, c.leavers), holder.ahead) {
		layout.PutMark(after, markOf(c.After), c.After.ID, c.Entry.At)
	}
	status := account.AccountActive
	if c.reopens() {
		status = account.AccountCancelled
	}
	return client.Update(layout.AccountKey(c.After.ID), layout.AdministeredItem(c.Before), after,
		isAtVersion, atVersion(c.Before, status))
}

// reopens reports whether the change makes a closed account active again.
func (c *accountCommit) reopens() bool {
	return c.Before.Status == account.AccountCancelled && c.After.Status == account.AccountActive
}

// isAtVersion is the condition that an account has the version and the status of atVersion.
const isAtVersion = "#version = :version AND #accountStatus = :status"

func atVersion(a account.Administered, status account.AccountStatus) layout.Item {
	return layout.Item{":version": layout.Number(a.Version), ":status": layout.Text(string(status))}
}

// markOf returns the index mark of a version.
func markOf(a account.Administered) string { return string(a.ID) + ".v" + strconv.Itoa(a.Version) }

// memberWrites returns the writes of a membership, its row, its item among the administrators and its invitation.
func (c *accountCommit) memberWrites(m administration.MemberChange) (writes []client.Write) {
	if m.Before != nil && m.After != nil && m.Before.Person != m.After.Person {
		return append(c.memberWrites(administration.MemberChange{Before: m.Before}), c.memberWrites(administration.MemberChange{After: m.After})...)
	}
	id := c.After.ID
	var listedBefore, listedAfter string // orders among the administrators
	if m.Before != nil {
		stored := layout.NewReader(c.members[layout.MemberKey(id, m.Before.Person)])
		listedBefore = stored.Text(layout.AttrAdministratorOrder)
		if listedBefore == "" && m.Before.ConfirmedAdministrator() {
			listedBefore = layout.AdministratorOrder(*m.Before)
		}
	}
	switch {
	case m.After == nil:
		writes = append(writes,
			client.Delete(layout.MemberKey(id, m.Before.Person), client.Exists, nil),
			client.Delete(layout.MemberRowKey(m.Before.Person, layout.PlaceOf(c.After.Account)), c.rowCondition(), nil))
	case m.Before == nil:
		writes = append(writes,
			client.Create(c.memberItem(*m.After, nil), client.Conflict),
			client.Create(layout.MemberRowItem(*m.After, c.After.Account), client.Conflict))
	default:
		before := layout.StoredMemberItem(*m.Before, c.Entry.At)
		before["dueAt"], before["duePartition"] = layout.Number(0), layout.Text("") // the stored ones are of another time
		before.PutText(layout.AttrAdministratorOrder, listedBefore)
		writes = append(writes,
			client.Update(layout.MemberKey(id, m.Before.Person), before, c.memberItem(*m.After, m.Before), isMemberAsRead,
				layout.Item{":roles": layout.MemberItem(*m.Before)["roles"]}),
			client.Put(layout.MemberRowItem(*m.After, c.After.Account), c.rowCondition(), nil, client.Conflict))
	}
	if m.After != nil && m.After.ConfirmedAdministrator() {
		listedAfter = layout.AdministratorOrder(*m.After)
	}
	if listedBefore != listedAfter {
		if listedBefore != "" {
			writes = append(writes, client.Delete(layout.AdministratorKey(id, listedBefore), client.Exists, nil))
		}
		if listedAfter != "" {
			writes = append(writes, client.Create(layout.AdministratorItem(*m.After), client.Conflict))
		}
	}
	invitedBefore, invitedAfter := m.Before != nil && m.Before.Invited(), m.After != nil && m.After.Invited()
	switch {
	case invitedBefore && !invitedAfter:
		writes = append(writes, client.Delete(layout.InvitedKey(m.Before.Person, id), client.Exists, nil))
	case !invitedBefore && invitedAfter:
		writes = append(writes, client.Create(layout.InvitedItem(*m.After), client.Conflict))
	}
	return writes
}

// rowCondition returns the condition of the row of a member: it exists, unless rows still follow a change of the name.
func (c *accountCommit) rowCondition() string {
	if len(c.former) > 0 {
		return client.IsNew + " OR " + client.Exists
	}
	return client.Exists
}

// copyWrites returns the writes of the items that copy the account's name, visibility and status and change with it: the
// domain, name and look-alike items, the request with its row, and the actor's own row. Others follow through the index mark.
func (c *accountCommit) copyWrites() (writes []client.Write) {
	was, now := c.Before.Account, c.After.Account
	own := layout.Item{":account": layout.Text(string(now.ID))}
	domain, holds, values := layout.DomainItem(now), "#accountId = :account", maps.Clone(own)
	if now.Status == account.AccountCancelled {
		layout.PutFree(domain, c.After.FreeAt())
		writes = append(writes, leaveCrowds(was)...)
	} else {
		before, after := map[layout.Key]bool{}, map[layout.Key]bool{}
		if c.reopens() {
			holds, values[":now"] = holds+" AND #freeAt > :now", layout.Time(c.Entry.At)
			writes = append(writes, client.Put(layout.LookItem(now), isOwn, own, client.Conflict))
		} else {
			for _, i := range layout.NameLookItems(was) {
				before[layout.KeyOf(i)] = true
			}
		}
		writes = append(writes, client.Put(layout.NameItem(now), isOwn, own, client.Conflict))
		for _, i := range layout.NameLookItems(now) {
			if after[layout.KeyOf(i)] = true; !before[layout.KeyOf(i)] {
				writes = append(writes, client.Put(i, isOwn, own, client.Conflict))
			}
		}
		if from := layout.KeyOf(layout.NameItem(was)); from != layout.KeyOf(layout.NameItem(now)) {
			writes = append(writes, client.Delete(from, isOwn, own))
		}
		for k := range before {
			if !after[k] {
				writes = append(writes, client.Delete(k, isOwn, own))
			}
		}
	}
	writes = append(writes, client.Put(domain, holds, values, client.Conflict))
	if r := c.request; r != nil {
		next := *r
		next.Account = now
		writes = append(writes,
			client.Update(layout.RequestKey(r.ID), layout.RequestItem(*r), layout.RequestItem(next), "#version = :version", layout.Item{":version": layout.Number(r.Version)}),
			client.Put(layout.RequestRowItem(next), client.Exists, nil, client.Conflict))
	}
	if c.actor != nil {
		from, row := layout.MemberRowKey(c.actor.Person, layout.PlaceOf(was)), layout.MemberRowItem(*c.actor, now)
		writes = append(writes, client.Put(row, client.IsNew+" OR "+client.Exists, nil, client.Conflict))
		if from != layout.KeyOf(row) {
			writes = append(writes, client.Delete(from, client.IsNew+" OR "+client.Exists, nil))
		}
	}
	return writes
}

// isMemberAsRead is the condition that a member has the roles that were read.
const isMemberAsRead = "#roles = :roles"

// memberItem returns the item of a member, with the former roles if a settlement changes them.
func (c *accountCommit) memberItem(m account.Membership, had *account.Membership) layout.Item {
	i := layout.StoredMemberItem(m, c.Entry.At)
	i.PutText(layout.AttrDispute, string(c.dispute))
	if had != nil && c.dispute != "" {
		layout.PutFormerRoles(i, *had)
	}
	return i
}

// writes returns the writes of a Virtual Account and of its CHILD item, which keeps the names of siblings unique.
func (u virtualUpdate) writes() (writes []client.Write) {
	taken := func(layout.Item) error { return account.ErrNameTaken }
	switch {
	case u.before == nil:
		return []client.Write{
			client.Create(layout.VirtualItem(*u.after), client.Conflict),
			client.Create(layout.ChildItem(*u.after), taken),
		}
	case u.after == nil:
		const isEmpty = client.Exists + " AND attribute_not_exists(#children) AND attribute_not_exists(#members)"
		return []client.Write{
			client.Delete(layout.VirtualKey(u.before.AccountID, u.before.ID), isEmpty, nil),
			client.Delete(layout.ChildKey(*u.before), isVirtual, layout.Item{":virtual": layout.Text(string(u.before.ID))}),
		}
	}
	writes = []client.Write{client.Put(layout.VirtualItem(*u.after), client.Exists, nil, client.Conflict)}
	if from, to := layout.ChildKey(*u.before), layout.ChildKey(*u.after); from != to {
		writes = append(writes,
			client.Delete(from, isVirtual, layout.Item{":virtual": layout.Text(string(u.before.ID))}),
			client.Create(layout.ChildItem(*u.after), taken))
	}
	return writes
}

// isVirtual is the condition that a CHILD item is of the Virtual Account :virtual.
const isVirtual = "#virtualId = :virtual"

package dynamo

import (
	"context"
	"slices"
	"strconv"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// Commit implements workflow.Committer. It makes one transaction, which writes each item at most once.
func (t *Table) Commit(ctx context.Context, changes ...workflow.Change) error {
	for _, c := range changes {
		if err := t.prepareOwn(ctx, c.Event.At, holdersOf(c)...); err != nil {
			return err
		}
	}
	if err := t.markWaiting(ctx, changes...); err != nil {
		return err
	}
	return t.client.Transact(ctx, writesOf(changes))
}

func writesOf(changes []workflow.Change) []client.Write {
	var writes []client.Write
	for _, c := range changes {
		writes = append(writes, ChangeWrites(c)...)
	}
	return append(writes, domainWrites(changes)...)
}

// ItemsOfOpening returns the items that an opening change stores and that do not expire.
func ItemsOfOpening(c workflow.Change) []layout.Item {
	c.Mails, c.Record, c.ReadSet, c.Uses = nil, nil, nil, nil
	var all []layout.Item
	for _, w := range writesOf([]workflow.Change{c}) {
		all = append(all, w.Put.Item)
	}
	all = append(all, waitMarks(c)...)
	return append(all, itemsAhead(holdersOf(c))...)
}

// ChangeWrites returns the writes of a change without that of the domain item, which several changes may share.
func ChangeWrites(c workflow.Change) []client.Write {
	writes := []client.Write{requestWrite(c)}
	writes = append(writes, accountWrites(c)...)
	writes = append(writes, rowWrites(c)...)
	writes = append(writes, waitingWrites(c)...)
	for _, h := range holdersOf(c) {
		writes = append(writes, ownWrites(h)...)
	}
	writes = append(writes, client.Create(layout.EventItem(c.Event), client.Conflict))
	for _, m := range c.Mails {
		writes = append(writes, client.Create(layout.CalledMailItem(m, c.Event.Number), client.Conflict))
	}
	if c.Creation != nil {
		writes = append(writes, creationWrites(c)...)
	}
	if c.Code != nil {
		writes = append(writes, codeUse(*c.Code))
	}
	if c.Record != nil {
		writes = append(writes, recordWrite(*c.Record, c.Event.At))
	}
	if c.ReadSet != nil {
		writes = append(writes, seenChecks(*c.ReadSet, joinedBy(c), c.Event.At)...)
	}
	for _, u := range c.Uses {
		writes = append(writes, usesWrite(u))
	}
	if c.Administrator != nil {
		writes = append(writes, adminRoleChecks(*c.Administrator)...)
	}
	if c.Mail != nil {
		writes = append(writes, MailUpdate(*c.Mail))
	}
	if c.Address != nil {
		writes = append(writes, addressWrite(*c.Address))
	}
	return writes
}

func requestWrite(c workflow.Change) client.Write {
	after := layout.RequestItem(c.After)
	after[layout.AttrLatest] = layout.Latest(c)
	if c.Before == nil {
		return client.Create(after, client.Conflict)
	}
	// The version protects against concurrent writers; state and deadline are checked whatever the caller decided.
	condition := "#version = :version AND #state = :state"
	values := layout.Item{":version": layout.Number(c.Before.Version), ":state": layout.Text(string(c.Before.State))}
	if !c.Before.State.Ended() {
		values[":at"] = layout.Time(c.Event.At)
		if c.After.State == account.Expired {
			condition += " AND #pendingUntilAt <= :at"
		} else {
			condition += " AND #pendingUntilAt > :at"
		}
	}
	return client.Update(layout.RequestKey(c.After.ID), layout.RequestItem(*c.Before), after, condition, values)
}

// accountWrites returns the writes of the account and of its name and look-alike items. It sets the index mark only if public
// postings may change, or if own postings were stored before the transaction.
func accountWrites(c workflow.Change) []client.Write {
	after := layout.AccountItem(c.After.Account)
	if c.Creation != nil {
		a, _, _ := created(c)
		layout.PutAdministered(after, a)
	}
	mark := func() {
		layout.PutMark(after, string(c.After.ID)+"."+strconv.Itoa(c.After.Version), c.After.Account.ID, c.Event.At)
	}
	prepared := slices.ContainsFunc(holdersOf(c), holder.ahead)
	if c.Before == nil {
		if prepared {
			mark()
		}
		writes := []client.Write{client.Create(after, client.Conflict), client.Create(layout.NameItem(c.After.Account), client.Conflict), client.Create(layout.LookItem(c.After.Account), client.Conflict)}
		for _, look := range layout.NameLookItems(c.After.Account) {
			writes = append(writes, client.Create(look, client.Conflict))
		}
		return writes
	}
	was := c.Before.Account
	if was == c.After.Account {
		return nil
	}
	if was.FoundByPart() || c.After.Account.FoundByPart() || prepared {
		mark()
	}
	writes := []client.Write{client.Update(layout.AccountKey(was.ID), layout.AccountItem(was), after, isAccountAsRead, accountAsRead(was))}
	switch {
	case !holds(c.Before):
	case holds(&c.After): // exact matches show the copy in the name item, so it is replaced
		writes = append(writes, client.Put(layout.NameItem(c.After.Account), isOwn, layout.Item{":account": layout.Text(string(was.ID))}, client.Conflict))
	default:
		writes = append(writes, leaveCrowds(was)...)
	}
	return writes
}

// isAccountAsRead is the condition that the account has the name, identifier, request and status that were read.
const isAccountAsRead = "#accountStatus = :status AND #accountName = :name AND #domain = :domain AND #requestId = :request"

func accountAsRead(a account.Account) layout.Item {
	return layout.Item{
		":status": layout.Text(string(a.Status)), ":name": layout.Text(a.Name), ":domain": layout.Text(string(a.Domain)), ":request": layout.Text(string(a.RequestID)),
	}
}

// isOwn is the condition that an item belongs to the account or does not exist.
const isOwn = client.IsNew + " OR #accountId = :account"

// leaveCrowds returns the deletes of an account's name and look-alike items. The transaction depends on the account item as
// it was read, but not on these items being there: older versions of the character tables built other keys.
func leaveCrowds(a account.Account) []client.Write {
	own := layout.Item{":account": layout.Text(string(a.ID))}
	writes := []client.Write{
		client.Delete(layout.NameKey(account.FoldName(a.Name), a.ID), isOwn, own),
		client.Delete(layout.LookKey(a.Domain.Skeleton(), a.ID), isOwn, own),
	}
	for _, skeleton := range account.NameSkeletons(a.Name) {
		writes = append(writes, client.Delete(layout.NameLookKey(skeleton, a.ID), isOwn, own))
	}
	return writes
}

// holds reports whether the request holds its domain identifier.
func holds(r *account.Request) bool {
	return r != nil && r.Account.Status != account.AccountCancelled
}

// domainWrites returns the writes of domain items: it creates, updates and deletes them. If one change releases an
// identifier that another one takes, both are one write.
func domainWrites(changes []workflow.Change) []client.Write {
	released := map[account.Domain]account.ID{}
	for _, c := range changes {
		if holds(c.Before) && !holds(&c.After) {
			released[c.After.Account.Domain] = c.After.ID
		}
	}
	var writes []client.Write
	for _, c := range changes {
		if !holds(&c.After) {
			continue
		}
		domainItem := layout.DomainItem(c.After.Account)
		if holds(c.Before) {
			if c.Before.Account != c.After.Account {
				writes = append(writes, client.Put(domainItem, HeldBy, layout.Item{":holder": layout.Text(string(c.After.ID))}, client.Conflict))
			}
			continue
		}
		from, passes := released[c.After.Account.Domain]
		if !passes {
			writes = append(writes, client.Put(domainItem, isFree, layout.Item{":now": layout.Time(c.Event.At)}, func(layout.Item) error { return account.ErrDomainTaken }))
			continue
		}
		delete(released, c.After.Account.Domain)
		writes = append(writes, client.Put(domainItem, HeldBy, layout.Item{":holder": layout.Text(string(from))}, func(old layout.Item) error {
			if len(old) == 0 {
				return retry.ErrConflict // another change has released the identifier: the use case reads again
			}
			return account.ErrDomainTaken
		}))
	}
	for domain, holder := range released {
		writes = append(writes, client.Delete(layout.DomainKey(domain), HeldBy, layout.Item{":holder": layout.Text(string(holder))}))
	}
	return writes
}

// isFree is the condition that no account holds the identifier of a domain item, or that a closed one no longer does.
const isFree = client.IsNew + " OR #freeAt <= :now"

// HeldBy is the condition that a domain item is of the request :holder.
const HeldBy = "#requestId = :holder"

// relists reports whether a change affects the requester's row.
func relists(c workflow.Change) bool {
	return c.Before.State != c.After.State || c.Before.Account != c.After.Account
}

// rowWrites returns the writes of the requester's row, which is among the pending ones first and then among those that ended.
func rowWrites(c workflow.Change) []client.Write {
	switch {
	case c.Before == nil:
		return []client.Write{client.Create(layout.RequestRowItem(c.After), client.Conflict)}
	case !relists(c):
		return nil
	case c.Before.State.Ended() == c.After.State.Ended():
		return []client.Write{client.Put(layout.RequestRowItem(c.After), client.Exists, nil, client.Conflict)}
	default:
		return []client.Write{
			client.Delete(layout.RowKeyOf(*c.Before), client.Exists, nil),
			client.Create(layout.RequestRowItem(c.After), client.Conflict),
		}
	}
}

// creationWrites returns the writes of what an approval creates.
func creationWrites(c workflow.Change) []client.Write {
	writes := []client.Write{
		client.Create(layout.StoredMemberItem(c.Creation.Administrator, c.Event.At), client.Conflict),
		client.Create(layout.MemberRowItem(c.Creation.Administrator, c.After.Account), client.Conflict),
		client.Create(layout.VirtualItem(c.Creation.VirtualAccount), client.Conflict),
	}
	a, members, virtuals := created(c)
	for _, i := range ListItems(a, c.Event.Actor, c.Event.At, members, virtuals) {
		writes = append(writes, client.Create(i, client.Conflict))
	}
	return writes
}

// created returns the account of an approval, of which it is the first version, with its members and Virtual Accounts.
func created(c workflow.Change) (account.Administered, []account.Membership, []account.VirtualAccount) {
	members, virtuals := []account.Membership{c.Creation.Administrator}, []account.VirtualAccount{c.Creation.VirtualAccount}
	return Counted(account.Administered{Account: c.After.Account, Version: 1}, members, virtuals), members, virtuals
}

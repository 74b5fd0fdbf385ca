package dynamo

import (
	"context"
	"slices"
	"strconv"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// Commit implements workflow.Committer in one transaction. Each item of it is written once.
func (t *Table) Commit(ctx context.Context, changes ...workflow.Change) error {
	for _, c := range changes {
		if err := t.prepareOwn(ctx, c.Event.At, holdersOf(c)...); err != nil {
			return err
		}
	}
	return t.client.transact(ctx, writesOf(changes))
}

func writesOf(changes []workflow.Change) []write {
	var writes []write
	for _, c := range changes {
		writes = append(writes, changeWrites(c)...)
	}
	return append(writes, domainWrites(changes)...)
}

// itemsOfOpening are what the change stores for good.
func itemsOfOpening(c workflow.Change) []item {
	c.Mails, c.Record, c.ReadSet, c.Uses = nil, nil, nil, nil
	var all []item
	for _, w := range writesOf([]workflow.Change{c}) {
		all = append(all, w.Put.Item)
	}
	return append(all, itemsAhead(holdersOf(c))...)
}

// changeWrites stores a change but for the identifier, which another change may claim.
func changeWrites(c workflow.Change) []write {
	writes := []write{requestWrite(c)}
	writes = append(writes, accountWrites(c)...)
	writes = append(writes, rowWrites(c)...)
	for _, h := range holdersOf(c) {
		writes = append(writes, ownWrites(h)...)
	}
	writes = append(writes, create(eventItem(c.Event), conflict))
	for _, m := range c.Mails {
		writes = append(writes, create(calledFor(m, c.Event.Number), conflict))
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
		writes = append(writes, mailUpdate(*c.Mail))
	}
	if c.Address != nil {
		writes = append(writes, addressWrite(*c.Address))
	}
	return writes
}

func requestWrite(c workflow.Change) write {
	after := requestItem(c.After)
	after[latest] = latestOf(c)
	if c.Before == nil {
		return create(after, conflict)
	}
	// The version alone would do against other writers; the rest holds whatever the caller believes.
	condition := "#version = :version AND #state = :state"
	values := item{":version": number(c.Before.Version), ":state": text(string(c.Before.State))}
	if !c.Before.State.Ended() {
		values[":at"] = instant(c.Event.At)
		if c.After.State == account.Expired {
			condition += " AND #pendingUntilAt <= :at"
		} else {
			condition += " AND #pendingUntilAt > :at"
		}
	}
	return update(requestKey(c.After.ID), requestItem(*c.Before), after, condition, values)
}

// accountWrites stores the account with its listing by name. The index mark is set only when what
// strangers find may change, or own postings were stored before the transaction.
func accountWrites(c workflow.Change) []write {
	after := accountItem(c.After.Account)
	mark := func() {
		putMark(after, string(c.After.ID)+"."+strconv.Itoa(c.After.Version), c.After.Account.ID, c.Event.At)
	}
	prepared := slices.ContainsFunc(holdersOf(c), holder.ahead)
	if c.Before == nil {
		if prepared {
			mark()
		}
		writes := []write{create(after, conflict), create(nameItem(c.After.Account), conflict), create(lookItem(c.After.Account), conflict)}
		for _, look := range nameLookItems(c.After.Account) {
			writes = append(writes, create(look, conflict))
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
	writes := []write{update(accountKey(was.ID), accountItem(was), after, isAccountAsRead, accountAsRead(was))}
	switch {
	case !holds(c.Before):
	case holds(&c.After): // by its whole name and its identifier it is found as it is now
		writes = append(writes, put(nameItem(c.After.Account), isOwn, item{":account": text(string(was.ID))}, conflict))
	default:
		writes = append(writes, leaveCrowds(was)...)
	}
	return writes
}

// isAccountAsRead holds a change of an account to what its keys are made of, its request and its status.
const isAccountAsRead = "#accountStatus = :status AND #accountName = :name AND #domain = :domain AND #requestId = :request"

func accountAsRead(a account.Account) item {
	return item{
		":status": text(string(a.Status)), ":name": text(a.Name), ":domain": text(string(a.Domain)), ":request": text(string(a.RequestID)),
	}
}

// isOwn lets a mark of the account be missing.
const isOwn = isNew + " OR #accountId = :account"

// leaveCrowds takes an account out of those that people may take it for. Its own item holds the transaction to what was
// read. Whether it is listed does not: these keys are made by tables of characters, and who was listed by
// older ones is still to come to an end.
func leaveCrowds(a account.Account) []write {
	own := item{":account": text(string(a.ID))}
	writes := []write{
		remove(nameKey(account.FoldName(a.Name), a.ID), isOwn, own),
		remove(lookKey(a.Domain.Skeleton(), a.ID), isOwn, own),
	}
	for _, skeleton := range account.NameSkeletons(a.Name) {
		writes = append(writes, remove(nameLookKey(skeleton, a.ID), isOwn, own))
	}
	return writes
}

// holds reports whether the request keeps its domain identifier from others.
func holds(r *account.Request) bool {
	return r != nil && r.Account.Status != account.AccountCancelled
}

// domainWrites claims, renews and releases markers. One that a change releases and another claims is one
// write: the marker passes on.
func domainWrites(changes []workflow.Change) []write {
	released := map[account.Domain]account.ID{}
	for _, c := range changes {
		if holds(c.Before) && !holds(&c.After) {
			released[c.After.Account.Domain] = c.After.ID
		}
	}
	var writes []write
	for _, c := range changes {
		if !holds(&c.After) {
			continue
		}
		marker := domainItem(c.After.Account)
		if holds(c.Before) {
			if c.Before.Account != c.After.Account {
				writes = append(writes, put(marker, heldBy, item{":holder": text(string(c.After.ID))}, conflict))
			}
			continue
		}
		from, passes := released[c.After.Account.Domain]
		if !passes {
			writes = append(writes, create(marker, func(item) error { return account.ErrDomainTaken }))
			continue
		}
		delete(released, c.After.Account.Domain)
		writes = append(writes, put(marker, heldBy, item{":holder": text(string(from))}, func(old item) error {
			if len(old) == 0 {
				return retry.ErrConflict // it has been released already: to be claimed as a free one
			}
			return account.ErrDomainTaken
		}))
	}
	for domain, holder := range released {
		writes = append(writes, remove(domainKey(domain), heldBy, item{":holder": text(string(holder))}))
	}
	return writes
}

const heldBy = "#requestId = :holder"

func domainItem(a account.Account) item {
	i := newItem(domainKey(a.Domain))
	putAccount(i, a)
	return i
}

func nameItem(a account.Account) item {
	i := newItem(nameKey(account.FoldName(a.Name), a.ID))
	putAccount(i, a)
	return i
}

func lookItem(a account.Account) item {
	i := newItem(lookKey(a.Domain.Skeleton(), a.ID))
	i.putText("accountId", string(a.ID))
	return i
}

// nameLookItems are one for each skeleton of the name.
func nameLookItems(a account.Account) []item {
	var items []item
	for _, skeleton := range account.NameSkeletons(a.Name) {
		i := newItem(nameLookKey(skeleton, a.ID))
		i.putText("accountId", string(a.ID))
		items = append(items, i)
	}
	return items
}

// relists reports whether a change shows in the requester's row.
func relists(c workflow.Change) bool {
	return c.Before.State != c.After.State || c.Before.Account != c.After.Account
}

// rowWrites keeps the requester's row: among the pending ones, then among those that ended.
func rowWrites(c workflow.Change) []write {
	switch {
	case c.Before == nil:
		return []write{create(requestRowItem(c.After), conflict)}
	case !relists(c):
		return nil
	case c.Before.State.Ended() == c.After.State.Ended():
		return []write{put(requestRowItem(c.After), exists, nil, conflict)}
	default:
		return []write{
			remove(rowKeyOf(*c.Before), exists, nil),
			create(requestRowItem(c.After), conflict),
		}
	}
}

// creationWrites stores what an approval brings into being.
func creationWrites(c workflow.Change) []write {
	return []write{
		create(memberItem(c.Creation.Administrator), conflict),
		create(memberRowItem(c.Creation.Administrator, c.After.Account), conflict),
		create(virtualItem(c.Creation.VirtualAccount), conflict),
	}
}

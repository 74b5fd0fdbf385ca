package dynamo

import (
	"context"
	"errors"
	"fmt"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// OpenDispute implements workflow.Disputes.Store.
func (t *Table) OpenDispute(ctx context.Context, d account.Dispute, mails []workflow.Mail, uses ...workflow.UsesChange) (account.Dispute, error) {
	openItem := layout.OpenDisputeItem(d)
	raised := layout.RaisedItem(d)
	var first account.ID
	opened, told := layout.DisputeItem(d), layout.ToldMailItems(d.ID, mails)
	opened.PutMaps(layout.AttrToldMails, told)
	writes := []client.Write{
		client.Create(opened, client.Conflict),
		client.Create(openItem, func(old layout.Item) error {
			first = account.ID(layout.NewReader(old).Text(layout.AttrDispute))
			return retry.ErrConflict
		}),
		client.Create(raised, client.Conflict),
	}
	for _, m := range told {
		writes = append(writes, client.Create(m, client.Conflict))
	}
	for _, u := range uses {
		writes = append(writes, usesWrite(u))
	}
	err := t.client.Transact(ctx, writes)
	if !errors.Is(err, retry.ErrConflict) || first == "" {
		return d, err
	}
	open, readErr := t.Dispute(ctx, first)
	if readErr == nil && open.Settlement != nil {
		return d, err // it is no longer open
	}
	return open, readErr
}

// OpenDisputeAbout implements workflow.Disputes.Store.
func (t *Table) OpenDisputeAbout(ctx context.Context, domain account.Domain, person account.Email) (account.Dispute, error) {
	openItem, err := t.client.Get(ctx, layout.DisputedKey(string(domain), person))
	if err != nil {
		return account.Dispute{}, err
	}
	first := account.ID(openItem.Text(layout.AttrDispute))
	if openItem.Err != nil {
		return account.Dispute{}, fmt.Errorf("dispute about %s: %w", domain, openItem.Err)
	}
	d, err := t.Dispute(ctx, first)
	if err == nil && d.Settlement != nil {
		return account.Dispute{}, account.ErrNotFound // settled between the two reads
	}
	return d, err
}

// DisputesBy implements workflow.Disputes.Store.
func (t *Table) DisputesBy(ctx context.Context, person account.Email, most int) ([]account.Dispute, error) {
	in := client.InPartition(layout.RaisedKey(person, "").PK, layout.PrefixRaised)
	in.Limit = client.Limit(most)
	var raised []layout.Key
	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return nil, err
		}
		read := layout.NewReader(i)
		if raised = append(raised, layout.DisputeKey(account.ID(read.Text(layout.AttrDispute)))); read.Err != nil {
			return nil, fmt.Errorf("disputes by a person: %w", read.Err)
		}
		if len(raised) == most {
			break
		}
	}
	found, err := t.client.GetAll(ctx, raised...)
	if err != nil {
		return nil, err
	}
	var disputes []account.Dispute
	for _, k := range raised {
		if found[k] == nil {
			continue
		}
		d, err := layout.ReadDispute(layout.NewReader(found[k]))
		if err != nil {
			return nil, err
		}
		disputes = append(disputes, d)
	}
	return disputes, nil
}

// ChangeDispute implements workflow.Disputes.Store.
func (t *Table) ChangeDispute(ctx context.Context, read, next account.Dispute, mails []workflow.Mail) error {
	after, told := layout.DisputeItem(next), layout.ToldMailItems(read.ID, mails)
	if len(told) > 0 {
		after.PutMaps(layout.AttrToldMails, told)
	}
	condition, values := isDisputeAsRead(read)
	writes := []client.Write{client.Update(layout.DisputeKey(read.ID), layout.DisputeItem(read), after, condition, values)}
	for _, m := range told {
		writes = append(writes, client.Create(m, client.Conflict))
	}
	return t.client.Transact(ctx, writes)
}

// isDisputeAsRead returns the condition that an open dispute is as it was read.
func isDisputeAsRead(read account.Dispute) (condition string, values layout.Item) {
	const open = client.Exists + " AND attribute_not_exists(#settledAt) AND "
	if read.Version == 0 {
		return open + "attribute_not_exists(#version)", nil
	}
	return open + "#version = :version", layout.Item{":version": layout.Number(read.Version)}
}

// Dispute implements workflow.Disputes.Store.
func (t *Table) Dispute(ctx context.Context, id account.ID) (account.Dispute, error) {
	read, err := t.client.Get(ctx, layout.DisputeKey(id))
	if err != nil {
		return account.Dispute{}, err
	}
	return layout.ReadDispute(read)
}

// Disputes implements workflow.Disputes.Store.
func (t *Table) Disputes(ctx context.Context, settled bool, after string, most int) ([]account.Dispute, string, error) {
	list := layout.ListDisputes
	if settled {
		list = layout.ListSettled
	}
	return listed(ctx, t, list, after, most, layout.ReadDispute)
}

// Settle implements workflow.Disputes.Store.
func (t *Table) Settle(ctx context.Context, s workflow.Settlement) error {
	d := s.Dispute
	open := d
	open.Settlement = nil
	settled, told := layout.DisputeItem(d), layout.ToldMailItems(d.ID, s.Mails)
	settled.PutMaps(layout.AttrToldMails, told)
	condition, values := isDisputeAsRead(open)
	writes := []client.Write{client.Update(layout.DisputeKey(d.ID), layout.DisputeItem(open), settled, condition, values)}
	remove, err := t.removeOpenItem(ctx, d)
	if err != nil {
		return err
	}
	writes = append(writes, remove)
	if h, comes := appointee(s); comes {
		if err := t.prepareOwn(ctx, d.Settlement.At, h); err != nil {
			return err
		}
	}
	for _, m := range told {
		writes = append(writes, client.Create(m, client.Conflict))
	}
	switch {
	case s.Appointed != nil:
		writes = append(writes, appointment(s)...)
	case s.Cancelled != nil:
		writes = append(writes, cancellation(s)...)
	case s.Ended != nil:
		writes = append(writes, writesOf([]workflow.Change{*s.Ended})...)
	}
	return t.client.Transact(ctx, writes)
}

// removeOpenItem returns the delete of the item of the open dispute, which may have its former key.
func (t *Table) removeOpenItem(ctx context.Context, d account.Dispute) (client.Write, error) {
	at := layout.DisputedKeyOf(d)
	openItem, err := t.client.Get(ctx, at)
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		return client.Write{}, err
	}
	if err != nil || openItem.Text(layout.AttrDispute) != string(d.ID) {
		at = layout.FormerDisputedKeyOf(d)
	}
	return client.Delete(at, "#disputeId = :id", layout.Item{":id": layout.Text(string(d.ID))}), nil
}

// appointment returns the writes that give a person a role in an active account.
func appointment(s workflow.Settlement) []client.Write {
	i, row := layout.MemberItem(*s.Appointed), layout.MemberRowItem(*s.Appointed, s.Account)
	i.PutText(layout.AttrDispute, string(s.Dispute.ID))
	const isActive = "#accountStatus = :active"
	values := layout.Item{":active": layout.Text(string(account.AccountActive))}
	active := client.Check(layout.AccountKey(s.Account.ID), isActive, values)
	if h, comes := appointee(s); comes {
		if h.ahead() {
			marked := layout.Item{}
			layout.PutMark(marked, string(s.Dispute.ID), s.Account.ID, s.Dispute.Settlement.At)
			active = client.Update(layout.AccountKey(s.Account.ID), layout.Item{}, marked, isActive, values)
		}
		return append([]client.Write{active, client.Create(i, client.Conflict), client.Create(row, client.Conflict)}, ownWrites(h)...)
	}
	had := layout.MemberItem(*s.Had)
	layout.PutFormerRoles(i, *s.Had)
	return []client.Write{active, client.Put(i, "#roles = :roles", layout.Item{":roles": had["roles"]}, client.Conflict), client.Put(row, client.Exists, nil, client.Conflict)}
}

// appointee returns the person who becomes a member of the account by the settlement; false if there is none.
func appointee(s workflow.Settlement) (holder, bool) {
	if s.Appointed == nil || s.Had != nil {
		return holder{}, false
	}
	return holder{person: s.Appointed.Person, account: s.Account, member: true}, true
}

// cancellation returns the writes that cancel an active account. The rows of its members, which may be many, and its
// postings follow through the index mark.
func cancellation(s workflow.Settlement) []client.Write {
	was := s.Account
	writes := append(leaveCrowds(was), client.Delete(layout.DomainKey(was.Domain), HeldBy, layout.Item{":holder": layout.Text(string(was.RequestID))}))
	if s.Request != nil {
		writes = append(writes, requestWrite(*s.Request), client.Create(layout.EventItem(s.Request.Event), client.Conflict))
		writes = append(writes, rowWrites(*s.Request)...)
	}
	after := layout.AccountItem(*s.Cancelled)
	layout.PutMark(after, string(s.Dispute.ID), was.ID, s.Dispute.Settlement.At)
	return append(writes, client.Update(layout.AccountKey(was.ID), layout.AccountItem(was), after, isAccountAsRead, accountAsRead(was)))
}

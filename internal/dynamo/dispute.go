package dynamo

import (
	"context"
	"errors"
	"fmt"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
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
	for _, m := range told {
		writes = append(writes, client.Create(m, client.Conflict))
	}
	switch {
	case s.Appointed != nil:
		given, err := t.appointment(ctx, s)
		if err != nil {
			return err
		}
		writes = append(writes, given...)
	case s.Cancelled != nil:
		cancelled, err := t.cancellation(ctx, s)
		if err != nil {
			return err
		}
		writes = append(writes, cancelled...)
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

// appointment returns the writes that give a person a role in an active account, as a change of its members.
func (t *Table) appointment(ctx context.Context, s workflow.Settlement) ([]client.Write, error) {
	before, err := t.administered(ctx, s.Account.ID)
	if err != nil {
		return nil, err
	}
	if before.Account != s.Account {
		return nil, retry.ErrConflict // it changed after it was read
	}
	after, err := before.ReplaceMember(s.Had, s.Appointed)
	if err != nil {
		return nil, err
	}
	d := s.Dispute
	c := accountCommit{dispute: d.ID, Change: administration.Change{
		Before: before, After: after, Members: []administration.MemberChange{{Before: s.Had, After: s.Appointed}},
		Entry: account.LogEntry{
			AccountID: after.ID, Version: after.Version, At: d.Settlement.At, Kind: account.LogAppointed, Actor: account.Actor(d.Settlement.By),
			Detail: map[string]string{account.LogDispute: string(d.ID), account.LogMember: string(s.Appointed.Person)},
		},
	}}
	if err := t.readForCommit(ctx, &c); err != nil {
		return nil, err
	}
	return c.writes(), t.prepareOwn(ctx, d.Settlement.At, c.holders...)
}

// administered returns an account with its version, which one of an older release gets now. It returns retry.ErrConflict if
// the account is not active.
func (t *Table) administered(ctx context.Context, id account.ID) (account.Administered, error) {
	if err := t.CompleteAccount(ctx, id); err != nil && !errors.Is(err, account.ErrNotFound) {
		return account.Administered{}, err
	}
	a, _, err := t.Standing(ctx, id, "-")
	if errors.Is(err, account.ErrNotFound) || err == nil && (a.Status != account.AccountActive || a.Version == 0) {
		err = retry.ErrConflict
	}
	return a, err
}

// cancellation returns the writes that cancel an active account. The rows of its members, which may be many, and its
// postings follow through the index mark.
func (t *Table) cancellation(ctx context.Context, s workflow.Settlement) ([]client.Write, error) {
	was := s.Account
	before, err := t.administered(ctx, was.ID)
	if err != nil {
		return nil, err
	}
	writes := append(leaveCrowds(was), client.Delete(layout.DomainKey(was.Domain), HeldBy, layout.Item{":holder": layout.Text(string(was.RequestID))}))
	if s.Request != nil {
		writes = append(writes, requestWrite(*s.Request), client.Create(layout.EventItem(s.Request.Event), client.Conflict))
		writes = append(writes, rowWrites(*s.Request)...)
	}
	stored, next := before, before
	stored.Account, next.Account = was, *s.Cancelled
	next.Version++
	next.Waiting = nil
	after := layout.AdministeredItem(next)
	layout.PutMark(after, string(s.Dispute.ID), was.ID, s.Dispute.Settlement.At)
	values := accountAsRead(was)
	values[":version"] = layout.Number(before.Version)
	return append(writes,
		client.Update(layout.AccountKey(was.ID), layout.AdministeredItem(stored), after, isAccountAsRead+" AND #version = :version", values),
		client.Create(layout.LogItem(account.LogEntry{
			AccountID: was.ID, Version: next.Version, At: s.Dispute.Settlement.At, Kind: account.LogCancelled,
			Actor: account.Actor(s.Dispute.Settlement.By), Detail: map[string]string{account.LogDispute: string(s.Dispute.ID)},
		}), client.Conflict)), nil
}

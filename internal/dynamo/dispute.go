package dynamo

import (
	"context"
	"errors"
	"fmt"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// OpenDispute implements workflow.Disputes' store.
func (t *Table) OpenDispute(ctx context.Context, d account.Dispute, mails []workflow.Mail, uses ...workflow.UsesChange) (account.Dispute, error) {
	mark := openDisputeItem(d)
	raised := raisedItem(d)
	var first account.ID
	opened, told := disputeItem(d), toldOf(d.ID, mails)
	opened.putMaps(toldMails, told)
	writes := []write{
		create(opened, conflict),
		create(mark, func(old item) error {
			first = account.ID(newReader(old).text(disputed))
			return retry.ErrConflict
		}),
		create(raised, conflict),
	}
	for _, m := range told {
		writes = append(writes, create(m, conflict))
	}
	for _, u := range uses {
		writes = append(writes, usesWrite(u))
	}
	err := t.client.transact(ctx, writes)
	if !errors.Is(err, retry.ErrConflict) || first == "" {
		return d, err
	}
	open, readErr := t.Dispute(ctx, first)
	if readErr == nil && open.Settlement != nil {
		return d, err // it is no longer open
	}
	return open, readErr
}

// OpenDisputeAbout implements workflow.Disputes' store.
func (t *Table) OpenDisputeAbout(ctx context.Context, domain account.Domain, person account.Email) (account.Dispute, error) {
	mark, err := t.client.get(ctx, disputedKey(string(domain), person))
	if err != nil {
		return account.Dispute{}, err
	}
	first := account.ID(mark.text(disputed))
	if mark.err != nil {
		return account.Dispute{}, fmt.Errorf("dispute about %s: %w", domain, mark.err)
	}
	d, err := t.Dispute(ctx, first)
	if err == nil && d.Settlement != nil {
		return account.Dispute{}, account.ErrNotFound // settled between the two reads
	}
	return d, err
}

// DisputesBy implements workflow.Disputes' store.
func (t *Table) DisputesBy(ctx context.Context, person account.Email, most int) ([]account.Dispute, error) {
	in := within(raisedKey(person, "").PK, prefixRaised)
	in.Limit = limit(most)
	var raised []Key
	for i, err := range t.client.query(ctx, in) {
		if err != nil {
			return nil, err
		}
		read := newReader(i)
		if raised = append(raised, disputeKey(account.ID(read.text(disputed)))); read.err != nil {
			return nil, fmt.Errorf("disputes by a person: %w", read.err)
		}
		if len(raised) == most {
			break
		}
	}
	found, err := t.client.getAll(ctx, raised...)
	if err != nil {
		return nil, err
	}
	var disputes []account.Dispute
	for _, k := range raised {
		if found[k] == nil {
			continue
		}
		d, err := readDispute(newReader(found[k]))
		if err != nil {
			return nil, err
		}
		disputes = append(disputes, d)
	}
	return disputes, nil
}

// raisedItem is the line of the dispute among those of who raised it.
func raisedItem(d account.Dispute) item {
	i := newItem(raisedKeyOf(d))
	i.putText(disputed, string(d.ID))
	return i
}

// openDisputeItem is the item that exists while the dispute is open.
func openDisputeItem(d account.Dispute) item {
	i := newItem(disputedKeyOf(d))
	i.putText(disputed, string(d.ID))
	return i
}

// ChangeDispute implements workflow.Disputes' store.
func (t *Table) ChangeDispute(ctx context.Context, read, next account.Dispute, mails []workflow.Mail) error {
	after, told := disputeItem(next), toldOf(read.ID, mails)
	if len(told) > 0 {
		after.putMaps(toldMails, told)
	}
	condition, values := isDisputeAsRead(read)
	writes := []write{update(disputeKey(read.ID), disputeItem(read), after, condition, values)}
	for _, m := range told {
		writes = append(writes, create(m, conflict))
	}
	return t.client.transact(ctx, writes)
}

// isDisputeAsRead is the condition that an open dispute is as it was read.
func isDisputeAsRead(read account.Dispute) (condition string, values item) {
	const open = exists + " AND attribute_not_exists(#settledAt) AND "
	if read.Version == 0 {
		return open + "attribute_not_exists(#version)", nil
	}
	return open + "#version = :version", item{":version": number(read.Version)}
}

// Dispute implements workflow.Disputes' store.
func (t *Table) Dispute(ctx context.Context, id account.ID) (account.Dispute, error) {
	read, err := t.client.get(ctx, disputeKey(id))
	if err != nil {
		return account.Dispute{}, err
	}
	return readDispute(read)
}

// Disputes implements workflow.Disputes' store.
func (t *Table) Disputes(ctx context.Context, settled bool, after string, most int) ([]account.Dispute, string, error) {
	list := listDisputes
	if settled {
		list = listSettled
	}
	return listed(ctx, t, list, after, most, readDispute)
}

// Settle implements workflow.Disputes' store.
func (t *Table) Settle(ctx context.Context, s workflow.Settlement) error {
	d := s.Dispute
	open := d
	open.Settlement = nil
	settled, told := disputeItem(d), toldOf(d.ID, s.Mails)
	settled.putMaps(toldMails, told)
	condition, values := isDisputeAsRead(open)
	writes := []write{update(disputeKey(d.ID), disputeItem(open), settled, condition, values)}
	unmark, err := t.unmark(ctx, d)
	if err != nil {
		return err
	}
	writes = append(writes, unmark)
	if h, comes := appointee(s); comes {
		if err := t.prepareOwn(ctx, d.Settlement.At, h); err != nil {
			return err
		}
	}
	for _, m := range told {
		writes = append(writes, create(m, conflict))
	}
	switch {
	case s.Appointed != nil:
		writes = append(writes, appointment(s)...)
	case s.Cancelled != nil:
		writes = append(writes, cancellation(s)...)
	case s.Ended != nil:
		writes = append(writes, writesOf([]workflow.Change{*s.Ended})...)
	}
	return t.client.transact(ctx, writes)
}

// unmark removes the mark of the open dispute, wherever it stands.
func (t *Table) unmark(ctx context.Context, d account.Dispute) (write, error) {
	at := disputedKeyOf(d)
	mark, err := t.client.get(ctx, at)
	if err != nil && !errors.Is(err, account.ErrNotFound) {
		return write{}, err
	}
	if err != nil || mark.text(disputed) != string(d.ID) {
		at = formerDisputedKeyOf(d)
	}
	return remove(at, "#disputeId = :id", item{":id": text(string(d.ID))}), nil
}

// toldMails names the attribute in which a dispute has the mails of its last step once more, and disputed that in
// which a mail, or the membership that a settlement gave, has its dispute's id: so what belongs together can be told.
const (
	toldMails = "toldMails"
	disputed  = "disputeId"
)

// toldOf are the mails as a dispute's step leaves them.
func toldOf(id account.ID, mails []workflow.Mail) (told []item) {
	for _, m := range mails {
		m.DisputeID = id
		told = append(told, mailItem(queued(m)))
	}
	return told
}

// appointment gives a person a role in an account that is active.
func appointment(s workflow.Settlement) []write {
	i, row := memberItem(*s.Appointed), memberRowItem(*s.Appointed, s.Account)
	i.putText(disputed, string(s.Dispute.ID))
	const isActive = "#accountStatus = :active"
	values := item{":active": text(string(account.AccountActive))}
	active := check(accountKey(s.Account.ID), isActive, values)
	if h, comes := appointee(s); comes {
		if h.ahead() {
			marked := item{}
			putMark(marked, string(s.Dispute.ID), s.Account.ID, s.Dispute.Settlement.At)
			active = update(accountKey(s.Account.ID), item{}, marked, isActive, values)
		}
		return append([]write{active, create(i, conflict), create(row, conflict)}, ownWrites(h)...)
	}
	had := memberItem(*s.Had)
	return []write{active, put(i, "#roles = :roles", item{":roles": had["roles"]}, conflict), put(row, exists, nil, conflict)}
}

// appointee returns who becomes a member of the account by the settlement; false if no one does.
func appointee(s workflow.Settlement) (holder, bool) {
	if s.Appointed == nil || s.Had != nil {
		return holder{}, false
	}
	return holder{s.Appointed.Person, s.Account, true}, true
}

// cancellation takes an active account back. Its lines in the directories of those who belong to it,
// which may be many, and in the public list follow through the index mark.
func cancellation(s workflow.Settlement) []write {
	was := s.Account
	writes := append(leaveCrowds(was), remove(domainKey(was.Domain), heldBy, item{":holder": text(string(was.RequestID))}))
	if s.Request != nil {
		writes = append(writes, requestWrite(*s.Request), create(eventItem(s.Request.Event), conflict))
		writes = append(writes, rowWrites(*s.Request)...)
	}
	after := accountItem(*s.Cancelled)
	putMark(after, string(s.Dispute.ID), was.ID, s.Dispute.Settlement.At)
	return append(writes, update(accountKey(was.ID), accountItem(was), after, isAccountAsRead, accountAsRead(was)))
}

func disputeItem(d account.Dispute) item {
	i := newItem(disputeKey(d.ID))
	putLikeness(i, d.Account)
	i.putText("requestId", string(d.RequestID))
	i.putText("disputedBy", string(d.By))
	i.putText("note", d.Note)
	i.putTime("createdAt", d.OpenedAt)
	i.putText("rowOrder", d.Order)
	i.putText("language", string(d.Language))
	i.putNumber("version", d.Version)
	i.putTime("provedAt", d.ProvedAt)
	i.putTime("endsAt", d.EndsAt)
	i.putTime("lookAt", d.LookAt)
	s := d.Settlement
	if s == nil {
		i.putText("listStatus", listDisputes)
		if due := d.DueAt(); !due.IsZero() {
			i.putText("duePartition", duePartition(dueDisputes, d.ID))
			i.putTime("dueAt", due)
		}
		return i
	}
	i.putText("listStatus", listSettled)
	i.putTime("settledAt", s.At)
	i.putText("settledBy", string(s.By))
	i.putText("outcome", string(s.Outcome))
	i.putText("reason", s.Reason)
	i.putText("administrator", string(s.Administrator))
	return i
}

func readDispute(read *reader) (account.Dispute, error) {
	d := account.Dispute{
		ID:        idOf(read.text("PK")),
		Account:   readLikeness(read),
		RequestID: account.ID(read.text("requestId")),
		By:        account.Email(read.text("disputedBy")),
		Note:      read.text("note"),
		OpenedAt:  read.time("createdAt"),
		Order:     read.text("rowOrder"),
		Language:  account.Language(read.text("language")),
		Version:   read.number("version"),
		ProvedAt:  read.time("provedAt"),
		EndsAt:    read.time("endsAt"),
		LookAt:    read.time("lookAt"),
	}
	if at := read.time("settledAt"); !at.IsZero() {
		d.Settlement = &account.Settlement{
			At: at, By: account.Email(read.text("settledBy")), Outcome: account.Outcome(read.text("outcome")),
			Reason: read.text("reason"), Administrator: account.Email(read.text("administrator")),
		}
	}
	if read.err != nil {
		return account.Dispute{}, fmt.Errorf("dispute %s: %w", d.ID, read.err)
	}
	return d, nil
}

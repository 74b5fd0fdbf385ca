package dynamo

import (
	"context"
	"errors"
	"time"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
)

var (
	_ accessrequest.Committer = (*Table)(nil)
	_ accessrequest.Reader    = (*Table)(nil)
	_ accessrequest.DueReader = (*Table)(nil)

	_ administration.RulesReader = (*Table)(nil)
)

// CommitAccess implements accessrequest.Committer. It makes one transaction, which writes each item at most once. Before it, the
// account is marked as one in which something may wait.
func (t *Table) CommitAccess(ctx context.Context, c accessrequest.Change) error {
	if c.Before == nil && !c.After.State.Ended() {
		if err := t.mark(ctx, layout.WaitMarkItem(c.After.AccountID, c.After.ExpiresAt)); err != nil {
			return err
		}
	}
	writes := append(accessRequestWrites(c), asksWrites(c)...)
	for _, m := range c.Mails {
		writes = append(writes, client.Create(layout.MailItem(layout.Queued(m)), client.Conflict))
	}
	for _, u := range c.Uses {
		writes = append(writes, usesWrite(u))
	}
	if c.Entry != nil {
		writes = append(writes, client.Create(layout.LogItem(*c.Entry), client.Conflict))
	}
	if c.Read != nil {
		if err := t.requireVersion(ctx, *c.Read); err != nil {
			return err
		}
		writes = append(writes, client.Check(layout.AccountKey(c.Read.ID), isAtVersion, atVersion(*c.Read, account.AccountActive)))
	}
	if c.Grant != nil {
		given, err := t.accountWrites(ctx, *c.Grant)
		if err != nil {
			return err
		}
		writes = append(writes, given...)
	}
	return t.client.Transact(ctx, writes)
}

// accessRequestWrites returns the writes of an access request and of the items that list it.
func accessRequestWrites(c accessrequest.Change) (writes []client.Write) {
	rows := layout.AccessRequestRows(c.After)
	if c.Before == nil {
		writes = append(writes, client.Create(layout.AccessRequestItem(c.After), client.Conflict))
		for _, row := range rows {
			writes = append(writes, client.Create(row, client.Conflict))
		}
		return writes
	}
	writes = append(writes, client.Update(layout.AccessRequestKey(c.After.ID), layout.AccessRequestItem(*c.Before), layout.AccessRequestItem(c.After),
		"#version = :version", layout.Item{":version": layout.Number(c.Before.Version)}))
	if c.After.State.Ended() && !c.Before.State.Ended() {
		writes = append(writes, client.Delete(layout.OpenAccessRequestKey(*c.Before), client.Exists, nil))
	}
	return writes
}

// asksWrites returns the write of what counts of the requester's access requests, if it changes.
func asksWrites(c accessrequest.Change) []client.Write {
	if c.AsksBefore.Version == c.AsksAfter.Version {
		return nil
	}
	return []client.Write{client.PutNext(layout.AsksItem(c.AsksAfter), c.AsksBefore.Version)}
}

// AccessRequest implements accessrequest.Reader.
func (t *Table) AccessRequest(ctx context.Context, id account.ID) (account.AccessRequest, error) {
	read, err := t.client.Get(ctx, layout.AccessRequestKey(id))
	if err != nil {
		return account.AccessRequest{}, err
	}
	return layout.ReadAccessRequest(read)
}

// Asks implements accessrequest.Reader.
func (t *Table) Asks(ctx context.Context, by account.Email, about account.ID) (account.Asks, error) {
	read, err := t.client.Get(ctx, layout.AsksKey(by, about))
	if errors.Is(err, account.ErrNotFound) {
		return account.Asks{AccountID: about, By: by}, nil
	}
	if err != nil {
		return account.Asks{}, err
	}
	return layout.ReadAsks(read, by, about)
}

// AccessRequestsBy implements accessrequest.Reader.
func (t *Table) AccessRequestsBy(ctx context.Context, by account.Email, after administration.Position, most int) ([]account.AccessRequest, administration.Position, error) {
	return t.accessRequests(ctx, layout.PersonPartition(by), layout.PrefixAsked, after, most)
}

// AccessRequestsIn implements accessrequest.Reader.
func (t *Table) AccessRequestsIn(ctx context.Context, id account.ID, pending bool, after administration.Position, most int) ([]account.AccessRequest, administration.Position, error) {
	prefix := layout.PrefixAsked
	if pending {
		prefix = layout.PrefixOpenAsk
	}
	return t.accessRequests(ctx, layout.AccountKey(id).PK, prefix, after, most)
}

func (t *Table) accessRequests(ctx context.Context, partition, prefix string, after administration.Position, most int) ([]account.AccessRequest, administration.Position, error) {
	items, next, err := t.itemsAfter(ctx, partition, prefix, after, most)
	if err != nil {
		return nil, "", err
	}
	var ids []account.ID
	for _, i := range items {
		read := layout.NewReader(i)
		if ids = append(ids, layout.ListedAccessRequest(read)); read.Err != nil {
			return nil, "", read.Err
		}
	}
	all, err := t.AccessRequests(ctx, ids...)
	return all, next, err
}

// AccessRequests implements accessrequest.Reader.
func (t *Table) AccessRequests(ctx context.Context, ids ...account.ID) (all []account.AccessRequest, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	keys := make([]layout.Key, len(ids))
	for n, id := range ids {
		keys[n] = layout.AccessRequestKey(id)
	}
	found, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if found[k] == nil {
			continue
		}
		r, err := layout.ReadAccessRequest(layout.NewReader(found[k]))
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// DueAccessRequests implements accessrequest.DueReader.
func (t *Table) DueAccessRequests(ctx context.Context, now time.Time, most int) ([]account.ID, error) {
	return t.due(ctx, layout.DueAccessRequests, "#dueAt <= :now", now, most)
}

// Rules implements administration.RulesReader.
func (t *Table) Rules(ctx context.Context, id account.ID) (account.Rules, error) {
	read, err := t.client.Get(ctx, layout.RulesKey(id))
	if errors.Is(err, account.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return layout.ReadRules(read)
}

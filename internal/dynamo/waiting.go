package dynamo

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

var _ inbox.Store = (*Table)(nil)

// waitingWrites returns the writes of the items under which the request waits: those that the request has after the change,
// and the deletes of those that it had before. Requests of older releases have none, so no condition depends on them: the
// condition is the request's version.
func waitingWrites(c workflow.Change) (writes []client.Write) {
	const whatever = client.IsNew + " OR " + client.Exists
	before := map[layout.Key]layout.Item{}
	if c.Before != nil {
		before = waitingItems(*c.Before)
	}
	after := waitingItems(c.After)
	for k, i := range after {
		if !reflect.DeepEqual(before[k], i) {
			writes = append(writes, client.Put(i, whatever, nil, client.Conflict))
		}
	}
	for k := range before {
		if after[k] == nil {
			writes = append(writes, client.Delete(k, whatever, nil))
		}
	}
	return writes
}

func waitingItems(r account.Request) map[layout.Key]layout.Item {
	items := map[layout.Key]layout.Item{}
	for _, w := range r.Waiting() {
		items[layout.WaitingKey(w)] = layout.WaitingItem(w)
	}
	return items
}

// waitMarks returns the items that say of an account that the request may wait for its administrators.
func waitMarks(c workflow.Change) (marks []layout.Item) {
	for _, w := range c.After.Waiting() {
		marked := func(old account.Waiting) bool { return old.Above == w.Above }
		if w.Above == "" || c.Before != nil && c.Before.ExpiresAt.Equal(c.After.ExpiresAt) && slices.ContainsFunc(c.Before.Waiting(), marked) {
			continue
		}
		marks = append(marks, layout.WaitMarkItem(w.Above, c.After.ExpiresAt))
	}
	return marks
}

// markWaiting stores these items before the transaction, unless the stored ones are of a later time: a mark too many costs a
// query, and a mark in the transaction would make submissions below one account conflict.
func (t *Table) markWaiting(ctx context.Context, changes ...workflow.Change) error {
	for _, c := range changes {
		for _, mark := range waitMarks(c) {
			if err := t.mark(ctx, mark); err != nil {
				return err
			}
		}
	}
	return nil
}

// mark stores the item unless the stored one is of a later time.
func (t *Table) mark(ctx context.Context, mark layout.Item) error {
	w := client.Put(mark, client.IsNew+" OR #untilAt < :until", layout.Item{":until": mark[layout.AttrUntil]}, client.Conflict)
	if err := t.client.PutOne(ctx, w); err != nil && !errors.Is(err, retry.ErrConflict) {
		return err
	}
	return nil
}

// WaitingFor implements inbox.Store.
func (t *Table) WaitingFor(ctx context.Context, person account.Email, most int) ([]account.Waiting, error) {
	return t.waiting(ctx, layout.PersonPartition(person), most)
}

// WaitingIn implements inbox.Store.
func (t *Table) WaitingIn(ctx context.Context, id account.ID, most int) ([]account.Waiting, error) {
	return t.waiting(ctx, layout.AccountKey(id).PK, most)
}

func (t *Table) waiting(ctx context.Context, partition string, most int) (all []account.Waiting, err error) {
	items, _, err := t.itemsAfter(ctx, partition, layout.PrefixWaiting, "", most)
	if err != nil {
		return nil, err
	}
	for _, i := range items {
		w, err := layout.ReadWaiting(layout.NewReader(i))
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
}

// PendingAccess implements inbox.Store.
func (t *Table) PendingAccess(ctx context.Context, id account.ID, most int) (all []account.PendingAccess, err error) {
	items, _, err := t.itemsAfter(ctx, layout.AccountKey(id).PK, layout.PrefixOpenAsk, "", most)
	if err != nil {
		return nil, err
	}
	for _, i := range items {
		p, err := layout.ReadPendingAccess(layout.NewReader(i))
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// The bounds of what is read of a person who belongs to very many accounts.
const (
	mostAccountsLookedAt = 250 // rows, in one call
	mostAdministered     = client.MostBatchGets
)

// Administering implements inbox.Store. The rows, which may be copies of an earlier time, say which accounts to ask; the
// membership and the account decide.
func (t *Table) Administering(ctx context.Context, person account.Email, now time.Time) (administered []inbox.Administering, more bool, err error) {
	in := client.InPartition(layout.PersonPartition(person), layout.PrefixMemberRow)
	in.Limit, in.ConsistentRead = client.Limit(mostAccountsLookedAt+1), aws.Bool(false)
	var marks []layout.Key
	looked := 0
	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return nil, false, err
		}
		if more = looked == mostAccountsLookedAt; more {
			break
		}
		read := layout.NewReader(i)
		id, roles := layout.ReadAccount(read).ID, layout.Texts[account.Role](read, "roles")
		if read.Err != nil {
			return nil, false, fmt.Errorf("accounts of a person: %w", read.Err)
		}
		looked++
		if !account.DecidesAccess(roles) { // of a part is enough
			continue
		}
		if more = len(marks) == mostAdministered; more {
			break
		}
		marks = append(marks, layout.WaitMarkKey(id))
	}
	if len(marks) == 0 {
		return nil, more, nil
	}
	marked, err := t.client.GetAll(ctx, marks...)
	if err != nil {
		return nil, false, err
	}
	var ids []account.ID
	for _, k := range marks {
		read := layout.NewReader(marked[k])
		if until := read.Time(layout.AttrUntil); marked[k] != nil && now.Before(until) {
			ids = append(ids, layout.IDOf(k.PK))
		}
		if read.Err != nil {
			return nil, false, fmt.Errorf("mark of an account: %w", read.Err)
		}
	}
	administered, err = t.administeredBy(ctx, person, ids, now)
	return administered, more, err
}

// administeredBy returns those of the accounts that are active and of which the person administers at least a part.
func (t *Table) administeredBy(ctx context.Context, person account.Email, ids []account.ID, now time.Time) (administered []inbox.Administering, err error) {
	var keys []layout.Key
	for _, id := range ids {
		keys = append(keys, layout.AccountKey(id), layout.MemberKey(id, person))
	}
	found, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		read, member := layout.NewReader(found[layout.AccountKey(id)]), layout.NewReader(found[layout.MemberKey(id, person)])
		a, m := layout.ReadAccount(read), layout.ReadMember(member).AsOf(now)
		if a.Status == account.AccountActive && account.DecidesAccess(m.Roles()) {
			administered = append(administered, inbox.Administering{Account: a, Membership: m})
		}
		if err := errors.Join(read.Err, member.Err); err != nil {
			return nil, fmt.Errorf("administrator of %s: %w", id, err)
		}
	}
	return administered, nil
}

// queueLists has the list of the status index that each queue is.
var queueLists = map[inbox.Queue]string{
	inbox.Reviews:  string(account.PendingReview),
	inbox.Disputes: layout.ListDisputes,
	inbox.Renames:  layout.ListRenames,
}

// InReview implements inbox.Store.
func (t *Table) InReview(ctx context.Context, most int) ([]account.Request, error) {
	requests, _, err := listed(ctx, t, queueLists[inbox.Reviews], "", most, layout.ReadRequest)
	return requests, err
}

// QueueLength implements inbox.Store.
func (t *Table) QueueLength(ctx context.Context, q inbox.Queue, most int) (int, error) {
	out, err := t.client.Query(ctx, &dynamodb.QueryInput{
		TableName: &t.client.Name, IndexName: aws.String(layout.StatusIndexName), Select: types.SelectCount, Limit: client.Limit(most),
		KeyConditionExpression: aws.String("#listStatus = :list"), ExpressionAttributeNames: client.NamesIn("#listStatus"),
		ExpressionAttributeValues: layout.Item{":list": layout.Text(queueLists[q])},
	})
	if err != nil {
		return 0, client.Failed("count "+string(q), err)
	}
	return int(out.Count), nil
}

package dynamo

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

var (
	_ administration.DueReader = (*Table)(nil)
	_ administration.DueKeeper = (*Table)(nil)
)

// DueRequests implements workflow.CleanUp.Store.
func (t *Table) DueRequests(ctx context.Context, now time.Time, most int) ([]account.ID, error) {
	return t.due(ctx, layout.DueRequests, "#dueAt <= :now", now, most)
}

// DueDisputes implements workflow.Disputes.Store.
func (t *Table) DueDisputes(ctx context.Context, now time.Time, most int) ([]account.ID, error) {
	return t.due(ctx, layout.DueDisputes, "#dueAt <= :now", now, most)
}

// OverdueMails implements workflow.Outbox.
func (t *Table) OverdueMails(ctx context.Context, now time.Time, most int) ([]account.ID, error) {
	return t.due(ctx, layout.DueMails, "#dueAt <= :now", now, most)
}

// AccountsToIndex implements search.Index.Store.
func (t *Table) AccountsToIndex(ctx context.Context, before time.Time, most int) ([]account.ID, error) {
	return t.due(ctx, layout.DueIndex, "#dueAt < :now", before, most)
}

// due returns the ids of what is due.
func (t *Table) due(ctx context.Context, kind, until string, now time.Time, most int) ([]account.ID, error) {
	keys, err := t.dueKeys(ctx, kind, until, now, most)
	var ids []account.ID
	for _, k := range keys {
		ids = append(ids, layout.IDOf(k.PK))
	}
	return ids, err
}

// dueKeys returns the keys of what is due, from all shards at once, the longest overdue first.
func (t *Table) dueKeys(ctx context.Context, kind, until string, now time.Time, most int) ([]layout.Key, error) {
	type entry struct {
		layout.Key
		at int64
	}
	var found [layout.DueShards][]entry
	reads, readCtx := errgroup.WithContext(ctx)
	for shard := range layout.DueShards {
		reads.Go(func() error {
			in := &dynamodb.QueryInput{
				IndexName:              aws.String(layout.DueIndexName),
				KeyConditionExpression: aws.String("#duePartition = :shard AND " + until),
				ExpressionAttributeValues: layout.Item{
					":shard": layout.Text(layout.DueShard(kind, shard)), ":now": layout.Time(now),
				},
				Limit: client.Limit(most),
			}
			for i, err := range t.client.Items(readCtx, in) {
				if err != nil {
					return err
				}
				read := layout.NewReader(i)
				found[shard] = append(found[shard], entry{layout.KeyOf(i), read.Integer("dueAt")})
				if read.Err != nil {
					return read.Err
				}
				if len(found[shard]) == most {
					return nil
				}
			}
			return nil
		})
	}
	if err := reads.Wait(); err != nil {
		return nil, err
	}
	all := slices.Concat(found[:]...)
	slices.SortStableFunc(all, func(a, b entry) int { return cmp.Compare(a.at, b.at) })
	var keys []layout.Key
	for _, e := range all[:min(len(all), most)] {
		keys = append(keys, e.Key)
	}
	return keys, nil
}

// DueMembers implements administration.DueReader.
func (t *Table) DueMembers(ctx context.Context, now time.Time, most int) ([]administration.DueMember, error) {
	keys, err := t.dueKeys(ctx, layout.DueMembers, "#dueAt <= :now", now, most)
	var due []administration.DueMember
	for _, k := range keys {
		due = append(due, administration.DueMember{AccountID: layout.IDOf(k.PK), Person: layout.PersonOf(k)})
	}
	return due, err
}

// PostponeMember implements administration.DueKeeper.
func (t *Table) PostponeMember(ctx context.Context, m account.Membership, now, next time.Time, mails []workflow.Mail) error {
	before, after := layout.Item{"dueAt": layout.Number(0), "duePartition": layout.Text(""), layout.AttrToldMails: layout.Text("")}, layout.Item{}
	told := layout.ChangeMailItems(mails, 0)
	after.PutMaps(layout.AttrToldMails, told)
	if !next.IsZero() {
		layout.PutMemberDue(after, m, next)
	}
	const isDue = "#dueAt <= :now AND #sinceAt = :since"
	writes := []client.Write{client.Update(layout.MemberKey(m.AccountID, m.Person), before, after, isDue,
		layout.Item{":now": layout.Time(now), ":since": layout.Time(m.Since)})}
	for _, mail := range told {
		writes = append(writes, client.Create(mail, client.Conflict))
	}
	return t.client.Transact(ctx, writes)
}

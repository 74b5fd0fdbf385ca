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
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
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

// due returns the ids of what is due, from all shards at once, the longest overdue first.
func (t *Table) due(ctx context.Context, kind, until string, now time.Time, most int) ([]account.ID, error) {
	type entry struct {
		id account.ID
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
				found[shard] = append(found[shard], entry{layout.IDOf(read.Text("PK")), read.Integer("dueAt")})
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
	var ids []account.ID
	for _, e := range all[:min(len(all), most)] {
		ids = append(ids, e.id)
	}
	return ids, nil
}

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
)

const dueIndexName = "due"

// DueRequests implements workflow.CleanUp's store.
func (t *Table) DueRequests(ctx context.Context, now time.Time, most int) ([]account.ID, error) {
	return t.due(ctx, dueRequests, "#dueAt <= :now", now, most)
}

// DueDisputes implements workflow.Disputes' store.
func (t *Table) DueDisputes(ctx context.Context, now time.Time, most int) ([]account.ID, error) {
	return t.due(ctx, dueDisputes, "#dueAt <= :now", now, most)
}

// OverdueMails implements workflow.Outbox.
func (t *Table) OverdueMails(ctx context.Context, now time.Time, most int) ([]account.ID, error) {
	return t.due(ctx, dueMails, "#dueAt <= :now", now, most)
}

// AccountsToIndex implements search.Index's store.
func (t *Table) AccountsToIndex(ctx context.Context, before time.Time, most int) ([]account.ID, error) {
	return t.due(ctx, dueIndex, "#dueAt < :now", before, most)
}

// due returns the ids of what is due, from all shards at once, the longest overdue first.
func (t *Table) due(ctx context.Context, kind, until string, now time.Time, most int) ([]account.ID, error) {
	type entry struct {
		id account.ID
		at int64
	}
	var found [shards][]entry
	reads, readCtx := errgroup.WithContext(ctx)
	for shard := range shards {
		reads.Go(func() error {
			in := &dynamodb.QueryInput{
				IndexName:              aws.String(dueIndexName),
				KeyConditionExpression: aws.String("#duePartition = :shard AND " + until),
				ExpressionAttributeValues: item{
					":shard": text(shardName(kind, shard)), ":now": instant(now),
				},
				Limit: limit(most),
			}
			for i, err := range t.client.query(readCtx, in) {
				if err != nil {
					return err
				}
				read := newReader(i)
				found[shard] = append(found[shard], entry{idOf(read.text("PK")), read.integer("dueAt")})
				if read.err != nil {
					return read.err
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

// limit bounds one page of a query.
func limit(most int) *int32 {
	return aws.Int32(int32(min(most, 1000))) //nolint:gosec // small by now
}

package maintenance

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
)

// Segment is one of the parts of a parallel scan.
type Segment struct{ Number, Of int32 }

// Posting is the key of an item of the search index, and the account that the key names.
type Posting struct {
	Account account.ID
	At      layout.Key
}

// Page is the result of one call of Scan.
type Page[T any] struct {
	Found   []T
	Scanned int        // items of all kinds
	Next    layout.Key // the cursor of the next page; the zero Key on the last one
}

const (
	scannedAtOnce = 1000 // items of all kinds; few, because an interrupted page is processed again
)

// AccountPage returns a page of account ids.
func (t *Maintainer) AccountPage(ctx context.Context, s Segment, after layout.Key) (Page[account.ID], error) {
	return scan(ctx, t, s, after, "#SK = :what", layout.SortAccount, func(read *layout.Reader) account.ID { return layout.IDOf(read.Text("PK")) })
}

// PostingPage returns a page of postings.
func (t *Maintainer) PostingPage(ctx context.Context, s Segment, after layout.Key) (Page[Posting], error) {
	return scan(ctx, t, s, after, "begins_with(#PK, :what)", layout.PostingPrefix, func(read *layout.Reader) Posting {
		return Posting{layout.PostedAccount(read.Text("SK")), layout.KeyOf(read.Item)}
	})
}

func scan[T any](ctx context.Context, t *Maintainer, s Segment, after layout.Key, filter, what string, read func(*layout.Reader) T) (Page[T], error) {
	const wanted = "#PK, #SK"
	in := &dynamodb.ScanInput{
		TableName: &t.client.Name, ConsistentRead: aws.Bool(true), Limit: client.Limit(scannedAtOnce),
		Segment: aws.Int32(s.Number), TotalSegments: aws.Int32(s.Of),
		FilterExpression: &filter, ProjectionExpression: aws.String(wanted),
		ExpressionAttributeNames: client.NamesIn(filter, wanted), ExpressionAttributeValues: layout.Item{":what": layout.Text(what)},
	}
	if after != (layout.Key{}) {
		in.ExclusiveStartKey = layout.NewItem(after)
	}
	out, err := t.client.Scan(ctx, in)
	if err != nil {
		return Page[T]{}, client.Failed("scan", err)
	}
	page := Page[T]{Scanned: int(out.ScannedCount)}
	for _, i := range out.Items {
		r := layout.NewReader(i)
		page.Found = append(page.Found, read(r))
		if r.Err != nil {
			return Page[T]{}, fmt.Errorf("item %v: %w", layout.KeyOf(i), r.Err)
		}
	}
	if len(out.LastEvaluatedKey) > 0 {
		page.Next = layout.KeyOf(out.LastEvaluatedKey)
	}
	return page, nil
}

// MarkForIndex sets the index mark of the account, so that its postings are written again. It returns account.ErrNotFound
// if there is no account.
func (t *Maintainer) MarkForIndex(ctx context.Context, id account.ID, mark string, at time.Time) error {
	w := markWrite(id, mark, at).Update
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.client.Name, Key: w.Key, UpdateExpression: w.UpdateExpression, ConditionExpression: w.ConditionExpression,
		ExpressionAttributeNames: w.ExpressionAttributeNames, ExpressionAttributeValues: w.ExpressionAttributeValues,
	})
	var refused *types.ConditionalCheckFailedException
	switch {
	case errors.As(err, &refused):
		return account.ErrNotFound
	case err != nil:
		return client.Failed("mark for index", err)
	}
	return nil
}

func markWrite(id account.ID, mark string, at time.Time) client.Write {
	marked := layout.Item{}
	layout.PutMark(marked, mark, id, at)
	return client.Update(layout.AccountKey(id), layout.Item{}, marked, client.Exists, nil)
}

// StalePostings returns, by account, the postings whose account does not exist or must not have them.
func (t *Maintainer) StalePostings(ctx context.Context, found []Posting) (map[account.ID][]Posting, error) {
	byAccount := map[account.ID][]Posting{}
	for _, p := range found {
		byAccount[p.Account] = append(byAccount[p.Account], p)
	}
	keys := make([]layout.Key, 0, len(byAccount))
	for id := range byAccount {
		keys = append(keys, layout.AccountKey(id))
	}
	accounts, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	for id, its := range byAccount {
		its, err := staleOf(accounts[layout.AccountKey(id)], its)
		if err != nil {
			return nil, fmt.Errorf("account %s: %w", id, err)
		}
		if byAccount[id] = its; len(its) == 0 {
			delete(byAccount, id)
		}
	}
	return byAccount, nil
}

// staleOf returns the postings that the account must not have. stored is the account's item, empty if there is none.
func staleOf(stored layout.Item, its []Posting) ([]Posting, error) {
	listed := map[layout.Key]bool{}
	if len(stored) > 0 {
		read := layout.NewReader(stored)
		listed = layout.PostingsOf(layout.ReadAccount(read))
		if read.Err != nil {
			return nil, read.Err
		}
	}
	var stale []Posting
	for _, p := range its {
		if !listed[p.At] {
			stale = append(stale, p)
		}
	}
	return stale, nil
}

// RemoveStale reads the account and the postings again, deletes those that are stale, and returns how many it deleted.
// The same transaction sets the account's index mark, because a concurrent change of the account may have made a deleted
// posting valid. The caller then indexes the account; if it fails to, the clean-up does so because of the mark.
//
// It returns retry.ErrConflict if the same items are written concurrently.
func (t *Maintainer) RemoveStale(ctx context.Context, id account.ID, its []Posting, mark string, at time.Time) (removed int, err error) {
	const atOnce = 50 // of the 100 items of a transaction
	for len(its) > 0 {
		now := its[:min(len(its), atOnce)]
		its = its[len(now):]
		n, err := t.removeStale(ctx, id, now, mark, at)
		removed += n
		if err != nil {
			return removed, err
		}
	}
	return removed, nil
}

func (t *Maintainer) removeStale(ctx context.Context, id account.ID, its []Posting, mark string, at time.Time) (int, error) {
	keys := []layout.Key{layout.AccountKey(id)}
	for _, p := range its {
		keys = append(keys, p.At)
	}
	found, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return 0, err
	}
	stored := found[layout.AccountKey(id)]
	stale, err := staleOf(stored, its)
	if err != nil {
		return 0, fmt.Errorf("account %s: %w", id, err)
	}
	var writes []client.Write
	for _, p := range stale {
		if len(found[p.At]) > 0 {
			writes = append(writes, client.Delete(p.At, client.Exists, nil))
		}
	}
	if len(writes) == 0 {
		return 0, nil
	}
	of := client.Check(layout.AccountKey(id), client.IsNew, nil)
	if len(stored) > 0 {
		of = markWrite(id, mark, at)
	}
	if err := t.client.Transact(ctx, append(writes, of)); err != nil {
		return 0, err
	}
	return len(writes), nil
}

package dynamo

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// RequestsBy implements workflow.RequestLister. A position is a row order, in which pending and ended requests are
// comparable.
func (t *Table) RequestsBy(ctx context.Context, by account.Email, states []account.State, after string, most int) (listed []workflow.Listed, next string, err error) {
	var found [2][]workflow.Listed
	var ends [2]string
	reads, readCtx := errgroup.WithContext(ctx)
	for n, prefix := range []string{layout.PrefixPending, layout.PrefixEnded} {
		reads.Go(func() (err error) {
			found[n], ends[n], err = t.requestRows(readCtx, by, prefix, states, after, most)
			return err
		})
	}
	if err := reads.Wait(); err != nil {
		return nil, "", err
	}
	for _, end := range ends { // the page ends where the first of the two reads ended
		if end != "" && (next == "" || end < next) {
			next = end
		}
	}
	for _, l := range slices.Concat(found[:]...) {
		if next == "" || l.Position <= next {
			listed = append(listed, l)
		}
	}
	if listed = firstOf(listed, most); len(listed) == most {
		next = listed[most-1].Position
	}
	return listed, next, nil
}

// mostRowsLookedAt is the maximum number of a person's rows that are read for a page of requests in rare states;
// rowsAtOnce is how many of them one call reads.
const (
	mostRowsLookedAt = 1000
	rowsAtOnce       = 250
)

// requestRows returns the rows in one of the states, and the position up to which it has read, or "" if there are no more.
func (t *Table) requestRows(ctx context.Context, by account.Email, prefix string, states []account.State, after string, most int) (listed []workflow.Listed, end string, err error) {
	possible, wanted := 0, 0
	for _, s := range account.States() {
		if s.Ended() == (prefix == layout.PrefixEnded) {
			possible++
			if slices.Contains(states, s) {
				wanted++
			}
		}
	}
	in, ok := rowsAfter(by, prefix, after)
	if wanted == 0 || !ok {
		return nil, "", nil
	}
	in.Limit = client.Limit(most)
	if wanted < possible {
		in.Limit = client.Limit(max(most, rowsAtOnce))
	}
	looked := 0
	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return nil, "", err
		}
		read := layout.NewReader(i)
		position := strings.TrimPrefix(read.Text("SK"), prefix)
		if looked++; slices.Contains(states, account.State(read.Text("state"))) {
			listed = append(listed, workflow.Listed{ID: account.ID(read.Text("requestId")), Position: position})
		}
		if read.Err != nil || len(listed) == most || looked == mostRowsLookedAt {
			return listed, position, read.Err
		}
	}
	return listed, "", nil
}

// firstOf returns the first elements by position.
func firstOf(listed []workflow.Listed, most int) []workflow.Listed {
	slices.SortFunc(listed, func(a, b workflow.Listed) int { return strings.Compare(a.Position, b.Position) })
	return listed[:min(len(listed), most)]
}

// RequestsIn implements workflow.RequestLister. The index has requests of the same millisecond in no defined order, so
// newest reads up to the next millisecond and sorts them.
func (t *Table) RequestsIn(ctx context.Context, states []account.State, after string, most int) ([]workflow.Listed, error) {
	found := make([][]workflow.Listed, len(states))
	reads, readCtx := errgroup.WithContext(ctx)
	for n, state := range states {
		reads.Go(func() (err error) {
			found[n], err = t.requestsIn(readCtx, state, after, most)
			return err
		})
	}
	if err := reads.Wait(); err != nil {
		return nil, err
	}
	return firstOf(slices.Concat(found...), most), nil
}

func (t *Table) requestsIn(ctx context.Context, state account.State, after string, most int) ([]workflow.Listed, error) {
	until, ok := layout.MillisecondsOf(after)
	if !ok {
		return nil, nil
	}
	keys, err := t.newest(ctx, string(state), until, after, most)
	listed := make([]workflow.Listed, len(keys))
	for n, k := range keys {
		listed[n] = workflow.Listed{ID: layout.IDOf(k.PK), Position: k.position}
	}
	return listed, err
}

// newest returns the keys after the position of one list in the index, newest first.
func (t *Table) newest(ctx context.Context, list string, until int64, after string, most int) ([]listedKey, error) {
	in := &dynamodb.QueryInput{
		IndexName:              aws.String(layout.StatusIndexName),
		KeyConditionExpression: aws.String("#listStatus = :list AND #createdAt <= :until"),
		ExpressionAttributeValues: layout.Item{
			":list": layout.Text(list), ":until": layout.Number(until),
		},
		ScanIndexForward: aws.Bool(false),
		Limit:            client.Limit(most + 1),
	}
	var found []listedKey
	var last int64
	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return nil, err
		}
		read := layout.NewReader(i)
		at, k := read.Time("createdAt"), layout.KeyOf(i)
		if read.Err != nil {
			return nil, read.Err
		}
		if len(found) >= most && at.UnixMilli() != last {
			break
		}
		if position := layout.NewestFirst(at, layout.IDOf(k.PK)); position > after {
			found = append(found, listedKey{k, position})
			last = at.UnixMilli()
		}
	}
	slices.SortFunc(found, func(a, b listedKey) int { return strings.Compare(a.position, b.position) })
	return found[:min(len(found), most)], nil
}

// listed returns a page of a list, newest first, and the cursor of the next page, or "" on the last one.
func listed[T any](ctx context.Context, t *Table, list, after string, most int, read func(*layout.Reader) (T, error)) ([]T, string, error) {
	until, ok := layout.MillisecondsOf(after)
	if !ok {
		return nil, "", nil
	}
	// One more than most shows whether there is another page.
	keys, err := t.newest(ctx, list, until, after, most+1)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(keys) > most {
		keys = keys[:most]
		next = keys[most-1].position
	}
	var wanted []layout.Key
	for _, k := range keys {
		wanted = append(wanted, k.Key)
	}
	found, err := t.client.GetAll(ctx, wanted...)
	if err != nil {
		return nil, "", err
	}
	var items []T
	for _, k := range keys {
		i := found[k.Key]
		if status := layout.NewReader(i).Text("listStatus"); status != list {
			continue // it is no longer in the list
		}
		one, err := read(layout.NewReader(i))
		if err != nil {
			return nil, "", err
		}
		items = append(items, one)
	}
	return items, next, nil
}

// listedKey is the key of a listed item, with its position.
type listedKey struct {
	layout.Key
	position string
}

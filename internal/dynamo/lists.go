package dynamo

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

const statusIndexName = "status"

// RequestsBy implements workflow.RequestLister. A position is the order that the person's rows of
// requests have in common.
func (t *Table) RequestsBy(ctx context.Context, by account.Email, states []account.State, after string, most int) ([]workflow.Listed, error) {
	var pending, ended []workflow.Listed
	reads, readCtx := errgroup.WithContext(ctx)
	reads.Go(func() (err error) {
		pending, err = t.requestRows(readCtx, by, prefixPending, states, after, most)
		return err
	})
	reads.Go(func() (err error) {
		ended, err = t.requestRows(readCtx, by, prefixEnded, states, after, most)
		return err
	})
	if err := reads.Wait(); err != nil {
		return nil, err
	}
	return firstOf(append(pending, ended...), most), nil
}

func (t *Table) requestRows(ctx context.Context, by account.Email, prefix string, states []account.State, after string, most int) ([]workflow.Listed, error) {
	possible := func(s account.State) bool { return s.Ended() == (prefix == prefixEnded) }
	if !slices.ContainsFunc(states, possible) {
		return nil, nil
	}
	in, ok := rowsAfter(by, prefix, after)
	if !ok {
		return nil, nil
	}
	in.Limit = limit(most)
	var listed []workflow.Listed
	for i, err := range t.query(ctx, in) {
		if err != nil {
			return nil, err
		}
		read := &reader{item: i}
		if !slices.Contains(states, account.State(read.text("state"))) {
			continue
		}
		listed = append(listed, workflow.Listed{
			ID: account.ID(read.text("requestId")), Position: strings.TrimPrefix(read.text("SK"), prefix),
		})
		if read.err != nil || len(listed) == most {
			return listed, read.err
		}
	}
	return listed, nil
}

// firstOf merges lists by position.
func firstOf(listed []workflow.Listed, most int) []workflow.Listed {
	slices.SortFunc(listed, func(a, b workflow.Listed) int { return strings.Compare(a.Position, b.Position) })
	return listed[:min(len(listed), most)]
}

// RequestsIn implements workflow.RequestLister. The index orders requests of the same millisecond as
// it likes, so it is read up to the next millisecond and sorted here.
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
	until, ok := timeOf(after)
	if !ok {
		return nil, nil
	}
	in := &dynamodb.QueryInput{
		IndexName:              aws.String(statusIndexName),
		KeyConditionExpression: aws.String("#listStatus = :state AND #createdAt <= :until"),
		ExpressionAttributeValues: item{
			":state": text(string(state)), ":until": number(until),
		},
		ScanIndexForward: aws.Bool(false),
		Limit:            limit(most + 1),
	}
	var listed []workflow.Listed
	var last int64
	for i, err := range t.query(ctx, in) {
		if err != nil {
			return nil, err
		}
		read := &reader{item: i}
		at, id := read.time("createdAt"), idOf(read.text("PK"))
		if read.err != nil {
			return nil, read.err
		}
		if len(listed) >= most && at.UnixMilli() != last {
			break
		}
		if position := newestFirst(at, id); position > after {
			listed = append(listed, workflow.Listed{ID: id, Position: position})
			last = at.UnixMilli()
		}
	}
	return firstOf(listed, most), nil
}

// timeOf answers the milliseconds of a position written by newestFirst.
func timeOf(position string) (int64, bool) {
	if position == "" {
		return endOfTime, true
	}
	inverted, _, _ := strings.Cut(position, "#")
	n, err := strconv.ParseInt(inverted, 10, 64)
	return endOfTime - n, err == nil && len(inverted) == 13 && n >= 0
}

package dynamo

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/search"
)

// Postings implements search.Directory.
func (t *Table) Postings(ctx context.Context, text, after string, most int) ([]search.Posting, string, error) {
	if text == "" || len(after) > layout.LongestAfter {
		return nil, "", nil // no position is empty or so long
	}
	var found []search.Posting
	for _, s := range layout.PostingRanges(text) {
		if after >= s.To {
			continue
		}
		if len(found) >= most {
			return found, found[len(found)-1].Position, nil
		}
		some, next, err := t.postingsIn(ctx, s, after, most-len(found))
		if err != nil {
			return nil, "", err
		}
		found = append(found, some...)
		if next != "" {
			return found, next, nil
		}
	}
	return found, "", nil
}

// postingsIn returns postings of one range after a position, and the cursor of the next page. Its lists are read in parallel
// and may end at different positions; it returns only postings up to the first of these, so that none is left out.
func (t *Table) postingsIn(ctx context.Context, s layout.PostingRange, after string, most int) (found []search.Posting, next string, err error) {
	from := s.From
	if after >= from {
		from = after + layout.Lowest
	}
	if from >= s.To {
		return nil, "", nil
	}
	each := max(most/len(s.Lists), 1)
	read, ends := make([][]search.Posting, len(s.Lists)), make([]string, len(s.Lists))
	reads, readCtx := errgroup.WithContext(ctx)
	for n, list := range s.Lists {
		reads.Go(func() (err error) {
			read[n], ends[n], err = t.oneRead(readCtx, list, from, s.To, each, true)
			return err
		})
	}
	if err := reads.Wait(); err != nil {
		return nil, "", err
	}
	for _, end := range ends {
		if end != "" && (next == "" || end < next) {
			next = end
		}
	}
	for _, p := range slices.Concat(read...) {
		if next == "" || p.Position <= next {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b search.Posting) int { return strings.Compare(a.Position, b.Position) })
	return found, next, nil
}

// oneRead returns postings of a list between two positions, at most so many, and the last position read if there may be
// more.
func (t *Table) oneRead(ctx context.Context, list, from, to string, most int, forward bool) (found []search.Posting, end string, err error) {
	in := client.Between(layout.WordKey(list, "").PK, from, to)
	in.ConsistentRead, in.ScanIndexForward, in.Limit = aws.Bool(false), &forward, client.Limit(most)
	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return nil, "", err
		}
		p, err := layout.ReadPosting(i)
		if err != nil {
			return nil, "", err
		}
		found = append(found, p)
		if len(found) == most {
			return found, p.Position, nil
		}
	}
	return found, "", nil
}

// PostingsNear implements search.Directory. It reads only the list of the first letter.
func (t *Table) PostingsNear(ctx context.Context, text string, most int) ([]search.Posting, error) {
	if text == "" {
		return nil, nil
	}
	list, at := layout.FirstLetter(text), layout.BeginningOf(text)
	var before, behind []search.Posting
	reads, readCtx := errgroup.WithContext(ctx)
	reads.Go(func() (err error) {
		before, _, err = t.oneRead(readCtx, list, layout.Lowest, at, most, false)
		return err
	})
	reads.Go(func() (err error) {
		behind, _, err = t.oneRead(readCtx, list, at, layout.Highest, most, true)
		return err
	})
	err := reads.Wait()
	return slices.Concat(before, behind), err
}

package dynamo

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
)

// crowdedWords stand in so many accounts that the list of their first letter would be hot: what
// companies and identifiers end with. Each has lists of its own. After a change of this table the index
// is to be built anew.
var crowdedWords = []string{
	"ab", "ag", "as", "co", "com", "company", "corp", "de", "fr", "gmbh", "group", "holding", "inc", "it", "kg",
	"limited", "llc", "ltd", "net", "oy", "plc", "sa", "sarl", "sas", "spa", "srl", "uk",
}

// crowdedLists is how many lists a crowded word has. Each is read for every page, and half a read unit
// is the least that costs.
const crowdedLists = 2

func isCrowded(word string) bool {
	_, is := slices.BinarySearch(crowdedWords, word)
	return is
}

// listOf returns the list in which an account stands under a listing.
func listOf(listing string, id account.ID) string {
	word, _, _ := strings.Cut(listing, " ")
	if isCrowded(word) {
		return crowdedList(word, spread(id, crowdedLists))
	}
	return firstLetter(listing)
}

func crowdedListsOf(word string) []string {
	lists := make([]string, crowdedLists)
	for n := range lists {
		lists[n] = crowdedList(word, n)
	}
	return lists
}

func crowdedList(word string, n int) string { return word + "#" + strconv.Itoa(n) }

func firstLetter(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return text[:size]
}

// stretch is all places from one to another in some lists.
type stretch struct {
	lists    []string
	from, to string
}

// pastWord sorts after all listings that begin with a whole word, and before those that begin with
// longer ones.
const pastWord = "!"

// stretchesOf returns in their order the stretches in which listings stand that begin with the text.
// A crowded word that is the text has one of its own, since it fills a page as a rule.
func stretchesOf(text string) []stretch {
	word, _, more := strings.Cut(text, " ")
	from := beginningOf(text)
	to := from + highest
	if more {
		if isCrowded(word) {
			return []stretch{{crowdedListsOf(word), from, to}}
		}
		return []stretch{{[]string{firstLetter(text)}, from, to}}
	}
	var all []stretch
	rest := []string{firstLetter(text)}
	for _, word := range crowdedWords {
		switch {
		case word == text:
			all = append(all, stretch{crowdedListsOf(word), from, word + pastWord})
			from = word + pastWord
		case strings.HasPrefix(word, text):
			rest = append(rest, crowdedListsOf(word)...)
		}
	}
	return append(all, stretch{rest, from, to})
}

// Postings implements search.Directory.
func (t *Table) Postings(ctx context.Context, text, after string, most int) ([]search.Posting, string, error) {
	if text == "" || len(after) > longestAfter {
		return nil, "", nil // no key is as short, or as long
	}
	var found []search.Posting
	for _, s := range stretchesOf(text) {
		if after >= s.to {
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

// postingsIn reads one stretch from after that place on. What lists have read to different places is
// known only up to the nearest.
func (t *Table) postingsIn(ctx context.Context, s stretch, after string, most int) (found []search.Posting, next string, err error) {
	from := s.from
	if after >= from {
		from = after + lowest
	}
	if from >= s.to {
		return nil, "", nil
	}
	each := max(most/len(s.lists), 1)
	read, ends := make([][]search.Posting, len(s.lists)), make([]string, len(s.lists))
	reads, readCtx := errgroup.WithContext(ctx)
	for n, list := range s.lists {
		reads.Go(func() (err error) {
			read[n], ends[n], err = t.oneRead(readCtx, list, from, s.to, each, true)
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

// oneRead returns postings of a list between two places by a single query, and the place up to which
// it has read if there may be more.
func (t *Table) oneRead(ctx context.Context, list, from, to string, most int, forward bool) (found []search.Posting, end string, err error) {
	in := between(wordKey(list, "").PK, from, to)
	in.ConsistentRead, in.ScanIndexForward, in.Limit = aws.Bool(false), &forward, limit(most)
	for i, err := range t.client.query(ctx, in) {
		if err != nil {
			return nil, "", err
		}
		p, err := readPosting(i)
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

// PostingsNear implements search.Directory. It looks in the list of the first letter alone.
func (t *Table) PostingsNear(ctx context.Context, text string, most int) ([]search.Posting, error) {
	if text == "" {
		return nil, nil
	}
	list, at := firstLetter(text), beginningOf(text)
	var before, behind []search.Posting
	reads, readCtx := errgroup.WithContext(ctx)
	reads.Go(func() (err error) { before, _, err = t.oneRead(readCtx, list, lowest, at, most, false); return err })
	reads.Go(func() (err error) { behind, _, err = t.oneRead(readCtx, list, at, highest, most, true); return err })
	err := reads.Wait()
	return slices.Concat(before, behind), err
}

package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"smartaccounts/internal/account"
)

const (
	maxSuggestions = 5
	nearbyPostings = 20 // on each side of the query's place in the index
	shortQuery     = 5  // letters; with fewer a suggestion differs by one mistake, else by two at most
)

// withSuggestions adds to the first page of results, if it is empty, names of public accounts that are near the query in
// the index and spelt a little differently.
func (s Find) withSuggestions(ctx context.Context, q wordQuery, results Results, after string) (Results, error) {
	if after != "" || len(results.Items) > 0 || results.Next != "" {
		return results, nil
	}
	near, err := s.Store.PostingsNear(ctx, q.phrase, nearbyPostings)
	if err != nil {
		return Results{}, err
	}
	type suggestion struct {
		name     string
		mistakes int
	}
	allowed := 2
	if utf8.RuneCountInString(q.phrase) < shortQuery {
		allowed = 1
	}
	var all []suggestion
	for _, p := range near {
		for _, listing := range listingsOf(p.Account) {
			if mistakes := q.mistakesIn(listing); mistakes <= allowed {
				all = append(all, suggestion{p.Account.Name, mistakes})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b suggestion) int { return cmp.Compare(a.mistakes, b.mistakes) })
	for _, c := range all {
		if len(results.Suggestions) < maxSuggestions && !slices.Contains(results.Suggestions, c.name) {
			results.Suggestions = append(results.Suggestions, c.name)
		}
	}
	return results, nil
}

// mistakesIn returns the edit distance between the query and as many words at the beginning of the listing.
func (q wordQuery) mistakesIn(listing string) int {
	words := strings.Split(listing, " ")
	return account.Distance(q.phrase, strings.Join(words[:min(len(words), len(q.words))], " "))
}

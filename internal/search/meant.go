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
	mostMeant    = 5  // names that somebody may have meant
	readNearby   = 20 // postings on each side of where the query would stand
	lettersOfOne = 5  // with fewer letters one mistake is forgiven, else two
)

// orMeant adds to results that are empty what the person may have meant: public accounts listed next
// to where the query would stand that are spelt a little differently.
func (s Find) orMeant(ctx context.Context, w wanted, results Results, position string) (Results, error) {
	if position != "" || len(results.Items) > 0 || results.Next != "" {
		return results, nil
	}
	near, err := s.Store.PostingsNear(ctx, w.phrase, readNearby)
	if err != nil {
		return Results{}, err
	}
	type candidate struct {
		name  string
		wrong int
	}
	forgiven := 2
	if utf8.RuneCountInString(w.phrase) < lettersOfOne {
		forgiven = 1
	}
	var all []candidate
	for _, p := range near {
		for _, listing := range account.Listings(p.Account.Name, p.Account.Domain) {
			if wrong := misspelt(w, listing); wrong <= forgiven {
				all = append(all, candidate{p.Account.Name, wrong})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.wrong, b.wrong) })
	for _, c := range all {
		if len(results.Meant) < mostMeant && !slices.Contains(results.Meant, c.name) {
			results.Meant = append(results.Meant, c.name)
		}
	}
	return results, nil
}

// misspelt returns how far the query is from as many words as it has, at the beginning of the listing.
func misspelt(w wanted, listing string) int {
	words := strings.Split(listing, " ")
	return account.Distance(w.phrase, strings.Join(words[:min(len(words), len(w.words))], " "))
}

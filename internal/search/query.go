package search

import (
	"strings"

	"smartaccounts/internal/account"
)

// wordQuery is a query for the beginnings of words: an account matches if each word begins one of its listings.
type wordQuery struct {
	words  []string
	phrase string // the words one after the other
	pivot  string // the word whose postings are filtered for accounts that have the words apart
}

// parseWords reads a web or e-mail address as the domain identifier in it.
func parseWords(query string) wordQuery {
	if d, is := account.UnderstoodDomain(query); is {
		query = d.Unicode()
	}
	q := wordQuery{words: account.Words(query)}
	q.phrase = strings.Join(q.words, " ")
	if len(q.words) > 0 {
		q.pivot = q.words[0] // the first word of a name is rarer than the last
	}
	return q
}

// matches reports whether the account matches.
func (q wordQuery) matches(a account.Account) bool { return q.matchesListings(listingsOf(a)) }

func (q wordQuery) matchesListings(listings []string) bool {
	return len(q.words) > 0 && account.Matches(listings, q.words)
}

func listingsOf(a account.Account) []string { return account.Listings(a.Name, a.Domain) }

// firstListing returns the first of the listings that begin with the text; empty if none does.
func firstListing(listings []string, text string) string {
	first := ""
	for _, listing := range listings {
		if strings.HasPrefix(listing, text) && (first == "" || listing < first) {
			first = listing
		}
	}
	return first
}

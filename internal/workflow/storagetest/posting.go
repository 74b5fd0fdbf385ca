package storagetest

import (
	"cmp"
	"strings"
	"testing"
	"unicode/utf8"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
)

// listed is a posting without its position, which the store determines.
type listed struct {
	Account account.Account
	Listing string
}

// keptBytes is how many bytes of a listing, and of a name, the index sorts by.
const keptBytes = 440

func beginning(text string) string {
	if len(text) <= keptBytes {
		return text
	}
	end := keptBytes
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// listedUnder returns the expected posting of the account under that listing.
func listedUnder(listing string, a account.Account) listed { return listed{a, beginning(listing)} }

// compare is the order of the index: by listing, then by name, then by id.
func (l listed) compare(other listed) int {
	return cmp.Or(
		strings.Compare(l.Listing, other.Listing),
		strings.Compare(beginning(account.Fold(l.Account.Name)), beginning(account.Fold(other.Account.Name))),
		cmp.Compare(l.Account.ID, other.Account.ID),
	)
}

func listedOf(postings []search.Posting) (all []listed) {
	for _, p := range postings {
		all = append(all, listed{p.Account, p.Listing})
	}
	return all
}

// inOrder checks that the positions are ascending.
func inOrder(t *testing.T, postings []search.Posting) {
	t.Helper()
	for n := 1; n < len(postings); n++ {
		if postings[n].Position <= postings[n-1].Position {
			t.Fatalf("position %q after %q", postings[n].Position, postings[n-1].Position)
		}
	}
}

package storagetest

import (
	"cmp"
	"strings"
	"testing"
	"unicode/utf8"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
)

// listed is a posting without its position, which is the store's to make.
type listed struct {
	Account account.Account
	Listing string
}

// keptBytes is how many bytes of a listing, and of a name, the order of the index depends on.
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

// listedUnder returns what is expected to be listed of the account under that listing.
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

// inOrder fails unless each position comes after the one before it.
func inOrder(t *testing.T, postings []search.Posting) {
	t.Helper()
	for n := 1; n < len(postings); n++ {
		if postings[n].Position <= postings[n-1].Position {
			t.Fatalf("position %q after %q", postings[n].Position, postings[n-1].Position)
		}
	}
}

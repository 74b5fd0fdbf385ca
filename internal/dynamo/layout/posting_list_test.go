package layout

import (
	"slices"
	"testing"

	"smartaccounts/internal/account"
)

// A search by any prefix of a listing finds it exactly once.
func TestEveryBeginningOfAListingIsInOnePostingRange(t *testing.T) {
	t.Parallel()
	if !slices.IsSorted(crowdedWords) {
		t.Error("crowded words are out of order")
	}
	for _, listing := range []string{"a", "ab", "ab cd", "abc", "com", "com x", "company", "companyx ltd", "group", "group of one", "groupe", "東京都 庁舎", "é\U00020000x"} {
		a := account.Account{ID: account.NewID(), Name: listing}
		list, at := listOf(listing, a.ID), postingPosition(listing, a)
		letters := []rune(listing)
		for n := range letters {
			begin, in := string(letters[:n+1]), 0
			for _, s := range PostingRanges(begin) {
				if at >= s.From && at < s.To && slices.Contains(s.Lists, list) {
					in++
				}
			}
			if in != 1 {
				t.Errorf("%q is in %d ranges of %q", listing, in, begin)
			}
		}
	}
}

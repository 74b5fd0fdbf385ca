package layout

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"smartaccounts/internal/account"
)

// crowdedWords are so common in names and identifiers that the list of their first letter would be a hot partition. Each has
// lists of its own. After a change of this table the index has to be rebuilt.
var crowdedWords = []string{
	"ab", "ag", "as", "co", "com", "company", "corp", "de", "fr", "gmbh", "group", "holding", "inc", "it", "kg",
	"limited", "llc", "ltd", "net", "oy", "plc", "sa", "sarl", "sas", "spa", "srl", "uk",
}

// crowdedLists is how many lists a crowded word has. Each is read for every page, which costs at least half a read unit.
const crowdedLists = 2

func isCrowded(word string) bool {
	_, is := slices.BinarySearch(crowdedWords, word)
	return is
}

// listOf returns the list with an account's posting for a listing.
func listOf(listing string, id account.ID) string {
	word, _, _ := strings.Cut(listing, " ")
	if isCrowded(word) {
		return crowdedList(word, spread(id, crowdedLists))
	}
	return FirstLetter(listing)
}

func crowdedListsOf(word string) []string {
	lists := make([]string, crowdedLists)
	for n := range lists {
		lists[n] = crowdedList(word, n)
	}
	return lists
}

func crowdedList(word string, n int) string { return word + "#" + strconv.Itoa(n) }

// FirstLetter returns the first letter of a text, which names its list.
func FirstLetter(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return text[:size]
}

// PostingRange is the postings between two positions in some lists.
type PostingRange struct {
	Lists    []string
	From, To string
}

// pastWord sorts after all listings that begin with a whole word, and before those that begin with
// longer ones.
const pastWord = "!"

// PostingRanges returns, in order, the ranges of all listings that begin with the text. If the text is a crowded word, the
// listings that begin with that word are a range of their own, because they usually fill a page.
func PostingRanges(text string) []PostingRange {
	word, _, more := strings.Cut(text, " ")
	from := BeginningOf(text)
	to := from + Highest
	if more {
		if isCrowded(word) {
			return []PostingRange{{crowdedListsOf(word), from, to}}
		}
		return []PostingRange{{[]string{FirstLetter(text)}, from, to}}
	}
	var all []PostingRange
	rest := []string{FirstLetter(text)}
	for _, word := range crowdedWords {
		switch {
		case word == text:
			all = append(all, PostingRange{crowdedListsOf(word), from, word + pastWord})
			from = word + pastWord
		case strings.HasPrefix(word, text):
			rest = append(rest, crowdedListsOf(word)...)
		}
	}
	return append(all, PostingRange{rest, from, to})
}

package search

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"smartaccounts/internal/account"
)

// Place is a position in a list by name.
type Place struct {
	Name string // folded
	ID   account.ID
}

// PlaceOf returns where an account stands in a list by name.
func PlaceOf(a account.Account) Place { return Place{account.Fold(a.Name), a.ID} }

// Compare is negative if p comes before q, and 0 if they are the same place.
func (p Place) Compare(q Place) int {
	return cmp.Or(strings.Compare(p.Name, q.Name), strings.Compare(string(p.ID), string(q.ID)))
}

// Separator stands between the parts of a key. It sorts before all that a folded text can hold.
const Separator = "\x1f"

// Stores sort by keys of at most 1,024 bytes.
const (
	longestName = 900 // bytes of a name in a key that has nothing else but a prefix and an id
	longestText = 440 // bytes of each of two texts
	longestID   = 64
)

// Key sorts as Compare does, except among names that are the same in their first 900 bytes.
func (p Place) Key() string {
	return cut(p.Name, longestName) + Separator + cut(string(p.ID), longestID)
}

// ListedAt returns where strangers find a public account under one of its listings: in the order of
// the listings, then by name. It begins as the listing does, as far as BeginningOf goes.
func ListedAt(listing string, a account.Account) string {
	return BeginningOf(listing) + Separator + cut(account.Fold(a.Name), longestText) + Separator + cut(string(a.ID), longestID)
}

// BeginningOf returns as much of a text as a place in the list holds.
func BeginningOf(text string) string { return cut(text, longestText) }

// cut shortens s to at most so many bytes, at a rune's border.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

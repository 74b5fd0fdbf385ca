package layout

import (
	"strings"
	"unicode/utf8"

	"smartaccounts/internal/account"
)

// place is the position of an account in a person's directory, which is sorted by name.
type place struct {
	name string // folded
	id   account.ID
}

// PlaceOf returns the position of the account in a directory.
func PlaceOf(a account.Account) place { return place{account.Fold(a.Name), a.ID} }

// separator separates the parts of a key. It sorts before every character of a folded text.
const separator = "\x1f"

// DynamoDB's sort keys have at most 1,024 bytes.
const (
	longestName = 900 // bytes of a name in a key that otherwise has only a prefix and an id
	longestText = 440 // bytes of each of two texts
	longestID   = 64
)

// postingPosition returns the position of an account's posting in the search index: by listing, then by name, then by id.
func postingPosition(listing string, a account.Account) string {
	return BeginningOf(listing) + separator + cut(account.Fold(a.Name), longestText) + separator + cut(string(a.ID), longestID)
}

// BeginningOf truncates a text to what the position of a posting contains of it.
func BeginningOf(text string) string { return cut(text, longestText) }

// listingOf returns the listing in a position, which may be truncated.
func listingOf(position string) string {
	listing, _, _ := strings.Cut(position, separator)
	return listing
}

// PostedAccount returns the id of the account whose posting has that position.
func PostedAccount(position string) account.ID {
	return account.ID(position[strings.LastIndex(position, separator)+1:])
}

// cut truncates a text to at most so many bytes without splitting a rune.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// key sorts places by name, then by id. Names that are the same in their first 900 bytes are sorted by id.
func (p place) key() string {
	return cut(p.name, longestName) + separator + cut(string(p.id), longestID)
}

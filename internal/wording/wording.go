// Package wording says things in the reader's language: tables of texts, and dates. The texts
// themselves stand with those who say them, package page and package mail.
package wording

import (
	"strings"

	"smartaccounts/internal/account"
)

// Key names a text.
type Key string

// Table holds every text in every language. A text may have places for arguments, as in
// "Decide by {date}".
type Table map[Key]Said

// Said is one text in every language. It is an array since these are laid down when a function is
// built; maps would be filled whenever one starts.
type Said [columns]string

// The columns of the table.
const (
	English = iota
	Italian
	columns
)

var columnOf = map[account.Language]int{account.English: English, account.Italian: Italian}

// In returns the text in that language; empty if it is missing, or if the language is not one of ours.
func (s Said) In(l account.Language) string {
	if column, ours := columnOf[l]; ours {
		return s[column]
	}
	return ""
}

// Text returns the text in that language, in English if there is none.
func (t Table) Text(l account.Language, key Key) string {
	said := t[key]
	if text := said.In(l); text != "" {
		return text
	}
	return said[English]
}

// Say returns the text with its places filled: args are pairs of a place's name and its value. What
// stands in a value is never taken for a place.
func (t Table) Say(l account.Language, key Key, args ...string) string {
	var b strings.Builder
	for _, part := range Split(t.Text(l, key)) {
		if part.Place == "" {
			b.WriteString(part.Text)
			continue
		}
		value := Argument(part.Place, args)
		b.WriteString(Before(l, part.Text, value) + value)
	}
	return b.String()
}

// Part is a piece of text and the place for an argument that follows it, if one does.
type Part struct{ Text, Place string }

// Split takes a text apart at its places.
func Split(text string) []Part {
	var parts []Part
	for text != "" {
		before, rest, _ := strings.Cut(text, "{")
		place, after, _ := strings.Cut(rest, "}")
		parts = append(parts, Part{before, place})
		text = after
	}
	return parts
}

// Argument returns the value of a place among pairs of names and values.
func Argument(place string, args []string) string {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == place {
			return args[i+1]
		}
	}
	return "{" + place + "}"
}

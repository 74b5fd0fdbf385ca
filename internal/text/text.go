// Package text has every text of pages and mails in every language, as functions that are generated from the catalogs
// in the folder catalog. Its functions return a Phrase; the language is chosen when the phrase is written.
package text

import (
	"strconv"
	"strings"
	"time"

	"smartaccounts/internal/account"
)

// Phrase is a text with the values of its placeholders. The zero Phrase is empty in every language.
type Phrase struct {
	wording [languages]string // with placeholders, as in "Decide by {expiry}"
	values  []value
}

// IsZero reports whether there is no text.
func (p Phrase) IsZero() bool { return p.wording[0] == "" }

// In returns the text in a language; in English if there are no texts in that language.
func (p Phrase) In(l account.Language) string {
	var b strings.Builder
	for _, part := range p.Parts(l) {
		b.WriteString(part.Text + part.Value)
	}
	return b.String()
}

// Part is a piece of a text and the value that follows it.
type Part struct {
	Text, Value string
	HasValue    bool // false at the end of a text that does not end with a value
}

// Parts returns the text in a language, taken apart at its placeholders. A brace in a value is never taken for a
// placeholder.
func (p Phrase) Parts(l account.Language) []Part {
	var parts []Part
	for rest := p.wording[column(l)]; rest != ""; {
		before, after, _ := strings.Cut(rest, "{")
		var name string
		name, rest, _ = strings.Cut(after, "}")
		parts = append(parts, p.part(l, before, name))
	}
	return parts
}

func (p Phrase) part(l account.Language, before, name string) Part {
	for _, v := range p.values {
		if v.name != name {
			continue
		}
		if v.date == nil {
			return Part{before, v.word, true}
		}
		return Part{beforeDate(l, before, v.at), v.date(l, v.at), true}
	}
	return Part{Text: before}
}

// value is the value of a placeholder: a word, or an instant and how it is written.
type value struct {
	name string
	word string
	at   time.Time
	date func(account.Language, time.Time) string
}

func word(name, s string) value               { return value{name: name, word: s} }
func number(name string, n int) value         { return value{name: name, word: strconv.Itoa(n)} }
func date(name string, t time.Time) value     { return value{name: name, at: t, date: Date} }
func dateAndTime(n string, t time.Time) value { return value{name: n, at: t, date: Moment} }

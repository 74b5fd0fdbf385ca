package account

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// confusables has lines of a character, a space and its prototype, sorted by the character, after comments. It is searched as
// text, since a map would be built at each cold start.
//
//go:embed confusables.txt
var confusables string

// Skeleton returns a text that is equal for two domain identifiers that look alike (UTS #39 §4): acme.com and Cyrillic
// асме.com, paypal.com and paypa1.com, modern.com and modem.com. It is only for comparing. It changes with Unicode's
// table: after an update, compute stored skeletons again.
//
// Unlike UTS #39 it is in lower case, as identifiers are shown: 1 and the look-alikes of capital I are l, 0 is o, but i
// and l differ. Small capitals are treated as their letters, so that Cyrillic в, к, м, н, т look like Latin capitals.
func (d Domain) Skeleton() string { return skeleton(d.Unicode()) }

// skeleton maps characters before it folds them: the table has the capital Cherokee letters as look-alikes of Latin ones,
// but not the small ones. The table's prototypes are already folded, so the result need not be mapped again.
func skeleton(s string) string {
	var b strings.Builder
	for _, c := range norm.NFD.String(s) {
		if defaultIgnorable(c) {
			continue
		}
		if prototype, is := prototypeOf(c); is {
			b.WriteString(prototype)
		} else {
			b.WriteRune(unicode.ToLower(c))
		}
	}
	return norm.NFD.String(b.String())
}

// prototypeOf finds the line of c by binary search.
func prototypeOf(c rune) (string, bool) {
	for low, high := 0, len(confusables); low < high; {
		start := low + strings.LastIndexByte(confusables[low:(low+high)/2], '\n') + 1
		line, _, _ := strings.Cut(confusables[start:], "\n")
		key, size := utf8.DecodeRuneInString(line)
		switch {
		case key == '#' || key < c:
			low = start + len(line) + len("\n")
		case key > c:
			high = start
		default:
			return line[size+len(" "):], true
		}
	}
	return "", false
}

// defaultIgnorable reports whether the character is invisible, such as the joiners in Persian and Indic names
// (DerivedCoreProperties.txt defines the property).
func defaultIgnorable(c rune) bool {
	if unicode.In(c, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) {
		return true
	}
	annotations, hieroglyphs := c >= 0xfff9 && c <= 0xfffb, c >= 0x13430 && c <= 0x1343f
	return unicode.Is(unicode.Cf, c) && !annotations && !hieroglyphs && !unicode.Is(unicode.Prepended_Concatenation_Mark, c)
}

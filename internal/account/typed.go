package account

import (
	"strings"
	"unicode"
)

// This file has functions shared by the parsers of typed and pasted values.

// lowerASCII lowers A to Z only. strings.ToLower would also turn other characters into ASCII: the Kelvin sign into k, a
// dotted capital I into i.
func lowerASCII(s string) string {
	return strings.Map(func(c rune) rune {
		if 'A' <= c && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	}, s)
}

// upperASCII raises a to z only.
func upperASCII(s string) string {
	return strings.Map(func(c rune) rune {
		if 'a' <= c && c <= 'z' {
			return c - 'a' + 'A'
		}
		return c
	}, s)
}

// blankOrInvisible reports whether c is white space or an invisible character, which programs put around copied text.
func blankOrInvisible(c rune) bool {
	return unicode.IsSpace(c) || unicode.IsControl(c) || defaultIgnorable(c)
}

// withoutEnds returns s without white space and invisible characters at its ends.
func withoutEnds(s string) string { return strings.TrimFunc(s, blankOrInvisible) }

// isQuote reports whether c is a quotation mark, an apostrophe, or a character typed in place of one. The modifier
// letters are those that Unicode's names call apostrophes, turned commas and primes.
func isQuote(c rune) bool {
	return unicode.In(c, unicode.Pi, unicode.Pf) && c > unicode.MaxLatin1 && (c < '\u2e00' || c == '\u2e42') || strings.ContainsRune(quotes, c)
}

const quotes = "\"'`\u00b4\u00ab\u00bb\u02b9\u02ba\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u02ee\u055a\u05f3\u05f4\u201a\u201e\u2032\u2033\u2034\u2035\u2036\u2037\u2057" +
	"\u275b\u275c\u275d\u275e\u275f\u2760\u276e\u276f\u2e42\u301d\u301e\u301f\ua78b\ua78c\uff02\uff07"

// isDash reports whether c is a dash, a hyphen or a minus sign.
func isDash(c rune) bool {
	return unicode.Is(unicode.Pd, c) || strings.ContainsRune("\u02d7\u2043\u207b\u208b\u2212\u2796\u2cba", c)
}

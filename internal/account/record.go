package account

import (
	"strings"
	"unicode/utf8"
)

// InRecord reports whether a text record of the DNS holds the value, whatever consoles made of it when it was typed in
// there: quotation marks became part of it, or backslashes before what a zone file would escape; it was taken apart into
// strings with white space between them, in parentheses perhaps; a dot or a semicolon ended it, or a comment stood behind. The value
// itself is of visible ASCII without any of these. A record of another value never holds it.
func InRecord(record, value string) bool {
	return value != "" && (record == value || withoutZoneSyntax(record) == value)
}

// withoutZoneSyntax undoes what RFC 1035 §5.1 says of texts in zone files, as often as it was done.
func withoutZoneSyntax(record string) string {
	const mostTimes = 3
	for range mostTimes {
		next := unescaped(record)
		if next == record {
			break
		}
		record = next
	}
	record = strings.Map(func(c rune) rune {
		if blankOrInvisible(c) || isQuote(c) {
			return -1
		}
		return c
	}, record)
	record, _, _ = strings.Cut(record, ";") // ends what is said; comments follow
	return strings.TrimLeft(strings.TrimRight(record, ".,)"), "(")
}

// unescaped returns the text with each backslash and what follows it replaced by what they stand for: \" and \032.
func unescaped(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		before, after, escaped := strings.Cut(s, `\`)
		b.WriteString(before)
		if !escaped || after == "" {
			break
		}
		if code, is := decimal(after); is {
			b.WriteByte(code)
			s = after[3:]
			continue
		}
		_, size := utf8.DecodeRuneInString(after)
		b.WriteString(after[:size])
		s = after[size:]
	}
	return b.String()
}

// decimal reads the three digits of an octet.
func decimal(s string) (byte, bool) {
	if len(s) < 3 || strings.Trim(s[:3], "0123456789") != "" {
		return 0, false
	}
	code := int(s[0]-'0')*100 + int(s[1]-'0')*10 + int(s[2]-'0')
	return byte(code), code <= 255 //nolint:gosec // reported as none if it is above
}

package account

import (
	"strings"
	"unicode/utf8"
)

// InRecord reports whether a DNS text record has the value, despite what consoles add to it: quotation marks, backslash
// escapes of zone files, white space between strings, parentheses, a final dot or semicolon, or a comment. The value is
// visible ASCII without any of these. A record with another value never matches.
func InRecord(record, value string) bool {
	return value != "" && (record == value || withoutZoneSyntax(record) == value)
}

// withoutZoneSyntax undoes the syntax of text in zone files (RFC 1035 §5.1), also if it was applied repeatedly.
func withoutZoneSyntax(record string) string {
	const maxPasses = 3
	for range maxPasses {
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
	record, _, _ = strings.Cut(record, ";") // starts a comment
	return strings.TrimLeft(strings.TrimRight(record, ".,)"), "(")
}

// unescaped replaces the escapes of zone files, such as \" and \032.
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

// decimal parses the three digits of an octet.
func decimal(s string) (byte, bool) {
	if len(s) < 3 || strings.Trim(s[:3], "0123456789") != "" {
		return 0, false
	}
	code := int(s[0]-'0')*100 + int(s[1]-'0')*10 + int(s[2]-'0')
	return byte(code), code <= 255 //nolint:gosec // reported as none if it is above
}

package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	minNameLength   = 2
	maxNameLength   = 120
	maxNoteLength   = 1000
	maxReasonLength = 1000
)

// ParseName returns a Smart Account name: one line of 2 to 120 characters with a letter or digit, and without anything that
// mail programs turn into a link.
func ParseName(s string) (string, error) {
	name, err := plainText(s, maxNameLength, false)
	if err != nil {
		return "", err
	}
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "":
		return "", wrong(FieldRequired, "a name is required")
	case utf8.RuneCountInString(name) < minNameLength:
		return "", wrong(FieldTooShort, "a name must have at least 2 characters")
	case !strings.ContainsFunc(name, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }):
		return "", wrong(FieldCharacters, "a name must have a letter or a digit")
	case hasStrayJoiner(name):
		return "", wrong(FieldCharacters, "joiners are allowed only between letters that need them")
	case looksLikeLink(name):
		return "", wrong(FieldLooksLikeLink, "a name cannot contain ://, @ or www.")
	}
	return name, nil
}

// looksLikeLink also recognises full-width and other compatibility forms of the characters.
func looksLikeLink(s string) bool {
	s = strings.ToLower(norm.NFKC.String(s))
	return strings.Contains(s, "://") || strings.Contains(s, "@") || strings.Contains(s, "www.")
}

// ParseNote returns a note: at most 1,000 characters, several lines allowed, may be empty.
func ParseNote(s string) (string, error) { return plainText(s, maxNoteLength, true) }

// ParseAnyReason returns an optional reason: at most 1,000 characters, several lines allowed, may be empty.
func ParseAnyReason(s string) (string, error) { return plainText(s, maxReasonLength, true) }

// ParseReason returns the mandatory reason of a decline or rejection.
func ParseReason(s string) (string, error) {
	reason, err := ParseAnyReason(s)
	if err != nil {
		return "", err
	}
	if reason == "" {
		return "", wrong(FieldRequired, "a reason is required")
	}
	return reason, nil
}

// plainText normalises the text (NFC, line ends as \n, no outer white space) and refuses characters that could hide or
// reorder text: control, bidirectional, invisible and unassigned ones. The limit holds for the text as sent, as the API's
// document says, and as stored: normalising adds characters to a few scripts.
func plainText(s string, longest int, lines bool) (string, error) {
	if !utf8.ValidString(s) {
		return "", wrong(FieldCharacters, "not valid UTF-8")
	}
	if utf8.RuneCountInString(s) > longest {
		return "", wrong(FieldTooLong, "too long")
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.TrimSpace(norm.NFC.String(s))
	if strings.ContainsFunc(s, func(c rune) bool { return refused(c) && !(lines && (c == '\n' || c == '\t')) }) {
		return "", wrong(FieldCharacters, "control, invisible and text-direction characters are not allowed")
	}
	if utf8.RuneCountInString(s) > longest {
		return "", wrong(FieldTooLong, "too long")
	}
	return s, nil
}

// blanks are invisible letters and symbols: the Hangul fillers and the empty Braille cell.
const blanks = "\u115f\u1160\u3164\uffa0\u2800"

// refused reports whether a text may not have the character: controls, surrogates, private use and unassigned ones,
// invisible format characters except the two joiners, which Persian and Indic spelling needs, and line and paragraph
// separators.
func refused(c rune) bool {
	if c == zeroWidthNonJoiner || c == zeroWidthJoiner {
		return false
	}
	return !unicode.IsGraphic(c) || strings.ContainsRune(blanks, c) || unicode.In(c, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) ||
		unicode.Is(unicode.Variation_Selector, c) && c > 0xffff
}

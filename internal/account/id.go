package account

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ID identifies an account, request or virtual account: 128 random bits, which cannot be guessed, as 26 characters of
// Crockford's base32 in lower case.
type ID string

// crockford is the alphabet without I, L, O and U (https://www.crockford.com/base32.html).
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var (
	idEncoding   = base32.NewEncoding(strings.ToLower(crockford)).WithPadding(base32.NoPadding)
	codeEncoding = base32.NewEncoding(crockford)
)

const idLength = 26

// NewID returns a new random id.
func NewID() ID {
	var bits [16]byte
	_, _ = rand.Read(bits[:]) // never fails (crypto/rand)
	return ID(idEncoding.EncodeToString(bits[:]))
}

// ParseID reports whether s has the form of an id.
func ParseID(s string) (ID, bool) {
	if len(s) != idLength || strings.Trim(s, strings.ToLower(crockford)) != "" {
		return "", false
	}
	return ID(s), true
}

// CodeBytes is how many bytes of a MAC make a one-time code: 40 bits, eight characters.
const CodeBytes = 5

// WriteCode formats a one-time code as in mails: XXXX-XXXX.
func WriteCode(secret [CodeBytes]byte) string {
	s := codeEncoding.EncodeToString(secret[:])
	return s[:4] + "-" + s[4:]
}

// ReadCode parses a one-time code however it was written: in any case and width, with or without hyphens, dashes, spaces,
// dots, quotes and invisible characters, with the digits of any script, O for zero, I and L for one. Letters of other
// alphabets that look like these are refused.
func ReadCode(s string) (secret [CodeBytes]byte, ok bool) {
	s = strings.Map(func(c rune) rune {
		switch {
		case strayInCode(c): // before NFKC decomposes a character into a letter and a stray one
			return -1
		case unicode.Is(unicode.Nd, c):
			return '0' + digit(c)
		default:
			return c
		}
	}, s)
	s = norm.NFKC.String(s)
	s = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(upperASCII(s))
	if len(s) != 8 {
		return secret, false
	}
	n, err := codeEncoding.Decode(secret[:], []byte(s))
	return secret, err == nil && n == CodeBytes
}

// strayInCode reports whether c is not part of a code but may be between or around its characters.
func strayInCode(c rune) bool {
	return unicode.IsSpace(c) || defaultIgnorable(c) || isDash(c) || isQuote(c) || unicode.In(c, unicode.P, unicode.Me)
}

// digit returns the value of a decimal digit. In each script the ten digits are consecutive, from zero.
func digit(c rune) rune {
	for _, r := range unicode.Nd.R16 {
		if c <= rune(r.Hi) {
			return (c - rune(r.Lo)) % 10
		}
	}
	for _, r := range unicode.Nd.R32 {
		if c <= rune(r.Hi) { //nolint:gosec // a table of runes
			return (c - rune(r.Lo)) % 10 //nolint:gosec // a table of runes
		}
	}
	return 0
}

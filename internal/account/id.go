package account

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
)

// ID names an account, request or virtual account: 128 random bits, so that nobody can guess one,
// as 26 characters of Crockford's base32 in lower case.
type ID string

// crockford is the alphabet without I, L, O and U (https://www.crockford.com/base32.html).
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var (
	idEncoding   = base32.NewEncoding(strings.ToLower(crockford)).WithPadding(base32.NoPadding)
	codeEncoding = base32.NewEncoding(crockford)
)

const idLength = 26

// NewID answers a fresh id.
func NewID() ID {
	var bits [16]byte
	_, _ = rand.Read(bits[:]) // never fails (crypto/rand)
	return ID(idEncoding.EncodeToString(bits[:]))
}

// ParseID tells whether s has the form of an id.
func ParseID(s string) (ID, bool) {
	if len(s) != idLength || strings.Trim(s, strings.ToLower(crockford)) != "" {
		return "", false
	}
	return ID(s), true
}

// CodeBytes is how many bytes of a MAC make a one-time code: 40 bits, eight characters.
const CodeBytes = 5

// WriteCode writes a one-time code as mails show it: XXXX-XXXX.
func WriteCode(secret [CodeBytes]byte) string {
	s := codeEncoding.EncodeToString(secret[:])
	return s[:4] + "-" + s[4:]
}

// ReadCode reads a one-time code as people type it: in any case, with or without the hyphen and
// spaces, O for zero, I and L for one.
func ReadCode(s string) (secret [CodeBytes]byte, ok bool) {
	s = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(s))
	if len(s) != 8 {
		return secret, false
	}
	n, err := codeEncoding.Decode(secret[:], []byte(s))
	return secret, err == nil && n == CodeBytes
}

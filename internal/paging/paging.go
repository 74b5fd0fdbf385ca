// Package paging cuts lists into pages, each with a cursor at which the next begins.
package paging

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"smartaccounts/internal/account"
)

// DefaultSize is how many items a page has if its caller names no limit.
const DefaultSize = 20

const maxSize = 100

// Page is one page of a list.
type Page[T any] struct {
	Items []T
	Next  string // cursor of the next page; empty on the last
}

// Size returns how many items a page has: limit, or DefaultSize if that is 0. It returns account.InvalidInput if limit is not allowed.
func Size(limit int) (int, error) {
	switch {
	case limit == 0:
		return DefaultSize, nil
	case limit < 1 || limit > maxSize:
		return 0, account.Invalid("limit", account.FieldNotAllowed, "must be 1 to 100")
	default:
		return limit, nil
	}
}

// A cursor is a position with a checksum of the person, the query and the position, which keeps a cursor from being used
// in another list by mistake. The checksum is no secret: a position gives no access, because what follows it is filtered
// for the person as on the first page.
const checksumBytes = 12

// WriteCursor returns the cursor of a position in the list that the query gives the person; empty if position is empty.
func WriteCursor(person account.Email, query, position string) string {
	if position == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(checksum(person, query, position), position...))
}

// ReadCursor returns the position of a cursor; empty if cursor is empty. It returns account.InvalidInput if
// WriteCursor returned the cursor for another person or query, or never.
func ReadCursor(person account.Email, query, cursor string) (position string, err error) {
	if cursor == "" {
		return "", nil
	}
	bits, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err == nil && len(bits) > checksumBytes && !strings.ContainsAny(cursor, "\r\n") { // which the decoder skips
		position = string(bits[checksumBytes:])
		if utf8.ValidString(position) && subtle.ConstantTimeCompare(checksum(person, query, position), bits[:checksumBytes]) == 1 {
			return position, nil
		}
	}
	return "", account.Invalid("cursor", account.FieldNotAllowed, "not a cursor of this list")
}

func checksum(person account.Email, query, position string) []byte {
	sum := sha256.Sum256([]byte(strings.Join([]string{string(person), query, position}, "\x00")))
	return sum[:checksumBytes]
}

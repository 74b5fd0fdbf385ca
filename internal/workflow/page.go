package workflow

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"smartaccounts/internal/account"
)

// PageSize is how many items a page has unless asked otherwise; MaxPageSize is the most.
const (
	PageSize    = 20
	MaxPageSize = 100
)

// Page is one page of a list.
type Page[T any] struct {
	Items []T
	Next  string // cursor of the next page; empty on the last
}

// pageSize returns how many items to show; 0 means nobody said.
func pageSize(limit int) (int, error) {
	switch {
	case limit == 0:
		return PageSize, nil
	case limit < 1 || limit > MaxPageSize:
		return 0, account.Invalid("limit", account.FieldNotAllowed, "must be 1 to 100")
	default:
		return limit, nil
	}
}

// A cursor is a position with a seal that binds it to one person and one query. The seal is no
// secret: a position grants nothing, whatever follows it is filtered for the person as on the first
// page. It keeps cursors from being carried into another list by mistake.
const sealBytes = 12

func writeCursor(person account.Email, query, position string) string {
	if position == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(seal(person, query, position), position...))
}

func readCursor(person account.Email, query, cursor string) (position string, err error) {
	if cursor == "" {
		return "", nil
	}
	bits, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err == nil && len(bits) > sealBytes && !strings.ContainsAny(cursor, "\r\n") { // which the decoder skips
		position = string(bits[sealBytes:])
		if utf8.ValidString(position) && subtle.ConstantTimeCompare(seal(person, query, position), bits[:sealBytes]) == 1 {
			return position, nil
		}
	}
	return "", account.Invalid("cursor", account.FieldNotAllowed, "not a cursor of this list")
}

func seal(person account.Email, query, position string) []byte {
	sum := sha256.Sum256([]byte(strings.Join([]string{string(person), query, position}, "\x00")))
	return sum[:sealBytes]
}

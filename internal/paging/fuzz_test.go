package paging_test

import (
	"testing"
	"unicode/utf8"

	"smartaccounts/internal/paging"
)

// FuzzReadCursor checks that a cursor is read only if WriteCursor wrote it for this person and list.
func FuzzReadCursor(f *testing.F) {
	for _, position := range []string{"", "0 3 ", "2 0 acme\x1facme\x1fid", "9998236000000#id"} {
		f.Add(paging.WriteCursor("ann@acme.com", "acme", position))
		f.Add(paging.WriteCursor("bob@acme.com", "acme", position))
	}
	f.Add("AAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		position, err := paging.ReadCursor("ann@acme.com", "acme", cursor)
		if err != nil {
			return
		}
		if !utf8.ValidString(position) || paging.WriteCursor("ann@acme.com", "acme", position) != cursor {
			t.Errorf("%q is read as %q", cursor, position)
		}
		if _, err := paging.ReadCursor("bob@acme.com", "acme", cursor); err == nil && cursor != "" {
			t.Errorf("%q is accepted from another person", cursor)
		}
	})
}

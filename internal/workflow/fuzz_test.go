package workflow

import (
	"testing"
	"unicode/utf8"
)

// FuzzReadCursor: a cursor is read that nobody has written for this person and list.
func FuzzReadCursor(f *testing.F) {
	for _, position := range []string{"", "0 3 ", "2 0 acme\x1facme\x1fid", "9998236000000#id"} {
		f.Add(writeCursor("ann@acme.com", "acme", position))
		f.Add(writeCursor("bob@acme.com", "acme", position))
	}
	f.Add("AAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		position, err := readCursor("ann@acme.com", "acme", cursor)
		if err != nil {
			return
		}
		if !utf8.ValidString(position) || writeCursor("ann@acme.com", "acme", position) != cursor {
			t.Errorf("%q is read as %q", cursor, position)
		}
		if _, err := readCursor("bob@acme.com", "acme", cursor); err == nil && cursor != "" {
			t.Errorf("%q serves somebody else, too", cursor)
		}
		_ = readSpot(position).String()
	})
}

// FuzzReadToken: a token is read that writeToken would not have written.
func FuzzReadToken(f *testing.F) {
	f.Add(DeadToken)
	f.Add(DeadToken + "\n")
	f.Add("." + DeadToken)
	f.Add("01234567890123456789012345.")
	f.Fuzz(func(t *testing.T, token string) {
		id, hash, err := readToken(token)
		if err != nil {
			return
		}
		const secret = 43 // characters of 256 bits
		if len(token) != len(id)+1+secret || token[:len(id)] != string(id) || hash == (LinkHash{}) {
			t.Errorf("%q is read as %q, %x", token, id, hash)
		}
	})
}

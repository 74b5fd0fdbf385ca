package search

import (
	"slices"
	"strings"
	"testing"

	"smartaccounts/internal/account"
)

// FuzzReadSpot checks that what is written of any spot is read back.
func FuzzReadSpot(f *testing.F) {
	for _, position := range []string{"", "0 3 ", "2 0 acme\x1facme\x1fid", "9998236000000#id"} {
		f.Add(position)
	}
	f.Fuzz(func(t *testing.T, position string) {
		at := readSpot(position)
		if again := readSpot(at.String()); again != at {
			t.Errorf("%q is read as %+v, and again as %+v", position, at, again)
		}
	})
}

// FuzzWanted: an account is not found by its own name, or by what each of its words begins with; or its words, typed
// once more, are others.
func FuzzWanted(f *testing.F) {
	for _, seed := range []string{"Acme", "Acme S.p.A.", "Müller & Söhne, Müller", "A.B", "...", "a.b.c d", "ŉ", "ﬃ", "\u0903a", "가나", "a\u200db", "\xff", "ẞ 1st"} {
		f.Add(seed, 1)
	}
	f.Fuzz(func(t *testing.T, name string, length int) {
		w := wantedIn(name)
		if again := wantedIn(w.phrase); !slices.Equal(again.words, w.words) || again.phrase != w.phrase {
			t.Errorf("%q has the words %q, and these %q", name, w.words, again.words)
		}
		if len(w.words) == 0 {
			if w.matches(account.Account{Name: name, Domain: "acme.com"}) {
				t.Errorf("%q without a word finds", name)
			}
			return
		}
		a := account.Account{ID: "id", Name: name, Domain: "acme.com"}
		if !w.matches(a) || firstListing(listingsOf(a), w.phrase) == "" {
			t.Errorf("%q is not found by its own name: %q", name, listingsOf(a))
		}
		if !slices.Contains(w.words, w.pivot) {
			t.Errorf("the pivot of %q is %q", w.words, w.pivot)
		}
		var beginnings []string
		for _, word := range w.words {
			letters := []rune(word)
			beginnings = append(beginnings, string(letters[:1+int(uint(length)%uint(len(letters)))]))
		}
		if typed := strings.Join(beginnings, " "); !wantedIn(typed).matches(a) && len(wantedIn(typed).words) > 0 {
			t.Errorf("%q is not found by %q: %q", name, typed, listingsOf(a))
		}
	})
}

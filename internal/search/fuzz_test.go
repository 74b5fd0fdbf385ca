package search

import (
	"slices"
	"strings"
	"testing"

	"smartaccounts/internal/account"
)

// FuzzParsePosition checks that any position is parsed as it is written.
func FuzzParsePosition(f *testing.F) {
	for _, text := range []string{"", "0 3 ", "2 0 acme\x1facme\x1fid", "9998236000000#id"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := parsePosition(text)
		if again := parsePosition(at.String()); again != at {
			t.Errorf("%q is parsed as %+v, and again as %+v", text, at, again)
		}
	})
}

// FuzzWordQuery checks that an account is found by its own name and by a beginning of each of its words, and that the
// words of a name are their own words.
func FuzzWordQuery(f *testing.F) {
	for _, seed := range []string{"Acme", "Acme S.p.A.", "Müller & Söhne, Müller", "A.B", "...", "a.b.c d", "ŉ", "ﬃ", "\u0903a", "가나", "a\u200db", "\xff", "ẞ 1st"} {
		f.Add(seed, 1)
	}
	f.Fuzz(func(t *testing.T, name string, length int) {
		q := parseWords(name)
		if again := parseWords(q.phrase); !slices.Equal(again.words, q.words) || again.phrase != q.phrase {
			t.Errorf("%q has the words %q, and these %q", name, q.words, again.words)
		}
		if len(q.words) == 0 {
			if q.matches(account.Account{Name: name, Domain: "acme.com"}) {
				t.Errorf("%q without a word finds an account", name)
			}
			return
		}
		a := account.Account{ID: "id", Name: name, Domain: "acme.com"}
		if !q.matches(a) || firstListing(listingsOf(a), q.phrase) == "" {
			t.Errorf("%q is not found by its own name: %q", name, listingsOf(a))
		}
		if !slices.Contains(q.words, q.pivot) {
			t.Errorf("the pivot of %q is %q", q.words, q.pivot)
		}
		var beginnings []string
		for _, word := range q.words {
			letters := []rune(word)
			beginnings = append(beginnings, string(letters[:1+int(uint(length)%uint(len(letters)))]))
		}
		if typed := strings.Join(beginnings, " "); !parseWords(typed).matches(a) && len(parseWords(typed).words) > 0 {
			t.Errorf("%q is not found by %q: %q", name, typed, listingsOf(a))
		}
	})
}

package account

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// A name is found in another case, width or accent.
func TestFoldIgnoresCaseWidthAndDiacritics(t *testing.T) {
	for typed, want := range map[string]string{
		"Acme":          "acme",
		"  ACME\t Srl ": "acme srl",
		"Caffè":         "caffe",
		"Cafe\u0300":    "cafe",
		"Straße":        "strasse",
		"Ａｃｍｅ":          "acme",
		"Łódź Øresund":  "lodz oresund",
		"Ærø":           "aero",
		"İstanbul ısı":  "istanbul isi",
		"ΣΊΣΥΦΟΣ":       "σισυφοσ",
		"Smith & Co.":   "smith & co.",
		"ﬁne":           "fine",
		"Müller-Söhne":  "muller-sohne",
		"й":             "и",
	} {
		if got := Fold(typed); got != want {
			t.Errorf("Fold(%q) = %q, want %q", typed, got, want)
		}
	}
}

// FuzzFold checks that folding twice is folding once: a stored name is folded once, and a query again.
func FuzzFold(f *testing.F) {
	for _, seed := range []string{"Acme", "ΐ", "ŉ", "ẛ̣", "İ", "ǰ", "ﬃ", "Ω", "ͅ", "ᾳ", "Ⅷ", "㎏", "ϓ", "ł", "Ł", "ǽ", "Ǿ", "ẞ", "가", "\u1e9b", "\u00a0", "\xff", "ᏸ", "ꭰ"} {
		f.Add(seed)
		f.Add("A  c\tME\x00 " + seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		once := Fold(typed)
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, again %q", typed, once, twice)
		}
		if slow := fold(typed); isASCII(typed) && slow != once {
			t.Errorf("Fold(%q) = %q, the long way %q", typed, once, slow)
		}
		if utf8.ValidString(typed) && !utf8.ValidString(once) {
			t.Errorf("Fold(%q) = %q", typed, once)
		}
		words := Words(typed)
		if !Matches(words, words) {
			t.Errorf("%q does not match its own words %q", typed, words)
		}
		for _, word := range words {
			if again := Words(word); !slices.Equal(again, []string{word}) {
				t.Errorf("the word %q of %q has the words %q", word, typed, again)
			}
		}
	})
}

// An account is listed under each word of its name and each label of its domain.
func TestEachWordOfNameAndDomainIsListedOnce(t *testing.T) {
	var got []string
	for _, listing := range Listings("Müller & Söhne, Müller", "emea.xn--mller-kva.de") {
		word, _, _ := strings.Cut(listing, " ")
		got = append(got, word)
	}
	want := []string{"muller", "sohne", "emea", "de", "xn", "mller", "kva"}
	if !slices.Equal(got, want) {
		t.Errorf("words %q, want %q", got, want)
	}
}

// An account is listed once from each of its words on.
func TestListingsBeginAtEachWord(t *testing.T) {
	for _, c := range []struct {
		name   string
		domain Domain
		want   []string
	}{
		{"Acme Food S.p.A.", "acme.it", []string{"acme food spa", "food spa", "spa", "it"}},
		{"Acme-1 S.p.A.", "acme-1.c.it", []string{"acme 1 spa", "1 spa", "spa", "c it", "it"}},
		{"Blue Ocean", "blueocean.co.uk", []string{"blue ocean", "ocean", "blueocean co uk", "co uk", "uk"}},
		{"U.S. Steel sp. z o.o.", "ussteel.com", []string{"us steel sp z oo", "steel sp z oo", "sp z oo", "z oo", "oo", "ussteel com", "com"}},
		{"a. b.", "ab.com", []string{"a b", "b", "ab com", "com"}},
		{"…", "acme.com", []string{"acme com", "com"}},
	} {
		if got := Listings(c.name, c.domain); !slices.Equal(got, c.want) {
			t.Errorf("%s of %s: %q, want %q", c.name, c.domain, got, c.want)
		}
	}
}

// A search matches the beginnings of words, and needs all of its words.
func TestMatchesNeedsEachWantedWord(t *testing.T) {
	words := Words("Acme Società Benefit")
	for query, want := range map[string]bool{
		"acme": true, "AC": true, "soc ben": true, "benefit acme": true, "me": false, "acme x": false, "": true, "societa'": true, "acmee": false,
	} {
		if got := Matches(words, Words(query)); got != want {
			t.Errorf("%q matches: %t", query, got)
		}
	}
}

// Characters that are the same in Unicode's case folding are the same here. The library leaves Cherokee letters
// unfolded.
func TestCaseFoldsAsUnicodeSays(t *testing.T) {
	unicodes := func(s string) string { return cases.Fold().String(norm.NFKD.String(s)) }
	for c := rune(0); c <= unicode.MaxRune; c++ {
		if s := string(c); unicode.IsGraphic(c) && !unicode.Is(unicode.Cherokee, c) && Fold(unicodes(s)) != Fold(s) {
			t.Errorf("%U folds to %+q, Unicode's folding of it to %+q", c, Fold(s), Fold(unicodes(s)))
		}
	}
	if Fold("Ꭳ") != Fold("ꭳ") {
		t.Error("Cherokee letters in two cases do not fold to the same")
	}
}

// Folding what was folded changes nothing, for every character.
func TestEveryCharacterFoldsOnce(t *testing.T) {
	for c := rune(0); c <= unicode.MaxRune; c++ {
		if !unicode.IsGraphic(c) || unicode.Is(unicode.Han, c) || unicode.Is(unicode.Hangul, c) {
			continue
		}
		for _, s := range []string{string(c), "a" + string(c) + "\u0345"} {
			if once := Fold(s); Fold(once) != once {
				t.Errorf("Fold(%+q) = %+q, again %+q", s, once, Fold(once))
			}
		}
	}
}

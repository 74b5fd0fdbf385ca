package account

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// domain returns the canonical form of a test's domain.
func domain(t *testing.T, typed string) Domain {
	t.Helper()
	d, err := ParseDomain(typed)
	if err != nil {
		t.Fatalf("ParseDomain(%q): %v", typed, err)
	}
	return d
}

// A domain that people read as another has the same skeleton.
func TestSkeletonOfLookAlikesIsEqual(t *testing.T) {
	for _, c := range []struct{ one, other string }{
		{"acme.com", "асме.com"},     // Cyrillic, all letters
		{"acme.com", "аcme.com"},     // Cyrillic, the first letter
		{"acme.com", "acrne.com"},    // ASCII
		{"modern.com", "modem.com"},  // ASCII
		{"paypal.com", "paypa1.com"}, // ASCII
		{"paypal.com", "pаypal.com"}, // Cyrillic а
		{"paypal.com", "paypaӏ.com"}, // Cyrillic palochka
		{"paypa1.com", "pаypaӏ.com"}, // two look-alikes, neither of them the original
		{"google.com", "g00gle.com"},
		{"google.com", "gооgle.com"},     // Cyrillic о
		{"google.com", "gοοgle.com"},     // Greek omicron
		{"google.com", "gօօgle.com"},     // Armenian oh
		{"google.com", "g໐໐gle.com"},     // Lao digit zero
		{"100.com", "loo.com"},           // digits for letters
		{"google.com", "ɢoogle.com"},     // a small capital
		{"tnt.com", "тnт.com"},           // Cyrillic, small letters in the form of capitals
		{"kkr.com", "ккr.com"},           // Cyrillic
		{"kkr.com", "κκr.com"},           // Greek
		{"acme.com", "ꭺꮯmꭼ.com"},         // Cherokee small letters, which become capitals
		{"acme.com", "ꓮꓚꓟꓰ.com"},         // Lisu, which looks like capitals
		{"port.com", "ροrt.com"},         // Greek
		{"istanbul.com", "ıstanbul.com"}, // dotless i
		{"aeon.com", "æon.com"},
		{"müller.de", "mu\u0308ller.de"},
		{"müller.de", "rnüller.de"},
		{"shop.acme.com", "ѕhop.acme.com"}, // below the registrable domain
		{"カナ.jp", "力ナ.jp"},                 // katakana ka and the character for power
		{"ロゴ.jp", "口ゴ.jp"},                 // katakana ro and the character for mouth
		{"نامه\u200cای.com", "نامهای.com"}, // an invisible joiner between these two
		{"नमस्ते.com", "नमस्\u200dते.com"},
	} {
		one, other := domain(t, c.one), domain(t, c.other)
		if one.Skeleton() != other.Skeleton() {
			t.Errorf("%q has the skeleton %+q, %q has %+q", c.one, one.Skeleton(), c.other, other.Skeleton())
		}
	}
}

// A domain that people do not confuse with another has another skeleton.
func TestSkeletonOfOtherNamesDiffers(t *testing.T) {
	for _, c := range []struct{ one, other string }{
		{"acme.com", "acne.com"},
		{"acme.com", "acme.org"},
		{"acme.com", "acme.co"},
		{"acme.com", "acmes.com"},
		{"acme.com", "emea.acme.com"},
		{"acme.com", "a-cme.com"},
		{"bill.com", "biil.com"}, // in lower case, i and l are different letters
		{"zone.com", "2one.com"},
		{"bose.com", "8ose.com"},
		{"müller.de", "muller.de"},
		{"rené.com", "renè.com"},
		{"faß.de", "fass.de"},
		{"москва.com", "мockвы.com"},
		{"яндекс.com", "яндеск.com"},
		{"αθηνα.com", "αθηνη.com"},
		{"東京.com", "京都.com"},
		{"한국.com", "한글.com"},
		{"שלום.com", "שלוש.com"},
		{"مصر.com", "مطر.com"},
		{"भारत.com", "भारती.com"},
	} {
		one, other := domain(t, c.one), domain(t, c.other)
		if one.Skeleton() == other.Skeleton() {
			t.Errorf("%q and %q both have the skeleton %+q", c.one, c.other, one.Skeleton())
		}
	}
}

// A name without look-alike letters is its own skeleton.
func TestSkeletonOfPlainNamesIsTheName(t *testing.T) {
	for _, d := range []Domain{"acne.de", "the-quick-fox.io", "abcdefghijklnopqrstuvwxyz-23456789.de"} {
		if got := d.Skeleton(); got != string(d) {
			t.Errorf("%q has the skeleton %+q", d, got)
		}
	}
}

// The table is sorted, because a line out of order is not found, and no prototype has another one, because
// look-alikes would differ.
func TestTheSkeletonsTableIsSortedAndSettled(t *testing.T) {
	var last rune
	entries := 0
	for line := range strings.Lines(confusables) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") && entries == 0 {
			continue
		}
		entries++
		key, prototype, found := strings.Cut(line, " ")
		c, size := utf8.DecodeRuneInString(key)
		if !found || prototype == "" || size != len(key) || c <= last {
			t.Errorf("%+q is not an entry, or out of order", line)
		}
		last = c
		if got, is := prototypeOf(c); !is || got != prototype {
			t.Errorf("%+q has the prototype %+q, %t, want %+q", c, got, is, prototype)
		}
		if got := skeleton(prototype); got != prototype {
			t.Errorf("the prototype %+q of %+q has the skeleton %+q", prototype, c, got)
		}
		if !norm.NFD.IsNormalString(key) || defaultIgnorable(c) {
			t.Errorf("%+q is never looked up", c)
		}
	}
	if entries < 2000 {
		t.Errorf("only %d entries", entries)
	}
	for _, c := range []rune{0, '#', '-', '.', 'a', 'z', 'é', '東', unicode.MaxRune} {
		if got, is := prototypeOf(c); is {
			t.Errorf("%+q has the prototype %+q", c, got)
		}
	}
}

// Invisible characters are left out of a skeleton, visible ones are not.
func TestSkeletonsLeaveOutWhatShowsAsNothing(t *testing.T) {
	for c, want := range map[rune]bool{
		'\u00ad': true, '\u034f': true, '\u115f': true, '\u200c': true, '\u200d': true, '\u2060': true, '\ufe0f': true, '\U000e0100': true,
		'a': false, '\u0301': false, '\u0600': false, '\u06dd': false, '\ufff9': false, '\ufffb': false, '\U00013430': false, '\U0001343f': false,
	} {
		if got := defaultIgnorable(c); got != want {
			t.Errorf("defaultIgnorable(%+q) = %t", c, got)
		}
	}
}

// FuzzSkeleton checks that a name has one skeleton, and that look-alikes do not differ in what a skeleton ignores.
func FuzzSkeleton(f *testing.F) {
	for _, seed := range []string{
		"acme.com", "асме.com", "paypa1.com", "PAYPAL.COM.", "modem.com", "g00gle.com", "müller.de", "faß.de", "ꭺꮯmꭼ.com", "ꓮꓚꓟꓰ.com", "例え.jp",
		"नमस्\u200dते.com", "نامه\u200cای.com", "א٠א.com", "한국.com", "𝐚cme.com", "İ.com", "ŉ.com", "a\u0345\u0301.com", "#.com", "\xff.com",
		"ᎣᎦᎧ.com",           // shown as capitals, but canonical
		"a\u0305\u030d.com", // marks whose prototypes are in the other order
		labels(10), ofOctets(253),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if !utf8.ValidString(Domain(typed).Skeleton()) { // any stored domain
			t.Errorf("the skeleton of %+q is not valid UTF-8", typed)
		}
		d, err := ParseDomain(typed)
		if err != nil {
			return
		}
		s := d.Skeleton()
		if s == "" || s != d.Skeleton() {
			t.Errorf("%q has the skeletons %+q and %+q", d, s, d.Skeleton())
		}
		if again := skeleton(s); again != s {
			t.Errorf("%+q of %q has the skeleton %+q", s, d, again)
		}
		if s != strings.ToLower(s) || strings.ContainsFunc(s, unicode.IsUpper) {
			t.Errorf("the skeleton %+q of %q has capitals", s, d)
		}
		if !norm.NFD.IsNormalString(s) || strings.ContainsFunc(s, defaultIgnorable) {
			t.Errorf("the skeleton %+q of %q is not normalised, or has an invisible character", s, d)
		}
		for _, same := range []string{strings.ToUpper(string(d)) + ".", d.Unicode()} {
			if again, err := ParseDomain(same); err != nil || again.Skeleton() != s {
				t.Errorf("%q has the skeleton %+q, %q has %+q, %v", d, s, same, again.Skeleton(), err)
			}
		}
	})
}

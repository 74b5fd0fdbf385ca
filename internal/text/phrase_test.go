package text

import (
	"testing"
	"time"

	"smartaccounts/internal/account"
)

func TestABraceInAValueIsNoPlaceholder(t *testing.T) {
	p := Phrase{
		wording: [languages]string{"{a} and {b}, {a}", "{b}"},
		values:  []value{word("a", "{b}"), number("b", 7)},
	}
	if got, want := p.In(account.English), "{b} and 7, {b}"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := p.In(account.Italian), "7"; got != want {
		t.Errorf("%q in Italian, want %q", got, want)
	}
}

func TestTheZeroPhraseIsEmpty(t *testing.T) {
	var p Phrase
	if !p.IsZero() || p.In(account.Italian) != "" {
		t.Errorf("%q, zero: %t", p.In(account.Italian), p.IsZero())
	}
	if Month(time.May).IsZero() || !Month(13).IsZero() {
		t.Error("May has no text, or a thirteenth month has one")
	}
}

func TestDatesAreWrittenInUTC(t *testing.T) {
	late := time.Date(2026, time.December, 31, 23, 30, 0, 0, time.FixedZone("", -3600))
	for l, want := range map[account.Language][2]string{
		account.English: {"1 January 2027", "1 January 2027 at 00:30 UTC"},
		account.Italian: {"1º gennaio 2027", "1º gennaio 2027 alle 00:30 UTC"},
		"xx":            {"1 January 2027", "1 January 2027 at 00:30 UTC"},
	} {
		if got := [2]string{Date(l, late), Moment(l, late)}; got != want {
			t.Errorf("%s: %q, want %q", l, got, want)
		}
	}
}

func TestItalianArticlesAreElidedBeforeDatesThatBeginWithAVowel(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, time.November, n, 9, 0, 0, 0, time.UTC) }
	phrase := func(at, from, until value) Phrase {
		return Phrase{
			wording: [languages]string{"On {at}, until {until}.", "Il {at}, dal {from} fino al {until}."},
			values:  []value{at, from, until},
		}
	}
	for _, c := range []struct {
		phrase Phrase
		want   string
	}{
		{phrase(date("at", day(8)), date("from", day(11)), date("until", day(8))), "L'8 novembre 2026, dall'11 novembre 2026 fino all'8 novembre 2026."},
		{phrase(date("at", day(1)), date("from", day(18)), date("until", day(7))), "Il 1º novembre 2026, dal 18 novembre 2026 fino al 7 novembre 2026."},
		{phrase(word("at", "8 S.p.A."), number("from", 11), word("until", "8")), "Il 8 S.p.A., dal 11 fino al 8."},
		{phrase(dateAndTime("at", day(8)), word("from", ""), word("until", "")), "L'8 novembre 2026 alle 09:00 UTC, dal  fino al ."},
	} {
		if got := c.phrase.In(account.Italian); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if got, want := phrase(date("at", day(8)), word("from", ""), date("until", day(11))).In(account.English), "On 8 November 2026, until 11 November 2026."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

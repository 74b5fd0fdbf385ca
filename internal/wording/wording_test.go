package wording

import (
	"testing"
	"time"

	"smartaccounts/internal/account"
)

// Fails when a value is taken for a place, or a place is left empty.
func TestSayFillsPlacesOnce(t *testing.T) {
	table := Table{"k": {English: "{a} and {b}, {a}{c}"}}
	if got, want := table.Say(account.Italian, "k", "a", "{b}", "b", "x"), "{b} and x, {b}{c}"; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}

// Fails when a language has no column, or that of another.
func TestEveryLanguageHasAColumn(t *testing.T) {
	seen := map[int]bool{}
	for _, l := range account.Languages() {
		column, there := columnOf[l]
		if !there || seen[column] {
			t.Errorf("%s has no column of its own", l)
		}
		seen[column] = true
	}
	said := Said{English: "yes", Italian: "sì"}
	if said.In(account.Italian) != "sì" || said.In(account.English) != "yes" || said.In("xx") != "" {
		t.Errorf("said %q in Italian, %q in another language", said.In(account.Italian), said.In("xx"))
	}
}

// Fails when a language has no months, or a date is written in another zone than it says.
func TestDates(t *testing.T) {
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
	for _, l := range account.Languages() {
		if spoken(l) != l || clock[l] == "" {
			t.Errorf("%s has no dates", l)
		}
	}
}

// Fails when an Italian article stands in full before a day that begins with a vowel, or is elided before another.
func TestArticlesAreElidedBeforeDays(t *testing.T) {
	table := Table{"k": {English: "On {time}, until {date}.", Italian: "Il {time}, dal {from} fino al {date}."}}
	day := func(n int) string {
		return Date(account.Italian, time.Date(2026, time.November, n, 9, 0, 0, 0, time.UTC))
	}
	for _, c := range []struct{ time, from, date, want string }{
		{day(8), day(11), day(8), "L'8 novembre 2026, dall'11 novembre 2026 fino all'8 novembre 2026."},
		{day(1), day(18), day(7), "Il 1º novembre 2026, dal 18 novembre 2026 fino al 7 novembre 2026."},
		{"8 S.p.A.", "11", "8", "Il 8 S.p.A., dal 11 fino al 8."},
	} {
		if got := table.Say(account.Italian, "k", "time", c.time, "from", c.from, "date", c.date); got != c.want {
			t.Errorf("said %q, want %q", got, c.want)
		}
	}
	if got, want := table.Say(account.English, "k", "time", "8 novembre 2026", "date", "x"), "On 8 novembre 2026, until x."; got != want {
		t.Errorf("said %q, want %q", got, want)
	}
}

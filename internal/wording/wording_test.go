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
		account.Italian: {"1 gennaio 2027", "1 gennaio 2027 alle 00:30 UTC"},
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

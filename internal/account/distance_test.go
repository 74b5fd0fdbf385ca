package account

import "testing"

// The distance is small for a small misspelling, and large for another word.
func TestDistanceIsSmallForMisspellings(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"acme", "acme", 0}, {"", "acme", 4}, {"acme", "", 4},
		{"acme", "acne", 1},  // a substitution
		{"acme", "ame", 1},   // a deletion
		{"acme", "accme", 1}, // an insertion
		{"acme", "amce", 1},  // a transposition
		{"acme", "cmae", 2},  // moved by two
		{"marconi", "mraocni", 2},
		{"東京電力", "東京電気", 1},
		{"acme", "zzzz", 4}, {"abc", "ca", 3},
	} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := Distance(c.b, c.a); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.b, c.a, got, c.want)
		}
	}
}

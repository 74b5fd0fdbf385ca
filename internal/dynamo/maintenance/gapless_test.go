package maintenance

import (
	"slices"
	"testing"
)

// Batches end in any order, but a batch is reported only after all batches before it.
func TestNothingIsReportedBeforeAGap(t *testing.T) {
	t.Parallel()
	var told []int
	g := gapless{stored: func(l Loaded) { told = append(told, l.Accounts) }}
	var numbers []int
	for accounts := range 6 { // the first batch completes no account
		numbers = append(numbers, g.begin(Loaded{Accounts: accounts}))
	}
	for _, c := range []struct{ ends, reached int }{{1, 0}, {3, 0}, {0, 1}, {2, 3}, {5, 3}} {
		g.end(numbers[c.ends])
		if g.reached.Accounts != c.reached {
			t.Errorf("after the end of batch %d: got %d accounts, want %d", c.ends, g.reached.Accounts, c.reached)
		}
	}
	later := g.begin(Loaded{Accounts: 9})
	g.end(numbers[4])
	g.end(later)
	if want := []int{1, 3, 5, 9}; !slices.Equal(told, want) {
		t.Errorf("reported %v, want %v", told, want)
	}
}

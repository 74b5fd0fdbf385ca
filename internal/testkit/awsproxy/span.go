package awsproxy

import (
	"slices"
	"time"
)

// Span is when something began and ended.
type Span struct{ Began, Ended time.Time }

// SerialDepth returns how many spans, at most, follow one another without overlapping: so many calls
// have to wait for the one before. The one that ends first never stands in the way of a longer chain.
func SerialDepth(spans []Span) int {
	byEnd := slices.Clone(spans)
	slices.SortFunc(byEnd, func(a, b Span) int { return a.Ended.Compare(b.Ended) })
	depth := 0
	var last time.Time
	for _, s := range byEnd {
		if depth == 0 || !s.Began.Before(last) {
			depth, last = depth+1, s.Ended
		}
	}
	return depth
}

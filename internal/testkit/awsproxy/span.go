package awsproxy

import (
	"slices"
	"time"
)

// Span is the time from the begin to the end of a call.
type Span struct{ Began, Ended time.Time }

// SerialDepth returns the length of the longest chain of spans that do not overlap: the number of calls that wait for the one
// before. Choosing the span that ends first is optimal (interval scheduling).
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

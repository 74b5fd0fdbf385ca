// Package statistic computes what measurements come to.
package statistic

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Percentile returns the value that so many percent of the values do not exceed (nearest rank); 0 of
// none.
func Percentile[N cmp.Ordered](values []N, percent float64) (none N) {
	if len(values) == 0 {
		return none
	}
	sorted := slices.Sorted(slices.Values(values))
	rank := int(math.Ceil(percent / 100 * float64(len(sorted))))
	return sorted[max(rank, 1)-1]
}

// Median returns the value in the middle.
func Median[N cmp.Ordered](values []N) N { return Percentile(values, 50) }

// Milliseconds returns a duration as a number of milliseconds.
func Milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

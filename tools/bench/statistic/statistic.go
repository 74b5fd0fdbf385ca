// Package statistic computes percentiles of measurements.
package statistic

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Percentile returns the smallest value that at least the given percentage of the values do not exceed (nearest rank),
// or 0 if there are none.
func Percentile[N cmp.Ordered](values []N, percent float64) (none N) {
	if len(values) == 0 {
		return none
	}
	sorted := slices.Sorted(slices.Values(values))
	rank := int(math.Ceil(percent / 100 * float64(len(sorted))))
	return sorted[max(rank, 1)-1]
}

// Median returns the 50th percentile.
func Median[N cmp.Ordered](values []N) N { return Percentile(values, 50) }

// Milliseconds returns a duration as a number of milliseconds.
func Milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

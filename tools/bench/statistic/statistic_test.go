package statistic_test

import (
	"testing"

	"smartaccounts/tools/bench/statistic"
)

func TestPercentileIsTheNearestRank(t *testing.T) {
	t.Parallel()
	values := []int{50, 15, 20, 40, 35}
	for percent, want := range map[float64]int{0: 15, 5: 15, 30: 20, 40: 20, 50: 35, 99: 50, 100: 50} {
		if got := statistic.Percentile(values, percent); got != want {
			t.Errorf("%v percent: got %d, want %d", percent, got, want)
		}
	}
	if got := statistic.Median([]float64(nil)); got != 0 {
		t.Errorf("of none: got %v", got)
	}
	if values[0] != 50 {
		t.Error("the values were sorted in place")
	}
}

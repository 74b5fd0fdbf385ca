package statistic_test

import (
	"testing"
	"time"

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

func TestSerialDepthIsTheLongestChain(t *testing.T) {
	t.Parallel()
	span := func(began, ended int) statistic.Span {
		return statistic.Span{Began: time.UnixMilli(int64(began)), Ended: time.UnixMilli(int64(ended))}
	}
	for name, c := range map[string]struct {
		spans []statistic.Span
		want  int
	}{
		"none":                          {nil, 0},
		"one":                           {[]statistic.Span{span(0, 1)}, 1},
		"three at once":                 {[]statistic.Span{span(0, 10), span(1, 11), span(2, 9)}, 1},
		"one, then two at once":         {[]statistic.Span{span(5, 9), span(0, 4), span(4, 7)}, 2},
		"two beside a long one":         {[]statistic.Span{span(0, 30), span(1, 10), span(11, 20)}, 2},
		"a chain that a long one hides": {[]statistic.Span{span(0, 100), span(0, 10), span(10, 20), span(20, 30)}, 3},
	} {
		if got := statistic.SerialDepth(c.spans); got != c.want {
			t.Errorf("%s: got %d, want %d", name, got, c.want)
		}
	}
}

package awsproxy

import (
	"testing"
	"time"
)

func TestSerialDepthIsTheLongestChain(t *testing.T) {
	t.Parallel()
	span := func(began, ended int) Span {
		return Span{Began: time.UnixMilli(int64(began)), Ended: time.UnixMilli(int64(ended))}
	}
	for name, c := range map[string]struct {
		spans []Span
		want  int
	}{
		"none":                          {nil, 0},
		"one":                           {[]Span{span(0, 1)}, 1},
		"three at once":                 {[]Span{span(0, 10), span(1, 11), span(2, 9)}, 1},
		"one, then two at once":         {[]Span{span(5, 9), span(0, 4), span(4, 7)}, 2},
		"two beside a long one":         {[]Span{span(0, 30), span(1, 10), span(11, 20)}, 2},
		"a chain that a long one hides": {[]Span{span(0, 100), span(0, 10), span(10, 20), span(20, 30)}, 3},
	} {
		if got := SerialDepth(c.spans); got != c.want {
			t.Errorf("%s: got %d, want %d", name, got, c.want)
		}
	}
}

package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

// count reads the picture as the XML it has to be, and returns how many elements of that name are in it.
func count(t *testing.T, svg, name string) int {
	t.Helper()
	number := 0
	for read := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := read.Token()
		if errors.Is(err, io.EOF) {
			return number
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		if element, is := token.(xml.StartElement); is && element.Name.Local == name {
			number++
		}
	}
}

func TestBarsDrawEachValue(t *testing.T) {
	t.Parallel()
	svg := Bars("A & B", "ms", []string{"ours", "plain"}, []Group{{"search", []float64{12.3, 20}}, {"sign-in", []float64{15, -1}}})
	if got := count(t, svg, "rect"); got != 2+3 { // the legend and the bars
		t.Errorf("%d rectangles", got)
	}
	for _, want := range []string{">12.3<", ">search<", ">ours<", "A &amp; B"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %q", want)
		}
	}
}

func TestLinesLeaveOutWhatIsNotThere(t *testing.T) {
	t.Parallel()
	svg := Lines("Search", "ms", "accounts", []float64{10_000, 100_000}, []Line{{"a", []float64{1, 2}}, {"b", []float64{1, math.NaN()}}})
	if got := count(t, svg, "circle"); got != 3 {
		t.Errorf("%d points", got)
	}
	if got := count(t, svg, "polyline"); got != 2 {
		t.Errorf("%d lines", got)
	}
	if !strings.Contains(svg, ">100,000<") {
		t.Error("the places have no labels")
	}
	count(t, Lines("one place", "ms", "accounts", []float64{10}, []Line{{"a", []float64{0}}}), "svg")
}

func TestLabelsDoNotCoverOneAnother(t *testing.T) {
	t.Parallel()
	lines := []Line{{"a", []float64{10}}, {"b", []float64{10}}, {"c", []float64{11}}, {"d", []float64{90}}}
	places := apart(lines, func(v float64) float64 { return 100 - v })
	slices.Sort(places)
	for i := range places[1:] {
		if places[i+1]-places[i] < 16 {
			t.Errorf("labels at %v", places)
		}
	}
}

func TestTicksAreRoundAndReachTheMost(t *testing.T) {
	t.Parallel()
	for most, want := range map[float64][]float64{
		0:   {0, 0.2, 0.4, 0.6, 0.8, 1},
		7:   {0, 2, 4, 6, 8},
		23:  {0, 5, 10, 15, 20, 25},
		100: {0, 20, 40, 60, 80, 100},
	} {
		got := ticks(most)
		equal := slices.EqualFunc(got, want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })
		if !equal {
			t.Errorf("%v: got %v, want %v", most, got, want)
		}
	}
}

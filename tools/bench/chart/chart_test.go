package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
)

// texts parses the picture as XML and returns the texts in it.
func texts(t *testing.T, svg []byte) []string {
	t.Helper()
	var all []string
	for read := xml.NewDecoder(strings.NewReader(string(svg))); ; {
		token, err := read.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		if text, is := token.(xml.CharData); is {
			all = append(all, string(text))
		}
	}
}

func count(all []string, text string) (number int) {
	for _, t := range all {
		if t == text {
			number++
		}
	}
	return number
}

func TestBarsShowEachValueExceptNegativeOnes(t *testing.T) {
	t.Parallel()
	svg, err := Bars("A & B", "ms", []string{"ours", "plain"}, []Group{{"search", []float64{12.34, 20}}, {"sign-in", []float64{15, -1}}})
	if err != nil {
		t.Fatal(err)
	}
	all := texts(t, svg)
	for _, want := range []string{"A & B", "ms", "ours", "plain", "search", "sign-in", "12.3", "20", "15"} {
		if count(all, want) == 0 {
			t.Errorf("no %q in %q", want, all)
		}
	}
	if count(all, "-1") > 0 {
		t.Error("a negative value is shown")
	}
}

func TestLinesShowEachCurveAndPlace(t *testing.T) {
	t.Parallel()
	lines := []Line{{"whole", []float64{1, 2}}, {"half", []float64{1, math.NaN()}}, {"none", []float64{math.NaN(), math.NaN()}}}
	svg, err := Lines("Search", "ms", "accounts", []float64{10_000, 100_000}, lines)
	if err != nil {
		t.Fatal(err)
	}
	all := texts(t, svg)
	for _, want := range []string{"Search", "ms", "accounts", "whole", "half", "10,000", "100,000"} {
		if count(all, want) == 0 {
			t.Errorf("no %q in %q", want, all)
		}
	}
	if count(all, "none") > 0 {
		t.Error("a curve without values is in the legend")
	}
}

func TestLinesDrawsASinglePlace(t *testing.T) {
	t.Parallel()
	svg, err := Lines("One place", "ms", "accounts", []float64{10}, []Line{{"a", []float64{0}}})
	if err != nil {
		t.Fatal(err)
	}
	texts(t, svg)
}

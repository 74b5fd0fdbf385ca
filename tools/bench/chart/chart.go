// Package chart draws figures as SVG: in colours that can be read on a light page and on a dark one.
package chart

import (
	"cmp"
	"fmt"
	"html"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Colours are apart from each other for people who do not see red or green, too, and in the middle
// between black and white.
var colours = []string{"#3b82d6", "#e0803a", "#2fa58a", "#c15fb0", "#b59a2a", "#7a6ff0", "#d2566b", "#5d97a8", "#8a8f3c"}

const (
	ink   = "#808893" // words and axes
	faint = "#80889344"
	font  = `font-family="system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"`
	width = 760
)

// Group is one line of bars: a value for each series, negative where there is none.
type Group struct {
	Label  string
	Values []float64
}

// Bars draws lying bars, those of a group under one another.
func Bars(title, unit string, series []string, groups []Group) string {
	const (
		left, right, top, thick, gap = 140, 90, 64, 14, 12
	)
	most := 0.0
	for _, g := range groups {
		most = max(most, slices.Max(append([]float64{0}, g.Values...)))
	}
	steps := ticks(most)
	end := steps[len(steps)-1]
	x := func(v float64) float64 { return left + v/end*(width-left-right) }
	rows := len(groups) * (len(series)*thick + gap)
	height := top + rows + 30

	var svg strings.Builder
	begin(&svg, title, height)
	legend(&svg, series, left)
	for _, step := range steps {
		line(&svg, x(step), top-4, x(step), float64(top+rows), faint)
		words(&svg, x(step), float64(top+rows+16), "middle", ink, short(step))
	}
	words(&svg, width-right+12, float64(top+rows+16), "start", ink, unit)
	y := float64(top)
	for _, g := range groups {
		words(&svg, left-10, y+float64(len(g.Values)*thick)/2+4, "end", ink, g.Label)
		for i, v := range g.Values {
			if v >= 0 {
				fmt.Fprintf(&svg, `<rect x="%d" y="%.1f" width="%.1f" height="%d" rx="2" fill="%s"/>`+"\n", left, y+1, x(v)-left, thick-2, colours[i])
				words(&svg, x(v)+6, y+thick-3, "start", ink, short(v))
			}
			y += thick
		}
		y += gap
	}
	svg.WriteString("</svg>\n")
	return svg.String()
}

// Line is a curve: a value for each place on the horizontal axis, not a number where there is none.
type Line struct {
	Label  string
	Values []float64
}

// Lines draws curves over places that grow by factors.
func Lines(title, unit, across string, places []float64, lines []Line) string {
	const left, right, top, tall = 60, 190, 56, 300
	most := 0.0
	for _, l := range lines {
		for _, v := range l.Values {
			if !math.IsNaN(v) {
				most = max(most, v)
			}
		}
	}
	steps := ticks(most)
	end := steps[len(steps)-1]
	y := func(v float64) float64 { return top + tall - v/end*tall }
	x := func(place float64) float64 {
		first, last := math.Log(places[0]), math.Log(places[len(places)-1])
		if first == last {
			return left
		}
		return left + (math.Log(place)-first)/(last-first)*(width-left-right)
	}
	var svg strings.Builder
	begin(&svg, title, top+tall+50)
	for _, step := range steps {
		line(&svg, left, y(step), width-right, y(step), faint)
		words(&svg, left-8, y(step)+4, "end", ink, short(step))
	}
	words(&svg, left-8, top-14, "end", ink, unit)
	for _, place := range places {
		line(&svg, x(place), top+tall, x(place), top+tall+5, ink)
		words(&svg, x(place), top+tall+20, "middle", ink, Grouped(place))
	}
	words(&svg, (left+width-right)/2, top+tall+40, "middle", ink, across)
	labels := apart(lines, y)
	for i, l := range lines {
		var points []string
		for n, v := range l.Values {
			if !math.IsNaN(v) {
				points = append(points, fmt.Sprintf("%.1f,%.1f", x(places[n]), y(v)))
				fmt.Fprintf(&svg, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`+"\n", x(places[n]), y(v), colours[i%len(colours)])
			}
		}
		fmt.Fprintf(&svg, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", strings.Join(points, " "), colours[i%len(colours)])
		words(&svg, width-right+12, labels[i]+4, "start", colours[i%len(colours)], l.Label)
	}
	svg.WriteString("</svg>\n")
	return svg.String()
}

// apart returns where the labels of the lines stand: beside their ends, and not on one another.
func apart(lines []Line, y func(float64) float64) []float64 {
	const between = 17
	order, places := make([]int, len(lines)), make([]float64, len(lines))
	for i, l := range lines {
		order[i] = i
		for _, v := range l.Values {
			if !math.IsNaN(v) {
				places[i] = y(v)
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(places[b], places[a]) }) // from below
	for n, i := range order[min(1, len(order)):] {
		places[i] = min(places[i], places[order[n]]-between)
	}
	return places
}

// ticks returns round steps from 0 to beyond the most.
func ticks(most float64) []float64 {
	if most <= 0 {
		most = 1
	}
	const about = 5
	step := math.Pow(10, math.Floor(math.Log10(most/about)))
	for _, times := range []float64{1, 2, 5, 10} {
		if most/(step*times) <= about {
			step *= times
			break
		}
	}
	var all []float64
	for n := 0.0; ; n++ {
		all = append(all, n*step)
		if n*step >= most {
			return all
		}
	}
}

func begin(svg *strings.Builder, title string, height int) {
	fmt.Fprintf(svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s" %s font-size="12">`+"\n",
		width, height, width, height, html.EscapeString(title), font)
	fmt.Fprintf(svg, `<text x="16" y="22" font-size="15" font-weight="600" fill="%s">%s</text>`+"\n", ink, html.EscapeString(title))
}

func legend(svg *strings.Builder, series []string, left float64) {
	for i, name := range series {
		at := left + float64(i)*170
		fmt.Fprintf(svg, `<rect x="%.1f" y="34" width="12" height="12" rx="2" fill="%s"/>`+"\n", at, colours[i])
		words(svg, at+18, 44, "start", ink, name)
	}
}

func line(svg *strings.Builder, x1, y1, x2, y2 float64, colour string) {
	fmt.Fprintf(svg, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s"/>`+"\n", x1, y1, x2, y2, colour)
}

func words(svg *strings.Builder, x, y float64, anchor, colour, text string) {
	fmt.Fprintf(svg, `<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s">%s</text>`+"\n", x, y, anchor, colour, html.EscapeString(text))
}

// short writes a value with as many digits as a picture has room for.
func short(v float64) string { return strconv.FormatFloat(roundTo(v, 3), 'f', -1, 64) }

// roundTo keeps so many digits.
func roundTo(v float64, digits int) float64 {
	if v == 0 {
		return 0
	}
	scale := math.Pow(10, float64(digits)-math.Ceil(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}

// Grouped writes a number of thousands: 100,000.
func Grouped(v float64) string {
	digits := strconv.FormatFloat(v, 'f', 0, 64)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

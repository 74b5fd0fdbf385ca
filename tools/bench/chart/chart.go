// Package chart draws figures as SVG, in colours that are legible on light and dark pages.
package chart

import (
	"bytes"
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

var (
	// colours are distinguishable by colour-blind people, and neither very light nor very dark.
	colours = []color.Color{
		color.RGBA{0x3b, 0x82, 0xd6, 0xff}, color.RGBA{0xe0, 0x80, 0x3a, 0xff}, color.RGBA{0x2f, 0xa5, 0x8a, 0xff},
		color.RGBA{0xc1, 0x5f, 0xb0, 0xff}, color.RGBA{0xb5, 0x9a, 0x2a, 0xff}, color.RGBA{0x7a, 0x6f, 0xf0, 0xff},
		color.RGBA{0xd2, 0x56, 0x6b, 0xff}, color.RGBA{0x5d, 0x97, 0xa8, 0xff}, color.RGBA{0x8a, 0x8f, 0x3c, 0xff},
	}
	ink   = color.RGBA{0x80, 0x88, 0x93, 0xff} // text and axes
	faint = color.NRGBA{0x80, 0x88, 0x93, 0x44}
)

const (
	width  = 570 // points
	legend = 130 // points on the right
)

// Group is a label and its bars: one value per series. A negative value means no bar.
type Group struct {
	Label  string
	Values []float64
}

// Bars draws horizontal bars, with the first group at the top.
func Bars(title, unit string, series []string, groups []Group) ([]byte, error) {
	const thick, gap = vg.Length(11), vg.Length(12)
	p := newPlot(title)
	p.X.Label.Text, p.X.Min = unit, 0
	grid := plotter.NewGrid()
	grid.Horizontal.Width, grid.Vertical.Color = 0, faint
	p.Add(grid)
	names := make([]string, len(groups))
	entries := newLegend()
	for i, name := range series {
		values, labels := make(plotter.Values, len(groups)), plotter.XYLabels{}
		for n, g := range groups {
			up := len(groups) - 1 - n
			names[up] = g.Label
			if v := g.Values[i]; v >= 0 {
				values[up] = v
				labels.XYs = append(labels.XYs, plotter.XY{X: v, Y: float64(up)})
				labels.Labels = append(labels.Labels, short(v))
			}
		}
		bars, err := plotter.NewBarChart(values, thick)
		if err != nil {
			return nil, err
		}
		bars.Horizontal, bars.Color, bars.LineStyle.Width = true, colours[i], 0
		bars.Offset = (thick + 1) * vg.Length(float64(len(series)-1)/2-float64(i))
		texts, err := newLabels(labels)
		if err != nil {
			return nil, err
		}
		texts.Offset = vg.Point{X: 4, Y: bars.Offset - thick/3}
		p.Add(bars, texts)
		entries.Add(name, bars)
	}
	p.NominalY(names...)
	p.X.Max *= 1.1 // for the label of the longest bar
	return svg(p, entries, 70+vg.Length(len(groups))*(vg.Length(len(series))*(thick+1)+gap))
}

// Line is a curve: one value for each place on the horizontal axis, NaN if there is none.
type Line struct {
	Label  string
	Values []float64
}

// Lines draws curves over the given places on a logarithmic horizontal axis.
func Lines(title, unit, across string, places []float64, lines []Line) ([]byte, error) {
	p := newPlot(title)
	p.Y.Label.Text, p.Y.Min, p.X.Label.Text = unit, 0, across
	p.X.Scale = plot.LogScale{}
	ticks := make(plot.ConstantTicks, len(places))
	for n, place := range places {
		ticks[n] = plot.Tick{Value: place, Label: Grouped(place)}
	}
	p.X.Tick.Marker = ticks
	grid := plotter.NewGrid()
	grid.Vertical.Width, grid.Horizontal.Color = 0, faint
	p.Add(grid)
	entries := newLegend()
	for i, l := range lines {
		var points plotter.XYs
		for n, v := range l.Values {
			if !math.IsNaN(v) {
				points = append(points, plotter.XY{X: places[n], Y: v})
			}
		}
		if len(points) == 0 {
			continue
		}
		curve, marks, err := plotter.NewLinePoints(points)
		if err != nil {
			return nil, err
		}
		curve.Color, curve.Width = colours[i%len(colours)], 1.5
		marks.Color, marks.Shape, marks.Radius = curve.Color, draw.CircleGlyph{}, 2.5
		p.Add(curve, marks)
		entries.Add(l.Label, curve, marks)
	}
	// Leave room for the labels of the first and the last place.
	p.X.Min, p.X.Max = slices.Min(places)/1.2, slices.Max(places)*1.2
	const height = 305
	return svg(p, entries, height)
}

var text = font.Font{Typeface: "Liberation", Variant: "Sans", Size: 9}

func newPlot(title string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.Title.Text, p.Title.Padding = title, 10
	p.Title.TextStyle.Font, p.Title.TextStyle.Color = font.Font{Typeface: "Liberation", Variant: "Sans", Size: 11}, ink
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Color, axis.Tick.Color = ink, ink
		axis.Label.TextStyle.Font, axis.Label.TextStyle.Color = text, ink
		axis.Tick.Label.Font, axis.Tick.Label.Color = text, ink
	}
	return p
}

func newLegend() *plot.Legend {
	l := plot.NewLegend()
	l.TextStyle.Font, l.TextStyle.Color = text, ink
	l.Top, l.Left, l.Padding = true, true, 3
	return &l
}

func newLabels(labels plotter.XYLabels) (*plotter.Labels, error) {
	l, err := plotter.NewLabels(labels)
	if err != nil {
		return nil, err
	}
	for n := range l.TextStyle {
		l.TextStyle[n].Font, l.TextStyle[n].Color = text, ink
	}
	return l, nil
}

// svg draws the plot, with its legend on the right.
func svg(p *plot.Plot, entries *plot.Legend, height vg.Length) ([]byte, error) {
	canvas := vgsvg.New(width, height)
	all := draw.New(canvas)
	const margin = 8
	p.Draw(draw.Crop(all, margin, -legend, 0, -margin))
	entries.Draw(draw.Crop(all, width-legend+10, 0, 0, -30))
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return nil, err
	}
	// Name fallbacks for readers without this font.
	return bytes.ReplaceAll(out.Bytes(), []byte("font-family:Liberation Sans;"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;")), nil
}

// short formats a value with three significant digits.
func short(v float64) string {
	const digits = 3
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return err.Error()
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// Grouped formats an integer with commas between thousands: 100,000.
func Grouped(v float64) string {
	digits := strconv.FormatFloat(v, 'f', 0, 64)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

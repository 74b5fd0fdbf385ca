// Package report holds what was measured, against what it should be.
package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Row is one figure.
type Row struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	Target string  `json:"target"` // empty: none
	OK     bool    `json:"ok"`
	Note   string  `json:"note,omitempty"`
}

// Target is what a figure should be.
type Target struct {
	text string
	met  func(float64) bool
}

// AtMost is for what should be small.
func AtMost(most float64) Target {
	return Target{"≤ " + Number(most), func(v float64) bool { return v <= most }}
}

// AtLeast is for what should be large.
func AtLeast(least float64) Target {
	return Target{"≥ " + Number(least), func(v float64) bool { return v >= least }}
}

// Exactly is for what is counted.
func Exactly(want float64) Target {
	return Target{Number(want), func(v float64) bool { return v == want }}
}

// None is for what is measured to be looked at.
func None() Target { return Target{"", func(float64) bool { return true }} }

// Rows collects figures, and prints each at once.
type Rows struct {
	All  []Row
	tell func(Row)
}

// New returns no rows yet.
func New(tell func(Row)) *Rows { return &Rows{tell: tell} }

// Add adds a figure.
func (r *Rows) Add(name string, value float64, unit string, target Target) {
	r.add(Row{Name: name, Value: value, Unit: unit, Target: target.text, OK: target.met(value)})
}

// Missing adds a figure that could not be measured, and says why.
func (r *Rows) Missing(name, unit string, target Target, why string) {
	r.add(Row{Name: name, Unit: unit, Target: target.text, Note: why})
}

func (r *Rows) add(row Row) {
	r.All = append(r.All, row)
	r.tell(row)
}

// Missed counts the figures that are not what they should be.
func (r *Rows) Missed() int {
	missed := 0
	for _, row := range r.All {
		if !row.OK {
			missed++
		}
	}
	return missed
}

// Number writes a figure with as many digits as say something.
func Number(v float64) string {
	switch {
	case v == float64(int64(v)):
		return grouped(strconv.FormatInt(int64(v), 10))
	case v >= 100 || v <= -100:
		return grouped(strconv.FormatFloat(v, 'f', 0, 64))
	case v >= 10 || v <= -10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strings.TrimRight(strings.TrimRight(strconv.FormatFloat(v, 'f', 3, 64), "0"), ".")
}

func grouped(digits string) string {
	start := len(digits) % 3
	if strings.HasPrefix(digits, "-") {
		return "-" + grouped(digits[1:])
	}
	parts := []string{}
	if start > 0 {
		parts = append(parts, digits[:start])
	}
	for ; start < len(digits); start += 3 {
		parts = append(parts, digits[start:start+3])
	}
	return strings.Join(parts, ",")
}

// Verdict is the last column.
func (row Row) Verdict() string {
	switch {
	case row.OK && row.Target == "":
		return ""
	case row.OK:
		return "ok"
	}
	return "MISSED"
}

// figure is the value as a person reads it.
func (row Row) figure() string {
	if row.Note != "" {
		return "–"
	}
	return Number(row.Value)
}

// WriteTable writes the rows for a terminal.
func WriteTable(w io.Writer, rows []Row) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "name\tvalue\tunit\ttarget\t")
	for _, row := range rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", row.Name, row.figure(), row.Unit, row.Target, strings.TrimSpace(row.Verdict()+" "+row.Note))
	}
	return table.Flush()
}

// WriteJSON writes one object a line.
func WriteJSON(w io.Writer, rows []Row) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for _, row := range rows {
		if err := encoder.Encode(row); err != nil {
			return err
		}
	}
	return nil
}

// ReadJSON reads what WriteJSON wrote.
func ReadJSON(r io.Reader) ([]Row, error) {
	var rows []Row
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		var row Row
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
}

// Markdown returns the rows as a table of a document, by the part of the name before its first colon.
func Markdown(rows []Row) string {
	var text strings.Builder
	part := ""
	for _, row := range rows {
		of, name, divided := strings.Cut(row.Name, ": ")
		if !divided {
			of, name = "", row.Name
		}
		if of != part || text.Len() == 0 {
			fmt.Fprintf(&text, "\n**%s**\n\n| what | value | unit | target | |\n|---|--:|---|---|---|\n", of)
			part = of
		}
		fmt.Fprintf(&text, "| %s | %s | %s | %s | %s |\n", name, row.figure(), row.Unit, row.Target, strings.TrimSpace(row.Verdict()+" "+row.Note))
	}
	return strings.TrimPrefix(text.String(), "\n")
}

// The marks between which a document holds figures.
const (
	beginMark = "<!-- figures: written by make bench-pictures -->"
	endMark   = "<!-- end of figures -->"
)

// Fill returns the document with new figures between its marks.
func Fill(document, figures string) (string, error) {
	before, rest, begun := strings.Cut(document, beginMark)
	_, after, ended := strings.Cut(rest, endMark)
	if !begun || !ended {
		return "", fmt.Errorf("the document has no marks %q and %q", beginMark, endMark)
	}
	return before + beginMark + "\n\n" + strings.TrimSpace(figures) + "\n\n" + endMark + after, nil
}

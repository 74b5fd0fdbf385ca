// Package report stores and prints figures with their targets.
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

// Target is the condition that a figure should meet.
type Target struct {
	text string
	met  func(float64) bool
}

// AtMost is met by values up to most.
func AtMost(most float64) Target {
	return Target{"≤ " + Number(most), func(v float64) bool { return v <= most }}
}

// AtLeast is met by values from least on.
func AtLeast(least float64) Target {
	return Target{"≥ " + Number(least), func(v float64) bool { return v >= least }}
}

// Exactly is met only by want. It is for counts.
func Exactly(want float64) Target {
	return Target{Number(want), func(v float64) bool { return v == want }}
}

// None is met by any value. It is for figures without a target.
func None() Target { return Target{"", func(float64) bool { return true }} }

// Rows collects figures and passes each to a function as it is added.
type Rows struct {
	All  []Row
	tell func(Row)
}

// New returns empty Rows that pass each figure to tell.
func New(tell func(Row)) *Rows { return &Rows{tell: tell} }

// Add adds a figure.
func (r *Rows) Add(name string, value float64, unit string, target Target) {
	r.add(Row{Name: name, Value: value, Unit: unit, Target: target.text, OK: target.met(value)})
}

// Missing adds a figure that could not be measured, with the reason.
func (r *Rows) Missing(name, unit string, target Target, why string) {
	r.add(Row{Name: name, Unit: unit, Target: target.text, Note: why})
}

func (r *Rows) add(row Row) {
	r.All = append(r.All, row)
	r.tell(row)
}

// Missed returns the number of figures that do not meet their target.
func (r *Rows) Missed() int {
	missed := 0
	for _, row := range r.All {
		if !row.OK {
			missed++
		}
	}
	return missed
}

// Number formats a figure with about three significant digits; whole numbers are not rounded.
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

// Verdict returns the text of the last column: "", "ok" or "MISSED".
func (row Row) Verdict() string {
	switch {
	case row.OK && row.Target == "":
		return ""
	case row.OK:
		return "ok"
	}
	return "MISSED"
}

// figure returns the formatted value, a dash if it could not be measured.
func (row Row) figure() string {
	if row.Note != "" {
		return "–"
	}
	return Number(row.Value)
}

// WriteTable writes the rows as a table for a terminal.
func WriteTable(w io.Writer, rows []Row) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "name\tvalue\tunit\ttarget\t")
	for _, row := range rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", row.Name, row.figure(), row.Unit, row.Target, strings.TrimSpace(row.Verdict()+" "+row.Note))
	}
	return table.Flush()
}

// WriteJSON writes the rows as one JSON object per line.
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

// Markdown returns the rows as tables, one for each part: the name before its first colon.
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

// The marks around the figures in a document.
const (
	beginMark = "<!-- figures: written by make bench-pictures -->"
	endMark   = "<!-- end of figures -->"
)

// Fill returns the document with the figures between its marks replaced.
func Fill(document, figures string) (string, error) {
	before, rest, begun := strings.Cut(document, beginMark)
	_, after, ended := strings.Cut(rest, endMark)
	if !begun || !ended {
		return "", fmt.Errorf("the document has no marks %q and %q", beginMark, endMark)
	}
	return before + beginMark + "\n\n" + strings.TrimSpace(figures) + "\n\n" + endMark + after, nil
}

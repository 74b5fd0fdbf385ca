package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"smartaccounts/tools/bench/chart"
	"smartaccounts/tools/bench/price"
	"smartaccounts/tools/bench/report"
)

// draw writes charts of the figures to a folder.
func draw(rows []report.Row, folder string) error {
	values := map[string]float64{}
	for _, row := range rows {
		if row.Note == "" {
			values[row.Name] = row.Value
		}
	}
	write := func(name string, svg []byte, err error) error {
		if err != nil {
			return fmt.Errorf("draw %s: %w", name, err)
		}
		return os.WriteFile(filepath.Join(folder, "bench-"+name+".svg"), svg, 0o644)
	}
	bars := func(name, title, pattern, baseline string) error {
		svg, err := chart.Bars(title, "ms", []string{"this system", "plain baseline"}, compared(rows, values, regexp.MustCompile(pattern), baseline))
		return write(name, svg, err)
	}
	lines := func(name, title, unit, what string) error {
		svg, err := curves(title, unit, rows, what)
		return write(name, svg, err)
	}
	return errors.Join(
		bars("cold-start", "Start of a function whose binary is on the disk", `^start: ([a-z-]+) cold$`, "start: baseline-% cold"),
		bars("first-request", "Init and first request with TLS, at 128 MB", `^start: ([a-z-]+) init and first request at 128 MB$`,
			"start: baseline-% init and first request at 128 MB"),
		bars("cpu", "Processor time of an operation", `^operation: ([a-z-]+) CPU$`, "operation: % CPU of the baseline"),
		lines("search-time", "A page of 20 hits, DynamoDB Local included (median)", "ms", "p50"),
		lines("search-reads", "Read units of a page of 20 hits (the most of all queries)", "RRU", "reads"),
	)
}

// compared returns the figures whose names match, each with the baseline's figure or -1.
func compared(rows []report.Row, values map[string]float64, name *regexp.Regexp, baseline string) []chart.Group {
	var groups []chart.Group
	for _, row := range rows {
		found := name.FindStringSubmatch(row.Name)
		if found == nil || strings.HasPrefix(found[1], "baseline-") {
			continue
		}
		plain, there := values[strings.Replace(baseline, "%", found[1], 1)]
		if !there {
			plain = -1
		}
		groups = append(groups, chart.Group{Label: found[1], Values: []float64{row.Value, plain}})
	}
	return groups
}

var atSize = regexp.MustCompile(`^search: (.+) (p50|reads) at ([0-9,]+)$`)

// curves draws a line for each kind of search over the number of accounts.
func curves(title, unit string, rows []report.Row, what string) ([]byte, error) {
	var places []float64
	var lines []chart.Line
	for _, row := range rows {
		found := atSize.FindStringSubmatch(row.Name)
		if found == nil || found[2] != what {
			continue
		}
		size, err := strconv.ParseFloat(strings.ReplaceAll(found[3], ",", ""), 64)
		if err != nil {
			continue // not reached: atSize matches only numbers
		}
		if !slices.Contains(places, size) {
			places = append(places, size)
		}
		at := slices.IndexFunc(lines, func(l chart.Line) bool { return l.Label == found[1] })
		if at < 0 {
			lines, at = append(lines, chart.Line{Label: found[1]}), len(lines)
		}
		for len(lines[at].Values) < slices.Index(places, size) {
			lines[at].Values = append(lines[at].Values, math.NaN())
		}
		lines[at].Values = append(lines[at].Values, row.Value)
	}
	if len(places) == 0 {
		places = []float64{1}
	}
	return chart.Lines(title, unit, "accounts", places, lines)
}

// show draws charts and fills documents from the figures of an earlier run.
func show(out, pictures, document, cost string) error {
	rows, err := figures(out)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return errors.New("no figures in " + out + ": `make bench` measures them")
	}
	if pictures != "" {
		if err := draw(rows, pictures); err != nil {
			return err
		}
	}
	if document != "" {
		if err := fill(document, report.Markdown(rows)); err != nil {
			return err
		}
	}
	if cost == "" {
		return nil
	}
	prices, err := price.Markdown(rows)
	if err != nil {
		return err
	}
	return fill(cost, prices)
}

// fill writes figures between the marks in a document.
func fill(document, figures string) error {
	text, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	filled, err := report.Fill(string(text), figures)
	if err != nil {
		return fmt.Errorf("%s: %w", document, err)
	}
	return os.WriteFile(document, []byte(filled), 0o644)
}

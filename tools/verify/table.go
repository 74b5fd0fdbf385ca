package main

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"smartaccounts/internal/testkit/tally"
)

// write prints the table and reports whether all parts passed. Lines of the same check are one row. A part without a
// report counts as one case.
func write(out io.Writer, results []result) bool {
	hold, group := true, ""
	rows := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(rows, "part\tcheck\thow many\tviolations")
	for _, r := range results {
		hold = hold && r.holds()
		if r.part.group != group {
			group = r.part.group
			fmt.Fprintf(rows, "%s: %s\t\t\t\n", group, r.part.proves)
		}
		lines := summed(r.lines)
		if len(lines) == 0 {
			lines = []tally.Line{{Check: "passes", Count: 1, Unit: "test"}}
			if r.err != nil {
				lines[0].Violations = 1
			}
		}
		for _, line := range lines {
			fmt.Fprintf(rows, "  %s\t%s\t%s %s\t%d\n", r.part.name, line.Check, thousands(line.Count), line.Unit, line.Violations)
		}
		if r.err != nil {
			fmt.Fprintf(rows, "  %s\t%v\t\t\n", r.part.name, r.err)
		}
	}
	_ = rows.Flush() // there is nowhere to report an error
	return hold
}

func summed(lines []tally.Line) []tally.Line {
	var rows []tally.Line
	at := map[string]int{}
	for _, line := range lines {
		row, known := at[line.Check]
		if !known {
			at[line.Check] = len(rows)
			rows = append(rows, line)
			continue
		}
		rows[row].Count += line.Count
		rows[row].Violations += line.Violations
	}
	return rows
}

// thousands formats 1000097 as 1,000,097.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

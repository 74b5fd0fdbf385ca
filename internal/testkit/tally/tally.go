// Package tally lets a check say how much it has looked at, and how much of that was wrong; and how much it is
// to look at: some in `make test`, far more in `make verify`, which collects what is said.
package tally

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"
)

// The environment variables by which make verify speaks to the checks that it runs.
const (
	// ReportVariable names the file to which each Line is added. Where it is set, make verify runs.
	ReportVariable = "VERIFY_REPORT"
	// ShareVariable is the share of the full number of cases to run, above 0 and at most 1; absent: all.
	ShareVariable = "VERIFY_SHARE"
)

// Line is what a check says at its end: one line of JSON in the report.
type Line struct {
	Check      string `json:"check"`      // what was looked at, in a few words: its name
	Count      int    `json:"count"`      // how many
	Unit       string `json:"unit"`       // of what
	Violations int    `json:"violations"` // how many of them were wrong
}

// Full reports whether make verify runs.
func Full() bool { return os.Getenv(ReportVariable) != "" }

// Many returns how many cases to run: inTest in make test, inVerify in make verify, or that share of them that it
// asks for.
func Many(inTest, inVerify int) int {
	if !Full() {
		return inTest
	}
	share, err := strconv.ParseFloat(os.Getenv(ShareVariable), 64)
	if err != nil || share <= 0 || share > 1 {
		return inVerify
	}
	return max(1, int(share*float64(inVerify)))
}

// Report says what a check came to, and fails the test if anything was wrong.
func Report(t testing.TB, line Line) {
	t.Helper()
	t.Logf("%s: %d %s, %d violations", line.Check, line.Count, line.Unit, line.Violations)
	if line.Violations > 0 || line.Count == 0 {
		t.Fail()
	}
	if !Full() {
		return
	}
	if err := Append(os.Getenv(ReportVariable), line); err != nil {
		t.Error(err)
	}
}

// Append adds a line to the report of that name. Lines of several processes do not mix.
func Append(report string, line Line) error {
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(report, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := file.Write(append(text, '\n')); err != nil {
		_ = file.Close()
		return err
	}
	return file.Close()
}

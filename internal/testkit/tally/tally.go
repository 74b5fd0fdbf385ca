// Package tally decides how many cases a check has to check, some in `make test` and many more in `make verify`, and reports
// how many it has checked and how many violations it found. `make verify` collects the reports.
package tally

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"
)

// The environment variables that make verify sets for its checks.
const (
	// ReportVariable is the file to which each Line is appended; set only by make verify.
	ReportVariable = "VERIFY_REPORT"
	// ShareVariable is the share of the full number of cases to check, above 0 and at most 1; the default is 1.
	ShareVariable = "VERIFY_SHARE"
	// RoundVariable is the number of this process, from 0, among those that share a check; the default is 0.
	RoundVariable = "VERIFY_ROUND"
)

// Line is the result of a check: one line of JSON in the report.
type Line struct {
	Check      string `json:"check"`      // what is checked, in a few words
	Count      int    `json:"count"`      // how many
	Unit       string `json:"unit"`       // of what
	Violations int    `json:"violations"` // how many failed
}

// Full reports whether make verify runs.
func Full() bool { return os.Getenv(ReportVariable) != "" }

// Many returns how many cases to check: inTest in make test, inVerify or a share of it in make verify.
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

// Round returns the number of this process, from 0, among those that share a check, so that each draws other seeds.
func Round() int {
	round, _ := strconv.Atoi(os.Getenv(RoundVariable)) // 0 if it is not set
	return round
}

// Report reports the result of a check, and fails the test if there are violations or no cases.
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

// Append appends a line to a report. It is safe for several processes at once.
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

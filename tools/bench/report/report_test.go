package report_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"smartaccounts/tools/bench/report"
)

func TestRowsCountMissedTargets(t *testing.T) {
	t.Parallel()
	told := 0
	rows := report.New(func(report.Row) { told++ })
	rows.Add("start: a", 16, "ms", report.AtMost(16))
	rows.Add("start: b", 16.1, "ms", report.AtMost(16))
	rows.Add("start: c", 19.9, "×", report.AtLeast(20))
	rows.Add("operation: d", 3, "calls", report.Exactly(3))
	rows.Add("operation: e", 7, "calls", report.None())
	rows.Missing("operation: f", "ms", report.AtMost(1), "no right to")
	if rows.Missed() != 3 || told != 6 {
		t.Errorf("%d missed, %d passed on; want 3 and 6", rows.Missed(), told)
	}
	var text bytes.Buffer
	if err := report.WriteJSON(&text, rows.All); err != nil {
		t.Fatal(err)
	}
	read, err := report.ReadJSON(&text)
	if err != nil || !reflect.DeepEqual(read, rows.All) {
		t.Errorf("read %v, %v", read, err)
	}
	markdown := report.Markdown(rows.All)
	for _, want := range []string{"**start**", "| b | 16.1 | ms | ≤ 16 | MISSED |", "| f | – | ms | ≤ 1 | MISSED no right to |", "| e | 7 | calls |  |  |"} {
		if !strings.Contains(markdown, want) {
			t.Errorf("no %q in\n%s", want, markdown)
		}
	}
}

func TestNumberRoundsToSignificantDigits(t *testing.T) {
	t.Parallel()
	for value, want := range map[float64]string{
		0: "0", 0.5: "0.5", 0.1234: "0.123", 3: "3", 3.14159: "3.142", 12.345: "12.3", 123.4: "123", 1234567: "1,234,567", 999: "999", -1500: "-1,500",
	} {
		if got := report.Number(value); got != want {
			t.Errorf("%v: got %s, want %s", value, got, want)
		}
	}
}

func TestFillKeepsTheTextAroundTheMarks(t *testing.T) {
	t.Parallel()
	const document = "before\n<!-- figures: written by make bench-pictures -->\nold\n<!-- end of figures -->\nafter\n"
	filled, err := report.Fill(document, "new")
	if err != nil || !strings.HasPrefix(filled, "before\n") || !strings.HasSuffix(filled, "\nafter\n") ||
		!strings.Contains(filled, "new") || strings.Contains(filled, "old") {
		t.Errorf("got %q, %v", filled, err)
	}
	if again, err := report.Fill(filled, "new"); err != nil || again != filled {
		t.Errorf("again: got %q, %v", again, err)
	}
	if _, err := report.Fill("nothing", "new"); err == nil {
		t.Error("a document without marks was filled")
	}
}

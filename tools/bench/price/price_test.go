package price

import (
	"math"
	"strings"
	"testing"

	"smartaccounts/tools/bench/report"
)

func figures(name string) []report.Row {
	at := "operation: " + name + " "
	return []report.Row{
		{Name: at + "reads", Value: 2}, {Name: at + "writes", Value: 10}, {Name: at + "CPU", Value: 1}, {Name: at + "serial calls", Value: 3},
	}
}

// Each unit counts once in the price.
func TestThePriceIsTheSumOfItsUnits(t *testing.T) {
	l, err := Of(Operation{"decide", 1}, figures("decide"))
	if err != nil {
		t.Fatal(err)
	}
	billed := 1*wholeMemory/memory + 3*5 // milliseconds
	want := Line{"decide", 1, 0.2 + billed*1000/4*gbSecond, 0.25, 6.25, 3, billed}
	if math.Abs(l.Total()-want.Total()) > 1e-9 || math.Abs(l.Milliseconds-billed) > 1e-9 || l.Reads != want.Reads || l.Writes != want.Writes {
		t.Errorf("%+v, want %+v", l, want)
	}
}

// A price without a measurement would be invented.
func TestMarkdownFailsWithoutAllFigures(t *testing.T) {
	var rows []report.Row
	for _, o := range Operations() {
		if _, err := Markdown(rows); err == nil || !strings.Contains(err.Error(), o.Name) {
			t.Errorf("without figures of %s: got error %v, want one with its name", o.Name, err)
		}
		rows = append(rows, figures(o.Name)...)
	}
	text, err := Markdown(rows)
	if err != nil || strings.Count(text, "\n| ") != len(Operations()) {
		t.Errorf("%v:\n%s", err, text)
	}
}

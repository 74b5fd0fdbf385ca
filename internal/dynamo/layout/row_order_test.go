package layout

import (
	"testing"
	"time"
)

func TestARowOrderHasTheTimeInvertedAndTheID(t *testing.T) {
	t.Parallel()
	opened := time.Date(2026, time.November, 22, 8, 30, 0, 0, time.UTC)
	order := RowOrder(opened, "r")
	if order != "8204663799999#r" {
		t.Errorf("%s is written as %q", opened, order)
	}
	read := NewReader(Item{"rowOrder": Text(order)})
	if at := readRowOrder(read); !at.Equal(opened) || read.Err != nil {
		t.Errorf("%q is read as %s, %v", order, at, read.Err)
	}
	if order := RowOrder(time.Time{}, "r"); order != "" {
		t.Errorf("no time is written as %q", order)
	}
	if at := readRowOrder(NewReader(Item{})); !at.IsZero() {
		t.Errorf("no order is read as %s", at)
	}
}

func TestAMalformedRowOrderIsAnError(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"1#r", "x", "-204663799999#r", "82046637999990#r"} {
		read := NewReader(Item{"rowOrder": Text(order)})
		if readRowOrder(read); read.Err == nil {
			t.Errorf("%q is read without an error", order)
		}
	}
}

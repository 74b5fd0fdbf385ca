package capacity_test

import (
	"encoding/json"
	"strings"
	"testing"

	"smartaccounts/internal/testkit/capacity"
)

func read(t *testing.T, text string) capacity.Item {
	t.Helper()
	var item capacity.Item
	if err := json.Unmarshal([]byte(text), &item); err != nil {
		t.Fatal(err)
	}
	return item
}

func TestSizeFollowsTheDocumentedRules(t *testing.T) {
	t.Parallel()
	for item, want := range map[string]int{
		`{}`:                                               0,
		`{"PK": {"S": "abc"}}`:                             2 + 3,
		`{"a": {"S": "é"}}`:                                1 + 2,
		`{"a": {"N": "12345"}}`:                            1 + 3 + 1,
		`{"a": {"N": "-12"}}`:                              1 + 1 + 1 + 1,
		`{"a": {"N": "1500"}}`:                             1 + 1 + 1,
		`{"a": {"N": "0.05"}}`:                             1 + 1 + 1,
		`{"a": {"B": "AAECAw=="}}`:                         1 + 4,
		`{"a": {"BOOL": true}}`:                            1 + 1,
		`{"a": {"NULL": true}}`:                            1 + 1,
		`{"a": {"SS": ["x", "yy"]}}`:                       1 + 1 + 2,
		`{"a": {"NS": ["1"]}}`:                             1 + 2,
		`{"a": {"L": []}}`:                                 1 + 3,
		`{"a": {"L": [{"S": "x"}, {"S": "y"}]}}`:           1 + 3 + 2*(1+1),
		`{"a": {"M": {"b": {"S": "x"}, "c": {"N": "7"}}}}`: 1 + 3 + 2 + (1 + 1) + (1 + 2),
	} {
		if got := capacity.Size(read(t, item)); got != want {
			t.Errorf("%s: got %d, want %d", item, got, want)
		}
	}
}

func TestUnitsDependOnTheSizeOfTheItem(t *testing.T) {
	t.Parallel()
	of := func(size int) capacity.Item { // the name of the attribute has one letter
		return capacity.Item{"a": map[string]any{"S": strings.Repeat("x", size-1)}}
	}
	for _, c := range []struct {
		before, after capacity.Item
		transaction   bool
		want          float64
	}{
		{nil, of(1), false, 1},
		{nil, of(1024), false, 1},
		{nil, of(1025), false, 2},
		{of(3000), of(10), false, 3},
		{of(3000), nil, true, 6},
		{nil, nil, true, 2}, // a condition check of a missing item
		{nil, of(1), true, 2},
	} {
		if got := capacity.Write(c.before, c.after, c.transaction); got != c.want {
			t.Errorf("%d to %d bytes, in a transaction: %v: got %v, want %v",
				capacity.Size(c.before), capacity.Size(c.after), c.transaction, got, c.want)
		}
	}
	for _, c := range []struct {
		consistent bool
		items      []capacity.Item
		want       float64
	}{
		{true, nil, 1},
		{false, nil, 0.5},
		{true, []capacity.Item{of(4097)}, 2},
		{true, []capacity.Item{of(4000), of(96)}, 1},
		{false, []capacity.Item{of(4000), of(97)}, 1},
	} {
		if got := capacity.Read(c.consistent, c.items...); got != c.want {
			t.Errorf("a read of %d items, consistent: %v: got %v, want %v", len(c.items), c.consistent, got, c.want)
		}
	}
}

func TestAnIndexHasWriteUnitsOnlyIfItsEntryChanges(t *testing.T) {
	t.Parallel()
	index := capacity.Index{Partition: "list", Sort: "at"}
	item := func(list, at, other string) capacity.Item {
		i := capacity.Item{"PK": map[string]any{"S": "p"}, "SK": map[string]any{"S": "s"}, "other": map[string]any{"S": other}}
		if list != "" {
			i["list"] = map[string]any{"S": list}
		}
		if at != "" {
			i["at"] = map[string]any{"N": at}
		}
		return i
	}
	for name, c := range map[string]struct {
		before, after capacity.Item
		want          float64
	}{
		"comes":        {nil, item("a", "1", ""), 1},
		"goes":         {item("a", "1", ""), item("", "1", ""), 1},
		"moves":        {item("a", "1", ""), item("b", "1", ""), 2},
		"stays":        {item("a", "1", "x"), item("a", "1", "y"), 0},
		"never in":     {item("", "", "x"), item("", "", "y"), 0},
		"lacks a sort": {nil, item("a", "", ""), 0},
	} {
		if got := capacity.IndexWrites(c.before, c.after, index); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

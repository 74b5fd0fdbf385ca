package dynamo

import (
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"
)

// rows returns the cells of the package documentation's tables, line by line.
func rows(t *testing.T) (all [][]string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(file.Doc.Text()) {
		if cells := strings.Split(line, "|"); len(cells) > 1 {
			for n := range cells {
				cells[n] = strings.TrimSpace(cells[n])
			}
			all = append(all, cells)
		}
	}
	return all
}

// The table of access patterns has every method, and no others.
func TestDocumentedAccessIsTheMethods(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	access := false
	for _, row := range rows(t) {
		switch {
		case row[0] == "method":
			access = true
		case access:
			for name := range strings.SplitSeq(row[0], ", ") {
				documented[name] = true
			}
		}
	}
	table := reflect.TypeFor[*Table]()
	for n := range table.NumMethod() {
		name := table.Method(n).Name
		if !documented[name] {
			t.Errorf("%s is not documented", name)
		}
		delete(documented, name)
	}
	for name := range documented {
		t.Errorf("there is no %s", name)
	}
}

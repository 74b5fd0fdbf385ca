package dynamo

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
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

// Whoever reads the documentation finds every key there, as it is built.
func TestDocumentedKeysAreTheKeys(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "keys.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var inCode []string
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok && strings.HasSuffix(spec.Name.Name, "Key") {
			inCode = append(inCode, spec.Name.Name)
		}
		return true
	})
	built := map[string][]key{}
	for _, k := range []key{
		accountKey{"id"}, memberKey{"id", "a@b.com"}, virtualKey{"id", "id"}, requestKey{"id"}, eventKey{"id", 1},
		domainKey{"acme.com"}, nameKey{"name", "id"}, nameLookKey{"name", "id"}, lookKey{"acme.com", "id"},
		guardKey{nameLookKey{"name", ""}.pk()}, guardKey{lookKey{"acme.com", ""}.pk()},
		wordKey{"a", "x"}, pendingRowKey{"a@b.com", "1"}, memberRowKey{"a@b.com", place{}}, endedRowKey{"a@b.com", "1"}, ownKey{"a@b.com", "x"},
		linkKey{}, codeKey{}, mailKey{"id"}, recordKey{"a@b.com", "key"}, usesKey{"subject"}, addressKey{"a@b.com"},
		disputeKey{"id"}, disputedKey{"acme.com", "a@b.com"}, raisedKey{"a@b.com", "1"}, sessionKey{},
	} {
		name := reflect.TypeOf(k).Name()
		built[name] = append(built[name], k)
	}
	documented := map[string]bool{}
	for _, row := range rows(t) {
		if len(row) != 4 || !strings.HasSuffix(row[3], "Key") {
			continue
		}
		documented[row[3]] = true
		is := func(k key) bool {
			return strings.HasPrefix(k.pk(), fixed(row[0])) && strings.HasPrefix(k.sk(), fixed(row[1]))
		}
		if fixed(row[0]) == "" || !slices.ContainsFunc(built[row[3]], is) {
			t.Errorf("%s is none of %+v", row, built[row[3]])
		}
		built[row[3]] = slices.DeleteFunc(built[row[3]], is)
	}
	for _, name := range inCode {
		if !documented[name] || len(built[name]) > 0 {
			t.Errorf("%s is not documented: %+v", name, built[name])
		}
	}
	if len(inCode) < 20 || len(documented) != len(inCode) {
		t.Errorf("%d keys in the code, %d documented", len(inCode), len(documented))
	}
}

// fixed is what all keys of a kind begin with: the capitals before the first small letter.
func fixed(documented string) string {
	i := strings.IndexFunc(documented, func(c rune) bool {
		return (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '#'
	})
	if i < 0 {
		return documented
	}
	return documented[:i]
}

// Every method is in the list of access patterns, and none that is not there any more; and so is each
// kind of thing that an index holds.
func TestDocumentedAccessIsTheMethods(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	var kinds, lists []string
	access := false
	for _, row := range rows(t) {
		switch {
		case row[0] == dueIndexName:
			kinds = append(kinds, strings.TrimSuffix(strings.TrimPrefix(row[1], "duePartition: "), "#shard"))
		case row[0] == statusIndexName:
			lists = append(lists, strings.TrimPrefix(row[1], "listStatus: "))
		case strings.HasPrefix(row[0], "who "):
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
	if want := []string{dueRequests, dueMails, dueDisputes, dueIndex}; !slices.Equal(kinds, want) {
		t.Errorf("due are %q, not %q", kinds, want)
	}
	if want := []string{"the request's state", listDisputes, listSettled, listSuppressed, listReported}; !slices.Equal(lists, want) {
		t.Errorf("listed are %q, not %q", lists, want)
	}
}

package dynamo

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"testing"

	"smartaccounts/internal/workflow"
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
	for _, d := range file.Decls {
		if f, is := d.(*ast.FuncDecl); is && strings.HasSuffix(f.Name.Name, "Key") {
			inCode = append(inCode, f.Name.Name)
		}
	}
	built := map[string][]Key{
		"accountKey": {accountKey("id")}, "memberKey": {memberKey("id", "a@b.com")}, "virtualKey": {virtualKey("id", "id")},
		"requestKey": {requestKey("id")}, "eventKey": {eventKey("id", 1)},
		"domainKey": {domainKey("acme.com")}, "nameKey": {nameKey("name", "id")}, "nameLookKey": {nameLookKey("name", "id")}, "lookKey": {lookKey("acme.com", "id")},
		"guardKey": {guardKey(nameLookKey("name", "").PK), guardKey(lookKey("acme.com", "").PK)},
		"wordKey":  {wordKey("a", "x")}, "pendingRowKey": {pendingRowKey("a@b.com", "1")}, "memberRowKey": {memberRowKey("a@b.com", place{})},
		"endedRowKey": {endedRowKey("a@b.com", "1")}, "ownKey": {ownKey("a@b.com", "x")},
		"linkKey": {linkKey(workflow.LinkHash{})}, "codeKey": {codeKey(workflow.LinkHash{})}, "mailKey": {mailKey("id")}, "recordKey": {recordKey("a@b.com", "key")},
		"usesKey": {usesKey("subject")}, "addressKey": {addressKey("a@b.com")},
		"disputeKey": {disputeKey("id")}, "disputedKey": {disputedKey("acme.com", "a@b.com")}, "raisedKey": {raisedKey("a@b.com", "1")},
		"sessionKey": {sessionKey(workflow.SessionHash{})},
	}
	documented := map[string]bool{}
	for _, row := range rows(t) {
		if len(row) != 4 || !strings.HasSuffix(row[3], "Key") {
			continue
		}
		documented[row[3]] = true
		is := func(k Key) bool {
			return strings.HasPrefix(k.PK, fixed(row[0])) && strings.HasPrefix(k.SK, fixed(row[1]))
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

// Every method is in the list of access patterns, and none that is not there any more.
func TestDocumentedAccessIsTheMethods(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	access := false
	for _, row := range rows(t) {
		switch {
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
}

// Each kind of thing that an index holds is documented.
func TestDocumentedIndexesAreTheIndexes(t *testing.T) {
	t.Parallel()
	var kinds, lists []string
	for _, row := range rows(t) {
		switch row[0] {
		case dueIndexName:
			kinds = append(kinds, strings.TrimSuffix(strings.TrimPrefix(row[1], "duePartition: "), "#shard"))
		case statusIndexName:
			lists = append(lists, strings.TrimPrefix(row[1], "listStatus: "))
		}
	}
	if want := []string{dueRequests, dueMails, dueDisputes, dueIndex}; !slices.Equal(kinds, want) {
		t.Errorf("due are %q, not %q", kinds, want)
	}
	if want := []string{"the request's state", listDisputes, listSettled, listSuppressed, listReported}; !slices.Equal(lists, want) {
		t.Errorf("listed are %q, not %q", lists, want)
	}
}

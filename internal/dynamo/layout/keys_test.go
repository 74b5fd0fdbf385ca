package layout

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"smartaccounts/internal/account"
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

// The package documentation has every key in the form in which the code builds it.
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
		"AccountKey": {AccountKey("id")}, "MemberKey": {MemberKey("id", "a@b.com")}, "VirtualKey": {VirtualKey("id", "id")},
		"AdministratorKey": {AdministratorKey("id", "1#a@b.com")}, "ChildKey": {ChildKey(account.VirtualAccount{AccountID: "id", Name: "a"})},
		"LogKey": {LogKey(account.LogEntry{AccountID: "id"})}, "FollowKey": {FollowKey("id", "a@b.com")}, "InvitedKey": {InvitedKey("a@b.com", "id")},
		"WaitingKey":  {WaitingKey(account.Waiting{Nominee: "a@b.com"}), WaitingKey(account.Waiting{Above: "id"})},
		"WaitMarkKey": {WaitMarkKey("id")},
		"RulesKey":    {RulesKey("id")}, "AccessRequestKey": {AccessRequestKey("id")}, "AsksKey": {AsksKey("a@b.com", "id")},
		"AskedByKey": {AskedByKey(account.AccessRequest{By: "a@b.com"})}, "AskedAboutKey": {AskedAboutKey(account.AccessRequest{AccountID: "id"})},
		"OpenAccessRequestKey": {OpenAccessRequestKey(account.AccessRequest{AccountID: "id"})},
		"RequestKey":           {RequestKey("id")}, "EventKey": {EventKey("id", 1)},
		"DomainKey": {DomainKey("acme.com")}, "NameKey": {NameKey("name", "id")}, "NameLookKey": {NameLookKey("name", "id")}, "LookKey": {LookKey("acme.com", "id")},
		"GuardKey": {GuardKey(NameLookKey("name", "").PK), GuardKey(LookKey("acme.com", "").PK)},
		"WordKey":  {WordKey("a", "x")}, "PendingRowKey": {PendingRowKey("a@b.com", "1")}, "MemberRowKey": {MemberRowKey("a@b.com", place{})},
		"EndedRowKey": {EndedRowKey("a@b.com", "1")}, "ownKey": {ownKey("a@b.com", "x")},
		"LinkKey": {LinkKey(workflow.LinkHash{})}, "CodeKey": {CodeKey(workflow.LinkHash{})}, "MailKey": {MailKey("id")}, "RecordKey": {RecordKey("a@b.com", "key")},
		"UsesKey": {UsesKey("subject")}, "AddressKey": {AddressKey("a@b.com")},
		"DisputeKey": {DisputeKey("id")}, "DisputedKey": {DisputedKey("acme.com", "a@b.com")}, "RaisedKey": {RaisedKey("a@b.com", "1")},
		"SessionKey": {SessionKey(workflow.SessionHash{})},
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
			t.Errorf("%s is not one of %+v", row, built[row[3]])
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

// The package documentation has each kind of item that an index contains.
func TestDocumentedIndexesAreTheIndexes(t *testing.T) {
	t.Parallel()
	var kinds, lists []string
	for _, row := range rows(t) {
		switch row[0] {
		case DueIndexName:
			kinds = append(kinds, strings.TrimSuffix(strings.TrimPrefix(row[1], "duePartition: "), "#shard"))
		case StatusIndexName:
			lists = append(lists, strings.TrimPrefix(row[1], "listStatus: "))
		}
	}
	if want := []string{DueRequests, DueMails, DueDisputes, DueMembers, DueAccessRequests, DueIndex}; !slices.Equal(kinds, want) {
		t.Errorf("the due index is documented with %q, want %q", kinds, want)
	}
	if want := []string{"the request's state", ListDisputes, ListSettled, ListSuppressed, ListReported, ListRenames, ListClosed}; !slices.Equal(lists, want) {
		t.Errorf("the status index is documented with %q, want %q", lists, want)
	}
}

// fixed returns the prefix that all keys of a kind have: the text before the first small letter.
func fixed(documented string) string {
	i := strings.IndexFunc(documented, func(c rune) bool {
		return (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '#'
	})
	if i < 0 {
		return documented
	}
	return documented[:i]
}

// Sort keys are shorter than DynamoDB's limit, whatever the name, and valid UTF-8.
func TestSortKeysAreShort(t *testing.T) {
	t.Parallel()
	for _, name := range []string{strings.Repeat("ﷺ", 120), strings.Repeat("\U00020000", 300), strings.Repeat("é", 600), ""} {
		a := account.Account{ID: account.NewID(), Name: name, Domain: "acme.com"}
		for _, k := range []Key{
			WordKey("a", postingPosition(account.Fold(a.Name), a)), MemberRowKey("a@b.com", PlaceOf(a)), NameKey(account.Fold(a.Name), a.ID),
			MemberRowKey("a@b.com", place{account.Fold(a.Name), account.ID(strings.Repeat("x", 2000))}),
			ownKey("a@b.com", postingPosition(account.Fold(a.Name), a)),
		} {
			if len(k.SK) > 1024 || len(k.PK) > 2048 || strings.ToValidUTF8(k.SK, "") != k.SK {
				t.Errorf("%T: the sort key has %d bytes", k, len(k.SK))
			}
		}
	}
}

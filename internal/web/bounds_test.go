package web_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/workflow"
)

// fullAccount loads an account with as many members and Virtual Accounts as are allowed, ten of them nested in each other.
func (s *system) fullAccount(owner account.Email) (id account.ID, deepest account.ID) {
	s.Helper()
	stored := workflow.StoredAccount{Account: account.Account{
		ID: account.NewID(), Name: "Full", Domain: "full.fr", Status: account.AccountActive, Visibility: account.Restricted, CreatedAt: s.now(), RequestID: account.NewID(), PendingUntil: s.now(),
	}}
	id = stored.Account.ID
	for n := range account.MaxVirtualAccounts {
		v := account.VirtualAccount{ID: account.NewID(), AccountID: id, Depth: 1, Name: fmt.Sprintf("V%04d", n), Visibility: account.Public, Default: n == 0, CreatedAt: s.now()}
		if n > 0 && n < account.MaxDepth {
			v.ParentID, v.Depth = deepest, n+1
		}
		if n < account.MaxDepth {
			deepest = v.ID
		}
		if n < account.MaxDepth-1 {
			v.Children = 1
		}
		stored.VirtualAccounts = append(stored.VirtualAccounts, v)
	}
	stored.Members = []account.Membership{{AccountID: id, Person: owner, Role: account.SmartAccountAdministrator, Since: s.now()}}
	for n := 1; n < account.MaxMembers; n++ {
		stored.Members = append(stored.Members, account.Membership{AccountID: id, Person: account.Email(fmt.Sprintf("m%04d@full.fr", n)), Role: account.SmartAccountUser, Since: s.now()})
	}
	if err := maintenance.New(s.api, s.name).Load(s.Context(), []workflow.StoredAccount{stored}); err != nil {
		s.Fatal(err)
	}
	return id, deepest
}

func TestWhatIsOneTooManyIsRefusedWithTheReason(t *testing.T) {
	s := newSystem(t)
	owner := as(memberNamed("SAA"))
	id, deepest := s.fullAccount(memberNamed("SAA"))
	at := "/v1/accounts/" + string(id)
	refused := func(r response, want string) {
		t.Helper()
		if got := r.problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, []string{want}) {
			t.Errorf("got %v, want %s", got, want)
		}
	}
	addOne := func(person string) string {
		t.Helper()
		return s.json(at+"/members", `{"members":[{"email":"`+person+`","role":"Smart Account User"}]}`, owner).status(http.StatusOK).Body.String()
	}

	refused(s.json(at+"/virtual-accounts", `{"name":"One More"}`, owner), "name: too-many")
	if got := addOne("one-more@full.fr"); !strings.Contains(got, `"outcome":"refused"`) || !strings.Contains(got, `"field":"email","code":"too-many"`) {
		t.Errorf("the member after the last allowed one: %s", got)
	}
	if got := addOne("m0001@full.fr"); !strings.Contains(got, `"outcome":"unchanged"`) {
		t.Errorf("a present member of a full account: %s", got)
	}

	s.call(http.MethodDelete, at+"/members/m0001@full.fr", "", owner).status(http.StatusNoContent)
	if got := addOne("one-more@full.fr"); !strings.Contains(got, `"outcome":"added"`) {
		t.Errorf("the last allowed member: %s", got)
	}
	var tree struct{ Items []struct{ ID string } }
	s.call(http.MethodGet, at+"/virtual-accounts?limit=100", "", owner).status(http.StatusOK).decode(&tree)
	last := tree.Items[len(tree.Items)-1].ID
	s.call(http.MethodDelete, at+"/virtual-accounts/"+last, "", owner).status(http.StatusNoContent)
	refused(s.json(at+"/virtual-accounts", `{"name":"Too Deep","parentId":"`+string(deepest)+`"}`, owner), "parentId: too-deep")
	refused(s.call(http.MethodPatch, at+"/virtual-accounts/"+tree.Items[len(tree.Items)-2].ID, `{"parentId":"`+string(deepest)+`"}`, header("Content-Type", "application/json"), owner), "parentId: too-deep")
	s.json(at+"/virtual-accounts", `{"name":"One More"}`, owner).status(http.StatusCreated)
}

// listOf returns a JSON body with so many new members.
func listOf(count int, more string) string {
	rows := make([]string, count)
	for n := range rows {
		rows[n] = fmt.Sprintf(`{"email":"list%d@member.fr","role":"Smart Account User"}`, n)
	}
	return `{"members":[` + strings.Join(rows, ",") + `]` + more + `}`
}

func TestAListOfMembersHasABound(t *testing.T) {
	s := newSystem(t)
	sc := s.accountScene("public", 0)
	owner := as(memberNamed("SAA"))
	if got := s.json(sc.at("/members"), listOf(administration.MaxRows+1, ""), owner).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, []string{"members: too-many"}) {
		t.Errorf("one row too many: %v", got)
	}
	if got := s.json(sc.at("/members"), listOf(0, ""), owner).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, []string{"members: required"}) {
		t.Errorf("no row: %v", got)
	}
	const most = 256 << 10
	list := listOf(administration.MaxRows, "")
	s.json(sc.at("/members"), list+strings.Repeat(" ", most-len(list)+1), owner).problem(http.StatusRequestEntityTooLarge, "too-large")
	if now := s.storedVersion(sc); now != sc.version {
		t.Fatalf("a refused list made the version %s of %s", now, sc.version)
	}
	full := s.json(sc.at("/members"), list+strings.Repeat(" ", most-len(list)), owner).status(http.StatusOK)
	if got := strings.Count(full.Body.String(), `"outcome":"added"`); got != administration.MaxRows {
		t.Errorf("%d of %d rows were added: %.300s", got, administration.MaxRows, full.Body)
	}
}

// The form of the page says what is wrong with a list that a spreadsheet wrote.
func TestThePageReadsAListAsASpreadsheetWritesIt(t *testing.T) {
	s := newSystem(t)
	at, cookie := s.administered()
	check := func(list string) response {
		t.Helper()
		return s.act(cookie, at+"/people?add=yes", "check", url.Values{"people": {list}, "role": {"Smart Account Viewer"}})
	}
	for name, list := range map[string]string{
		"UTF-8 with a byte order mark":   "\ufeffemail;role\r\nbruno@acme.com;Smart Account User\r\n",
		"commas, a header and CRLF":      "email,role\r\nbruno@acme.com,Smart Account User\r\n",
		"quoted fields":                  "\"email\",\"role\"\r\n\"bruno@acme.com\",\"Smart Account User\"\r\n",
		"no header, and UTF-16":          "\xff\xfeb\x00r\x00u\x00n\x00o\x00@\x00a\x00c\x00m\x00e\x00.\x00c\x00o\x00m\x00",
		"a name with a comma, in quotes": "email,role\n\"\"\"Rossi, Bruno\"\" <bruno@acme.com>\",Smart Account User",
	} {
		if got := check(list); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "Will be added") || !strings.Contains(got.Body.String(), "bruno@acme.com") {
			t.Errorf("%s answered %d", name, got.Code)
		}
	}
	for list, want := range map[string]string{
		"email,role\nr\xe9my@acme.com,Smart Account User": "UTF-8", // Windows-1252
		"email,rolle\nbruno@acme.com,Smart Account User":  "rolle", // no column
		"email,role,role\nbruno@acme.com,a,b":             "more than once",
		strings.Repeat("x@acme.com\n", 101):               "100",
		"":                                                "Enter", // nothing
	} {
		if got := check(list); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), want) {
			t.Errorf("%.40q answered %d, and does not show %q", list, got.Code, want)
		}
	}
	form := url.Values{"action": {"check"}, "version": {"1"}, "people": {strings.Repeat("x", 64<<10)}}
	s.form(at+"/people", form, cookie).page(http.StatusRequestEntityTooLarge)
}

func TestARepeatedListOfMembersContinues(t *testing.T) {
	s := newSystem(t)
	sc := s.accountScene("public", 0)
	owner, key := as(memberNamed("SAA")), header("Idempotency-Key", "a-list")
	outcomes := func(body string, want ...string) string {
		t.Helper()
		r := s.json(sc.at("/members"), body, owner, key).status(http.StatusOK)
		var got struct{ Results []struct{ Outcome string } }
		r.decode(&got)
		var all []string
		for _, row := range got.Results {
			all = append(all, row.Outcome)
		}
		if !slices.Equal(all, want) {
			t.Errorf("%v, want %v", all, want)
		}
		return s.storedVersion(sc)
	}
	first := outcomes(listOf(2, ""), "added", "added")
	if again := outcomes(listOf(2, ""), "unchanged", "unchanged"); again != first {
		t.Errorf("the repeated list made the version %s of %s", again, first)
	}
	outcomes(listOf(4, `,"note":"Another body."`), "unchanged", "unchanged", "added", "added")
	for _, bad := range []string{"", "a b", strings.Repeat("a", 256)} {
		got := s.json(sc.at("/members"), listOf(1, ""), owner, header("Idempotency-Key", bad)).problem(http.StatusUnprocessableEntity, "invalid-input")
		if len(got) != 1 || !strings.HasPrefix(got[0], "Idempotency-Key: ") {
			t.Errorf("the key %.10q: %v", bad, got)
		}
	}
}

// No cell of a log begins as a formula does, whatever the reasons, names and descriptions are.
func TestTheLogAsCSVIsNoFormulaForASpreadsheet(t *testing.T) {
	s := newSystem(t)
	sc := s.accountScene("public", 0)
	owner, jsonType := as(memberNamed("SAA")), header("Content-Type", "application/json")
	for _, name := range []string{"=1+1", "+1", "-1", "=HYPERLINK(1)"} {
		s.json(sc.at("/virtual-accounts"), map[string]any{"name": name, "description": name + "\n@SUM(A1)"}, owner).status(http.StatusCreated)
	}
	s.call(http.MethodPatch, sc.at(""), `{"visibility":"restricted","reason":"=1+1;\"x\""}`, jsonType, owner).status(http.StatusOK)
	s.json(sc.at("/members"), `{"members":[{"email":"=cmd@member.fr","role":"Smart Account User"},{"email":"-x@member.fr","role":"Smart Account User"},{"email":"+x@member.fr","role":"Smart Account User"}]}`, owner).status(http.StatusOK)
	text := s.call(http.MethodGet, sc.at("/log"), "", owner, header("Accept", "text/csv")).status(http.StatusOK).Body.String()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) < 8 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.ContainsAny(cell[:min(len(cell), 1)], "=+-@\t\r\n") {
				t.Errorf("a cell is %q", cell)
			}
		}
	}
}

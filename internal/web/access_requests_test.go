package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
)

// accessBody is an access request in an answer.
type accessBody struct {
	ID, Status, Role, Note, DecidedBy, Reason, Rule string
	RequestedBy                                     account.Email
	Account                                         struct{ ID, Name, Domain string }
	VirtualAccounts                                 []accessedPart
	Granted                                         *struct {
		Role            string
		VirtualAccounts []accessedPart
	}
	History []struct{ Status, Actor string }
}

type accessedPart struct {
	ID, Name, Role string
	WithNested     bool
}

// askForAccess asks for the role User on the whole account with that domain identifier.
func (s *system) askForAccess(by account.Email, domain string) (asked accessBody) {
	s.Helper()
	s.json("/v1/access-requests", map[string]any{"accountDomain": domain, "role": account.SmartAccountUser, "note": "For my work."}, as(by)).
		status(http.StatusCreated).decode(&asked)
	return asked
}

func TestAskingForAccessAndDeciding(t *testing.T) {
	s := newSystem(t)
	id := s.loadActive("acme.com", account.Restricted, "ada@acme.com", "ann@acme.com")
	created := s.json("/v1/access-requests", map[string]any{"accountDomain": "ACME.com", "role": account.SmartAccountUser, "note": "For my work."}, as("jane@emea.acme.com")).
		status(http.StatusCreated)
	var asked, seen accessBody
	created.decode(&asked)
	at := created.Header().Get("Location")
	s.call(http.MethodGet, at, "", as("ada@acme.com")).status(http.StatusOK).decode(&seen)
	if seen.ID != asked.ID || seen.Status != "pending" || seen.Role != string(account.SmartAccountUser) || seen.Note != "For my work." ||
		seen.RequestedBy != "jane@emea.acme.com" || seen.Account.ID != string(id) || len(seen.History) != 1 {
		t.Errorf("%+v", seen)
	}
	s.json("/v1/access-requests", map[string]any{"accountId": id, "role": account.SmartAccountUser}, as("jane@emea.acme.com")).
		problem(http.StatusConflict, "already-asked")
	s.json(at+"/decision", `{"decision":"approve","role":"Smart Account Administrator"}`, as("ada@acme.com")).
		problem(http.StatusUnprocessableEntity, "invalid-input")
	s.json(at+"/decision", `{"decision":"approve","role":"Smart Account Viewer"}`, as("ada@acme.com")).status(http.StatusOK).decode(&seen)
	if seen.Status != "approved" || seen.DecidedBy != "ada@acme.com" || seen.Granted == nil || seen.Granted.Role != string(account.SmartAccountViewer) || len(seen.History) != 2 {
		t.Errorf("%+v", seen)
	}
	late := s.json(at+"/decision", `{"decision":"decline"}`, as("ann@acme.com"))
	late.problem(http.StatusConflict, "already-decided")
	if !strings.Contains(late.Body.String(), `"decision":{"status":"approved"`) || !strings.Contains(late.Body.String(), `"decidedBy":"ada@acme.com"`) {
		t.Errorf("%s", late.Body)
	}
	var own listBody[accessBody]
	s.call(http.MethodGet, "/v1/access-requests?status=approved", "", as("jane@emea.acme.com")).status(http.StatusOK).decode(&own)
	if len(own.Items) != 1 || own.Items[0].ID != asked.ID {
		t.Errorf("%+v", own)
	}
	s.call(http.MethodGet, "/v1/accounts/"+string(id), "", as("jane@emea.acme.com")).status(http.StatusOK)
	s.json("/v1/access-requests", map[string]any{"accountDomain": "acme.com", "role": account.SmartAccountViewer}, as("jane@emea.acme.com")).
		problem(http.StatusConflict, "already-member")
}

func TestBadAccessRequestsNameTheirFields(t *testing.T) {
	s := newSystem(t)
	id := s.loadActive("acme.com", account.Public, "ada@acme.com")
	ask, list := "/v1/access-requests", "/v1/access-requests?"
	decide := ask + "/" + s.askForAccess("jane@acme.com", "acme.com").ID + "/decision"
	for _, c := range []struct {
		target, body string
		want         []string
	}{
		{ask, `{"role":"Smart Account User"}`, []string{"accountDomain required"}},
		{ask, `{"accountDomain":"acme.com"}`, []string{"role required"}},
		{ask, `{"accountDomain":"acme.com","role":7,"note":7}`, []string{"note wrong-type", "role wrong-type"}},
		{ask, `{"accountDomain":"acme.com","role":"Smart Account Administrator"}`, []string{"role not-allowed"}},
		{ask, `{"accountDomain":"acme.com","role":"Virtual Account User"}`, []string{"virtualAccounts[0].id required"}},
		{ask, `{"accountDomain":"acme.com","virtualAccounts":[{"id":"x","role":"Smart Account User"}]}`, []string{"virtualAccounts[0].role not-allowed"}},
		{ask, `{"accountDomain":"acme.com","virtualAccounts":[{"id":"x","role":"Virtual Account User"}]}`, []string{"virtualAccounts[0].id unknown"}},
		{ask, `{"accountDomain":"acme.com","role":"Smart Account User","more":1}`, []string{"more unknown"}},
		{decide, `{}`, []string{"decision required"}},
		{decide, `{"decision":"maybe"}`, []string{"decision not-allowed"}},
		{decide, `{"decision":"decline","role":"Smart Account User"}`, []string{"role not-allowed"}},
		{decide, `{"decision":"approve","reason":"Welcome."}`, []string{"reason not-allowed"}},
		{list + "as=owner", "", []string{"as not-allowed"}},
		{list + "status=open", "", []string{"status not-allowed"}},
		{list + "accountId=" + string(id), "", []string{"accountId not-allowed"}},
		{list + "as=decider&status=declined", "", []string{"accountId required"}},
	} {
		by := as("ada@acme.com")
		if c.target == ask {
			by = as("new@acme.com")
		}
		method := http.MethodPost
		if c.body == "" {
			method = http.MethodGet
		}
		got := s.call(method, c.target, c.body, header("Content-Type", "application/json"), by)
		var fields []string
		var problem struct {
			Errors []struct{ Field, Code string }
		}
		got.status(http.StatusUnprocessableEntity).decode(&problem)
		for _, e := range problem.Errors {
			fields = append(fields, e.Field+" "+e.Code)
		}
		if slices.Sort(fields); !slices.Equal(fields, c.want) {
			t.Errorf("%s %s: %v, want %v", c.target, c.body, fields, c.want)
		}
	}
}

// ruleBody is a rule in an answer.
type ruleBody struct {
	ID, EmailDomain, Decision, Role, Author string
	Enabled                                 bool
}

func TestRulesAreReadChangedAndDecide(t *testing.T) {
	s := newSystem(t)
	id := s.loadActive("acme.com", account.Public, "ada@acme.com", "ann@acme.com")
	at := "/v1/accounts/" + string(id) + "/rules"
	ada, asJSON := as("ada@acme.com"), header("Content-Type", "application/json")
	before := s.call(http.MethodGet, at, "", ada).status(http.StatusOK)
	if got := strings.TrimSpace(before.Body.String()); got != `{"rules":[]}` {
		t.Error(got)
	}
	put := s.call(http.MethodPut, at, `{"rules":[
		{"emailDomain":"example.net","decision":"approve","role":"Smart Account Viewer"},
		{"emailDomain":"example.com","decision":"decline","enabled":false}]}`, ada, asJSON, header("If-Match", before.Header().Get("ETag"))).status(http.StatusOK)
	var rules struct{ Rules []ruleBody }
	put.decode(&rules)
	if len(rules.Rules) != 2 || rules.Rules[0].Decision != "approve" || rules.Rules[0].Author != "ada@acme.com" || !rules.Rules[0].Enabled || rules.Rules[1].Enabled {
		t.Errorf("%+v", rules)
	}
	// What was read can be written, and changes nothing, not even who wrote it.
	again := s.call(http.MethodPut, at, put.Body.String(), as("ann@acme.com"), asJSON).status(http.StatusOK)
	if again.Body.String() != put.Body.String() || again.Header().Get("ETag") != put.Header().Get("ETag") {
		t.Errorf("%s: %s", again.Header().Get("ETag"), again.Body)
	}
	s.call(http.MethodPut, at, `{"rules":[]}`, ada, asJSON, header("If-Match", before.Header().Get("ETag"))).problem(http.StatusPreconditionFailed, "changed-meanwhile")

	asked := s.askForAccess(partner2, "acme.com")
	if asked.Status != "approved" || asked.DecidedBy != "system" || asked.Rule != rules.Rules[0].ID || asked.Granted.Role != string(account.SmartAccountViewer) {
		t.Errorf("%+v", asked)
	}
	if asked := s.askForAccess(partner, "acme.com"); asked.Status != "pending" {
		t.Errorf("a rule that is off decides: %+v", asked)
	}
}

func TestRulesOnVirtualAccountsCanBeWrittenAsTheyWereRead(t *testing.T) {
	s := newSystem(t)
	id := s.loadActive("acme.com", account.Public, "ada@acme.com")
	at := "/v1/accounts/" + string(id)
	ada, asJSON := as("ada@acme.com"), header("Content-Type", "application/json")
	var part struct{ ID string }
	s.json(at+"/virtual-accounts", `{"name":"EMEA"}`, ada).status(http.StatusCreated).decode(&part)
	put := s.call(http.MethodPut, at+"/rules", fmt.Sprintf(`{"rules":[{"emailDomain":"example.net","decision":"approve","virtualAccounts":[{"id":%q,"role":"Virtual Account User","withNested":true}]}]}`, part.ID), ada, asJSON).
		status(http.StatusOK)
	again := s.call(http.MethodPut, at+"/rules", put.Body.String(), ada, asJSON).status(http.StatusOK)
	if again.Body.String() != put.Body.String() || again.Header().Get("ETag") != put.Header().Get("ETag") {
		t.Errorf("%s: %s", again.Header().Get("ETag"), again.Body)
	}
}

func TestBadRulesNameTheirFields(t *testing.T) {
	s := newSystem(t)
	id := s.loadActive("acme.com", account.Public, "ada@acme.com")
	for body, want := range map[string][]string{
		`{"rules":[{"emailDomain":"gmail.com","decision":"decline"}]}`:                                                                              {"rules[0].emailDomain public-mail-provider"},
		`{"rules":[{"decision":"decline"}]}`:                                                                                                        {"rules[0].emailDomain required"},
		`{"rules":[{"emailDomain":"acme.com"}]}`:                                                                                                    {"rules[0].decision required"},
		`{"rules":[{"emailDomain":"acme.com","decision":"maybe"}]}`:                                                                                 {"rules[0].decision not-allowed"},
		`{"rules":[{"emailDomain":"acme.com","decision":"approve"}]}`:                                                                               {"rules[0].role required"},
		`{"rules":[{"emailDomain":"acme.com","decision":"approve","role":"Smart Account Administrator"}]}`:                                          {"rules[0].role not-allowed"},
		`{"rules":[{"emailDomain":"acme.com","decision":"decline","role":"Smart Account User"}]}`:                                                   {"rules[0].role not-allowed"},
		`{"rules":[{"id":"x","emailDomain":"acme.com","decision":"decline"}]}`:                                                                      {"rules[0].id unknown"},
		`{"rules":[{"emailDomain":"acme.com","decision":"approve","virtualAccounts":[{"id":"x","role":"Virtual Account User"}]}]}`:                  {"rules[0].virtualAccounts[0].id unknown"},
		`{"rules":[{"emailDomain":"acme.com","decision":"decline","enabled":"yes"}]}`:                                                               {"rules[0].enabled wrong-type"},
		`{"rules":[` + strings.Repeat(`{"emailDomain":"acme.com","decision":"decline"},`, 50) + `{"emailDomain":"acme.com","decision":"decline"}]}`: {"rules too-many"},
	} {
		var fields []string
		var problem struct {
			Errors []struct{ Field, Code string }
		}
		s.call(http.MethodPut, "/v1/accounts/"+string(id)+"/rules", body, as("ada@acme.com"), header("Content-Type", "application/json")).
			status(http.StatusUnprocessableEntity).decode(&problem)
		for _, e := range problem.Errors {
			fields = append(fields, e.Field+" "+e.Code)
		}
		if !slices.Equal(fields, want) {
			t.Errorf("%.200s: %v, want %v", body, fields, want)
		}
	}
}

func TestDecidersListWhatWaitsForThemInAllAccounts(t *testing.T) {
	s := newSystem(t)
	var want []string
	for _, domain := range []string{"acme.com", "other.com", "third.com"} {
		s.loadActive(domain, account.Restricted, "ada@acme.com", account.Email("own@"+domain))
		want = append(want, s.askForAccess(account.Email("jane@"+domain), domain).ID)
		s.pass(time.Hour)
	}
	s.loadActive("foreign.com", account.Public, "own@foreign.com")
	s.askForAccess("ada@foreign.com", "foreign.com")
	s.askForAccess("own@acme.com", "other.com") // the third of those that wait for ada
	withdrawn := s.askForAccess("joe@acme.com", "acme.com")
	s.json("/v1/access-requests/"+withdrawn.ID+"/withdraw", "", as("joe@acme.com")).status(http.StatusOK)

	list := func(by account.Email, query string) (ids []string) {
		for next := ""; ; {
			var page listBody[accessBody]
			s.call(http.MethodGet, "/v1/access-requests?as=decider&limit=2"+query+next, "", as(by)).status(http.StatusOK).decode(&page)
			for _, one := range page.Items {
				ids = append(ids, one.ID)
			}
			if page.NextCursor == "" {
				return ids
			}
			next = "&cursor=" + escape(page.NextCursor)
		}
	}
	if got := list("ada@acme.com", ""); len(got) != 4 || !slices.Equal(got[:3], want) {
		t.Errorf("%v, want %v and one more", got, want)
	}
	if got := list("ada@acme.com", "&status=pending"); len(got) != 4 {
		t.Error(got)
	}
	if got := list("own@acme.com", ""); !slices.Equal(got, want[:1]) {
		t.Errorf("not one's own: %v, want %v", got, want[:1])
	}
	if got := list("jane@acme.com", ""); len(got) > 0 {
		t.Error("a person without a role has", got)
	}
}

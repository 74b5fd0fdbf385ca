package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
)

// loadActive stores an active account with those administrators, and returns its id.
func (s *system) loadActive(domain string, visibility account.Visibility, administrators ...account.Email) account.ID {
	s.Helper()
	a := account.Account{
		ID: account.NewID(), Name: "Holder of " + domain, Domain: account.Domain(domain), Status: account.AccountActive,
		Visibility: visibility, CreatedAt: s.now(), RequestID: account.NewID(),
	}
	members := make([]account.Membership, len(administrators))
	for i, person := range administrators {
		members[i] = account.Membership{Person: person, Role: account.SmartAccountAdministrator, Since: s.now()}
	}
	s.load(a, members...)
	return a.ID
}

// dispute opens a dispute by the API.
func (s *system) dispute(by account.Email, domain string) disputeBody {
	s.Helper()
	var opened disputeBody
	s.json("/v1/disputes", map[string]any{"accountDomain": domain, "note": "It is ours."}, as(by)).status(http.StatusCreated).decode(&opened)
	return opened
}

// settle settles a dispute by the API.
func (s *system) settle(by account.Email, id string, ruling map[string]any) response {
	s.Helper()
	return s.json("/v1/disputes/"+id+"/settle", ruling, as(by))
}

// openDisputes returns the ids of the open disputes that the API shows an operator.
func (s *system) openDisputes(query string) (found []string, next string) {
	s.Helper()
	var list listBody[disputeBody]
	s.call(http.MethodGet, "/v1/disputes"+query, "", as(operator)).status(http.StatusOK).decode(&list)
	for _, item := range list.Items {
		found = append(found, item.ID)
	}
	return found, list.NextCursor
}

func TestOnlyOperatorsSeeBothPartiesOfADispute(t *testing.T) {
	s := newSystem(t)
	id := s.loadActive("acme.com", account.Restricted, "boss@acme.com")
	d := s.dispute(partner, "acme.com")
	path := "/disputes/" + d.ID
	var shown struct {
		Case struct {
			Held struct {
				Account        struct{ ID, Status string }
				Administrators []struct{ Email string }
			}
			Disputer struct{ Accounts []struct{ ID string } }
		}
	}
	s.call(http.MethodGet, "/v1"+path, "", as(operator)).status(http.StatusOK).decode(&shown)
	if held := shown.Case.Held; held.Account.ID != string(id) || held.Account.Status != "active" || len(held.Administrators) != 1 || held.Administrators[0].Email != "boss@acme.com" {
		t.Errorf("%+v", shown)
	}
	s.call(http.MethodGet, path, "", s.signedIn(operator)).page(http.StatusOK, "Holder of acme.com", "boss@acme.com", `action="/reviews"`, string(partner))
	for _, state := range []string{"open", "settled"} {
		for _, secret := range []string{"boss@", "Holder", string(id), `"case"`, `"account"`} {
			if a := s.call(http.MethodGet, "/v1"+path, "", as(partner)).status(http.StatusOK); strings.Contains(a.Body.String(), secret) {
				t.Errorf("%s: who disputes reads %s", state, a.Body)
			}
			s.call(http.MethodGet, path, "", s.signedIn(partner)).page(http.StatusOK).hides(secret, `action="/reviews"`)
		}
		if state == "open" {
			s.settle(operator, d.ID, map[string]any{"decision": "reject", "reason": "No."}).status(http.StatusOK)
		}
	}
}

// The disputer can read the dispute, operators get a mail about it, and a second one by the same person opens no other.
func TestADisputeIsOpenedOnceAndFollowed(t *testing.T) {
	s := newSystem(t)
	id := s.loadActive("acme.com", account.Restricted, "boss@acme.com")
	a := s.json("/v1/disputes", map[string]any{"accountDomain": "ACME.com.", "note": " The <company>\r\nwas sold. "}, as(partner)).status(http.StatusCreated)
	var opened disputeBody
	a.decode(&opened)
	want := disputeBody{
		ID: opened.ID, Domain: "acme.com", DisputedBy: string(partner), Note: "The <company>\nwas sold.",
		CreatedAt: "2026-11-22T08:30:00.000Z", Status: "open",
	}
	if opened != want || a.Header().Get("Location") != "/v1/disputes/"+opened.ID {
		t.Errorf("%s, at %q", a.Body, a.Header().Get("Location"))
	}
	if b := s.call(http.MethodGet, a.Header().Get("Location"), "", as(partner)).status(http.StatusOK); b.Body.String() != a.Body.String() {
		t.Errorf("opened %s\nread %s", a.Body, b.Body)
	}
	want.Account = namedAccount{string(id), "Holder of acme.com", "acme.com"}
	var shown disputeBody
	if s.call(http.MethodGet, a.Header().Get("Location"), "", as(operator)).status(http.StatusOK).decode(&shown); shown != want {
		t.Errorf("operators read %+v, want %+v", shown, want)
	}
	want.Account = namedAccount{}
	s.deliver(workflow.DisputeMail, operator)
	s.pass(time.Minute)
	for range 6 { // nor is any of the five of a day used up by it
		var again disputeBody
		b := s.json("/v1/disputes", map[string]any{"accountDomain": "acme.com", "note": "It is still ours."}, as(partner)).status(http.StatusOK)
		if b.decode(&again); again != want || b.Header().Get("Location") != a.Header().Get("Location") {
			t.Errorf("a second one is %+v", again)
		}
	}
	other := s.dispute(partner2, "acme.com")
	s.pass(time.Minute)
	s.loadActive("acme.net", account.Restricted, "boss@acme.net")
	third := s.dispute(partner, "acme.net")
	first, next := s.openDisputes("?limit=2")
	second, end := s.openDisputes("?limit=2&cursor=" + escape(next))
	if got := append(first, second...); !slices.Equal(got, []string{third.ID, other.ID, opened.ID}) || end != "" {
		t.Errorf("%v, then %q", got, end)
	}
	for _, id := range []string{"x", string(account.NewID()), string(id)} {
		s.call(http.MethodGet, "/v1/disputes/"+id, "", as(operator)).problem(http.StatusNotFound, "not-found")
		s.settle(operator, id, map[string]any{"decision": "reject", "reason": "No."}).problem(http.StatusNotFound, "not-found")
	}
}

func TestBadDisputesAreRefused(t *testing.T) {
	s := newSystem(t)
	s.loadActive("acme.com", account.Restricted, "boss@acme.com")
	s.submit("pending.de")
	for _, test := range []struct {
		body map[string]any
		want []string
	}{
		{map[string]any{}, []string{"accountDomain: required", "note: required"}},
		{map[string]any{"accountDomain": "acme.com"}, []string{"note: required"}},
		{map[string]any{"accountDomain": "acme.com", "note": " \n "}, []string{"note: required"}},
		{map[string]any{"accountDomain": "acme.com", "note": strings.Repeat("x", 1001)}, []string{"note: too-long"}},
		{map[string]any{"accountDomain": "acme.com", "note": "\x07"}, []string{"note: characters"}},
		{map[string]any{"accountDomain": "acme", "note": "x"}, []string{"accountDomain: not-a-domain"}},
		{map[string]any{"accountDomain": "co.uk", "note": "x"}, []string{"accountDomain: public-suffix"}},
		{map[string]any{"accountDomain": "acme.com", "note": "x", "reason": "x"}, []string{"reason: unknown"}},
	} {
		got := s.json("/v1/disputes", test.body, as(partner)).problem(http.StatusUnprocessableEntity, "invalid-input")
		if slices.Sort(got); !slices.Equal(got, test.want) {
			t.Errorf("%v: got %v, want %v", test.body, got, test.want)
		}
	}
	if found, _ := s.openDisputes(""); len(found) != 0 {
		t.Errorf("refused ones left %v", found)
	}
	exerciseBody(t, s, http.MethodPost, "/v1/disputes", `{"accountDomain":"free.de","note":"x"}`, map[string]string{"accountDomain": "string", "note": "string"}, as(partner))
}

// The response does not reveal to a stranger whether an account holds the identifier, or which.
func TestADisputeTellsAStrangerNothing(t *testing.T) {
	s := newSystem(t)
	s.submit("pending.de")
	s.loadActive("hidden.de", account.Restricted, "boss@hidden.de")
	s.loadActive("public.de", account.Public, "boss@public.de")
	var shapes []string
	for _, domain := range []string{"free.de", "pending.de", "hidden.de", "public.de"} {
		a := s.json("/v1/disputes", map[string]any{"accountDomain": domain, "note": "Ours."}, as(outsider)).status(http.StatusCreated)
		var opened struct {
			ID    string
			Proof struct{ Value string }
		}
		a.decode(&opened)
		read := s.call(http.MethodGet, "/v1/disputes/"+opened.ID, "", as(outsider)).status(http.StatusOK)
		if read.Body.String() != a.Body.String() {
			t.Errorf("opened %s\nread %s", a.Body, read.Body)
		}
		shapes = append(shapes, strings.NewReplacer(opened.Proof.Value, "RECORD", opened.ID, "ID", domain, "DOMAIN").Replace(a.Body.String()))
	}
	if slices.Sort(shapes); len(slices.Compact(shapes)) != 1 {
		t.Errorf("the answers differ: %q", shapes)
	}
	a := s.call(http.MethodGet, "/reviews", "", s.signedIn(operator)).page(http.StatusOK, "No account or request", "Account: ", "Pending request: ", "Holder of hidden.de")
	if strings.Count(a.Body.String(), "No account or request") != 1 {
		t.Errorf("operators read %s", a.Body)
	}
}

// The disputer can follow the state of their proof, and only the published record proves the dispute.
func TestADisputeIsProvedByDNS(t *testing.T) {
	s := newSystem(t)
	s.submit("acme.com")
	d := s.dispute(outsider, "acme.com")
	prove := func() response { return s.json("/v1/disputes/"+d.ID+"/proof", "", as(outsider)) }
	type shown struct {
		Proof                   *struct{ Name, Value string }
		ProvedAt, RequestEndsAt string
		RequestID               string
	}
	read := func(a response) (v shown) { a.status(http.StatusOK).decode(&v); return v }
	before := read(s.call(http.MethodGet, "/v1/disputes/"+d.ID, "", as(outsider)))
	if before.Proof == nil || before.Proof.Name != "_smart-account.acme.com" || !strings.HasPrefix(before.Proof.Value, "smart-account-dispute=") {
		t.Errorf("%+v", before)
	}
	cookie := s.signedIn(outsider)
	one := "/disputes/" + d.ID
	s.call(http.MethodGet, one, "", cookie).page(http.StatusOK, before.Proof.Name, before.Proof.Value, `action="`+one+`"`)
	prove().problem(http.StatusConflict, "not-proved")
	s.form(one, fields("action", "prove"), cookie).page(http.StatusConflict, `role="alert"`, before.Proof.Value)
	if v := read(s.call(http.MethodGet, "/v1/disputes/"+d.ID, "", as(operator))); v.Proof != nil {
		t.Errorf("operators read %+v", v)
	}
	s.publishDispute(d.ID)
	after := read(prove())
	if after.Proof != nil || after.ProvedAt != "2026-11-22T08:30:00.000Z" || after.RequestEndsAt != "2026-11-25T08:30:00.000Z" || after.RequestID != "" {
		t.Errorf("%+v", after)
	}
	s.form(one, fields("action", "prove"), cookie).location(one)
	s.call(http.MethodGet, one, "", cookie).page(http.StatusOK, "25 November 2026").hides(before.Proof.Value)
	s.call(http.MethodGet, "/reviews", "", s.signedIn(operator)).page(http.StatusOK, "Domain control proved", one)
	s.call(http.MethodGet, one, "", s.signedIn(operator)).page(http.StatusOK, "25 November 2026")
	s.pass(72 * time.Hour)
	if done, err := (workflow.Disputes{Store: s.table, Now: s.now, Records: s}).Tend(t.Context()); err != nil || done.Ended != 1 {
		t.Errorf("%+v %v", done, err)
	}
	var settled disputeBody
	s.call(http.MethodGet, "/v1/disputes/"+d.ID, "", as(outsider)).status(http.StatusOK).decode(&settled)
	if settled.Status != "request-ended" || settled.SettledBy != "system" || settled.Reason != "" {
		t.Errorf("%+v", settled)
	}
	prove().problem(http.StatusConflict, "already-decided")
	s.call(http.MethodGet, one, "", s.signedIn(outsider)).page(http.StatusOK, "by a DNS record")
	s.json("/v1/disputes/"+d.ID+"/proof", map[string]any{"x": 1}, as(outsider)).problem(http.StatusUnprocessableEntity, "invalid-input")
	s.form("/disputes", fields("accountDomain", "acme.com", "note", "Again."), s.signedIn(outsider)).status(http.StatusSeeOther)
	s.submit("acme.com")
}

// An operator can end a pending request, but not one that has been decided in the meantime.
func TestADisputeEndsAPendingRequest(t *testing.T) {
	s := newSystem(t)
	opened := s.submit("acme.com")
	d, late := s.dispute(outsider, "acme.com"), s.dispute(partner2, "acme.com")
	var shown struct{ RequestID string }
	if s.call(http.MethodGet, "/v1/disputes/"+d.ID, "", as(operator)).status(http.StatusOK).decode(&shown); shown.RequestID != opened.ID {
		t.Errorf("it is about %q, want %q", shown.RequestID, opened.ID)
	}
	var settled disputeBody
	s.settle(operator, d.ID, map[string]any{"decision": "end-request", "reason": "Theirs."}).status(http.StatusOK).decode(&settled)
	seen := s.read(opened.ID)
	if last := seen.History[len(seen.History)-1]; settled.Status != "request-ended" || seen.Status != "rejected" || last.Event != "ended-by-dispute" || last.Detail["reason"] != "Theirs." {
		t.Errorf("%+v: %+v", settled, seen)
	}
	a := s.settle(operator, late.ID, map[string]any{"decision": "end-request", "reason": "Theirs."})
	a.problem(http.StatusConflict, "already-decided")
	var p struct {
		Decision struct{ Status, DecidedBy string }
	}
	if a.decode(&p); p.Decision.Status != "rejected" || p.Decision.DecidedBy != string(operator) {
		t.Errorf("%s", a.Body)
	}
	s.form("/reviews", fields("action", "settle", "dispute", late.ID, "decision", "end-request", "reason", "So <it> is", "confirmed", "yes"), s.signedIn(operator)).
		page(http.StatusConflict, `role="alert"`, "So &lt;it&gt; is", late.ID)
	if again := s.submit("acme.com"); again.ID == opened.ID {
		t.Errorf("the identifier is not free: %+v", again)
	}
}

func TestAPersonOpensFiveDisputesADay(t *testing.T) {
	s := newSystem(t)
	for _, domain := range []string{"a.de", "b.de", "c.de", "d.de", "e.de", "f.de"} {
		s.loadActive(domain, account.Restricted, "boss@acme.com")
	}
	for _, domain := range []string{"a.de", "b.de", "c.de", "d.de", "e.de"} {
		s.dispute(partner, domain)
		s.pass(time.Second)
	}
	a := s.json("/v1/disputes", map[string]any{"accountDomain": "f.de", "note": "x"}, as(partner))
	a.problem(http.StatusTooManyRequests, "rate-limited")
	a.retryAfter("86395")
	s.form("/disputes", fields("accountDomain", "f.de", "note", "It <is> ours"), s.signedIn(partner)).
		page(http.StatusTooManyRequests, `value="f.de"`, "It &lt;is&gt; ours", `role="alert"`).retryAfter("86395")
	s.dispute(partner2, "f.de")
	s.pass(24 * time.Hour)
	s.dispute(partner, "f.de")
}

func TestSettlingHasTheStatedEffect(t *testing.T) {
	s := newSystem(t)
	opened, token := s.link("acme.com")
	s.decide(token, "jane@acme.com", map[string]any{"action": "approve", "authorized": true})
	accountOf := func(person account.Email) response {
		t.Helper()
		return s.call(http.MethodGet, "/v1/accounts/"+opened.Account.ID, "", as(person))
	}
	settled := func(a response) disputeBody {
		t.Helper()
		var d disputeBody
		a.status(http.StatusOK).decode(&d)
		if again := s.call(http.MethodGet, "/v1/disputes/"+d.ID, "", as(operator)).status(http.StatusOK); again.Body.String() != a.Body.String() {
			t.Errorf("settled %s\nread %s", a.Body, again.Body)
		}
		var toSide disputeBody
		s.call(http.MethodGet, "/v1/disputes/"+d.ID, "", as(partner2)).status(http.StatusOK).decode(&toSide)
		want := d
		want.Administrator = strings.Replace(d.Administrator, "ceo@", "c•••@", 1)
		want.Account = namedAccount{} // it does not open to them
		if toSide != want {
			t.Errorf("who raised it reads %+v, want %+v", toSide, want)
		}
		if found, _ := s.openDisputes(""); slices.Contains(found, d.ID) {
			t.Errorf("a settled dispute is still listed: %v", found)
		}
		s.deliver(workflow.SettledMail, partner2)
		s.deliver(workflow.SettledMail, "jane@acme.com")
		return d
	}
	s.pass(time.Minute)
	first := settled(s.settle(operator, s.dispute(partner2, "acme.com").ID, map[string]any{"decision": "reject", "reason": " No <case>. "}))
	if first.Status != "rejected" || first.SettledBy != string(operator) || first.Reason != "No <case>." || first.SettledAt != "2026-11-22T08:31:01.000Z" || first.Administrator != "" {
		t.Errorf("%+v", first)
	}
	second := settled(s.settle(operator, s.dispute(partner2, "acme.com").ID, map[string]any{"decision": "add-administrator", "reason": "The register names her.", "administrator": "CEO@acme.com"}))
	var details accountBody
	accountOf(partner).status(http.StatusOK).decode(&details)
	if second.ID == first.ID || second.Status != "administrator-added" || second.Administrator != "ceo@acme.com" || !slices.Equal(details.Administrators, []string{"jane@acme.com", "ceo@acme.com"}) && !slices.Equal(details.Administrators, []string{"ceo@acme.com", "jane@acme.com"}) {
		t.Errorf("%+v: %v", second, details.Administrators)
	}
	s.deliver(workflow.AppointedMail, "ceo@acme.com")

	last := s.dispute(partner, "acme.com")
	third := settled(s.settle(operator, s.dispute(partner2, "acme.com").ID, map[string]any{"decision": "cancel-account", "reason": "It was theirs."}))
	if third.Status != "account-cancelled" {
		t.Errorf("%+v", third)
	}
	accountOf("jane@acme.com").problem(http.StatusNotFound, "not-found")
	accountOf(partner2).problem(http.StatusNotFound, "not-found")
	seen := s.read(opened.ID)
	if seen.Status != "approved" || seen.Account.Status != "cancelled" || seen.History[2].Event != "cancelled" || seen.History[2].Actor != string(operator) || seen.History[2].Detail["reason"] != "It was theirs." {
		t.Errorf("%+v", seen)
	}
	if again := s.submit("acme.com"); again.Status != "pending_approval" {
		t.Errorf("the domain identifier is not free: %+v", again)
	}
	// Other disputes about that account can then only be rejected.
	for _, decision := range []string{"add-administrator", "cancel-account"} {
		got := s.settle(operator, last.ID, map[string]any{"decision": decision, "reason": "x", "administrator": "x@acme.com"}).problem(http.StatusUnprocessableEntity, "invalid-input")
		if !slices.Equal(got, []string{"decision: not-allowed"}) {
			t.Errorf("%s: %v", decision, got)
		}
	}
	s.settle(operator, last.ID, map[string]any{"decision": "reject", "reason": "It is over."}).status(http.StatusOK)
}

// A dispute is settled only once, and the second operator gets the outcome of the first settlement.
func TestASettledDisputeStaysSettled(t *testing.T) {
	s := newSystem(t)
	s.loadActive("acme.com", account.Restricted, "boss@acme.com")
	opened := s.dispute(partner, "acme.com")
	s.settle(operator, opened.ID, map[string]any{"decision": "add-administrator", "reason": "Hers.", "administrator": "ceo@acme.com"}).status(http.StatusOK)
	for _, ruling := range []map[string]any{{"decision": "reject", "reason": "No."}, {"decision": "x"}, {}} {
		a := s.settle(operator2, opened.ID, ruling)
		a.problem(http.StatusConflict, "already-decided")
		var p struct {
			Decision struct{ Status, DecidedAt, DecidedBy string }
		}
		if a.decode(&p); p.Decision.Status != "administrator-added" || p.Decision.DecidedBy != string(operator) || p.Decision.DecidedAt != "2026-11-22T08:30:00.000Z" {
			t.Errorf("%s", a.Body)
		}
	}
	s.form("/reviews", fields("action", "settle", "dispute", opened.ID, "decision", "reject", "reason", "No."), s.signedIn(operator2)).page(http.StatusConflict, `role="alert"`)
}

// Operators find settled disputes in a list of their own.
func TestSettledDisputesAreListed(t *testing.T) {
	s := newSystem(t)
	first, second, third := s.dispute(partner, "acme.com"), s.dispute(partner2, "acme.com"), s.dispute(partner, "acme.de")
	for _, d := range []disputeBody{second, first} {
		s.settle(operator, d.ID, map[string]any{"decision": "reject", "reason": "No."}).status(http.StatusOK)
	}
	for query, want := range map[string][]string{
		"?status=settled": {first.ID, second.ID}, "?status=open": {third.ID}, "?status=": {third.ID}, "": {third.ID},
	} {
		got, _ := s.openDisputes(query)
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("%q lists %v, not %v", query, got, want)
		}
	}
	some, next := s.openDisputes("?status=settled&limit=1")
	rest, end := s.openDisputes("?status=settled&limit=1&cursor=" + escape(next))
	if len(some) != 1 || len(rest) != 1 || some[0] == rest[0] || end != "" {
		t.Errorf("%v, then %v, then %q", some, rest, end)
	}
	for _, query := range []string{"?status=rejected", "?status=Open", "?cursor=" + escape(next), "?status=open&status=settled"} {
		s.call(http.MethodGet, "/v1/disputes"+query, "", as(operator)).problem(http.StatusUnprocessableEntity, "invalid-input")
	}
	s.call(http.MethodGet, "/v1/disputes?status=settled", "", as(partner)).problem(http.StatusForbidden, "forbidden")
	s.call(http.MethodGet, "/v1/disputes?status=x", "", as(partner)).problem(http.StatusForbidden, "forbidden")
}

func TestInvalidSettlementsAreRefused(t *testing.T) {
	s := newSystem(t)
	s.loadActive("acme.com", account.Restricted, "boss@acme.com")
	opened := s.dispute(partner, "acme.com")
	for _, test := range []struct {
		ruling map[string]any
		want   []string
	}{
		{map[string]any{}, []string{"decision: not-allowed", "reason: required"}},
		{map[string]any{"decision": "accept", "reason": "x"}, []string{"decision: not-allowed"}},
		{map[string]any{"decision": "account-cancelled", "reason": "x"}, []string{"decision: not-allowed"}},
		{map[string]any{"decision": "cancel-account"}, []string{"reason: required"}},
		{map[string]any{"decision": "reject", "reason": strings.Repeat("x", 1001)}, []string{"reason: too-long"}},
		{map[string]any{"decision": "add-administrator", "reason": "x", "administrator": "nobody"}, []string{"administrator: not-an-email"}},
		{map[string]any{"decision": "add-administrator", "reason": "x", "administrator": "Boss@acme.com"}, []string{"administrator: duplicate"}},
		{map[string]any{"decision": "reject", "reason": "x", "administrator": 7, "note": "x"}, []string{"administrator: wrong-type", "note: unknown"}},
	} {
		got := s.settle(operator, opened.ID, test.ruling).problem(http.StatusUnprocessableEntity, "invalid-input")
		if slices.Sort(got); !slices.Equal(got, test.want) {
			t.Errorf("%v: got %v, want %v", test.ruling, got, test.want)
		}
	}
	if got := s.settle(operator, opened.ID, map[string]any{"decision": "add-administrator", "reason": "x"}).problem(http.StatusUnprocessableEntity, "invalid-input"); len(got) != 1 || !strings.HasPrefix(got[0], "administrator: ") {
		t.Errorf("without a person to add: %v", got)
	}
	if found, _ := s.openDisputes(""); !slices.Equal(found, []string{opened.ID}) {
		t.Errorf("a refused ruling did something: %v", found)
	}
	own := s.dispute(operator, "acme.com") // which nothing comes of
	exerciseBody(t, s, http.MethodPost, "/v1/disputes/"+own.ID+"/settle", `{"decision":"reject","reason":"No."}`,
		map[string]string{"decision": "string", "reason": "string", "administrator": "string"}, as(operator))
	s.settle(operator, own.ID, map[string]any{"decision": "reject", "reason": "No."}).problem(http.StatusForbidden, "forbidden")
}

func TestThePagesDisputeAndSettleAndKeepWhatWasTyped(t *testing.T) {
	s := newSystem(t)
	s.loadActive("acme.com", account.Restricted, "boss@acme.com")
	cookie, operators := s.signedIn(partner), s.signedIn(operator)
	s.call(http.MethodGet, "/disputes?domain="+escape(`a"cme.com`), "", cookie).page(http.StatusOK, `value="a&#34;cme.com"`, `action="/disputes"`)
	s.form("/disputes", fields("accountDomain", "co.uk", "note", "It <is> ours"), cookie).
		page(http.StatusUnprocessableEntity, `value="co.uk"`, "It &lt;is&gt; ours", `id="accountDomain-error"`, `role="alert"`)
	s.form("/disputes", fields("accountDomain", "acme.com"), cookie).page(http.StatusUnprocessableEntity, `value="acme.com"`, `id="note-error"`)
	sent := s.form("/disputes", fields("accountDomain", "Acme.com", "note", "It <is> ours"), cookie).status(http.StatusSeeOther).Header().Get("Location")
	one, _ := strings.CutSuffix(sent, "?done=sent")
	s.call(http.MethodGet, sent, "", cookie).page(http.StatusOK, `class="notice good"`, "It &lt;is&gt; ours").hides(`action="/disputes"`, "Holder of acme.com")
	s.form("/disputes", fields("accountDomain", "acme.com", "note", "Still ours"), cookie).location(one + "?done=already")
	s.call(http.MethodGet, one+"?done=already", "", cookie).page(http.StatusOK, `role="alert"`, "It &lt;is&gt; ours").hides("Still ours")
	s.call(http.MethodGet, one, "", cookie).page(http.StatusOK, "It &lt;is&gt; ours").hides(`role="alert"`, `action="/reviews"`)
	s.call(http.MethodGet, one, "", operators).page(http.StatusOK, "It &lt;is&gt; ours", "Holder of acme.com", `action="/reviews"`)
	s.call(http.MethodGet, one, "", s.signedIn(partner2)).page(http.StatusNotFound)
	s.call(http.MethodGet, "/disputes/x", "", operators).page(http.StatusNotFound)
	s.call(http.MethodGet, "/disputes?domain=ACME.com", "", cookie).location(one)
	s.call(http.MethodGet, "/disputes?domain=acme.com", "", s.signedIn(partner2)).page(http.StatusOK, `action="/disputes"`).hides("It &lt;is&gt; ours")
	found, _ := s.openDisputes("")
	if len(found) != 1 {
		t.Fatalf("%v", found)
	}
	s.call(http.MethodGet, "/reviews", "", operators).page(http.StatusOK, `href="`+one+`"`, string(partner), "Holder of acme.com")

	ruling := func(by func(*http.Request), pairs ...string) response {
		t.Helper()
		return s.form("/reviews", fields(append([]string{"action", "settle", "dispute", found[0]}, pairs...)...), by)
	}
	ruling(operators, "decision", "add-administrator", "administrator", "<nobody>", "reason", " ").
		page(http.StatusUnprocessableEntity, `value="&lt;nobody&gt;"`, `id="administrator-error"`, `id="reason-error"`, `value="add-administrator" checked`)
	ruling(operators, "decision", "add-administrator", "administrator", "boss@acme.com", "reason", "So <it> is").
		page(http.StatusUnprocessableEntity, "administrator-error", "So &lt;it&gt; is")
	ruling(operators).page(http.StatusUnprocessableEntity, "decision-error")
	ruling(operators, "decision", "cancel-account", "reason", "So <it> is").
		page(http.StatusUnprocessableEntity, "confirmed-error", "So &lt;it&gt; is", `value="cancel-account" checked`)
	busy := s.in(t)
	busy.front = web.ReviewRequest(s.site, workflow.Review{Store: s.table, Now: s.now}, workflow.Track{Store: s.table, Now: s.now},
		workflow.Disputes{Store: busyDisputes{s.table}, Now: s.now}, workflow.Suppressions{Store: s.table, Now: s.now}, s.accounts())
	busy.form("/reviews", fields("action", "settle", "dispute", found[0], "decision", "cancel-account", "confirmed", "yes", "reason", "So <it> is"), operators).
		page(http.StatusTooManyRequests, `name="confirmed" value="yes" checked`, "So &lt;it&gt; is", `value="cancel-account" checked`, `role="alert"`).retryAfter("1")
	busy.front = s.submitFunction(s.submitting())
	s.loadActive("own.de", account.Restricted, operator2)
	own := s.dispute(operator, "own.de")
	for _, by := range []func(*http.Request){operators, s.signedIn(operator2)} {
		s.form("/reviews", fields("action", "settle", "dispute", own.ID, "decision", "reject", "reason", "So <it> is"), by).
			page(http.StatusForbidden, `role="alert"`)
	}
	s.form("/reviews", fields("action", "settle", "dispute", own.ID, "decision", "reject", "reason", "So <it> is"), s.signedIn(operator2)).
		page(http.StatusForbidden, "So &lt;it&gt; is")
	ruling(operators, "decision", "reject", "reason", "No <it> is not").location(one + "?done=settled")
	s.call(http.MethodGet, one, "", cookie).page(http.StatusOK, "No &lt;it&gt; is not", "It &lt;is&gt; ours", string(operator)).hides("Holder of acme.com")
	s.call(http.MethodGet, one, "", operators).page(http.StatusOK, "No &lt;it&gt; is not", "Holder of acme.com").hides(`action="/reviews"`)
	s.call(http.MethodGet, one+"?done=settled", "", operators).page(http.StatusOK, `class="notice good"`)
	s.call(http.MethodGet, "/reviews", "", operators).page(http.StatusOK).hides(found[0])
	s.call(http.MethodGet, "/reviews?status=settled", "", operators).page(http.StatusOK, `href="`+one+`"`, string(partner), "Rejected").hides(own.ID)
	s.call(http.MethodGet, "/reviews?status=settled", "", cookie).page(http.StatusForbidden)
	for _, id := range []string{"", "x", string(account.NewID())} {
		s.form("/reviews", fields("action", "settle", "dispute", id, "decision", "reject", "reason", "x"), operators).page(http.StatusNotFound).hides(`name="address"`, "own.de")
	}
}

func TestADisputeDuringAConflictKeepsWhatWasTyped(t *testing.T) {
	s := newSystem(t)
	s.loadActive("acme.com", account.Restricted, "boss@acme.com")
	cookie := s.signedIn(partner)
	busy := s.in(t)
	busy.front = web.SubmitRequest(s.site, s.submitting(), workflow.Track{Store: s.table, Now: s.now},
		workflow.FollowUp{Store: s.table, Now: s.now}, workflow.Disputes{Store: busyDisputes{s.table}, Now: s.now})
	busy.form("/disputes", fields("accountDomain", "acme.com", "note", "It <is> ours"), cookie).
		page(http.StatusTooManyRequests, `value="acme.com"`, "It &lt;is&gt; ours", `role="alert"`).retryAfter("1")
}

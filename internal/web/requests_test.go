package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/search"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
)

func escape(s string) string { return url.QueryEscape(s) }

// fields returns a form of names and values.
func fields(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// busyStore is a table in which every write of a code conflicts.
type busyStore struct{ *dynamo.Table }

func (busyStore) KeepCode(context.Context, account.Request, *workflow.Code, workflow.Code, workflow.Mail, ...workflow.UsesChange) error {
	return retry.ErrConflict
}

// busyTable is a table in which every write conflicts.
type busyTable struct{ *dynamo.Table }

func (busyTable) Commit(context.Context, ...workflow.Change) error { return retry.ErrConflict }

// busyDisputes is a table in which every write of a dispute conflicts.
type busyDisputes struct{ *dynamo.Table }

func (busyDisputes) Settle(context.Context, workflow.Settlement) error { return retry.ErrConflict }

func (busyDisputes) OpenDispute(_ context.Context, d account.Dispute, _ []workflow.Mail, _ ...workflow.UsesChange) (account.Dispute, error) {
	return d, retry.ErrConflict
}

// throttledTable is a table that throttles.
type throttledTable struct{ *dynamo.Table }

func (throttledTable) HasRole(context.Context, account.Email) (bool, error) {
	return false, retry.ErrBusy
}

func (throttledTable) Holdings(context.Context, account.Email, int) ([]account.Holding, error) {
	return nil, retry.ErrBusy
}

// usedTable is a table in which every idempotency key was used with another body.
type usedTable struct{ *dynamo.Table }

func (t usedTable) Survey(ctx context.Context, q workflow.SurveyQuery) (workflow.Survey, error) {
	met, err := t.Table.Survey(ctx, q)
	met.Record = &workflow.IdempotencyRecord{Person: q.Person, Key: q.Key, KeptUntil: time.Now().AddDate(100, 0, 0)}
	return met, err
}

// brokenStore is a table that fails with a cause that must not be shown.
type brokenStore struct{ *dynamo.Table }

var errSecretCause = errors.New("secret cause: table-name")

func (brokenStore) HasRole(context.Context, account.Email) (bool, error) {
	return false, errSecretCause
}

func (brokenStore) Holdings(context.Context, account.Email, int) ([]account.Holding, error) {
	return nil, errSecretCause
}

// panickyStore is a table that panics.
type panickyStore struct{ *dynamo.Table }

func (panickyStore) HasRole(context.Context, account.Email) (bool, error) { panic(errSecretCause) }

func (panickyStore) Holdings(context.Context, account.Email, int) ([]account.Holding, error) {
	panic(errSecretCause)
}

func TestANewRequestIsReturnedCompleteAndFoundByItsLocation(t *testing.T) {
	s := newSystem(t)
	a := s.json("/v1/account-requests", newRequest("acme.com"), as(partner)).status(http.StatusCreated)
	var opened, read requestBody
	a.decode(&opened)
	if got := a.Header().Get("Location"); got != "/v1/account-requests/"+opened.ID {
		t.Errorf("Location is %q", got)
	}
	b := s.call(http.MethodGet, a.Header().Get("Location"), "", as(partner)).status(http.StatusOK)
	b.decode(&read)
	if a.Body.String() != b.Body.String() {
		t.Errorf("opened %s\nread %s", a.Body, b.Body)
	}
	if opened.Status != "pending_approval" || opened.Account.Status != "pending" || opened.Account.Visibility != "restricted" ||
		opened.RequestedBy != string(partner) || opened.NoteToApprover != "Ours for years." || len(opened.Nominees) != 2 ||
		opened.Nominees[1].Email != "john@acme.com" || opened.Nominees[1].State != "active" ||
		len(opened.History) != 1 || opened.History[0].Event != "submitted" || opened.History[0].Actor != string(partner) ||
		!opened.ExpiresAt.Equal(opened.CreatedAt.Add(lifetime)) {
		t.Errorf("%+v", opened)
	}
	for _, absent := range []string{"decidedAt", "decidedBy", "declineReason", "null"} {
		if strings.Contains(a.Body.String(), absent) {
			t.Errorf("an undecided request says %s: %s", absent, a.Body)
		}
	}
}

func TestTheDomainIsTheRequestersOwnIfNoneIsGiven(t *testing.T) {
	s := newSystem(t)
	var opened requestBody
	person := account.Email("eva@corp.example.co.uk")
	s.giveRole(person, "home.co.uk")
	s.json("/v1/account-requests", map[string]any{"accountName": "Corp", "customerEmails": []string{"boss@example.co.uk"}}, as(person)).
		status(http.StatusCreated).decode(&opened)
	if opened.Account.Domain != "corp.example.co.uk" || len(opened.NoteToApprover) != 0 {
		t.Errorf("%+v", opened)
	}
}

func TestEveryBadFieldIsNamedAtOnce(t *testing.T) {
	s := newSystem(t)
	for name, test := range map[string]struct {
		body string
		want []string
	}{
		"all of them": {`{"accountName":"x","accountDomain":"com","noteToApprover":"` + strings.Repeat("a", 1001) + `","noteToCustomer":"\u202e",
			"customerEmails":["a",7,"jane@acme.com","jane+x@acme.com","` + string(partner) + `"],"language":"de","accountType":"holding","colour":"red","authorized":null}`,
			[]string{"accountDomain: not-a-domain", "accountName: too-short", "accountType: holding-account", "authorized: unknown", "colour: unknown",
				"customerEmails[0]: not-an-email", "customerEmails[1]: wrong-type", "customerEmails[3]: duplicate", "customerEmails[4]: is-requester",
				"language: not-allowed", "noteToApprover: too-long", "noteToCustomer: characters"}},
		"nothing": {`{}`, []string{"accountName: required", "customerEmails: required"}},
		"eleven addresses": {`{"accountName":"Acme","customerEmails":[1,2,3,4,5,6,7,8,9,10,11]}`,
			[]string{"customerEmails: too-many"}},
		"a domain of another type takes nobody's place": {`{"accountName":"Acme","accountDomain":7,"customerEmails":["jane@acme.com"]}`,
			[]string{"accountDomain: wrong-type"}},
		"the empty domain": {`{"accountName":"Acme","accountDomain":"","customerEmails":["jane@acme.com"]}`,
			[]string{"accountDomain: required"}},
		"names by another case are others": {`{"accountname":"Acme","AccountDomain":"acme.com","customerEmails":["jane@example.com"]}`,
			[]string{"AccountDomain: unknown", "accountName: required", "accountname: unknown"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.in(t).json("/v1/account-requests", test.body, as(partner)).problem(http.StatusUnprocessableEntity, "invalid-input")
			if slices.Sort(got); !slices.Equal(got, test.want) {
				t.Errorf("got %v\nwant %v", got, test.want)
			}
		})
	}
	if rows := s.directory(partner); len(rows) != 1 {
		t.Errorf("a refused request left %+v", rows)
	}
}

// directory returns what the API shows the person without a query.
func (s *system) directory(person account.Email) []accountBody {
	s.Helper()
	var list listBody[accountBody]
	s.call(http.MethodGet, "/v1/accounts", "", as(person)).status(http.StatusOK).decode(&list)
	return list.Items
}

func TestATakenDomainIsAConflict(t *testing.T) {
	s := newSystem(t)
	s.submit("acme.com")
	again := newRequest("acme.com")
	again["accountDomain"] = "ACME.com."
	s.json("/v1/account-requests", again, as(partner2)).problem(http.StatusConflict, "domain-taken")
	s.pass(lifetime)
	s.json("/v1/account-requests", again, as(partner2)).status(http.StatusCreated)
}

// The response says what the caller can do, with the right address for it.
func TestATakenDomainHasWaysOn(t *testing.T) {
	s := newSystem(t)
	s.submit("pending.example.de")
	var early struct{ WaysOn []struct{ Way string } }
	a := s.json("/v1/account-requests", newRequest("pending.example.de"), as(partner2))
	a.problem(http.StatusConflict, "domain-taken")
	if a.decode(&early); len(early.WaysOn) != 3 || early.WaysOn[0].Way != "wait" || early.WaysOn[1].Way != "use-a-prefix" || early.WaysOn[2].Way != "dispute" {
		t.Errorf("while it is pending: %s", a.Body)
	}
	var own struct{ WaysOn []struct{ Way, Href string } }
	pending := s.submit("own.example.de")
	a = s.json("/v1/account-requests", newRequest("own.example.de"), as(partner))
	a.problem(http.StatusConflict, "domain-taken")
	if a.decode(&own); len(own.WaysOn) != 2 || own.WaysOn[0].Way != "follow-your-request" || own.WaysOn[0].Href != publicURL+"/v1/account-requests/"+pending.ID {
		t.Errorf("while their own is pending: %s", a.Body)
	}
	for _, step := range []string{"", "check"} {
		ask := fields("accountName", "Acme", "editDomain", "1", "accountDomain", "own.example.de", "customerEmails", "jane@example.de", "step", step)
		for person, shows := range map[account.Email]bool{partner: true, partner2: false} {
			got := s.form("/account-requests/new", ask, s.signedIn(person))
			if strings.Contains(got.Body.String(), requestPage(pending.ID)) != shows {
				t.Errorf("%s, %q: the link to the request: %s", person, step, got.Body)
			}
		}
	}
	s.load(account.Account{
		ID: account.NewID(), Name: "Books", Domain: "xn--bcher-kva.example.de", Status: account.AccountActive,
		Visibility: account.Restricted, CreatedAt: s.now(), RequestID: account.NewID(),
	})
	again := newRequest("xn--bcher-kva.example.de")
	again["accountDomain"] = "BÜCHER.example.de."
	a = s.json("/v1/account-requests", again, as(partner2))
	a.problem(http.StatusConflict, "domain-taken")
	var p struct {
		WaysOn []struct{ Way, Text, Href string }
	}
	a.decode(&p)
	var ways []string
	for _, w := range p.WaysOn {
		ways = append(ways, w.Way+" "+w.Href)
	}
	if !slices.Equal(ways, []string{"ask-for-access " + publicURL + "/access-requests/new?domain=xn--bcher-kva.example.de", "use-a-prefix ", "dispute " + publicURL + "/v1/disputes"}) ||
		!strings.Contains(p.WaysOn[1].Text, "emea.xn--bcher-kva.example.de") {
		t.Errorf("%s", a.Body)
	}
	form := fields("accountName", "Acme", "editDomain", "1", "accountDomain", "bücher.example.de", "customerEmails", "jane@example.de")
	s.form("/account-requests/new", form, s.signedIn(partner2)).page(http.StatusConflict, "/access-requests/new?domain="+escape("bücher.example.de"), "emea.bücher.example.de", "/disputes?domain="+escape("bücher.example.de"))
	disputed := s.dispute(partner2, "xn--bcher-kva.example.de")
	if b := s.json("/v1/account-requests", again, as(partner2)); !strings.Contains(b.Body.String(), publicURL+"/v1/disputes/"+disputed.ID) {
		t.Errorf("the response has no address for disputes: %s", b.Body)
	}
	s.form("/account-requests/new", form, s.signedIn(partner2)).page(http.StatusConflict, "See your dispute")
	// Other errors have no ways on.
	again["accountName"] = ""
	s.json("/v1/account-requests", again, as(partner2)).hides("waysOn")
}

// forecastBody is the result of a check.
type forecastBody struct {
	AccountDomain, Nominees string
	Review, Conflict        bool
}

// A submission has the result that its check predicted, and the check stores nothing.
func TestACheckPredictsTheSubmission(t *testing.T) {
	s := newSystem(t)
	s.loadActive("held.com", account.Restricted, "boss@held.com")
	s.submit("taken.de")
	before, err := s.api.Scan(s.Context(), scan(s))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		domain, address string
		want            forecastBody
	}{
		{"ACME.com.", "jane@acme.com", forecastBody{"acme.com", "customers", false, false}},
		{"acme.com", string(stranger), forecastBody{"acme.com", "customers", true, false}},
		{"exarnple.net", "jane@exarnple.net", forecastBody{"exarnple.net", "customers", true, false}},
		{"EMEA.held.com", string(stranger), forecastBody{"emea.held.com", "administrators", false, false}},
		{"taken.de", "jane@taken.de", forecastBody{"taken.de", "customers", false, true}},
		{"held.com", "jane@held.com", forecastBody{"held.com", "customers", false, true}},
		{"below.taken.de", "jane@taken.de", forecastBody{"below.taken.de", "customers", false, false}},
	} {
		var got forecastBody
		s.json("/v1/account-requests/check", map[string]any{"accountName": "Some " + test.domain, "accountDomain": test.domain, "customerEmails": []string{test.address}}, as(partner2)).
			status(http.StatusOK).decode(&got)
		if got != test.want {
			t.Errorf("%s, %s: got %+v, want %+v", test.domain, test.address, got, test.want)
		}
	}
	cookie := s.signedIn(partner2)
	check := func(domain, address string) response {
		t.Helper()
		form := fields("key", "the-key", "step", "check", "accountName", `A & "B"`, "editDomain", "1", "accountDomain", domain, "customerEmails", address, "noteToCustomer", "Hello", "language", "it")
		return s.form("/account-requests/new", form, cookie)
	}
	typed := []string{`A &amp; &#34;B&#34;`, "Hello", `value="it" selected`, `value="the-key"`}
	free := check("Acme.com", "jane@acme.com").page(http.StatusOK, append(typed, `role="status"`, `value="Acme.com"`, "jane@acme.com</textarea>")...)
	reviewed := check("Acme.com", string(stranger)).page(http.StatusOK, append(typed, `role="status"`)...)
	above := check("emea.held.com", "jane@acme.com").page(http.StatusOK, append(typed, `role="status"`)...)
	check("taken.de", "jane@taken.de").page(http.StatusOK, append(typed, `role="status"`, "Someone has already requested it")...)
	notice := func(a response) string {
		_, after, _ := strings.Cut(a.Body.String(), `role="status"`)
		said, _, _ := strings.Cut(after, "</ul>")
		return strings.NewReplacer("acme.com", "", "emea.held.com", "").Replace(said)
	}
	if notice(free) == notice(reviewed) || notice(free) == notice(above) || notice(reviewed) == notice(above) {
		t.Errorf("the page says the same: %s, %s, %s", notice(free), notice(reviewed), notice(above))
	}
	check("Acme.com..", "nobody").page(http.StatusUnprocessableEntity, append(typed, `id="accountDomain-error"`, `id="customerEmails-error"`)...)
	after, err := s.api.Scan(s.Context(), scan(s))
	if err != nil {
		t.Fatal(err)
	}
	if len(after.Items) != len(before.Items)+1 { // the session
		t.Errorf("%d items, then %d", len(before.Items), len(after.Items))
	}
}

func TestACheckReadsAsASubmissionDoesAndTouchesNoLimit(t *testing.T) {
	s := newSystem(t)
	submit := s.submitting()
	submit.Limits.Person = workflow.ADay(1)
	one := s.in(t)
	one.front = s.submitFunction(submit)
	for range 3 {
		one.json("/v1/account-requests/check", newRequest("acme.com"), as(partner)).status(http.StatusOK)
	}
	one.json("/v1/account-requests", newRequest("acme.com"), as(partner)).status(http.StatusCreated)
	one.json("/v1/account-requests/check", newRequest("acme.net"), as(partner)).status(http.StatusOK)

	got := s.json("/v1/account-requests/check", `{"accountDomain":"com","customerEmails":["x"],"accountType":"holding","colour":1}`, as(partner)).problem(http.StatusUnprocessableEntity, "invalid-input")
	if slices.Sort(got); !slices.Equal(got, []string{"accountDomain: not-a-domain", "accountName: required", "accountType: holding-account", "colour: unknown", "customerEmails[0]: not-an-email"}) {
		t.Errorf("%v", got)
	}
	exerciseBody(t, s, http.MethodPost, "/v1/account-requests/check", `{"accountName":"Acme","accountDomain":"free.de","customerEmails":["jane@free.de"]}`, map[string]string{
		"accountName": "string", "accountDomain": "string", "noteToApprover": "string", "noteToCustomer": "string",
		"customerEmails": "list", "language": "string", "accountType": "string",
	}, as(partner))
}

func TestTooManyPendingRequestsAreRefusedWithAReason(t *testing.T) {
	s := newSystem(t)
	submit := s.submitting()
	submit.Limits.Pending = account.PendingLimit{Most: 2, New: 2}
	front := s.submitFunction(submit)
	in := func() *system {
		few := s.in(t)
		few.front = front
		return few
	}
	for _, domain := range []string{"one.de", "two.de"} {
		in().json("/v1/account-requests", newRequest(domain), as(partner)).status(http.StatusCreated)
	}
	a := in().json("/v1/account-requests", newRequest("three.de"), as(partner))
	a.problem(http.StatusTooManyRequests, "rate-limited")
	if a.retryAfter("60"); !strings.Contains(a.Body.String(), "pending") {
		t.Errorf("the problem does not say why: %s", a.Body)
	}
	in().form("/account-requests/new", filledForm("the-key"), s.signedIn(partner)).
		page(http.StatusTooManyRequests, "pending requests, the most you can have at once", `Hello`)
}

// A requester over the limit can open no request, learns when they can, and keeps what they typed in the form.
func TestTooManyRequestsHaveToWait(t *testing.T) {
	s := newSystem(t)
	submit := s.submitting()
	submit.Limits.Person = workflow.ADay(2)
	front := s.submitFunction(submit)
	in := func() *system { // with the clock as it is
		few := s.in(t)
		few.front = front
		return few
	}
	for _, domain := range []string{"one.de", "two.de"} {
		in().json("/v1/account-requests", newRequest(domain), as(partner)).status(http.StatusCreated)
		s.pass(90 * time.Minute)
	}
	s.pass(500 * time.Millisecond)
	a := in().json("/v1/account-requests", newRequest("three.de"), as(partner))
	a.problem(http.StatusTooManyRequests, "rate-limited")
	a.retryAfter("75600") // 24 hours less three; part of a second is a whole one
	in().form("/account-requests/new", filledForm("the-key"), s.signedIn(partner)).
		page(http.StatusTooManyRequests, `A &amp; &#34;B&#34; &lt;C&gt;`, "Acme.com", "for years", `value="the-key"`, `role="alert"`, "23 November 2026").retryAfter("75600")
	in().json("/v1/account-requests", newRequest("three.de"), as(partner2)).status(http.StatusCreated)
	if rows := s.directory(partner); len(rows) != 3 {
		t.Errorf("%+v", rows)
	}
	s.pass(75600 * time.Second)
	in().json("/v1/account-requests", newRequest("four.de"), as(partner)).status(http.StatusCreated)
}

func TestARepeatedSubmissionReturnsTheRequestAsItIsNow(t *testing.T) {
	s := newSystem(t)
	key := header("Idempotency-Key", "a-key")
	first := s.json("/v1/account-requests", newRequest("acme.com"), as(partner), key).status(http.StatusCreated)
	s.pass(time.Minute)
	again := s.json("/v1/account-requests", newRequest("acme.com"), as(partner), key).status(http.StatusCreated)
	if first.Body.String() != again.Body.String() || first.Header().Get("Location") != again.Header().Get("Location") {
		t.Errorf("first %s\nagain %s", first.Body, again.Body)
	}
	s.json("/v1/account-requests", newRequest("acme.net"), as(partner), key).problem(http.StatusUnprocessableEntity, "idempotency-mismatch")
	s.json("/v1/account-requests", newRequest("acme.net"), as(partner2), key).status(http.StatusCreated)
	token := s.deliver(workflow.Invitation, "jane@acme.com")
	code := s.code(token, "acme.com")
	s.json("/v1/pending-requests/decision", map[string]any{"token": token, "code": code, "action": "decline", "reason": "No."}).status(http.StatusOK)
	var replayed requestBody
	s.json("/v1/account-requests", newRequest("acme.com"), as(partner), key).status(http.StatusCreated).decode(&replayed)
	if replayed.Status != "declined" || replayed.DeclineReason != "No." || replayed.DecidedBy != "jane@acme.com" || len(replayed.History) != 2 {
		t.Errorf("%+v", replayed)
	}
	s.pass(workflow.KeyLifetime)
	s.json("/v1/account-requests", newRequest("acme.org"), as(partner), key).status(http.StatusCreated)
}

func TestBadIdempotencyKeysAreRefusedAsAField(t *testing.T) {
	s := newSystem(t)
	for name, options := range map[string][]func(*http.Request){
		"empty": {header("Idempotency-Key", "")}, "a space": {header("Idempotency-Key", "a b")}, "not ASCII": {header("Idempotency-Key", "ä")},
		"too long": {header("Idempotency-Key", strings.Repeat("a", 256))}, "two": {header("Idempotency-Key", "a"), header("Idempotency-Key", "b")},
	} {
		want := map[string]string{"empty": "required", "too long": "too-long", "two": "duplicate"}[name]
		if want == "" {
			want = "characters"
		}
		got := s.json("/v1/account-requests", newRequest("acme.com"), append(options, as(partner))...).problem(http.StatusUnprocessableEntity, "invalid-input")
		if !slices.Equal(got, []string{"Idempotency-Key: " + want}) {
			t.Errorf("%s: %v", name, got)
		}
	}
	s.json("/v1/account-requests", newRequest("acme.com"), as(partner), header("Idempotency-Key", strings.Repeat("~", 255))).status(http.StatusCreated)
}

func TestRequestsAreListedToTheirRequesterAndToOperators(t *testing.T) {
	s := newSystem(t)
	older := s.submit("acme.com")
	s.pass(time.Second)
	newer := s.submit("acme.net")
	for person, want := range map[account.Email][]string{partner: {newer.ID, older.ID}, operator: {newer.ID, older.ID}, partner2: nil} {
		var list listBody[requestBody]
		s.call(http.MethodGet, "/v1/account-requests?status=pending_approval", "", as(person)).status(http.StatusOK).decode(&list)
		var got []string
		for _, item := range list.Items {
			got = append(got, item.ID)
			if len(item.History) != 1 {
				t.Errorf("%s sees an item without its history", person)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s sees %v, want %v", person, got, want)
		}
		var none listBody[requestBody]
		if a := s.call(http.MethodGet, "/v1/account-requests?status=declined", "", as(person)); !strings.Contains(a.Body.String(), `"items":[]`) {
			a.decode(&none)
			t.Errorf("%s", a.Body)
		}
	}
}

func TestTheDirectoryShowsANewAccountFirstAndPending(t *testing.T) {
	s := newSystem(t)
	opened := s.submit("acme.com")
	rows := s.directory(partner)
	if len(rows) != 2 || rows[0].ID != opened.Account.ID || rows[0].Status != "pending" || rows[0].Access == nil {
		t.Errorf("%+v", rows)
	}
	if len(rows) == 2 && !slices.Equal(rows[1].Access, []string{"Smart Account Viewer"}) {
		t.Errorf("%+v", rows[1])
	}
	var details accountBody
	a := s.call(http.MethodGet, "/v1/accounts/"+opened.Account.ID, "", as(partner)).status(http.StatusOK)
	if a.decode(&details); details.Administrators == nil || details.VirtualAccounts == nil {
		t.Errorf("its requester does not see what is inside: %s", a.Body)
	}
	a = s.call(http.MethodGet, "/v1/accounts/"+opened.Account.ID, "", as(partner2)).status(http.StatusOK)
	if strings.Contains(a.Body.String(), "administrators") || strings.Contains(a.Body.String(), "virtualAccounts") {
		t.Errorf("a stranger sees what is inside: %s", a.Body)
	}
	for _, id := range []string{string(account.NewID()), "x", opened.ID} {
		s.call(http.MethodGet, "/v1/accounts/"+id, "", as(partner)).problem(http.StatusNotFound, "not-found")
	}
}

func TestACauseOnOurSideStaysInTheLog(t *testing.T) {
	s := newSystem(t)
	for _, store := range []search.Directory{brokenStore{s.table}, panickyStore{s.table}} {
		front := web.Search(s.site, search.Find{Store: store, Now: s.now})
		for _, path := range []string{"/v1/accounts", "/"} {
			a := direct(s, front, path, as(partner), s.signedIn(partner))
			if a.Code != http.StatusInternalServerError || strings.Contains(a.Body.String(), "secret") || !strings.Contains(a.Body.String(), "request-1") ||
				a.Header().Get("Content-Security-Policy") == "" {
				t.Errorf("%s: %d %s", path, a.Code, a.Body)
			}
		}
	}
	if log := s.logs.String(); !strings.Contains(log, errSecretCause.Error()) || !strings.Contains(log, `"requestId":"request-1"`) {
		t.Errorf("the log does not tell the cause: %s", log)
	}
}

// A partner who forgets to change the domain identifier would request an account for their own domain.
func TestTheFormAsksAboutTheRequestersOwnDomain(t *testing.T) {
	s := newSystem(t)
	const person account.Email = "ada@elsewhere.org"
	s.giveRole(person, "one.com")
	cookie := s.signedIn(person)
	form := func(more ...string) url.Values {
		return fields(append([]string{"key", "the-key", "accountName", "Acme", "customerEmails", "jane@acme.com"}, more...)...)
	}
	s.form("/account-requests/new", form(), cookie).
		page(http.StatusOK, "Is <bdi>elsewhere.org</bdi> the customer&#39;s domain?", "jane@acme.com", `name="keepOwnDomain" value="1"`, `name="accountDomain" type="text" value="elsewhere.org"`).
		hides(`data-note data-own-domain="elsewhere.org" hidden`)
	s.form("/account-requests/new", form("step", "check"), cookie).
		page(http.StatusOK, "Is <bdi>elsewhere.org</bdi> the customer&#39;s domain?").hides(`name="keepOwnDomain"`)
	s.form("/account-requests/new", form(), s.signedIn(outsider)).page(http.StatusForbidden)
	if sent := s.call(http.MethodGet, "/v1/account-requests", "", as(person)).status(http.StatusOK); !strings.Contains(sent.Body.String(), `"items":[]`) {
		t.Errorf("sent: %s", sent.Body)
	}
	s.form("/account-requests/new", form("keepOwnDomain", "1"), cookie).status(http.StatusSeeOther)
	own := fields("key", "another", "accountName", "Acme", "editDomain", "1", "accountDomain", "acme.com", "customerEmails", "jane@acme.com")
	s.form("/account-requests/new", own, cookie).status(http.StatusSeeOther)
}

func TestTheNoteToOperatorsIsAskedForWheneverItIsRead(t *testing.T) {
	s := newSystem(t)
	cookie := s.signedIn(partner)
	const hidden = `data-note data-own-domain="example.com" hidden`
	s.call(http.MethodGet, "/account-requests/new", "", cookie).page(http.StatusOK, hidden)
	s.call(http.MethodGet, "/account-requests/new?edit=domain", "", cookie).page(http.StatusOK).hides(hidden)
	check := func(domain, address string) response {
		return s.form("/account-requests/new", fields("key", "k", "step", "check", "accountName", "Acme", "editDomain", "1", "accountDomain", domain, "customerEmails", address), cookie)
	}
	check("acme.com", "jane@acme.com").page(http.StatusOK).hides(hidden) // it was edited
	reviewed := fields("key", "k", "step", "check", "accountName", "Acme", "customerEmails", "jane@example.com\njane@acme.com")
	s.form("/account-requests/new", reviewed, cookie).page(http.StatusOK).hides(hidden)
}

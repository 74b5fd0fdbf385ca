package web_test

import (
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/gateway"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
)

// direct calls a handler without the checks of all responses.
func direct(s *system, h http.Handler, path string, options ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(gateway.WithRequestID(s.Context(), "request-1"), http.MethodGet, publicURL+path, nil)
	for _, option := range options {
		option(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// viewed is what the API shows the holder of a link.
type viewed struct {
	Request requestBody
	Nominee struct{ Email string }
}

const decisionPath = "/v1/pending-requests/decision"

func TestALinkShowsLessThanTheRequesterSeesAndChangesNothing(t *testing.T) {
	s := newSystem(t)
	opened, token := s.link("acme.com")
	var v viewed
	a := s.json("/v1/pending-requests/view", map[string]any{"token": token}).status(http.StatusOK)
	a.decode(&v)
	if v.Request.ID != opened.ID || v.Request.NoteToCustomer != "As discussed." || v.Nominee.Email != "j•••@acme.com" {
		t.Errorf("%s", a.Body)
	}
	for _, secret := range []string{"Ours for years.", "john@acme.com", "jane@acme.com", "history", "nominees", "customerEmails"} {
		if strings.Contains(a.Body.String(), secret) {
			t.Errorf("a link shows %q: %s", secret, a.Body)
		}
	}
	s.call(http.MethodGet, "/pending-requests?token="+escape(token), "").page(http.StatusOK, "acme.com", "As discussed.")
	if after := s.read(opened.ID); len(after.History) != 1 || after.Status != "pending_approval" {
		t.Errorf("looking changed the request: %+v", after)
	}
}

// read returns the request as the API shows it to its requester.
func (s *system) read(id string) requestBody {
	s.Helper()
	var r requestBody
	s.call(http.MethodGet, "/v1/account-requests/"+id, "", as(partner)).status(http.StatusOK).decode(&r)
	return r
}

func TestApprovingCreatesTheAccountAndRepeatingReturnsTheSame(t *testing.T) {
	s := newSystem(t)
	opened, token := s.link("acme.com")
	other := s.deliver(workflow.Invitation, "john@acme.com")
	approval := map[string]any{"token": token, "code": s.code(token, "acme.com"), "action": "approve", "authorized": true, "visibility": "public"}
	first := s.json(decisionPath, approval).status(http.StatusOK)
	var v viewed
	first.decode(&v)
	if v.Request.Status != "approved" || v.Request.Account.Status != "active" || v.Request.Account.Visibility != "public" ||
		v.Request.DecidedBy != "jane@acme.com" || v.Request.DecidedAt != "2026-11-22T08:30:01.000Z" {
		t.Errorf("%s", first.Body)
	}
	s.pass(time.Hour)
	delete(approval, "code")
	if again := s.json(decisionPath, approval).status(http.StatusOK); again.Body.String() != first.Body.String() {
		t.Errorf("first %s\nagain %s", first.Body, again.Body)
	}
	for _, call := range []response{
		s.json(decisionPath, map[string]any{"token": token, "action": "decline", "reason": "No."}),
		s.json(decisionPath, map[string]any{"token": other, "action": "approve", "authorized": true}),
		s.json(decisionPath, map[string]any{"token": other}),
		s.json("/v1/pending-requests/code", map[string]any{"token": other}),
	} {
		call.problem(http.StatusConflict, "already-decided")
		var p struct {
			Decision struct{ Status, DecidedAt, DecidedBy string }
		}
		if call.decode(&p); p.Decision.Status != "approved" || p.Decision.DecidedBy != "jane@acme.com" || p.Decision.DecidedAt != v.Request.DecidedAt {
			t.Errorf("%s", call.Body)
		}
	}
	s.json("/v1/pending-requests/view", map[string]any{"token": other}).status(http.StatusOK)
	var details accountBody
	s.call(http.MethodGet, "/v1/accounts/"+opened.Account.ID, "", as("jane@acme.com")).status(http.StatusOK).decode(&details)
	if !slices.Equal(details.Access, []string{"Smart Account Administrator"}) || !slices.Equal(details.Administrators, []string{"jane@acme.com"}) ||
		len(details.VirtualAccounts) != 1 || details.VirtualAccounts[0].Name != "Default" {
		t.Errorf("%+v", details)
	}
}

func TestForwardingInvalidatesTheLinkAndGivesTheNextPersonOne(t *testing.T) {
	s := newSystem(t)
	opened, token := s.link("acme.com")
	forward := map[string]any{"token": token, "code": s.code(token, "acme.com"), "action": "forward", "forwardTo": "Boss@ACME.com", "note": "Yours."}
	s.json(decisionPath, forward).status(http.StatusOK)
	s.json("/v1/pending-requests/view", map[string]any{"token": token}).problem(http.StatusNotFound, "link-invalid")
	s.json(decisionPath, forward).problem(http.StatusNotFound, "link-invalid")
	s.call(http.MethodGet, "/pending-requests?token="+escape(token), "").page(http.StatusNotFound)
	s.form("/pending-requests", fields("token", token, "action", "decline", "reason", "No.")).page(http.StatusNotFound) // not what is typed badly
	next := s.deliver(workflow.Invitation, "boss@acme.com")
	s.call(http.MethodGet, "/pending-requests?token="+escape(next), "").page(http.StatusOK, "Yours.")
	if after := s.read(opened.ID); after.Status != "pending_approval" || after.Nominees[0].State != "forwarded" || after.Nominees[2].Email != "boss@acme.com" {
		t.Errorf("%+v", after)
	}
}

func TestADecisionIsCheckedInOrder(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	code := s.code(token, "acme.com")
	wrong := "0000-0000"
	if code == wrong {
		wrong = "1111-1111"
	}
	// Everything is wrong at first; each line corrects the error before.
	everything := map[string]any{"token": "x", "code": wrong, "action": "forward", "forwardTo": "nobody", "colour": 1, "note": nil}
	s.json(decisionPath, everything).problem(http.StatusNotFound, "link-invalid")
	everything["token"] = token
	got := s.json(decisionPath, everything).problem(http.StatusUnprocessableEntity, "invalid-input")
	if slices.Sort(got); !slices.Equal(got, []string{"colour: unknown", "forwardTo: not-an-email", "note: wrong-type"}) {
		t.Errorf("syntax: %v", got)
	}
	everything["forwardTo"] = string(partner)
	delete(everything, "colour")
	delete(everything, "note")
	s.json(decisionPath, everything).problem(http.StatusForbidden, "code-invalid")
	everything["code"] = code
	if got := s.json(decisionPath, everything).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, []string{"forwardTo: is-requester"}) {
		t.Errorf("stored: %v", got)
	}
	everything["forwardTo"] = "boss@acme.com"
	s.json(decisionPath, everything).status(http.StatusOK)

	// A request that has ended is reported before syntax errors.
	_, token = s.link("acme.net")
	s.pass(lifetime)
	s.json(decisionPath, map[string]any{"token": token, "action": 7, "colour": 1}).problem(http.StatusConflict, "already-decided")
}

// An error of the link precedes errors of the body, and a body with errors sends no code.
func TestViewAndCodeAreCheckedInOrder(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	const view, code = "/v1/pending-requests/view", "/v1/pending-requests/code"
	body := map[string]any{"token": token, "unknown": 1}
	for _, target := range []string{view, code} {
		s.json(target, map[string]any{"token": "x", "unknown": 1}).problem(http.StatusNotFound, "link-invalid")
		if got := s.json(target, body).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, []string{"unknown: unknown"}) {
			t.Errorf("%s: %v", target, got)
		}
	}
	if _, err := s.send.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(s.delivered, func(m workflow.Message) bool { return m.Subject == string(workflow.CodeMail) }) {
		t.Error("a code was sent")
	}
	s.pass(lifetime)
	s.json(view, body).problem(http.StatusUnprocessableEntity, "invalid-input")
	s.json(code, body).problem(http.StatusConflict, "already-decided")
}

func TestADecisionWithoutATokenIsAboutTheTokenAlone(t *testing.T) {
	s := newSystem(t)
	for value, want := range map[any]string{nil: "token: wrong-type", 7: "token: wrong-type", "absent": "token: required"} {
		decision := map[string]any{"token": value, "code": "ZZZZ-ZZZZ", "action": "decline"}
		if value == "absent" {
			delete(decision, "token")
		}
		if got := s.json(decisionPath, decision).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, []string{want}) {
			t.Errorf("%v: %v", value, got)
		}
	}
}

func TestFiveWrongCodesUseUpTheCode(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	code := s.code(token, "acme.com")
	decline := map[string]any{"token": token, "code": "ZZZZ-ZZZZ", "action": "decline", "reason": "No."}
	for range workflow.CodeTries {
		delete(decline, "reason") // a 422 is no try
		s.json(decisionPath, decline).problem(http.StatusUnprocessableEntity, "invalid-input")
		decline["reason"] = "No."
		s.json(decisionPath, decline).problem(http.StatusForbidden, "code-invalid")
	}
	decline["code"] = code
	s.json(decisionPath, decline).problem(http.StatusForbidden, "code-invalid")
	decline["code"] = strings.ToLower(strings.ReplaceAll(s.code(token, "acme.com"), "-", " "))
	s.json(decisionPath, decline).status(http.StatusOK)
}

// Rate limits keep a mailbox from being filled with codes. Retry-After and the page say when the next one is possible.
func TestTooManyCodesHaveToWait(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	ask := func() response {
		t.Helper()
		return s.json("/v1/pending-requests/code", map[string]any{"token": token})
	}
	for range 5 {
		ask().status(http.StatusAccepted)
		s.pass(time.Minute)
	}
	a := ask()
	a.problem(http.StatusTooManyRequests, "rate-limited")
	a.retryAfter("3300")
	s.form("/pending-requests", fields("token", token, "action", "decline", "step", "code")).
		page(http.StatusTooManyRequests, `role="alert"`, `id="dialog-decline"`, "09:30").retryAfter("3300")
	s.pass(54*time.Minute + 59*time.Second + 300*time.Millisecond)
	a = ask()
	a.problem(http.StatusTooManyRequests, "rate-limited")
	a.retryAfter("1")
	other := s.deliver(workflow.Invitation, "john@acme.com")
	s.json("/v1/pending-requests/code", map[string]any{"token": other}).status(http.StatusAccepted)
	s.pass(5 * time.Minute)
	for range 2 { // two hours more make fifteen a day
		for range 5 {
			ask().status(http.StatusAccepted)
		}
		s.pass(time.Hour)
	}
	a = ask()
	a.problem(http.StatusTooManyRequests, "rate-limited")
	a.retryAfter("75301") // from the first, three hours ago and a little more
}

// spend uses up the rest of the limit.
func (s *system) spend(subject workflow.Subject, l account.Limit) {
	s.Helper()
	for {
		used, err := s.table.Used(s.Context(), subject)
		if err != nil {
			s.Fatal(err)
		}
		next, err := used.Uses.Take(l, 0, s.now())
		if err != nil {
			return
		}
		if err := s.table.KeepUses(s.Context(), workflow.UsesChange{Read: used, Next: next, Kept: l.Window}); err != nil {
			s.Fatal(err)
		}
	}
}

// Otherwise the reader would wait for a code that is not sent.
func TestACodeThatCannotBeSentIsRefusedWithTheReason(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	refused := func(in *system, detail, words string) {
		t.Helper()
		a := in.json("/v1/pending-requests/code", map[string]any{"token": token})
		a.problem(http.StatusTooManyRequests, "rate-limited")
		p := in.form("/pending-requests", fields("token", token, "action", "decline", "step", "code")).
			page(http.StatusTooManyRequests, `role="alert"`, `id="dialog-decline"`, words)
		if a.Header().Get("Retry-After") == "" || p.Header().Get("Retry-After") == "" || !strings.Contains(a.Body.String(), detail) {
			t.Errorf("%v, %v: %s", a.Header(), p.Header(), a.Body)
		}
	}
	spent := s.in(t)
	sending := s.sending()
	sending.Limits.Mails = workflow.ADay(1)
	s.spend(workflow.DailyMails.Part(0), sending.Limits.Mails)
	spent.front = web.ActOnRequest(s.site, workflow.View{Store: s.table, Now: s.now}, sending, s.deciding(), s.notForMe())
	refused(spent, "daily limit of emails", "This service has reached its daily limit of emails.")
	sending.Limits.Mails, sending.Limits.PerRequester = workflow.ADay(1000), workflow.ADay(1)
	spent.front = web.ActOnRequest(s.site, workflow.View{Store: s.table, Now: s.now}, sending, s.deciding(), s.notForMe())
	refused(spent, "emails about this person", "The daily limit of emails about this person")
	sending.Limits.PerRequester, sending.Limits.Daily = workflow.ADay(1000), workflow.ADay(1)
	_, report, _ := strings.Cut(s.deliverMail(workflow.Invitation, "jane@acme.com"), "\n")
	for range sending.Limits.CodesToMailbox().Most { // through another link
		if _, err := s.notForMe().SendCode(t.Context(), report, ""); err != nil {
			t.Fatal(err)
		}
	}
	spent.front = web.ActOnRequest(s.site, workflow.View{Store: s.table, Now: s.now}, sending, s.deciding(), s.notForMe())
	refused(spent, "counting all the links in our emails", "counting all the links in our emails")
	s.suppress("jane@acme.com")
	for range 3 {
		s.json("/v1/pending-requests/code", map[string]any{"token": token}).status(http.StatusAccepted)
		s.pass(11 * time.Minute)
	}
	refused(s, "stopped our emails or reported them as spam", "it gets at most three codes a day")
}

func TestBadDecisionsNameTheField(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	for _, test := range []struct {
		decision map[string]any
		want     []string
	}{
		{map[string]any{}, []string{"action: not-allowed"}},
		{map[string]any{"action": "withdraw"}, []string{"action: not-allowed"}},
		{map[string]any{"action": "decline"}, []string{"reason: required"}},
		{map[string]any{"action": "decline", "reason": " \n "}, []string{"reason: required"}},
		{map[string]any{"action": "decline", "reason": strings.Repeat("x", 1001)}, []string{"reason: too-long"}},
		{map[string]any{"action": "approve"}, []string{"authorized: not-authorized"}},
		{map[string]any{"action": "approve", "authorized": false, "visibility": "secret"}, []string{"visibility: not-allowed", "authorized: not-authorized"}},
		{map[string]any{"action": "forward"}, []string{"forwardTo: required"}},
		{map[string]any{"action": "forward", "forwardTo": "a b@acme.com", "note": "\x07"}, []string{"forwardTo: not-an-email", "note: characters"}},
	} {
		test.decision["token"] = token
		if got := s.json(decisionPath, test.decision).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, test.want) {
			t.Errorf("%v: got %v, want %v", test.decision, got, test.want)
		}
	}
}

func TestThePageDecidesAsTheAPIDoes(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	here := "/pending-requests?token=" + escape(token)

	a := s.form("/pending-requests", fields("token", token, "action", "decline", "step", "code")).status(http.StatusSeeOther)
	if got := a.Header().Get("Location"); got != here+"&code=sent&dialog=decline" {
		t.Errorf("Location is %q", got)
	}
	s.call(http.MethodGet, a.Header().Get("Location"), "").page(http.StatusOK, "j•••@acme.com")
	code := s.deliver(workflow.CodeMail, "jane@acme.com")

	s.form("/pending-requests", fields("token", token, "action", "decline", "reason", " ")).
		page(http.StatusUnprocessableEntity, `id="decline-reason-error"`, `id="decline-code-error"`, "Enter the eight characters", `action="`+here+`"`)
	s.form("/pending-requests", fields("token", token, "action", "decline", "reason", "No.", "code", "abc")).page(http.StatusUnprocessableEntity, "Enter the eight characters", `value="abc"`)
	s.form("/pending-requests", fields("token", token, "action", "decline", "reason", "We <b>have</b> one", "code", "ZZZZZZZZ")).
		page(http.StatusForbidden, "We &lt;b&gt;have&lt;/b&gt; one")
	s.form("/pending-requests", fields("token", token, "action", "forward", "forwardTo", "boss@elsewhere.org", "note", "Yours, I think", "code", code)).
		page(http.StatusUnprocessableEntity, "boss@elsewhere.org", "Yours, I think", "is not at acme.com, the account", "still filled in", `value="`+code+`"`, "Email me another code")
	a = s.form("/pending-requests", fields("token", token, "action", "decline", "reason", "We have one", "code", code)).status(http.StatusSeeOther)
	if a.Header().Get("Location") != here {
		t.Errorf("Location is %q", a.Header().Get("Location"))
	}
	s.call(http.MethodGet, here, "").page(http.StatusOK, "We have one", "jane@acme.com")

	other := s.deliver(workflow.Invitation, "john@acme.com")
	s.form("/pending-requests", fields("token", other, "action", "approve", "authorized", "yes", "code", "ZZZZ-ZZZZ")).page(http.StatusConflict, "jane@acme.com", `role="alert"`, "Your decision was not recorded")
	s.form("/pending-requests", fields("token", other, "action", "approve")).page(http.StatusConflict, "Your decision was not recorded")
	s.form("/pending-requests", fields("token", other, "step", "code")).page(http.StatusConflict, "jane@acme.com")
}

func TestADecisionDuringAConflictKeepsWhatWasTyped(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	code := s.code(token, "acme.com")
	busy := s.in(t)
	sending, deciding := s.sending(), s.deciding()
	sending.Store, deciding.Store = busyStore{s.table}, busyTable{s.table}
	busy.front = s.actFunction(sending, deciding)
	for action, typed := range map[string][]string{
		"decline": {"reason", "We have <one>", "We have &lt;one&gt;"},
		"forward": {"note", "Yours & mine", "Yours &amp; mine"},
		"approve": {"visibility", "public", `value="public" checked`},
	} {
		a := busy.form("/pending-requests", fields("token", token, "action", action, "code", code, "forwardTo", "boss@acme.com", "authorized", "yes", typed[0], typed[1])).
			page(http.StatusTooManyRequests, `id="dialog-`+action+`"`, `value="`+code+`"`, "still filled in", typed[2], `role="alert"`)
		if a.Header().Get("Retry-After") != "1" {
			t.Errorf("%s: Retry-After is %q", action, a.Header().Get("Retry-After"))
		}
	}
	busy.form("/pending-requests", fields("token", token, "step", "code")).page(http.StatusTooManyRequests, `role="alert"`)
	// An error in another field keeps the code that was typed, but a wrong code has to be typed again.
	s.form("/pending-requests", fields("token", token, "action", "decline", "code", code)).page(http.StatusUnprocessableEntity, `value="`+code+`"`, "still filled in")
	if a := s.form("/pending-requests", fields("token", token, "action", "decline", "reason", "No.", "code", "ZZZZ-ZZZZ")); strings.Contains(a.Body.String(), "ZZZZ-ZZZZ") || !strings.Contains(a.Body.String(), "You have 4 tries left.") {
		t.Error("a wrong code is filled in again, or not explained")
	}
	s.form("/pending-requests", fields("token", token, "action", "decline", "reason", "We have <one>", "code", code)).status(http.StatusSeeOther)
}

// A browser without scripts keeps nothing, so the page with the code field contains what was typed before.
func TestAskingForACodeKeepsWhatWasTyped(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	for action, typed := range map[string][]string{
		"decline": {"reason", "We have <one>", "We have &lt;one&gt;</textarea>"},
		"forward": {"forwardTo", "boss@acme.com", `value="boss@acme.com"`, "note", "Yours & mine", "Yours &amp; mine</textarea>"},
		"approve": {"visibility", "public", `value="public" checked`, "authorized", "yes", `name="authorized" value="yes" checked`},
	} {
		for i := 0; i < len(typed); i += 3 {
			s.form("/pending-requests", fields("token", token, "action", action, "step", "code", "code", "ZZZZ-ZZZZ", typed[i], typed[i+1])).
				page(http.StatusOK, `aria-labelledby="title-`+action+`" open`, typed[i+2], `role="status"`, "j•••@acme.com").hides("ZZZZ-ZZZZ")
		}
	}
	a := s.form("/pending-requests", fields("token", token, "action", "decline", "step", "code", "reason", "We have <one>"))
	a.page(http.StatusTooManyRequests, `aria-labelledby="title-decline" open`, "We have &lt;one&gt;</textarea>", `role="alert"`)
	if seen := s.deliver(workflow.CodeMail, "jane@acme.com"); seen == "" {
		t.Error("no code was mailed")
	}
}

func TestThePageForwardsAndCloses(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	a := s.form("/pending-requests", fields("token", token, "action", "forward", "forwardTo", "boss@acme.com", "code", s.code(token, "acme.com"))).
		status(http.StatusSeeOther)
	s.call(http.MethodGet, a.Header().Get("Location"), "").page(http.StatusOK, "Request forwarded", "<bdi>boss@acme.com</bdi>")
	theirs := s.deliver(workflow.Invitation, "boss@acme.com")
	s.call(http.MethodGet, "/pending-requests?token="+escape(theirs), "").page(http.StatusOK, "Forwarded by", "<bdi>jane@acme.com</bdi>")
	s.call(http.MethodGet, "/pending-requests?done=forwarded&token="+escape(theirs), "").page(http.StatusOK, "Forwarded by").hides("Request forwarded")
	s.call(http.MethodGet, "/pending-requests?done=forwarded", "").page(http.StatusNotFound)
	s.call(http.MethodGet, "/pending-requests?done=closed", "").page(http.StatusOK)
	s.call(http.MethodGet, "/pending-requests", "").page(http.StatusNotFound)
	s.form("/pending-requests", fields("token", token, "step", "code")).page(http.StatusNotFound)
	s.form("/pending-requests", fields()).page(http.StatusNotFound)
}

func TestTheNomineesOwnSessionNeedsNoCodeOnThePage(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	approval := fields("token", token, "action", "approve", "authorized", "yes")
	s.form("/pending-requests", approval).page(http.StatusUnprocessableEntity, `id="approve-code-error"`)
	s.form("/pending-requests", approval, s.signedIn("john@acme.com")).page(http.StatusUnprocessableEntity)
	s.form("/pending-requests", approval, s.signedIn("jane+x@acme.com")).page(http.StatusUnprocessableEntity)
	s.form("/pending-requests", approval, header("Cookie", "__Host-session=nonsense")).page(http.StatusUnprocessableEntity)
	// The API takes the code alone.
	s.json(decisionPath, map[string]any{"token": token, "action": "approve", "authorized": true}, s.signedIn("jane@acme.com")).
		problem(http.StatusForbidden, "code-invalid")
	s.form("/pending-requests", approval, s.signedIn("jane@acme.com")).status(http.StatusSeeOther)
	s.call(http.MethodGet, "/pending-requests?token="+escape(token), "").page(http.StatusOK, "first Smart Account Administrator", "<strong>Restricted</strong>", "Sign in with")
	other := s.deliver(workflow.Invitation, "john@acme.com")
	if a := s.call(http.MethodGet, "/pending-requests?token="+escape(other), "").page(http.StatusOK); strings.Contains(a.Body.String(), "You are the") {
		t.Error("the page names another person as the administrator")
	}
}

func TestOpeningALinkNeverWrites(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	session := s.signedIn("jane@acme.com")
	before, err := s.api.Scan(s.Context(), scan(s))
	if err != nil {
		t.Fatal(err)
	}
	s.pass(10 * time.Minute) // enough for a session's use to be noted
	for _, query := range []string{"", "&dialog=approve", "&dialog=x", "&code=sent", "&action=approve&authorized=yes", "&code=sent&code=sent"} {
		s.call(http.MethodGet, "/pending-requests?token="+escape(token)+query, "", session).page(http.StatusOK)
	}
	s.json("/v1/pending-requests/view", map[string]any{"token": token}, session).status(http.StatusOK)
	after, err := s.api.Scan(s.Context(), scan(s))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := items(after.Items), items(before.Items); len(got) == 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("before %v\nafter %v", want, got)
	}
}

func TestThePageIsInTheReadersLanguageElseTheRequests(t *testing.T) {
	s := newSystem(t)
	body := newRequest("acme.com")
	body["language"] = "it"
	s.json("/v1/account-requests", body, as(partner)).status(http.StatusCreated)
	token := s.deliver(workflow.Invitation, "jane@acme.com")
	for accept, want := range map[string]string{"": "it", "de": "it", "en-GB,en;q=0.8": "en", "it-CH": "it", "en;q=0.1,it;q=0.9": "it"} {
		s.call(http.MethodGet, "/pending-requests?token="+escape(token), "", header("Accept-Language", accept)).page(http.StatusOK, `<html lang="`+want+`"`)
	}
	s.call(http.MethodGet, "/", "", header("Accept-Language", "de")).page(http.StatusUnauthorized, `<html lang="en"`)
	s.call(http.MethodGet, "/", "", header("Accept-Language", "it")).page(http.StatusUnauthorized, `<html lang="it"`)
}

// A mail is in the language in which its reader last used the system.
func TestMailIsInTheLanguageThatItsReaderUsedLast(t *testing.T) {
	const en, it = "en-GB", "it-IT,it;q=0.9,en;q=0.8"
	in := func(l string) func(*http.Request) { return header("Accept-Language", l) }
	s := newSystem(t)
	followedIn := func(id string, want account.Language) {
		t.Helper()
		if got := s.stored(id).FollowedIn; got != want {
			t.Errorf("the requester is mailed in %q, want %q", got, want)
		}
	}
	var opened requestBody
	s.json("/v1/account-requests", newRequest("acme.com"), as(partner)).status(http.StatusCreated).decode(&opened)
	followedIn(opened.ID, "")
	s.call(http.MethodPost, requestAPI(opened.ID, "resend"), "", as(partner), in(it)).status(http.StatusOK)
	followedIn(opened.ID, account.Italian)
	s.correct(partner, opened.ID, "jane@acme.com", "jim@acme.com").status(http.StatusOK)
	followedIn(opened.ID, account.Italian) // a program that names none changes nothing
	s.form("/account-requests/"+opened.ID, fields("action", "withdraw"), s.signedIn(partner), in(en)).status(http.StatusSeeOther)
	followedIn(opened.ID, account.English)

	for n, decide := range []func(token, code string){
		func(token, code string) {
			s.json("/v1/pending-requests/decision", map[string]any{"token": token, "code": code, "action": "approve", "authorized": true}, in(it)).status(http.StatusOK)
		},
		func(token, code string) {
			s.form("/pending-requests", fields("token", token, "code", code, "action", "approve", "authorized", "yes"), in(it)).status(http.StatusSeeOther)
		},
	} {
		domain := []string{"firma.com", "azienda.com"}[n]
		r, token := s.link(domain)
		decide(token, s.code(token, domain))
		administrators, err := s.table.Administrators(t.Context(), s.stored(r.ID).Account.ID, 10)
		if err != nil || len(administrators) != 1 || administrators[0].Language != account.Italian {
			t.Errorf("the administrators are %+v, %v", administrators, err)
		}
	}

	disputed := func(id string) {
		t.Helper()
		d, err := s.table.Dispute(t.Context(), account.ID(id))
		if err != nil || d.Language != account.Italian {
			t.Errorf("the dispute is %+v, %v", d, err)
		}
	}
	var dispute struct {
		ID string `json:"id"`
	}
	s.json("/v1/disputes", map[string]any{"accountDomain": "firma.com", "note": "It is ours."}, as(partner2), in(it)).status(http.StatusCreated).decode(&dispute)
	disputed(dispute.ID)
	s.form("/disputes", fields("accountDomain", "azienda.com", "note", "It is ours"), s.signedIn(partner2), in(it)).status(http.StatusSeeOther)
	held, err := s.table.AccountByDomain(t.Context(), "azienda.com")
	if err != nil {
		t.Fatal(err)
	}
	own, err := s.table.OpenDisputeAbout(t.Context(), held.Domain, partner2)
	if err != nil {
		t.Fatal(err)
	}
	disputed(string(own.ID))
}

func TestANomineeWhoIsSignedInDecidesOnThePageOfTheRequest(t *testing.T) {
	s := newSystem(t)
	request := s.submit("acme.com")
	here := "/account-requests/" + request.ID + "/decision"
	jane := s.signedIn("jane@acme.com")
	s.call(http.MethodGet, here, "").status(http.StatusUnauthorized)
	s.call(http.MethodGet, here, "", s.signedIn("jane+x@acme.com")).page(http.StatusNotFound)
	a := s.call(http.MethodGet, here+"?dialog=decline", "", jane).page(http.StatusOK, "acme.com", `action="`+here+`"`)
	if strings.Contains(a.Body.String(), `name="token"`) || strings.Contains(a.Body.String(), `name="code"`) {
		t.Error("the page asks for a link or a code")
	}
	s.form(here, fields("action", "decline", "reason", " "), jane).page(http.StatusUnprocessableEntity, `id="decline-reason-error"`)
	s.form(here, fields("action", "forward", "forwardTo", "boss@acme.com"), jane).page(http.StatusOK, "boss@acme.com")
	s.call(http.MethodGet, here, "", jane).page(http.StatusNotFound)
	if to := s.form(here, fields("action", "decline", "reason", "No."), s.signedIn("boss@acme.com")).status(http.StatusSeeOther).Header().Get("Location"); to != here {
		t.Errorf("leads to %s, want %s", to, here)
	}
	s.form(here, fields("action", "approve", "authorized", "yes"), s.signedIn("john@acme.com")).page(http.StatusConflict, "boss@acme.com")
}

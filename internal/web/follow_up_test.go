package web_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
)

// events returns the kinds of the events in a request's history.
func (r requestBody) events() []string {
	var kinds []string
	for _, e := range r.History {
		kinds = append(kinds, e.Event)
	}
	return kinds
}

// nomineeStates returns "address state" of each nominee, in order.
func (r requestBody) nomineeStates() []string {
	var states []string
	for _, n := range r.Nominees {
		states = append(states, n.Email+" "+n.State)
	}
	return states
}

// request decodes a request from a response with 200.
func (a response) request() requestBody {
	a.s.Helper()
	var r requestBody
	a.status(http.StatusOK).decode(&r)
	return r
}

// retryAfter requires that many whole seconds.
func (a response) retryAfter(want string) {
	a.s.Helper()
	if got := a.Header().Get("Retry-After"); got != want {
		a.s.Errorf("Retry-After is %q, want %s", got, want)
	}
}

// location requires a redirect.
func (a response) location(want string) {
	a.s.Helper()
	if got := a.status(http.StatusSeeOther).Header().Get("Location"); got != want {
		a.s.Errorf("Location is %q, want %q", got, want)
	}
}

// hides requires that the response has none of these texts.
func (a response) hides(texts ...string) response {
	a.s.Helper()
	for _, text := range texts {
		if strings.Contains(a.Body.String(), text) {
			a.s.Errorf("the answer shows %q: %s", text, a.Body)
		}
	}
	return a
}

func requestPage(id string) string { return "/account-requests/" + id }

// A withdrawn request cannot be decided and releases its domain identifier, and its nominees get a mail.
func TestWithdrawingEndsTheRequest(t *testing.T) {
	s := newSystem(t)
	opened, token := s.link("acme.com")
	s.pass(time.Minute)
	after := s.json(requestAPI(opened.ID, "withdraw"), "", as(partner)).request()
	if after.Status != "withdrawn" || after.DecidedBy != string(partner) || after.DecidedAt != "2026-11-22T08:31:00.000Z" || after.Account.Status != "cancelled" ||
		!slices.Equal(after.nomineeStates(), []string{"jane@acme.com closed", "john@acme.com closed"}) || !slices.Equal(after.events(), []string{"submitted", "withdrawn"}) {
		t.Errorf("%+v", after)
	}
	s.deliver(workflow.ClosedMail, "john@acme.com")
	s.call(http.MethodGet, "/pending-requests?token="+escape(token), "").page(http.StatusOK)
	if again := s.submit("acme.com"); again.ID == opened.ID {
		t.Error("the domain identifier was not released")
	}
}

func TestThePageWithdraws(t *testing.T) {
	s := newSystem(t)
	opened := s.submit("acme.com")
	cookie := s.signedIn(partner)
	s.call(http.MethodGet, requestPage(opened.ID)+"?dialog=withdraw", "", cookie).page(http.StatusOK, `<dialog id="dialog-withdraw"`, `value="withdraw"`)
	s.form(requestPage(opened.ID), fields("action", "withdraw"), cookie).location(requestPage(opened.ID) + "?done=withdraw")
	s.call(http.MethodGet, requestPage(opened.ID)+"?done=withdraw", "", cookie).page(http.StatusOK, "/account-requests/new?from="+opened.ID).hides(`value="withdraw"`, `value="resend"`)
	s.form(requestPage(opened.ID), fields("action", "withdraw"), cookie).page(http.StatusConflict, `role="alert"`)
	for _, action := range []string{"", "approve", "send-code", "accept", "reject", "Withdraw"} {
		s.form(requestPage(opened.ID), fields("action", action), cookie).page(http.StatusBadRequest)
	}
}

// A resend names such an address and does not count it as invited, so it can be invited as soon as it accepts mail again.
func TestAResendNamesAddressesThatAcceptNoMail(t *testing.T) {
	s := newSystem(t)
	opened, _ := s.link("acme.com")
	resend, cookie := requestAPI(opened.ID, "resend"), s.signedIn(partner)
	_, report, _ := strings.Cut(s.deliverMail(workflow.Invitation, "jane@acme.com"), "\n")
	s.form("/not-for-me", fields("token", report, "action", "stop")).status(http.StatusSeeOther)
	takesNone := func(r requestBody) []bool { return []bool{r.Nominees[0].TakesNoMail, r.Nominees[1].TakesNoMail} }
	after := s.json(resend, "", as(partner)).request()
	if !slices.Equal(takesNone(after), []bool{true, false}) || !slices.Equal(after.events(), []string{"submitted", "reported", "resent"}) {
		t.Errorf("%+v", after)
	}
	s.call(http.MethodGet, requestPage(opened.ID)+"?done=resend", "", cookie).page(http.StatusOK, `<li><bdi>jane@acme.com</bdi></li>`, "Has stopped these emails").hides(`<li><bdi>john@acme.com</bdi></li>`)

	s.suppress("john@acme.com")
	got := s.json(resend, "", as(partner)).problem(http.StatusUnprocessableEntity, "invalid-input")
	if !slices.Equal(got, []string{"nominees[0]: takes-no-mail", "nominees[1]: takes-no-mail"}) {
		t.Errorf("%v", got)
	}
	s.form(requestPage(opened.ID), fields("action", "resend"), cookie).page(http.StatusUnprocessableEntity, `role="alert"`, "Nothing was sent")
	if after := s.read(opened.ID); len(after.History) != 3 {
		t.Errorf("a refused resend did something: %+v", after)
	}
	s.form("/not-for-me", fields("token", report, "action", "undo")).status(http.StatusSeeOther)
	if after := s.json(resend, "", as(partner)).request(); !slices.Equal(takesNone(after), []bool{false, true}) {
		t.Errorf("%+v", after)
	}
}

// A resend has a new link and is possible once a day, after the time in Retry-After.
func TestAnAddressIsInvitedAgainOnceADay(t *testing.T) {
	s := newSystem(t)
	opened, token := s.link("acme.com")
	s.pass(time.Minute)
	resend := requestAPI(opened.ID, "resend")
	if after := s.json(resend, "", as(partner)).request(); !slices.Equal(after.events(), []string{"submitted", "resent"}) || after.Nominees[0].Delivery != "queued" {
		t.Errorf("%+v", after)
	}
	before := len(s.delivered)
	if again := s.deliver(workflow.Invitation, "jane@acme.com"); again == token || len(s.delivered) == before {
		t.Errorf("%d mails, then %d, with the same link: %v", before, len(s.delivered), again == token)
	}
	a := s.json(resend, "", as(partner))
	a.problem(http.StatusTooManyRequests, "rate-limited")
	a.retryAfter("86400")
	s.pass(90*time.Minute + time.Millisecond) // part of a second is a whole one: earlier would be too early
	a = s.json(resend, "", as(partner))
	a.problem(http.StatusTooManyRequests, "rate-limited")
	a.retryAfter("81000")
	cookie := s.signedIn(partner)
	s.form(requestPage(opened.ID), fields("action", "resend"), cookie).page(http.StatusTooManyRequests, `role="alert"`).retryAfter("81000")
	s.pass(81000*time.Second - 2*time.Millisecond)
	a = s.json(resend, "", as(partner))
	a.problem(http.StatusTooManyRequests, "rate-limited")
	a.retryAfter("1")
	s.pass(time.Second)
	cookie = s.signedIn(partner)
	s.form(requestPage(opened.ID), fields("action", "resend"), cookie).location(requestPage(opened.ID) + "?done=resend")
	s.call(http.MethodGet, requestPage(opened.ID)+"?done=resend", "", cookie).page(http.StatusOK, `class="notice good"`)
	if after := s.read(opened.ID); !slices.Equal(after.events(), []string{"submitted", "resent", "resent"}) {
		t.Errorf("%+v", after)
	}
}

// A body other than an empty object is refused and has no effect.
func TestActionsWithoutABodyRefuseOne(t *testing.T) {
	s := newSystem(t)
	asked, reviewed := s.submit("acme.com"), s.submitToReview("acme.net")
	targets := map[string]string{requestAPI(asked.ID, "withdraw"): asked.ID, requestAPI(asked.ID, "resend"): asked.ID, requestAPI(reviewed.ID, "proof"): reviewed.ID}
	s.publish(reviewed.ID)
	const jsonType = "application/json"
	for target, id := range targets {
		for _, test := range []struct {
			contentType, body string
			status            int
			slug              string
			want              []string
		}{
			{jsonType, " \n", http.StatusBadRequest, "malformed", nil},
			{jsonType, "{", http.StatusBadRequest, "malformed", nil},
			{jsonType, "[]", http.StatusBadRequest, "malformed", nil},
			{jsonType, "null", http.StatusBadRequest, "malformed", nil},
			{jsonType, `{"a":1,"a":2}`, http.StatusBadRequest, "malformed", nil},
			{jsonType, "\xff", http.StatusBadRequest, "malformed", nil},
			{"", "{}", http.StatusUnsupportedMediaType, "unsupported-media-type", nil},
			{"text/plain", "{}", http.StatusUnsupportedMediaType, "unsupported-media-type", nil},
			{"application/x-www-form-urlencoded", "a=b", http.StatusUnsupportedMediaType, "unsupported-media-type", nil},
			{jsonType, `{"reason":"x","token":null}`, http.StatusUnprocessableEntity, "invalid-input", []string{"reason: unknown", "token: unknown"}},
			{jsonType, strings.Repeat(" ", 16<<10+1), http.StatusRequestEntityTooLarge, "too-large", nil},
			{"", strings.Repeat("x", 5<<20), http.StatusRequestEntityTooLarge, "too-large", nil},
		} {
			got := s.call(http.MethodPost, target, test.body, as(partner), header("Content-Type", test.contentType)).problem(test.status, test.slug)
			if !slices.Equal(got, test.want) {
				t.Errorf("%s: %.20q: %v", target, test.body, got)
			}
		}
		if after := s.read(id); len(after.History) != 1 {
			t.Errorf("%s: a refused body did something: %+v", target, after)
		}
	}
	s.json(requestAPI(reviewed.ID, "proof"), "{}", as(partner)).status(http.StatusOK)
	s.json(requestAPI(asked.ID, "resend"), "{}", as(partner)).status(http.StatusOK)
	s.call(http.MethodPost, requestAPI(asked.ID, "withdraw"), "", as(partner), header("Content-Type", "text/plain")).status(http.StatusOK)
	for _, id := range []string{"x", string(account.NewID()), strings.ToUpper(asked.ID), asked.Account.ID} {
		for _, what := range []string{"withdraw", "resend", "proof"} {
			s.json(requestAPI(id, what), "", as(partner)).problem(http.StatusNotFound, "not-found")
		}
		s.correct(partner, id, "jane@acme.com").problem(http.StatusNotFound, "not-found")
		s.form(requestPage(id), fields("action", "withdraw"), s.signedIn(partner)).page(http.StatusNotFound)
	}
}

// A correction invalidates the links of nominees who are removed, and only those.
func TestACorrectionReplacesNominees(t *testing.T) {
	s := newSystem(t)
	opened, janes := s.link("acme.com")
	johns := s.deliver(workflow.Invitation, "john@acme.com")
	before := s.call(http.MethodGet, "/v1/account-requests/"+opened.ID, "", as(partner)).Body.String()
	s.pass(time.Minute)
	for _, same := range [][]string{{"jane@acme.com", "john@acme.com"}, {"john@acme.com", "Jane@ACME.com"}} {
		if a := s.correct(partner, opened.ID, same...).status(http.StatusOK); a.Body.String() != before {
			t.Errorf("the same addresses have changed\n%s to\n%s", before, a.Body)
		}
	}
	after := s.correct(partner, opened.ID, "jane@acme.com", "boss@acme.com").request()
	if after.Status != "pending_approval" || !slices.Equal(after.CustomerEmails, []string{"jane@acme.com", "boss@acme.com"}) ||
		!slices.Equal(after.nomineeStates(), []string{"jane@acme.com active", "john@acme.com replaced", "boss@acme.com active"}) ||
		!slices.Equal(after.events(), []string{"submitted", "corrected"}) || after.History[1].Detail["added"] != "boss@acme.com" || after.History[1].Detail["removed"] != "john@acme.com" {
		t.Errorf("%+v", after)
	}
	s.json("/v1/pending-requests/view", map[string]any{"token": janes}).status(http.StatusOK)
	s.json("/v1/pending-requests/view", map[string]any{"token": johns}).problem(http.StatusNotFound, "link-invalid")
	s.json("/v1/pending-requests/view", map[string]any{"token": s.deliver(workflow.Invitation, "boss@acme.com")}).status(http.StatusOK)
}

// A correction cannot avoid the review of an address, and no link is valid during the review.
func TestACorrectionThatNeedsAReviewGoesBackToIt(t *testing.T) {
	s := newSystem(t)
	opened, old := s.link("acme.com")
	after := s.correct(partner, opened.ID, "jane@acme.com", string(stranger)).request()
	if after.Status != "pending_review" || after.Proof == nil || slices.ContainsFunc(after.nomineeStates(), func(n string) bool { return !strings.HasSuffix(n, " replaced") }) {
		t.Errorf("%+v", after)
	}
	s.deliver(workflow.ReviewMail, operator)
	dead := func() {
		t.Helper()
		s.json("/v1/pending-requests/view", map[string]any{"token": old}).problem(http.StatusNotFound, "link-invalid")
		s.json(decisionPath, map[string]any{"token": old, "action": "approve", "authorized": true}).problem(http.StatusNotFound, "link-invalid")
	}
	dead()
	if after = s.correct(partner, opened.ID, "jane@acme.com").request(); after.Status != "pending_approval" || after.Proof != nil {
		t.Errorf("%+v", after)
	}
	dead()
	if next := s.deliver(workflow.Invitation, "jane@acme.com"); next == old {
		t.Error("a dead link came back")
	}
	if got := after.events(); !slices.Equal(got, []string{"submitted", "corrected", "corrected"}) {
		t.Errorf("%v", got)
	}
}

// Invalid addresses are refused, and each error names its element.
func TestBadCorrectionsNameTheElement(t *testing.T) {
	s := newSystem(t)
	opened := s.submitAs(partner, "acme.com")
	target := requestAPI(opened.ID, "customer-emails")
	eleven := `{"customerEmails":[` + strings.Repeat(`"x",`, 10) + `"x"]}`
	for body, want := range map[string][]string{
		`{}`:                                 {"customerEmails: required"},
		`{"customerEmails":[]}`:              {"customerEmails: required"},
		`{"customerEmails":"jane@acme.com"}`: {"customerEmails: wrong-type"},
		`{"customerEmails":null}`:            {"customerEmails: wrong-type"},
		eleven:                               {"customerEmails: too-many"},
		`{"customerEmails":["jane@acme.com","nobody","Partner@example.com","jane+x@acme.com",7,null]}`: {
			"customerEmails[1]: not-an-email", "customerEmails[2]: is-requester", "customerEmails[3]: duplicate", "customerEmails[4]: wrong-type", "customerEmails[5]: wrong-type"},
		`{"customerEmails":["jane@acme.com"],"reason":"x"}`: {"reason: unknown"},
		`{"customerEmails":["x"],"CustomerEmails":[]}`:      {"CustomerEmails: unknown", "customerEmails[0]: not-an-email"},
	} {
		got := s.put(target, body, as(partner)).problem(http.StatusUnprocessableEntity, "invalid-input")
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", body, got, want)
		}
	}
	s.correct(partner, opened.ID, "jane@acme.com").status(http.StatusOK)
	exerciseBody(t, s, http.MethodPut, target, `{"customerEmails":["jane@acme.com"]}`, map[string]string{"customerEmails": "list"}, as(partner))
	if after := s.read(opened.ID); !slices.Equal(after.events(), []string{"submitted", "corrected"}) {
		t.Errorf("a refused correction did something: %+v", after)
	}
}

func TestThePageCorrectsAndKeepsWhatWasTyped(t *testing.T) {
	s := newSystem(t)
	opened := s.submit("acme.com")
	cookie := s.signedIn(partner)
	s.form(requestPage(opened.ID), fields("action", "correct", "customerEmails", "jane@acme.com,\r\n <nobody>; boss@acme.com"), cookie).
		page(http.StatusUnprocessableEntity, "&lt;nobody&gt;; boss@acme.com", `id="customerEmails-error"`, `role="alert"`)
	s.form(requestPage(opened.ID), fields("action", "correct", "customerEmails", " \r\n"), cookie).page(http.StatusUnprocessableEntity, `id="customerEmails-error"`)
	s.form(requestPage(opened.ID), fields("action", "correct"), cookie).page(http.StatusUnprocessableEntity, `id="customerEmails-error"`)
	busy := s.in(t)
	busy.front = web.SubmitRequest(s.site, s.submitting(), workflow.Track{Store: s.table, Now: s.now},
		workflow.FollowUp{Store: busyTable{s.table}, Now: s.now, Rules: s.rules, Codes: codeLimits, Limits: dynamotest.RequestLimits(workflow.ADay(50))}, workflow.Disputes{Store: s.table, Now: s.now})
	busy.form(requestPage(opened.ID), fields("action", "correct", "customerEmails", "boss@acme.com"), cookie).
		page(http.StatusTooManyRequests, "boss@acme.com</textarea>", `role="alert"`).retryAfter("1")
	if after := s.read(opened.ID); len(after.History) != 1 {
		t.Errorf("a refused form did something: %+v", after)
	}
	s.form(requestPage(opened.ID), fields("action", "correct", "customerEmails", "boss@acme.com\r\njane@acme.com"), cookie).location(requestPage(opened.ID) + "?done=correct")
	s.call(http.MethodGet, requestPage(opened.ID)+"?done=correct", "", cookie).page(http.StatusOK, `class="notice good"`, "boss@acme.com", "john@acme.com")
	s.form(requestPage(opened.ID), fields("action", "correct", "customerEmails", "Jane@acme.com, boss@acme.com"), cookie).location(requestPage(opened.ID) + "?done=correct-nothing")
	s.call(http.MethodGet, requestPage(opened.ID)+"?done=correct-nothing", "", cookie).page(http.StatusOK, "nothing was changed")
	if after := s.read(opened.ID); !slices.Equal(after.CustomerEmails, []string{"boss@acme.com", "jane@acme.com"}) {
		t.Errorf("%+v", after)
	}
}

// Only the record ends the review, and the number of look-ups is limited.
func TestAProofByDNSReplacesTheReview(t *testing.T) {
	s := newSystem(t)
	opened := s.submitToReview("acme.com")
	proof := opened.Proof
	if proof == nil || proof.Name != "_smart-account.acme.com" || !strings.HasPrefix(proof.Value, "smart-account-request=") {
		t.Fatalf("%+v", proof)
	}
	s.call(http.MethodGet, "/v1/account-requests/"+opened.ID, "", as(operator)).status(http.StatusOK).hides(proof.Value)
	cookie := s.signedIn(partner)
	s.call(http.MethodGet, requestPage(opened.ID), "", cookie).page(http.StatusOK, proof.Name, proof.Value, `value="prove"`)
	s.call(http.MethodGet, requestPage(opened.ID), "", s.signedIn(operator)).page(http.StatusOK).hides(proof.Value, `value="prove"`)

	look := func() response { t.Helper(); return s.json(requestAPI(opened.ID, "proof"), "", as(partner)) }
	for _, records := range []map[string][]string{nil, {proof.Name: {"x", strings.ToUpper(proof.Value), proof.Value + " x", `"` + proof.Value + `x"`}}, {"acme.com": {proof.Value}}} {
		s.records = records
		look().problem(http.StatusConflict, "not-proved")
	}
	s.form(requestPage(opened.ID), fields("action", "prove"), cookie).page(http.StatusConflict, `role="alert"`, proof.Value)
	if after := s.read(opened.ID); after.Status != "pending_review" || len(after.History) != 1 {
		t.Errorf("%+v", after)
	}
	for range 6 { // four before
		look().problem(http.StatusConflict, "not-proved")
	}
	s.publish(opened.ID)
	s.pass(10*time.Minute - time.Millisecond)
	a := look()
	a.problem(http.StatusTooManyRequests, "rate-limited")
	a.retryAfter("3001")
	s.form(requestPage(opened.ID), fields("action", "prove"), cookie).page(http.StatusTooManyRequests, `role="alert"`, proof.Value).retryAfter("3001")
	s.pass(time.Hour)
	after := look().request()
	if after.Status != "pending_approval" || after.Proof != nil || !slices.Equal(after.events(), []string{"submitted", "proved"}) || after.History[1].Actor != string(partner) || len(after.Nominees) != 3 {
		t.Errorf("%+v", after)
	}
	s.deliver(workflow.Invitation, stranger)
}

func TestAProofIsForItsAddressesOnly(t *testing.T) {
	s := newSystem(t)
	opened := s.submitToReview("acme.com")
	s.publish(opened.ID)
	after := s.correct(partner, opened.ID, "jane@acme.com", "mallory@elsewhere.fr").request()
	if after.Status != "pending_review" || after.Proof == nil || after.Proof.Value == opened.Proof.Value {
		t.Errorf("%+v", after)
	}
	s.json(requestAPI(opened.ID, "proof"), "", as(partner)).problem(http.StatusConflict, "not-proved")
	s.publish(opened.ID)
	cookie := s.signedIn(partner)
	s.form(requestPage(opened.ID), fields("action", "prove"), cookie).location(requestPage(opened.ID) + "?done=prove")
	s.call(http.MethodGet, requestPage(opened.ID)+"?done=prove", "", cookie).page(http.StatusOK, `class="notice good"`)
}

func TestAProofDoesNotSettleALookAlike(t *testing.T) {
	s := newSystem(t)
	body := newRequest("exarnple.net") // r and n for the m of partner2's example.net
	body["customerEmails"] = []string{"jane@exarnple.net", string(stranger)}
	var opened requestBody
	s.json("/v1/account-requests", body, as(partner)).status(http.StatusCreated).decode(&opened)
	s.publish(opened.ID)
	after := s.json(requestAPI(opened.ID, "proof"), "", as(partner)).request()
	if after.Status != "pending_review" || !slices.Equal(after.events(), []string{"submitted", "proved"}) || len(after.Nominees) != 0 {
		t.Errorf("%+v", after)
	}
}

// silentDNS is a DNS that does not respond.
type silentDNS struct{}

func (silentDNS) TXT(context.Context, string) ([]string, error) {
	return nil, errors.New("timeout: " + errSecretCause.Error())
}

// It does not look like a missing record either, and a deployment without proofs does not offer them.
func TestAnUnresponsiveDNSIsNotAServerError(t *testing.T) {
	s := newSystem(t)
	opened := s.submitToReview("acme.com")
	cookie := s.signedIn(partner)
	front := func(records workflow.TextRecords) *system {
		in := s.in(t)
		in.front = web.SubmitRequest(s.site, s.submitting(), workflow.Track{Store: s.table, Now: s.now},
			workflow.FollowUp{Store: s.table, Now: s.now, Rules: s.rules, Codes: codeLimits, Limits: dynamotest.RequestLimits(workflow.ADay(50)), Records: records}, workflow.Disputes{Store: s.table, Now: s.now})
		return in
	}
	silent, off := front(silentDNS{}), front(nil)
	silent.json(requestAPI(opened.ID, "proof"), "", as(partner)).problem(http.StatusConflict, "not-proved")
	noAnswer := silent.form(requestPage(opened.ID), fields("action", "prove"), cookie).page(http.StatusConflict, `role="alert"`).hides("timeout")
	notThere := s.form(requestPage(opened.ID), fields("action", "prove"), cookie).page(http.StatusConflict, `role="alert"`)
	if noAnswer.Body.String() == notThere.Body.String() {
		t.Error("no answer looks like no record")
	}
	off.json(requestAPI(opened.ID, "proof"), "", as(partner)).problem(http.StatusNotFound, "not-found")
	off.call(http.MethodGet, "/v1/account-requests/"+opened.ID, "", as(partner)).status(http.StatusOK).hides(opened.Proof.Value)
	off.call(http.MethodGet, requestPage(opened.ID), "", cookie).page(http.StatusOK).hides(opened.Proof.Value, `value="prove"`)
}

// A requester does not learn who administers an account that they may not see, whatever the administrators do.
func TestTheAdministratorsOfAClosedAccountAreMaskedToTheRequester(t *testing.T) {
	s := newSystem(t)
	s.loadActive("acme.com", account.Restricted, "boss@acme.com", "chief@acme.com")
	opened := s.submit("emea.acme.com")
	session, operators := s.signedIn(partner), s.signedIn(operator)
	hidden := []string{"boss@acme.com", "chief@acme.com", "deputy@acme.com"}
	check := func(step string, known ...string) {
		t.Helper()
		t.Log(step)
		var masked, whole []string
		for _, address := range known {
			masked, whole = append(masked, account.Email(address).Masked()), append(whole, address)
		}
		for _, target := range []string{"/v1/account-requests/" + opened.ID, "/v1/account-requests"} {
			a := s.call(http.MethodGet, target, "", as(partner)).status(http.StatusOK).hides(hidden...)
			b := s.call(http.MethodGet, target, "", as(operator)).status(http.StatusOK)
			for i := range known {
				if !strings.Contains(a.Body.String(), masked[i]) || !strings.Contains(b.Body.String(), whole[i]) {
					t.Errorf("%s\n%s", a.Body, b.Body)
				}
			}
		}
		s.call(http.MethodGet, requestPage(opened.ID), "", session).page(http.StatusOK, masked...).hides(hidden...)
		s.call(http.MethodGet, requestPage(opened.ID), "", operators).page(http.StatusOK, whole...)
	}
	check("asked", "boss@acme.com", "chief@acme.com")
	boss := s.deliver(workflow.Invitation, "boss@acme.com")
	s.decide(boss, "boss@acme.com", map[string]any{"action": "forward", "forwardTo": "deputy@acme.com", "note": "Yours."})
	check("forwarded", "boss@acme.com", "chief@acme.com", "deputy@acme.com")
	s.reportDelivery(account.Bounced, opened.ID, "chief@acme.com")
	check("bounced", "chief@acme.com")
	deputy, report, _ := strings.Cut(s.deliverMail(workflow.Invitation, "deputy@acme.com"), "\n")
	s.form("/not-for-me", fields("token", report, "action", "stop")).status(http.StatusSeeOther)
	check("reported", "deputy@acme.com")
	s.decide(deputy, "deputy@acme.com", map[string]any{"action": "decline", "reason": "No."})
	check("declined", "deputy@acme.com")
	for _, what := range []string{"withdraw", "resend", "proof"} {
		a := s.json(requestAPI(opened.ID, what), "", as(partner))
		a.problem(http.StatusConflict, "already-decided")
		a.hides(hidden...)
	}
	a := s.correct(partner, opened.ID, "jane@emea.acme.com")
	a.problem(http.StatusConflict, "already-decided")
	a.hides(hidden...)
	s.form(requestPage(opened.ID), fields("action", "withdraw"), session).page(http.StatusConflict).hides(hidden...)
	if seen := s.read(opened.ID); seen.DecidedBy != account.Email("deputy@acme.com").Masked() || seen.Nominees[2].Email != seen.DecidedBy {
		t.Errorf("%+v", seen)
	}
}

func TestTheAdministratorsOfAPublicAccountAreShown(t *testing.T) {
	s := newSystem(t)
	s.loadActive("acme.com", account.Public, "boss@acme.com")
	opened := s.submit("emea.acme.com")
	if got := s.read(opened.ID).nomineeStates(); !slices.Equal(got, []string{"boss@acme.com active"}) {
		t.Errorf("%v", got)
	}
}

// The deadline that is shown is the one in force: a week after the last invitation bounced.
func TestTheDeadlineIsEarlierWhenNoInvitationArrives(t *testing.T) {
	s := newSystem(t)
	opened, token := s.link("acme.com")
	s.pass(time.Hour)
	s.reportDelivery(account.Bounced, opened.ID, "jane@acme.com")
	if after := s.read(opened.ID); !after.ExpiresAt.Equal(opened.ExpiresAt) || after.Nominees[0].Delivery != "bounced" || after.History[1].Detail["address"] != "jane@acme.com" {
		t.Errorf("one of two came back: %+v", after)
	}
	s.pass(time.Hour)
	s.reportDelivery(account.Bounced, opened.ID, "john@acme.com")
	week := s.now().Add(7 * 24 * time.Hour)
	if after := s.read(opened.ID); !after.ExpiresAt.Equal(week) {
		t.Errorf("both came back: %v, want %v", after.ExpiresAt, week)
	}
	s.call(http.MethodGet, requestPage(opened.ID), "", s.signedIn(partner)).page(http.StatusOK, "29 November 2026", `id="bounced"`)
	var v viewed
	if s.json("/v1/pending-requests/view", map[string]any{"token": token}).status(http.StatusOK).decode(&v); !v.Request.ExpiresAt.Equal(week) {
		t.Errorf("the link shows %v", v.Request.ExpiresAt)
	}
	if after := s.correct(partner, opened.ID, "jane@acme.com", "boss@acme.com").request(); !after.ExpiresAt.Equal(opened.ExpiresAt) {
		t.Errorf("corrected: %+v", after)
	}
	s.pass(7 * 24 * time.Hour)
	if after := s.read(opened.ID); after.Status != "pending_approval" {
		t.Errorf("%+v", after)
	}
}

// It is offered for a cancelled account.
func TestAskingAgainIsNotOfferedWhileTheAccountIsActive(t *testing.T) {
	s := newSystem(t)
	opened, token := s.link("acme.com")
	s.decide(token, "jane@acme.com", map[string]any{"action": "approve", "authorized": true})
	cookie, again := s.signedIn(partner), "/account-requests/new?from="+opened.ID
	s.call(http.MethodGet, requestPage(opened.ID), "", cookie).page(http.StatusOK).hides(again)
	s.settle(operator, s.dispute(partner2, "acme.com").ID, map[string]any{"decision": "cancel-account", "reason": "It was theirs."}).status(http.StatusOK)
	s.call(http.MethodGet, requestPage(opened.ID), "", cookie).page(http.StatusOK, again)
}

// The form has every field of the requester's own former request, and nothing of another person's.
func TestAskingAgainFillsTheFormIn(t *testing.T) {
	s := newSystem(t)
	body := newRequest("xn--bcher-kva.example.de")
	body["accountName"], body["language"] = `A & "B"`, "it"
	body["customerEmails"] = []string{"jane@xn--bcher-kva.example.de", "john@example.de"}
	var opened requestBody
	s.json("/v1/account-requests", body, as(partner)).status(http.StatusCreated).decode(&opened)
	s.json(requestAPI(opened.ID, "withdraw"), "", as(partner)).status(http.StatusOK)
	again := "/account-requests/new?from=" + opened.ID
	a := s.call(http.MethodGet, again, "", s.signedIn(partner)).page(http.StatusOK, `value="A &amp; &#34;B&#34;"`, `value="bücher.example.de"`, "Ours for years.", "As discussed.",
		"john@example.de</textarea>", `value="it" selected`).hides("data-domain-closed")
	first, second := formKey.FindStringSubmatch(a.Body.String()), formKey.FindStringSubmatch(s.call(http.MethodGet, again, "", s.signedIn(partner)).Body.String())
	if first == nil || second == nil || first[1] == second[1] {
		t.Errorf("the keys are %v and %v", first, second)
	}
	for _, person := range []account.Email{partner2, operator} {
		s.call(http.MethodGet, again, "", s.signedIn(person)).page(http.StatusNotFound).hides("As discussed.")
	}
	s.call(http.MethodGet, "/account-requests/new?from="+string(account.NewID()), "", s.signedIn(partner)).page(http.StatusNotFound)
	s.call(http.MethodGet, "/account-requests/new?from=x", "", s.signedIn(partner)).page(http.StatusOK)
}

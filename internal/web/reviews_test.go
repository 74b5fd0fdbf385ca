package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
)

// ids returns the ids of a page of requests.
func ids(list listBody[requestBody]) []string {
	var all []string
	for _, item := range list.Items {
		all = append(all, item.ID)
	}
	return all
}

// queue returns the requests to review that the API shows an operator.
func (s *system) queue(query string) listBody[requestBody] {
	s.Helper()
	var list listBody[requestBody]
	s.call(http.MethodGet, "/v1/reviews"+query, "", as(operator)).status(http.StatusOK).decode(&list)
	return list
}

// The reasons name other people's accounts.
func TestOnlyOperatorsSeeTheReasonsForAReview(t *testing.T) {
	s := newSystem(t)
	s.submit("fine.de") // which needs no review
	s.pass(time.Second)
	older := s.submitToReview("acme.com")
	s.pass(time.Second)
	body := newRequest("exarnple.net") // r and n for the m of partner2's
	body["accountName"] = "HOME of EXAMPLE.net"
	a := s.json("/v1/account-requests", body, as(partner)).status(http.StatusCreated).hides("reviewReasons")
	var newer requestBody
	a.decode(&newer)
	lapsed := s.submitAs(partner2, "acme.net", stranger)
	s.json(requestAPI(lapsed.ID, "withdraw"), "", as(partner2)).status(http.StatusOK)

	list := s.queue("")
	if got := ids(list); !slices.Equal(got, []string{newer.ID, older.ID}) {
		t.Fatalf("the queue is %v", got)
	}
	if why := list.Items[1].ReviewReasons; !slices.Equal(why, []reasonBody{{Reason: "address", Address: string(stranger)}}) {
		t.Errorf("%+v", why)
	}
	why := list.Items[0].ReviewReasons
	if len(why) != 2 || why[0].Reason != "same-name" || why[1].Reason != "look-alike-domain" || why[0].Account == nil || *why[0].Account != *why[1].Account ||
		why[0].Account.Domain != "example.net" || why[0].Account.Name != "Home of example.net" {
		t.Fatalf("%+v", why)
	}
	other := why[0].Account.ID
	if list.Items[0].NoteToApprover != "Ours for years." {
		t.Errorf("%+v", list.Items[0])
	}
	check := func() {
		t.Helper()
		for _, target := range []string{"/v1/account-requests/" + newer.ID, "/v1/account-requests"} {
			s.call(http.MethodGet, target, "", as(partner)).status(http.StatusOK).hides("reviewReasons", other)
			if a := s.call(http.MethodGet, target, "", as(operator)).status(http.StatusOK); !strings.Contains(a.Body.String(), `"reviewReasons":[{"reason":"same-name"`) {
				t.Errorf("the response does not say so to the operator: %s", a.Body)
			}
		}
		s.call(http.MethodGet, requestPage(newer.ID), "", s.signedIn(partner)).page(http.StatusOK).hides(other)
		s.call(http.MethodGet, requestPage(newer.ID), "", s.signedIn(operator)).page(http.StatusOK, "/accounts/"+other)
	}
	check()
	a = s.call(http.MethodGet, "/reviews", "", s.signedIn(operator)).page(http.StatusOK, requestPage(newer.ID), requestPage(older.ID))
	if strings.Index(a.Body.String(), newer.ID) > strings.Index(a.Body.String(), older.ID) {
		t.Error("the page has the older one first")
	}
	s.review(operator, newer.ID, "accept").status(http.StatusOK)
	check() // the reasons stay on record
	if got := ids(s.queue("")); !slices.Equal(got, []string{older.ID}) {
		t.Errorf("the queue is %v", got)
	}
	s.pass(lifetime)
	if got := ids(s.queue("")); len(got) != 0 {
		t.Errorf("what expired is still in the queue: %v", got)
	}
}

func TestTheQueueComesInPages(t *testing.T) {
	s := newSystem(t)
	var want []string
	for i := range 21 {
		want = append([]string{s.submitToReview(fmt.Sprintf("n%d.de", i)).ID}, want...)
		s.pass(time.Second)
	}
	var got []string
	cursor := ""
	for {
		list := s.queue("?limit=8&cursor=" + cursor)
		got = append(got, ids(list)...)
		if cursor = list.NextCursor; cursor == "" {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("page by page %v\nwant %v", got, want)
	}
	cookie := s.signedIn(operator)
	first := s.call(http.MethodGet, "/reviews", "", cookie).page(http.StatusOK, want[0], want[19]).hides(want[20])
	_, after, _ := strings.Cut(first.Body.String(), `href="/reviews?requests=`)
	cursor, _, _ = strings.Cut(after, `"`)
	s.call(http.MethodGet, "/reviews?requests="+cursor, "", cookie).page(http.StatusOK, want[20]).hides(want[19])
	for _, list := range []string{"requests", "disputes", "addresses"} {
		s.call(http.MethodGet, "/reviews?"+list+"=x", "", cookie).page(http.StatusUnprocessableEntity)
	}
	s.call(http.MethodGet, "/reviews?requests=%zz", "", cookie).page(http.StatusOK, want[0])
}

func TestAcceptingInvitesTheNomineesAndRestartsTheDeadline(t *testing.T) {
	s := newSystem(t)
	opened := s.submitToReview("acme.com")
	if len(opened.Nominees) != 0 {
		t.Errorf("asked before the review: %+v", opened.Nominees)
	}
	s.pass(10 * 24 * time.Hour)
	after := s.json(requestAPI(opened.ID, "review"), map[string]any{"decision": "accept", "version": 1}, as(operator)).request()
	if after.Status != "pending_approval" || !after.ExpiresAt.Equal(s.now().Add(lifetime)) || after.DecidedBy != "" || len(after.Nominees) != 3 ||
		!slices.Equal(after.events(), []string{"submitted", "accepted"}) || after.History[1].Actor != string(operator) {
		t.Errorf("%+v", after)
	}
	s.deliver(workflow.AcceptedMail, partner)
	token := s.deliver(workflow.Invitation, stranger)
	s.json("/v1/pending-requests/view", map[string]any{"token": token}).status(http.StatusOK)
	s.review(operator, opened.ID, "accept").status(http.StatusOK) // the same again
	s.review(operator, opened.ID, "reject").problem(http.StatusConflict, "already-decided")
	// The requester's own record has no effect any longer.
	if seen := s.read(opened.ID); seen.Proof != nil {
		t.Errorf("%+v", seen.Proof)
	}
}

// A rejection shows its reason, releases the domain identifier, and cannot be repeated.
func TestRejectingEndsTheRequestWithTheReason(t *testing.T) {
	s := newSystem(t)
	opened := s.submitToReview("acme.com")
	s.pass(time.Minute)
	after := s.json(requestAPI(opened.ID, "review"), map[string]any{"decision": "reject", "reason": " The <register>\r\nsays no. "}, as(operator)).request()
	if after.Status != "rejected" || after.DeclineReason != "The <register>\nsays no." || after.DecidedBy != string(operator) || after.DecidedAt != "2026-11-22T08:31:00.000Z" ||
		after.Account.Status != "cancelled" || !slices.Equal(after.events(), []string{"submitted", "rejected"}) || after.ReviewReasons == nil {
		t.Errorf("%+v", after)
	}
	s.deliver(workflow.RejectedMail, partner)
	a := s.review(operator2, opened.ID, "accept")
	a.problem(http.StatusConflict, "already-decided")
	var p struct {
		Decision struct{ Status, DecidedAt, DecidedBy string }
	}
	if a.decode(&p); p.Decision.Status != "rejected" || p.Decision.DecidedBy != string(operator) || p.Decision.DecidedAt != after.DecidedAt {
		t.Errorf("%s", a.Body)
	}
	s.call(http.MethodGet, requestPage(opened.ID), "", s.signedIn(partner)).page(http.StatusOK, "The &lt;register&gt;\nsays no.")
	s.submit("acme.com")
}

func TestInvalidReviewsAreRefused(t *testing.T) {
	s := newSystem(t)
	opened := s.submitToReview("acme.com")
	for _, test := range []struct {
		verdict map[string]any
		want    []string
	}{
		{map[string]any{}, []string{"decision: not-allowed"}},
		{map[string]any{"decision": "accepted"}, []string{"decision: not-allowed"}},
		{map[string]any{"decision": "Accept"}, []string{"decision: not-allowed"}},
		{map[string]any{"decision": "withdraw", "reason": "x"}, []string{"decision: not-allowed"}},
		{map[string]any{"decision": "reject"}, []string{"reason: required"}},
		{map[string]any{"decision": "reject", "reason": " \n"}, []string{"reason: required"}},
		{map[string]any{"decision": "reject", "reason": strings.Repeat("x", 1001)}, []string{"reason: too-long"}},
		{map[string]any{"decision": "reject", "reason": "a\u202eb"}, []string{"reason: characters"}},
		{map[string]any{"decision": "accept", "version": 1, "reason": 7}, []string{"reason: wrong-type"}},
		{map[string]any{"decision": "accept", "version": 1, "note": "x"}, []string{"note: unknown"}},
		{map[string]any{"decision": "accept"}, []string{"version: required"}},
	} {
		if got := s.json(requestAPI(opened.ID, "review"), test.verdict, as(operator)).problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, test.want) {
			t.Errorf("%v: got %v, want %v", test.verdict, got, test.want)
		}
	}
	if after := s.read(opened.ID); after.Status != "pending_review" || len(after.History) != 1 {
		t.Errorf("a refused verdict did something: %+v", after)
	}
	for _, id := range []string{"x", string(account.NewID()), opened.Account.ID} {
		s.review(operator, id, "accept").problem(http.StatusNotFound, "not-found")
		s.review(partner, id, "accept").problem(http.StatusForbidden, "forbidden") // no matter whether there is one
	}
	own := s.submitAs(operator, "own.de", stranger) // which nothing comes of
	exerciseBody(t, s, http.MethodPost, requestAPI(own.ID, "review"), `{"decision":"reject","reason":"No."}`, map[string]string{"decision": "string", "reason": "string"}, as(operator))
}

func TestThePageReviewsAndKeepsWhatWasTyped(t *testing.T) {
	s := newSystem(t)
	first, second := s.submitToReview("acme.com"), s.submitToReview("acme.net")
	cookie := s.signedIn(operator)
	s.call(http.MethodGet, requestPage(first.ID), "", cookie).page(http.StatusOK, `action="/reviews"`, `value="accept"`, `value="reject"`, "Ours for years.")
	s.call(http.MethodGet, requestPage(first.ID), "", s.signedIn(partner)).page(http.StatusOK).hides(`action="/reviews"`)
	verdict := func(id, action, reason string) response {
		t.Helper()
		return s.form("/reviews", fields("request", id, "action", action, "reason", reason, "version", strconv.Itoa(s.versionOf(id))), cookie)
	}
	verdict(first.ID, "reject", " ").page(http.StatusUnprocessableEntity, `id="reason-error"`, `role="alert"`)
	verdict(first.ID, "reject", "<b>"+strings.Repeat("x", 1000)).page(http.StatusUnprocessableEntity, `id="reason-error"`, "&lt;b&gt;"+strings.Repeat("x", 1000))
	busy := s.in(t)
	busy.front = web.ReviewRequest(s.site, workflow.Review{Store: busyTable{s.table}, Now: s.now, Rules: s.rules}, workflow.Track{Store: s.table, Now: s.now},
		workflow.Disputes{Store: s.table, Now: s.now}, workflow.Suppressions{Store: s.table, Now: s.now}, s.accounts())
	busy.form("/reviews", fields("request", first.ID, "action", "reject", "reason", "Not <theirs>"), cookie).
		page(http.StatusTooManyRequests, "Not &lt;theirs&gt;", `role="alert"`).retryAfter("1")
	if after := s.read(first.ID); len(after.History) != 1 {
		t.Errorf("a refused form did something: %+v", after)
	}
	verdict(first.ID, "accept", "").location("/reviews?done=accepted")
	s.call(http.MethodGet, "/reviews?done=accepted", "", cookie).page(http.StatusOK, `class="notice good"`, second.ID).hides(first.ID)
	verdict(first.ID, "accept", "").location("/reviews?done=accepted")
	verdict(first.ID, "reject", "Not theirs.").page(http.StatusConflict, `role="alert"`)
	verdict(second.ID, "reject", "Not theirs.").location("/reviews?done=rejected")
	s.call(http.MethodGet, "/reviews?done=rejected", "", cookie).page(http.StatusOK, `class="notice good"`).hides(second.ID)
	verdict(second.ID, "accept", "").page(http.StatusConflict, `role="alert"`, "Not theirs.")
	if a, b := s.read(first.ID), s.read(second.ID); a.Status != "pending_approval" || b.Status != "rejected" || b.DeclineReason != "Not theirs." {
		t.Errorf("%+v\n%+v", a, b)
	}

	own := s.submitAs(operator, "own.de", stranger)
	s.call(http.MethodGet, requestPage(own.ID), "", cookie).page(http.StatusOK, `value="withdraw"`).hides(`action="/reviews"`)
	verdict(own.ID, "accept", "").page(http.StatusForbidden, `role="alert"`)
	verdict(own.ID, "reject", "x").page(http.StatusForbidden, `role="alert"`)
	for _, id := range []string{"", "x", string(account.NewID()), first.Account.ID} {
		verdict(id, "accept", "").page(http.StatusNotFound)
	}
	for _, action := range []string{"", "Accept", "withdraw", "approve"} {
		verdict(own.ID, action, "x").page(http.StatusBadRequest)
	}
}

// suppressed returns the suppressed addresses that the API shows an operator.
func (s *system) suppressed(query string) (addresses []string, next string) {
	s.Helper()
	var list listBody[struct{ Address string }]
	s.call(http.MethodGet, "/v1/suppressed-addresses"+query, "", as(operator)).status(http.StatusOK).decode(&list)
	for _, item := range list.Items {
		addresses = append(addresses, item.Address)
	}
	return addresses, list.NextCursor
}

// The API and the page show by whom, and whether a code confirmed it.
func TestOperatorsSeeWhatWasReported(t *testing.T) {
	s := newSystem(t)
	type report struct {
		Requester, At string
		Confirmed     bool
	}
	type reported struct {
		Address  string
		Silenced bool
		Reports  []report
	}
	s.stopMail("a@acme.com", partner)
	s.pass(time.Second)
	s.stopMail("b@acme.com", partner2)
	read, err := s.table.Address(t.Context(), "c@acme.com")
	if err != nil {
		t.Fatal(err)
	}
	next, _, err := read.Silence(partner, s.now())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.table.KeepAddress(t.Context(), workflow.AddressChange{Read: read, Next: next}); err != nil {
		t.Fatal(err)
	}
	var byLink, confirmed listBody[reported]
	s.call(http.MethodGet, "/v1/reported-addresses", "", as(operator)).status(http.StatusOK).decode(&byLink)
	s.call(http.MethodGet, "/v1/suppressed-addresses", "", as(operator)).status(http.StatusOK).decode(&confirmed)
	if len(byLink.Items) != 2 || byLink.Items[0].Address != "b@acme.com" || len(byLink.Items[1].Reports) != 1 ||
		byLink.Items[1].Reports[0].Confirmed || byLink.Items[1].Reports[0].Requester != string(partner) {
		t.Errorf("%+v", byLink)
	}
	if len(confirmed.Items) != 1 || !confirmed.Items[0].Silenced || len(confirmed.Items[0].Reports) != 1 || !confirmed.Items[0].Reports[0].Confirmed {
		t.Errorf("%+v", confirmed)
	}
	s.call(http.MethodGet, "/reviews", "", s.signedIn(operator)).page(http.StatusOK,
		"a@acme.com", "b@acme.com", "link only", "confirmed with a code", "Stopped all our emails, confirmed with a code")
	s.call(http.MethodGet, "/v1/reported-addresses", "", as(partner)).problem(http.StatusForbidden, "forbidden")
}

// Only a suppressed address can be lifted, and it is in the list until then.
func TestSuppressedAddressesAreListedAndLifted(t *testing.T) {
	s := newSystem(t)
	for _, address := range []account.Email{"a@acme.com", "b@acme.com", "c@acme.com"} {
		s.suppress(address)
		s.pass(time.Second)
	}
	first, next := s.suppressed("?limit=2")
	second, end := s.suppressed("?limit=2&cursor=" + escape(next))
	if got := append(first, second...); !slices.Equal(got, []string{"c@acme.com", "b@acme.com", "a@acme.com"}) || end != "" {
		t.Errorf("%v, then %q", got, end)
	}
	lift := func(body any) response {
		t.Helper()
		return s.json("/v1/suppressed-addresses/lift", body, as(operator))
	}
	if a := lift(map[string]any{"address": "B@ACME.com"}).status(http.StatusOK); strings.TrimSpace(a.Body.String()) != "{}" {
		t.Errorf("%s", a.Body)
	}
	for _, address := range []string{"b@acme.com", "d@acme.com"} {
		lift(map[string]any{"address": address}).problem(http.StatusNotFound, "not-found")
	}
	for body, want := range map[string]string{
		`{}`: "address: not-an-email", `{"address":""}`: "address: not-an-email", `{"address":"x"}`: "address: not-an-email", `{"address":"a@acme.com","reason":"x"}`: "reason: unknown",
	} {
		if got := lift(body).problem(http.StatusUnprocessableEntity, "invalid-input"); len(got) != 1 || got[0] != want && got[0] != "address: required" {
			t.Errorf("%s: %v", body, got)
		}
	}
	exerciseBody(t, s, http.MethodPost, "/v1/suppressed-addresses/lift", `{"address":"d@acme.com"}`, map[string]string{"address": "string"}, as(operator))

	cookie := s.signedIn(operator)
	s.call(http.MethodGet, "/reviews", "", cookie).page(http.StatusOK, "a@acme.com", "c@acme.com").hides("b@acme.com")
	for range 2 { // another operator may be faster
		s.form("/reviews", fields("action", "lift", "address", "a@acme.com"), cookie).location("/reviews?done=lifted")
	}
	s.call(http.MethodGet, "/reviews?done=lifted", "", cookie).page(http.StatusOK, `class="notice good"`, "c@acme.com").hides("a@acme.com")
	s.form("/reviews", fields("action", "lift", "address", "x"), cookie).page(http.StatusUnprocessableEntity)
	if got, _ := s.suppressed(""); !slices.Equal(got, []string{"c@acme.com"}) {
		t.Errorf("%v", got)
	}
}

func TestAReviewIsRefusedIfTheRequestHasChanged(t *testing.T) {
	s := newSystem(t)
	opened := s.submitToReview("acme.com")
	cookie := s.signedIn(operator)
	looked := s.call(http.MethodGet, requestPage(opened.ID), "", cookie).page(http.StatusOK, `name="version" value="1"`)
	s.correct(partner, opened.ID, "evil@attacker.net").status(http.StatusOK)
	s.json(requestAPI(opened.ID, "review"), map[string]any{"decision": "accept", "version": 1}, as(operator)).problem(http.StatusConflict, "changed-meanwhile")
	s.form("/reviews", fields("request", opened.ID, "action", "accept", "version", "1"), cookie).
		page(http.StatusConflict, "This is the current version", "evil@attacker.net", `name="version" value="2"`)
	s.form("/reviews", fields("request", opened.ID, "action", "accept", "version", "one"), cookie).page(http.StatusBadRequest)
	for _, version := range []any{0, -1, 1.5, "1"} {
		if got := s.json(requestAPI(opened.ID, "review"), map[string]any{"decision": "accept", "version": version}, as(operator)).
			problem(http.StatusUnprocessableEntity, "invalid-input"); !slices.Equal(got, []string{"version: wrong-type"}) {
			t.Errorf("version %v: %v", version, got)
		}
	}
	if s.read(opened.ID).Status != "pending_review" || strings.Contains(looked.Body.String(), "attacker") {
		t.Error("it was accepted unseen")
	}
	s.json(requestAPI(opened.ID, "review"), map[string]any{"decision": "accept", "version": 2}, as(operator)).status(http.StatusOK)
}

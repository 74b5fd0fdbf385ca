package test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var company atomic.Int32

// newCompany returns a domain identifier that no other test uses, and an address at it.
func newCompany() (domain, address string) {
	domain = fmt.Sprintf("company-%d.com", company.Add(1))
	return domain, "director@" + domain
}

// ask opens a request and returns its id and the account's.
func ask(t *testing.T, domain string, customers ...string) (request, account string) {
	t.Helper()
	a := call(t, "POST", "/v1/account-requests", token(t, "partner"), map[string]any{
		"accountName": "The Company of " + strings.ReplaceAll(domain, ".", " "), "accountDomain": domain, "customerEmails": customers,
		"noteToCustomer": "Please approve, it is for your order.",
	}).want(t, http.StatusCreated)
	request, account = a.at("id").(string), a.at("account", "id").(string)
	if got := a.header.Get("Location"); !strings.HasSuffix(got, "/v1/account-requests/"+request) {
		t.Errorf("Location %q", got)
	}
	return request, account
}

var linkPattern = regexp.MustCompile(`https?://\S+/pending-requests\?token=(\S+)`)

// link returns the token of the decision link, which is in the mail's text once.
func link(t *testing.T, m mail) string {
	t.Helper()
	found := linkPattern.FindAllStringSubmatch(m.Text, -1)
	if len(found) != 1 || !strings.HasPrefix(found[0][0], stack.URL+"/") {
		t.Fatalf("%d decision links in %q:\n%s", len(found), m.Subject, m.Text)
	}
	return found[0][1]
}

var codePattern = regexp.MustCompile(`(?m)^([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})\r?$`)

// code requests a one-time code and reads it from the mailbox, which then has that number of mails.
func code(t *testing.T, token, mailbox string, number int) string {
	t.Helper()
	call(t, "POST", "/v1/pending-requests/code", "", map[string]string{"token": token}).want(t, http.StatusAccepted)
	m := waitMails(t, mailbox, number)[number-1]
	found := codePattern.FindAllString(m.Text, -1)
	if len(found) != 1 || linkPattern.MatchString(m.Text) {
		t.Fatalf("codes %v in\n%s", found, m.Text)
	}
	return found[0]
}

func decide(t *testing.T, body map[string]any) response {
	t.Helper()
	return call(t, "POST", "/v1/pending-requests/decision", "", body)
}

func TestApprovingCreatesTheAccount(t *testing.T) {
	t.Parallel()
	partner := token(t, "partner")
	domain, customer := newCompany()
	if found := call(t, "GET", "/v1/accounts?q="+domain, partner, nil).want(t, 200); found.at("items", 0) != nil {
		t.Fatalf("found before it was asked for: %s", found.body)
	}
	request, account := ask(t, domain, customer)

	found := call(t, "GET", "/v1/accounts", partner, nil).want(t, 200)
	if found.at("items", 0, "status") != "pending" {
		t.Errorf("the directory does not begin with a pending request: %s", found.body)
	}
	if found := call(t, "GET", "/v1/accounts?q="+domain, partner, nil).want(t, 200); found.at("items", 0, "id") != account {
		t.Errorf("its requester does not find it: %s", found.body)
	}
	call(t, "POST", "/v1/account-requests", token(t, "partner2"), map[string]any{
		"accountName": "Another", "accountDomain": strings.ToUpper(domain) + ".", "customerEmails": []string{customer},
	}).wantProblem(t, 409, "domain-taken")

	invited := waitMails(t, customer, 1)[0]
	if sender := `"Smart Accounts" <no-reply@smartaccounts.example>`; invited.From != sender {
		t.Errorf("the sender is %s, want %s", invited.From, sender)
	}
	opened := link(t, invited)
	view := call(t, "POST", "/v1/pending-requests/view", "", map[string]string{"token": opened}).want(t, 200)
	if view.at("request", "status") != "pending_approval" || view.at("request", "noteToApprover") != nil || strings.Contains(string(view.body), customer) {
		t.Errorf("view shows too little or too much: %s", view.body)
	}

	decide(t, map[string]any{"token": opened, "code": "0000-0000", "action": "approve"}).wantProblem(t, 422, "invalid-input")
	decide(t, map[string]any{"token": opened, "code": "0000-0000", "action": "approve", "authorized": true}).wantProblem(t, 403, "code-invalid")
	approve := map[string]any{"token": opened, "code": code(t, opened, customer, 2), "action": "approve", "authorized": true, "visibility": "public"}
	if done := decide(t, approve).want(t, 200); done.at("request", "status") != "approved" && done.at("status") != "approved" {
		t.Errorf("decision answers %s", done.body)
	}
	decide(t, map[string]any{"token": opened, "action": "approve", "authorized": true}).want(t, 200)
	late := decide(t, map[string]any{"token": opened, "action": "decline", "reason": "no"}).wantProblem(t, 409, "already-decided")
	if !strings.Contains(string(late.body), "approved") {
		t.Errorf("the late nominee does not learn who decided: %s", late.body)
	}

	waitTold(t, domain, 1)
	active := call(t, "GET", "/v1/accounts/"+account, partner, nil).want(t, 200)
	if active.at("status") != "active" || active.at("visibility") != "public" || active.at("virtualAccounts", 0) == nil {
		t.Errorf("account: %s", active.body)
	}
	tracked := call(t, "GET", "/v1/account-requests/"+request, partner, nil).want(t, 200)
	if tracked.at("history", 0, "event") != "submitted" || tracked.at("history", 1, "event") != "approved" || tracked.at("nominees", 0, "state") != "decided" {
		t.Errorf("request: %s", tracked.body)
	}
	call(t, "GET", "/v1/account-requests/"+request, token(t, "outsider"), nil).wantProblem(t, 404, "not-found")
	call(t, "GET", "/v1/account-requests/"+request, token(t, "operator"), nil).want(t, 200)

	// Strangers find a Public account by a part of its name, after it was indexed.
	for deadline := time.Now().Add(mailWithin); ; time.Sleep(200 * time.Millisecond) {
		found := call(t, "GET", "/v1/accounts?q="+strings.TrimSuffix(domain, "om"), token(t, "partner2"), nil).want(t, 200)
		if strings.Contains(string(found.body), account) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("a stranger does not find the public account: %s", found.body)
		}
	}
}

// asTyped removes from a mail the characters that prevent text from becoming a link.
var asTyped = strings.NewReplacer("\u2060", "", "\u200c", "")

// waitTold waits for that number of mails to the requester about the company.
func waitTold(t *testing.T, domain string, number int) []mail {
	t.Helper()
	name := "The Company of " + strings.ReplaceAll(domain, ".", " ")
	for deadline := time.Now().Add(mailWithin); ; time.Sleep(100 * time.Millisecond) {
		var about []mail
		for _, m := range mails(t, "partner@example.com") {
			if strings.Contains(asTyped.Replace(m.Text), name) {
				about = append(about, m)
			}
		}
		if len(about) == number {
			return about
		}
		if len(about) > number || time.Now().After(deadline) {
			t.Fatalf("the requester got %d mails about %s, want %d: %v", len(about), domain, number, subjects(about))
		}
	}
}

func TestDecliningNeedsAReasonAndReleasesTheDomain(t *testing.T) {
	t.Parallel()
	domain, customer := newCompany()
	second := "it@" + domain
	request, account := ask(t, domain, customer, second)
	opened := link(t, waitMails(t, customer, 1)[0])
	other := link(t, waitMails(t, second, 1)[0])
	if opened == other {
		t.Fatal("two nominees have the same link")
	}
	given := code(t, opened, customer, 2)
	decide(t, map[string]any{"token": opened, "code": given, "action": "decline", "reason": "  "}).wantProblem(t, 422, "invalid-input")
	decide(t, map[string]any{"token": other, "code": given, "action": "decline", "reason": "not mine"}).wantProblem(t, 403, "code-invalid")
	decide(t, map[string]any{"token": opened, "code": strings.ToLower(given), "action": "decline", "reason": "We have one. See www.evil.example/x"}).want(t, 200)

	told := waitTold(t, domain, 1)[0]
	if !strings.Contains(told.Text, "We have one") || strings.Contains(told.Text, "www.evil.example") {
		t.Errorf("the reason is missing or became a link:\n%s", told.Text)
	}
	waitMails(t, second, 2) // the invitation, and who decided
	view := call(t, "POST", "/v1/pending-requests/view", "", map[string]string{"token": other}).want(t, 200)
	if view.at("request", "status") != "declined" || view.at("request", "decidedBy") != customer {
		t.Errorf("the other nominee sees %s", view.body)
	}
	call(t, "POST", "/v1/pending-requests/code", "", map[string]string{"token": other}).wantProblem(t, 409, "already-decided")
	tracked := call(t, "GET", "/v1/account-requests/"+request, token(t, "partner"), nil).want(t, 200)
	if tracked.at("account", "status") != "cancelled" || tracked.at("declineReason") == nil {
		t.Errorf("request: %s", tracked.body)
	}
	call(t, "GET", "/v1/accounts/"+account, token(t, "partner2"), nil).wantProblem(t, 404, "not-found")
	ask(t, domain, customer)
}

func TestMailsAreInTheirReadersLanguage(t *testing.T) {
	t.Parallel()
	domain, customer := newCompany()
	call(t, "POST", "/v1/account-requests", token(t, "partner"), map[string]any{
		"accountName": "The Company of " + strings.ReplaceAll(domain, ".", " "), "accountDomain": domain, "customerEmails": []string{customer}, "language": "en",
	}, "Accept-Language", "it").want(t, 201)
	invited := waitMails(t, customer, 1)[0]
	if !strings.Contains(invited.Text, "asks you to approve") {
		t.Errorf("the customer is not asked in English:\n%s", invited.Text)
	}
	opened := link(t, invited)
	decide(t, map[string]any{"token": opened, "code": code(t, opened, customer, 2), "action": "decline", "reason": "Not now."}).want(t, 200)
	if told := waitTold(t, domain, 1)[0]; !strings.Contains(told.Text, "ha rifiutato la tua richiesta") {
		t.Errorf("the mail to the requester is not in Italian:\n%s", told.Text)
	}
}

// It also invites the next nominee and mails the requester.
func TestForwardingInvalidatesTheForwardersLink(t *testing.T) {
	t.Parallel()
	domain, customer := newCompany()
	next := "chief@" + domain
	request, _ := ask(t, domain, customer)
	opened := link(t, waitMails(t, customer, 1)[0])
	given := code(t, opened, customer, 2)
	forward := func(to string) response {
		return decide(t, map[string]any{"token": opened, "code": given, "action": "forward", "forwardTo": to, "note": "Yours"})
	}
	forward("partner@example.com").wantProblem(t, 422, "invalid-input")
	forward("Director+tag@"+domain).wantProblem(t, 422, "invalid-input")
	forward("somebody@elsewhere.com").wantProblem(t, 422, "invalid-input")
	forward(next).want(t, 200)
	call(t, "POST", "/v1/pending-requests/view", "", map[string]string{"token": opened}).wantProblem(t, 404, "link-invalid")
	forward("third@"+domain).wantProblem(t, 404, "link-invalid")
	waitTold(t, domain, 1)

	theirs := link(t, waitMails(t, next, 1)[0])
	decide(t, map[string]any{"token": theirs, "code": code(t, theirs, next, 2), "action": "approve", "authorized": true}).want(t, 200)
	waitTold(t, domain, 2)
	tracked := call(t, "GET", "/v1/account-requests/"+request, token(t, "partner"), nil).want(t, 200)
	if tracked.at("status") != "approved" || tracked.at("decidedBy") != next || tracked.at("nominees", 0, "state") != "forwarded" {
		t.Errorf("request: %s", tracked.body)
	}
	if tracked.at("account", "visibility") != "restricted" {
		t.Errorf("visibility was not chosen and is %v", tracked.at("account", "visibility"))
	}
	if found := call(t, "GET", "/v1/accounts?q="+domain[:len(domain)-1], token(t, "partner2"), nil).want(t, 200); found.at("items", 0) != nil {
		t.Errorf("a stranger finds a Restricted account by a part: %s", found.body)
	}
	if found := call(t, "GET", "/v1/accounts?q="+domain, token(t, "partner2"), nil).want(t, 200); found.at("items", 0) == nil {
		t.Errorf("a stranger does not find a Restricted account by its whole domain: %s", found.body)
	}
}

// The tries are concurrent.
func TestACodeHasFiveTries(t *testing.T) {
	t.Parallel()
	domain, customer := newCompany()
	ask(t, domain, customer)
	opened := link(t, waitMails(t, customer, 1)[0])
	given := code(t, opened, customer, 2)
	var wrong sync.WaitGroup
	for i := range 6 {
		wrong.Go(func() {
			guess := fmt.Sprintf("%04d-0000", i)
			status := decide(t, map[string]any{"token": opened, "code": guess, "action": "approve", "authorized": true}).status
			if status != http.StatusForbidden && status != http.StatusTooManyRequests {
				t.Errorf("wrong code answered %d", status)
			}
		})
	}
	wrong.Wait()
	for range 5 {
		decide(t, map[string]any{"token": opened, "code": "0000-0000", "action": "approve", "authorized": true}).wantProblem(t, 403, "code-invalid")
	}
	decide(t, map[string]any{"token": opened, "code": given, "action": "approve", "authorized": true}).wantProblem(t, 403, "code-invalid")
	decide(t, map[string]any{"token": opened, "code": code(t, opened, customer, 3), "action": "approve", "authorized": true}).want(t, 200)
}

func TestConcurrentRequestsForADomainOpenOne(t *testing.T) {
	t.Parallel()
	domain, customer := newCompany()
	bearer := token(t, "partner")
	var won, lost atomic.Int32
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			switch a := call(t, "POST", "/v1/account-requests", bearer, map[string]any{
				"accountName": "Race", "accountDomain": domain, "customerEmails": []string{customer},
			}); a.status {
			case http.StatusCreated:
				won.Add(1)
			case http.StatusConflict:
				lost.Add(1)
			default:
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	asking.Wait()
	if won.Load() != 1 || lost.Load() != 7 {
		t.Errorf("%d won, %d lost", won.Load(), lost.Load())
	}
	waitMails(t, customer, 1)
}

// With another body, the idempotency key is refused.
func TestARepeatedSubmissionOpensOneRequest(t *testing.T) {
	t.Parallel()
	domain, customer := newCompany()
	body := map[string]any{"accountName": "Once", "accountDomain": domain, "customerEmails": []string{customer}}
	submit := func(body any, key string) response {
		return call(t, "POST", "/v1/account-requests", token(t, "partner"), body, "Idempotency-Key", key)
	}
	first := submit(body, domain).want(t, 201)
	again := submit(body, domain).want(t, 201)
	if first.at("id") != again.at("id") {
		t.Errorf("two requests: %v and %v", first.at("id"), again.at("id"))
	}
	body["accountName"] = "Twice"
	submit(body, domain).wantProblem(t, 422, "idempotency-mismatch")
	submit(body, "two words").wantProblem(t, 422, "invalid-input")
	waitMails(t, customer, 1)
}

func TestInvalidCallsAreRefused(t *testing.T) {
	t.Parallel()
	partner, path := token(t, "partner"), "/v1/account-requests"
	if a := call(t, "GET", "/v1/accounts", "", nil); a.status != http.StatusUnauthorized {
		t.Errorf("no bearer: %d", a.status)
	}
	if a := call(t, "GET", "/v1/accounts", partner[:len(partner)-4]+"AAAA", nil); a.status != http.StatusUnauthorized {
		t.Errorf("bad bearer: %d", a.status)
	}
	call(t, "GET", "/v1/accounts", token(t, "outsider"), nil).wantProblem(t, 403, "forbidden")
	call(t, "POST", path, partner, "{").wantProblem(t, 400, "malformed")
	call(t, "POST", path, partner, `{"accountName":1,"who":"me"}`).wantProblem(t, 422, "invalid-input")
	call(t, "POST", path, partner, `{}`).wantProblem(t, 422, "invalid-input")
	call(t, "POST", path, partner, `{}`, "Content-Type", "text/plain").wantProblem(t, 415, "unsupported-media-type")
	call(t, "POST", path, partner, `{"accountName":"`+strings.Repeat("a", 17<<10)+`"}`).wantProblem(t, 413, "too-large")
	call(t, "DELETE", path, partner, nil).wantProblem(t, 405, "method-not-allowed")
	call(t, "GET", "/v1/nothing", partner, nil).wantProblem(t, 404, "not-found")
	call(t, "GET", path+"/nothing", partner, nil).wantProblem(t, 404, "not-found")
	call(t, "GET", "/v1/accounts?limit=101", partner, nil).wantProblem(t, 422, "invalid-input")
	call(t, "GET", "/v1/accounts?cursor=AAAA", partner, nil).wantProblem(t, 422, "invalid-input")
	call(t, "POST", "/v1/pending-requests/view", "", map[string]string{"token": "x"}).wantProblem(t, 404, "link-invalid")
	call(t, "POST", path, partner, map[string]any{
		"accountName": "X", "accountDomain": "gmail.com", "customerEmails": []string{"partner+me@example.com", "no address"},
		"accountType": "holding", "language": "xx",
	}).wantProblem(t, 422, "invalid-input")
	for _, page := range []string{"/", "/account-requests/new"} {
		a := call(t, "GET", page, "", nil).want(t, 401)
		if !strings.Contains(string(a.body), "/sign-in") || a.header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s is not our sign-in page: %s", page, a.header)
		}
	}
}

package test

import (
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// askElsewhere opens a request with a customer address that does not vouch for the domain.
func askElsewhere(t *testing.T, domain, customer string) (request string) {
	t.Helper()
	a := call(t, "POST", "/v1/account-requests", token(t, "partner"), map[string]any{
		"accountName": "The Company of " + strings.ReplaceAll(domain, ".", " "), "accountDomain": domain, "customerEmails": []string{customer},
		"noteToApprover": "Their mail is with another provider.",
	}).want(t, http.StatusCreated)
	if a.at("status") != "pending_review" || a.at("account", "status") != "pending" {
		t.Fatalf("no review: %s", a.body)
	}
	return a.at("id").(string)
}

// named returns the mails to the address about the company with that domain.
func named(t *testing.T, to, domain string) []mail {
	t.Helper()
	var about []mail
	for _, m := range mails(t, to) {
		if strings.Contains(m.Text, domain) {
			about = append(about, m)
		}
	}
	return about
}

// waitNamed waits for that number of these mails.
func waitNamed(t *testing.T, to, domain string, number int) []mail {
	t.Helper()
	for deadline := time.Now().Add(mailWithin); ; time.Sleep(100 * time.Millisecond) {
		about := named(t, to, domain)
		if len(about) == number {
			return about
		}
		if time.Now().After(deadline) || len(about) > number {
			t.Fatalf("%d mails to %s about %s, want %d: %v", len(about), to, domain, number, subjects(about))
		}
	}
}

// mailEvent simulates the mail provider's event for the newest mail to the address.
func mailEvent(t *testing.T, kind, to string) {
	t.Helper()
	cmd := exec.Command(tool, "mail-event", "-type", kind, "-to", to)
	cmd.Dir, cmd.Env = "..", append(os.Environ(), "STACK_DIR="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("mail-event: %v\n%s", err, out)
	}
}

func tracked(t *testing.T, request string) response {
	t.Helper()
	return call(t, "GET", "/v1/account-requests/"+request, token(t, "partner"), nil).want(t, http.StatusOK)
}

func TestNomineesAreInvitedOnlyAfterTheReview(t *testing.T) {
	t.Parallel()
	domain, _ := newCompany()
	customer := "director@mail-of-" + domain
	request := askElsewhere(t, domain, customer)
	waitNamed(t, "operator@example.org", domain, 1)
	queue := call(t, "GET", "/v1/reviews", token(t, "operator"), nil).want(t, 200)
	if !strings.Contains(string(queue.body), request) || !strings.Contains(string(queue.body), `"reason":"address"`) {
		t.Errorf("the queue lacks it or its reason: %s", queue.body)
	}
	if strings.Contains(string(tracked(t, request).body), "reviewReasons") {
		t.Error("the requester sees the reasons")
	}
	call(t, "POST", "/v1/account-requests/"+request+"/review", token(t, "partner"), map[string]string{"decision": "accept"}).wantProblem(t, 403, "forbidden")
	if early := mails(t, customer); len(early) != 0 {
		t.Fatalf("a nominee was mailed before the review: %v", subjects(early))
	}
	accepted := call(t, "POST", "/v1/account-requests/"+request+"/review", token(t, "operator"), map[string]any{"decision": "accept", "version": 1}).want(t, 200)
	if accepted.at("status") != "pending_approval" {
		t.Fatalf("not accepted: %s", accepted.body)
	}
	opened := link(t, waitMails(t, customer, 1)[0])
	waitTold(t, domain, 1)
	given := code(t, opened, customer, 2)
	done := decide(t, map[string]any{"token": opened, "code": given, "action": "approve", "authorized": true}).want(t, 200)
	if done.at("request", "status") != "approved" {
		t.Errorf("not approved: %s", done.body)
	}
}

func TestAParentsAdministratorsDecide(t *testing.T) {
	t.Parallel()
	domain, administrator := newCompany()
	ask(t, domain, administrator)
	opened := link(t, waitMails(t, administrator, 1)[0])
	decide(t, map[string]any{"token": opened, "code": code(t, opened, administrator, 2), "action": "approve", "authorized": true}).want(t, 200)
	waitMails(t, administrator, 3) // that they have the administrator role

	below, customer := "emea."+domain, "boss@emea."+domain
	forecast := call(t, "POST", "/v1/account-requests/check", token(t, "partner2"), map[string]any{
		"accountName": "Below", "accountDomain": below, "customerEmails": []string{customer},
	}).want(t, 200)
	if forecast.at("nominees") != "administrators" || forecast.at("review") != false || forecast.at("conflict") != false {
		t.Errorf("forecast: %s", forecast.body)
	}
	a := call(t, "POST", "/v1/account-requests", token(t, "partner2"), map[string]any{
		"accountName": "Below", "accountDomain": below, "customerEmails": []string{customer},
	}).want(t, 201)
	if a.at("status") != "pending_approval" || strings.Contains(string(a.body), administrator) || !strings.Contains(a.at("nominees", 0, "email").(string), "•••") {
		t.Errorf("the administrators of a Restricted account are not masked: %s", a.body)
	}
	told := waitMails(t, customer, 1)[0]
	if strings.Contains(told.Text+told.HTML, "/pending-requests?token=") || strings.Contains(told.Text+told.HTML, "director") {
		t.Errorf("the mail reveals too much to the customer:\n%s", told.Text)
	}
	theirs := link(t, waitMails(t, administrator, 4)[3])
	given := code(t, theirs, administrator, 5)
	decide(t, map[string]any{"token": theirs, "code": given, "action": "approve", "authorized": true}).want(t, 200)

	// The same identifier is a conflict, and the way on by dispute works.
	conflict := call(t, "POST", "/v1/account-requests", token(t, "partner2"), map[string]any{
		"accountName": "Another", "accountDomain": domain, "customerEmails": []string{"x@" + domain},
	}).wantProblem(t, 409, "domain-taken")
	if ways, _ := conflict.at("waysOn").([]any); len(ways) != 3 {
		t.Errorf("ways on: %s", conflict.body)
	}
	// By a user without a role who has opened no dispute in these tests, because the limit is five a day.
	dispute := call(t, "POST", "/v1/disputes", token(t, "outsider"), map[string]string{"accountDomain": domain, "note": "The company was sold."}).want(t, 201)
	settle := "/v1/disputes/" + dispute.at("id").(string) + "/settle"
	call(t, "POST", settle, token(t, "outsider"), map[string]string{"decision": "cancel-account", "reason": "x"}).wantProblem(t, 403, "forbidden")
	call(t, "POST", settle, token(t, "operator"), map[string]string{"decision": "cancel-account", "reason": "The register says so."}).want(t, 200)
	waitNamed(t, "outsider@example.edu", domain, 1) // the settlement
	ask(t, domain, administrator)
}

// A complaint also suppresses the address.
func TestDeliveryReportsReachTheRequester(t *testing.T) {
	t.Parallel()
	domain, customer := newCompany()
	other := "second@" + domain
	request, _ := ask(t, domain, customer, other)
	waitMails(t, customer, 1)
	waitMails(t, other, 1)
	mailEvent(t, "delivery", other)
	mailEvent(t, "bounce", customer)
	told := waitTold(t, domain, 1)[0]
	seen := tracked(t, request)
	if seen.at("nominees", 0, "delivery") != "bounced" || seen.at("nominees", 1, "delivery") != "delivered" {
		t.Errorf("deliveries: %s", seen.body)
	}
	if !strings.Contains(told.Text, "/account-requests/"+request) {
		t.Errorf("the requester is not shown where to correct:\n%s", told.Text)
	}
	right := "third@" + domain
	corrected := call(t, "PUT", "/v1/account-requests/"+request+"/customer-emails", token(t, "partner"), map[string]any{"customerEmails": []string{right, other}}).want(t, 200)
	if corrected.at("status") != "pending_approval" || corrected.at("nominees", 0, "state") != "replaced" {
		t.Errorf("not corrected: %s", corrected.body)
	}
	link(t, waitMails(t, right, 1)[0])
	mailEvent(t, "complaint", other)
	suppressed := call(t, "GET", "/v1/suppressed-addresses", token(t, "operator"), nil).want(t, 200)
	if !strings.Contains(string(suppressed.body), other) {
		t.Errorf("not suppressed: %s", suppressed.body)
	}
	call(t, "POST", "/v1/account-requests/"+request+"/resend", token(t, "partner"), nil).want(t, 200)
	waitMails(t, right, 2)
	time.Sleep(mailQuiet)
	if got := mails(t, other); len(got) != 1 {
		t.Errorf("a suppressed address got mail: %v", subjects(got))
	}
	call(t, "POST", "/v1/suppressed-addresses/lift", token(t, "operator"), map[string]string{"address": other}).want(t, 200)
	call(t, "POST", "/v1/account-requests/"+request+"/resend", token(t, "partner"), nil).want(t, 200) // the resend before did not count for it
	waitMails(t, other, 2)
	again := call(t, "POST", "/v1/account-requests/"+request+"/resend", token(t, "partner"), nil).wantProblem(t, 429, "rate-limited")
	if again.header.Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
}

var reportPattern = regexp.MustCompile(`https?://\S+/not-for-me\?token=(\S+)`)

// report returns the token of the link "this was not for me".
func report(t *testing.T, m mail) string {
	t.Helper()
	found := reportPattern.FindAllStringSubmatch(m.Text, -1)
	if len(found) != 1 {
		t.Fatalf("%d such links in %q:\n%s", len(found), m.Subject, m.Text)
	}
	return found[0][1]
}

func TestTheNotForMeLinkStopsOneRequestersMail(t *testing.T) {
	t.Parallel()
	domain, customer := newCompany()
	request, _ := ask(t, domain, customer)
	invitation := waitMails(t, customer, 1)[0]
	stop := report(t, invitation)
	call(t, "POST", "/v1/pending-requests/view", "", map[string]string{"token": stop}).wantProblem(t, 404, "link-invalid")
	call(t, "GET", "/not-for-me?token="+link(t, invitation), "", nil).want(t, 404)

	reader := browser(t, true)
	do(t, reader, "open the link", chromedp.Navigate(stack.URL+"/not-for-me?token="+stop), chromedp.WaitVisible(`main form button`, chromedp.ByQuery))
	picture(t, reader, "not-for-me")
	if events := string(tracked(t, request).body); strings.Contains(events, "reported") {
		t.Fatal("opening the link stopped something")
	}
	do(t, reader, "stop", chromedp.Click(`main form button`, chromedp.ByQuery), chromedp.WaitReady(`main [name=action][value=undo]`, chromedp.ByQuery))
	if events := string(tracked(t, request).body); !strings.Contains(events, `"reported"`) {
		t.Errorf("the requester does not see it: %s", events)
	}
	call(t, "POST", "/v1/account-requests/"+request+"/resend", token(t, "partner"), nil).wantProblem(t, 422, "invalid-input")
	time.Sleep(mailQuiet)
	if got := mails(t, customer); len(got) != 1 {
		t.Fatalf("stopped mail came: %v", subjects(got))
	}
	if seen := tracked(t, request); seen.at("nominees", 0, "delivery") != "sent" || seen.at("nominees", 0, "takesNoMail") != true {
		t.Errorf("the requester does not see that the address takes no mail: %s", seen.body)
	}
	code(t, link(t, invitation), customer, 2) // the link stays valid, and its holder requests codes
	do(t, reader, "undo", chromedp.Click(`main form button`, chromedp.ByQuery), chromedp.WaitReady(`main [name=action][value=stop]`, chromedp.ByQuery))
	call(t, "POST", "/v1/account-requests/"+request+"/resend", token(t, "partner"), nil).want(t, 200)
	waitMails(t, customer, 3)
}

// No reminder is sent after the end.
func TestAReminderIsSentOnce(t *testing.T) {
	domain, customer := newCompany()
	request, _ := ask(t, domain, customer)
	opened := link(t, waitMails(t, customer, 1)[0])
	age(t, 7)
	reminder := waitMails(t, customer, 2)[1]
	if link(t, reminder) != opened || !strings.Contains(reminder.Subject, "eminder") {
		t.Errorf("no reminder: %q", reminder.Subject)
	}
	age(t, 54) // two more are due: only the latest is sent
	waitMails(t, customer, 3)
	age(t, 1)
	time.Sleep(mailQuiet)
	waitMails(t, customer, 3)
	call(t, "POST", "/v1/account-requests/"+request+"/withdraw", token(t, "partner"), nil).want(t, 200)
	waitMails(t, customer, 4) // that the request was withdrawn
	age(t, 25)
	time.Sleep(mailQuiet)
	waitMails(t, customer, 4)
	call(t, "POST", "/v1/account-requests/"+request+"/withdraw", token(t, "partner"), nil).wantProblem(t, 409, "already-decided")
}

// A requester's third invitation to an address within a day is sent later, and does not delay another
// requester's.
func TestInvitationsOverTheLimitWait(t *testing.T) {
	domain, customer := newCompany()
	var last string
	for _, prefix := range []string{"", "a.", "b."} {
		last, _ = ask(t, prefix+domain, customer)
	}
	waitMails(t, customer, 2)
	time.Sleep(mailQuiet)
	waitMails(t, customer, 2)
	call(t, "POST", "/v1/account-requests", token(t, "partner2"), map[string]any{
		"accountName": "Another " + domain, "accountDomain": "c." + domain, "customerEmails": []string{customer},
	}).want(t, 201)
	waitMails(t, customer, 3)
	age(t, 1)
	for deadline := time.Now().Add(100 * time.Second); len(mails(t, customer)) < 4 && time.Now().Before(deadline); {
		time.Sleep(time.Second) // the mailer's schedule runs every minute
	}
	waitMails(t, customer, 4)
	if seen := tracked(t, last); seen.at("nominees", 0, "delivery") != "sent" {
		t.Errorf("delivery: %s", seen.body)
	}
}

func TestReviewingAndCorrectingWorkInTheBrowser(t *testing.T) {
	domain, right := newCompany()
	wrong := "director@mail-of-" + domain
	partner := browser(t, true)
	signIn(t, partner, "partner", "/account-requests/new")
	do(t, partner, "open the form", chromedp.Navigate(stack.URL+"/account-requests/new"), chromedp.WaitVisible(`main [name=accountName]`, chromedp.ByQuery))
	do(t, partner, "fill in the form", fill("accountName", "Reviewed "+domain), chromedp.Click(`main [name=edit]`, chromedp.ByQuery),
		chromedp.WaitVisible(`main [name=accountDomain]`, chromedp.ByQuery),
		fill("accountDomain", domain, "noteToApprover", "Their mail is at the holding.", "customerEmails", wrong))
	do(t, partner, "check", chromedp.Click(`main [name=step][value=check]`, chromedp.ByQuery), chromedp.WaitVisible(`main [role=status]`, chromedp.ByQuery))
	picture(t, partner, "check")
	do(t, partner, "send it", chromedp.Click(`main .actions button.primary`, chromedp.ByQuery), chromedp.WaitVisible(`main table`, chromedp.ByQuery))

	operator := browser(t, true)
	signIn(t, operator, "operator", "/reviews")
	do(t, operator, "see the queue", chromedp.Navigate(stack.URL+"/reviews"), chromedp.WaitVisible(`main a[href^="/account-requests/"]`, chromedp.ByQuery))
	picture(t, operator, "reviews")
	var request string
	do(t, operator, "find the request", chromedp.Evaluate(`[...document.querySelectorAll('main a[href^="/account-requests/"]')].find(a => a.textContent.includes("Reviewed `+domain+`")).getAttribute("href")`, &request))
	do(t, operator, "look at it", chromedp.Navigate(stack.URL+request), chromedp.WaitReady(`main [name=action][value=accept]`, chromedp.ByQuery))
	if text := read(t, operator); !strings.Contains(text, wrong) || !strings.Contains(text, "Their mail is at the holding.") {
		t.Errorf("reason and note are not shown:\n%s", text)
	}
	picture(t, operator, "review")
	do(t, operator, "accept", chromedp.Click(`main form:has([value=accept]) button[type=submit]`, chromedp.ByQuery), chromedp.WaitVisible(`main .notice.good`, chromedp.ByQuery))
	waitMails(t, wrong, 1)
	mailEvent(t, "bounce", wrong)

	do(t, partner, "follow the request", chromedp.Navigate(stack.URL+request), chromedp.WaitVisible(`main [name=customerEmails]`, chromedp.ByQuery))
	picture(t, partner, "bounced")
	do(t, partner, "correct the address", fill("customerEmails", right),
		chromedp.Click(`main form:has([value=correct]) button[type=submit]`, chromedp.ByQuery), chromedp.WaitVisible(`main .notice.good`, chromedp.ByQuery))
	picture(t, partner, "tracking")
	if text := read(t, partner); !strings.Contains(text, "Their mail") || !strings.Contains(text, right) {
		t.Errorf("not corrected:\n%s", text)
	}
	link(t, waitMails(t, right, 1)[0])
}

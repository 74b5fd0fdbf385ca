package web_test

import (
	"cmp"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
)

// links opens a request and returns the two tokens of Jane's invitation: to decide, and to say that it was
// not for her.
func (s *system) links(domain string) (opened requestBody, decide, report string) {
	s.Helper()
	opened = s.submit(domain)
	decide, report, _ = strings.Cut(s.deliverMail(workflow.Invitation, account.Email("jane@"+domain)), "\n")
	s.secrets.add(decide, report)
	return opened, decide, report
}

func notForMe(token string) string { return "/not-for-me?token=" + escape(token) }

// Scanners that open the links of a mail stop nothing, and pages of other sites cannot either.
func TestOpeningTheNotForMeLinkNeverWrites(t *testing.T) {
	s := newSystem(t)
	_, _, report := s.links("acme.com")
	session := s.signedIn("jane@acme.com")
	before, err := s.api.Scan(s.Context(), scan(s))
	if err != nil {
		t.Fatal(err)
	}
	s.pass(10 * time.Minute)
	for _, query := range []string{"", "&done=stop", "&action=stop", "&done=x&done=y"} {
		s.call(http.MethodGet, notForMe(report)+query, "", session).page(http.StatusOK, `value="stop"`, "j•••@acme.com", string(partner))
	}
	s.call(http.MethodGet, notForMe(report), "").page(http.StatusOK, "j•••@acme.com").hides("jane@acme.com")
	s.call(http.MethodHead, notForMe(report), "").status(http.StatusOK)
	stop := fields("token", report, "action", "stop").Encode()
	for _, option := range []func(*http.Request){header("Sec-Fetch-Site", "cross-site"), header("Sec-Fetch-Site", "same-site"), header("Origin", "https://evil.example"), header("Origin", "null")} {
		s.call(http.MethodPost, "/not-for-me", stop, option, header("Content-Type", "application/x-www-form-urlencoded")).page(http.StatusForbidden)
	}
	after, err := s.api.Scan(s.Context(), scan(s))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := items(after.Items), items(before.Items); len(got) == 0 || len(got) != len(want) || !reflect.DeepEqual(got, want) {
		t.Errorf("before %v\nafter %v", want, got)
	}
}

// A person can stop unwanted mail and undo that, and the request continues for others.
func TestSayingNotForMeStopsTheRequestersMail(t *testing.T) {
	s := newSystem(t)
	opened, decide, report := s.links("acme.com")
	send := func(action string) {
		t.Helper()
		for range 2 { // a second press changes nothing
			s.form("/not-for-me", fields("token", report, "action", action)).location("/not-for-me?" + url.Values{"token": {report}, "done": {action}}.Encode())
		}
	}
	send("stop")
	s.call(http.MethodGet, notForMe(report)+"&done=stop", "").page(http.StatusOK, `value="undo"`, `id="success"`).hides(`value="stop"`)
	seen := s.read(opened.ID)
	if seen.Status != "pending_approval" || !slices.Equal(seen.events(), []string{"submitted", "reported"}) || seen.History[1].Actor != "jane@acme.com" || seen.History[1].Detail["address"] != "jane@acme.com" {
		t.Errorf("%+v", seen)
	}
	s.json("/v1/pending-requests/view", map[string]any{"token": decide}).status(http.StatusOK) // she may have been wrong
	mails := func() int {
		t.Helper()
		s.pass(24 * time.Hour)
		if _, err := s.send.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		to := func(m workflow.Message) bool { return m.To == "jane@acme.com" }
		return len(slices.DeleteFunc(slices.Clone(s.delivered), func(m workflow.Message) bool { return !to(m) }))
	}
	before := mails()
	s.json(requestAPI(opened.ID, "resend"), "", as(partner)).status(http.StatusOK)
	if after := mails(); after != before {
		t.Errorf("%d mails, then %d", before, after)
	}
	send("undo")
	s.call(http.MethodGet, notForMe(report)+"&done=undo", "").page(http.StatusOK, `value="stop"`, `id="success"`)
	s.json(requestAPI(opened.ID, "resend"), "", as(partner)).status(http.StatusOK)
	if after := mails(); after != before+1 {
		t.Errorf("%d mails, then %d", before, after)
	}
	if seen = s.read(opened.ID); !slices.Equal(seen.events(), []string{"submitted", "reported", "resent", "report-taken-back", "resent"}) {
		t.Errorf("%v", seen.events())
	}
}

// Otherwise a person who passes on the one link would also give away the other.
func TestTheTwoLinksOfAMailAreNotExchangeable(t *testing.T) {
	s := newSystem(t)
	opened, decide, report := s.links("acme.com")
	s.call(http.MethodGet, notForMe(decide), "").page(http.StatusNotFound)
	for _, action := range []string{"stop", "undo"} {
		s.form("/not-for-me", fields("token", decide, "action", action)).page(http.StatusNotFound)
	}
	s.call(http.MethodGet, "/pending-requests?token="+escape(report), "").page(http.StatusNotFound)
	s.form("/pending-requests", fields("token", report, "step", "code")).page(http.StatusNotFound)
	s.form("/pending-requests", fields("token", report, "action", "approve", "authorized", "yes"), s.signedIn("jane@acme.com")).page(http.StatusNotFound)
	for _, target := range []string{"/v1/pending-requests/view", "/v1/pending-requests/code"} {
		s.json(target, map[string]any{"token": report}).problem(http.StatusNotFound, "link-invalid")
	}
	s.json(decisionPath, map[string]any{"token": report, "code": s.code(decide, "acme.com"), "action": "approve", "authorized": true}).problem(http.StatusNotFound, "link-invalid")
	if seen := s.read(opened.ID); seen.Status != "pending_approval" || len(seen.History) != 1 {
		t.Errorf("%+v", seen)
	}
}

// Other forms have no effect, and are not server errors.
func TestBadNotForMeFormsAreRefused(t *testing.T) {
	s := newSystem(t)
	opened, _, report := s.links("acme.com")
	for _, action := range []string{"", "Stop", "stop ", "approve", "\x00"} {
		s.form("/not-for-me", fields("token", report, "action", action)).page(http.StatusBadRequest)
	}
	id, secret, _ := strings.Cut(report, ".")
	for _, made := range []string{"", ".", id + ".", "." + secret, report + "A", report[:len(report)-1], strings.ToUpper(id) + "." + secret, " " + report, opened.ID, "\xff", strings.Repeat("a", 9000)} {
		s.call(http.MethodGet, notForMe(made), "").page(http.StatusNotFound)
		s.form("/not-for-me", fields("token", made, "action", "stop")).page(http.StatusNotFound)
	}
	s.call(http.MethodGet, "/not-for-me", "").page(http.StatusNotFound)
	busy := s.in(t)
	busy.front = web.ActOnRequest(s.site, workflow.View{Store: s.table, Now: s.now}, s.sending(), s.deciding(), workflow.NotForMe{Store: busyTable{s.table}, Now: s.now, Codes: testKey("codes"), Limits: codeLimits})
	busy.form("/not-for-me", fields("token", report, "action", "stop")).page(http.StatusTooManyRequests, `role="alert"`, `value="stop"`, report).retryAfter("1")
	if seen := s.read(opened.ID); len(seen.History) != 1 {
		t.Errorf("%+v", seen)
	}
}

// forms are those of a page, with what a robot that fills in everything sends.
func forms(t *testing.T, page string) (all []url.Values) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	attribute := func(n *html.Node, key string) string {
		for _, a := range n.Attr {
			if a.Key == key {
				return a.Val
			}
		}
		return ""
	}
	for form := range root.Descendants() {
		if form.Data != "form" || attribute(form, "action") != "/not-for-me" {
			continue
		}
		sent := url.Values{}
		for field := range form.Descendants() {
			if name := attribute(field, "name"); name != "" {
				sent.Set(name, cmp.Or(attribute(field, "value"), "ABCD-1234"))
			}
		}
		all = append(all, sent)
	}
	return all
}

// Robots open three requesters' pages and submit every form. That must not stop other mail to the address or codes, must not
// count against any person, and can be undone.
func TestRobotsThatPressEveryButtonStopNoOtherMail(t *testing.T) {
	s := newSystem(t)
	var token, report string
	for i, person := range []account.Email{partner, partner2, operator} {
		body := newRequest([]string{"one.acme.com", "two.acme.com", "three.acme.com"}[i])
		body["customerEmails"] = []string{"sam@acme.com"}
		s.json("/v1/account-requests", body, as(person)).status(http.StatusCreated)
		token, report, _ = strings.Cut(s.deliverMail(workflow.Invitation, "sam@acme.com"), "\n")
		pressed := map[string]bool{}
		for _, done := range []string{"", "&done=stop", "&done=code", "&done=undo", "&done=lift"} {
			for _, form := range forms(t, s.call(http.MethodGet, notForMe(report)+done, "").page(http.StatusOK).Body.String()) {
				s.form("/not-for-me", form)
				pressed[form.Get("action")] = true
			}
		}
		for _, action := range []string{"stop", "undo", "code", "silence"} {
			if !pressed[action] {
				t.Errorf("no robot pressed %s: %v", action, pressed)
			}
		}
		for _, made := range []string{"silence", "lift"} {
			s.form("/not-for-me", fields("token", report, "action", made, "report", "yes", "code", "")).page(http.StatusForbidden, `role="alert"`)
		}
		s.form("/not-for-me", fields("token", report, "action", "stop")).status(http.StatusSeeOther)
		s.pass(time.Second)
		used, err := s.table.Used(t.Context(), workflow.ComplaintsAbout(person))
		if err != nil || len(used.Uses) != 0 {
			t.Errorf("against %s: %+v, %v", person, used, err)
		}
	}
	s.call(http.MethodGet, notForMe(report), "").page(http.StatusOK, `class="notice good"`, `value="undo"`)
	if list, _ := s.suppressed(""); len(list) != 0 {
		t.Errorf("links alone have suppressed %v", list)
	}
	s.giveRole("pat@example.net", "pat.example.net")
	body := newRequest("four.acme.com")
	body["customerEmails"] = []string{"sam@acme.com"}
	s.json("/v1/account-requests", body, as("pat@example.net")).status(http.StatusCreated)
	if _, fourth, _ := strings.Cut(s.deliverMail(workflow.Invitation, "sam@acme.com"), "\n"); fourth == report {
		t.Error("the mail of a requester whom no robot reported does not come")
	}
	s.json("/v1/pending-requests/code", map[string]any{"token": token}).status(http.StatusAccepted)
	if code := s.deliverMail(workflow.CodeMail, "sam@acme.com"); code == "" {
		t.Error("no code came")
	}
	s.form("/not-for-me", fields("token", report, "action", "undo")).status(http.StatusSeeOther)
	s.call(http.MethodGet, notForMe(report), "").page(http.StatusOK, `value="stop"`)
}

// The holder of a mailbox can stop all mail to it with a code and undo that, and sees what is wrong with a code.
func TestTheHolderOfAMailboxStopsAllMailOnThePage(t *testing.T) {
	s := newSystem(t)
	_, _, report := s.links("acme.com")
	ask := func() (code string, challenge *http.Cookie) {
		t.Helper()
		a := s.form("/not-for-me", fields("token", report, "action", "code"))
		a.location("/not-for-me?" + url.Values{"token": {report}, "done": {"code"}}.Encode())
		cookies := a.Result().Cookies()
		if len(cookies) != 1 || cookies[0].Path != "/not-for-me" || !cookies[0].HttpOnly {
			t.Fatalf("the challenge's cookie: %v", cookies)
		}
		return strings.TrimSpace(s.deliverMail(workflow.MailboxCodeMail, "jane@acme.com")), cookies[0]
	}
	code, challenge := ask()
	s.call(http.MethodGet, notForMe(report)+"&done=code", "").page(http.StatusOK, "We have emailed a code to <bdi>j•••@acme.com</bdi>")
	with := func(r *http.Request) { r.AddCookie(challenge) }
	s.form("/not-for-me", fields("token", report, "action", "silence", "code", "0000-0000", "report", "yes"), with).
		page(http.StatusForbidden, `aria-invalid="true"`, "4", `value="yes" checked`).hides("0000-0000")
	s.form("/not-for-me", fields("token", report, "action", "silence", "code", strings.ReplaceAll(code, "-", "\u2013"), "report", "yes"), with).
		location("/not-for-me?" + url.Values{"token": {report}, "done": {"silence"}}.Encode())
	s.call(http.MethodGet, notForMe(report)+"&done=silence", "").page(http.StatusOK, `id="success"`, `value="lift"`).hides(`value="stop"`, `value="silence"`)
	if list, _ := s.suppressed(""); !slices.Equal(list, []string{"jane@acme.com"}) {
		t.Errorf("suppressed: %v", list)
	}
	code, challenge = ask()
	s.form("/not-for-me", fields("token", report, "action", "lift", "code", code), with).
		location("/not-for-me?" + url.Values{"token": {report}, "done": {"lift"}}.Encode())
	s.call(http.MethodGet, notForMe(report)+"&done=lift", "").page(http.StatusOK, `id="success"`, `value="silence"`, "gets our emails again")
	for range 3 {
		ask()
	}
	s.form("/not-for-me", fields("token", report, "action", "code")).
		page(http.StatusTooManyRequests, `role="alert"`, "You have asked for too many codes recently", "you can still use it").retryAfter("3600")
}

// The requester sees that no nominee can be reached, why, and until when they can correct that.
func TestUnreachableNomineesAreShownWithTheReason(t *testing.T) {
	s := newSystem(t)
	body := newRequest("acme.com")
	body["customerEmails"] = []string{"jane@acme.com"}
	var opened requestBody
	s.json("/v1/account-requests", body, as(partner)).status(http.StatusCreated).decode(&opened)
	_, report, _ := strings.Cut(s.deliverMail(workflow.Invitation, "jane@acme.com"), "\n")
	s.form("/not-for-me", fields("token", report, "action", "code")).status(http.StatusSeeOther)
	code := strings.TrimSpace(s.deliverMail(workflow.MailboxCodeMail, "jane@acme.com"))
	s.form("/not-for-me", fields("token", report, "action", "silence", "code", code)).status(http.StatusSeeOther)
	var seen struct {
		ExpiresAt time.Time
		Nominees  []struct {
			Unreachable *struct {
				Since time.Time
				Why   string
			}
		}
	}
	s.call(http.MethodGet, "/v1/account-requests/"+opened.ID, "", as(partner)).status(http.StatusOK).decode(&seen)
	if len(seen.Nominees) != 1 || seen.Nominees[0].Unreachable == nil || seen.Nominees[0].Unreachable.Why != "suppressed" ||
		!seen.ExpiresAt.Equal(seen.Nominees[0].Unreachable.Since.Add(account.UndeliveredFor)) {
		t.Errorf("%+v", seen)
	}
	s.call(http.MethodGet, "/account-requests/"+opened.ID, "", s.signedIn(partner)).page(http.StatusOK,
		"Our emails do not reach", "emails to this address are stopped", "We cannot reach anyone who can decide")
	s.deliverMail(workflow.BouncedMail, partner)
}

func TestTheNotForMePageIsInTheReadersLanguageElseTheRequests(t *testing.T) {
	s := newSystem(t)
	body := newRequest("acme.com")
	body["language"] = "it"
	s.json("/v1/account-requests", body, as(partner)).status(http.StatusCreated)
	_, report, _ := strings.Cut(s.deliverMail(workflow.Invitation, "jane@acme.com"), "\n")
	for accept, want := range map[string]string{"": "it", "de": "it", "en": "en"} {
		s.call(http.MethodGet, notForMe(report), "", header("Accept-Language", accept)).page(http.StatusOK, `<html lang="`+want+`"`)
	}
}

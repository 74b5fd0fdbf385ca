package web_test

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
)

// links opens a request and answers the two tokens of Jane's invitation: to decide, and to say that it was
// not for her.
func (s *stand) links(domain string) (opened requestBody, decide, report string) {
	s.Helper()
	opened = s.submit(domain)
	decide, report, _ = strings.Cut(s.letter(workflow.Invitation, account.Email("jane@"+domain)), "\n")
	s.secrets.add(decide, report)
	return opened, decide, report
}

func notForMe(token string) string { return "/not-for-me?token=" + escape(token) }

// Fails when a scanner that opens the links of a mail stops anything, or when a page of another site can.
func TestOpeningTheNotForMeLinkNeverWrites(t *testing.T) {
	s := newStand(t)
	_, _, report := s.links("acme.com")
	session := s.signedIn("jane@acme.com")
	before, err := s.api.Scan(s.Context(), scan(s))
	if err != nil {
		t.Fatal(err)
	}
	s.pass(10 * time.Minute)
	for _, query := range []string{"", "&done=stop", "&action=stop", "&done=x&done=y"} {
		s.do(http.MethodGet, notForMe(report)+query, "", session).page(http.StatusOK, `value="stop"`, "j•••@acme.com", string(partner))
	}
	s.do(http.MethodGet, notForMe(report), "").page(http.StatusOK, "j•••@acme.com").hides("jane@acme.com")
	s.do(http.MethodHead, notForMe(report), "").status(http.StatusOK)
	stop := fields("token", report, "action", "stop").Encode()
	for _, option := range []func(*http.Request){header("Sec-Fetch-Site", "cross-site"), header("Sec-Fetch-Site", "same-site"), header("Origin", "https://evil.example"), header("Origin", "null")} {
		s.do(http.MethodPost, "/not-for-me", stop, option, header("Content-Type", "application/x-www-form-urlencoded")).page(http.StatusForbidden)
	}
	after, err := s.api.Scan(s.Context(), scan(s))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := items(after.Items), items(before.Items); len(got) == 0 || len(got) != len(want) || !reflect.DeepEqual(got, want) {
		t.Errorf("before %v\nafter %v", want, got)
	}
}

// Fails when somebody who does not want the mail cannot stop it, cannot take that back, or ends the
// request for others by it.
func TestSayingNotForMeStopsTheRequestersMail(t *testing.T) {
	s := newStand(t)
	opened, decide, report := s.links("acme.com")
	send := func(action string) {
		t.Helper()
		for range 2 { // a second press changes nothing
			s.form("/not-for-me", fields("token", report, "action", action)).location("/not-for-me?" + url.Values{"token": {report}, "done": {action}}.Encode())
		}
	}
	send("stop")
	s.do(http.MethodGet, notForMe(report)+"&done=stop", "").page(http.StatusOK, `value="undo"`, `role="status"`).hides(`value="stop"`)
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
	s.do(http.MethodGet, notForMe(report)+"&done=undo", "").page(http.StatusOK, `value="stop"`, `role="status"`)
	s.json(requestAPI(opened.ID, "resend"), "", as(partner)).status(http.StatusOK)
	if after := mails(); after != before+1 {
		t.Errorf("%d mails, then %d", before, after)
	}
	if seen = s.read(opened.ID); !slices.Equal(seen.events(), []string{"submitted", "reported", "resent", "report-taken-back", "resent"}) {
		t.Errorf("%v", seen.events())
	}
}

// Fails when one link of a mail serves for the other's purpose: who forwards a mail to be rid of it would
// let others decide, and the other way round.
func TestTheTwoLinksOfAMailAreNotExchangeable(t *testing.T) {
	s := newStand(t)
	opened, decide, report := s.links("acme.com")
	s.do(http.MethodGet, notForMe(decide), "").page(http.StatusNotFound)
	for _, action := range []string{"stop", "undo"} {
		s.form("/not-for-me", fields("token", decide, "action", action)).page(http.StatusNotFound)
	}
	s.do(http.MethodGet, "/pending-requests?token="+escape(report), "").page(http.StatusNotFound)
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

// Fails when something else than the two buttons does something, or is a failure of ours.
func TestBadNotForMeFormsAreRefused(t *testing.T) {
	s := newStand(t)
	opened, _, report := s.links("acme.com")
	for _, action := range []string{"", "Stop", "stop ", "approve", "\x00"} {
		s.form("/not-for-me", fields("token", report, "action", action)).page(http.StatusBadRequest)
	}
	id, secret, _ := strings.Cut(report, ".")
	for _, made := range []string{"", ".", id + ".", "." + secret, report + "A", report[:len(report)-1], strings.ToUpper(id) + "." + secret, " " + report, opened.ID, "\xff", strings.Repeat("a", 9000)} {
		s.do(http.MethodGet, notForMe(made), "").page(http.StatusNotFound)
		s.form("/not-for-me", fields("token", made, "action", "stop")).page(http.StatusNotFound)
	}
	s.do(http.MethodGet, "/not-for-me", "").page(http.StatusNotFound)
	busy := s.in(t)
	busy.front = web.ActOnRequest(s.site, workflow.View{Store: s.table, Now: s.now}, s.sending(), s.deciding(), workflow.NotForMe{Store: busyTable{s.table}, Now: s.now})
	busy.form("/not-for-me", fields("token", report, "action", "stop")).page(http.StatusTooManyRequests, `role="alert"`, `value="stop"`, report).retryAfter("1")
	if seen := s.read(opened.ID); len(seen.History) != 1 {
		t.Errorf("%+v", seen)
	}
}

// Fails when robots that press every button of three requesters' pages silence an address or keep a code from it, or
// what they did cannot be undone.
func TestRobotsThatPressEveryButtonSilenceNobody(t *testing.T) {
	s := newStand(t)
	var token, report string
	for i, person := range []account.Email{partner, partner2, operator} {
		body := newRequest([]string{"one.acme.com", "two.acme.com", "three.acme.com"}[i])
		body["customerEmails"] = []string{"sam@acme.com"}
		s.json("/v1/account-requests", body, as(person)).status(http.StatusCreated)
		token, report, _ = strings.Cut(s.letter(workflow.Invitation, "sam@acme.com"), "\n")
		s.do(http.MethodGet, notForMe(report), "").status(http.StatusOK)
		s.form("/not-for-me", fields("token", report, "action", "stop")).status(http.StatusSeeOther)
		s.pass(time.Second)
	}
	s.do(http.MethodGet, notForMe(report), "").page(http.StatusOK, `role="status"`, `value="undo"`)
	var list listBody[struct{ Address string }]
	s.do(http.MethodGet, "/v1/suppressed-addresses", "", as(operator)).status(http.StatusOK).decode(&list)
	if len(list.Items) != 0 {
		t.Errorf("links alone have suppressed %+v", list)
	}
	s.json("/v1/pending-requests/code", map[string]any{"token": token}).status(http.StatusAccepted)
	if code := s.letter(workflow.CodeMail, "sam@acme.com"); code == "" {
		t.Error("no code came")
	}
	s.form("/not-for-me", fields("token", report, "action", "undo")).status(http.StatusSeeOther)
	s.do(http.MethodGet, notForMe(report), "").page(http.StatusOK, `value="stop"`)
}

// Fails when the page is in a language that neither its reader nor the request chose.
func TestTheNotForMePageIsInTheReadersLanguageElseTheRequests(t *testing.T) {
	s := newStand(t)
	body := newRequest("acme.com")
	body["language"] = "it"
	s.json("/v1/account-requests", body, as(partner)).status(http.StatusCreated)
	_, report, _ := strings.Cut(s.letter(workflow.Invitation, "jane@acme.com"), "\n")
	for accept, want := range map[string]string{"": "it", "de": "it", "en": "en"} {
		s.do(http.MethodGet, notForMe(report), "", header("Accept-Language", accept)).page(http.StatusOK, `<html lang="`+want+`"`)
	}
}

package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/workflow"
)

// askOnPage requests a code on the page, and returns the browser's challenge; nil if there is none.
func (s *system) askOnPage(token string, status int, shows ...string) *http.Cookie {
	s.Helper()
	a := s.form("/pending-requests", fields("token", token, "action", "decline", "step", "code", "reason", "No.")).page(status, shows...)
	cookies := slices.DeleteFunc(a.Result().Cookies(), func(c *http.Cookie) bool { return !strings.HasPrefix(c.Name, "__Secure-challenge-") })
	if len(cookies) == 0 {
		return nil
	}
	return cookies[0]
}

// decideOnPage declines on the page, with the browser's challenge if it has one.
func (s *system) decideOnPage(token, code string, challenge *http.Cookie, more ...func(*http.Request)) response {
	s.Helper()
	if challenge != nil {
		more = append(more, header("Cookie", challenge.Name+"="+challenge.Value))
	}
	return s.form("/pending-requests", fields("token", token, "action", "decline", "reason", "No.", "code", code), more...)
}

// wrongCode returns a code other than the right one.
func wrongCode(code string) string {
	if code == "0000-0000" {
		return "1111-1111"
	}
	return "0000-0000"
}

// Scripts, other sites and other pages cannot read the challenge, and it expires with its code.
func TestTheChallengeIsForThePageOfItsLinkAlone(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	first := s.askOnPage(token, http.StatusOK)
	if first == nil {
		t.Fatal("no challenge")
	}
	if !first.HttpOnly || !first.Secure || first.SameSite != http.SameSiteStrictMode || first.Path != "/pending-requests" || first.Domain != "" ||
		first.MaxAge != int(workflow.CodeLifetime.Seconds()) || strings.Contains(first.String(), token) {
		t.Errorf("%s", first)
	}
	other := s.askOnPage(s.deliver(workflow.Invitation, "john@acme.com"), http.StatusOK)
	s.pass(4*time.Minute + 300*time.Millisecond)
	second := s.askOnPage(token, http.StatusOK)
	if other.Name == first.Name || second.Name != first.Name || second.Value == first.Value || second.MaxAge != 360 {
		t.Errorf("%s, of another link %s, asked again %s", first, other, second)
	}
	if bad := s.form("/pending-requests", fields("token", "x", "step", "code")).page(http.StatusNotFound); len(bad.Result().Cookies()) > 0 {
		t.Errorf("no link: %v", bad.Result().Cookies())
	}
}

// Others cannot use up a browser's tries, with a challenge of their own or without one.
func TestEachBrowserHasTriesOfItsOwn(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	challenge := s.askOnPage(token, http.StatusOK)
	code := s.deliver(workflow.CodeMail, "jane@acme.com")
	wrong := wrongCode(code)
	s.pass(time.Second)
	robot := s.askOnPage(token, http.StatusOK)
	for _, burns := range []*http.Cookie{nil, robot} {
		for left := 4; left >= 1; left-- {
			s.decideOnPage(token, wrong, burns).page(http.StatusForbidden, triesLeft(left)).hides("you have no tries left", wrong)
		}
		s.decideOnPage(token, wrong, burns).page(http.StatusForbidden, "you have no tries left with it. Ask for another code.").hides("tries left.")
		s.decideOnPage(token, code, burns).page(http.StatusForbidden, "you have no tries left") // though it is the code
	}
	s.decideOnPage(token, wrong, challenge, header("Accept-Language", "it")).page(http.StatusForbidden, "Ti rimangono 4 tentativi.")
	s.decideOnPage(token, wrong, challenge).page(http.StatusForbidden, "You have 3 tries left.")
	forged := *challenge
	forged.Value = strings.Repeat("A", len(forged.Value))
	s.decideOnPage(token, code, &forged).page(http.StatusForbidden, "you have no tries left")
	s.decideOnPage(token, code, challenge).status(http.StatusSeeOther)
}

// The page says when it sends codes again, and accepts the code that is already in the mailbox.
func TestAnEarlierCodeStillWorksWhenNoMoreMailsAreSent(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	for range 5 {
		s.askOnPage(token, http.StatusOK)
		s.pass(time.Second)
	}
	code := s.deliver(workflow.CodeMail, "jane@acme.com")
	for range 5 {
		s.decideOnPage(token, wrongCode(code), nil)
	}
	challenge := s.askOnPage(token, http.StatusTooManyRequests, `role="alert"`, "You have asked for too many codes recently", "09:30",
		"The code in the latest email is valid until", "08:40", `>No.</textarea>`, "/sign-in?return=")
	if challenge == nil {
		t.Fatal("no challenge")
	}
	s.pass(time.Minute)
	s.decideOnPage(token, code, challenge).status(http.StatusSeeOther)
}

func TestWithoutACodeLeftThePageSaysWhenTheNextCanBeSent(t *testing.T) {
	s := newSystem(t)
	_, token := s.link("acme.com")
	for range 5 {
		s.askOnPage(token, http.StatusOK)
	}
	s.pass(workflow.CodeLifetime)
	a := s.form("/pending-requests", fields("token", token, "action", "decline", "step", "code")).
		page(http.StatusTooManyRequests, `role="alert"`, "09:30").hides("The code in the latest email")
	a.retryAfter("3000")
	if len(a.Result().Cookies()) > 0 {
		t.Errorf("tries for no code: %v", a.Result().Cookies())
	}
}

// The page gives the reason in the reader's language, and reveals nothing else of the request.
func TestAnInvalidLinkSaysWhy(t *testing.T) {
	for name, test := range map[string]struct {
		kills func(s *system, id, token string)
		en    []string
		it    []string
	}{
		"forwarded": {
			func(s *system, _, token string) {
				s.json(decisionPath, map[string]any{
					"token": token, "code": s.code(token, "acme.com"), "action": "forward", "forwardTo": "boss@acme.com", "note": "Between us.",
				}).status(http.StatusOK)
			},
			[]string{"You forwarded the request to", "boss@acme.com"}, []string{"Hai inoltrato la richiesta a", "boss@acme.com"},
		},
		"replaced by a correction": {
			func(s *system, id, _ string) { s.correct(partner, id, "john@acme.com").status(http.StatusOK) },
			[]string{"The request was changed, so this link no longer works", string(partner)}, []string{"La richiesta è stata modificata", string(partner)},
		},
		"renewed by a resend": {
			func(s *system, id, token string) {
				for range 5 {
					s.json("/v1/pending-requests/code", map[string]any{"token": token}).status(http.StatusAccepted)
				}
				s.json(requestAPI(id, "resend"), "", as(partner)).status(http.StatusOK)
			},
			[]string{"The requester asked us on"}, []string{"il richiedente ha chiesto di inviarti un nuovo link"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSystem(t)
			opened, token := s.link("acme.com")
			test.kills(s, opened.ID, token)
			for language, want := range map[string][]string{"en": test.en, "it": test.it} {
				spoken := header("Accept-Language", language)
				hidden := []string{"Acme acme.com", "As discussed.", "Between us.", "john@acme.com", opened.Account.ID} // the link itself has the request's id
				s.call(http.MethodGet, "/pending-requests?token="+escape(token), "", spoken).page(http.StatusNotFound, want...).hides(hidden...)
				s.form("/pending-requests", fields("token", token, "step", "code"), spoken).page(http.StatusNotFound, want...).hides(hidden...)
				s.decideOnPage(token, "0000-0000", nil, spoken).page(http.StatusNotFound, want...).hides(hidden...)
			}
		})
	}
}

// triesLeft matches the number of tries left on a page.
func triesLeft(count int) string {
	if count == 1 {
		return "You have 1 try left."
	}
	return fmt.Sprintf("You have %d tries left.", count)
}

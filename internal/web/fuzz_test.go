package web_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// The checks of all responses are in response.check: no 5xx, our headers, the API's document, no secrets in the log.

func FuzzDecisionBody(f *testing.F) {
	s := newSystem(f)
	_, token := s.link("acme.com")
	for _, seed := range []string{
		`{"token":"TOKEN","action":"approve","authorized":true,"code":"0000-0000"}`,
		`{"token":"TOKEN","action":"decline","reason":"\u0000","code":null}`,
		`{"token":"TOKEN","action":"forward","forwardTo":"jane@acme.com","note":"\ud800\udc00"}`,
		`{"token":"TOKEN","action":["approve"],"visibility":{"a":[[[[]]]]}}`,
		`[{"token":"TOKEN"}]`, `{"token":1e400}`, "{\"token\":\"\xff\"}", `{"a":1,"a":2}`, `{}`, ``, `{"token":"TOKEN`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s := s.in(t)
		body = strings.ReplaceAll(body, "TOKEN", token)
		for _, target := range []string{"/v1/pending-requests/decision", "/v1/pending-requests/view"} {
			s.json(target, body)
		}
		s.call(http.MethodPost, "/pending-requests", body, header("Content-Type", "application/x-www-form-urlencoded"))
	})
}

func FuzzSubmitBody(f *testing.F) {
	s := newSystem(f)
	for _, seed := range []string{
		`{"accountName":"Acme","accountDomain":"acme.com","customerEmails":["jane@acme.com"]}`,
		`{"accountName":"ﷺ ﷺ ﷺ","accountDomain":"xn--bcher-kva.example.de","customerEmails":["jane@bücher.example.de"]}`,
		`{"accountName":"` + strings.Repeat("\ufdfa", 120) + `","accountDomain":"long.de","customerEmails":["jane@long.de"]}`,
		`{"accountName":"Acme","accountDomain":"a.b.c.d.e.f.g.h.i.j.k","customerEmails":[[],{},null,1,""]}`,
		`{"accountName":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}`, `{"customerEmails":[]}`, `{"accountDomain":null}`, `null`,
	} {
		f.Add(seed, "key")
	}
	f.Add(`{"accountName":"Acme"}`, "\x00")
	f.Fuzz(func(t *testing.T, body, key string) {
		s := s.in(t)
		s.json("/v1/account-requests", body, as(partner), header("Idempotency-Key", key))
		s.call(http.MethodGet, "/v1/accounts?q="+escape(body), "", as(partner))
		s.call(http.MethodPost, "/account-requests/new", body, s.signedIn(partner), header("Content-Type", "application/x-www-form-urlencoded"))
	})
}

// No callback without a sign-in of this browser starts a session, or redirects to another site.
func FuzzSignInCallback(f *testing.F) {
	s := newSystem(f)
	s.provider.claims = claimsOf(partner)
	state, _ := s.begin("/?q=acme")
	begun := s.provider.attempts[0]
	attempt := strconv.FormatInt(s.now().UnixMilli(), 36) + "." + begun.State + "." + begun.Nonce + "." + begun.Verifier
	for _, query := range []string{
		"code=good&state=STATE", "code=good&state=STATE&state=STATE", "code=used&state=STATE", "state=STATE", "code=good", "code=good&state=",
		"error=access_denied&state=STATE", "code=%zz", "code=good;state=STATE", "&&&", "%00=%00",
	} {
		f.Add(query, "ATTEMPT.Lw")
	}
	for _, cookie := range []string{"", "....", "a.b.c", "0.STATE.n.v.!", "0.STATE.n.v.Lw", "0..STATE", "ATTEMPT", "ATTEMPT.", "ATTEMPT.Lw.", "ATTEMPT.Ly9ldmls", "ATTEMPT.L1xldmls"} {
		f.Add("code=good&state=STATE", cookie)
	}
	f.Fuzz(func(t *testing.T, query, cookie string) {
		s := s.in(t)
		query, cookie = strings.ReplaceAll(query, "STATE", state), strings.ReplaceAll(strings.ReplaceAll(cookie, "STATE", state), "ATTEMPT", attempt)
		a := s.call(http.MethodGet, "/sign-in/callback", "", header("Cookie", attemptCookie(state)+"="+cookie), func(r *http.Request) { r.URL.RawQuery = query })
		opened := false
		for _, c := range a.Result().Cookies() {
			if c.Name == "__Host-session" {
				opened = true
				s.secrets.add(c.Value)
			}
		}
		typed, err := url.ParseQuery(query)
		good := err == nil && len(typed["state"]) == 1 && len(typed["code"]) == 1 && len(typed["error"]) <= 1 &&
			typed.Get("state") == state && typed.Get("code") == "good" && typed.Get("error") == ""
		if opened && !strings.Contains(cookie, attempt) || opened != good && (opened || cookie == attempt+".Lw") {
			t.Errorf("%q with the cookie %q opens a session: %t", query, cookie, opened)
		}
		to := a.Header().Get("Location")
		if opened != (to != "") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") || opened && to[0] != '/' {
			t.Errorf("%q with the cookie %q leads to %q", query, cookie, to)
		}
	})
}

// Every query string gets a page of results or a problem that names what is wrong.
func FuzzQuery(f *testing.F) {
	s := newSystem(f)
	s.submit("acme.com")
	for _, query := range []string{
		"", "q=acme", "q=acme&q=acme", "q=%zz", "q=%ff", "q=" + strings.Repeat("a", 301), "limit=1", "limit=0", "limit=-1", "limit=101", "limit=1e1", "limit=%2B1",
		"limit=99999999999999999999", "cursor=AAAA", "cursor=%00", "status=pending_approval", "status=%00", "a=b;c=d", "=&&=", "q=.&limit=2&cursor=",
	} {
		f.Add(query)
	}
	token, session := as(partner), s.signedIn(partner)
	f.Fuzz(func(t *testing.T, query string) {
		s := s.in(t)
		for path, person := range map[string]func(*http.Request){"/v1/accounts": token, "/v1/account-requests": token, "/": session} {
			a := s.call(http.MethodGet, path, "", person, func(r *http.Request) { r.URL.RawQuery = query })
			if a.Code != http.StatusOK && a.Code != http.StatusBadRequest && a.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s?%q answers %d: %s", path, query, a.Code, a.Body)
			}
		}
	})
}

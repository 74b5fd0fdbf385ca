package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// The checks that hold for all answers stand in stand.do: no 5xx, our headers, the API's document,
// nothing in the log.

func FuzzDecisionBody(f *testing.F) {
	s := newStand(f)
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
		s.do(http.MethodPost, "/pending-requests", body, header("Content-Type", "application/x-www-form-urlencoded"))
	})
}

func FuzzSubmitBody(f *testing.F) {
	s := newStand(f)
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
		s.do(http.MethodGet, "/v1/accounts?q="+escape(body), "", as(partner))
		s.do(http.MethodPost, "/account-requests/new", body, s.signedIn(partner), header("Content-Type", "application/x-www-form-urlencoded"))
	})
}

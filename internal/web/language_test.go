package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// The choice is kept in a cookie, and the response redirects to the same page.
func TestTheChosenLanguagePrecedesTheBrowsers(t *testing.T) {
	s := newSystem(t)
	cookie := s.signedIn(partner)
	english := s.call(http.MethodGet, "/?q=acme", "", cookie, header("Accept-Language", "en")).page(http.StatusOK)
	for _, want := range []string{`<html lang="en">`, `action="/language"`, `name="return" value="/?q=acme"`, `value="it" lang="it">Italiano</button>`} {
		if !strings.Contains(english.Body.String(), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	chosen := s.form("/language", url.Values{"language": {"it"}, "return": {"/?q=acme"}}, cookie).status(http.StatusSeeOther)
	kept := chosen.cookie("__Host-language")
	if chosen.Header().Get("Location") != "/?q=acme" || kept.Value != "it" || kept.MaxAge <= 0 || !kept.HttpOnly || !kept.Secure || kept.SameSite != http.SameSiteLaxMode || kept.Path != "/" {
		t.Errorf("%v", chosen.Header())
	}
	keep := func(r *http.Request) { r.AddCookie(&http.Cookie{Name: kept.Name, Value: kept.Value}) }
	italian := s.call(http.MethodGet, "/", "", cookie, keep, header("Accept-Language", "en")).page(http.StatusOK)
	if !strings.Contains(italian.Body.String(), `<html lang="it">`) {
		t.Error("the page is not in the language that was chosen")
	}
}

func TestAnUnknownLanguageChangesNothing(t *testing.T) {
	s := newSystem(t)
	cookie := s.signedIn(partner)
	for _, language := range []string{"", "fr", "IT", "it, en"} {
		a := s.form("/language", url.Values{"language": {language}, "return": {"/"}}, cookie).page(http.StatusBadRequest)
		if a.Header().Get("Set-Cookie") != "" {
			t.Errorf("%q is kept", language)
		}
	}
	unknown := func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "__Host-language", Value: "fr"}) }
	if a := s.call(http.MethodGet, "/", "", cookie, unknown, header("Accept-Language", "it")).page(http.StatusOK); !strings.Contains(a.Body.String(), `<html lang="it">`) {
		t.Error("a cookie of no language of ours hides what the browser asks for")
	}
	for _, away := range []string{"https://evil.example/", "//evil.example", "/\\evil.example"} {
		if a := s.form("/language", url.Values{"language": {"it"}, "return": {away}}, cookie).status(http.StatusSeeOther); a.Header().Get("Location") != "/" {
			t.Errorf("%q leads to %q", away, a.Header().Get("Location"))
		}
	}
}

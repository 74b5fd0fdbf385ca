package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/identity"
	"smartaccounts/internal/web"
)

// claimsOf are the claims of the person's ID token.
func claimsOf(person account.Email) map[string]any {
	claims := map[string]any{"email": string(person), "email_verified": true}
	if isOperator(person) {
		claims["cognito:groups"] = []any{"somebody", "operators"}
	}
	return claims
}

// begin starts a sign-in and answers its state and the browser's cookie.
func (s *stand) begin(comeBack string) (state string, cookie func(*http.Request)) {
	s.Helper()
	a := s.do(http.MethodGet, "/sign-in?return="+escape(comeBack), "").status(http.StatusSeeOther)
	address, err := url.Parse(a.Header().Get("Location"))
	if err != nil || address.Host != "login.example" {
		s.Fatalf("Location is %q", a.Header().Get("Location"))
	}
	kept := a.cookie("__Host-sign-in")
	if !kept.HttpOnly || !kept.Secure || kept.SameSite != http.SameSiteLaxMode || kept.Path != "/" || kept.MaxAge != 600 || kept.Domain != "" {
		s.Errorf("the cookie is %+v", kept)
	}
	last := s.provider.attempts[len(s.provider.attempts)-1]
	s.secrets.add(last.State, last.Nonce, last.Verifier)
	return address.Query().Get("state"), header("Cookie", kept.Name+"="+kept.Value)
}

func TestSigningInOpensASessionAndComesBack(t *testing.T) {
	s := newStand(t)
	s.provider.claims = claimsOf(partner)
	state, cookie := s.begin("/?q=acme")
	a := s.do(http.MethodGet, "/sign-in/callback?code=good&state="+state, "", cookie).status(http.StatusSeeOther)
	if a.Header().Get("Location") != "/?q=acme" {
		t.Errorf("Location is %q", a.Header().Get("Location"))
	}
	session := a.cookie("__Host-session")
	if !session.HttpOnly || !session.Secure || session.SameSite != http.SameSiteLaxMode || session.Path != "/" || session.MaxAge != 12*60*60 || session.Domain != "" {
		t.Errorf("the cookie is %+v", session)
	}
	if a.cookie("__Host-sign-in").MaxAge >= 0 {
		t.Error("the attempt is not taken back")
	}
	s.secrets.add(session.Value)
	first := header("Cookie", "__Host-session="+session.Value)
	s.do(http.MethodGet, "/", "", first).page(http.StatusOK, string(partner))

	// Somebody else on the same browser; the first session is over then.
	s.provider.claims = claimsOf(operator)
	state, cookie = s.begin("/")
	a = s.do(http.MethodGet, "/sign-in/callback?code=good&state="+state, "", cookie, func(r *http.Request) {
		r.AddCookie(&http.Cookie{Name: session.Name, Value: session.Value})
	}).status(http.StatusSeeOther)
	second := header("Cookie", "__Host-session="+a.cookie("__Host-session").Value)
	s.do(http.MethodGet, "/", "", second).page(http.StatusOK, string(operator))
	s.do(http.MethodGet, "/", "", first).page(http.StatusUnauthorized)
	opened := s.submit("acme.com")
	s.do(http.MethodGet, "/account-requests/"+opened.ID, "", second).page(http.StatusOK)
}

func TestAnInvalidReturnFromTheProviderIsAPageNotAFailure(t *testing.T) {
	s := newStand(t)
	s.provider.claims = claimsOf(partner)
	state, cookie := s.begin("/")
	refused := func(query string, options ...func(*http.Request)) {
		t.Helper()
		a := s.do(http.MethodGet, "/sign-in/callback"+query, "", options...).page(http.StatusBadRequest)
		for _, c := range a.Result().Cookies() {
			if c.Name == "__Host-session" {
				t.Errorf("%s opened a session", query)
			}
		}
	}
	refused("?code=good&state=" + state)
	refused("", cookie)
	refused("?code=good", cookie)
	refused("?code=good&state=x", cookie)
	refused("?code=good&state="+state+"&state="+state, cookie)
	refused("?state="+state, cookie)
	refused("?error=access_denied&state="+state, cookie)
	refused("?error=access_denied&code=good&state="+state, cookie)
	refused("?code=used&state="+state, cookie)
	refused("?code=%zz", cookie)
	for _, value := range []string{"", "...", "a.b.c", state + ".n.v.!", state + ".n.v.Lw", "." + state} {
		refused("?code=good&state="+state, header("Cookie", "__Host-sign-in="+value))
	}
	for _, bare := range []identity.Attempt{{State: state, Verifier: "v"}, {State: state, Nonce: "n"}, {Nonce: "n", Verifier: "v"}} {
		s.provider.attempts = append(s.provider.attempts, bare) // which the provider would believe
		refused("?code=good&state="+bare.State, header("Cookie", "__Host-sign-in="+bare.State+"."+bare.Nonce+"."+bare.Verifier+".Lw"))
	}
	s.provider.attempts = append(s.provider.attempts, identity.Attempt{})
	refused("?code=good&state=")
	other, _ := s.begin("/")
	for _, name := range []string{"__Secure-sign-in", "sign-in"} { // which hosts beside this one can set
		refused("?code=good&state="+state, cookie, func(r *http.Request) {
			r.Header.Set("Cookie", strings.Replace(r.Header.Get("Cookie"), "__Host-sign-in", name, 1))
		})
	}
	refused("?code=good&state="+other, cookie)

	state, cookie = s.begin("/")
	s.provider.claims = map[string]any{"email": string(partner), "email_verified": false}
	s.do(http.MethodGet, "/sign-in/callback?code=good&state="+state, "", cookie).page(http.StatusForbidden)
	s.provider.err = identity.ErrUnavailable
	a := s.do(http.MethodGet, "/sign-in/callback?code=good&state="+state, "", cookie).page(http.StatusServiceUnavailable)
	b := s.do(http.MethodGet, "/sign-in", "").page(http.StatusServiceUnavailable)
	if a.Header().Get("Retry-After") == "" || b.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestSignInComesBackToOwnPathsOnly(t *testing.T) {
	s := newStand(t)
	s.provider.claims = claimsOf(partner)
	for given, want := range map[string]string{
		"": "/", "/": "/", "/accounts/x?a=b&c=%2F": "/accounts/x?a=b&c=%2F", "/pending-requests?token=a.b": "/pending-requests?token=a.b",
		"https://evil.example": "/", "//evil.example": "/", "///evil.example": "/", `/\evil.example`: "/", `\\evil.example`: "/", "/\tx": "/", "/\n/evil": "/",
		"javascript:alert(1)": "/", "evil.example": "/", "/../x": "/", "/./x": "/", "/a//b": "/", " /x": "/", "/x y": "/", "/é": "/",
		"/" + strings.Repeat("a", 2000): "/", "?x": "/", "/\x00": "/",
	} {
		state, cookie := s.begin(given)
		a := s.do(http.MethodGet, "/sign-in/callback?code=good&state="+state, "", cookie).status(http.StatusSeeOther)
		s.secrets.add(a.cookie("__Host-session").Value)
		if got := a.Header().Get("Location"); got != want {
			t.Errorf("%q comes back to %q", given, got)
		}
	}
}

func TestSigningOutEndsTheSessionHereAndAtTheProvider(t *testing.T) {
	s := newStand(t)
	cookie := s.signedIn(partner)
	a := s.form("/sign-out", nil, cookie).status(http.StatusSeeOther)
	if a.Header().Get("Location") != "/" || a.cookie("__Host-session").MaxAge >= 0 || a.cookie("__Host-session").Value != "" {
		t.Errorf("%v", a.Header())
	}
	s.do(http.MethodGet, "/", "", cookie).page(http.StatusUnauthorized)
	s.form("/sign-out", nil, cookie).status(http.StatusSeeOther)
	s.form("/sign-out", nil).status(http.StatusSeeOther)

	s.provider.signOut = "https://login.example/logout?client_id=x"
	cookie = s.signedIn(partner)
	a = s.form("/sign-out", nil, cookie).page(http.StatusOK)
	if a.Header().Get("Refresh") != "0; url=https://login.example/logout?client_id=x" || a.Header().Get("Location") != "" {
		t.Errorf("%v", a.Header())
	}
	s.do(http.MethodGet, "/", "", cookie).page(http.StatusUnauthorized)
}

func TestRolesAreReadAnewOnEachRequest(t *testing.T) {
	s := newStand(t)
	cookie := s.signedIn(outsider)
	s.do(http.MethodGet, "/", "", cookie).page(http.StatusForbidden)
	s.giveRole(outsider, "example.edu")
	s.do(http.MethodGet, "/", "", cookie).page(http.StatusOK)
}

func TestWithoutTLSCookiesHaveNoPrefix(t *testing.T) {
	s := newStand(t)
	s.provider.claims = claimsOf(partner)
	s.site.PublicURL = "http://localhost:8080"
	front := web.SignIn(s.site, s.provider)
	call := func(target string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, s.site.PublicURL+target, nil)
		for _, c := range cookies {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		front.ServeHTTP(w, r)
		return w
	}
	w := call("/sign-in")
	kept := w.Result().Cookies()[0]
	if kept.Name != "sign-in" || kept.Secure || w.Header().Get("Strict-Transport-Security") != "" {
		t.Errorf("%v", w.Header())
	}
	w = call("/sign-in/callback?code=good&state="+s.provider.attempts[0].State, kept)
	if cookies := w.Result().Cookies(); len(cookies) != 2 || cookies[1].Name != "session" || cookies[1].Secure {
		t.Errorf("%v", cookies)
	}
}

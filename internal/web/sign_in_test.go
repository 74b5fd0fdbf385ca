package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/identity"
	"smartaccounts/internal/web"
)

// claimsOf returns the claims of the person's ID token.
func claimsOf(person account.Email) map[string]any {
	claims := map[string]any{"email": string(person), "email_verified": true}
	if isOperator(person) {
		claims["cognito:groups"] = []any{"somebody", "operators"}
	}
	return claims
}

// attemptCookie returns the name of the cookie of the attempt with that state.
func attemptCookie(state string) string { return "__Host-sign-in-" + state[:16] }

// begin starts a sign-in and returns its state and the browser's cookie.
func (s *system) begin(comeBack string) (state string, cookie func(*http.Request)) {
	s.Helper()
	a := s.call(http.MethodGet, "/sign-in?return="+escape(comeBack), "").status(http.StatusSeeOther)
	address, err := url.Parse(a.Header().Get("Location"))
	if err != nil || address.Host != "login.example" {
		s.Fatalf("Location is %q", a.Header().Get("Location"))
	}
	last := s.provider.attempts[len(s.provider.attempts)-1]
	kept := a.cookie(attemptCookie(last.State))
	if !kept.HttpOnly || !kept.Secure || kept.SameSite != http.SameSiteLaxMode || kept.Path != "/" || kept.MaxAge != 24*60*60 || kept.Domain != "" {
		s.Errorf("the cookie is %+v", kept)
	}
	s.secrets.add(last.State, last.Nonce, last.Verifier)
	return address.Query().Get("state"), header("Cookie", kept.Name+"="+kept.Value)
}

func TestSigningInStartsASessionAndReturns(t *testing.T) {
	s := newSystem(t)
	s.provider.claims = claimsOf(partner)
	state, cookie := s.begin("/?q=acme")
	a := s.call(http.MethodGet, "/sign-in/callback?code=good&state="+state, "", cookie).status(http.StatusSeeOther)
	if a.Header().Get("Location") != "/?q=acme" {
		t.Errorf("Location is %q", a.Header().Get("Location"))
	}
	session := a.cookie("__Host-session")
	if !session.HttpOnly || !session.Secure || session.SameSite != http.SameSiteLaxMode || session.Path != "/" || session.MaxAge != 12*60*60 || session.Domain != "" {
		t.Errorf("the cookie is %+v", session)
	}
	if left := a.cookie(attemptCookie(state)).Value; strings.Contains(left, state) {
		t.Error("the attempt is still good")
	}
	s.secrets.add(session.Value)
	first := header("Cookie", "__Host-session="+session.Value)
	s.call(http.MethodGet, "/", "", first).page(http.StatusOK, string(partner))

	// Another person on the same browser ends the first session.
	s.provider.claims = claimsOf(operator)
	state, cookie = s.begin("/")
	a = s.call(http.MethodGet, "/sign-in/callback?code=good&state="+state, "", cookie, func(r *http.Request) {
		r.AddCookie(&http.Cookie{Name: session.Name, Value: session.Value})
	}).status(http.StatusSeeOther)
	second := header("Cookie", "__Host-session="+a.cookie("__Host-session").Value)
	s.call(http.MethodGet, "/", "", second).page(http.StatusOK, string(operator))
	s.call(http.MethodGet, "/", "", first).page(http.StatusUnauthorized)
	opened := s.submit("acme.com")
	s.call(http.MethodGet, "/account-requests/"+opened.ID, "", second).page(http.StatusOK)
}

func TestAnInvalidReturnFromTheProviderIsAPageNotAFailure(t *testing.T) {
	s := newSystem(t)
	s.provider.claims = claimsOf(partner)
	state, cookie := s.begin("/")
	refused := func(query string, options ...func(*http.Request)) {
		t.Helper()
		a := s.call(http.MethodGet, "/sign-in/callback"+query, "", options...).page(http.StatusBadRequest)
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
	now := strconv.FormatInt(s.now().UnixMilli(), 36)
	for _, value := range []string{"", "....", "a.b.c", now + "." + state + ".n.v.!", now + "." + state + ".n.v.Lw", now + ".." + state, "!." + state + ".n.v.Lw"} {
		refused("?code=good&state="+state, header("Cookie", attemptCookie(state)+"="+value))
	}
	for _, bare := range []identity.Attempt{{State: state, Verifier: "v"}, {State: state, Nonce: "n"}, {Nonce: "n", Verifier: "v"}} {
		s.provider.attempts = append(s.provider.attempts, bare) // which the provider would believe
		refused("?code=good&state="+bare.State, header("Cookie", attemptCookie(state)+"="+now+"."+bare.State+"."+bare.Nonce+"."+bare.Verifier+".Lw"))
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
	s.call(http.MethodGet, "/sign-in/callback?code=good&state="+state, "", cookie).page(http.StatusForbidden)
	s.provider.err = identity.ErrUnavailable
	a := s.call(http.MethodGet, "/sign-in/callback?code=good&state="+state, "", cookie).page(http.StatusServiceUnavailable)
	b := s.call(http.MethodGet, "/sign-in", "").page(http.StatusServiceUnavailable)
	if a.Header().Get("Retry-After") == "" || b.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestSignInReturnsToOwnPathsOnly(t *testing.T) {
	s := newSystem(t)
	s.provider.claims = claimsOf(partner)
	for given, want := range map[string]string{
		"": "/", "/": "/", "/accounts/x?a=b&c=%2F": "/accounts/x?a=b&c=%2F", "/pending-requests?token=a.b": "/pending-requests?token=a.b",
		"https://evil.example": "/", "//evil.example": "/", "///evil.example": "/", `/\evil.example`: "/", `\\evil.example`: "/", "/\tx": "/", "/\n/evil": "/",
		"javascript:alert(1)": "/", "evil.example": "/", "/../x": "/", "/./x": "/", "/a//b": "/", " /x": "/", "/x y": "/", "/é": "/",
		"/" + strings.Repeat("a", 2000): "/", "?x": "/", "/\x00": "/",
		"/sign-in": "/", "/sign-in?return=/reviews": "/", "/sign-in/callback?code=x": "/",
	} {
		state, cookie := s.begin(given)
		a := s.call(http.MethodGet, "/sign-in/callback?code=good&state="+state, "", cookie).status(http.StatusSeeOther)
		s.secrets.add(a.cookie("__Host-session").Value)
		if got := a.Header().Get("Location"); got != want {
			t.Errorf("%q comes back to %q", given, got)
		}
	}
}

func TestSigningOutEndsTheSessionHereAndAtTheProvider(t *testing.T) {
	s := newSystem(t)
	cookie := s.signedIn(partner)
	a := s.form("/sign-out", nil, cookie).status(http.StatusSeeOther)
	if a.Header().Get("Location") != "/" || a.cookie("__Host-session").MaxAge >= 0 || a.cookie("__Host-session").Value != "" {
		t.Errorf("%v", a.Header())
	}
	s.call(http.MethodGet, "/", "", cookie).page(http.StatusUnauthorized)
	s.form("/sign-out", nil, cookie).status(http.StatusSeeOther)
	s.form("/sign-out", nil).status(http.StatusSeeOther)

	s.provider.signOut = "https://login.example/logout?client_id=x"
	cookie = s.signedIn(partner)
	a = s.form("/sign-out", nil, cookie).page(http.StatusOK)
	if a.Header().Get("Refresh") != "0; url=https://login.example/logout?client_id=x" || a.Header().Get("Location") != "" {
		t.Errorf("%v", a.Header())
	}
	s.call(http.MethodGet, "/", "", cookie).page(http.StatusUnauthorized)
}

// Only the sign-out may send the ID token.
func TestSigningOutTellsTheProviderWhoseSessionEnds(t *testing.T) {
	s := newSystem(t)
	s.provider.claims = claimsOf(partner)
	s.provider.signOut, s.provider.hint = "https://login.example/logout?client_id=x", "a.b.c"
	signIn := func() *http.Cookie {
		state, cookie := s.begin("/")
		return s.call(http.MethodGet, "/sign-in/callback?code=good&state="+state, "", cookie).status(http.StatusSeeOther).cookie("__Secure-sign-out")
	}
	kept := signIn()
	if kept.Value != "a.b.c" || !kept.HttpOnly || !kept.Secure || kept.SameSite != http.SameSiteStrictMode || kept.Path != "/sign-out" || kept.Domain != "" ||
		kept.MaxAge != 12*60*60 {
		t.Errorf("%s", kept)
	}
	a := s.form("/sign-out", nil, s.signedIn(partner), func(r *http.Request) { r.AddCookie(&http.Cookie{Name: kept.Name, Value: kept.Value}) }).page(http.StatusOK)
	if got := a.Header().Get("Refresh"); got != "0; url=https://login.example/logout?client_id=x&id_token_hint=a.b.c" {
		t.Errorf("Refresh is %q", got)
	}
	if a.cookie(kept.Name).MaxAge >= 0 {
		t.Error("it is kept after the sign-out")
	}
	for _, hint := range []string{"", strings.Repeat("a", 3801)} {
		s.provider.hint = hint
		if gone := signIn(); gone.Value != "" || gone.MaxAge >= 0 {
			t.Errorf("of %d bytes: %s", len(hint), gone)
		}
	}
}

func TestRolesAreReadOnEachRequest(t *testing.T) {
	s := newSystem(t)
	cookie := s.signedIn(outsider)
	s.call(http.MethodGet, "/", "", cookie).page(http.StatusForbidden)
	s.giveRole(outsider, "example.edu")
	s.call(http.MethodGet, "/", "", cookie).page(http.StatusOK)
}

func TestWithoutTLSCookiesHaveNoPrefix(t *testing.T) {
	s := newSystem(t)
	s.provider.claims = claimsOf(partner)
	s.site.PublicURL = "http://localhost:8080"
	front := web.SignIn(s.site, s.provider, s.confirmation())
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
	if kept.Name != "sign-in-"+s.provider.attempts[0].State[:16] || kept.Secure || w.Header().Get("Strict-Transport-Security") != "" {
		t.Errorf("%v", w.Header())
	}
	w = call("/sign-in/callback?code=good&state="+s.provider.attempts[0].State, kept)
	if cookies := w.Result().Cookies(); len(cookies) != 3 || cookies[1].Name != "session" || cookies[1].Secure || cookies[2].Name != "sign-out" || cookies[2].Secure {
		t.Errorf("%v", cookies)
	}
}

// browser keeps cookies as browsers do.
type browser struct {
	*system
	jar map[string]string
}

func (b *browser) get(target string) response {
	b.Helper()
	return b.keep(b.call(http.MethodGet, target, "", b.cookies))
}

func (b *browser) cookies(r *http.Request) {
	for name, value := range b.jar {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
}

func (b *browser) keep(a response) response {
	for _, cookie := range a.Result().Cookies() {
		if cookie.MaxAge < 0 {
			delete(b.jar, cookie.Name)
			continue
		}
		b.jar[cookie.Name] = cookie.Value
		if cookie.Name == "__Host-session" {
			b.secrets.add(cookie.Value)
		}
	}
	return a
}

// begin starts a sign-in and returns the callback that the identity provider sends the browser to.
func (b *browser) begin(comeBack string) (callback string) {
	b.Helper()
	b.get("/sign-in?return=" + escape(comeBack)).status(http.StatusSeeOther)
	last := b.provider.attempts[len(b.provider.attempts)-1]
	b.secrets.add(last.State, last.Nonce, last.Verifier)
	return "/sign-in/callback?code=good&state=" + last.State
}

func (b *browser) comesTo(target, want string) {
	b.Helper()
	if a := b.get(target).status(http.StatusSeeOther); a.Header().Get("Location") != want {
		b.Errorf("Location is %q, want %q", a.Header().Get("Location"), want)
	}
}

func newBrowser(t testing.TB) *browser {
	b := &browser{newSystem(t), map[string]string{}}
	b.provider.claims = claimsOf(partner)
	return b
}

func TestTabsThatSignInAtOnceAllSucceed(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		b := newBrowser(t)
		destinations := []string{"/account-requests/new", "/?q=acme", "/"}
		var callbacks []string
		for _, destination := range destinations {
			callbacks = append(callbacks, b.begin(destination))
		}
		for _, tab := range order {
			b.comesTo(callbacks[tab], destinations[tab])
			b.get("/").page(http.StatusOK, string(partner))
		}
	}
}

func TestAFailedAttemptUsesNoOther(t *testing.T) {
	b := newBrowser(t)
	first, second := b.begin("/?q=first"), b.begin("/?q=second")
	b.get(strings.Replace(second, "code=good", "error=access_denied", 1)).page(http.StatusBadRequest)
	b.get(second).page(http.StatusBadRequest) // it is good for one answer
	b.get("/sign-in/callback?code=good&state=" + strings.Repeat("A", 52)).page(http.StatusBadRequest)
	b.comesTo(first, "/?q=first")
}

func TestACallbackOpenedAgainContinuesForASignedInReader(t *testing.T) {
	b := newBrowser(t)
	callback := b.begin("/?q=acme")
	b.comesTo(callback, "/?q=acme")
	session := b.jar["__Host-session"]
	b.comesTo(callback, "/?q=acme")
	b.comesTo("/sign-in/callback?code=good&state="+strings.Repeat("A", 52), "/")
	b.comesTo("/sign-in/callback", "/")
	b.comesTo(strings.Replace(b.begin("/?q=other"), "code=good", "error=access_denied", 1), "/?q=other")
	if b.jar["__Host-session"] != session {
		t.Error("the session is another")
	}

	// Without a session it is the page that starts a new attempt.
	b.keep(b.form("/sign-out", nil, b.cookies))
	for name := range b.jar {
		t.Errorf("signing out leaves the cookie %s", name)
	}
	b.get(callback).page(http.StatusBadRequest, `href="/sign-in"`)
}

// Otherwise a stranger's link would sign the reader in as the stranger.
func TestACallbackOfAnotherBrowserSignsNobodyIn(t *testing.T) {
	stranger := newBrowser(t)
	callback := stranger.begin("/?q=trap")
	for _, signedIn := range []bool{false, true} {
		reader := &browser{stranger.system, map[string]string{}}
		if signedIn {
			reader.comesTo(reader.begin("/"), "/")
		}
		before := reader.jar["__Host-session"]
		a := reader.get(callback)
		if reader.jar["__Host-session"] != before || strings.Contains(a.Header().Get("Location")+a.Body.String(), "trap") {
			t.Errorf("signed in %t: %d %v", signedIn, a.Code, a.Header())
		}
	}
}

func TestThePageThatSaysStartAgainKeepsTheDestination(t *testing.T) {
	again := `href="/sign-in?return=` + escape("/?q=acme") + `"`
	b := newBrowser(t)
	callback := b.begin("/?q=acme")
	b.get(strings.Replace(callback, "code=good", "error=access_denied", 1)).page(http.StatusBadRequest, again, "Start again")
	b.get(callback).page(http.StatusBadRequest, again) // loaded again

	callback = b.begin("/?q=acme")
	b.get(callback+"&code=bad").page(http.StatusBadRequest, again)
	callback = b.begin("/?q=acme")
	b.pass(10 * time.Minute)
	b.get(callback).page(http.StatusBadRequest, again)
	if b.jar["__Host-session"] != "" {
		t.Error("an attempt that is too old opens a session")
	}

	callback = b.begin("/?q=acme")
	b.pass(10*time.Minute - time.Millisecond)
	b.provider.err = identity.ErrUnavailable
	b.get(callback).page(http.StatusServiceUnavailable, again)
	b.get("/sign-in?return="+escape("/?q=acme")).page(http.StatusServiceUnavailable, again)
	b.provider.err = nil
	callback = b.begin("/?q=acme")
	b.pass(10*time.Minute - time.Millisecond)
	b.comesTo(callback+"&amp;utm_source=x&x=%zz&session_state=y", "/?q=acme")
}

// API Gateway accepts 10,240 bytes of headers.
func TestAttemptsStayFewAndSmall(t *testing.T) {
	b := newBrowser(t)
	size := func() (bytes int) {
		for name, value := range b.jar {
			bytes += len(name) + len(value) + 3
		}
		return bytes
	}
	var callbacks []string
	for range 8 {
		b.pass(time.Second)
		callbacks = append(callbacks, b.begin("/?q=acme"))
	}
	if len(b.jar) != 5 {
		t.Errorf("%d cookies", len(b.jar))
	}
	for _, callback := range callbacks[:3] {
		b.get(callback).page(http.StatusBadRequest)
	}
	for _, callback := range callbacks[3:] {
		b.comesTo(callback, "/?q=acme")
	}
	for range 8 {
		b.pass(time.Second)
		callbacks = append(callbacks, b.begin("/"+strings.Repeat("a", 1990)))
		if size() > 7<<10 {
			t.Fatalf("%d bytes of cookies", size())
		}
	}
	for _, callback := range callbacks[len(callbacks)-2:] {
		b.comesTo(callback, "/"+strings.Repeat("a", 1990))
	}
}

// A nominee who has approved an account may be such a person.
func TestANewPersonRegistersAndReturns(t *testing.T) {
	s := newSystem(t)
	const path = "/accounts/01j0000000000000000000000a"
	register := "/sign-in?register=yes&amp;return=" + escape(path)
	s.call(http.MethodGet, path, "").page(http.StatusUnauthorized, `href="`+register+`"`, "register with that address first", `href="/sign-in?return=`)
	s.call(http.MethodGet, "/disputes", "").page(http.StatusUnauthorized, "/sign-in?register=yes", "You do not need a role")
	s.call(http.MethodGet, "/", "").page(http.StatusUnauthorized).hides("register=yes")
	to := s.call(http.MethodGet, strings.ReplaceAll(register, "&amp;", "&"), "").status(http.StatusSeeOther)
	if at := to.Header().Get("Location"); !strings.HasPrefix(at, "https://login.example/register?") {
		t.Errorf("sent to %s", at)
	}
}

package web

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"path"
	"strings"
	"time"

	"smartaccounts/internal/identity"
)

// startSignIn is GET /sign-in: sends the browser to the identity provider.
func (s signing) startSignIn(c *call) error {
	q := readPageQuery(c.r)
	attempt := identity.Attempt{State: rand.Text(), Nonce: rand.Text(), Verifier: rand.Text() + rand.Text()}
	address, err := s.provider.SignInURL(c.r.Context(), attempt)
	if err != nil {
		return err
	}
	c.setAttempt(attempt, ownPath(q.text("return")))
	return c.seeOther(address)
}

const longestReturn = 2000

// ownPath answers the path if it is one of this site's, else the directory. Browsers take "//x" and
// "/\x" for another host, and drop control characters before they look.
func ownPath(given string) string {
	suspect := func(c rune) bool { return c <= ' ' || c > '~' || c == '\\' }
	own, _, _ := strings.Cut(given, "?")
	if len(given) > longestReturn || strings.ContainsFunc(given, suspect) || !strings.HasPrefix(own, "/") || path.Clean(own) != own {
		return "/"
	}
	return given
}

// An attempt lies, with the page to come back to, in a cookie of the browser that signs in, so that
// nobody can finish somebody else's. Its name keeps hosts beside and below this one from planting an
// attempt of theirs, which would sign the reader in as somebody else.
const attemptLasts = 10 * time.Minute

func (s Site) attemptCookie() string {
	if s.secure() {
		return "__Host-sign-in"
	}
	return "sign-in"
}

func (c *call) setAttempt(a identity.Attempt, comeBack string) {
	back := base64.RawURLEncoding.EncodeToString([]byte(comeBack))
	c.setAttemptCookie(strings.Join([]string{a.State, a.Nonce, a.Verifier, back}, "."), int(attemptLasts.Seconds()))
}

func (c *call) clearAttempt() { c.setAttemptCookie("", -1) }

func (c *call) setAttemptCookie(value string, seconds int) {
	http.SetCookie(c.w, &http.Cookie{ //nolint:gosec // Secure wherever browsers reach the site over TLS
		Name: c.site.attemptCookie(), Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: c.site.secure(), SameSite: http.SameSiteLaxMode,
	})
}

// signInBegun answers the sign-in that this browser began, and where to come back to.
func (c *call) signInBegun() (a identity.Attempt, comeBack string, ok bool) {
	cookie, err := c.r.Cookie(c.site.attemptCookie())
	if err != nil {
		return a, "", false
	}
	parts := strings.Split(cookie.Value, ".")
	if len(parts) != 4 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return a, "", false
	}
	back, err := base64.RawURLEncoding.DecodeString(parts[3])
	if err != nil {
		return a, "", false
	}
	return identity.Attempt{State: parts[0], Nonce: parts[1], Verifier: parts[2]}, ownPath(string(back)), true
}

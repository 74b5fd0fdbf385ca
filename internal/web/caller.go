package web

import (
	"errors"
	"net/http"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/gateway"
	"smartaccounts/internal/workflow"
)

// errSignedOut means that the page is only for people who are signed in.
var errSignedOut = errors.New("not signed in")

// authenticateBearer identifies the caller by the token that API Gateway's authorizer has verified. A call without the
// authorizer's claims, which a wrongly configured route would let through, has no verified address.
func (c *call) authenticateBearer() (err error) {
	c.person, err = c.site.Trust.Caller(gateway.Claims(c.r.Context()), c.r.Header.Get("Authorization"))
	c.signedIn, c.person.Language = err == nil, c.chosenLanguage()
	return err
}

// authenticateSession identifies the reader by the session cookie.
func (c *call) authenticateSession() (err error) {
	if c.r.Method == http.MethodPost {
		c.returnTo = c.r.URL.EscapedPath() // the page with the form
	}
	c.person, err = c.site.Sessions.Person(c.r.Context(), c.sessionSecret())
	if errors.Is(err, account.ErrNotFound) {
		return errSignedOut
	}
	c.signedIn, c.person.Language = err == nil, c.chosenLanguage()
	return err
}

// peekSession identifies the reader if they are signed in. It does not extend the session: scanners open links.
func (c *call) peekSession() (err error) {
	secret := c.sessionSecret()
	if secret == "" || c.route.API() {
		return nil
	}
	c.person, err = c.site.Sessions.Peek(c.r.Context(), secret)
	if errors.Is(err, account.ErrNotFound) {
		return nil
	}
	c.signedIn, c.person.Language = err == nil, c.chosenLanguage()
	return err
}

// needRole returns ErrNoRole if the caller has no role in any account.
func (c *call) needRole(roles access.RoleReader) error {
	return access.RequireRole(c.r.Context(), roles, c.person)
}

// sessionCookie returns the name of the session's cookie. Browsers restrict cookies with the prefix __Host- to this host and
// to TLS.
func (s Site) sessionCookie() string {
	if s.secure() {
		return "__Host-session"
	}
	return "session"
}

func (c *call) sessionSecret() string {
	cookie, err := c.r.Cookie(c.site.sessionCookie())
	if err != nil {
		return ""
	}
	return cookie.Value
}

// setSession sets the session's cookie, or deletes it if secret is empty.
func (c *call) setSession(secret string) {
	cookie := &http.Cookie{ //nolint:gosec // Secure wherever browsers reach the site over TLS
		Name: c.site.sessionCookie(), Value: secret, Path: "/", MaxAge: int(workflow.SessionLasts.Seconds()),
		HttpOnly: true, Secure: c.site.secure(), SameSite: http.SameSiteLaxMode,
	}
	if secret == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(c.w, cookie)
}

package web

import (
	"errors"
	"net/http"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/gateway"
	"smartaccounts/internal/workflow"
)

// errSignedOut: the page is for people who are signed in.
var errSignedOut = errors.New("not signed in")

// admitBearer learns who calls from the token that API Gateway's authorizer has checked. A call without
// the authorizer's claims, which a wrongly configured route would let through, has no verified address.
func (c *call) admitBearer() (err error) {
	c.person, err = c.site.Trust.Caller(gateway.Claims(c.r.Context()), c.r.Header.Get("Authorization"))
	c.signed, c.person.Language = err == nil, c.spoken()
	return err
}

// admitSession learns who reads from the session cookie.
func (c *call) admitSession() (err error) {
	if c.r.Method == http.MethodPost {
		c.comeTo = c.r.URL.EscapedPath() // where its form is
	}
	c.person, err = c.site.Sessions.Person(c.r.Context(), c.sessionSecret())
	if errors.Is(err, account.ErrNotFound) {
		return errSignedOut
	}
	c.signed, c.person.Language = err == nil, c.spoken()
	return err
}

// peekSession learns who reads, if anybody is signed in, and changes nothing: scanners open links.
func (c *call) peekSession() (err error) {
	secret := c.sessionSecret()
	if secret == "" || c.route.API() {
		return nil
	}
	c.person, err = c.site.Sessions.Peek(c.r.Context(), secret)
	if errors.Is(err, account.ErrNotFound) {
		return nil
	}
	c.signed, c.person.Language = err == nil, c.spoken()
	return err
}

// needRole refuses people who hold no role on any account.
func (c *call) needRole(roles access.RoleReader) error {
	return access.RequireRole(c.r.Context(), roles, c.person)
}

// sessionCookie is the name of the session's cookie. Browsers hold those whose name begins so to
// this host and to TLS.
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

// setSession hands the session's secret to the browser; an empty one takes it back.
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

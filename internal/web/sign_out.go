package web

import (
	"net/http"

	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

// signOut is POST /sign-out. It ends the session here and at the identity provider, so that another person can sign in on
// the same browser.
func (s signing) signOut(c *call) error {
	c.returnTo = "/"
	if err := c.site.Sessions.End(c.r.Context(), c.sessionSecret()); err != nil {
		return err
	}
	c.setSession("")
	c.dropUsedAttempts()
	there := s.provider.SignOutURL(c.r.Context(), c.signOutHint())
	c.setSignOutHint("")
	if there == "" {
		return c.seeOther("/")
	}
	// Not a redirect: the Content-Security-Policy allows forms, and their redirects, only to this site.
	c.w.Header().Set("Refresh", "0; url="+there)
	return c.html(http.StatusOK, page.SignInPage(c.reader()))
}

// maxHintBytes leaves room for the cookie's name and attributes: browsers drop cookies of more than 4,096 bytes.
const maxHintBytes = 3800

// setSignOutHint stores the identity provider's hint for sign-out in a cookie for /sign-out only. The hint is an ID token,
// and so a bearer token of the API while it is valid: it is not stored here.
func (c *call) setSignOutHint(hint string) {
	cookie := &http.Cookie{ //nolint:gosec // Secure wherever browsers reach the site over TLS
		Name: c.signOutCookie(), Value: hint, Path: "/sign-out", MaxAge: int(workflow.SessionLasts.Seconds()),
		HttpOnly: true, Secure: c.site.secure(), SameSite: http.SameSiteStrictMode,
	}
	if hint == "" || len(hint) > maxHintBytes {
		cookie.Value, cookie.MaxAge = "", -1 // delete the hint of an earlier sign-in
	}
	http.SetCookie(c.w, cookie)
}

func (c *call) signOutHint() string {
	cookie, err := c.r.Cookie(c.signOutCookie())
	if err != nil {
		return ""
	}
	return cookie.Value
}

func (c *call) signOutCookie() string {
	if c.site.secure() {
		return "__Secure-sign-out"
	}
	return "sign-out"
}

package web

import (
	"net/http"

	"smartaccounts/internal/web/page"
)

// signOut is POST /sign-out: ends the session here and at the identity provider, so that somebody
// else can sign in on the same browser.
func (s signing) signOut(c *call) error {
	c.comeTo = "/"
	if err := c.site.Sessions.End(c.r.Context(), c.sessionSecret()); err != nil {
		return err
	}
	c.setSession("")
	c.forgetSpent()
	there := s.provider.SignOutURL(c.r.Context())
	if there == "" {
		return c.seeOther("/")
	}
	// Not by a redirect: the pages' policy holds forms, and what they redirect to, to this site.
	c.w.Header().Set("Refresh", "0; url="+there)
	return c.html(http.StatusOK, page.SignInPage(c.reader()))
}

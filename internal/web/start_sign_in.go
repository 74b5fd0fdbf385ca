package web

import (
	"crypto/rand"
	"path"
	"strings"

	"smartaccounts/internal/identity"
)

// startSignIn is GET /sign-in. It redirects to the identity provider, to its registration page if the query says so.
func (s signing) startSignIn(c *call) error {
	q := readPageQuery(c.r)
	c.returnTo = ownPath(q.text("return"))
	begin := s.provider.SignInURL
	if q.text("register") != "" {
		begin = s.provider.SignUpURL
	}
	attempt := identity.Attempt{State: rand.Text() + rand.Text(), Nonce: rand.Text(), Verifier: rand.Text() + rand.Text()}
	address, err := begin(c.r.Context(), attempt)
	if err != nil {
		return err
	}
	c.keepAttempt(keptAttempt{Attempt: attempt, returnTo: c.returnTo, startedAt: c.site.Sessions.Now()})
	return c.seeOther(address)
}

const maxReturnLength = 2000

// ownPath returns given if it is a path of this site, otherwise the directory's path. Browsers read "//x" and
// "/\x" as another host, and drop control characters first.
func ownPath(given string) string {
	suspect := func(c rune) bool { return c <= ' ' || c > '~' || c == '\\' }
	own, _, _ := strings.Cut(given, "?")
	if own == "/sign-in" || strings.HasPrefix(own, "/sign-in/") { // would sign in again endlessly
		return "/"
	}
	if len(given) > maxReturnLength || strings.ContainsFunc(given, suspect) || !strings.HasPrefix(own, "/") || path.Clean(own) != own {
		return "/"
	}
	return given
}

package web

import (
	"crypto/rand"
	"path"
	"strings"

	"smartaccounts/internal/identity"
)

// startSignIn is GET /sign-in: sends the browser to the identity provider, to register there first if the address says
// so.
func (s signing) startSignIn(c *call) error {
	q := readPageQuery(c.r)
	c.comeTo = ownPath(q.text("return"))
	begin := s.provider.SignInURL
	if q.text("register") != "" {
		begin = s.provider.SignUpURL
	}
	attempt := identity.Attempt{State: rand.Text() + rand.Text(), Nonce: rand.Text(), Verifier: rand.Text() + rand.Text()}
	address, err := begin(c.r.Context(), attempt)
	if err != nil {
		return err
	}
	c.keepAttempt(keptAttempt{Attempt: attempt, comeBack: c.comeTo, begunAt: c.site.Sessions.Now()})
	return c.seeOther(address)
}

const longestReturn = 2000

// ownPath returns given if it is a path of this site, otherwise the directory's path. Browsers take "//x" and
// "/\x" for another host, and drop control characters before they look.
func ownPath(given string) string {
	suspect := func(c rune) bool { return c <= ' ' || c > '~' || c == '\\' }
	own, _, _ := strings.Cut(given, "?")
	if own == "/sign-in" || strings.HasPrefix(own, "/sign-in/") { // would sign in again without end
		return "/"
	}
	if len(given) > longestReturn || strings.ContainsFunc(given, suspect) || !strings.HasPrefix(own, "/") || path.Clean(own) != own {
		return "/"
	}
	return given
}

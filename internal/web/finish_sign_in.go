package web

import (
	"crypto/subtle"
	"fmt"

	"smartaccounts/internal/identity"
)

// finishSignIn is GET /sign-in/callback: the identity provider has sent the browser back.
func (s signing) finishSignIn(c *call) error {
	q, err := readQuery(c.r)
	if err != nil {
		return err
	}
	attempt, comeBack, begun := c.signInBegun()
	c.comeTo = "/"
	if begun {
		c.comeTo = comeBack
	}
	c.clearAttempt() // good for one answer
	state, code, refusal := q.text("state"), q.text("code"), q.text("error")
	if !begun || q.repeated() != nil || subtle.ConstantTimeCompare([]byte(state), []byte(attempt.State)) != 1 {
		return identity.ErrRefused
	}
	if refusal != "" || code == "" {
		return identity.ErrRefused
	}
	claims, err := s.provider.Claims(c.r.Context(), attempt, code)
	if err != nil {
		return err
	}
	person, err := c.site.Trust.Person(claims)
	if err != nil {
		return err
	}
	// Whoever was signed in on this browser is not any more.
	if err := c.site.Sessions.End(c.r.Context(), c.sessionSecret()); err != nil {
		return fmt.Errorf("end the session before: %w", err)
	}
	secret, err := c.site.Sessions.Start(c.r.Context(), person)
	if err != nil {
		return err
	}
	c.setSession(secret)
	return c.seeOther(comeBack)
}

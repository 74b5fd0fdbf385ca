package web

import (
	"errors"
	"fmt"

	"smartaccounts/internal/account"
	"smartaccounts/internal/identity"
)

// finishSignIn is GET /sign-in/callback: the identity provider has sent the browser back.
func (s signing) finishSignIn(c *call) error {
	q := readPageQuery(c.r)
	state := q.text("state")
	attempt, good := c.signInBegun(state)
	c.comeTo = attempt.comeBack
	if good {
		c.spendAttempt(state, attempt) // good for one answer
	}
	err := identity.ErrRefused
	if code := q.text("code"); good && code != "" && q.text("error") == "" && !repeats(c.r, "state", "code", "error") {
		err = s.signIn(c, attempt.Attempt, code)
	}
	if errors.Is(err, identity.ErrRefused) {
		return c.goOnIfSignedIn(err)
	}
	if err != nil {
		return err
	}
	return c.seeOther(attempt.comeBack)
}

// signIn trades the code for who has signed in, and opens their session.
func (s signing) signIn(c *call, attempt identity.Attempt, code string) error {
	claims, hint, err := s.provider.Claims(c.r.Context(), attempt, code)
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
	c.setSignOutHint(hint)
	return nil
}

// goOnIfSignedIn sends whoever is signed in on to where the sign-in was to lead: they opened an answer again, went
// back, or signed in in another tab meanwhile. The session stays as it is, so another's answer signs no one in.
// Otherwise it returns why the answer is refused.
func (c *call) goOnIfSignedIn(refused error) error {
	_, err := c.site.Sessions.Peek(c.r.Context(), c.sessionSecret())
	if errors.Is(err, account.ErrNotFound) {
		return refused
	}
	if err != nil {
		return err
	}
	c.logCause(refused)
	return c.seeOther(c.comeTo)
}

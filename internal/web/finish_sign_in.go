package web

import (
	"context"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/identity"
)

// finishSignIn is GET /sign-in/callback, to which the identity provider redirects.
func (s signing) finishSignIn(c *call) error {
	q := readPageQuery(c.r)
	state := q.text("state")
	attempt, good := c.attemptOf(state)
	c.returnTo = attempt.returnTo
	if good {
		c.useAttempt(state, attempt) // an attempt can be used once
	}
	err := identity.ErrRefused
	if code := q.text("code"); good && code != "" && q.text("error") == "" && !repeats(c.r, "state", "code", "error") {
		err = s.signIn(c, attempt.Attempt, code)
	}
	if errors.Is(err, identity.ErrRefused) {
		return c.continueIfSignedIn(err)
	}
	if err != nil {
		return err
	}
	return c.seeOther(attempt.returnTo)
}

// signIn exchanges the code for the person's claims and starts a session.
func (s signing) signIn(c *call, attempt identity.Attempt, code string) error {
	claims, hint, err := s.provider.Claims(c.r.Context(), attempt, code)
	if err != nil {
		return err
	}
	person, err := c.site.Trust.Person(claims)
	if err != nil {
		return err
	}
	// It replaces the browser's present session.
	if err := c.site.Sessions.End(c.r.Context(), c.sessionSecret()); err != nil {
		return fmt.Errorf("end the previous session: %w", err)
	}
	secret, err := c.site.Sessions.Start(c.r.Context(), person)
	if err != nil {
		return err
	}
	c.setSession(secret)
	c.setSignOutHint(hint)
	s.confirm(c, person)
	return nil
}

// confirmTime is how long a sign-in waits until its invitations are confirmed.
const confirmTime = 3 * time.Second

// confirm confirms the invitations of the person, who has signed in. It does not fail the sign-in: accounts that the person opens, and the
// next sign-in, confirm what is left.
func (s signing) confirm(c *call, person account.Person) {
	ctx, cancel := context.WithTimeout(c.r.Context(), confirmTime)
	defer cancel()
	person.Language = c.chosenLanguage()
	if err := s.confirmation.AtSignIn(ctx, person); err != nil {
		c.logCause(fmt.Errorf("confirm invitations: %w", err))
	}
}

// continueIfSignedIn redirects a reader who is signed in to the page of the attempt: they opened a callback again, went
// back, or signed in in another tab. The session is not changed, so another person's callback has no effect. If the
// reader is not signed in, it returns refused.
func (c *call) continueIfSignedIn(refused error) error {
	_, err := c.site.Sessions.Peek(c.r.Context(), c.sessionSecret())
	if errors.Is(err, account.ErrNotFound) {
		return refused
	}
	if err != nil {
		return err
	}
	c.logCause(refused)
	return c.seeOther(c.returnTo)
}

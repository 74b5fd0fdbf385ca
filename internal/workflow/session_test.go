package workflow_test

import (
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

func TestASessionEndsWhenIdle(t *testing.T) {
	h := newHarness(t)
	secret, err := h.sessions().Start(t.Context(), operator)
	h.must(err)
	for range 5 { // use extends it
		h.advance(workflow.SessionIdle - time.Second)
		person, err := h.sessions().Person(t.Context(), secret)
		h.must(err)
		wantEqual(t, "person", person, operator)
	}
	h.changesNothing(func() { // peeking does not
		_, err := h.sessions().Peek(t.Context(), secret)
		h.must(err)
	})
	h.advance(workflow.SessionIdle - time.Millisecond)
	h.changesNothing(func() {
		_, err := h.sessions().Peek(t.Context(), secret)
		h.must(err)
	})
	h.advance(time.Millisecond)
	h.changesNothing(func() {
		_, err = h.sessions().Person(t.Context(), secret)
		h.wantError(err, account.ErrNotFound)
	})
}

func TestASessionEndsAtItsMaximumAge(t *testing.T) {
	h := newHarness(t)
	secret, err := h.sessions().Start(t.Context(), partner)
	h.must(err)
	for range 36 {
		_, err := h.sessions().Person(t.Context(), secret)
		h.must(err)
		h.advance(workflow.SessionLasts / 36)
	}
	_, err = h.sessions().Person(t.Context(), secret)
	h.wantError(err, account.ErrNotFound)
}

func TestASessionEndsAtSignOut(t *testing.T) {
	h := newHarness(t)
	secret, err := h.sessions().Start(t.Context(), partner)
	h.must(err)
	other, err := h.sessions().Start(t.Context(), partner)
	h.must(err)
	h.must(h.sessions().End(t.Context(), secret))
	h.must(h.sessions().End(t.Context(), secret))
	_, err = h.sessions().Person(t.Context(), secret)
	h.wantError(err, account.ErrNotFound)
	_, err = h.sessions().Person(t.Context(), other)
	h.must(err)
}

func TestAMadeUpSecretOpensNoSession(t *testing.T) {
	h := newHarness(t)
	secret, err := h.sessions().Start(t.Context(), partner)
	h.must(err)
	h.changesNothing(func() {
		for _, bad := range []string{"", "x", secret + "A", secret[:42], strings.Repeat("A", 43), secret + "=", secret + "!", secret[:20] + "\n" + secret[20:], secret + "\r"} {
			_, err := h.sessions().Person(t.Context(), bad)
			h.wantError(err, account.ErrNotFound)
			h.must(h.sessions().End(t.Context(), bad))
		}
	})
	dump, err := h.store.Dump(t.Context())
	h.must(err)
	for key, item := range dump {
		if strings.Contains(key+item, secret) {
			t.Errorf("%s holds the secret", key)
		}
	}
}

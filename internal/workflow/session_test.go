package workflow_test

import (
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

func TestASessionEndsWhenIdle(t *testing.T) {
	w := newWorld(t)
	secret, err := w.sessions().Start(t.Context(), operator)
	w.must(err)
	for range 5 { // use keeps it
		w.pass(workflow.SessionIdle - time.Second)
		person, err := w.sessions().Person(t.Context(), secret)
		w.must(err)
		wantEqual(t, "person", person, operator)
	}
	w.changesNothing(func() { // a look does not
		_, err := w.sessions().Peek(t.Context(), secret)
		w.must(err)
	})
	w.pass(workflow.SessionIdle - time.Millisecond)
	w.changesNothing(func() {
		_, err := w.sessions().Peek(t.Context(), secret)
		w.must(err)
	})
	w.pass(time.Millisecond)
	w.changesNothing(func() {
		_, err = w.sessions().Person(t.Context(), secret)
		w.wantError(err, account.ErrNotFound)
	})
}

func TestASessionEndsAfterItsTimeHoweverItIsUsed(t *testing.T) {
	w := newWorld(t)
	secret, err := w.sessions().Start(t.Context(), partner)
	w.must(err)
	for range 36 {
		_, err := w.sessions().Person(t.Context(), secret)
		w.must(err)
		w.pass(workflow.SessionLasts / 36)
	}
	_, err = w.sessions().Person(t.Context(), secret)
	w.wantError(err, account.ErrNotFound)
}

func TestASessionEndsAtSignOut(t *testing.T) {
	w := newWorld(t)
	secret, err := w.sessions().Start(t.Context(), partner)
	w.must(err)
	other, err := w.sessions().Start(t.Context(), partner)
	w.must(err)
	w.must(w.sessions().End(t.Context(), secret))
	w.must(w.sessions().End(t.Context(), secret))
	_, err = w.sessions().Person(t.Context(), secret)
	w.wantError(err, account.ErrNotFound)
	_, err = w.sessions().Person(t.Context(), other)
	w.must(err)
}

func TestNoMadeUpSecretOpensASession(t *testing.T) {
	w := newWorld(t)
	secret, err := w.sessions().Start(t.Context(), partner)
	w.must(err)
	w.changesNothing(func() {
		for _, bad := range []string{"", "x", secret + "A", secret[:42], strings.Repeat("A", 43), secret + "=", secret + "!", secret[:20] + "\n" + secret[20:], secret + "\r"} {
			_, err := w.sessions().Person(t.Context(), bad)
			w.wantError(err, account.ErrNotFound)
			w.must(w.sessions().End(t.Context(), bad))
		}
	})
	dump, err := w.store.Dump(t.Context())
	w.must(err)
	for key, item := range dump {
		if strings.Contains(key+item, secret) {
			t.Errorf("%s holds the secret", key)
		}
	}
}

package storagetest

import (
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

func session(n byte) workflow.Session {
	return workflow.Session{
		Hash:      workflow.SessionHash{n},
		Person:    account.Person{Email: partner, Name: "Pat Partner", Operator: true},
		CreatedAt: day1, EndsAt: day1.Add(workflow.SessionLasts), IdleAt: day1.Add(workflow.SessionIdle),
	}
}

var sessionTests = []test{
	{"a session reads back otherwise", func(t *testing.T, s Store) {
		want := session(1)
		must(t, s.PutSession(t.Context(), want))
		same(t, "session", get[workflow.Session](t)(s.Session(t.Context(), want.Hash)), want)
		other := session(2)
		other.Person = account.Person{Email: "x@example.com"}
		must(t, s.PutSession(t.Context(), other))
		same(t, "session", get[workflow.Session](t)(s.Session(t.Context(), other.Hash)), other)
		_, err := s.Session(t.Context(), workflow.SessionHash{3})
		wantError(t, err, account.ErrNotFound)
	}},
	{"a session is written over", func(t *testing.T, s Store) {
		first, second := session(1), session(1)
		second.Person.Email = "x@example.com"
		must(t, s.PutSession(t.Context(), first))
		refused(t, s, retry.ErrConflict, func() error { return s.PutSession(t.Context(), second) })
	}},
	{"use does not keep a session alive, or sets it back", func(t *testing.T, s Store) {
		want := session(1)
		must(t, s.PutSession(t.Context(), want))
		want.IdleAt = want.IdleAt.Add(5 * time.Minute)
		must(t, s.TouchSession(t.Context(), want.Hash, want.IdleAt))
		must(t, s.TouchSession(t.Context(), want.Hash, want.IdleAt.Add(-time.Minute)))
		same(t, "session", get[workflow.Session](t)(s.Session(t.Context(), want.Hash)), want)
	}},
	{"use brings an ended session back", func(t *testing.T, s Store) {
		ended := session(1)
		must(t, s.PutSession(t.Context(), ended))
		must(t, s.DeleteSession(t.Context(), ended.Hash))
		must(t, s.DeleteSession(t.Context(), ended.Hash))
		refused(t, s, account.ErrNotFound, func() error {
			return s.TouchSession(t.Context(), ended.Hash, ended.IdleAt.Add(time.Minute))
		})
		_, err := s.Session(t.Context(), ended.Hash)
		wantError(t, err, account.ErrNotFound)
	}},
}

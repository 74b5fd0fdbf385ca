package storagetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

var raceTests = []test{
	{"several of sixteen writers get the same domain identifier", func(t *testing.T, s Store) {
		changes := make([]workflow.Change, 16)
		var all []func() error
		for n := range changes {
			changes[n] = opening("acme.com", account.Email(fmt.Sprintf("p%d@example.com", n)), day1, 1)
			all = append(all, settled(func() error { return s.Commit(t.Context(), changes[n]) }))
		}
		errs := atOnce(all...)
		won := winners(errs)
		if len(won) != 1 {
			t.Fatalf("%d winners: %v", len(won), errs)
		}
		for n, err := range errs {
			_, missing := s.Request(t.Context(), changes[n].After.ID)
			if n == won[0] {
				must(t, missing)
				continue
			}
			wantError(t, err, account.ErrDomainTaken)
			wantError(t, missing, account.ErrNotFound)
		}
	}},
	{"several of approve, decline, forward and expire win", func(t *testing.T, s Store) {
		for round := range 5 {
			open := opening(account.Domain(fmt.Sprintf("acme%d.com", round)), partner, day1, 2)
			commit(t, s, open)
			r := open.After
			changes := []workflow.Change{
				approval(t, r, 1, account.Public, day1.Add(time.Hour)),
				declining(t, r, 2, day1.Add(time.Hour)),
				forwarding(t, r, 2, account.Email("dora@"+string(r.Account.Domain)), day1.Add(time.Hour)),
				expiry(t, r, r.ExpiresAt),
			}
			var all []func() error
			for _, c := range changes {
				all = append(all, func() error { return s.Commit(t.Context(), c) })
			}
			errs := atOnce(all...)
			for try := 0; len(winners(errs)) == 0 && try < 20; try++ { // they may all have been in each other's way
				errs = atOnce(all...)
			}
			won := winners(errs)
			if len(won) != 1 {
				t.Fatalf("%d winners: %v", len(won), errs)
			}
			// The losers learn who won by reading again.
			same(t, "request", get[account.Request](t)(s.Request(t.Context(), r.ID)), changes[won[0]].After)
			same(t, "history", get[[]account.Event](t)(s.History(t.Context(), r.ID)),
				[]account.Event{open.Event, changes[won[0]].Event})
			for n, c := range changes {
				_, err := s.Outgoing(t.Context(), c.Mails[0].ID)
				if n == won[0] {
					must(t, err)
				} else {
					wantError(t, errs[n], workflow.ErrConflict)
					wantError(t, err, account.ErrNotFound)
				}
			}
		}
	}},
	{"an idempotency key used eight times at once opens several requests", func(t *testing.T, s Store) {
		changes := make([]workflow.Change, 8)
		var all []func() error
		for n := range changes {
			changes[n] = opening(account.Domain(fmt.Sprintf("acme%d.com", n)), partner, day1, 1)
			changes[n].Record = record(changes[n], "key")
			all = append(all, settled(func() error { return s.Commit(t.Context(), changes[n]) }))
		}
		errs := atOnce(all...)
		won := winners(errs)
		if len(won) != 1 {
			t.Fatalf("%d winners: %v", len(won), errs)
		}
		for n, err := range errs {
			if n != won[0] {
				wantError(t, err, workflow.ErrKeyUsed)
			}
		}
		same(t, "record", get[workflow.Standing](t)(s.Standing(t.Context(), "free.com", partner, "key")).Record, changes[won[0]].Record)
	}},
	{"an expired holder is replaced by several", func(t *testing.T, s Store) {
		old := opened(t, s, "acme.com")
		var all []func() error
		var fresh []workflow.Change
		for n := range 8 {
			c := opening("acme.com", account.Email(fmt.Sprintf("p%d@example.com", n)), old.ExpiresAt, 1)
			fresh = append(fresh, c)
			lapsed := expiry(t, old, old.ExpiresAt)
			all = append(all, settled(func() error { return s.Commit(t.Context(), c, lapsed) }))
		}
		errs := atOnce(all...)
		won := winners(errs)
		if len(won) != 1 {
			t.Fatalf("%d winners: %v", len(won), errs)
		}
		for n, err := range errs {
			if n != won[0] {
				wantError(t, err, account.ErrDomainTaken)
			}
		}
		same(t, "holder", get[workflow.Standing](t)(s.Standing(t.Context(), "acme.com", partner, "")).Holder, fresh[won[0]].After.ID)
		same(t, "history", len(get[[]account.Event](t)(s.History(t.Context(), old.ID))), 2)
	}},
	{"the clean-up and a submit both end the holder", func(t *testing.T, s Store) {
		old := opened(t, s, "acme.com")
		fresh := opening("acme.com", "other@example.net", old.ExpiresAt, 1)
		byCleanUp, bySubmit := expiry(t, old, old.ExpiresAt), expiry(t, old, old.ExpiresAt)
		errs := atOnce(
			func() error { return s.Commit(t.Context(), byCleanUp) },
			func() error { return s.Commit(t.Context(), fresh, bySubmit) },
		)
		if won := winners(errs); len(won) > 1 {
			t.Fatalf("both won")
		}
		for _, err := range errs {
			if err != nil {
				wantError(t, err, workflow.ErrConflict)
			}
		}
		same(t, "events", len(get[[]account.Event](t)(s.History(t.Context(), old.ID))) <= 2, true)
	}},
	{"tries at the same moment outnumber what is counted", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		code := keptCode(t, s, r)
		var all []func() error
		for range 20 {
			all = append(all, func() error {
				for range 200 {
					read, err := s.Code(t.Context(), code.Link)
					if err != nil || read.Tries >= workflow.CodeTries {
						return err
					}
					if err := s.CountTry(t.Context(), read); err == nil {
						return errors.New("counted")
					} else if !errors.Is(err, workflow.ErrConflict) {
						return err
					}
				}
				return workflow.ErrBusy
			})
		}
		counted := 0
		for _, err := range atOnce(all...) {
			if err != nil && strings.Contains(err.Error(), "counted") {
				counted++
			} else {
				must(t, err)
			}
		}
		same(t, "counted", counted, workflow.CodeTries)
		same(t, "stored", get[workflow.Code](t)(s.Code(t.Context(), code.Link)).Tries, workflow.CodeTries)
	}},
	{"several of eight senders claim one mail", func(t *testing.T, s Store) {
		open := opening("acme.com", partner, day1, 1)
		commit(t, s, open)
		read := get[workflow.Outgoing](t)(s.Outgoing(t.Context(), open.Mails[0].ID))
		claimed := read
		claimed.State, claimed.Attempts, claimed.DueAt = workflow.MailSending, 1, day1.Add(time.Minute)
		var all []func() error
		for range 8 {
			all = append(all, func() error { return s.Move(t.Context(), read, claimed) })
		}
		errs := atOnce(all...)
		if won := winners(errs); len(won) != 1 {
			t.Fatalf("%d claims: %v", len(won), errs)
		}
		for _, err := range errs {
			if err != nil {
				wantError(t, err, workflow.ErrConflict)
			}
		}
	}},
	{"a code is kept for a request that ends at that moment", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		code := codeFor(r, 1, day1)
		decline := declining(t, r, 2, day1.Add(time.Minute))
		errs := atOnce(
			settled(func() error { return s.Commit(t.Context(), decline) }),
			func() error { return s.KeepCode(t.Context(), r, code, codeMail(r, code, day1)) },
		)
		must(t, errs[0])
		if errs[1] != nil {
			wantError(t, errs[1], workflow.ErrConflict)
			_, err := s.Code(t.Context(), code.Link)
			wantError(t, err, account.ErrNotFound)
		}
	}},
}

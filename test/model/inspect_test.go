package model

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/search"
	"smartaccounts/internal/testkit/tally"
)

// played returns a harness after many concurrent operations, and its table.
func played(t *testing.T, seed uint64) (*harness, *dynamotest.Store) {
	t.Helper()
	store := dynamotest.InMemory()
	w := newHarness(t, store.Through(func(api client.API) client.API { return broken{api} }), day1)
	play(w, seed)
	return w, store
}

// playedAccount is played for operations on an account.
func playedAccount(t *testing.T, seed uint64) (*harness, *dynamotest.Store) {
	t.Helper()
	store := dynamotest.InMemory()
	w := newAccountHarness(t, store, func(api client.API) client.API { return broken{api} }, visibilityOf(seed))
	play(w, seed)
	return w, store
}

func findings(t *testing.T, w *harness, store *dynamotest.Store, mend bool) (found []maintenance.Finding) {
	t.Helper()
	_, err := store.Inspect(context.Background(), w.now(), mend, func(f maintenance.Finding) {
		if f.Mended && f.Check.Repair() == "" {
			t.Errorf("%s is repaired, and the table of checks does not say how", f.Check)
		}
		found = append(found, f)
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// The table stays consistent whatever people do at once and whichever connections break.
func TestTheTableStaysConsistent(t *testing.T) {
	worlds, wrong := tally.Many(200, 5_000), 0
	for seed := range uint64(worlds) {
		play := played
		if seed%4 == 0 {
			play = playedAccount
		}
		w, store := play(t, seed)
		for _, f := range findings(t, w, store, false) {
			wrong++
			t.Errorf("seed %d: %v %s", seed, f.At, f.Wrong)
		}
		w.pass(time.Minute)
		if _, err := (search.Index{Store: store, Now: w.now}).Sweep(t.Context()); err != nil {
			t.Error(err)
		}
		for _, f := range findings(t, w, store, false) {
			wrong++
			t.Errorf("seed %d, indexed: %v %s", seed, f.At, f.Wrong)
		}
	}
	tally.Report(t, tally.Line{Check: "tables are whole", Count: worlds, Unit: "worlds", Violations: wrong})
}

// goes are the prefixes of items whose loss is not found: they expire, or nothing shows that they existed.
var goes = []string{"LIMIT#", "ADDRESS#", "SESSION#", "CODE#", "LINK#", "IDEMPOTENCY#"}

func mayGo(key string) bool {
	for _, prefix := range goes {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return strings.HasSuffix(key, "#GUARD")
}

// The loss of any one item in a restore is found, and an item that follows from others is restored.
func TestALostItemIsFound(t *testing.T) {
	tried, missed, mended := 0, 0, 0
	for seed := range uint64(tally.Many(4, 200)) {
		w, store := played(t, seed)
		dump, err := store.Dump(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for key := range dump {
			if mayGo(key) || strings.HasPrefix(key, "OUTBOX#") { // only the mails that a nominee waits for are expected
				continue
			}
			tried++
			lost := store.Without(t, key)
			if len(findings(t, w, lost, false)) == 0 {
				missed++
				t.Errorf("seed %d: the loss of %s is not found", seed, key)
			}
			findings(t, w, lost, true)
			if len(findings(t, w, lost, false)) == 0 {
				mended++
			}
		}
	}
	t.Logf("%d of %d are mended", mended, tried)
	if 2*mended < tried {
		t.Errorf("only %d of %d are mended", mended, tried)
	}
	tally.Report(t, tally.Line{Check: "lost items are found", Count: tried, Unit: "items", Violations: missed})
}

// Live accounts whose identifier a new list or a parameter makes a shared mail domain are listed and not changed.
func TestAccountsAtDomainsThatBecomeSharedAreListed(t *testing.T) {
	store := dynamotest.InMemory()
	w, link := asked(t, store)
	wants := func(statuses ...account.AccountStatus) {
		t.Helper()
		before, err := store.Dump(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		done, err := store.Inspect(t.Context(), w.now(), true, func(f maintenance.Finding) { t.Errorf("wrong: %v", f) })
		if err != nil {
			t.Fatal(err)
		}
		var got []account.AccountStatus
		for _, a := range done.AtSharedMail {
			if got = append(got, a.Status); a.Domain != "acme.com" || a.Name == "" || a.Requester == "" {
				t.Errorf("the account is not identified: %+v", a)
			}
		}
		if after, err := store.Dump(t.Context()); err != nil || !maps.Equal(before, after) {
			t.Errorf("the table changed: %v", err)
		}
		if !slices.Equal(got, statuses) {
			t.Errorf("listed: %v, want %v", got, statuses)
		}
	}
	wants()
	account.SetSharedMail(account.SharedMail{Added: []account.Domain{"acme.com"}})
	defer account.SetSharedMail(account.SharedMail{})
	wants(account.AccountPending)

	s := &fixture{harness: w, link: link}
	withCode(t, s)
	if err := s.operation(t.Context(), approve); err != nil {
		t.Fatal(err)
	}
	wants(account.AccountActive)

	account.SetSharedMail(account.SharedMail{})
	store = dynamotest.InMemory()
	w, _ = asked(t, store)
	w.goTo(lifetime)
	account.SetSharedMail(account.SharedMail{Added: []account.Domain{"acme.com"}})
	wants() // the request has lapsed
}

package model

import (
	"context"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/tally"
)

// newAccountHarness returns a harness with the account on the table behind the API.
func newAccountHarness(t testing.TB, store *dynamotest.Store, through func(client.API) client.API, visibility string) *harness {
	t.Helper()
	w := newHarness(t, store.Through(through), day1)
	w.storing(t, begun(day1, visibility), store)
	return w
}

func visibilityOf(seed uint64) string {
	if seed%2 == 0 {
		return "public"
	}
	return "restricted"
}

// simulatedAccount is simulated for operations on an account.
func simulatedAccount(t *testing.T, seed uint64) (h history) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		turns := &turns{random: rand.New(rand.NewPCG(seed, 99))}
		w := newAccountHarness(t, dynamotest.InMemory(), func(api client.API) client.API { return broken{taking{api, turns}} }, visibilityOf(seed))
		w.turn = turns.take
		over := make(chan struct{})
		go func() { h = play(w, seed); close(over) }()
		turns.run(over)
	})
	return h
}

func TestConcurrentChangesOfAnAccountAreLinearizable(t *testing.T) {
	var c counted
	c.seeds.Store(uint64(tally.Round()) << 32)
	c.checkHistories(t, tally.Many(15_000, 20_000_000), simulatedAccount)
	c.report(t, "linearizability, of accounts")
	// A history depends on its seed alone, not on how busy the machine is. None of the first 15,000 operations is refused as busy.
	if 1000*c.busy > c.operations {
		t.Errorf("%d of %d operations were refused because of too many conflicts", c.busy, c.operations)
	}
}

// Changes of an account that are made one after the other, and what each person sees of it meanwhile, are as the reference
// says. A failure is shrunk to the shortest one.
func TestSequentialChangesOfAnAccountMatchTheReference(t *testing.T) {
	steps := 0
	oneByOne := func(rt *rapid.T) {
		index := func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "choice") }
		w := newAccountHarness(t, dynamotest.InMemory(), func(api client.API) client.API { return api }, visibilityOf(uint64(index(2))))
		m := *w.account
		compare := func(o operation) {
			if o.Answer == "busy" {
				rt.Fatalf("%s by %s is busy, although nothing else is under way: %+v", o.Kind, o.By, o)
			}
			want, after := m.administer(o)
			if steps++; o.Answer != want {
				rt.Fatalf("%s by %s was answered\n%s\nthe rules say\n%s\n%+v\nof %s", o.Kind, o.By, o.Answer, want, o, m)
			}
			m = after
		}
		do := func(o operation) {
			w.perform(context.Background(), &o, 0)
			for _, own := range w.sweeps {
				compare(own)
			}
			w.sweeps = nil
			for _, part := range o.parts() {
				compare(part)
			}
			w.pass(time.Millisecond)
		}
		for range rapid.IntRange(1, 40).Draw(rt, "operations") {
			switch index(12) {
			case 0:
				if err := w.cleanUp(context.Background()); err != nil {
					rt.Fatal(err)
				}
				for _, own := range w.sweeps {
					compare(own)
				}
				w.sweeps = nil
			case 1:
				w.pass([]time.Duration{time.Minute, day, 8 * day, 31 * day}[index(4)])
			}
			o, _ := w.draw(accountKinds[index(len(accountKinds))], index)
			do(o)
			o, _ = w.draw(readingKinds[index(len(readingKinds))], index)
			do(o)
		}
		do(operation{Kind: inspect})
	}
	for range tally.Many(1, 100) {
		rapid.Check(t, oneByOne)
	}
	if !t.Failed() {
		tally.Report(t, tally.Line{Check: "answers about accounts are the model's", Count: steps, Unit: "operations"})
	}
}

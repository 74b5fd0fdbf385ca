package model

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/tally"
	"smartaccounts/internal/workflow"
)

// asked returns a harness in which Ann has been invited, and her link.
func asked(t *testing.T, store *dynamotest.Store) (*harness, operation) {
	t.Helper()
	w := newHarness(t, store, day1)
	o := operation{Kind: submit, By: requesters[0], Customers: []string{"ann@acme.com"}}
	w.does(t, &o, "ok pending_approval")
	w.sends(t)
	l := w.mails[len(w.mails)-1]
	return w, operation{Request: o.Opened, Nominee: 1, Token: l.secrets.Token}
}

func (w *harness) does(t *testing.T, o *operation, want string) {
	t.Helper()
	if w.perform(t.Context(), o, 0); o.Answer != want {
		t.Errorf("%s after %s is answered %q, want %q", o.Kind, w.now().Sub(w.started), o.Answer, want)
	}
}

func (w *harness) sends(t *testing.T) {
	t.Helper()
	if err := w.deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (w *harness) goTo(d time.Duration) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.moved = d
}

func (w *harness) count(k workflow.MailKind) (n int) {
	for _, l := range w.mails {
		if l.mail.Kind == k {
			n++
		}
	}
	return n
}

// Reminders and the expiry come once and at their exact times, not a nanosecond earlier.
func TestRemindersAndTheExpiryComeExactlyOnTime(t *testing.T) {
	w, link := asked(t, dynamotest.InMemory())
	sweep := func(at time.Duration, want workflow.Cleaned) {
		t.Helper()
		w.goTo(at)
		did, err := workflow.CleanUp{Store: w.store, Now: w.now, Terms: terms}.Do(t.Context())
		if err != nil || did != want {
			t.Errorf("the clean-up after %s did %+v, %v; want %+v", at, did, err, want)
		}
	}
	for _, at := range terms.Reminders {
		sweep(at-1, workflow.Cleaned{})
		sweep(at, workflow.Cleaned{Reminded: 1})
		sweep(at+1, workflow.Cleaned{})
	}
	look := link
	look.Kind = view
	w.goTo(lifetime - 1)
	w.does(t, &look, "pending_approval")
	sweep(lifetime-1, workflow.Cleaned{})
	w.goTo(lifetime)
	w.does(t, &look, "expired") // before the clean-up writes it
	sweep(lifetime, workflow.Cleaned{Expired: 1})
	sweep(lifetime+1, workflow.Cleaned{})
	w.sends(t)
	if ended := w.count(workflow.ExpiredMail); ended != 1 {
		t.Errorf("%d mails about the expiry, want 1", ended)
	}
}

// A code is valid until the last nanosecond of its time, and a decision until the last one before the deadline.
func TestACodeAndADecisionExpireExactlyOnTime(t *testing.T) {
	for _, c := range []struct {
		asks, decides time.Duration
		want          string
	}{
		{0, codeLasts - 1, "ok approved"},
		{0, codeLasts, "code invalid"},
		{lifetime - time.Minute, lifetime - 1, "ok approved"},
		{lifetime - time.Minute, lifetime, "decided expired by system"},
	} {
		w, link := asked(t, dynamotest.InMemory())
		w.goTo(c.asks)
		ask := link
		ask.Kind = askCode
		w.does(t, &ask, "ok")
		w.sends(t)
		link.Kind, link.typed = approve, w.mails[len(w.mails)-1].secrets.Code
		w.goTo(c.decides)
		w.does(t, &link, c.want)
	}
}

// A session ends at its exact time, whether it is unused or in use.
func TestASessionExpiresExactlyOnTime(t *testing.T) {
	for _, c := range []struct {
		uses, at time.Duration // used at these intervals, and once more at that time
		open     bool
	}{
		{0, workflow.SessionIdle - 1, true},
		{0, workflow.SessionIdle, false},
		{20 * time.Minute, workflow.SessionLasts - 1, true},
		{20 * time.Minute, workflow.SessionLasts, false},
	} {
		w := newHarness(t, dynamotest.InMemory(), day1)
		sessions := workflow.Sessions{Store: w.store, Now: w.now}
		secret, err := sessions.Start(t.Context(), reviewer)
		for used := c.uses; err == nil && c.uses > 0 && used < c.at; used += c.uses {
			w.goTo(used)
			_, err = sessions.Person(t.Context(), secret)
		}
		if err != nil {
			t.Fatal(err)
		}
		w.goTo(c.at)
		if _, err := sessions.Person(t.Context(), secret); (err == nil) != c.open {
			t.Errorf("used every %s, after %s: %v", c.uses, c.at, err)
		}
	}
}

// Sweeps at any intervals, three at a time on clocks up to five seconds wrong, send only the latest of the due
// reminders, once, and write the expiry once.
func TestOverlappingSweepsRemindAndExpireOnce(t *testing.T) {
	lives, wrong := tally.Many(300, 20_000), 0
	for seed := range uint64(lives) {
		synctest.Test(t, func(t *testing.T) {
			turns := &turns{random: rand.New(rand.NewPCG(seed, 7))}
			over := make(chan struct{})
			go func() {
				defer close(over)
				wanted, reminded, expired := live(t, rand.New(rand.NewPCG(seed, 8)), turns)
				if reminded != wanted || expired != 1 {
					wrong++
					t.Errorf("seed %d: %d reminders instead of %d, expired %d times", seed, reminded, wanted, expired)
				}
			}()
			turns.run(over)
		})
	}
	tally.Report(t, tally.Line{Check: "overlapping sweeps", Count: lives, Unit: "lives of requests", Violations: wrong})
}

const farthest = 5 * time.Second // by which a function's clock is wrong

// live returns how many reminders a request should get in its life, and how many reminders and expiries its history
// has.
func live(t *testing.T, random *rand.Rand, turns *turns) (wanted, reminded, expired int) {
	t.Helper()
	w, request := asked(t, dynamotest.InMemory().Through(func(api client.API) client.API { return taking{api, turns} }))
	for at := time.Duration(0); at < lifetime; {
		from := at
		at += time.Duration(1 + random.Int64N(int64([]time.Duration{time.Hour, day, 20 * day}[random.IntN(3)])))
		if slices.ContainsFunc(append(terms.Reminders, lifetime), func(due time.Duration) bool { return (due - at).Abs() <= farthest }) {
			at += 2*farthest + 1 // otherwise only some of the clocks would find it due
		}
		w.goTo(at)
		finished := make(chan error)
		for n := range 3 {
			go func() {
				skew := time.Duration(n-1) * farthest
				ctx := context.WithValue(context.Background(), actorKey{}, n)
				_, err := workflow.CleanUp{Store: w.store, Now: func() time.Time { return w.now().Add(skew) }, Terms: terms}.Do(ctx)
				finished <- err
			}()
		}
		for range 3 {
			if err := <-finished; err != nil {
				t.Error(err)
			}
		}
		if at < lifetime && slices.ContainsFunc(terms.Reminders, func(due time.Duration) bool { return due > from && due <= at }) {
			wanted++
		}
	}
	history, err := w.store.History(context.Background(), account.ID(request.Request))
	if err != nil {
		t.Error(err)
	}
	for _, e := range history {
		switch e.Kind {
		case account.EventReminded:
			reminded++
		case account.EventExpired:
			expired++
		default:
		}
	}
	return wanted, reminded, expired
}

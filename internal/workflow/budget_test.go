package workflow_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// queue opens requests until so many invitations are queued.
func (w *world) queue(number int) {
	w.Helper()
	const each = 5 // addresses of a request
	for n := range (number + each - 1) / each {
		domain := fmt.Sprintf("acme%d.com", n)
		var customers []string
		for i := range min(each, number-n*each) {
			customers = append(customers, fmt.Sprintf("c%d@%s", i, domain))
		}
		w.askedBy(partner, form(domain, customers...))
	}
}

// The parts of a budget, however many mails there are for each, are used up, and no more.
func TestABudgetIsUsedUpAndNeverExceeded(t *testing.T) {
	for _, most := range []int{1, 9, 10, 70, 100} {
		t.Run(strconv.Itoa(most), func(t *testing.T) {
			w := newWorld(t)
			w.requests, w.mailsADay = workflow.ADay(1000), workflow.ADay(most)
			w.queue(most + 10)
			ordinary := most - most/10 // a tenth is kept for codes
			for _, id := range w.mails() {
				w.must(w.sender().Do(t.Context(), id))
			}
			wantEqual(t, "sent", len(w.taken), ordinary)
			wantEqual(t, "heard of", int(w.spent.Load()), most+10-ordinary)
			w.pass(day)
			w.deliver()
			wantEqual(t, "sent a day later", len(w.taken), min(most+10, 2*ordinary))
		})
	}
}

// Nor do senders at the same time exceed it.
func TestSendersAtOnceDoNotExceedTheBudget(t *testing.T) {
	w := newWorld(t)
	w.requests, w.mailsADay = workflow.ADay(1000), workflow.ADay(30)
	w.queue(40)
	mails := w.mails()
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for _, id := range mails[n*10 : n*10+10] {
				for w.sender().Do(t.Context(), id) != nil { // too many at once: it comes again
				}
			}
		})
	}
	all.Wait()
	wantEqual(t, "sent", len(w.taken), 27)
}

// What is kept for codes is there for codes, wherever the other mails were counted.
func TestWhatIsKeptForCodesIsUsedUp(t *testing.T) {
	w := newWorld(t)
	w.requests, w.mailsADay = workflow.ADay(1000), workflow.ADay(40)
	w.hourly, w.codesADay = workflow.ADay(1000), workflow.ADay(1000)
	w.queue(50)
	w.deliver()
	wantEqual(t, "sent", len(w.taken), 36)
	token := w.token(w.taken[0].To)
	for n := range 4 {
		if err := w.askErr(token); err != nil {
			t.Fatalf("code %d: %v", n, err)
		}
	}
	var spent *workflow.CodesSpent
	if err := w.askErr(token); !errors.As(err, &spent) || spent.By != workflow.SpentByAll {
		t.Errorf("a fifth code: %v", err)
	}
}

// In no day, from whatever moment on, more mails leave than the budget allows.
func TestNoDayHasMoreMailsThanTheBudget(t *testing.T) {
	w := newWorld(t)
	const most = 20
	w.requests, w.mailsADay = workflow.ADay(1000), workflow.ADay(most)
	w.pending = account.PendingLimit{Most: 5000, New: 5000, NewFor: day}
	w.queue(100)
	random := rand.New(rand.NewPCG(3, 9))
	var times []time.Time
	for _, id := range w.mails() {
		w.pass(time.Duration(random.Int64N(int64(2 * time.Hour))))
		before := len(w.taken)
		w.must(w.sender().Do(t.Context(), id))
		for range len(w.taken) - before {
			times = append(times, w.Now())
		}
	}
	for n, at := range times {
		in := 0
		for _, other := range times[n:] {
			if other.Before(at.Add(day)) {
				in++
			}
		}
		if in > most-most/10 {
			t.Fatalf("%d mails in the day from %s on", in, at)
		}
	}
	if len(times) < 3*(most-most/10) {
		t.Errorf("only %d mails were sent in about four days", len(times))
	}
}

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
func (h *harness) queue(number int) {
	h.Helper()
	const each = 5 // addresses of a request
	for n := range (number + each - 1) / each {
		domain := fmt.Sprintf("acme%d.com", n)
		var customers []string
		for i := range min(each, number-n*each) {
			customers = append(customers, fmt.Sprintf("c%d@%s", i, domain))
		}
		h.openRequestBy(partner, form(domain, customers...))
	}
}

// The parts of a budget, however many mails there are for each, are used up, and no more.
func TestABudgetIsUsedUpAndNeverExceeded(t *testing.T) {
	for _, most := range []int{1, 9, 10, 70, 100} {
		t.Run(strconv.Itoa(most), func(t *testing.T) {
			h := newHarness(t)
			h.requests, h.mailsADay = workflow.ADay(1000), workflow.ADay(most)
			h.queue(most + 10)
			ordinary := most - most/10 // a tenth is kept for codes
			for _, id := range h.mails() {
				h.must(h.sender().Do(t.Context(), id))
			}
			wantEqual(t, "sent", len(h.taken), ordinary)
			wantEqual(t, "heard of", int(h.budgetSpent.Load()), most+10-ordinary)
			h.advance(day)
			h.deliver()
			wantEqual(t, "sent a day later", len(h.taken), min(most+10, 2*ordinary))
		})
	}
}

// Nor do senders at the same time exceed it.
func TestConcurrentSendersDoNotExceedTheBudget(t *testing.T) {
	h := newHarness(t)
	h.requests, h.mailsADay = workflow.ADay(1000), workflow.ADay(30)
	h.queue(40)
	mails := h.mails()
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for _, id := range mails[n*10 : n*10+10] {
				for h.sender().Do(t.Context(), id) != nil { // too many at once: it comes again
				}
			}
		})
	}
	all.Wait()
	wantEqual(t, "sent", len(h.taken), 27)
}

// What is kept for codes is there for codes, wherever the other mails were counted.
func TestTheReserveForCodesIsAvailableInEveryPart(t *testing.T) {
	h := newHarness(t)
	h.requests, h.mailsADay = workflow.ADay(1000), workflow.ADay(40)
	h.hourly, h.codesADay = workflow.ADay(1000), workflow.ADay(1000)
	h.queue(50)
	h.deliver()
	wantEqual(t, "sent", len(h.taken), 36)
	token := h.token(h.taken[0].To)
	for n := range 4 {
		if err := h.requestCodeError(token); err != nil {
			t.Fatalf("code %d: %v", n, err)
		}
	}
	var spent *workflow.CodesSpent
	if err := h.requestCodeError(token); !errors.As(err, &spent) || spent.By != workflow.SpentByAll {
		t.Errorf("a fifth code: %v", err)
	}
}

// In no day, from whatever moment on, more mails leave than the budget allows.
func TestNoDayHasMoreMailsThanTheBudget(t *testing.T) {
	h := newHarness(t)
	const most = 20
	h.requests, h.mailsADay = workflow.ADay(1000), workflow.ADay(most)
	h.pending = account.PendingLimit{Most: 5000, New: 5000, NewFor: day}
	h.queue(100)
	random := rand.New(rand.NewPCG(3, 9))
	var times []time.Time
	for _, id := range h.mails() {
		h.advance(time.Duration(random.Int64N(int64(2 * time.Hour))))
		before := len(h.taken)
		h.must(h.sender().Do(t.Context(), id))
		for range len(h.taken) - before {
			times = append(times, h.Now())
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

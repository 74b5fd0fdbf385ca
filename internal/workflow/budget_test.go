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

// queue opens requests with that number of invitations in total, and sends none.
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

// A budget is used up and not exceeded, however its mails are spread over its parts.
func TestABudgetIsUsedUpAndNeverExceeded(t *testing.T) {
	for _, most := range []int{1, 9, 10, 70, 100} {
		t.Run(strconv.Itoa(most), func(t *testing.T) {
			h := newLongHarness(t)
			h.requests, h.mailsADay = workflow.ADay(1000), workflow.ADay(most)
			h.queue(most + 10)
			ordinary := most - most/10 // a tenth is reserved for codes
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

// Concurrent senders do not exceed the budget either.
func TestConcurrentSendersDoNotExceedTheBudget(t *testing.T) {
	h := newHarness(t)
	h.requests, h.mailsADay = workflow.ADay(1000), workflow.ADay(30)
	h.queue(40)
	mails := h.mails()
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for _, id := range mails[n*10 : n*10+10] {
				for h.sender().Do(t.Context(), id) != nil { // busy: try again
				}
			}
		})
	}
	all.Wait()
	wantEqual(t, "sent", len(h.taken), 27)
}

// The reserve for codes is available whichever parts of the budget counted the other mails.
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
		t.Errorf("a fifth code: got %v, want CodesSpent by all", err)
	}
}

// No period of 24 hours has more mails than the budget.
func TestNoDayHasMoreMailsThanTheBudget(t *testing.T) {
	h := newLongHarness(t)
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
			t.Fatalf("%d mails in the 24 hours from %s", in, at)
		}
	}
	if len(times) < 3*(most-most/10) {
		t.Errorf("only %d mails were sent in about four days", len(times))
	}
}

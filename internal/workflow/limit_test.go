package workflow_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// below returns the form for an account below acme.com, for which the address vouches.
func below(n int, address string) account.Form {
	return form(fmt.Sprintf("unit%d.acme.com", n), address)
}

func TestTheDailyLimitOfRequestsExcludesApprovedOnes(t *testing.T) {
	h := newHarness(t)
	h.requests = workflow.ADay(3)
	first := h.Now()
	for n := range 3 {
		h.openRequestBy(partner, below(n, fmt.Sprintf("a%d@acme.com", n)))
		h.advance(time.Hour)
	}
	over := func(n int) error {
		_, err := h.submit().Do(t.Context(), partner, below(n, "a@acme.com"), "")
		return err
	}
	h.changesNothing(func() { h.wantTooMany(over(3), first.Add(day)) })
	h.openRequestBy(partner2, below(10, "a@acme.com")) // counted for another person
	h.deliver()
	h.mustDecide(h.decline("a0@acme.com")) // a decline frees no slot
	h.wantTooMany(over(3), first.Add(day))
	h.mustDecide(h.approve("a1@acme.com"))
	h.must(over(3))
	// Until is the latest time: the oldest slot may be the one that was freed.
	h.wantTooMany(over(4), first.Add(day+time.Hour))
	h.advance(first.Add(day - time.Millisecond).Sub(h.Now()))
	h.wantTooMany(over(4), first.Add(day+time.Hour))
	h.advance(time.Millisecond)
	h.must(over(4))
	h.wantTooMany(over(5), first.Add(day+2*time.Hour))
	// The second request's slot and the slot that it freed expire together.
	h.advance(time.Hour)
	h.wantTooMany(over(5), first.Add(day+2*time.Hour))
	h.advance(time.Hour)
	h.must(over(5))
}

func TestAReplayOrARefusalTakesNoSlot(t *testing.T) {
	h := newHarness(t)
	h.requests = workflow.ADay(1)
	body := form("acme.com", "ann@acme.com")
	first, err := h.submit().Do(t.Context(), partner, body, "key")
	h.must(err)
	h.changesNothing(func() {
		again, err := h.submit().Do(t.Context(), partner, body, "key")
		h.must(err)
		wantEqual(t, "request", again.ID, first.ID)
	})
	_, err = h.submit().Do(t.Context(), partner2, body, "")
	h.wantError(err, account.ErrDomainTaken)
	h.openRequestBy(partner2, form("other.com", "ann@other.com"))
}

func TestConcurrentRequestsDoNotExceedTheLimit(t *testing.T) {
	h := newHarness(t)
	h.requests = workflow.ADay(3)
	var all []func() error
	for n := range 8 {
		all = append(all, func() error {
			_, err := h.submit().Do(t.Context(), partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)), "")
			return err
		})
	}
	wantEqual(t, "opened", h.atMost(all), 3)
}

// atMost runs all at the same time, and again those that were busy. It returns how many succeeded.
func (h *harness) atMost(all []func() error) (done int) {
	h.Helper()
	var tooMany *account.TooMany
	for n, err := range concurrently(all...) {
		if errors.Is(err, retry.ErrBusy) {
			err = all[n]()
		}
		switch {
		case err == nil:
			done++
		case !errors.As(err, &tooMany):
			h.Error(err)
		}
	}
	return done
}

func TestTheSixthInvitationToAnAddressWaits(t *testing.T) {
	h := newHarness(t)
	start := h.Now()
	var last account.Request
	for n := range 6 {
		last = h.openRequestBy(partner, below(n, "ann@acme.com"))
		h.deliver()
		h.advance(time.Minute)
	}
	wantEqual(t, "state", last.State, account.PendingApproval)
	wantEqual(t, "mails", len(h.to("ann@acme.com")), 5)
	delivery := func() account.Delivery {
		tracked, err := h.track().One(t.Context(), partner, last.ID)
		h.must(err)
		return tracked.Deliveries[1]
	}
	wantEqual(t, "delivery", delivery(), account.Queued)
	h.openRequest("other.com", "ann@other.com") // another address
	wantEqual(t, "mails to another", len(h.to("ann@other.com")), 1)
	h.requestCode(h.token("ann@acme.com")) // no invitation
	h.deliver()
	wantEqual(t, "mails with the code", len(h.to("ann@acme.com")), 6)
	h.advance(start.Add(day - time.Millisecond).Sub(h.Now()))
	h.deliver()
	wantEqual(t, "before the window passes", len(h.to("ann@acme.com")), 6)
	h.advance(time.Millisecond)
	h.deliver()
	wantEqual(t, "when it has passed", len(h.to("ann@acme.com")), 7)
	wantEqual(t, "delivery", delivery(), account.Sent)
	h.mustDecide(h.approve("ann@acme.com"))
	wantEqual(t, "state", h.stored(last.ID).State, account.Approved)
}

func TestConcurrentSendersKeepTheInvitationLimit(t *testing.T) {
	h := newHarness(t)
	for n := range 8 {
		h.openRequestBy(partner, below(n, "ann@acme.com"))
	}
	var all []func() error
	for _, id := range h.mails() {
		all = append(all, func() error { return h.sender().Do(t.Context(), id) })
	}
	h.atMost(all)
	h.deliver()
	wantEqual(t, "mails", len(h.to("ann@acme.com")), 5)
	h.advance(day)
	h.deliver()
	wantEqual(t, "mails a day on", len(h.to("ann@acme.com")), 8)
}

func TestFiveCodesAnHourAndFifteenADay(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	ann, bob := h.token("ann@acme.com"), h.token("bob@acme.com")
	first := h.Now()
	for hour := range 3 {
		for range 5 {
			h.requestCode(ann)
			h.advance(time.Minute)
		}
		if hour < 2 {
			h.wantTooMany(h.requestCodeError(ann), h.Now().Add(55*time.Minute))
			h.advance(55*time.Minute - time.Millisecond)
			h.wantTooMany(h.requestCodeError(ann), h.Now().Add(time.Millisecond))
			h.advance(time.Millisecond)
		}
	}
	h.advance(time.Hour)
	h.wantTooMany(h.requestCodeError(ann), first.Add(day))
	h.requestCode(bob) // another nominee
	h.advance(first.Add(day - time.Millisecond).Sub(h.Now()))
	h.wantTooMany(h.requestCodeError(ann), first.Add(day))
	h.advance(time.Millisecond)
	h.requestCode(ann)
}

// A used code still counts: the request has ended, or a forward has made another nominee. A wrong try frees no code
// either.
func TestCodesAreCountedWhateverBecameOfThem(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	for range 5 {
		d := h.approve("ann@acme.com")
		d.Code = "0000-0000"
		h.wantDecisionError(account.ErrCodeInvalid, d)
		h.advance(time.Minute)
	}
	h.wantTooMany(h.requestCodeError(h.token("ann@acme.com")), h.Now().Add(55*time.Minute))
}

func TestConcurrentCodeRequestsDoNotExceedTheLimit(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	token := h.token("ann@acme.com")
	var all []func() error
	for range 8 {
		all = append(all, func() error { return h.requestCodeError(token) })
	}
	wantEqual(t, "codes", h.atMost(all), 5)
	h.deliver()
	wantEqual(t, "the same code in each", h.subjects("ann@acme.com"), "invitation code code code code code")
}

func TestMailsBeyondTheDailyBudgetWait(t *testing.T) {
	h := newHarness(t)
	h.mailsADay = workflow.ADay(3)
	for n := range 2 {
		h.openRequest(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n))
	}
	h.code("a@acme0.com") // a code counts as a mail
	r := h.openRequest("other.com", "ann@other.com")
	wantEqual(t, "mails", len(h.taken), 3)
	wantEqual(t, "state", r.State, account.PendingApproval)
	h.wantSpent(h.requestCodeError(h.token("a@acme1.com")), workflow.SpentByAll, h.Now().Add(day))
	h.advance(day - time.Millisecond)
	h.deliver()
	wantEqual(t, "mails within the window", len(h.taken), 3)
	h.advance(time.Millisecond)
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@other.com"), "invitation")
	wantEqual(t, "a code that was not promised", strings.Count(h.subjects("a@acme1.com"), "code"), 0)
	wantEqual(t, "failed", len(h.failed), 0)
}

func TestConcurrentSendersKeepTheDailyBudget(t *testing.T) {
	h := newHarness(t)
	h.mailsADay = workflow.ADay(3)
	for n := range 8 {
		h.openRequestBy(partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)))
	}
	var all []func() error
	for _, id := range h.mails() {
		all = append(all, func() error { return h.sender().Do(t.Context(), id) })
	}
	h.atMost(all)
	h.deliver()
	wantEqual(t, "mails", len(h.taken), 3)
}

// A mail that is retried keeps its slots.
func TestAMailTakesItsSlotsOnce(t *testing.T) {
	h := newHarness(t)
	h.mailsADay, h.invitations = workflow.ADay(2), workflow.ADay(1)
	id := h.onlyMail()
	h.fail = func() error { return workflow.ErrMailNotTaken }
	for range 3 {
		h.wantError(h.sender().Do(t.Context(), id), workflow.ErrMailNotTaken)
		h.advance(time.Hour)
	}
	h.fail = nil
	h.deliver()
	h.openRequest("other.com", "ann@other.com")
	wantEqual(t, "mails", h.subjects("ann@acme.com")+" "+h.subjects("ann@other.com"), "invitation invitation")
}

// A mail does not fail because a limit postpones it, however long.
func TestAMailPostponedByALimitDoesNotFail(t *testing.T) {
	h := newHarness(t)
	h.mailsADay = workflow.ADay(1)
	const mails = 9 // the last goes on the ninth day
	for n := range mails {
		h.openRequestBy(partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)))
	}
	for n := range mails {
		h.deliver()
		wantEqual(t, "mails", len(h.taken), n+1)
		h.advance(day)
	}
	wantEqual(t, "failed", len(h.failed), 0)
	wantEqual(t, "said that the budget is spent", h.budgetSpent.Load() > 0, true)
}

func TestFiveDisputesADay(t *testing.T) {
	h := newHarness(t)
	open := func(by account.Person, domain string) error {
		_, _, err := h.disputes().Open(t.Context(), by, domain, "ours", nil)
		return err
	}
	for n := range 6 {
		h.ownAccount("ann@acme.com", "Acme", account.Domain(fmt.Sprintf("acme%d.com", n)))
	}
	for n := range 5 {
		h.must(open(partner, fmt.Sprintf("acme%d.com", n)))
	}
	h.wantTooMany(open(partner, "acme5.com"), h.Now().Add(day))
	h.must(open(partner, "acme0.com")) // the dispute is open already
	h.must(open(partner2, "acme5.com"))
	h.advance(day)
	h.must(open(partner, "acme5.com"))
}

// Customers who are told that administrators decide are protected by the limit of invitations.
func TestNoticesToCustomersAreLimitedToo(t *testing.T) {
	h := newHarness(t)
	h.invitations = workflow.ADay(1)
	h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com", "bea@acme.com")
	for n, domain := range []string{"emea.acme.com", "apac.acme.com"} {
		f := form(domain, "boss@acme.com")
		f.AccountName = fmt.Sprintf("Acme %d", n)
		h.openRequestBy(partner, f)
	}
	h.deliver()
	wantEqual(t, "mails", h.subjects("boss@acme.com"), "awaiting")
	h.advance(day)
	h.deliver()
	wantEqual(t, "mails", h.subjects("boss@acme.com"), "awaiting awaiting")
}

// However many mails are sent, a nominee gets a code.
func TestPartOfTheBudgetIsReservedForCodes(t *testing.T) {
	h := newHarness(t)
	h.mailsADay = workflow.ADay(10)
	for n := range 12 {
		h.openRequestBy(partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)))
	}
	h.deliver()
	wantEqual(t, "mails", len(h.taken), 9)
	h.code(h.taken[0].To)
	wantEqual(t, "mails", len(h.taken), 10)
}

// A code is not promised unless it can be sent, and a promised code is sent, however many are requested at once.
func TestACodeThatCannotBeSentIsRefused(t *testing.T) {
	h := newHarness(t)
	h.mailsADay = workflow.ADay(6 + 4)
	var all []func() error
	tokens := map[account.Email]string{}
	for n := range 6 {
		to := account.Email(fmt.Sprintf("a@acme%d.com", n))
		h.openRequest(fmt.Sprintf("acme%d.com", n), string(to))
		tokens[to] = h.token(to)
	}
	for _, token := range tokens {
		all = append(all, func() error { return h.requestCodeError(token) })
	}
	wantEqual(t, "promised", h.atMost(all), 4)
	h.openRequest("other.com", "ann@other.com") // its invitation does not use the promised mails
	codes := 0
	for to := range tokens {
		codes += strings.Count(h.subjects(to), "code")
	}
	wantEqual(t, "mailed", codes, 4)
	wantEqual(t, "others' mails", h.subjects("ann@other.com"), "")
	for to, token := range tokens {
		if !strings.Contains(h.subjects(to), "code") {
			h.changesNothing(func() { h.wantSpent(h.requestCodeError(token), workflow.SpentByAll, h.Now().Add(day)) })
		}
	}
}

// A suppressed address gets few mails, including codes that another holder of its link requests.
func TestThreeCodesADayToASuppressedAddress(t *testing.T) {
	for name, suppress := range map[string]func(*harness){
		"that complained":          func(h *harness) { h.recordDelivery("ann@acme.com", account.Complained) },
		"that its holder silenced": func(h *harness) { h.silences("ann@acme.com", false) },
		"that did one, then so too": func(h *harness) {
			h.silences("ann@acme.com", false)
			h.recordDelivery("ann@acme.com", account.Complained)
		},
	} {
		t.Run(name, func(t *testing.T) { threeCodesADay(t, suppress) })
	}
}

func threeCodesADay(t *testing.T, suppress func(*harness)) {
	t.Helper()
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	h.openRequest("other.acme.com", "Ann+x@acme.com")
	one, two := h.token("ann@acme.com"), h.token("ann+x@acme.com")
	report := h.report("ann@acme.com")
	suppress(h)
	first := h.Now()
	before := strings.Count(h.subjects("ann@acme.com"), "code")
	for _, token := range []string{one, two, one} {
		h.requestCode(token)
		h.deliver()
		h.advance(20 * time.Minute)
	}
	for _, token := range []string{one, two} {
		h.changesNothing(func() { h.wantSpent(h.requestCodeError(token), workflow.SpentByAddress, first.Add(day)) })
	}
	h.changesNothing(func() {
		_, err := h.notForMe().SendCode(t.Context(), report, "")
		h.wantSpent(err, workflow.SpentByAddress, first.Add(day))
	})
	wantEqual(t, "mails", strings.Count(h.subjects("ann@acme.com")+h.subjects("ann+x@acme.com"), "code")-before, 3)
	for range 4 { // who is not suppressed
		h.requestCode(h.token("bob@acme.com"))
	}
	h.advance(first.Add(day - time.Millisecond).Sub(h.Now()))
	h.wantSpent(h.requestCodeError(two), workflow.SpentByAddress, first.Add(day))
	h.advance(time.Millisecond)
	h.requestCode(two)
	h.must(h.suppressions().Lift(t.Context(), operator, "ann@acme.com", nil))
	for range 4 {
		h.requestCode(two)
	}
}

// wantSpent expects that no code is sent until then, for that reason.
func (h *harness) wantSpent(got error, by workflow.SpentBy, until time.Time) {
	h.Helper()
	h.wantTooMany(got, until)
	var spent *workflow.CodesSpent
	if !errors.As(got, &spent) || spent.By != by {
		h.Errorf("got error %#v, want it spent by %s", got, by)
	}
}

// Accounts below a company's own domain do not add to its limit.
func TestColleaguesShareTheLimitOfTheirDomain(t *testing.T) {
	h := newHarness(t)
	h.byDomain = workflow.ADay(3)
	for n, requester := range []account.Email{"a@reseller.de", "b@reseller.de", "c@emea.reseller.de", "d@reseller.de"} {
		h.ownAccount(requester, "Reseller", account.Domain(fmt.Sprintf("x%d.reseller.de", n)))
	}
	start := h.Now()
	ask := func(requester account.Email, n int) error {
		_, err := h.submit().Do(t.Context(), account.Person{Email: requester}, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)), "")
		return err
	}
	h.must(ask("a@reseller.de", 1))
	h.must(ask("b@reseller.de", 2))
	h.must(ask("c@emea.reseller.de", 3))
	h.changesNothing(func() { h.wantTooMany(ask("d@reseller.de", 4), start.Add(day)) })
	h.must(ask(partner.Email, 5)) // the requester of another company
	h.advance(day)
	h.must(ask("d@reseller.de", 4))
}

func TestStrangersAtASharedMailDomainDoNotShareALimit(t *testing.T) {
	h := newHarness(t)
	h.byDomain = workflow.ADay(1)
	for n := range 3 {
		requester := account.Email(fmt.Sprintf("partner%d@gmail.com", n))
		h.ownAccount(requester, "Reseller", account.Domain(fmt.Sprintf("reseller%d.de", n)))
		h.openRequestBy(account.Person{Email: requester}, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)))
	}
}

// A correction reaches strangers as a request does.
func TestAddressesAddedByACorrectionCountAsRequests(t *testing.T) {
	h := newHarness(t)
	h.requests, h.byDomain = workflow.ADay(4), workflow.ADay(5)
	start := h.Now()
	r := h.openRequest("acme.com", "a@acme.com", "b@acme.com")                     // one
	h.correctRequest(r.ID, "a@acme.com", "c@acme.com", "d@acme.com", "x@acme.com") // three
	correct := func(customers ...string) error {
		_, _, err := h.followUp().Correct(t.Context(), partner, r.ID, customers, nil)
		return err
	}
	h.changesNothing(func() { h.wantTooMany(correct("a@acme.com", "e@acme.com"), start.Add(day)) })
	h.must(correct("a@acme.com")) // no new address
	_, err := h.submit().Do(t.Context(), partner, form("other.com", "a@other.com"), "")
	h.wantTooMany(err, start.Add(day))
	h.advance(day)
	h.must(correct("a@acme.com", "e@acme.com", "f@acme.com", "g@acme.com"))
	h.wantTooMany(correct("h@acme.com", "i@acme.com"), h.Now().Add(day))
	h.must(correct("h@acme.com"))
	h.requests = workflow.ADay(100)
	h.must(correct("i@acme.com")) // the fifth of the company
	h.wantTooMany(correct("j@acme.com"), h.Now().Add(day))
}

func TestANewRequesterMayHaveFewerPendingRequests(t *testing.T) {
	h := newHarness(t)
	h.pending = account.PendingLimit{Most: 5, New: 3, NewFor: 30 * day}
	ask := func(n int) error {
		_, err := h.submit().Do(t.Context(), partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)), "")
		return err
	}
	tooMany := func(err error, most int) {
		t.Helper()
		var pending *account.TooManyPending
		if !errors.As(err, &pending) || pending.Most != most {
			t.Fatalf("got %v, want that %d are pending", err, most)
		}
		h.wantTooMany(err, pending.Until)
	}
	for n := range 3 {
		h.must(ask(n))
	}
	h.deliver()
	tooMany(ask(3), 3)
	h.mustDecide(h.decline("a@acme0.com"))
	tooMany(ask(3), 3) // the count is less than a minute old
	h.advance(time.Minute)
	h.must(ask(3))
	h.advance(time.Minute)
	tooMany(ask(4), 3)
	h.advance(30 * day) // the role is no longer new
	h.must(ask(4))
	h.must(ask(5))
	h.advance(time.Minute)
	tooMany(ask(6), 5)
	h.advance(61 * day) // the first ones have expired, although no clean-up has run
	h.must(ask(6))
	h.openRequest("other.com", "ann@other.com") // three expired ones have made room
}

// The limit of pending requests is exact under concurrency.
func TestConcurrentRequestsKeepThePendingLimit(t *testing.T) {
	h := newHarness(t)
	h.pending = account.PendingLimit{Most: 3, New: 3}
	var all []func() error
	for n := range 8 {
		all = append(all, func() error {
			_, err := h.submit().Do(t.Context(), partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)), "")
			return err
		})
	}
	wantEqual(t, "opened", h.atMost(all), 3)
}

func TestComplaintsShrinkTheLimitsOfTheRequester(t *testing.T) {
	h := newHarness(t)
	h.requests = workflow.ADay(8)
	complain := func() {
		read, err := h.store.Used(t.Context(), workflow.ComplaintsAbout(partner.Email))
		h.must(err)
		next, err := read.Uses.Take(account.Limit{Most: 100, Window: workflow.ComplaintsKept}, 0, h.Now())
		h.must(err)
		h.must(h.store.KeepUses(t.Context(), workflow.UsesChange{Read: read, Next: next, Kept: workflow.ComplaintsKept}))
	}
	complain()
	complain()
	ask := func(by account.Person, n int) error {
		_, err := h.submit().Do(t.Context(), by, below(n, fmt.Sprintf("a%d@acme.com", n)), "")
		return err
	}
	h.must(ask(partner, 1))
	h.must(ask(partner, 2))
	h.wantTooMany(ask(partner, 3), h.Now().Add(day))
	h.must(ask(partner2, 4))
	h.must(ask(partner2, 5))
	h.must(ask(partner2, 6))
	h.advance(workflow.ComplaintsKept)
	for n := range 8 {
		h.must(ask(partner, 10+n))
	}
}

// The limit of one requester's invitations to an address does not affect another requester's.
func TestOneRequesterInvitesAnAddressTwiceADay(t *testing.T) {
	h := newHarness(t)
	h.invitationsPerRequester = workflow.ADay(2)
	for n := range 4 {
		h.openRequestBy(partner, below(n, "ann@acme.com"))
		h.deliver()
	}
	wantEqual(t, "of the first requester", len(h.to("ann@acme.com")), 2)
	h.openRequestBy(partner2, below(9, "ann+sales@acme.com"))
	h.deliver()
	wantEqual(t, "of the second", len(h.to("ann+sales@acme.com")), 1)
	h.openRequest("other.com", "ann@other.com") // another address
	wantEqual(t, "to another address", len(h.to("ann@other.com")), 1)
	h.advance(day)
	h.deliver()
	wantEqual(t, "a day on", len(h.to("ann@acme.com")), 4)
}

func TestOneRequesterTakesATenthOfTheDaysMails(t *testing.T) {
	h := newHarness(t)
	h.mailsADay, h.mailsPerRequester = workflow.ADay(100), workflow.ADay(workflow.RequesterShare(100))
	for n := range 11 {
		h.openRequestBy(partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)))
		h.deliver()
	}
	wantEqual(t, "of the first requester", len(h.taken), 9)
	h.openRequestBy(partner2, form("other.com", "ann@other.com"))
	h.deliver()
	wantEqual(t, "with the second's", len(h.taken), 10)
	first := h.Now()
	h.code(h.taken[0].To) // a code is sent from the reserve for codes
	wantEqual(t, "with a code", len(h.taken), 11)
	h.changesNothing(func() {
		h.wantSpent(h.requestCodeError(h.token(h.taken[1].To)), workflow.SpentByRequester, first.Add(day))
	})
	wantEqual(t, "the deployment's budget is not spent", h.budgetSpent.Load(), int32(0))
	h.advance(day)
	h.deliver()
	wantEqual(t, "a day on", len(h.taken), 13)
	for mailsADay, want := range map[int]int{10_000: 1000, 25: 2, 9: 1, 1: 1} {
		wantEqual(t, fmt.Sprintf("of %d a day", mailsADay), workflow.RequesterShare(mailsADay), want)
	}
}

// docs/security.md states this bound for one requester: opening, correcting and resending reaches ten strangers per
// slot, and each is mailed at most twice a day.
func TestTheLimitsBoundHowManyStrangersARequesterReaches(t *testing.T) {
	h := newHarness(t)
	const requests = 6
	h.requests, h.invitationsPerRequester = workflow.ADay(requests), workflow.ADay(2)
	ten := func(n int, domain string) (addresses []string) {
		for i := range account.MaxCustomerEmails {
			addresses = append(addresses, fmt.Sprintf("s%d-%d@%s", n, i, domain))
		}
		return addresses
	}
	for n := range 3 * requests {
		domain := fmt.Sprintf("acme%d.com", n)
		opened, err := h.submit().Do(t.Context(), partner, form(domain, ten(n, domain)...), "")
		if err != nil {
			continue
		}
		for try := range 5 {
			_, _, _ = h.followUp().Correct(t.Context(), partner, opened.ID, ten(100+10*n+try, domain), nil)
		}
		h.deliver()
		_, _ = h.followUp().Resend(t.Context(), partner, opened.ID)
		_, _ = h.followUp().Resend(t.Context(), partner, opened.ID)
		h.deliver()
	}
	mailed := map[account.Email]int{}
	for _, m := range h.taken {
		if m.To != partner.Email {
			mailed[m.To]++
		}
	}
	if len(mailed) > requests*account.MaxCustomerEmails {
		t.Errorf("%d strangers were mailed, want fewer", len(mailed))
	}
	for address, times := range mailed {
		if times > 2 {
			t.Errorf("%s got %d mails", address, times)
		}
	}
	if len(mailed) == 0 {
		t.Error("no stranger was mailed")
	}
}

// Codes for any links of one requester use up that requester's part of the day's mails and no more, however many are
// requested at once. A nominee who is signed in needs no code.
func TestCodesCountAgainstTheRequesterOfTheLink(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "a@acme.com", "b@acme.com", "c@acme.com")
	h.openRequestBy(partner2, form("other.com", "ann@other.com"))
	h.deliver()
	decide, report := []string{h.token("a@acme.com"), h.token("b@acme.com"), h.token("c@acme.com")}, h.report("a@acme.com")
	others, othersReport := h.token("ann@other.com"), h.report("ann@other.com")
	mailbox := func(token string) error {
		_, err := h.notForMe().SendCode(t.Context(), token, "")
		return err
	}
	h.mailsPerRequester = workflow.ADay(3 + 4) // the three invitations, and four more mails
	var all []func() error
	for range 3 {
		all = append(all, func() error { return mailbox(report) })
		for _, token := range decide {
			all = append(all, func() error { return h.requestCodeError(token) })
		}
	}
	wantEqual(t, "promised", h.atMost(all), 4)
	h.deliver()
	h.advance(workflow.CodeLifetime)
	h.changesNothing(func() {
		until := h.Now().Add(day - workflow.CodeLifetime)
		h.wantSpent(mailbox(report), workflow.SpentByRequester, until)
		for _, token := range decide {
			h.wantSpent(h.requestCodeError(token), workflow.SpentByRequester, until)
		}
	})
	h.requestCode(others)
	h.must(mailbox(othersReport))
	_, err := h.decide().Do(t.Context(), workflow.Decision{Token: decide[2], Action: "decline", Reason: "no"}, "c@acme.com")
	h.must(err)
	h.advance(day)
	h.must(mailbox(report))
}

// A mailbox gets as many codes as five links allow, however many links and requesters there are.
func TestAMailboxGetsTheCodesOfFiveLinks(t *testing.T) {
	h := newHarness(t)
	h.codesADay = workflow.ADay(1)
	h.openRequest("acme.com", "ann@acme.com")
	h.openRequest("one.acme.com", "ann+x@acme.com")
	h.openRequestBy(partner2, form("two.acme.com", "ann+y@acme.com", "bob@acme.com"))
	h.deliver()
	first := h.Now()
	for _, ann := range []account.Email{"ann@acme.com", "ann+x@acme.com", "ann+y@acme.com"} {
		h.requestCode(h.token(ann))
	}
	_ = h.mailboxCode(h.report("ann@acme.com"), "ann@acme.com")
	_ = h.mailboxCode(h.report("ann+x@acme.com"), "ann+x@acme.com")
	h.advance(workflow.CodeLifetime)
	h.changesNothing(func() {
		_, err := h.notForMe().SendCode(t.Context(), h.report("ann+y@acme.com"), "")
		h.wantSpent(err, workflow.SpentByMailbox, first.Add(day))
	})
	h.requestCode(h.token("bob@acme.com"))
	h.advance(day)
	h.requestCode(h.token("ann+y@acme.com"))
}

// However many codes are requested, a part of the budget as large as the reserve for codes is left for other mails.
func TestCodesCannotUseUpTheDailyBudget(t *testing.T) {
	h := newHarness(t)
	h.mailsADay, h.hourly, h.codesADay = workflow.ADay(20), workflow.ADay(100), workflow.ADay(100)
	h.openRequest("acme.com", "ann@acme.com")
	for range 20 - 2*2 {
		h.requestCode(h.token("ann@acme.com"))
	}
	spent := h.Now()
	h.advance(workflow.CodeLifetime)
	h.changesNothing(func() { h.wantSpent(h.requestCodeError(h.token("ann@acme.com")), workflow.SpentByAll, spent.Add(day)) })
	for n := range 2 {
		h.openRequest(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n))
	}
	wantEqual(t, "all else", h.subjects("a@acme0.com")+" "+h.subjects("a@acme1.com"), "invitation ")
}

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

// below opens a request below acme.com, which the address vouches for.
func below(n int, address string) account.Form {
	return form(fmt.Sprintf("unit%d.acme.com", n), address)
}

func TestRule10SoManyRequestsADayAndOneBackForEachApproval(t *testing.T) {
	w := newWorld(t)
	w.requests = workflow.ADay(3)
	first := w.Now()
	for n := range 3 {
		w.askedBy(partner, below(n, fmt.Sprintf("a%d@acme.com", n)))
		w.pass(time.Hour)
	}
	over := func(n int) error {
		_, err := w.submit().Do(t.Context(), partner, below(n, "a@acme.com"), "")
		return err
	}
	w.changesNothing(func() { w.wantTooMany(over(3), first.Add(day)) })
	w.askedBy(partner2, below(10, "a@acme.com")) // of another person
	w.deliver()
	w.does(w.decline("a0@acme.com")) // gives nothing back
	w.wantTooMany(over(3), first.Add(day))
	w.does(w.approve("a1@acme.com"))
	w.must(over(3))
	// At the latest: the oldest slot may be the one that was given back.
	w.wantTooMany(over(4), first.Add(day+time.Hour))
	w.pass(first.Add(day - time.Millisecond).Sub(w.Now()))
	w.wantTooMany(over(4), first.Add(day+time.Hour))
	w.pass(time.Millisecond)
	w.must(over(4))
	w.wantTooMany(over(5), first.Add(day+2*time.Hour))
	// The second's slot and what it gave back go together.
	w.pass(time.Hour)
	w.wantTooMany(over(5), first.Add(day+2*time.Hour))
	w.pass(time.Hour)
	w.must(over(5))
}

func TestRule10AReplayOrARefusalTakesNoSlot(t *testing.T) {
	w := newWorld(t)
	w.requests = workflow.ADay(1)
	body := form("acme.com", "ann@acme.com")
	first, err := w.submit().Do(t.Context(), partner, body, "key")
	w.must(err)
	w.changesNothing(func() {
		again, err := w.submit().Do(t.Context(), partner, body, "key")
		w.must(err)
		wantEqual(t, "request", again.ID, first.ID)
	})
	_, err = w.submit().Do(t.Context(), partner2, body, "")
	w.wantError(err, account.ErrDomainTaken)
	w.askedBy(partner2, form("other.com", "ann@other.com"))
}

func TestRule10EightRequestsAtOnceTakeThreeSlots(t *testing.T) {
	w := newWorld(t)
	w.requests = workflow.ADay(3)
	var all []func() error
	for n := range 8 {
		all = append(all, func() error {
			_, err := w.submit().Do(t.Context(), partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)), "")
			return err
		})
	}
	wantEqual(t, "opened", w.atMost(all), 3)
}

// atMost does all at once, then one by one what was too busy, and returns how many were not too many.
func (w *world) atMost(all []func() error) (done int) {
	w.Helper()
	var tooMany *account.TooMany
	for n, err := range atOnce(all...) {
		if errors.Is(err, retry.ErrBusy) {
			err = all[n]()
		}
		switch {
		case err == nil:
			done++
		case !errors.As(err, &tooMany):
			w.Error(err)
		}
	}
	return done
}

func TestRule10TheSixthInvitationToAnAddressWaits(t *testing.T) {
	w := newWorld(t)
	start := w.Now()
	var last account.Request
	for n := range 6 {
		last = w.askedBy(partner, below(n, "ann@acme.com"))
		w.deliver()
		w.pass(time.Minute)
	}
	wantEqual(t, "state", last.State, account.PendingApproval)
	wantEqual(t, "mails", len(w.to("ann@acme.com")), 5)
	delivery := func() account.Delivery {
		tracked, err := w.track().One(t.Context(), partner, last.ID)
		w.must(err)
		return tracked.Deliveries[1]
	}
	wantEqual(t, "delivery", delivery(), account.Queued)
	w.asked("other.com", "ann@other.com") // another address
	wantEqual(t, "mails to another", len(w.to("ann@other.com")), 1)
	w.asks(w.token("ann@acme.com")) // no invitation
	w.deliver()
	wantEqual(t, "mails with the code", len(w.to("ann@acme.com")), 6)
	w.pass(start.Add(day - time.Millisecond).Sub(w.Now()))
	w.deliver()
	wantEqual(t, "before the window passes", len(w.to("ann@acme.com")), 6)
	w.pass(time.Millisecond)
	w.deliver()
	wantEqual(t, "when it has passed", len(w.to("ann@acme.com")), 7)
	wantEqual(t, "delivery", delivery(), account.Sent)
	w.does(w.approve("ann@acme.com"))
	wantEqual(t, "state", w.stored(last.ID).State, account.Approved)
}

func TestRule10EightSendersInviteAnAddressFiveTimes(t *testing.T) {
	w := newWorld(t)
	for n := range 8 {
		w.askedBy(partner, below(n, "ann@acme.com"))
	}
	var all []func() error
	for _, id := range w.mails() {
		all = append(all, func() error { return w.sender().Do(t.Context(), id) })
	}
	w.atMost(all)
	w.deliver()
	wantEqual(t, "mails", len(w.to("ann@acme.com")), 5)
	w.pass(day)
	w.deliver()
	wantEqual(t, "mails a day on", len(w.to("ann@acme.com")), 8)
}

func TestRule10FiveCodesAnHourAndFifteenADay(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	ann, bob := w.token("ann@acme.com"), w.token("bob@acme.com")
	first := w.Now()
	for hour := range 3 {
		for range 5 {
			w.asks(ann)
			w.pass(time.Minute)
		}
		if hour < 2 {
			w.wantTooMany(w.askErr(ann), w.Now().Add(55*time.Minute))
			w.pass(55*time.Minute - time.Millisecond)
			w.wantTooMany(w.askErr(ann), w.Now().Add(time.Millisecond))
			w.pass(time.Millisecond)
		}
	}
	w.pass(time.Hour)
	w.wantTooMany(w.askErr(ann), first.Add(day))
	w.asks(bob) // another nominee
	w.pass(first.Add(day - time.Millisecond).Sub(w.Now()))
	w.wantTooMany(w.askErr(ann), first.Add(day))
	w.pass(time.Millisecond)
	w.asks(ann)
}

// Using a code up does not let its nominee have more of them: the request has ended, or a forward has
// made another nominee. A wrong try does not either.
func TestRule10CodesAreCountedWhateverBecameOfThem(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	for range 5 {
		d := w.approve("ann@acme.com")
		d.Code = "0000-0000"
		w.refuses(account.ErrCodeInvalid, d)
		w.pass(time.Minute)
	}
	w.wantTooMany(w.askErr(w.token("ann@acme.com")), w.Now().Add(55*time.Minute))
}

func TestRule10EightAskForCodesAtOnce(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	token := w.token("ann@acme.com")
	var all []func() error
	for range 8 {
		all = append(all, func() error { return w.askErr(token) })
	}
	wantEqual(t, "codes", w.atMost(all), 5)
	w.deliver()
	wantEqual(t, "the same code in each", w.subjects("ann@acme.com"), "invitation code code code code code")
}

func TestRule10TheDailyMailBudgetWaits(t *testing.T) {
	w := newWorld(t)
	w.mailsADay = workflow.ADay(3)
	for n := range 2 {
		w.asked(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n))
	}
	w.code("a@acme0.com") // a code is a mail, too
	r := w.asked("other.com", "ann@other.com")
	wantEqual(t, "mails", len(w.taken), 3)
	wantEqual(t, "state", r.State, account.PendingApproval)
	w.wantSpent(w.askErr(w.token("a@acme1.com")), workflow.SpentByAll, w.Now().Add(day))
	w.pass(day - time.Millisecond)
	w.deliver()
	wantEqual(t, "mails within the window", len(w.taken), 3)
	w.pass(time.Millisecond)
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@other.com"), "invitation")
	wantEqual(t, "a code that was not promised", strings.Count(w.subjects("a@acme1.com"), "code"), 0)
	wantEqual(t, "failed", len(w.failed), 0)
}

func TestRule10EightSendersKeepTheBudget(t *testing.T) {
	w := newWorld(t)
	w.mailsADay = workflow.ADay(3)
	for n := range 8 {
		w.askedBy(partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)))
	}
	var all []func() error
	for _, id := range w.mails() {
		all = append(all, func() error { return w.sender().Do(t.Context(), id) })
	}
	w.atMost(all)
	w.deliver()
	wantEqual(t, "mails", len(w.taken), 3)
}

// A mail that is tried again has its slots.
func TestRule10AMailTakesItsSlotsOnce(t *testing.T) {
	w := newWorld(t)
	w.mailsADay, w.invitations = workflow.ADay(2), workflow.ADay(1)
	id := w.onlyMail()
	w.fail = func() error { return workflow.ErrMailNotTaken }
	for range 3 {
		w.wantError(w.sender().Do(t.Context(), id), workflow.ErrMailNotTaken)
		w.pass(time.Hour)
	}
	w.fail = nil
	w.deliver()
	w.asked("other.com", "ann@other.com")
	wantEqual(t, "mails", w.subjects("ann@acme.com")+" "+w.subjects("ann@other.com"), "invitation invitation")
}

// However long a limit keeps a mail waiting, it is not given up for that.
func TestRule10AMailThatALimitHeldIsNotGivenUp(t *testing.T) {
	w := newWorld(t)
	w.mailsADay = workflow.ADay(1)
	const mails = 9 // the last goes on the ninth day
	for n := range mails {
		w.askedBy(partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)))
	}
	for n := range mails {
		w.deliver()
		wantEqual(t, "mails", len(w.taken), n+1)
		w.pass(day)
	}
	wantEqual(t, "failed", len(w.failed), 0)
	wantEqual(t, "said that the budget is spent", w.spent.Load() > 0, true)
}

func TestRule10FiveDisputesADay(t *testing.T) {
	w := newWorld(t)
	open := func(by account.Person, domain string) error {
		_, _, err := w.disputes().Open(t.Context(), by, domain, "ours", nil)
		return err
	}
	for n := range 6 {
		w.has("ann@acme.com", "Acme", account.Domain(fmt.Sprintf("acme%d.com", n)))
	}
	for n := range 5 {
		w.must(open(partner, fmt.Sprintf("acme%d.com", n)))
	}
	w.wantTooMany(open(partner, "acme5.com"), w.Now().Add(day))
	w.must(open(partner, "acme0.com")) // which is open already
	w.must(open(partner2, "acme5.com"))
	w.pass(day)
	w.must(open(partner, "acme5.com"))
}

// Who is only told that others decide is protected as those who are asked.
func TestRule10TellingCustomersIsLimitedToo(t *testing.T) {
	w := newWorld(t)
	w.invitations = workflow.ADay(1)
	w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com", "bea@acme.com")
	for n, domain := range []string{"emea.acme.com", "apac.acme.com"} {
		f := form(domain, "boss@acme.com")
		f.AccountName = fmt.Sprintf("Acme %d", n)
		w.askedBy(partner, f)
	}
	w.deliver()
	wantEqual(t, "mails", w.subjects("boss@acme.com"), "awaiting")
	w.pass(day)
	w.deliver()
	wantEqual(t, "mails", w.subjects("boss@acme.com"), "awaiting awaiting")
}

// However much is asked for, somebody who wants to decide gets their code.
func TestRule10SomeMailsAreKeptForCodes(t *testing.T) {
	w := newWorld(t)
	w.mailsADay = workflow.ADay(10)
	for n := range 12 {
		w.askedBy(partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)))
	}
	w.deliver()
	wantEqual(t, "mails", len(w.taken), 9)
	w.code(w.taken[0].To)
	wantEqual(t, "mails", len(w.taken), 10)
}

// Nobody is told that a code is on its way which never leaves: what was promised goes, however many are promised at once.
func TestRule6ACodeThatCannotBeSentIsRefused(t *testing.T) {
	w := newWorld(t)
	w.mailsADay = workflow.ADay(6 + 4)
	var all []func() error
	tokens := map[account.Email]string{}
	for n := range 6 {
		to := account.Email(fmt.Sprintf("a@acme%d.com", n))
		w.asked(fmt.Sprintf("acme%d.com", n), string(to))
		tokens[to] = w.token(to)
	}
	for _, token := range tokens {
		all = append(all, func() error { return w.askErr(token) })
	}
	wantEqual(t, "promised", w.atMost(all), 4)
	w.asked("other.com", "ann@other.com") // its invitation does not take what was promised
	codes := 0
	for to := range tokens {
		codes += strings.Count(w.subjects(to), "code")
	}
	wantEqual(t, "mailed", codes, 4)
	wantEqual(t, "others' mails", w.subjects("ann@other.com"), "")
	for to, token := range tokens {
		if !strings.Contains(w.subjects(to), "code") {
			w.changesNothing(func() { w.wantSpent(w.askErr(token), workflow.SpentByAll, w.Now().Add(day)) })
		}
	}
}

// Whoever called our mail spam, or stopped it, gets few mails, also of those that whoever holds their link asks for.
func TestRule6ThreeCodesADayToASuppressedAddress(t *testing.T) {
	for name, suppress := range map[string]func(*world){
		"that complained":           func(w *world) { w.happens("ann@acme.com", account.Complained) },
		"that its holder silenced":  func(w *world) { w.silences("ann@acme.com", false) },
		"that did one, then so too": func(w *world) { w.silences("ann@acme.com", false); w.happens("ann@acme.com", account.Complained) },
	} {
		t.Run(name, func(t *testing.T) { threeCodesADay(t, suppress) })
	}
}

func threeCodesADay(t *testing.T, suppress func(*world)) {
	t.Helper()
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	w.asked("other.acme.com", "Ann+x@acme.com")
	one, two := w.token("ann@acme.com"), w.token("ann+x@acme.com")
	report := w.report("ann@acme.com")
	suppress(w)
	first := w.Now()
	before := strings.Count(w.subjects("ann@acme.com"), "code")
	for _, token := range []string{one, two, one} {
		w.asks(token)
		w.deliver()
		w.pass(20 * time.Minute)
	}
	for _, token := range []string{one, two} {
		w.changesNothing(func() { w.wantSpent(w.askErr(token), workflow.SpentByAddress, first.Add(day)) })
	}
	w.changesNothing(func() {
		_, err := w.notForMe().SendCode(t.Context(), report, "")
		w.wantSpent(err, workflow.SpentByAddress, first.Add(day))
	})
	wantEqual(t, "mails", strings.Count(w.subjects("ann@acme.com")+w.subjects("ann+x@acme.com"), "code")-before, 3)
	for range 4 { // who is not suppressed
		w.asks(w.token("bob@acme.com"))
	}
	w.pass(first.Add(day - time.Millisecond).Sub(w.Now()))
	w.wantSpent(w.askErr(two), workflow.SpentByAddress, first.Add(day))
	w.pass(time.Millisecond)
	w.asks(two)
	w.must(w.suppressions().Lift(t.Context(), operator, "ann@acme.com", nil))
	for range 4 {
		w.asks(two)
	}
}

// wantSpent expects that no code is mailed until then, for that reason.
func (w *world) wantSpent(got error, by workflow.SpentBy, until time.Time) {
	w.Helper()
	w.wantTooMany(got, until)
	var spent *workflow.CodesSpent
	if !errors.As(got, &spent) || spent.By != by {
		w.Errorf("got error %#v, want it spent by %s", got, by)
	}
}

// Accounts below one's own domain do not multiply what one may ask for.
func TestRule10ColleaguesShareTheLimitOfTheirDomain(t *testing.T) {
	w := newWorld(t)
	w.byDomain = workflow.ADay(3)
	for n, requester := range []account.Email{"a@reseller.de", "b@reseller.de", "c@emea.reseller.de", "d@reseller.de"} {
		w.has(requester, "Reseller", account.Domain(fmt.Sprintf("x%d.reseller.de", n)))
	}
	start := w.Now()
	ask := func(requester account.Email, n int) error {
		_, err := w.submit().Do(t.Context(), account.Person{Email: requester}, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)), "")
		return err
	}
	w.must(ask("a@reseller.de", 1))
	w.must(ask("b@reseller.de", 2))
	w.must(ask("c@emea.reseller.de", 3))
	w.changesNothing(func() { w.wantTooMany(ask("d@reseller.de", 4), start.Add(day)) })
	w.must(ask(partner.Email, 5)) // of another company
	w.pass(day)
	w.must(ask("d@reseller.de", 4))
}

func TestRule10StrangersAtASharedMailDomainDoNotShareALimit(t *testing.T) {
	w := newWorld(t)
	w.byDomain = workflow.ADay(1)
	for n := range 3 {
		requester := account.Email(fmt.Sprintf("partner%d@gmail.com", n))
		w.has(requester, "Reseller", account.Domain(fmt.Sprintf("reseller%d.de", n)))
		w.askedBy(account.Person{Email: requester}, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)))
	}
}

// Corrections reach strangers as requests do.
func TestRule10AddressesAddedByACorrectionCountAsRequests(t *testing.T) {
	w := newWorld(t)
	w.requests, w.byDomain = workflow.ADay(4), workflow.ADay(5)
	start := w.Now()
	r := w.asked("acme.com", "a@acme.com", "b@acme.com")                      // one
	w.corrected(r.ID, "a@acme.com", "c@acme.com", "d@acme.com", "x@acme.com") // three
	correct := func(customers ...string) error {
		_, _, err := w.followUp().Correct(t.Context(), partner, r.ID, customers, nil)
		return err
	}
	w.changesNothing(func() { w.wantTooMany(correct("a@acme.com", "e@acme.com"), start.Add(day)) })
	w.must(correct("a@acme.com")) // no new one
	_, err := w.submit().Do(t.Context(), partner, form("other.com", "a@other.com"), "")
	w.wantTooMany(err, start.Add(day))
	w.pass(day)
	w.must(correct("a@acme.com", "e@acme.com", "f@acme.com", "g@acme.com"))
	w.wantTooMany(correct("h@acme.com", "i@acme.com"), w.Now().Add(day))
	w.must(correct("h@acme.com"))
	w.requests = workflow.ADay(100)
	w.must(correct("i@acme.com")) // the company's fifth
	w.wantTooMany(correct("j@acme.com"), w.Now().Add(day))
}

func TestRule10WhoseFirstRoleIsNewHasFewerPendingRequests(t *testing.T) {
	w := newWorld(t)
	w.pending = account.PendingLimit{Most: 5, New: 3, NewFor: 30 * day}
	ask := func(n int) error {
		_, err := w.submit().Do(t.Context(), partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)), "")
		return err
	}
	tooMany := func(err error, most int) {
		t.Helper()
		var pending *account.TooManyPending
		if !errors.As(err, &pending) || pending.Most != most {
			t.Fatalf("got %v, want that %d are pending", err, most)
		}
		w.wantTooMany(err, pending.Until)
	}
	for n := range 3 {
		w.must(ask(n))
	}
	w.deliver()
	tooMany(ask(3), 3)
	w.does(w.decline("a@acme0.com"))
	tooMany(ask(3), 3) // counted less than a minute ago
	w.pass(time.Minute)
	w.must(ask(3))
	w.pass(time.Minute)
	tooMany(ask(4), 3)
	w.pass(30 * day) // the role is no longer new
	w.must(ask(4))
	w.must(ask(5))
	w.pass(time.Minute)
	tooMany(ask(6), 5)
	w.pass(61 * day) // the first ones have expired, whether or not that was written down
	w.must(ask(6))
	w.asked("other.com", "ann@other.com") // of those expired, three have made room
}

// Pending requests are limited exactly under concurrency.
func TestRule10EightRequestsAtOnceKeepToThePendingLimit(t *testing.T) {
	w := newWorld(t)
	w.pending = account.PendingLimit{Most: 3, New: 3}
	var all []func() error
	for n := range 8 {
		all = append(all, func() error {
			_, err := w.submit().Do(t.Context(), partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)), "")
			return err
		})
	}
	wantEqual(t, "opened", w.atMost(all), 3)
}

func TestRule10ComplaintsShrinkTheLimitsOfTheRequester(t *testing.T) {
	w := newWorld(t)
	w.requests = workflow.ADay(8)
	complain := func() {
		read, err := w.store.Used(t.Context(), workflow.ComplaintsAbout(partner.Email))
		w.must(err)
		next, err := read.Uses.Take(account.Limit{Most: 100, Window: workflow.ComplaintsKept}, 0, w.Now())
		w.must(err)
		w.must(w.store.KeepUses(t.Context(), workflow.UsesChange{Read: read, Next: next, Kept: workflow.ComplaintsKept}))
	}
	complain()
	complain()
	ask := func(by account.Person, n int) error {
		_, err := w.submit().Do(t.Context(), by, below(n, fmt.Sprintf("a%d@acme.com", n)), "")
		return err
	}
	w.must(ask(partner, 1))
	w.must(ask(partner, 2))
	w.wantTooMany(ask(partner, 3), w.Now().Add(day))
	w.must(ask(partner2, 4))
	w.must(ask(partner2, 5))
	w.must(ask(partner2, 6))
	w.pass(workflow.ComplaintsKept)
	for n := range 8 {
		w.must(ask(partner, 10+n))
	}
}

// One requester's invitations do not keep another's from the same address.
func TestRule10OneRequesterInvitesAnAddressTwiceADay(t *testing.T) {
	w := newWorld(t)
	w.fromOne = workflow.ADay(2)
	for n := range 4 {
		w.askedBy(partner, below(n, "ann@acme.com"))
		w.deliver()
	}
	wantEqual(t, "of the first requester", len(w.to("ann@acme.com")), 2)
	w.askedBy(partner2, below(9, "ann+sales@acme.com"))
	w.deliver()
	wantEqual(t, "of the second", len(w.to("ann+sales@acme.com")), 1)
	w.asked("other.com", "ann@other.com") // another address
	wantEqual(t, "to another address", len(w.to("ann@other.com")), 1)
	w.pass(day)
	w.deliver()
	wantEqual(t, "a day on", len(w.to("ann@acme.com")), 4)
}

func TestRule10OneRequesterTakesATenthOfTheDaysMails(t *testing.T) {
	w := newWorld(t)
	w.mailsADay, w.ofOne = workflow.ADay(100), workflow.ADay(workflow.RequesterShare(100))
	for n := range 11 {
		w.askedBy(partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n)))
		w.deliver()
	}
	wantEqual(t, "of the first requester", len(w.taken), 9)
	w.askedBy(partner2, form("other.com", "ann@other.com"))
	w.deliver()
	wantEqual(t, "with the second's", len(w.taken), 10)
	first := w.Now()
	w.code(w.taken[0].To) // whoever may decide gets one of those that are kept for codes
	wantEqual(t, "with a code", len(w.taken), 11)
	w.changesNothing(func() { w.wantSpent(w.askErr(w.token(w.taken[1].To)), workflow.SpentByRequester, first.Add(day)) })
	wantEqual(t, "the deployment's budget is not spent", w.spent.Load(), int32(0))
	w.pass(day)
	w.deliver()
	wantEqual(t, "a day on", len(w.taken), 13)
	for mailsADay, want := range map[int]int{10_000: 1000, 25: 2, 9: 1, 1: 1} {
		wantEqual(t, fmt.Sprintf("of %d a day", mailsADay), workflow.RequesterShare(mailsADay), want)
	}
}

// The worst that docs/security.md states of one requester: however they open, correct and resend, they bring ten
// strangers a slot into the system, and each is mailed twice a day.
func TestRule10ARequesterWhoDoesAllThatIsAllowedReachesSoManyStrangers(t *testing.T) {
	w := newWorld(t)
	const requests = 6
	w.requests, w.fromOne = workflow.ADay(requests), workflow.ADay(2)
	ten := func(n int, domain string) (addresses []string) {
		for i := range account.MaxCustomerEmails {
			addresses = append(addresses, fmt.Sprintf("s%d-%d@%s", n, i, domain))
		}
		return addresses
	}
	for n := range 3 * requests {
		domain := fmt.Sprintf("acme%d.com", n)
		opened, err := w.submit().Do(t.Context(), partner, form(domain, ten(n, domain)...), "")
		if err != nil {
			continue
		}
		for try := range 5 {
			_, _, _ = w.followUp().Correct(t.Context(), partner, opened.ID, ten(100+10*n+try, domain), nil)
		}
		w.deliver()
		_, _ = w.followUp().Resend(t.Context(), partner, opened.ID)
		_, _ = w.followUp().Resend(t.Context(), partner, opened.ID)
		w.deliver()
	}
	mailed := map[account.Email]int{}
	for _, m := range w.taken {
		if m.To != partner.Email {
			mailed[m.To]++
		}
	}
	if len(mailed) > requests*account.MaxCustomerEmails {
		t.Errorf("%d strangers were mailed", len(mailed))
	}
	for address, times := range mailed {
		if times > 2 {
			t.Errorf("%s got %d mails", address, times)
		}
	}
	if len(mailed) == 0 {
		t.Error("nobody was mailed")
	}
}

// Whoever names own mailboxes, or has a few links of one requester, spends that requester's part of the day's mails with
// codes and no more, by whatever links and however many ask at once. Who signs in needs no code.
func TestRule10CodesTakeThePartOfWhoCausedTheLink(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "a@acme.com", "b@acme.com", "c@acme.com")
	w.askedBy(partner2, form("other.com", "ann@other.com"))
	w.deliver()
	decide, report := []string{w.token("a@acme.com"), w.token("b@acme.com"), w.token("c@acme.com")}, w.report("a@acme.com")
	others, othersReport := w.token("ann@other.com"), w.report("ann@other.com")
	mailbox := func(token string) error {
		_, err := w.notForMe().SendCode(t.Context(), token, "")
		return err
	}
	w.ofOne = workflow.ADay(3 + 4) // the three invitations, and four more mails
	var all []func() error
	for range 3 {
		all = append(all, func() error { return mailbox(report) })
		for _, token := range decide {
			all = append(all, func() error { return w.askErr(token) })
		}
	}
	wantEqual(t, "promised", w.atMost(all), 4)
	w.deliver()
	w.pass(workflow.CodeLifetime)
	w.changesNothing(func() {
		until := w.Now().Add(day - workflow.CodeLifetime)
		w.wantSpent(mailbox(report), workflow.SpentByRequester, until)
		for _, token := range decide {
			w.wantSpent(w.askErr(token), workflow.SpentByRequester, until)
		}
	})
	w.asks(others)
	w.must(mailbox(othersReport))
	_, err := w.decide().Do(t.Context(), workflow.Decision{Token: decide[2], Action: "decline", Reason: "no"}, "c@acme.com")
	w.must(err)
	w.pass(day)
	w.must(mailbox(report))
}

// However many links lead to a mailbox, and however many requesters ask, it gets as many codes as five links have.
func TestRule10AMailboxGetsTheCodesOfFiveLinks(t *testing.T) {
	w := newWorld(t)
	w.codesADay = workflow.ADay(1)
	w.asked("acme.com", "ann@acme.com")
	w.asked("one.acme.com", "ann+x@acme.com")
	w.askedBy(partner2, form("two.acme.com", "ann+y@acme.com", "bob@acme.com"))
	w.deliver()
	first := w.Now()
	for _, ann := range []account.Email{"ann@acme.com", "ann+x@acme.com", "ann+y@acme.com"} {
		w.asks(w.token(ann))
	}
	_ = w.mailboxCode(w.report("ann@acme.com"), "ann@acme.com")
	_ = w.mailboxCode(w.report("ann+x@acme.com"), "ann+x@acme.com")
	w.pass(workflow.CodeLifetime)
	w.changesNothing(func() {
		_, err := w.notForMe().SendCode(t.Context(), w.report("ann+y@acme.com"), "")
		w.wantSpent(err, workflow.SpentByMailbox, first.Add(day))
	})
	w.asks(w.token("bob@acme.com"))
	w.pass(day)
	w.asks(w.token("ann+y@acme.com"))
}

// However many codes are asked for, as many mails as are kept for codes are left for all else.
func TestRule10CodesLeaveSomeOfTheDaysMails(t *testing.T) {
	w := newWorld(t)
	w.mailsADay, w.hourly, w.codesADay = workflow.ADay(20), workflow.ADay(100), workflow.ADay(100)
	w.asked("acme.com", "ann@acme.com")
	for range 20 - 2*2 {
		w.asks(w.token("ann@acme.com"))
	}
	spent := w.Now()
	w.pass(workflow.CodeLifetime)
	w.changesNothing(func() { w.wantSpent(w.askErr(w.token("ann@acme.com")), workflow.SpentByAll, spent.Add(day)) })
	for n := range 2 {
		w.asked(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("a@acme%d.com", n))
	}
	wantEqual(t, "all else", w.subjects("a@acme0.com")+" "+w.subjects("a@acme1.com"), "invitation ")
}

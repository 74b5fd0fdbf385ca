package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow"
)

func TestCleanUpEndsWhatIsDueOnceAndNothingElse(t *testing.T) {
	h := newHarness(t)
	const due = 12
	for n := range due {
		h.openRequest(fmt.Sprintf("acme%d.com", n), "ann@acme.com"[:4]+fmt.Sprintf("acme%d.com", n))
	}
	h.mustDecide(h.decline("ann@acme0.com"))
	h.advance(time.Hour)
	young := h.openRequest("young.com", "ann@young.com")
	h.advance(90*24*time.Hour - time.Hour)

	var mutex sync.Mutex
	ended := 0
	var all sync.WaitGroup
	for range 3 { // runs may overlap
		all.Go(func() {
			did, err := h.cleanUp().Do(t.Context())
			if err != nil {
				t.Error(err)
			}
			mutex.Lock()
			defer mutex.Unlock()
			ended += did.Expired
		})
	}
	all.Wait()
	wantEqual(t, "ended", ended, due-1)
	wantEqual(t, "the young one", h.stored(young.ID).State, account.PendingApproval)
	h.deliver()
	wantEqual(t, "mails to the requester", len(h.to(partner.Email)), 1+due-1)
	h.changesNothing(func() {
		h.wantCleanUp(workflow.Cleaned{})
	})
	_, err := h.submit().Do(t.Context(), partner2, form("acme5.com", "x@acme5.com"), "")
	h.must(err)
}

// reminders returns how many reminders the address got.
func (h *harness) reminders(address account.Email) int {
	return strings.Count(h.subjects(address), string(workflow.Reminder))
}

func TestRemindersComeOnceEachAtTheirTimes(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	start := h.Now()
	for n, after := range []int{7, 30, 60, 83} {
		h.advance(start.Add(time.Duration(after)*day - time.Millisecond).Sub(h.Now()))
		h.changesNothing(func() { h.wantCleanUp(workflow.Cleaned{}) })
		h.advance(time.Millisecond)
		h.wantCleanUp(workflow.Cleaned{Reminded: 1})
		h.wantCleanUp(workflow.Cleaned{})
		for _, address := range []account.Email{"ann@acme.com", "bob@acme.com"} {
			wantEqual(t, "reminders", h.reminders(address), n+1)
			m := h.lastMail(address, workflow.Reminder)
			wantEqual(t, "the deadline in it", m.ExpiresAt, start.Add(90*day))
			wantEqual(t, "a link that opens", h.linkWorks(h.token(address)), true)
		}
	}
	h.advance(7*day - time.Millisecond)
	h.wantCleanUp(workflow.Cleaned{})
	h.advance(time.Millisecond)
	h.wantCleanUp(workflow.Cleaned{Expired: 1})
	wantEqual(t, "state", h.stored(r.ID).State, account.Expired)
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation reminder reminder reminder reminder lapsed")
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "expired")
}

func TestAReminderComesOnceHoweverManyCleanUpsRun(t *testing.T) {
	h := newHarness(t)
	const requests = 4
	for n := range requests {
		h.openRequest(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("ann@acme%d.com", n))
	}
	h.advance(7 * day)
	var reminded atomic.Int32
	for _, err := range repeat(8, func() error {
		did, err := h.cleanUp().Do(t.Context())
		reminded.Add(int32(did.Reminded))
		return err
	}) {
		h.must(err)
	}
	wantEqual(t, "reminded", reminded.Load(), requests)
	h.deliver()
	for n := range requests {
		wantEqual(t, "reminders", h.reminders(account.Email(fmt.Sprintf("ann@acme%d.com", n))), 1)
	}
}

func TestOnlyTheLatestDueReminderIsSent(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	h.advance(61 * day)
	h.wantCleanUp(workflow.Cleaned{Reminded: 1})
	h.wantCleanUp(workflow.Cleaned{})
	h.advance(22*day - time.Millisecond)
	h.wantCleanUp(workflow.Cleaned{})
	h.advance(time.Millisecond)
	h.wantCleanUp(workflow.Cleaned{Reminded: 1})
	wantEqual(t, "reminders", h.reminders("ann@acme.com"), 2)
}

func TestNoReminderAfterAnEndOrDuringAReview(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	h.mustDecide(h.decline("ann@acme.com"))
	withdrawn := h.openRequest("other.com", "ann@other.com")
	_, err := h.followUp().Withdraw(t.Context(), partner, withdrawn.ID)
	h.must(err)
	reviewed := h.openRequest("third.com", "dora@elsewhere.com")
	back := h.openRequest("fourth.com", "ann@fourth.com")
	h.correctRequest(back.ID, "dora@elsewhere.com")
	h.advance(89 * day)
	h.wantCleanUp(workflow.Cleaned{})
	h.advance(day)
	h.wantCleanUp(workflow.Cleaned{Expired: 2})
	wantEqual(t, "reviewed", h.stored(reviewed.ID).State, account.Expired)
	wantEqual(t, "nominee's mails", h.subjects("dora@elsewhere.com"), "")
}

// A reminder that is queued when the request ends is not sent.
func TestAQueuedReminderIsDroppedAfterTheEnd(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	h.advance(7 * day)
	_, err := h.cleanUp().Do(t.Context())
	h.must(err)
	_, err = h.followUp().Withdraw(t.Context(), partner, r.ID)
	h.must(err)
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation closed")
}

func TestAcceptanceStartsTheDeadlineAndTheRemindersAnew(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	h.advance(40 * day)
	r = h.acceptRequest(r.ID)
	wantEqual(t, "deadline", r.Deadline(), h.Now().Add(90*day))
	h.advance(7*day - time.Millisecond)
	h.wantCleanUp(workflow.Cleaned{})
	h.advance(time.Millisecond)
	h.wantCleanUp(workflow.Cleaned{Reminded: 1})
	h.advance(83*day - time.Millisecond)
	h.wantCleanUp(workflow.Cleaned{Reminded: 1})
	late := h.approve("dora@elsewhere.com")
	h.advance(time.Millisecond)
	h.changesNothing(func() {
		_, err := h.decide().Do(t.Context(), late, "")
		h.wantDecided(err, account.Expired, account.System)
	})
	h.wantCleanUp(workflow.Cleaned{Expired: 1})
}

func TestARequestInReviewExpires(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	h.advance(90 * day)
	h.changesNothing(func() {
		_, err := h.review().Do(t.Context(), operator, r.ID, acceptVerdict)
		h.wantDecided(err, account.Expired, account.System)
	})
	h.wantCleanUp(workflow.Cleaned{Expired: 1})
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "expired")
	h.openRequest("acme.com", "ann@acme.com")
}

func TestUndeliverableRequestsExpireAfterSevenDays(t *testing.T) {
	h := newHarness(t)
	dead := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	half := h.openRequest("half.com", "ann@half.com", "bob@half.com")
	corrected := h.openRequest("corrected.com", "ann@corrected.com")
	resent := h.openRequest("resent.com", "ann@resent.com")
	h.advance(time.Hour)
	for _, address := range []account.Email{"ann@acme.com", "ann@half.com", "ann@corrected.com", "ann@resent.com"} {
		h.recordDelivery(address, account.Bounced)
	}
	wantEqual(t, "somebody can be reached", h.stored(dead.ID).Deadline(), h.Now().Add(90*day-time.Hour))
	told := h.lastMail(partner.Email, workflow.BouncedMail)
	wantEqual(t, "nobody can be reached", told.Undelivered, true)
	wantEqual(t, "deadline in the mail", told.ExpiresAt, h.Now().Add(7*day))
	h.advance(time.Hour)
	h.recordDelivery("bob@acme.com", account.Bounced)
	h.correctRequest(corrected.ID, "anna@corrected.com")
	_, err := h.followUp().Resend(t.Context(), partner, resent.ID)
	h.must(err)
	h.deliver()
	h.advance(7*day - time.Millisecond) // the first reminder of the other requests is due before
	h.wantCleanUp(workflow.Cleaned{Reminded: 4})
	wantEqual(t, "before the instant", h.stored(dead.ID).State, account.PendingApproval)
	h.advance(time.Millisecond)
	h.wantCleanUp(workflow.Cleaned{Expired: 1})
	wantEqual(t, "at the instant", h.stored(dead.ID).State, account.Expired)
	expired := h.lastMail(partner.Email, workflow.ExpiredMail)
	wantEqual(t, "the mail says so", expired.Undelivered, true)
	wantEqual(t, "of whom", expired.RequestID, dead.ID)
	h.advance(30 * day)
	h.wantCleanUp(workflow.Cleaned{Reminded: 3})
	for _, r := range []account.Request{half, corrected, resent} {
		wantEqual(t, string(r.Account.Domain), h.stored(r.ID).State, account.PendingApproval)
	}
	h.openRequest("acme.com", "ann2@acme.com")
}

func TestASubmissionEndsTheExpiredRequestForItsIdentifier(t *testing.T) {
	h := newHarness(t)
	old := h.openRequest("acme.com", "ann@acme.com")
	h.recordDelivery("ann@acme.com", account.Bounced)
	h.advance(7*day - time.Millisecond)
	_, err := h.submit().Do(t.Context(), partner2, form("acme.com", "cleo@acme.com"), "")
	h.wantError(err, account.ErrDomainTaken)
	h.advance(time.Millisecond)
	fresh := h.openRequestBy(partner2, form("acme.com", "cleo@acme.com"))
	wantEqual(t, "old", h.stored(old.ID).State, account.Expired)
	wantEqual(t, "new", h.stored(fresh.ID).State, account.PendingApproval)
	history, err := h.store.History(t.Context(), old.ID)
	h.must(err)
	wantEqual(t, "last event", history[len(history)-1].Kind, account.EventExpired)
	h.deliver()
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "bounced expired")
	h.wantCleanUp(workflow.Cleaned{}) // the submission has ended the request
}

// A request that cannot be changed does not prevent the clean-up of the others.
func TestACleanUpContinuesAfterOneFails(t *testing.T) {
	h := newHarness(t)
	broken := h.openRequest("broken.com", "ann@broken.com")
	for n := range 3 {
		h.openRequest(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("ann@acme%d.com", n))
	}
	h.advance(90 * day)
	c := h.cleanUp()
	c.Store = failing{h.store, broken.ID}
	did, err := c.Do(t.Context())
	h.wantError(err, errBroken)
	wantEqual(t, "done", did, workflow.Cleaned{Expired: 3})
}

// A clean-up that cannot read the due requests returns the error.
func TestACleanUpFailsIfItCannotReadWhatIsDue(t *testing.T) {
	h := newHarness(t)
	c := h.cleanUp()
	c.Store = blind{h.store}
	_, err := c.Do(t.Context())
	h.wantError(err, errBroken)
}

func TestACleanUpStopsBeforeItsDeadline(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	h.advance(90 * day)
	soon, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	h.changesNothing(func() {
		did, err := h.cleanUp().Do(soon)
		h.must(err)
		wantEqual(t, "done", did, workflow.Cleaned{})
	})
}

var errBroken = errors.New("broken")

// failing fails to read one request.
type failing struct {
	*dynamotest.Store
	id account.ID
}

func (f failing) Request(ctx context.Context, id account.ID) (account.Request, error) {
	if id == f.id {
		return account.Request{}, errBroken
	}
	return f.Store.Request(ctx, id)
}

// blind fails to read the due requests.
type blind struct{ *dynamotest.Store }

func (blind) DueRequests(context.Context, time.Time, int) ([]account.ID, error) {
	return nil, errBroken
}

// An address without a reader does not hold an identifier longer than the parameter says, and a request for
// which a nominee requested a code does not end early.
func TestARequestEndsEarlyIfNoNomineeAsksForACode(t *testing.T) {
	h := newHarness(t)
	h.rules.Terms.Unasked = 14 * day
	dead, alive := h.openRequest("acme.com", "noreply@acme.com"), h.openRequest("bolt.com", "ann@bolt.com", "bob@bolt.com")
	h.advance(14*day - time.Millisecond)
	token := h.token("ann@bolt.com")
	h.requestCode(token)
	h.requestCode(token)
	history, err := h.store.History(t.Context(), alive.ID)
	h.must(err)
	last := history[len(history)-1]
	wantEqual(t, "lines of the history", len(history), 2)
	wantEqual(t, "the code", last.Kind, account.EventCodeAsked)
	wantEqual(t, "by", last.Actor, "ann@bolt.com")
	unread := h.token("noreply@acme.com")
	h.advance(time.Millisecond)
	h.changesNothing(func() {
		h.wantDecided(h.requestCodeError(unread), account.Expired, account.System)
		_, err := h.followUp().Withdraw(t.Context(), partner, dead.ID)
		h.wantDecided(err, account.Expired, account.System)
		read, err := h.track().One(t.Context(), partner, dead.ID)
		h.must(err)
		wantEqual(t, "read", read.Request.State, account.Expired)
	})
	h.openRequestBy(partner2, form("acme.com", "cleo@acme.com")) // this ends the expired request
	history, err = h.store.History(t.Context(), dead.ID)
	h.must(err)
	last = history[len(history)-1]
	wantEqual(t, "the end", last.Kind, account.EventExpired)
	wantEqual(t, "because", last.Detail[account.DetailBecause], account.BecauseUnasked)
	h.advance(14 * day)
	did, err := h.cleanUp().Do(t.Context())
	h.must(err)
	wantEqual(t, "ended by the schedule", did.Expired, 1) // the request of partner2
	h.requestCode(token)
	wantEqual(t, "the one that somebody reads", h.stored(alive.ID).State, account.PendingApproval)
	h.advance(90 * day)
	wantEqual(t, "in the end", h.stored(alive.ID).AsOf(h.Now()).State, account.Expired)
}

// A nominee added by a correction has as much time to ask for a code as the others had. A correction does not restore
// an early end, and postpones it only if it adds a nominee, at most to the end of the lifetime.
func TestAnAddedNomineeHasTheFullTimeToAskForACode(t *testing.T) {
	h := newHarness(t)
	h.rules.Terms.Unasked = 14 * day
	r, alive, late := h.openRequest("acme.com", "typo@acme.com"), h.openRequest("bolt.com", "ann@bolt.com"), h.openRequest("cord.com", "ann@cord.com")
	h.requestCode(h.token("ann@bolt.com"))
	h.advance(13 * day)
	h.correctRequest(r.ID, "ann@acme.com", "bob@acme.com")
	until := h.Now().Add(14 * day)
	wantEqual(t, "deadline of who was added", h.stored(r.ID).Deadline(), until)
	h.correctRequest(alive.ID, "bob@bolt.com")
	wantEqual(t, "deadline of what is read", h.stored(alive.ID).Deadline(), alive.ExpiresAt)
	h.advance(day)
	h.correctRequest(r.ID, "ann@acme.com")
	wantEqual(t, "deadline when nobody was added", h.stored(r.ID).Deadline(), until)
	wantEqual(t, "what nobody corrects", h.stored(late.ID).AsOf(h.Now()).State, account.Expired)
	for n := range 7 {
		h.advance(12 * day)
		if h.stored(r.ID).AsOf(h.Now()).State.Ended() {
			break
		}
		h.correctRequest(r.ID, fmt.Sprintf("p%d@acme.com", n))
	}
	wantEqual(t, "deadline in the end", h.stored(r.ID).Deadline(), r.ExpiresAt)
}

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

func TestRule8CleanUpEndsWhatIsDueOnceAndNothingElse(t *testing.T) {
	w := newWorld(t)
	const due = 12
	for n := range due {
		w.asked(fmt.Sprintf("acme%d.com", n), "ann@acme.com"[:4]+fmt.Sprintf("acme%d.com", n))
	}
	w.does(w.decline("ann@acme0.com"))
	w.pass(time.Hour)
	young := w.asked("young.com", "ann@young.com")
	w.pass(90*24*time.Hour - time.Hour)

	var mutex sync.Mutex
	ended := 0
	var all sync.WaitGroup
	for range 3 { // runs may overlap
		all.Go(func() {
			did, err := w.cleanUp().Do(t.Context())
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
	wantEqual(t, "the young one", w.stored(young.ID).State, account.PendingApproval)
	w.deliver()
	wantEqual(t, "mails to the requester", len(w.to(partner.Email)), 1+due-1)
	w.changesNothing(func() {
		w.cleaned(workflow.Cleaned{})
	})
	_, err := w.submit().Do(t.Context(), partner2, form("acme5.com", "x@acme5.com"), "")
	w.must(err)
}

// reminders is how many the address got.
func (w *world) reminders(address account.Email) int {
	return strings.Count(w.subjects(address), string(workflow.Reminder))
}

func TestRule8RemindersComeOnceEachAtTheirTimes(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	start := w.Now()
	for n, after := range []int{7, 30, 60, 83} {
		w.pass(start.Add(time.Duration(after)*day - time.Millisecond).Sub(w.Now()))
		w.changesNothing(func() { w.cleaned(workflow.Cleaned{}) })
		w.pass(time.Millisecond)
		w.cleaned(workflow.Cleaned{Reminded: 1})
		w.cleaned(workflow.Cleaned{})
		for _, address := range []account.Email{"ann@acme.com", "bob@acme.com"} {
			wantEqual(t, "reminders", w.reminders(address), n+1)
			m := w.lastMail(address, workflow.Reminder)
			wantEqual(t, "the deadline in it", m.ExpiresAt, start.Add(90*day))
			wantEqual(t, "a link that opens", w.opens(w.token(address)), true)
		}
	}
	w.pass(7*day - time.Millisecond)
	w.cleaned(workflow.Cleaned{})
	w.pass(time.Millisecond)
	w.cleaned(workflow.Cleaned{Expired: 1})
	wantEqual(t, "state", w.stored(r.ID).State, account.Expired)
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation reminder reminder reminder reminder lapsed")
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "expired")
}

func TestRule8AReminderComesOnceHoweverManyCleanUpsRun(t *testing.T) {
	w := newWorld(t)
	const requests = 4
	for n := range requests {
		w.asked(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("ann@acme%d.com", n))
	}
	w.pass(7 * day)
	var reminded atomic.Int32
	for _, err := range times(8, func() error {
		did, err := w.cleanUp().Do(t.Context())
		reminded.Add(int32(did.Reminded))
		return err
	}) {
		w.must(err)
	}
	wantEqual(t, "reminded", reminded.Load(), requests)
	w.deliver()
	for n := range requests {
		wantEqual(t, "reminders", w.reminders(account.Email(fmt.Sprintf("ann@acme%d.com", n))), 1)
	}
}

func TestRule8OnlyTheLatestReminderThatIsDue(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	w.pass(61 * day)
	w.cleaned(workflow.Cleaned{Reminded: 1})
	w.cleaned(workflow.Cleaned{})
	w.pass(22*day - time.Millisecond)
	w.cleaned(workflow.Cleaned{})
	w.pass(time.Millisecond)
	w.cleaned(workflow.Cleaned{Reminded: 1})
	wantEqual(t, "reminders", w.reminders("ann@acme.com"), 2)
}

func TestRule8NoReminderAfterAnEndOrDuringAReview(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	w.does(w.decline("ann@acme.com"))
	withdrawn := w.asked("other.com", "ann@other.com")
	_, err := w.followUp().Withdraw(t.Context(), partner, withdrawn.ID)
	w.must(err)
	reviewed := w.asked("third.com", "dora@elsewhere.com")
	back := w.asked("fourth.com", "ann@fourth.com")
	w.corrected(back.ID, "dora@elsewhere.com")
	w.pass(89 * day)
	w.cleaned(workflow.Cleaned{})
	w.pass(day)
	w.cleaned(workflow.Cleaned{Expired: 2})
	wantEqual(t, "reviewed", w.stored(reviewed.ID).State, account.Expired)
	wantEqual(t, "nominee's mails", w.subjects("dora@elsewhere.com"), "")
}

// One that is queued when the request ends is not sent.
func TestRule8AReminderThatWaitedIsDroppedAfterTheEnd(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	w.pass(7 * day)
	_, err := w.cleanUp().Do(t.Context())
	w.must(err)
	_, err = w.followUp().Withdraw(t.Context(), partner, r.ID)
	w.must(err)
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation closed")
}

func TestRule8AcceptanceStartsTheDeadlineAndTheRemindersAnew(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "dora@elsewhere.com")
	w.pass(40 * day)
	r = w.accepted(r.ID)
	wantEqual(t, "deadline", r.Deadline(), w.Now().Add(90*day))
	w.pass(7*day - time.Millisecond)
	w.cleaned(workflow.Cleaned{})
	w.pass(time.Millisecond)
	w.cleaned(workflow.Cleaned{Reminded: 1})
	w.pass(83*day - time.Millisecond)
	w.cleaned(workflow.Cleaned{Reminded: 1})
	late := w.approve("dora@elsewhere.com")
	w.pass(time.Millisecond)
	w.changesNothing(func() {
		_, err := w.decide().Do(t.Context(), late, "")
		w.wantDecided(err, account.Expired, account.System)
	})
	w.cleaned(workflow.Cleaned{Expired: 1})
}

func TestRule8AReviewThatNobodyMakesExpires(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "dora@elsewhere.com")
	w.pass(90 * day)
	w.changesNothing(func() {
		_, err := w.review().Do(t.Context(), operator, r.ID, accepts)
		w.wantDecided(err, account.Expired, account.System)
	})
	w.cleaned(workflow.Cleaned{Expired: 1})
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "expired")
	w.asked("acme.com", "ann@acme.com")
}

func TestRule8RequestsThatReachNobodyExpireAfterSevenDays(t *testing.T) {
	w := newWorld(t)
	dead := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	half := w.asked("half.com", "ann@half.com", "bob@half.com")
	corrected := w.asked("corrected.com", "ann@corrected.com")
	resent := w.asked("resent.com", "ann@resent.com")
	w.pass(time.Hour)
	for _, address := range []account.Email{"ann@acme.com", "ann@half.com", "ann@corrected.com", "ann@resent.com"} {
		w.happens(address, account.Bounced)
	}
	wantEqual(t, "somebody can be reached", w.stored(dead.ID).Deadline(), w.Now().Add(90*day-time.Hour))
	told := w.lastMail(partner.Email, workflow.BouncedMail)
	wantEqual(t, "nobody can be reached", told.Undelivered, true)
	wantEqual(t, "deadline in the mail", told.ExpiresAt, w.Now().Add(7*day))
	w.pass(time.Hour)
	w.happens("bob@acme.com", account.Bounced)
	w.corrected(corrected.ID, "anna@corrected.com")
	_, err := w.followUp().Resend(t.Context(), partner, resent.ID)
	w.must(err)
	w.deliver()
	w.pass(7*day - time.Millisecond) // the others' first reminder falls due before
	w.cleaned(workflow.Cleaned{Reminded: 4})
	wantEqual(t, "before the instant", w.stored(dead.ID).State, account.PendingApproval)
	w.pass(time.Millisecond)
	w.cleaned(workflow.Cleaned{Expired: 1})
	wantEqual(t, "at the instant", w.stored(dead.ID).State, account.Expired)
	expired := w.lastMail(partner.Email, workflow.ExpiredMail)
	wantEqual(t, "the mail says so", expired.Undelivered, true)
	wantEqual(t, "of whom", expired.RequestID, dead.ID)
	w.pass(30 * day)
	w.cleaned(workflow.Cleaned{Reminded: 3})
	for _, r := range []account.Request{half, corrected, resent} {
		wantEqual(t, string(r.Account.Domain), w.stored(r.ID).State, account.PendingApproval)
	}
	w.asked("acme.com", "ann2@acme.com")
}

func TestRule8ASubmitOverAnExpiredMarkerEndsTheOldRequest(t *testing.T) {
	w := newWorld(t)
	old := w.asked("acme.com", "ann@acme.com")
	w.happens("ann@acme.com", account.Bounced)
	w.pass(7*day - time.Millisecond)
	_, err := w.submit().Do(t.Context(), partner2, form("acme.com", "cleo@acme.com"), "")
	w.wantError(err, account.ErrDomainTaken)
	w.pass(time.Millisecond)
	fresh := w.askedBy(partner2, form("acme.com", "cleo@acme.com"))
	wantEqual(t, "old", w.stored(old.ID).State, account.Expired)
	wantEqual(t, "new", w.stored(fresh.ID).State, account.PendingApproval)
	history, err := w.store.History(t.Context(), old.ID)
	w.must(err)
	wantEqual(t, "last event", history[len(history)-1].Kind, account.EventExpired)
	w.deliver()
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "bounced expired")
	w.cleaned(workflow.Cleaned{}) // nothing is left for it
}

// One that cannot be changed does not keep the others from it.
func TestRule8ACleanUpGoesOnWhenOneFails(t *testing.T) {
	w := newWorld(t)
	broken := w.asked("broken.com", "ann@broken.com")
	for n := range 3 {
		w.asked(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("ann@acme%d.com", n))
	}
	w.pass(90 * day)
	c := w.cleanUp()
	c.Store = failing{w.store, broken.ID}
	did, err := c.Do(t.Context())
	w.wantError(err, errBroken)
	wantEqual(t, "done", did, workflow.Cleaned{Expired: 3})
}

// A clean-up that cannot learn what is due says so.
func TestRule8ACleanUpThatSeesNothingFails(t *testing.T) {
	w := newWorld(t)
	c := w.cleanUp()
	c.Store = blind{w.store}
	_, err := c.Do(t.Context())
	w.wantError(err, errBroken)
}

func TestRule8ACleanUpEndsInTime(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	w.pass(90 * day)
	soon, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	w.changesNothing(func() {
		did, err := w.cleanUp().Do(soon)
		w.must(err)
		wantEqual(t, "done", did, workflow.Cleaned{})
	})
}

var errBroken = errors.New("broken")

// failing is the real store where one request cannot be read.
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

// blind is the real store that cannot tell what is due.
type blind struct{ *dynamotest.Store }

func (blind) DueRequests(context.Context, time.Time, int) ([]account.ID, error) {
	return nil, errBroken
}

// Rule 8. Fails when an address that nobody reads keeps an identifier longer than the parameter says, or when a request
// ends early though somebody asked for a code.
func TestRule8ARequestThatNobodyAsksACodeForEndsEarly(t *testing.T) {
	w := newWorld(t)
	w.rules.Terms.Unasked = 14 * day
	dead, alive := w.asked("acme.com", "noreply@acme.com"), w.asked("bolt.com", "ann@bolt.com", "bob@bolt.com")
	w.pass(14*day - time.Millisecond)
	token := w.token("ann@bolt.com")
	w.asks(token)
	w.asks(token)
	history, err := w.store.History(t.Context(), alive.ID)
	w.must(err)
	last := history[len(history)-1]
	wantEqual(t, "lines of the history", len(history), 2)
	wantEqual(t, "the code", last.Kind, account.EventCodeAsked)
	wantEqual(t, "by", last.Actor, "ann@bolt.com")
	unread := w.token("noreply@acme.com")
	w.pass(time.Millisecond)
	w.changesNothing(func() {
		w.wantDecided(w.askErr(unread), account.Expired, account.System)
		_, err := w.followUp().Withdraw(t.Context(), partner, dead.ID)
		w.wantDecided(err, account.Expired, account.System)
		read, err := w.track().One(t.Context(), partner, dead.ID)
		w.must(err)
		wantEqual(t, "read", read.Request.State, account.Expired)
	})
	w.askedBy(partner2, form("acme.com", "cleo@acme.com")) // ends it
	history, err = w.store.History(t.Context(), dead.ID)
	w.must(err)
	last = history[len(history)-1]
	wantEqual(t, "the end", last.Kind, account.EventExpired)
	wantEqual(t, "because", last.Detail[account.DetailBecause], account.BecauseUnasked)
	w.pass(14 * day)
	did, err := w.cleanUp().Do(t.Context())
	w.must(err)
	wantEqual(t, "ended by the schedule", did.Expired, 1) // the new one
	w.asks(token)
	wantEqual(t, "the one that somebody reads", w.stored(alive.ID).State, account.PendingApproval)
	w.pass(90 * day)
	wantEqual(t, "in the end", w.stored(alive.ID).AsOf(w.Now()).State, account.Expired)
}

// Fails when whom a correction adds has less time to ask for a code than those before them, or when a correction brings
// that end back, or puts it off though it adds nobody, or beyond the lifetime.
func TestRule8WhoIsAddedHasTheirTimeToAskForACode(t *testing.T) {
	w := newWorld(t)
	w.rules.Terms.Unasked = 14 * day
	r, alive, late := w.asked("acme.com", "typo@acme.com"), w.asked("bolt.com", "ann@bolt.com"), w.asked("cord.com", "ann@cord.com")
	w.asks(w.token("ann@bolt.com"))
	w.pass(13 * day)
	w.corrected(r.ID, "ann@acme.com", "bob@acme.com")
	until := w.Now().Add(14 * day)
	wantEqual(t, "deadline of who was added", w.stored(r.ID).Deadline(), until)
	w.corrected(alive.ID, "bob@bolt.com")
	wantEqual(t, "deadline of what is read", w.stored(alive.ID).Deadline(), alive.ExpiresAt)
	w.pass(day)
	w.corrected(r.ID, "ann@acme.com")
	wantEqual(t, "deadline when nobody was added", w.stored(r.ID).Deadline(), until)
	wantEqual(t, "what nobody corrects", w.stored(late.ID).AsOf(w.Now()).State, account.Expired)
	for n := range 7 {
		w.pass(12 * day)
		if w.stored(r.ID).AsOf(w.Now()).State.Ended() {
			break
		}
		w.corrected(r.ID, fmt.Sprintf("p%d@acme.com", n))
	}
	wantEqual(t, "deadline in the end", w.stored(r.ID).Deadline(), r.ExpiresAt)
}

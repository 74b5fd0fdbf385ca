package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// says has the provider say that of the mail.
func (w *world) says(id account.ID, news account.Delivery) {
	w.Helper()
	w.must(w.mailEvents().Do(w.Context(), workflow.MailEvent{MailID: id, MessageID: "of the provider", News: news}))
}

// delivery is what the requester sees of the mail to a nominee.
func (w *world) delivery(id account.ID, nominee int) account.Delivery {
	w.Helper()
	tracked, err := w.track().One(w.Context(), partner, id)
	w.must(err)
	return tracked.Deliveries[nominee]
}

func TestRule12DeliveriesAreShownPerNominee(t *testing.T) {
	w := newWorld(t)
	r := w.askedBy(partner, form("acme.com", "ann@acme.com", "bob@acme.com"))
	wantEqual(t, "before it is sent", w.delivery(r.ID, 1), account.Queued)
	w.deliver()
	wantEqual(t, "sent", w.delivery(r.ID, 1), account.Sent)
	for _, news := range []account.Delivery{account.Sent, account.Delivered, account.Bounced, account.Complained} {
		w.happens("ann@acme.com", news)
		wantEqual(t, "after the event", w.delivery(r.ID, 1), news)
	}
	wantEqual(t, "of another nominee", w.delivery(r.ID, 2), account.Sent)
	wantEqual(t, "message id", w.outgoing(account.ID(w.latest("ann@acme.com").Tag)).MessageID == "", false)
}

// An out-of-office reply after a delivery undoes nothing, and neither it nor a full mailbox shortens a deadline.
func TestRule12ATransientBounceIsNone(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	w.happens("ann@acme.com", account.Delivered)
	w.changesNothing(func() { w.happens("ann@acme.com", account.SoftBounced) })
	w.happens("bob@acme.com", account.Delayed)
	wantEqual(t, "delayed", w.delivery(r.ID, 2), account.Delayed)
	w.happens("bob@acme.com", account.SoftBounced)
	wantEqual(t, "of a full mailbox", w.delivery(r.ID, 2), account.SoftBounced)
	wantEqual(t, "deadline", w.stored(r.ID).Deadline(), r.ExpiresAt)
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "")
	w.happens("bob@acme.com", account.Delivered) // out of order
	wantEqual(t, "delivered", w.delivery(r.ID, 2), account.Delivered)
}

// A mail that the provider took and did not send is a failure that is told, and that a late event does not undo.
func TestRule12AMailThatTheProviderDoesNotSend(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	invitation := account.ID(w.latest("ann@acme.com").Tag)
	var told []string
	record := w.mailEvents()
	record.Failed = func(_ context.Context, m workflow.Mail, cause string) { told = append(told, string(m.ID)+" "+cause) }
	for _, e := range []workflow.MailEvent{{News: account.Bounced, Failure: "virus"}, {News: account.Bounced, Failure: "virus"}, {News: account.Sent}} {
		e.MailID, e.MessageID = invitation, "message-1"
		w.must(record.Do(t.Context(), e))
	}
	wantEqual(t, "failed", fmt.Sprint(told), fmt.Sprint([]string{string(invitation) + " virus"}))
	o := w.outgoing(invitation)
	wantEqual(t, "state", o.State, workflow.MailFailed)
	wantEqual(t, "failure", o.Failure, "virus")
	wantEqual(t, "delivery", w.delivery(r.ID, 1), account.Bounced)
	w.deliver()
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "bounced")
}

// What arrived after it had come back did arrive; the provider's clock tells, for its events come in any order.
func TestRule12ALaterDeliveryProvesTheMailbox(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	invitation := account.ID(w.latest("ann@acme.com").Tag)
	says := func(news account.Delivery, at time.Time) {
		w.must(w.mailEvents().Do(t.Context(), workflow.MailEvent{MailID: invitation, MessageID: "m", News: news, At: at}))
	}
	says(account.Bounced, w.Now().Add(time.Second))
	says(account.Delivered, w.Now())
	wantEqual(t, "an earlier delivery", w.delivery(r.ID, 1), account.Bounced)
	says(account.Delivered, w.Now().Add(2*time.Second))
	wantEqual(t, "a later one", w.delivery(r.ID, 1), account.Delivered)
}

func TestRule12EventsComeLateTwiceAndOutOfOrder(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com", "cleo@acme.com")
	w.happens("ann@acme.com", account.Bounced)
	w.changesNothing(func() {
		for _, old := range []account.Delivery{account.Bounced, account.Delivered, account.Sent} {
			w.happens("ann@acme.com", old)
		}
	})
	w.happens("bob@acme.com", account.Complained)
	w.changesNothing(func() {
		for _, old := range []account.Delivery{account.Complained, account.Bounced, account.Delivered, account.Sent} {
			w.happens("bob@acme.com", old)
		}
	})
	w.does(w.decline("cleo@acme.com"))
	invitation := account.ID(w.latest("cleo@acme.com", workflow.Invitation).Tag)
	w.says(invitation, account.Bounced) // after the end it is written down and told to nobody
	w.deliver()
	wantEqual(t, "after the end", w.delivery(r.ID, 3), account.Bounced)
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "bounced declined")
	w.changesNothing(func() { w.says(account.NewID(), account.Bounced) }) // tidied away, or not ours
}

func TestRule12ABounceTellsTheRequesterOnce(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	invitation := account.ID(w.latest("ann@acme.com").Tag)
	w.asks(w.token("ann@acme.com"))
	w.deliver()
	w.pass(time.Minute)
	for _, err := range times(8, func() error {
		err := w.mailEvents().Do(t.Context(), workflow.MailEvent{MailID: invitation, News: account.Bounced})
		if errors.Is(err, retry.ErrBusy) {
			return nil // told again by the provider
		}
		return err
	}) {
		w.must(err)
	}
	wantEqual(t, "delivery", w.delivery(r.ID, 1), account.Bounced)
	w.happens("ann@acme.com", account.Bounced) // the code, too
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "bounced")
	told := w.lastMail(partner.Email, workflow.BouncedMail)
	wantEqual(t, "whom", told.Address, "ann@acme.com")
	wantEqual(t, "bob can be reached", told.Undelivered, false)
	stored := w.stored(r.ID)
	wantEqual(t, "since", stored.Nominees[0].UnreachableAt.Equal(w.Now()), true)
	history, err := w.store.History(t.Context(), r.ID)
	w.must(err)
	wantEqual(t, "events", len(history), 2)
	wantEqual(t, "her link lives", w.opens(w.token("ann@acme.com")), true)
	// Sent again it may arrive, and bounce anew.
	_, err = w.followUp().Resend(t.Context(), partner, r.ID)
	w.must(err)
	w.deliver()
	wantEqual(t, "delivery", w.delivery(r.ID, 1), account.Sent)
	w.happens("ann@acme.com", account.Bounced)
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "bounced bounced")
}

// Rule 8 is about invitations: who got one has the link, whatever comes back later.
func TestRule8OnlyTheLatestInvitationBounces(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	first := w.stored(r.ID).Nominees[0].MailID
	_, err := w.followUp().Resend(t.Context(), partner, r.ID)
	w.must(err)
	w.deliver()
	w.happens("ann@acme.com", account.Delivered)
	w.says(first, account.Bounced) // late news of a mail that was overtaken
	wantEqual(t, "delivery", w.delivery(r.ID, 1), account.Delivered)
	w.code("ann@acme.com")
	w.happens("ann@acme.com", account.Bounced)
	w.pass(7 * day)
	w.cleaned(workflow.Cleaned{Reminded: 1})
	w.deliver()
	w.happens("ann@acme.com", account.Bounced)
	wantEqual(t, "delivery of the reminder", w.delivery(r.ID, 1), account.Bounced)
	wantEqual(t, "deadline", w.stored(r.ID).Deadline(), r.ExpiresAt)
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "")
}

// Rule 8: who is known not to be reached is not reminded.
func TestRule8NobodyIsRemindedAtAnAddressThatBounced(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	w.happens("ann@acme.com", account.Bounced)
	w.pass(7 * day)
	w.cleaned(workflow.Cleaned{Reminded: 1})
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com")+", "+w.subjects("bob@acme.com"), "invitation, invitation reminder")
}

func TestRule12AMailToTheRequesterBouncesForNobody(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	w.does(w.forward("ann@acme.com", "dora@acme.com"))
	version := w.stored(r.ID).Version
	w.happens(partner.Email, account.Bounced)
	wantEqual(t, "version", w.stored(r.ID).Version, version)
}

func TestRule12AMailOfAForwarderBouncesForNobody(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	invitation := account.ID(w.latest("ann@acme.com").Tag)
	w.does(w.forward("ann@acme.com", "dora@acme.com"))
	w.says(invitation, account.Bounced)
	w.deliver()
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "forwarded")
	wantEqual(t, "deadline", w.stored(r.ID).Deadline(), w.Now().Add(90*day))
}

func TestRule12AComplaintSuppressesTheAddress(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	w.happens("ann@acme.com", account.Complained)
	address, err := w.store.Address(t.Context(), "ann@acme.com")
	w.must(err)
	wantEqual(t, "suppressed", address.Suppressed.Equal(w.Now()), true)
	wantEqual(t, "for a complaint", address.Complained, true)
	history, err := w.store.History(t.Context(), r.ID)
	w.must(err)
	wantEqual(t, "last event", history[len(history)-1].Kind, account.EventComplained)
	wantEqual(t, "her link lives", w.opens(w.token("ann@acme.com")), true)
	// No mail but the codes that she asks for; also none about ends.
	w.asks(w.token("ann@acme.com"))
	w.askedBy(partner2, form("other.com", "bob@other.com"))
	w.deliver()
	w.does(w.decline("bob@acme.com"))
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation code")
}

// Rule 5. Fails when a request is passed on to who will never hear of it, or the refusal uses up the code.
func TestRule5NoForwardToAnAddressThatTakesNoMail(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com", "bob@acme.com", "cleo@acme.com")
	w.happens("bob@acme.com", account.Complained)
	w.stops(w.report("cleo@acme.com"))
	w.asked("other.com", "ann@other.com")
	w.rules.Policy = account.ReviewNever
	wanted := w.forward("ann@other.com", "bob@acme.com")
	w.changesNothing(func() {
		for _, to := range []string{"bob@acme.com", "Bob+x@acme.com", "cleo@acme.com"} {
			wanted.ForwardTo = to
			_, err := w.decide().Do(t.Context(), wanted, "")
			w.wantInvalid(err, "forwardTo takes-no-mail")
		}
	})
	wanted.ForwardTo = "dora@acme.com"
	w.does(wanted)
}

// Rule 10. Fails when a complaint about a requester's mail does not count against them, counts twice, or counts though
// another brought the mail about.
func TestRule10ComplaintsCountAgainstTheRequester(t *testing.T) {
	w := newWorld(t)
	counted := func() int {
		used, err := w.store.Used(t.Context(), workflow.ComplaintsAbout(partner.Email))
		w.must(err)
		return used.Uses.Count(workflow.ComplaintsKept, w.Now())
	}
	w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	invitation := account.ID(w.latest("bob@acme.com").Tag)
	w.code("ann@acme.com")
	w.happens("ann@acme.com", account.Complained) // about a code
	w.stops(w.report("bob@acme.com"))             // which any scanner may do
	wantEqual(t, "complaints", counted(), 0)
	w.says(invitation, account.Complained)
	w.says(invitation, account.Complained)
	wantEqual(t, "complaints", counted(), 1)
	w.does(w.decline("ann@acme.com"))
	w.happens(partner.Email, account.Complained)
	wantEqual(t, "about their own mail", counted(), 1)
	w.pass(workflow.ComplaintsKept)
	wantEqual(t, "complaints", counted(), 0)
}

// A mail about a dispute asks about no request; its news count all the same.
func TestRule12AComplaintAboutAMailOfADispute(t *testing.T) {
	w := newWorld(t)
	w.active("ann@acme.com", "Acme", "acme.com", account.Restricted)
	w.disputed(partner2, "acme.com")
	w.happens(operator.Email, account.Complained)
	address, err := w.store.Address(t.Context(), operator.Email)
	w.must(err)
	wantEqual(t, "suppressed", address.Suppressed.IsZero(), false)
	wantEqual(t, "delivery", w.outgoing(account.ID(w.latest(operator.Email).Tag)).Delivery(), account.Complained)
}

// What the mail provider says proves that it was sent, whatever became of the answer.
func TestRule12AnEventSettlesAMailWhoseAnswerWasLost(t *testing.T) {
	for _, news := range []account.Delivery{account.Sent, account.Delivered} {
		t.Run(string(news), func(t *testing.T) {
			w := newWorld(t)
			id := w.onlyMail()
			w.fail = func() error { return errLost }
			w.wantError(w.sender().Do(t.Context(), id), errLost)
			w.fail = nil
			w.says(id, news)
			o := w.outgoing(id)
			wantEqual(t, "state", o.State, workflow.MailSent)
			wantEqual(t, "message id", o.MessageID, "of the provider")
			wantEqual(t, "delivery", o.Delivery(), news)
			w.pass(day)
			w.deliver()
			wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation")
		})
	}
}

// One that was given up, for nobody knew its fate, and had been taken after all.
func TestRule12NewsOfAMailThatWasGivenUp(t *testing.T) {
	for _, news := range []account.Delivery{account.Sent, account.Delivered, account.Bounced} {
		t.Run(string(news), func(t *testing.T) {
			w := newWorld(t)
			id := w.onlyMail()
			w.fail = func() error { return errLost }
			w.wantError(w.sender().Do(t.Context(), id), errLost)
			w.pass(8 * day)
			w.deliver()
			wantEqual(t, "state", w.outgoing(id).State, workflow.MailFailed)
			w.says(id, news)
			wantEqual(t, "delivery", w.outgoing(id).Delivery(), news)
		})
	}
}

// The provider speaks before its answer has been written down.
func TestRule12AnEventThatComesBeforeTheAnswer(t *testing.T) {
	w := newWorld(t)
	id := w.onlyMail()
	w.fail = func() error { w.says(id, account.Delivered); return nil }
	w.must(w.sender().Do(t.Context(), id))
	o := w.outgoing(id)
	wantEqual(t, "state", o.State, workflow.MailSent)
	wantEqual(t, "delivery", o.Delivery(), account.Delivered)
	w.pass(day)
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation")
}

func TestRule12AResendOvertakesAnInvitationThatWaits(t *testing.T) {
	w := newWorld(t)
	r := w.askedBy(partner, form("acme.com", "ann@acme.com"))
	first := w.mails()[0]
	_, err := w.followUp().Resend(t.Context(), partner, r.ID)
	w.must(err)
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation")
	wantEqual(t, "the first", w.outgoing(first).State, workflow.MailDropped)
	wantEqual(t, "delivery", w.delivery(r.ID, 1), account.Sent)
}

func TestRule12AReminderOvertakesAnInvitationThatWaits(t *testing.T) {
	w := newWorld(t)
	w.askedBy(partner, form("acme.com", "ann@acme.com"))
	w.pass(7 * day)
	w.cleaned(workflow.Cleaned{Reminded: 1})
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "reminder")
	w.pass(23 * day)
	_, err := w.cleanUp().Do(t.Context())
	w.must(err)
	w.pass(30 * day) // the reminder has waited until the next one
	w.cleaned(workflow.Cleaned{Reminded: 1})
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "reminder reminder")
}

func TestRule12AMailThatIsHeldIsDroppedAfterTheEnd(t *testing.T) {
	w := newWorld(t)
	w.invitations = workflow.ADay(1)
	w.asked("one.acme.com", "ann@acme.com")
	held := w.asked("two.acme.com", "ann@acme.com")
	wantEqual(t, "delivery", w.delivery(held.ID, 1), account.Queued)
	_, err := w.followUp().Withdraw(t.Context(), partner, held.ID)
	w.must(err)
	w.pass(day)
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation") // nor is she told that what she never heard of is over
	for _, id := range w.mails() {
		if state := w.outgoing(id).State; state == workflow.MailQueued {
			t.Errorf("%s is %s", id, state)
		}
	}
}

// A mail comes back while an operator looks at its request again: it is written down, and nobody is told.
func TestRule12AnEventDuringAReview(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	w.deliver()
	invitation := account.ID(w.latest("ann@acme.com", workflow.Invitation).Tag)
	_, _, err := w.followUp().Correct(t.Context(), partner, r.ID, []string{"dora@elsewhere.com"}, nil)
	w.must(err)
	wantEqual(t, "state", w.stored(r.ID).State, account.PendingReview)
	w.says(invitation, account.Bounced)
	wantEqual(t, "news", w.outgoing(invitation).News, account.Bounced)
}

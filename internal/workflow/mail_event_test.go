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

// says records an event of the provider for the mail.
func (h *harness) says(id account.ID, news account.Delivery) {
	h.Helper()
	h.must(h.mailEvents().Do(h.Context(), workflow.MailEvent{MailID: id, MessageID: "of the provider", News: news}))
}

// delivery returns what the requester sees of the mail to a nominee.
func (h *harness) delivery(id account.ID, nominee int) account.Delivery {
	h.Helper()
	tracked, err := h.track().One(h.Context(), partner, id)
	h.must(err)
	return tracked.Deliveries[nominee]
}

func TestDeliveriesAreShownPerNominee(t *testing.T) {
	h := newHarness(t)
	r := h.openRequestBy(partner, form("acme.com", "ann@acme.com", "bob@acme.com"))
	wantEqual(t, "before it is sent", h.delivery(r.ID, 1), account.Queued)
	h.deliver()
	wantEqual(t, "sent", h.delivery(r.ID, 1), account.Sent)
	for _, news := range []account.Delivery{account.Sent, account.Delivered, account.Bounced, account.Complained} {
		h.recordDelivery("ann@acme.com", news)
		wantEqual(t, "after the event", h.delivery(r.ID, 1), news)
	}
	wantEqual(t, "of another nominee", h.delivery(r.ID, 2), account.Sent)
	wantEqual(t, "message id", h.outgoing(account.ID(h.latest("ann@acme.com").Tag)).MessageID == "", false)
}

// An out-of-office reply does not undo a delivery, and neither it nor a full mailbox shortens a deadline.
func TestATransientBounceIsNotABounce(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	h.recordDelivery("ann@acme.com", account.Delivered)
	h.changesNothing(func() { h.recordDelivery("ann@acme.com", account.SoftBounced) })
	h.recordDelivery("bob@acme.com", account.Delayed)
	wantEqual(t, "delayed", h.delivery(r.ID, 2), account.Delayed)
	h.recordDelivery("bob@acme.com", account.SoftBounced)
	wantEqual(t, "of a full mailbox", h.delivery(r.ID, 2), account.SoftBounced)
	wantEqual(t, "deadline", h.stored(r.ID).Deadline(), r.ExpiresAt)
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "")
	h.recordDelivery("bob@acme.com", account.Delivered) // out of order
	wantEqual(t, "delivered", h.delivery(r.ID, 2), account.Delivered)
}

// A mail that the provider took and then rejected is reported as failed, and a later event does not change that.
func TestAMailThatTheProviderRejectsFails(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	invitation := account.ID(h.latest("ann@acme.com").Tag)
	var told []string
	record := h.mailEvents()
	record.Failed = func(_ context.Context, m workflow.Mail, cause string) { told = append(told, string(m.ID)+" "+cause) }
	for _, e := range []workflow.MailEvent{{News: account.Bounced, Failure: "virus"}, {News: account.Bounced, Failure: "virus"}, {News: account.Sent}} {
		e.MailID, e.MessageID = invitation, "message-1"
		h.must(record.Do(t.Context(), e))
	}
	wantEqual(t, "failed", fmt.Sprint(told), fmt.Sprint([]string{string(invitation) + " virus"}))
	o := h.outgoing(invitation)
	wantEqual(t, "state", o.State, workflow.MailFailed)
	wantEqual(t, "failure", o.Failure, "virus")
	wantEqual(t, "delivery", h.delivery(r.ID, 1), account.Bounced)
	h.deliver()
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "bounced")
}

// A delivery after a bounce proves the mailbox. The provider's timestamps decide, because its events come in any
// order.
func TestALaterDeliveryProvesTheMailbox(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	invitation := account.ID(h.latest("ann@acme.com").Tag)
	says := func(news account.Delivery, at time.Time) {
		h.must(h.mailEvents().Do(t.Context(), workflow.MailEvent{MailID: invitation, MessageID: "m", News: news, At: at}))
	}
	says(account.Bounced, h.Now().Add(time.Second))
	says(account.Delivered, h.Now())
	wantEqual(t, "an earlier delivery", h.delivery(r.ID, 1), account.Bounced)
	says(account.Delivered, h.Now().Add(2*time.Second))
	wantEqual(t, "a later one", h.delivery(r.ID, 1), account.Delivered)
}

func TestEventsComeLateTwiceAndOutOfOrder(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com", "cleo@acme.com")
	h.recordDelivery("ann@acme.com", account.Bounced)
	h.changesNothing(func() {
		for _, old := range []account.Delivery{account.Bounced, account.Delivered, account.Sent} {
			h.recordDelivery("ann@acme.com", old)
		}
	})
	h.recordDelivery("bob@acme.com", account.Complained)
	h.changesNothing(func() {
		for _, old := range []account.Delivery{account.Complained, account.Bounced, account.Delivered, account.Sent} {
			h.recordDelivery("bob@acme.com", old)
		}
	})
	h.mustDecide(h.decline("cleo@acme.com"))
	invitation := account.ID(h.latest("cleo@acme.com", workflow.Invitation).Tag)
	h.says(invitation, account.Bounced) // after the end it is recorded, and no mail is sent
	h.deliver()
	wantEqual(t, "after the end", h.delivery(r.ID, 3), account.Bounced)
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "bounced declined")
	h.changesNothing(func() { h.says(account.NewID(), account.Bounced) }) // deleted, or not a mail of ours
}

func TestABounceTellsTheRequesterOnce(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	invitation := account.ID(h.latest("ann@acme.com").Tag)
	h.requestCode(h.token("ann@acme.com"))
	h.deliver()
	h.advance(time.Minute)
	for _, err := range repeat(8, func() error {
		err := h.mailEvents().Do(t.Context(), workflow.MailEvent{MailID: invitation, News: account.Bounced})
		if errors.Is(err, retry.ErrBusy) {
			return nil // the provider repeats the event
		}
		return err
	}) {
		h.must(err)
	}
	wantEqual(t, "delivery", h.delivery(r.ID, 1), account.Bounced)
	h.recordDelivery("ann@acme.com", account.Bounced) // the code bounces, too
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "bounced")
	told := h.lastMail(partner.Email, workflow.BouncedMail)
	wantEqual(t, "whom", told.Address, "ann@acme.com")
	wantEqual(t, "bob can be reached", told.Undelivered, false)
	stored := h.stored(r.ID)
	wantEqual(t, "since", stored.Nominees[0].UnreachableAt.Equal(h.Now()), true)
	history, err := h.store.History(t.Context(), r.ID)
	h.must(err)
	wantEqual(t, "events", len(history), 2)
	wantEqual(t, "her link lives", h.linkWorks(h.token("ann@acme.com")), true)
	// A resent invitation may arrive, and bounce again.
	_, err = h.followUp().Resend(t.Context(), partner, r.ID)
	h.must(err)
	h.deliver()
	wantEqual(t, "delivery", h.delivery(r.ID, 1), account.Sent)
	h.recordDelivery("ann@acme.com", account.Bounced)
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "bounced bounced")
}

// Only invitations count: a nominee who got one has the link, whichever later mail bounces.
func TestOnlyTheLatestInvitationBounces(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	first := h.stored(r.ID).Nominees[0].MailID
	_, err := h.followUp().Resend(t.Context(), partner, r.ID)
	h.must(err)
	h.deliver()
	h.recordDelivery("ann@acme.com", account.Delivered)
	h.says(first, account.Bounced) // a late event of an outdated mail
	wantEqual(t, "delivery", h.delivery(r.ID, 1), account.Delivered)
	h.code("ann@acme.com")
	h.recordDelivery("ann@acme.com", account.Bounced)
	h.advance(7 * day)
	h.wantCleanUp(workflow.Cleaned{Reminded: 1})
	h.deliver()
	h.recordDelivery("ann@acme.com", account.Bounced)
	wantEqual(t, "delivery of the reminder", h.delivery(r.ID, 1), account.Bounced)
	wantEqual(t, "deadline", h.stored(r.ID).Deadline(), r.ExpiresAt)
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "")
}

// A nominee who is unreachable is not reminded.
func TestNoReminderGoesToAnAddressThatBounced(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	h.recordDelivery("ann@acme.com", account.Bounced)
	h.advance(7 * day)
	h.wantCleanUp(workflow.Cleaned{Reminded: 1})
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com")+", "+h.subjects("bob@acme.com"), "invitation, invitation reminder")
}

func TestABounceOfTheRequestersMailMakesNoNomineeUnreachable(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	h.mustDecide(h.forward("ann@acme.com", "dora@acme.com"))
	version := h.stored(r.ID).Version
	h.recordDelivery(partner.Email, account.Bounced)
	wantEqual(t, "version", h.stored(r.ID).Version, version)
}

func TestABounceOfAForwardersMailMakesNoNomineeUnreachable(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	invitation := account.ID(h.latest("ann@acme.com").Tag)
	h.mustDecide(h.forward("ann@acme.com", "dora@acme.com"))
	h.says(invitation, account.Bounced)
	h.deliver()
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "forwarded")
	wantEqual(t, "deadline", h.stored(r.ID).Deadline(), h.Now().Add(90*day))
}

func TestAComplaintSuppressesTheAddress(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	h.recordDelivery("ann@acme.com", account.Complained)
	address, err := h.store.Address(t.Context(), "ann@acme.com")
	h.must(err)
	wantEqual(t, "suppressed", address.Suppressed.Equal(h.Now()), true)
	wantEqual(t, "for a complaint", address.Complained, true)
	history, err := h.store.History(t.Context(), r.ID)
	h.must(err)
	wantEqual(t, "last event", history[len(history)-1].Kind, account.EventComplained)
	wantEqual(t, "her link lives", h.linkWorks(h.token("ann@acme.com")), true)
	// She gets only the codes that she requests, and no mail about an end.
	h.requestCode(h.token("ann@acme.com"))
	h.openRequestBy(partner2, form("other.com", "bob@other.com"))
	h.deliver()
	h.mustDecide(h.decline("bob@acme.com"))
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation code")
}

// A request cannot be forwarded to an address that takes no mail, and the refusal does not use up the code.
func TestNoForwardToAnAddressThatTakesNoMail(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com", "cleo@acme.com")
	h.recordDelivery("bob@acme.com", account.Complained)
	h.stops(h.report("cleo@acme.com"))
	h.openRequest("other.com", "ann@other.com")
	h.rules.Policy = account.ReviewNever
	wanted := h.forward("ann@other.com", "bob@acme.com")
	h.changesNothing(func() {
		for _, to := range []string{"bob@acme.com", "Bob+x@acme.com", "cleo@acme.com"} {
			wanted.ForwardTo = to
			_, err := h.decide().Do(t.Context(), wanted, "")
			h.wantInvalid(err, "forwardTo takes-no-mail")
		}
	})
	wanted.ForwardTo = "dora@acme.com"
	h.mustDecide(wanted)
}

// A complaint counts once against the requester who caused the mail, and against no other.
func TestComplaintsCountAgainstTheRequester(t *testing.T) {
	h := newHarness(t)
	counted := func() int {
		used, err := h.store.Used(t.Context(), workflow.ComplaintsAbout(partner.Email))
		h.must(err)
		return used.Uses.Count(workflow.ComplaintsKept, h.Now())
	}
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	invitation := account.ID(h.latest("bob@acme.com").Tag)
	h.code("ann@acme.com")
	h.recordDelivery("ann@acme.com", account.Complained) // about a code
	h.stops(h.report("bob@acme.com"))                    // a mail scanner may do that
	wantEqual(t, "complaints", counted(), 0)
	h.says(invitation, account.Complained)
	h.says(invitation, account.Complained)
	wantEqual(t, "complaints", counted(), 1)
	h.mustDecide(h.decline("ann@acme.com"))
	h.recordDelivery(partner.Email, account.Complained)
	wantEqual(t, "about their own mail", counted(), 1)
	h.advance(workflow.ComplaintsKept)
	wantEqual(t, "complaints", counted(), 0)
}

// A mail about a dispute belongs to no request; its events still count.
func TestAComplaintAboutADisputesMailSuppressesTheAddress(t *testing.T) {
	h := newHarness(t)
	h.activeAccount("ann@acme.com", "Acme", "acme.com", account.Restricted)
	h.disputed(partner2, "acme.com")
	h.recordDelivery(operator.Email, account.Complained)
	address, err := h.store.Address(t.Context(), operator.Email)
	h.must(err)
	wantEqual(t, "suppressed", address.Suppressed.IsZero(), false)
	wantEqual(t, "delivery", h.outgoing(account.ID(h.latest(operator.Email).Tag)).Delivery(), account.Complained)
}

// An event of the provider proves that a mail was sent, even if the provider's response was lost.
func TestAnEventProvesThatAMailOfUnknownOutcomeWasSent(t *testing.T) {
	for _, news := range []account.Delivery{account.Sent, account.Delivered} {
		t.Run(string(news), func(t *testing.T) {
			h := newHarness(t)
			id := h.onlyMail()
			h.fail = func() error { return errLost }
			h.wantError(h.sender().Do(t.Context(), id), errLost)
			h.fail = nil
			h.says(id, news)
			o := h.outgoing(id)
			wantEqual(t, "state", o.State, workflow.MailSent)
			wantEqual(t, "message id", o.MessageID, "of the provider")
			wantEqual(t, "delivery", o.Delivery(), news)
			h.advance(day)
			h.deliver()
			wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation")
		})
	}
}

// The mail failed because its fate was unknown, but the provider had taken it.
func TestAnEventProvesThatAFailedMailWasSent(t *testing.T) {
	for _, news := range []account.Delivery{account.Sent, account.Delivered, account.Bounced} {
		t.Run(string(news), func(t *testing.T) {
			h := newHarness(t)
			id := h.onlyMail()
			h.fail = func() error { return errLost }
			h.wantError(h.sender().Do(t.Context(), id), errLost)
			h.advance(8 * day)
			h.deliver()
			wantEqual(t, "state", h.outgoing(id).State, workflow.MailFailed)
			h.says(id, news)
			wantEqual(t, "delivery", h.outgoing(id).Delivery(), news)
		})
	}
}

// The event arrives before the provider's response is recorded.
func TestAnEventMayArriveBeforeTheProvidersResponse(t *testing.T) {
	h := newHarness(t)
	id := h.onlyMail()
	h.fail = func() error { h.says(id, account.Delivered); return nil }
	h.must(h.sender().Do(t.Context(), id))
	o := h.outgoing(id)
	wantEqual(t, "state", o.State, workflow.MailSent)
	wantEqual(t, "delivery", o.Delivery(), account.Delivered)
	h.advance(day)
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation")
}

func TestAResendReplacesAQueuedInvitation(t *testing.T) {
	h := newHarness(t)
	r := h.openRequestBy(partner, form("acme.com", "ann@acme.com"))
	first := h.mails()[0]
	_, err := h.followUp().Resend(t.Context(), partner, r.ID)
	h.must(err)
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation")
	wantEqual(t, "the first", h.outgoing(first).State, workflow.MailDropped)
	wantEqual(t, "delivery", h.delivery(r.ID, 1), account.Sent)
}

func TestAReminderReplacesAQueuedInvitation(t *testing.T) {
	h := newHarness(t)
	h.openRequestBy(partner, form("acme.com", "ann@acme.com"))
	h.advance(7 * day)
	h.wantCleanUp(workflow.Cleaned{Reminded: 1})
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "reminder")
	h.advance(23 * day)
	_, err := h.cleanUp().Do(t.Context())
	h.must(err)
	h.advance(30 * day) // the first reminder is queued until the next one
	h.wantCleanUp(workflow.Cleaned{Reminded: 1})
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "reminder reminder")
}

func TestAPostponedMailIsDroppedAfterTheEnd(t *testing.T) {
	h := newHarness(t)
	h.invitations = workflow.ADay(1)
	h.openRequest("one.acme.com", "ann@acme.com")
	held := h.openRequest("two.acme.com", "ann@acme.com")
	wantEqual(t, "delivery", h.delivery(held.ID, 1), account.Queued)
	_, err := h.followUp().Withdraw(t.Context(), partner, held.ID)
	h.must(err)
	h.advance(day)
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation") // and none about the end of a request that she never heard of
	for _, id := range h.mails() {
		if state := h.outgoing(id).State; state == workflow.MailQueued {
			t.Errorf("%s is %s", id, state)
		}
	}
}

// A bounce while the request is in review again is recorded, and no mail is sent.
func TestAnEventDuringAReviewIsRecordedAndMailsNobody(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	h.deliver()
	invitation := account.ID(h.latest("ann@acme.com", workflow.Invitation).Tag)
	_, _, err := h.followUp().Correct(t.Context(), partner, r.ID, []string{"dora@elsewhere.com"}, nil)
	h.must(err)
	wantEqual(t, "state", h.stored(r.ID).State, account.PendingReview)
	h.says(invitation, account.Bounced)
	wantEqual(t, "news", h.outgoing(invitation).News, account.Bounced)
}

package workflow_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// refusedBy makes the provider refuse the due mails.
func (h *harness) refusedBy(address account.Email) {
	h.Helper()
	h.fail = func() error { return workflow.ErrMailRefused }
	h.deliver()
	h.fail = nil
	if !slices.Contains([]string{""}, h.subjects(address)) {
		h.Fatalf("%s got %s", address, h.subjects(address))
	}
	h.failed = nil
}

// silences suppresses the address by its holder's report with a code, or lifts the suppression.
func (h *harness) silences(address account.Email, lift bool) {
	h.Helper()
	token := h.report(address)
	_, err := h.notForMe().ChangeSuppression(h.Context(), workflow.SuppressionChange{Token: token, Code: h.mailboxCode(token, address), Lift: lift})
	h.must(err)
	h.deliver()
}

// whyUnreachable makes a nominee unreachable, for each reason.
var whyUnreachable = map[account.Unreachable]func(h *harness, address account.Email){
	account.UnreachableBounced: func(h *harness, address account.Email) { h.recordDelivery(address, account.Bounced) },
	account.UnreachableRejected: func(h *harness, address account.Email) {
		h.must(h.mailEvents().Do(h.Context(), workflow.MailEvent{
			MailID: account.ID(h.latest(address).Tag), MessageID: "m", News: account.Bounced, Failure: "a virus",
		}))
		h.deliver()
	},
	account.UnreachableComplained: func(h *harness, address account.Email) { h.recordDelivery(address, account.Complained) },
	account.UnreachableSuppressed: func(h *harness, address account.Email) { h.silences(address, false) },
}

// wantUnreached expects that the requester was told once that no nominee can be reached, with the reason of each, and
// that the request ends after 7 days.
func (h *harness) wantUnreached(r account.Request, want string) {
	h.Helper()
	var told []workflow.Mail
	for _, m := range h.to(partner.Email) {
		if mail := h.outgoing(account.ID(m.Tag)).Mail; mail.Kind == workflow.BouncedMail && mail.Undelivered && mail.RequestID == r.ID {
			told = append(told, mail)
		}
	}
	if len(told) != 1 {
		h.Fatalf("the requester was told %d times: %s", len(told), h.subjects(partner.Email))
	}
	var why []string
	for _, u := range told[0].Unreached {
		why = append(why, fmt.Sprintf("%s %s", u.Address, u.Why))
	}
	wantEqual(h.T, "whom, and why", strings.Join(why, ", "), want)
	ends := h.stored(r.ID).UndeliveredAt.Add(account.UndeliveredFor)
	wantEqual(h.T, "deadline", h.stored(r.ID).Deadline(), ends)
	wantEqual(h.T, "deadline told", told[0].ExpiresAt, ends)
	h.advance(ends.Add(-time.Millisecond).Sub(h.Now()))
	_, err := h.cleanUp().Do(h.Context())
	h.must(err)
	h.deliver()
	wantEqual(h.T, "state before", h.stored(r.ID).State, account.PendingApproval)
	h.advance(time.Millisecond)
	_, err = h.cleanUp().Do(h.Context())
	h.must(err)
	h.deliver()
	wantEqual(h.T, "state after", h.stored(r.ID).State, account.Expired)
	wantEqual(h.T, "said why", h.lastMail(partner.Email, workflow.ExpiredMail).Undelivered, true)
}

// With every pair of reasons.
func TestARequestIsUndeliverableWhateverMadeTheNomineesUnreachable(t *testing.T) {
	if len(whyUnreachable) != len(account.Unreachables()) {
		t.Errorf("%d of %d reasons are tested", len(whyUnreachable), len(account.Unreachables()))
	}
	for _, anns := range account.Unreachables() {
		for _, bobs := range account.Unreachables() {
			t.Run(string(anns+" "+bobs), func(t *testing.T) {
				h := newHarness(t)
				r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
				whyUnreachable[anns](h, "ann@acme.com")
				wantEqual(t, "deadline while bob can be reached", h.stored(r.ID).Deadline(), r.ExpiresAt)
				h.advance(time.Hour)
				whyUnreachable[bobs](h, "bob@acme.com")
				h.wantUnreached(r, fmt.Sprintf("ann@acme.com %s, bob@acme.com %s", anns, bobs))
			})
		}
	}
}

// A nominee with a suppressed address becomes unreachable when a mail is due.
func TestAnInvitationToASuppressedAddressMakesItsNomineeUnreachable(t *testing.T) {
	for name, c := range map[string]struct {
		before, asked func(h *harness)
		want          account.Unreachable
	}{
		"the address complained about another's mail": {
			func(h *harness) {
				h.openRequestBy(partner2, form("two.acme.com", "ann@acme.com"))
				h.deliver()
				h.recordDelivery("ann@acme.com", account.Complained)
			}, func(h *harness) { h.deliver() }, account.UnreachableSuppressed,
		},
		"its holder stopped all mail": {
			func(h *harness) {
				h.openRequestBy(partner2, form("two.acme.com", "ann@acme.com"))
				h.deliver()
				h.silences("ann@acme.com", false)
			}, func(h *harness) { h.deliver() }, account.UnreachableSuppressed,
		},
		"the provider refuses it": {func(*harness) {}, func(h *harness) { h.refusedBy("ann@acme.com") }, account.UnreachableRejected},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			c.before(h)
			r := h.openRequestBy(partner, form("acme.com", "ann@acme.com"))
			c.asked(h)
			h.deliver()
			history, err := h.store.History(t.Context(), r.ID)
			h.must(err)
			wantEqual(t, "events", len(history), 2)
			for range 3 { // the mail is due again each day
				h.advance(day)
				h.deliver()
			}
			h.wantUnreached(r, "ann@acme.com "+string(c.want))
		})
	}
}

// A nominee who suppressed their address after the invitation, by another request's link, becomes unreachable
// when a reminder is due.
func TestAReminderToASuppressedAddressMakesItsNomineeUnreachable(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	h.openRequestBy(partner2, form("two.acme.com", "ann@acme.com"))
	h.deliver()
	h.silences("ann@acme.com", false)
	wantEqual(t, "deadline", h.stored(r.ID).Deadline(), r.ExpiresAt)
	h.advance(7 * day)
	_, err := h.cleanUp().Do(t.Context())
	h.must(err)
	h.deliver() // the reminder is not sent
	h.deliver() // this mails the requester
	h.wantUnreached(r, "ann@acme.com suppressed")
}

// A stop by a link alone does not shorten a deadline, because robots press buttons.
func TestAStopByALinkAloneDoesNotShortenTheDeadline(t *testing.T) {
	h := newHarness(t)
	first := h.openRequest("acme.com", "ann@acme.com")
	h.stops(h.report("ann@acme.com"))
	second := h.openRequest("two.acme.com", "ann@acme.com")
	h.advance(7 * day)
	_, err := h.cleanUp().Do(t.Context())
	h.must(err)
	h.deliver()
	for _, r := range []account.Request{first, second} {
		wantEqual(t, "deadline", h.stored(r.ID).Deadline(), r.ExpiresAt)
	}
	wantEqual(t, "the requester's mails", h.subjects(partner.Email), "")
}

// A later delivery, or a used code, proves the mailbox.
func TestADeliveryOrACodeRestoresTheDeadline(t *testing.T) {
	delivered := func(h *harness, kind workflow.MailKind, at time.Time) {
		h.Helper()
		h.must(h.mailEvents().Do(h.Context(), workflow.MailEvent{
			MailID: account.ID(h.latest("ann@acme.com", kind).Tag), MessageID: "m", News: account.Delivered, At: at,
		}))
		h.deliver()
	}
	again := func(h *harness) {
		h.advance(time.Minute)
		h.requestCode(h.token("ann@acme.com"))
		h.deliver()
		h.advance(time.Minute)
	}
	for name, c := range map[string]struct {
		why     account.Unreachable
		then    func(h *harness)
		reached bool
	}{
		"a code arrives":                              {account.UnreachableBounced, func(h *harness) { again(h); delivered(h, workflow.CodeMail, h.Now()) }, true},
		"a code arrives after a refusal":              {account.UnreachableRejected, func(h *harness) { again(h); delivered(h, workflow.CodeMail, h.Now()) }, true},
		"a code that arrived before":                  {account.UnreachableBounced, func(h *harness) { again(h); delivered(h, workflow.CodeMail, h.Now().Add(-time.Hour)) }, false},
		"a code to who complained":                    {account.UnreachableComplained, func(h *harness) { again(h); delivered(h, workflow.CodeMail, h.Now()) }, false},
		"a code to who stopped all mail":              {account.UnreachableSuppressed, func(h *harness) { again(h); delivered(h, workflow.CodeMail, h.Now()) }, false},
		"the holder of the mailbox lets mail through": {account.UnreachableSuppressed, func(h *harness) { h.silences("ann@acme.com", true) }, true},
		"who complained lets mail through":            {account.UnreachableComplained, func(h *harness) { h.silences("ann@acme.com", true) }, true},
		"an operator lifts it, and it is mailed again": {account.UnreachableComplained, func(h *harness) {
			h.must(h.suppressions().Lift(h.Context(), operator, "ann@acme.com", nil))
			_, err := h.followUp().Resend(h.Context(), partner, h.holderOf("acme.com"))
			h.must(err)
		}, true},
		"an operator lifts the holder's wish": {account.UnreachableSuppressed, func(h *harness) {
			h.must(h.suppressions().Lift(h.Context(), operator, "ann@acme.com", nil))
		}, true},
		"an operator lifts a complaint": {account.UnreachableComplained, func(h *harness) {
			h.must(h.suppressions().Lift(h.Context(), operator, "ann@acme.com", nil))
		}, true},
		"an operator lifts a complaint after a bounce": {account.UnreachableBounced, func(h *harness) {
			h.recordDelivery("ann@acme.com", account.Complained)
			h.must(h.suppressions().Lift(h.Context(), operator, "ann@acme.com", nil))
		}, false},
		"the address is corrected": {account.UnreachableSuppressed, func(h *harness) { h.correctRequest(h.holderOf("acme.com"), "carl@acme.com") }, true},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			r := h.openRequest("acme.com", "ann@acme.com")
			whyUnreachable[c.why](h, "ann@acme.com")
			wantEqual(t, "unreached", h.stored(r.ID).Undelivered(), true)
			c.then(h)
			stored := h.stored(r.ID)
			wantEqual(t, "reached", !stored.Undelivered(), c.reached)
			wantEqual(t, "until the deadline", stored.Deadline().Equal(r.ExpiresAt), c.reached)
			h.advance(8 * day)
			_, err := h.cleanUp().Do(t.Context())
			h.must(err)
			wantEqual(t, "lives on", h.stored(r.ID).State == account.PendingApproval, c.reached)
		})
	}
}

// The requester is told once that no nominee can be reached, whichever events follow.
func TestTheRequesterIsToldOnceThatNobodyCanBeReached(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	h.recordDelivery("ann@acme.com", account.Complained)
	h.code("ann@acme.com")
	h.recordDelivery("ann@acme.com", account.Complained) // about another mail
	h.says(h.stored(r.ID).Nominees[0].MailID, account.Bounced)
	h.deliver()
	history, err := h.store.History(t.Context(), r.ID)
	h.must(err)
	wantEqual(t, "events", len(history), 3)
	wantEqual(t, "the requester's mails", h.subjects(partner.Email), "bounced")
	h.wantUnreached(r, "ann@acme.com complained")
}

// All requests with an address as nominee are updated when its holder lifts the suppression, by the link of any of
// them.
func TestLiftingASuppressionRestoresAllRequests(t *testing.T) {
	h := newHarness(t)
	h.openRequestBy(partner2, form("two.acme.com", "ann@acme.com"))
	h.deliver()
	token := h.report("ann@acme.com")
	r := h.openRequest("acme.com", "ann@acme.com")
	h.recordDelivery("ann@acme.com", account.Complained)
	wantEqual(t, "unreached", h.stored(r.ID).Undelivered(), true)
	_, err := h.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: h.mailboxCode(token, "ann@acme.com"), Lift: true})
	h.must(err)
	wantEqual(t, "unreached since", h.stored(r.ID).Undelivered(), false)
	wantEqual(t, "deadline", h.stored(r.ID).Deadline(), r.ExpiresAt)
}

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

// refusedBy has the provider refuse what is to go to the address.
func (w *world) refusedBy(address account.Email) {
	w.Helper()
	w.fail = func() error { return workflow.ErrMailRefused }
	w.deliver()
	w.fail = nil
	if !slices.Contains([]string{""}, w.subjects(address)) {
		w.Fatalf("%s got %s", address, w.subjects(address))
	}
	w.failed = nil
}

// silences has the holder of the mailbox stop all mail to it.
func (w *world) silences(address account.Email, lift bool) {
	w.Helper()
	token := w.report(address)
	_, err := w.notForMe().ChangeSuppression(w.Context(), workflow.SuppressionChange{Token: token, Code: w.mailboxCode(token, address), Lift: lift})
	w.must(err)
	w.deliver()
}

// whyUnreachable says by what a nominee who was asked comes to be out of reach.
var whyUnreachable = map[account.Unreachable]func(w *world, address account.Email){
	account.UnreachableBounced: func(w *world, address account.Email) { w.happens(address, account.Bounced) },
	account.UnreachableRejected: func(w *world, address account.Email) {
		w.must(w.mailEvents().Do(w.Context(), workflow.MailEvent{
			MailID: account.ID(w.latest(address).Tag), MessageID: "m", News: account.Bounced, Failure: "a virus",
		}))
		w.deliver()
	},
	account.UnreachableComplained: func(w *world, address account.Email) { w.happens(address, account.Complained) },
	account.UnreachableSuppressed: func(w *world, address account.Email) { w.silences(address, false) },
}

// wantUnreached expects that the requester was told once that nobody can be reached, of each why, and that the request
// ends after 7 days.
func (w *world) wantUnreached(r account.Request, want string) {
	w.Helper()
	var told []workflow.Mail
	for _, m := range w.to(partner.Email) {
		if mail := w.outgoing(account.ID(m.Tag)).Mail; mail.Kind == workflow.BouncedMail && mail.Undelivered && mail.RequestID == r.ID {
			told = append(told, mail)
		}
	}
	if len(told) != 1 {
		w.Fatalf("the requester was told %d times: %s", len(told), w.subjects(partner.Email))
	}
	var why []string
	for _, u := range told[0].Unreached {
		why = append(why, fmt.Sprintf("%s %s", u.Address, u.Why))
	}
	wantEqual(w.T, "whom, and why", strings.Join(why, ", "), want)
	ends := w.stored(r.ID).UndeliveredAt.Add(account.UndeliveredFor)
	wantEqual(w.T, "deadline", w.stored(r.ID).Deadline(), ends)
	wantEqual(w.T, "deadline told", told[0].ExpiresAt, ends)
	w.pass(ends.Add(-time.Millisecond).Sub(w.Now()))
	_, err := w.cleanUp().Do(w.Context())
	w.must(err)
	w.deliver()
	wantEqual(w.T, "state before", w.stored(r.ID).State, account.PendingApproval)
	w.pass(time.Millisecond)
	_, err = w.cleanUp().Do(w.Context())
	w.must(err)
	w.deliver()
	wantEqual(w.T, "state after", w.stored(r.ID).State, account.Expired)
	wantEqual(w.T, "said why", w.lastMail(partner.Email, workflow.ExpiredMail).Undelivered, true)
}

// Rule 8, for every two reasons.
func TestRule8NobodyCanBeReachedWhateverTheReasons(t *testing.T) {
	if len(whyUnreachable) != len(account.Unreachables()) {
		t.Errorf("%d reasons are tried, of %d", len(whyUnreachable), len(account.Unreachables()))
	}
	for _, anns := range account.Unreachables() {
		for _, bobs := range account.Unreachables() {
			t.Run(string(anns+" "+bobs), func(t *testing.T) {
				w := newWorld(t)
				r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
				whyUnreachable[anns](w, "ann@acme.com")
				wantEqual(t, "deadline while bob can be reached", w.stored(r.ID).Deadline(), r.ExpiresAt)
				w.pass(time.Hour)
				whyUnreachable[bobs](w, "bob@acme.com")
				w.wantUnreached(r, fmt.Sprintf("ann@acme.com %s, bob@acme.com %s", anns, bobs))
			})
		}
	}
}

// Rule 8: of an address that gets no mail whoever asks, the request learns when mail is to go there.
func TestRule8AnInvitationThatNeverLeaves(t *testing.T) {
	for name, c := range map[string]struct {
		before, asked func(w *world)
		want          account.Unreachable
	}{
		"the address complained about another's mail": {
			func(w *world) {
				w.askedBy(partner2, form("two.acme.com", "ann@acme.com"))
				w.deliver()
				w.happens("ann@acme.com", account.Complained)
			}, func(w *world) { w.deliver() }, account.UnreachableSuppressed,
		},
		"its holder stopped all mail": {
			func(w *world) {
				w.askedBy(partner2, form("two.acme.com", "ann@acme.com"))
				w.deliver()
				w.silences("ann@acme.com", false)
			}, func(w *world) { w.deliver() }, account.UnreachableSuppressed,
		},
		"the provider refuses it": {func(*world) {}, func(w *world) { w.refusedBy("ann@acme.com") }, account.UnreachableRejected},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c.before(w)
			r := w.askedBy(partner, form("acme.com", "ann@acme.com"))
			c.asked(w)
			w.deliver()
			history, err := w.store.History(t.Context(), r.ID)
			w.must(err)
			wantEqual(t, "events", len(history), 2)
			for range 3 { // the mail is looked at again each day
				w.pass(day)
				w.deliver()
			}
			w.wantUnreached(r, "ann@acme.com "+string(c.want))
		})
	}
}

// Rule 8: whoever was invited and stopped all mail since, by another request's link, is found out of reach when reminded.
func TestRule8AReminderThatIsNotTaken(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	w.askedBy(partner2, form("two.acme.com", "ann@acme.com"))
	w.deliver()
	w.silences("ann@acme.com", false)
	wantEqual(t, "deadline", w.stored(r.ID).Deadline(), r.ExpiresAt)
	w.pass(7 * day)
	_, err := w.cleanUp().Do(t.Context())
	w.must(err)
	w.deliver() // the reminder is not taken
	w.deliver() // the requester is told
	w.wantUnreached(r, "ann@acme.com suppressed")
}

// What a link alone says brings no request to its end: robots press buttons.
func TestRule8WhatALinkAloneStopsEndsNothing(t *testing.T) {
	w := newWorld(t)
	first := w.asked("acme.com", "ann@acme.com")
	w.stops(w.report("ann@acme.com"))
	second := w.asked("two.acme.com", "ann@acme.com")
	w.pass(7 * day)
	_, err := w.cleanUp().Do(t.Context())
	w.must(err)
	w.deliver()
	for _, r := range []account.Request{first, second} {
		wantEqual(t, "deadline", w.stored(r.ID).Deadline(), r.ExpiresAt)
	}
	wantEqual(t, "the requester's mails", w.subjects(partner.Email), "")
}

// Rules 8 and 12: a later delivery, or a code used, proves the mailbox.
func TestRule8WhoIsReachedAgainIsNotGivenUp(t *testing.T) {
	delivered := func(w *world, kind workflow.MailKind, at time.Time) {
		w.Helper()
		w.must(w.mailEvents().Do(w.Context(), workflow.MailEvent{
			MailID: account.ID(w.latest("ann@acme.com", kind).Tag), MessageID: "m", News: account.Delivered, At: at,
		}))
		w.deliver()
	}
	again := func(w *world) { w.pass(time.Minute); w.asks(w.token("ann@acme.com")); w.deliver(); w.pass(time.Minute) }
	for name, c := range map[string]struct {
		why     account.Unreachable
		then    func(w *world)
		reached bool
	}{
		"a code arrives":                              {account.UnreachableBounced, func(w *world) { again(w); delivered(w, workflow.CodeMail, w.Now()) }, true},
		"a code arrives after a refusal":              {account.UnreachableRejected, func(w *world) { again(w); delivered(w, workflow.CodeMail, w.Now()) }, true},
		"a code that arrived before":                  {account.UnreachableBounced, func(w *world) { again(w); delivered(w, workflow.CodeMail, w.Now().Add(-time.Hour)) }, false},
		"a code to who complained":                    {account.UnreachableComplained, func(w *world) { again(w); delivered(w, workflow.CodeMail, w.Now()) }, false},
		"a code to who stopped all mail":              {account.UnreachableSuppressed, func(w *world) { again(w); delivered(w, workflow.CodeMail, w.Now()) }, false},
		"the holder of the mailbox lets mail through": {account.UnreachableSuppressed, func(w *world) { w.silences("ann@acme.com", true) }, true},
		"who complained lets mail through":            {account.UnreachableComplained, func(w *world) { w.silences("ann@acme.com", true) }, true},
		"an operator lifts it, and it is mailed again": {account.UnreachableComplained, func(w *world) {
			w.must(w.suppressions().Lift(w.Context(), operator, "ann@acme.com", nil))
			_, err := w.followUp().Resend(w.Context(), partner, w.holderOf("acme.com"))
			w.must(err)
		}, true},
		"an operator lifts the holder's wish": {account.UnreachableSuppressed, func(w *world) {
			w.must(w.suppressions().Lift(w.Context(), operator, "ann@acme.com", nil))
		}, true},
		"an operator lifts a complaint": {account.UnreachableComplained, func(w *world) {
			w.must(w.suppressions().Lift(w.Context(), operator, "ann@acme.com", nil))
		}, true},
		"an operator lifts a complaint after a bounce": {account.UnreachableBounced, func(w *world) {
			w.happens("ann@acme.com", account.Complained)
			w.must(w.suppressions().Lift(w.Context(), operator, "ann@acme.com", nil))
		}, false},
		"the address is corrected": {account.UnreachableSuppressed, func(w *world) { w.corrected(w.holderOf("acme.com"), "carl@acme.com") }, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			r := w.asked("acme.com", "ann@acme.com")
			whyUnreachable[c.why](w, "ann@acme.com")
			wantEqual(t, "unreached", w.stored(r.ID).Undelivered(), true)
			c.then(w)
			stored := w.stored(r.ID)
			wantEqual(t, "reached", !stored.Undelivered(), c.reached)
			wantEqual(t, "until the deadline", stored.Deadline().Equal(r.ExpiresAt), c.reached)
			w.pass(8 * day)
			_, err := w.cleanUp().Do(t.Context())
			w.must(err)
			wantEqual(t, "lives on", w.stored(r.ID).State == account.PendingApproval, c.reached)
		})
	}
}

// Rule 8: that nobody can be reached is told once, whatever is heard afterwards.
func TestRule8IsToldOnce(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	w.happens("ann@acme.com", account.Complained)
	w.code("ann@acme.com")
	w.happens("ann@acme.com", account.Complained) // about another mail
	w.says(w.stored(r.ID).Nominees[0].MailID, account.Bounced)
	w.deliver()
	history, err := w.store.History(t.Context(), r.ID)
	w.must(err)
	wantEqual(t, "events", len(history), 3)
	wantEqual(t, "the requester's mails", w.subjects(partner.Email), "bounced")
	w.wantUnreached(r, "ann@acme.com complained")
}

// Fails when the requests that took an address for out of reach do not hear that its holder let mail through by the link
// of another one.
func TestWhoLetsMailThroughIsReachedForAllRequests(t *testing.T) {
	w := newWorld(t)
	w.askedBy(partner2, form("two.acme.com", "ann@acme.com"))
	w.deliver()
	token := w.report("ann@acme.com")
	r := w.asked("acme.com", "ann@acme.com")
	w.happens("ann@acme.com", account.Complained)
	wantEqual(t, "unreached", w.stored(r.ID).Undelivered(), true)
	_, err := w.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: w.mailboxCode(token, "ann@acme.com"), Lift: true})
	w.must(err)
	wantEqual(t, "unreached since", w.stored(r.ID).Undelivered(), false)
	wantEqual(t, "deadline", w.stored(r.ID).Deadline(), r.ExpiresAt)
}

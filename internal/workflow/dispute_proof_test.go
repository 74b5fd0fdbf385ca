package workflow_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dns/dnstest"
	"smartaccounts/internal/workflow"
)

func publishDispute(server *dnstest.Server, d account.Dispute) {
	proof := workflow.ProofOfDispute(d)
	server.SetTXT(proof.Name, []string{"v=spf1 -all"}, []string{proof.Value})
}

// provesDispute looks for the proof as who raised the dispute.
func (w *world) provesDispute(by account.Person, d account.Dispute) (account.Dispute, bool) {
	w.Helper()
	after, found, err := w.disputes().Prove(w.Context(), by, d.ID)
	w.must(err)
	w.deliver()
	return after, found
}

func (w *world) tended(want workflow.Tended) {
	w.Helper()
	did, err := w.disputes().Tend(w.Context())
	w.must(err)
	w.deliver()
	wantEqual(w.T, "done about disputes", did, want)
}

// Rule 28. Fails when whoever holds a domain cannot free its identifier from a request, or when those concerned do not
// learn of it in time.
func TestAProofByDNSEndsADisputedRequest(t *testing.T) {
	w := newWorld(t)
	w.rules.Operators = []account.Person{operator}
	server := w.named()
	r := w.asked("acme.com", "noreply@acme.com", "bob@acme.com")
	d := w.disputed(outsider, "acme.com")
	if _, found := w.provesDispute(outsider, d); found {
		t.Error("a proof is found where there is none")
	}
	publishDispute(server, d)
	after, found := w.provesDispute(outsider, d)
	ends := w.Now().Add(72 * time.Hour)
	wantEqual(t, "found", found, true)
	wantEqual(t, "ends", after.EndsAt, ends)
	wantEqual(t, "what who raised it learns of the request", after.Account.AccountID+after.RequestID, "")
	wantEqual(t, "the requester is told until when", w.lastMail(partner.Email, workflow.EndingMail).ExpiresAt, ends)
	for _, to := range []account.Email{"noreply@acme.com", "bob@acme.com"} {
		wantEqual(t, string(to)+" is told until when", w.lastMail(to, workflow.EndingAskedMail).ExpiresAt, ends)
	}
	for _, to := range []account.Email{outsider.Email, operator.Email} {
		wantEqual(t, string(to)+" is told", w.lastMail(to, workflow.ProvedMail).ExpiresAt, ends)
	}
	w.changesNothing(func() { // found is found
		again, found, err := w.disputes().Prove(t.Context(), outsider, d.ID)
		w.must(err)
		wantEqual(t, "again", found && again.ProvedAt.Equal(after.ProvedAt), true)
	})
	w.pass(72*time.Hour - time.Millisecond)
	w.tended(workflow.Tended{})
	wantEqual(t, "before", w.stored(r.ID).State, account.PendingApproval)
	w.pass(time.Millisecond)
	w.tended(workflow.Tended{Ended: 1})
	ended := w.stored(r.ID)
	wantEqual(t, "after", ended.State, account.Rejected)
	wantEqual(t, "by", ended.Decision.By, account.System)
	history, err := w.store.History(t.Context(), r.ID)
	w.must(err)
	last := history[len(history)-1]
	wantEqual(t, "history", last.Kind, account.EventEndedByDispute)
	wantEqual(t, "of", last.Detail[account.DetailDispute], string(d.ID))
	settled, err := w.disputes().One(t.Context(), outsider, d.ID)
	w.must(err)
	wantEqual(t, "outcome", settled.Settlement.Outcome, account.RequestEnded)
	wantEqual(t, "settled by", account.Actor(settled.Settlement.By), account.System)
	w.lastMail(outsider.Email, workflow.SettledMail)
	w.lastMail(partner.Email, workflow.RejectedMail)
	w.lastMail("bob@acme.com", workflow.ClosedMail)
	w.tended(workflow.Tended{})
	w.asked("acme.com", "ann@acme.com") // it is free
}

// Fails when a nominee or an operator cannot keep a request from ending, or when a dispute that came too late is lost.
func TestWhoDecidesFirstKeepsARequestFromEnding(t *testing.T) {
	for name, first := range map[string]func(w *world, r account.Request, d account.Dispute){
		"a nominee approves": func(w *world, _ account.Request, _ account.Dispute) { w.does(w.approve("ann@acme.com")) },
		"an operator objects": func(w *world, _ account.Request, d account.Dispute) {
			w.settles(d.ID, workflow.Ruling{Decision: "reject", Reason: "It is theirs."})
		},
		"the requester withdraws": func(w *world, r account.Request, _ account.Dispute) {
			_, err := w.followUp().Withdraw(w.Context(), partner, r.ID)
			w.must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			server := w.named()
			r := w.asked("acme.com", "ann@acme.com")
			d := w.disputed(outsider, "acme.com")
			publishDispute(server, d)
			w.provesDispute(outsider, d)
			first(w, r, d)
			state := w.stored(r.ID).State
			w.pass(72 * time.Hour)
			w.tended(workflow.Tended{})
			wantEqual(t, "the request", w.stored(r.ID).State, state)
			left, err := w.disputes().One(t.Context(), operator, d.ID)
			w.must(err)
			wantEqual(t, "still to be settled", left.Settlement == nil, name != "an operator objects")
			wantEqual(t, "ends", left.EndsAt.IsZero() || left.Settlement != nil, true)
			w.changesNothing(func() { w.tended(workflow.Tended{}) })
		})
	}
}

// Fails when the schedule does not find what nobody has asked it to look for, or looks for ever.
func TestTheScheduleLooksForProofsDailyForThirtyDays(t *testing.T) {
	w := newWorld(t)
	server := w.named()
	w.asked("acme.com", "ann@acme.com")
	d, never := w.disputed(outsider, "acme.com"), w.disputed(partner2, "acme.com")
	w.pass(day - time.Millisecond)
	publishDispute(server, d)
	w.changesNothing(func() { w.tended(workflow.Tended{}) })
	w.pass(time.Millisecond)
	server.Fail(2)
	w.tended(workflow.Tended{}) // no answer is none
	server.Recover()
	w.changesNothing(func() { w.tended(workflow.Tended{}) })
	w.pass(day)
	w.tended(workflow.Tended{Proved: 1})
	w.pass(27 * day)
	w.tended(workflow.Tended{Ended: 1})
	publishDispute(server, never)
	w.pass(day)
	late, found := w.provesDispute(partner2, never)
	wantEqual(t, "found after 30 days", found || !late.ProvedAt.IsZero(), false)
	wantEqual(t, "shown", w.disputes().Proof(never, partner2), (*workflow.Proof)(nil))
	w.tended(workflow.Tended{})
	w.changesNothing(func() { w.pass(day); w.tended(workflow.Tended{}) })
}

// Fails when the proof or its effect tells who raised a dispute what is held.
func TestAProofTellsNothingOfWhatIsHeld(t *testing.T) {
	w := newWorld(t)
	server := w.named()
	a := w.active("ann@acme.com", "Acme", "acme.com", account.Restricted)
	for _, domain := range []string{"free.com", "acme.com"} {
		d := w.disputed(outsider, domain)
		publishDispute(server, d)
		after, found := w.provesDispute(outsider, d)
		wantEqual(t, "found", found, true)
		wantEqual(t, domain, after.Account, account.Likeness{Domain: account.Domain(domain)})
		wantEqual(t, "ends", after.EndsAt.IsZero(), true)
		w.lastMail(outsider.Email, workflow.ProvedMail)
	}
	w.pass(73 * time.Hour)
	w.tended(workflow.Tended{})
	wantEqual(t, "the account", w.account(a.ID).Account.Status, account.AccountActive)
}

// Fails when somebody else's record, or one for another dispute, is a proof; or when others can have the DNS looked at.
func TestAProofIsOfOneDisputeAndPerson(t *testing.T) {
	w := newWorld(t)
	server := w.named()
	w.asked("acme.com", "ann@acme.com")
	mine, theirs := w.disputed(outsider, "acme.com"), w.disputed(partner2, "acme.com")
	var values []string
	for _, d := range []account.Dispute{mine, theirs, {ID: mine.ID, Account: mine.Account, By: theirs.By}, {ID: mine.ID, Account: account.Likeness{Domain: "acme.de"}, By: mine.By}} {
		values = append(values, workflow.ProofOfDispute(d).Value)
	}
	if slices.Sort(values); len(slices.Compact(values)) != 4 {
		t.Errorf("the records are alike: %q", values)
	}
	publishDispute(server, theirs)
	if _, found := w.provesDispute(outsider, mine); found {
		t.Error("another's record is a proof")
	}
	w.changesNothing(func() {
		for _, by := range []account.Person{partner2, operator} {
			_, _, err := w.disputes().Prove(t.Context(), by, mine.ID)
			w.wantError(err, account.ErrNotFound)
			wantEqual(t, "shown", w.disputes().Proof(mine, by), (*workflow.Proof)(nil))
		}
	})
	for range 9 {
		w.provesDispute(outsider, mine)
	}
	_, _, err := w.disputes().Prove(t.Context(), outsider, mine.ID)
	w.wantTooMany(err, w.Now().Add(time.Hour))
	w.settles(mine.ID, workflow.Ruling{Decision: "reject", Reason: "No."})
	_, _, err = w.disputes().Prove(t.Context(), outsider, mine.ID)
	var settled *account.AlreadySettled
	if !errors.As(err, &settled) {
		t.Errorf("after the settlement: %v", err)
	}
	w.records = nil
	_, _, err = w.disputes().Prove(t.Context(), partner2, theirs.ID)
	w.wantError(err, account.ErrNotFound)
	wantEqual(t, "shown where it is switched off", w.disputes().Proof(theirs, partner2), (*workflow.Proof)(nil))
}

// Rule 28. Fails when a squatter dodges a proof by withdrawing and asking again, or by asking only after it was found.
func TestAProofFindsTheNextRequestToo(t *testing.T) {
	squats := func(w *world) account.Request { return w.askedBy(partner, form("acme.com", "bob@acme.com")) }
	withdraws := func(w *world, r account.Request) {
		w.Helper()
		_, err := w.followUp().Withdraw(w.Context(), partner, r.ID)
		w.must(err)
	}
	for name, c := range map[string]struct {
		proved func(w *world, prove func()) account.Request // returns the request that holds the identifier in the end
		found  func(w *world, prove func())                 // by whom
	}{
		"withdrawn and asked again, found by the schedule when the first would have ended": {
			func(w *world, prove func()) account.Request {
				first := w.asked("acme.com", "ann@acme.com")
				prove()
				w.pass(71 * time.Hour)
				withdraws(w, first)
				return squats(w)
			},
			func(w *world, _ func()) {
				w.pass(time.Hour)
				w.tended(workflow.Tended{Proved: 1})
			},
		},
		"withdrawn and asked again, found at once by who disputes": {
			func(w *world, prove func()) account.Request {
				first := w.asked("acme.com", "ann@acme.com")
				prove()
				withdraws(w, first)
				return squats(w)
			},
			func(_ *world, prove func()) { prove() },
		},
		"withdrawn, and asked again long after the first would have ended": {
			func(w *world, prove func()) account.Request {
				first := w.asked("acme.com", "ann@acme.com")
				prove()
				withdraws(w, first)
				w.pass(72 * time.Hour)
				w.tended(workflow.Tended{})
				return squats(w)
			},
			func(w *world, _ func()) {
				w.pass(day)
				w.tended(workflow.Tended{Proved: 1})
			},
		},
		"asked after the proof, found by the schedule": {
			func(w *world, prove func()) account.Request { prove(); return squats(w) },
			func(w *world, _ func()) {
				w.pass(day)
				w.tended(workflow.Tended{Proved: 1})
			},
		},
		"asked after the proof, found by who disputes": {
			func(w *world, prove func()) account.Request { prove(); return squats(w) },
			func(_ *world, prove func()) { prove() },
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.rules.Operators = []account.Person{operator}
			server := w.named()
			var d account.Dispute
			prove := func() {
				if d.ID == "" {
					d = w.disputed(outsider, "acme.com")
					publishDispute(server, d)
				}
				if _, found := w.provesDispute(outsider, d); !found {
					t.Error("the proof is not found")
				}
			}
			last := c.proved(w, prove)
			w.deliver()
			c.found(w, prove)
			ends := w.Now().Add(72 * time.Hour)
			again, err := w.disputes().One(t.Context(), outsider, d.ID)
			w.must(err)
			wantEqual(t, "ends", again.EndsAt, ends)
			wantEqual(t, "what who raised it learns of the request", again.Account.AccountID+again.RequestID, "")
			wantEqual(t, "the requester is told until when", w.lastMail(partner.Email, workflow.EndingMail).ExpiresAt, ends)
			wantEqual(t, "the nominee is told until when", w.lastMail("bob@acme.com", workflow.EndingAskedMail).ExpiresAt, ends)
			for _, to := range []account.Email{outsider.Email, operator.Email} {
				wantEqual(t, string(to)+" is told", w.lastMail(to, workflow.ProvedMail).ExpiresAt, ends)
			}
			w.pass(72 * time.Hour)
			w.tended(workflow.Tended{Ended: 1})
			wantEqual(t, "the request", w.stored(last.ID).State, account.Rejected)
		})
	}
}

// Fails when a record that is gone, or a dispute that is too old, still speaks against another request.
func TestAProofIsLookedForAgainBeforeTheNextRequestEnds(t *testing.T) {
	for name, c := range map[string]struct {
		gone func(server *dnstest.Server, d account.Dispute)
		pass time.Duration
	}{
		"the record is gone": {func(server *dnstest.Server, d account.Dispute) { server.SetTXT(workflow.ProofOfDispute(d).Name) }, 0},
		"30 days are over":   {func(*dnstest.Server, account.Dispute) {}, 28 * day},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			server := w.named()
			first := w.asked("acme.com", "ann@acme.com")
			d := w.disputed(outsider, "acme.com")
			publishDispute(server, d)
			w.pass(c.pass)
			w.provesDispute(outsider, d)
			_, err := w.followUp().Withdraw(t.Context(), partner, first.ID)
			w.must(err)
			second := w.asked("acme.com", "bob@acme.com")
			c.gone(server, d)
			for range 5 {
				w.pass(day)
				w.tended(workflow.Tended{})
			}
			wantEqual(t, "the request", w.stored(second.ID).State, account.PendingApproval)
		})
	}
}

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

// provesDispute looks for the proof, as the disputer by.
func (h *harness) provesDispute(by account.Person, d account.Dispute) (account.Dispute, bool) {
	h.Helper()
	after, found, err := h.disputes().Prove(h.Context(), by, d.ID)
	h.must(err)
	h.deliver()
	return after, found
}

func (h *harness) tended(want workflow.Tended) {
	h.Helper()
	did, err := h.disputes().Tend(h.Context())
	h.must(err)
	h.deliver()
	wantEqual(h.T, "done about disputes", did, want)
}

// The holder of a domain can end a request for its identifier, and all who are concerned are told in time.
func TestAProofByDNSEndsADisputedRequest(t *testing.T) {
	h := newHarness(t)
	h.rules.Operators = []account.Person{operator}
	server := h.named()
	r := h.openRequest("acme.com", "noreply@acme.com", "bob@acme.com")
	d := h.disputed(outsider, "acme.com")
	if _, found := h.provesDispute(outsider, d); found {
		t.Error("a proof is found although no record is published")
	}
	publishDispute(server, d)
	after, found := h.provesDispute(outsider, d)
	ends := h.Now().Add(72 * time.Hour)
	wantEqual(t, "found", found, true)
	wantEqual(t, "ends", after.EndsAt, ends)
	wantEqual(t, "what who raised it learns of the request", after.Account.AccountID+after.RequestID, "")
	wantEqual(t, "the requester is told until when", h.lastMail(partner.Email, workflow.EndingMail).ExpiresAt, ends)
	for _, to := range []account.Email{"noreply@acme.com", "bob@acme.com"} {
		wantEqual(t, string(to)+" is told until when", h.lastMail(to, workflow.EndingAskedMail).ExpiresAt, ends)
	}
	for _, to := range []account.Email{outsider.Email, operator.Email} {
		wantEqual(t, string(to)+" is told", h.lastMail(to, workflow.ProvedMail).ExpiresAt, ends)
	}
	h.changesNothing(func() { // a proof that was found stays found
		again, found, err := h.disputes().Prove(t.Context(), outsider, d.ID)
		h.must(err)
		wantEqual(t, "again", found && again.ProvedAt.Equal(after.ProvedAt), true)
	})
	h.advance(72*time.Hour - time.Millisecond)
	h.tended(workflow.Tended{})
	wantEqual(t, "before", h.stored(r.ID).State, account.PendingApproval)
	h.advance(time.Millisecond)
	h.tended(workflow.Tended{Ended: 1})
	ended := h.stored(r.ID)
	wantEqual(t, "after", ended.State, account.Rejected)
	wantEqual(t, "by", ended.Decision.By, account.System)
	history, err := h.store.History(t.Context(), r.ID)
	h.must(err)
	last := history[len(history)-1]
	wantEqual(t, "history", last.Kind, account.EventEndedByDispute)
	wantEqual(t, "of", last.Detail[account.DetailDispute], string(d.ID))
	settled, err := h.disputes().One(t.Context(), outsider, d.ID)
	h.must(err)
	wantEqual(t, "outcome", settled.Settlement.Outcome, account.RequestEnded)
	wantEqual(t, "settled by", account.Actor(settled.Settlement.By), account.System)
	h.lastMail(outsider.Email, workflow.SettledMail)
	h.lastMail(partner.Email, workflow.RejectedMail)
	h.lastMail("bob@acme.com", workflow.ClosedMail)
	h.tended(workflow.Tended{})
	h.openRequest("acme.com", "ann@acme.com") // the identifier is free
}

// A decision of a nominee, an operator or the requester prevents the end by a proof. The dispute stays open unless it
// was settled.
func TestADecisionPreventsTheEndByAProof(t *testing.T) {
	for name, first := range map[string]func(h *harness, r account.Request, d account.Dispute){
		"a nominee approves": func(h *harness, _ account.Request, _ account.Dispute) { h.mustDecide(h.approve("ann@acme.com")) },
		"an operator objects": func(h *harness, _ account.Request, d account.Dispute) {
			h.settles(d.ID, workflow.Ruling{Decision: "reject", Reason: "It is theirs."})
		},
		"the requester withdraws": func(h *harness, r account.Request, _ account.Dispute) {
			_, err := h.followUp().Withdraw(h.Context(), partner, r.ID)
			h.must(err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			server := h.named()
			r := h.openRequest("acme.com", "ann@acme.com")
			d := h.disputed(outsider, "acme.com")
			publishDispute(server, d)
			h.provesDispute(outsider, d)
			first(h, r, d)
			state := h.stored(r.ID).State
			h.advance(72 * time.Hour)
			h.tended(workflow.Tended{})
			wantEqual(t, "the request", h.stored(r.ID).State, state)
			left, err := h.disputes().One(t.Context(), operator, d.ID)
			h.must(err)
			wantEqual(t, "still to be settled", left.Settlement == nil, name != "an operator objects")
			wantEqual(t, "ends", left.EndsAt.IsZero() || left.Settlement != nil, true)
			h.changesNothing(func() { h.tended(workflow.Tended{}) })
		})
	}
}

// The schedule looks for a proof without a call, and stops after 30 days.
func TestTheScheduleLooksForProofsDailyForThirtyDays(t *testing.T) {
	h := newHarness(t)
	server := h.named()
	h.openRequest("acme.com", "ann@acme.com")
	d, never := h.disputed(outsider, "acme.com"), h.disputed(partner2, "acme.com")
	h.advance(day - time.Millisecond)
	publishDispute(server, d)
	h.changesNothing(func() { h.tended(workflow.Tended{}) })
	h.advance(time.Millisecond)
	server.Fail(2)
	h.tended(workflow.Tended{}) // a failed lookup finds no proof
	server.Recover()
	h.changesNothing(func() { h.tended(workflow.Tended{}) })
	h.advance(day)
	h.tended(workflow.Tended{Proved: 1})
	h.advance(27 * day)
	h.tended(workflow.Tended{Ended: 1})
	publishDispute(server, never)
	h.advance(day)
	late, found := h.provesDispute(partner2, never)
	wantEqual(t, "found after 30 days", found || !late.ProvedAt.IsZero(), false)
	wantEqual(t, "shown", h.disputes().Proof(never, partner2), (*workflow.Proof)(nil))
	h.tended(workflow.Tended{})
	h.changesNothing(func() { h.advance(day); h.tended(workflow.Tended{}) })
}

// Neither the proof nor its effect reveals to the disputer who holds the identifier.
func TestAProofRevealsNothingAboutTheHolder(t *testing.T) {
	h := newHarness(t)
	server := h.named()
	a := h.activeAccount("ann@acme.com", "Acme", "acme.com", account.Restricted)
	for _, domain := range []string{"free.com", "acme.com"} {
		d := h.disputed(outsider, domain)
		publishDispute(server, d)
		after, found := h.provesDispute(outsider, d)
		wantEqual(t, "found", found, true)
		wantEqual(t, domain, after.Account, account.Likeness{Domain: account.Domain(domain)})
		wantEqual(t, "ends", after.EndsAt.IsZero(), true)
		h.lastMail(outsider.Email, workflow.ProvedMail)
	}
	h.advance(73 * time.Hour)
	h.tended(workflow.Tended{})
	wantEqual(t, "the account", h.account(a.ID).Account.Status, account.AccountActive)
}

// A record for another person or another dispute proves nothing, and only the disputer can start a lookup.
func TestAProofIsValidForOneDisputeAndPersonOnly(t *testing.T) {
	h := newHarness(t)
	server := h.named()
	h.openRequest("acme.com", "ann@acme.com")
	mine, theirs := h.disputed(outsider, "acme.com"), h.disputed(partner2, "acme.com")
	var values []string
	for _, d := range []account.Dispute{mine, theirs, {ID: mine.ID, Account: mine.Account, By: theirs.By}, {ID: mine.ID, Account: account.Likeness{Domain: "acme.de"}, By: mine.By}} {
		values = append(values, workflow.ProofOfDispute(d).Value)
	}
	if slices.Sort(values); len(slices.Compact(values)) != 4 {
		t.Errorf("the records are the same: %q", values)
	}
	publishDispute(server, theirs)
	if _, found := h.provesDispute(outsider, mine); found {
		t.Error("another disputer's record is a proof")
	}
	h.changesNothing(func() {
		for _, by := range []account.Person{partner2, operator} {
			_, _, err := h.disputes().Prove(t.Context(), by, mine.ID)
			h.wantError(err, account.ErrNotFound)
			wantEqual(t, "shown", h.disputes().Proof(mine, by), (*workflow.Proof)(nil))
		}
	})
	for range 9 {
		h.provesDispute(outsider, mine)
	}
	_, _, err := h.disputes().Prove(t.Context(), outsider, mine.ID)
	h.wantTooMany(err, h.Now().Add(time.Hour))
	h.settles(mine.ID, workflow.Ruling{Decision: "reject", Reason: "No."})
	_, _, err = h.disputes().Prove(t.Context(), outsider, mine.ID)
	var settled *account.AlreadySettled
	if !errors.As(err, &settled) {
		t.Errorf("after the settlement: %v", err)
	}
	h.records = nil
	_, _, err = h.disputes().Prove(t.Context(), partner2, theirs.ID)
	h.wantError(err, account.ErrNotFound)
	wantEqual(t, "shown where it is switched off", h.disputes().Proof(theirs, partner2), (*workflow.Proof)(nil))
}

// A requester cannot evade a proof by withdrawing and submitting again, nor by submitting only after it was
// found.
func TestAProofAlsoEndsALaterRequest(t *testing.T) {
	squats := func(h *harness) account.Request { return h.openRequestBy(partner, form("acme.com", "bob@acme.com")) }
	withdraws := func(h *harness, r account.Request) {
		h.Helper()
		_, err := h.followUp().Withdraw(h.Context(), partner, r.ID)
		h.must(err)
	}
	for name, c := range map[string]struct {
		proved func(h *harness, prove func()) account.Request // returns the request that holds the identifier in the end
		found  func(h *harness, prove func())                 // looks for the proof
	}{
		"withdrawn and asked again, found by the schedule when the first would have ended": {
			func(h *harness, prove func()) account.Request {
				first := h.openRequest("acme.com", "ann@acme.com")
				prove()
				h.advance(71 * time.Hour)
				withdraws(h, first)
				return squats(h)
			},
			func(h *harness, _ func()) {
				h.advance(time.Hour)
				h.tended(workflow.Tended{Proved: 1})
			},
		},
		"withdrawn and asked again, found at once by who disputes": {
			func(h *harness, prove func()) account.Request {
				first := h.openRequest("acme.com", "ann@acme.com")
				prove()
				withdraws(h, first)
				return squats(h)
			},
			func(_ *harness, prove func()) { prove() },
		},
		"withdrawn, and asked again long after the first would have ended": {
			func(h *harness, prove func()) account.Request {
				first := h.openRequest("acme.com", "ann@acme.com")
				prove()
				withdraws(h, first)
				h.advance(72 * time.Hour)
				h.tended(workflow.Tended{})
				return squats(h)
			},
			func(h *harness, _ func()) {
				h.advance(day)
				h.tended(workflow.Tended{Proved: 1})
			},
		},
		"asked after the proof, found by the schedule": {
			func(h *harness, prove func()) account.Request { prove(); return squats(h) },
			func(h *harness, _ func()) {
				h.advance(day)
				h.tended(workflow.Tended{Proved: 1})
			},
		},
		"asked after the proof, found by who disputes": {
			func(h *harness, prove func()) account.Request { prove(); return squats(h) },
			func(_ *harness, prove func()) { prove() },
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			h.rules.Operators = []account.Person{operator}
			server := h.named()
			var d account.Dispute
			prove := func() {
				if d.ID == "" {
					d = h.disputed(outsider, "acme.com")
					publishDispute(server, d)
				}
				if _, found := h.provesDispute(outsider, d); !found {
					t.Error("the proof is not found")
				}
			}
			last := c.proved(h, prove)
			h.deliver()
			c.found(h, prove)
			ends := h.Now().Add(72 * time.Hour)
			again, err := h.disputes().One(t.Context(), outsider, d.ID)
			h.must(err)
			wantEqual(t, "ends", again.EndsAt, ends)
			wantEqual(t, "what who raised it learns of the request", again.Account.AccountID+again.RequestID, "")
			wantEqual(t, "the requester is told until when", h.lastMail(partner.Email, workflow.EndingMail).ExpiresAt, ends)
			wantEqual(t, "the nominee is told until when", h.lastMail("bob@acme.com", workflow.EndingAskedMail).ExpiresAt, ends)
			for _, to := range []account.Email{outsider.Email, operator.Email} {
				wantEqual(t, string(to)+" is told", h.lastMail(to, workflow.ProvedMail).ExpiresAt, ends)
			}
			h.advance(72 * time.Hour)
			h.tended(workflow.Tended{Ended: 1})
			wantEqual(t, "the request", h.stored(last.ID).State, account.Rejected)
		})
	}
}

// A record that was removed, or a dispute older than 30 days, does not end another request.
func TestAProofIsLookedForAgainBeforeTheNextRequestEnds(t *testing.T) {
	for name, c := range map[string]struct {
		gone func(server *dnstest.Server, d account.Dispute)
		pass time.Duration
	}{
		"the record is gone": {func(server *dnstest.Server, d account.Dispute) { server.SetTXT(workflow.ProofOfDispute(d).Name) }, 0},
		"30 days are over":   {func(*dnstest.Server, account.Dispute) {}, 28 * day},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarness(t)
			server := h.named()
			first := h.openRequest("acme.com", "ann@acme.com")
			d := h.disputed(outsider, "acme.com")
			publishDispute(server, d)
			h.advance(c.pass)
			h.provesDispute(outsider, d)
			_, err := h.followUp().Withdraw(t.Context(), partner, first.ID)
			h.must(err)
			second := h.openRequest("acme.com", "bob@acme.com")
			c.gone(server, d)
			for range 5 {
				h.advance(day)
				h.tended(workflow.Tended{})
			}
			wantEqual(t, "the request", h.stored(second.ID).State, account.PendingApproval)
		})
	}
}

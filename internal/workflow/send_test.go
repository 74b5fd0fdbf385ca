package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// mails returns the ids of the mails in the outbox, from a scan of the table.
func (h *harness) mails() (ids []account.ID) {
	h.Helper()
	dump, err := h.store.Dump(h.Context())
	h.must(err)
	for key := range dump {
		if id, ok := strings.CutPrefix(key, "OUTBOX#"); ok {
			ids = append(ids, account.ID(strings.TrimSuffix(id, " OUTBOX")))
		}
	}
	slices.Sort(ids)
	return ids
}

// onlyMail opens a request with one customer and returns its invitation, unsent.
func (h *harness) onlyMail() account.ID {
	h.Helper()
	_, err := h.submit().Do(h.Context(), partner, form("acme.com", "ann@acme.com"), "")
	h.must(err)
	return h.mails()[0]
}

func (h *harness) outgoing(id account.ID) workflow.Outgoing {
	h.Helper()
	o, err := h.store.Outgoing(h.Context(), id)
	h.must(err)
	return o
}

func TestAMailIsSentOnce(t *testing.T) {
	h := newHarness(t)
	id := h.onlyMail()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := h.sender().Do(t.Context(), id); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	h.must(h.sender().Do(t.Context(), id))
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation")
	o := h.outgoing(id)
	wantEqual(t, "state", o.State, workflow.MailSent)
	wantEqual(t, "message id", o.MessageID, "message-1")
	wantEqual(t, "tag", h.to("ann@acme.com")[0].Tag, string(id))
}

func TestNoSecretIsStored(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	code := h.code("ann@acme.com")
	_, secret, _ := strings.Cut(h.token("ann@acme.com"), ".")
	dump, err := h.store.Dump(t.Context())
	h.must(err)
	for key, item := range dump {
		for _, s := range []string{code, strings.ReplaceAll(code, "-", ""), secret} {
			if strings.Contains(key+item, s) {
				t.Errorf("%s holds %s", key, s)
			}
		}
	}
}

func TestAnOutdatedInvitationOrCodeIsDropped(t *testing.T) {
	h := newHarness(t)
	id := h.onlyMail()
	h.deliver()
	h.requestCode(h.token("ann@acme.com"))
	h.requestCode(h.token("ann@acme.com"))
	h.deliver()
	wantEqual(t, "mails: the same code twice", h.subjects("ann@acme.com"), "invitation code code")
	wantEqual(t, "the same", h.to("ann@acme.com")[1].Text, h.to("ann@acme.com")[2].Text)

	h.requestCode(h.token("ann@acme.com"))
	h.advance(workflow.CodeLifetime)
	h.deliver()
	wantEqual(t, "mails: no stale code", h.subjects("ann@acme.com"), "invitation code code")

	forward := h.forward("ann@acme.com", "dora@acme.com")
	_, err := h.decide().Do(t.Context(), forward, "")
	h.must(err)
	h.advance(91 * 24 * time.Hour)
	h.deliver()
	wantEqual(t, "mails: no invitation after the deadline", h.subjects("dora@acme.com"), "")
	states := map[workflow.MailState]int{}
	for _, id := range h.mails() {
		states[h.outgoing(id).State]++
	}
	wantEqual(t, "dropped", states[workflow.MailDropped], 2)
	wantEqual(t, "first", h.outgoing(id).State, workflow.MailSent)
	wantEqual(t, "queued", states[workflow.MailQueued], 0)
}

func TestAnInvitationOfAForwarderIsDropped(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	first := h.forward("ann@acme.com", "dora@acme.com")
	_, err := h.decide().Do(t.Context(), first, "")
	h.must(err)
	// Bob ends the request before Dora's invitation is sent.
	decline := workflow.Decision{Token: h.token("bob@acme.com"), Action: "decline", Reason: "no"}
	_, err = h.decide().Do(t.Context(), decline, "bob@acme.com")
	h.must(err)
	h.deliver()
	wantEqual(t, "mails", h.subjects("dora@acme.com"), "") // and none about the end of a request that she never heard of
}

func TestAMailThatWasNotTakenIsRetriedWithBackoff(t *testing.T) {
	h := newHarness(t)
	id := h.onlyMail()
	calls := 0
	h.fail = func() error { calls++; return fmt.Errorf("%w: throttled", workflow.ErrMailNotTaken) }
	for try, minutes := range []int{1, 2, 4, 8, 16, 32, 60, 60} {
		pause := time.Duration(minutes) * time.Minute
		h.wantError(h.sender().Do(t.Context(), id), workflow.ErrMailNotTaken)
		wantEqual(t, "calls", calls, try+1)
		o := h.outgoing(id)
		wantEqual(t, "state", o.State, workflow.MailQueued)
		wantEqual(t, "due", o.DueAt, h.Now().Add(pause))
		h.advance(pause - time.Millisecond)
		h.changesNothing(func() { h.must(h.sender().Do(t.Context(), id)) })
		wantEqual(t, "calls before it is due", calls, try+1)
		h.advance(time.Millisecond)
	}
	h.fail = nil
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation")
}

func TestAMailThatIsNeverTakenFails(t *testing.T) {
	h := newHarness(t)
	id := h.onlyMail()
	h.fail = func() error { return workflow.ErrMailNotTaken }
	h.wantError(h.sender().Do(t.Context(), id), workflow.ErrMailNotTaken)
	h.advance(7*24*time.Hour + time.Millisecond)
	h.deliver()
	o := h.outgoing(id)
	wantEqual(t, "state", o.State, workflow.MailFailed)
	wantEqual(t, "failure", o.Failure, "not sent in time; mail not taken")
	h.wantHeard(id)
}

func TestAMailThatIsRefusedFailsForGood(t *testing.T) {
	h := newHarness(t)
	id := h.onlyMail()
	h.fail = func() error { return workflow.ErrMailRefused }
	h.must(h.sender().Do(t.Context(), id)) // it is not retried
	wantEqual(t, "state", h.outgoing(id).State, workflow.MailFailed)
	h.wantHeard(id)
	h.fail = nil
	h.advance(24 * time.Hour)
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "")
}

// wantHeard expects that the failure of that mail was reported, once.
func (h *harness) wantHeard(id account.ID) {
	h.Helper()
	if !slices.Equal(h.failed, []account.ID{id}) {
		h.Errorf("heard of %v, want %s", h.failed, id)
	}
}

func TestNoMailIsStartedWithoutTimeToFinish(t *testing.T) {
	h := newHarness(t)
	id := h.onlyMail()
	soon, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	h.changesNothing(func() {
		h.wantError(h.sender().Do(soon, id), retry.ErrBusy)
		swept, err := h.sender().Sweep(soon)
		h.must(err)
		wantEqual(t, "swept", swept, 0)
	})
	plenty, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	h.must(h.sender().Do(plenty, id))
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation")
}

func TestAMailOfUnknownOutcomeIsSentAgainUnchangedAfterItsLease(t *testing.T) {
	h := newHarness(t)
	id := h.onlyMail()
	h.fail = func() error { return errLost }
	h.wantError(h.sender().Do(t.Context(), id), errLost)
	wantEqual(t, "state", h.outgoing(id).State, workflow.MailSending)
	h.fail = nil
	for range 3 {
		h.must(h.sender().Do(t.Context(), id))
		h.deliver()
		h.advance(4*time.Minute + 59*time.Second)
	}
	wantEqual(t, "mails while the claim lasts", h.subjects("ann@acme.com"), "invitation")
	h.advance(time.Minute)
	h.deliver()
	h.deliver()
	sent := h.to("ann@acme.com")
	if len(sent) != 2 || sent[0] != sent[1] {
		t.Errorf("sent %+v", sent)
	}
}

func TestASweepContinuesAfterOneMailFails(t *testing.T) {
	h := newHarness(t)
	for n := range 5 {
		_, err := h.submit().Do(t.Context(), partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("ann@acme%d.com", n)), "")
		h.must(err)
	}
	first := true
	h.fail = func() error {
		if first {
			first = false
			return workflow.ErrMailNotTaken
		}
		return nil
	}
	swept, err := h.sender().Sweep(t.Context())
	h.wantError(err, workflow.ErrMailNotTaken)
	wantEqual(t, "swept", swept, 4)
	wantEqual(t, "sent", len(h.taken), 4)
}

func TestAMailThatCannotBeRenderedStaysQueued(t *testing.T) {
	h := newHarness(t)
	id := h.onlyMail()
	sender := h.sender()
	broken := errors.New("broken")
	sender.Render = func(workflow.Mail, workflow.Secrets) (workflow.Message, error) { return workflow.Message{}, broken }
	h.wantError(sender.Do(t.Context(), id), broken)
	wantEqual(t, "state", h.outgoing(id).State, workflow.MailQueued)
	h.advance(time.Minute)
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation")
}

// The language of a request is the one chosen for the customer; the requester has chosen none.
func TestTheCustomersLanguageIsNotTheRequesters(t *testing.T) {
	h := newHarness(t)
	italian := form("acme.com", "ann@acme.com")
	italian.Language = string(account.Italian)
	_, err := h.submit().Do(t.Context(), partner, italian, "")
	h.must(err)
	h.deliver()
	h.mustDecide(h.decline("ann@acme.com"))
	languages := map[account.Email]account.Language{}
	for _, id := range h.mails() {
		m := h.outgoing(id)
		languages[m.To] = m.Language
	}
	wantEqual(t, "customer's", languages["ann@acme.com"], account.Italian)
	wantEqual(t, "requester's", languages["partner@example.com"], account.English)
}

// unread is a store of older mails, of which one cannot be read.
type unread struct {
	older
	id account.ID
}

func (u unread) SendContext(ctx context.Context, n workflow.SendQuery) (workflow.SendContext, error) {
	if slices.Contains(n.Earlier, u.id) {
		return workflow.SendContext{}, errBroken
	}
	return u.older.SendContext(ctx, n)
}

// While an invitation cannot be read or its fate is unknown, it is not known whether the nominee was invited.
func TestAnEndIsMailedToEachNomineeWhoMayHaveBeenInvited(t *testing.T) {
	for what, invited := range map[string]error{"who was asked": nil, "who may have been asked": errLost} {
		for _, olderMails := range []bool{false, true} {
			t.Run(fmt.Sprint(what, ", older mails: ", olderMails), func(t *testing.T) {
				h := newHarness(t)
				invitation := h.onlyMail()
				h.fail = func() error { return invited }
				h.wantError(h.sender().Do(t.Context(), invitation), invited)
				h.fail = nil
				_, err := h.followUp().Withdraw(t.Context(), partner, h.outgoing(invitation).RequestID)
				h.must(err)
				for _, id := range h.mails() {
					if id == invitation {
						continue
					}
					s := h.sender()
					s.Store = unread{older{h.store}, invitation}
					h.wantError(s.Do(t.Context(), id), errBroken)
					if olderMails {
						s.Store = older{h.store}
					} else {
						s = h.sender()
					}
					h.must(s.Do(t.Context(), id))
				}
				wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation closed")
			})
		}
	}
}

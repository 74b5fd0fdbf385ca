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

// mails returns the ids of the mails in the outbox, by a look at the whole table.
func (w *world) mails() (ids []account.ID) {
	w.Helper()
	dump, err := w.store.Dump(w.Context())
	w.must(err)
	for key := range dump {
		if id, ok := strings.CutPrefix(key, "OUTBOX#"); ok {
			ids = append(ids, account.ID(strings.TrimSuffix(id, " OUTBOX")))
		}
	}
	slices.Sort(ids)
	return ids
}

// onlyMail opens a request with one customer and returns its invitation, unsent.
func (w *world) onlyMail() account.ID {
	w.Helper()
	_, err := w.submit().Do(w.Context(), partner, form("acme.com", "ann@acme.com"), "")
	w.must(err)
	return w.mails()[0]
}

func (w *world) outgoing(id account.ID) workflow.Outgoing {
	w.Helper()
	o, err := w.store.Outgoing(w.Context(), id)
	w.must(err)
	return o
}

func TestAMailIsSentOnceHoweverOftenItIsCalledFor(t *testing.T) {
	w := newWorld(t)
	id := w.onlyMail()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := w.sender().Do(t.Context(), id); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	w.must(w.sender().Do(t.Context(), id))
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation")
	o := w.outgoing(id)
	wantEqual(t, "state", o.State, workflow.MailSent)
	wantEqual(t, "message id", o.MessageID, "message-1")
	wantEqual(t, "tag", w.to("ann@acme.com")[0].Tag, string(id))
}

func TestNoSecretIsStored(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	code := w.code("ann@acme.com")
	_, secret, _ := strings.Cut(w.token("ann@acme.com"), ".")
	dump, err := w.store.Dump(t.Context())
	w.must(err)
	for key, item := range dump {
		for _, s := range []string{code, strings.ReplaceAll(code, "-", ""), secret} {
			if strings.Contains(key+item, s) {
				t.Errorf("%s holds %s", key, s)
			}
		}
	}
}

func TestAnInvitationOrCodeThatWasOvertakenIsDropped(t *testing.T) {
	w := newWorld(t)
	id := w.onlyMail()
	w.deliver()
	w.asks(w.token("ann@acme.com"))
	w.asks(w.token("ann@acme.com"))
	w.deliver()
	wantEqual(t, "mails: the same code twice", w.subjects("ann@acme.com"), "invitation code code")
	wantEqual(t, "the same", w.to("ann@acme.com")[1].Text, w.to("ann@acme.com")[2].Text)

	w.asks(w.token("ann@acme.com"))
	w.pass(workflow.CodeLifetime)
	w.deliver()
	wantEqual(t, "mails: no stale code", w.subjects("ann@acme.com"), "invitation code code")

	forward := w.forward("ann@acme.com", "dora@acme.com")
	_, err := w.decide().Do(t.Context(), forward, "")
	w.must(err)
	w.pass(91 * 24 * time.Hour)
	w.deliver()
	wantEqual(t, "mails: no invitation after the deadline", w.subjects("dora@acme.com"), "")
	states := map[workflow.MailState]int{}
	for _, id := range w.mails() {
		states[w.outgoing(id).State]++
	}
	wantEqual(t, "dropped", states[workflow.MailDropped], 2)
	wantEqual(t, "first", w.outgoing(id).State, workflow.MailSent)
	wantEqual(t, "queued", states[workflow.MailQueued], 0)
}

func TestAnInvitationOfAForwarderIsDropped(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	first := w.forward("ann@acme.com", "dora@acme.com")
	_, err := w.decide().Do(t.Context(), first, "")
	w.must(err)
	// Before Dora's invitation leaves, Bob ends the request.
	decline := workflow.Decision{Token: w.token("bob@acme.com"), Action: "decline", Reason: "no"}
	_, err = w.decide().Do(t.Context(), decline, "bob@acme.com")
	w.must(err)
	w.deliver()
	wantEqual(t, "mails", w.subjects("dora@acme.com"), "") // nor is she told that something ended which she never heard of
}

func TestAMailThatWasNotTakenIsTriedAgainLaterAndLater(t *testing.T) {
	w := newWorld(t)
	id := w.onlyMail()
	calls := 0
	w.fail = func() error { calls++; return fmt.Errorf("%w: throttled", workflow.ErrMailNotTaken) }
	for try, minutes := range []int{1, 2, 4, 8, 16, 32, 60, 60} {
		pause := time.Duration(minutes) * time.Minute
		w.wantError(w.sender().Do(t.Context(), id), workflow.ErrMailNotTaken)
		wantEqual(t, "calls", calls, try+1)
		o := w.outgoing(id)
		wantEqual(t, "state", o.State, workflow.MailQueued)
		wantEqual(t, "due", o.DueAt, w.Now().Add(pause))
		w.pass(pause - time.Millisecond)
		w.changesNothing(func() { w.must(w.sender().Do(t.Context(), id)) })
		wantEqual(t, "calls before it is due", calls, try+1)
		w.pass(time.Millisecond)
	}
	w.fail = nil
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation")
}

func TestAMailThatNobodyTakesIsGivenUp(t *testing.T) {
	w := newWorld(t)
	id := w.onlyMail()
	w.fail = func() error { return workflow.ErrMailNotTaken }
	w.wantError(w.sender().Do(t.Context(), id), workflow.ErrMailNotTaken)
	w.pass(7*24*time.Hour + time.Millisecond)
	w.deliver()
	o := w.outgoing(id)
	wantEqual(t, "state", o.State, workflow.MailFailed)
	wantEqual(t, "failure", o.Failure, "not sent in time; mail not taken")
	w.wantHeard(id)
}

func TestAMailThatIsRefusedFailsForGood(t *testing.T) {
	w := newWorld(t)
	id := w.onlyMail()
	w.fail = func() error { return workflow.ErrMailRefused }
	w.must(w.sender().Do(t.Context(), id)) // to be tried again by nobody
	wantEqual(t, "state", w.outgoing(id).State, workflow.MailFailed)
	w.wantHeard(id)
	w.fail = nil
	w.pass(24 * time.Hour)
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "")
}

// wantHeard: of a mail that will never be sent somebody hears, once.
func (w *world) wantHeard(id account.ID) {
	w.Helper()
	if !slices.Equal(w.failed, []account.ID{id}) {
		w.Errorf("heard of %v, want %s", w.failed, id)
	}
}

func TestNoMailIsBegunWithoutTimeToEndIt(t *testing.T) {
	w := newWorld(t)
	id := w.onlyMail()
	soon, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	defer cancel()
	w.changesNothing(func() {
		w.wantError(w.sender().Do(soon, id), retry.ErrBusy)
		swept, err := w.sender().Sweep(soon)
		w.must(err)
		wantEqual(t, "swept", swept, 0)
	})
	plenty, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	w.must(w.sender().Do(plenty, id))
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation")
}

func TestAMailOfUnknownFateIsSentAgainMuchLaterAndTheSame(t *testing.T) {
	w := newWorld(t)
	id := w.onlyMail()
	w.fail = func() error { return errLost }
	w.wantError(w.sender().Do(t.Context(), id), errLost)
	wantEqual(t, "state", w.outgoing(id).State, workflow.MailSending)
	w.fail = nil
	for range 3 {
		w.must(w.sender().Do(t.Context(), id))
		w.deliver()
		w.pass(4*time.Minute + 59*time.Second)
	}
	wantEqual(t, "mails while the claim lasts", w.subjects("ann@acme.com"), "invitation")
	w.pass(time.Minute)
	w.deliver()
	w.deliver()
	sent := w.to("ann@acme.com")
	if len(sent) != 2 || sent[0] != sent[1] {
		t.Errorf("sent %+v", sent)
	}
}

func TestASweepSendsTheOthersWhenOneFails(t *testing.T) {
	w := newWorld(t)
	for n := range 5 {
		_, err := w.submit().Do(t.Context(), partner, form(fmt.Sprintf("acme%d.com", n), fmt.Sprintf("ann@acme%d.com", n)), "")
		w.must(err)
	}
	first := true
	w.fail = func() error {
		if first {
			first = false
			return workflow.ErrMailNotTaken
		}
		return nil
	}
	swept, err := w.sender().Sweep(t.Context())
	w.wantError(err, workflow.ErrMailNotTaken)
	wantEqual(t, "swept", swept, 4)
	wantEqual(t, "sent", len(w.taken), 4)
}

func TestAMailThatCannotBeWrittenStaysQueued(t *testing.T) {
	w := newWorld(t)
	id := w.onlyMail()
	sender := w.sender()
	broken := errors.New("broken")
	sender.Render = func(workflow.Mail, workflow.Secrets) (workflow.Message, error) { return workflow.Message{}, broken }
	w.wantError(sender.Do(t.Context(), id), broken)
	wantEqual(t, "state", w.outgoing(id).State, workflow.MailQueued)
	w.pass(time.Minute)
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation")
}

// The language of a request is the one chosen for the customer; the requester has chosen none.
func TestTheCustomersLanguageIsNotTheRequesters(t *testing.T) {
	w := newWorld(t)
	italian := form("acme.com", "ann@acme.com")
	italian.Language = string(account.Italian)
	_, err := w.submit().Do(t.Context(), partner, italian, "")
	w.must(err)
	w.deliver()
	w.does(w.decline("ann@acme.com"))
	languages := map[account.Email]account.Language{}
	for _, id := range w.mails() {
		m := w.outgoing(id)
		languages[m.To] = m.Language
	}
	wantEqual(t, "customer's", languages["ann@acme.com"], account.Italian)
	wantEqual(t, "requester's", languages["partner@example.com"], account.English)
}

// unread is the store of older mails where one cannot be read.
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

// Whether somebody has been asked cannot be told while the invitation cannot be read, and while its fate is unknown.
func TestAnEndIsToldToWhoMayHaveBeenAsked(t *testing.T) {
	for what, invited := range map[string]error{"who was asked": nil, "who may have been asked": errLost} {
		for _, olderMails := range []bool{false, true} {
			t.Run(fmt.Sprint(what, ", older mails: ", olderMails), func(t *testing.T) {
				w := newWorld(t)
				invitation := w.onlyMail()
				w.fail = func() error { return invited }
				w.wantError(w.sender().Do(t.Context(), invitation), invited)
				w.fail = nil
				_, err := w.followUp().Withdraw(t.Context(), partner, w.outgoing(invitation).RequestID)
				w.must(err)
				for _, id := range w.mails() {
					if id == invitation {
						continue
					}
					s := w.sender()
					s.Store = unread{older{w.store}, invitation}
					w.wantError(s.Do(t.Context(), id), errBroken)
					if olderMails {
						s.Store = older{w.store}
					} else {
						s = w.sender()
					}
					w.must(s.Do(t.Context(), id))
				}
				wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation closed")
			})
		}
	}
}

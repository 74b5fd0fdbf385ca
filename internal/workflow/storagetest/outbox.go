package storagetest

import (
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

var outboxTests = []test{
	{"what became of a mail is lost", func(t *testing.T, s Store) {
		open := opening("acme.com", partner, day1, 1)
		commit(t, s, open)
		read := get[workflow.Outgoing](t)(s.Outgoing(t.Context(), open.Mails[0].ID))
		steps := []func(*workflow.Outgoing){
			func(o *workflow.Outgoing) {
				o.State, o.Attempts, o.DueAt = workflow.MailSending, 1, day1.Add(time.Hour)
			},
			func(o *workflow.Outgoing) {
				o.State, o.DueAt, o.Failure = workflow.MailQueued, day1.Add(2*time.Hour), "throttled"
			},
			func(o *workflow.Outgoing) {
				o.State, o.Attempts, o.DueAt = workflow.MailSending, 2, day1.Add(3*time.Hour)
			},
			func(o *workflow.Outgoing) {
				o.State, o.DueAt, o.Failure, o.MessageID = workflow.MailSent, time.Time{}, "", "message-1"
			},
		}
		for _, step := range steps {
			next := read
			step(&next)
			must(t, s.Move(t.Context(), read, next))
			same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), read.ID)), next)
			refused(t, s, workflow.ErrConflict, func() error { return s.Move(t.Context(), read, next) })
			read = next
		}
	}},
	{"a mail moves from another state or attempt than was read", func(t *testing.T, s Store) {
		open := opening("acme.com", partner, day1, 1)
		commit(t, s, open)
		read := get[workflow.Outgoing](t)(s.Outgoing(t.Context(), open.Mails[0].ID))
		next := read
		next.State = workflow.MailSent
		for _, wrong := range []func(*workflow.Outgoing){
			func(o *workflow.Outgoing) { o.State = workflow.MailSending },
			func(o *workflow.Outgoing) { o.Attempts = 1 },
			func(o *workflow.Outgoing) { o.News = account.Delivered },
			func(o *workflow.Outgoing) { o.ID = account.NewID() },
		} {
			other := read
			wrong(&other)
			next.ID = other.ID
			refused(t, s, workflow.ErrConflict, func() error { return s.Move(t.Context(), other, next) })
			slot := use(t, workflow.Used{Subject: workflow.DailyMails}, 9, day1)
			refused(t, s, workflow.ErrConflict, func() error { return s.Claim(t.Context(), other, next, nil, []workflow.UsesChange{slot}) })
		}
	}},
	{"a mail moves without its slots, or the slots go without it", func(t *testing.T, s Store) {
		open := opening("acme.com", partner, day1, 1)
		commit(t, s, open)
		read := get[workflow.Outgoing](t)(s.Outgoing(t.Context(), open.Mails[0].ID))
		claimed := read
		claimed.State, claimed.Attempts, claimed.CountedAt, claimed.DueAt = workflow.MailSending, 1, day1, day1.Add(time.Hour)
		mails, invitations := used(t, s, workflow.DailyMails), used(t, s, workflow.InvitationsTo(read.To))
		slots := []workflow.UsesChange{use(t, mails, 9, day1), use(t, invitations, 9, day1)}
		for n := range slots { // each of them is stale once
			elses := use(t, slots[n].Read, 9, day1)
			must(t, s.KeepUses(t.Context(), elses))
			refused(t, s, workflow.ErrConflict, func() error { return s.Claim(t.Context(), read, claimed, nil, slots) })
			slots[n] = use(t, used(t, s, slots[n].Read.Subject), 9, day1)
		}
		must(t, s.Claim(t.Context(), read, claimed, nil, slots))
		same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), read.ID)), claimed)
		for _, slot := range slots {
			same(t, "used", used(t, s, slot.Read.Subject), workflow.Used{Subject: slot.Read.Subject, Version: 2, Uses: slot.Next})
		}
		refused(t, s, workflow.ErrConflict, func() error { return s.Claim(t.Context(), read, claimed, nil, slots) })
	}},
	{"the sweep misses a mail, meets one too early, or one that is settled", func(t *testing.T, s Store) {
		var mails []workflow.Outgoing
		for n := range 5 {
			domain := account.Domain([]string{"a", "b", "c", "d", "e"}[n] + "cme.com")
			open := opening(domain, partner, day1.Add(time.Duration(-n)*time.Minute), 1)
			commit(t, s, open)
			mails = append(mails, get[workflow.Outgoing](t)(s.Outgoing(t.Context(), open.Mails[0].ID)))
		}
		move := func(n int, state workflow.MailState, due time.Time) {
			next := mails[n]
			next.State, next.DueAt, next.Attempts = state, due, next.Attempts+1
			must(t, s.Move(t.Context(), mails[n], next))
			mails[n] = next
		}
		overdue := func(now time.Time, most int, want ...int) {
			t.Helper()
			var ids []account.ID
			for _, n := range want {
				ids = append(ids, mails[n].ID)
			}
			eventually(t, "overdue mails", func() bool {
				return slices.Equal(get[[]account.ID](t)(s.OverdueMails(t.Context(), now, most)), ids)
			})
		}
		overdue(day1, 10, 4, 3, 2, 1, 0)
		overdue(day1, 2, 4, 3)
		overdue(day1.Add(-150*time.Second), 10, 4, 3)
		move(4, workflow.MailSent, time.Time{})
		move(3, workflow.MailFailed, time.Time{})
		move(2, workflow.MailDropped, time.Time{})
		move(1, workflow.MailSending, day1.Add(time.Hour))
		move(0, workflow.MailQueued, day1.Add(time.Minute))
		overdue(day1.Add(59*time.Second), 10)
		overdue(day1.Add(time.Minute), 10, 0)
		overdue(day1.Add(time.Hour), 10, 0, 1)
	}},
	{"a link without a code has one", func(t *testing.T, s Store) {
		_, err := codeOf(t, s, workflow.LinkHash{9})
		wantError(t, err, account.ErrNotFound)
	}},
	{"overdue requests are missed, met too early, or met after their end", func(t *testing.T, s Store) {
		var requests []account.Request
		for n := range 5 {
			domain := account.Domain([]string{"a", "b", "c", "d", "e"}[n] + "cme.com")
			open := opening(domain, partner, day1.Add(time.Duration(-n)*time.Minute), 1)
			commit(t, s, open)
			requests = append(requests, open.After)
		}
		overdue := func(now time.Time, most int, want ...int) {
			t.Helper()
			var ids []account.ID
			for _, n := range want {
				ids = append(ids, requests[n].ID)
			}
			eventually(t, "overdue requests", func() bool {
				return slices.Equal(get[[]account.ID](t)(s.DueRequests(t.Context(), now, most)), ids)
			})
		}
		deadline := requests[0].ExpiresAt
		overdue(deadline, 10, 4, 3, 2, 1, 0)
		overdue(deadline, 3, 4, 3, 2)
		overdue(deadline.Add(-time.Millisecond), 10, 4, 3, 2, 1)
		commit(t, s, expiry(t, requests[4], deadline))
		commit(t, s, declining(t, requests[2], 1, day1))
		commit(t, s, approval(t, requests[1], 1, account.Public, day1))
		overdue(deadline, 10, 3, 0)
	}},
	{"a reminder is missed, or met too early or again", func(t *testing.T, s Store) {
		reminded := account.Terms{Lifetime: lifetime, Reminders: []time.Duration{7 * 24 * time.Hour, 30 * 24 * time.Hour}}
		submission := account.Submission{Requester: partner, AccountName: "Acme", Domain: "acme.com", CustomerEmails: []account.Email{"ann@acme.com"}}
		r, event := account.Submit(submission, account.Route{Nominees: nominees(submission.CustomerEmails)}, account.NewID(), account.NewID(), day1, reminded)
		commit(t, s, workflow.Change{After: r, Event: event})
		due := func(now time.Time, want ...account.ID) {
			t.Helper()
			eventually(t, "due requests", func() bool {
				return slices.Equal(get[[]account.ID](t)(s.DueRequests(t.Context(), now, 10)), want)
			})
		}
		first, second := day1.Add(7*24*time.Hour), day1.Add(30*24*time.Hour)
		due(first.Add(-time.Millisecond))
		due(first, r.ID)
		after, event, err := r.Remind(first, reminded)
		must(t, err)
		commit(t, s, workflow.Change{Before: &r, After: after, Event: event})
		due(second.Add(-time.Millisecond))
		due(second, r.ID)
		// A request whose invitations all came back is due earlier, one that is asked anew later.
		back := bounce(t, after, first.Add(time.Hour))
		commit(t, s, back)
		early := first.Add(time.Hour).Add(account.UndeliveredFor)
		due(early.Add(-time.Millisecond))
		due(early, r.ID)
		mended := correction(t, back.After, "bob@acme.com", first.Add(2*time.Hour))
		commit(t, s, mended)
		due(second.Add(-time.Millisecond))
		due(second, r.ID)
	}},
}

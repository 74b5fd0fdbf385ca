package storagetest

import (
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
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
			refused(t, s, retry.ErrConflict, func() error { return s.Move(t.Context(), read, next) })
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
			refused(t, s, retry.ErrConflict, func() error { return s.Move(t.Context(), other, next) })
			slot := use(t, workflow.Used{Subject: workflow.DailyMails.Part(3)}, 9, day1)
			refused(t, s, retry.ErrConflict, func() error { return s.Lease(t.Context(), other, next, nil, []workflow.UsesChange{slot}) })
		}
	}},
	{"a mail moves without its slots, or the slots go without it", func(t *testing.T, s Store) {
		open := opening("acme.com", partner, day1, 1)
		commit(t, s, open)
		read := get[workflow.Outgoing](t)(s.Outgoing(t.Context(), open.Mails[0].ID))
		claimed := read
		claimed.State, claimed.Attempts, claimed.CountedAt, claimed.DueAt = workflow.MailSending, 1, day1, day1.Add(time.Hour)
		mails, invitations := used(t, s, workflow.DailyMails.Part(3)), used(t, s, workflow.InvitationsTo(read.To))
		slots := []workflow.UsesChange{use(t, mails, 9, day1), use(t, invitations, 9, day1)}
		for n := range slots { // each is stale once
			elses := use(t, slots[n].Read, 9, day1)
			must(t, s.KeepUses(t.Context(), elses))
			refused(t, s, retry.ErrConflict, func() error { return s.Lease(t.Context(), read, claimed, nil, slots) })
			slots[n] = use(t, used(t, s, slots[n].Read.Subject), 9, day1)
		}
		must(t, s.Lease(t.Context(), read, claimed, nil, slots))
		same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), read.ID)), claimed)
		for _, slot := range slots {
			same(t, "used", used(t, s, slot.Read.Subject), workflow.Used{Subject: slot.Read.Subject, Version: 2, Uses: slot.Next})
		}
		refused(t, s, retry.ErrConflict, func() error { return s.Lease(t.Context(), read, claimed, nil, slots) })
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
		// A request whose invitations all bounced is due earlier, one with a corrected address later.
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

// knownTests are about the reads before a mail is sent.
var knownTests = []test{
	{"what is to be known before a mail is sent is not all read, or not at once", func(t *testing.T, s Store) {
		open := opening("acme.com", partner, day1, 2)
		commit(t, s, open)
		r, m := open.After, open.Mails[0]
		code := keptCode(t, s, r)
		a := active(t, s, "Acme", "above.com", member(m.To, account.SmartAccountAdministrator)).Account
		role := workflow.AdminRole{AccountID: a.ID, Person: m.To}
		daily := use(t, used(t, s, workflow.DailyMails.Part(3)), 9, day1)
		must(t, s.KeepUses(t.Context(), daily))
		needed := workflow.SendQuery{
			Mail: m.ID, Requester: partner, Address: m.To, Part: 3, Request: r.ID, Code: &code.Link, AdminRole: &role,
			Earlier: []account.ID{open.Mails[1].ID, account.NewID()},
		}
		known := get[workflow.SendContext](t)(s.SendContext(t.Context(), needed))
		same(t, "mail", known.Outgoing, get[workflow.Outgoing](t)(s.Outgoing(t.Context(), m.ID)))
		same(t, "mailbox", known.Mailbox, get[workflow.Mailbox](t)(s.Mailbox(t.Context(), partner, m.To, 3)))
		same(t, "of the day", known.Mailbox.Daily.Uses, daily.Next)
		same(t, "request", known.Request, &r)
		same(t, "code", known.Code, &code)
		same(t, "administrator", known.IsAdministrator, true)
		same(t, "earlier mails", known.Earlier, map[account.ID]workflow.Outgoing{
			open.Mails[1].ID: get[workflow.Outgoing](t)(s.Outgoing(t.Context(), open.Mails[1].ID)),
		})
		needed.Request, needed.Code, needed.AdminRole, needed.Earlier = account.NewID(), &workflow.LinkHash{9}, &workflow.AdminRole{AccountID: a.ID, Person: other}, nil
		known = get[workflow.SendContext](t)(s.SendContext(t.Context(), needed))
		same(t, "no request", known.Request, (*account.Request)(nil))
		same(t, "no code", known.Code, (*workflow.Code)(nil))
		same(t, "no administrator", known.IsAdministrator, false)
		same(t, "no earlier mails", known.Earlier, map[account.ID]workflow.Outgoing{})
		needed.Mail = account.NewID()
		_, err := s.SendContext(t.Context(), needed)
		wantError(t, err, account.ErrNotFound)
	}},
	{"a mail is missing among several, or one too many", func(t *testing.T, s Store) {
		open := opening("acme.com", partner, day1, 2)
		commit(t, s, open)
		ids := []account.ID{open.Mails[1].ID, account.NewID(), open.Mails[0].ID}
		same(t, "mails", get[[]workflow.Mail](t)(s.Mails(t.Context(), ids)), []workflow.Mail{open.Mails[1], open.Mails[0]})
	}},
	{"a mail is claimed without its links, or the links are kept without it", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		links := []workflow.KeptLink{
			{Hash: workflow.LinkHash{7}, Link: workflow.Link{RequestID: r.ID, Nominee: 1, Generation: 1}},
			{Hash: workflow.LinkHash{8}, Link: workflow.Link{RequestID: r.ID, Nominee: 1, Generation: 1, Purpose: workflow.ToReport}},
		}
		read := queued(t, s)
		next := read
		next.State, next.Attempts = workflow.MailSending, 1
		stale := read
		stale.Attempts = 1
		refused(t, s, retry.ErrConflict, func() error { return s.Lease(t.Context(), stale, next, links, nil) })
		gone := use(t, workflow.Used{Subject: workflow.DailyMails.Part(3), Version: 7}, 9, day1)
		refused(t, s, retry.ErrConflict, func() error {
			return s.Lease(t.Context(), read, next, links, []workflow.UsesChange{gone})
		})
		must(t, s.Lease(t.Context(), read, next, links, nil))
		same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), read.ID)), next)
		for _, l := range links {
			_, got, _, err := s.OpenLink(t.Context(), r.ID, l.Hash)
			must(t, err)
			same(t, "link", got, l.Link)
		}
	}},
	{"what was counted before a budget had parts is forgotten, or counts twice", func(t *testing.T, s Store) {
		undivided := workflow.Used{Subject: workflow.DailyMails.Undivided()}
		for n := range 130 {
			change := use(t, undivided, 200, day1.Add(time.Duration(n)*time.Minute))
			must(t, s.KeepUses(t.Context(), change))
			undivided = used(t, s, undivided.Subject)
		}
		count := func() (all int) {
			for number, part := range get[[]workflow.Used](t)(s.PartsOf(t.Context(), workflow.DailyMails)) {
				same(t, "part", part.Subject, workflow.DailyMails.Part(number))
				all += part.Uses.Count(24*time.Hour, day1)
			}
			return all
		}
		same(t, "before", count(), 130)
		read := get[workflow.Mailbox](t)(s.Mailbox(t.Context(), partner, partner, 1)).Daily
		same(t, "the part's share", read.Uses.Count(24*time.Hour, day1), 3)
		must(t, s.KeepUses(t.Context(), use(t, read, 9, day1.Add(3*time.Hour))))
		same(t, "after one more", count(), 131)
	}},
}

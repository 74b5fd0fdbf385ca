package storagetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

var raceTests = []test{
	{"several of sixteen writers get the same domain identifier", func(t *testing.T, s Store) {
		changes := make([]workflow.Change, 16)
		var all []func() error
		for n := range changes {
			changes[n] = opening("acme.com", account.Email(fmt.Sprintf("p%d@example.com", n)), day1, 1)
			all = append(all, settled(func() error { return s.Commit(t.Context(), changes[n]) }))
		}
		errs := atOnce(all...)
		won := winners(errs)
		if len(won) != 1 {
			t.Fatalf("%d winners: %v", len(won), errs)
		}
		for n, err := range errs {
			_, missing := s.Request(t.Context(), changes[n].After.ID)
			if n == won[0] {
				must(t, missing)
				continue
			}
			wantError(t, err, account.ErrDomainTaken)
			wantError(t, missing, account.ErrNotFound)
		}
	}},
	{"several of approve, decline, forward and expire win", func(t *testing.T, s Store) {
		for round := range 5 {
			open := opening(account.Domain(fmt.Sprintf("acme%d.com", round)), partner, day1, 2)
			commit(t, s, open)
			r := open.After
			changes := []workflow.Change{
				approval(t, r, 1, account.Public, day1.Add(time.Hour)),
				declining(t, r, 2, day1.Add(time.Hour)),
				forwarding(t, r, 2, account.Email("dora@"+string(r.Account.Domain)), day1.Add(time.Hour)),
				expiry(t, r, r.ExpiresAt),
			}
			oneWins(t, s, open, changes)
		}
	}},
	{"an idempotency key used eight times at once opens several requests", func(t *testing.T, s Store) {
		changes := make([]workflow.Change, 8)
		var all []func() error
		for n := range changes {
			changes[n] = opening(account.Domain(fmt.Sprintf("acme%d.com", n)), partner, day1, 1)
			changes[n].Record = record(changes[n], "key")
			all = append(all, settled(func() error { return s.Commit(t.Context(), changes[n]) }))
		}
		errs := atOnce(all...)
		won := winners(errs)
		if len(won) != 1 {
			t.Fatalf("%d winners: %v", len(won), errs)
		}
		for n, err := range errs {
			if n != won[0] {
				wantError(t, err, workflow.ErrKeyUsed)
			}
		}
		same(t, "record", recordUnder(t, s, "key"), changes[won[0]].Record)
	}},
	{"an expired holder is replaced by several", func(t *testing.T, s Store) {
		old := opened(t, s, "acme.com")
		var all []func() error
		var fresh []workflow.Change
		for n := range 8 {
			c := opening("acme.com", account.Email(fmt.Sprintf("p%d@example.com", n)), old.ExpiresAt, 1)
			fresh = append(fresh, c)
			lapsed := expiry(t, old, old.ExpiresAt)
			all = append(all, settled(func() error { return s.Commit(t.Context(), c, lapsed) }))
		}
		errs := atOnce(all...)
		won := winners(errs)
		if len(won) != 1 {
			t.Fatalf("%d winners: %v", len(won), errs)
		}
		for n, err := range errs {
			if n != won[0] {
				wantError(t, err, account.ErrDomainTaken)
			}
		}
		same(t, "holder", holder(t, s, "acme.com"), fresh[won[0]].After.ID)
		same(t, "history", len(get[[]account.Event](t)(s.History(t.Context(), old.ID))), 2)
	}},
	{"the clean-up and a submit both end the holder", func(t *testing.T, s Store) {
		old := opened(t, s, "acme.com")
		fresh := opening("acme.com", "other@example.net", old.ExpiresAt, 1)
		byCleanUp, bySubmit := expiry(t, old, old.ExpiresAt), expiry(t, old, old.ExpiresAt)
		errs := atOnce(
			func() error { return s.Commit(t.Context(), byCleanUp) },
			func() error { return s.Commit(t.Context(), fresh, bySubmit) },
		)
		if won := winners(errs); len(won) > 1 {
			t.Fatalf("both won")
		}
		for _, err := range errs {
			if err != nil {
				wantError(t, err, retry.ErrConflict)
			}
		}
		same(t, "events", len(get[[]account.Event](t)(s.History(t.Context(), old.ID))) <= 2, true)
	}},
	{"tries at the same moment outnumber what is counted", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		code := keptCode(t, s, r)
		var all []func() error
		for range 20 {
			all = append(all, func() error {
				for range 200 {
					read, err := codeOf(t, s, code.Link)
					if err != nil || read.Tries >= workflow.CodeTries {
						return err
					}
					if err := countTry(t, s, read); err == nil {
						return errors.New("counted")
					} else if !errors.Is(err, retry.ErrConflict) {
						return err
					}
				}
				return retry.ErrBusy
			})
		}
		counted := 0
		for _, err := range atOnce(all...) {
			if err != nil && strings.Contains(err.Error(), "counted") {
				counted++
			} else {
				must(t, err)
			}
		}
		same(t, "counted", counted, workflow.CodeTries)
		same(t, "stored", get[workflow.Code](t)(codeOf(t, s, code.Link)).Tries, workflow.CodeTries)
	}},
	{"several of eight senders claim one mail", func(t *testing.T, s Store) {
		open := opening("acme.com", partner, day1, 1)
		commit(t, s, open)
		read := get[workflow.Outgoing](t)(s.Outgoing(t.Context(), open.Mails[0].ID))
		claimed := read
		claimed.State, claimed.Attempts, claimed.DueAt = workflow.MailSending, 1, day1.Add(time.Minute)
		var all []func() error
		for range 8 {
			all = append(all, func() error { return s.Move(t.Context(), read, claimed) })
		}
		errs := atOnce(all...)
		if won := winners(errs); len(won) != 1 {
			t.Fatalf("%d claims: %v", len(won), errs)
		}
		for _, err := range errs {
			if err != nil {
				wantError(t, err, retry.ErrConflict)
			}
		}
	}},
	{"two corrections and an approval both win", func(t *testing.T, s Store) {
		open := looking(t, s, opening("acme.com", partner, day1, 2))
		commit(t, s, open)
		code := keptCode(t, s, open.After)
		oneWins(t, s, open, eight(func(n int) workflow.Change {
			switch n % 3 {
			case 0:
				return looking(t, s, correction(t, open.After, "ann@acme.com", day1.Add(time.Hour)))
			case 1:
				return looking(t, s, correction(t, open.After, "bob@acme.com", day1.Add(time.Hour)))
			}
			approve := approval(t, open.After, 1, account.Public, day1.Add(time.Hour))
			approve.Code = &code
			return approve
		}))
	}},
	{"a withdrawal and an approval both win", func(t *testing.T, s Store) {
		open := opening("acme.com", partner, day1, 2)
		commit(t, s, open)
		oneWins(t, s, open, eight(func(n int) workflow.Change {
			if n%2 == 0 {
				return withdrawal(t, open.After, day1.Add(time.Hour))
			}
			return approval(t, open.After, 1, account.Public, day1.Add(time.Hour))
		}))
	}},
	{"a bounce and a forward both win", func(t *testing.T, s Store) {
		open := opening("acme.com", partner, day1, 1)
		commit(t, s, open)
		read := get[workflow.Outgoing](t)(s.Outgoing(t.Context(), open.Mails[0].ID))
		sent := read
		sent.State, sent.DueAt = workflow.MailSent, time.Time{}
		must(t, s.Move(t.Context(), read, sent))
		news := newsOf(sent, account.Bounced)
		won := oneWins(t, s, open, eight(func(n int) workflow.Change {
			if n%2 == 0 {
				back := bounce(t, open.After, day1.Add(time.Hour))
				back.Mail = &news
				return back
			}
			return forwarding(t, open.After, 1, "dora@acme.com", day1.Add(time.Hour))
		}))
		want := sent
		if won.Mail != nil {
			want = news.Next
		}
		same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), read.ID)), want)
	}},
	{"two reviews both win", func(t *testing.T, s Store) {
		submission := account.Submission{Requester: partner, AccountName: "Acme", Domain: "acme.com", CustomerEmails: []account.Email{"ann@else.com"}}
		why := account.Reason{Kind: account.ReasonAddress, Address: "ann@else.com"}
		open := looking(t, s, openingBy(account.Route{Reasons: []account.Reason{why}}, submission, day1))
		commit(t, s, open)
		oneWins(t, s, open, eight(func(n int) workflow.Change {
			by := account.Person{Email: account.Email(fmt.Sprintf("op%d@example.org", n)), Operator: true}
			change := workflow.Change{Before: &open.After}
			var err error
			if n%2 == 0 {
				change.After, change.Event, err = open.After.Accept(by, account.Route{Nominees: nominees(submission.CustomerEmails)}, day1.Add(time.Hour), terms)
				change = looking(t, s, change)
			} else {
				change.After, change.Event, err = open.After.Reject(by, account.Route{}, "no", day1.Add(time.Hour))
			}
			must(t, err)
			return change
		}))
	}},
	{"what is told of a mail and what becomes of it go over each other", func(t *testing.T, s Store) {
		for range 5 {
			open := opening(account.Domain(strings.ToLower(string(account.NewID()))+".com"), partner, day1, 1)
			commit(t, s, open)
			read := get[workflow.Outgoing](t)(s.Outgoing(t.Context(), open.Mails[0].ID))
			sending := read
			sending.State, sending.Attempts = workflow.MailSending, 1
			must(t, s.Move(t.Context(), read, sending))
			sent := sending
			sent.State, sent.DueAt, sent.MessageID = workflow.MailSent, time.Time{}, "by the sender"
			heard := sent
			heard.MessageID, heard.News = "by the provider", account.Delivered
			slot := use(t, used(t, s, workflow.DailyMails.Part(3)), 99, day1)
			nexts := []workflow.Outgoing{sent, heard, sent}
			won := onlyOne(t,
				func() error { return s.Move(t.Context(), sending, sent) },
				func() error { return s.KeepNews(t.Context(), workflow.MailChange{Read: sending, Next: heard}, nil) },
				func() error { return s.Lease(t.Context(), sending, sent, nil, []workflow.UsesChange{slot}) },
			)
			same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), read.ID)), nexts[won])
			same(t, "slot", used(t, s, workflow.DailyMails.Part(3)).Version-slot.Read.Version == 1, won == 2)
		}
	}},
	{"several of eight codes asked for at once are kept", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		var was *workflow.Code
		link := workflow.LinkHash{7}
		for range 2 { // a first code, then one that replaces it
			codes := make([]workflow.Code, 8)
			mails := make([]workflow.Mail, len(codes))
			var all []func() error
			for n := range codes {
				codes[n] = codeFor(r, 1, day1)
				codes[n].Link = link
				mails[n] = codeMail(r, codes[n], day1)
				all = append(all, func() error { return s.KeepCode(t.Context(), r, was, codes[n], mails[n]) })
			}
			won := onlyOne(t, all...)
			kept := get[workflow.Code](t)(codeOf(t, s, link))
			same(t, "code", kept, codes[won])
			was = &kept
			for n, m := range mails {
				_, err := s.Outgoing(t.Context(), m.ID)
				if n == won {
					must(t, err)
				} else {
					wantError(t, err, account.ErrNotFound)
				}
			}
		}
	}},
	{"an operator takes an account back to which another appoints somebody at that moment", func(t *testing.T, s Store) {
		a := active(t, s, "Acme", "acme.com").Account
		one, two := dispute(t, s, a, partner, day1), dispute(t, s, a, other, day1)
		appoint, cancel := appointing(t, one, a, "new@acme.com", nil), cancelling(t, two, a, nil)
		errs := atOnce(
			func() error { return s.Settle(t.Context(), appoint) },
			settled(func() error { return s.Settle(t.Context(), cancel) }),
		)
		must(t, errs[1])
		if errs[0] != nil {
			wantError(t, errs[0], retry.ErrConflict)
		}
		must(t, s.DropMembers(t.Context(), *cancel.Cancelled))
		same(t, "role", get[bool](t)(s.HasRole(t.Context(), "new@acme.com")), false)
	}},
	{"a code is kept for a request that ends at that moment", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		code := codeFor(r, 1, day1)
		decline := declining(t, r, 2, day1.Add(time.Minute))
		errs := atOnce(
			settled(func() error { return s.Commit(t.Context(), decline) }),
			func() error { return s.KeepCode(t.Context(), r, nil, code, codeMail(r, code, day1)) },
		)
		must(t, errs[0])
		if errs[1] != nil {
			wantError(t, errs[1], retry.ErrConflict)
			_, err := codeOf(t, s, code.Link)
			wantError(t, err, account.ErrNotFound)
		}
	}},
}

// eight returns eight changes to be made at once.
func eight(change func(n int) workflow.Change) (changes []workflow.Change) {
	for n := range 8 {
		changes = append(changes, change(n))
	}
	return changes
}

// oneWins commits all changes of what was opened at the same moment, and returns the only one that was stored.
func oneWins(t *testing.T, s Store, open workflow.Change, changes []workflow.Change) workflow.Change {
	t.Helper()
	var all []func() error
	for _, c := range changes {
		all = append(all, func() error { return s.Commit(t.Context(), c) })
	}
	won := onlyOne(t, all...)
	winner := changes[won]
	// The losers read who won.
	same(t, "request", get[account.Request](t)(s.Request(t.Context(), open.After.ID)), winner.After)
	same(t, "history", get[[]account.Event](t)(s.History(t.Context(), open.After.ID)), []account.Event{open.Event, winner.Event})
	for n, c := range changes {
		for _, m := range c.Mails {
			_, err := s.Outgoing(t.Context(), m.ID)
			if n == won {
				must(t, err)
			} else {
				wantError(t, err, account.ErrNotFound)
			}
		}
	}
	return winner
}

// onlyOne runs all at the same moment and returns which of them succeeded; the others got a conflict.
func onlyOne(t *testing.T, all ...func() error) int {
	t.Helper()
	errs := atOnce(all...)
	for try := 0; len(winners(errs)) == 0 && try < 20; try++ { // they may all have conflicted with each other
		errs = atOnce(all...)
	}
	won := winners(errs)
	if len(won) != 1 {
		t.Fatalf("%d winners: %v", len(won), errs)
	}
	for n, err := range errs {
		if n != won[0] {
			wantError(t, err, retry.ErrConflict)
		}
	}
	return won[0]
}

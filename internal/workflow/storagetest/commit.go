package storagetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

var commitTests = []test{
	{"what was committed reads back otherwise", func(t *testing.T, s Store) {
		change := opening("acme.com", partner, day1, 2)
		commit(t, s, change)
		r := change.After
		same(t, "request", get[account.Request](t)(s.Request(t.Context(), r.ID)), r)
		same(t, "account", get[workflow.StoredAccount](t)(s.Account(t.Context(), r.Account.ID)), workflow.StoredAccount{Account: r.Account})
		events := []account.Event{change.Event}
		same(t, "history", get[[]account.Event](t)(s.History(t.Context(), r.ID)), events)
		for _, m := range change.Mails {
			same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), m.ID)),
				workflow.Outgoing{Mail: m, State: workflow.MailQueued, DueAt: m.CreatedAt})
		}

		forward := forwarding(t, r, 1, "dora@acme.com", day1.Add(time.Hour))
		commit(t, s, forward)
		same(t, "forwarded", get[account.Request](t)(s.Request(t.Context(), r.ID)), forward.After)

		approve := approval(t, forward.After, 3, account.Public, day1.Add(2*time.Hour))
		commit(t, s, approve)
		same(t, "approved", get[account.Request](t)(s.Request(t.Context(), r.ID)), approve.After)
		same(t, "active account", get[workflow.StoredAccount](t)(s.Account(t.Context(), r.Account.ID)), workflow.StoredAccount{
			Account:         approve.After.Account,
			Members:         []account.Membership{approve.Creation.Administrator},
			VirtualAccounts: []account.VirtualAccount{approve.Creation.VirtualAccount},
		})
		events = append(events, forward.Event, approve.Event)
		same(t, "history", get[[]account.Event](t)(s.History(t.Context(), r.ID)), events)
		m := approve.Mails[0]
		same(t, "mail", get[workflow.Outgoing](t)(s.Outgoing(t.Context(), m.ID)),
			workflow.Outgoing{Mail: m, State: workflow.MailQueued, DueAt: m.CreatedAt})
	}},
	{"how a request was declined is lost", func(t *testing.T, s Store) {
		change := declining(t, opened(t, s, "acme.com"), 2, day1.Add(time.Minute))
		commit(t, s, change)
		same(t, "request", get[account.Request](t)(s.Request(t.Context(), change.After.ID)), change.After)
		same(t, "account", get[workflow.StoredAccount](t)(s.Account(t.Context(), change.After.Account.ID)).Account, change.After.Account)
	}},
	{"a history of more than nine events is out of order", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		for n := range 12 {
			after := r
			after.Version++
			commit(t, s, workflow.Change{Before: &r, After: after, Event: account.Event{
				RequestID: r.ID, Number: after.Version, At: day1.Add(time.Duration(n) * time.Minute),
				Kind: account.EventResent, Actor: "partner@example.com", From: r.State, To: r.State,
			}})
			r = after
		}
		for n, e := range get[[]account.Event](t)(s.History(t.Context(), r.ID)) {
			same(t, "number", e.Number, n+1)
		}
	}},
	{"what nobody committed is there", func(t *testing.T, s Store) {
		none := account.NewID()
		_, err := s.Request(t.Context(), none)
		wantError(t, err, account.ErrNotFound)
		_, err = s.Account(t.Context(), none)
		wantError(t, err, account.ErrNotFound)
		_, err = s.Outgoing(t.Context(), none)
		wantError(t, err, account.ErrNotFound)
		same(t, "history", len(get[[]account.Event](t)(s.History(t.Context(), none))), 0)
		met := get[workflow.Survey](t)(s.Survey(t.Context(), workflow.SurveyQuery{Domain: "acme.com", Name: "Acme", Person: partner, Key: "k"}))
		same(t, "crowds of the name", len(met.SameName), 1)
		same(t, "marks", met.SameName[0].Key != "" && met.LookAlike.Key != "" && met.SameName[0].Key != met.LookAlike.Key, true)
		met.SameName, met.LookAlike.Key = nil, ""
		same(t, "survey", met, workflow.Survey{Usage: workflow.RequesterUsage{
			Requests: workflow.Used{Subject: workflow.RequestsOf(partner)}, ByDomain: workflow.Used{Subject: workflow.RequestsFrom("example.com")},
			Pending: workflow.Used{Subject: workflow.PendingOf(partner)}, Complaints: workflow.Used{Subject: workflow.ComplaintsAbout(partner)},
		}})
	}},
	{"two requests hold one domain identifier", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		same(t, "holder", holder(t, s, "acme.com"), r.ID)
		refused(t, s, account.ErrDomainTaken, func() error {
			return s.Commit(t.Context(), opening("acme.com", "other@example.net", day1, 1))
		})
		commit(t, s, opening("emea.acme.com", partner, day1, 1))
	}},
	{"an active account loses its domain identifier", func(t *testing.T, s Store) {
		commit(t, s, approval(t, opened(t, s, "acme.com"), 1, account.Restricted, day1.Add(time.Hour)))
		refused(t, s, account.ErrDomainTaken, func() error {
			return s.Commit(t.Context(), opening("acme.com", partner, day1.Add(2*time.Hour), 1))
		})
	}},
	{"an end does not release the domain identifier", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		commit(t, s, declining(t, r, 1, day1.Add(time.Hour)))
		same(t, "holder", holder(t, s, "acme.com"), account.ID(""))
		again := opening("acme.com", partner, day1.Add(2*time.Hour), 1)
		commit(t, s, again)
		commit(t, s, expiry(t, again.After, again.After.ExpiresAt))
		commit(t, s, opening("acme.com", partner, day1.Add(2*lifetime), 1))
	}},
	{"a change decided on a stale version is stored", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		commit(t, s, forwarding(t, r, 1, "dora@acme.com", day1.Add(time.Minute)))
		for name, change := range map[string]workflow.Change{
			"approve": approval(t, r, 2, account.Public, day1.Add(time.Hour)),
			"decline": declining(t, r, 2, day1.Add(time.Hour)),
			"forward": forwarding(t, r, 2, "emil@acme.com", day1.Add(time.Hour)),
			"expire":  expiry(t, r, r.ExpiresAt),
		} {
			t.Log(name)
			refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), change) })
			change.Event.Number = 99 // the conflict does not depend on the history alone
			refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), change) })
		}
	}},
	{"a change decided on another account, name or requester is stored", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		for name, tamper := range map[string]func(*account.Request){
			"account's status": func(r *account.Request) { r.Account.Status = account.AccountActive },
			"account's name":   func(r *account.Request) { r.Account.Name = "Another" },
			"requester":        func(r *account.Request) { r.Requester = "other@example.net" },
		} {
			t.Log(name)
			read := r
			tamper(&read)
			refused(t, s, retry.ErrConflict, func() error {
				return s.Commit(t.Context(), declining(t, read, 1, day1.Add(time.Hour)))
			})
		}
	}},
	{"an account leaves the look-alikes of another identifier than it has", func(t *testing.T, s Store) {
		read := opened(t, s, "acme.com")
		read.Account.Domain = "else.com"
		change := declining(t, read, 1, day1.Add(time.Hour))
		change.After.Account.Domain = "acme.com"
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), change) })
	}},
	{"a request changes another's account", func(t *testing.T, s Store) {
		read, elses := opened(t, s, "acme.com"), opened(t, s, "else.com")
		read.Account.ID = elses.Account.ID
		for _, change := range []workflow.Change{
			bounce(t, read, day1.Add(time.Hour)), approval(t, read, 1, account.Public, day1.Add(time.Hour)),
		} {
			change.After.Account.PendingUntil = day1.Add(time.Hour)
			refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), change) })
		}
	}},
	{"a change decided on another state is stored", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		r.State = account.PendingReview
		after := r
		after.State, after.Version = account.PendingApproval, r.Version+1
		refused(t, s, retry.ErrConflict, func() error {
			return s.Commit(t.Context(), workflow.Change{Before: &r, After: after, Event: account.Event{
				RequestID: r.ID, Number: after.Version, At: day1, Kind: account.EventAccepted, Actor: "o@example.org",
			}})
		})
	}},
	{"a decision after the deadline is stored", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		late := approval(t, r, 1, account.Public, day1)
		late.Event.At = r.ExpiresAt
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), late) })
		late.Event.At = r.ExpiresAt.Add(-time.Millisecond)
		commit(t, s, late)
	}},
	{"an expiry before the deadline is stored", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		early := expiry(t, r, r.ExpiresAt)
		early.Event.At = r.ExpiresAt.Add(-time.Millisecond)
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), early) })
		early.Event.At = r.ExpiresAt
		commit(t, s, early)
	}},
	{"the same change is stored twice", func(t *testing.T, s Store) {
		open := opening("acme.com", partner, day1, 2)
		commit(t, s, open)
		refused(t, s, account.ErrDomainTaken, func() error { return s.Commit(t.Context(), open) })
		decline := declining(t, open.After, 1, day1.Add(time.Hour))
		commit(t, s, decline)
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), decline) })
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), open) })
	}},
	{"an event or mail is written over", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		after := r
		after.Version++
		event := account.Event{RequestID: r.ID, Number: 1, At: day1, Kind: account.EventResent, Actor: "x@example.com"}
		refused(t, s, retry.ErrConflict, func() error {
			return s.Commit(t.Context(), workflow.Change{Before: &r, After: after, Event: event})
		})
		first := opening("other.com", partner, day1, 1)
		commit(t, s, first)
		second := opening("third.com", partner, day1, 1)
		second.Mails[0].ID = first.Mails[0].ID
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), second) })
	}},
	{"a request is written over", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		second := opening("other.com", partner, day1.Add(time.Second), 1)
		second.After.ID, second.Event.RequestID, second.Event.Number = r.ID, r.ID, 7
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), second) })
	}},
	{"an account or administrator is written over", func(t *testing.T, s Store) {
		first := opening("acme.com", partner, day1, 1)
		commit(t, s, first)
		second := opening("other.com", partner, day1, 1)
		second.After.Account.ID = first.After.Account.ID
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), second) })
		third := opening("third.com", partner, day1, 1)
		commit(t, s, third)
		commit(t, s, approval(t, first.After, 1, account.Public, day1))
		approve := approval(t, third.After, 1, account.Public, day1)
		approve.Creation.Administrator.AccountID = first.After.Account.ID
		approve.Creation.Administrator.Person = first.After.Nominees[0].Email
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), approve) })
	}},
	{"a code proves two changes", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		code := keptCode(t, s, r)
		forward := forwarding(t, r, 1, "dora@acme.com", day1.Add(time.Minute))
		forward.Code = &code
		commit(t, s, forward)
		_, err := codeOf(t, s, code.Link)
		wantError(t, err, account.ErrNotFound)
		decline := declining(t, forward.After, 2, day1.Add(2*time.Minute))
		decline.Code = &code
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), decline) })
	}},
	{"a code that was tried or replaced since it was read proves a change", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		read := keptCode(t, s, r)
		must(t, countTry(t, s, read))
		approve := approval(t, r, 1, account.Public, day1.Add(time.Minute))
		approve.Code = &read
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), approve) })

		tried := get[workflow.Code](t)(codeOf(t, s, read.Link))
		fresh := codeFor(r, 1, day1)
		fresh.Link, fresh.Tries, fresh.Version = read.Link, tried.Tries, tried.Version
		must(t, s.KeepCode(t.Context(), r, &tried, fresh, codeMail(r, fresh, day1)))
		approve.Code = &tried
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), approve) })
		approve.Code = &fresh
		commit(t, s, approve)
	}},
	{"an idempotency key opens two requests", func(t *testing.T, s Store) {
		first := opening("acme.com", partner, day1, 1)
		first.Record = record(first, "key 1")
		commit(t, s, first)
		same(t, "record", recordUnder(t, s, "key 1"), first.Record)
		same(t, "no key", recordUnder(t, s, ""), (*workflow.IdempotencyRecord)(nil))

		until := first.Record.KeptUntil
		second := opening("other.com", partner, until.Add(-time.Millisecond), 1)
		second.Record = record(second, "key 1")
		refused(t, s, workflow.ErrKeyUsed, func() error { return s.Commit(t.Context(), second) })
	}},
	{"an idempotency key is never free again, or not for others", func(t *testing.T, s Store) {
		first := opening("acme.com", partner, day1, 1)
		first.Record = record(first, "key 1")
		commit(t, s, first)
		elses := opening("else.com", "other@example.net", day1, 1)
		elses.Record = record(elses, "key 1")
		commit(t, s, elses)
		other := opening("other.com", partner, day1, 1)
		other.Record = record(other, "key 2")
		commit(t, s, other)
		later := opening("later.com", partner, first.Record.KeptUntil, 1)
		later.Record = record(later, "key 1")
		commit(t, s, later)
		same(t, "record", recordUnder(t, s, "key 1"), later.Record)
	}},
	{"of several refusals the wrong one is told", func(t *testing.T, s Store) {
		first := opening("acme.com", partner, day1, 1)
		first.Record = record(first, "key")
		commit(t, s, first)
		both := opening("acme.com", partner, day1, 1)
		both.Record = record(both, "key")
		refused(t, s, workflow.ErrKeyUsed, func() error { return s.Commit(t.Context(), both) })
		both.Record = nil
		both.After.ID, both.Event.RequestID, both.After.Account.RequestID = first.After.ID, first.After.ID, first.After.ID
		refused(t, s, account.ErrDomainTaken, func() error { return s.Commit(t.Context(), both) })
	}},
	{"an expired holder is not replaced in one step", func(t *testing.T, s Store) {
		old := opened(t, s, "acme.com")
		fresh := opening("acme.com", "other@example.net", old.ExpiresAt, 1)
		commit(t, s, fresh, expiry(t, old, old.ExpiresAt))
		same(t, "old", get[account.Request](t)(s.Request(t.Context(), old.ID)).State, account.Expired)
		same(t, "new", get[account.Request](t)(s.Request(t.Context(), fresh.After.ID)), fresh.After)
		same(t, "holder", holder(t, s, "acme.com"), fresh.After.ID)
	}},
	{"a holder replaced by somebody else is replaced again", func(t *testing.T, s Store) {
		old := opened(t, s, "acme.com")
		commit(t, s, opening("acme.com", "other@example.net", old.ExpiresAt, 1), expiry(t, old, old.ExpiresAt))
		refused(t, s, account.ErrDomainTaken, func() error {
			return s.Commit(t.Context(), opening("acme.com", partner, old.ExpiresAt, 1), expiry(t, old, old.ExpiresAt))
		})
	}},
	{"a holder that has released the identifier makes it look taken", func(t *testing.T, s Store) {
		old := opened(t, s, "acme.com")
		commit(t, s, expiry(t, old, old.ExpiresAt))
		refused(t, s, retry.ErrConflict, func() error {
			return s.Commit(t.Context(), opening("acme.com", partner, old.ExpiresAt, 1), expiry(t, old, old.ExpiresAt))
		})
	}},
	{"an identifier taken over by another is released with its old holder", func(t *testing.T, s Store) {
		// If the domain item names another request than the one that ends, nothing is stored.
		first := opened(t, s, "acme.com")
		second := opening("other.com", partner, day1, 1)
		commit(t, s, second)
		wrong := declining(t, second.After, 1, day1.Add(time.Minute))
		wrong.After.Account.Domain = first.Account.Domain
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), wrong) })
	}},
	{"an ended account is found by name or domain", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		byName := func() []account.Account {
			return get[[]account.Account](t)(s.AccountsByName(t.Context(), account.FoldName(r.Account.Name), 10))
		}
		same(t, "by name", byName(), []account.Account{r.Account})
		commit(t, s, declining(t, r, 1, day1.Add(time.Hour)))
		same(t, "by name after the end", len(byName()), 0)
		_, err := s.AccountByDomain(t.Context(), "acme.com")
		wantError(t, err, account.ErrNotFound)
		for key := range get[map[string]string](t)(s.Dump(t.Context())) {
			if len(key) > 7 && (key[:5] == "NAME#" || key[:7] == "DOMAIN#") {
				t.Errorf("%s is still stored", key)
			}
		}
	}},
	{"the largest legal submit does not fit into one transaction", func(t *testing.T, s Store) {
		above, held, submit := Largest(t)
		must(t, s.Load(t.Context(), above))
		commit(t, s, held)
		marks := submit[0].ReadSet.Above
		submit[0] = looking(t, s, submit[0])
		same(t, "above", submit[0].ReadSet.Above, marks)
		same(t, "parents, mails and crowds", []int{len(marks), len(submit[0].Mails), len(submit[1].Mails), len(submit[0].ReadSet.Similar)}, []int{8, 30, 11, 2})
		commit(t, s, submit...)
		fresh := submit[0].After
		got := get[account.Request](t)(s.Request(t.Context(), fresh.ID))
		same(t, "request", got, fresh)
		same(t, "holder", holder(t, s, fresh.Account.Domain), fresh.ID)
	}},
	{"a call that was given up stores something or hangs", func(t *testing.T, s Store) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		refused(t, s, context.Canceled, func() error { return s.Commit(ctx, opening("acme.com", partner, day1, 1)) })
	}},
}

// Largest returns the largest legal submission, the accounts above it, and the opening of the lapsed request that
// holds its identifier. Ten administrators of the topmost account decide and ten customers are told; operators are
// mailed too, which no submission does besides. The submission has the deepest identifier, all of whose parents are
// taken, a name of as many words as fit into the transaction, an idempotency key and the longest notes, and ends the
// holder, whose ten nominees are all told.
func Largest(t *testing.T) (above []workflow.StoredAccount, holder workflow.Change, submit []workflow.Change) {
	t.Helper()
	const deepest account.Domain = "a.b.c.d.e.f.g.h.acme.com"
	for _, domain := range deepest.Parents() {
		above = append(above, workflow.StoredAccount{Account: account.Account{
			ID: account.NewID(), Name: "Account of " + string(domain), Domain: domain, Status: account.AccountPending,
			Visibility: account.Restricted, CreatedAt: day1, Requester: partner, RequestID: account.NewID(), PendingUntil: day1.Add(9 * lifetime),
		}})
	}
	top := &above[len(above)-1]
	top.Account.Status = account.AccountActive
	route := account.Route{Above: &top.Account}
	for n := range 10 {
		m := member(account.Email(fmt.Sprintf("admin%d@acme.com", n)), account.SmartAccountAdministrator)
		m.AccountID = top.Account.ID
		top.Members = append(top.Members, m)
		route.Nominees = append(route.Nominees, account.Nominee{Email: m.Person, AdministratorOf: m.AccountID})
	}

	holder = opening(deepest, partner, day1, account.MaxCustomerEmails)
	lapsed := expiry(t, holder.After, holder.After.ExpiresAt)
	for _, n := range lapsed.After.Nominees {
		lapsed.Mails = append(lapsed.Mails, mailTo(n, lapsed.After, workflow.LapsedMail, lapsed.Event.At))
	}

	note := strings.Repeat("\U00020000", 1000)
	fresh := openingBy(route, account.Submission{
		Requester: "other@example.net", AccountName: string(deepest) + " i j", Domain: deepest, Language: account.Italian,
		NoteToApprover: note, NoteToCustomer: note, CustomerEmails: holder.After.CustomerEmails,
	}, holder.After.ExpiresAt)
	at := fresh.Event.At
	for n, customer := range fresh.After.CustomerEmails {
		operator := account.Email(fmt.Sprintf("operator%d@example.org", n))
		fresh.Mails = append(fresh.Mails, mailTo(account.Nominee{Email: customer}, fresh.After, workflow.AwaitingMail, at),
			mailTo(account.Nominee{Email: operator}, fresh.After, workflow.ReviewMail, at))
	}
	fresh.Record = record(fresh, fmt.Sprintf("%0255d", 1))
	fresh.Uses = []workflow.UsesChange{use(t, workflow.Used{Subject: workflow.RequestsOf(fresh.After.Requester)}, 20, at)}
	fresh.ReadSet = &workflow.ReadSet{Similar: []workflow.SimilarAccounts{{Key: "NAME#one"}, {Key: "LOOK#another"}}}
	for _, stored := range above {
		a := stored.Account
		fresh.ReadSet.Above = append(fresh.ReadSet.Above, workflow.DomainHolder{Domain: a.Domain, RequestID: a.RequestID, AccountID: a.ID, Status: a.Status})
	}
	return above, holder, []workflow.Change{fresh, lapsed}
}

// LargestCorrection returns the correction of a request that replaces all of its nominees by as many others.
func LargestCorrection(t *testing.T, read account.Request) workflow.Change {
	t.Helper()
	var customers []account.Email
	for n := range account.MaxCustomerEmails {
		customers = append(customers, account.Email(fmt.Sprintf("other%d@%s", n, read.Account.Domain)))
	}
	at := day1.Add(time.Hour)
	after, event, err := read.Correct(customers, account.Route{Nominees: nominees(customers)}, at, terms)
	must(t, err)
	change := workflow.Change{Before: &read, After: after, Event: event, ReadSet: &workflow.ReadSet{Similar: []workflow.SimilarAccounts{{Key: "NAME#one"}, {Key: "LOOK#another"}}}}
	for _, n := range after.Nominees {
		change.Mails = append(change.Mails, mailTo(n, after, workflow.Invitation, at))
	}
	for _, domain := range read.Account.Domain.Parents() {
		change.ReadSet.Above = append(change.ReadSet.Above, workflow.DomainHolder{Domain: domain, RequestID: account.NewID(), AccountID: account.NewID(), Status: account.AccountPending})
	}
	return change
}

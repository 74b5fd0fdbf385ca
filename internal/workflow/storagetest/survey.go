package storagetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// named returns the change that opens a request under a name of its own.
func named(name string, domain account.Domain, by account.Email, at time.Time) workflow.Change {
	return openingOf(account.Submission{
		Requester: by, AccountName: name, Domain: domain, CustomerEmails: []account.Email{account.Email("a@" + string(domain))},
	}, at)
}

const other account.Email = "other@example.net"

var surveyTests = []test{
	{"a question meets less than there is, or in another order", func(t *testing.T, s Store) {
		far, own := named("Acme", "acme.com", other, day1), named("Acme APAC", "a.b.acme.com", other, day1)
		look, alike := named("ACME", "acme.de", other, day1), named("Somebody", "a.b.acrne.com", other, day1)
		for _, c := range []workflow.Change{far, own, look, alike} {
			commit(t, s, looking(t, s, c))
		}
		first := opening("key.com", partner, day1, 1)
		first.Record = record(first, "key")
		caused := workflow.RequesterUsage{
			Requests: workflow.Used{Subject: workflow.RequestsOf(partner)}, ByDomain: workflow.Used{Subject: workflow.RequestsFrom("example.com")},
			Pending: workflow.Used{Subject: workflow.PendingOf(partner)}, Complaints: workflow.Used{Subject: workflow.ComplaintsAbout(partner)},
		}
		for n, one := range []*workflow.Used{&caused.Requests, &caused.ByDomain, &caused.Pending, &caused.Complaints} {
			change := use(t, *one, 5, day1.Add(time.Duration(n)*time.Second))
			first.Uses = append(first.Uses, change)
			one.Version, one.Uses = 1, change.Next
		}
		commit(t, s, first)

		met := get[workflow.Survey](t)(s.Survey(t.Context(), workflow.SurveyQuery{Domain: "a.b.acme.com", Name: "acme", Person: partner, Key: "key"}))
		same(t, "holder", met.Holder, own.After.ID)
		same(t, "record", met.Record, first.Record)
		same(t, "caused", met.Usage, caused)
		same(t, "above", met.Above, []workflow.DomainHolder{
			{Domain: "b.acme.com"}, {Domain: "acme.com", RequestID: far.After.ID, AccountID: far.After.Account.ID},
		})
		crowd := func(what string, c workflow.SimilarAccounts, want ...account.ID) {
			t.Helper()
			slices.Sort(want)
			same(t, what, c.Accounts, want)
			same(t, what+" has a stamp", c.Stamp != "", true)
		}
		crowd("same name", met.SameName[0], far.After.Account.ID, look.After.Account.ID)
		crowd("look-alikes", met.LookAlike, own.After.Account.ID, alike.After.Account.ID)
	}},
	{"an account leaves its crowds only by name, or not when it ends", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		commit(t, s, declining(t, r, 1, day1.Add(time.Minute)))
		met := survey(t, s, "acme.com", r.Account.Name)
		same(t, "crowds", len(met.SameName[0].Accounts)+len(met.LookAlike.Accounts), 0)
	}},
	{"a parent that was taken since is not noticed", func(t *testing.T, s Store) {
		below := looking(t, s, opening("a.emea.acme.com", partner, day1, 1))
		commit(t, s, opening("acme.com", other, day1, 1))
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), below) })
		commit(t, s, looking(t, s, below))
	}},
	{"a parent that was released since, or became active, is not noticed", func(t *testing.T, s Store) {
		for n, change := range []func(r account.Request) workflow.Change{
			func(r account.Request) workflow.Change { return declining(t, r, 1, day1.Add(time.Minute)) },
			func(r account.Request) workflow.Change {
				return approval(t, r, 1, account.Restricted, day1.Add(time.Minute))
			},
		} {
			top := account.Domain(fmt.Sprintf("acme%d.com", n))
			above := opened(t, s, top)
			below := looking(t, s, opening("emea."+top, partner, day1, 1))
			commit(t, s, change(above))
			refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), below) })
			commit(t, s, looking(t, s, below))
		}
	}},
	{"a parent whose account was taken back since is not noticed", func(t *testing.T, s Store) {
		above := active(t, s, "Acme", "acme.com")
		below := looking(t, s, opening("emea.acme.com", partner, day1, 1))
		same(t, "seen", below.ReadSet.Above[0].Status, account.AccountActive)
		takenBack(t, s, above.Account)
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), below) })
	}},
	{"a parent held by another than was seen is not noticed", func(t *testing.T, s Store) {
		above := opened(t, s, "acme.com")
		elsewhere := opened(t, s, "else.com")
		for name, tamper := range map[string]func(*workflow.DomainHolder){
			"request": func(m *workflow.DomainHolder) { m.RequestID = elsewhere.ID },
			"account": func(m *workflow.DomainHolder) { m.AccountID = account.NewID() },
			"status":  func(m *workflow.DomainHolder) { m.Status = account.AccountActive },
			"nobody":  func(m *workflow.DomainHolder) { m.RequestID, m.AccountID = "", "" },
		} {
			t.Log(name)
			below := looking(t, s, opening("emea.acme.com", partner, day1, 1))
			same(t, "holder", below.ReadSet.Above[0].RequestID, above.ID)
			tamper(&below.ReadSet.Above[0])
			refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), below) })
		}
	}},
	{"parents beyond the nearest active account count", func(t *testing.T, s Store) {
		active(t, s, "EMEA", "emea.acme.com")
		below := looking(t, s, opening("a.emea.acme.com", partner, day1, 1))
		same(t, "seen", len(below.ReadSet.Above), 1)
		commit(t, s, opening("acme.com", other, day1, 1))
		commit(t, s, below)
	}},
	{"somebody who joined the accounts of that name or look since is not noticed", func(t *testing.T, s Store) {
		for n, joins := range []workflow.Change{named("  ÁCME ", "one.com", other, day1), named("Another", "paypa1.com", other, day1)} {
			late := func() workflow.Change { return named("Acme", "paypal.com", partner, day1) }
			first := looking(t, s, late())
			commit(t, s, looking(t, s, joins)) // into an empty set of similar accounts, then into one with a guard item
			refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), first) })
			second := looking(t, s, late())
			again := named(joins.After.Account.Name, account.Domain(fmt.Sprintf("%d.paypai.com", n)), other, day1)
			if n == 1 {
				again = named("A third", "раураl.com", other, day1)
			}
			commit(t, s, looking(t, s, again))
			refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), second) })
		}
		commit(t, s, looking(t, s, named("Acme", "paypal.com", partner, day1)))
	}},
	{"of two of a name or look at once both pass for the only one", func(t *testing.T, s Store) {
		for _, pair := range [][2]workflow.Change{
			{named("Acme", "one.com", partner, day1), named("acme", "two.com", other, day1)},
			{named("Third", "modern.com", partner, day1), named("Fourth", "modem.com", other, day1)},
		} {
			one, two := looking(t, s, pair[0]), looking(t, s, pair[1])
			commit(t, s, one)
			refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), two) })
		}
	}},
	{"a request that is there already does not notice who joined", func(t *testing.T, s Store) {
		for n, joins := range []workflow.Change{named("Acme", "one.com", other, day1), named("Another", "paypa1.com", other, day1)} {
			open := looking(t, s, named("Acme", "paypal.com", partner, day1))
			commit(t, s, open)
			corrected := looking(t, s, correction(t, open.After, "b@paypal.com", day1.Add(time.Minute)))
			commit(t, s, looking(t, s, joins))
			refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), corrected) })
			corrected = looking(t, s, corrected)
			commit(t, s, corrected)
			commit(t, s, withdrawal(t, corrected.After, day1.Add(time.Hour)))
			t.Log(n)
		}
	}},
	{"a request is disturbed by itself, or disturbs others though it joins nothing", func(t *testing.T, s Store) {
		open := looking(t, s, named("Acme", "paypal.com", partner, day1))
		commit(t, s, open)
		others := looking(t, s, named("ACME", "paypa1.com", other, day1))
		first := looking(t, s, correction(t, open.After, "b@paypal.com", day1.Add(time.Minute)))
		commit(t, s, first)
		second := looking(t, s, correction(t, first.After, "c@paypal.com", day1.Add(2*time.Minute)))
		commit(t, s, withdrawal(t, opened(t, s, "else.com"), day1.Add(time.Minute))) // an account that leaves causes no conflict either
		commit(t, s, second)
		commit(t, s, others)
	}},
	{"a crowd that somebody left is not joined", func(t *testing.T, s Store) {
		open := looking(t, s, named("Acme", "one.com", partner, day1))
		commit(t, s, open)
		next := looking(t, s, named("Acme", "two.com", other, day1))
		commit(t, s, withdrawal(t, open.After, day1.Add(time.Minute)))
		commit(t, s, next)
	}},
	{"a crowd of more than a hundred accounts hides who joins it", func(t *testing.T, s Store) {
		const many = 130
		var loaded []workflow.StoredAccount
		for n := range many {
			loaded = append(loaded, workflow.StoredAccount{Account: account.Account{
				ID: account.NewID(), Name: "Acme", Domain: account.Domain(fmt.Sprintf("acme%d.com", n)),
				Status: account.AccountActive, Visibility: account.Restricted, CreatedAt: day1, Requester: other, RequestID: account.NewID(),
			}})
		}
		must(t, s.Load(t.Context(), loaded))
		met := survey(t, s, "free.com", "acme")
		if n := len(met.SameName[0].Accounts); n < 50 || n > many {
			t.Errorf("the survey has %d of %d", n, many)
		}
		same(t, "stamp", met.SameName[0].Stamp, "")
		stale := looking(t, s, named("Acme", "stale.com", partner, day1))
		commit(t, s, looking(t, s, named("Acme", "one.com", other, day1)))
		met = survey(t, s, "free.com", "acme")
		same(t, "has a stamp", met.SameName[0].Stamp != "", true)
		refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), stale) })
		commit(t, s, looking(t, s, stale))
		// The guard item is not an account.
		found := get[[]account.Account](t)(s.AccountsByName(t.Context(), "acme", many+10))
		same(t, "by name", len(found), many+2)
	}},
	{"a stamp takes the place of an account in a search by name", func(t *testing.T, s Store) {
		open := looking(t, s, named("Acme", "one.com", partner, day1))
		commit(t, s, open)
		same(t, "by name", get[[]account.Account](t)(s.AccountsByName(t.Context(), "acme", 1)), []account.Account{open.After.Account})
	}},
	{"another number of approved requests gives slots back", func(t *testing.T, s Store) {
		since := day1.Add(-time.Hour)
		approved := func(n int, by account.Email, at time.Time) {
			t.Helper()
			open := opening(account.Domain(fmt.Sprintf("acme%d.com", n)), by, at, 1)
			commit(t, s, open)
			commit(t, s, approval(t, open.After, 1, account.Public, at.Add(time.Hour)))
		}
		approved(1, partner, since.Add(-time.Millisecond))
		approved(2, partner, since)
		approved(3, partner, since.Add(time.Millisecond))
		approved(4, partner, day1)
		approved(5, other, day1)
		commit(t, s, opening("pending.com", partner, day1, 1))
		commit(t, s, declining(t, opened(t, s, "declined.com"), 1, day1.Add(time.Minute)))
		count := func(by account.Email) int { return get[int](t)(s.ApprovedSince(t.Context(), by, since)) }
		same(t, "approved", count(partner), 2)
		same(t, "others", count(other), 1)
		same(t, "nobody's", count("nobody@example.org"), 0)
	}},
}

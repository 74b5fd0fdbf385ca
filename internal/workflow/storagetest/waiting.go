package storagetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/workflow"
)

// waitingFor returns the requests that wait for a nominee.
func waitingFor(t *testing.T, s Store, person account.Email) []account.Waiting {
	t.Helper()
	return get[[]account.Waiting](t)(s.WaitingFor(t.Context(), person, 100))
}

// below returns an opening below the account, whose administrators decide.
func below(parent workflow.StoredAccount, domain account.Domain, at time.Time) workflow.Change {
	route := account.Route{Above: &parent.Account}
	for _, m := range parent.Members {
		if m.Administers() {
			route.Nominees = append(route.Nominees, account.Nominee{Email: m.Person, AdministratorOf: m.AccountID, AdministratorSince: m.Since})
		}
	}
	return openingBy(route, account.Submission{
		Requester: partner, AccountName: "Part " + string(domain), Domain: domain, CustomerEmails: []account.Email{"customer@" + account.Email(domain)},
	}, at)
}

var waitingTests = []test{
	{"a request waits for others than its active nominees, or not for each of them", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		ann, bob := r.Nominees[0].Email, r.Nominees[1].Email
		for _, n := range []account.Email{ann, bob} {
			same(t, "of "+string(n), waitingFor(t, s, n), []account.Waiting{{Account: r.Account, OpenedAt: day1, AskedAt: day1, Nominee: n}})
		}
		same(t, "of the requester", len(waitingFor(t, s, partner)), 0)

		forward := forwarding(t, r, 1, "carl@acme.com", day1.Add(time.Hour))
		commit(t, s, forward)
		r = forward.After
		same(t, "of who forwarded it", len(waitingFor(t, s, ann)), 0)
		same(t, "of the next", len(waitingFor(t, s, "carl@acme.com")), 1)
		same(t, "of the other", len(waitingFor(t, s, bob)), 1)

		correct := correction(t, r, "dora@acme.com", day1.Add(2*time.Hour))
		commit(t, s, correct)
		r = correct.After
		for _, n := range []account.Email{ann, bob, "carl@acme.com"} {
			same(t, "after the correction, of "+string(n), len(waitingFor(t, s, n)), 0)
		}
		same(t, "of who is asked instead", waitingFor(t, s, "dora@acme.com")[0].Account, r.Account)

		unreached, event, err := r.Unreach(len(r.Nominees), account.UnreachableBounced, day1.Add(3*time.Hour))
		must(t, err)
		commit(t, s, workflow.Change{Before: &r, After: unreached, Event: event})
		same(t, "the earlier deadline", waitingFor(t, s, "dora@acme.com")[0].Account.PendingUntil, unreached.Deadline())
		same(t, "is earlier", unreached.Deadline().Before(r.Deadline()), true)
	}},
	{"a request waits after its end", func(t *testing.T, s Store) {
		for name, end := range map[string]func(account.Request) workflow.Change{
			"approved":  func(r account.Request) workflow.Change { return approval(t, r, 1, account.Public, day1.Add(time.Hour)) },
			"declined":  func(r account.Request) workflow.Change { return declining(t, r, 1, day1.Add(time.Hour)) },
			"withdrawn": func(r account.Request) workflow.Change { return withdrawal(t, r, day1.Add(time.Hour)) },
			"expired":   func(r account.Request) workflow.Change { return expiry(t, r, r.ExpiresAt) },
		} {
			r := opened(t, s, account.Domain(name+".com"))
			commit(t, s, end(r))
			for _, n := range r.Nominees {
				same(t, name+", of "+string(n.Email), len(waitingFor(t, s, n.Email)), 0)
			}
		}
	}},
	{"a request in review waits for somebody", func(t *testing.T, s Store) {
		route := account.Route{Reasons: []account.Reason{{Kind: account.ReasonAlways}}, Nominees: nominees([]account.Email{"ann@acme.com"})}
		c := openingBy(route, account.Submission{Requester: partner, AccountName: "Acme", Domain: "acme.com", CustomerEmails: []account.Email{"ann@acme.com"}}, day1)
		commit(t, s, c)
		same(t, "of the customer", len(waitingFor(t, s, "ann@acme.com")), 0)
		operator := account.Person{Email: "operator@example.org", Operator: true}
		eventually(t, "the queue has it", func() bool {
			return get[int](t)(s.QueueLength(t.Context(), inbox.Reviews, 100)) == 1 && len(get[[]account.Request](t)(s.InReview(t.Context(), 100))) == 1
		})
		same(t, "the queue has the request", get[[]account.Request](t)(s.InReview(t.Context(), 100))[0], c.After)
		route.Reasons = nil
		accepted, event, err := c.After.Accept(operator, route, day1.Add(time.Hour), terms)
		must(t, err)
		commit(t, s, workflow.Change{Before: &c.After, After: accepted, Event: event})
		same(t, "after the review", len(waitingFor(t, s, "ann@acme.com")), 1)
		eventually(t, "the queue no longer has it", func() bool {
			return get[int](t)(s.QueueLength(t.Context(), inbox.Reviews, 100)) == 0 && len(get[[]account.Request](t)(s.InReview(t.Context(), 100))) == 0
		})
	}},
	{"a person's list is not the oldest first, or has more than asked for", func(t *testing.T, s Store) {
		for n := range 5 {
			commit(t, s, openingOf(account.Submission{
				Requester: partner, AccountName: "Any", Domain: account.Domain(fmt.Sprintf("a%d.com", n)), CustomerEmails: []account.Email{"ann@acme.com"},
			}, day1.Add(-time.Duration(n)*time.Hour)))
		}
		var domains []account.Domain
		for _, w := range get[[]account.Waiting](t)(s.WaitingFor(t.Context(), "ann@acme.com", 3)) {
			domains = append(domains, w.Account.Domain)
		}
		same(t, "the first three", domains, []account.Domain{"a4.com", "a3.com", "a2.com"})
		same(t, "of a longer address", len(waitingFor(t, s, "ann@acme.com.example")), 0)
		same(t, "of a shorter address", len(waitingFor(t, s, "ann@acme.co")), 0)
	}},
	{"a request that administrators decide is stored for each, or only for those of its opening", func(t *testing.T, s Store) {
		admin := member("ann@acme.com", account.SmartAccountAdministrator)
		parent := active(t, s, "Acme", "acme.com", admin, member("user@acme.com", account.SmartAccountUser))
		accountsOf := func(person account.Email, now time.Time) (ids []account.ID) {
			for _, a := range administering(t, s, person, now) {
				same(t, "whose membership", a.Membership.Person, person)
				same(t, "of which account", a.Account.ID, a.Membership.AccountID)
				if a.Membership.ConfirmedAdministrator() {
					ids = append(ids, a.Membership.AccountID)
				}
			}
			return ids
		}
		same(t, "before there is one", len(accountsOf("ann@acme.com", day1)), 0)
		c := below(parent, "emea.acme.com", day1)
		commit(t, s, c)
		same(t, "of the administrator as a person", len(waitingFor(t, s, "ann@acme.com")), 0)
		want := []account.Waiting{{Account: c.After.Account, OpenedAt: day1, AskedAt: day1, Above: parent.Account.ID, Asked: []account.Nominee{{Email: "ann@acme.com", State: account.NomineeActive, AdministratorSince: day1}}}}
		same(t, "of the account", get[[]account.Waiting](t)(s.WaitingIn(t.Context(), parent.Account.ID, 100)), want)
		same(t, "accounts of the administrator", accountsOf("ann@acme.com", day1), []account.ID{parent.Account.ID})
		same(t, "accounts of a user", len(accountsOf("user@acme.com", day1)), 0)
		same(t, "accounts of a stranger", len(accountsOf("zoe@acme.com", day1)), 0)
		same(t, "after the deadline", len(accountsOf("ann@acme.com", c.After.ExpiresAt)), 0)

		later := member("bob@acme.com", account.SmartAccountAdministrator)
		invited := member("new@acme.com", account.SmartAccountAdministrator)
		invited.InvitedAt = day1
		for _, m := range []*account.Membership{&later, &invited} {
			m.AccountID = parent.Account.ID
			parent.Members = append(parent.Members, *m)
		}
		must(t, s.Load(t.Context(), []workflow.StoredAccount{parent}))
		same(t, "accounts of a later administrator", accountsOf("bob@acme.com", day1), []account.ID{parent.Account.ID})
		same(t, "accounts of one who has not signed in", len(accountsOf("new@acme.com", day1)), 0)
		same(t, "in which they may decide on access", len(administering(t, s, "new@acme.com", day1)), 1)
		same(t, "accounts of one whose invitation lapsed", len(administering(t, s, "new@acme.com", day1.Add(account.InvitationLifetime))), 0)

		forward := forwarding(t, c.After, 1, "carl@acme.com", day1.Add(time.Hour))
		commit(t, s, forward)
		same(t, "of the only administrator, who forwarded it", len(get[[]account.Waiting](t)(s.WaitingIn(t.Context(), parent.Account.ID, 100))), 0)
		same(t, "of the next", len(waitingFor(t, s, "carl@acme.com")), 1)
	}},
	{"an account that is cancelled, or a person who was removed, still has what waits", func(t *testing.T, s Store) {
		parent := active(t, s, "Acme", "acme.com", member("ann@acme.com", account.SmartAccountAdministrator), member("bob@acme.com", account.SmartAccountAdministrator))
		commit(t, s, below(parent, "emea.acme.com", day1))
		accounts := func(person account.Email) int {
			return len(administering(t, s, person, day1))
		}
		must(t, s.Expel(t.Context(), parent.Account.ID, "bob@acme.com"))
		same(t, "of who was removed", accounts("bob@acme.com"), 0)
		same(t, "of who was not", accounts("ann@acme.com"), 1)
		parent.Members = slices.Delete(parent.Members, 1, 2)
		parent.Account.Status = account.AccountCancelled
		must(t, s.Load(t.Context(), []workflow.StoredAccount{parent}))
		same(t, "of a cancelled account", accounts("ann@acme.com"), 0)
	}},
	{"the length of a queue counts more than asked for", func(t *testing.T, s Store) {
		for n := range 4 {
			_, err := s.OpenDispute(t.Context(), account.Dispute{
				ID: account.NewID(), Account: account.Likeness{Domain: account.Domain(fmt.Sprintf("d%d.com", n))}, By: "ann@acme.com", OpenedAt: day1, ListedAt: day1,
			}, nil)
			must(t, err)
		}
		eventually(t, "all are counted", func() bool { return get[int](t)(s.QueueLength(t.Context(), inbox.Disputes, 100)) == 4 })
		same(t, "at most", get[int](t)(s.QueueLength(t.Context(), inbox.Disputes, 3)), 3)
		same(t, "of another queue", get[int](t)(s.QueueLength(t.Context(), inbox.Reviews, 100)), 0)
	}},
}

func administering(t *testing.T, s Store, person account.Email, now time.Time) []inbox.Administering {
	t.Helper()
	administered, more, err := s.Administering(t.Context(), person, now)
	must(t, err)
	same(t, "belongs to more accounts than are looked at", more, false)
	return administered
}

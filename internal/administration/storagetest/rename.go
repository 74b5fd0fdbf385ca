package storagetest

import (
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/retry"
)

// renaming returns the change of the account's name by its first administrator.
func (x *state) renaming(name string) administration.Change {
	c := x.change(account.LogRenamed)
	c.After.Name = name
	return c
}

// follow does what follows a change of the account by its index mark.
func (x *state) follow() {
	x.t.Helper()
	a, mark, err := x.s.IndexedAccount(x.t.Context(), x.ID)
	must(x.t, err)
	for range 2 { // it is safe to repeat
		must(x.t, x.s.KeepOwnPostings(x.t.Context(), a))
	}
	must(x.t, x.s.ClearIndexMark(x.t.Context(), x.ID, mark))
}

// listed returns the names of the accounts in a person's directory.
func (x *state) listed(person account.Email) (names []string) {
	x.t.Helper()
	rows, _, err := x.s.Rows(x.t.Context(), person, "", 10)
	must(x.t, err)
	for _, r := range rows {
		names = append(names, r.Account.Name)
	}
	return names
}

var renameTests = []test{
	{"an account is found by its former name, or not by its present one", func(t *testing.T, s Store) {
		x := loaded(t, s)
		x.add(bob, account.SmartAccountUser)
		gone := x.add("gone@acme.com", account.SmartAccountUser)
		x.commit(x.renaming("Globex"))
		same(t, "row of the actor", x.listed(ann), []string{"Globex"})
		same(t, "row of another member", x.listed(bob), []string{"Acme"})
		found, err := s.AccountsByName(t.Context(), account.FoldName("Globex"), 10)
		must(t, err)
		same(t, "by the present name", found, []account.Account{x.Account})
		found, err = s.AccountsByName(t.Context(), account.FoldName("Acme"), 10)
		must(t, err)
		same(t, "by the former name", len(found), 0)
		byDomain, err := s.AccountByDomain(t.Context(), x.Domain)
		must(t, err)
		same(t, "by its identifier", byDomain, x.Account)
		x.commit(x.member(gone, nil)) // before what follows the change
		m := x.add("new@acme.com", account.SmartAccountUser)
		viewer := *m
		viewer.Role = account.SmartAccountViewer
		x.commit(x.member(m, &viewer))
		x.follow()
		for _, person := range []account.Email{ann, bob, "new@acme.com"} {
			same(t, "row of "+string(person), x.listed(person), []string{"Globex"})
			same(t, "own postings of "+string(person), len(x.names(person, "glo")), 1)
		}
		same(t, "row of a removed member", len(x.listed("gone@acme.com")), 0)
		for _, name := range []string{"acme i", "glo"} {
			same(t, "own postings of a removed member", len(x.names("gone@acme.com", name)), 0)
		}
		for _, p := range x.names(bob, "acm") {
			same(t, "own posting by the identifier", p, "Globex")
		}
		x.commit(x.renaming("Acme"))
		x.follow()
		same(t, "row after the second change", x.listed(bob), []string{"Acme"})
		same(t, "own postings after the second change", len(x.names(bob, "glo")), 0)
	}},
	{"a change of the visibility is not in the rows", func(t *testing.T, s Store) {
		x := loaded(t, s)
		x.add(bob, account.SmartAccountUser)
		c := x.change(account.LogVisibilityChanged)
		c.After.Visibility = account.Public
		x.commit(c)
		x.follow()
		rows, _, err := s.Rows(t.Context(), bob, "", 10)
		must(t, err)
		same(t, "row", rows[0].Account, x.Account)
	}},
	{"a closed account is changed, or its identifier is free", func(t *testing.T, s Store) {
		x := loaded(t, s)
		c := x.change(account.LogClosed)
		c.After.Status = account.AccountCancelled
		x.commit(c)
		found, err := s.AccountsByName(t.Context(), account.FoldName("Acme"), 10)
		must(t, err)
		same(t, "by name", len(found), 0)
		byDomain, err := s.AccountByDomain(t.Context(), x.Domain)
		must(t, err)
		same(t, "its identifier", byDomain.Status, account.AccountCancelled)
		x.refused(retry.ErrConflict, x.change(account.LogVisibilityChanged))
	}},
}

var endTests = []test{
	{"a membership that has ended gives a role", func(t *testing.T, s Store) {
		x := loaded(t, s)
		m := x.added(bob, account.SmartAccountUser)
		m.EndsAt = x.at.Add(time.Minute) // long before the clock
		x.commit(x.member(nil, m))
		has, err := s.HasRole(t.Context(), bob)
		must(t, err)
		same(t, "a role", has, false)
		same(t, "rows", len(x.listed(bob)), 0)
		later := *m
		later.EndsAt = time.Now().Add(time.Hour).Truncate(time.Millisecond).UTC()
		x.commit(x.member(m, &later))
		has, err = s.HasRole(t.Context(), bob)
		must(t, err)
		same(t, "a role before the end", has, true)
	}},
}

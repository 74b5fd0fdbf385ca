package storagetest

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// asking returns the change by which the name waits for an operator.
func (x *state) asking(name string) administration.Change {
	c := x.change(account.LogRenameAsked)
	c.After = x.AskRename(name, account.RenameSameName, ann, "a merger", x.at)
	return c
}

// waiting returns the accounts with a name that waits.
func (x *state) waiting() []account.Administered {
	x.t.Helper()
	all, _, err := x.s.WaitingRenames(x.t.Context(), "", 10)
	must(x.t, err)
	return all
}

// closing returns the change by which the account is closed.
func (x *state) closing() administration.Change {
	c := x.change(account.LogClosed)
	c.After = x.Close(x.at)
	return c
}

// reopening returns the change by which an operator reopens the closed account at that time.
func (x *state) reopening(at time.Time) administration.Change {
	x.t.Helper()
	c := x.change(account.LogReopened)
	c.Entry.At, c.Entry.Actor = at, "operator@example.com"
	survey, err := x.s.Survey(x.t.Context(), workflow.SurveyQuery{Domain: x.Domain, Name: x.Name, Person: "operator@example.com"})
	must(x.t, err)
	c.ReadSet = &workflow.ReadSet{Similar: append(slices.Clone(survey.SameName), survey.LookAlike)}
	c.After.Status, c.After.ClosedAt = account.AccountActive, time.Time{}
	return c
}

// request returns the change that opens a request for the account's identifier at that time.
func (x *state) request(at time.Time) workflow.Change {
	s := account.Submission{Requester: "rival@example.com", AccountName: "Rival", Domain: x.Domain, CustomerEmails: []account.Email{bob}}
	request, event := account.Submit(s, account.Route{Nominees: []account.Nominee{{Email: bob}}}, account.NewID(), account.NewID(), at,
		account.Terms{Lifetime: 90 * 24 * time.Hour})
	return workflow.Change{After: request, Event: event}
}

var waitingTests = []test{
	{"a waiting rename reads back otherwise, or is not listed", func(t *testing.T, s Store) {
		x := loaded(t, s)
		same(t, "before", len(x.waiting()), 0)
		x.commit(x.asking("Globex"))
		got, _, err := s.Standing(t.Context(), x.ID, ann)
		must(t, err)
		same(t, "account", got, x.Administered)
		same(t, "list", x.waiting(), []account.Administered{x.Administered})
		x.add(bob, account.SmartAccountUser)
		same(t, "list after another change", x.waiting(), []account.Administered{x.Administered})
		x.commit(x.asking("Initech"))
		same(t, "list after another ask", x.waiting(), []account.Administered{x.Administered})
		c := x.change(account.LogRenameWithdrawn)
		c.After.Waiting = nil
		x.commit(c)
		same(t, "list after a withdrawal", len(x.waiting()), 0)
	}},
	{"a rename or the end of an account leaves a waiting rename behind", func(t *testing.T, s Store) {
		x := loaded(t, s)
		x.commit(x.asking("Globex"))
		c := x.renaming("Globex")
		c.After.Waiting = nil
		x.commit(c)
		same(t, "list after the rename", len(x.waiting()), 0)
		x.commit(x.asking("Initech"))
		x.commit(x.closing())
		same(t, "list after the account was closed", len(x.waiting()), 0)
	}},
	{"pages of waiting renames overlap, or lack one", func(t *testing.T, s Store) {
		var want []account.ID
		for n := range 3 {
			x := loadedAs(t, s, account.Domain([]string{"a.com", "b.com", "c.com"}[n]))
			x.at = x.at.Add(time.Duration(n) * time.Minute)
			x.commit(x.asking("Globex"))
			want = append([]account.ID{x.ID}, want...)
		}
		var got []account.ID
		for after := ""; ; {
			page, next, err := s.WaitingRenames(t.Context(), after, 2)
			must(t, err)
			for _, a := range page {
				got = append(got, a.ID)
			}
			if after = next; after == "" {
				break
			}
		}
		same(t, "the latest first", got, want)
	}},
	{"of an acceptance and a withdrawal both are stored", func(t *testing.T, s Store) {
		x := loaded(t, s)
		x.commit(x.asking("Globex"))
		accepted, withdrawn := x.renaming("Globex"), x.change(account.LogRenameWithdrawn)
		accepted.After.Waiting, withdrawn.After.Waiting = nil, nil
		x.oneOf(accepted, withdrawn)
		same(t, "list", len(x.waiting()), 0)
	}},
}

var reopenTests = []test{
	{"a reopened account is not as it was before it was closed", func(t *testing.T, s Store) {
		x := loaded(t, s)
		x.add(bob, account.SmartAccountUser)
		x.create("", "Sales")
		public := x.change(account.LogVisibilityChanged)
		public.After.Visibility = account.Public
		x.commit(public)
		x.follow()
		before, err := s.Dump(t.Context())
		must(t, err)
		x.commit(x.closing())
		closed, _, err := s.ClosedAccounts(t.Context(), "", 10)
		must(t, err)
		same(t, "closed accounts", closed, []account.Administered{x.Administered})
		x.follow()
		must(t, s.DropMembers(t.Context(), x.Account))
		same(t, "row of a member of the closed account", len(x.listed(bob)), 0)
		x.commit(x.reopening(x.at))
		x.follow()
		closed, _, err = s.ClosedAccounts(t.Context(), "", 10)
		must(t, err)
		same(t, "closed accounts after it was reopened", len(closed), 0)
		got, _, err := s.Standing(t.Context(), x.ID, ann)
		must(t, err)
		same(t, "account", got, x.Administered)
		after, err := s.Dump(t.Context())
		must(t, err)
		for key, was := range before {
			changes := strings.HasSuffix(key, "ACCOUNT") || strings.HasSuffix(key, "#GUARD") // by its version; by its stamp
			if is := after[key]; is != was && !changes {
				t.Errorf("%s:\n was %s\n  is %s", key, was, is)
			}
		}
	}},
	{"an account that has not been closed by its administrators is reopened", func(t *testing.T, s Store) {
		x := loaded(t, s)
		x.commit(x.closing())
		free := x.FreeAt()
		x.refused(retry.ErrConflict, x.reopening(free)) // its identifier is free
		stale := x.reopening(x.at)
		x.commit(x.reopening(free.Add(-time.Millisecond)))
		x.refused(retry.ErrConflict, stale)
	}},
	{"an account whose identifier another one holds is reopened", func(t *testing.T, s Store) {
		x := loaded(t, s)
		x.commit(x.closing())
		if err := s.Commit(t.Context(), x.request(x.FreeAt().Add(-time.Millisecond))); !errors.Is(err, account.ErrDomainTaken) {
			t.Errorf("a request before the identifier is free: %v", err)
		}
		must(t, s.Commit(t.Context(), x.request(x.FreeAt())))
		x.refused(retry.ErrConflict, x.reopening(x.at))
	}},
	{"an account that became similar meanwhile is overlooked", func(t *testing.T, s Store) {
		x := loaded(t, s)
		x.commit(x.closing())
		survey, err := s.Survey(t.Context(), workflow.SurveyQuery{Domain: "other.com", Name: x.Name, Person: bob})
		must(t, err)
		x.commit(x.reopening(x.at))
		c := x.request(x.at)
		c.After.Account.Domain, c.After.Account.Name = "other.com", x.Name
		c.ReadSet = &workflow.ReadSet{Similar: survey.SameName}
		if err := s.Commit(t.Context(), c); !errors.Is(err, retry.ErrConflict) {
			t.Errorf("a request that does not know of the reopened account: %v", err)
		}
	}},
	{"an account is reopened twice", func(t *testing.T, s Store) {
		x := loaded(t, s)
		x.commit(x.closing())
		x.oneOf(x.reopening(x.at), x.reopening(x.at))
	}},
	{"an account is reopened while another one takes its identifier", func(t *testing.T, s Store) {
		x := loaded(t, s)
		x.commit(x.closing())
		reopening, request := x.reopening(x.FreeAt().Add(-time.Millisecond)), x.request(x.FreeAt())
		var reopened, taken error
		var done sync.WaitGroup
		done.Go(func() { reopened = s.CommitAccount(t.Context(), reopening) })
		done.Go(func() { taken = s.Commit(t.Context(), request) })
		done.Wait()
		if (reopened == nil) == (taken == nil) {
			t.Errorf("both or neither: %v, %v", reopened, taken)
		}
	}},
	{"a late run for the closing takes the members of a reopened account", func(t *testing.T, s Store) {
		x := loaded(t, s)
		x.add(bob, account.SmartAccountUser)
		x.commit(x.closing())
		closed := x.Account
		x.commit(x.reopening(x.at))
		x.follow()
		must(t, s.DropMembers(t.Context(), closed))
		must(t, s.RestoreMembers(t.Context(), x.Account))
		same(t, "row", x.listed(bob), []string{"Acme"})
		same(t, "own postings", len(x.names(bob, "acm")), len(x.names(ann, "acm")))
		has, err := s.HasRole(t.Context(), bob)
		must(t, err)
		same(t, "a role", has, true)
	}},
}

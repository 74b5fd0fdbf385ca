package storagetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// use returns the change that adds one use of a limit of most a day.
func use(t *testing.T, read workflow.Used, most int, at time.Time) workflow.UsesChange {
	t.Helper()
	next, err := read.Uses.Take(workflow.ADay(most), 0, at)
	must(t, err)
	return workflow.UsesChange{Read: read, Next: next, Kept: 24 * time.Hour}
}

func used(t *testing.T, s Store, subject workflow.Subject) workflow.Used {
	t.Helper()
	return get[workflow.Used](t)(s.Used(t.Context(), subject))
}

var usesTests = []test{
	{"uses are miscounted, or those of another", func(t *testing.T, s Store) {
		subject := workflow.RequestsOf(partner)
		same(t, "unused", used(t, s, subject), workflow.Used{Subject: subject})
		for n := range 5 {
			change := use(t, used(t, s, subject), 100, day1.Add(time.Duration(n)*40*time.Minute)) // some are counted together
			must(t, s.KeepUses(t.Context(), change))
			same(t, "used", used(t, s, subject), workflow.Used{Subject: subject, Version: n + 1, Uses: change.Next})
		}
		for _, elses := range []workflow.Subject{workflow.RequestsOf(other), workflow.InvitationsTo(partner), workflow.DailyMails.Part(3)} {
			same(t, "used", used(t, s, elses), workflow.Used{Subject: elses})
		}
	}},
	{"a use is stored on a stale count", func(t *testing.T, s Store) {
		subject := workflow.RequestsOf(partner)
		first := use(t, used(t, s, subject), 5, day1)
		must(t, s.KeepUses(t.Context(), first))
		refused(t, s, retry.ErrConflict, func() error { return s.KeepUses(t.Context(), first) })
		second := use(t, used(t, s, subject), 5, day1)
		must(t, s.KeepUses(t.Context(), second))
		refused(t, s, retry.ErrConflict, func() error { return s.KeepUses(t.Context(), second) })
		gone := second
		gone.Read.Subject = workflow.RequestsOf(other)
		refused(t, s, retry.ErrConflict, func() error { return s.KeepUses(t.Context(), gone) })
	}},
	{"a request is stored though its slot was used up meanwhile", func(t *testing.T, s Store) {
		subject := workflow.RequestsOf(partner)
		for n := range 2 { // the first use, then a later one
			read := used(t, s, subject)
			one, two := opening(account.Domain(fmt.Sprintf("one%d.com", n)), partner, day1, 1), opening(account.Domain(fmt.Sprintf("two%d.com", n)), partner, day1, 1)
			one.Uses, two.Uses = []workflow.UsesChange{use(t, read, 9, day1)}, []workflow.UsesChange{use(t, read, 9, day1)}
			commit(t, s, one)
			refused(t, s, retry.ErrConflict, func() error { return s.Commit(t.Context(), two) })
			same(t, "used", used(t, s, subject), workflow.Used{Subject: subject, Version: n + 1, Uses: one.Uses[0].Next})
		}
	}},
	{"eight at once use more or less than the limit", func(t *testing.T, s Store) {
		const most = 3
		subject := workflow.RequestsOf(partner)
		keep := func(n int, read workflow.Used, next account.Uses) error {
			change := workflow.UsesChange{Read: read, Next: next, Kept: 24 * time.Hour}
			if n%2 == 0 {
				return s.KeepUses(t.Context(), change)
			}
			open := opening(account.Domain(fmt.Sprintf("acme%d.com", n)), partner, day1, 1)
			open.Uses = []workflow.UsesChange{change}
			return s.Commit(t.Context(), open)
		}
		var tooMany *account.TooMany
		var all []func() error
		for n := range 8 {
			all = append(all, settled(func() error {
				read, err := s.Used(t.Context(), subject)
				if err != nil {
					return err
				}
				next, err := read.Uses.Take(workflow.ADay(most), 0, day1.Add(time.Duration(n)*time.Second))
				if err != nil {
					return err
				}
				return keep(n, read, next)
			}))
		}
		errs := atOnce(all...)
		same(t, "winners", len(winners(errs)), most)
		for _, err := range errs {
			if err != nil && !errors.As(err, &tooMany) {
				t.Errorf("got %v", err)
			}
		}
		after := used(t, s, subject)
		same(t, "version", after.Version, most)
		same(t, "uses", len(after.Uses), most)
	}},
	{"pending requests are miscounted, or those of another", func(t *testing.T, s Store) {
		count := func() int { return get[int](t)(s.PendingRequests(t.Context(), partner, day1.Add(time.Hour))) }
		same(t, "of none", count(), 0)
		first := opened(t, s, "acme.com")
		commit(t, s, opening("other.com", partner, day1, 1))
		commit(t, s, opening("another.com", other, day1, 1))
		same(t, "of two", count(), 2)
		lapsed := get[int](t)(s.PendingRequests(t.Context(), partner, first.Deadline()))
		same(t, "at their deadline", lapsed, 0)
		commit(t, s, declining(t, first, 1, day1.Add(time.Minute)))
		same(t, "after an end", count(), 1)
	}},
	{"a role is older or younger than it is", func(t *testing.T, s Store) {
		since := func(person account.Email, at time.Time) bool {
			return get[bool](t)(s.HasRoleSince(t.Context(), person, at))
		}
		same(t, "without a role", since(partner, day1), false)
		load := func(name string, at time.Time) {
			a := account.Account{
				ID: account.NewID(), Name: name, Domain: account.Domain(name + ".com"), Status: account.AccountActive,
				Visibility: account.Restricted, CreatedAt: day1, Requester: other, RequestID: account.NewID(), PendingUntil: day1,
			}
			must(t, s.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{
				{AccountID: a.ID, Person: partner, Role: account.SmartAccountViewer, Since: at},
			}}}))
		}
		load("aaa", day1)
		same(t, "before it was given", since(partner, day1), false)
		same(t, "after it was given", since(partner, day1.Add(time.Millisecond)), true)
		load("aa", day1.Add(time.Hour)) // in another account, listed before it
		same(t, "with a later one", since(partner, day1.Add(time.Millisecond)), true)
		same(t, "of another", since(other, day1.Add(time.Hour)), false)
	}},
}

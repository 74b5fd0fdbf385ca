package storagetest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

var listTests = []test{
	{"a list of requests is out of order, or a page leaves out or repeats one", func(t *testing.T, s Store) {
		var mine, all []account.Request
		for n := range 12 {
			by := partner
			if n%3 == 2 {
				by = "other@example.net"
			}
			// Some are in the same millisecond.
			change := opening(account.Domain(fmt.Sprintf("acme%d.com", n)), by, day1.Add(time.Duration(n/4)*time.Millisecond), 1)
			commit(t, s, change)
			switch n % 4 {
			case 1:
				change = declining(t, change.After, 1, day1.Add(time.Hour))
				commit(t, s, change)
			case 2:
				change = approval(t, change.After, 1, account.Public, day1.Add(time.Hour))
				commit(t, s, change)
			}
			all = append(all, change.After)
			if by == partner {
				mine = append(mine, change.After)
			}
		}
		for _, states := range [][]account.State{
			account.States(),
			{account.PendingApproval},
			{account.Declined},
			{account.Declined, account.Approved},
			{account.PendingApproval, account.Approved},
			{account.Expired},
		} {
			check := func(who string, from []account.Request, list func(after string, most int) ([]workflow.Listed, error)) {
				t.Helper()
				var want []account.Request
				for _, r := range from {
					if slices.Contains(states, r.State) {
						want = append(want, r)
					}
				}
				slices.SortFunc(want, func(a, b account.Request) int {
					if c := b.CreatedAt.Compare(a.CreatedAt); c != 0 {
						return c
					}
					return strings.Compare(string(a.ID), string(b.ID))
				})
				var ids []account.ID
				for _, r := range want {
					ids = append(ids, r.ID)
				}
				for _, most := range []int{1, 2, 3, 5, 50} {
					eventually(t, fmt.Sprintf("%s requests %v in pages of %d", who, states, most), func() bool {
						return slices.Equal(paged(t, list, most), ids)
					})
				}
			}
			check("my", mine, func(after string, most int) ([]workflow.Listed, error) {
				var all []workflow.Listed
				for {
					some, next, err := s.RequestsBy(t.Context(), partner, states, after, most-len(all))
					all = append(all, some...)
					if err != nil || next == "" || len(all) == most {
						return all, err
					}
					after = next
				}
			})
			check("all", all, func(after string, most int) ([]workflow.Listed, error) {
				return s.RequestsIn(t.Context(), states, after, most)
			})
		}
	}},
	{"my own change is not in my list at once", func(t *testing.T, s Store) {
		first := func(states ...account.State) int {
			listed, next, err := s.RequestsBy(t.Context(), partner, states, "", 10)
			must(t, err)
			same(t, "more", next, "")
			return len(listed)
		}
		r := opened(t, s, "acme.com")
		same(t, "pending", first(account.PendingApproval), 1)
		commit(t, s, declining(t, r, 1, day1.Add(time.Minute)))
		same(t, "pending", first(account.PendingApproval), 0)
		same(t, "declined", first(account.Declined), 1)
	}},
	{"a request whose times were moved can not end", func(t *testing.T, s Store) {
		// A correction of the deadline or of stored times must not hide the requester's row.
		r := opened(t, s, "acme.com")
		moved := r
		moved.CreatedAt, moved.ExpiresAt = r.CreatedAt.Add(-time.Hour), r.ExpiresAt.Add(-time.Hour)
		moved.Version++
		commit(t, s, workflow.Change{Before: &r, After: moved, Event: account.Event{
			RequestID: r.ID, Number: moved.Version, At: day1, Kind: account.EventAccepted, Actor: "o@example.org", From: r.State, To: r.State,
		}})
		commit(t, s, declining(t, moved, 1, day1.Add(time.Minute)))
		rows := rowsOf(t, s, partner)
		same(t, "rows", len(rows), 1)
		same(t, "status", rows[0].Account.Status, account.AccountCancelled)
	}},
}

func paged(t *testing.T, list func(after string, most int) ([]workflow.Listed, error), most int) (ids []account.ID) {
	t.Helper()
	after := ""
	for range 100 {
		some := get[[]workflow.Listed](t)(list(after, most))
		if len(some) > most {
			t.Fatalf("%d instead of at most %d", len(some), most)
		}
		for _, l := range some {
			ids, after = append(ids, l.ID), l.Position
		}
		if len(some) < most {
			break
		}
	}
	return ids
}

// listsAll checks that a list has all of want, the latest first, in pages of any size. Those of the same time may be
// in any order, but in the same one on every page.
func listsAll[T any](t *testing.T, list func(after string, most int) ([]T, string, error), want []T, at func(T) time.Time, name func(T) string) {
	t.Helper()
	byName := func(all []T) []T {
		return slices.SortedFunc(slices.Values(all), func(a, b T) int { return strings.Compare(name(a), name(b)) })
	}
	for _, most := range []int{1, 2, 3, 4, len(want), len(want) + 1, 100} {
		eventually(t, fmt.Sprintf("%d listed in pages of %d", len(want), most), func() bool {
			var all []T
			after, pages := "", 0
			for range 100 {
				pages++
				some, next, err := list(after, most)
				must(t, err)
				if len(some) > most {
					t.Fatalf("%d instead of at most %d", len(some), most)
				}
				all = append(all, some...)
				if after = next; next == "" {
					break
				}
			}
			sorted := slices.IsSortedFunc(all, func(a, b T) int { return at(b).Compare(at(a)) })
			return sorted && pages == (len(want)+most-1)/most && reflect.DeepEqual(byName(all), byName(want))
		})
	}
}

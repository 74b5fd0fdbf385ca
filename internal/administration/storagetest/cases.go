package storagetest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

var commitTests = []test{
	{"a committed account reads back otherwise", func(t *testing.T, s Store) {
		x := loaded(t, s)
		c := x.change(account.LogVisibilityChanged)
		c.After.Renames = []time.Time{day1, day1.Add(time.Hour)}
		c.After.DefaultVirtual, c.After.Administrators, c.After.Members, c.After.VirtualAccounts = "other", 2, 3, 4
		x.commit(c)
		got, m, err := s.Standing(t.Context(), x.ID, "stranger@example.com")
		must(t, err)
		same(t, "account", got, c.After)
		same(t, "no membership", m, account.Membership{})
	}},
	{"an unknown account has a standing", func(t *testing.T, s Store) {
		if _, _, err := s.Standing(t.Context(), "unknown", ann); !errors.Is(err, account.ErrNotFound) {
			t.Error(err)
		}
	}},
	{"a commit of another version is stored", func(t *testing.T, s Store) {
		x := loaded(t, s)
		c := x.change(account.LogVisibilityChanged)
		x.commit(c)
		x.refused(retry.ErrConflict, c)
		ahead := x.change(account.LogVisibilityChanged)
		ahead.Before.Version++
		ahead.After.Version++
		x.refused(retry.ErrConflict, ahead)
	}},
	{"a mail of a commit is not queued", func(t *testing.T, s Store) {
		x := loaded(t, s)
		c := x.change(account.LogVisibilityChanged)
		mail := workflow.Mail{ID: account.NewID(), Kind: workflow.Invitation, To: bob, CreatedAt: x.at, AccountID: x.ID}
		c.Mails = []workflow.Mail{mail}
		x.commit(c)
		got, err := s.Outgoing(t.Context(), mail.ID)
		must(t, err)
		same(t, "mail", got.Mail, mail)
		again := x.change(account.LogVisibilityChanged)
		again.Mails = c.Mails
		x.refused(retry.ErrConflict, again)
	}},
}

var memberTests = []test{
	{"a new member is not listed, or not removed completely", func(t *testing.T, s Store) {
		x := loaded(t, s)
		m := x.add(bob, account.SmartAccountAdministrator)
		got, err := s.Member(t.Context(), x.ID, bob)
		must(t, err)
		same(t, "member", got, *m)
		_, standing, err := s.Standing(t.Context(), x.ID, bob)
		must(t, err)
		same(t, "standing", standing, *m)
		same(t, "administrators", x.administrators(), []account.Email{ann, bob})
		same(t, "found by name", x.names(bob, "acm"), []string{"Acme", "Acme"}[:len(x.names(ann, "acm"))])
		rows, _, err := s.Rows(t.Context(), bob, "", 10)
		must(t, err)
		same(t, "rows", rows, []account.WithAccess{{Account: x.Account, Access: []account.Role{account.SmartAccountAdministrator}}})
		x.commit(x.member(m, nil))
		if _, err := s.Member(t.Context(), x.ID, bob); !errors.Is(err, account.ErrNotFound) {
			t.Error(err)
		}
		same(t, "administrators", x.administrators(), []account.Email{ann})
		same(t, "found by name after the removal", len(x.names(bob, "acm")), 0)
		rows, _, err = s.Rows(t.Context(), bob, "", 10)
		must(t, err)
		same(t, "rows after the removal", len(rows), 0)
		x.at = x.at.Add(time.Hour)
		x.add(bob, account.SmartAccountAdministrator)
		same(t, "administrators after the second addition", x.administrators(), []account.Email{ann, bob})
	}},
	{"a member is added twice, or a missing one is changed or removed", func(t *testing.T, s Store) {
		x := loaded(t, s)
		m := x.add(bob, account.SmartAccountUser)
		x.refused(retry.ErrConflict, x.member(nil, m))
		missing, changed := x.added("eve@acme.com", account.SmartAccountUser), x.added("eve@acme.com", account.SmartAccountViewer)
		x.refused(retry.ErrConflict, x.member(missing, nil))
		x.refused(retry.ErrConflict, x.member(missing, changed))
	}},
	{"a changed role is not in the row or the list of administrators", func(t *testing.T, s Store) {
		x := loaded(t, s)
		m := x.add(bob, account.SmartAccountUser)
		promoted := *m
		promoted.Role = account.SmartAccountAdministrator
		x.commit(x.member(m, &promoted))
		same(t, "administrators", x.administrators(), []account.Email{ann, bob})
		rows, _, err := s.Rows(t.Context(), bob, "", 10)
		must(t, err)
		same(t, "role in the row", rows[0].Access, promoted.Roles())
		x.commit(x.member(&promoted, m))
		same(t, "administrators", x.administrators(), []account.Email{ann})
	}},
	{"an invited administrator counts as confirmed, or an invitation is not listed", func(t *testing.T, s Store) {
		x := loaded(t, s)
		m := x.added(bob, account.SmartAccountAdministrator)
		m.InvitedAt = x.at
		x.commit(x.member(nil, m))
		same(t, "administrators", x.administrators(), []account.Email{ann})
		got, err := s.Invitations(t.Context(), bob, 10)
		must(t, err)
		same(t, "invitations", got, []account.ID{x.ID})
		confirmed := *m
		confirmed.InvitedAt = time.Time{}
		x.commit(x.member(m, &confirmed))
		same(t, "administrators", x.administrators(), []account.Email{ann, bob})
		got, err = s.Invitations(t.Context(), bob, 10)
		must(t, err)
		same(t, "invitations after the confirmation", len(got), 0)
	}},
	{"a changed address leaves the former one", func(t *testing.T, s Store) {
		x := loaded(t, s)
		m := x.add(bob, account.SmartAccountAdministrator)
		moved := *m
		moved.Person = "robert@acme.com"
		x.commit(x.member(m, &moved))
		if _, err := s.Member(t.Context(), x.ID, bob); !errors.Is(err, account.ErrNotFound) {
			t.Error(err)
		}
		same(t, "administrators", x.administrators(), []account.Email{ann, "robert@acme.com"})
		same(t, "found by the former address", len(x.names(bob, "acm")), 0)
		same(t, "found by the new address", len(x.names("robert@acme.com", "acm")) > 0, true)
	}},
	{"own postings do not follow the removal of the requester, or of a member of an account with a long name", func(t *testing.T, s Store) {
		x := loaded(t, s)
		m := x.add(x.Requester, account.SmartAccountUser)
		_, mark, err := s.IndexedAccount(t.Context(), x.ID)
		must(t, err)
		if mark == "" {
			t.Error("there is no index mark")
		}
		x.commit(x.member(m, nil))
		x.refused(retry.ErrConflict, x.member(m, nil))
		must(t, s.KeepOwnPostings(t.Context(), x.Account))
		found, _, err := s.OwnPostings(t.Context(), x.Requester, "acm", "", 10)
		must(t, err)
		if len(found) == 0 || found[0].Member {
			t.Errorf("the requester finds %+v", found)
		}
		again := x.add(x.Requester, account.SmartAccountUser)
		must(t, s.KeepOwnPostings(t.Context(), x.Account))
		found, _, err = s.OwnPostings(t.Context(), again.Person, "acm", "", 10)
		must(t, err)
		if len(found) == 0 || !found[0].Member {
			t.Errorf("the member finds %+v", found)
		}
	}},
	{"pages of members leave one out", func(t *testing.T, s Store) {
		x := loaded(t, s)
		for n := range 6 {
			x.add(account.Email(fmt.Sprintf("m%d@acme.com", n)), account.SmartAccountUser)
		}
		var persons []string
		for after := ""; ; {
			page, next, err := s.Members(t.Context(), x.ID, after, 3)
			must(t, err)
			for _, m := range page {
				persons = append(persons, string(m.Person))
			}
			if after = next; next == "" {
				break
			}
		}
		same(t, "members", strings.Join(persons, " "), "ann@acme.com m0@acme.com m1@acme.com m2@acme.com m3@acme.com m4@acme.com m5@acme.com")
	}},
	{"a page of members begins after an address that is no member's", func(t *testing.T, s Store) {
		x := loaded(t, s)
		x.add("m1@acme.com", account.SmartAccountUser)
		page, _, err := s.Members(t.Context(), x.ID, "bob@acme.com", 3)
		must(t, err)
		if len(page) != 1 || page[0].Person != "m1@acme.com" {
			t.Errorf("the page has %+v", page)
		}
	}},
}

var virtualTests = []test{
	{"siblings have the same name", func(t *testing.T, s Store) {
		x := loaded(t, s)
		sales := x.create("", "Sales")
		x.refused(account.ErrNameTaken, x.virtual(nil, x.below("", "SALES")))
		long := strings.Repeat("ß", 119)
		x.create("", long+"a")
		x.create("", long+"b")
		emea := x.create(sales.ID, "Sales")
		moved := *emea
		moved.ParentID = ""
		x.refused(account.ErrNameTaken, x.virtual(emea, &moved))
		moved.Name = "EMEA"
		x.commit(x.virtual(emea, &moved))
		same(t, "at the top", len(x.children("")), 5)
		same(t, "below", len(x.children(sales.ID)), 0)
		same(t, "children", x.now(sales.ID).Children, 0)
		x.create(sales.ID, "Sales")
	}},
	{"a lineage lacks an ancestor, or has another depth", func(t *testing.T, s Store) {
		x := loaded(t, s)
		sales := x.create("", "Sales")
		emea := x.create(sales.ID, "EMEA")
		it := x.create(emea.ID, "Italy")
		all, err := s.Lineages(t.Context(), x.ID, it.ID, "", "unknown", sales.ID)
		must(t, err)
		same(t, "lineages", len(all), 3)
		same(t, "path", all[it.ID].Path(), []string{"Sales", "EMEA", "Italy"})
		same(t, "depth", all[it.ID].Self().Depth, 3)
		same(t, "of the default one", all[""].Self().ID, x.first.ID)
		same(t, "children", x.now(sales.ID).Children, 1)
		moved := *emea
		moved.ParentID = x.first.ID
		x.commit(x.virtual(emea, &moved))
		same(t, "children of the former parent", x.now(sales.ID).Children, 0)
		same(t, "children of the new parent", x.now(x.first.ID).Children, 1)
		moved = x.now(emea.ID)
		top := moved
		top.ParentID = ""
		x.commit(x.virtual(&moved, &top))
		same(t, "depth after the move", x.now(it.ID).Depth, 2)
	}},
	{"what is not empty is deleted, or what is deleted stays", func(t *testing.T, s Store) {
		x := loaded(t, s)
		sales := x.create("", "Sales")
		emea := x.create(sales.ID, "EMEA")
		x.refused(retry.ErrConflict, x.virtual(sales, nil))
		x.commit(x.virtual(emea, nil))
		m := x.added(bob, account.VirtualAccountUser)
		m.VirtualRoles = []account.VirtualRole{{VirtualAccount: sales.ID, Role: account.VirtualAccountUser}}
		x.commit(x.member(nil, m))
		same(t, "members", x.now(sales.ID).Members, 1)
		now := x.now(sales.ID)
		x.refused(retry.ErrConflict, x.virtual(&now, nil))
		other := *m
		other.VirtualRoles = []account.VirtualRole{{VirtualAccount: x.first.ID, Role: account.VirtualAccountUser}}
		x.commit(x.member(m, &other))
		same(t, "members", x.now(sales.ID).Members, 0)
		same(t, "members of the other one", x.now(x.first.ID).Members, 1)
		x.commit(x.virtual(sales, nil))
		same(t, "at the top", x.children(""), []string{account.DefaultVirtualAccountName})
		x.create("", "Sales")
	}},
	{"a role on what does not exist is stored", func(t *testing.T, s Store) {
		x := loaded(t, s)
		m := x.added(bob, account.VirtualAccountUser)
		m.VirtualRoles = []account.VirtualRole{{VirtualAccount: "unknown", Role: account.VirtualAccountUser}}
		x.refused(retry.ErrConflict, x.member(nil, m))
		x.refused(retry.ErrConflict, x.virtual(nil, x.below("unknown", "Sales")))
	}},
	{"pages of Virtual Accounts leave one out or are in another order", func(t *testing.T, s Store) {
		x := loaded(t, s)
		for _, name := range []string{"b", "A", "a b", "c"} {
			x.create("", name)
		}
		all := x.children("")
		var names []string
		for after := ""; ; {
			page, next, err := s.Children(t.Context(), x.ID, "", after, 2)
			must(t, err)
			for _, v := range page {
				names = append(names, v.Name)
				if len(page) == 2 && next != "" {
					same(t, "position", s.ChildPosition(page[1]), next)
				}
			}
			if after = next; next == "" {
				break
			}
		}
		same(t, "names", names, all)
		same(t, "number", len(all), 5)
	}},
}

var logTests = []test{
	{"an entry of the log is lost, changed or in another order", func(t *testing.T, s Store) {
		x := loaded(t, s)
		begin := x.at
		var entries []account.LogEntry
		for n := range 3 {
			c := x.change(account.LogMemberChanged)
			c.Entry.Detail = map[string]string{account.LogReason: strconv.Itoa(n)}
			c.Entry.Before, c.Entry.After = map[string]string{account.LogRole: "a"}, map[string]string{}
			c.Entry.Places = []account.Place{
				{ID: "a", Within: []account.ID{"b", "c"}, Tells: map[account.ID][]account.LogValue{"a": {account.ToldActor, account.ToldAfter}, "b": {account.BeforeValue(account.LogParent)}}},
				{ID: "d"},
			}
			entries = append([]account.LogEntry{c.Entry}, entries...)
			x.commit(c)
		}
		got, next, err := s.Log(t.Context(), x.ID, begin, time.Time{}, "", 10)
		must(t, err)
		same(t, "log", got, entries)
		same(t, "next", next, "")
		var paged []account.LogEntry
		for after := ""; ; {
			page, next, err := s.Log(t.Context(), x.ID, begin, time.Time{}, after, 1)
			must(t, err)
			paged = append(paged, page...)
			if after = next; next == "" {
				break
			}
		}
		same(t, "pages", paged, entries)
		got, _, err = s.Log(t.Context(), x.ID, begin.Add(time.Minute), begin.Add(2*time.Minute), "", 10)
		must(t, err)
		same(t, "between", got, entries[1:2])
	}},
}

var dueTests = []test{
	{"a membership that ends is not due, or stays due", func(t *testing.T, s Store) {
		x := loaded(t, s)
		m := x.added(bob, account.SmartAccountUser)
		m.EndsAt = x.at.Add(100 * 24 * time.Hour)
		x.commit(x.member(nil, m))
		due := func(now time.Time, want ...administration.DueMember) {
			t.Helper()
			for range 100 {
				got, err := s.DueMembers(t.Context(), now, 10)
				must(t, err)
				if fmt.Sprint(got) == fmt.Sprint(want) {
					return
				}
				time.Sleep(50 * time.Millisecond)
			}
			t.Errorf("at %v not %v", now, want)
		}
		itself := administration.DueMember{AccountID: x.ID, Person: bob}
		reminder := m.EndsAt.Add(-30 * 24 * time.Hour)
		due(reminder, itself)
		due(reminder.Add(-time.Millisecond))
		mail := workflow.Mail{ID: account.NewID(), Kind: workflow.Invitation, To: bob, CreatedAt: x.at}
		postpone := func(now time.Time) error {
			return s.PostponeMember(t.Context(), *m, now, account.NextDue(*m, now), []workflow.Mail{mail})
		}
		if err := postpone(reminder.Add(-time.Millisecond)); !errors.Is(err, retry.ErrConflict) {
			t.Error("postponed before it is due:", err)
		}
		must(t, postpone(reminder))
		if err := postpone(reminder); !errors.Is(err, retry.ErrConflict) {
			t.Error("postponed twice:", err)
		}
		due(reminder)
		due(m.EndsAt, itself)
		other := *m
		other.Since = other.Since.Add(time.Millisecond)
		if err := s.PostponeMember(t.Context(), other, m.EndsAt, time.Time{}, nil); !errors.Is(err, retry.ErrConflict) {
			t.Error("another membership is postponed:", err)
		}
		endless := *m
		endless.EndsAt = time.Time{}
		x.commit(x.member(m, &endless))
		due(m.EndsAt)
	}},
}

var raceTests = []test{
	{"two removals take both administrators", func(t *testing.T, s Store) {
		x := loaded(t, s)
		m := x.add(bob, account.SmartAccountAdministrator)
		first, err := s.Member(t.Context(), x.ID, ann)
		must(t, err)
		x.oneOf(x.member(m, nil), x.member(&first, nil))
		same(t, "administrators", len(x.administrators()), 1)
	}},
	{"two siblings get the same name", func(t *testing.T, s Store) {
		x := loaded(t, s)
		x.oneOf(x.virtual(nil, x.below("", "Sales")), x.virtual(nil, x.below("", "sales")))
		same(t, "at the top", len(x.children("")), 2)
	}},
	{"two moves make a cycle", func(t *testing.T, s Store) {
		x := loaded(t, s)
		a, b := x.create("", "a"), x.create("", "b")
		underB, underA := *a, *b
		underB.ParentID, underA.ParentID = b.ID, a.ID
		x.oneOf(x.virtual(a, &underB), x.virtual(b, &underA))
		same(t, "at the top", len(x.children("")), 2)
	}},
}

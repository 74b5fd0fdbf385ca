package storagetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

var madeUpPositions = []string{"~~~", "\xff\xfe", "\x00", "4#", "1#", strings.Repeat("a", 5000), "\U0010FFFF", "-000000000001#x", "9999999999999#"}

var allParts = []search.Part{search.PendingPart, search.MemberPart, search.EndedPart}

// rolesIn returns the roles of a person's membership.
func rolesIn(t *testing.T, s Store, of account.Email, in account.ID) []account.Role {
	t.Helper()
	read := get[map[account.ID]search.Own](t)(s.OwnAccounts(t.Context(), of, nil, []account.ID{in}))
	return read[in].Membership.Roles()
}

var directoryTests = []test{
	{"somebody without a role has one, or the other way round", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		approver := r.Nominees[0].Email
		role := func(of account.Email) bool { return get[bool](t)(s.HasRole(t.Context(), of)) }
		same(t, "requester", role(partner), false)
		same(t, "nominee", role(approver), false)
		commit(t, s, approval(t, r, 1, account.Restricted, day1.Add(time.Hour)))
		same(t, "approver", role(approver), true)
		same(t, "requester", role(partner), false)
		same(t, "other nominee", role(r.Nominees[1].Email), false)
		roles := func(of account.Email, in account.ID) []account.Role {
			return rolesIn(t, s, of, in)
		}
		same(t, "roles", roles(approver, r.Account.ID), []account.Role{account.SmartAccountAdministrator})
		same(t, "roles elsewhere", len(roles(approver, account.NewID())), 0)
		same(t, "roles of others", len(roles(partner, r.Account.ID)), 0)
		holdings := func(of account.Email, most int) (domains []account.Domain) {
			for _, h := range get[[]account.Holding](t)(s.Holdings(t.Context(), of, most)) {
				same(t, "roles in what is held", h.Roles, []account.Role{account.SmartAccountAdministrator})
				same(t, "status of what is held", h.Account.Status, account.AccountActive)
				domains = append(domains, h.Account.Domain)
			}
			return domains
		}
		same(t, "what the approver holds", holdings(approver, 10), []account.Domain{"acme.com"})
		same(t, "what the requester holds", len(holdings(partner, 10)), 0)
		second := openingOf(account.Submission{Requester: partner, AccountName: "Aardvark", Domain: "aardvark.com", CustomerEmails: []account.Email{approver}}, day1)
		commit(t, s, second)
		commit(t, s, approval(t, get[account.Request](t)(s.Request(t.Context(), second.After.ID)), 1, account.Restricted, day1.Add(time.Hour)))
		same(t, "both, by name", holdings(approver, 10), []account.Domain{"aardvark.com", "acme.com"})
		same(t, "the first", holdings(approver, 1), []account.Domain{"aardvark.com"})
	}},
	{"an account is not found by its domain identifier", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		byDomain := func() account.Account {
			return get[account.Account](t)(s.AccountByDomain(t.Context(), "acme.com"))
		}
		same(t, "pending", byDomain(), r.Account)
		approve := approval(t, r, 1, account.Restricted, day1.Add(time.Hour))
		commit(t, s, approve)
		same(t, "active", byDomain(), approve.After.Account)
		_, err := s.AccountByDomain(t.Context(), "emea.acme.com")
		wantError(t, err, account.ErrNotFound)
	}},
	{"accounts are not found by their whole folded name, or by a part", func(t *testing.T, s Store) {
		var want []account.Account
		for n, name := range []string{"Müller & Söhne", "MULLER & Sohne", "ｍüller   &  söhne"} {
			change := openingOf(account.Submission{
				Requester: partner, AccountName: name, Domain: account.Domain(fmt.Sprintf("m%d.de", n)),
				CustomerEmails: []account.Email{account.Email(fmt.Sprintf("a@m%d.de", n))},
			}, day1)
			commit(t, s, change)
			want = append(want, change.After.Account)
		}
		approve := approval(t, get[account.Request](t)(s.Request(t.Context(), want[0].RequestID)), 1, account.Public, day1)
		commit(t, s, approve)
		want[0] = approve.After.Account
		byName := func(name string, most int) []account.Account {
			got := get[[]account.Account](t)(s.AccountsByName(t.Context(), account.FoldName(name), most))
			slices.SortFunc(got, func(a, b account.Account) int { return strings.Compare(string(a.Domain), string(b.Domain)) })
			return got
		}
		same(t, "same name", byName("muller & sohne", 10), want)
		same(t, "at most", len(byName("muller & sohne", 2)), 2)
		same(t, "a part", len(byName("muller", 10)), 0)
		same(t, "without punctuation", len(byName("muller sohne", 10)), 0)
	}},
	{"the directory is out of order, or a page leaves out or repeats a row", func(t *testing.T, s Store) {
		me := partner
		commitOpening := func(domain account.Domain, by account.Email, at time.Time, customers ...account.Email) account.Request {
			c := openingOf(account.Submission{
				Requester: by, AccountName: "Name of " + string(domain), Domain: domain, CustomerEmails: customers,
			}, at)
			commit(t, s, c)
			return c.After
		}
		var pending, ended []account.Request
		for n := range 5 {
			at := day1.Add(time.Duration(n) * time.Hour)
			pending = append(pending, commitOpening(account.Domain(fmt.Sprintf("p%d.com", n)), me, at, "a@p.com"))
			ended = append(ended, commitOpening(account.Domain(fmt.Sprintf("e%d.com", n)), me, at.Add(time.Minute), "a@e.com"))
		}
		for n, r := range ended {
			change := declining(t, r, 1, day1.Add(24*time.Hour-time.Duration(n)*time.Hour))
			if n == 2 {
				change = approval(t, r, 1, account.Restricted, day1.Add(24*time.Hour))
			}
			commit(t, s, change)
			ended[n] = change.After
		}
		var mine []account.Account
		for _, name := range []string{"beta", "alpha", "gamma", "alpha two"} {
			domain := account.Domain(strings.ReplaceAll(name, " ", "") + ".com")
			c := openingOf(account.Submission{Requester: "other@example.net", AccountName: name, Domain: domain, CustomerEmails: []account.Email{me}}, day1)
			commit(t, s, c)
			approve := approval(t, c.After, 1, account.Public, day1.Add(time.Hour))
			commit(t, s, approve)
			mine = append(mine, approve.After.Account)
		}
		commitOpening("elses.com", "other@example.net", day1, "x@elses.com")

		var want []account.WithAccess
		for _, r := range slices.Backward(pending) {
			want = append(want, account.WithAccess{Account: r.Account})
		}
		for _, n := range []int{1, 3, 0, 2} {
			want = append(want, account.WithAccess{Account: mine[n], Access: []account.Role{account.SmartAccountAdministrator}})
		}
		for _, r := range slices.Backward(ended) {
			want = append(want, account.WithAccess{Account: r.Account})
		}
		for _, most := range []int{1, 2, 4, 5, len(want), len(want) + 1} {
			var got []account.WithAccess
			after := ""
			for {
				rows, next, err := s.Rows(t.Context(), me, after, most)
				must(t, err)
				if len(rows) > most || (len(rows) == most) != (next != "") {
					t.Fatalf("%d rows, want at most %d; the next position is %q", len(rows), most, next)
				}
				got = append(got, rows...)
				if next == "" {
					break
				}
				if next <= after {
					t.Fatalf("position %q after %q", next, after)
				}
				after = next
			}
			same(t, fmt.Sprintf("in pages of %d", most), got, want)
		}
		same(t, "a stranger's", len(rowsOf(t, s, "x@example.org")), 0)

		state := map[account.ID]account.State{}
		for _, r := range append(pending, ended...) {
			state[r.Account.ID] = r.State
		}
		inPart := map[search.Part][]account.WithAccess{search.PendingPart: want[:5], search.MemberPart: want[5:9], search.EndedPart: want[9:]}
		for _, parts := range [][]search.Part{allParts, {search.PendingPart}, {search.MemberPart}, {search.EndedPart}, {search.MemberPart, search.EndedPart}, {search.PendingPart, search.EndedPart}, {}} {
			var want []search.Row
			for _, part := range parts {
				for _, f := range inPart[part] {
					want = append(want, search.Row{WithAccess: f, Part: part, State: state[f.Account.ID]})
				}
			}
			for _, most := range []int{1, 2, 4, 5, 6, 20} {
				var got []search.Row
				after := ""
				for {
					rows, next, err := s.DirectoryRows(t.Context(), me, parts, after, most)
					must(t, err)
					if len(rows) > most || (len(rows) == most) != (next != "") {
						t.Fatalf("%d rows of %v, want at most %d; the next position is %q", len(rows), parts, most, next)
					}
					for _, row := range rows {
						if row.Position <= after {
							t.Fatalf("position %q after %q", row.Position, after)
						}
						after = row.Position
						row.Position = ""
						got = append(got, row)
					}
					if next == "" {
						break
					}
					same(t, "next", next, after)
				}
				same(t, fmt.Sprintf("%v in pages of %d", parts, most), got, want)
			}
		}
	}},
	{"administrators, names of Virtual Accounts or states of requests are others than those stored", func(t *testing.T, s Store) {
		since := func(n int) time.Time { return day1.Add(time.Duration(n) * time.Hour) }
		stored := workflow.StoredAccount{Account: account.Account{
			ID: account.NewID(), Name: "Acme", Domain: "acme.com", Status: account.AccountActive, Visibility: account.Restricted, CreatedAt: day1,
		}}
		for n, m := range []account.Membership{
			{Person: "d@acme.com", Role: account.SmartAccountAdministrator, Since: since(4)},
			{Person: "b@acme.com", Role: account.SmartAccountAdministrator, Since: since(2), Hidden: true},
			{Person: "u@acme.com", Role: account.SmartAccountUser, Since: since(0)},
			{Person: "i@acme.com", Role: account.SmartAccountAdministrator, Since: since(1), InvitedAt: since(1)},
			{Person: "c@acme.com", Role: account.SmartAccountAdministrator, Since: since(3)},
		} {
			m.AccountID = stored.Account.ID
			stored.Members = append(stored.Members, m)
			stored.VirtualAccounts = append(stored.VirtualAccounts, account.VirtualAccount{
				ID: account.NewID(), AccountID: m.AccountID, Depth: 1, Name: fmt.Sprintf("Part %d", n), Visibility: account.Public, Default: n == 0, CreatedAt: day1,
			})
		}
		must(t, s.Load(t.Context(), []workflow.StoredAccount{stored}))
		none := account.NewID()
		contacts := get[map[account.ID]search.Contacts](t)(s.Contacts(t.Context(), []account.ID{stored.Account.ID, none, stored.Account.ID}, 2))
		same(t, "accounts", len(contacts), 1)
		of := contacts[stored.Account.ID]
		same(t, "account", of.Account, stored.Account)
		same(t, "administrators", of.Administrators, []account.Membership{stored.Members[1], stored.Members[4]})
		same(t, "all administrators", of.Number, 3)

		first := search.VirtualID{Account: stored.Account.ID, ID: stored.VirtualAccounts[0].ID}
		third := search.VirtualID{Account: stored.Account.ID, ID: stored.VirtualAccounts[2].ID}
		names := get[map[search.VirtualID]string](t)(s.VirtualNames(t.Context(), []search.VirtualID{first, third, first, {Account: none, ID: first.ID}, {Account: first.Account, ID: none}}))
		same(t, "names", names, map[search.VirtualID]string{first: "Part 0", third: "Part 2"})

		r := opened(t, s, "bolt.com")
		states := get[map[account.ID]account.State](t)(s.RequestStates(t.Context(), []account.ID{r.ID, none, r.ID}))
		same(t, "states", states, map[account.ID]account.State{r.ID: account.PendingApproval})
	}},
	{"a made-up position is an error", func(t *testing.T, s Store) {
		opened(t, s, "acme.com")
		for _, position := range madeUpPositions {
			_, _, err := s.Rows(t.Context(), partner, position, 10)
			must(t, err)
			for _, parts := range [][]search.Part{allParts, {search.PendingPart, search.EndedPart}, {search.MemberPart}, nil} {
				_, _, err = s.DirectoryRows(t.Context(), partner, parts, position, 10)
				must(t, err)
			}
			_, _, err = s.RequestsBy(t.Context(), partner, account.States(), position, 10)
			must(t, err)
			_, err = s.RequestsIn(t.Context(), account.States(), position, 10)
			must(t, err)
			for _, text := range []string{"", "acme", "group", "group x", "c", strings.Repeat("語", 400)} {
				_, _, err = s.Postings(t.Context(), text, position, 10)
				must(t, err)
				_, _, err = s.Postings(t.Context(), text, text+position, 10)
				must(t, err)
				_, err = s.PostingsNear(t.Context(), text, 10)
				must(t, err)
			}
		}
	}},
	{"postings are out of order, or a page leaves one out or repeats it", func(t *testing.T, s Store) {
		// Names that agree in more bytes than a key holds; that sort differently in UTF-8 and UTF-16; that begin with
		// each other; that are the same; and that have crowded words.
		long := strings.Repeat("ﷺ", 100)
		names := []string{
			"Common", "common", "Common a", "Common-a", "Common b", "common " + long + " c", "common " + long + " a",
			"common " + long + " b", "common " + long, "common \U00020000", "common \uFA0E", "common ~", "common !", "Cömmon", "commons",
			"zzz common", "a common", long + long + " " + long + long + "x", "Compte Group", "Group", "Groupe Common Co", "Grouper", "grou",
			"A Group Com", "B Group Com", "C Group Com", "D Group Com", "E Company", "Comgroup Group Ltd", "company group",
		}
		var want []listed
		for n, name := range names {
			a := account.Account{
				ID: account.NewID(), Name: name, Domain: account.Domain(fmt.Sprintf("x%d.com", n)), Status: account.AccountActive,
				Visibility: account.Public,
			}
			must(t, s.PutPostings(t.Context(), a))
			must(t, s.PutPostings(t.Context(), a))
			for _, listing := range account.Listings(a.Name, a.Domain) {
				want = append(want, listedUnder(listing, a))
			}
		}
		slices.SortFunc(want, listed.compare)
		want = slices.Compact(want) // the long words are the same in the part that a listing keeps
		that := func(text string) (some []listed) {
			for _, p := range want {
				if strings.HasPrefix(p.Listing, beginning(text)) {
					some = append(some, p)
				}
			}
			return some
		}
		for _, text := range []string{"c", "com", "comm", "common", "common a", "common ", "g", "gr", "group", "group c", "groupe", "company", "compan", "zebra", "صلى"} {
			want := that(text)
			var whole []search.Posting
			for _, most := range []int{1, 2, 3, 7, len(want), len(want) + 1, 100} {
				if most == 0 {
					continue
				}
				var got []search.Posting
				for after, reads := "", 0; ; reads++ {
					some, next, err := s.Postings(t.Context(), text, after, most)
					must(t, err)
					if next != "" && next <= after || reads > 4*len(want) {
						t.Fatalf("%q in reads of %d: from %q to %q", text, most, after, next)
					}
					got, after = append(got, some...), next
					if next == "" {
						break
					}
				}
				if !slices.Equal(listedOf(got), want) {
					t.Fatalf("%q in reads of %d:\n got %v\nwant %v", text, most, got, want)
				}
				inOrder(t, got)
				whole = got
			}
			for n, p := range whole {
				some, _, err := s.Postings(t.Context(), text, p.Position, 1000) // each list returns a share, which may be uneven
				must(t, err)
				same(t, "after "+p.Position, some, append([]search.Posting(nil), whole[n+1:]...))
			}
		}
		for _, text := range []string{"commun", "grour", "zz", "صلىx"} {
			var before, behind []listed
			for _, p := range want {
				if word := p.Listing; word == "com" || strings.HasPrefix(word, "group ") || word == "group" ||
					strings.HasPrefix(word, "company") || strings.HasPrefix(word, "co") && len(word) == 2 || word == "ltd" || strings.HasPrefix(word, "com ") {
					continue // crowded words have lists of their own
				}
				switch {
				case []rune(p.Listing)[0] != []rune(text)[0]:
				case p.Listing < text:
					before = append(before, p)
				default:
					behind = append(behind, p)
				}
			}
			slices.Reverse(before)
			for _, most := range []int{1, 3, 100} {
				near := get[[]search.Posting](t)(s.PostingsNear(t.Context(), text, most))
				same(t, "near "+text, listedOf(near), slices.Concat(before[:min(most, len(before))], behind[:min(most, len(behind))]))
			}
		}
	}},
	{"a public account is not found by the beginning of a word, or still when taken off", func(t *testing.T, s Store) {
		a := account.Account{
			ID: account.NewID(), Name: "Große Ålesund 東京 Co", Domain: "xn--bcher-kva.example-co.com", Status: account.AccountActive,
			Visibility: account.Public,
		}
		found := func(letters string) bool {
			some, _, err := s.Postings(t.Context(), letters, "", 10)
			must(t, err)
			return slices.ContainsFunc(some, func(p search.Posting) bool { return p.Account == a })
		}
		must(t, s.PutPostings(t.Context(), a))
		words := account.Listings(a.Name, a.Domain)
		for _, word := range words {
			for n := range []rune(word) {
				if letters := string([]rune(word)[:n+1]); !found(letters) {
					t.Errorf("%q does not find the account", letters)
				}
			}
		}
		same(t, "another word", found("zebra"), false)
		must(t, s.DeletePostings(t.Context(), a))
		must(t, s.DeletePostings(t.Context(), a))
		for _, word := range words {
			same(t, word, found(word), false)
		}
		same(t, "left behind", len(get[map[string]string](t)(s.Dump(t.Context()))), 0)
	}},
}

var indexTests = []test{
	{"an account is marked although strangers see no change, or not marked although they do", func(t *testing.T, s Store) {
		mark := func(r account.Request) string {
			_, mark, err := s.IndexedAccount(t.Context(), r.Account.ID)
			must(t, err)
			return mark
		}
		for n, c := range []struct {
			change func(r account.Request) workflow.Change
			marked bool
		}{
			{func(r account.Request) workflow.Change { return approval(t, r, 1, account.Public, day1) }, true},
			{func(r account.Request) workflow.Change { return approval(t, r, 1, account.Restricted, day1) }, false},
			{func(r account.Request) workflow.Change { return declining(t, r, 1, day1) }, false},
			{func(r account.Request) workflow.Change { return expiry(t, r, r.ExpiresAt) }, false},
		} {
			r := opened(t, s, account.Domain(fmt.Sprintf("acme%d.com", n)))
			same(t, "new", mark(r), "")
			change := c.change(r)
			commit(t, s, change)
			same(t, string(change.After.State), mark(r) != "", c.marked)
		}
		_, _, err := s.IndexedAccount(t.Context(), account.NewID())
		wantError(t, err, account.ErrNotFound)
	}},
	{"a mark is taken off that stands for another change, or stays due for ever", func(t *testing.T, s Store) {
		r := opened(t, s, "acme.com")
		approve := approval(t, r, 1, account.Public, day1.Add(time.Hour))
		commit(t, s, approve)
		a, mark, err := s.IndexedAccount(t.Context(), r.Account.ID)
		must(t, err)
		same(t, "account", a, approve.After.Account)
		due := func(before time.Time, want ...account.ID) {
			t.Helper()
			eventually(t, "accounts to index", func() bool {
				return slices.Equal(get[[]account.ID](t)(s.AccountsToIndex(t.Context(), before, 10)), want)
			})
		}
		due(day1.Add(time.Hour))
		due(day1.Add(time.Hour+time.Millisecond), a.ID)
		refused(t, s, retry.ErrConflict, func() error { return s.ClearIndexMark(t.Context(), a.ID, mark+"x") })
		refused(t, s, retry.ErrConflict, func() error { return s.ClearIndexMark(t.Context(), account.NewID(), mark) })
		must(t, s.ClearIndexMark(t.Context(), a.ID, mark))
		must(t, s.ClearIndexMark(t.Context(), a.ID, mark))
		due(day1.Add(48 * time.Hour))
		same(t, "account", get[workflow.StoredAccount](t)(s.Account(t.Context(), a.ID)).Account, a)
	}},
}

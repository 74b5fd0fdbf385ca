package storagetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
)

// ownOf returns all own postings of the person that begin with text, in reads of most.
func ownOf(t *testing.T, s Store, person account.Email, text string, most int) []search.OwnPosting {
	t.Helper()
	var all []search.OwnPosting
	for after := ""; ; {
		some, next, err := s.OwnPostings(t.Context(), person, text, after, most)
		must(t, err)
		if len(some) > most || next != "" && next <= after {
			t.Fatalf("%q in reads of %d: %d from %q to %q", text, most, len(some), after, next)
		}
		if all, after = append(all, some...), next; next == "" {
			return all
		}
	}
}

// finds reports whether the person finds the account under every beginning of its listings, and whether as a member.
// It fails the test if they find it under some only.
func finds(t *testing.T, s Store, person account.Email, a account.Account) (finds, member bool) {
	t.Helper()
	found, missed := 0, 0
	for _, listing := range account.Listings(a.Name, a.Domain) {
		for _, text := range []string{listing, string([]rune(listing)[:1])} {
			its := slices.DeleteFunc(ownOf(t, s, person, text, 100), func(p search.OwnPosting) bool { return p.Account.ID != a.ID })
			if len(its) == 0 {
				missed++
				continue
			}
			found++
			for _, p := range its {
				want := search.Posting{Account: account.Account{ID: a.ID, Name: a.Name, Domain: a.Domain}, Listing: p.Listing, Position: p.Position}
				same(t, "posting", p.Posting, want)
				member = p.Member
			}
		}
	}
	if found > 0 && missed > 0 {
		t.Errorf("%s finds %s under %d of %d texts", person, a.Name, found, found+missed)
	}
	return found > 0, member
}

// longName has the maximum number of words.
var longName = func() string {
	var words []string
	for n := range 60 {
		words = append(words, string(rune('一'+n)))
	}
	return strings.Join(words, " ")
}()

// provisionals returns the keys of the own postings that expire, and of those that stay.
func provisionals(t *testing.T, s Store) (goes, stays []string) {
	t.Helper()
	for key, item := range get[map[string]string](t)(s.Dump(t.Context())) {
		switch {
		case !strings.Contains(key, " OWN#"):
		case strings.Contains(item, "deleteAfter: "):
			goes = append(goes, key)
		default:
			stays = append(stays, key)
		}
	}
	return goes, stays
}

var ownTests = []test{
	{"somebody does not find what is theirs with the change by which it is, or still when it is not", func(t *testing.T, s Store) {
		wants := func(when string, person account.Email, a account.Account, want, wantMember bool) {
			t.Helper()
			got, member := finds(t, s, person, a)
			same(t, fmt.Sprintf("%s: %s finds it, belongs to it", when, person), []bool{got, member}, []bool{want, wantMember})
		}
		for n, name := range []string{"Acme Food", "Große Ålesund 東京 Co", longName} {
			c := opening(account.Domain(fmt.Sprintf("acme%d.com", n)), partner, day1, 2)
			c.After.Account.Name = name
			commit(t, s, c)
			r := c.After
			first, second := r.Nominees[0].Email, r.Nominees[1].Email
			wants("pending", partner, r.Account, true, false)
			wants("pending", first, r.Account, false, false)
			approve := approval(t, r, 1, account.Restricted, day1.Add(time.Hour))
			commit(t, s, approve)
			a := approve.After.Account
			wants("approved", partner, a, true, false)
			wants("approved", first, a, true, true)
			wants("approved", second, a, false, false)
			cancelled := takenBack(t, s, a)
			must(t, s.DropMembers(t.Context(), cancelled))
			wants("taken back", partner, a, true, false)
			wants("taken back", first, a, false, false)
		}
		r := opened(t, s, "declined.com")
		commit(t, s, declining(t, r, 1, day1.Add(time.Hour)))
		wants("declined", partner, r.Account, true, false)
	}},
	{"who is appointed does not find the account, or not as who belongs to it", func(t *testing.T, s Store) {
		for n, name := range []string{"Acme Food", longName} {
			c := opening(account.Domain(fmt.Sprintf("acme%d.com", n)), partner, day1, 1)
			c.After.Account.Name = name
			commit(t, s, c)
			approve := approval(t, c.After, 1, account.Restricted, day1.Add(time.Hour))
			commit(t, s, approve)
			a := approve.After.Account
			for _, person := range []account.Email{"new@acme.com", partner} { // partner has requested it
				must(t, s.Settle(t.Context(), appointing(t, dispute(t, s, a, partner, day1), a, person, nil)))
				got, _ := finds(t, s, person, a)
				same(t, "found at once", got, true)
				if name == longName || person == partner {
					same(t, "to be indexed", len(get[[]account.ID](t)(s.AccountsToIndex(t.Context(), day1.Add(1000*time.Hour), 10))) > 0, true)
				}
				must(t, s.KeepOwnPostings(t.Context(), a))
				_, member := finds(t, s, person, a)
				same(t, "belongs to it", member, true)
			}
		}
		goes, _ := provisionals(t, s)
		same(t, "what goes", goes, []string(nil))
	}},
	{"of a long name somebody's own postings go, or stay without an account", func(t *testing.T, s Store) {
		c := opening("acme.com", partner, day1, 1)
		c.After.Account.Name = longName
		commit(t, s, c)
		goes, stays := provisionals(t, s)
		same(t, "before it is indexed", []int{len(goes), len(stays)}, []int{62, 0})
		_, mark, err := s.IndexedAccount(t.Context(), c.After.Account.ID)
		must(t, err)
		same(t, "marked", mark != "", true)
		must(t, s.KeepOwnPostings(t.Context(), c.After.Account))
		must(t, s.KeepOwnPostings(t.Context(), c.After.Account))
		goes, stays = provisionals(t, s)
		same(t, "indexed", []int{len(goes), len(stays)}, []int{0, 62})

		// A refused change neither stores postings that stay nor makes such postings expire.
		wantError(t, s.Commit(t.Context(), c), account.ErrDomainTaken)
		other := opening("acme.com", partner, day1, 1)
		other.After.Account.Name = longName
		wantError(t, s.Commit(t.Context(), other), account.ErrDomainTaken)
		goes, stays = provisionals(t, s)
		same(t, "refused", []int{len(goes), len(stays)}, []int{62, 62})
		found := get[map[account.ID]search.Own](t)(s.OwnAccounts(t.Context(), partner, []account.ID{other.After.Account.ID}, nil))
		same(t, "an account that never was", found[other.After.Account.ID].Account.ID, account.ID(""))
	}},
	{"own postings are out of order, or a read leaves one out, repeats it, or shows another's", func(t *testing.T, s Store) {
		names := []string{"Common", "common", "Common a", "Common-a", "Common b", "common \U00020000", "common \uFA0E", "common ~", "Cömmon", "commons", "zzz common", "a common", "Group Common Co", "Grouper", strings.Repeat("ﷺ", 60)}
		var want []listed
		for n, name := range names {
			a := active(t, s, name, account.Domain(fmt.Sprintf("x%d.com", n)), member(partner, account.SmartAccountUser)).Account
			for _, listing := range account.Listings(a.Name, a.Domain) {
				want = append(want, listedUnder(listing, account.Account{ID: a.ID, Name: a.Name, Domain: a.Domain}))
			}
		}
		active(t, s, "Common of others", "others.com", member("x@example.org", account.SmartAccountUser))
		slices.SortFunc(want, listed.compare)
		for _, text := range []string{"c", "com", "common", "common a", "common ", "g", "group c", "zebra", "صلى", "x1"} {
			var that []listed
			for _, p := range want {
				if strings.HasPrefix(p.Listing, text) {
					that = append(that, p)
				}
			}
			var whole []search.OwnPosting
			for _, most := range []int{1, 2, 7, 100} {
				whole = ownOf(t, s, partner, text, most)
				var postings []search.Posting
				for _, p := range whole {
					same(t, "member", p.Member, true)
					postings = append(postings, p.Posting)
				}
				same(t, fmt.Sprintf("%q in reads of %d", text, most), listedOf(postings), that)
				inOrder(t, postings)
			}
			for n, p := range whole {
				some, _, err := s.OwnPostings(t.Context(), partner, text, p.Position, 1000)
				must(t, err)
				same(t, "after "+p.Position, some, append([]search.OwnPosting(nil), whole[n+1:]...))
			}
		}
		for _, position := range madeUpPositions {
			for _, text := range []string{"", "common", strings.Repeat("語", 400)} {
				_, _, err := s.OwnPostings(t.Context(), partner, text, position, 10)
				must(t, err)
			}
		}
	}},
	{"of accounts something else is read than there is, or others' roles", func(t *testing.T, s Store) {
		mine := active(t, s, "Acme", "acme.com", member(partner, account.SmartAccountUser), member("x@example.org", account.SmartAccountViewer)).Account
		others := active(t, s, "Bolt", "bolt.com", member("x@example.org", account.SmartAccountViewer)).Account
		none := account.NewID()
		found := get[map[account.ID]search.Own](t)(s.OwnAccounts(t.Context(), partner, []account.ID{mine.ID, none}, []account.ID{mine.ID, others.ID, none}))
		same(t, "mine", found[mine.ID].Account, mine)
		same(t, "my membership", found[mine.ID].Membership.Roles(), []account.Role{account.SmartAccountUser})
		same(t, "others'", found[others.ID], search.Own{})
		same(t, "none", found[none], search.Own{})
	}},
}

package search_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
	"smartaccounts/internal/workflow"
)

// finds returns the domain identifiers of the results on all pages, in order.
func (h *harness) finds(by account.Person, query string, limit int) (domains []string) {
	h.Helper()
	cursor := ""
	for range 200 {
		page, err := h.find().Do(h.Context(), by, query, limit, cursor)
		h.must(err)
		if limit > 0 && len(page.Items) > limit {
			h.Errorf("a page has %d items, want at most %d", len(page.Items), limit)
		}
		for _, f := range page.Items {
			domains = append(domains, string(f.Account.Domain))
		}
		if cursor = page.Next; cursor == "" {
			return domains
		}
	}
	h.Fatalf("the search for %q has too many pages", query)
	return nil
}

func (h *harness) wantFinds(by account.Person, query string, want ...string) {
	h.Helper()
	if got := h.finds(by, query, 0); !slices.Equal(got, want) {
		h.Errorf("%s searches %q and finds %v, want %v", by.Email, query, got, want)
	}
}

func TestARestrictedAccountIsFoundOnlyByItsWholeNameOrDomain(t *testing.T) {
	h := newHarness(t)
	h.activeAccount("ann@acme.com", "Acme Holding S.p.A.", "acme.com", account.Restricted)
	ann := account.Person{Email: "ann@acme.com"}
	for _, query := range []string{"Acme Holding S.p.A.", "acme  HOLDING s.p.a.", "ＡＣＭＥ holding s.p.a.", "acme.com", "ACME.com."} {
		h.wantFinds(partner, query, "acme.com")
		h.wantFinds(ann, query, "acme.com")
	}
	for _, query := range []string{"acme", "acme holding", "holding", "acme holding spa", "a", "com"} {
		if got := h.finds(partner, query, 0); slices.Contains(got, "acme.com") {
			t.Errorf("a person who is not a member finds it by %q", query)
		}
	}
	for _, query := range []string{"acme", "acme hold", "hol ac", "s", "com"} {
		h.wantFinds(ann, query, "acme.com") // found as its administrator
	}
}

// People search while they type: each letter makes a query.
func TestAPublicAccountIsFoundByEveryBeginningOfItsIdentifier(t *testing.T) {
	h := newHarness(t)
	for _, domain := range []string{"acme-1.com", "emea.acme.co.uk", "x-a.b-c.info"} {
		h.activeAccount("ann@acme.com", "Account of "+domain, account.Domain(domain), account.Public)
		for n := range domain {
			if got := h.finds(partner, domain[:n+1], 0); !slices.Contains(got, domain) {
				t.Errorf("%q finds %v", domain[:n+1], got)
			}
		}
	}
}

func TestAWholeNameIsFoundInAnyTypography(t *testing.T) {
	h := newHarness(t)
	h.activeAccount("ann@acme.com", "D’Angelo – Figli", "dangelo.it", account.Restricted)
	for _, query := range []string{"D'Angelo - Figli", "d’angelo — figli", "D`Angelo  \u2212\u00a0FIGLI", "D'Ange\u200blo - Figli", "DʼAngelo ‑ Figli"} {
		h.wantFinds(partner, query, "dangelo.it")
	}
	for _, query := range []string{"DAngelo - Figli", "D'Angelo Figli", "D'Ang\u0435lo - Figli", "D'Angeio - Figli"} {
		h.wantFinds(partner, query)
	}
}

func TestAPastedAddressFindsTheDomainIdentifier(t *testing.T) {
	h := newHarness(t)
	h.activeAccount("ann@acme.com", "Hidden", "acme.com", account.Restricted)
	h.activeAccount("ann@acme.com", "Müller", "xn--mller-kva.de", account.Restricted)
	h.activeAccount("ann@acme.com", "Acme Brazil", "acme.com.br", account.Public)
	for _, query := range []string{
		"https://www.acme.com/x", "https://www.acme.com/x?y=z#a", "http://user:pw@acme.com:8080", "//acme.com", "www.acme.com", "acme.com/", "<https://acme.com>",
		"info@acme.com", "Anna Rossi <info@acme.com>", "mailto:info@acme.com", " \u200bhttps://acme.com\ufeff ", "@acme.com", "HTTPS://ACME.COM",
	} {
		h.wantFinds(partner, query, "acme.com", "acme.com.br")
	}
	h.wantFinds(partner, "https://www.müller.de/", "xn--mller-kva.de")
	h.wantFinds(partner, "https://emea.acme.com/")
	h.wantFinds(partner, "https://other.com/acme.com")
}

func TestAPublicAccountIsFoundByTheBeginningsOfItsWords(t *testing.T) {
	h := newHarness(t)
	h.activeAccount("ann@acme.com", "Crème Brûlée GmbH", "bruleur.fr", account.Public)
	h.activeAccount("ann@acme.com", "Brule", "brule.com", account.Public)
	h.activeAccount("ann@acme.com", "The Brule", "zz.com", account.Public)
	h.wantFinds(partner, "brul", "brule.com", "bruleur.fr", "zz.com")
	h.wantFinds(partner, "BRÛLE", "brule.com", "bruleur.fr", "zz.com") // the exact match first, then by name
	h.wantFinds(partner, "zz.com", "zz.com")
	h.wantFinds(partner, "gm bru", "bruleur.fr")
	h.wantFinds(partner, "rule")
	h.wantFinds(partner, "brule gmbh x")
	h.wantFinds(partner, "fr", "bruleur.fr")
}

func TestExactMatchesComeFirst(t *testing.T) {
	h := newHarness(t)
	h.activeAccount("ann@acme.com", "Aaa Target", "a.com", account.Public)
	h.activeAccount("ann@acme.com", "Target", "t1.com", account.Restricted)
	h.activeAccount("ann@acme.com", "TARGET", "t2.com", account.Public)
	h.activeAccount("ann@acme.com", "Bbb", "target.com", account.Public)
	for _, limit := range []int{1, 2, 3, 20} {
		got := h.finds(partner, "target", limit)
		whole := slices.Sorted(slices.Values(got[:2]))
		if !slices.Equal(whole, []string{"t1.com", "t2.com"}) || !slices.Equal(got[2:], []string{"a.com", "target.com"}) {
			t.Errorf("in pages of %d: %v", limit, got)
		}
	}
	if got := h.finds(partner, "target.com", 0); got[0] != "target.com" {
		t.Errorf("by domain: %v", got)
	}
}

// The query has a rare word and a frequent one, and own accounts are among the results.
func TestPagesOmitNothingAndRepeatNothing(t *testing.T) {
	h := newHarness(t)
	var accounts []workflow.StoredAccount
	var rare, all []string
	for n := range 600 {
		name := fmt.Sprintf("Company %04d", n)
		if n%200 == 150 {
			name += " Zeta"
		}
		v := account.Public
		var members []account.Membership
		id := account.NewID()
		if n%200 == 151 { // the person's own account, Restricted
			name += " Zeta"
			v = account.Restricted
			members = []account.Membership{{AccountID: id, Person: partner.Email, Role: account.SmartAccountAdministrator, Since: h.Now()}}
		}
		domain := fmt.Sprintf("c%04d.com", n)
		accounts = append(accounts, workflow.StoredAccount{Members: members, Account: account.Account{
			ID: id, Name: name, Domain: account.Domain(domain), Status: account.AccountActive,
			Visibility: v, CreatedAt: h.Now(), Requester: "x@example.org", RequestID: account.NewID(), PendingUntil: h.Now(),
		}})
		all = append(all, domain)
		if strings.HasSuffix(name, "Zeta") {
			rare = append(rare, domain)
		}
	}
	h.must(h.store.Load(t.Context(), accounts))
	for _, limit := range []int{1, 7, 100} {
		if got := h.finds(partner, "compan zeta", limit); !slices.Equal(got, rare) {
			t.Errorf("rare in pages of %d: %v, want %v", limit, got, rare)
		}
	}
	if got := h.finds(partner, "comp", 100); !slices.Equal(got, all) {
		t.Errorf("all: %d, want %d", len(got), len(all))
	}
}

// The expected results are computed from all accounts: exact matches come first, and results that fit on one page are
// sorted by name.
func TestASearchFindsEveryMatchingAccountOnce(t *testing.T) {
	h := newHarness(t)
	chance := rand.New(rand.NewPCG(7, 7))
	vocabulary := strings.Fields("Acme Acorn Alpha Group Grouper Holding GmbH S.p.A. Ltd Com Company Compass Blue Ocean Oceanic Œuvre Zeta 東京 Co A")
	var accounts []workflow.StoredAccount
	var visible []account.Account
	for n := range 300 {
		var name []string
		for range 1 + chance.IntN(4) {
			name = append(name, vocabulary[chance.IntN(len(vocabulary))])
		}
		a := account.Account{
			ID: account.NewID(), Name: strings.Join(name, " "), Domain: account.Domain(fmt.Sprintf("d%03d.%s", n, []string{"com", "co.uk", "acme.net"}[n%3])),
			Status: account.AccountActive, Visibility: account.Public, CreatedAt: h.Now(), Requester: "x@example.org", RequestID: account.NewID(), PendingUntil: h.Now(),
		}
		stored := workflow.StoredAccount{Account: a}
		switch n % 10 {
		case 7: // accounts of others
			stored.Account.Visibility = account.Restricted
		case 8, 9: // the person's own accounts
			if n%10 == 8 {
				stored.Account.Visibility = account.Restricted
			}
			stored.Members = []account.Membership{{AccountID: a.ID, Person: partner.Email, Role: account.SmartAccountAdministrator, Since: h.Now()}}
			fallthrough
		default:
			visible = append(visible, stored.Account)
		}
		accounts = append(accounts, stored)
	}
	h.must(h.store.Load(t.Context(), accounts))
	for _, query := range []string{
		"acme", "a", "ac", "group", "gro", "g", "com", "co", "company", "oceanic", "ocean", "blue ocean", "ocean blue", "oc bl", "com ac", "acme com",
		"group gmbh", "holding group acme", "spa", "s.p.a.", "acme s.p", "net", "d007", "東京", "東", "東 co", "oeuvre", "a a", "zeta alpha blue", "uk d", "acme acme",
	} {
		words := account.Words(query)
		var want []string
		for _, a := range visible {
			if account.Matches(account.Listings(a.Name, a.Domain), words) {
				want = append(want, string(a.Domain))
			}
		}
		var whole []string
		for _, stored := range accounts {
			if account.FoldName(stored.Account.Name) == account.FoldName(query) {
				whole = append(whole, string(stored.Account.Domain))
				if stored.Account.Visibility == account.Restricted && len(stored.Members) == 0 {
					want = append(want, string(stored.Account.Domain))
				}
			}
		}
		slices.Sort(want)
		slices.Sort(whole)
		for _, limit := range []int{7, 100} {
			got := slices.DeleteFunc(h.finds(partner, query, limit), func(d string) bool { return d == "partner.example.com" }) // the account in which partner has a role
			if first := slices.Sorted(slices.Values(got[:min(len(whole), len(got))])); !slices.Equal(first, whole) {
				t.Errorf("%q in pages of %d: first %v, want %v", query, limit, first, whole)
			}
			if all := slices.Sorted(slices.Values(got)); !slices.Equal(all, want) {
				t.Errorf("%q in pages of %d: %d found, want %d: %v", query, limit, len(got), len(want), diff(all, want))
			}
			byName := func(a, b string) int {
				first, second := named(visible, a), named(visible, b)
				return cmp.Or(strings.Compare(account.Fold(first.Name), account.Fold(second.Name)), cmp.Compare(first.ID, second.ID))
			}
			if len(got) <= limit && !slices.IsSortedFunc(got[len(whole):], byName) {
				t.Errorf("%q in pages of %d is out of order: %v", query, limit, got)
			}
		}
	}
}

func diff(a, b []string) (only []string) {
	for _, s := range a {
		if !slices.Contains(b, s) {
			only = append(only, s)
		}
	}
	return only
}

func named(accounts []account.Account, domain string) account.Account {
	i := slices.IndexFunc(accounts, func(a account.Account) bool { return string(a.Domain) == domain })
	return accounts[i]
}

// Both words of the query are in many names, and only one name has both. The next pages find it.
func TestASearchThatReadsTooMuchIsTruncated(t *testing.T) {
	h := newHarness(t)
	h.activeAccount(partner.Email, "Partner", "partner.org", account.Restricted)
	var accounts []workflow.StoredAccount
	for n := range 1000 {
		accounts = append(accounts, workflow.StoredAccount{Account: account.Account{
			ID: account.NewID(), Name: fmt.Sprintf("%s %04d", []string{"Widespread", "Museum"}[n%2], n), Domain: account.Domain(fmt.Sprintf("w%04d.de", n)), Status: account.AccountActive,
			Visibility: account.Public, CreatedAt: h.Now(), Requester: "x@example.org", RequestID: account.NewID(), PendingUntil: h.Now(),
		}})
	}
	accounts[998].Account.Domain = "w0998.museum"
	h.must(h.store.Load(t.Context(), accounts))
	first, err := h.find().Do(t.Context(), partner, "widespread museum", 0, "")
	h.must(err)
	if !first.Truncated || first.Next == "" || len(first.Items) > 0 || first.Suggestions != nil {
		t.Errorf("first page %+v", first)
	}
	h.wantFinds(partner, "widespread museum", "w0998.museum")
	exact, err := h.find().Do(t.Context(), partner, "widespread 0", 0, "")
	h.must(err)
	if exact.Truncated || len(exact.Items) != paging.DefaultSize || exact.Next == "" {
		t.Errorf("a page that is filled: %+v", exact)
	}
}

func TestOnlyNamesOfPublicAccountsAreSuggested(t *testing.T) {
	h := newHarness(t)
	h.activeAccount("x@y.com", "Marconi Radio", "marconi.it", account.Public)
	h.activeAccount("x@y.com", "MARCONI Radio", "marconi2.it", account.Public)
	h.activeAccount("x@y.com", "Marcone", "secret.it", account.Restricted)
	h.activeAccount("x@y.com", "Martini", "martini.it", account.Public)
	h.activeAccount("x@y.com", "Via", "via.it", account.Public)
	meant := func(query string) []string {
		t.Helper()
		page, err := h.find().Do(t.Context(), partner, query, 0, "")
		h.must(err)
		return page.Suggestions
	}
	for query, want := range map[string][]string{
		"marcomi": {"MARCONI Radio", "Marconi Radio"}, "mracnoi": {"MARCONI Radio", "Marconi Radio"}, "marconi radoi": {"MARCONI Radio", "Marconi Radio"},
		"martinni": {"Martini"}, "vai": {"Via"}, "va": {"Via"}, "vx": nil, "zzzz": nil, "marconi": nil, "!": nil, "marconi radio station": nil,
	} {
		if got := slices.Sorted(slices.Values(meant(query))); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
	for n := range 9 {
		h.activeAccount("x@y.com", fmt.Sprintf("Quartz%d", n), account.Domain(fmt.Sprintf("q%d.com", n)), account.Public)
	}
	wantEqual(t, "at most", len(meant("quartzz")), 5)
}

func TestACursorWorksOnlyForItsPersonAndQuery(t *testing.T) {
	h := newHarness(t)
	for n := range 3 {
		h.activeAccount("ann@acme.com", fmt.Sprintf("Target %d", n), account.Domain(fmt.Sprintf("t%d.com", n)), account.Public)
	}
	page, err := h.find().Do(t.Context(), partner, "target", 1, "")
	h.must(err)
	_, err = h.find().Do(t.Context(), partner, " target ", 1, page.Next)
	h.must(err)
	for _, c := range []struct {
		by            account.Person
		query, cursor string
	}{
		{partner2, "target", page.Next},
		{partner, "targe", page.Next},
		{partner, "", page.Next},
		{partner, "target", page.Next + "A"},
		{partner, "target", "x"},
	} {
		_, err := h.find().Do(t.Context(), c.by, c.query, 1, c.cursor)
		h.wantInvalid(err, "cursor not-allowed")
	}
	for _, limit := range []int{-1, 101} {
		_, err := h.find().Do(t.Context(), partner, "target", limit, "")
		h.wantInvalid(err, "limit not-allowed")
	}
	_, err = h.find().Do(t.Context(), outsider, "target", 1, "")
	h.wantError(err, account.ErrForbidden)
}

func TestAWholeNameOfAnyScriptCanBeSearchedFor(t *testing.T) {
	h := newHarness(t)
	name := strings.Repeat("東京電力", 30) // 120 characters, 360 bytes
	a := h.activeAccount("lena@example.org", name, "tepco.example.org", account.Restricted)
	found, err := h.find().Do(t.Context(), partner2, name, 0, "")
	h.must(err)
	if len(found.Items) != 1 || found.Items[0].Account.ID != a.ID {
		t.Errorf("found %+v", found.Items)
	}
	_, err = h.find().Do(t.Context(), partner2, strings.Repeat("東", 301), 0, "")
	h.wantInvalid(err, "q too-long")
	_, err = h.find().Do(t.Context(), partner2, "a\xff", 0, "")
	h.wantInvalid(err, "q characters")
}

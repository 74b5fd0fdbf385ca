package demo

import (
	"testing"
	"time"
	"unicode"

	"smartaccounts/internal/account"
)

func TestCompaniesAreValidAndInManyScripts(t *testing.T) {
	const number = 2200
	scripts := map[string]*unicode.RangeTable{
		"Latin": unicode.Latin, "Greek": unicode.Greek, "Cyrillic": unicode.Cyrillic, "Han": unicode.Han,
		"Hangul": unicode.Hangul, "Katakana": unicode.Katakana, "Arabic": unicode.Arabic, "Hebrew": unicode.Hebrew,
		"Devanagari": unicode.Devanagari, "Thai": unicode.Thai,
	}
	seen, domains, restricted := map[string]bool{}, map[account.Domain]bool{}, 0
	for _, c := range Companies(number, time.Now()) {
		if _, err := account.ParseName(c.Account.Name); err != nil {
			t.Errorf("name %q: %v", c.Account.Name, err)
		}
		if again, err := account.ParseDomain(string(c.Account.Domain)); err != nil || again != c.Account.Domain {
			t.Errorf("domain %q: %v", c.Account.Domain, err)
		}
		if domains[c.Account.Domain] {
			t.Errorf("%s is not unique", c.Account.Domain)
		}
		domains[c.Account.Domain] = true
		if c.Account.Visibility == account.Restricted {
			restricted++
		}
		if len(c.Members) == 0 || len(c.VirtualAccounts) == 0 {
			t.Errorf("%s has no administrator or no Virtual Account", c.Account.Name)
		}
		for script, table := range scripts {
			for _, r := range c.Account.Name {
				if unicode.Is(table, r) {
					seen[script] = true
				}
			}
		}
	}
	if len(domains) != number || restricted < number/10 || len(seen) != len(scripts) {
		t.Errorf("%d companies, %d of them Restricted, in the scripts %v", len(domains), restricted, seen)
	}
}

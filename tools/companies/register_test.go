package companies

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"smartaccounts/internal/account"
)

var register = Register{Seed: 7, Public: 0.5}

const many = 50_000

// ownWord returns the company's own word in the first label of its identifier. That it can be found proves that no other
// company can have the label.
func ownWord(label string) string {
	syllable := func(s string) bool {
		return len(s) >= 2 && strings.IndexByte(consonants, s[0]) >= 0 && strings.IndexByte(vowels, s[1]) >= 0
	}
	prefix, suffix := 0, len(label)
	for syllable(label[prefix:]) {
		prefix += 2
	}
	for suffix >= 2 && syllable(label[suffix-2:]) {
		suffix -= 2
	}
	if len(label)-suffix >= 6 {
		return label[suffix:]
	}
	return label[:prefix]
}

// number returns the number of the company with the own word.
func number(t *testing.T, words map[string]int, word string) int {
	t.Helper()
	i, known := words[word]
	if !known {
		t.Fatalf("no company has the own word %q", word)
	}
	return i
}

// The company can be found from its identifier, so no two companies have the same one.
func TestIdentifiersAreValidAndUnique(t *testing.T) {
	t.Parallel()
	words := map[string]int{}
	for i := range many {
		words[register.word(i)] = i
	}
	if len(words) != many {
		t.Fatalf("%d own words for %d companies", len(words), many)
	}
	domains, unicodes, com := map[account.Domain]bool{}, 0, 0
	for stored := range register.Accounts(0, many) {
		i, d := len(domains), stored.Account.Domain
		if parsed, err := account.ParseDomain(string(d)); err != nil || parsed != d {
			t.Fatalf("identifier %q is parsed as %q, error %v", d, parsed, err)
		}
		label, suffix, _ := strings.Cut(d.Unicode(), ".")
		if found := number(t, words, ownWord(label)); found != i {
			t.Fatalf("%s is of company %d, but has the own word of %d", d, i, found)
		}
		if strings.HasPrefix(string(d), "xn--") {
			unicodes++
		}
		if suffix == "com" {
			com++
		}
		domains[d] = true
	}
	if len(domains) != many {
		t.Errorf("%d identifiers for %d companies", len(domains), many)
	}
	if unicodes < many/1000 || unicodes > many/20 || com < many/2 || com > many*3/4 {
		t.Errorf("%d identifiers with non-ASCII letters, %d below com", unicodes, com)
	}
}

func TestOwnWordsAreUniqueAndGrowLonger(t *testing.T) {
	t.Parallel()
	const three = 80 * 80 * 80
	words := map[string]bool{}
	for i := three - many; i < three+many; i++ {
		words[register.word(i)] = true
	}
	if len(words) != 2*many {
		t.Errorf("%d different words where they become longer", len(words))
	}
	if got := len(register.word(three - 1)); got != 6 {
		t.Errorf("the last of the short words has %d letters, want 6", got)
	}
	if got := len(register.word(three)); got != 8 {
		t.Errorf("the first of the longer words has %d letters, want 8", got)
	}
	all := map[string]bool{}
	for i := range three {
		all[register.word(i)] = true
	}
	if len(all) != three {
		t.Errorf("%d different short words, want %d", len(all), three)
	}
}

// An interrupted load continues with the same accounts only if they do not depend on the calls before.
func TestAnAccountDependsOnlyOnSeedAndNumber(t *testing.T) {
	t.Parallel()
	inOrder := slices.Collect(register.Accounts(100, 200))
	for i := 199; i >= 100; i-- {
		if again := register.Account(i); !reflect.DeepEqual(again, inOrder[i-100]) {
			t.Fatalf("account %d is %+v, but %+v if read in order", i, again, inOrder[i-100])
		}
	}
	other := Register{Seed: 8, Public: 0.5}
	for i := range 100 {
		a, b := register.Account(i).Account, other.Account(i).Account
		if a.ID == b.ID || a.Name == b.Name || a.Domain == b.Domain {
			t.Errorf("account %d of another seed is the same: %+v, %+v", i, a, b)
		}
	}
	// Earlier measurements can be compared only if the accounts stay the same.
	first := register.Account(0).Account
	if got, want := string(first.ID)+" "+first.Name+" "+string(first.Domain), golden; got != want {
		t.Errorf("account 0 is %q, want %q", got, want)
	}
}

const golden = "d3b9ghx1a4r7p20xb5y59seez0 Dimevo Textiles dimevo-textiles.com"

// Measurements of search are realistic only if the names are distributed like real ones.
func TestNamesAreValidAndDistributedLikeRealOnes(t *testing.T) {
	t.Parallel()
	scripts := []string{"Latin", "Greek", "Cyrillic", "Han", "Hangul", "Arabic", "Hebrew", "Devanagari", "Thai"}
	written := make([]int, len(scripts))
	words, hottest, public, members := 0, 0, 0, 0
	counts, vocabulary := map[string]int{}, [2]int{}
	ids := map[account.ID]bool{}
	for stored := range register.Accounts(0, many) {
		a := stored.Account
		if name, err := account.ParseName(a.Name); err != nil || name != a.Name {
			t.Fatalf("name %q is parsed as %q, error %v", a.Name, name, err)
		}
		inName := account.Words(a.Name)
		words += len(inName)
		if slices.Contains(inName, HottestWord) {
			hottest++
		}
		slices.Sort(inName)
		for _, word := range slices.Compact(inName) {
			counts[word]++
		}
		for n, script := range scripts {
			if strings.ContainsFunc(a.Name, func(c rune) bool { return unicode.Is(unicode.Scripts[script], c) }) {
				written[n]++
			}
		}
		if a.FoundByPart() {
			public++
		}
		for _, id := range []account.ID{a.ID, a.RequestID, stored.VirtualAccounts[0].ID} {
			if _, ok := account.ParseID(string(id)); !ok || ids[id] {
				t.Fatalf("ID %q of %s is invalid or not unique", id, a.Name)
			}
			ids[id] = true
		}
		for _, m := range stored.Members {
			if m.AccountID != a.ID || !a.Domain.VouchedBy(m.Person) {
				t.Fatalf("%+v is a member of %+v", m, a)
			}
			members++
		}
		if len(stored.Members) == 0 || stored.VirtualAccounts[0].AccountID != a.ID {
			t.Fatalf("no members or Virtual Accounts in %+v", stored)
		}
		switch len(ids) {
		case 3 * many / 2:
			vocabulary[0] = len(counts)
		case 3 * many:
			vocabulary[1] = len(counts)
		}
	}
	near := func(what string, got, want, within float64) {
		t.Helper()
		t.Logf("%s: %.3f", what, got)
		if math.Abs(got-want) > within {
			t.Errorf("%s: %.3f, want about %.3f", what, got, want)
		}
	}
	near("words in a name", float64(words)/many, 2.5, 0.15)
	near("names with the hottest word", float64(hottest)/many, 0.05, 0.005)
	near("public accounts", float64(public)/many, 0.5, 0.01)
	near("members", float64(members)/many, 1.4, 0.05)
	near("new words in the second half", float64(vocabulary[1])/float64(vocabulary[0]), 1.9, 0.1)
	for n, script := range scripts {
		if written[n] < many/1000 {
			t.Errorf("%d names are written in %s", written[n], script)
		}
	}
	legal := map[string]bool{}
	for _, c := range Countries {
		for _, form := range c.Forms {
			for _, word := range account.Words(form) {
				legal[word] = true
			}
		}
	}
	for word, count := range counts {
		if count >= hottest && word != HottestWord && !legal[word] {
			t.Errorf("%s is in %d names, more than the hottest word %s in %d", word, count, HottestWord, hottest)
		}
	}
}

package companies

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Register is an endless list of invented companies with their accounts. Each account depends only on the seed and
// its number, so that the list can begin at any number and returns the same accounts again.
//
// The names are distributed like real ones: few legal forms, family names and first words by Zipf's law, and one word
// that no other company has, so that the number of words grows with the number of companies.
type Register struct {
	Seed   uint64
	Public float64 // share of accounts that are Public
}

// HottestWord is a word in 5 % of all names. Only words of legal forms are more frequent: ltd, and the s of S.p.A. and
// S.r.l.
const HottestWord = "group"

const (
	hottestShare = 0.05
	formShare    = 0.8  // share of names with a legal form
	tradeShare   = 0.67 // share of names with a trade
	comShare     = 0.5  // share of identifiers below com, in any country
	unicodeShare = 0.25 // share of identifiers with a non-ASCII letter, of those whose name has one
	families     = 200_000
	resellers    = 100
	oldest       = 900 * 24 * time.Hour
)

// since is after the creation of all accounts. It is fixed, so that accounts do not depend on the current date.
var since = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// Accounts returns the accounts with numbers in [from, to).
func (r Register) Accounts(from, to int) iter.Seq[workflow.StoredAccount] {
	return func(yield func(workflow.StoredAccount) bool) {
		for i := from; i < to; i++ {
			if !yield(r.Account(i)) {
				return
			}
		}
	}
}

// Account returns the account with the given number, from 0.
func (r Register) Account(i int) workflow.StoredAccount {
	chance := r.chance(i)
	name, label, country := r.called(i, chance)
	suffix := "com"
	if chance.Float64() >= comShare {
		suffix = pick(chance, country.Suffixes)
	}
	domain := account.Domain(label + "." + suffix)
	if strings.ContainsFunc(label, beyondASCII) {
		if d, err := account.ParseDomain(string(domain)); err == nil {
			domain = d
		}
	}
	visibility := account.Restricted
	if chance.Float64() < r.Public {
		visibility = account.Public
	}
	a := account.Account{
		ID: newID(chance), Name: name, Domain: domain, Status: account.AccountActive, Visibility: visibility,
		CreatedAt: since.Add(-time.Duration(chance.Int64N(int64(oldest)))).Truncate(time.Second),
		Requester: account.Email(fmt.Sprintf("orders@reseller-%02d.com", zipf(chance, resellers))), RequestID: newID(chance),
	}
	stored := workflow.StoredAccount{
		Account:         a,
		VirtualAccounts: []account.VirtualAccount{{ID: newID(chance), AccountID: a.ID, Name: account.DefaultVirtualAccountName, Default: true, CreatedAt: a.CreatedAt}},
	}
	for n, box := range []string{"licences", "it", "procurement"} {
		if n == 0 || chance.IntN(5) == 0 {
			stored.Members = append(stored.Members, account.Membership{
				AccountID: a.ID, Person: account.Email(box + "@" + string(domain)),
				Role: account.SmartAccountAdministrator, Since: a.CreatedAt,
			})
		}
	}
	return stored
}

// chance returns the source of random numbers for an account.
func (r Register) chance(i int) *rand.Rand {
	return rand.New(rand.NewPCG(scatter(r.Seed), scatter(uint64(i))))
}

// scatter is a bijection that maps neighbouring numbers far apart (the finalizer of SplitMix64).
func scatter(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// called returns a company's name and the first label of its domain identifier.
//
// The label contains the company's own word. No two labels are the same, because the own word can be found in each
// of these forms. An own word has three or more syllables of one consonant and one vowel; labels that end like one
// have one of the last three forms, other labels one of the first two:
//
//	own-trade
//	owntrade, if the trade begins with a vowel, which cannot continue a syllable
//	own
//	first-own
//	firstown, if the first word ends with a consonant, which cannot begin another syllable
func (r Register) called(i int, chance *rand.Rand) (name, label string, c Country) {
	own := r.word(i)
	hottest := chance.Float64() < hottestShare
	for c = pickCountry(chance); hottest && !c.tongue.latin(); {
		c = pickCountry(chance)
	}
	trade, form := Word{}, ""
	if chance.Float64() < tradeShare {
		trade = pick(chance, c.Trades)
	}
	if chance.Float64() < formShare {
		form = c.Forms[zipf(chance, len(c.Forms))]
	}
	if hottest {
		form = strings.ToUpper(HottestWord[:1]) + HottestWord[1:]
	}
	first, called := Word{}, c.tongue.own(own, chance)
	if kind := chance.Float64(); kind < 0.45 {
		first = c.first(chance)
		called = first.Name
		if kind < 0.15 && c.tongue.latin() {
			called += " " + c.tongue.write(own)
			if chance.IntN(2) == 0 {
				trade = Word{}
			}
		}
	}
	name = strings.Join(strings.Fields(fmt.Sprintf(c.Pattern, called, trade.Name, form)), " ")
	name = strings.ReplaceAll(name, " »", "»")
	return name, labelOf(first, own, trade, chance), c
}

func labelOf(first Word, own string, trade Word, chance *rand.Rand) string {
	apart := chance.Float64() < 0.4
	switch {
	case first.Name != "":
		begin := strings.ReplaceAll(first.Latin, "-", "")
		if written := strings.ToLower(first.Name); strings.ContainsFunc(written, beyondASCII) && onlyLatin(written) && chance.Float64() < unicodeShare {
			begin = written
		}
		if apart || !endsWithConsonant(begin) {
			begin += "-"
		}
		return begin + own
	case trade.Name != "" && !endsLikeOwn(trade.Latin) && chance.IntN(3) == 0:
		if apart || !beginsWithVowel(trade.Latin) {
			own += "-"
		}
		return own + trade.Latin
	}
	return own
}

// own returns the company's own word as it is written in its name: in languages with signs, two or three random ones.
func (t tongue) own(word string, chance *rand.Rand) string {
	if t.signs == nil {
		return t.write(word)
	}
	var b strings.Builder
	for range 2 + chance.IntN(2) {
		b.WriteRune(t.signs[zipf(chance, len(t.signs))])
	}
	return b.String()
}

// first returns a first word that companies share: one of the country's list, or a family name.
func (c Country) first(chance *rand.Rand) Word {
	if len(c.tongue.endings) == 0 || chance.IntN(2) == 0 {
		return c.Names[zipf(chance, len(c.Names))]
	}
	// Families are numbered by frequency, the most frequent first.
	family := zipf(chance, families)
	stem := syllables(uint64(family)*7919%(syllableCount*syllableCount*syllableCount), 3)
	ending := c.tongue.endings[family%len(c.tongue.endings)]
	stem = stem[:len(stem)-1]
	if !beginsWithVowel(ending) {
		stem = stem[:len(stem)-1]
	}
	latin := strings.ReplaceAll(stem+ending, "ş", "s")
	return Word{strings.ToUpper(stem[:1]) + stem[1:] + ending, latin}
}

const (
	consonants    = "bdfghjklmnprstvz"
	vowels        = "aeiou"
	syllableCount = uint64(len(consonants) * len(vowels))
)

// word returns a company's own word, which no other number has. It permutes the numbers among the words
// of three syllables, then those of four, and so on.
func (r Register) word(i int) string {
	number, length := uint64(i), 3
	size := syllableCount * syllableCount * syllableCount
	for number >= size {
		number -= size
		size *= syllableCount
		length++
	}
	// The factor is coprime to the size, a power of 80, so that no two numbers have the same word.
	const factor = 7_368_787
	return syllables((number*factor+scatter(r.Seed)%size)%size, length)
}

func syllables(number uint64, length int) string {
	letters := make([]byte, 0, 2*length)
	for range length {
		syllable := number % syllableCount
		number /= syllableCount
		letters = append(letters, consonants[syllable/uint64(len(vowels))], vowels[syllable%uint64(len(vowels))])
	}
	return string(letters)
}

// endsLikeOwn reports whether the end of the word could be a company's own word, as in marine.
func endsLikeOwn(word string) bool {
	const letters = 6
	if len(word) < letters {
		return false
	}
	for n, letter := range []byte(word[len(word)-letters:]) {
		if strings.IndexByte([]string{consonants, vowels}[n%2], letter) < 0 {
			return false
		}
	}
	return true
}

// zipf returns a number n below most, with a frequency of about 1/(n+1).
func zipf(chance *rand.Rand, most int) int {
	return min(int(math.Pow(float64(most+1), chance.Float64()))-1, most-1)
}

func pick[T any](chance *rand.Rand, from []T) T { return from[chance.IntN(len(from))] }

func pickCountry(chance *rand.Rand) Country {
	at := chance.IntN(shares)
	for _, c := range Countries {
		if at -= c.tongue.share; at < 0 {
			return c
		}
	}
	panic("the shares are more than their sum")
}

// shares is the sum of the shares of all countries.
var shares = func() (sum int) {
	for _, c := range Countries {
		sum += c.tongue.share
	}
	return sum
}()

// crockford is the encoding of account.ID.
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

func newID(chance *rand.Rand) account.ID {
	var bits []byte
	bits = binary.BigEndian.AppendUint64(bits, chance.Uint64())
	bits = binary.BigEndian.AppendUint64(bits, chance.Uint64())
	return account.ID(crockford.EncodeToString(bits))
}

func beyondASCII(c rune) bool { return c >= 0x80 }

// onlyLatin reports whether all characters are Latin letters that an identifier can have.
func onlyLatin(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return (c < 'a' || c > 'z') && !slices.Contains(accented, c) })
}

var accented = []rune("àáâãäåæçèéêëìíîïñòóôõöøùúûüýßăąćčďęěğłńňőřśşšťůűźżž")

func beginsWithVowel(s string) bool { return strings.IndexByte(vowels, s[0]) >= 0 }

func endsWithConsonant(s string) bool {
	last := s[len(s)-1]
	return last >= 'a' && last <= 'z' && strings.IndexByte(vowels, last) < 0
}

package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// strokes are letters that people type without their stroke or ligature but Unicode does not decompose, and ß, which
// folds to two letters.
var strokes = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ħ", "h", "ŧ", "t", "ı", "i", "æ", "ae",
	"œ", "oe", "ð", "d", "þ", "th", "ŋ", "n", "ĸ", "k", "ß", "ss")

// Fold returns the text in the form in which searches compare: without case, width and diacritics,
// white space collapsed, punctuation kept. Folding twice changes nothing.
func Fold(s string) string {
	if isASCII(s) {
		return strings.Join(strings.Fields(strings.ToLower(s)), " ") // a fast path with the same result
	}
	s = fold(s)
	for range 3 { // case folding may result in letters that decompose, and decomposing in letters that fold
		if isASCII(s) {
			break
		}
		again := fold(s)
		if again == s {
			break
		}
		s = again
	}
	return s
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func fold(s string) string {
	// Once decomposed, every letter except ß folds to one. x/text/cases would do the same, but adds the tables of all
	// languages to a function.
	s = strings.Map(func(c rune) rune { return unicode.ToLower(unicode.ToUpper(c)) }, norm.NFKD.String(s))
	s = strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Mn, c) {
			return -1
		}
		return c
	}, norm.NFKD.String(s))
	return strings.Join(strings.Fields(strokes.Replace(norm.NFC.String(s))), " ")
}

// Words returns the folded words of a text: its runs of letters and digits. An abbreviation with dots is one word:
// "S.p.A." is "spa". After a hyphen there are no abbreviations, since "acme-1.c" may be the beginning of "acme-1.com".
func Words(s string) []string {
	var words []string
	for _, run := range strings.FieldsFunc(Fold(s), func(c rune) bool { return c != '.' && c != '-' && !inWord(c) }) {
		for n, part := range strings.Split(run, "-") {
			letters := strings.FieldsFunc(part, func(c rune) bool { return c == '.' })
			if n == 0 && isAbbreviation(letters) {
				letters = []string{strings.Join(letters, "")}
			}
			words = append(words, letters...)
		}
	}
	return words
}

func inWord(c rune) bool {
	if c < utf8.RuneSelf {
		return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' // a fast path with the same result
	}
	return unicode.In(c, unicode.L, unicode.N, unicode.M)
}

func isAbbreviation(parts []string) bool {
	for _, part := range parts {
		if utf8.RuneCountInString(part) != 1 {
			return false
		}
	}
	return len(parts) > 1
}

// Listings returns the texts under which a partial search finds an account: for each word of its name and of its domain
// identifier, in Unicode and as in the DNS, the text from that word on, as words with one space between them. Each word
// begins one listing only: "Acme Food Ltd" of acme.com has "acme food ltd", "food ltd", "ltd" and "com".
func Listings(name string, domain Domain) []string {
	var listings []string
	seen := map[string]bool{}
	texts := []string{name, string(domain)}
	if read := domain.Unicode(); read != string(domain) {
		texts = []string{name, read, string(domain)}
	}
	for _, text := range texts {
		words := Words(text)
		for i, word := range words {
			if !seen[word] {
				seen[word] = true
				listings = append(listings, strings.Join(words[i:], " "))
			}
		}
	}
	return listings
}

// Matches reports whether each of the wanted words is the beginning of one of the words.
func Matches(words, wanted []string) bool {
	for _, want := range wanted {
		begins := false
		for _, word := range words {
			begins = begins || strings.HasPrefix(word, want)
		}
		if !begins {
			return false
		}
	}
	return true
}

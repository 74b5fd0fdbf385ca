package account

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// strokes are letters that people type without their stroke or ligature and that Unicode does not
// decompose.
var strokes = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ħ", "h", "ŧ", "t", "ı", "i", "æ", "ae",
	"œ", "oe", "ð", "d", "þ", "th", "ŋ", "n", "ĸ", "k")

// Fold answers the text in the form in which searches compare: without case, width and diacritics,
// white space collapsed, punctuation kept. Folding twice changes nothing.
func Fold(s string) string {
	s = fold(s)
	for range 3 { // case folding may compose anew what decomposing took apart, and the other way round
		again := fold(s)
		if again == s {
			break
		}
		s = again
	}
	return s
}

func fold(s string) string {
	s = cases.Fold().String(norm.NFKD.String(s))
	s = strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Mn, c) {
			return -1
		}
		return c
	}, norm.NFKD.String(s))
	return strings.Join(strings.Fields(strokes.Replace(norm.NFC.String(s))), " ")
}

// Words answers the folded words of a text: its runs of letters and digits.
func Words(s string) []string {
	return strings.FieldsFunc(Fold(s), func(c rune) bool { return !unicode.In(c, unicode.L, unicode.N, unicode.M) })
}

// SearchWords are the words by whose beginnings an account is found: those of its name and of its
// domain identifier's labels, as people read them and as the DNS writes them, each once.
func SearchWords(name string, domain Domain) []string {
	var words []string
	seen := map[string]bool{}
	for _, text := range []string{name, domain.Unicode(), string(domain)} {
		for _, word := range Words(text) {
			if !seen[word] {
				seen[word] = true
				words = append(words, word)
			}
		}
	}
	return words
}

// Matches tells whether each of the wanted words begins one of the words at hand.
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

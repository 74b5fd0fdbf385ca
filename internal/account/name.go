package account

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// FoldName returns a whole name in the form in which searches compare whole names: as Fold, and with all quotation marks
// being one, all dashes being one, and without what shows as nothing. Folding twice changes nothing.
func FoldName(s string) string {
	for {
		again := Fold(plainTypography(s))
		if again == s {
			return s
		}
		s = again
	}
}

func plainTypography(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case defaultIgnorable(c):
			return -1
		case isQuote(c):
			return '\''
		case isDash(c):
			return '-'
		default:
			return c
		}
	}, s)
}

// NameSkeletons returns texts for comparing alone, of which two names have one in common if people can take them for
// each other (UTS #39 §4): Acme Rossi S.r.l., ACME ROSSI SRL and one with a Cyrillic А. They are made without case,
// width, diacritics, quotes, dashes, full stops, spacing and what shows as nothing. As for domain identifiers they
// change with Unicode's table.
//
// There are one or two, since capitals look like others than their small letters do: Greek Η is H, η is n. The first
// is of the small letters, the second of the capitals as they are. Names equal to FoldName share the first.
// Unlike a domain identifier a name is shown in capitals too, whose I is l: so i and l are one here.
func NameSkeletons(name string) []string {
	folded := FoldName(withoutMarks(name))
	skeletons := []string{nameSkeleton(folded)}
	if capitals := nameSkeleton(FoldName(latinCapitals(withoutMarks(name)))); capitals != skeletons[0] {
		skeletons = append(skeletons, capitals)
	}
	return slices.Compact(skeletons)
}

// withoutMarks leaves out the signs that may follow any name.
func withoutMarks(s string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune("®©™℠℗", c) {
			return -1
		}
		return c
	}, s)
}

// capitals are those that look like a letter of Latin that their small letters do not look like.
var capitals = map[rune]rune{
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X',
	'Ϲ': 'C', 'ϲ': 'C', 'Ϳ': 'J', 'Ϻ': 'M', 'Ϝ': 'F', 'Ա': 'U', 'Լ': 'L', 'Օ': 'O', 'Ս': 'U', 'Տ': 'S', 'Զ': 'Q', 'Ⲏ': 'H', 'Ⲙ': 'M', 'Ⲛ': 'N', 'Ⲧ': 'T', 'Ⲃ': 'B',
}

func latinCapitals(s string) string {
	latin := func(c rune) rune {
		if letter, is := capitals[c]; is {
			return letter
		}
		return c
	}
	return strings.Map(latin, norm.NFKD.String(strings.Map(latin, s))) // lunate sigma decomposes into another letter
}

// nameSkeleton maps characters to their prototypes until nothing changes, then leaves out what is only typography.
func nameSkeleton(folded string) string {
	s := folded
	const maxPasses = 4 // a prototype may have marks and letters that are folded in turn
	for range maxPasses {
		var b strings.Builder
		for _, c := range s {
			b.WriteString(lookOf(c))
		}
		next := FoldName(b.String())
		if next == s {
			break
		}
		s = next
	}
	s = strings.Map(func(c rune) rune {
		switch {
		case c == 'i':
			return 'l'
		case onlyTypography(c):
			return -1
		default:
			return c
		}
	}, s)
	if s == "" {
		return folded // of nothing else; it is none but its own look-alike
	}
	return s
}

// lookOf returns what one character of a folded name looks like.
func lookOf(c rune) string {
	if unicode.Is(unicode.Cherokee, c) {
		c = unicode.ToUpper(c) // the table knows its capitals
	}
	if letter, is := enclosedLetter(c); is {
		c = letter
	}
	if letter, is := signs[c]; is {
		c = letter
	}
	look := skeleton(string(c))
	if unicode.IsDigit(c) && strings.TrimFunc(look, onlyTypography) == "" {
		return string(c) // Arabic zero looks like a full stop, which is left out
	}
	return look
}

// signs are no letters, so that no domain identifier has them; names may.
var signs = map[rune]rune{'|': 'l', '¦': 'l', '∣': 'l', '│': 'l', '×': 'x', '∨': 'v', '∪': 'u', '∩': 'n', '○': 'o', '◯': 'o', '〇': 'o', '⚪': 'o', '●': 'o', '⚫': 'o'}

// enclosedLetter returns the letter in a sign that does not decompose into it.
func enclosedLetter(c rune) (rune, bool) {
	for _, first := range []rune{0x1f150, 0x1f170, 0x1f1e6} { // in black circles, in black squares, of flags
		if c >= first && c < first+26 {
			return 'a' + c - first, true
		}
	}
	return 0, false
}

// onlyTypography reports whether two names stay the same to people without the character.
func onlyTypography(c rune) bool {
	return unicode.IsSpace(c) || defaultIgnorable(c) || isDash(c) || isQuote(c) || unicode.In(c, unicode.Mn, unicode.Me, unicode.Pc, unicode.Sk) ||
		strings.ContainsRune(".,:;·•‧∙⋅・･․‥…。､、，；：．｡¸¯ˉꞏ᛫•◦⸱⸳・", c)
}

const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'

// joinedScripts are written with joiners: their letters take other forms by them.
var joinedScripts = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mandaic, unicode.Nko, unicode.Mongolian, unicode.Phags_Pa, unicode.Adlam, unicode.Hanifi_Rohingya,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada,
	unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Tibetan, unicode.Balinese, unicode.Javanese,
}

// hasStrayJoiner reports whether a joiner stands anywhere but between letters of one of these scripts, or behind the
// sign that takes a letter's vowel away (RFC 5892 A.1 and A.2). There it shows nothing, and makes another name of one.
func hasStrayJoiner(s string) bool {
	runes := []rune(s)
	for n, c := range runes {
		if c != zeroWidthNonJoiner && c != zeroWidthJoiner {
			continue
		}
		if n > 0 && isVirama(runes[n-1]) {
			continue
		}
		if n == 0 || n+1 == len(runes) || !slices.ContainsFunc(joinedScripts, func(script *unicode.RangeTable) bool {
			return unicode.Is(script, letterBefore(runes[:n])) && isLetterOf(script, runes[n+1])
		}) {
			return true
		}
	}
	return false
}

func isLetterOf(script *unicode.RangeTable, c rune) bool {
	return unicode.Is(script, c) && unicode.In(c, unicode.L, unicode.M)
}

// letterBefore returns the last letter; marks that are of no script are passed over.
func letterBefore(runes []rune) rune {
	for _, c := range slices.Backward(runes) {
		if !unicode.Is(unicode.Inherited, c) || c == zeroWidthJoiner || c == zeroWidthNonJoiner {
			if unicode.In(c, unicode.L, unicode.M) {
				return c
			}
			return 0
		}
	}
	return 0
}

func isVirama(c rune) bool {
	const virama = 9 // the canonical combining class
	return norm.NFC.PropertiesString(string(c)).CCC() == virama
}

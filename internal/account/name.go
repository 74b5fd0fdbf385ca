package account

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// FoldName returns a name in the form in which searches compare whole names: it folds the name, replaces all quotation
// marks by one and all dashes by one, and removes invisible characters. Folding twice changes nothing.
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

// NameSkeletons returns one or two texts, of which two names share one if people can mistake one name for the other
// (UTS #39 §4): Acme Rossi S.r.l., ACME ROSSI SRL and one with a Cyrillic А. They are only for comparing. They have no
// case, width, diacritics, quotes, dashes, full stops, spacing and invisible characters. Like those of domain
// identifiers, they change with Unicode's table.
//
// The first is that of the small letters, the second that of the capitals, which may look like other letters than the
// small ones: Greek Η is H, η is n. Names that are equal after FoldName share the first. Unlike a domain identifier, a
// name can be in capitals, whose I looks like l, so i and l are the same here.
func NameSkeletons(name string) []string {
	folded := FoldName(withoutMarks(name))
	skeletons := []string{nameSkeleton(folded)}
	if capitals := nameSkeleton(FoldName(latinCapitals(withoutMarks(name)))); capitals != skeletons[0] {
		skeletons = append(skeletons, capitals)
	}
	return slices.Compact(skeletons)
}

// withoutMarks removes the signs that may follow any name.
func withoutMarks(s string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune("®©™℠℗", c) {
			return -1
		}
		return c
	}, s)
}

// capitals maps capitals to the Latin letter that they look like, although their small letters do not.
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

// nameSkeleton maps characters to their prototypes until nothing changes, then removes typography.
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
		return folded // it is typography only, and looks like no other name
	}
	return s
}

// lookOf returns the text that a character of a folded name looks like.
func lookOf(c rune) string {
	if unicode.Is(unicode.Cherokee, c) {
		c = unicode.ToUpper(c) // the table has only the capitals
	}
	if letter, is := enclosedLetter(c); is {
		c = letter
	}
	if letter, is := signs[c]; is {
		c = letter
	}
	look := skeleton(string(c))
	if unicode.IsDigit(c) && strings.TrimFunc(look, onlyTypography) == "" {
		return string(c) // Arabic zero looks like a full stop, which is removed
	}
	return look
}

// signs look like letters. Names may have them, domain identifiers may not.
var signs = map[rune]rune{'|': 'l', '¦': 'l', '∣': 'l', '│': 'l', '×': 'x', '∨': 'v', '∪': 'u', '∩': 'n', '○': 'o', '◯': 'o', '〇': 'o', '⚪': 'o', '●': 'o', '⚫': 'o'}

// enclosedLetter returns the letter in an enclosed sign that Unicode does not decompose.
func enclosedLetter(c rune) (rune, bool) {
	for _, first := range []rune{0x1f150, 0x1f170, 0x1f1e6} { // in black circles, in black squares, in flags
		if c >= first && c < first+26 {
			return 'a' + c - first, true
		}
	}
	return 0, false
}

// onlyTypography reports whether people see a name as the same without the character.
func onlyTypography(c rune) bool {
	return unicode.IsSpace(c) || defaultIgnorable(c) || isDash(c) || isQuote(c) || unicode.In(c, unicode.Mn, unicode.Me, unicode.Pc, unicode.Sk) ||
		strings.ContainsRune(".,:;·•‧∙⋅・･․‥…。､、，；：．｡¸¯ˉꞏ᛫•◦⸱⸳・", c)
}

const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'

// joinedScripts are scripts whose letters change their form next to joiners.
var joinedScripts = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mandaic, unicode.Nko, unicode.Mongolian, unicode.Phags_Pa, unicode.Adlam, unicode.Hanifi_Rohingya,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada,
	unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Tibetan, unicode.Balinese, unicode.Javanese,
}

// hasStrayJoiner reports whether a joiner is neither between letters of one of these scripts nor after a virama, the sign
// that removes a letter's vowel (RFC 5892 A.1 and A.2). Such a joiner is invisible, and would make a name a different one.
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

// letterBefore returns the last letter, or 0. It skips marks without a script.
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

package mail

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The characters that keep text from being linked. They have no width, allow no line break and change the form of no
// other character. Phone numbers need another one: libphonenumber, which mail programs use to find numbers, reads a
// word joiner as punctuation within a number.
const (
	wordJoiner = '\u2060' // around the characters that separate the parts of an address
	nonJoiner  = '\u200c' // between the digits of a phone number
)

// unlinked returns text that looks the same and that no mail program links. It puts marks around each character by which
// programs recognise a host, an address, a scheme, a tag or a network share, and between the digits of what may be a phone
// number. A name without anything to link, such as "Acme S.r.l." or "Smith & Co. 2000 Ltd", is returned unchanged, so that
// searching the mailbox finds it.
func unlinked(s string) string {
	characters := []rune(s)
	dials := dialled(characters)
	var b strings.Builder
	mark := func(c rune) {
		if !strings.HasSuffix(b.String(), string(c)) {
			b.WriteRune(c)
		}
	}
	for i, c := range characters {
		links := linksAt(characters, i)
		if links && i > 0 {
			mark(wordJoiner)
		}
		b.WriteRune(c)
		if links && i+1 < len(characters) {
			mark(wordJoiner)
		}
		if dials[i] {
			mark(nonJoiner)
		}
	}
	return b.String()
}

// linksAt reports whether a program may recognise a link by the character at i.
func linksAt(characters []rune, i int) bool {
	before, after := neighbour(characters, i-1), neighbour(characters, i+1)
	switch characters[i] {
	case '@', '\uff20', '\ufe6b': // the last two are its full-width and small forms
		return !unicode.IsSpace(after)
	case '#', '\uff03', '\ufe5f', '$', '\uff04', '\ufe69': // #topic, $SYMBOL
		return unicode.IsLetter(after) || unicode.IsNumber(after) || !ordinary(after)
	case '\\', '\uff3c', '\ufe68', '/', '\uff0f': // \\server\share, //host
		return before == characters[i] || after == characters[i]
	case ':', '\uff1a', '\ufe55': // http://, mailto:, tel:, 2001:db8:: but not 10:30
		if unicode.IsSpace(after) {
			return false
		}
		return !unicode.IsNumber(after) || slices.ContainsFunc(labelBefore(characters, i), unicode.IsLetter)
	case '.', '\u3002', '\uff0e', '\uff61', '\u2024', '\ufe52': // the characters that IDNA or NFKC map to a dot
		return isHostPart(labelAfter(characters, i)) || beginsAsHost(labelBefore(characters, i)) && !unicode.IsSpace(after)
	case 'h', 'H': // localhost, the one host without a dot
		word := string(characters[max(i-5, 0):min(i+4, len(characters))])
		return strings.EqualFold(word, "localhost")
	default:
		return false
	}
}

// neighbour returns the character at i, or a space if i is out of range.
func neighbour(characters []rune, i int) rune {
	if i < 0 || i >= len(characters) {
		return ' '
	}
	return characters[i]
}

// ordinary reports whether the character has a width of its own.
func ordinary(c rune) bool { return !unicode.In(c, unicode.Cf, unicode.M) }

// isHostPart reports whether the label after a dot may be part of a host. Top-level domains have at least two letters, so
// a single Latin letter is none; a digit may belong to an IP address.
func isHostPart(label []rune) bool {
	return len(label) > 1 || len(label) == 1 && !isLatin(label[0])
}

func isLatin(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// beginsAsHost reports whether the label before a dot makes programs link whatever follows.
func beginsAsHost(label []rune) bool {
	word := strings.ToLower(string(slices.DeleteFunc(label, func(c rune) bool { return !ordinary(c) })))
	return strings.HasSuffix(word, "www") || strings.HasSuffix(word, "ftp")
}

func labelAfter(characters []rune, i int) []rune {
	end := i + 1
	for end < len(characters) && isLabel(characters[end]) {
		end++
	}
	return characters[i+1 : end]
}

func labelBefore(characters []rune, i int) []rune {
	begin := i
	for begin > 0 && isLabel(characters[begin-1]) {
		begin--
	}
	return slices.Clone(characters[begin:i])
}

// isLabel reports whether some program may accept the character in a host name. Characters of no width count too, because
// programs skip them.
func isLabel(c rune) bool {
	if c < unicode.MaxASCII {
		return isLatin(c) || c >= '0' && c <= '9' || strings.ContainsRune("-_%+", c)
	}
	return !unicode.IsSpace(c) && !unicode.In(c, unicode.Po, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf)
}

const (
	// fewestDialled is the number of digits from which programs recognise a phone number. A year has fewer.
	fewestDialled = 5
	// fewestSpelled is that number if letters follow, as in 1-800-FLOWERS.
	fewestSpelled = 3
)

// dialled returns the positions of digits that are followed by another digit of the same phone number. Digits count as one
// number unless a letter other than "x", which marks an extension, is between them.
func dialled(characters []rune) map[int]bool {
	found := map[int]bool{}
	var number []int
	end := func(next int) {
		spelled := next+1 < len(characters) && unicode.In(characters[next], unicode.Pd) && unicode.IsLetter(characters[next+1])
		if len(number) >= fewestDialled || len(number) >= fewestSpelled && spelled {
			for _, i := range number[:len(number)-1] {
				found[i] = true
			}
		}
		number = nil
	}
	for i, c := range characters {
		switch {
		case unicode.IsNumber(c):
			number = append(number, i)
		case unicode.IsLetter(c) && !strings.ContainsRune("xX", c) && len(number) > 0:
			end(number[len(number)-1] + 1)
		}
	}
	if len(number) > 0 {
		end(number[len(number)-1] + 1)
	}
	return found
}

// width returns how many columns the text takes when lines are wrapped; marks take none.
func width(s string) int {
	return utf8.RuneCountInString(s) - strings.Count(s, string(wordJoiner)) - strings.Count(s, string(nonJoiner))
}

// oneLine replaces line breaks and control characters with spaces, and repeated spaces with one.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.In(c, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return c
	}, s)), " ")
}

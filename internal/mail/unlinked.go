package mail

import (
	"slices"
	"strings"
	"unicode"
)

// unlinked writes text so that no mail program makes a link of it: acme.com becomes acme[.]com,
// ada@acme.com ada[@]acme[.]com. It brackets the character on which programs know a host, an address
// or a scheme. The break is one that people see. Invisible ones (a word joiner, a zero-width space)
// do not hold: programs that map host names as IDNA does (UTS #46) drop them and link the rest, and
// who copies the text takes them along unseen. A name is left as it is where there is nothing to
// link, as in "Acme S.r.l." or "Smith & Co. Ltd".
func unlinked(s string) string {
	characters := []rune(s)
	var b strings.Builder
	for i, c := range characters {
		if linksAt(characters, i) {
			b.WriteRune('[')
			b.WriteRune(c)
			b.WriteRune(']')
		} else {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// linksAt tells whether a program may know a link by the character at i.
func linksAt(characters []rune, i int) bool {
	switch characters[i] {
	case '@', '\uff20', '\ufe6b': // the last two are its full-width and small forms
		return true
	case '\\': // \\server\share
		return true
	case ':', '\uff1a', '\ufe55': // http://, mailto:, tel: but not 10:30
		if i+1 == len(characters) || unicode.IsSpace(characters[i+1]) {
			return false
		}
		return characters[i+1] == '/' || slices.ContainsFunc(labelBefore(characters, i), unicode.IsLetter)
	case '.', '\u3002', '\uff0e', '\uff61', '\u2024', '\ufe52': // what IDNA or NFKC take for a dot
		return isHostPart(labelAfter(characters, i)) || beginsAsHost(labelBefore(characters, i))
	default:
		return false
	}
}

// isHostPart: top-level names have two letters at least, so a single Latin letter after a dot ends no
// host; a digit may belong to an IP address.
func isHostPart(label []rune) bool {
	return len(label) > 1 || len(label) == 1 && !(label[0] >= 'a' && label[0] <= 'z' || label[0] >= 'A' && label[0] <= 'Z')
}

// beginsAsHost: after these, programs take anything for a host.
func beginsAsHost(label []rune) bool {
	word := strings.ToLower(string(slices.DeleteFunc(label, func(c rune) bool { return unicode.Is(unicode.Cf, c) })))
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

// isLabel is wide: what some program may take for a part of a host name. Characters of no width count
// too, for programs skip them.
func isLabel(c rune) bool {
	if c < unicode.MaxASCII {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-_%+", c)
	}
	return !unicode.IsSpace(c) && !unicode.In(c, unicode.Po, unicode.Ps, unicode.Pe, unicode.Pi, unicode.Pf)
}

// oneLine takes out what would end a line or hide in it, whatever let it in.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.In(c, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return c
	}, s)), " ")
}

// shortened keeps a subject readable. It comes before unlinked, which must see the text as it is sent.
func shortened(s string) string {
	const longest = 60
	characters := []rune(s)
	if len(characters) <= longest {
		return s
	}
	end := longest
	for end > 0 && unicode.Is(unicode.M, characters[end]) {
		end-- // a letter keeps its marks
	}
	return strings.TrimSpace(string(characters[:end])) + "…"
}

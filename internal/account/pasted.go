package account

import (
	"cmp"
	"encoding/hex"
	"regexp"
	"strings"
)

// This file reads addresses and domain identifiers in the forms in which people paste them. Each result has passed
// ParseEmail or ParseDomain, which accept only one form.

// ReadEmail returns the address in text pasted from a mail program or a page: "Anna Rossi <a@b>",
// "mailto:a@b?subject=x", "Anna Rossi [mailto:a@b]", "a@b (Anna Rossi)". It is an error if there is more than one,
// since it is then ambiguous. Any name may precede the address.
func ReadEmail(s string) (Email, error) {
	inner := addressIn(s)
	if inner == "" && withoutEnds(s) != "" {
		return "", wrong(FieldNotEmail, "not a plain email address")
	}
	return ParseEmail(inner)
}

// addressIn removes what surrounds an address, layer by layer.
func addressIn(s string) string {
	for {
		next := withoutEnds(s)
		switch {
		case strings.HasSuffix(next, ">"):
			next = behindLast(next, '<', ">")
		case strings.HasSuffix(next, "]"):
			next = behindLast(next, '[', "]")
		case strings.HasSuffix(next, ")"):
			next = withoutComment(next)
		default:
			next = withoutMailto(strings.TrimRight(unquoted(next), ",;"))
		}
		if next == s {
			return s
		}
		s = next
	}
}

// behindLast returns the text in the last brackets. Text before them is a name; if that has brackets itself, behindLast
// returns s, which is no address.
func behindLast(s string, open byte, end string) string {
	at := strings.LastIndexByte(s, open)
	if at < 0 || open == '<' && strings.Contains(outsideQuotes(s[:at]), "<") {
		return s
	}
	inner := strings.TrimSuffix(s[at+1:], end)
	if strings.Contains(inner, end) {
		return s
	}
	return inner
}

var quotedString = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

func outsideQuotes(s string) string { return quotedString.ReplaceAllString(s, "") }

// withoutComment removes a name in parentheses after the address, and returns the target of a Markdown link:
// [Anna](mailto:a@b).
func withoutComment(s string) string {
	before, inside, found := strings.Cut(s, "(")
	inside = strings.TrimSuffix(inside, ")")
	switch {
	case !found || strings.ContainsAny(inside, "()"):
		return s
	case strings.HasSuffix(before, "]"):
		return inside
	case withoutEnds(before) == "":
		return inside
	case strings.TrimRightFunc(before, blankOrInvisible) != before:
		return before
	default:
		return s
	}
}

// unquoted removes quotation marks from both ends. A single one stays, since an apostrophe may begin an address.
func unquoted(s string) string {
	runes := []rune(s)
	if len(runes) > 1 && isQuote(runes[0]) && isQuote(runes[len(runes)-1]) {
		return string(runes[1 : len(runes)-1])
	}
	return s
}

const mailto = "mailto:"

// withoutMailto returns the address of a mailto link (RFC 6068) with one address.
func withoutMailto(s string) string {
	if len(s) < len(mailto) || lowerASCII(s[:len(mailto)]) != mailto {
		return s
	}
	s, _, _ = strings.Cut(s[len(mailto):], "?")
	return unpercented(s)
}

// unpercented decodes percent escapes (RFC 3986 §2.1). A percent sign without two digits stays.
func unpercented(s string) string {
	return percent.ReplaceAllStringFunc(s, func(escape string) string {
		octet, err := hex.DecodeString(escape[1:])
		if err != nil {
			return escape
		}
		return string(octet)
	})
}

var percent = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// SplitAddresses splits the text of a field for several addresses at line ends, commas, semicolons and, between plain
// addresses, white space. A name before an address stays with it, even with a comma: "Rossi, Anna" <a@b>. Each part is for
// ReadEmail.
func SplitAddresses(typed string) []string {
	var parts []string
	for line := range strings.FieldsFuncSeq(mailtoLink.ReplaceAllStringFunc(typed, withoutMailto), endsLine) {
		for _, part := range joinNames(splitList(line)) {
			parts = append(parts, splitPlain(part)...)
		}
	}
	return parts
}

var mailtoLink = regexp.MustCompile(`(?i)mailto:[^\s<>"'\[\]()]+`)

func endsLine(c rune) bool { return strings.ContainsRune("\n\r\v\f\u0085\u2028\u2029", c) }

// part is a piece of a line, and whether a comma ended it.
type part struct {
	text  string
	comma bool
}

// splitList splits a line at commas, semicolons and after addresses in angle brackets, but not within quotes, parentheses or
// brackets. Unbalanced quotes and parentheses are ignored.
func splitList(line string) []part {
	var parts []part
	begin, bracket := 0, 0 // bracket: behind the open one
	end := func(at int, comma bool) {
		if text := withoutEnds(line[begin:at]); text != "" {
			parts = append(parts, part{text, comma})
		} else if comma && len(parts) > 0 {
			parts[len(parts)-1].comma = false
		}
	}
	skipTo := 0
	for at, c := range line {
		if at < skipTo {
			continue
		}
		next := at + len(string(c))
		switch {
		case bracket > 0:
			if c == '>' && strings.Contains(line[bracket:at], "@") {
				end(next, false)
				begin = next
			}
			if c == '>' {
				bracket = 0
			}
		case c == '<' && strings.Contains(line[next:], ">"):
			bracket = next
		case strings.ContainsRune(",;，；、،؛", c):
			end(at, c == ',')
			begin = next
		case c == '"' && (withoutEnds(line[begin:at]) == "" || endsBlank(line[begin:at])):
			if whole := quotedString.FindStringIndex(line[at:]); whole != nil && whole[0] == 0 {
				skipTo = at + whole[1]
			}
		case c == '“':
			if until := strings.Index(line[next:], "”"); until >= 0 {
				skipTo = next + until
			}
		case c == '(':
			if until := strings.IndexByte(line[next:], ')'); until >= 0 {
				skipTo = next + until
			}
		}
	}
	end(len(line), false)
	return parts
}

func endsBlank(s string) bool { return s != "" && strings.TrimRightFunc(s, blankOrInvisible) != s }

// joinNames joins the parts of a name with a comma and no quotes: Rossi, Anna <a@b>.
func joinNames(parts []part) []string {
	var joined []string
	for n := 0; n < len(parts); n++ {
		text := parts[n].text
		if parts[n].comma && n+1 < len(parts) && !strings.ContainsAny(text, "@<>") && strings.HasSuffix(parts[n+1].text, ">") && !strings.HasPrefix(parts[n+1].text, "<") {
			n++
			text += ", " + parts[n].text
		}
		joined = append(joined, text)
	}
	return joined
}

// splitPlain splits addresses separated by white space. It does not split text with brackets, a comment or words that are no
// addresses, so that there is one error about it.
func splitPlain(s string) []string {
	words := strings.FieldsFunc(s, blankOrInvisible)
	for _, word := range words {
		if strings.Count(word, "@") != 1 || strings.ContainsAny(word, `<>()[]"`) {
			return []string{s}
		}
	}
	return words
}

const www = "www."

// ReadDomain returns the domain identifier in typed or pasted text: the name itself, a web address, or an e-mail address. It
// removes a leading www unless the rest is no valid identifier, as in www.co.uk.
func ReadDomain(s string) (Domain, error) { return readDomain(s, ParseDomain) }

// ReadHeldDomain is ReadDomain for an identifier that an account may have: it accepts shared mail domains, since an identifier
// may have become one.
func ReadHeldDomain(s string) (Domain, error) { return readDomain(s, ParseHeldDomain) }

func readDomain(s string, parse func(string) (Domain, error)) (Domain, error) {
	d, err := parse(hostIn(s))
	if err != nil {
		return "", err
	}
	for {
		name, is := strings.CutPrefix(string(d), www)
		if !is {
			return d, nil
		}
		shorter, err := parse(name)
		if err != nil {
			return d, nil //nolint:nilerr // the name is valid only with its www
		}
		d = shorter
	}
}

// UnderstoodDomain reports whether s is read as a domain identifier other than the one that it spells, if it spells one.
func UnderstoodDomain(s string) (Domain, bool) {
	d, err := ReadDomain(s)
	if err != nil {
		return "", false
	}
	plain, err := ParseDomain(s)
	return d, err != nil || plain != d
}

// hostIn returns the host of a web or e-mail address, and other text unchanged.
func hostIn(s string) string {
	s = withoutEnds(strings.Map(narrow, s))
	if bare := withoutEnds(unquoted(strings.TrimRight(s, ",;"))); bare != "" {
		s = bare
	}
	if inner, is := strings.CutPrefix(s, "<"); is && strings.HasSuffix(inner, ">") {
		s = withoutEnds(strings.TrimSuffix(inner, ">"))
	}
	rest, web := withoutScheme(s)
	if !web && strings.Contains(s, "@") {
		if address, err := ReadEmail(s); err == nil {
			return address.Host()
		}
		return cmp.Or(strings.TrimPrefix(s, "@"), s)
	}
	host := rest
	if until := strings.IndexAny(host, `/\?#`); until >= 0 {
		host = host[:until]
	}
	if web {
		host = host[strings.LastIndexByte(host, '@')+1:] // behind a name and a password
	}
	if at := strings.LastIndexByte(host, ':'); at >= 0 && strings.Trim(host[at+1:], "0123456789") == "" && (strings.HasSuffix(host[:at], "]") || !strings.Contains(host[:at], ":")) {
		host = host[:at] // before the port
	}
	if web {
		host = unpercented(host)
	}
	return cmp.Or(host, s)
}

var scheme = regexp.MustCompile(`^(?i:(?:https?|ftps?|wss?):)?(?://|\\\\)`)

// withoutScheme returns a web address from its host on.
func withoutScheme(s string) (rest string, web bool) {
	begin := scheme.FindString(s)
	return s[len(begin):], begin != ""
}

// narrow converts the full-width delimiters of a web address to ASCII.
func narrow(c rune) rune {
	switch c {
	case '：', '／', '？', '＃', '＠', '＼':
		return c - 0xfee0
	default:
		return c
	}
}

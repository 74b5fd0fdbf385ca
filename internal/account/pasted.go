package account

import (
	"cmp"
	"encoding/hex"
	"regexp"
	"strings"
)

// This file reads addresses and domain identifiers in the forms in which people paste them. The result has passed
// ParseEmail or ParseDomain, which take one form alone.

// ReadEmail returns the address in what a mail program or a page gave somebody to paste: "Anna Rossi <a@b>",
// "mailto:a@b?subject=x", "Anna Rossi [mailto:a@b]", "a@b (Anna Rossi)". It is an error if there is more than one, since
// who is meant is then not certain; a name in front of the address may be anything.
func ReadEmail(s string) (Email, error) {
	inner := addressIn(s)
	if inner == "" && withoutEnds(s) != "" {
		return "", wrong(FieldNotEmail, "not a plain email address")
	}
	return ParseEmail(inner)
}

// addressIn takes off what stands around an address, layer by layer.
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

// behindLast returns what the last bracket holds; what is in front is a name unless it has brackets itself, when the text
// stays as it is and is no address.
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

// withoutComment takes off a name in parentheses that stands apart behind the address, and keeps what a link of Markdown
// leads to: [Anna](mailto:a@b).
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

// unquoted takes off quotation marks at both ends. An apostrophe may begin an address, so one alone stays.
func unquoted(s string) string {
	runes := []rune(s)
	if len(runes) > 1 && isQuote(runes[0]) && isQuote(runes[len(runes)-1]) {
		return string(runes[1 : len(runes)-1])
	}
	return s
}

const mailto = "mailto:"

// withoutMailto reads a link of RFC 6068 of one address.
func withoutMailto(s string) string {
	if len(s) < len(mailto) || lowerASCII(s[:len(mailto)]) != mailto {
		return s
	}
	s, _, _ = strings.Cut(s[len(mailto):], "?")
	return unpercented(s)
}

// unpercented undoes the escapes of RFC 3986 §2.1. A sign without its two digits stays.
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

// SplitAddresses takes apart what was typed or pasted into a field for several addresses: by lines, commas, semicolons
// and, between plain addresses, white space. What mail programs put in front of an address stays with it, though it has
// a comma: "Rossi, Anna" <a@b>. Each part is for ReadEmail.
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

// part is a piece of a line and what ended it.
type part struct {
	text  string
	comma bool
}

// splitList splits a line at commas, semicolons and behind addresses in angle brackets. What is in quotes, parentheses
// or brackets is one; quotes and parentheses without their other half are none.
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

// joinNames puts a name together again that has a comma and no quotes: Rossi, Anna <a@b>.
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

// splitPlain splits addresses with white space between them. What has brackets, a comment, or words that are no addresses is
// left whole, for one error about it.
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

// ReadDomain returns the domain identifier in what somebody typed or pasted: the name itself, a web address, or an e-mail
// address at it. The name of a company's web server is the company's: www.acme.com is acme.com, unless nothing
// would be left that can be an identifier, as of www.co.uk.
func ReadDomain(s string) (Domain, error) { return readDomain(s, ParseDomain) }

// ReadHeldDomain is ReadDomain for what an account may be found by: the identifiers of some have become shared mail domains
// since they were given, and they are found, read and disputed as before.
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
			return d, nil //nolint:nilerr // the name is one with its www only
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

// hostIn returns the part of a web or e-mail address that may be a domain identifier; all else as it is.
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

// narrow makes ASCII of the full-width signs that a web address has between its parts.
func narrow(c rune) rune {
	switch c {
	case '：', '／', '？', '＃', '＠', '＼':
		return c - 0xfee0
	default:
		return c
	}
}

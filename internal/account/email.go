package account

import (
	"slices"
	"strings"
)

// Email is a mailbox address in canonical form: lower case, its domain in A-labels.
type Email string

const (
	maxEmailBytes = 254 // RFC 5321 §4.5.3.1.3, less the angle brackets
	maxLocalBytes = 64  // RFC 5321 §4.5.3.1.1
)

// ParseEmail returns the canonical form of a plain address. It takes the dot-atom form alone
// (RFC 5322 §3.2.3): no comments, quoted parts, display names, address literals or non-ASCII local
// parts, which mail programs and providers read in different ways; nor "%", "!" and "?", by which some
// servers pass mail on to another domain or read an encoded word.
func ParseEmail(s string) (Email, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", wrong(FieldRequired, "an email address is required")
	}
	notEmail := wrong(FieldNotEmail, "not a plain email address")
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > maxLocalBytes {
		return "", notEmail
	}
	local := lowerASCII(s[:at]) // keeps other letters from becoming ASCII
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" || strings.ContainsFunc(atom, notAtomCharacter) {
			return "", notEmail
		}
	}
	host, err := canonicalHost(s[at+1:])
	if err != nil || len(local)+1+len(host) > maxEmailBytes || !keepsASCII(s[at+1:], host) {
		return "", notEmail
	}
	if last := host[strings.LastIndexByte(host, '.')+1:]; strings.Trim(last, "0123456789") == "" {
		return "", notEmail
	}
	return Email(local + "@" + host), nil
}

// keepsASCII reports whether each label of the host that is plain ASCII was so when it was typed. The mapping of names to
// the DNS turns the Kelvin sign into k, so that mail would go to another person.
func keepsASCII(typed, host string) bool {
	labels := strings.FieldsFunc(typed, func(c rune) bool { return strings.ContainsRune(".。．｡", c) })
	return slices.EqualFunc(labels, strings.Split(host, "."), func(typed, mapped string) bool {
		return isASCII(typed) || strings.HasPrefix(mapped, "xn--")
	})
}

func notAtomCharacter(c rune) bool {
	letterOrDigit := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
	return !letterOrDigit && !strings.ContainsRune("#$&'*+-/=^_`{|}~", c)
}

// Host returns the address's domain.
func (e Email) Host() string {
	_, host, _ := strings.Cut(string(e), "@")
	return host
}

// SameMailbox reports whether two addresses reach the same person.
func (e Email) SameMailbox(other Email) bool { return e.Mailbox() == other.Mailbox() }

// Mailbox returns the address without its +tag. It identifies the person, however they are addressed. A leading plus does
// not begin a tag: +391111 is a number.
func (e Email) Mailbox() Email {
	local, host, _ := strings.Cut(string(e), "@")
	pluses := len(local) - len(strings.TrimLeft(local, "+"))
	name, _, _ := strings.Cut(local[pluses:], "+")
	return Email(local[:pluses] + name + "@" + host)
}

// Company returns the registrable domain of the address, by which colleagues are known; false at a mail domain that
// strangers share.
func (e Email) Company() (Domain, bool) {
	if _, err := ParseDomain(e.Host()); err != nil {
		return "", false
	}
	return Domain(e.Host()).Registrable(), true
}

// Masked returns the address with its local part hidden, recognisable to its holder: j•••@acme.com.
func (e Email) Masked() string {
	local, host, _ := strings.Cut(string(e), "@")
	if local == "" {
		return "•••@" + host
	}
	return local[:1] + "•••@" + host
}

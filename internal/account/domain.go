package account

import (
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// Domain is an account's domain identifier in canonical form: ASCII (IDNA A-labels), lower case, no
// trailing dot, 2 to 10 labels, at most 253 octets, under a top-level name of the Public Suffix
// List, neither a public suffix nor, when it was requested, a shared mail domain.
type Domain string

const (
	minLabels      = 2
	maxLabels      = 10
	maxDomainBytes = 253 // RFC 1035 §2.3.4, less the root's length octet and the first label's
)

// hostNames maps a name as people type it to the form the DNS carries, in labels of at most 63 letters, digits and inner
// hyphens (RFC 1123 §2.1); the last one may be empty. Non-transitional, so that
// "faß.de" and "fass.de" stay two names, as they are in the DNS (UTS #46 §4, RFC 5891).
var hostNames = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(true),
	idna.BidiRule(), idna.CheckJoiners(true), idna.CheckHyphens(true), idna.VerifyDNSLength(true))

// ParseDomain returns the canonical form of a requested domain identifier. It accepts upper case and one trailing dot, and
// returns a canonical form unchanged.
func ParseDomain(s string) (Domain, error) {
	d, err := ParseHeldDomain(s)
	if err == nil && IsSharedMailDomain(string(d)) {
		return "", wrong(FieldSharedMail, "anyone can have an address at this shared email domain")
	}
	return d, err
}

// ParseHeldDomain is ParseDomain for an identifier that an account may have: it accepts shared mail domains, since an
// identifier may have become one.
func ParseHeldDomain(s string) (Domain, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", wrong(FieldRequired, "a domain identifier is required")
	}
	if _, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return "", wrong(FieldIPAddress, "an IP address is not a domain identifier")
	}
	host, err := canonicalHost(s)
	if err != nil {
		return "", err
	}
	labels := strings.Split(host, ".")
	if !slices.ContainsFunc(labels, notNumber) {
		return "", wrong(FieldIPAddress, "an IP address is not a domain identifier")
	}
	if len(labels) > maxLabels {
		return "", wrong(FieldTooLong, "a domain identifier can have at most 10 labels")
	}
	if !knownTopLevel(labels[len(labels)-1]) {
		return "", wrong(FieldUnknownTLD, "no such top-level domain")
	}
	if _, err := publicsuffix.EffectiveTLDPlusOne(host); err != nil {
		return "", wrong(FieldPublicSuffix, "anyone can register names under this domain, so it does not belong to one company")
	}
	return Domain(host), nil
}

// canonicalHost returns the canonical form of a host name of at least two labels.
func canonicalHost(s string) (string, error) {
	notDomain := wrong(FieldNotDomain, "not a domain name")
	if len(s) > 4*maxDomainBytes || !utf8.ValidString(s) {
		return "", notDomain
	}
	host, err := toASCII(strings.TrimSuffix(s, "."))
	if err != nil {
		return "", notDomain
	}
	// For some hostile input the result changes if it is mapped again (an ideographic full stop that becomes a trailing
	// dot, A-labels that decode to something else). Such input is refused.
	if again, err := toASCII(host); err != nil || again != host {
		return "", notDomain
	}
	if unicode, err := hostNames.ToUnicode(host); err != nil {
		return "", notDomain
	} else if back, err := toASCII(unicode); err != nil || back != host {
		return "", notDomain
	}
	labels := strings.Split(host, ".")
	if len(labels) < minLabels || slices.Contains(labels, "") || len(host) > maxDomainBytes {
		return "", notDomain
	}
	return host, nil
}

func toASCII(s string) (string, error) {
	host, err := hostNames.ToASCII(s)
	return strings.ToLower(host), err
}

// notNumber reports whether the label is no number. Browsers read a name of numbers as an IP address: 127.1, 0x7f.0.0.1
// (WHATWG URL §3.5).
func notNumber(label string) bool {
	hex, is := strings.CutPrefix(label, "0x")
	if is {
		return strings.Trim(hex, "0123456789abcdef") != ""
	}
	return strings.Trim(label, "0123456789") != ""
}

// knownTopLevel reports whether the Public Suffix List has the name or rules directly below it ("*.ck").
func knownTopLevel(name string) bool {
	_, known := publicsuffix.PublicSuffix("x." + name)
	return known
}

// Registrable returns the part of the name that is registered: acme.co.uk for emea.acme.co.uk.
func (d Domain) Registrable() Domain {
	name, err := publicsuffix.EffectiveTLDPlusOne(string(d))
	if err != nil {
		return d
	}
	return Domain(name)
}

// Parents returns the names above d up to its registrable domain, nearest first.
func (d Domain) Parents() []Domain {
	var above []Domain
	for top := d.Registrable(); d != top; {
		_, parent, _ := strings.Cut(string(d), ".")
		d = Domain(parent)
		above = append(above, d)
	}
	return above
}

// Related reports whether the names are equal, or one is below the other in the same registrable domain.
func (d Domain) Related(other Domain) bool {
	return d == other || slices.Contains(d.Parents(), other) || slices.Contains(other.Parents(), d)
}

// Unicode returns the name in Unicode, as people read it.
func (d Domain) Unicode() string {
	if !strings.Contains(string(d), "xn--") {
		return string(d)
	}
	if s, err := hostNames.ToUnicode(string(d)); err == nil {
		return s
	}
	return string(d)
}

// VouchedBy reports whether the address vouches for the identifier: its domain is the identifier or a parent of it, not
// above the registrable domain and not a shared mail domain.
func (d Domain) VouchedBy(address Email) bool {
	if IsSharedMailDomain(address.Host()) {
		return false
	}
	host := Domain(address.Host())
	if host == d {
		return true
	}
	for _, parent := range d.Parents() {
		if host == parent {
			return true
		}
	}
	return false
}

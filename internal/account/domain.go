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
// List, neither a public suffix itself nor a shared mail domain when it was asked for.
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

// ParseDomain returns the canonical form of a domain identifier that is asked for. Upper case and one trailing dot are
// no error, and the canonical form of a canonical form is itself.
func ParseDomain(s string) (Domain, error) {
	d, err := ParseHeldDomain(s)
	if err == nil && IsSharedMailDomain(string(d)) {
		return "", wrong(FieldSharedMail, "anyone can have an address at this shared email domain")
	}
	return d, err
}

// ParseHeldDomain is ParseDomain for an identifier that an account may have already: one may have become a shared mail domain since.
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
	if !slices.ContainsFunc(labels, isNoNumber) {
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

// canonicalHost is the canonical form of any host name of at least two labels.
func canonicalHost(s string) (string, error) {
	notDomain := wrong(FieldNotDomain, "not a domain name")
	if len(s) > 4*maxDomainBytes || !utf8.ValidString(s) {
		return "", notDomain
	}
	host, err := toASCII(strings.TrimSuffix(s, "."))
	if err != nil {
		return "", notDomain
	}
	// The mapping alone is no fixpoint for some hostile input (an ideographic full stop that becomes
	// a trailing dot, A-labels that decode to something else): what changes once more is no name.
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

// isNoNumber: what consists of numbers alone, browsers read as an IP address: 127.1, 0x7f.0.0.1
// (WHATWG URL §3.5).
func isNoNumber(label string) bool {
	hex, is := strings.CutPrefix(label, "0x")
	if is {
		return strings.Trim(hex, "0123456789abcdef") != ""
	}
	return strings.Trim(label, "0123456789") != ""
}

// knownTopLevel: the Public Suffix List has the name, or rules directly below it ("*.ck").
func knownTopLevel(name string) bool {
	_, known := publicsuffix.PublicSuffix("x." + name)
	return known
}

// Registrable is the part of the name that its holder registered: acme.co.uk of emea.acme.co.uk.
func (d Domain) Registrable() Domain {
	name, err := publicsuffix.EffectiveTLDPlusOne(string(d))
	if err != nil {
		return d
	}
	return Domain(name)
}

// Parents are the names above d down to its registrable domain, nearest first.
func (d Domain) Parents() []Domain {
	var above []Domain
	for top := d.Registrable(); d != top; {
		_, parent, _ := strings.Cut(string(d), ".")
		d = Domain(parent)
		above = append(above, d)
	}
	return above
}

// Related reports whether the names are the same, or one is below the other in what the same holder registered.
func (d Domain) Related(other Domain) bool {
	return d == other || slices.Contains(d.Parents(), other) || slices.Contains(other.Parents(), d)
}

// Unicode is the name as people read it; canonical names that are plain ASCII stay as they are.
func (d Domain) Unicode() string {
	if !strings.Contains(string(d), "xn--") {
		return string(d)
	}
	if s, err := hostNames.ToUnicode(string(d)); err == nil {
		return s
	}
	return string(d)
}

// VouchedBy reports whether the address proves a hold on the identifier: its domain is the identifier
// or a parent of it, not above the registrable domain. One at a shared mail domain proves nothing.
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

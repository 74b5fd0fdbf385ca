package account

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"
)

// code returns the code of a parser's error; empty if there is none.
func code(t *testing.T, err error) FieldCode {
	t.Helper()
	var bad *valueError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &bad):
		return bad.code
	default:
		t.Fatalf("not an error about a value: %v", err)
		return ""
	}
}

func labels(n int) string { return strings.Repeat("a.", n-1) + "com" }

// ofOctets returns a domain of n octets.
func ofOctets(n int) string {
	long := strings.Repeat(strings.Repeat("a", 63)+".", 3) // 192
	return long + strings.Repeat("b", n-len(long)-len(".com")) + ".com"
}

// ParseDomain accepts the identifiers of customers and returns the form that the DNS uses.
func TestParseDomainReturnsTheCanonicalForm(t *testing.T) {
	for typed, want := range map[string]Domain{
		"acme.com":           "acme.com",
		"  acme.com\n":       "acme.com",
		"ACME.Com":           "acme.com",
		"acme.com.":          "acme.com",
		"emea.acme.co.uk":    "emea.acme.co.uk",
		"Müller.DE":          "xn--mller-kva.de",
		"xn--mller-kva.de":   "xn--mller-kva.de",
		"XN--MLLER-KVA.DE":   "xn--mller-kva.de",
		"faß.de":             "xn--fa-hia.de", // not the same name as fass.de
		"fass.de":            "fass.de",
		"例え.jp":              "xn--r8jz45g.jp",
		"acme。com":           "acme.com",
		"ａｃｍｅ．ｃｏｍ":           "acme.com",
		"acme.рф":            "acme.xn--p1ai",
		"www.ck":             "www.ck", // the exception to *.ck
		"acme.co.ck":         "acme.co.ck",
		"1and1.com":          "1and1.com",
		"1.2.3.4.com":        "1.2.3.4.com",
		"acme.github.io":     "acme.github.io",
		"a.io":               "a.io",
		labels(10):           Domain(labels(10)),
		ofOctets(253):        Domain(ofOctets(253)),
		"mygmail.com":        "mygmail.com",
		"gmail.com.acme.com": "gmail.com.acme.com",
	} {
		got, err := ParseDomain(typed)
		if err != nil || got != want {
			t.Errorf("ParseDomain(%q) = %q, %v, want %q", typed, got, err, want)
		}
	}
}

// A name that does not belong to one company alone is not a domain identifier.
func TestParseDomainRefusesMalformedAndSharedNames(t *testing.T) {
	for typed, want := range map[string]FieldCode{
		"":                               FieldRequired,
		" \t ":                           FieldRequired,
		"acme":                           FieldNotDomain,
		"com":                            FieldNotDomain,
		".":                              FieldNotDomain,
		"acme.com..":                     FieldNotDomain,
		".acme.com":                      FieldNotDomain,
		"acme..com":                      FieldNotDomain,
		"ac me.com":                      FieldNotDomain,
		"ac_me.com":                      FieldNotDomain,
		"-acme.com":                      FieldNotDomain,
		"acme-.com":                      FieldNotDomain,
		"ab--cd.com":                     FieldNotDomain,
		"https://acme.com":               FieldNotDomain,
		"acme.com/x":                     FieldNotDomain,
		"acme.com:443":                   FieldNotDomain,
		"ada@acme.com":                   FieldNotDomain,
		"*.acme.com":                     FieldNotDomain,
		"acme.com\x00":                   FieldNotDomain,
		"acme\u202e.com":                 FieldNotDomain,
		"\xff.com":                       FieldNotDomain,
		"xn--a.com":                      FieldNotDomain,
		"xn--.com":                       FieldNotDomain,
		"xn--acme-.com":                  FieldNotDomain,
		strings.Repeat("a", 64) + ".com": FieldNotDomain,
		ofOctets(254):                    FieldNotDomain,
		labels(11):                       FieldTooLong,
		"127.0.0.1":                      FieldIPAddress,
		"10.0.0.1.":                      FieldIPAddress,
		"::1":                            FieldIPAddress,
		"[2001:db8::1]":                  FieldIPAddress,
		"fe80::1%eth0":                   FieldIPAddress,
		"127.1":                          FieldIPAddress,
		"0x7f.0.0.1":                     FieldIPAddress,
		"010.0.0.1":                      FieldIPAddress,
		"127.0.0.0x1":                    FieldIPAddress,
		"１２７.０.０.１":                      FieldIPAddress,
		"acme.example":                   FieldUnknownTLD,
		"acme.local":                     FieldUnknownTLD,
		"acme.c0m":                       FieldUnknownTLD,
		"acme.comm":                      FieldUnknownTLD,
		"co.uk":                          FieldPublicSuffix,
		"CO.UK.":                         FieldPublicSuffix,
		"github.io":                      FieldPublicSuffix, // in the private section of the list
		"s3.amazonaws.com":               FieldPublicSuffix,
		"co.ck":                          FieldPublicSuffix, // wildcard *.ck
		"anything.ck":                    FieldPublicSuffix,
		"gmail.com":                      FieldSharedMail,
		"GMAIL.com.":                     FieldSharedMail,
		"acme.gmail.com":                 FieldSharedMail,
		"libero.it":                      FieldSharedMail,
		"ｇmail.com":                      FieldSharedMail,
	} {
		got, err := ParseDomain(typed)
		if c := code(t, err); c != want || got != "" {
			t.Errorf("ParseDomain(%q) = %q, %q, want %q", typed, got, c, want)
		}
	}
}

// FuzzParseDomain checks that a domain has one canonical form.
func FuzzParseDomain(f *testing.F) {
	for _, seed := range []string{
		"acme.com", "ACME.COM.", "Müller.de", "xn--mller-kva.de", "faß.de", "例え。テスト", "acme.com。", "acme.com．.", "co.uk", "x.ck", "www.ck",
		"127.0.0.1", "[::1]", "0x7f.1", "１.２.３.４", "gmail.com", "a.gmail.com", "xn--a.com", "xn--xn--a-.com", "a\u00ad.com", "\u200d.com", "ß.ß", "İ.com", "a\u200db.com",
		labels(10), labels(11), ofOctets(253), ofOctets(254), "א1.com", "1א.com", "acme.xn--p1ai",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		d, err := ParseDomain(typed)
		if err != nil {
			code(t, err)
			return
		}
		if again, err := ParseDomain(string(d)); err != nil || again != d {
			t.Errorf("%q of %q becomes %q, %v", d, typed, again, err)
		}
		if again, err := ParseDomain(strings.ToUpper(string(d)) + "."); err != nil || again != d {
			t.Errorf("%q in capitals with a dot becomes %q, %v", d, again, err)
		}
		if again, err := ParseDomain(d.Unicode()); err != nil || again != d {
			t.Errorf("%q in its Unicode form, %q, becomes %q, %v", d, d.Unicode(), again, err)
		}
		parts := strings.Split(string(d), ".")
		if len(parts) < 2 || len(parts) > 10 || len(d) > 253 || strings.Trim(string(d), "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" {
			t.Errorf("%q is not of 2 to 10 labels in ASCII", d)
		}
		for _, part := range parts {
			if part == "" || len(part) > 63 || strings.Trim(part, "-") != part {
				t.Errorf("%q has the label %q", d, part)
			}
		}
		if suffix, _ := publicsuffix.PublicSuffix(string(d)); suffix == string(d) {
			t.Errorf("%q is a public suffix", d)
		}
		if _, err := netip.ParseAddr(string(d)); err == nil {
			t.Errorf("%q is an IP address", d)
		}
		for _, mail := range []string{"gmail.com", "libero.it", "outlook.com", "yahoo.com"} {
			if string(d) == mail || strings.HasSuffix(string(d), "."+mail) {
				t.Errorf("%q is at a shared mail domain", d)
			}
		}
		for _, parent := range d.Parents() {
			if !strings.HasSuffix(string(d), "."+string(parent)) || !strings.HasSuffix(string(parent), string(d.Registrable())) {
				t.Errorf("%q is not a parent of %q from %q on", parent, d, d.Registrable())
			}
		}
	})
}

// Parents returns all parents down to the registrable domain, and none above it.
func TestParentsEndAtTheRegistrableDomain(t *testing.T) {
	for d, want := range map[Domain][]Domain{
		"acme.com":            nil,
		"acme.co.uk":          nil,
		"emea.acme.co.uk":     {"acme.co.uk"},
		"it.emea.acme.com":    {"emea.acme.com", "acme.com"},
		"shop.acme.github.io": {"acme.github.io"},
	} {
		if got := d.Parents(); !slices.Equal(got, want) {
			t.Errorf("%q.Parents() = %v, want %v", d, got, want)
		}
	}
}

// An address vouches only for identifiers of its own company.
func TestAnAddressVouchesForItsDomainAndBelow(t *testing.T) {
	for _, c := range []struct {
		domain  Domain
		address Email
		want    bool
	}{
		{"acme.com", "ada@acme.com", true},
		{"emea.acme.com", "ada@acme.com", true},
		{"it.emea.acme.com", "ada@emea.acme.com", true},
		{"acme.com", "ada@emea.acme.com", false}, // an address of a child does not vouch for the parent
		{"emea.acme.com", "ada@apac.acme.com", false},
		{"acme.com", "ada@notacme.com", false},
		{"acme.com", "ada@com", false},
		{"acme.co.uk", "ada@co.uk", false},
		{"acme.github.io", "ada@github.io", false},
		{"acme.com", "ada@acme.com.evil.com", false},
	} {
		if got := c.domain.VouchedBy(c.address); got != c.want {
			t.Errorf("%q vouched for by %q: %t", c.domain, c.address, got)
		}
	}
}

// Unicode returns the readable form of the same name.
func TestUnicodeIsTheReadableForm(t *testing.T) {
	for d, want := range map[Domain]string{"acme.com": "acme.com", "xn--mller-kva.de": "müller.de", "xn--fa-hia.de": "faß.de"} {
		if got := d.Unicode(); got != want {
			t.Errorf("%q reads %q, want %q", d, got, want)
		}
	}
}

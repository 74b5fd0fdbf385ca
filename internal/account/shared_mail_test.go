package account

import (
	"slices"
	"strings"
	"testing"
)

// sharedNames returns the names on the list.
func sharedNames() []string {
	return slices.DeleteFunc(strings.Split(strings.TrimSpace(sharedMail), "\n"), func(line string) bool {
		return strings.HasPrefix(line, "#")
	})
}

// Well-known shared mail domains of each kind are recognised.
func TestSharedMailDomainsAreRecognised(t *testing.T) {
	for _, name := range []string{
		"gmail.com", "docomo.ne.jp", "ukr.net", "web.de", "qq.com", "libero.it", // public
		"legalmail.it", "pec.it", "arubapec.it", "postacert.it", "postecert.it", "pec.aruba.it", "de-mail.de", // certified
		"mozmail.com", "duck.com", "silomails.com", "simplelogin.io", "keemail.me", "privaterelay.appleid.com", "aleeas.com", "anonaddy.me", "passmail.net", // relays
		"mailinator.com", "yopmail.com", "guerrillamail.com", // disposable
	} {
		for _, host := range []string{name, "acme." + name} {
			if _, err := ParseDomain(host); code(t, err) != FieldSharedMail || !IsSharedMailDomain(host) {
				t.Errorf("%q is not recognised: %v", host, err)
			}
			if _, err := ReadHeldDomain(host); err != nil {
				t.Errorf("an account at %q is not found: %v", host, err)
			}
			if Domain(host).VouchedBy(Email("anna@" + host)) {
				t.Errorf("an address at %q vouches for that domain", host)
			}
		}
	}
	for _, host := range []string{
		"acme.com", "mail.com.acme.com", "xgmail.com", "gmail.com.acme.it", "appleid.com", "com", "it", "", "example.com", "example.org",
		"google.com", "microsoft.com", "apple.com", "amazon.com", "facebook.com", "bt.com", "alibaba.com", "ibm.com", "siemens.com", "enel.it",
		"eni.it", "enel.net", "telstra.com", "infocert.it", "namirial.com", "telekom.de", "post.ch", "godaddy.com", "ionos.com", "rakuten.co.jp", "videotron.com", "#",
	} {
		if IsSharedMailDomain(host) {
			t.Errorf("%q is recognised as a shared mail domain", host)
		}
	}
}

// The nearest listed parent decides; for one name, the deployment's setting decides.
func TestADeploymentAddsAndExemptsSharedMailDomains(t *testing.T) {
	SetSharedMail(SharedMail{Added: []Domain{"acme.com", "deep.pec.it"}, Exempt: []Domain{"office.acme.com", "gmail.com", "pec.it"}})
	defer SetSharedMail(SharedMail{})
	for host, want := range map[string]bool{
		"acme.com": true, "emea.acme.com": true, "office.acme.com": false, "rome.office.acme.com": false, "xacme.com": false,
		"gmail.com": false, "acme.gmail.com": false, "pec.it": false, "a.pec.it": false, "deep.pec.it": true, "a.deep.pec.it": true,
		"legalmail.it": true, "acme.org": false,
	} {
		if IsSharedMailDomain(host) != want {
			t.Errorf("%s: want %t", host, want)
		}
		// All checks use it: a new identifier, vouching, an address's company, an acceptance.
		address := Email("ann@" + host)
		_, err := ParseDomain(host)
		_, company := address.Company()
		accepted := Review{Accepted: []Email{address}}.acceptedHost(host)
		if got := []bool{err != nil, !Domain(host).VouchedBy(address), !company, !accepted}; !slices.Equal(got, []bool{want, want, want, want}) {
			t.Errorf("%s: refused, not vouched for, without a company, not accepted: %v, want all %t", host, got, want)
		}
	}
	if SetSharedMail(SharedMail{}); IsSharedMailDomain("acme.com") || !IsSharedMailDomain("gmail.com") {
		t.Error("a setting remains after it was removed")
	}
}

// The list is sorted, for its binary search, and has canonical names of which none is below another.
func TestTheSharedMailListIsSearchable(t *testing.T) {
	names := sharedNames()
	if !slices.IsSorted(names) || len(names) < 15_000 {
		t.Errorf("%d names, sorted: %t", len(names), slices.IsSorted(names))
	}
	for _, name := range names {
		if d, err := ParseHeldDomain(name); err != nil || string(d) != name || !listed(sharedMail, name) {
			t.Errorf("%q is %q, %v, listed: %t", name, d, err, listed(sharedMail, name))
		}
		if _, above, _ := strings.Cut(name, "."); IsSharedMailDomain(above) {
			t.Errorf("%q is below another name", name)
		}
	}
}

// The list stays within the size that it may add to each function: docs/dependencies.md.
func TestTheSharedMailListIsSmall(t *testing.T) {
	if most := 300_000; len(sharedMail) > most {
		t.Errorf("%d bytes, want at most %d", len(sharedMail), most)
	}
}

func BenchmarkIsSharedMailDomain(b *testing.B) {
	for b.Loop() {
		IsSharedMailDomain("emea.acme.co.uk")
	}
}

package account

import (
	"net/mail"
	"strings"
	"testing"
)

// ParseEmail accepts the addresses that people have, and returns one form of each.
func TestParseEmailReturnsTheCanonicalForm(t *testing.T) {
	for typed, want := range map[string]Email{
		"ada@acme.com":                        "ada@acme.com",
		" Ada.Lovelace@ACME.com. ":            "ada.lovelace@acme.com",
		"ada+tag@acme.com":                    "ada+tag@acme.com",
		"o'hara@acme.com":                     "o'hara@acme.com",
		"ada@müller.de":                       "ada@xn--mller-kva.de",
		"ada@intranet.internal":               "ada@intranet.internal",
		"ada@gmail.com":                       "ada@gmail.com",
		strings.Repeat("a", 64) + "@acme.com": Email(strings.Repeat("a", 64) + "@acme.com"),
		"a@" + ofOctets(252):                  Email("a@" + ofOctets(252)),
		"#$&'*+-/=^_`{|}~@acme.com":           "#$&'*+-/=^_`{|}~@acme.com",
	} {
		got, err := ParseEmail(typed)
		if err != nil || got != want {
			t.Errorf("ParseEmail(%q) = %q, %v, want %q", typed, got, err, want)
		}
	}
}

// ParseEmail refuses what programs and providers read in different ways.
func TestParseEmailRefusesAmbiguousAddresses(t *testing.T) {
	for typed, want := range map[string]FieldCode{
		"":                                    FieldRequired,
		" ":                                   FieldRequired,
		"ada":                                 FieldNotEmail,
		"@acme.com":                           FieldNotEmail,
		"ada@":                                FieldNotEmail,
		"ada@acme":                            FieldNotEmail,
		"ada@@acme.com":                       FieldNotEmail,
		"ada@b@acme.com":                      FieldNotEmail,
		".ada@acme.com":                       FieldNotEmail,
		"ada.@acme.com":                       FieldNotEmail,
		"a..da@acme.com":                      FieldNotEmail,
		"a da@acme.com":                       FieldNotEmail,
		`"ada"@acme.com`:                      FieldNotEmail,
		"ada(comment)@acme.com":               FieldNotEmail,
		"Ada <ada@acme.com>":                  FieldNotEmail,
		"ada@acme.com, bob@acme.com":          FieldNotEmail,
		"ada@[127.0.0.1]":                     FieldNotEmail,
		"ada@127.0.0.1":                       FieldNotEmail,
		"adà@acme.com":                        FieldNotEmail,
		"ada%elsewhere.net@acme.com":          FieldNotEmail,
		"elsewhere.net!ada@acme.com":          FieldNotEmail,
		"=?utf-8?q?ada?=@acme.com":            FieldNotEmail,
		"ada@acme.com\r\nBcc: all@acme.com":   FieldNotEmail,
		"ada\x00@acme.com":                    FieldNotEmail,
		"mi\u212ae@acme.com":                  FieldNotEmail, // the Kelvin sign
		"mike@\u212aacme.com":                 FieldNotEmail,
		"\u0130ada@acme.com":                  FieldNotEmail,
		strings.Repeat("a", 65) + "@acme.com": FieldNotEmail,
		"ab@" + ofOctets(252):                 FieldNotEmail,
	} {
		got, err := ParseEmail(typed)
		if c := code(t, err); c != want || got != "" {
			t.Errorf("ParseEmail(%q) = %q, %q, want %q", typed, got, c, want)
		}
	}
}

// FuzzParseEmail checks that an address has one canonical form, and that none can inject a mail header.
func FuzzParseEmail(f *testing.F) {
	for _, seed := range []string{"ada@acme.com", "Ada+x@ACME.COM.", "a@müller.de", `"a"@b.de`, "a@b@c.de", "a@[::1]", "a@１.２.３.４", "K@acme.com", "a@acme。com", "İ@acme.com", "a\r\n@b.de"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		e, err := ParseEmail(typed)
		if err != nil {
			code(t, err)
			return
		}
		if again, err := ParseEmail(string(e)); err != nil || again != e {
			t.Errorf("%q of %q becomes %q, %v", e, typed, again, err)
		}
		if parsed, err := mail.ParseAddress(string(e)); err != nil || parsed.Address != string(e) || parsed.Name != "" {
			t.Errorf("the standard library reads %q as %v, %v", e, parsed, err)
		}
		if strings.ContainsAny(string(e), " \r\n\t,;:<>()[]\\\"") || strings.Count(string(e), "@") != 1 || len(e) > 254 || strings.ToLower(string(e)) != string(e) {
			t.Errorf("%q is not a plain address in lower case", e)
		}
		if !e.SameMailbox(e) || e.Host() == "" {
			t.Errorf("%q is not its own mailbox at %q", e, e.Host())
		}
		if local, _, _ := strings.Cut(string(e), "@"); len(local) > 1 && strings.Contains(e.Masked(), local+"@") {
			t.Errorf("%q masked is %q", e, e.Masked())
		}
	})
}

// Addresses that differ in a +tag only are the same mailbox, all others are not.
func TestSameMailboxIgnoresTags(t *testing.T) {
	for _, c := range []struct {
		a, b Email
		want bool
	}{
		{"ada@acme.com", "ada@acme.com", true},
		{"ada@acme.com", "ada+x@acme.com", true},
		{"ada+y@acme.com", "ada+x+z@acme.com", true},
		{"ada@acme.com", "adam@acme.com", false},
		{"+391111@acme.com", "+392222@acme.com", false}, // numbers, not tags
		{"+391111@acme.com", "+391111+x@acme.com", true},
		{"++x@acme.com", "++y@acme.com", false},
		{"+@acme.com", "@acme.com", false},
		{"ada@acme.com", "ada@acme.org", false},
	} {
		if got := c.a.SameMailbox(c.b); got != c.want || c.b.SameMailbox(c.a) != got {
			t.Errorf("%q and %q: %t", c.a, c.b, got)
		}
	}
}

// A masked address shows its first character and its host, and no more.
func TestMaskedShowsTheFirstCharacter(t *testing.T) {
	for e, want := range map[Email]string{"john@acme.com": "j•••@acme.com", "j@acme.com": "j•••@acme.com", "@acme.com": "•••@acme.com"} {
		if got := e.Masked(); got != want {
			t.Errorf("%q masked is %q, want %q", e, got, want)
		}
	}
}

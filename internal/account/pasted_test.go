package account

import (
	"slices"
	"strings"
	"testing"
)

// ReadEmail accepts an address as mail programs copy it.
func TestReadEmailTakesWhatMailProgramsCopy(t *testing.T) {
	for _, pasted := range []string{
		"anna@acme.com", " anna@acme.com\t", "\u200banna@acme.com\ufeff", "\u2068anna@acme.com\u2069", "\u202aanna@acme.com\u202c", "\u00a0anna@acme.com\u00a0", "anna@acme.com\u00ad", "anna@acme.com\x00",
		"Anna Rossi <anna@acme.com>", `"Rossi, Anna" <anna@acme.com>`, "'Anna Rossi' <anna@acme.com>", "Rossi, Anna <anna@acme.com>", "“Rossi, Anna” <anna@acme.com>",
		"<anna@acme.com>", " < anna@acme.com > ", "<\u200banna@acme.com>", "Anna<anna@acme.com>", `"Anna \"A\" Rossi" <anna@acme.com>`, `"Anna <Rossi>" <anna@acme.com>`, "Anna Rossi (Acme) <anna@acme.com>",
		"anna@acme.com <anna@acme.com>", "=?utf-8?q?Anna?= <anna@acme.com>", "Anna Rossi <anna@acme.com>;", "Anna Rossi <anna@acme.com>,",
		"mailto:anna@acme.com", "MailTo:anna@acme.com?subject=x&body=a@b", "mailto:anna%40acme.com", "<mailto:anna@acme.com>", "Anna Rossi <mailto:anna@acme.com>", "anna@acme.com <mailto:anna@acme.com>",
		"Anna Rossi [mailto:anna@acme.com]", "[anna@acme.com](mailto:anna@acme.com)", "anna@acme.com (Anna Rossi)", "(anna@acme.com)", "[anna@acme.com]",
		`"anna@acme.com"`, "'anna@acme.com'", "«anna@acme.com»", "anna@acme.com,", "anna@acme.com;", "anna@acme.com.", "Anna@ACME.com", "anna@acme.com\r\n",
	} {
		if got, err := ReadEmail(pasted); err != nil || got != "anna@acme.com" {
			t.Errorf("ReadEmail(%+q) = %q, %v", pasted, got, err)
		}
	}
	for pasted, want := range map[string]Email{"mailto:anna%2Bx@acme.com": "anna+x@acme.com", "Anna <+391111@acme.com>": "+391111@acme.com", "o'hara@acme.com": "o'hara@acme.com", "'hara@acme.com": "'hara@acme.com", "Anna <anna@müller.de>": "anna@xn--mller-kva.de"} {
		if got, err := ReadEmail(pasted); err != nil || got != want {
			t.Errorf("ReadEmail(%+q) = %q, %v, want %q", pasted, got, err, want)
		}
	}
}

// ReadEmail does not guess which address is meant.
func TestReadEmailRefusesTextThatIsNotOneAddress(t *testing.T) {
	for pasted, want := range map[string]FieldCode{
		"": FieldRequired, "\u200b \ufeff": FieldRequired, "<>": FieldNotEmail, "Anna <>": FieldNotEmail, "Anna Rossi": FieldNotEmail, "mailto:": FieldNotEmail, "()": FieldNotEmail,
		"Anna <anna@acme.com> <bob@acme.com>": FieldNotEmail, "anna@acme.com, bob@acme.com": FieldNotEmail, "anna@acme.com bob@acme.com": FieldNotEmail, "<anna@acme.com>, <bob@acme.com>": FieldNotEmail,
		"mailto:anna@acme.com,bob@acme.com": FieldNotEmail, "an na@acme.com": FieldNotEmail, "Anna Rossi anna@acme.com": FieldNotEmail, "Anna anna@acme.com>": FieldNotEmail,
		"an\u200bna@acme.com": FieldNotEmail, "anna@ac\u200bme.com": FieldNotEmail, "anna@ac\u00adme.com": FieldNotEmail, "anna(x)@acme.com": FieldNotEmail, `"an na"@acme.com`: FieldNotEmail,
		"mi\u212ae@acme.com": FieldNotEmail, "mi\u017fe@acme.com": FieldNotEmail, "\u0130nfo@acme.com": FieldNotEmail, "ａnna@acme.com": FieldNotEmail, "anna＠acme.com": FieldNotEmail,
		"anna@\u212aacme.com": FieldNotEmail, "anna@ａcme.com": FieldNotEmail, "anna@acme.ｃom": FieldNotEmail, "Anna <mi\u212ae@acme.com>": FieldNotEmail, "mailto:mi%E2%84%AAe@acme.com": FieldNotEmail,
		"anna@acme.com\r\nBcc: all@acme.com": FieldNotEmail, "Anna <anna@acme.com\r\nBcc: x@y.com>": FieldNotEmail, "https://acme.com": FieldNotEmail,
	} {
		got, err := ReadEmail(pasted)
		if c := code(t, err); c != want || got != "" {
			t.Errorf("ReadEmail(%+q) = %q, %q, want %q", pasted, got, c, want)
		}
	}
}

// No non-ASCII character becomes an ASCII letter of an address.
func TestNoAddressIsMadeASCII(t *testing.T) {
	for c := rune(0x80); c <= 0x1ffff; c++ {
		for _, typed := range []string{"mi" + string(c) + "e@acme.com", "mike@ac" + string(c) + "me.com", "mike@acme.co" + string(c)} {
			if e, err := ParseEmail(typed); err == nil && !strings.Contains(string(e), "xn--") {
				if c == '。' || c == '．' || c == '｡' || unicodeSpace(c) { // a dot between labels, or white space at the ends
					continue
				}
				t.Errorf("ParseEmail(%+q) = %q", typed, e)
			}
		}
	}
}

func unicodeSpace(c rune) bool { return strings.TrimSpace(string(c)) == "" }

// A field with several addresses is split as the person who pasted it reads it.
func TestSplitAddressesReturnsEachAddressWithItsName(t *testing.T) {
	for typed, want := range map[string][]string{
		"":                                         nil,
		" \r\n,; ":                                 nil,
		"a@b.de":                                   {"a@b.de"},
		"a@b.de, c@d.de;e@f.de":                    {"a@b.de", "c@d.de", "e@f.de"},
		"a@b.de\r\nc@d.de\n\ne@f.de":               {"a@b.de", "c@d.de", "e@f.de"},
		"a@b.de c@d.de\te@f.de":                    {"a@b.de", "c@d.de", "e@f.de"},
		"a@b.de\u2028c@d.de，e@f.de；":               {"a@b.de", "c@d.de", "e@f.de"},
		"Anna Rossi <a@b.de>":                      {"Anna Rossi <a@b.de>"},
		`"Rossi, Anna" <a@b.de>`:                   {`"Rossi, Anna" <a@b.de>`},
		`"Rossi, Anna" <a@b.de>, Bo <c@d.de>`:      {`"Rossi, Anna" <a@b.de>`, "Bo <c@d.de>"},
		"“Rossi; Anna” <a@b.de>; c@d.de":           {"“Rossi; Anna” <a@b.de>", "c@d.de"},
		"Rossi, Anna <a@b.de>; Verdi, Bo <c@d.de>": {"Rossi, Anna <a@b.de>", "Verdi, Bo <c@d.de>"},
		"Rossi, Anna <a@b.de>, Verdi, Bo <c@d.de>": {"Rossi, Anna <a@b.de>", "Verdi, Bo <c@d.de>"},
		"Anna <a@b.de> Bo <c@d.de>":                {"Anna <a@b.de>", "Bo <c@d.de>"},
		"<a@b.de><c@d.de>":                         {"<a@b.de>", "<c@d.de>"},
		"Anna <a@b.de>\nBo <c@d.de>":               {"Anna <a@b.de>", "Bo <c@d.de>"},
		`"a \", b" <a@b.de>, c@d.de`:               {`"a \", b" <a@b.de>`, "c@d.de"},
		`6" nails <a@b.de>, c@d.de`:                {`6" nails <a@b.de>`, "c@d.de"},
		`"Anna <a@b.de>, c@d.de`:                   {`"Anna <a@b.de>`, "c@d.de"},
		"a@b.de (Rossi, Anna), c@d.de":             {"a@b.de (Rossi, Anna)", "c@d.de"},
		"mailto:a@b.de?subject=x,y;z c@d.de":       {"a@b.de", "c@d.de"},
		"mailto:a@b.de,c@d.de?cc=e@f.de":           {"a@b.de", "c@d.de"},
		"Anna <mailto:a@b.de>, Bo [mailto:c@d.de]": {"Anna <a@b.de>", "Bo [c@d.de]"},
		"ada, bob@b.de":                            {"ada", "bob@b.de"},
		"Anna Rossi a@b.de":                        {"Anna Rossi a@b.de"},
		"\u200ba@b.de\ufeff\u00a0c@d.de":           {"a@b.de", "c@d.de"},
		"a@b.de,\nc@d.de,\n":                       {"a@b.de", "c@d.de"},
		"Anna <a@b.de, c@d.de":                     {"Anna <a@b.de", "c@d.de"},
	} {
		got := SplitAddresses(typed)
		if !slices.Equal(got, want) {
			t.Errorf("SplitAddresses(%+q) = %+q, want %+q", typed, got, want)
		}
	}
}

// FuzzSplitAddresses checks that no part is empty, and that a list with one address a line is read as the same list.
func FuzzSplitAddresses(f *testing.F) {
	for _, seed := range []string{"a@b.de, c@d.de", `"Rossi, Anna" <a@b.de>`, `"`, `\"`, "<", "mailto:a@b.de?x", "(a", "“", "Rossi, Anna <a@b.de>, c@d.de", "[a](mailto:b@c.de)", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		var read []string
		for _, one := range SplitAddresses(typed) {
			if withoutEnds(one) == "" {
				t.Errorf("%+q has an empty part", typed)
			}
			e, err := ReadEmail(one)
			if err != nil {
				code(t, err)
				continue
			}
			if plain, err := ParseEmail(string(e)); err != nil || plain != e {
				t.Errorf("%+q is read as %q, which is %q, %v", one, e, plain, err)
			}
			read = append(read, string(e))
		}
		if again := SplitAddresses(strings.Join(read, "\n")); !slices.Equal(again, read) {
			t.Errorf("%q becomes %q", read, again)
		}
	})
}

// ReadDomain accepts a web or email address in place of a domain.
func TestReadDomainTakesWhatPeoplePaste(t *testing.T) {
	for _, pasted := range []string{
		"acme.com", " acme.com ", "\u200bacme.com\ufeff", "ACME.com.", "www.acme.com", "WWW.Acme.com", "www.www.acme.com", "ｗｗｗ．ａｃｍｅ．ｃｏｍ",
		"https://acme.com", "https://www.acme.com/x?y#z", "http://user:pw@acme.com:8080", "http://user:p@w@acme.com/", "//acme.com", "//www.acme.com/x", "HTTPS://WWW.ACME.COM/", "ftp://acme.com/a@b",
		"acme.com/", "acme.com/x", "acme.com:443", "acme.com:443/x", "acme.com?x=a@b"[:10], "acme.com#z", "www.acme.com/x?y", "https://acme.com:/", "https://acme.com.", "https://acme.com?x=1", "https://acme.com#x",
		"https://acme.com/@anna", "https://acme.com/?u=https://other.com", "https:\\\\acme.com\\x", "<https://www.acme.com/>", `"https://acme.com"`, "“acme.com”", "'acme.com'", "acme.com,", "acme.com;", "https://acme.com,",
		"https：／／www.acme.com／x", "https://%61cme.com/", "wss://acme.com/x", "https://www.acme.com\u200b",
		"info@acme.com", "Anna <info@acme.com>", "mailto:info@acme.com?subject=x", "<info@acme.com>", "info@acme.com (Info)", "@acme.com", "info@www.acme.com", "Info@ACME.com.",
	} {
		if got, err := ReadDomain(pasted); err != nil || got != "acme.com" {
			t.Errorf("ReadDomain(%+q) = %q, %v", pasted, got, err)
		}
	}
	for pasted, want := range map[string]Domain{
		"https://emea.acme.com/x": "emea.acme.com", "www.emea.acme.com": "emea.acme.com", "https://www.müller.de/ü": "xn--mller-kva.de", "https://m%C3%BCller.de": "xn--mller-kva.de",
		"www.net": "www.net", "www.co.uk": "www.co.uk", "www.ck": "www.ck", "www.github.io": "www.github.io", "https://www.co.uk/x": "www.co.uk", "www.www.co.uk": "www.co.uk", // nothing would be left
		"www.acme.co.uk": "acme.co.uk", "www.acme.github.io": "acme.github.io", "wwwacme.com": "wwwacme.com", "www2.acme.com": "www2.acme.com", "acme.www.net": "acme.www.net",
		"https://acme.com@evil.com/": "evil.com", "https://evil.com\\@acme.com": "evil.com", "https://evil.com/acme.com": "evil.com", "https://evil.com?@acme.com": "evil.com", "https://evil.com#@acme.com": "evil.com", // as browsers read them
	} {
		if got, err := ReadDomain(pasted); err != nil || got != want {
			t.Errorf("ReadDomain(%+q) = %q, %v, want %q", pasted, got, err, want)
		}
	}
}

// ReadDomain reads no domain identifier from a text that has none.
func TestReadDomainRefusesTextWithoutADomainIdentifier(t *testing.T) {
	for pasted, want := range map[string]FieldCode{
		"": FieldRequired, " \u200b ": FieldRequired, "https://": FieldNotDomain, "www.": FieldNotDomain, "//": FieldNotDomain, "@": FieldNotDomain, "acme": FieldNotDomain, "https://acme": FieldNotDomain,
		"https://127.0.0.1/x": FieldIPAddress, "http://127.1:80": FieldIPAddress, "http://[::1]:80/": FieldIPAddress, "http://[2001:db8::1]/": FieldIPAddress, "::1": FieldIPAddress, "2001:db8::1": FieldIPAddress,
		"https://gmail.com/x": FieldSharedMail, "anna@gmail.com": FieldSharedMail, "www.gmail.com": FieldSharedMail, "https://co.uk/": FieldPublicSuffix, "info@co.uk": FieldPublicSuffix, "https://www.acme.example/": FieldUnknownTLD,
		"acme.com other.com": FieldNotDomain, "https://acme.com x": FieldNotDomain, "javascript://acme.com/%0aalert(1)": FieldNotDomain, "file:///acme.com": FieldNotDomain, "https:acme.com": FieldNotDomain, "acme.com:x": FieldNotDomain, "a@acme.com,b@other.com": FieldNotDomain,
		"*.acme.com": FieldNotDomain, "https://ac%2Fme.com": FieldNotDomain, "https://acme.com%40evil.com": FieldNotDomain, "info@@acme.com": FieldNotDomain, "user:pw@acme.com:80": FieldNotDomain,
	} {
		got, err := ReadDomain(pasted)
		if c := code(t, err); c != want || got != "" {
			t.Errorf("ReadDomain(%+q) = %q, %q, want %q", pasted, got, c, want)
		}
	}
}

// FuzzReadDomain checks that what was read is read again as the same.
func FuzzReadDomain(f *testing.F) {
	for _, seed := range []string{"acme.com", "https://www.acme.com/x?y#z", "www.www.acme.com", "www.co.uk", "http://u:p@acme.com:80", "info@acme.com", "Anna <info@acme.com>", "//acme.com", "https://[::1]/", "\\\\acme.com", "@acme.com", "https://m%C3%BCller.de", "“acme.com”", "www.xn--mller-kva.de", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		d, err := ReadDomain(typed)
		if err != nil {
			code(t, err)
			return
		}
		for _, same := range []string{string(d), strings.ToUpper(string(d)) + ".", d.Unicode(), "https://" + string(d) + "/x", "//" + string(d), "info@" + string(d), "www." + string(d)} {
			if again, err := ReadDomain(same); err != nil || again != d {
				if same == "www."+string(d) || strings.HasPrefix(same, "info@") { // the text may be too
					continue
				}
				t.Errorf("%q of %+q: %q becomes %q, %v", d, typed, same, again, err)
			}
		}
		if plain, err := ParseDomain(string(d)); err != nil || plain != d {
			t.Errorf("%q of %+q is not a domain identifier: %q, %v", d, typed, plain, err)
		}
		if rest, is := strings.CutPrefix(string(d), "www."); is {
			if _, err := ParseDomain(rest); err == nil {
				t.Errorf("%q of %+q is a web server of %q", d, typed, rest)
			}
		}
	})
}

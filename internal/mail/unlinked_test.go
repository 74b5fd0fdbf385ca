package mail

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// What mail programs make links of, written as widely as the widest of them does. It knows nothing of
// how unlinked goes about it: characters of no width are dropped, as programs that follow UTS #46 do.
var (
	hosts   = regexp.MustCompile(`[\p{L}\p{N}_%+-]\.[\p{L}\p{N}\p{M}_-]{2,}`)
	ips     = regexp.MustCompile(`\d\.\d`)
	www     = regexp.MustCompile(`(?i)(www|ftp)\.`)
	emails  = regexp.MustCompile(`@[\p{L}\p{N}\[]`)
	schemes = regexp.MustCompile(`(?i)[a-z][a-z0-9+-]*:[^\s\v\p{Z}\x{85}\]]`)
	shares  = regexp.MustCompile(`\\\\`)
)

var likeASCII = strings.NewReplacer("。", ".", "．", ".", "｡", ".", "․", ".", "﹒", ".", "＠", "@", "﹫", "@", "：", ":", "﹕", ":")

func autolinked(s string) string {
	s = likeASCII.Replace(strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Cf, c) {
			return -1
		}
		return c
	}, s))
	for _, kind := range []*regexp.Regexp{hosts, ips, www, emails, schemes, shares} {
		if link := kind.FindString(s); link != "" {
			return link
		}
	}
	return ""
}

// Fails when a name is broken where nothing would be linked, or left whole where something would.
func TestUnlinkedBreaksWhatWouldBecomeALink(t *testing.T) {
	for text, want := range map[string]string{
		"Acme":                        "Acme",
		"Acme S.r.l.":                 "Acme S.r.l.",
		"Società per azioni (S.p.A.)": "Società per azioni (S.p.A.)",
		"Smith & Co. Ltd":             "Smith & Co. Ltd",
		"Wait... what?":               "Wait... what?",
		"at 10:30, see: below":        "at 10:30, see: below",
		"Booking.com":                 "Booking[.]com",
		"acme.co.uk.":                 "acme[.]co[.]uk.",
		"xn--mller-kva.de":            "xn--mller-kva[.]de",
		"müller.de":                   "müller[.]de",
		"例え。テスト":                      "例え[。]テスト",
		"acme．com":                    "acme[．]com",
		"ada@acme.com":                "ada[@]acme[.]com",
		"ada＠acme.com":                "ada[＠]acme[.]com",
		"http://acme.com/x":           "http[:]//acme[.]com/x",
		"mailto:ada@acme.com":         "mailto[:]ada[@]acme[.]com",
		"tel:+39061234":               "tel[:]+39061234",
		"10.0.0.1":                    "10[.]0[.]0[.]1",
		"WWW.x":                       "WWW[.]x",
		"acme.\u200dcom":              "acme[.]\u200dcom",
		"acme.c\u200com":              "acme[.]c\u200com",
		`\\server\share`:              `[\][\]server[\]share`,
		"":                            "",
	} {
		if got := unlinked(text); got != want {
			t.Errorf("unlinked(%q) = %q, want %q", text, got, want)
		}
	}
}

// Fails when some text leaves something that a mail program would make a link of, or gets lost.
func FuzzUnlinked(f *testing.F) {
	for _, seed := range []string{
		"Booking.com", "ada@acme.com", "http://acme.com", "www.acme.com", "ftp.x", "a.b.c.com", "S.r.l.", "1.2.3.4", "acme。com",
		"acme.\u200bcom", "x:y", "[.]com", "acme..com", "＠.＠", `\\a\b`, "a\u00adcme.c\u00adom", "wwww.a", "www.", "w\u200bww.a", "acme[.com", "javascript:alert(1)", "٣.٤",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := unlinked(s)
		if link := autolinked(got); link != "" {
			t.Errorf("unlinked(%q) = %q holds %q", s, got, link)
		}
		if bare := strings.NewReplacer("[", "", "]", ""); bare.Replace(got) != bare.Replace(strings.ToValidUTF8(s, "\ufffd")) && !strings.Contains(got, "\ufffd") {
			t.Errorf("unlinked(%q) = %q is another text", s, got)
		}
	})
}

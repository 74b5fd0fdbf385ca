package mail_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"smartaccounts/internal/mail"
)

// linkable is text that mail programs link.
var linkable = []string{
	"Booking.com", "acme.co.uk.", "xn--mller-kva.de", "müller.de", "例え。テスト", "acme．com", "пример.рф", "acme.studio", "t.me/x",
	"ada@acme.com", "ada＠acme.com", "write to @acme", "#acme", "＃acme", "$ACME", "http://acme.com/x", "https://[::1]/", "//acme.com/x", "ftp://x",
	"mailto:ada@acme.com", "tel:+39061234", "sms:5550110", "javascript:alert(1)", "10.0.0.1", "2001:db8::1", "fe80::1", "WWW.x", "www.acme",
	`\\server\share`, "magnet:?xt=1", "localhost", "at LocalHost now", "git@acme.com:x/y",
	"call +1 800 555 0110", "(800) 555-0110", "800.555.0110", "1-800-FLOWERS", "18005550110", "+39 06 6982", "06 6982 1234", "0039/06.6982",
	"٠٨٠٠٥٥٥٠١١٠", "８００－５５５－０１１０", "+44 (0)20 7946 0958 ext. 12", "555 0110 x42", "+1\u00a0800\u2011555\u20110110", "1 800 5 5 5 0 1 1 0",
}

// disguised is text that is linked by programs that skip characters of no width.
var disguised = []string{"acme.\u200dcom", "acme.c\u200dom", "w\u200cww.a", "#\u200dacme", "ada@\u200dacme"}

// harmless is text without anything to link.
var harmless = []string{
	"", "Acme", "Acme S.r.l.", "Società per azioni (S.p.A.)", "Smith & Co. Ltd", "Wait... what?", "at 10:30, see: below", "Expo 2000 S.A.",
	"3M", "24/7", "A/B", "Studio 54 & 1", "# 1", "No. 5", "50 $", "a\\b", "C++", "We have 1200 people in 3 offices.",
}

func TestUnlinkedTextIsNotLinkedAndLooksAsTyped(t *testing.T) {
	for _, text := range append(disguised, linkable...) {
		if link, _ := linked(text); link == "" && !slices.Contains(disguised, text) {
			t.Errorf("%q is no link to begin with", text)
		}
		if got := mail.Unlinked(text); got == text || asTyped(got) != asTyped(text) {
			t.Errorf("unlinked(%q) = %q", text, got)
		} else if link, kind := linked(got); link != "" {
			t.Errorf("unlinked(%q) = %q has the %s %q", text, got, kind, link)
		}
	}
}

func TestTextWithNothingToLinkIsLeftAsItIs(t *testing.T) {
	for _, text := range harmless {
		if got := mail.Unlinked(text); got != text {
			t.Errorf("unlinked(%q) = %q", text, got)
		}
	}
}

func TestNoVisibleCharacterIsAdded(t *testing.T) {
	for _, text := range append(linkable, harmless...) {
		if got := mail.Unlinked(text); strings.ContainsAny(got, "[]") && !strings.ContainsAny(text, "[]") {
			t.Errorf("unlinked(%q) = %q has brackets", text, got)
		}
	}
}

func FuzzUnlinkedTextIsNotLinked(f *testing.F) {
	for _, seed := range append(linkable, harmless...) {
		f.Add(seed)
	}
	for _, seed := range disguised {
		f.Add(seed)
	}
	for _, seed := range []string{"a.b.c.com", "x:y", "acme..com", "＠.＠", `\\a\b`, "wwww.a", "www.", "٣.٤", "1x2x3x4x5", "a#", "##a", "///", ":::"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "\ufffd")
		got := mail.Unlinked(s)
		if link, kind := linked(got); link != "" {
			t.Errorf("unlinked(%q) = %q has the %s %q", s, got, kind, link)
		}
		if asTyped(got) != asTyped(s) {
			t.Errorf("unlinked(%q) = %q is another text", s, got)
		}
	})
}

// pieces are the parts of which addresses and phone numbers consist.
var pieces = []string{
	"acme", "evil", "www", "ftp", "WWW", "localhost", "müller", "пример", "例え", "x", "ext", "h", "a", "1", "12", "800", "555", "0110", "2026", "٣", "８",
	".", "。", "．", "｡", "․", "@", "＠", "#", "$", ":", "：", "/", "//", "\\", "-", "‐", "–", "_", "+", "＋", "(", ")", "[", "]", "~", "?", "=", "&", "%", ",", ";",
	" ", "\u00a0", "\u200c", "\u200d", "\u0301", "com", "it", "рф", "テスト", "xn--p1ai", "studio", "http", "https", "mailto", "tel", "sms", "javascript",
}

func TestNoCombinationOfPartsOfAddressesIsLinked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "pieces"), "")
		got := mail.Unlinked(text)
		if link, kind := linked(got); link != "" {
			t.Errorf("unlinked(%q) = %q has the %s %q", text, got, kind, link)
		}
		if asTyped(got) != asTyped(text) {
			t.Errorf("unlinked(%q) = %q is another text", text, got)
		}
	})
}

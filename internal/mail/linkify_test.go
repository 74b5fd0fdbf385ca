package mail_test

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
	"mvdan.cc/xurls/v2"
)

// A model of what mail programs link. xurls finds web and email addresses as widely as they do, with and without a scheme;
// what else some programs link follows.
var (
	addresses = xurls.Relaxed()
	others    = map[string]*regexp.Regexp{
		"host":    regexp.MustCompile(`[\p{L}\p{N}_%+-][.。．｡․﹒][\p{L}\p{N}\p{M}_-]{2,}`),
		"www":     regexp.MustCompile(`(?i)(www|ftp)[.。．｡․﹒][^\s\p{Z}]`),
		"local":   regexp.MustCompile(`(?i)localhost`),
		"IPv4":    regexp.MustCompile(`\d\.\d`),
		"IPv6":    regexp.MustCompile(`(?i)[0-9a-f]*[a-f][0-9a-f]*:[0-9a-f]|::`),
		"e-mail":  regexp.MustCompile(`[^\s\p{Z}\p{Cf}][@＠﹫][\p{L}\p{N}\[]`),
		"mention": regexp.MustCompile(`[@＠﹫][\p{L}\p{N}_]`),
		"hashtag": regexp.MustCompile(`[#＃﹟$＄﹩][\p{L}\p{N}]`),
		"scheme":  regexp.MustCompile(`(?i)[a-z][a-z0-9+-]*[:：﹕][^\s\p{Z}\p{C}]`),
		"share":   regexp.MustCompile(`\\\\|//`),
		"spelled": regexp.MustCompile(`\d{3}[-‐-―]\pL`),
	}
	// dialable is what libphonenumber looks at: its punctuation holds the word joiner.
	dialable = regexp.MustCompile(`[+＋]?\p{Nd}[-x‐-―−ー－-／ \x{a0}\x{ad}\x{200b}\x{2060}\x{3000}()（）［］.\[\]/~⁓∼～\p{Nd}]*`)
)

// regions are those whose phone numbers programs may recognise without a country code.
var regions = []string{"ZZ", "US", "GB", "IT", "DE", "FR", "IN", "JP", "BR", "CN", "AE", "SE", "AU"}

// linked returns the part of the text that a mail program would link, and the kind of the link; empty if there is none.
func linked(text string) (link, kind string) {
	if link := addresses.FindString(text); link != "" {
		return link, "address"
	}
	for kind, pattern := range others {
		if link := pattern.FindString(text); link != "" {
			return link, kind
		}
	}
	for _, candidate := range dialable.FindAllString(text, -1) {
		if digits(candidate) < 5 {
			continue // a year or a count
		}
		for _, region := range regions {
			if number, err := phonenumbers.Parse(candidate, region); err == nil && phonenumbers.IsPossibleNumber(number) {
				return candidate, "phone number in " + region
			}
		}
	}
	return "", ""
}

func digits(s string) (n int) {
	for _, c := range s {
		if unicode.IsDigit(c) {
			n++
		}
	}
	return n
}

// asTyped returns the text without the marks that unlinked adds.
func asTyped(s string) string { return strings.NewReplacer("\u2060", "", "\u200c", "").Replace(s) }

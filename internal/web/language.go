package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"smartaccounts/internal/account"
)

// language is what the page is written in.
func (c *call) language() account.Language { return cmp.Or(c.spoken(), account.Languages()[0]) }

// spoken returns the language that the caller uses the system in: the one chosen in the foot of a page, or else the one
// that the browser asks for; empty if nothing says which, so that a program that names none changes nothing about mail
// to who runs it.
func (c *call) spoken() account.Language {
	if cookie, err := c.r.Cookie(c.languageCookie()); err == nil && slices.Contains(account.Languages(), account.Language(cookie.Value)) {
		return account.Language(cookie.Value)
	}
	l, _ := preferred(strings.Join(c.r.Header.Values("Accept-Language"), ","))
	return l
}

// languageKept is how long a browser keeps the language that was chosen.
const languageKept = 365 * 24 * time.Hour

// chooseLanguage is POST /language: the browser shows all pages in that language from now on, this one first.
func chooseLanguage(c *call) error {
	values, err := readForm(c.r)
	if err != nil {
		return err
	}
	chosen := values.Get("language")
	if !slices.Contains(account.Languages(), account.Language(chosen)) {
		return errMalformed
	}
	http.SetCookie(c.w, &http.Cookie{ //nolint:gosec // Secure wherever browsers reach the site over TLS
		Name: c.languageCookie(), Value: chosen, Path: "/", MaxAge: int(languageKept.Seconds()),
		HttpOnly: true, Secure: c.site.secure(), SameSite: http.SameSiteLaxMode,
	})
	return c.seeOther(ownPath(values.Get("return")))
}

func (c *call) languageCookie() string {
	if c.site.secure() {
		return "__Host-language"
	}
	return "language"
}

// preferred returns the language of ours that an Accept-Language header (RFC 9110 §12.5.4) likes best.
func preferred(header string) (best account.Language, ok bool) {
	var highest float64
	for choice := range strings.SplitSeq(header, ",") {
		tag, parameter, _ := strings.Cut(choice, ";")
		primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		weight := quality(parameter)
		for _, l := range account.Languages() {
			if primary == string(l) && weight > highest {
				best, highest, ok = l, weight, true
			}
		}
	}
	return best, ok
}

// quality reads "q=0.8"; nothing means 1, nonsense 0.
func quality(parameter string) float64 {
	name, value, given := strings.Cut(strings.ReplaceAll(parameter, " ", ""), "=")
	if !given {
		return 1
	}
	q, err := strconv.ParseFloat(value, 64)
	if !strings.EqualFold(name, "q") || err != nil || q < 0 || q > 1 {
		return 0
	}
	return q
}

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

// language returns the language of the page.
func (c *call) language() account.Language { return cmp.Or(c.chosenLanguage(), account.Languages()[0]) }

// chosenLanguage returns the caller's language: the one chosen in the footer of a page, or else the browser's
// Accept-Language. It is empty if neither is given, so that a program without a language does not change the
// language of its user's mail.
func (c *call) chosenLanguage() account.Language {
	if cookie, err := c.r.Cookie(c.languageCookie()); err == nil && slices.Contains(account.Languages(), account.Language(cookie.Value)) {
		return account.Language(cookie.Value)
	}
	l, _ := acceptedLanguage(strings.Join(c.r.Header.Values("Accept-Language"), ","))
	return l
}

// languageCookieLasts is how long a browser keeps the chosen language.
const languageCookieLasts = 365 * 24 * time.Hour

// chooseLanguage is POST /language. It stores the language in a cookie and returns to the page.
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
		Name: c.languageCookie(), Value: chosen, Path: "/", MaxAge: int(languageCookieLasts.Seconds()),
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

// acceptedLanguage returns the supported language that an Accept-Language header (RFC 9110 §12.5.4) prefers.
func acceptedLanguage(header string) (best account.Language, ok bool) {
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

// quality parses "q=0.8"; an empty parameter is 1, an invalid one 0.
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

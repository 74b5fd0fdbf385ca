package web

import (
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"smartaccounts/internal/identity"
)

// An attempt to sign in lies, with the page to come back to, in a cookie of the browser that began it, so that
// nobody can finish another's. Each attempt has a cookie of its own, so that two tabs can sign in at once. The name's
// beginning keeps hosts beside and below this one from planting an attempt of theirs, which would sign the reader in
// as them. An attempt is good for one answer; after that, and once it is too old, the cookie still knows the page.
const (
	attemptLasts = 10 * time.Minute
	pageKept     = 24 * time.Hour
	// API Gateway takes 10,240 bytes of headers.
	mostAttempts     = 5
	mostAttemptBytes = 6 << 10
	attemptIDLength  = 16
)

// keptAttempt is what a cookie holds. Without a state its answer has come.
type keptAttempt struct {
	identity.Attempt

	comeBack string
	begunAt  time.Time
}

func (s Site) attemptCookies() string {
	if s.secure() {
		return "__Host-sign-in-"
	}
	return "sign-in-"
}

// attemptCookie returns the name of the cookie of the attempt with that state; empty if the state is none of ours.
func (s Site) attemptCookie(state string) string {
	if len(state) <= attemptIDLength || strings.Trim(state, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		return ""
	}
	return s.attemptCookies() + state[:attemptIDLength]
}

// keepAttempt hands the attempt to the browser, and takes back the oldest of those that are too many together.
func (c *call) keepAttempt(a keptAttempt) {
	value := a.write()
	c.setAttemptCookie(c.site.attemptCookie(a.State), value)
	held, bytes := 1, len(value)
	for _, cookie := range c.attemptsNewestFirst() {
		held, bytes = held+1, bytes+len(cookie.Value)
		if held > mostAttempts || bytes > mostAttemptBytes {
			c.setAttemptCookie(cookie.Name, "")
		}
	}
}

// spendAttempt leaves of the attempt with that state the page to come back to, for whoever opens its answer again.
func (c *call) spendAttempt(state string, a keptAttempt) {
	a.Attempt = identity.Attempt{}
	c.setAttemptCookie(c.site.attemptCookie(state), a.write())
}

// forgetSpent takes back the attempts whose answers have come.
func (c *call) forgetSpent() {
	for _, cookie := range c.attemptsNewestFirst() {
		if a, ok := readAttempt(cookie.Value); !ok || a.State == "" {
			c.setAttemptCookie(cookie.Name, "")
		}
	}
}

func (c *call) setAttemptCookie(name, value string) {
	seconds := int(pageKept.Seconds())
	if value == "" {
		seconds = -1
	}
	http.SetCookie(c.w, &http.Cookie{ //nolint:gosec // Secure wherever browsers reach the site over TLS
		Name: name, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: c.site.secure(), SameSite: http.SameSiteLaxMode,
	})
}

// attemptsNewestFirst returns the cookies of all attempts. One that cannot be read counts as the oldest.
func (c *call) attemptsNewestFirst() []*http.Cookie {
	cookies := slices.DeleteFunc(c.r.Cookies(), func(cookie *http.Cookie) bool {
		return !strings.HasPrefix(cookie.Name, c.site.attemptCookies())
	})
	slices.SortStableFunc(cookies, func(a, b *http.Cookie) int {
		x, _ := readAttempt(a.Value)
		y, _ := readAttempt(b.Value)
		return y.begunAt.Compare(x.begunAt)
	})
	return cookies
}

// signInBegun returns the attempt of this browser that the state is of, and whether an answer to it may still come.
func (c *call) signInBegun(state string) (a keptAttempt, good bool) {
	a = keptAttempt{comeBack: "/"}
	name := c.site.attemptCookie(state)
	if name == "" {
		return a, false
	}
	cookie, err := c.r.Cookie(name)
	if err != nil {
		return a, false
	}
	kept, ok := readAttempt(cookie.Value)
	if !ok {
		return a, false
	}
	age := c.site.Sessions.Now().Sub(kept.begunAt)
	good = subtle.ConstantTimeCompare([]byte(state), []byte(kept.State)) == 1 && kept.Nonce != "" && kept.Verifier != "" && age < attemptLasts
	return kept, good
}

func (a keptAttempt) write() string {
	back := base64.RawURLEncoding.EncodeToString([]byte(a.comeBack))
	return strings.Join([]string{strconv.FormatInt(a.begunAt.UnixMilli(), 36), a.State, a.Nonce, a.Verifier, back}, ".")
}

func readAttempt(value string) (a keptAttempt, ok bool) {
	parts := strings.Split(value, ".")
	if len(parts) != 5 {
		return a, false
	}
	begun, err := strconv.ParseInt(parts[0], 36, 64)
	if err != nil {
		return a, false
	}
	back, err := base64.RawURLEncoding.DecodeString(parts[4])
	if err != nil {
		return a, false
	}
	a.Attempt = identity.Attempt{State: parts[1], Nonce: parts[2], Verifier: parts[3]}
	a.comeBack, a.begunAt = ownPath(string(back)), time.UnixMilli(begun)
	return a, true
}

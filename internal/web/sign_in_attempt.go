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

// A sign-in attempt and the page to return to are kept in a cookie of the browser that started it, so that no other browser
// can finish it. Each attempt has its own cookie, so that two tabs can sign in at once. The prefix of the cookie's name
// prevents sibling and child hosts from setting an attempt of theirs, which would sign the reader in as another person. An
// attempt can be used for one callback; after that, and when it has expired, the cookie still has the page.
const (
	attemptLasts       = 10 * time.Minute
	attemptCookieLasts = 24 * time.Hour
	// API Gateway accepts 10,240 bytes of headers.
	maxAttempts     = 5
	maxAttemptBytes = 6 << 10
	attemptIDLength = 16
)

// keptAttempt is the content of a cookie. A used attempt has no state.
type keptAttempt struct {
	identity.Attempt

	returnTo  string
	startedAt time.Time
}

func (s Site) attemptCookies() string {
	if s.secure() {
		return "__Host-sign-in-"
	}
	return "sign-in-"
}

// attemptCookie returns the name of the cookie of the attempt with that state; empty if the state is not of our form.
func (s Site) attemptCookie(state string) string {
	if len(state) <= attemptIDLength || strings.Trim(state, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		return ""
	}
	return s.attemptCookies() + state[:attemptIDLength]
}

// keepAttempt sets the attempt's cookie, and deletes the oldest cookies if there are too many.
func (c *call) keepAttempt(a keptAttempt) {
	value := a.write()
	c.setAttemptCookie(c.site.attemptCookie(a.State), value)
	held, bytes := 1, len(value)
	for _, cookie := range c.attemptsNewestFirst() {
		held, bytes = held+1, bytes+len(cookie.Value)
		if held > maxAttempts || bytes > maxAttemptBytes {
			c.setAttemptCookie(cookie.Name, "")
		}
	}
}

// useAttempt marks the attempt with that state as used. Its page stays, for a callback that is opened again.
func (c *call) useAttempt(state string, a keptAttempt) {
	a.Attempt = identity.Attempt{}
	c.setAttemptCookie(c.site.attemptCookie(state), a.write())
}

// dropUsedAttempts deletes the cookies of used attempts.
func (c *call) dropUsedAttempts() {
	for _, cookie := range c.attemptsNewestFirst() {
		if a, ok := readAttempt(cookie.Value); !ok || a.State == "" {
			c.setAttemptCookie(cookie.Name, "")
		}
	}
}

func (c *call) setAttemptCookie(name, value string) {
	seconds := int(attemptCookieLasts.Seconds())
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
		return y.startedAt.Compare(x.startedAt)
	})
	return cookies
}

// attemptOf returns this browser's attempt with that state, and whether it may still be used.
func (c *call) attemptOf(state string) (a keptAttempt, good bool) {
	a = keptAttempt{returnTo: "/"}
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
	age := c.site.Sessions.Now().Sub(kept.startedAt)
	good = subtle.ConstantTimeCompare([]byte(state), []byte(kept.State)) == 1 && kept.Nonce != "" && kept.Verifier != "" && age < attemptLasts
	return kept, good
}

func (a keptAttempt) write() string {
	back := base64.RawURLEncoding.EncodeToString([]byte(a.returnTo))
	return strings.Join([]string{strconv.FormatInt(a.startedAt.UnixMilli(), 36), a.State, a.Nonce, a.Verifier, back}, ".")
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
	a.returnTo, a.startedAt = ownPath(string(back)), time.UnixMilli(begun)
	return a, true
}

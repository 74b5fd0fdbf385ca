package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"net/http"

	"smartaccounts/internal/workflow"
)

// challengeCookie returns the name of the cookie with the challenge of the browser's latest request for a code through the
// link with that token. Each link has its own cookie, so that a browser can use two links.
func (c *call) challengeCookie(token string) string {
	sum := sha256.Sum256([]byte(token))
	name := "challenge-" + hex.EncodeToString(sum[:8])
	if c.site.secure() {
		return "__Secure-" + name
	}
	return name
}

// challenge returns the challenge that the browser got when it requested a code; empty if it did not.
func (c *call) challenge(token string) string {
	cookie, err := c.r.Cookie(c.challengeCookie(token))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// setChallenge stores the challenge in the browser for as long as the code is valid.
func (c *call) setChallenge(path, token string, asked workflow.SentCode, refused error) {
	var spent *workflow.CodesSpent
	if errors.As(refused, &spent) {
		asked = spent.SentCode
	}
	if asked.Challenge == "" {
		return
	}
	left := asked.ExpiresAt.Sub(c.site.Sessions.Now())
	http.SetCookie(c.w, &http.Cookie{ //nolint:gosec // Secure wherever browsers reach the site over TLS
		Name: c.challengeCookie(token), Value: asked.Challenge, Path: path, MaxAge: int(max(1, math.Ceil(left.Seconds()))),
		HttpOnly: true, Secure: c.site.secure(), SameSite: http.SameSiteStrictMode,
	})
}

package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"net/http"

	"smartaccounts/internal/workflow"
)

// challengeCookie names the cookie that has the challenge of the browser's latest asking for a code through the
// link of that token. It is the link's own, so that who holds two links has both.
func (c *call) challengeCookie(token string) string {
	sum := sha256.Sum256([]byte(token))
	name := "challenge-" + hex.EncodeToString(sum[:8])
	if c.site.secure() {
		return "__Secure-" + name
	}
	return name
}

// challenge returns what the browser was given when it asked for a code; empty if it did not.
func (c *call) challenge(token string) string {
	cookie, err := c.r.Cookie(c.challengeCookie(token))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// setChallenge gives the browser the challenge of its asking for as long as the code is good.
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

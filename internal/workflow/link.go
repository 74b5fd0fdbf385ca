package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"smartaccounts/internal/account"
)

// LinkHash is the SHA-256 of a link's secret. It is what the table holds; the secret itself, 256
// bits of a keyed MAC, is in the mail alone.
type LinkHash [sha256.Size]byte

// Link says whose link a hash belongs to.
type Link struct {
	RequestID  account.ID
	Nominee    int
	Generation int
}

// LinkReader finds what a link leads to.
type LinkReader interface {
	// OpenLink answers, read consistently in one round, the request, the link under that hash and the
	// code last asked for through it (nil if none was). account.ErrLinkInvalid if there is no such
	// request or link.
	OpenLink(ctx context.Context, requestID account.ID, hash LinkHash) (account.Request, Link, *Code, error)
}

// linkMessage is what a link's MAC is made of: one nominee of one request in one generation.
func linkMessage(requestID account.ID, n account.Nominee) []byte {
	return fmt.Appendf(nil, "link/v1\n%s\n%d\n%d\n%s", requestID, n.Number, n.Generation, n.Email)
}

// writeToken writes the secret part of a decision link: requestId.MAC.
func writeToken(requestID account.ID, mac [32]byte) string {
	return string(requestID) + "." + base64.RawURLEncoding.EncodeToString(mac[:])
}

// readToken is strict: whatever writeToken would not write is account.ErrLinkInvalid.
func readToken(token string) (account.ID, LinkHash, error) {
	id, secret, _ := strings.Cut(token, ".")
	requestID, ok := account.ParseID(id)
	mac, err := base64.RawURLEncoding.Strict().DecodeString(secret)
	if !ok || err != nil || len(mac) != 32 || strings.ContainsAny(secret, "\r\n") { // which the decoder skips
		return "", LinkHash{}, account.ErrLinkInvalid
	}
	return requestID, sha256.Sum256(mac), nil
}

// opened is what stands behind a link that lives.
type opened struct {
	request account.Request // as it was read
	nominee account.Nominee
	code    *Code
	hash    LinkHash
}

// open answers what the token leads to, or account.ErrLinkInvalid. It changes nothing.
func open(ctx context.Context, links LinkReader, token string) (opened, error) {
	requestID, hash, err := readToken(token)
	if err != nil {
		return opened{}, err
	}
	request, link, code, err := links.OpenLink(ctx, requestID, hash)
	if err != nil {
		return opened{}, err
	}
	if link.RequestID != requestID {
		return opened{}, account.ErrLinkInvalid
	}
	nominee, err := request.LinkHolder(link.Nominee, link.Generation)
	return opened{request, nominee, code, hash}, err
}

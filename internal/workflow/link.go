package workflow

import (
	"cmp"
	"context"
	"crypto/hmac"
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
	RequestID  account.ID // or the account, of a link to report in a mail about a dispute
	Nominee    int        // 0: whoever the mail went to, by its address
	Generation int
	Purpose    Purpose
	Address    account.Email // whose mail a link to report stops
	Requester  account.Email // of whom
}

// Purpose is what a link is for. No link serves for anything else.
type Purpose string

// The two links of a mail.
const (
	ToDecide Purpose = ""           // opens the Pending Request page
	ToReport Purpose = "not-for-me" // stops the requester's mail to the address
)

// LinkReader finds what a link leads to.
type LinkReader interface {
	// OpenLink returns, read consistently in one round, the request, the link under that hash and the
	// code last asked for through it (nil if none was). account.ErrLinkInvalid if there is no such
	// link, or no such request and the link is to decide; to report takes none.
	OpenLink(ctx context.Context, requestID account.ID, hash LinkHash) (account.Request, Link, *Code, error)
	AdministratorReader
}

// AdministratorReader tells who may decide as an administrator.
type AdministratorReader interface {
	// IsAdministrator reads consistently whether somebody is a Smart Account Administrator of an account that
	// is active.
	IsAdministrator(ctx context.Context, role AdminRole) (bool, error)
}

// KeptLink is a link as it is stored.
type KeptLink struct {
	Hash LinkHash
	Link Link
}

// link returns the mail's link for that purpose.
func (m Mail) link(p Purpose) Link {
	if p == ToDecide {
		return Link{RequestID: m.RequestID, Nominee: m.Nominee, Generation: m.Generation}
	}
	return Link{
		RequestID: cmp.Or(m.RequestID, m.AccountID), Nominee: m.Nominee, Generation: m.Generation,
		Purpose: p, Address: m.To, Requester: m.Requester,
	}
}

// The ways in which the secrets of a mail's links are derived. A mail keeps that of its first attempt: what may have
// been sent is the same to the byte when it is sent again.
const (
	macEach      = 0 // a MAC of its own for each link
	macOnce      = 1 // one MAC a mail, from which each link's secret is derived by its purpose
	latestScheme = macOnce
)

// deriver returns what derives the secrets of the mail's links.
func deriver(ctx context.Context, key LinkMAC, o Outgoing) (func(Link) ([32]byte, error), error) {
	if o.LinkScheme == macEach {
		return func(l Link) ([32]byte, error) { return key.LinkMAC(ctx, linkMessage(l, o.To)) }, nil
	}
	// One nominee of one request in one generation; also the requester, since it may be about no request.
	root, err := key.LinkMAC(ctx, fmt.Appendf(nil, "links/v3\n%s\n%d\n%d\n%s\n%s",
		cmp.Or(o.RequestID, o.AccountID), o.Nominee, o.Generation, o.To, o.Requester))
	if err != nil {
		return nil, fmt.Errorf("derive links: %w", err)
	}
	return func(l Link) (secret [32]byte, err error) {
		h := hmac.New(sha256.New, root[:]) // who has one of the secrets has neither the root nor the other
		h.Write([]byte(cmp.Or(l.Purpose, "decide")))
		h.Sum(secret[:0])
		return secret, nil
	}, nil
}

// linkMessage is what a link's MAC is made of where each has its own.
func linkMessage(l Link, to account.Email) []byte {
	if l.Purpose == ToDecide {
		return fmt.Appendf(nil, "link/v1\n%s\n%d\n%d\n%s", l.RequestID, l.Nominee, l.Generation, to)
	}
	return fmt.Appendf(nil, "%s/v2\n%s\n%d\n%d\n%s\n%s", l.Purpose, l.RequestID, l.Nominee, l.Generation, to, l.Requester)
}

// writeToken writes the secret part of a link: requestId.MAC.
func writeToken(requestID account.ID, mac [32]byte) string {
	return string(requestID) + "." + base64.RawURLEncoding.EncodeToString(mac[:])
}

// DeadToken has the form of a link's token and leads nowhere: nothing has that id.
var DeadToken = writeToken(account.ID(strings.Repeat("0", 26)), [32]byte{})

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
	link    Link
}

// open returns what the token of a decision link leads to, or account.ErrLinkInvalid. It changes
// nothing. Whoever is asked as an administrator of an account has to be one still, as long as there is
// something to decide.
func open(ctx context.Context, links LinkReader, token string) (opened, error) {
	at, link, err := follow(ctx, links, token, ToDecide)
	if err != nil {
		return opened{}, err
	}
	if at.nominee, err = at.request.LinkHolder(link.Nominee, link.Generation); err != nil {
		return opened{}, err
	}
	if role := adminRoleOf(at.nominee); role != nil && !at.request.State.Ended() {
		held, err := links.IsAdministrator(ctx, *role)
		if err != nil {
			return opened{}, err
		}
		if !held {
			return opened{}, account.ErrLinkInvalid
		}
	}
	return at, nil
}

// follow finds what the token of a link for that purpose leads to.
func follow(ctx context.Context, links LinkReader, token string, purpose Purpose) (opened, Link, error) {
	requestID, hash, err := readToken(token)
	if err != nil {
		return opened{}, Link{}, err
	}
	request, link, code, err := links.OpenLink(ctx, requestID, hash)
	if err != nil {
		return opened{}, Link{}, err
	}
	if link.RequestID != requestID || link.Purpose != purpose {
		return opened{}, Link{}, account.ErrLinkInvalid
	}
	return opened{request: request, code: code, hash: hash, link: link}, link, nil
}

// adminRoleOf is what the nominee decides by; nil if they were asked for themselves.
func adminRoleOf(n account.Nominee) *AdminRole {
	if n.AdministratorOf == "" {
		return nil
	}
	return &AdminRole{n.AdministratorOf, n.Email}
}

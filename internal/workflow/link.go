package workflow

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"smartaccounts/internal/account"
)

// LinkHash is the SHA-256 of a link's secret. The table holds the hash only; the secret,
// 256 bits of a keyed MAC, is only in the mail.
type LinkHash [sha256.Size]byte

// Link identifies a link.
type Link struct {
	RequestID  account.ID // the account's, for a report link in a mail about a dispute
	Nominee    int        // 0: the addressee of the mail
	Generation int
	Purpose    Purpose
	Address    account.Email // of a report link: whose mail it stops
	Requester  account.Email // of a report link: from whom
}

// Purpose is what a link is for. A link works for its own purpose only.
type Purpose string

// The two links of a mail.
const (
	ToDecide Purpose = ""           // opens the Pending Request page
	ToReport Purpose = "not-for-me" // stops the requester's mail to the address
)

// LinkReader resolves links.
type LinkReader interface {
	// OpenLink reads consistently, in one round of requests, the request, the link with that hash and the code last
	// requested through it (nil if none was). It returns account.ErrLinkInvalid if there is no such link, or if there is
	// no such request and the link is to decide.
	OpenLink(ctx context.Context, requestID account.ID, hash LinkHash) (account.Request, Link, *Code, error)
	AdministratorReader
}

// AdministratorReader reads who is an administrator.
type AdministratorReader interface {
	// IsAdministrator reports, by a consistent read, whether the person holds the role (AdminRole.Held) and the account is
	// active.
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

// The schemes by which the secrets of a mail's links are derived. A mail keeps the scheme of its first attempt, so that
// each attempt sends the same bytes.
const (
	macEach      = 0 // a MAC of its own for each link
	macOnce      = 1 // one MAC for each mail, the root, from which each link's secret is derived by its purpose
	latestScheme = macOnce
)

// deriver returns a function that derives the secrets of the mail's links.
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
		h := hmac.New(sha256.New, root[:]) // one secret reveals neither the root nor the other secret
		h.Write([]byte(cmp.Or(l.Purpose, "decide")))
		h.Sum(secret[:0])
		return secret, nil
	}, nil
}

// linkMessage returns the message of a link's own MAC, in the scheme macEach.
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

// DeadToken is a well-formed token of no link.
var DeadToken = writeToken(account.ID(strings.Repeat("0", 26)), [32]byte{})

// readToken parses what writeToken writes, and returns account.ErrLinkInvalid for anything else.
func readToken(token string) (account.ID, LinkHash, error) {
	id, secret, _ := strings.Cut(token, ".")
	requestID, ok := account.ParseID(id)
	mac, err := base64.RawURLEncoding.Strict().DecodeString(secret)
	if !ok || err != nil || len(mac) != 32 || strings.ContainsAny(secret, "\r\n") { // which the decoder skips
		return "", LinkHash{}, account.ErrLinkInvalid
	}
	return requestID, sha256.Sum256(mac), nil
}

// opened is what a valid link leads to.
type opened struct {
	request account.Request // as it was read; see joined
	nominee account.Nominee
	code    *Code
	hash    LinkHash
	link    Link
}

// open returns what the token of a decision link leads to, or account.ErrLinkInvalid. It changes nothing. While the request
// is pending, a nominee who was asked as an administrator must still be one.
func open(ctx context.Context, links LinkReader, token string, now time.Time) (opened, error) {
	at, link, err := follow(ctx, links, token, ToDecide)
	if err != nil {
		return opened{}, err
	}
	if at.nominee, err = at.request.LinkHolder(link.Nominee, link.Generation); err != nil {
		return opened{}, err
	}
	if held, err := at.holdsRole(ctx, links, now); err != nil {
		return opened{}, err
	} else if !held {
		return opened{}, account.ErrLinkInvalid
	}
	return at, nil
}

// NomineeReader resolves links, and reads requests for nominees who are signed in.
type NomineeReader interface {
	LinkReader
	RequestReader
	// Member returns the person's membership of an account, or account.ErrNotFound.
	Member(ctx context.Context, id account.ID, person account.Email) (account.Membership, error)
}

// enter is open with a token; without one, openSignedIn.
func enter(ctx context.Context, store NomineeReader, token string, id account.ID, signedIn account.Email, now time.Time) (opened, error) {
	if token == "" && id != "" {
		return openSignedIn(ctx, store, id, signedIn, now)
	}
	return open(ctx, store, token, now)
}

// openSignedIn returns the request that the person with exactly that verified address is asked to decide, as their current
// link would, or that they may decide as an administrator of the account above, although they were not asked. It returns
// account.ErrNotFound if neither holds, or if they are no longer the administrator as whom they were asked; account.LinkDead
// if they forwarded it or were replaced.
func openSignedIn(ctx context.Context, store NomineeReader, id account.ID, signedIn account.Email, now time.Time) (opened, error) {
	request, err := store.Request(ctx, id)
	if err != nil {
		return opened{}, err
	}
	latest, ok := request.LatestNominee(signedIn)
	if !ok {
		if request, err = joined(ctx, store, request, signedIn, now); err != nil {
			return opened{}, err
		}
		latest, _ = request.LatestNominee(signedIn)
	}
	at := opened{request: request}
	if at.nominee, err = request.LinkHolder(latest.Number, latest.Generation); err != nil {
		return opened{}, err
	}
	if held, err := at.holdsRole(ctx, store, now); err != nil {
		return opened{}, err
	} else if !held {
		return opened{}, account.ErrNotFound
	}
	return at, nil
}

// joined returns the request with an administrator of the account above as a nominee who was not asked. It stores nothing: a
// decision does. It returns account.ErrNotFound if the person may not decide as one.
func joined(ctx context.Context, store NomineeReader, request account.Request, person account.Email, now time.Time) (account.Request, error) {
	if request.Parent == nil {
		return request, account.ErrNotFound
	}
	m, err := store.Member(ctx, request.Parent.AccountID, person)
	if err != nil {
		return request, err
	}
	next, may := request.Joined(m)
	if !may || !m.AsOf(now).ConfirmedAdministrator() {
		return request, account.ErrNotFound
	}
	return next, nil
}

// holdsRole reports whether a nominee who was asked as an administrator is still one, or the request has ended.
func (at opened) holdsRole(ctx context.Context, administrators AdministratorReader, now time.Time) (bool, error) {
	role := adminRoleOf(at.nominee, now)
	if role == nil || at.request.State.Ended() {
		return true, nil
	}
	return administrators.IsAdministrator(ctx, *role)
}

// follow returns what the token of a link for that purpose leads to.
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

// adminRoleOf returns the role by which the nominee decides, or nil if they were not asked as an administrator.
func adminRoleOf(n account.Nominee, now time.Time) *AdminRole {
	if n.AdministratorOf == "" {
		return nil
	}
	return &AdminRole{AccountID: n.AdministratorOf, Person: n.Email, Since: n.AdministratorSince, At: now}
}

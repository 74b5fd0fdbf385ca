package workflow

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// CodeLifetime and CodeTries limit a one-time code (ASVS 5.0 6.5.5 and 6.6.3). The tries are those with one
// challenge; GuessesADay bounds their sum.
const (
	CodeLifetime = 10 * time.Minute
	CodeTries    = 5
	// maxSpareChallenges is how many challenges a code gets after its mails are used up: the holder of the mailbox needs
	// tries that other people cannot use up.
	maxSpareChallenges = 16
)

// CodeLimits limits the mails with a code that are requested through one link (Hourly, Daily), the mails that one requester
// causes (PerRequester) and all mails of the deployment (Mails). A code counts when it is requested, so that one that
// cannot be sent is refused.
type CodeLimits struct{ Hourly, Daily, PerRequester, Mails account.Limit }

// NewCodeLimits returns the limits of a deployment that mails so many codes through one link in an hour and in a day,
// and so many mails in a day.
func NewCodeLimits(codesAnHour, codesADay, mailsADay int) CodeLimits {
	return CodeLimits{
		Hourly: account.Limit{Most: codesAnHour, Window: time.Hour}, Daily: ADay(codesADay),
		PerRequester: ADay(RequesterShare(mailsADay)), Mails: ADay(mailsADay),
	}
}

// codesToSuppressed is how many mails with a code go to an address that takes no other mail.
var codesToSuppressed = account.Limit{Most: 3, Window: day}

// linksOfMailbox is how many links' worth of codes a mailbox gets in a day. It is the number of invitations that it gets
// in a day, so that using up one link does not use up the next.
const linksOfMailbox = 5

// CodesToMailbox returns how many mails with a code may go to one mailbox in a day, for all its links.
func (l CodeLimits) CodesToMailbox() account.Limit {
	l.Daily.Most *= linksOfMailbox
	return l.Daily
}

// CodeBudget returns how many of the deployment's mails may be codes: as many are reserved for other mails as for codes.
func (l CodeLimits) CodeBudget() account.Limit {
	l.Mails.Most -= 2 * (l.Mails.Most / codeReserve)
	return l.Mails
}

// GuessesADay returns how many guesses may be made through one link within a day: for each mail five with its challenge
// and five without one, and five for each spare challenge of a code. There are at most as many codes as mails.
func (l CodeLimits) GuessesADay() int {
	return CodeTries * l.Daily.Most * (1 + maxSpareChallenges + 1)
}

// take counts one more mail under all limits. It returns CodesSpent if one of them is used up.
func (l CodeLimits) take(ctx context.Context, store PartsReader, box CodeMailbox, now time.Time) ([]UsesChange, error) {
	through, err := l.takeThrough(box.Through, now)
	if err != nil {
		return nil, codesSpent(SpentByLink, err)
	}
	codes, err := DailyCodes.left(ctx, store, box.Part, box.Codes, l.CodeBudget(), nil, now)
	if err != nil {
		return nil, err
	}
	mails, err := DailyMails.left(ctx, store, box.Part, box.Mails, WithoutCodeReserve(l.Mails), nil, now)
	if err == nil && !mails.anyLeft(nil, now) { // the reserve for codes is used last
		mails, err = DailyMails.left(ctx, store, box.Part, box.Mails, l.Mails, nil, now)
	}
	if err != nil {
		return nil, err
	}
	type limit struct {
		limited
		by SpentBy
	}
	limits := []limit{
		{limited{box.To, l.CodesToMailbox()}, SpentByMailbox},
		{limited{box.PerRequester, l.PerRequester}, SpentByRequester},
		{codes, SpentByAll},
		{mails, SpentByAll},
	}
	if !box.Address.Suppressed.IsZero() { // the strictest limit is reported first
		limits = append([]limit{{limited{box.ToSuppressed, codesToSuppressed}, SpentByAddress}}, limits...)
	}
	uses := []UsesChange{through}
	for _, one := range limits {
		use, err := one.Used.take(one.Limit, now)
		if err != nil {
			return nil, codesSpent(one.by, err)
		}
		uses = append(uses, use)
	}
	return uses, nil
}

// takeThrough counts one more mail under the limits of a link.
func (l CodeLimits) takeThrough(u Used, now time.Time) (UsesChange, error) {
	if _, err := u.take(l.Hourly, now); err != nil {
		return UsesChange{}, err
	}
	return u.take(l.Daily, now)
}

// codesSpent returns a CodesSpent for account.TooMany, and any other error unchanged.
func codesSpent(by SpentBy, err error) error {
	var tooMany *account.TooMany
	if errors.As(err, &tooMany) {
		return &CodesSpent{TooMany: tooMany, By: by}
	}
	return err
}

// CodeKey identifies a code: its link, and a nonce that differs from those of earlier codes.
type CodeKey struct {
	Link  LinkHash
	Nonce [16]byte
}

// Code is a one-time code as it is stored: never the code itself, which is derived from these by a
// key that the table does not hold.
type Code struct {
	CodeKey
	Version    int // counts the changes of the link's code
	RequestID  account.ID
	Nominee    int
	Generation int
	Tries      int // wrong ones of those who gave no challenge, since the latest mail
	Challenges []Challenge
	ExpiresAt  time.Time
}

// Challenge identifies one request for a code. Its tries are counted apart from those of others.
type Challenge struct {
	Challenge [16]byte // the first half of the SHA-256 of the challenge
	Spare     bool     // no mail was sent for it
	Tries     int      // wrong ones so far
}

// CodeMAC computes the MACs from which codes are derived, with a key of its own.
type CodeMAC interface {
	CodeMAC(ctx context.Context, message []byte) ([32]byte, error)
}

// derive returns the code's eight characters as 40 bits.
func (c Code) derive(ctx context.Context, key CodeMAC, n account.Nominee) (secret [account.CodeBytes]byte, err error) {
	mac, err := key.CodeMAC(ctx, fmt.Appendf(nil, "code/v1\n%s\n%d\n%d\n%s\n%x", c.RequestID, c.Nominee, c.Generation, n.Email, c.Nonce))
	if err != nil {
		return secret, fmt.Errorf("derive code: %w", err)
	}
	copy(secret[:], mac[:])
	return secret, nil
}

// valid reports whether there is a code that has not expired.
func (c *Code) valid(now time.Time) bool { return c != nil && now.Before(c.ExpiresAt) }

// next returns the code to be stored in place of c.
func (c Code) next() Code {
	c.Version++
	c.Challenges = slices.Clone(c.Challenges)
	return c
}

// addChallenge adds a challenge and returns its secret.
func (c *Code) addChallenge(spare bool) (challenge string) {
	var secret [16]byte
	_, _ = rand.Read(secret[:]) // never fails (crypto/rand)
	c.Challenges = append(c.Challenges, Challenge{Challenge: hashOfChallenge(secret[:]), Spare: spare})
	return base64.RawURLEncoding.EncodeToString(secret[:])
}

func hashOfChallenge(secret []byte) (hash [16]byte) {
	sum := sha256.Sum256(secret)
	copy(hash[:], sum[:])
	return hash
}

// tries returns the counter of wrong tries for that challenge, or nil if the code has no such challenge.
func (c *Code) tries(challenge string) *int {
	if challenge == "" {
		return &c.Tries
	}
	secret, err := base64.RawURLEncoding.Strict().DecodeString(challenge)
	if err != nil {
		return nil
	}
	hash := hashOfChallenge(secret)
	for i := range c.Challenges {
		if subtle.ConstantTimeCompare(c.Challenges[i].Challenge[:], hash[:]) == 1 {
			return &c.Challenges[i].Tries
		}
	}
	return nil
}

func (c *Code) spareChallenges() (n int) {
	for _, a := range c.Challenges {
		if a.Spare {
			n++
		}
	}
	return n
}

// CodeKeeper stores codes.
type CodeKeeper interface {
	// KeepCode replaces the link's code, nil if there is none, queues the mail, which is already counted against the
	// limits, and stores the uses, in one transaction. It returns retry.ErrConflict if the request, which may be the zero
	// value, the code or the uses have changed since they were read.
	KeepCode(ctx context.Context, read account.Request, was *Code, code Code, mail Mail, uses ...UsesChange) error
	// ReplaceCode replaces the code without a mail. It returns retry.ErrConflict if the code has changed since it was read.
	ReplaceCode(ctx context.Context, was, code Code) error
}

// CodeStore is the storage for sending codes.
type CodeStore interface {
	CodeKeeper
	// CodeMailbox reads consistently, in one round of requests, what a code depends on that is requested through a link
	// of that requester for an address, with those parts of the daily budgets.
	CodeMailbox(ctx context.Context, link Link, requester, address account.Email, part int) (CodeMailbox, error)
	PartsReader
}

// CodeMailbox is the state of an address, and of the limits on codes to it.
type CodeMailbox struct {
	Address      account.Address
	Through      Used // mails with a code that were requested through the link
	To           Used // those to the mailbox, through whatever link
	ToSuppressed Used // of these, those while it was suppressed
	PerRequester Used // mails that the requester of the link caused
	Part         int  // the number of the parts of the budgets that were read
	Codes        Used // mails with a code of the whole deployment, those of that part
	Mails        Used // mails of the whole deployment, likewise
}

// SentCode is the result of requesting a code.
type SentCode struct {
	Challenge string    // gives its holder tries of their own; empty: none are left
	ExpiresAt time.Time // until when the code is good
	TriesLeft int       // by that challenge; 0 without one
}

// CodesSpent is an account.TooMany: no code is mailed. A code that was mailed before can be used while it is valid.
type CodesSpent struct {
	*account.TooMany
	SentCode // of the code mailed before; zero if none is valid
	By       SpentBy
}

// SpentBy says whose mails are used up when no code is mailed.
type SpentBy string

// Each limit on the mails with a code.
const (
	SpentByLink      SpentBy = "link"       // too many were requested through the link
	SpentByAddress   SpentBy = "address"    // too many were sent to the suppressed address
	SpentByMailbox   SpentBy = "mailbox"    // too many were requested through all links of the mailbox
	SpentByRequester SpentBy = "requester"  // the requester has caused as many mails as one may in a day
	SpentByAll       SpentBy = "deployment" // the deployment has sent as many mails as it may in a day
)

// SpentByAny lists every SpentBy.
func SpentByAny() []SpentBy {
	return []SpentBy{SpentByLink, SpentByAddress, SpentByMailbox, SpentByRequester, SpentByAll}
}

// Unwrap makes it an account.TooMany.
func (e *CodesSpent) Unwrap() error { return e.TooMany }

// SendCode mails a one-time code to the holder of a link.
type SendCode struct {
	Store interface {
		LinkReader
		CodeStore
		Committer
	}
	Now    func() time.Time
	Limits CodeLimits // on the mails with a code of one link
}

// Do queues a mail with the code to the nominee's mailbox. While the link's code is valid, it mails the same code again. It
// returns account.ErrLinkInvalid for unknown and dead links, account.AlreadyDecided after the end, and CodesSpent.
func (s SendCode) Do(ctx context.Context, token string) (asked SentCode, err error) {
	err = retry.OnConflict(ctx, func() error {
		now := s.Now()
		at, err := open(ctx, s.Store, token, now)
		if err != nil {
			return err
		}
		if at.request, err = s.recordCodeRequest(ctx, at, now); err != nil {
			return err
		}
		asked, err = requestCode(ctx, s.Store, at, s.Limits, now, func(code Code) Mail { return newCodeMail(at.request, at.nominee, code, now) })
		return err
	})
	return asked, err
}

// recordCodeRequest records the request for a code if the account request would end without one, and returns the request after it.
func (s SendCode) recordCodeRequest(ctx context.Context, at opened, now time.Time) (account.Request, error) {
	change := Change{Before: &at.request}
	var err error
	change.After, change.Event, err = at.request.AskForCode(at.nominee.Number, now)
	switch {
	case errors.Is(err, account.ErrUnchanged):
		return at.request, nil
	case err != nil:
		return at.request, err
	}
	change.announce(nil)
	return change.After, s.Store.Commit(ctx, change)
}

// requestCode mails the link's code to its nominee: the present one while it is valid, else a new one. It serves both
// kinds of link. It returns CodesSpent, and retry.ErrConflict if the code changed meanwhile.
func requestCode(ctx context.Context, store CodeStore, at opened, limits CodeLimits, now time.Time, mail func(Code) Mail) (SentCode, error) {
	var code Code
	if at.code != nil {
		code = at.code.next()
	}
	if !at.code.valid(now) {
		code = Code{
			CodeKey: CodeKey{Link: at.hash}, Version: code.Version,
			RequestID: at.request.ID, Nominee: at.nominee.Number, Generation: at.nominee.Generation,
			ExpiresAt: now.Add(CodeLifetime),
		}
		_, _ = rand.Read(code.Nonce[:]) // never fails (crypto/rand)
	}
	box, err := store.CodeMailbox(ctx, at.link, cmp.Or(at.link.Requester, at.request.Requester), at.nominee.Email, pickPart(limits.CodeBudget()))
	if err != nil {
		return SentCode{}, err
	}
	uses, err := limits.take(ctx, store, box, now)
	var spent *CodesSpent
	if errors.As(err, &spent) {
		if !at.code.valid(now) {
			return SentCode{}, spent
		}
		spent.ExpiresAt = code.ExpiresAt
		if code.spareChallenges() >= maxSpareChallenges {
			return SentCode{}, spent
		}
		spent.Challenge, spent.TriesLeft = code.addChallenge(true), CodeTries
		if err := store.ReplaceCode(ctx, *at.code, code); err != nil {
			return SentCode{}, err
		}
		return SentCode{}, spent
	}
	if err != nil {
		return SentCode{}, err
	}
	code.Tries = 0 // five for each mail
	asked := SentCode{Challenge: code.addChallenge(false), ExpiresAt: code.ExpiresAt, TriesLeft: CodeTries}
	return asked, store.KeepCode(ctx, at.request, at.code, code, mail(code), uses...)
}

// checkCode returns nil if typed is the link's code, else account.CodeInvalid. A wrong code is counted before the caller
// learns that it is wrong, on the condition that the code has not changed, so that concurrent tries cannot exceed the
// limit; it returns retry.ErrConflict if it has. An unknown challenge costs no try. It serves both kinds of link.
func checkCode(ctx context.Context, keeper CodeKeeper, key CodeMAC, at opened, typed, challenge string, now time.Time) error {
	if !at.code.valid(now) {
		return &account.CodeInvalid{}
	}
	next := at.code.next() // under its link, which is one nominee's of one generation
	tries := next.tries(challenge)
	if tries == nil || *tries >= CodeTries {
		return &account.CodeInvalid{}
	}
	given, readable := account.ReadCode(typed)
	if !readable {
		return &account.CodeInvalid{TriesLeft: CodeTries - *tries} // no guess was made
	}
	want, err := at.code.derive(ctx, key, at.nominee)
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(want[:], given[:]) == 1 {
		return nil
	}
	*tries++
	if err := keeper.ReplaceCode(ctx, *at.code, next); err != nil {
		return err
	}
	return &account.CodeInvalid{TriesLeft: CodeTries - *tries, Counted: true}
}

package workflow

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"time"

	"smartaccounts/internal/account"
)

// CodeLifetime and CodeTries bound a one-time code (rule 6; ASVS 5.0 6.5.5 and 6.6.3).
const (
	CodeLifetime = 10 * time.Minute
	CodeTries    = 5
)

// CodeKey names one code: the link it was asked for through, and a nonce that tells it from the
// ones before.
type CodeKey struct {
	Link  LinkHash
	Nonce [16]byte
}

// Code is a one-time code as it is stored: never the code itself, which is derived from these by a
// key that the table does not hold.
type Code struct {
	CodeKey
	RequestID  account.ID
	Nominee    int
	Generation int
	Tries      int // wrong ones so far
	ExpiresAt  time.Time
	Sent       account.Uses // when codes were asked for through the link, this one included
}

// CodeMAC computes the MAC that codes are cut from, under a key of its own.
type CodeMAC interface {
	CodeMAC(ctx context.Context, message []byte) ([32]byte, error)
}

// derive answers the code's eight characters as 40 bits.
func (c Code) derive(ctx context.Context, key CodeMAC, n account.Nominee) (secret [account.CodeBytes]byte, err error) {
	mac, err := key.CodeMAC(ctx, fmt.Appendf(nil, "code/v1\n%s\n%d\n%d\n%s\n%x", c.RequestID, c.Nominee, c.Generation, n.Email, c.Nonce))
	if err != nil {
		return secret, fmt.Errorf("derive code: %w", err)
	}
	copy(secret[:], mac[:])
	return secret, nil
}

// CodeKeeper stores codes.
type CodeKeeper interface {
	// KeepCode replaces the link's code, nil if there was none, and queues the new one's mail, whole or not
	// at all. ErrConflict if the request or the code are no longer as they were read.
	KeepCode(ctx context.Context, read account.Request, was *Code, code Code, mail Mail) error
	// CountTry adds a wrong try to the code. ErrConflict if the code is no longer as it was read.
	CountTry(ctx context.Context, read Code) error
}

// SendCode mails a one-time code to the holder of a link.
type SendCode struct {
	Store interface {
		LinkReader
		CodeKeeper
	}
	Now    func() time.Time
	Hourly account.Limit // on the codes of one nominee
	Daily  account.Limit
}

// Do queues the code's mail to the nominee's own mailbox, whoever asks. The code replaces the one
// before. account.ErrLinkInvalid for unknown and dead links; account.AlreadyDecided after an end;
// account.TooMany.
func (s SendCode) Do(ctx context.Context, token string) error {
	return untilSettled(ctx, func() error {
		now := s.Now()
		at, err := open(ctx, s.Store, token)
		if err != nil {
			return err
		}
		if err := at.request.May(account.SendCode, now); err != nil {
			return err
		}
		code := Code{
			CodeKey:   CodeKey{Link: at.hash},
			RequestID: at.request.ID, Nominee: at.nominee.Number, Generation: at.nominee.Generation,
			ExpiresAt: now.Add(CodeLifetime),
		}
		if at.code != nil {
			code.Sent = at.code.Sent
		}
		if code.Sent, err = s.use(code.Sent, now); err != nil {
			return err
		}
		_, _ = rand.Read(code.Nonce[:]) // never fails (crypto/rand)
		return s.Store.KeepCode(ctx, at.request, at.code, code, newCodeMail(at.request, at.nominee, code, now))
	})
}

// use counts one more code under both limits.
func (s SendCode) use(sent account.Uses, now time.Time) (account.Uses, error) {
	if _, err := sent.Take(s.Hourly, 0, now); err != nil {
		return nil, err
	}
	return sent.Take(s.Daily, 0, now)
}

// checkCode answers nil if typed is the link's code. A wrong one is counted before anybody learns
// that it was wrong, against the count that was read, so that tries at the same moment cannot
// outnumber the limit: ErrConflict then, and the caller reads again.
func checkCode(ctx context.Context, keeper CodeKeeper, key CodeMAC, at opened, typed string, now time.Time) error {
	code := at.code // under its link, which is one nominee's of one generation
	if code == nil || code.Tries >= CodeTries || !now.Before(code.ExpiresAt) {
		return account.ErrCodeInvalid
	}
	given, readable := account.ReadCode(typed)
	if !readable {
		return account.ErrCodeInvalid // no guess was made
	}
	want, err := code.derive(ctx, key, at.nominee)
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(want[:], given[:]) == 1 {
		return nil
	}
	if err := keeper.CountTry(ctx, *code); err != nil {
		return err
	}
	return errTryCounted
}

// errTryCounted is an account.ErrCodeInvalid that has used up a try, and so is the answer whatever happens since.
var errTryCounted = fmt.Errorf("%w: a try is used up", account.ErrCodeInvalid)

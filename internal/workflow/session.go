package workflow

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"smartaccounts/internal/account"
)

// A session ends SessionLasts after sign-in, or earlier, SessionIdle after its last use.
const (
	SessionLasts = 12 * time.Hour
	SessionIdle  = 30 * time.Minute
	// touchEvery is the least time between two writes of a session's IdleAt, so that most page views write nothing.
	touchEvery = time.Minute
)

// SessionHash is the SHA-256 of a session's secret. The secret itself is only in the person's cookie.
type SessionHash [sha256.Size]byte

// Session is a signed-in browser.
type Session struct {
	Hash      SessionHash
	Person    account.Person
	CreatedAt time.Time
	EndsAt    time.Time
	IdleAt    time.Time // when it ends unless it is used before
}

// SessionStore stores sessions.
type SessionStore interface {
	// PutSession stores a new session.
	PutSession(ctx context.Context, s Session) error
	// Session reads consistently; account.ErrNotFound if there is none.
	Session(ctx context.Context, hash SessionHash) (Session, error)
	// TouchSession sets a session's IdleAt; account.ErrNotFound if the session has ended.
	TouchSession(ctx context.Context, hash SessionHash, idleAt time.Time) error
	// DeleteSession ends a session. Safe to repeat.
	DeleteSession(ctx context.Context, hash SessionHash) error
}

// Sessions signs people in and out.
type Sessions struct {
	Store SessionStore
	Now   func() time.Time
}

// Start creates a session for a person whom the identity provider has identified, and returns its secret.
func (s Sessions) Start(ctx context.Context, person account.Person) (secret string, err error) {
	var bits [32]byte
	_, _ = rand.Read(bits[:]) // never fails (crypto/rand)
	now := s.Now()
	err = s.Store.PutSession(ctx, Session{
		Hash: sha256.Sum256(bits[:]), Person: person, CreatedAt: now,
		EndsAt: now.Add(SessionLasts), IdleAt: now.Add(SessionIdle),
	})
	return base64.RawURLEncoding.EncodeToString(bits[:]), err
}

// Person returns the person of the session with that secret, and extends the session. account.ErrNotFound if there is no
// such session.
func (s Sessions) Person(ctx context.Context, secret string) (account.Person, error) {
	session, err := s.look(ctx, secret)
	if err != nil {
		return account.Person{}, err
	}
	idleAt := s.Now().Add(SessionIdle)
	if idleAt.Sub(session.IdleAt) >= touchEvery {
		if err := s.Store.TouchSession(ctx, session.Hash, idleAt); err != nil {
			return account.Person{}, err // account.ErrNotFound if it has ended since
		}
	}
	return session.Person, nil
}

// Peek is Person without extending the session.
func (s Sessions) Peek(ctx context.Context, secret string) (account.Person, error) {
	session, err := s.look(ctx, secret)
	return session.Person, err
}

// End ends the session with that secret. It is safe to call again.
func (s Sessions) End(ctx context.Context, secret string) error {
	hash, ok := sessionHash(secret)
	if !ok {
		return nil
	}
	return s.Store.DeleteSession(ctx, hash)
}

func (s Sessions) look(ctx context.Context, secret string) (Session, error) {
	hash, ok := sessionHash(secret)
	if !ok {
		return Session{}, account.ErrNotFound
	}
	session, err := s.Store.Session(ctx, hash)
	if err != nil {
		return Session{}, err
	}
	if now := s.Now(); !now.Before(session.EndsAt) || !now.Before(session.IdleAt) {
		return Session{}, account.ErrNotFound
	}
	return session, nil
}

func sessionHash(secret string) (SessionHash, bool) {
	bits, err := base64.RawURLEncoding.Strict().DecodeString(secret)
	if err != nil || len(bits) != 32 || strings.ContainsAny(secret, "\r\n") { // which the decoder skips
		return SessionHash{}, false
	}
	return sha256.Sum256(bits), true
}

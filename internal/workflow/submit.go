package workflow

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/account"
)

// KeyKept is how long an idempotency key is remembered.
const KeyKept = 7 * 24 * time.Hour

// Record remembers under an idempotency key which request its first use opened.
type Record struct {
	Person    account.Email
	Key       string
	Body      [sha256.Size]byte // of the parsed body
	RequestID account.ID
	KeptUntil time.Time
}

// Standing is what a submission meets.
type Standing struct {
	Holder account.ID // the request that holds the domain identifier; empty if it is free
	Record *Record    // under the idempotency key; nil if there is none
}

// RoleReader tells who may use the system.
type RoleReader interface {
	// HasRole tells whether the person holds a role on any account.
	HasRole(ctx context.Context, person account.Email) (bool, error)
}

// RequestReader reads one request.
type RequestReader interface {
	// Request reads consistently; account.ErrNotFound if there is none.
	Request(ctx context.Context, id account.ID) (account.Request, error)
}

// Submit opens a request for a Smart Account.
type Submit struct {
	Store interface {
		Committer
		RoleReader
		RequestReader
		// Standing reads consistently in one round. No key, no record.
		Standing(ctx context.Context, domain account.Domain, person account.Email, key string) (Standing, error)
	}
	Now      func() time.Time
	Lifetime time.Duration // from submission to expiry
}

// Do answers the new request. With a key that came before it answers the request that was opened
// then, as it stands. account.ErrForbidden without a role; account.InvalidInput for a bad form;
// account.ErrDomainTaken; account.ErrIdempotencyMismatch.
func (s Submit) Do(ctx context.Context, by account.Person, form account.Form, key string) (account.Request, error) {
	if err := needRole(ctx, s.Store, by); err != nil {
		return account.Request{}, err
	}
	submission, err := form.Parse(by.Email)
	if err != nil {
		return account.Request{}, err
	}
	var opened account.Request
	id, accountID := account.NewID(), account.NewID()
	err = untilSettled(ctx, func() error {
		opened, err = s.try(ctx, submission, key, id, accountID)
		if errors.Is(err, ErrKeyUsed) {
			return ErrConflict // its first use won while this one was under way: read what it opened
		}
		return err
	})
	return opened, err
}

func (s Submit) try(ctx context.Context, submission account.Submission, key string, id, accountID account.ID) (account.Request, error) {
	now := s.Now()
	standing, err := s.Store.Standing(ctx, submission.Domain, submission.Requester, key)
	if err != nil {
		return account.Request{}, err
	}
	body, err := hashOf(submission)
	if err != nil {
		return account.Request{}, err
	}
	if record := standing.Record; record != nil && now.Before(record.KeptUntil) {
		if record.Body != body {
			return account.Request{}, account.ErrIdempotencyMismatch
		}
		first, err := s.Store.Request(ctx, record.RequestID)
		return first.AsOf(now), err
	}
	if standing.Holder == id {
		return s.Store.Request(ctx, id) // an earlier try was stored, though it did not look so
	}
	request, event := account.Submit(submission, id, accountID, now, s.Lifetime)
	change := Change{After: request, Event: event, Mails: mailsFor(nil, request, event)}
	if key != "" {
		change.Record = &Record{submission.Requester, key, body, request.ID, now.Add(KeyKept)}
	}
	changes := []Change{change}
	if standing.Holder != "" {
		lapsed, err := s.expireHolder(ctx, standing.Holder, now)
		if err != nil {
			return account.Request{}, err
		}
		changes = append(changes, lapsed)
	}
	return request, s.Store.Commit(ctx, changes...)
}

// expireHolder ends the request that holds the domain identifier if its deadline has passed, else
// the identifier is taken.
func (s Submit) expireHolder(ctx context.Context, holder account.ID, now time.Time) (Change, error) {
	request, err := s.Store.Request(ctx, holder)
	if errors.Is(err, account.ErrNotFound) {
		return Change{}, account.ErrDomainTaken
	}
	if err != nil {
		return Change{}, err
	}
	change, err := expiry(request, now)
	var ended *account.AlreadyDecided
	switch {
	case errors.Is(err, account.ErrNotDue):
		return Change{}, account.ErrDomainTaken
	case errors.As(err, &ended) && ended.State != account.Approved:
		return Change{}, ErrConflict // it ended between the two reads and has released the identifier
	case errors.As(err, &ended):
		return Change{}, account.ErrDomainTaken
	}
	return change, err
}

// hashOf is the same for bodies that mean the same.
func hashOf(s account.Submission) ([sha256.Size]byte, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return [sha256.Size]byte{}, fmt.Errorf("hash submission: %w", err)
	}
	return sha256.Sum256(text), nil
}

// needRole answers account.ErrForbidden to a person without any role.
func needRole(ctx context.Context, roles RoleReader, person account.Person) error {
	has, err := roles.HasRole(ctx, person.Email)
	if err == nil && !has {
		return account.ErrForbidden
	}
	return err
}

package workflow

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
)

// KeyLifetime is how long an idempotency key is remembered.
const KeyLifetime = 7 * 24 * time.Hour

// IdempotencyRecord says which request the first use of an idempotency key opened.
type IdempotencyRecord struct {
	Person    account.Email
	Key       string
	Body      [sha256.Size]byte // of the parsed body
	RequestID account.ID
	KeptUntil time.Time
}

// HoldingReader reads the accounts in which a person has a role.
type HoldingReader interface {
	// Holdings returns those of the person, by name, at most so many; fewer only if there are no more.
	Holdings(ctx context.Context, person account.Email, most int) ([]account.Holding, error)
}

// maxHoldings is how many accounts are read to find the one that a requester acts for.
const maxHoldings = 10

// RequestReader reads one request.
type RequestReader interface {
	// Request reads consistently; account.ErrNotFound if there is none.
	Request(ctx context.Context, id account.ID) (account.Request, error)
}

// Rules are a deployment's settings for every request.
type Rules struct {
	Policy    account.Policy
	Terms     account.Terms
	Operators []account.Person // the operators' addresses and languages; none: no operator is mailed
}

// Submit opens a request for a Smart Account.
type Submit struct {
	Store interface {
		Committer
		access.RoleReader
		HoldingReader
		RequestReader
		Surveyor
		UsesKeeper
		RequesterReader
	}
	Now    func() time.Time
	Rules  Rules
	Limits RequestLimits
}

// Do opens a request and returns it. With a key that was used before, it returns the request that was opened then, as it
// is now. It returns account.ErrNoRole to a person without a role, account.InvalidInput, account.ErrDomainTaken,
// ErrIdempotencyMismatch and account.TooMany.
func (s Submit) Do(ctx context.Context, by account.Person, form account.Form, key string) (account.Request, error) {
	opened, _, err := s.Open(ctx, by, form, nil, key)
	return opened, err
}

// Open is like Do and also returns the event of the new request, or nil if the key's first use opened it. misread is an
// InvalidInput about the fields that the caller could not decode, or nil.
func (s Submit) Open(ctx context.Context, by account.Person, form account.Form, misread error, key string) (opened account.Request, submitted *account.Event, err error) {
	submission, err := form.Parse(by.Email, misread)
	if err != nil {
		return account.Request{}, nil, cmp.Or(access.RequireRole(ctx, s.Store, by), err)
	}
	id, accountID := account.NewID(), account.NewID()
	err = retry.OnConflict(ctx, func() error {
		now := s.Now()
		met, held, err := s.survey(ctx, by, questionOf(submission, key))
		if err != nil {
			return err
		}
		acting := account.ActingFor(by.Email, held, len(held) < maxHoldings)
		opened, submitted, err = s.try(ctx, submission, acting, by.Language, met, key, id, accountID, now)
		if errors.Is(err, ErrKeyUsed) {
			return retry.ErrConflict // a concurrent use of the key was first: read the request that it opened
		}
		return err
	})
	return opened, submitted, err
}

// survey reads the survey and, at the same time, the accounts in which the person has a role. It returns
// account.ErrNoRole, before any other error, if there are none.
func (s Submit) survey(ctx context.Context, by account.Person, q SurveyQuery) (met Survey, held []account.Holding, err error) {
	err = access.ReadChecked(ctx, func(ctx context.Context) (err error) {
		if held, err = s.Store.Holdings(ctx, by.Email, maxHoldings); err == nil && len(held) == 0 {
			err = account.ErrNoRole
		}
		return err
	}, func(ctx context.Context) (err error) { met, err = s.Store.Survey(ctx, q); return err })
	return met, held, err
}

func (s Submit) try(ctx context.Context, submission account.Submission, acting *account.ActingAccount, language account.Language, met Survey, key string, id, accountID account.ID, now time.Time) (account.Request, *account.Event, error) {
	body, err := hashOf(submission)
	if err != nil {
		return account.Request{}, nil, err
	}
	if record := met.Record; record != nil && now.Before(record.KeptUntil) {
		if record.Body != body {
			return account.Request{}, nil, ErrIdempotencyMismatch
		}
		first, err := s.Store.Request(ctx, record.RequestID)
		return first.AsOf(now), nil, err
	}
	if met.Holder == id {
		stored, err := s.Store.Request(ctx, id) // an earlier try was stored although it failed
		return stored, nil, err
	}
	var lapsed []Change
	if met.Holder != "" {
		change, err := s.expireHolder(ctx, met.Holder, now)
		if err != nil {
			return account.Request{}, nil, err
		}
		lapsed = append(lapsed, change)
	}
	uses, err := s.Limits.take(ctx, s.Store, submission.Requester, met.Usage, 1, now)
	if err != nil {
		return account.Request{}, nil, err
	}
	pending, err := s.Limits.open(ctx, s.Store, submission.Requester, met.Usage, now)
	if err != nil {
		return account.Request{}, nil, err
	}
	route, seen, err := s.route(ctx, submission, met, now)
	if err != nil {
		return account.Request{}, nil, err
	}
	request, event := account.Submit(submission, route, id, accountID, now, s.Rules.Terms)
	change := Change{After: request.OnBehalfOf(acting).FollowingIn(language), Event: event, ReadSet: &seen, Uses: append(uses, pending)}
	change.announce(s.Rules.Operators)
	if key != "" {
		change.Record = &IdempotencyRecord{submission.Requester, key, body, request.ID, now.Add(KeyLifetime)}
	}
	return change.After, &change.Event, s.Store.Commit(ctx, append([]Change{change}, lapsed...)...)
}

func questionOf(s account.Submission, key string) SurveyQuery {
	return SurveyQuery{Domain: s.Domain, Name: s.AccountName, Person: s.Requester, Key: key}
}

// route returns the route of a submission.
func (s Submit) route(ctx context.Context, submission account.Submission, met Survey, now time.Time) (account.Route, ReadSet, error) {
	return findRoute(ctx, s.Store, s.Rules.Policy, account.Asked{
		Requester: submission.Requester, Domain: submission.Domain,
		Customers: submission.CustomerEmails, Unknown: submission.CustomerEmails,
	}, met, now)
}

// expireHolder returns the change that ends the request that holds the domain identifier. It returns account.DomainTaken
// if its deadline has not passed.
func (s Submit) expireHolder(ctx context.Context, holder account.ID, now time.Time) (Change, error) {
	request, err := s.Store.Request(ctx, holder)
	if errors.Is(err, account.ErrNotFound) {
		return Change{}, &account.DomainTaken{Active: true} // accounts that were loaded with the deployment have no request
	}
	if err != nil {
		return Change{}, err
	}
	change, err := Lapse(request, now)
	var ended *account.AlreadyDecided
	switch {
	case errors.Is(err, account.ErrNotDue):
		return Change{}, &account.DomainTaken{}
	case errors.As(err, &ended) && ended.State != account.Approved:
		return Change{}, retry.ErrConflict // it ended between the two reads and has released the identifier
	case errors.As(err, &ended):
		return Change{}, &account.DomainTaken{Active: true}
	}
	return change, err
}

// hashOf returns the same hash for bodies with the same meaning.
func hashOf(s account.Submission) ([sha256.Size]byte, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return [sha256.Size]byte{}, fmt.Errorf("hash submission: %w", err)
	}
	return sha256.Sum256(text), nil
}

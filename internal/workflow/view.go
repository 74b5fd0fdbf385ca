package workflow

import (
	"context"
	"time"

	"smartaccounts/internal/account"
)

// View shows a nominee the request. It changes nothing, since mail scanners open links.
type View struct {
	Store NomineeReader
	Now   func() time.Time
}

// Viewed is what a nominee sees: the request as it is now, and the nominee.
type Viewed struct {
	Request account.Request
	Nominee account.Nominee
}

// Do returns account.ErrLinkInvalid for unknown and dead links alike.
func (v View) Do(ctx context.Context, token string) (Viewed, error) {
	now := v.Now()
	at, err := open(ctx, v.Store, token, now)
	if err != nil {
		return Viewed{}, err
	}
	return at.viewed(now), nil
}

// SignedIn shows a request to the nominee with exactly that verified address. It returns account.ErrNotFound to all others,
// and account.LinkDead to those who were nominees.
func (v View) SignedIn(ctx context.Context, id account.ID, person account.Email) (Viewed, error) {
	now := v.Now()
	at, err := openSignedIn(ctx, v.Store, id, person, now)
	if err != nil {
		return Viewed{}, err
	}
	return at.viewed(now), nil
}

func (at opened) viewed(now time.Time) Viewed {
	request := at.request.AsOf(now)
	nominee, _ := request.Nominee(at.nominee.Number)
	return Viewed{request, nominee}
}

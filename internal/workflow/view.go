package workflow

import (
	"context"
	"time"

	"smartaccounts/internal/account"
)

// View shows the holder of a link its request. It changes nothing, since mail scanners open links.
type View struct {
	Store LinkReader
	Now   func() time.Time
}

// Viewed is what the holder of a link sees: the request as it is now, and the link's nominee.
type Viewed struct {
	Request account.Request
	Nominee account.Nominee
}

// Do returns account.ErrLinkInvalid for unknown and dead links alike.
func (v View) Do(ctx context.Context, token string) (Viewed, error) {
	at, err := open(ctx, v.Store, token)
	if err != nil {
		return Viewed{}, err
	}
	return at.viewed(v.Now()), nil
}

func (at opened) viewed(now time.Time) Viewed {
	request := at.request.AsOf(now)
	nominee, _ := request.Nominee(at.nominee.Number)
	return Viewed{request, nominee}
}

package workflow

import (
	"time"

	"smartaccounts/internal/account"
)

// expiry is the change that ends a request whose deadline has passed. account.ErrNotDue before it,
// account.AlreadyDecided after an end.
func expiry(read account.Request, now time.Time) (Change, error) {
	next, event, err := read.Expire(now)
	if err != nil {
		return Change{}, err
	}
	change := Change{Before: &read, After: next, Event: event}
	change.announce(nil)
	return change, nil
}

package workflow

import (
	"time"

	"smartaccounts/internal/account"
)

// Lapse is the change that ends a request whose deadline has passed. account.ErrNotDue before it,
// account.AlreadyDecided after an end.
func Lapse(read account.Request, now time.Time) (Change, error) {
	next, event, err := read.Expire(now)
	if err != nil {
		return Change{}, err
	}
	change := Change{Before: &read, After: next, Event: event}
	change.announce(nil)
	return change, nil
}

package workflow

import (
	"time"

	"smartaccounts/internal/account"
)

// Lapse returns the change that ends a request whose deadline has passed. It returns account.ErrNotDue before the deadline
// and account.AlreadyDecided after an end.
func Lapse(read account.Request, now time.Time) (Change, error) {
	next, event, err := read.Expire(now)
	if err != nil {
		return Change{}, err
	}
	change := Change{Before: &read, After: next, Event: event}
	change.announce(nil)
	return change, nil
}

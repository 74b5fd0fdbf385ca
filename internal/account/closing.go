package account

import "time"

// HeldAfterClosing is how long an account that its administrators closed keeps its identifier, and can be reopened.
const HeldAfterClosing = 30 * 24 * time.Hour

// Close returns the account cancelled by its administrators, without a waiting rename.
func (a Administered) Close(now time.Time) Administered {
	a = a.changed()
	a.Status, a.ClosedAt, a.Waiting = AccountCancelled, now, nil
	return a
}

// FreeAt returns when the identifier of a closed account is free; the zero time if its administrators did not close it.
func (a Administered) FreeAt() time.Time {
	if a.ClosedAt.IsZero() {
		return time.Time{}
	}
	return a.ClosedAt.Add(HeldAfterClosing)
}

// MayReopen reports whether the account was closed by its administrators and still holds its identifier.
func (a Administered) MayReopen(now time.Time) bool {
	return a.Status == AccountCancelled && now.Before(a.FreeAt())
}

// Reopen returns the account as it was before it was closed. It returns ErrNotClosed unless it may be reopened.
func (a Administered) Reopen(now time.Time) (Administered, error) {
	if !a.MayReopen(now) {
		return a, ErrNotClosed
	}
	a = a.changed()
	a.Status, a.ClosedAt = AccountActive, time.Time{}
	return a, nil
}

package account

import (
	"slices"
	"time"
)

// Terms are the periods of a request.
type Terms struct {
	Lifetime  time.Duration
	Reminders []time.Duration // after the nominees were asked, in any order
	Unasked   time.Duration   // after the nominees were asked, when the request ends if none has requested a code; 0: never
}

// nextReminder returns when the first reminder after now is due, zero if none is.
func (t Terms) nextReminder(askedAt, now time.Time) time.Time {
	var next time.Time
	for _, after := range t.Reminders {
		if at := askedAt.Add(after); at.After(now) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// UndeliveredFor is how long a request waits for a correction while no nominee is reachable.
const UndeliveredFor = 7 * 24 * time.Hour

// Deadline returns when the request expires: at ExpiresAt, or earlier if no nominee is reachable and the addresses are not
// corrected, or if no nominee requests a code.
func (r Request) Deadline() time.Time { return r.Account.PendingUntil }

// setDeadline updates the deadline after the nominees or their reachability have changed. It is stored in the account, whose
// rows show it.
func (r *Request) setDeadline(now time.Time) {
	reached := func(n Nominee) bool { return n.UnreachableAt.IsZero() }
	active := r.ActiveNominees()
	switch {
	case len(active) == 0 || slices.ContainsFunc(active, reached):
		r.UndeliveredAt = time.Time{}
	case r.UndeliveredAt.IsZero():
		r.UndeliveredAt = now
	}
	r.Account.PendingUntil = r.ExpiresAt
	if r.Undelivered() && r.UndeliveredAt.Add(UndeliveredFor).Before(r.ExpiresAt) {
		r.Account.PendingUntil = r.UndeliveredAt.Add(UndeliveredFor)
	}
	if !r.UnaskedUntil.IsZero() && r.UnaskedUntil.Before(r.Account.PendingUntil) {
		r.Account.PendingUntil = r.UnaskedUntil
	}
}

// Why a request expired before ExpiresAt.
const (
	BecauseUnreached = "nobody-reached" // no nominee was reachable, and the addresses were not corrected
	BecauseUnasked   = "code-not-asked" // no nominee requested a code
)

// expiryReason returns the detail that says why the deadline is earlier than ExpiresAt, or nil if it is not.
func (r Request) expiryReason() map[string]string {
	switch deadline := r.Deadline(); {
	case !deadline.Before(r.ExpiresAt):
		return nil
	case deadline.Equal(r.UnaskedUntil):
		return map[string]string{DetailBecause: BecauseUnasked}
	default:
		return map[string]string{DetailBecause: BecauseUnreached}
	}
}

// AskForCode records that the nominee requested a code, so that the request does not end without one. It returns
// ErrUnchanged if that was recorded before or the request would not end.
func (r Request) AskForCode(number int, now time.Time) (Request, Event, error) {
	n, err := r.decider(number, SendCode, now)
	if err != nil {
		return r, Event{}, err
	}
	if r.UnaskedUntil.IsZero() {
		return r, Event{}, ErrUnchanged
	}
	next := r.changed()
	next.recordResponse(now)
	return next, next.event(EventCodeAsked, Actor(n.Email), r.State, now, nil), nil
}

// recordResponse records that a nominee has responded.
func (r *Request) recordResponse(now time.Time) {
	if r.HeardAt.IsZero() {
		r.HeardAt = now
	}
	r.UnaskedUntil = time.Time{}
	r.setDeadline(now)
}

// Undelivered reports whether no nominee is reachable.
func (r Request) Undelivered() bool { return !r.UndeliveredAt.IsZero() }

// DueAt returns when the schedule has to remind the nominees or expire the request.
func (r Request) DueAt() time.Time {
	if !r.RemindAt.IsZero() && r.RemindAt.Before(r.Deadline()) {
		return r.RemindAt
	}
	return r.Deadline()
}

// Remind records a reminder, one even if several are due. It returns ErrNotDue if none is.
func (r Request) Remind(now time.Time, terms Terms) (Request, Event, error) {
	if err := r.May(Remind, now); err != nil {
		return r, Event{}, err
	}
	if r.RemindAt.IsZero() || now.Before(r.RemindAt) {
		return r, Event{}, ErrNotDue
	}
	next := r.changed()
	next.RemindAt = terms.nextReminder(r.AskedAt, now)
	return next, next.event(EventReminded, System, r.State, now, nil), nil
}

// Expire ends the request. It returns ErrNotDue before the deadline.
func (r Request) Expire(now time.Time) (Request, Event, error) {
	if err := r.May(Expire, now); err != nil {
		return r, Event{}, err
	}
	if now.Before(r.Deadline()) {
		return r, Event{}, ErrNotDue
	}
	next := r.AsOf(now)
	next.Version++
	return next, next.event(EventExpired, System, r.State, now, r.expiryReason()), nil
}

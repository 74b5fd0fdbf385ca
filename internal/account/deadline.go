package account

import (
	"slices"
	"time"
)

// Terms are how long a request waits, and when those asked are reminded of it.
type Terms struct {
	Lifetime  time.Duration
	Reminders []time.Duration // after they were asked, in any order
	Unasked   time.Duration   // after they were asked it ends if none of them has ever asked for a code; 0: it does not
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

// UndeliveredFor is how long a request waits for a correction when no one who may decide can be reached.
const UndeliveredFor = 7 * 24 * time.Hour

// Deadline is when the request expires: at ExpiresAt, or earlier when no one who may decide can be
// reached and no one corrects the addresses, or when none of those asked ever asks for a code.
func (r Request) Deadline() time.Time { return r.Account.PendingUntil }

// setDeadline sets it after a change of who is asked, or of who can be reached. The account's copy, which
// its lines in lists carry, is the deadline.
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
	BecauseUnreached = "nobody-reached" // no one who may decide could be reached, and no one corrected the addresses
	BecauseUnasked   = "code-not-asked" // none of those asked ever asked for a code
)

// because says why the deadline is earlier than ExpiresAt; nothing if it is not.
func (r Request) because() map[string]string {
	switch deadline := r.Deadline(); {
	case !deadline.Before(r.ExpiresAt):
		return nil
	case deadline.Equal(r.UnaskedUntil):
		return map[string]string{DetailBecause: BecauseUnasked}
	default:
		return map[string]string{DetailBecause: BecauseUnreached}
	}
}

// AskForCode notes that the nominee asked for a code, which keeps the request from ending for lack of that. ErrUnchanged
// if it does not matter: someone has before, or nothing ends for lack of it.
func (r Request) AskForCode(number int, now time.Time) (Request, Event, error) {
	n, err := r.decider(number, SendCode, now)
	if err != nil {
		return r, Event{}, err
	}
	if r.UnaskedUntil.IsZero() {
		return r, Event{}, ErrUnchanged
	}
	next := r.changed()
	next.heard(now)
	return next, next.event(EventCodeAsked, Actor(n.Email), r.State, now, nil), nil
}

// heard notes that someone who may decide has been heard of.
func (r *Request) heard(now time.Time) {
	if r.HeardAt.IsZero() {
		r.HeardAt = now
	}
	r.UnaskedUntil = time.Time{}
	r.setDeadline(now)
}

// Undelivered reports whether no one who may decide can be reached, whatever the reasons.
func (r Request) Undelivered() bool { return !r.UndeliveredAt.IsZero() }

// DueAt is when the schedule has something to do about the request: remind, or end it.
func (r Request) DueAt() time.Time {
	if !r.RemindAt.IsZero() && r.RemindAt.Before(r.Deadline()) {
		return r.RemindAt
	}
	return r.Deadline()
}

// Remind has those who may decide reminded, once however many reminders are due by now; ErrNotDue if
// none is.
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

// Expire ends the request if its deadline has passed; ErrNotDue if it has not.
func (r Request) Expire(now time.Time) (Request, Event, error) {
	if err := r.May(Expire, now); err != nil {
		return r, Event{}, err
	}
	if now.Before(r.Deadline()) {
		return r, Event{}, ErrNotDue
	}
	next := r.AsOf(now)
	next.Version++
	return next, next.event(EventExpired, System, r.State, now, r.because()), nil
}

package account

import "time"

// Delivery is how far a nominee's latest mail has come.
type Delivery string

// Each step. A mail waits as queued, also when its address has had enough for today. Only a permanent
// bounce is Bounced; after a transient one, such as that of a full mailbox, the mail is SoftBounced.
const (
	Queued      Delivery = "queued"
	Sent        Delivery = "sent"
	Delayed     Delivery = "delayed"
	SoftBounced Delivery = "soft-bounced"
	Delivered   Delivery = "delivered"
	Bounced     Delivery = "bounced"
	Complained  Delivery = "complained"
)

// Deliveries lists every step.
func Deliveries() []Delivery {
	return []Delivery{Queued, Sent, Delayed, SoftBounced, Delivered, Bounced, Complained}
}

// After reports whether this step is news after that one. Events come late and out of order: a
// complaint is the last word, what bounced for good did not arrive, and an out-of-office reply, which is
// a transient bounce, does not undo a delivery.
func (d Delivery) After(before Delivery) bool { return rank[d] > rank[before] }

var rank = map[Delivery]int{Queued: 0, Sent: 1, Delayed: 2, SoftBounced: 3, Delivered: 4, Bounced: 5, Complained: 6}

// Bounce notes that a nominee's mail came back. ErrUnchanged if that is known, or if the nominee no
// longer decides.
func (r Request) Bounce(number int, now time.Time) (Request, Event, error) {
	next, n, err := r.about(number, Bounce, now)
	if err != nil {
		return r, Event{}, err
	}
	if !n.BouncedAt.IsZero() {
		return r, Event{}, ErrUnchanged
	}
	n.BouncedAt = now
	next.setDeadline(now)
	return next, next.event(EventBounced, System, r.State, now, map[string]string{DetailAddress: string(n.Email)}), nil
}

// Complain notes that a nominee called our mail spam. Their link lives on. ErrUnchanged if the nominee no
// longer decides.
func (r Request) Complain(number int, now time.Time) (Request, Event, error) {
	next, n, err := r.about(number, Complain, now)
	if err != nil {
		return r, Event{}, err
	}
	return next, next.event(EventComplained, System, r.State, now, map[string]string{DetailAddress: string(n.Email)}), nil
}

// mostReports is how often a nominee's word is written down. Nothing but the link is asked for it, so the
// history would grow at the will of whoever has that.
const mostReports = 4

// Report notes that a nominee said that this was not for them, or took that back. Their link lives on:
// they may have been wrong. ErrUnchanged as for Bounce.
func (r Request) Report(number int, reported bool, now time.Time) (Request, Event, error) {
	next, n, err := r.about(number, Report, now)
	if err != nil {
		return r, Event{}, err
	}
	if n.Reported == reported || n.Reports == mostReports {
		return r, Event{}, ErrUnchanged
	}
	n.Reported = reported
	n.Reports++
	kind := EventReported
	if !reported {
		kind = EventTakenBack
	}
	return next, next.event(kind, Actor(n.Email), r.State, now, map[string]string{DetailAddress: string(n.Email)}), nil
}

// about answers the next version and in it the active nominee whom an event is about.
func (r Request) about(number int, a Action, now time.Time) (Request, *Nominee, error) {
	if err := r.May(a, now); err != nil {
		return r, nil, err
	}
	next := r.changed()
	for i := range next.Nominees {
		if n := &next.Nominees[i]; n.Number == number && n.State == NomineeActive {
			return next, n, nil
		}
	}
	return r, nil, ErrUnchanged
}

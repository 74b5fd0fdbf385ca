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

// Unreachable is why mail to a nominee is known not to arrive.
type Unreachable string

// Each reason.
const (
	UnreachableBounced    Unreachable = "bounced"    // it came back for good
	UnreachableRejected   Unreachable = "rejected"   // the provider would not take it or send it
	UnreachableComplained Unreachable = "complained" // they called our mail spam, which stops it
	UnreachableSuppressed Unreachable = "suppressed" // their address takes no mail from us
)

// Unreachables lists every reason.
func Unreachables() []Unreachable {
	return []Unreachable{UnreachableBounced, UnreachableRejected, UnreachableComplained, UnreachableSuppressed}
}

// unreachableBy says by which action the request learns of each.
var unreachableBy = map[Unreachable]struct {
	Action
	EventKind
}{
	UnreachableBounced:    {Bounce, EventBounced},
	UnreachableRejected:   {Bounce, EventBounced},
	UnreachableComplained: {Complain, EventComplained},
	UnreachableSuppressed: {Suppress, EventSuppressed},
}

// Unreach notes that mail does not reach a nominee, and why; the first reason stays. Their link lives on. ErrUnchanged if
// it is known, but that they called our mail spam is written down each time; or if the nominee no longer decides.
func (r Request) Unreach(number int, why Unreachable, now time.Time) (Request, Event, error) {
	by := unreachableBy[why]
	next, n, err := r.about(number, by.Action, now)
	if err != nil {
		return r, Event{}, err
	}
	known := !n.UnreachableAt.IsZero()
	if known && why != UnreachableComplained {
		return r, Event{}, ErrUnchanged
	}
	if !known {
		n.UnreachableAt, n.Unreachable = now, why
	}
	next.setDeadline(now)
	detail := map[string]string{DetailAddress: string(n.Email)}
	if why == UnreachableRejected {
		detail[DetailUnreachable] = string(why)
	}
	return next, next.event(by.EventKind, System, r.State, now, detail), nil
}

// Reach notes that mail reaches a nominee again. ErrUnchanged if nobody knew that it did not, or if the nominee no longer
// decides.
func (r Request) Reach(number int, now time.Time) (Request, Event, error) {
	next, n, err := r.about(number, Reach, now)
	if err != nil {
		return r, Event{}, err
	}
	if n.UnreachableAt.IsZero() {
		return r, Event{}, ErrUnchanged
	}
	n.UnreachableAt, n.Unreachable = time.Time{}, ""
	next.setDeadline(now)
	return next, next.event(EventReached, System, r.State, now, map[string]string{DetailAddress: string(n.Email)}), nil
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

// about returns the next version and in it the active nominee whom an event is about.
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

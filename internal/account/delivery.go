package account

import "time"

// Delivery is the delivery state of a mail.
type Delivery string

// Each delivery state. A mail that a limit postpones is queued. Only a permanent bounce is Bounced; a transient one, such as
// that of a full mailbox, is SoftBounced.
const (
	Queued      Delivery = "queued"
	Sent        Delivery = "sent"
	Delayed     Delivery = "delayed"
	SoftBounced Delivery = "soft-bounced"
	Delivered   Delivery = "delivered"
	Bounced     Delivery = "bounced"
	Complained  Delivery = "complained"
)

// Deliveries lists every delivery state.
func Deliveries() []Delivery {
	return []Delivery{Queued, Sent, Delayed, SoftBounced, Delivered, Bounced, Complained}
}

// After reports whether the state replaces that one. Events come late and out of order: a complaint is final, a permanent
// bounce excludes a delivery, and a transient bounce, such as an out-of-office reply, does not undo a delivery.
func (d Delivery) After(before Delivery) bool { return rank[d] > rank[before] }

var rank = map[Delivery]int{Queued: 0, Sent: 1, Delayed: 2, SoftBounced: 3, Delivered: 4, Bounced: 5, Complained: 6}

// Unreachable is why a nominee is recorded as unreachable.
type Unreachable string

// Each reason.
const (
	UnreachableBounced    Unreachable = "bounced"    // a permanent bounce
	UnreachableRejected   Unreachable = "rejected"   // the provider did not take or send the mail
	UnreachableComplained Unreachable = "complained" // a spam complaint, which suppresses the address
	UnreachableSuppressed Unreachable = "suppressed" // the address is suppressed
)

// Unreachables lists every reason.
func Unreachables() []Unreachable {
	return []Unreachable{UnreachableBounced, UnreachableRejected, UnreachableComplained, UnreachableSuppressed}
}

// unreachableBy maps each reason to its action.
var unreachableBy = map[Unreachable]struct {
	Action
	EventKind
}{
	UnreachableBounced:    {Bounce, EventBounced},
	UnreachableRejected:   {Bounce, EventBounced},
	UnreachableComplained: {Complain, EventComplained},
	UnreachableSuppressed: {Suppress, EventSuppressed},
}

// Unreach records that mail does not reach a nominee, and why; the first reason stays. Their link stays valid. It returns
// ErrUnchanged if a reason is recorded already, unless the new one is a complaint, or if the nominee can no longer decide.
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

// Reach records that mail reaches a nominee again. It returns ErrUnchanged if they are not recorded as unreachable or can no
// longer decide.
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

// maxReports is how many reports of a nominee are recorded. They need only the link, whose holder could otherwise add any
// number of events.
const maxReports = 4

// Report records that a nominee said that this was not for them, or withdrew that. Their link stays valid. It returns
// ErrUnchanged if it changes nothing or the nominee can no longer decide.
func (r Request) Report(number int, reported bool, now time.Time) (Request, Event, error) {
	next, n, err := r.about(number, Report, now)
	if err != nil {
		return r, Event{}, err
	}
	if n.Reported == reported || n.Reports == maxReports {
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

// about returns the next version and, in it, the active nominee of an event.
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

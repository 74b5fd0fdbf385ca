package account

import (
	"errors"
	"reflect"
	"testing"
)

// A late event does not undo what is known.
func TestDeliveriesOnlyAdvance(t *testing.T) {
	order := []Delivery{Queued, Sent, Delayed, SoftBounced, Delivered, Bounced, Complained}
	for i, d := range order {
		for j, before := range order {
			if d.After(before) != (i > j) {
				t.Errorf("%s.After(%s) = %t", d, before, d.After(before))
			}
		}
	}
	if len(order) != len(Deliveries()) || len(rank) != len(Deliveries()) {
		t.Error("a delivery is missing in the order")
	}
}

// An event about a mail is recorded once, for a nominee who can still decide, and does not invalidate the
// link.
func TestMailEventsMakeNomineesUnreachable(t *testing.T) {
	at := opened.Add(day)
	for _, c := range []struct {
		action  Action
		do      func(r Request, number int) (Request, Event, error)
		kind    EventKind
		actor   Actor
		changed func(n *Nominee)
		once    bool
	}{
		{Bounce, func(r Request, number int) (Request, Event, error) { return r.Unreach(number, UnreachableBounced, at) }, EventBounced, System, func(n *Nominee) { n.UnreachableAt, n.Unreachable = at, UnreachableBounced }, true},
		{Complain, func(r Request, number int) (Request, Event, error) {
			return r.Unreach(number, UnreachableComplained, at)
		}, EventComplained, System, func(n *Nominee) { n.UnreachableAt, n.Unreachable = at, UnreachableComplained }, false},
		{Suppress, func(r Request, number int) (Request, Event, error) {
			return r.Unreach(number, UnreachableSuppressed, at)
		}, EventSuppressed, System, func(n *Nominee) { n.UnreachableAt, n.Unreachable = at, UnreachableSuppressed }, true},
		{Report, func(r Request, number int) (Request, Event, error) { return r.Report(number, true, at) }, EventReported, Actor(bob), func(n *Nominee) { n.Reported, n.Reports = true, 1 }, true},
	} {
		r := submitted()
		next, event, err := c.do(r, 2)
		want := r.Nominees[1]
		c.changed(&want)
		if err != nil || next.State != PendingApproval || next.Nominees[0] != r.Nominees[0] || next.Nominees[1] != want {
			t.Errorf("%s: %+v, %v", c.action, next, err)
		}
		if told := (Event{RequestID: "request", Number: 2, At: at, Kind: c.kind, Actor: c.actor, From: PendingApproval, To: PendingApproval, Detail: map[string]string{"address": string(bob)}}); !reflect.DeepEqual(event, told) {
			t.Errorf("%s: event %+v", c.action, event)
		}
		if _, err := next.LinkHolder(2, 1); err != nil {
			t.Errorf("%s: the link: %v", c.action, err)
		}
		if again, _, err := c.do(next, 2); c.once && (!errors.Is(err, ErrUnchanged) || !reflect.DeepEqual(again, next)) {
			t.Errorf("%s twice: %v", c.action, err)
		}
		for _, state := range NomineeStates() {
			r := withNominee(state)
			if next, _, err := c.do(r, 1); (state == NomineeActive) != (err == nil) || err != nil && (!errors.Is(err, ErrUnchanged) || !reflect.DeepEqual(next, r)) {
				t.Errorf("%s of a nominee who is %s: %v", c.action, state, err)
			}
		}
		if _, _, err := c.do(r, 9); !errors.Is(err, ErrUnchanged) {
			t.Errorf("%s of an unknown nominee: %v", c.action, err)
		}
		var ended *AlreadyDecided
		if _, _, err := c.do(did(r.Decline(1, "no", opened)), 2); !errors.As(err, &ended) || ended.State != Declined {
			t.Errorf("%s after the end: %v", c.action, err)
		}
	}
}

// A report can be taken back once.
func TestAReportCanBeTakenBack(t *testing.T) {
	reported := did(submitted().Report(1, true, opened))
	r, event, err := reported.Report(1, false, opened)
	if err != nil || r.Nominees[0].Reported || event.Kind != EventTakenBack || event.Actor != Actor(ada) || event.Number != 3 {
		t.Errorf("%+v, %+v, %v", r.Nominees, event, err)
	}
	if _, _, err := r.Report(1, false, opened); !errors.Is(err, ErrUnchanged) {
		t.Errorf("twice: %v", err)
	}
}

// The holder of a link can add a bounded number of events to the history.
func TestReportsAddABoundedNumberOfEvents(t *testing.T) {
	r, written := submitted(), 0
	for n := range 20 {
		next, _, err := r.Report(1, n%2 == 0, opened)
		if err == nil {
			r, written = next, written+1
		} else if !errors.Is(err, ErrUnchanged) {
			t.Fatal(err)
		}
	}
	if written != 4 || r.Nominees[0].Reported {
		t.Errorf("%d times, %+v", written, r.Nominees[0])
	}
}

package account

import (
	"reflect"
	"testing"
)

const (
	maskedAnna = "a•••@acme.com"
	maskedHans = "h•••@acme.com"
	maskedEve  = "e•••@acme.com"
)

// told returns a request below another account with all kinds of events: an administrator whom the requester may not
// see forwarded it to eve, who declined.
func told() (Request, []Event) {
	r := did(below().Unreach(2, UnreachableBounced, opened))
	forwarded, one, err := r.Forward(1, eve, "please", ReviewMismatch, opened)
	if err != nil {
		panic(err)
	}
	reported, two, err := forwarded.Report(2, true, opened)
	if err != nil {
		panic(err)
	}
	declined, three, err := reported.Decline(3, string(eve), opened) // a reason is shown as its author wrote it
	if err != nil {
		panic(err)
	}
	four := Event{Kind: EventCorrected, Actor: Actor(paola), Detail: map[string]string{DetailAdded: string(anna), DetailRemoved: string(hans)}}
	return declined, []Event{one, two, three, four, {Kind: EventSubmitted, Actor: System}}
}

// The addresses of hidden administrators are masked to the requester, and to no other person.
func TestAdministratorsAreMasked(t *testing.T) {
	r, history := told()
	whole, _ := told()
	seen := r.SeenBy(Person{Email: paola})
	for i, want := range []struct{ email, from Email }{{maskedAnna, ""}, {maskedHans, ""}, {maskedEve, maskedAnna}} {
		if got := seen.Nominees[i]; got.Email != want.email || got.From != want.from {
			t.Errorf("nominee %d shows %s from %s", i+1, got.Email, got.From)
		}
	}
	if seen.Decision.By != maskedEve || seen.Decision.Reason != string(eve) || seen.Requester != paola || seen.CustomerEmails[0] != ada {
		t.Errorf("shown are %+v, %+v", seen, seen.Decision)
	}
	past := r.HistorySeenBy(Person{Email: paola}, history)
	for i, want := range []struct {
		actor  Actor
		detail map[string]string
	}{
		{maskedAnna, map[string]string{DetailForwarder: maskedAnna, DetailNominee: maskedEve}},
		{maskedHans, map[string]string{DetailAddress: maskedHans}},
		{maskedEve, map[string]string{DetailReason: string(eve)}},
		{Actor(paola), map[string]string{DetailAdded: string(anna), DetailRemoved: string(hans)}}, // the addresses that the requester typed
		{System, map[string]string{}},
	} {
		if got := past[i]; got.Actor != want.actor || !reflect.DeepEqual(got.Detail, want.detail) || got.Kind != history[i].Kind {
			t.Errorf("event %d shows %+v", i, got)
		}
	}
	if !reflect.DeepEqual(r, whole) || history[0].Actor != Actor(anna) || history[0].Detail[DetailNominee] != string(eve) {
		t.Error("SeenBy changes the request")
	}
	if !reflect.DeepEqual(r.SeenBy(olga), r) || !reflect.DeepEqual(r.HistorySeenBy(olga, history), history) {
		t.Error("the request is masked to an operator")
	}
	for _, by := range []Person{{Email: paola, Operator: true}, {Email: "paola+op@partner.com", Operator: true}, {Email: "somebody@else.com"}} {
		if shown := r.SeenBy(by); !reflect.DeepEqual(shown, seen) || !reflect.DeepEqual(r.HistorySeenBy(by, history), past) {
			t.Errorf("%+v sees %s", by, people(shown))
		}
	}
	if pending := below().SeenBy(Person{Email: paola}); pending.Decision != nil || pending.Nominees[0].Email != maskedAnna {
		t.Errorf("pending %+v", pending)
	}
	for i := range r.Nominees {
		r.Nominees[i].Hidden = false
	}
	if !reflect.DeepEqual(r.SeenBy(Person{Email: paola}), r) || !reflect.DeepEqual(r.HistorySeenBy(Person{Email: paola}, history), history) {
		t.Error("an administrator who is not hidden is masked")
	}
}

// Only hidden administrators are masked, not the customer addresses beside them.
func TestOnlyTheHiddenAreMasked(t *testing.T) {
	r := did(correct(did(correct(submitted(), administered(anna), ada)), Neighbours{}, ada, bob)) // the account above no longer exists
	if got := people(r.SeenBy(Person{Email: paola})); got != "1 ada@acme.com replaced, 2 bob@emea.acme.com replaced, 3 a•••@acme.com replaced, 4 ada@acme.com active, 5 bob@emea.acme.com active" {
		t.Errorf("shown are %s", got)
	}
}

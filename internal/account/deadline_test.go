package account

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

// A request ends seven days after its last nominee became unreachable, and not while a nominee can be
// reached.
func TestAnUndeliverableRequestWaitsSevenDays(t *testing.T) {
	at := func(days int) time.Time { return opened.Add(time.Duration(days) * day) }
	one := did(submitted().Unreach(1, UnreachableBounced, at(1)))
	all := did(one.Unreach(2, UnreachableBounced, at(3)))
	first := did(did(submitted().Unreach(2, UnreachableBounced, at(1))).Unreach(1, UnreachableBounced, at(3)))
	late := did(did(submitted().Unreach(1, UnreachableBounced, at(1))).Unreach(2, UnreachableBounced, at(84)))
	for name, c := range map[string]struct {
		of          Request
		undelivered bool
		want        time.Time
	}{
		"all arrived":                    {submitted(), false, deadline},
		"one bounced":                    {one, false, deadline},
		"all bounced":                    {all, true, at(10)},
		"all bounced, the first last":    {first, true, at(10)},
		"all bounced near the end":       {late, true, deadline},
		"all bounced, resent":            {did(all.Resend(nil, nil, at(4))), false, deadline},
		"all bounced, corrected":         {did(correct(all, Neighbours{}, ada, bob, "new@acme.com")), false, deadline},
		"all bounced, one taken out":     {did(correct(all, Neighbours{}, ada)), true, at(10)},
		"the one that arrived taken out": {corrected(one, at(20), ada), true, at(27)}, // 7 days from then, whenever the nominee was asked
		"the one that bounced taken out": {did(correct(one, Neighbours{}, bob)), false, deadline},
		"all bounced, one forwarded":     {did(all.Forward(1, eve, "", ReviewMismatch, at(4))), false, deadline},
		"the last who arrived forwards":  {did(did(one.Forward(2, eve, "", ReviewMismatch, at(4))).Unreach(3, UnreachableBounced, at(5))), true, at(12)},
		"back in review":                 {did(correct(all, Neighbours{}, carl)), false, deadline},
		"in review":                      {inReview(), false, deadline},
	} {
		if got := c.of.Deadline(); !got.Equal(c.want) || c.of.Undelivered() != c.undelivered || !c.of.ExpiresAt.Equal(deadline) {
			t.Errorf("%s: until %s, want %s; undelivered %t", name, got, c.want, c.of.Undelivered())
		}
	}
	ends := at(10)
	if r := all.AsOf(ends.Add(-tick)); r.State != PendingApproval {
		t.Errorf("a tick before its deadline: %s", r.State)
	}
	if r := all.AsOf(ends); r.State != Expired || !r.Decision.At.Equal(ends) || all.Account.AsOf(ends).Status != AccountCancelled {
		t.Errorf("at its deadline: %s, %+v", r.State, r.Decision)
	}
	if _, _, err := all.Expire(ends.Add(-time.Millisecond)); !errors.Is(err, ErrNotDue) {
		t.Errorf("expired early: %v", err)
	}
	if r, _, err := all.Expire(ends); err != nil || r.State != Expired {
		t.Errorf("expired: %s, %v", r.State, err)
	}
	var ended *AlreadyDecided
	if _, _, err := all.Resend(nil, nil, ends); !errors.As(err, &ended) {
		t.Errorf("resent too late: %v", err)
	}
}

// A reminder is sent at its time and once, several due ones as one, and none after the end or in a review;
// the next one is set.
func TestEachDueReminderIsSentOnce(t *testing.T) {
	at := func(days int) time.Time { return opened.Add(time.Duration(days) * day) }
	for _, c := range []struct {
		name   string
		of     Request
		now    time.Time
		remind time.Time // when the next one is due; unused if there is an error
		err    error
	}{
		{"early", submitted(), at(7).Add(-tick), time.Time{}, ErrNotDue},
		{"in time", submitted(), at(7), at(30), nil},
		{"late", submitted(), at(29), at(30), nil},
		{"three are due: one mail", submitted(), at(60), at(83), nil},
		{"all are due: one mail", submitted(), at(83), time.Time{}, nil},
		{"twice", did(submitted().Remind(at(7), terms)), at(7), time.Time{}, ErrNotDue},
		{"the second", did(submitted().Remind(at(7), terms)), at(30), at(60), nil},
		{"after the last", did(submitted().Remind(at(83), terms)), at(89), time.Time{}, ErrNotDue},
		{"after an acceptance, by the old time", accepted(), at(7), time.Time{}, ErrNotDue},
		{"after an acceptance", accepted(), at(8), at(31), nil},
	} {
		r, event, err := c.of.Remind(c.now, terms)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v", c.name, err)
		}
		if c.err != nil {
			if !reflect.DeepEqual(r, c.of) {
				t.Errorf("%s: changed", c.name)
			}
			continue
		}
		want := Event{RequestID: "request", Number: c.of.Version + 1, At: c.now, Kind: EventReminded, Actor: System, From: PendingApproval, To: PendingApproval}
		if !r.RemindAt.Equal(c.remind) || !reflect.DeepEqual(event, want) || people(r) != people(c.of) || !r.Deadline().Equal(c.of.Deadline()) {
			t.Errorf("%s: next %s, want %s; %+v", c.name, r.RemindAt, c.remind, event)
		}
	}
	var not *NotAllowed
	for name, r := range map[string]Request{"in review": inReview(), "back in review": did(correct(submitted(), Neighbours{}, carl))} {
		if _, _, err := r.Remind(at(7), terms); !errors.As(err, &not) || !r.RemindAt.IsZero() {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r := did(submitted().Decline(1, "no", opened)); !r.RemindAt.IsZero() {
		t.Errorf("after the end, at %s", r.RemindAt)
	}
	if r, _ := Submit(Submission{Requester: paola}, Route{}, "r", "a", opened, Terms{Lifetime: lifetime}); !r.RemindAt.IsZero() {
		t.Errorf("without reminders, at %s", r.RemindAt)
	}
}

// The schedule reads a request when its next reminder is due or it ends.
func TestDueAtIsTheNextReminderOrTheDeadline(t *testing.T) {
	at := func(days int) time.Time { return opened.Add(time.Duration(days) * day) }
	bounced := did(did(did(submitted().Remind(at(7), terms)).Unreach(1, UnreachableBounced, at(8))).Unreach(2, UnreachableBounced, at(8)))
	short, _ := Submit(Submission{}, Route{}, "r", "a", opened, Terms{Lifetime: 7 * day, Reminders: []time.Duration{7 * day}})
	for name, c := range map[string]struct {
		of   Request
		want time.Time
	}{
		"submitted":               {submitted(), at(7)},
		"reminded":                {did(submitted().Remind(at(7), terms)), at(30)},
		"no reminder left":        {did(submitted().Remind(at(83), terms)), deadline},
		"in review":               {inReview(), deadline},
		"accepted":                {accepted(), at(8)},
		"undelivered":             {bounced, at(15)},
		"the deadline before all": {short, at(7)},
		"reminders after the end": {did(inReview().Prove(settled(inReview()), at(85), terms)), deadline},
	} {
		if got := c.of.DueAt(); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// corrected returns the request with those customers alone, corrected at that time.
func corrected(r Request, at time.Time, customers ...Email) Request {
	return did(r.Correct(customers, ReviewMismatch.Route(r.Corrected(customers), Neighbours{}), at, terms))
}

// A request ends early if no nominee has asked for a code, so that an address without a reader does not hold
// an identifier for the whole lifetime. It does not end early if a nominee has done anything.
func TestEndsIfNobodyAskedForACode(t *testing.T) {
	at := func(days int) time.Time { return opened.Add(time.Duration(days) * day) }
	unasked := Terms{Lifetime: lifetime, Reminders: terms.Reminders, Unasked: 14 * day}
	asked, _ := Submit(Submission{
		AccountName: "Acme", Domain: "acme.com", Requester: paola, CustomerEmails: []Email{ada, bob}, Language: English,
	}, ReviewMismatch.Route(Asked{Requester: paola, Domain: "acme.com", Customers: []Email{ada, bob}}, Neighbours{}), "request", "account", opened, unasked)
	heard := did(asked.AskForCode(1, at(13)))
	again := func(r Request, days int) Request {
		r = did(r.Correct([]Email{carl}, ReviewMismatch.Route(r.Corrected([]Email{carl}), Neighbours{}), at(days), unasked))
		return did(r.Accept(olga, settled(r), at(days+1), unasked))
	}
	for name, c := range map[string]struct {
		of   Request
		want time.Time
	}{
		"nobody has":                  {asked, at(14)},
		"somebody has":                {heard, deadline},
		"forwarded by who signed in":  {did(asked.Forward(1, eve, "", ReviewMismatch, at(3))), deadline},
		"resent":                      {did(asked.Resend(nil, nil, at(4))), at(14)},
		"corrected":                   {did(asked.Correct([]Email{ada, eve}, ReviewMismatch.Route(asked.Corrected([]Email{ada, eve}), Neighbours{}), at(4), unasked)), at(4 + 14)},
		"in review":                   {did(asked.Correct([]Email{carl}, ReviewMismatch.Route(asked.Corrected([]Email{carl}), Neighbours{}), at(4), unasked)), deadline},
		"asked anew after a review":   {again(asked, 4), at(5 + 14)},
		"asked anew, heard of before": {again(heard, 14), at(15).Add(lifetime)},
		"nobody can be reached":       {did(did(asked.Unreach(1, UnreachableBounced, at(1))).Unreach(2, UnreachableBounced, at(2))), at(9)},
		"nobody can, too late":        {did(did(asked.Unreach(1, UnreachableBounced, at(8))).Unreach(2, UnreachableBounced, at(9))), at(14)},
		"off":                         {submitted(), deadline},
	} {
		if got := c.of.Deadline(); !got.Equal(c.want) {
			t.Errorf("%s: until %s, want %s", name, got, c.want)
		}
	}
	for name, c := range map[string]struct {
		of   Request
		want string
	}{
		"nobody asked": {asked, BecauseUnasked}, "nobody reached": {did(did(asked.Unreach(1, UnreachableBounced, at(1))).Unreach(2, UnreachableBounced, at(2))), BecauseUnreached}, "in its time": {heard, ""},
	} {
		_, event, err := c.of.Expire(c.of.Deadline())
		if err != nil || event.Detail[DetailBecause] != c.want {
			t.Errorf("%s: %+v %v, want because %q", name, event, err, c.want)
		}
		if _, _, err := c.of.Expire(c.of.Deadline().Add(-1)); !errors.Is(err, ErrNotDue) {
			t.Errorf("%s: %v before its deadline", name, err)
		}
	}
	if _, event, err := asked.AskForCode(2, at(1)); err != nil || event.Kind != EventCodeAsked || event.Actor != Actor(bob) {
		t.Errorf("%+v %v", event, err)
	}
	for name, r := range map[string]Request{"off": submitted(), "heard of": heard} {
		if same, _, err := r.AskForCode(2, at(14)); !errors.Is(err, ErrUnchanged) || !reflect.DeepEqual(same, r) {
			t.Errorf("%s: %+v %v", name, same, err)
		}
	}
	var decided *AlreadyDecided
	if _, _, err := asked.AskForCode(1, at(14)); !errors.As(err, &decided) || decided.State != Expired {
		t.Errorf("after the deadline: %v", err)
	}
}

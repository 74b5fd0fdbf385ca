package account

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// A withdrawal ends the request for all nominees.
func TestWithdrawEndsTheRequest(t *testing.T) {
	at := opened.Add(day)
	for closed, before := range map[string]Request{"1 ada@acme.com closed, 2 bob@emea.acme.com closed": submitted(), "": inReview()} {
		r, event, err := before.Withdraw(at)
		if err != nil || r.State != Withdrawn || people(r) != closed || r.Account.Status != AccountCancelled || *r.Decision != (Decision{At: at, By: Actor(paola)}) || !r.RemindAt.IsZero() {
			t.Errorf("request %+v, decision %+v, %v", r, r.Decision, err)
		}
		if want := (Event{RequestID: "request", Number: 2, At: at, Kind: EventWithdrawn, Actor: Actor(paola), From: before.State, To: Withdrawn}); !reflect.DeepEqual(event, want) {
			t.Errorf("event %+v", event)
		}
	}
}

// A resend leaves out the nominees who take no mail of the requester, does not use up their day, and fails if none is
// left.
func TestResendLeavesOutWhoTakesNoMail(t *testing.T) {
	later := opened.Add(time.Hour)
	r := did(submitted().Resend(map[int]bool{1: true}, nil, opened))
	if !r.Nominees[0].ResentAt.IsZero() || !r.Nominees[1].ResentAt.Equal(opened) {
		t.Errorf("resent %+v", r.Nominees)
	}
	var tooMany *TooMany
	if next, _, err := r.Resend(map[int]bool{1: true}, nil, later); !errors.As(err, &tooMany) || !tooMany.Until.Equal(opened.Add(day)) || !reflect.DeepEqual(next, r) {
		t.Errorf("one was mailed already, one takes no mail: %v", err)
	}
	undone := did(r.Resend(nil, nil, later))
	if !undone.Nominees[0].ResentAt.Equal(later) || !undone.Nominees[1].ResentAt.Equal(opened) {
		t.Errorf("after the stop was undone: %+v", undone.Nominees)
	}
	if next, _, err := r.Resend(map[int]bool{1: true, 2: true}, nil, later); fmt.Sprint(err) != "invalid input: nominees[0]: takes-no-mail, nominees[1]: takes-no-mail" || !reflect.DeepEqual(next, r) {
		t.Errorf("no nominee takes mail: %v", err)
	}
}

// An address gets one resent invitation a day, independent of other addresses.
func TestResendOnceADayAndAddress(t *testing.T) {
	at := func(hours int) time.Time { return opened.Add(time.Duration(hours) * time.Hour) }
	resentAt := func(r Request) []time.Time {
		var times []time.Time
		for _, n := range r.Nominees {
			times = append(times, n.ResentAt)
		}
		return times
	}
	r, event, err := submitted().Resend(nil, nil, at(1)) // the invitation of the submission does not count
	if err != nil || !slices.Equal(resentAt(r), []time.Time{at(1), at(1)}) || r.State != PendingApproval || !r.RemindAt.Equal(opened.Add(7*day)) {
		t.Errorf("first: %+v, %v", r, err)
	}
	if want := (Event{RequestID: "request", Number: 2, At: at(1), Kind: EventResent, Actor: Actor(paola), From: PendingApproval, To: PendingApproval}); !reflect.DeepEqual(event, want) {
		t.Errorf("event %+v", event)
	}
	r = did(r.Forward(1, eve, "", ReviewMismatch, at(2)))
	r = did(r.Resend(nil, nil, at(3))) // the new nominee has had none
	if !slices.Equal(resentAt(r), []time.Time{at(1), at(1), at(3)}) {
		t.Errorf("after a forward: %v", resentAt(r))
	}
	var tooMany *TooMany
	for _, now := range []time.Time{at(3), at(25).Add(-tick)} {
		if next, _, err := r.Resend(nil, nil, now); !errors.As(err, &tooMany) || !tooMany.Until.Equal(at(25)) || !reflect.DeepEqual(next, r) {
			t.Errorf("at %s: %v", now, err)
		}
	}
	r = did(r.Resend(nil, nil, at(25))) // bob's day is over, eve's is not, ada's link is invalid
	if !slices.Equal(resentAt(r), []time.Time{at(1), at(25), at(3)}) {
		t.Errorf("after a day: %v", resentAt(r))
	}
	if _, _, err := r.Resend(nil, nil, at(26)); !errors.As(err, &tooMany) || !tooMany.Until.Equal(at(27)) {
		t.Errorf("the earliest is eve's: %v", err)
	}
	r = did(correct(r, Neighbours{}, "mia@acme.com", bob))
	if got := resentAt(r); !got[3].IsZero() {
		t.Errorf("a corrected address waits: %v", got)
	}
}

// A link for which no more codes are sent is renewed before its day is over, once another link can be sent.
func TestResendRenewsALinkOnceAnotherCanLeave(t *testing.T) {
	at := func(hours int) time.Time { return opened.Add(time.Duration(hours) * time.Hour) }
	generations := func(r Request) []int { return []int{r.Nominees[0].Generation, r.Nominees[1].Generation} }
	start := submitted()
	r := did(start.Resend(nil, map[int]time.Time{1: at(3)}, at(1)))
	if got := generations(r); got[0] != start.Nominees[0].Generation || got[1] != start.Nominees[1].Generation+1 {
		t.Errorf("generations %v", got)
	}
	var tooMany *TooMany
	if next, _, err := r.Resend(nil, map[int]time.Time{1: at(3)}, at(3).Add(-tick)); !errors.As(err, &tooMany) || !tooMany.Until.Equal(at(3)) || !reflect.DeepEqual(next, r) {
		t.Errorf("before another link can be sent: %v", err)
	}
	renewed := did(r.Resend(nil, map[int]time.Time{1: at(3), 2: at(3)}, at(3)))
	if got := generations(renewed); got[0] != start.Nominees[0].Generation+1 || got[1] != start.Nominees[1].Generation+2 {
		t.Errorf("generations once other links can be sent: %v", got)
	}
}

// A correction keeps the links of those who are still named and invalidates those of the others.
func TestCorrectReplacesTheCustomerAddresses(t *testing.T) {
	forwarded := did(submitted().Forward(1, eve, "", ReviewMismatch, opened))
	again := did(forwarded.Forward(3, "mia@acme.com", "", ReviewMismatch, opened))
	// eve no longer has the request from ada's forward; she is named as a customer and forwards it a second time.
	twice := did(did(correct(again, Neighbours{}, ada, eve)).Forward(5, "zoe@acme.com", "", ReviewMismatch, opened))
	for name, c := range map[string]struct {
		of             Request
		customers      []Email
		want           string
		added, removed string
	}{
		"added":                   {submitted(), []Email{ada, bob, "new@acme.com", "more@acme.com"}, "1 ada@acme.com active, 2 bob@emea.acme.com active, 3 new@acme.com active, 4 more@acme.com active", "new@acme.com, more@acme.com", ""},
		"removed":                 {submitted(), []Email{bob}, "1 ada@acme.com replaced, 2 bob@emea.acme.com active", "", "ada@acme.com"},
		"exchanged":               {submitted(), []Email{"new@acme.com", bob}, "1 ada@acme.com replaced, 2 bob@emea.acme.com active, 3 new@acme.com active", "new@acme.com", "ada@acme.com"},
		"another tag":             {submitted(), []Email{"ada+x@acme.com", bob}, "1 ada@acme.com replaced, 2 bob@emea.acme.com active, 3 ada+x@acme.com active", "ada+x@acme.com", "ada@acme.com"},
		"back again":              {did(correct(submitted(), Neighbours{}, bob)), []Email{ada, bob}, "1 ada@acme.com replaced, 2 bob@emea.acme.com active, 3 ada@acme.com active", "ada@acme.com", ""},
		"forwarder kept":          {forwarded, []Email{ada}, "1 ada@acme.com forwarded, 2 bob@emea.acme.com replaced, 3 eve@acme.com active", "", "bob@emea.acme.com"},
		"forwarder gone":          {forwarded, []Email{bob}, "1 ada@acme.com forwarded, 2 bob@emea.acme.com active, 3 eve@acme.com replaced", "", "ada@acme.com"},
		"forwarded on, kept":      {again, []Email{ada}, "1 ada@acme.com forwarded, 2 bob@emea.acme.com replaced, 3 eve@acme.com forwarded, 4 mia@acme.com active", "", "bob@emea.acme.com"},
		"each by their forwarder": {twice, []Email{eve}, "1 ada@acme.com forwarded, 2 bob@emea.acme.com replaced, 3 eve@acme.com forwarded, 4 mia@acme.com replaced, 5 eve@acme.com forwarded, 6 zoe@acme.com active", "", "ada@acme.com"},
		"forwarded on, named":     {again, []Email{bob, eve}, "1 ada@acme.com forwarded, 2 bob@emea.acme.com active, 3 eve@acme.com forwarded, 4 mia@acme.com replaced, 5 eve@acme.com active", "eve@acme.com", "ada@acme.com"},
	} {
		before := slices.Clone(c.of.Nominees)
		r, event, err := correct(c.of, Neighbours{}, c.customers...)
		if err != nil || r.State != PendingApproval || people(r) != c.want || !slices.Equal(r.CustomerEmails, c.customers) {
			t.Errorf("%s: %s, %v, %v", name, people(r), r.CustomerEmails, err)
		}
		detail := map[string]string{}
		if c.added != "" {
			detail["added"] = c.added
		}
		if c.removed != "" {
			detail["removed"] = c.removed
		}
		want := Event{RequestID: "request", Number: c.of.Version + 1, At: opened.Add(2 * day), Kind: EventCorrected, Actor: Actor(paola), From: PendingApproval, To: PendingApproval, Detail: detail}
		if !reflect.DeepEqual(event, want) {
			t.Errorf("%s: event %+v", name, event)
		}
		for i, n := range r.Nominees {
			_, err := r.LinkHolder(n.Number, n.Generation)
			if n.State == NomineeActive != (err == nil) || err != nil && !errors.Is(err, ErrLinkInvalid) {
				t.Errorf("%s: the link of %s: %v", name, n.Email, err)
			}
			if n.State == NomineeActive && i < len(before) && n != before[i] {
				t.Errorf("%s: %+v was %+v", name, n, before[i])
			}
		}
		if !r.Deadline().Equal(deadline) || !r.AskedAt.Equal(opened) || !r.RemindAt.Equal(opened.Add(7*day)) {
			t.Errorf("%s: the deadline starts again", name)
		}
		customers := slices.Clone(c.customers)
		c.customers[0] = "changed@acme.com"
		if !slices.Equal(r.CustomerEmails, customers) {
			t.Errorf("%s: the request shares its addresses with the form", name)
		}
	}
	for _, customers := range [][]Email{{ada, bob}, {bob, ada}} {
		r := submitted()
		if next, _, err := correct(r, Neighbours{}, customers...); !errors.Is(err, ErrUnchanged) || !reflect.DeepEqual(next, r) {
			t.Errorf("corrected to the same %v: %v", customers, err)
		}
	}
}

// A new address that does not vouch needs a review, during which no link is valid; an accepted address does
// not need another one.
func TestCorrectLeadsBackToReview(t *testing.T) {
	once := did(opening(ReviewMismatch, namesake, carl).Accept(olga, Route{Nominees: []Nominee{{Email: carl}}}, opened, terms))
	for name, c := range map[string]struct {
		of        Request
		customers []Email
		state     State
		people    string
		reasons   string
	}{
		"a stranger":                  {submitted(), []Email{ada, carl}, PendingReview, "1 ada@acme.com replaced, 2 bob@emea.acme.com replaced", "address carl@other.com, same-name twin"},
		"the accepted stay accepted":  {once, []Email{carl, ada}, PendingApproval, "1 carl@other.com active, 2 ada@acme.com active", "address carl@other.com, same-name twin"},
		"the new one at their domain": {once, []Email{carl, "ciro@other.com"}, PendingReview, "1 carl@other.com replaced", "address ciro@other.com"},
		"in review, better":           {inReview(), []Email{ada}, PendingReview, "", "same-name twin"},
	} {
		r, event, err := correct(c.of, namesake, c.customers...)
		if err != nil || r.State != c.state || event.To != c.state || people(r) != c.people || why(r.Review.Reasons) != c.reasons {
			t.Errorf("%s: %s, %q, %q, %v", name, r.State, people(r), why(r.Review.Reasons), err)
		}
		if c.state == PendingReview {
			if !r.RemindAt.IsZero() || r.Parent != nil || !r.Review.AcceptedAt.Equal(c.of.Review.AcceptedAt) {
				t.Errorf("%s: %+v", name, r)
			}
			for _, n := range r.Nominees {
				if _, err := r.LinkHolder(n.Number, n.Generation); !errors.Is(err, ErrLinkInvalid) {
					t.Errorf("%s: a link of %s is valid: %v", name, n.Email, err)
				}
			}
		}
	}
	at := opened.Add(2 * day) // reminders count from the time they are asked
	if r := did(correct(inReview(), Neighbours{}, ada, bob)); r.State != PendingApproval || why(r.Review.Reasons) != "" || !r.AskedAt.Equal(at) || !r.RemindAt.Equal(at.Add(7*day)) || !r.Deadline().Equal(deadline) {
		t.Errorf("in review, corrected: %+v", r)
	}
	// An operator's verdict is kept; a reason that no operator has judged does not count as accepted.
	r := did(correct(did(correct(accepted(), Neighbours{}, ada, carl, "zoe@third.com")), Neighbours{}, ada))
	if r.State != PendingApproval || why(r.Review.Reasons) != "" {
		t.Errorf("an address added and removed again: %s, %q", r.State, why(r.Review.Reasons))
	}
	below := did(correct(submitted(), administered(anna), carl))
	if below.Parent == nil || below.State != PendingApproval || people(below) != "1 ada@acme.com replaced, 2 bob@emea.acme.com replaced, 3 anna@acme.com active" {
		t.Errorf("a new account above: %s", people(below))
	}
	if kept := did(correct(below, administered(anna), dora)); people(kept) != people(below) || !slices.Equal(kept.CustomerEmails, []Email{dora}) {
		t.Errorf("the administrators lose their links: %s", people(kept))
	}
	if again := did(correct(below, Neighbours{}, dora)); again.State != PendingReview || again.Parent != nil {
		t.Errorf("the account above is gone: %s, %+v", again.State, again.Parent)
	}
	if again := did(correct(below, Neighbours{}, carl)); again.State != PendingReview || again.Parent != nil {
		t.Errorf("the account above is gone, the addresses are the same: %s, %+v", again.State, again.Parent)
	}
	own := did(correct(submitted(), administered(ada), carl))
	if people(own) != "1 ada@acme.com replaced, 2 bob@emea.acme.com replaced, 3 ada@acme.com active" || own.Nominees[2].AdministratorOf != "above" {
		t.Errorf("a customer who is asked as an administrator now: %+v", own.Nominees)
	}
	// A nominee who got the request by a forward and is named as well has one link.
	twice := did(correct(did(submitted().Forward(1, eve, "", ReviewMismatch, opened)), Neighbours{}, ada, eve))
	if people(twice) != "1 ada@acme.com forwarded, 2 bob@emea.acme.com replaced, 3 eve@acme.com active" {
		t.Errorf("one person with two links: %s", people(twice))
	}
	own = did(correct(did(own.Forward(3, eve, "", ReviewMismatch, opened)), administered(ada), dora))
	if people(own) != "1 ada@acme.com replaced, 2 bob@emea.acme.com replaced, 3 ada@acme.com forwarded, 4 eve@acme.com active" {
		t.Errorf("forwarded by a former customer: %s", people(own))
	}
}

// An acceptance holds for its addresses only, and a proof only for what was proved.
func TestAnAcceptanceIsForItsAddressesOnly(t *testing.T) {
	customers := []Email{carl, "new@third.com"}
	asked := Asked{Requester: paola, Domain: "emea.acme.com", Customers: customers, Unknown: customers}
	known := asked
	known.Unknown, known.Accepted = []Email{"new@third.com"}, true
	proved := did(prove(inReview()))
	back := did(correct(accepted(), Neighbours{}, ada, "zoe@third.com"))
	provedLater := did(back.Prove(settled(back), opened.Add(3*day), terms))
	first := did(prove(opening(ReviewMismatch, namesake, ada, carl)))
	first = did(first.Accept(olga, settled(first), opened.Add(2*day), terms))
	for name, c := range map[string]struct {
		of   Request
		want Asked
	}{
		"never reviewed":              {submitted(), asked},
		"in review":                   {inReview(), asked},
		"accepted":                    {accepted(), known},
		"back in review":              {back, known},
		"proved":                      {proved, asked},
		"accepted, back, then proved": {provedLater, known},
		"proved, then accepted":       {first, known},
	} {
		if got := c.of.Corrected(customers); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if r := did(correct(proved, Neighbours{}, ada, carl, dora, bob)); r.State != PendingReview || !r.Review.ProvedAt.IsZero() {
		t.Errorf("a proof for other addresses: %s, %+v", r.State, r.Review)
	}
	// The administrators of the account above vouch for the customers whom they replace, but only while they decide.
	vouched := did(correct(accepted(), administered(anna), ada, "zoe@third.com"))
	if r := did(correct(vouched, Neighbours{}, "zoe@third.com")); r.State != PendingReview {
		t.Errorf("an address that no operator accepted: %s, %s", r.State, people(r))
	}
	if r := did(correct(provedLater, Neighbours{}, ada, "zoe@third.com", bob)); r.State != PendingReview || why(r.Review.Reasons) != "address zoe@third.com" {
		t.Errorf("a proved address counts as accepted: %s, %q", r.State, why(r.Review.Reasons))
	}
}

// Corrections name a bounded number of addresses, counting those that were removed.
func TestCorrectionsNameABoundedNumberOfAddresses(t *testing.T) {
	r := inReview()
	var err error
	for n := 0; err == nil && n < 100; n++ {
		customers := []Email{Email(fmt.Sprintf("ann%d@other.com", n))}
		r, _, err = r.Correct(customers, ReviewMismatch.Route(r.Corrected(customers), Neighbours{}), opened, terms)
	}
	var invalid *InvalidInput
	if !errors.As(err, &invalid) || invalid.Fields[0].Code != FieldTooMany || r.Named != MaxNominees {
		t.Errorf("%d named, %v", r.Named, err)
	}
}

// A correction with the same addresses asks the present administrators of the account above, each
// once.
func TestTheSameAddressesAskThePresentAdministrators(t *testing.T) {
	r := did(correct(submitted(), administered(anna), carl))
	if _, _, err := correct(r, administered(anna), carl); !errors.Is(err, ErrUnchanged) {
		t.Errorf("nothing has changed: %v", err)
	}
	if next := did(correct(r, administered(hans), carl)); people(next) != people(r)[:len(people(r))-len("3 anna@acme.com active")]+"3 anna@acme.com replaced, 4 hans@acme.com active" {
		t.Errorf("another administrator: %s", people(next))
	}
	both := did(correct(submitted(), administered(anna, hans), carl))
	if next := did(correct(both, administered(anna), carl)); people(next) != strings.Replace(people(both), "hans@acme.com active", "hans@acme.com replaced", 1) {
		t.Errorf("one of two administrators is no longer one: %s", people(next))
	}
	alone := did(correct(submitted(), Neighbours{}, ada))
	if next := did(correct(alone, administered(ada), ada)); next.Nominees[len(next.Nominees)-1].AdministratorOf != "above" {
		t.Errorf("a customer who now administers the account above: %+v", next.Nominees)
	}
	forwarded := did(submitted().Forward(1, eve, "", ReviewMismatch, opened))
	if _, _, err := correct(forwarded, Neighbours{}, ada, bob); !errors.Is(err, ErrUnchanged) {
		t.Errorf("the same are asked, one of them through a forward: %v", err)
	}
	if _, _, err := correct(did(correct(forwarded, Neighbours{}, ada, eve)), Neighbours{}, ada, eve); !errors.Is(err, ErrUnchanged) {
		t.Errorf("the same are asked, one of them by a forwarded link: %v", err)
	}
}

// A +tag does not give a mailbox another day's invitations.
func TestResentIsRememberedOfTheMailbox(t *testing.T) {
	r := did(submitted().Resend(nil, nil, opened))
	r = did(correct(r, Neighbours{}, "ada+x@acme.com", bob))
	if n, _ := r.Nominee(3); n.Email != "ada+x@acme.com" || !n.ResentAt.Equal(opened) {
		t.Errorf("%+v", n)
	}
}

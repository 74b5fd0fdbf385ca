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

// why returns the reasons as "kind address-or-account".
func why(reasons []Reason) string {
	var all []string
	for _, r := range reasons {
		said := string(r.Kind)
		if r.Address != "" {
			said += " " + string(r.Address)
		}
		if r.Like != nil {
			said += " " + string(r.Like.AccountID)
		}
		all = append(all, said)
	}
	return strings.Join(all, ", ")
}

// Each policy finds its reasons for a review, and no other.
func TestEachPolicyFindsItsReasons(t *testing.T) {
	customers := map[string][]Email{"vouching": {ada, bob}, "not": {carl, dora}, "mixed": {ada, carl}}
	for _, c := range []struct {
		policy    Policy
		requester Email
		customers string
		want      string
	}{
		{ReviewMismatch, paola, "vouching", ""},
		{ReviewMismatch, paola, "not", "address carl@other.com, address dora@gmail.com"},
		{ReviewMismatch, paola, "mixed", "address carl@other.com"},
		{ReviewMismatch, "paola@emea.acme.com", "vouching", ""},
		{ReviewMismatch, "paola@emea.acme.com", "not", "address carl@other.com, address dora@gmail.com"},
		{ReviewMismatch, "paola@emea.acme.com", "mixed", "address carl@other.com"},
		{ReviewEdited, paola, "vouching", "edited"},
		{ReviewEdited, paola, "not", "edited"},
		{ReviewEdited, paola, "mixed", "edited"},
		{ReviewEdited, "paola@acme.com", "vouching", "edited"}, // the parent is another identifier
		{ReviewEdited, "paola@emea.acme.com", "vouching", ""},
		{ReviewEdited, "paola@emea.acme.com", "not", ""},
		{ReviewEdited, "paola@emea.acme.com", "mixed", ""},
		{ReviewAlways, paola, "vouching", "always"},
		{ReviewAlways, paola, "not", "always, address carl@other.com, address dora@gmail.com"},
		{ReviewAlways, paola, "mixed", "always, address carl@other.com"},
		{ReviewAlways, "paola@emea.acme.com", "vouching", "always"},
		{ReviewAlways, "paola@emea.acme.com", "not", "always, address carl@other.com, address dora@gmail.com"},
		{ReviewAlways, "paola@emea.acme.com", "mixed", "always, address carl@other.com"},
		{ReviewNever, paola, "vouching", ""},
		{ReviewNever, paola, "not", ""},
		{ReviewNever, paola, "mixed", ""},
		{ReviewNever, "paola@emea.acme.com", "vouching", ""},
		{ReviewNever, "paola@emea.acme.com", "not", ""},
		{ReviewNever, "paola@emea.acme.com", "mixed", ""},
	} {
		named := customers[c.customers]
		asked := Asked{Requester: c.requester, Domain: "emea.acme.com", Customers: named, Unknown: named}
		for like, met := range map[string]Neighbours{
			"":                       {},
			"same-name twin":         namesake,
			"look-alike-domain twin": {LookAlike: []Account{twin}},
			"same-name twin, same-name above, look-alike-domain twin": {SameName: []Account{twin, above}, LookAlike: []Account{twin}},
		} {
			want := c.want
			if c.policy != ReviewNever && like != "" {
				want = strings.TrimPrefix(want+", "+like, ", ")
			}
			route := c.policy.Route(asked, met)
			if got := why(route.Reasons); got != want {
				t.Errorf("%s, %s, %s beside %q: %q, want %q", c.policy, c.requester, c.customers, like, got, want)
			}
			if route.Above != nil || !slices.Equal(route.Nominees, []Nominee{{Email: named[0]}, {Email: named[1]}}) {
				t.Errorf("%s, %s: nominees %+v", c.policy, c.customers, route.Nominees)
			}
		}
	}
	like := ReviewMismatch.Route(Asked{Domain: "emea.acme.com"}, namesake).Reasons[0].Like
	if *like != (Likeness{AccountID: "twin", Name: "Acme", Domain: "acme.net"}) {
		t.Errorf("likeness %+v", like)
	}
}

// A review asks about new addresses, not about what an operator has accepted.
func TestRouteAsksOnlyAboutAddressesNotYetAccepted(t *testing.T) {
	met := Neighbours{Above: &above, SameName: []Account{twin}, LookAlike: []Account{twin}}
	for policy, want := range map[Policy][2]string{
		ReviewMismatch: {"", "no-administrators, address dora@gmail.com"},
		ReviewEdited:   {"", "no-administrators, edited"},
		ReviewAlways:   {"", "always, no-administrators, address dora@gmail.com"},
		ReviewNever:    {"", ""},
	} {
		for i, unknown := range [][]Email{nil, {dora}} {
			asked := Asked{Requester: paola, Domain: "emea.acme.com", Customers: []Email{carl, dora}, Unknown: unknown, Accepted: true}
			if route := policy.Route(asked, met); why(route.Reasons) != want[i] || len(route.Nominees) != 2 {
				t.Errorf("%s, unknown %v: %q, want %q; nominees %+v", policy, unknown, why(route.Reasons), want[i], route.Nominees)
			}
		}
	}
}

// The ten longest-standing Smart Account Administrators of the account above are asked, in a fixed order,
// without the requester.
func TestAdministratorsDecide(t *testing.T) {
	at := func(days int) time.Time { return opened.Add(time.Duration(days) * day) }
	met := Neighbours{Above: &above, AboveIsHidden: true}
	add := func(person Email, since time.Time, roles ...Role) {
		met.Administrators = append(met.Administrators, Membership{AccountID: above.ID, Person: person, Since: since}.Given(roles...))
	}
	for _, role := range Roles() {
		if role != SmartAccountAdministrator {
			add(Email(strings.ReplaceAll(string(role), " ", ".")+"@acme.com"), at(-200), role)
		}
	}
	add("paola+above@partner.com", at(-150), SmartAccountAdministrator)
	add(paola, at(-150), SmartAccountAdministrator)
	for i := range 8 {
		add(Email(fmt.Sprintf("a%d@acme.com", i)), at(-i), SmartAccountAdministrator)
	}
	add("z@acme.com", at(-50), VirtualAccountUser, SmartAccountAdministrator)
	add("y@acme.com", at(-50), SmartAccountAdministrator)
	add("x@acme.com", at(-49), SmartAccountAdministrator)
	before := slices.Clone(met.Administrators)

	route := ReviewMismatch.Route(Asked{Requester: paola, Domain: "emea.acme.com", Customers: []Email{carl}, Unknown: []Email{carl}}, met)
	var got []string
	for _, n := range route.Nominees {
		got = append(got, strings.TrimSuffix(string(n.Email), "@acme.com"))
		if n != (Nominee{Email: n.Email, AdministratorOf: "above", Hidden: true, AdministratorSince: n.AdministratorSince}) || n.AdministratorSince.IsZero() {
			t.Errorf("nominee %+v", n)
		}
	}
	if want := "y z x a7 a6 a5 a4 a3 a2 a1"; strings.Join(got, " ") != want {
		t.Errorf("nominees are %v, want %s", got, want)
	}
	if route.Above != &above {
		t.Errorf("above is %+v", route.Above)
	}
	if !reflect.DeepEqual(met.Administrators, before) {
		t.Error("the caller's list was sorted")
	}
	met.AboveIsHidden = false
	if route := ReviewMismatch.Route(Asked{Requester: paola}, met); route.Nominees[0].Hidden {
		t.Error("hidden from a requester who may see them")
	}
}

// A request that administrators decide needs no review, and one for which none remains needs one.
func TestARequestThatAdministratorsDecideNeedsNoReview(t *testing.T) {
	alike := func(n Neighbours) Neighbours {
		n.SameName, n.LookAlike = []Account{twin}, []Account{twin}
		return n
	}
	for policy, want := range map[Policy]struct{ administrators, none string }{
		ReviewMismatch: {"", "no-administrators, address carl@other.com"},
		ReviewEdited:   {"", "no-administrators, edited"},
		ReviewAlways:   {"always", "always, no-administrators, address carl@other.com"},
		ReviewNever:    {"", ""},
	} {
		asked := Asked{Requester: paola, Domain: "emea.acme.com", Customers: []Email{ada, carl}, Unknown: []Email{ada, carl}}
		route := policy.Route(asked, alike(administered(paola, anna))) // the administrators vouch for any account
		if why(route.Reasons) != want.administrators || len(route.Nominees) != 1 || route.Nominees[0].Email != anna {
			t.Errorf("%s: %q, want %q; nominees %+v", policy, why(route.Reasons), want.administrators, route.Nominees)
		}
		route = policy.Route(asked, administered("paola+x@partner.com"))
		if why(route.Reasons) != want.none || route.Above != nil || len(route.Nominees) != 2 || route.Nominees[0].AdministratorOf != "" || route.Nominees[0].Hidden {
			t.Errorf("%s, no administrator remains: %q, want %q; %+v", policy, why(route.Reasons), want.none, route)
		}
	}
	r := below()
	if r.State != PendingApproval || *r.Parent != (Parent{AccountID: "above", Domain: "acme.com"}) || people(r) != "1 anna@acme.com active, 2 hans@acme.com active" || !slices.Equal(r.CustomerEmails, []Email{ada, carl}) {
		t.Errorf("request %+v", r)
	}
	if r := opening(ReviewAlways, administered(anna), ada); r.State != PendingReview || r.Parent != nil || len(r.Nominees) != 0 {
		t.Errorf("in review %+v", r)
	}
}

// An acceptance asks the nominees, starts the deadline again, and keeps its reasons and addresses.
func TestAcceptAsksTheNominees(t *testing.T) {
	at := opened.Add(40 * day)
	before := inReview()
	before.Review.Accepted = []Email{"zoe@third.com"}
	route := settled(before)
	route.Reasons = []Reason{{Kind: ReasonAlways}} // answered by the acceptance
	r, event, err := before.Accept(olga, route, at, terms)
	if err != nil {
		t.Fatal(err)
	}
	if r.State != PendingApproval || people(r) != "1 ada@acme.com active, 2 carl@other.com active, 3 dora@gmail.com active" {
		t.Errorf("%s, %s", r.State, people(r))
	}
	if !r.Deadline().Equal(at.Add(lifetime)) || !r.ExpiresAt.Equal(at.Add(lifetime)) || !r.AskedAt.Equal(at) || !r.RemindAt.Equal(at.Add(7*day)) {
		t.Errorf("times %s, %s, %s, %s", r.Deadline(), r.ExpiresAt, r.AskedAt, r.RemindAt)
	}
	if !slices.Equal(r.Review.Accepted, append([]Email{"zoe@third.com"}, before.CustomerEmails...)) || !r.Review.AcceptedAt.Equal(at) || why(r.Review.Reasons) != why(before.Review.Reasons) {
		t.Errorf("review %+v", r.Review)
	}
	want := Event{RequestID: "request", Number: 2, At: at, Kind: EventAccepted, Actor: Actor(olga.Email), From: PendingReview, To: PendingApproval}
	if !reflect.DeepEqual(event, want) {
		t.Errorf("event %+v", event)
	}
	again := inReview()
	again.Review.Accepted = again.CustomerEmails[:1]
	if got := did(accept(again, olga)).Review.Accepted; !slices.Equal(got, again.CustomerEmails) {
		t.Errorf("accepted are %v", got)
	}
	always := opening(ReviewAlways, administered(anna), ada)
	r = did(always.Accept(olga, ReviewAlways.Route(Asked{Requester: paola, Customers: always.CustomerEmails}, administered(anna)), at, terms))
	if r.Parent == nil || people(r) != "1 anna@acme.com active" || why(r.Review.Reasons) != "always" {
		t.Errorf("below an account: %+v", r)
	}
}

// A rejection ends the request and keeps its reason.
func TestRejectEndsTheRequest(t *testing.T) {
	at := opened.Add(day)
	r, event, err := inReview().Reject(olga, Route{}, "no such firm", at)
	if err != nil || r.State != Rejected || r.Account.Status != AccountCancelled || *r.Decision != (Decision{At: at, By: Actor(olga.Email), Reason: "no such firm"}) {
		t.Errorf("request %+v, decision %+v, %v", r, r.Decision, err)
	}
	want := Event{RequestID: "request", Number: 2, At: at, Kind: EventRejected, Actor: Actor(olga.Email), From: PendingReview, To: Rejected, Detail: map[string]string{"reason": "no such firm"}}
	if !reflect.DeepEqual(event, want) {
		t.Errorf("event %+v", event)
	}
}

// An operator does not review a request that they made, are named in, or are or would be asked to decide;
// other people review none.
func TestNobodyReviewsTheirOwnRequest(t *testing.T) {
	asked := did(submitted().Forward(1, eve, "", ReviewMismatch, opened))
	asked = did(correct(asked, Neighbours{}, bob, carl)) // in review again; eve's link is invalid
	for _, c := range []struct {
		by   Person
		want error
	}{
		{olga, nil},
		{Person{Email: olga.Email}, ErrForbidden},
		{Person{Email: paola, Operator: true}, ErrOwnReview},
		{Person{Email: "paola+op@partner.com", Operator: true}, ErrOwnReview},
		{Person{Email: carl, Operator: true}, ErrOwnReview},
		{Person{Email: "carl+op@other.com", Operator: true}, ErrOwnReview},
		{Person{Email: eve, Operator: true}, ErrOwnReview},
		{Person{Email: "eve+op@acme.com", Operator: true}, ErrOwnReview},
	} {
		next, _, err := accept(asked, c.by)
		if !errors.Is(err, c.want) || err != nil && !reflect.DeepEqual(next, asked) {
			t.Errorf("%s accepts: %v, want %v", c.by.Email, err, c.want)
		}
		if next, _, err = asked.Reject(c.by, settled(asked), "no", opened); !errors.Is(err, c.want) || err != nil && !reflect.DeepEqual(next, asked) {
			t.Errorf("%s rejects: %v, want %v", c.by.Email, err, c.want)
		}
	}
	r := opening(ReviewAlways, administered(anna), ada)
	for _, by := range []Email{anna, "anna+op@acme.com", ada} { // ada is named; only anna decides
		route := ReviewAlways.Route(Asked{Requester: paola}, administered(anna))
		if next, _, err := r.Accept(Person{Email: by, Operator: true}, route, opened, terms); !errors.Is(err, ErrOwnReview) || !reflect.DeepEqual(next, r) {
			t.Errorf("%s accepts what they are named in or would be asked to decide: %v", by, err)
		}
	}
	if _, _, err := accept(inState(Withdrawn), Person{Email: olga.Email}); !errors.Is(err, ErrForbidden) {
		t.Errorf("a person who is not an operator learns how it ended: %v", err)
	}
	var ended *AlreadyDecided
	if _, _, err := accept(inState(Withdrawn), Person{Email: paola, Operator: true}); !errors.As(err, &ended) {
		t.Errorf("after the end: %v", err)
	}
}

// A proof by DNS replaces the review of addresses, but not of look-alikes.
func TestAProofByDNSEndsTheReviewOfAddresses(t *testing.T) {
	like := Neighbours{SameName: []Account{twin}, LookAlike: []Account{twin}}
	none := administered()
	none.LookAlike = []Account{twin}
	for name, c := range map[string]struct {
		of     Request
		left   string
		people string
	}{
		"addresses":         {inReview(), "", "1 ada@acme.com active, 2 carl@other.com active, 3 dora@gmail.com active"},
		"edited":            {opening(ReviewEdited, Neighbours{}, ada), "", "1 ada@acme.com active"},
		"always":            {opening(ReviewAlways, Neighbours{}, ada), "", "1 ada@acme.com active"},
		"no administrators": {opening(ReviewMismatch, administered(), ada), "", "1 ada@acme.com active"},
		"look-alikes":       {opening(ReviewMismatch, like, ada), "same-name twin, look-alike-domain twin", ""},
		"name":              {opening(ReviewMismatch, namesake, carl), "same-name twin", ""},
		"several":           {opening(ReviewAlways, none, carl), "look-alike-domain twin", ""},
	} {
		at := opened.Add(20 * day)
		route := settled(c.of)
		route.Reasons = []Reason{{Kind: ReasonAlways}} // the request's reasons count
		r, event, err := c.of.Prove(route, at, terms)
		want := Event{RequestID: "request", Number: 2, At: at, Kind: EventProved, Actor: Actor(paola), From: PendingReview, To: PendingApproval}
		askedAt, remindAt := at, at.Add(7*day)
		if c.left != "" {
			want.To, askedAt, remindAt = PendingReview, time.Time{}, time.Time{}
		}
		if err != nil || r.State != want.To || why(r.Review.Reasons) != c.left || people(r) != c.people || !reflect.DeepEqual(event, want) {
			t.Errorf("%s: %s, %q, %q, event %+v, %v", name, r.State, why(r.Review.Reasons), people(r), event, err)
		}
		if !r.Review.ProvedAt.Equal(at) || !r.Review.AcceptedAt.IsZero() || r.Review.Accepted != nil {
			t.Errorf("%s: review %+v", name, r.Review)
		}
		if !r.AskedAt.Equal(askedAt) || !r.RemindAt.Equal(remindAt) || !r.Deadline().Equal(deadline) {
			t.Errorf("%s: asked at %s, reminded at %s, until %s", name, r.AskedAt, r.RemindAt, r.Deadline())
		}
		if again, _, err := r.Prove(route, at.Add(day), terms); c.left != "" && !errors.Is(err, ErrUnchanged) || !reflect.DeepEqual(again, r) {
			t.Errorf("%s: proved again: %v", name, err)
		}
	}
}

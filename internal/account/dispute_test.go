package account

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

// A dispute is settled once, by an operator who is not a party to it; the settlement names the operator.
func TestADisputeIsSettledOnceByAnOperatorWithoutAPartInIt(t *testing.T) {
	open := Dispute{ID: "dispute", Account: Likeness{AccountID: "account", Name: "Acme", Domain: "acme.com"}, By: carl, Note: "ours", OpenedAt: opened}
	members := []Membership{{Person: hans, Role: SmartAccountAdministrator}, {Person: anna, Role: SmartAccountAdministrator}, {Person: olga.Email, Role: SmartAccountUser}}
	ruling := Settlement{At: opened.Add(day), By: "somebody@else.com", Outcome: AdministratorAdded, Reason: "proved", Administrator: dora}
	for by, want := range map[Person]error{
		olga:                          nil,
		{Email: olga.Email}:           ErrForbidden,
		{Email: carl, Operator: true}: ErrOwnReview,
		{Email: "carl+x@other.com", Operator: true}: ErrOwnReview,
		{Email: anna, Operator: true}:               ErrOwnReview,
		{Email: paola, Operator: true}:              ErrOwnReview,
		{Email: dora, Operator: true}:               ErrOwnReview,
		{Email: "anna+x@acme.com", Operator: true}:  ErrOwnReview,
	} {
		if got, err := open.Settle(by, paola, members, ruling); !errors.Is(err, want) || err != nil && !reflect.DeepEqual(got, open) {
			t.Errorf("settled by %+v: %v, want %v", by, err, want)
		}
	}
	settled, err := open.Settle(olga, paola, members, ruling)
	ruling.By = olga.Email
	if err != nil || settled.Settlement == nil || *settled.Settlement != ruling || open.Settlement != nil {
		t.Fatalf("settled %+v, %v", settled.Settlement, err)
	}
	settled.Settlement = nil
	if !reflect.DeepEqual(settled, open) {
		t.Errorf("settling changes %+v", settled)
	}
	settled.Settlement = &ruling
	var already *AlreadySettled
	if _, err := settled.Settle(olga, paola, nil, Settlement{Outcome: DisputeRejected}); !errors.As(err, &already) || already.Settlement != ruling || settled.Settlement.Outcome != AdministratorAdded {
		t.Errorf("settled again: %v", err)
	}
	if _, err := settled.Settle(Person{Email: olga.Email}, paola, nil, Settlement{}); !errors.Is(err, ErrForbidden) {
		t.Errorf("a person who is not an operator learns how it was settled: %v", err)
	}
}

// The disputer does not learn who administers an account that is closed to them, and reading a dispute does not
// change it.
func TestADisputeHidesTheNewAdministratorFromThoseWhoMayNotSeeThem(t *testing.T) {
	settled := Dispute{By: carl, Settlement: &Settlement{Outcome: AdministratorAdded, Administrator: dora}}
	for _, test := range []struct {
		by    Email
		opens bool
		want  Email
	}{{carl, false, Email(dora.Masked())}, {carl, true, dora}, {olga.Email, false, dora}, {anna, false, dora}} {
		if got := settled.SeenBy(Person{Email: test.by}, test.opens).Settlement.Administrator; got != test.want {
			t.Errorf("%s sees %s, want %s", test.by, got, test.want)
		}
	}
	own := Dispute{By: dora, Settlement: &Settlement{Outcome: AdministratorAdded, Administrator: dora}}
	rejected := Dispute{By: carl, Settlement: &Settlement{Outcome: DisputeRejected}}
	for _, whole := range []Dispute{{By: carl}, own, rejected} {
		if got := whole.SeenBy(Person{Email: whole.By}, false); !reflect.DeepEqual(got, whole) {
			t.Errorf("%+v is seen as %+v", whole, got.Settlement)
		}
	}
	if settled.Settlement.Administrator != dora {
		t.Error("reading changes the dispute")
	}
}

// Only an active account is cancelled, and its request keeps the decision.
func TestOnlyAnActiveAccountIsCancelledAndItsApprovalStays(t *testing.T) {
	approved, _, _, err := submitted().Approve(1, Public, "2026-11", "virtual", opened)
	if err != nil {
		t.Fatal(err)
	}
	at := opened.Add(time.Hour)
	r, event, err := approved.CancelAccount(olga.Email, "not theirs", at)
	want := approved
	want.Version, want.Account.Status = 3, AccountCancelled
	if err != nil || !reflect.DeepEqual(r, want) {
		t.Errorf("request %+v, %v", r, err)
	}
	told := Event{RequestID: "request", Number: 3, At: at, Kind: EventCancelled, Actor: Actor(olga.Email), From: Approved, To: Approved, Detail: map[string]string{"reason": "not theirs"}}
	if !reflect.DeepEqual(event, told) {
		t.Errorf("event %+v", event)
	}
	for _, r := range []Request{r, submitted(), inReview(), inState(Declined)} {
		if next, _, err := r.CancelAccount(olga.Email, "x", at); !errors.Is(err, ErrNotFound) || !reflect.DeepEqual(next, r) {
			t.Errorf("account %s: %v", r.Account.Status, err)
		}
	}
	for _, status := range AccountStatuses() {
		a, err := Account{Status: status}.Cancel()
		if active := status == AccountActive; active != (err == nil) || active && a.Status != AccountCancelled || !active && a.Status != status {
			t.Errorf("cancelling while %s: %s, %v", status, a.Status, err)
		}
	}
}

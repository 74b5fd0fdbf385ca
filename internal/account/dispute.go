package account

import (
	"slices"
	"time"
)

// Dispute is somebody's objection to who holds a domain identifier.
type Dispute struct {
	ID         ID
	Account    Likeness // the active account that holds it
	By         Email
	Note       string
	OpenedAt   time.Time
	Language   Language    // in which it was opened; empty: not known
	Settlement *Settlement // nil while it is open
}

// Settlement is how an operator settled a dispute.
type Settlement struct {
	At            time.Time
	By            Email
	Outcome       Outcome
	Reason        string
	Administrator Email // who was added, of AdministratorAdded
}

// Outcome is what a settlement comes to.
type Outcome string

// Each outcome.
const (
	DisputeRejected    Outcome = "rejected"            // all stays as it is
	AdministratorAdded Outcome = "administrator-added" // somebody more may act for the account
	AccountTakenBack   Outcome = "account-cancelled"   // the identifier is free again
)

// Outcomes lists every outcome.
func Outcomes() []Outcome { return []Outcome{DisputeRejected, AdministratorAdded, AccountTakenBack} }

// Settle answers the dispute settled. ErrNotOperator to who is no operator; ErrOwnReview to who
// disputes, asked for, administers or would come to administer the account; AlreadySettled.
func (d Dispute) Settle(by Person, requester Email, members []Membership, s Settlement) (Dispute, error) {
	if !by.Operator {
		return d, ErrNotOperator
	}
	if d.Settlement != nil {
		return d, &AlreadySettled{*d.Settlement}
	}
	sides := []Email{d.By, requester, s.Administrator}
	for _, m := range members {
		if m.Administers() {
			sides = append(sides, m.Person)
		}
	}
	if slices.ContainsFunc(sides, by.Email.SameMailbox) {
		return d, ErrOwnReview
	}
	s.By = by.Email
	d.Settlement = &s
	return d, nil
}

// SeenBy answers the dispute as the person may see it. To who raised it a new administrator is masked,
// unless that is them, or the account opens to them: then they see its administrators anyway.
func (d Dispute) SeenBy(person Person, opens bool) Dispute {
	s := d.Settlement
	if s == nil || s.Administrator == "" || opens || !person.Email.SameMailbox(d.By) || person.Email.SameMailbox(s.Administrator) {
		return d
	}
	masked := *s
	masked.Administrator = Email(s.Administrator.Masked())
	d.Settlement = &masked
	return d
}

// AlreadySettled refuses to settle a dispute again. It says how it was settled.
type AlreadySettled struct{ Settlement Settlement }

// Error names the outcome.
func (e *AlreadySettled) Error() string { return "already settled: " + string(e.Settlement.Outcome) }

// Cancel takes an active account back: an operator has settled a dispute that way.
func (a Account) Cancel() (Account, error) {
	if a.Status != AccountActive {
		return a, ErrNotFound
	}
	a.Status = AccountCancelled
	return a, nil
}

// CancelAccount records on the approved request that its account was taken back. The request's end
// stays what it was.
func (r Request) CancelAccount(by Email, reason string, now time.Time) (Request, Event, error) {
	cancelled, err := r.Account.Cancel()
	if err != nil {
		return r, Event{}, err
	}
	next := r.changed()
	next.Account = cancelled
	return next, next.event(EventCancelled, Actor(by), r.State, now, map[string]string{DetailReason: reason}), nil
}

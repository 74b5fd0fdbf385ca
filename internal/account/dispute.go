package account

import (
	"slices"
	"time"
)

// Dispute is somebody's objection to who holds a domain identifier.
type Dispute struct {
	ID         ID
	Account    Likeness // the account that held it when it was opened; of none, or for who may not know, the identifier alone
	RequestID  ID       // the request whose pending account that was; empty: it was none
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
	RequestEnded       Outcome = "request-ended"       // the pending request is rejected; the identifier is free again
)

// Outcomes lists every outcome.
func Outcomes() []Outcome {
	return []Outcome{DisputeRejected, AdministratorAdded, AccountTakenBack, RequestEnded}
}

// Settle answers the dispute settled. ErrNotOperator to who is no operator; ErrOwnReview to who
// disputes, asked for, administers or would come to administer the account, or is among the others; AlreadySettled.
func (d Dispute) Settle(by Person, requester Email, members []Membership, s Settlement, others ...Email) (Dispute, error) {
	if !by.Operator {
		return d, ErrNotOperator
	}
	if d.Settlement != nil {
		return d, &AlreadySettled{*d.Settlement}
	}
	sides := append([]Email{d.By, requester, s.Administrator}, others...)
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

// SeenBy returns the dispute as the person may see it. Operators see what it is about. Who raised it sees what they
// wrote, whatever is held and whether anything is: the account only if it opens to them, or they became its
// administrator, and once a settlement has told them that there is one. A new administrator is masked to them unless
// that is them, or the account opens to them: then they see its administrators anyway.
func (d Dispute) SeenBy(person Person, opens bool) Dispute {
	s := d.Settlement
	appointed := s != nil && s.Administrator != "" && person.Email.SameMailbox(s.Administrator)
	told := s != nil && s.Outcome != DisputeRejected && (opens || appointed)
	if !person.Operator && person.Email.SameMailbox(d.By) && !told {
		d.Account, d.RequestID = Likeness{Domain: d.Account.Domain}, ""
	}
	if s == nil || s.Administrator == "" || opens || !person.Email.SameMailbox(d.By) || appointed {
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

// EndByDispute ends the pending request because an operator has settled a dispute about its identifier that way.
func (r Request) EndByDispute(by Person, dispute ID, reason string, now time.Time) (Request, Event, error) {
	if !by.Operator {
		return r, Event{}, ErrNotOperator
	}
	if err := r.May(EndByDispute, now); err != nil {
		return r, Event{}, err
	}
	next := r.end(Rejected, 0, Decision{At: now, By: Actor(by.Email), Reason: reason})
	next.Version++
	return next, next.event(EventEndedByDispute, Actor(by.Email), r.State, now, map[string]string{
		DetailReason: reason, DetailDispute: string(dispute),
	}), nil
}

// Parties returns the addresses of all who have to do with the request: nobody of them settles a dispute about it.
func (r Request) Parties() []Email {
	parties := append([]Email{r.Requester}, r.CustomerEmails...)
	for _, n := range r.Nominees {
		parties = append(parties, n.Email)
	}
	return parties
}

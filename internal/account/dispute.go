package account

import (
	"slices"
	"time"
)

// Dispute is a person's objection to who holds a domain identifier.
type Dispute struct {
	ID         ID
	Account    Likeness // the holder when it was opened; only the identifier if there was none or the reader may not know it
	RequestID  ID       // of that account if it was pending; else empty
	By         Email
	Note       string
	OpenedAt   time.Time
	ListedAt   time.Time   // when it was opened: lists of the disputer sort by it and by ID, so it never changes; zero: by OpenedAt
	Language   Language    // in which it was opened; empty: not known
	Version    int         // counts the changes since it was opened
	ProvedAt   time.Time   // when a proof was last recorded; zero: never
	EndsAt     time.Time   // when the request ends because of the proof; zero: it does not
	LookAt     time.Time   // when the schedule looks up the proof next; zero: never
	Settlement *Settlement // nil while it is open
}

// How long after a dispute was opened a proof by DNS is looked up, how often, and how long after a proof the request ends.
const (
	ProofLife  = 30 * 24 * time.Hour
	ProofEvery = 24 * time.Hour
	ProofWait  = 72 * time.Hour
)

// AwaitsProof reports whether a proof still counts at that time. A proof that was found is looked up again, since another
// request may hold the identifier by then.
func (d Dispute) AwaitsProof(now time.Time) bool {
	return d.Settlement == nil && now.Before(d.OpenedAt.Add(ProofLife))
}

// Prove records that the proof was found, and the present holder of the identifier, whose request ends after ProofWait. It
// returns ErrUnchanged if it is too late, or recorded before and no other request holds the identifier, and
// AlreadySettled.
func (d Dispute) Prove(held Likeness, request ID, now time.Time) (Dispute, error) {
	if d.Settlement != nil {
		return d, &AlreadySettled{*d.Settlement}
	}
	known := !d.ProvedAt.IsZero() && (request == "" || request == d.RequestID)
	if known || !d.AwaitsProof(now) {
		return d, ErrUnchanged
	}
	d = d.Looked(now)
	d.ProvedAt = now
	if request != "" {
		d.Account, d.RequestID, d.EndsAt, d.LookAt = held, request, now.Add(ProofWait), time.Time{}
	}
	return d, nil
}

// Looked records that the proof was looked up. The schedule does so again the next day.
func (d Dispute) Looked(now time.Time) Dispute {
	d.Version++
	if d.LookAt = now.Add(ProofEvery); !d.AwaitsProof(d.LookAt) {
		d.LookAt = time.Time{}
	}
	return d
}

// Overtaken records that the request ended otherwise. Operators settle the dispute, and the schedule keeps looking up the
// proof, since another request may hold the identifier later.
func (d Dispute) Overtaken(now time.Time) Dispute {
	d = d.Looked(now)
	d.EndsAt = time.Time{}
	return d
}

// DueAt returns when the schedule has to process the dispute; zero: never.
func (d Dispute) DueAt() time.Time {
	switch {
	case d.Settlement != nil:
		return time.Time{}
	case !d.EndsAt.IsZero():
		return d.EndsAt
	default:
		return d.LookAt
	}
}

// SettleByProof settles the dispute by ending its request. It returns ErrNotDue before EndsAt.
func (d Dispute) SettleByProof(now time.Time) (Dispute, error) {
	if d.Settlement != nil {
		return d, &AlreadySettled{*d.Settlement}
	}
	if d.EndsAt.IsZero() || now.Before(d.EndsAt) {
		return d, ErrNotDue
	}
	d.Settlement = &Settlement{At: now, By: Email(System), Outcome: RequestEnded}
	return d, nil
}

// Settlement is how a dispute was settled.
type Settlement struct {
	At            time.Time
	By            Email // an operator; System, of a proof
	Outcome       Outcome
	Reason        string
	Administrator Email // who was added, of AdministratorAdded
}

// Outcome is the result of a settlement.
type Outcome string

// Each outcome.
const (
	DisputeRejected    Outcome = "rejected"            // nothing changes
	AdministratorAdded Outcome = "administrator-added" // the account gets another administrator
	AccountTakenBack   Outcome = "account-cancelled"   // the identifier is free again
	RequestEnded       Outcome = "request-ended"       // the pending request is rejected; the identifier is free again
)

// OutcomesFor returns the outcomes that a dispute can have while the disputed account has that status; empty if there is no
// such account.
func OutcomesFor(status AccountStatus) []Outcome {
	switch status {
	case AccountPending:
		return []Outcome{DisputeRejected, RequestEnded}
	case AccountActive:
		return []Outcome{DisputeRejected, AdministratorAdded, AccountTakenBack}
	default:
		return []Outcome{DisputeRejected}
	}
}

// Outcomes lists every outcome.
func Outcomes() []Outcome {
	return []Outcome{DisputeRejected, AdministratorAdded, AccountTakenBack, RequestEnded}
}

// Settle returns the settled dispute. It returns ErrNotOperator unless by is an operator, ErrOwnReview to the disputer, the
// requester, present and new administrators and the others given, and AlreadySettled.
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

// SeenBy returns the dispute as the person may see it. Operators see the account. The disputer sees it only after a
// settlement that reveals it, and only if the account is visible to them or they became its administrator. A new
// administrator is masked to the disputer unless it is the disputer or the account is visible to them.
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

// AlreadySettled says that a dispute was settled before, and how.
type AlreadySettled struct{ Settlement Settlement }

// Error names the outcome.
func (e *AlreadySettled) Error() string { return "already settled: " + string(e.Settlement.Outcome) }

// Cancel cancels an active account, as the outcome of a dispute.
func (a Account) Cancel() (Account, error) {
	if a.Status != AccountActive {
		return a, ErrNotFound
	}
	a.Status = AccountCancelled
	return a, nil
}

// CancelAccount records on the approved request that its account was cancelled. The request stays approved.
func (r Request) CancelAccount(by Email, reason string, now time.Time) (Request, Event, error) {
	cancelled, err := r.Account.Cancel()
	if err != nil {
		return r, Event{}, err
	}
	next := r.changed()
	next.Account = cancelled
	return next, next.event(EventCancelled, Actor(by), r.State, now, map[string]string{DetailReason: reason}), nil
}

// EndByDispute ends the pending request as the outcome of a dispute.
func (r Request) EndByDispute(by Person, dispute ID, reason string, now time.Time) (Request, Event, error) {
	if !by.Operator {
		return r, Event{}, ErrNotOperator
	}
	return r.endBy(Actor(by.Email), dispute, reason, now)
}

// EndByProof ends the pending request because the disputer has proved control of the domain.
func (r Request) EndByProof(dispute ID, now time.Time) (Request, Event, error) {
	return r.endBy(System, dispute, "", now)
}

func (r Request) endBy(by Actor, dispute ID, reason string, now time.Time) (Request, Event, error) {
	if err := r.May(EndByDispute, now); err != nil {
		return r, Event{}, err
	}
	next := r.end(Rejected, 0, Decision{At: now, By: by, Reason: reason, Dispute: dispute})
	next.Version++
	detail := map[string]string{DetailDispute: string(dispute)}
	if reason != "" {
		detail[DetailReason] = reason
	}
	return next, next.event(EventEndedByDispute, by, r.State, now, detail), nil
}

// Parties returns the addresses of everyone with a part in the request. None of them may settle a dispute about it.
func (r Request) Parties() []Email {
	parties := append([]Email{r.Requester}, r.CustomerEmails...)
	for _, n := range r.Nominees {
		parties = append(parties, n.Email)
	}
	return parties
}

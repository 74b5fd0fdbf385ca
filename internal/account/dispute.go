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
	ListedAt   time.Time   // when it was opened: lists of the disputer sort by it and by ID, so it never changes; zero: by OpenedAt
	Language   Language    // in which it was opened; empty: not known
	Version    int         // counts the changes since it was opened
	ProvedAt   time.Time   // when the DNS was last found to speak for who raised it, and that was news; zero: it was not
	EndsAt     time.Time   // when the request ends for that; zero: it does not
	LookAt     time.Time   // when the schedule looks for the proof next; zero: it does not
	Settlement *Settlement // nil while it is open
}

// How long a proof by DNS is looked for after a dispute was opened, how often by the schedule, and how long it then
// takes to end a request.
const (
	ProofLife  = 30 * 24 * time.Hour
	ProofEvery = 24 * time.Hour
	ProofWait  = 72 * time.Hour
)

// AwaitsProof reports whether a proof that is found at that instant is one. One that was found before is looked for
// again: another request may hold the identifier by then.
func (d Dispute) AwaitsProof(now time.Time) bool {
	return d.Settlement == nil && now.Before(d.OpenedAt.Add(ProofLife))
}

// Prove notes that the DNS speaks for who raised the dispute, and what holds the identifier then: a request ends for it
// after ProofWait. ErrUnchanged if it is too late, or known and no other request holds the identifier; AlreadySettled.
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

// Looked notes that the proof was looked for: the schedule does so again the next day.
func (d Dispute) Looked(now time.Time) Dispute {
	d.Version++
	if d.LookAt = now.Add(ProofEvery); !d.AwaitsProof(d.LookAt) {
		d.LookAt = time.Time{}
	}
	return d
}

// Overtaken leaves a dispute to the operators whose request ended before it could end it. The schedule goes on looking
// for the proof, since another request may come to hold the identifier.
func (d Dispute) Overtaken(now time.Time) Dispute {
	d = d.Looked(now)
	d.EndsAt = time.Time{}
	return d
}

// DueAt is when the schedule has something to do about the dispute; zero: never.
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

// SettleByProof settles the dispute by ending its request: nobody has decided or objected in time. ErrNotDue before.
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

// Settlement is how an operator settled a dispute.
type Settlement struct {
	At            time.Time
	By            Email // an operator; System, of a proof
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

// Settle returns the dispute settled. ErrNotOperator to who is no operator; ErrOwnReview to who
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
	return r.endBy(Actor(by.Email), dispute, reason, now)
}

// EndByProof ends the pending request because whoever disputes its identifier has proved to hold the domain.
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

// Parties returns the addresses of all who have to do with the request: nobody of them settles a dispute about it.
func (r Request) Parties() []Email {
	parties := append([]Email{r.Requester}, r.CustomerEmails...)
	for _, n := range r.Nominees {
		parties = append(parties, n.Email)
	}
	return parties
}

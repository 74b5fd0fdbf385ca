package account

import (
	"slices"
	"time"
)

// Request asks for a Smart Account on behalf of a customer. Values are not shared: an action
// answers a new Request and leaves the old one as it was.
type Request struct {
	ID             ID
	Version        int // counts the changes; 1 is the submission
	State          State
	Account        Account
	Requester      Email
	CustomerEmails []Email
	NoteToCustomer string
	NoteToApprover string
	Language       Language
	CreatedAt      time.Time
	ExpiresAt      time.Time
	Nominees       []Nominee
	Decision       *Decision // how it ended; nil while pending
}

// NomineeState says whether a nominee's link can decide.
type NomineeState string

// Only an active nominee's link decides. Forwarded and replaced ones are dead; the links of those
// who decided, or who were closed by somebody else's decision, still show how the request ended.
const (
	NomineeActive    NomineeState = "active"
	NomineeForwarded NomineeState = "forwarded"
	NomineeReplaced  NomineeState = "replaced"
	NomineeDecided   NomineeState = "decided"
	NomineeClosed    NomineeState = "closed"
)

// NomineeStates lists every state of a nominee.
func NomineeStates() []NomineeState {
	return []NomineeState{NomineeActive, NomineeForwarded, NomineeReplaced, NomineeDecided, NomineeClosed}
}

// Nominee is somebody asked to decide.
type Nominee struct {
	Number     int // 1 is the first; never used again within the request
	Email      Email
	State      NomineeState
	Generation int   // a link lives as long as its generation
	Hops       int   // how many forwards led here
	From       Email // who forwarded it, if somebody did
	Note       string
}

// Decision is how a request ended.
type Decision struct {
	At        time.Time
	By        Actor
	Reason    string // of a decline or rejection
	Authority string // version of the statement of authority that the approver ticked
}

// MaxHops is how often a request may be forwarded from one nominee to the next.
const MaxHops = 3

// Submit opens a request. The caller has read the form with Form.Parse.
func Submit(s Submission, id, accountID ID, now time.Time, lifetime time.Duration) (Request, Event) {
	r := Request{
		ID:      id,
		Version: 1,
		State:   PendingApproval,
		Account: Account{
			ID: accountID, Name: s.AccountName, Domain: s.Domain, Status: AccountPending,
			Visibility: Restricted, CreatedAt: now, Requester: s.Requester, RequestID: id,
			PendingUntil: now.Add(lifetime),
		},
		Requester:      s.Requester,
		CustomerEmails: slices.Clone(s.CustomerEmails),
		NoteToCustomer: s.NoteToCustomer,
		NoteToApprover: s.NoteToApprover,
		Language:       s.Language,
		CreatedAt:      now,
		ExpiresAt:      now.Add(lifetime),
	}
	for _, address := range s.CustomerEmails {
		r.addNominee(Nominee{Email: address})
	}
	return r, r.event(EventSubmitted, Actor(s.Requester), "", now, nil)
}

// AsOf answers the request as it stands at that instant: one whose deadline has passed is expired
// from that instant on, whether or not the clean-up has written it down.
func (r Request) AsOf(now time.Time) Request {
	if r.State.Ended() || now.Before(r.ExpiresAt) {
		return r
	}
	return r.end(Expired, 0, Decision{At: r.ExpiresAt, By: System})
}

// May answers nil if the action is legal at that instant, else AlreadyDecided or NotAllowed.
func (r Request) May(a Action, now time.Time) error {
	seen := r
	if a != Expire {
		seen = r.AsOf(now)
	}
	if len(seen.State.Following(a)) > 0 {
		return nil
	}
	if seen.State.Ended() {
		return &AlreadyDecided{State: seen.State, At: seen.Decision.At, By: seen.Decision.By}
	}
	return &NotAllowed{State: seen.State, Action: a}
}

// Nominee answers the nominee of that number.
func (r Request) Nominee(number int) (Nominee, bool) {
	for _, n := range r.Nominees {
		if n.Number == number {
			return n, true
		}
	}
	return Nominee{}, false
}

// LinkHolder answers the nominee whose link of that generation leads here, or ErrLinkInvalid if
// such a link has died.
func (r Request) LinkHolder(number, generation int) (Nominee, error) {
	n, ok := r.Nominee(number)
	if !ok || n.Generation != generation || n.State == NomineeForwarded || n.State == NomineeReplaced {
		return Nominee{}, ErrLinkInvalid
	}
	return n, nil
}

// ActiveNominees are those who may decide.
func (r Request) ActiveNominees() []Nominee {
	var active []Nominee
	for _, n := range r.Nominees {
		if n.State == NomineeActive {
			active = append(active, n)
		}
	}
	return active
}

// DecidedAlready tells whether this nominee ended the request by this very action, so that saying
// it again is no error.
func (r Request) DecidedAlready(number int, a Action) bool {
	n, ok := r.Nominee(number)
	return ok && n.State == NomineeDecided && r.State.Ended() && slices.Contains(PendingApproval.Following(a), r.State)
}

// Approve creates the account: Active, with its default Virtual Account and the approver as its
// first Smart Account Administrator.
func (r Request) Approve(number int, visibility Visibility, authority string, virtualAccountID ID, now time.Time) (Request, Event, Creation, error) {
	n, err := r.decider(number, Approve, now)
	if err != nil {
		return r, Event{}, Creation{}, err
	}
	next := r.end(Approved, number, Decision{At: now, By: Actor(n.Email), Authority: authority})
	next.Account.Visibility = visibility
	next.Version++
	created := Creation{
		Administrator: Membership{
			AccountID: r.Account.ID, Person: n.Email, Roles: []Role{SmartAccountAdministrator}, Since: now,
		},
		VirtualAccount: VirtualAccount{
			ID: virtualAccountID, AccountID: r.Account.ID, Name: DefaultVirtualAccountName, Default: true, CreatedAt: now,
		},
	}
	event := next.event(EventApproved, Actor(n.Email), r.State, now, map[string]string{
		DetailVisibility: string(visibility), DetailAuthority: authority,
	})
	return next, event, created, nil
}

// Creation is what an approval brings into being beside the active account.
type Creation struct {
	Administrator  Membership
	VirtualAccount VirtualAccount
}

// Decline ends the request with the nominee's reason.
func (r Request) Decline(number int, reason string, now time.Time) (Request, Event, error) {
	n, err := r.decider(number, Decline, now)
	if err != nil {
		return r, Event{}, err
	}
	next := r.end(Declined, number, Decision{At: now, By: Actor(n.Email), Reason: reason})
	next.Version++
	return next, next.event(EventDeclined, Actor(n.Email), r.State, now, map[string]string{DetailReason: reason}), nil
}

// Forward lets somebody else take the nominee's place; the nominee's link dies. It answers the new
// nominee too. The target must vouch for the domain identifier, must not be the requester, and must
// not have held the request before.
func (r Request) Forward(number int, to Email, note string, now time.Time) (Request, Event, Nominee, error) {
	refuse := func(code FieldCode, detail string) (Request, Event, Nominee, error) {
		return r, Event{}, Nominee{}, Invalid("forwardTo", code, detail)
	}
	n, err := r.decider(number, Forward, now)
	if err != nil {
		return r, Event{}, Nominee{}, err
	}
	if n.Hops >= MaxHops {
		return refuse(FieldTooManyHops, "a request can be forwarded at most 3 times")
	}
	if to.SameMailbox(r.Requester) {
		return refuse(FieldIsRequester, "the requester cannot decide their own request")
	}
	for _, held := range r.Nominees {
		if to.SameMailbox(held.Email) {
			return refuse(FieldAlreadyHeld, "this person holds or held the request already")
		}
	}
	if !r.Account.Domain.VouchedBy(to) {
		return refuse(FieldNotVouching, "the address does not belong to the account's domain")
	}
	next := r
	next.Nominees = slices.Clone(r.Nominees)
	next.Version++
	for i := range next.Nominees {
		if next.Nominees[i].Number == number {
			next.Nominees[i].State = NomineeForwarded
		}
	}
	added := next.addNominee(Nominee{Email: to, Hops: n.Hops + 1, From: n.Email, Note: note})
	event := next.event(EventForwarded, Actor(n.Email), r.State, now, map[string]string{
		DetailForwarder: string(n.Email), DetailNominee: string(to),
	})
	return next, event, added, nil
}

// Expire ends the request if its deadline has passed; ErrNotDue if it has not.
func (r Request) Expire(now time.Time) (Request, Event, error) {
	if err := r.May(Expire, now); err != nil {
		return r, Event{}, err
	}
	if now.Before(r.ExpiresAt) {
		return r, Event{}, ErrNotDue
	}
	next := r.AsOf(now)
	next.Version++
	return next, next.event(EventExpired, System, r.State, now, nil), nil
}

// decider answers the active nominee who is about to act.
func (r Request) decider(number int, a Action, now time.Time) (Nominee, error) {
	if err := r.May(a, now); err != nil {
		return Nominee{}, err
	}
	n, ok := r.Nominee(number)
	if !ok || n.State != NomineeActive {
		return Nominee{}, ErrLinkInvalid
	}
	return n, nil
}

// end answers the request ended in that state. The nominee who decided, if one did, is marked so;
// all other active ones are closed.
func (r Request) end(state State, decidedBy int, d Decision) Request {
	r.State = state
	r.Decision = &d
	r.Account.Status = accountStatus[state]
	r.Nominees = slices.Clone(r.Nominees)
	for i, n := range r.Nominees {
		switch {
		case n.State != NomineeActive:
		case n.Number == decidedBy:
			r.Nominees[i].State = NomineeDecided
		default:
			r.Nominees[i].State = NomineeClosed
		}
	}
	return r
}

func (r *Request) addNominee(n Nominee) Nominee {
	n.Number, n.Generation, n.State = len(r.Nominees)+1, 1, NomineeActive
	r.Nominees = append(r.Nominees, n)
	return n
}

// event numbers the event by the version that it leads to: one event a change.
func (r Request) event(kind EventKind, by Actor, from State, now time.Time, detail map[string]string) Event {
	return Event{RequestID: r.ID, Number: r.Version, At: now, Kind: kind, Actor: by, From: from, To: r.State, Detail: detail}
}

package account

import (
	"cmp"
	"slices"
	"time"
)

// Request is a request for a Smart Account on behalf of a customer. Requests are immutable: an action returns a new one.
type Request struct {
	ID             ID
	Version        int // counts the changes; 1 is the submission
	State          State
	Account        Account // its PendingUntil is the request's deadline
	Requester      Email
	Acting         *ActingAccount // on whose behalf the requester acts; nil: the customer sees only the requester's address
	CustomerEmails []Email
	NoteToCustomer string
	NoteToApprover string
	Language       Language // of mail to the customer, chosen by the requester
	FollowedIn     Language // of the requester's latest action; empty: unknown
	CreatedAt      time.Time
	ListedAt       time.Time // when it was opened: lists of its requester sort by it and by ID, so it never changes
	ExpiresAt      time.Time // the latest possible deadline; see Deadline
	Review         Review
	Parent         *Parent // whose administrators decide; nil: the customer addresses decide
	Nominees       []Nominee
	AskedAt        time.Time // when the nominees were asked, first or after a review; reminders count from it
	RemindAt       time.Time // when the next reminder is due; zero: none is left
	UndeliveredAt  time.Time // since when no nominee is reachable; zero: one is
	UnaskedUntil   time.Time // when it ends unless a nominee requests a code; zero: never
	HeardAt        time.Time // when a nominee first responded, if UnaskedUntil was set; zero: never
	Named          int       // how many customer addresses it has named, including removed ones
	Decision       *Decision // how it ended; nil while pending
}

// Decision is how a request ended.
type Decision struct {
	At        time.Time
	By        Actor
	Reason    string // of a decline or rejection
	Authority string // version of the statement of authority that the approver confirmed
	Dispute   ID     // the one that ended it
}

// Submit returns a new request. The submission is from Form.Parse, the route from Policy.Route.
func Submit(s Submission, route Route, id, accountID ID, now time.Time, terms Terms) (Request, Event) {
	r := Request{
		ID:      id,
		Version: 1,
		Account: Account{
			ID: accountID, Name: s.AccountName, Domain: s.Domain, Status: AccountPending,
			Visibility: Restricted, CreatedAt: now, Requester: s.Requester, RequestID: id,
		},
		Requester:      s.Requester,
		CustomerEmails: slices.Clone(s.CustomerEmails),
		NoteToCustomer: s.NoteToCustomer,
		NoteToApprover: s.NoteToApprover,
		Language:       s.Language,
		CreatedAt:      now,
		ListedAt:       now,
		ExpiresAt:      now.Add(terms.Lifetime),
	}
	r.Named = len(r.CustomerEmails)
	r.follow(route, now, terms)
	return r, r.event(EventSubmitted, Actor(s.Requester), "", now, nil)
}

// OnBehalfOf returns the request with the account on whose behalf its requester acts, or nil for none.
func (r Request) OnBehalfOf(acting *ActingAccount) Request {
	r.Acting = acting
	return r
}

// FollowingIn returns the request with the requester's language. The empty language changes nothing.
func (r Request) FollowingIn(l Language) Request {
	r.FollowedIn = cmp.Or(l, r.FollowedIn)
	return r
}

// follow puts the request in review, or asks the nominees of the route.
func (r *Request) follow(route Route, now time.Time, terms Terms) {
	r.Review.Reasons = route.Reasons
	if len(route.Reasons) > 0 {
		r.State, r.Parent, r.RemindAt, r.UnaskedUntil = PendingReview, nil, time.Time{}, time.Time{} // the nominees are found after the review
		r.nominate(nil)
	} else {
		if r.State != PendingApproval {
			r.State, r.AskedAt = PendingApproval, now
			r.RemindAt = terms.nextReminder(now, now)
			if terms.Unasked > 0 && r.HeardAt.IsZero() {
				r.UnaskedUntil = now.Add(terms.Unasked)
			}
		}
		r.Parent = route.parent()
		before := len(r.Nominees)
		r.nominate(route.Nominees)
		until := now.Add(terms.Unasked)
		if len(r.Nominees) > before && !r.UnaskedUntil.IsZero() && until.After(r.UnaskedUntil) {
			r.UnaskedUntil = until // added nominees have the same time as the others
		}
	}
	r.setDeadline(now)
}

// AsOf returns the request as it is at that time. It is expired from its deadline on, whether or not the clean-up has stored
// that.
func (r Request) AsOf(now time.Time) Request {
	if r.State.Ended() || now.Before(r.Deadline()) {
		return r
	}
	return r.end(Expired, 0, Decision{At: r.Deadline(), By: System})
}

// May returns nil if the action is legal at that time, else AlreadyDecided or NotAllowed.
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

// changed returns the next version of the request with its own copy of the nominees.
func (r Request) changed() Request {
	r.Version++
	r.Nominees = slices.Clone(r.Nominees)
	return r
}

// end returns the request ended in that state. The nominee with the number decidedBy is marked as the decider; all other
// active ones are closed.
func (r Request) end(state State, decidedBy int, d Decision) Request {
	r.State = state
	r.Decision = &d
	r.Account.Status = accountStatus[state]
	r.RemindAt = time.Time{}
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

// event returns an event with the number of the version that it leads to, since each change has one event.
func (r Request) event(kind EventKind, by Actor, from State, now time.Time, detail map[string]string) Event {
	return Event{RequestID: r.ID, Number: r.Version, At: now, Kind: kind, Actor: by, From: from, To: r.State, Detail: detail}
}

package account

import (
	"cmp"
	"slices"
	"time"
)

// Request asks for a Smart Account on behalf of a customer. Values are not shared: an action
// answers a new Request and leaves the old one as it was.
type Request struct {
	ID             ID
	Version        int // counts the changes; 1 is the submission
	State          State
	Account        Account // its PendingUntil is the request's deadline
	Requester      Email
	Acting         *ActingAccount // on whose behalf the requester asks; nil: the customer sees the requester's address alone
	CustomerEmails []Email
	NoteToCustomer string
	NoteToApprover string
	Language       Language // of mail to the customer, as the requester chose
	FollowedIn     Language // in which the requester last did something about it; empty: not known
	CreatedAt      time.Time
	ListedAt       time.Time // when it was opened: lists of its requester sort by it and by ID, so it never changes
	ExpiresAt      time.Time // the deadline unless no invitation arrives; see Deadline
	Review         Review
	Parent         *Parent // the account whose administrators decide; nil: the customer addresses do
	Nominees       []Nominee
	AskedAt        time.Time // when nominees were first asked, or asked again after a review; reminders count from it
	RemindAt       time.Time // when the next reminder is due; zero: none is left
	UndeliveredAt  time.Time // since when it is known that nobody who may decide can be reached; zero: somebody can
	UnaskedUntil   time.Time // when it ends unless somebody who may decide asks for a code; zero: it does not for that
	HeardAt        time.Time // when one of those asked first was heard of, if it mattered; zero: never
	Named          int       // how many customer addresses were ever named, those taken out again included
	Decision       *Decision // how it ended; nil while pending
}

// Decision is how a request ended.
type Decision struct {
	At        time.Time
	By        Actor
	Reason    string // of a decline or rejection
	Authority string // version of the statement of authority that the approver ticked
	Dispute   ID     // that ended it
}

// Submit opens a request. The caller has read the form with Form.Parse and has found the route.
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

// OnBehalfOf returns the request as one that its requester makes for that account; nil: for none.
func (r Request) OnBehalfOf(acting *ActingAccount) Request {
	r.Acting = acting
	return r
}

// FollowingIn returns the request with the language in which its requester uses the system; empty changes nothing.
func (r Request) FollowingIn(l Language) Request {
	r.FollowedIn = cmp.Or(l, r.FollowedIn)
	return r
}

// follow sends the request to the operators, or asks those whom the route names.
func (r *Request) follow(route Route, now time.Time, terms Terms) {
	r.Review.Reasons = route.Reasons
	if len(route.Reasons) > 0 {
		r.State, r.Parent, r.RemindAt, r.UnaskedUntil = PendingReview, nil, time.Time{}, time.Time{} // who decides is settled when the review is over
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
			r.UnaskedUntil = until // who is added has as long as the others had
		}
	}
	r.setDeadline(now)
}

// AsOf returns the request as it stands at that instant: one whose deadline has passed is expired
// from that instant on, whether or not the clean-up has written it down.
func (r Request) AsOf(now time.Time) Request {
	if r.State.Ended() || now.Before(r.Deadline()) {
		return r
	}
	return r.end(Expired, 0, Decision{At: r.Deadline(), By: System})
}

// May returns nil if the action is legal at that instant, else AlreadyDecided or NotAllowed.
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

// changed returns the request's next version, whose nominees may be written to.
func (r Request) changed() Request {
	r.Version++
	r.Nominees = slices.Clone(r.Nominees)
	return r
}

// end returns the request ended in that state. The nominee who decided, if one did, is marked so;
// all other active ones are closed.
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

// event numbers the event by the version that it leads to: one event a change.
func (r Request) event(kind EventKind, by Actor, from State, now time.Time, detail map[string]string) Event {
	return Event{RequestID: r.ID, Number: r.Version, At: now, Kind: kind, Actor: by, From: from, To: r.State, Detail: detail}
}

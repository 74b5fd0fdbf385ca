package account

import (
	"slices"
	"time"
)

// DecidedAlready reports whether the nominee ended the request by the same action, so that repeating it is no error.
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
	event := next.event(EventApproved, Actor(n.Email), r.State, now, map[string]string{
		DetailVisibility: string(visibility), DetailAuthority: authority,
	})
	return next, event, next.Created(virtualAccountID), nil
}

// Creation is what an approval creates beside the active account.
type Creation struct {
	Administrator  Membership
	VirtualAccount VirtualAccount
}

// Created returns what the approval of the request created. The request must be approved.
func (r Request) Created(virtualAccountID ID) Creation {
	var decided Nominee
	if i := slices.IndexFunc(r.Nominees, func(n Nominee) bool { return n.State == NomineeDecided }); i >= 0 {
		decided = r.Nominees[i]
	}
	return Creation{
		Administrator: Membership{
			AccountID: r.Account.ID, Person: Email(r.Decision.By), Role: SmartAccountAdministrator, Since: r.Decision.At,
			Hidden: decided.Hidden, Language: decided.Language,
		},
		VirtualAccount: VirtualAccount{
			ID: virtualAccountID, AccountID: r.Account.ID, Depth: 1, Name: DefaultVirtualAccountName, Visibility: Public,
			Default: true, CreatedAt: r.Decision.At,
		},
	}
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

// Forward replaces the nominee and invalidates their link. The new nominee must not be the requester, must not have been a
// nominee before, and must need no review by that policy or be at a domain that an operator accepted for this request.
func (r Request) Forward(number int, to Email, note string, policy Policy, now time.Time) (Request, Event, error) {
	refuse := func(code FieldCode, detail string) (Request, Event, error) {
		return r, Event{}, Invalid("forwardTo", code, detail)
	}
	n, err := r.decider(number, Forward, now)
	if err != nil {
		return r, Event{}, err
	}
	if n.Hops >= MaxHops {
		return refuse(FieldTooManyHops, "a request can be forwarded at most 3 times")
	}
	if to.SameMailbox(r.Requester) {
		return refuse(FieldIsRequester, "the requester cannot decide on their own request")
	}
	if slices.ContainsFunc(r.Nominees, func(held Nominee) bool { return to.SameMailbox(held.Email) }) {
		return refuse(FieldAlreadyHeld, "this person has already been asked to decide")
	}
	if policy.asksAboutAddress(r.Account.Domain, to) && !r.Review.acceptedHost(to.Host()) {
		return refuse(FieldNotVouching, "the address does not belong to the account's domain")
	}
	if len(r.Nominees) >= MaxNominees {
		return refuse(FieldTooMany, "too many people have already been asked to decide")
	}
	next := r.changed()
	for i := range next.Nominees {
		if next.Nominees[i].Number == number {
			next.Nominees[i].State = NomineeForwarded
		}
	}
	next.addNominee(Nominee{Email: to, Hops: n.Hops + 1, From: n.Email, Note: note, Hidden: n.Hidden})
	if !next.UnaskedUntil.IsZero() {
		next.recordResponse(now) // signed in: no code was asked for
	}
	next.setDeadline(now)
	event := next.event(EventForwarded, Actor(n.Email), r.State, now, map[string]string{
		DetailForwarder: string(n.Email), DetailNominee: string(to),
	})
	return next, event, nil
}

// decider returns the active nominee who is about to act.
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

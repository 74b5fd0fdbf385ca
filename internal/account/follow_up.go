package account

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Withdraw ends the request on behalf of its requester.
func (r Request) Withdraw(now time.Time) (Request, Event, error) {
	if err := r.May(Withdraw, now); err != nil {
		return r, Event{}, err
	}
	next := r.end(Withdrawn, 0, Decision{At: now, By: Actor(r.Requester)})
	next.Version++
	return next, next.event(EventWithdrawn, Actor(r.Requester), r.State, now, nil), nil
}

// ResendAfter is the minimum time between two resends to one address.
const ResendAfter = 24 * time.Hour

// Resend gives each active nominee a new link, which invalidates the old one. It skips nominees with a resend less than
// ResendAfter ago and those in noMail, whose address takes no mail of the requester. renewable has the nominees whose link's
// codes are used up, with the time from which a new link can be sent at once; that time replaces ResendAfter for them. Both
// maps are by nominee number. If no nominee is left, Resend returns TooMany if waiting helps, else InvalidInput.
func (r Request) Resend(noMail map[int]bool, renewable map[int]time.Time, now time.Time) (Request, Event, error) {
	if err := r.May(Resend, now); err != nil {
		return r, Event{}, err
	}
	next := r.changed()
	var again bool
	var until time.Time
	var unreachable InvalidInput
	for i, n := range next.Nominees {
		if n.State != NomineeActive {
			continue
		}
		if noMail[n.Number] {
			unreachable.Fields = append(unreachable.Fields, FieldError{
				fmt.Sprintf("nominees[%d]", i), FieldTakesNoMail, "this person has stopped emails about this requester's requests",
			})
			continue
		}
		free, spent := renewable[n.Number]
		if !spent {
			free = n.ResentAt.Add(ResendAfter)
		}
		if now.Before(free) {
			if until.IsZero() || free.Before(until) {
				until = free
			}
			continue
		}
		again = true
		next.Nominees[i].ResentAt = now
		next.Nominees[i].UnreachableAt, next.Nominees[i].Unreachable = time.Time{}, ""
		next.Nominees[i].Generation++
	}
	switch {
	case again:
	case until.IsZero():
		return r, Event{}, &unreachable
	default:
		return r, Event{}, &TooMany{until}
	}
	next.setDeadline(now)
	return next, next.event(EventResent, Actor(r.Requester), r.State, now, nil), nil
}

// Corrected returns what the route depends on after a correction to these customer addresses. An operator's acceptance stays
// valid for the account's name and identifier and for the addresses that were accepted; a proof does not stay valid.
func (r Request) Corrected(customers []Email) Asked {
	return Asked{
		Requester: r.Requester, Domain: r.Account.Domain, Customers: customers,
		Unknown: without(customers, r.Review.Accepted), Accepted: !r.Review.AcceptedAt.IsZero(),
	}
}

// Reviewed returns what the route depends on after the review.
func (r Request) Reviewed() Asked {
	return Asked{Requester: r.Requester, Domain: r.Account.Domain, Customers: r.CustomerEmails, Accepted: true}
}

// Correct replaces the customer addresses. It returns ErrUnchanged if neither they nor the nominees change.
func (r Request) Correct(customers []Email, route Route, now time.Time, terms Terms) (Request, Event, error) {
	if err := r.May(Correct, now); err != nil {
		return r, Event{}, err
	}
	added, removed := without(customers, r.CustomerEmails), without(r.CustomerEmails, customers)
	if len(added) == 0 && len(removed) == 0 && (r.State == PendingReview || r.asks(route.Nominees)) {
		return r, Event{}, ErrUnchanged
	}
	next := r.changed()
	next.CustomerEmails = slices.Clone(customers)
	next.Review.ProvedAt = time.Time{}
	reasons := next.Review.Reasons
	next.follow(route, now, terms)
	if r.State == PendingApproval && next.State == PendingApproval {
		next.Review.Reasons = reasons // those that an operator answered stay on record
	}
	next.Named += len(added)
	if max(next.Named, len(next.Nominees)) > MaxNominees {
		return r, Event{}, Invalid("customerEmails", FieldTooMany, "too many people have already been asked to decide")
	}
	detail := map[string]string{}
	for name, addresses := range map[string][]Email{DetailAdded: added, DetailRemoved: removed} {
		if len(addresses) > 0 {
			detail[name] = joined(addresses)
		}
	}
	return next, next.event(EventCorrected, Actor(r.Requester), r.State, now, detail), nil
}

// without returns the addresses that are not among the others.
func without(addresses, others []Email) []Email {
	return slices.DeleteFunc(slices.Clone(addresses), func(a Email) bool { return slices.Contains(others, a) })
}

func joined(addresses []Email) string {
	texts := make([]string, len(addresses))
	for i, a := range addresses {
		texts[i] = string(a)
	}
	return strings.Join(texts, ", ")
}

package account

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Withdraw ends the request: its requester takes it back.
func (r Request) Withdraw(now time.Time) (Request, Event, error) {
	if err := r.May(Withdraw, now); err != nil {
		return r, Event{}, err
	}
	next := r.end(Withdrawn, 0, Decision{At: now, By: Actor(r.Requester)})
	next.Version++
	return next, next.event(EventWithdrawn, Actor(r.Requester), r.State, now, nil), nil
}

// ResendAfter is how long one address is left alone between two invitations that its requester has
// mailed again.
const ResendAfter = 24 * time.Hour

// Resend has the invitation mailed again, with a new link, to every nominee who may decide: the old link dies. Not to
// those to whom that was done less than a day ago, nor to those whose address takes no mail of the requester, whom
// nothing would reach. renewable are those through whose link no more codes are mailed, and from when on a new one can
// leave at once: they need not wait for their day, but keep the old link until then. Both go by the nominees' numbers.
// If none is left, TooMany if time has to pass, else InvalidInput.
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

// Corrected returns what the route of the request depends on if its customer addresses were these.
// An operator's acceptance holds for the addresses that it was given for, and for the account's name and
// identifier; a proof for nothing else than what was proved.
func (r Request) Corrected(customers []Email) Asked {
	return Asked{
		Requester: r.Requester, Domain: r.Account.Domain, Customers: customers,
		Unknown: without(customers, r.Review.Accepted), Accepted: !r.Review.AcceptedAt.IsZero(),
	}
}

// Reviewed returns what the route of the request depends on when there is nothing left to review.
func (r Request) Reviewed() Asked {
	return Asked{Requester: r.Requester, Domain: r.Account.Domain, Customers: r.CustomerEmails, Accepted: true}
}

// Correct puts other customer addresses in the place of those at hand. ErrUnchanged if they are the
// same ones and the same people decide.
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

// without returns those of the addresses that the others are not.
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

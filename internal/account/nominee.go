package account

import (
	"cmp"
	"slices"
	"time"
)

// NomineeState is the state of a nominee.
type NomineeState string

// Only an active nominee can decide. The links of forwarded and replaced ones are invalid; those of decided ones, and of
// those closed by another nominee's decision, still show how the request ended.
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

// Nominee is a person who is asked to decide a request.
type Nominee struct {
	Number     int // 1 is the first; never used again within the request
	Email      Email
	State      NomineeState
	Generation int   // of the current link; links of earlier ones are invalid
	Hops       int   // the number of forwards from a nominee of the route
	From       Email // the nominee who forwarded it; empty: none
	Note       string
	// AdministratorOf is the account as whose administrator they are asked: the link is valid as long as they are one.
	// It is empty for customer addresses, and after a forward.
	AdministratorOf ID
	// AdministratorSince is when that membership began. Removing and adding the person again begins another one, for which
	// the link is not valid. It is zero if older releases made the nominee; then it is not compared.
	AdministratorSince time.Time
	Hidden             bool        // the requester may not see who they are
	ResentAt           time.Time   // when the requester last had the invitation mailed again
	UnreachableAt      time.Time   // since when mail to them is known not to arrive; zero: it is not
	Unreachable        Unreachable // why
	Reported           bool        // said that this was not for them
	Reports            int         // how often they said so, or withdrew it
	Language           Language    // in which they use the system; empty: unknown, so it is the one that the requester chose
	FirstMailID        ID          // the first mail with their link
	MailID             ID          // the latest one; earlier ones are outdated
}

// Mails returns the first and the latest mail with their link, if there are any.
func (n Nominee) Mails() (mails []ID) {
	for _, id := range []ID{n.FirstMailID, n.MailID} {
		if id != "" && !slices.Contains(mails, id) {
			mails = append(mails, id)
		}
	}
	return mails
}

// MaxHops is how often a request may be forwarded from one nominee to the next.
const MaxHops = 3

// MaxNominees is the most nominees that a request has over time, including replaced ones, and the most customer addresses
// that it names. It bounds how many strangers' mailboxes corrections reach.
const MaxNominees = 50

// Nominee returns the nominee with that number.
func (r Request) Nominee(number int) (Nominee, bool) {
	for _, n := range r.Nominees {
		if n.Number == number {
			return n, true
		}
	}
	return Nominee{}, false
}

// LatestNominee returns the nominee with exactly that address, the latest one if the person was asked again.
func (r Request) LatestNominee(person Email) (Nominee, bool) {
	for _, n := range slices.Backward(r.Nominees) {
		if person != "" && n.Email == person {
			return n, true
		}
	}
	return Nominee{}, false
}

// LinkHolder returns the nominee of the link with that generation. It returns LinkDead if the link is no longer valid, and
// ErrLinkInvalid if there never was one.
func (r Request) LinkHolder(number, generation int) (Nominee, error) {
	n, ok := r.Nominee(number)
	dead := LinkDead{Requester: r.Requester, Language: r.LanguageOf(n)}
	switch {
	case !ok || generation < 1 || generation > n.Generation:
		return Nominee{}, ErrLinkInvalid
	case n.State == NomineeForwarded:
		dead.Why, dead.To = LinkForwarded, r.ForwardedTo(n)
	case n.State == NomineeReplaced:
		dead.Why = LinkReplaced
	case generation < n.Generation:
		dead.Why, dead.At = LinkRenewed, n.ResentAt
	default:
		return n, nil
	}
	return Nominee{}, &dead
}

// ForwardedTo returns the address to which the nominee forwarded the request.
func (r Request) ForwardedTo(n Nominee) Email {
	for _, next := range r.Nominees[n.Number:] {
		if next.From == n.Email && next.Hops == n.Hops+1 {
			return next.Email
		}
	}
	return ""
}

// LanguageOf returns the language of mail to a nominee: their own if it is known, else the one that the requester chose for
// the customer.
func (r Request) LanguageOf(n Nominee) Language { return cmp.Or(n.Language, r.Language) }

// DecidingIn returns the request with that nominee's own language.
func (r Request) DecidingIn(l Language, number int) Request {
	r.Nominees = slices.Clone(r.Nominees)
	for i, n := range r.Nominees {
		if n.Number == number {
			r.Nominees[i].Language = l
		}
	}
	return r
}

// ActiveNominees returns the nominees who may decide.
func (r Request) ActiveNominees() []Nominee {
	var active []Nominee
	for _, n := range r.Nominees {
		if n.State == NomineeActive {
			active = append(active, n)
		}
	}
	return active
}

// nominate replaces the nominees. Active ones who are asked again, and those to whom these forwarded the request, keep
// their links. It writes to r.Nominees, which must be the caller's own.
func (r *Request) nominate(asked []Nominee) {
	kept := map[Email]bool{}
	for i, n := range r.Nominees {
		if n.State != NomineeActive {
			continue
		}
		origin := r.origin(n)
		wanted := slices.ContainsFunc(asked, func(a Nominee) bool {
			return a.asSame(origin)
		})
		if wanted {
			kept[origin.Email] = true
		} else {
			r.Nominees[i].State = NomineeReplaced
		}
	}
	for _, a := range asked {
		holds := func(n Nominee) bool { return n.State == NomineeActive && n.Email.SameMailbox(a.Email) }
		if !kept[a.Email] && !slices.ContainsFunc(r.Nominees, holds) {
			r.addNominee(a)
		}
	}
}

// asks reports whether those are the active nominees, or the ones who forwarded the request to them.
func (r Request) asks(asked []Nominee) bool {
	active := r.ActiveNominees()
	for _, n := range active {
		origin := r.origin(n)
		if !slices.ContainsFunc(asked, func(a Nominee) bool { return a.asSame(origin) }) {
			return false
		}
	}
	return !slices.ContainsFunc(asked, func(a Nominee) bool {
		return !slices.ContainsFunc(active, func(n Nominee) bool { return a.asSame(r.origin(n)) || a.Email.SameMailbox(n.Email) })
	})
}

// asSame reports whether both are asked for the same reason: the same address, as the same administrator if as one at all.
func (n Nominee) asSame(other Nominee) bool {
	return n.Email == other.Email && n.AdministratorOf == other.AdministratorOf &&
		(n.AdministratorSince.IsZero() || other.AdministratorSince.IsZero() || n.AdministratorSince.Equal(other.AdministratorSince))
}

// origin returns the first nominee in the chain of forwards to n.
func (r Request) origin(n Nominee) Nominee {
	for _, before := range slices.Backward(r.Nominees[:n.Number-1]) {
		if n.From != "" && before.Email == n.From && before.Hops == n.Hops-1 && before.State == NomineeForwarded {
			n = before
		}
	}
	return n
}

// addNominee adds an active nominee. The time of the last resend is that of the mailbox.
func (r *Request) addNominee(n Nominee) {
	n.Number, n.Generation, n.State = len(r.Nominees)+1, 1, NomineeActive
	for _, before := range r.Nominees {
		if before.Email.SameMailbox(n.Email) {
			n.ResentAt = before.ResentAt
		}
	}
	r.Nominees = append(r.Nominees, n)
}

// isParty reports whether the person is the requester or is, was or would be a nominee.
func (r Request) isParty(person Email) bool {
	return person.SameMailbox(r.Requester) || slices.ContainsFunc(r.CustomerEmails, person.SameMailbox) ||
		slices.ContainsFunc(r.Nominees, func(n Nominee) bool { return person.SameMailbox(n.Email) })
}

// SeenBy returns the request as the person may see it: hidden nominees are masked, also in the decision.
func (r Request) SeenBy(person Person) Request {
	if r.showsAllTo(person) {
		return r
	}
	mask := r.masked()
	r.Nominees = slices.Clone(r.Nominees)
	for i, n := range r.Nominees {
		r.Nominees[i].Email, r.Nominees[i].From = Email(mask(string(n.Email))), Email(mask(string(n.From)))
	}
	if r.Decision != nil {
		d := *r.Decision
		d.By = Actor(mask(string(d.By)))
		r.Decision = &d
	}
	return r
}

// HistorySeenBy returns the events of the request as the person may see them.
func (r Request) HistorySeenBy(person Person, history []Event) []Event {
	if r.showsAllTo(person) {
		return history
	}
	mask := r.masked()
	seen := slices.Clone(history)
	for i, e := range seen {
		seen[i].Actor = Actor(mask(string(e.Actor)))
		seen[i].Detail = make(map[string]string, len(e.Detail))
		for name, text := range e.Detail {
			if detailIsAddress[name] {
				text = mask(text)
			}
			seen[i].Detail[name] = text
		}
	}
	return seen
}

// showsAllTo reports whether nothing is hidden from the person. Operators see everything except of their own requests.
func (r Request) showsAllTo(person Person) bool {
	return person.Operator && !person.Email.SameMailbox(r.Requester) ||
		!slices.ContainsFunc(r.Nominees, func(n Nominee) bool { return n.Hidden })
}

var detailIsAddress = map[string]bool{DetailForwarder: true, DetailNominee: true, DetailAddress: true}

// masked returns a function that masks the addresses of hidden nominees and returns others unchanged.
func (r Request) masked() func(address string) string {
	return func(address string) string {
		if slices.ContainsFunc(r.Nominees, func(n Nominee) bool { return n.Hidden && string(n.Email) == address }) {
			return Email(address).Masked()
		}
		return address
	}
}

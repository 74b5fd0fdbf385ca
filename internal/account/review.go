package account

import (
	"cmp"
	"errors"
	"slices"
	"time"
)

// Policy says which requests operators review.
type Policy string

// Each policy. All but ReviewNever also review look-alikes of live accounts.
const (
	ReviewMismatch Policy = "mismatch" // those whose customer addresses do not all vouch for the identifier
	ReviewEdited   Policy = "edited"   // those for another identifier than the requester's own e-mail domain
	ReviewAlways   Policy = "always"
	ReviewNever    Policy = "never"
)

// Policies lists every policy.
func Policies() []Policy { return []Policy{ReviewMismatch, ReviewEdited, ReviewAlways, ReviewNever} }

// asksAboutAddress reports whether the address by itself puts a request for the identifier in review.
func (p Policy) asksAboutAddress(d Domain, address Email) bool {
	return (p == ReviewMismatch || p == ReviewAlways) && !d.VouchedBy(address)
}

// Reason is one reason for a review. Only operators see it.
type Reason struct {
	Kind    ReasonKind
	Address Email     // of ReasonAddress
	Like    *Likeness // the similar account
}

// ReasonKind says what kind of reason it is.
type ReasonKind string

// Every kind of reason.
const (
	ReasonAddress          ReasonKind = "address"           // a customer address does not vouch for the identifier
	ReasonEdited           ReasonKind = "edited"            // the identifier is not the requester's own e-mail domain
	ReasonAlways           ReasonKind = "always"            // every request is reviewed
	ReasonNoAdministrators ReasonKind = "no-administrators" // the account above has no administrator who may decide
	ReasonSameName         ReasonKind = "same-name"         // a live account has the same name or a look-alike
	ReasonLookAlikeDomain  ReasonKind = "look-alike-domain" // a live account's identifier is a look-alike
)

// ReasonKinds lists every kind.
func ReasonKinds() []ReasonKind {
	return []ReasonKind{
		ReasonAddress, ReasonEdited, ReasonAlways, ReasonNoAdministrators, ReasonSameName, ReasonLookAlikeDomain,
	}
}

// provable reports whether a proof by DNS can settle the reason. It cannot for look-alikes, whose holders control their own
// DNS.
func (k ReasonKind) provable() bool { return k != ReasonSameName && k != ReasonLookAlikeDomain }

// Likeness names another account.
type Likeness struct {
	AccountID ID
	Name      string
	Domain    Domain
}

// Review is the state of a request's review.
type Review struct {
	Reasons    []Reason  // why it is or was reviewed; none: it needs no review
	Accepted   []Email   // the customer addresses that an operator accepted
	AcceptedAt time.Time // zero: no operator has accepted it
	AcceptedBy Email     // the operator who did so last
	ProvedAt   time.Time // zero: no proof by DNS was found
}

// acceptedHost reports whether an operator accepted an address of that e-mail domain. It is false for
// shared mail domains, whose addresses belong to strangers.
func (v Review) acceptedHost(host string) bool {
	return !IsSharedMailDomain(host) && slices.ContainsFunc(v.Accepted, func(a Email) bool { return a.Host() == host })
}

// Parent is the nearest account above whose administrators decide instead of the customer addresses.
type Parent struct {
	AccountID ID
	Domain    Domain
}

// Neighbours are the live accounts that the route of a request depends on.
type Neighbours struct {
	Above          *Account     // the active account of the nearest parent of the identifier
	Administrators []Membership // its Smart Account Administrators
	AboveIsHidden  bool         // the requester may not see them
	SameName       []Account    // those whose name has a look-alike skeleton in common
	LookAlike      []Account    // those whose identifier has the same look-alike skeleton
}

// Asked is what the route of a request depends on.
type Asked struct {
	Requester Email
	Domain    Domain
	Customers []Email
	Unknown   []Email // the customers whom no operator has accepted
	Accepted  bool    // an operator has accepted the account's name and identifier before
}

// Route says who decides a request, and why it needs a review first.
type Route struct {
	Reasons  []Reason
	Nominees []Nominee
	Above    *Account // whose administrators the nominees are
}

// maxAdministrators is how many administrators of an account are asked about a request below it.
const maxAdministrators = 10

// Route returns the route of a request: the administrators of the account above decide if there are any
// other than the requester, else the customer addresses.
func (p Policy) Route(a Asked, n Neighbours) Route {
	var route Route
	because := func(kind ReasonKind) { route.Reasons = append(route.Reasons, Reason{Kind: kind}) }
	if p == ReviewAlways && len(a.Unknown) > 0 {
		because(ReasonAlways)
	}
	if route.Nominees = administrators(a.Requester, n); len(route.Nominees) > 0 {
		route.Above = n.Above
		return route // administrators vouch for it
	}
	for _, address := range a.Customers {
		route.Nominees = append(route.Nominees, Nominee{Email: address})
	}
	if p == ReviewNever {
		return route
	}
	if n.Above != nil && len(a.Unknown) > 0 {
		because(ReasonNoAdministrators)
	}
	if p == ReviewEdited && string(a.Domain) != a.Requester.Host() && len(a.Unknown) > 0 {
		because(ReasonEdited)
	}
	for _, address := range a.Unknown {
		if p.asksAboutAddress(a.Domain, address) {
			route.Reasons = append(route.Reasons, Reason{Kind: ReasonAddress, Address: address})
		}
	}
	if !a.Accepted {
		route.Reasons = append(route.Reasons, likenesses(ReasonSameName, n.SameName)...)
		route.Reasons = append(route.Reasons, likenesses(ReasonLookAlikeDomain, n.LookAlike)...)
	}
	return route
}

// administrators returns the longest-standing administrators of the account above, without the requester.
func administrators(requester Email, n Neighbours) []Nominee {
	if n.Above == nil {
		return nil
	}
	standing := slices.DeleteFunc(slices.Clone(n.Administrators), func(m Membership) bool {
		return m.Person.SameMailbox(requester) || !m.Administers()
	})
	slices.SortFunc(standing, func(a, b Membership) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Person, b.Person))
	})
	var nominees []Nominee
	for _, m := range standing[:min(len(standing), maxAdministrators)] {
		nominees = append(nominees, Nominee{Email: m.Person, AdministratorOf: n.Above.ID, AdministratorSince: m.Since, Hidden: n.AboveIsHidden, Language: m.Language})
	}
	return nominees
}

func likenesses(kind ReasonKind, others []Account) []Reason {
	var reasons []Reason
	for _, other := range others {
		reasons = append(reasons, Reason{Kind: kind, Like: &Likeness{other.ID, other.Name, other.Domain}})
	}
	return reasons
}

func (t Route) parent() *Parent {
	if t.Above == nil {
		return nil
	}
	return &Parent{t.Above.ID, t.Above.Domain}
}

// Accept ends the review: the nominees of the route are asked, and the deadline counts from now. It overrides the route's
// reasons.
func (r Request) Accept(by Person, route Route, now time.Time, terms Terms) (Request, Event, error) {
	if err := r.reviewable(by, route, Accept, now); err != nil {
		return r, Event{}, err
	}
	next := r.changed()
	next.Review.Accepted = slices.Concat(r.Review.Accepted, without(r.CustomerEmails, r.Review.Accepted))
	next.Review.AcceptedAt, next.Review.AcceptedBy = now, by.Email
	next.ExpiresAt = now.Add(terms.Lifetime)
	reasons := next.Review.Reasons
	route.Reasons = nil
	next.follow(route, now, terms)
	next.Review.Reasons = reasons // they stay on record
	return next, next.event(EventAccepted, Actor(by.Email), r.State, now, nil), nil
}

// Reject ends the request with the operator's reason. The route names the nominees whom an acceptance would ask.
func (r Request) Reject(by Person, route Route, reason string, now time.Time) (Request, Event, error) {
	if err := r.reviewable(by, route, Reject, now); err != nil {
		return r, Event{}, err
	}
	next := r.end(Rejected, 0, Decision{At: now, By: Actor(by.Email), Reason: reason})
	next.Version++
	return next, next.event(EventRejected, Actor(by.Email), r.State, now, map[string]string{DetailReason: reason}), nil
}

// reviewable returns ErrNotOperator unless by is an operator, and ErrOwnReview if they have a part in the request.
func (r Request) reviewable(by Person, route Route, a Action, now time.Time) error {
	if !by.Operator {
		return ErrNotOperator
	}
	if err := r.May(a, now); err != nil {
		return err
	}
	wouldBeAsked := func(n Nominee) bool { return by.Email.SameMailbox(n.Email) }
	if r.isParty(by.Email) || slices.ContainsFunc(route.Nominees, wouldBeAsked) {
		return ErrOwnReview
	}
	return nil
}

// ReviewedAlready reports whether the operator ended the review by the same action, so that repeating it is no error.
func (r Request) ReviewedAlready(by Email, a Action) bool {
	switch a {
	case Accept:
		return r.State != PendingReview && r.Review.AcceptedBy != "" && by == r.Review.AcceptedBy
	case Reject:
		return r.State == Rejected && Actor(by) == r.Decision.By && r.Decision.Dispute == ""
	default:
		return false
	}
}

// MayReview returns nil if the request is in review at that time. It returns AlreadyDecided after an end and after the
// review, and NotAllowed if there was no review.
func (r Request) MayReview(now time.Time) error {
	err := r.May(Accept, now)
	var elsewhere *NotAllowed
	switch {
	case !errors.As(err, &elsewhere):
		return err
	case !r.Review.ProvedAt.IsZero():
		return &AlreadyDecided{State: r.State, At: r.Review.ProvedAt, By: Actor(r.Requester)}
	case !r.Review.AcceptedAt.IsZero():
		return &AlreadyDecided{State: r.State, At: r.Review.AcceptedAt, By: Actor(r.Review.AcceptedBy)}
	default:
		return err
	}
}

// Prove records that the proof by DNS was found for the request as it is. The review ends unless it has reasons that a proof
// cannot settle. It returns ErrUnchanged if that is recorded already.
func (r Request) Prove(route Route, now time.Time, terms Terms) (Request, Event, error) {
	if err := r.May(Prove, now); err != nil {
		return r, Event{}, err
	}
	if !r.Review.ProvedAt.IsZero() {
		return r, Event{}, ErrUnchanged
	}
	next := r.changed()
	next.Review.ProvedAt = now
	route.Reasons = slices.DeleteFunc(slices.Clone(r.Review.Reasons), func(why Reason) bool { return why.Kind.provable() })
	next.follow(route, now, terms)
	return next, next.event(EventProved, Actor(r.Requester), r.State, now, nil), nil
}

package model

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// The reference is the rules of the specification a second time, for the requests for one domain identifier, as
// simple as the answers allow. It shares no code with the system.

const (
	domain      = "acme.com"
	lifetime    = 90 * 24 * time.Hour
	undelivered = 7 * 24 * time.Hour
	codeLasts   = 10 * time.Minute
	codeTries   = 5
	mostHops    = 3
	mostAsked   = 50
	resendAfter = 24 * time.Hour
)

// reference maps ids to requests. A value never changes.
type reference map[string]request

type request struct {
	by, status    string
	decidedBy     string
	expires       time.Time
	undeliveredAt time.Time
	customers     []string
	accepted      []string // the customers that an operator accepted
	acceptedBy    string   // the operator who accepted it last
	nominees      []nominee
	named         int
}

type nominee struct {
	email, origin string // origin: the address that was asked first, before it was forwarded to this one
	state         string // active, forwarded, replaced, decided, closed
	hops          int
	generation    int // of the link; each resend increases it
	resentAt      time.Time
	bounced       bool
	code          code // of the link
}

type code struct {
	nonce   string
	tries   int
	expires time.Time
}

func (c code) good(now time.Time) bool { return c.nonce != "" && now.Before(c.expires) }

func (m reference) equal(other reference) bool { return maps.EqualFunc(m, other, request.equal) }

func (r request) equal(s request) bool {
	return r.by == s.by && r.status == s.status && r.decidedBy == s.decidedBy && r.expires.Equal(s.expires) &&
		r.undeliveredAt.Equal(s.undeliveredAt) && slices.Equal(r.customers, s.customers) && slices.Equal(r.accepted, s.accepted) && r.acceptedBy == s.acceptedBy &&
		slices.Equal(r.nominees, s.nominees) && r.named == s.named
}

func (r request) ended() bool { return r.status != "pending_review" && r.status != "pending_approval" }

func (r request) deadline() time.Time {
	if at := r.undeliveredAt.Add(undelivered); !r.undeliveredAt.IsZero() && at.Before(r.expires) {
		return at
	}
	return r.expires
}

// at returns the request as it is at that instant.
func (r request) at(now time.Time) request {
	if r.ended() || now.Before(r.deadline()) {
		return r
	}
	return r.end("expired", "system", "")
}

func (r request) end(status, by, decider string) request {
	r.status, r.decidedBy = status, by
	r.nominees = slices.Clone(r.nominees)
	for i, n := range r.nominees {
		if n.state == "active" {
			r.nominees[i].state = "closed"
			if n.email == decider {
				r.nominees[i].state = "decided"
			}
		}
	}
	return r
}

func (r request) decided() string { return "decided " + r.status + " by " + r.decidedBy }

// reached sets since when no nominee can be reached.
func (r *request) reached(now time.Time) {
	active := 0
	for _, n := range r.nominees {
		if n.state != "active" {
			continue
		}
		active++
		if !n.bounced {
			r.undeliveredAt = time.Time{}
			return
		}
	}
	switch {
	case active == 0:
		r.undeliveredAt = time.Time{}
	case r.undeliveredAt.IsZero():
		r.undeliveredAt = now
	}
}

func (r *request) add(n nominee) {
	n.state, n.generation = "active", 1
	for _, before := range r.nominees {
		if before.email == n.email {
			n.resentAt = before.resentAt
		}
	}
	r.nominees = append(slices.Clone(r.nominees), n)
}

// ask makes these addresses the nominees. An active nominee whose origin is one of them stays.
func (r *request) ask(asked []string) {
	r.nominees = slices.Clone(r.nominees)
	kept := map[string]bool{}
	for i, n := range r.nominees {
		if n.state != "active" {
			continue
		}
		if slices.Contains(asked, n.origin) {
			kept[n.origin] = true
		} else {
			r.nominees[i].state = "replaced"
		}
	}
	for _, email := range asked {
		holds := func(n nominee) bool { return n.state == "active" && n.email == email }
		if !kept[email] && !slices.ContainsFunc(r.nominees, holds) {
			r.add(nominee{email: email, origin: email})
		}
	}
}

func (r request) asks(asked []string) bool {
	for _, n := range r.nominees {
		if n.state == "active" && !slices.Contains(asked, n.origin) {
			return false
		}
	}
	for _, email := range asked {
		if !slices.ContainsFunc(r.nominees, func(n nominee) bool { return n.state == "active" && (n.origin == email || n.email == email) }) {
			return false
		}
	}
	return true
}

func vouches(email string) bool { return strings.HasSuffix(email, "@"+domain) }

// follow sends the request to review, or to its customers.
func (r *request) follow(now time.Time) {
	r.status = "pending_approval"
	for _, email := range r.customers {
		if !vouches(email) && !slices.Contains(r.accepted, email) {
			r.status = "pending_review"
		}
	}
	if r.status == "pending_review" {
		r.ask(nil)
	} else {
		r.ask(r.customers)
	}
	r.reached(now)
}

// live returns the request that holds the identifier at that instant.
func (m reference) live(now time.Time) (id string, r request, there bool) {
	for id, r := range m {
		if r = r.at(now); !r.ended() || r.status == "approved" {
			return id, r, true
		}
	}
	return "", request{}, false
}

// holder returns the index of the nominee with that number; false if their links are invalid.
func (r request) holder(number int) (int, bool) {
	i := number - 1
	if i < 0 || i >= len(r.nominees) || r.nominees[i].state == "forwarded" || r.nominees[i].state == "replaced" {
		return 0, false
	}
	return i, true
}

// with returns the reference with that request.
func (m reference) with(id string, r request) reference {
	next := maps.Clone(m)
	next[id] = r
	return next
}

// step returns the expected answer to the operation, and the reference after it.
func (m reference) step(o operation) (answer string, after reference) {
	if o.Kind == submit {
		return m.submit(o)
	}
	if o.Kind == lookUp {
		if id, r, there := m.live(o.Now); there {
			return "found " + id + " " + map[bool]string{true: "active", false: "pending"}[r.status == "approved"], m
		}
		return "nothing", m
	}
	r, there := m[o.Request]
	if !there {
		return "no such request", m
	}
	was := r
	r = r.at(o.Now)
	answer, next := r.step(o)
	if answer == "" { // nothing is written
		answer = "ok"
	}
	if o.Kind == expire && answer == "ok" {
		return "ok", m.with(o.Request, r)
	}
	if was.status != r.status || next == nil {
		return answer, m // the expiry is shown, not written
	}
	return answer, m.with(o.Request, *next)
}

func (m reference) submit(o operation) (string, reference) {
	if _, _, there := m.live(o.Now); there {
		return "taken", m
	}
	next := maps.Clone(m)
	for id, r := range m {
		next[id] = r.at(o.Now) // a submission ends the expired request for its identifier
		if r.status == "approved" {
			next[id] = r
		}
	}
	r := request{by: o.By, expires: o.Now.Add(lifetime), customers: o.Customers, named: len(o.Customers)}
	r.follow(o.Now)
	next[o.Opened] = r
	return "ok " + r.status, next
}

// step returns the answer to the operation, and the request after it; nil if nothing is written.
func (r request) step(o operation) (string, *request) {
	switch o.Kind {
	case expire:
		if r.status != "expired" {
			return "not due", nil
		}
		return "ok", nil
	case track:
		return r.status, nil
	case bounce:
		return r.bounce(o)
	case withdraw, correct, resend:
		if r.ended() {
			return r.decided(), nil
		}
		return r.followUp(o)
	case accept, reject:
		switch {
		case o.Kind == accept && r.status != "pending_review" && r.acceptedBy == o.By,
			o.Kind == reject && r.status == "rejected" && r.decidedBy == o.By:
			return "ok " + r.status, nil
		case r.ended():
			return r.decided(), nil
		case r.status != "pending_review" && r.acceptedBy != "":
			return "decided " + r.status + " by " + r.acceptedBy, nil
		case r.status != "pending_review":
			return "not allowed", nil
		case o.Kind == reject:
			r = r.end("rejected", o.By, "")
			return "ok rejected", &r
		}
		for _, email := range r.customers {
			if !slices.Contains(r.accepted, email) {
				r.accepted = append(slices.Clone(r.accepted), email)
			}
		}
		r.expires, r.acceptedBy = o.Now.Add(lifetime), o.By
		r.follow(o.Now)
		return "ok " + r.status, &r
	default:
		return r.byLink(o)
	}
}

func (r request) followUp(o operation) (string, *request) {
	switch o.Kind {
	case withdraw:
		r = r.end("withdrawn", r.by, "")
		return "ok withdrawn", &r
	case resend:
		if r.status == "pending_review" {
			return "not allowed", nil
		}
		again := false
		r.nominees = slices.Clone(r.nominees)
		for i, n := range r.nominees {
			if n.state == "active" && !o.Now.Before(n.resentAt.Add(resendAfter)) {
				again = true
				r.nominees[i].resentAt, r.nominees[i].bounced = o.Now, false
				r.nominees[i].generation++ // the old link and its code become invalid
				r.nominees[i].code = code{}
			}
		}
		if !again {
			return "too many", nil
		}
		r.reached(o.Now)
		return "ok " + r.status, &r
	default:
		added := 0
		for _, email := range o.Customers {
			if !slices.Contains(r.customers, email) {
				added++
			}
		}
		same := added == 0 && len(o.Customers) == len(r.customers)
		if same && (r.status == "pending_review" || r.asks(o.Customers)) {
			return "ok " + r.status, nil
		}
		r.customers, r.named = o.Customers, r.named+added
		r.follow(o.Now)
		if max(r.named, len(r.nominees)) > mostAsked {
			return "invalid", nil
		}
		return "ok " + r.status, &r
	}
}

// bounce is noted once for an active nominee. The reference does not know which mail was the latest: it takes from
// the operation whether the bounce was noted, and only checks that the rules allow it.
func (r request) bounce(o operation) (string, *request) {
	if !o.Noted {
		return "nothing", nil
	}
	i, alive := r.holder(o.Nominee)
	if r.status != "pending_approval" || !alive || r.nominees[i].state != "active" || r.nominees[i].bounced {
		return "nothing to note", nil
	}
	r.nominees = slices.Clone(r.nominees)
	r.nominees[i].bounced = true
	r.reached(o.Now)
	return "noted", &r
}

// byLink returns the answer to the holder of a link, and the request after it; nil if nothing is written.
func (r request) byLink(o operation) (string, *request) {
	i, alive := r.holder(o.Nominee)
	if !alive || r.nominees[i].generation != o.Generation {
		return "link invalid", nil
	}
	if o.Kind == view {
		return r.status, nil
	}
	ends := map[kind]string{approve: "approved", decline: "declined"}[o.Kind]
	n := r.nominees[i]
	if n.state == "decided" && r.status == ends {
		return "ok " + r.status, nil // the decider repeats the decision
	}
	if r.ended() {
		return r.decided(), nil
	}
	r.nominees = slices.Clone(r.nominees)
	if o.Kind == askCode {
		switch {
		case n.code.good(o.Now) && o.Nonce != n.code.nonce:
			return "another code", nil // never right: while a code is valid, it is mailed again
		case n.code.good(o.Now):
			r.nominees[i].code.tries = 0
		case o.Nonce == "":
			r.nominees[i].code = code{}
		default:
			r.nominees[i].code = code{nonce: o.Nonce, expires: o.Now.Add(codeLasts)}
		}
		return "ok", &r
	}
	if n.code.tries >= codeTries || !n.code.good(o.Now) {
		return "code invalid", nil
	}
	if o.Code != n.code.nonce {
		r.nominees[i].code.tries++
		return "code invalid", &r
	}
	r.nominees[i].code = code{}
	if o.Kind != forward {
		r = r.end(ends, n.email, n.email)
		return "ok " + r.status, &r
	}
	held := slices.ContainsFunc(r.nominees, func(h nominee) bool { return h.email == o.To })
	if n.hops >= mostHops || held || len(r.nominees) >= mostAsked {
		return "invalid", nil
	}
	r.nominees[i].state = "forwarded"
	r.add(nominee{email: o.To, origin: n.origin, hops: n.hops + 1})
	r.reached(o.Now)
	return "ok " + r.status, &r
}

package account

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	day      = 24 * time.Hour
	tick     = time.Nanosecond
	lifetime = 90 * day
)

var (
	opened   = time.Date(2026, time.November, 22, 8, 30, 0, 0, time.UTC)
	deadline = opened.Add(lifetime)
	terms    = Terms{Lifetime: lifetime, Reminders: []time.Duration{30 * day, 7 * day, 83 * day, 60 * day}}
)

const (
	paola Email = "paola@partner.com" // the requester
	ada   Email = "ada@acme.com"      // vouches
	bob   Email = "bob@emea.acme.com" // vouches
	carl  Email = "carl@other.com"    // does not vouch
	dora  Email = "dora@gmail.com"    // at a shared mail domain
	eve   Email = "eve@acme.com"      // vouches; asked only through a forward
	anna  Email = "anna@acme.com"     // administers the account above
	hans  Email = "hans@acme.com"     // administers the account above, too
)

var (
	olga  = Person{Email: "olga@operator.com", Operator: true}
	above = Account{ID: "above", Name: "Acme", Domain: "acme.com", Status: AccountActive}
	twin  = Account{ID: "twin", Name: "Acme", Domain: "acme.net", Status: AccountActive}
)

// namesake is an account with the same name as the request's.
var namesake = Neighbours{SameName: []Account{twin}}

// administered returns neighbours with an account above whose administrators the requester may not see.
func administered(administrators ...Email) Neighbours {
	n := Neighbours{Above: &above, AboveIsHidden: true}
	for i, who := range administrators {
		n.Administrators = append(n.Administrators, Membership{
			AccountID: above.ID, Person: who, Role: SmartAccountAdministrator, Since: opened.Add(time.Duration(i-100) * day),
		})
	}
	return n
}

// opening returns a request for emea.acme.com with these customers.
func opening(p Policy, n Neighbours, customers ...Email) Request {
	r, _ := Submit(Submission{
		Requester: paola, AccountName: "Acme", Domain: "emea.acme.com", NoteToApprover: "new", NoteToCustomer: "hello",
		CustomerEmails: customers, Language: Italian,
	}, p.Route(Asked{Requester: paola, Domain: "emea.acme.com", Customers: customers, Unknown: customers}, n), "request", "account", opened, terms)
	return r
}

func submitted() Request { return opening(ReviewMismatch, Neighbours{}, ada, bob) }

// inReview returns a request whose customers do not all vouch.
func inReview() Request { return opening(ReviewMismatch, Neighbours{}, ada, carl, dora) }

// accepted returns that request after its review.
func accepted() Request { return did(accept(inReview(), olga)) }

// below returns a request for two administrators whom the requester may not see.
func below() Request { return opening(ReviewMismatch, administered(anna, hans), ada, carl) }

// did returns the request of a step that must succeed.
func did(next Request, _ Event, err error) Request {
	if err != nil {
		panic(err)
	}
	return next
}

// settled returns the route if nothing is left to review.
func settled(r Request) Route {
	return ReviewMismatch.Route(Asked{Requester: r.Requester, Domain: r.Account.Domain, Customers: r.CustomerEmails, Accepted: true}, Neighbours{})
}

func accept(r Request, by Person) (Request, Event, error) {
	return r.Accept(by, settled(r), opened.Add(day), terms)
}

func prove(r Request) (Request, Event, error) {
	return r.Prove(settled(r), opened.Add(day), terms)
}

// correct replaces the customers, with these neighbours.
func correct(r Request, n Neighbours, customers ...Email) (Request, Event, error) {
	return r.Correct(customers, ReviewMismatch.Route(r.Corrected(customers), n), opened.Add(2*day), terms)
}

// inState returns a request in that state.
func inState(s State) Request {
	switch {
	case s == PendingReview:
		return inReview()
	case s.Ended():
		return submitted().end(s, 0, Decision{At: opened.Add(time.Hour), By: "somebody@acme.com"})
	default:
		return submitted()
	}
}

// withNominee returns a request with its first nominee in that state.
func withNominee(s NomineeState) Request {
	r := submitted()
	r.Nominees[0].State = s
	return r
}

// people returns the nominees as "number address state".
func people(r Request) string {
	var all []string
	for _, n := range r.Nominees {
		all = append(all, fmt.Sprintf("%d %s %s", n.Number, n.Email, n.State))
	}
	return strings.Join(all, ", ")
}

func fieldOf(err error) string {
	var bad *InvalidInput
	if !errors.As(err, &bad) || len(bad.Fields) != 1 {
		return fmt.Sprint(err)
	}
	return bad.Fields[0].Field + ": " + string(bad.Fields[0].Code)
}

// actions perform each action on a request at a time. SendCode is missing: it only asks for permission.
var actions = map[Action]func(r Request, number int, now time.Time) (Request, Event, error){
	Accept: func(r Request, _ int, now time.Time) (Request, Event, error) {
		return r.Accept(olga, settled(r), now, terms)
	},
	Reject: func(r Request, _ int, now time.Time) (Request, Event, error) {
		return r.Reject(olga, Route{}, "no", now)
	},
	Approve: func(r Request, number int, now time.Time) (Request, Event, error) {
		next, event, _, err := r.Approve(number, Public, "2026-11", "virtual", now)
		return next, event, err
	},
	Decline: func(r Request, number int, now time.Time) (Request, Event, error) {
		return r.Decline(number, "no", now)
	},
	Forward: func(r Request, number int, now time.Time) (Request, Event, error) {
		return r.Forward(number, eve, "please", ReviewMismatch, now)
	},
	Report: func(r Request, number int, now time.Time) (Request, Event, error) {
		return r.Report(number, true, now)
	},
	Withdraw: func(r Request, _ int, now time.Time) (Request, Event, error) { return r.Withdraw(now) },
	Resend:   func(r Request, _ int, now time.Time) (Request, Event, error) { return r.Resend(nil, nil, now) },
	Correct: func(r Request, _ int, now time.Time) (Request, Event, error) {
		customers := []Email{bob, "mia@acme.com"}
		return r.Correct(customers, ReviewMismatch.Route(r.Corrected(customers), Neighbours{}), now, terms)
	},
	Prove: func(r Request, _ int, now time.Time) (Request, Event, error) { return r.Prove(settled(r), now, terms) },
	Bounce: func(r Request, number int, now time.Time) (Request, Event, error) {
		return r.Unreach(number, UnreachableBounced, now)
	},
	Complain: func(r Request, number int, now time.Time) (Request, Event, error) {
		return r.Unreach(number, UnreachableComplained, now)
	},
	Suppress: func(r Request, number int, now time.Time) (Request, Event, error) {
		return r.Unreach(number, UnreachableSuppressed, now)
	},
	Reach: func(r Request, number int, now time.Time) (Request, Event, error) {
		seen := r
		seen.Nominees = slices.Clone(r.Nominees)
		for i := range seen.Nominees {
			seen.Nominees[i].UnreachableAt = now
		}
		next, event, err := seen.Reach(number, now)
		if err != nil {
			return r, event, err
		}
		return next, event, nil
	},
	Remind: func(r Request, _ int, now time.Time) (Request, Event, error) { return r.Remind(now, terms) },
	Expire: func(r Request, _ int, now time.Time) (Request, Event, error) { return r.Expire(now) },
	EndByDispute: func(r Request, _ int, now time.Time) (Request, Event, error) {
		return r.EndByDispute(olga, "dispute", "theirs", now)
	},
}

// due returns when the action can be done to a new request.
func (a Action) due() time.Time {
	switch a {
	case Remind:
		return opened.Add(7 * day)
	case Expire:
		return deadline
	default:
		return opened.Add(2 * time.Hour)
	}
}

// A new request has its nominees, deadline and first reminder.
func TestSubmitAsksTheNominees(t *testing.T) {
	emails := []Email{ada, bob}
	s := Submission{Requester: paola, AccountName: "Acme", Domain: "acme.com", NoteToApprover: "new", NoteToCustomer: "hello", CustomerEmails: emails, Language: English}
	r, event := Submit(s, Route{Nominees: []Nominee{{Email: ada}, {Email: bob}}}, "r", "a", opened, terms)
	want := Request{
		ID: "r", Version: 1, State: PendingApproval,
		Account: Account{
			ID: "a", Name: "Acme", Domain: "acme.com", Status: AccountPending, Visibility: Restricted, CreatedAt: opened,
			Requester: paola, RequestID: "r", PendingUntil: deadline,
		},
		Requester: paola, CustomerEmails: []Email{ada, bob}, NoteToCustomer: "hello", NoteToApprover: "new", Language: English,
		CreatedAt: opened, ListedAt: opened, ExpiresAt: deadline, AskedAt: opened, RemindAt: opened.Add(7 * day), Named: 2,
		Nominees: []Nominee{{Number: 1, Email: ada, State: NomineeActive, Generation: 1}, {Number: 2, Email: bob, State: NomineeActive, Generation: 1}},
	}
	if !reflect.DeepEqual(r, want) || !slices.Equal(r.ActiveNominees(), want.Nominees) {
		t.Errorf("request %+v, want %+v", r, want)
	}
	if !reflect.DeepEqual(event, Event{RequestID: "r", Number: 1, At: opened, Kind: EventSubmitted, Actor: Actor(paola), To: PendingApproval}) {
		t.Errorf("event %+v", event)
	}
	emails[0] = "mallory@acme.com"
	if r.CustomerEmails[0] != ada {
		t.Error("the request shares its addresses with the form")
	}
}

// No nominee is asked or reminded before the review.
func TestSubmitForReviewAsksNoNominee(t *testing.T) {
	r := inReview()
	if r.State != PendingReview || r.Account.Status != AccountPending || len(r.Nominees) != 0 || r.Parent != nil || !r.AskedAt.IsZero() || !r.RemindAt.IsZero() || !r.Deadline().Equal(deadline) {
		t.Errorf("request %+v", r)
	}
	if got := why(r.Review.Reasons); got != "address carl@other.com, address dora@gmail.com" {
		t.Errorf("reasons %q", got)
	}
}

// An action that the table does not allow is refused, and the error says why.
func TestActionsKeepToTheTable(t *testing.T) {
	if len(actions) != len(Actions())-1 {
		t.Errorf("%d actions here, %d in the domain", len(actions), len(Actions()))
	}
	for _, state := range States() {
		r := inState(state)
		if err := r.May(SendCode, opened); (err == nil) != (len(state.Following(SendCode)) > 0) {
			t.Errorf("%s while %s: %v", SendCode, state, err)
		}
		for action, do := range actions {
			next, event, err := do(r, 1, action.due())
			if following := state.Following(action); len(following) > 0 {
				if err != nil || !slices.Contains(following, next.State) || event.From != state || event.To != next.State ||
					event.Number != 2 || next.Version != 2 || event.RequestID != r.ID || !event.At.Equal(action.due()) || !slices.Contains(EventKinds(), event.Kind) {
					t.Errorf("%s while %s: %q, %+v, %v", action, state, next.State, event, err)
				}
				continue
			}
			var ended *AlreadyDecided
			var not *NotAllowed
			switch {
			case state.Ended() && errors.As(err, &ended):
				if ended.State != state || ended.By != "somebody@acme.com" || !ended.At.Equal(opened.Add(time.Hour)) {
					t.Errorf("%s while %s: %+v", action, state, ended)
				}
			case !state.Ended() && errors.As(err, &not):
				if not.State != state || not.Action != action {
					t.Errorf("%s while %s: %+v", action, state, not)
				}
			default:
				t.Errorf("%s while %s: %v", action, state, err)
			}
			if !reflect.DeepEqual(next, r) || !reflect.DeepEqual(event, Event{}) {
				t.Errorf("%s while %s is refused, and changes something", action, state)
			}
		}
	}
}

// A nominee with an invalid link, or an unknown one, cannot decide.
func TestOnlyActiveNomineesDecide(t *testing.T) {
	for _, state := range NomineeStates() {
		for _, action := range []Action{Approve, Decline, Forward} {
			_, _, err := actions[action](withNominee(state), 1, opened)
			if allowed := state == NomineeActive; allowed != (err == nil) || !allowed && !errors.Is(err, ErrLinkInvalid) {
				t.Errorf("%s by a nominee who is %s: %v", action, state, err)
			}
		}
	}
	for _, number := range []int{-1, 0, 3} {
		if _, _, err := submitted().Decline(number, "no", opened); !errors.Is(err, ErrLinkInvalid) {
			t.Errorf("nominee %d declines: %v", number, err)
		}
	}
}

// whole returns all that a request holds, including the elements of its slices beyond their lengths.
func whole(t *testing.T, r Request) string {
	t.Helper()
	r.Nominees = r.Nominees[:cap(r.Nominees)]
	r.CustomerEmails = r.CustomerEmails[:cap(r.CustomerEmails)]
	r.Review.Reasons = r.Review.Reasons[:cap(r.Review.Reasons)]
	r.Review.Accepted = r.Review.Accepted[:cap(r.Review.Accepted)]
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// An action does not change the request that it is called on: a caller that lost a race still has it, and two actions
// on one value must not share memory.
func TestActionsLeaveTheRequestAsItWas(t *testing.T) {
	done := map[Action]bool{SendCode: true}
	for name, r := range map[string]Request{
		"submitted": submitted(),
		"in review": opening(ReviewMismatch, namesake, ada, carl),
		"again":     did(correct(accepted(), Neighbours{}, ada, carl, "zoe@third.com")), // a host was accepted before
		"accepted":  accepted(),
		"below":     below(),
		"forwarded": did(actions[Forward](submitted(), 1, opened)),
	} {
		r.Nominees, r.CustomerEmails = slices.Grow(r.Nominees, 8), slices.Grow(r.CustomerEmails, 8)
		r.Review.Reasons, r.Review.Accepted = slices.Grow(r.Review.Reasons, 8), slices.Grow(r.Review.Accepted, 8)
		before := whole(t, r)
		for action, do := range actions {
			now := opened.Add(2 * day)
			if action == Remind {
				now = r.RemindAt
			}
			if action == Expire {
				now = r.Deadline()
			}
			for number := range 4 {
				next, _, err := do(r, number, now)
				if err != nil {
					continue
				}
				done[action] = true
				for i := range next.Nominees {
					next.Nominees[i].Email = "changed@acme.com"
				}
			}
			if after := whole(t, r); after != before {
				t.Errorf("%s: %s changes\n%s to\n%s", name, action, before, after)
			}
		}
		r.AsOf(r.Deadline())
		r.SeenBy(Person{Email: paola})
		r.Corrected([]Email{ada, "new@acme.com"})
		if after := whole(t, r); after != before {
			t.Errorf("%s: reading changes\n%s to\n%s", name, before, after)
		}
	}
	for _, action := range Actions() {
		if !done[action] {
			t.Errorf("%s is not tested", action)
		}
	}
}

// An approval activates the account, with the approver as its administrator.
func TestApprovalActivatesTheAccount(t *testing.T) {
	next, event, created, err := submitted().Approve(2, Public, "2026-11", "virtual", opened.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	at := opened.Add(time.Hour)
	if next.State != Approved || next.Account.Status != AccountActive || next.Account.Visibility != Public {
		t.Errorf("request %+v", next)
	}
	if *next.Decision != (Decision{At: at, By: "bob@emea.acme.com", Authority: "2026-11"}) {
		t.Errorf("decision %+v", next.Decision)
	}
	if next.Nominees[0].State != NomineeClosed || next.Nominees[1].State != NomineeDecided || len(next.ActiveNominees()) != 0 {
		t.Errorf("nominees %+v", next.Nominees)
	}
	want := Creation{
		Administrator:  Membership{AccountID: "account", Person: "bob@emea.acme.com", Role: SmartAccountAdministrator, Since: at},
		VirtualAccount: VirtualAccount{ID: "virtual", AccountID: "account", Depth: 1, Name: "Default", Visibility: Public, Default: true, CreatedAt: at},
	}
	if !reflect.DeepEqual(created, want) {
		t.Errorf("created %+v", created)
	}
	if event.Kind != EventApproved || event.Actor != "bob@emea.acme.com" || event.Detail[DetailVisibility] != "public" || event.Detail[DetailAuthority] != "2026-11" {
		t.Errorf("event %+v", event)
	}
	mixed := submitted()
	mixed.Nominees[0].Hidden = true
	for number, hidden := range map[int]bool{1: true, 2: false} {
		if _, _, created, err := mixed.Approve(number, Public, "2026-11", "virtual", opened); err != nil || created.Administrator.Hidden != hidden {
			t.Errorf("approved by nominee %d, of whom the first is hidden: %+v, %v", number, created.Administrator, err)
		}
	}
}

// A decline keeps its reason, and no nominee remains active.
func TestDeclineCancelsTheAccount(t *testing.T) {
	next, event, err := submitted().Decline(1, "not us", opened)
	if err != nil {
		t.Fatal(err)
	}
	if next.State != Declined || next.Account.Status != AccountCancelled || *next.Decision != (Decision{At: opened, By: "ada@acme.com", Reason: "not us"}) {
		t.Errorf("request %+v, decision %+v", next, next.Decision)
	}
	if next.Nominees[0].State != NomineeDecided || next.Nominees[1].State != NomineeClosed {
		t.Errorf("nominees %+v", next.Nominees)
	}
	if event.Kind != EventDeclined || event.Detail[DetailReason] != "not us" || event.From != PendingApproval || event.To != Declined {
		t.Errorf("event %+v", event)
	}
}

// A forward replaces the nominee by the new one.
func TestForwardReplacesTheNominee(t *testing.T) {
	next, event, err := submitted().Forward(1, eve, "please", ReviewMismatch, opened)
	if err != nil {
		t.Fatal(err)
	}
	want := Nominee{Number: 3, Email: eve, State: NomineeActive, Generation: 1, Hops: 1, From: ada, Note: "please"}
	if next.Nominees[2] != want || next.Nominees[0].State != NomineeForwarded || next.Nominees[1].State != NomineeActive {
		t.Errorf("nominees %+v", next.Nominees)
	}
	if next.State != PendingApproval || next.Decision != nil || !next.Deadline().Equal(deadline) || !next.RemindAt.Equal(opened.Add(7*day)) {
		t.Errorf("request %+v", next)
	}
	if event.Kind != EventForwarded || event.Actor != Actor(ada) || event.Detail[DetailForwarder] != string(ada) || event.Detail[DetailNominee] != string(eve) {
		t.Errorf("event %+v", event)
	}
	if _, err := next.LinkHolder(1, 1); !errors.Is(err, ErrLinkInvalid) {
		t.Errorf("the old link: %v", err)
	}
	if got := did(below().Forward(1, eve, "", ReviewMismatch, opened)).Nominees[2]; !got.Hidden || got.AdministratorOf != "" {
		t.Errorf("forwarded by an administrator whom the requester may not see: %+v", got)
	}
}

// A request can be forwarded to those who may decide, and to no other person.
func TestForwardRefusesForbiddenRecipients(t *testing.T) {
	for _, c := range []struct {
		of     Request
		policy Policy
		to     Email
		want   string
	}{
		{submitted(), ReviewMismatch, paola, "forwardTo: is-requester"},
		{submitted(), ReviewNever, "paola+x@partner.com", "forwardTo: is-requester"},
		{submitted(), ReviewMismatch, ada, "forwardTo: already-held"}, // to themselves
		{submitted(), ReviewMismatch, "ada+x@acme.com", "forwardTo: already-held"},
		{submitted(), ReviewMismatch, bob, "forwardTo: already-held"}, // a nominee already
		{submitted(), ReviewMismatch, "eve@partner.com", "forwardTo: does-not-vouch"},
		{submitted(), ReviewMismatch, "eve@apac.acme.com", "forwardTo: does-not-vouch"},
		{submitted(), ReviewMismatch, "eve@evil-acme.com", "forwardTo: does-not-vouch"},
		{submitted(), ReviewMismatch, "eve@x.emea.acme.com", "forwardTo: does-not-vouch"},
		{submitted(), ReviewMismatch, "eve@acme.com.evil.com", "forwardTo: does-not-vouch"},
		{submitted(), ReviewMismatch, "eve@other.com", "forwardTo: does-not-vouch"}, // no address there was accepted
		{submitted(), ReviewAlways, "eve@other.com", "forwardTo: does-not-vouch"},
		{submitted(), ReviewAlways, eve, "<nil>"},
		{submitted(), ReviewEdited, "eve@other.com", "<nil>"}, // reviews the identifier only
		{submitted(), ReviewNever, "eve@other.com", "<nil>"},
		{accepted(), ReviewMismatch, "eve@other.com", "<nil>"},
		{accepted(), ReviewMismatch, "eve@x.other.com", "forwardTo: does-not-vouch"},
		{accepted(), ReviewMismatch, "eve@gmail.com", "forwardTo: does-not-vouch"}, // an address at a shared mail domain does not vouch for others
		{did(prove(inReview())), ReviewMismatch, "eve@other.com", "forwardTo: does-not-vouch"},
		{below(), ReviewMismatch, ada, "<nil>"}, // a customer who was not asked
		{did(submitted().Forward(2, eve, "", ReviewMismatch, opened)), ReviewMismatch, bob, "forwardTo: already-held"},
	} {
		next, _, err := c.of.Forward(1, c.to, "", c.policy, opened.Add(day))
		if fieldOf(err) != c.want || err != nil && !reflect.DeepEqual(next, c.of) {
			t.Errorf("%s: forward to %s: %v, want %s", c.policy, c.to, err, c.want)
		}
	}
}

// A request is forwarded three times at most, counted for each nominee.
func TestForwardEndsAfterThreeHops(t *testing.T) {
	r := submitted()
	holder := 1
	for i, to := range []Email{"a1@acme.com", "a2@acme.com", "a3@acme.com"} {
		next, _, err := r.Forward(holder, to, "", ReviewMismatch, opened)
		if err != nil {
			t.Fatalf("hop %d: %v", i+1, err)
		}
		r, holder = next, len(next.Nominees)
	}
	if _, _, err := r.Forward(holder, "a4@acme.com", "", ReviewMismatch, opened); fieldOf(err) != "forwardTo: too-many-hops" {
		t.Errorf("fourth hop: %v", err)
	}
	if _, _, err := r.Forward(2, "b1@acme.com", "", ReviewMismatch, opened); err != nil {
		t.Errorf("the other nominee's first hop: %v", err)
	}
	if _, _, err := r.Decline(holder, "no", opened); err != nil {
		t.Errorf("the last nominee cannot decide: %v", err)
	}
}

// crowded returns a request that has had n nominees, of whom only the first is active.
func crowded(n int) Request {
	r := submitted()
	r.Nominees, r.CustomerEmails = r.Nominees[:1], r.CustomerEmails[:1]
	for len(r.Nominees) < n {
		r.addNominee(Nominee{Email: Email(fmt.Sprintf("n%d@acme.com", len(r.Nominees)))})
		r.Nominees[len(r.Nominees)-1].State = NomineeReplaced
	}
	return r
}

// Forwards and corrections reach a bounded number of addresses.
func TestARequestHasAtMostFiftyNominees(t *testing.T) {
	for n, want := range map[int][2]string{
		49: {"<nil>", "<nil>"},
		50: {"forwardTo: too-many", "customerEmails: too-many"},
	} {
		r := crowded(n)
		_, _, forwarded := r.Forward(1, eve, "", ReviewMismatch, opened)
		next, _, corrected := correct(r, Neighbours{}, ada, "new@acme.com")
		if got := [2]string{fieldOf(forwarded), fieldOf(corrected)}; got != want {
			t.Errorf("after %d: %v, want %v", n, got, want)
		}
		if corrected != nil && !reflect.DeepEqual(next, r) {
			t.Errorf("after %d: refused, and changed", n)
		}
	}
	if next, _, err := correct(crowded(50), Neighbours{}, ada, carl); err != nil || next.State != PendingReview {
		t.Errorf("a correction that leads to a review: %s, %v", next.State, err)
	}
}

// The deadline is the first instant at which no nominee can decide.
func TestTheDeadlineIsExact(t *testing.T) {
	for _, state := range []State{PendingReview, PendingApproval} {
		r := inState(state)
		for now, want := range map[time.Time]State{
			opened: state, deadline.Add(-tick): state, deadline: Expired, deadline.Add(tick): Expired, deadline.Add(lifetime): Expired,
		} {
			seen := r.AsOf(now)
			if seen.State != want {
				t.Errorf("%s at %s is %s, want %s", state, now, seen.State, want)
			}
			if want == Expired && (seen.Account.Status != AccountCancelled || *seen.Decision != (Decision{At: deadline, By: System}) || len(seen.ActiveNominees()) != 0 || seen.Version != r.Version) {
				t.Errorf("%s at %s: %+v", state, now, seen)
			}
		}
	}
	for _, state := range States() {
		if r := inState(state); state.Ended() && !reflect.DeepEqual(r.AsOf(deadline.Add(lifetime)), r) {
			t.Errorf("%s changes after the deadline", state)
		}
	}
	for action, do := range actions {
		r := submitted()
		if len(PendingReview.Following(action)) > 0 {
			r = inReview()
		}
		_, _, err := do(r, 1, deadline.Add(-tick))
		if due := action != Expire; due != (err == nil) || !due && !errors.Is(err, ErrNotDue) {
			t.Errorf("%s a tick before the deadline: %v", action, err)
		}
		var ended *AlreadyDecided
		if _, _, err := do(r, 1, deadline); action != Expire && (!errors.As(err, &ended) || ended.State != Expired || ended.By != System || !ended.At.Equal(deadline)) {
			t.Errorf("%s at the deadline: %v", action, err)
		}
	}
	late := deadline.Add(24 * time.Hour)
	next, event, err := submitted().Expire(late)
	if err != nil || next.State != Expired || !next.Decision.At.Equal(deadline) || next.Version != 2 || next.Nominees[0].State != NomineeClosed {
		t.Errorf("expired %+v, %v", next, err)
	}
	if event.Kind != EventExpired || event.Actor != System || !event.At.Equal(late) || event.From != PendingApproval {
		t.Errorf("event %+v", event)
	}
}

// An account is cancelled at the deadline of its undecided request, unless it is active.
func TestAnAccountIsPendingUntilItsDeadline(t *testing.T) {
	a := submitted().Account
	for now, want := range map[time.Time]AccountStatus{deadline.Add(-tick): AccountPending, deadline: AccountCancelled, deadline.Add(tick): AccountCancelled} {
		if got := a.AsOf(now).Status; got != want {
			t.Errorf("at %s: %s, want %s", now, got, want)
		}
	}
	a.Status = AccountActive
	if got := a.AsOf(deadline.Add(lifetime)).Status; got != AccountActive {
		t.Errorf("an active account is %s after the deadline", got)
	}
	for _, status := range AccountStatuses() {
		for _, visibility := range Visibilities() {
			a.Status, a.Visibility = status, visibility
			if got := a.FoundByPart(); got != (status == AccountActive && visibility == Public) {
				t.Errorf("%s, %s: found by partial search: %t", status, visibility, got)
			}
		}
	}
}

// A link opens for its nominee and generation only, and shows how its request ended.
func TestALinkBelongsToOneNomineeAndGeneration(t *testing.T) {
	for _, state := range NomineeStates() {
		r := withNominee(state)
		_, err := r.LinkHolder(1, 1)
		if dead := state == NomineeForwarded || state == NomineeReplaced; dead != errors.Is(err, ErrLinkInvalid) {
			t.Errorf("link of a nominee who is %s: %v", state, err)
		}
		for _, other := range [][2]int{{1, 0}, {1, 2}, {0, 1}, {3, 1}} {
			if _, err := r.LinkHolder(other[0], other[1]); !errors.Is(err, ErrLinkInvalid) {
				t.Errorf("nominee %d, generation %d: %v", other[0], other[1], err)
			}
		}
	}
}

// Only the nominee who decided may repeat the decision.
func TestOnlyTheDeciderMayRepeatTheDecision(t *testing.T) {
	approved, _, _, _ := submitted().Approve(1, Restricted, "2026-11", "v", opened)
	declined, _, _ := submitted().Decline(1, "no", opened)
	for _, action := range Actions() {
		if got := approved.DecidedAlready(1, action); got != (action == Approve) {
			t.Errorf("approved; %s again: %t", action, got)
		}
		if got := declined.DecidedAlready(1, action); got != (action == Decline) {
			t.Errorf("declined; %s again: %t", action, got)
		}
		if approved.DecidedAlready(2, action) || submitted().DecidedAlready(1, action) || approved.DecidedAlready(9, action) || withNominee(NomineeDecided).DecidedAlready(1, action) {
			t.Errorf("%s is accepted as a repetition", action)
		}
	}
}

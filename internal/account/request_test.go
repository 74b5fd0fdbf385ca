package account

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"
)

var (
	opened   = time.Date(2026, time.November, 22, 8, 30, 0, 0, time.UTC)
	lifetime = 90 * 24 * time.Hour
	deadline = opened.Add(lifetime)
)

const tick = time.Nanosecond

func submitted() Request {
	r, _ := Submit(Submission{
		Requester: "paola@partner.com", AccountName: "Acme", Domain: "emea.acme.com", NoteToApprover: "new", NoteToCustomer: "hello",
		CustomerEmails: []Email{"ada@acme.com", "bob@emea.acme.com"}, Language: Italian,
	}, "request", "account", opened, lifetime)
	return r
}

// inState is the request in that state, as if it had been brought there.
func inState(s State) Request {
	r := submitted()
	if s.Ended() {
		return r.end(s, 0, Decision{At: opened.Add(time.Hour), By: "somebody@acme.com"})
	}
	r.State = s
	return r
}

// withNominee is the request with its first nominee in that state.
func withNominee(s NomineeState) Request {
	r := submitted()
	r.Nominees[0].State = s
	return r
}

func fieldOf(err error) string {
	var bad *InvalidInput
	if !errors.As(err, &bad) || len(bad.Fields) != 1 {
		return fmt.Sprint(err)
	}
	return bad.Fields[0].Field + ": " + string(bad.Fields[0].Code)
}

// actions are the actions that a request can be asked for, by name, at some moment.
var actions = map[Action]func(r Request, number int, now time.Time) (Request, Event, error){
	Approve: func(r Request, number int, now time.Time) (Request, Event, error) {
		next, event, _, err := r.Approve(number, Public, "2026-11", "virtual", now)
		return next, event, err
	},
	Decline: func(r Request, number int, now time.Time) (Request, Event, error) {
		return r.Decline(number, "no", now)
	},
	Forward: func(r Request, number int, now time.Time) (Request, Event, error) {
		next, event, _, err := r.Forward(number, "eve@acme.com", "please", now)
		return next, event, err
	},
	Expire: func(r Request, _ int, now time.Time) (Request, Event, error) { return r.Expire(now) },
}

// Fails when a request does not begin as the spec says.
func TestSubmit(t *testing.T) {
	emails := []Email{"ada@acme.com", "bob@acme.com"}
	r, event := Submit(Submission{Requester: "p@partner.com", AccountName: "Acme", Domain: "acme.com", CustomerEmails: emails, Language: English}, "r", "a", opened, lifetime)
	if r.State != PendingApproval || r.Version != 1 || r.Decision != nil || !r.ExpiresAt.Equal(deadline) || !r.CreatedAt.Equal(opened) {
		t.Errorf("request %+v", r)
	}
	if a := r.Account; a.Status != AccountPending || a.Visibility != Restricted || a.RequestID != "r" || a.Requester != "p@partner.com" || !a.PendingUntil.Equal(deadline) {
		t.Errorf("account %+v", a)
	}
	want := []Nominee{{Number: 1, Email: "ada@acme.com", State: NomineeActive, Generation: 1}, {Number: 2, Email: "bob@acme.com", State: NomineeActive, Generation: 1}}
	if !slices.Equal(r.Nominees, want) || !slices.Equal(r.ActiveNominees(), want) {
		t.Errorf("nominees %+v", r.Nominees)
	}
	if !reflect.DeepEqual(event, Event{RequestID: "r", Number: 1, At: opened, Kind: EventSubmitted, Actor: "p@partner.com", To: PendingApproval}) {
		t.Errorf("event %+v", event)
	}
	emails[0] = "mallory@acme.com"
	if r.CustomerEmails[0] != "ada@acme.com" {
		t.Error("the request shares its addresses with the form")
	}
}

// Fails when an action that the table refuses goes through, or the refusal does not say why.
func TestActionsKeepToTheTable(t *testing.T) {
	for _, state := range States() {
		for action, do := range actions {
			now := opened.Add(2 * time.Hour)
			if action == Expire {
				now = deadline
			}
			r := inState(state)
			next, event, err := do(r, 1, now)
			following := state.Following(action)
			if len(following) == 1 {
				if err != nil || next.State != following[0] || event.From != state || event.To != next.State || event.Number != 2 || next.Version != 2 {
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
				t.Errorf("%s while %s is refused but changes something", action, state)
			}
		}
	}
}

// Fails when a nominee whose link is dead, or who is unknown, decides.
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

// Fails when an action changes the value that it was asked of: who lost a race would see it changed.
func TestActionsLeaveTheRequestAsItWas(t *testing.T) {
	for action, do := range actions {
		now := opened
		if action == Expire {
			now = deadline
		}
		r := submitted()
		before, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		next, _, err := do(r, 1, now)
		if err != nil {
			t.Fatal(err)
		}
		for i := range next.Nominees {
			next.Nominees[i].Email = "changed@acme.com"
		}
		if after, err := json.Marshal(r); err != nil || string(after) != string(before) {
			t.Errorf("%s changes\n%s to\n%s", action, before, after)
		}
	}
	r := submitted()
	r.AsOf(deadline).Nominees[0].Email = "changed@acme.com"
	if r.Nominees[0].Email != "ada@acme.com" || r.Nominees[0].State != NomineeActive {
		t.Error("AsOf changes the request")
	}
	// Two forwards from the same value must not write into one another's nominees.
	roomy := submitted()
	roomy.Nominees = slices.Grow(roomy.Nominees, 8)
	one, _, _, _ := roomy.Forward(1, "eve@acme.com", "", opened)
	two, _, _, _ := roomy.Forward(2, "mia@acme.com", "", opened)
	if one.Nominees[2].Email != "eve@acme.com" || two.Nominees[2].Email != "mia@acme.com" {
		t.Error("two forwards of one value share their nominees")
	}
}

// Fails when an approval does not create the account as the spec says.
func TestApprove(t *testing.T) {
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
		Administrator:  Membership{AccountID: "account", Person: "bob@emea.acme.com", Roles: []Role{SmartAccountAdministrator}, Since: at},
		VirtualAccount: VirtualAccount{ID: "virtual", AccountID: "account", Name: "Default", Default: true, CreatedAt: at},
	}
	if !reflect.DeepEqual(created, want) {
		t.Errorf("created %+v", created)
	}
	if event.Kind != EventApproved || event.Actor != "bob@emea.acme.com" || event.Detail[DetailVisibility] != "public" || event.Detail[DetailAuthority] != "2026-11" {
		t.Errorf("event %+v", event)
	}
}

// Fails when a decline loses its reason or leaves somebody asked.
func TestDecline(t *testing.T) {
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

// Fails when a forward does not put the new nominee in the old one's place.
func TestForward(t *testing.T) {
	next, event, added, err := submitted().Forward(1, "eve@acme.com", "please", opened)
	if err != nil {
		t.Fatal(err)
	}
	want := Nominee{Number: 3, Email: "eve@acme.com", State: NomineeActive, Generation: 1, Hops: 1, From: "ada@acme.com", Note: "please"}
	if added != want || next.Nominees[2] != want || next.Nominees[0].State != NomineeForwarded || next.Nominees[1].State != NomineeActive {
		t.Errorf("added %+v, nominees %+v", added, next.Nominees)
	}
	if next.State != PendingApproval || next.Decision != nil || next.Version != 2 || !next.ExpiresAt.Equal(deadline) {
		t.Errorf("request %+v", next)
	}
	if event.Kind != EventForwarded || event.Detail[DetailForwarder] != "ada@acme.com" || event.Detail[DetailNominee] != "eve@acme.com" {
		t.Errorf("event %+v", event)
	}
	if _, err := next.LinkHolder(1, 1); !errors.Is(err, ErrLinkInvalid) {
		t.Errorf("the old link: %v", err)
	}
}

// Fails when a request can be forwarded to somebody who must not decide.
func TestForwardRefuses(t *testing.T) {
	for to, want := range map[Email]string{
		"paola@partner.com":     "forwardTo: is-requester",
		"paola+x@partner.com":   "forwardTo: is-requester",
		"ada@acme.com":          "forwardTo: already-held", // to oneself
		"ada+x@acme.com":        "forwardTo: already-held",
		"bob@emea.acme.com":     "forwardTo: already-held", // who is asked anyway
		"eve@partner.com":       "forwardTo: does-not-vouch",
		"eve@apac.acme.com":     "forwardTo: does-not-vouch",
		"eve@evil-acme.com":     "forwardTo: does-not-vouch",
		"eve@x.emea.acme.com":   "forwardTo: does-not-vouch",
		"eve@acme.com.evil.com": "forwardTo: does-not-vouch",
	} {
		r := submitted()
		next, _, _, err := r.Forward(1, to, "", opened)
		if fieldOf(err) != want || !reflect.DeepEqual(next, r) {
			t.Errorf("forward to %s: %v, want %s", to, err, want)
		}
	}
	back, _, _, err := submitted().Forward(1, "eve@acme.com", "", opened)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := back.Forward(3, "ada@acme.com", "", opened); fieldOf(err) != "forwardTo: already-held" {
		t.Errorf("back to who forwarded it: %v", err)
	}
}

// Fails when a request goes on and on, or a fourth hop is counted over all nominees.
func TestForwardEndsAfterThreeHops(t *testing.T) {
	r := submitted()
	holder := 1
	for i, to := range []Email{"a1@acme.com", "a2@acme.com", "a3@acme.com"} {
		next, _, added, err := r.Forward(holder, to, "", opened)
		if err != nil {
			t.Fatalf("hop %d: %v", i+1, err)
		}
		r, holder = next, added.Number
	}
	if _, _, _, err := r.Forward(holder, "a4@acme.com", "", opened); fieldOf(err) != "forwardTo: too-many-hops" {
		t.Errorf("fourth hop: %v", err)
	}
	if _, _, _, err := r.Forward(2, "b1@acme.com", "", opened); err != nil {
		t.Errorf("the other nominee's first hop: %v", err)
	}
	if _, _, err := r.Decline(holder, "no", opened); err != nil {
		t.Errorf("the last one decides: %v", err)
	}
}

// Fails when the deadline is off by an instant: it is the first instant at which nobody can decide.
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
	for _, action := range []Action{Approve, Decline, Forward} {
		if _, _, err := actions[action](submitted(), 1, deadline.Add(-tick)); err != nil {
			t.Errorf("%s an instant before the deadline: %v", action, err)
		}
		var ended *AlreadyDecided
		if _, _, err := actions[action](submitted(), 1, deadline); !errors.As(err, &ended) || ended.State != Expired || ended.By != System || !ended.At.Equal(deadline) {
			t.Errorf("%s at the deadline: %v", action, err)
		}
	}
	if _, _, err := submitted().Expire(deadline.Add(-tick)); !errors.Is(err, ErrNotDue) {
		t.Errorf("expire an instant before the deadline: %v", err)
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

// Fails when an account outlives the request that nobody decided, or dies with its deadline though
// it is active.
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
				t.Errorf("%s, %s: found by a part: %t", status, visibility, got)
			}
		}
	}
}

// Fails when a dead link opens, or the link of an ended request no longer shows how it ended.
func TestLinkHolder(t *testing.T) {
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

// Fails when the winner's repetition is refused, or somebody else's passes for one.
func TestDecidedAlready(t *testing.T) {
	approved, _, _, _ := submitted().Approve(1, Restricted, "2026-11", "v", opened)
	declined, _, _ := submitted().Decline(1, "no", opened)
	for _, action := range Actions() {
		if got := approved.DecidedAlready(1, action); got != (action == Approve) {
			t.Errorf("approved; %s again: %t", action, got)
		}
		if got := declined.DecidedAlready(1, action); got != (action == Decline) {
			t.Errorf("declined; %s again: %t", action, got)
		}
		if approved.DecidedAlready(2, action) || submitted().DecidedAlready(1, action) || approved.DecidedAlready(9, action) {
			t.Errorf("%s passes for a repetition", action)
		}
	}
}

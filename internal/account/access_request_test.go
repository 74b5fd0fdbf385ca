package account

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

// legalAccess is written cell by cell, independent of the table that it checks. A dot is a refusal.
var legalAccess = map[AccessState]map[AccessAction]string{
	AccessPending: {
		ApproveAccess: "approved", DeclineAccess: "declined", WithdrawAccess: "withdrawn", RemindDeciders: "pending", ExpireAccess: "expired",
	},
	AccessApproved:  {ApproveAccess: ".", DeclineAccess: ".", WithdrawAccess: ".", RemindDeciders: ".", ExpireAccess: "."},
	AccessDeclined:  {ApproveAccess: ".", DeclineAccess: ".", WithdrawAccess: ".", RemindDeciders: ".", ExpireAccess: "."},
	AccessWithdrawn: {ApproveAccess: ".", DeclineAccess: ".", WithdrawAccess: ".", RemindDeciders: ".", ExpireAccess: "."},
	AccessExpired:   {ApproveAccess: ".", DeclineAccess: ".", WithdrawAccess: ".", RemindDeciders: ".", ExpireAccess: "."},
}

var accessTerms = AccessTerms{Lifetime: 30 * day, Reminders: []time.Duration{25 * day, 3 * day, 10 * day}}

var asked = Grant{Role: SmartAccountUser}

func openAccess(t *testing.T, g Grant) AccessRequest {
	t.Helper()
	r, err := OpenAccessRequest("ask", "acme", Person{Email: "jane@acme.com", Language: Italian}, g, "for the order", accessTerms, opened)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// act takes the action when it is due.
func act(r AccessRequest, a AccessAction) (AccessRequest, error) {
	switch a {
	case ApproveAccess:
		return r.Approve("admin@acme.com", "", asked, opened.Add(time.Hour))
	case DeclineAccess:
		return r.Decline("admin@acme.com", "", "no", opened.Add(time.Hour))
	case WithdrawAccess:
		return r.Withdraw(opened.Add(time.Hour))
	case RemindDeciders:
		return r.Remind(accessTerms, opened.Add(3*day))
	default:
		return r.Expire(false, r.ExpiresAt)
	}
}

func TestEveryActionOnAnAccessRequestLeadsToTheListedState(t *testing.T) {
	if len(legalAccess) != len(AccessStates()) {
		t.Errorf("%d states here, %d in the domain", len(legalAccess), len(AccessStates()))
	}
	for _, state := range AccessStates() {
		if len(legalAccess[state]) != len(AccessActions()) {
			t.Errorf("%s: %d actions here, %d in the domain", state, len(legalAccess[state]), len(AccessActions()))
		}
		for _, action := range AccessActions() {
			r := openAccess(t, asked)
			if state.Ended() {
				r = r.end(state, AccessDecision{At: opened, By: "admin@acme.com"})
			}
			next, err := act(r, action)
			got := string(next.State)
			var decided *AccessDecided
			if errors.As(err, &decided) {
				got = "."
				if decided.State != state || !reflect.DeepEqual(decided.Decision, *r.Decision) || !reflect.DeepEqual(next, r) {
					t.Errorf("%s, %s: the refusal says %v, and returns %v", state, action, decided, next)
				}
			} else if err != nil {
				t.Errorf("%s, %s: %v", state, action, err)
			} else if next.Version != r.Version+1 || next.State.Ended() != (next.Decision != nil) || next.State.Ended() && !next.DueAt().IsZero() {
				t.Errorf("%s, %s: %+v", state, action, next)
			}
			if got != legalAccess[state][action] {
				t.Errorf("%s, %s: %s, want %s", state, action, got, legalAccess[state][action])
			}
		}
	}
}

func TestAfterItsDeadlineAnAccessRequestIsExpiredForEverybody(t *testing.T) {
	for _, action := range []AccessAction{ApproveAccess, DeclineAccess, WithdrawAccess} {
		r := openAccess(t, asked)
		r.ExpiresAt = opened.Add(time.Hour)
		_, err := act(r, action)
		var decided *AccessDecided
		if !errors.As(err, &decided) || decided.State != AccessExpired || decided.Decision.By != System {
			t.Errorf("%s at the deadline: %v", action, err)
		}
	}
}

func TestAnAccessRequestExpiresAtItsDeadlineOrWithItsAccount(t *testing.T) {
	r := openAccess(t, asked)
	if _, err := r.Expire(false, r.ExpiresAt.Add(-time.Second)); !errors.Is(err, ErrNotDue) {
		t.Error("before the deadline:", err)
	}
	if next, err := r.Expire(true, opened.Add(time.Hour)); err != nil || next.State != AccessExpired {
		t.Error("with its account:", next, err)
	}
}

func TestDecidersAreRemindedAfter3And10And25Days(t *testing.T) {
	r := openAccess(t, asked)
	for _, after := range []time.Duration{3 * day, 10 * day, 25 * day} {
		if want := opened.Add(after); !r.DueAt().Equal(want) {
			t.Fatalf("due %v, want %v", r.DueAt(), want)
		}
		if _, err := r.Remind(accessTerms, r.DueAt().Add(-time.Second)); !errors.Is(err, ErrNotDue) {
			t.Error("too early:", err)
		}
		var err error
		if r, err = r.Remind(accessTerms, r.DueAt()); err != nil {
			t.Fatal(err)
		}
	}
	if !r.DueAt().Equal(opened.Add(30 * day)) {
		t.Error("after the last reminder it is due", r.DueAt())
	}
	if late, err := openAccess(t, asked).Remind(accessTerms, opened.Add(11*day)); err != nil || !late.RemindAt.Equal(opened.Add(25*day)) {
		t.Error("a late reminder leaves out the one that has passed:", late.RemindAt, err)
	}
	short := AccessTerms{Lifetime: 5 * day, Reminders: accessTerms.Reminders}
	brief, err := OpenAccessRequest("ask", "acme", Person{Email: "jane@acme.com"}, asked, "", short, opened)
	if err != nil {
		t.Fatal(err)
	}
	if brief, err = brief.Remind(short, opened.Add(3*day)); err != nil || !brief.DueAt().Equal(opened.Add(5*day)) {
		t.Error("no reminder after the deadline:", brief.DueAt(), err)
	}
}

func TestNoAccessRequestGivesTheRoleSmartAccountAdministrator(t *testing.T) {
	for _, g := range []Grant{{}, {Role: SmartAccountAdministrator}} {
		var invalid *InvalidInput
		if _, err := OpenAccessRequest("ask", "acme", Person{Email: "jane@acme.com"}, g, "", accessTerms, opened); !errors.As(err, &invalid) || invalid.Fields[0].Field != "role" {
			t.Errorf("asked for %v: %v", g, err)
		}
		r := openAccess(t, asked)
		if next, err := r.Approve("admin@acme.com", "", g, opened); !errors.As(err, &invalid) || invalid.Fields[0].Field != "role" || next.State != AccessPending {
			t.Errorf("given %v: %v", g, err)
		}
	}
}

func TestADeciderGivesWhatTheyChooseInsteadOfWhatWasAsked(t *testing.T) {
	given := Grant{VirtualRoles: []VirtualRole{{"emea", VirtualAccountViewer, true}}}
	r, err := openAccess(t, asked).Approve("admin@acme.com", "rule", given, opened)
	if err != nil || !reflect.DeepEqual(r.Decision.Granted, given) || !reflect.DeepEqual(r.Asked, asked) || r.Decision.Rule != "rule" {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestOnlyThoseWhosePartsHoldAllOfItDecideAnAccessRequest(t *testing.T) {
	sales, emea, italy, support := tree()
	at := map[ID]Lineage{"sales": sales, "emea": emea, "italy": italy, "support": support}
	on := func(role Role, nested bool, ids ...ID) (g Grant) {
		for _, id := range ids {
			g.VirtualRoles = append(g.VirtualRoles, VirtualRole{id, role, nested})
		}
		return g
	}
	for _, c := range []struct {
		name   string
		member Membership
		grant  Grant
		may    bool
	}{
		{"an administrator, the whole account", memberOn(SmartAccountAdministrator, true), asked, true},
		{"an administrator, a part", memberOn(SmartAccountAdministrator, true), on(VirtualAccountAdministrator, true, "support"), true},
		{"a user", memberOn(SmartAccountUser, true), asked, false},
		{"a viewer", memberOn(SmartAccountViewer, true), on(VirtualAccountViewer, false, "emea"), false},
		{"the administrator of a part, the whole account", memberOn(VirtualAccountAdministrator, true), asked, false},
		{"the administrator of a part, that part", memberOn(VirtualAccountAdministrator, true), on(VirtualAccountUser, true, "emea"), true},
		{"the administrator of a part, nested in it", memberOn(VirtualAccountAdministrator, true), on(VirtualAccountAdministrator, true, "emea", "italy"), true},
		{"the administrator of a part, one inside and one outside", memberOn(VirtualAccountAdministrator, true), on(VirtualAccountUser, false, "emea", "support"), false},
		{"the administrator of a part, above it", memberOn(VirtualAccountAdministrator, true), on(VirtualAccountUser, false, "sales"), false},
		{"the administrator of a part alone, with nested", memberOn(VirtualAccountAdministrator, false), on(VirtualAccountUser, true, "emea"), false},
		{"the administrator of a part alone, without nested", memberOn(VirtualAccountAdministrator, false), on(VirtualAccountUser, false, "emea"), true},
		{"the user of a part", memberOn(VirtualAccountUser, true), on(VirtualAccountUser, false, "emea"), false},
		{"a Virtual Account that is gone", memberOn(VirtualAccountAdministrator, true), on(VirtualAccountUser, false, "gone"), false},
		{"an empty grant", memberOn(VirtualAccountAdministrator, true), Grant{}, false},
		{"no member", Membership{}, on(VirtualAccountUser, false, "emea"), false},
	} {
		if got := c.member.MayDecide(c.grant, at); got != c.may {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestWithoutARolePeopleAskOnlyAboutTheDomainOfTheirAddressOrAParent(t *testing.T) {
	for _, c := range []struct {
		address Email
		domain  Domain
		may     bool
	}{
		{"jane@acme.com", "acme.com", true},
		{"jane@emea.acme.com", "emea.acme.com", true},
		{"jane@emea.acme.com", "acme.com", true},
		{"jane@acme.com", "emea.acme.com", false},
		{"jane@acme.com", "other.com", false},
		{"jane@acme.co.uk", "co.uk", false},
		{"jane@gmail.com", "gmail.com", false},
		{"jane@notacme.com", "acme.com", false},
	} {
		if got := (Person{Email: c.address}).MayAskAbout(c.domain, false); got != c.may {
			t.Errorf("%s about %s: %v", c.address, c.domain, got)
		}
		if !(Person{Email: c.address}).MayAskAbout(c.domain, true) {
			t.Errorf("%s about %s, with a role", c.address, c.domain)
		}
	}
}

func TestAPersonAsksOnceAtATimeAndThreeTimesIn90Days(t *testing.T) {
	end := func(a Asks, id ID, s AccessState, at time.Time) Asks {
		return a.Ended(AccessRequest{ID: id, State: s, Decision: &AccessDecision{At: at}})
	}
	mustAsk := func(a Asks, id ID, at time.Time) Asks {
		t.Helper()
		a, err := a.Ask(id, at)
		if err != nil {
			t.Fatal(id, err)
		}
		return a
	}
	tooMany := func(a Asks, at, until time.Time) {
		t.Helper()
		var many *TooMany
		if _, err := a.Ask("x", at); !errors.As(err, &many) || !many.Until.Equal(until) {
			t.Errorf("%v, want too many until %v", err, until)
		}
	}
	a := mustAsk(Asks{}, "1", opened)
	if _, err := a.Ask("2", opened.Add(day)); !errors.Is(err, ErrAlreadyAsked) {
		t.Error("while one is open:", err)
	}
	a = end(a, "1", AccessWithdrawn, opened)
	a = mustAsk(a, "2", opened.Add(day))
	a = end(a, "2", AccessDeclined, opened.Add(2*day))
	tooMany(a, opened.Add(9*day-1), opened.Add(9*day))
	a = mustAsk(a, "3", opened.Add(9*day))
	a = end(a, "other", AccessExpired, opened.Add(9*day))
	if a.Open != "3" {
		t.Error("another access request that ended closed this one")
	}
	a = end(a, "3", AccessExpired, opened.Add(20*day))
	tooMany(a, opened.Add(90*day-1), opened.Add(90*day))
	if a = mustAsk(a, "4", opened.Add(90*day)); len(a.At) != 3 || a.Version != 8 {
		t.Errorf("%+v", a)
	}
}

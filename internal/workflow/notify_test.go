package workflow

import (
	"reflect"
	"testing"
	"time"

	"smartaccounts/internal/account"
)

// A mail that a restore lost is rebuilt as it was, in the same language.
func TestARebuiltMailIsTheSame(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	terms := account.Terms{Lifetime: time.Hour}
	operators := []account.Person{{Email: "o@example.org", Operator: true, Language: account.Italian}}
	submission := account.Submission{Requester: "partner@example.com", Domain: "acme.com", CustomerEmails: []account.Email{"ann@acme.com"}, Language: account.Italian}
	route := account.Route{Nominees: []account.Nominee{{Email: "ann@acme.com"}, {Email: "bob@acme.com", Language: account.English}}}
	asked, askedEvent := account.Submit(submission, route, "r", "a", now, terms)
	asked = asked.FollowingIn(account.Italian)
	reviewed, reviewedEvent := account.Submit(submission, account.Route{Reasons: []account.Reason{{Kind: account.ReasonAlways}}}, "r", "a", now, terms)
	changes := []Change{{After: asked, Event: askedEvent}, {After: reviewed, Event: reviewedEvent}}
	step := func(after account.Request, event account.Event, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, Change{Before: &asked, After: after, Event: event})
	}
	approved, event, _, err := asked.DecidingIn(account.English, 1).Approve(1, account.Public, "", "v", now)
	step(approved, event, err)
	step(asked.Decline(2, "no", now))
	step(asked.Forward(1, "carl@acme.com", "", account.ReviewMismatch, now))
	step(asked.Unreach(1, account.UnreachableBounced, now))
	step(asked.Withdraw(now))
	resent, resentEvent, err := asked.Resend(nil, map[int]time.Time{1: now}, now)
	step(resent, resentEvent, err)
	changes[len(changes)-1].Renewals = map[int]time.Time{1: now}
	for _, c := range changes {
		c.announce(operators)
		if len(c.Mails) == 0 {
			t.Errorf("%s causes no mail", c.Event.Kind)
		}
		for _, m := range c.Mails {
			kept := Mail{ID: m.ID, Kind: m.Kind, To: m.To, Language: m.Language, Undelivered: m.Undelivered, Renewal: m.Renewal}
			again := RestoreMail(kept, c.After, c.Event)
			if !reflect.DeepEqual(again, m) {
				t.Errorf("%s to %s is rebuilt as\n%+v, want\n%+v", m.Kind, m.To, again, m)
			}
		}
	}
}

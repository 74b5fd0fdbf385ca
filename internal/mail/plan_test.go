package mail

import (
	"maps"
	"slices"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/mail/example"
	"smartaccounts/internal/workflow"
)

func TestEveryKindHasAPlan(t *testing.T) {
	for _, kind := range workflow.MailKinds() {
		if p := plannerOf(kind); (p.one == nil) == (p.by == nil) {
			t.Errorf("%q has neither one plan nor cases, or both", kind)
		}
	}
}

func TestEveryCaseOfAMailHasAnExample(t *testing.T) {
	for _, kind := range workflow.MailKinds() {
		p := plannerOf(kind)
		if p.by == nil {
			continue
		}
		seen := map[string]bool{}
		for _, e := range example.All(account.English) {
			if e.Mail.Kind == kind {
				seen[p.by(e.Mail)] = true
			}
		}
		for name := range p.cases {
			if !seen[name] {
				t.Errorf("no example of %q, %q", kind, name)
			}
		}
		if len(seen) != len(p.cases) {
			t.Errorf("%q has the cases %v in the examples", kind, seen)
		}
	}
}

func TestEveryOutcomeAndEndedStateHasACase(t *testing.T) {
	for _, outcome := range account.Outcomes() {
		if _, ok := plannerOf(workflow.SettledMail).cases[string(outcome)]; !ok {
			t.Errorf("no case for a dispute settled as %q", outcome)
		}
	}
	// An expired one has a mail of its own.
	for _, state := range account.States() {
		want := state.Ended() && state != account.Expired
		if _, ok := plannerOf(workflow.ClosedMail).cases[string(state)]; ok != want {
			t.Errorf("case for a request closed as %q: %t, want %t", state, ok, want)
		}
	}
}

// The outbox derives a decision link for exactly these kinds.
func TestOnlyKindsThatCarryADecisionLinkHaveOne(t *testing.T) {
	for _, kind := range workflow.MailKinds() {
		p := plannerOf(kind)
		all := slices.Collect(maps.Values(p.cases))
		if p.by == nil {
			all = append(all, p.one)
		}
		for _, planFor := range all {
			if decides := planFor(details{}).decides(); decides != kind.CarriesLink() {
				t.Errorf("%q: decision link %t, want %t", kind, decides, kind.CarriesLink())
			}
		}
	}
}

package mail

import (
	"maps"
	"slices"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/mail/example"
	"smartaccounts/internal/workflow"
)

// Fails when a kind of mail cannot be written.
func TestEveryKindHasAPlan(t *testing.T) {
	for _, kind := range workflow.MailKinds() {
		if _, ok := plans[kind]; !ok {
			t.Errorf("no plan for %q", kind)
		}
	}
	if len(plans) != len(workflow.MailKinds()) {
		t.Errorf("%d plans for %d kinds", len(plans), len(workflow.MailKinds()))
	}
}

// Fails when a case of a mail is never looked at, or an example is of no case.
func TestEveryCaseHasAnExample(t *testing.T) {
	for kind, p := range plans {
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

// Fails when a request can end, or a dispute be settled, in a way that a mail has no words for.
func TestEveryEndHasWords(t *testing.T) {
	for _, outcome := range account.Outcomes() {
		if _, ok := plans[workflow.SettledMail].cases[string(outcome)]; !ok {
			t.Errorf("no words for a dispute settled as %q", outcome)
		}
	}
	// An expired one has a mail of its own.
	for _, state := range account.States() {
		want := state.Ended() && state != account.Expired
		if _, ok := plans[workflow.ClosedMail].cases[string(state)]; ok != want {
			t.Errorf("words for a request closed as %q: %t, want %t", state, ok, want)
		}
	}
}

// Fails when the outbox derives other secrets for a kind than its plan brings.
func TestPlansBringTheLinksOfTheirKind(t *testing.T) {
	for kind, p := range plans {
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

package model

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/tally"
)

// administered performs an operation on the account.
func (s *fixture) administered(ctx context.Context, o operation) error {
	s.perform(ctx, &o, 0)
	s.sweeps = nil
	if o.Unknown || o.Answer == "busy" || strings.HasPrefix(o.Answer, "error:") {
		return errors.New(o.Answer)
	}
	return nil
}

// administering returns the flow of an operation on the account, after others.
func administering(name string, o operation, before ...operation) flow {
	return flow{name, func(t *testing.T, s *fixture) {
		t.Helper()
		s.storing(t, begun(s.started, "public"), s.store.Store)
		for _, b := range before {
			if s.perform(t.Context(), &b, 0); !strings.HasPrefix(b.Answer, "ok") {
				t.Fatalf("%s before %s: %s", b.Kind, name, b.Answer)
			}
			s.pass(time.Second)
		}
		s.sends(t)
	}, func(ctx context.Context, s *fixture) error { return s.administered(ctx, o) }}
}

// ending returns the flow of a run of the schedule after that time.
func ending(name string, after time.Duration) flow {
	f := administering(name, operation{})
	stored := f.before
	f.before = func(t *testing.T, s *fixture) { t.Helper(); stored(t, s); s.goTo(after) }
	f.do = func(ctx context.Context, s *fixture) error { return s.cleanUp(ctx) }
	return f
}

const ada = "ada@acme.com"

var (
	renaming = operation{Kind: changeSettings, By: ada, edit: edit{Form: form{Name: "Acme Two"}}}
	joining  = operation{Kind: add, By: ada, edit: edit{rows: []row{
		{Email: "new@acme.com", On: []place{{emea, given{virtualAdministrator, true}}}}, {Email: "asker@partner.example.com", Role: administrator},
	}}}
	removing = operation{Kind: leave, By: ada, edit: edit{Member: "mia@acme.com"}}
)

// administrations are the flows of operations on an account.
var administrations = []flow{
	administering("add members", joining),
	administering("add members after a rename", joining, renaming),
	administering("change a member", operation{Kind: change, By: ada, edit: edit{Member: "ben@acme.com", Row: row{Email: "ben@acme.com", Role: user}}}),
	administering("change an address", operation{Kind: change, By: ada, edit: edit{Member: "lou@acme.com", Row: row{Email: "new@acme.com", On: []place{{other, given{virtualUser, true}}}}}}),
	administering("remove a member", removing),
	administering("remove a member after a rename", removing, renaming),
	administering("leave", operation{Kind: leave, By: "ben@acme.com", edit: edit{Member: "ben@acme.com"}}),
	administering("sign in", operation{Kind: signIn, By: "ivy@acme.com"}),
	administering("create a Virtual Account", operation{Kind: createVirtual, By: ada, edit: edit{Form: form{Name: "Sales", Parent: emea}}}),
	administering("move a Virtual Account", operation{Kind: changeVirtual, By: ada, edit: edit{Virtual: germany, Form: form{Name: "Nord", Parent: other}}}),
	administering("change the default", operation{Kind: changeVirtual, By: ada, edit: edit{Virtual: other, Form: form{Default: "true"}}}),
	administering("delete a Virtual Account", operation{Kind: deleteVirtual, By: ada, edit: edit{Virtual: deep[7]}}),
	administering("rename", renaming),
	administering("change the visibility", operation{Kind: changeSettings, By: ada, edit: edit{Form: form{Visibility: "restricted"}}}),
	administering("close", operation{Kind: closeAccount, By: ada, edit: edit{Form: form{Name: "Acme"}}}),
	ending("clean-up that ends a membership", 40*day),
	ending("clean-up that lets an invitation lapse", 30*day),
}

// After any fault in an operation on an account, one sweep is enough: nothing is lost and nothing is there twice.
func TestFaultsInOperationsOnAccountsLoseAndRepeatNothing(t *testing.T) {
	tried, violations := 0, 0
	for _, f := range administrations {
		calls, wrong := run(t, f, nil)
		if len(wrong) > 0 || calls == 0 {
			t.Fatalf("%s without a fault, %d calls: %v", f.name, calls, wrong)
		}
		for n := 1; n <= calls; n++ {
			for _, one := range faults {
				tried++
				if _, wrong := run(t, f, map[int]fault{n: one}); len(wrong) > 0 {
					violations++
					t.Errorf("%s, call %d %s: %v", f.name, n, one, wrong)
				}
			}
		}
	}
	tally.Report(t, tally.Line{Check: "faults, in operations on accounts", Count: tried, Unit: "faults", Violations: violations})
}

// A restore may contain half of a change of an account. Every repair leaves a consistent account, whose log may lack what is known from
// nowhere else.
func TestHalfAChangeOfAnAccountIsRepairedToAConsistentOne(t *testing.T) {
	tried, violations := 0, 0
	inFlowsOf(t, administrations, func(w *harness, what string, x transaction) {
		for _, cut := range x.cuts() {
			tried++
			half := x.before.Copy(t, x.after, cut)
			for range maxPasses {
				if len(findings(t, w, half, true)) == 0 {
					break
				}
			}
			var left []string
			for _, f := range findings(t, w, half, false) {
				if f.Check != "log-gap" {
					left = append(left, string(f.Check)+" "+f.At.PK+" "+f.At.SK)
				}
			}
			if len(left) > 0 {
				violations++
				t.Errorf("%s: of %v the table has %v; after the repair: %v", what, x.written, cut, left)
			}
			if whole, err := w.in(half).stored(t.Context()); err != nil {
				violations++
				t.Errorf("%s: of %v the table has %v; after the repair: %v\n%s", what, x.written, cut, err, whole)
			}
		}
	})
	tally.Report(t, tally.Line{Check: "halves of changes of accounts are repaired", Count: tried, Unit: "cuts", Violations: violations})
}

// in returns a harness that reads another table.
func (w *harness) in(store *dynamotest.Store) *harness { return &harness{store: &watched{store, w}} }

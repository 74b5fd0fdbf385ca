// Package faults injects every fault into each call of each flow, below the SDK, and checks that nothing is lost or stored
// twice.
package faults

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/testkit/tally"
	"smartaccounts/internal/workflow"
)

var engine *engines.Engine

func TestMain(m *testing.M) { engines.Main(m, engines.DynamoDBLocal(&engine, engines.LongRun(512)...)) }

// strike is a fault at a call of one run: the flow's first, 0, or a repetition by its caller.
type strike struct {
	run   int
	at    site
	fault fault
}

func (s strike) String() string { return fmt.Sprintf("run %d, %s: %s", s.run, s.at, s.fault) }

// played is the result of a trial.
type played struct {
	runs  [][]site // the calls of each run
	come  bool     // all faults were injected
	wrong []string
}

// play runs the flow with these faults, as in production: its caller, if it has one, repeats it at least once and
// until no fault is injected; the provider reports each mail whose response arrived; and the schedule runs 16 minutes
// later.
func (s *fixture) play(f flow, strikes ...strike) (p played) {
	s.restore()
	ctx := s.Context()
	missing, died := len(strikes), false
	for n := 0; ; n++ {
		plan := map[site]fault{}
		for _, strike := range strikes {
			if strike.run == n {
				plan[strike.at] = strike.fault
			}
		}
		done, err := run(ctx, plan, func(ctx context.Context) error { return f.do(ctx, s) })
		p.runs = append(p.runs, done.sites)
		missing -= done.struck
		died = died || done.dead && len(plan) == 2
		if done.struck == 0 && !tellsWhy(err) {
			p.wrong = append(p.wrong, fmt.Sprintf("run %d: %v", n, err))
		}
		if f.scheduled || n > 0 && done.struck == 0 {
			break
		}
		s.pass(time.Second)
	}
	p.come = missing == 0 || died // the fatal one of two concurrent calls may prevent the other
	for _, l := range s.letters(s.settled) {
		if l.unheard {
			continue
		}
		if err := s.mailEvent(ctx, workflow.MailEvent{MailID: l.id, MessageID: l.messageID, News: account.Sent}); err != nil {
			p.wrong = append(p.wrong, err.Error())
		}
	}
	s.pass(16 * time.Minute)
	for _, sweep := range []func(context.Context) error{s.cleanUp, s.indexed, s.delivered} {
		if err := sweep(ctx); err != nil {
			p.wrong = append(p.wrong, fmt.Sprintf("the schedule: %v", err))
		}
	}
	p.wrong = append(p.wrong, s.look(f)...)
	return p
}

// trial is a case of the matrix.
type trial struct {
	flow    flow
	strikes []strike
}

// outcome is a trial with its result.
type outcome struct {
	trial
	played
}

// perStage is how many trials run on one table: DynamoDB Local gets slower with each write.
const perStage = 80

// tryAll runs the trials, those of one table one after the other, and returns the outcomes in the same order.
func tryAll(t *testing.T, trials []trial) []outcome {
	t.Helper()
	outcomes := make([]outcome, len(trials))
	t.Run("all", func(t *testing.T) {
		for from := 0; from < len(trials); {
			some := ofOneStage(trials[from:])
			into := outcomes[from : from+len(some)]
			t.Run(fmt.Sprintf("%s from %d", some[0].flow.name, from), func(t *testing.T) {
				t.Parallel()
				s := set(t, some[0].flow)
				for n, one := range some {
					into[n] = outcome{one, s.play(one.flow, one.strikes...)}
					if wrong := into[n].wrong; len(wrong) > 0 {
						t.Errorf("%s, %v: %s", one.flow.name, one.strikes, strings.Join(wrong, "; "))
					}
					if !into[n].come {
						t.Errorf("%s: not all of %v were injected", one.flow.name, one.strikes)
					}
				}
			})
			from += len(some)
		}
	})
	return outcomes
}

// ofOneStage returns the first trials, as many as run on one table.
func ofOneStage(trials []trial) []trial {
	many := 1
	for many < min(perStage, len(trials)) && trials[many].flow.name == trials[0].flow.name {
		many++
	}
	return trials[:many]
}

// report counts the trials in which all faults were injected.
func report(t *testing.T, check, unit string, expected int, outcomes []outcome) {
	t.Helper()
	executed, violations := 0, 0
	for _, o := range outcomes {
		if o.come {
			executed++
		}
		if len(o.wrong) > 0 {
			violations++
		}
	}
	t.Logf("%s: %d of %d", check, executed, expected)
	if executed != expected {
		t.Errorf("%s: want %d with all faults injected, got %d", check, expected, executed)
	}
	tally.Report(t, tally.Line{Check: check, Count: executed, Unit: unit, Violations: violations})
}

// Nothing is lost and nothing is there twice after any fault at any call, nor after a second one in the same run or
// in its repetition.
func TestAnyFaultAtAnyCallLosesAndRepeatsNothing(t *testing.T) {
	var plain, singles, pairs []trial
	for _, f := range flows {
		plain = append(plain, trial{flow: f})
	}
	for _, o := range tryAll(t, plain) {
		if len(o.runs) == 0 || len(o.runs[0]) == 0 {
			t.Fatalf("%s makes no call", o.flow.name)
		}
		t.Logf("%s: %d calls: %v", o.flow.name, len(o.runs[0]), o.runs[0])
		for _, at := range o.runs[0] {
			for _, f := range faults {
				singles = append(singles, trial{o.flow, []strike{{0, at, f}}})
			}
		}
	}
	if t.Failed() {
		t.FailNow() // it fails without a fault
	}
	outcomes := tryAll(t, singles)
	report(t, "faults in the SDK, singles", "faults", len(singles), outcomes)
	for _, o := range outcomes {
		for n, sites := range o.runs[:min(2, len(o.runs))] {
			if n == 0 {
				sites = sites[slices.Index(sites, o.strikes[0].at)+1:]
			}
			for _, at := range sites {
				for _, f := range faults {
					pairs = append(pairs, trial{o.flow, []strike{o.strikes[0], {n, at, f}}})
				}
			}
		}
	}
	sample := spread(pairs, tally.Many(50, len(pairs)))
	t.Logf("%d pairs, of which %d are tried", len(pairs), len(sample))
	report(t, "faults in the SDK, pairs", "pairs", len(sample), tryAll(t, sample))
}

// spread returns many of the trials, at even distances.
func spread(all []trial, many int) []trial {
	var some []trial
	for n := range min(many, len(all)) {
		some = append(some, all[n*len(all)/many])
	}
	return some
}

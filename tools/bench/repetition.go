package main

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"

	"smartaccounts/internal/testkit/awsproxy"
	"smartaccounts/internal/testkit/runtimeapi"
	"smartaccounts/tools/bench/machine"
	"smartaccounts/tools/bench/statistic"
)

// repetition has the measurements of a process that repeats an operation.
type repetition struct {
	cpu    float64   // milliseconds per repetition
	times  []float64 // milliseconds
	rss    float64   // MB at the end
	growth float64   // MB in the second half
}

const (
	// warmUp is the number of repetitions before the measurement.
	warmUp = 300
	// stretch is the number of repetitions per measurement of processor time: long compared with a garbage collection,
	// short compared with other load on the machine.
	stretch = 500
)

// repeated is a process that repeats an operation.
type repeated struct {
	repetition
	event  []byte
	stub   *awsproxy.Stub
	server *httptest.Server
	e      *runtimeapi.Environment
	cpus   []float64 // one per stretch
	rsss   []float64
}

// repeat runs an operation the given number of times in an environment of each program, against recorded responses.
// The programs take turns after each stretch, so that other load on the machine affects all of them equally.
func (b *bench) repeat(r recording, times int, programs ...program) ([]*repeated, error) {
	var all []*repeated
	for _, p := range programs {
		one, err := newRepeated(p, r)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.name, err)
		}
		defer one.stop()
		all = append(all, one)
	}
	for range times / stretch {
		for n, one := range all {
			if err := one.stretch(); err != nil {
				return nil, fmt.Errorf("%s: %w", programs[n].name, err)
			}
		}
	}
	for n, one := range all {
		if unknown := one.stub.Unknown(); len(unknown) > 0 {
			return nil, errors.New(programs[n].name + " asked what had not been recorded: " + strings.Join(unknown, "; "))
		}
		one.cpu = statistic.Median(one.cpus)
		one.rss = one.rsss[len(one.rsss)-1]
		one.growth = one.rss - one.rsss[len(one.rsss)/2-1]
	}
	return all, nil
}

func newRepeated(p program, r recording) (*repeated, error) {
	one := &repeated{event: r.event, stub: awsproxy.NewStub(r.calls)}
	one.server = httptest.NewServer(one.stub)
	var err error
	if one.e, err = runtimeapi.Start(runtimeapi.Program{Path: p.host, Variables: p.told(variables(one.server.URL))}); err != nil {
		one.server.Close()
		return nil, err
	}
	if _, err = one.e.Ready(); err == nil {
		one.stub.Unknown() // the calls at start are not part of the operation
		_, err = invokeMany(one.e, one.event, warmUp)
	}
	if err != nil {
		one.stop()
		return nil, err
	}
	return one, nil
}

func (one *repeated) stop() {
	one.e.Stop()
	one.server.Close()
}

func (one *repeated) stretch() error {
	before := machine.ThreadTime(one.e.PID())
	some, err := invokeMany(one.e, one.event, stretch)
	if err != nil {
		return err
	}
	after := machine.ThreadTime(one.e.PID())
	used, err := machine.UsageOf(one.e.PID())
	if err != nil {
		return err
	}
	one.times = append(one.times, some...)
	one.cpus = append(one.cpus, statistic.Milliseconds(after-before)/stretch)
	one.rsss = append(one.rsss, float64(used.RSS)/megabyte)
	return nil
}

// against returns the processor time divided by the other's: the median ratio over the stretches, which ran one right
// after the other.
func (one *repeated) against(other *repeated) float64 {
	ratios := make([]float64, len(one.cpus))
	for n := range ratios {
		ratios[n] = one.cpus[n] / other.cpus[n]
	}
	return statistic.Median(ratios)
}

// invokeMany returns the milliseconds that each invocation took.
func invokeMany(e *runtimeapi.Environment, event []byte, times int) ([]float64, error) {
	took := make([]float64, times)
	for i := range took {
		answer, duration, err := e.Invoke(event)
		if err != nil {
			return nil, err
		}
		if _, err := goodAnswer(answer); err != nil {
			return nil, fmt.Errorf("repetition %d: %w", i, err)
		}
		took[i] = statistic.Milliseconds(duration)
	}
	return took, nil
}

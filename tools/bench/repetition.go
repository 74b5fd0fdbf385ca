package main

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"

	"smartaccounts/tools/bench/environment"
	"smartaccounts/tools/bench/statistic"
	"smartaccounts/tools/bench/upstream"
)

// repetition is what a process took for an operation, one time after the other.
type repetition struct {
	cpu    float64   // milliseconds each
	times  []float64 // milliseconds
	rss    float64   // MB at the end
	growth float64   // MB in the second half
}

const (
	// warmUp is how often an operation is done before anything is measured.
	warmUp = 300
	// stretch is how many repetitions the processor's time is read over: long against the hundredths of a
	// second that the kernel counts in, short against what else the machine does from time to time.
	stretch = 500
)

// repeat does an operation so many times in one environment, against the answers that were recorded.
func (b *bench) repeat(p program, r recording, times int) (done repetition, err error) {
	stub := upstream.NewStub(r.calls)
	server := httptest.NewServer(stub)
	defer server.Close()
	e, err := environment.Start(environment.Program{Path: p.host, Variables: p.told(variables(server.URL))})
	if err != nil {
		return done, err
	}
	defer e.Stop()
	if _, err := e.Ready(); err != nil {
		return done, err
	}
	stub.Unknown() // what is asked while it starts is no part of the operation
	if _, err := invokeMany(e, r.event, warmUp); err != nil {
		return done, err
	}
	before, err := e.Used()
	if err != nil {
		return done, err
	}
	var cpu, rss []float64
	for len(done.times) < times {
		some, err := invokeMany(e, r.event, stretch)
		if err != nil {
			return done, err
		}
		after, err := e.Used()
		if err != nil {
			return done, err
		}
		done.times = append(done.times, some...)
		cpu = append(cpu, statistic.Milliseconds(after.CPU-before.CPU)/stretch)
		rss = append(rss, float64(after.RSS)/megabyte)
		before = after
	}
	if unknown := stub.Unknown(); len(unknown) > 0 {
		return done, errors.New("it asked what had not been recorded: " + strings.Join(unknown, "; "))
	}
	done.cpu = statistic.Median(cpu)
	done.rss = rss[len(rss)-1]
	done.growth = done.rss - rss[len(rss)/2-1]
	return done, nil
}

// invokeMany answers how many milliseconds each took.
func invokeMany(e *environment.Environment, event []byte, times int) ([]float64, error) {
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

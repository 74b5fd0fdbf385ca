package engines

import (
	"fmt"
	"os"
	"sync"
	"testing"
)

// Start starts an engine and returns a function that stops it.
type Start func() (stop func(), err error)

// DynamoDBLocal returns a Start that starts DynamoDB Local and sets the variable to it.
func DynamoDBLocal(into **Engine, javaOptions ...string) Start {
	return starting(into, func() (*Engine, error) { return StartDynamoDBLocal(javaOptions...) })
}

// MiniStack returns a Start that starts the local stack's emulator and sets the variable to it.
func MiniStack(into **Engine) Start { return starting(into, StartMiniStack) }

func starting(into **Engine, start func() (*Engine, error)) Start {
	return func() (func(), error) {
		engine, err := start()
		if err != nil {
			return nil, err
		}
		*into = engine
		return engine.Stop, nil
	}
}

// Main is for the TestMain of a package whose tests need engines: it starts them at the same time, runs the tests, stops the
// engines, and exits. If None returns true, it runs no test.
func Main(m *testing.M, starts ...Start) {
	if None() {
		fmt.Println("no tests without engines")
		os.Exit(0)
	}
	os.Exit(run(m, starts))
}

// MainOrNone is Main for packages whose tests run in memory if None returns true.
func MainOrNone(m *testing.M, starts ...Start) {
	if None() {
		starts = nil
	}
	os.Exit(run(m, starts))
}

// ForTest returns a DynamoDB Local for one test, or skips the test if None returns true.
func ForTest(t testing.TB, javaOptions ...string) *Engine {
	t.Helper()
	if None() {
		t.Skip("needs an engine")
	}
	engine, err := StartDynamoDBLocal(javaOptions...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(engine.Stop)
	return engine
}

func run(m *testing.M, starts []Start) int {
	stops, errs := make([]func(), len(starts)), make([]error, len(starts))
	var all sync.WaitGroup
	for n, start := range starts {
		all.Go(func() { stops[n], errs[n] = start() })
	}
	all.Wait()
	failed := false
	for n := range starts {
		if errs[n] != nil {
			fmt.Fprintln(os.Stderr, errs[n])
			failed = true
			continue
		}
		defer stops[n]()
	}
	if failed {
		return 1
	}
	return m.Run()
}

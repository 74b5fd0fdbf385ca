package api

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"

	"smartaccounts/internal/testkit/tally"
	"smartaccounts/test/apigateway"
)

// seed is the seed of all random values. Ids and secrets differ in each run.
const seed = 4

// Run configures how many requests are generated.
type Run struct {
	Name   string // of the environment, in what is reported
	Phases string // of Schemathesis, by commas
	Cases  int    // that are generated for each operation, besides those that the document determines
	// Successes is how many calls of each writing operation must succeed.
	Successes int
	// Cannot lists operations that cannot succeed in this environment.
	Cannot []string
}

// AllPhases are Schemathesis's phases: the document's examples, boundaries of its schemas, random values, and sequences of
// calls.
const AllPhases = "examples,coverage,fuzzing,stateful"

// Check compares the API with its document by generated requests, and reports the result.
func Check(t testing.TB, environment Environment, run Run) {
	t.Helper()
	s := &site{TB: t, Environment: environment, random: rand.New(rand.NewPCG(seed, 0))}
	r := s.fuzz(run)
	for _, shown := range append(r.errors, r.failed...) {
		t.Error(shown)
	}
	const unit = "generated requests"
	name := "API " + run.Name + ", "
	tally.Report(t, tally.Line{Check: name + "no errors on our side", Count: r.cases, Unit: unit, Violations: r.serverErrors()})
	tally.Report(t, tally.Line{Check: name + "answers are as documented", Count: r.cases, Unit: unit, Violations: r.failures(documented...)})
	tally.Report(t, tally.Line{Check: name + "good requests are taken and bad ones refused", Count: r.cases, Unit: unit, Violations: r.failures(rest...)})

	const least = 20 // per cent of the reads
	var reads, succeeded, writes, scarce int
	for _, o := range operations(t) {
		of, good := r.answered(o), r.succeeded(o)
		t.Logf("%s: %d of %d succeeded", o.id, good, of)
		if o.reads() {
			reads, succeeded = reads+of, succeeded+good
			continue
		}
		writes += good
		if good < run.Successes && !slices.Contains(run.Cannot, o.id) {
			t.Errorf("%s succeeded only %d times", o.id, good)
			scarce++
		}
	}
	line := tally.Line{Check: name + "at least a fifth of the reads succeed", Count: succeeded, Unit: fmt.Sprintf("of %d reads", reads)}
	if succeeded*100 < reads*least {
		line.Violations = 1
	}
	tally.Report(t, line)
	tally.Report(t, tally.Line{Check: name + "each kind of write succeeds often", Count: writes, Unit: "writes", Violations: scarce})
}

// folder returns the folder of this package.
func folder(t testing.TB) string {
	t.Helper()
	_, file, _, known := runtime.Caller(0)
	if !known {
		t.Fatal("nobody knows where this stands")
	}
	return filepath.Dir(file)
}

// fuzz runs Schemathesis against the site and returns its report.
func (s *site) fuzz(of Run) report {
	s.Helper()
	here := folder(s)
	root := filepath.Join(here, "..", "..")
	program := os.Getenv("SCHEMATHESIS")
	if program == "" {
		program = filepath.Join(root, ".local", "schemathesis", "bin", "st") // where the Makefile installs it
	}
	place := s.TempDir() // it leaves files where it runs
	name := filepath.Join(place, "report.ndjson")
	run := exec.CommandContext(s.Context(), program, "--config-file", filepath.Join(here, "schemathesis.toml"),
		"run", filepath.Join(root, "docs", "openapi.yaml"),
		"--url", s.URL, "--phases", of.Phases, "--continue-on-failure", "--no-shrink",
		"--max-examples", strconv.Itoa(of.Cases), "--seed", strconv.Itoa(seed), "--workers", "1", "--generation-database", "none",
		"--no-color", "--report", "ndjson", "--report-ndjson-path", name)
	run.Dir = place
	run.Env = append(os.Environ(), "SCHEMATHESIS_HOOKS="+filepath.Join(here, "hooks.py"), "LIVE_URL="+apigateway.Listen(s, s.preparations()), "SEED="+strconv.Itoa(seed))
	var said bytes.Buffer
	run.Stdout, run.Stderr = &said, &said
	failed := run.Run()
	r := readReport(s, name)
	if failed != nil && len(r.failed)+len(r.errors) == 0 {
		s.Fatalf("%v\n%s", failed, &said)
	}
	return r
}

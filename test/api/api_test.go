// Package api tries the API with requests that Schemathesis generates from docs/openapi.yaml, right and wrong ones,
// alone and one after the other, and holds the answers to that document.
package api

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/test/apigateway"
	"smartaccounts/tools/engines"
	"smartaccounts/tools/verify/tally"
)

// seed is of all that is drawn. Ids and secrets are others in each run.
const seed = 4

var engine *engines.Engine

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		engine, err = engines.StartDynamoDBLocal()
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer engine.Stop()
		return m.Run()
	}())
}

// How many cases are generated for each operation, besides those that the document determines, some 830 in all; and
// how many of a write's have to succeed.
const (
	casesInTest, casesInVerify         = 8, 4800
	successesInTest, successesInVerify = 1, 50
)

func TestTheAPIHoldsToItsDocument(t *testing.T) {
	var store *dynamotest.Store
	if tally.Full() {
		store = dynamotest.InMemory() // several times as fast
	} else {
		store = dynamotest.New(t, engine)
	}
	s := newSite(t, store)
	s.populate()
	r := s.fuzz(tally.Many(casesInTest, casesInVerify))
	for _, shown := range append(r.errors, r.failed...) {
		t.Error(shown)
	}

	const unit = "generated requests"
	tally.Report(t, tally.Line{Check: "API, no errors on our side", Count: r.cases, Unit: unit, Violations: r.serverErrors()})
	tally.Report(t, tally.Line{Check: "API, answers are as documented", Count: r.cases, Unit: unit, Violations: r.failures(documented...)})
	tally.Report(t, tally.Line{Check: "API, good requests are taken and bad ones refused", Count: r.cases, Unit: unit, Violations: r.failures(rest...)})

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
		if good < tally.Many(successesInTest, successesInVerify) {
			t.Errorf("%s succeeded %d times only", o.id, good)
			scarce++
		}
	}
	line := tally.Line{Check: "API, at least a fifth of the reads succeed", Count: succeeded, Unit: fmt.Sprintf("of %d reads", reads)}
	if succeeded*100 < reads*least {
		line.Violations = 1
	}
	tally.Report(t, line)
	tally.Report(t, tally.Line{Check: "API, each kind of write succeeds often", Count: writes, Unit: "writes", Violations: scarce})
}

// fuzz runs Schemathesis against the site, with so many cases for each operation, and answers what came of it.
func (s *site) fuzz(cases int) report {
	s.Helper()
	here, err := os.Getwd()
	if err != nil {
		s.Fatal(err)
	}
	root := filepath.Join(here, "..", "..")
	program := os.Getenv("SCHEMATHESIS")
	if program == "" {
		program = filepath.Join(root, ".local", "schemathesis", "bin", "st") // where the Makefile installs it
	}
	place := s.TempDir() // it leaves files where it runs
	name := filepath.Join(place, "report.ndjson")
	run := exec.CommandContext(s.Context(), program, "--config-file", filepath.Join(here, "schemathesis.toml"),
		"run", filepath.Join(root, "docs", "openapi.yaml"),
		"--url", apigateway.Listen(s, apigateway.New(s, s.invoke)), "--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure", "--no-shrink",
		"--max-examples", strconv.Itoa(cases), "--seed", strconv.Itoa(seed), "--workers", "1", "--generation-database", "none",
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

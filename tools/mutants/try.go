package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/testkit/process"
	"smartaccounts/internal/testkit/tally"
)

// verdict is the result of testing a mutant.
type verdict struct {
	Mutant string `json:"mutant"`
	Killed bool   `json:"killed"`
	By     string `json:"by,omitempty"` // the test that failed
}

// patience is longer than the tests of any package take. A mutant that makes a test hang is killed by the timeout.
const (
	patience         = 5 * time.Minute
	patienceInMemory = 2 * time.Minute // for all tests without engines except the model's
)

var (
	failing  = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	breaking = regexp.MustCompile(`(?m)^(panic: .*|fatal error: .*|WARNING: DATA RACE)$`)
)

// tester runs the tests of the repository at root.
type tester struct {
	root    string
	folder  string // for the built tests
	mutants []mutant
	built   map[string]func() (string, error) // by package, the tests with all mutants that have switches
	whole   map[suite]func() error            // by suite, an error if its tests do not pass without a mutant
}

// newTester returns a tester for all suites of the mutants, which builds the tests in the folder.
func newTester(ctx context.Context, root, folder string, mutants []mutant) *tester {
	t := &tester{root, folder, mutants, map[string]func() (string, error){}, map[suite]func() error{}}
	together := slices.Clone(mutants)
	for i, m := range together {
		if m.alone {
			together[i] = mutant{}
		}
	}
	for _, m := range mutants {
		for _, s := range m.suites() {
			if t.built[s.name] == nil {
				t.built[s.name] = sync.OnceValues(func() (string, error) { return t.build(ctx, s.name, together) })
			}
			if t.whole[s] == nil {
				t.whole[s] = sync.OnceValue(func() error { return t.passes(ctx, s) })
			}
		}
	}
	return t
}

// passes returns an error if the tests do not pass without a mutant.
func (t *tester) passes(ctx context.Context, s suite) error {
	program, err := t.built[s.name]()
	if err != nil {
		return err
	}
	by, err := t.test(ctx, program, s, 0)
	if err == nil && by != "" {
		err = fmt.Errorf("%s of %s fails without any mutant", by, s.name)
	}
	return err
}

// try runs the suites of the n-th mutant until a test fails. It returns an error if the tests fail without the mutant,
// the mutant does not compile, or no test was reached.
func (t *tester) try(ctx context.Context, n int) (verdict, error) {
	m := t.mutants[n]
	for _, s := range m.suites() {
		if err := t.whole[s](); err != nil {
			return verdict{}, err
		}
		program, err := t.program(ctx, s.name, n)
		if err != nil {
			return verdict{}, fmt.Errorf("%s: %w", m.name(), err)
		}
		by, err := t.test(ctx, program, s, n+1)
		if err != nil {
			return verdict{}, fmt.Errorf("%s: %w", m.name(), err)
		}
		if by != "" {
			return verdict{m.name(), true, strings.TrimPrefix(s.name, "./") + " " + by}, nil
		}
	}
	return verdict{Mutant: m.name()}, nil
}

// program returns the path of the package's tests with the n-th mutant, switched or alone.
func (t *tester) program(ctx context.Context, pkg string, n int) (string, error) {
	if !t.mutants[n].alone {
		return t.built[pkg]()
	}
	only := make([]mutant, len(t.mutants))
	only[n] = t.mutants[n]
	return t.build(ctx, pkg, only)
}

// build builds the package's tests with the mutants, and returns their path.
func (t *tester) build(ctx context.Context, pkg string, mutants []mutant) (string, error) {
	folder, err := os.MkdirTemp(t.folder, "")
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	put := func(file, text string) error {
		name := filepath.Join(folder, strconv.Itoa(len(replace))+".go")
		replace[filepath.Join(t.root, file)] = name
		return os.WriteFile(name, []byte(text), 0o600)
	}
	for _, m := range mutants {
		file, beside := m.file, filepath.Join(filepath.Dir(m.file), "mutants_on.go")
		if file == "" || replace[filepath.Join(t.root, file)] != "" {
			continue
		}
		text, err := mutated(t.root, file, mutants)
		if err == nil {
			err = put(file, text)
		}
		if err == nil && replace[filepath.Join(t.root, beside)] == "" {
			err = put(beside, fmt.Sprintf(switches, packageOf(text)))
		}
		if err != nil {
			return "", err
		}
	}
	overlay, program := filepath.Join(folder, "overlay.json"), filepath.Join(folder, "tests")
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err == nil {
		err = os.WriteFile(overlay, text, 0o600)
	}
	if err != nil {
		return "", err
	}
	command := exec.Command("go", "test", "-c", "-vet=off", "-overlay="+overlay, "-o", program, pkg)
	command.Dir = t.root
	if err := process.RunQuietly(ctx, command); err != nil {
		return "", err
	}
	return program, nil
}

// environment returns the environment of the tests: this process's, without the variables of make verify, with which
// the tests would check far more cases and report them.
func (s suite) environment(switched int) []string {
	environment := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains([]string{tally.ReportVariable, tally.ShareVariable, engines.NoneVariable}, name)
	})
	if !s.engines {
		environment = append(environment, engines.NoneVariable+"=yes")
	}
	return append(environment, switchVariable+"="+strconv.Itoa(switched))
}

// test returns the first test of the suite that fails with the given mutant switched on; empty if all pass.
func (t *tester) test(ctx context.Context, program string, s suite, switched int) (string, error) {
	limit := patienceInMemory
	if s.engines || s.name == model {
		limit = patience
	}
	command := exec.Command(program, "-test.failfast", "-test.timeout="+limit.String(), "-test.run="+s.tests)
	command.Dir, command.Env = filepath.Join(t.root, s.name), s.environment(switched)
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	err := process.Run(ctx, command)
	var failed *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err == nil:
		return "", nil
	case !errors.As(err, &failed):
		return "", err
	}
	if found := failing.FindSubmatch(said.Bytes()); found != nil {
		return string(found[1]), nil
	}
	if found := breaking.Find(said.Bytes()); found != nil {
		return string(found), nil
	}
	return "", fmt.Errorf("no test of %s was reached:\n%s", s.name, said.Bytes())
}

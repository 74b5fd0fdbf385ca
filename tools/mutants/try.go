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
	"strings"
	"sync"
	"syscall"
	"time"

	"smartaccounts/tools/engines"
	"smartaccounts/tools/verify/tally"
)

// verdict is what became of a mutant.
type verdict struct {
	Mutant string `json:"mutant"`
	Killed bool   `json:"killed"`
	By     string `json:"by,omitempty"` // the test that noticed
}

// patience is longer than the tests of any package take; what makes them hang is noticed, too.
const patience = 5 * time.Minute

var (
	failing  = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`)
	breaking = regexp.MustCompile(`(?m)^(panic: .*|fatal error: .*|WARNING: DATA RACE)$`)
)

// tester runs the tests of the repository at root.
type tester struct {
	root  string
	whole map[suite]func() error // do the tests pass without a mutant
}

// newTester answers one for every suite of every mutant.
func newTester(ctx context.Context, root string, mutants []mutant) *tester {
	t := &tester{root, map[suite]func() error{}}
	for _, m := range mutants {
		for _, s := range m.suites() {
			if t.whole[s] != nil {
				continue
			}
			t.whole[s] = sync.OnceValue(func() error {
				by, err := t.test(ctx, s)
				if err == nil && by != "" {
					err = fmt.Errorf("%s of %s fails without any mutant", by, s.name)
				}
				return err
			})
		}
	}
	return t
}

// try runs the tests with the mutant in the place of its file, suite after suite until one notices. They have to
// pass without it: a test that fails by itself notices nothing. An error if nobody can say whether it was the mutant:
// it does not compile, or no test was reached.
func (t *tester) try(ctx context.Context, m mutant) (verdict, error) {
	folder, err := os.MkdirTemp("", "mutant-")
	if err != nil {
		return verdict{}, err
	}
	defer func() { _ = os.RemoveAll(folder) }() // nothing is lost by what stays
	overlay, err := m.overlay(t.root, folder)
	if err != nil {
		return verdict{}, err
	}
	for _, s := range m.suites() {
		if err := t.whole[s](); err != nil {
			return verdict{}, err
		}
		by, err := t.test(ctx, s, "-overlay="+overlay)
		if err != nil {
			return verdict{}, fmt.Errorf("%s: %w", m.name(), err)
		}
		if by != "" {
			return verdict{m.name(), true, strings.TrimPrefix(s.name, "./") + " " + by}, nil
		}
	}
	return verdict{Mutant: m.name()}, nil
}

// overlay writes what has the go command read the mutant instead of the file.
func (m mutant) overlay(root, folder string) (string, error) {
	text, err := m.source(root)
	if err != nil {
		return "", err
	}
	instead, overlay := filepath.Join(folder, filepath.Base(m.file)), filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(instead, []byte(text), 0o600); err != nil {
		return "", err
	}
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, m.file): instead}})
	if err != nil {
		return "", err
	}
	return overlay, os.WriteFile(overlay, replace, 0o600)
}

// environment is this process's, but for what make verify tells the checks that it runs: to try very much, and to
// report it.
func (s suite) environment() []string {
	environment := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, tally.ReportVariable+"=") || strings.HasPrefix(variable, tally.ShareVariable+"=")
	})
	if !s.engines {
		environment = append(environment, engines.NoneVariable+"=yes")
	}
	return environment
}

// test answers the first test of the suite that fails; empty if all pass.
func (t *tester) test(ctx context.Context, s suite, more ...string) (string, error) {
	arguments := []string{"test", "-count=1", "-failfast", "-vet=off", "-timeout=" + patience.String(), "-run=" + s.tests}
	arguments = append(append(arguments, more...), s.name)
	command := exec.CommandContext(ctx, "go", arguments...)
	command.Dir, command.Env = t.root, s.environment()
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// The go command leaves its test running when it is interrupted alone; a mutant may never end.
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGINT) }
	command.WaitDelay = 10 * time.Second
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	err := command.Run()
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

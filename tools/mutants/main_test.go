package main

import (
	"context"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const root = "../.."

// Every mutant changes the code, is valid Go and has its own name, and every spared one exists. Otherwise a condition
// could lose its test unnoticed.
func TestEveryMutantMatchesTheCode(t *testing.T) {
	found, err := find(root)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, m := range found {
		if names[m.name()] {
			t.Errorf("two mutants are named %s", m.name())
		}
		names[m.name()] = true
		text, err := mutated(root, m.file, []mutant{m})
		if as, _ := mutated(root, m.file, nil); err != nil || text == as {
			t.Errorf("%s changes nothing, or error %v", m.name(), err)
			continue
		}
		if _, err := parser.ParseFile(token.NewFileSet(), m.file, text, parser.SkipObjectResolution); err != nil {
			t.Errorf("%s: %v", m.name(), err)
		}
	}
	for name, why := range spared {
		if !names[name] || why == "" {
			t.Errorf("%s is spared, but does not exist or has no reason: %q", name, why)
		}
	}
	for _, name := range []string{
		"internal/account/decide.go decider: err != nil",
		"internal/account/request.go May: seen.State.Ended()",
		"internal/account/nominee.go LinkHolder: generation > n.Generation",
		"internal/workflow/code.go checkCode: *tries >= CodeTries",
		"internal/workflow/session.go look: !now.Before(session.IdleAt)",
		"internal/access/access.go RequireRole: err == nil && !has",
		"internal/account/account.go OpenTo: a.FoundByPart()",
		"internal/oidc/oidc.go Claims: subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.Nonce)) != 1",
		"internal/dynamo/commit.go requestWrite: #pendingUntilAt > :at",
		"internal/dynamo/commit.go package: #freeAt <= :now",
		"internal/dynamo/dispute.go removeOpenItem: #disputeId = :id",
		"internal/dynamo/link.go package: #nonce = :nonce",
	} {
		if !names[name] {
			t.Errorf("mutant %s is missing", name)
		}
	}
}

// Otherwise a test that was renamed would kill no mutant any more.
func TestEverySuiteHasTheTestsThatItNames(t *testing.T) {
	for folder, patterns := range map[string][]string{model: {inspecting, faulty, holding}, "./" + table: {inMemory}} {
		files, err := filepath.Glob(filepath.Join(root, folder, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		var source []byte
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			source = append(source, text...)
		}
		for _, pattern := range patterns {
			for name := range strings.SplitSeq(strings.Trim(pattern, "^()$"), "|") {
				if strings.HasSuffix(pattern, "$") {
					name += `\(`
				}
				if !regexp.MustCompile(`(?m)^func \w*` + name).Match(source) {
					t.Errorf("%s has no test that %s matches", folder, name)
				}
			}
		}
	}
}

func TestAllMutantsTogetherCompile(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for seconds")
	}
	root, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	found, err := find(root)
	if err != nil {
		t.Fatal(err)
	}
	tests := newTester(t.Context(), root, t.TempDir(), found)
	if _, err := tests.built["./internal/web"](); err != nil {
		t.Error(err)
	}
}

// small returns the folder of a module with a package whose first condition has a test, and whose second has none.
func small(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module small\n\ngo 1.26\n",
		"p/p.go": `package p

import "errors"

var errBad = errors.New("bad")

func check(n int) error {
	if n < 0 || n > 9 {
		return errBad
	}
	return nil
}
`,
		"p/p_test.go": `package p

import "testing"

func TestCheck(t *testing.T) {
	if check(-1) == nil || check(0) != nil {
		t.Fail()
	}
}
`,
	} {
		if err := os.MkdirAll(filepath.Join(folder, filepath.Dir(name)), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// A mutant is killed only by a failed test, not because it does not compile. The files stay unchanged.
func TestAMutantIsKilledIfATestFails(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for seconds")
	}
	folder := small(t)
	before, _ := os.ReadFile(filepath.Join(folder, "p/p.go"))
	found, err := findIn(folder, "p/p.go", false)
	if err != nil || len(found) != 2 {
		t.Fatalf("got mutants %v, error %v; want two", found, err)
	}
	for i, want := range []verdict{{"p/p.go check: n < 0", true, "p TestCheck"}, {"p/p.go check: n > 9", false, ""}} {
		if got, err := newTester(t.Context(), folder, t.TempDir(), found).try(t.Context(), i); err != nil || got != want {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
	}
	found[0].alone, found[0].with = true, "("
	if got, err := newTester(t.Context(), folder, t.TempDir(), found).try(t.Context(), 0); err == nil {
		t.Errorf("got %+v for a mutant that does not compile, want an error", got)
	}
	found[0].with = "false"
	if got, err := newTester(t.Context(), folder, t.TempDir(), found).try(t.Context(), 0); err != nil || !got.Killed {
		t.Errorf("got %+v, error %v for a mutant that is alone; want it killed", got, err)
	}
	if after, _ := os.ReadFile(filepath.Join(folder, "p/p.go")); string(after) != string(before) {
		t.Errorf("the file is now\n%s", after)
	}
}

// An interrupted run continues at the same commit, but the verdicts are not valid for another one. Tests that fail
// without a mutant give no verdict.
func TestAMutantIsTriedOncePerCommit(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles for seconds")
	}
	folder, kept := small(t), t.TempDir()
	found, err := findIn(folder, "p/p.go", false)
	if err != nil {
		t.Fatal(err)
	}
	tried := func(commit string) (string, error) {
		b, err := openBook(kept, commit)
		if err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		verdicts, err := tryAll(t.Context(), folder, found, b, 1, &said)
		if err == nil && (len(verdicts) != 2 || !verdicts[0].Killed || verdicts[1].Killed) {
			t.Errorf("got verdicts %+v, want only the first mutant killed", verdicts)
		}
		return said.String(), err
	}
	for _, step := range []struct {
		commit string
		lines  int
	}{{"a", 2}, {"a", 0}, {"b", 2}, {"", 2}, {"", 2}} {
		if said, err := tried(step.commit); err != nil || strings.Count(said, "\n") != step.lines {
			t.Errorf("%q: %s%v", step.commit, said, err)
		}
	}
	test := filepath.Join(folder, "p/p_test.go")
	if err := os.WriteFile(test, []byte("package p\n\nimport \"testing\"\n\nfunc TestCheck(t *testing.T) { t.Fail() }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := tried("c"); err == nil {
		t.Error(said)
	}
}

func TestASurvivorIsPrintedAndCountedAndAnError(t *testing.T) {
	report := filepath.Join(t.TempDir(), "report")
	t.Setenv("VERIFY_REPORT", report)
	var said strings.Builder
	if err := conclude(&said, []verdict{{"one", true, "p TestX"}, {Mutant: "two"}}); err == nil || !strings.Contains(said.String(), "SURVIVED two") {
		t.Errorf("%v: %s", err, &said)
	}
	if err := conclude(io.Discard, []verdict{{"one", true, "p TestX"}}); err != nil {
		t.Error(err)
	}
	want := `{"check":"conditions taken out are noticed","count":2,"unit":"mutants","violations":1}
{"check":"conditions taken out are noticed","count":1,"unit":"mutants","violations":0}
`
	if got, err := os.ReadFile(report); err != nil || string(got) != want {
		t.Errorf("%s%v", got, err)
	}
}

func TestTheTestsOfAMutantDoNotSeeTheVariablesOfVerify(t *testing.T) {
	t.Setenv("VERIFY_REPORT", "report")
	t.Setenv("VERIFY_SHARE", "1")
	t.Setenv("NO_ENGINES", "yes")
	for _, on := range []bool{false, true} {
		environment := suite{engines: on}.environment(7)
		if said := strings.Join(environment, " "); strings.Contains(said, "VERIFY_") || strings.Contains(said, "NO_ENGINES=") == on || !strings.Contains(said, "MUTANT=7") {
			t.Errorf("engines %v: %s", on, said)
		}
	}
}

func TestASampleOfTheMutantsIsSpreadOverTheCode(t *testing.T) {
	all := make([]mutant, 10)
	for i := range all {
		all[i].from = i
	}
	var at []int
	for _, m := range some(all, 3) {
		at = append(at, m.from)
	}
	if len(at) != 3 || at[0] != 0 || at[1] != 3 || at[2] != 6 || len(some(all, 10)) != 10 {
		t.Errorf("%v", at)
	}
}

// The tests fail if they are interrupted, which must not count as killed.
func TestAnInterruptionGivesNoVerdict(t *testing.T) {
	folder := small(t)
	found, err := findIn(folder, "p/p.go", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := newTester(ctx, folder, t.TempDir(), found).try(ctx, 0); err == nil {
		t.Errorf("got %+v, want an error", got)
	}
}

// A mutant can cause a test to run forever. It must not run on after the interruption.
func TestAnInterruptionEndsTheTests(t *testing.T) {
	folder := small(t)
	test := `package p

import (
	"os"
	"strconv"
	"testing"
	"time"
)

func TestCheck(t *testing.T) {
	if err := os.WriteFile("process", []byte(strconv.Itoa(os.Getpid())), 0o600); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Hour)
}
`
	if err := os.WriteFile(filepath.Join(folder, "p/p_test.go"), []byte(test), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	tests := newTester(ctx, folder, t.TempDir(), nil)
	program, err := tests.build(ctx, "./p", nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_, err := tests.test(ctx, program, suite{name: "./p"}, 0)
		ended <- err
	}()
	var process int
	for process == 0 {
		select {
		case err := <-ended:
			t.Fatalf("the test ended before the interruption: %v", err)
		case <-time.After(20 * time.Millisecond):
		}
		said, _ := os.ReadFile(filepath.Join(folder, "p/process"))
		process, _ = strconv.Atoi(string(said))
	}
	cancel()
	<-ended
	for range 100 {
		if syscall.Kill(process, 0) != nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	_ = syscall.Kill(process, syscall.SIGKILL)
	t.Error("the test still runs after the interruption")
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// saying returns a part that counts its runs, writes line to its report, and exits with the status end.
func saying(t *testing.T, name, line, end string) (p part, runs func() int) {
	t.Helper()
	noted := filepath.Join(t.TempDir(), "runs")
	script := `echo "$VERIFY_SHARE" >> "` + noted + `"; [ -z '` + line + `' ] || echo '` + line + `' >> "$VERIFY_REPORT"; exit ` + end
	return part{group: "group", name: name, proves: "it", command: []string{"sh", "-c", script}}, func() int {
		text, err := os.ReadFile(noted)
		if err != nil {
			return 0
		}
		return strings.Count(string(text), "\n")
	}
}

// files returns a function that returns the given state for all paths.
func files(state string) func(context.Context, []string) (string, error) {
	return func(context.Context, []string) (string, error) { return state, nil }
}

const (
	good = `{"check":"all is well","count":1234567,"unit":"cases","violations":0}`
	bad  = `{"check":"all is well","count":10,"unit":"cases","violations":1}`
	none = `{"check":"all is well","count":0,"unit":"cases","violations":0}`
)

func TestAPartThatPassedRunsAgainOnlyAfterAChange(t *testing.T) {
	p, runs := saying(t, "good", good, "0")
	folder := t.TempDir()
	for i, step := range []struct {
		why  string
		v    verification
		runs int
	}{
		{"the first time", verification{state: files("a"), share: 0.5}, 1},
		{"passed", verification{state: files("a"), share: 0.5}, 1},
		{"less is wanted", verification{state: files("a"), share: 0.1}, 1},
		{"more is wanted", verification{state: files("a"), share: 1}, 2},
		{"again", verification{state: files("a"), share: 1, again: true}, 3},
		{"other files", verification{state: files("b"), share: 1}, 4},
		{"changed files", verification{state: files(""), share: 1}, 5},
		{"changed files again", verification{state: files(""), share: 1}, 6},
	} {
		step.v.folder, step.v.progress = folder, io.Discard
		results, err := step.v.run(t.Context(), []part{p})
		if err != nil {
			t.Fatal(err)
		}
		if runs() != step.runs {
			t.Errorf("%d, %s: the part has run %d times", i, step.why, runs())
		}
		if len(results) != 1 || len(results[0].lines) != 1 || results[0].lines[0].Count != 1234567 || !results[0].holds() {
			t.Errorf("%d, %s: %+v", i, step.why, results)
		}
	}
}

func TestAPartIsSharedByProcesses(t *testing.T) {
	for share, want := range map[float64]struct{ runs, count int }{1: {4, 4}, 0.5: {2, 2}, 0.01: {1, 1}} {
		noted := filepath.Join(t.TempDir(), "runs")
		p := part{name: "part", rounds: 4, command: []string{"sh", "-c", `echo "$VERIFY_ROUND $VERIFY_SHARE" >> "$0"
			echo '{"check":"all is well","count":1,"unit":"cases","violations":0}' >> "$VERIFY_REPORT"`, noted}}
		results, err := verification{folder: t.TempDir(), state: files("a"), share: share, progress: io.Discard}.run(t.Context(), []part{p})
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(noted)
		if err != nil {
			t.Fatal(err)
		}
		var wantRuns strings.Builder
		for round := range want.runs {
			fmt.Fprintln(&wantRuns, round, share/float64(want.runs))
		}
		if string(text) != wantRuns.String() {
			t.Errorf("share %v: rounds and shares are\n%s, want\n%s", share, text, &wantRuns)
		}
		if lines := results[0].lines; len(lines) != 1 || lines[0].Count != want.count {
			t.Errorf("share %v: the report is %+v, want one line of %d cases", share, lines, want.count)
		}
	}
}

func TestAPartEndsWithTheFirstProcessThatFails(t *testing.T) {
	p, runs := saying(t, "part", bad, "1")
	p.rounds = 4
	results, err := verification{folder: t.TempDir(), state: files("a"), share: 1, progress: io.Discard}.run(t.Context(), []part{p})
	if err != nil || results[0].holds() || runs() != 1 {
		t.Errorf("%d runs: %+v, %v", runs(), results, err)
	}
}

func TestEveryCheckThatIsSharedByProcessesExists(t *testing.T) {
	all, err := tests("Test", "../../test/model")
	if err != nil {
		t.Fatal(err)
	}
	for name := range rounds {
		if !slices.ContainsFunc(all, func(found test) bool { return found.name == name }) {
			t.Errorf("no test is named %s", name)
		}
	}
}

func TestAPartThatFailedOrCheckedNothingIsReportedAndRunsAgain(t *testing.T) {
	for why, of := range map[string]struct {
		line, end string
		hold      bool
		row       string
	}{
		"it finds something":  {bad, "0", false, "1"},
		"it fails":            {good, "3", false, "0"},
		"it looks at nothing": {none, "0", false, "0"},
		"it cannot be read":   {"{", "0", false, "1"},
		"it holds":            {good, "0", true, "0"},
		"it says nothing":     {"", "0", true, "0"},
		"it dies in silence":  {"", "1", false, "1"},
	} {
		p, runs := saying(t, "part", of.line, of.end)
		v := verification{folder: t.TempDir(), state: files("a"), share: 1, progress: io.Discard}
		for range 2 {
			results, err := v.run(t.Context(), []part{p})
			if err != nil {
				t.Fatal(err)
			}
			var table strings.Builder
			if write(&table, results) != of.hold {
				t.Errorf("%s:\n%s", why, &table)
			}
			rows := strings.Split(table.String(), "\n")
			if fields := strings.Fields(rows[2]); fields[0] != "part" || fields[len(fields)-1] != of.row {
				t.Errorf("%s:\n%s", why, &table)
			}
		}
		if want := map[bool]int{true: 1, false: 2}[of.hold]; runs() != want {
			t.Errorf("%s: the part has run %d times", why, runs())
		}
	}
}

func TestAnInterruptionEndsAllProcessesOfAPart(t *testing.T) {
	started := filepath.Join(t.TempDir(), "started")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	p := part{name: "part", command: []string{"sh", "-c", `sh -c 'echo $$ > "$0.new"; mv "$0.new" "$0"; exec sleep 100' "$0"; true`, started}}
	ended := make(chan error)
	go func() {
		_, err := verification{folder: t.TempDir(), state: files("a"), share: 1, progress: io.Discard}.run(ctx, []part{p})
		ended <- err
	}()
	var text []byte
	for err := fs.ErrNotExist; errors.Is(err, fs.ErrNotExist); time.Sleep(time.Millisecond) {
		text, err = os.ReadFile(started)
	}
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	for range 500 { // an ended process keeps its ID until its parent waits for it
		if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("a process of the part still runs")
	_ = syscall.Kill(pid, syscall.SIGKILL)
}

func TestTheLinesOfACheckAreOneRowOfTheTable(t *testing.T) {
	two, _ := saying(t, "two", good+"\n"+good+"\n"+strings.Replace(good, "all", "more", 1), "0")
	mute, _ := saying(t, "mute", "", "0")
	results, err := verification{folder: t.TempDir(), state: files(""), share: 1, progress: io.Discard}.run(t.Context(), []part{two, mute})
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if !write(&table, results) {
		t.Error("a part failed")
	}
	want := `part       check         how many         violations
group: it                                 
  two      all is well   2,469,134 cases  0
  two      more is well  1,234,567 cases  0
  mute     passes        1 test           0
`
	if table.String() != want {
		t.Errorf("got\n%s\nwant\n%s", &table, want)
	}
}

func TestTheInputsOfAFuzzTargetAreCounted(t *testing.T) {
	const log = `echo 'fuzz: elapsed: 3s, execs: 4433 (1477/sec), new interesting: 149 (total: 162)'
		echo 'fuzz: elapsed: 6s, execs: 20952 (5506/sec), new interesting: 306 (total: 319)'; [ "$0" = -fuzztime=30s ] || exit 9; exit `
	for end, violations := range map[string]int{"0": 0, "1": 1} {
		p := part{group: "fuzz", name: "FuzzX", command: []string{"sh", "-c", log + end}, fuzz: true}
		results, err := verification{folder: t.TempDir(), state: files(""), share: 0.5, progress: io.Discard}.run(t.Context(), []part{p})
		if err != nil {
			t.Fatal(err)
		}
		if r := results[0]; len(r.lines) != 1 || r.lines[0].Count != 20952 || r.lines[0].Violations != violations || r.holds() != (violations == 0) {
			t.Errorf("fuzzing exits with %s: %+v", end, r)
		}
	}
}

func TestAllTestsAndFuzzTargetsAreFound(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	for name, text := range map[string]string{
		"in/a_test.go": "package in\n\nfunc FuzzA(f *testing.F) {}\n\nfunc TestB(t *testing.T) {}\n\nfunc TestMain(m *testing.M) {}\n",
		"in/b_test.go": "package in\n\nfunc FuzzC(f *testing.F) {\n\tfunc TestNone() {}\n}\n",
		"in/b.go":      "package in\n\nfunc FuzzD() {}\n", ".cache/a_test.go": "package cache\n\nfunc FuzzE(f *testing.F) {}\n",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for begins, want := range map[string][]test{"Fuzz": {{"FuzzA", "./in"}, {"FuzzC", "./in"}}, "Test": {{"TestB", "./in"}}} {
		if got, err := tests(begins, "."); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v: %v", begins, got, want, err)
		}
	}
}

func TestPartsAreChosenByNameOrGroup(t *testing.T) {
	all := []part{{name: "A", group: "x"}, {name: "B", group: "x"}, {name: "C", group: "y"}}
	for only, want := range map[string]int{"": 3, "x": 2, "C": 1, "D": 0} {
		if got := chosen(all, only); len(got) != want || want == 1 && got[0].name != "C" {
			t.Errorf("%q: %v", only, got)
		}
	}
}

func TestAPartDependsOnThePackagesItIsBuiltOf(t *testing.T) {
	paths, err := needed(t.Context(), "smartaccounts/test/model")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"/test/model", "/internal/workflow", "/internal/dynamo", "/internal/dynamo/memory", "/internal/testkit/engines"} {
		if !slices.ContainsFunc(paths, func(path string) bool { return strings.HasSuffix(path, folder) }) {
			t.Errorf("%s is missing in %v", folder, paths)
		}
	}
	if slices.ContainsFunc(paths, func(path string) bool { return strings.HasSuffix(path, "/tools/smart-accounts/replay") }) {
		t.Errorf("an unrelated package is in %v", paths)
	}
}

package golden_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"smartaccounts/internal/testkit/golden"
)

// recorder is a test that records its failures.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Helper()           {}
func (r *recorder) Error(args ...any) { r.failures = append(r.failures, fmt.Sprint(args...)) }
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func TestEveryDifferenceFromAGoldenFileFails(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "a.txt")
	if err := os.WriteFile(file, []byte("one\ntwo\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for got, want := range map[string]string{
		"one\ntwo\n":    "",
		"one\n2\n":      "want two\ngot  2",
		"one\ntwo":      "want also ",
		"one\ntwo\n3\n": "want \ngot  3",
	} {
		r := &recorder{TB: t}
		golden.Matching(filepath.Join(folder, "*.txt")).Compare(r, file, got)
		if failed := len(r.failures) > 0; failed != (want != "") || failed && !strings.HasSuffix(r.failures[0], want) {
			t.Errorf("%q: %q", got, r.failures)
		}
	}
}

func TestAMissingAndALeftoverGoldenFileFail(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "leftover.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := &recorder{TB: t}
	files := golden.Matching(filepath.Join(folder, "*.txt"))
	files.Compare(r, filepath.Join(folder, "missing.txt"), "")
	files.AllCompared(r)
	if len(r.failures) != 2 || !strings.Contains(r.failures[0], "missing.txt") || !strings.Contains(r.failures[1], "leftover.txt") {
		t.Errorf("failures %q", r.failures)
	}
}

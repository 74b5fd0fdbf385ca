// Package golden compares the output of tests with golden files, which `go test -update` writes again.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Files are the golden files of one test.
type Files struct {
	pattern  string
	compared []string
}

// Matching returns the golden files whose paths match a pattern of filepath.Glob.
func Matching(pattern string) *Files { return &Files{pattern: pattern} }

// Compare fails the test if the file's text is another one. With -update it writes the file instead.
func (f *Files) Compare(t testing.TB, file, got string) {
	t.Helper()
	f.CompareBy(t, file, got, firstDifference)
}

// CompareBy is Compare with a function that describes how two texts differ, and returns "" if the difference does not
// matter.
func (f *Files) CompareBy(t testing.TB, file, got string, difference func(want, got string) string) {
	t.Helper()
	f.compared = append(f.compared, file)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Error(err)
	} else if d := difference(string(want), got); d != "" {
		t.Errorf("%s differs:\n%s", file, d)
	}
}

// AllCompared fails the test if it has not compared all golden files.
func (f *Files) AllCompared(t testing.TB) {
	t.Helper()
	files, err := filepath.Glob(f.pattern)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !slices.Contains(f.compared, file) {
			t.Errorf("%s was not compared", file)
		}
	}
}

func firstDifference(want, got string) string {
	if want == got {
		return ""
	}
	wantLines, gotLines := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(wantLines), len(gotLines)) {
		if wantLines[i] != gotLines[i] {
			return "want " + wantLines[i] + "\ngot  " + gotLines[i]
		}
	}
	if len(wantLines) > len(gotLines) {
		return "want also " + wantLines[len(gotLines)]
	}
	return "not want  " + gotLines[len(wantLines)]
}

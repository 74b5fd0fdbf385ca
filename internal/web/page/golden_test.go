package page

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"smartaccounts/internal/account"
)

var update = flag.Bool("update", false, "write the golden files anew")

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var assetHash = regexp.MustCompile(`(/assets/[a-z]+)\.[0-9a-f]{12}\.`)

// readable breaks the lines of a page between elements, and takes out what changes with the assets.
func readable(html string) string {
	return strings.ReplaceAll(assetHash.ReplaceAllString(html, "$1."), "><", ">\n<") + "\n"
}

// Fails when a page changes unseen: look at the difference, then run with -update.
func TestPagesAreAsTheirGoldenFiles(t *testing.T) {
	var known []string
	for _, l := range account.Languages() {
		pages := examples(l)
		for _, name := range slices.Sorted(maps.Keys(pages)) {
			file := filepath.Join("testdata", name+"."+string(l)+".html")
			known = append(known, file)
			got := readable(render(t, pages[name]))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Error(err)
			} else if got != string(want) {
				t.Errorf("%s differs from the page:\n%s", file, firstDifference(string(want), got))
			}
		}
	}
	files, err := filepath.Glob("testdata/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !slices.Contains(known, file) {
			t.Errorf("%s is the golden file of no page", file)
		}
	}
}

func firstDifference(want, got string) string {
	wantLines, gotLines := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(wantLines), len(gotLines)) {
		if wantLines[i] != gotLines[i] {
			return "want " + wantLines[i] + "\ngot  " + gotLines[i]
		}
	}
	return "one goes on where the other ends"
}

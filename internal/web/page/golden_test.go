package page

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"smartaccounts/internal/account"
	"smartaccounts/internal/testkit/golden"
)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var assetHash = regexp.MustCompile(`(/assets/[a-z]+)\.[0-9a-f]{12}\.`)

// readable breaks the lines of a page between elements, and removes the hashes of assets.
func readable(html string) string {
	return strings.ReplaceAll(assetHash.ReplaceAllString(html, "$1."), "><", ">\n<") + "\n"
}

// After an intended change: look at the difference, then run with -update.
func TestPagesAreAsTheirGoldenFiles(t *testing.T) {
	files := golden.Matching("testdata/*.html")
	for _, l := range account.Languages() {
		pages := examples(l)
		for _, name := range slices.Sorted(maps.Keys(pages)) {
			files.Compare(t, filepath.Join("testdata", name+"."+string(l)+".html"), readable(render(t, pages[name])))
		}
	}
	files.AllCompared(t)
}

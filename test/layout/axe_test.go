package layout

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"smartaccounts/internal/testkit/tally"
)

// audit runs axe on the open page and lists its violations, one for each element.
const audit = `axe.run(document, {resultTypes: ["violations"]}).then(found =>
	found.violations.flatMap(v => v.nodes.map(n => v.id + ": " + v.help + ": " + n.target.join(" ") + ": " + n.html.slice(0, 200) + ": " + n.failureSummary.replace(/\s+/g, " "))))`

// look is how a page is shown.
type look struct {
	screen screen
	scheme string // of colours
}

var looks = []look{{smallPhone, "light"}, {desktop, "dark"}, {smallPhone, "dark"}, {desktop, "light"}}

// in sets the size of the screen and the scheme of colours.
func in(l look) chromedp.Tasks {
	return chromedp.Tasks{on(l.screen), emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.scheme}})}
}

// axe returns the source of axe.
func axe(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(os.Getenv("AXE"))
	if err != nil {
		t.Fatalf("AXE is not the path of axe, which make installs: %v", err)
	}
	return string(source)
}

// violations loads axe into the open page and returns what it finds.
func violations(t *testing.T, ctx context.Context, source string) (found []string) {
	t.Helper()
	do(t, ctx, chromedp.Evaluate(source, nil, chromedp.EvalIgnoreExceptions), chromedp.Evaluate(audit, &found, awaited))
	return found
}

// In make test a sample of the pages, each in one look.
func TestPagesAreAccessible(t *testing.T) {
	ctx, at, source := browser(t), pages(t), axe(t)
	files, err := filepath.Glob(filepath.Join(pagesFolder, "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	const inTest = 120
	all := len(files) * len(looks)
	step := max(1, all/tally.Many(inTest, all)) | 1 // odd, so that a sample has each look
	line := tally.Line{Check: "axe finds nothing on a page", Unit: "looks at a page"}
	for n := 0; n < all; n += step {
		name, l := strings.TrimSuffix(filepath.Base(files[n/len(looks)]), ".html"), looks[n%len(looks)]
		line.Count++
		do(t, ctx, in(l))
		show(t, ctx, at+name, l.screen)
		for _, v := range violations(t, ctx, source) {
			t.Errorf("%s, %d px, %s: %s", name, l.screen.width, l.scheme, v)
			line.Violations++
		}
	}
	tally.Report(t, line)
}

func TestAxeFindsAnUnlabelledFieldAndFaintText(t *testing.T) {
	ctx, at, source := browser(t), pages(t), axe(t)
	show(t, ctx, at+"form.en", desktop)
	do(t, ctx, chromedp.Evaluate(`document.querySelector("main").insertAdjacentHTML("beforeend", '<input name="x"><p style="color: #999; background: #aaa">faint</p>')`, nil))
	found := fmt.Sprint(violations(t, ctx, source))
	for _, rule := range []string{"label: ", "color-contrast: "} {
		if !strings.Contains(found, rule) {
			t.Errorf("no violation %q in %s", rule, found)
		}
	}
}

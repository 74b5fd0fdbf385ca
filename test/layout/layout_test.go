package layout

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"smartaccounts/internal/testkit/golden"
)

func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

// box is a visible element of a page: what it is, its position and its style.
type box struct {
	What                     string // element, classes and the beginning of its text
	Left, Top, Width, Height float64
	Paint                    string // colours of text and ground
}

// seen lists the visible elements of a page's layout. The focused element is first.
const seen = `(() => {
	const say = (e) => e.localName + [...e.classList].map(c => "." + c).join("") + " " +
		JSON.stringify(String(e.value ?? e.innerText ?? "").trim().replace(/\s+/g, " ").slice(0, 24));
	const boxOf = (e, what) => {
		const r = e.getBoundingClientRect(), s = getComputedStyle(e);
		const modal = e.closest("dialog:modal"), m = modal?.getBoundingClientRect(); // stands still while the page scrolls
		const left = m && e !== modal ? modal.scrollLeft - m.left : m ? 0 : scrollX, top = m && e !== modal ? modal.scrollTop - m.top : m ? 0 : scrollY;
		return {What: what + say(e), Left: r.left + left, Top: r.top + top, Width: r.width, Height: r.height, Paint: s.color + " on " + s.backgroundColor};
	};
	const visible = (e) => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().width > 2;
	return [boxOf(document.activeElement, "focus: ")].concat(
		[...document.querySelectorAll("header,h1,h2,h3,.card,.notice,dialog,table,th,dt,dd,.badge,.tag,label,input,textarea,select,button,.button,summary,nav,footer")]
			.filter(visible).map(e => boxOf(e, "")));
})()`

// recorded lists the pages whose layout is recorded: the most used ones, with their dialogs. None has text in letters that the
// test's font lacks.
var recorded = []string{
	"account", "directory", "directory-meant", "directory-search", "dispute", "form", "form-checked-review", "form-wrong", "not-for-me",
	"notice-forwarded", "pending", "pending-approve", "pending-decline", "pending-forward", "reviews", "sign-in", "tracking", "tracking-review", "tracking-withdraw",
	"overview", "overview-leave", "people", "people-none", "add-people", "add-people-check", "member", "member-remove", "virtual-accounts-later",
	"virtual", "virtual-create", "virtual-not-empty", "log", "log-filtered", "log-none", "settings", "settings-changed", "settings-close", "settings-waits", "rename", "rename-changed", "closed", "closed-wrong",
	"decision", "decision-approve", "decision-approved", "decision-declined", "ask-access", "access-list", "access-list-none", "rules", "rules-none",
}

// tolerance is the accepted difference of a box in CSS pixels: browsers round widths of text differently.
const tolerance = 3

// After a wanted change, look at the page and run with -update.
func TestLayoutIsAsRecorded(t *testing.T) {
	ctx, at := browser(t), pages(t)
	files := golden.Matching("testdata/*.txt")
	for _, name := range recorded {
		for _, s := range screens {
			show(t, ctx, at+name+".en", s)
			var now []box
			do(t, ctx, chromedp.Evaluate(seen, &now))
			files.CompareBy(t, filepath.Join("testdata", fmt.Sprintf("%s.%d.txt", name, s.width)), write(now), func(want, _ string) string {
				boxes, err := read(want)
				if err != nil {
					return err.Error()
				}
				return differs(boxes, now)
			})
		}
	}
	files.AllCompared(t)
}

func write(boxes []box) string {
	var b strings.Builder
	for _, x := range boxes {
		fmt.Fprintf(&b, "%.0f\t%.0f\t%.0f\t%.0f\t%s\t%s\n", x.Left, x.Top, x.Width, x.Height, x.Paint, x.What)
	}
	return b.String()
}

// read parses what write returns.
func read(text string) (all []box, err error) {
	for line := range strings.Lines(text) {
		fields := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 6)
		if len(fields) < 6 {
			return nil, fmt.Errorf("not a box: %q", line)
		}
		numbers := [4]float64{}
		for n := range numbers {
			if numbers[n], err = strconv.ParseFloat(fields[n], 64); err != nil {
				return nil, err
			}
		}
		all = append(all, box{fields[5], numbers[0], numbers[1], numbers[2], numbers[3], fields[4]})
	}
	return all, nil
}

// differs describes the first difference; empty if there is none.
func differs(want, got []box) string {
	for n := range max(len(want), len(got)) {
		switch {
		case n >= len(want):
			return "more than recorded: " + write(got[n:n+1])
		case n >= len(got):
			return "less than recorded: " + write(want[n:n+1])
		case !same(want[n], got[n]):
			return "recorded\n" + write(want[n:n+1]) + "now\n" + write(got[n:n+1])
		}
	}
	return ""
}

func same(a, b box) bool {
	near := func(x, y float64) bool { return math.Abs(x-y) <= tolerance }
	return a.What == b.What && a.Paint == b.Paint && near(a.Left, b.Left) && near(a.Top, b.Top) && near(a.Width, b.Width) && near(a.Height, b.Height)
}

// A moved, resized, restyled or missing element is a difference.
func TestLayoutDifferencesAreFound(t *testing.T) {
	was := []box{{"button", 10, 10, 100, 44, "black"}, {"a", 120, 10, 60, 44, "black"}}
	if d := differs(was, slices.Clone(was)); d != "" {
		t.Errorf("equal boxes differ: %s", d)
	}
	for name, change := range map[string]func(b []box) []box{
		"moved down":  func(b []box) []box { b[1].Top += 52; return b },
		"moved right": func(b []box) []box { b[0].Left += 40; return b },
		"resized":     func(b []box) []box { b[0].Width += 9; return b },
		"repainted":   func(b []box) []box { b[0].Paint = "red"; return b },
		"renamed":     func(b []box) []box { b[1].What = "button"; return b },
		"lost":        func(b []box) []box { return b[:1] },
		"new":         func(b []box) []box { return append(b, b[0]) },
	} {
		if differs(was, change(slices.Clone(was))) == "" {
			t.Errorf("%s: no difference found", name)
		}
	}
}

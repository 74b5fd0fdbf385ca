package layout

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// misfits lists what is wrong with the layout of the open page.
const misfits = `(() => {
	const wrong = [], root = document.documentElement;
	const name = (e) => e.localName + " " + JSON.stringify(String(e.innerText || e.value || e.id || "").trim().slice(0, 40));
	if (root.scrollWidth > root.clientWidth) wrong.push("scrolls sideways: " + root.scrollWidth + " in " + root.clientWidth);
	const modal = document.querySelector("dialog:modal");
	const controls = [...(modal ?? document).querySelectorAll("a.button,button,input,textarea,select,summary")]
		.filter(e => e.checkVisibility({visibilityProperty: true}) && !e.classList.contains("unseen") && e.type !== "hidden")
		.map(e => ({e, r: e.getBoundingClientRect()})).filter(c => c.r.width > 0);
	for (const {e, r} of controls) {
		if (r.left < 0 || r.right > root.clientWidth) wrong.push("sticks out: " + name(e));
		if (["A", "BUTTON"].includes(e.tagName) && e.scrollWidth > e.clientWidth + 1) wrong.push("its text is cut: " + name(e));
		if (["A", "BUTTON"].includes(e.tagName) && r.height < 24) wrong.push("too small for a finger: " + name(e));
	}
	for (let i = 0; i < controls.length; i++) for (let j = i + 1; j < controls.length; j++) {
		const a = controls[i].r, b = controls[j].r;
		if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
			wrong.push(name(controls[i].e) + " lies over " + name(controls[j].e));
	}
	const focus = document.activeElement, r = focus.getBoundingClientRect();
	if (focus !== document.body && (r.width < 3 || r.height < 3 || focus.getAttribute("aria-hidden"))) wrong.push("the focus is on what cannot be seen: " + name(focus));
	if (modal && !modal.contains(focus)) wrong.push("the focus is not in the dialog, but on " + name(focus));
	return wrong;
})()`

// In each language and state, on a phone and a desktop. No control covers another, and the focus is visible.
func TestEveryPageFits(t *testing.T) {
	ctx, at := browser(t), pages(t)
	files, err := filepath.Glob(filepath.Join(pagesFolder, "*.html"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".html")
		t.Run(name, func(t *testing.T) {
			show(t, ctx, at+name, desktop)
			for _, s := range []screen{desktop, smallPhone} {
				var wrong []string
				do(t, ctx, on(s), chromedp.Evaluate(misfits, &wrong))
				for _, w := range wrong {
					t.Errorf("at %d px: %s", s.width, w)
				}
				picture(t, ctx, fmt.Sprintf("%s.%d", name, s.width))
			}
		})
	}
}

func TestDialogsOpenWithTheFocusOnTheirTitle(t *testing.T) {
	ctx, at := browser(t), pages(t)
	opened := 0
	for _, name := range []string{"pending.en", "tracking.en"} {
		show(t, ctx, at+name, desktop)
		var dialogs []string
		do(t, ctx, chromedp.Evaluate(`[...document.querySelectorAll("[data-dialog]")].map(e => e.dataset.dialog)`, &dialogs))
		for _, dialog := range dialogs {
			var focus string
			var wrong []string
			do(t, ctx, chromedp.Click(`[data-dialog="`+dialog+`"]`, chromedp.ByQuery), chromedp.WaitVisible("#dialog-"+dialog, chromedp.ByQuery),
				chromedp.Evaluate(`document.activeElement.id`, &focus), chromedp.Evaluate(misfits, &wrong),
				chromedp.Evaluate(`document.querySelector("dialog:modal").close()`, nil))
			if focus != "title-"+dialog {
				t.Errorf("%s: %s opens with the focus on %q", name, dialog, focus)
			}
			for _, w := range wrong {
				t.Errorf("%s: %s: %s", name, dialog, w)
			}
			opened++
		}
	}
	if opened < 4 {
		t.Errorf("%d dialogs opened, of four at least", opened)
	}
}

// Where there is room for one.
func TestDecisionsAreInOneRow(t *testing.T) {
	ctx, at := browser(t), pages(t)
	for _, name := range []string{"pending.en", "pending.it"} {
		for _, s := range []screen{tablet, desktop} {
			show(t, ctx, at+name, s)
			var tops []float64
			do(t, ctx, chromedp.Evaluate(`[...document.querySelectorAll(".decisions a")].map(e => e.getBoundingClientRect().top)`, &tops))
			if len(tops) != 4 {
				t.Fatalf("%s: %d decisions, want 4", name, len(tops))
			}
			for _, top := range tops {
				if top != tops[0] {
					t.Errorf("%s at %d px: the decisions are at %v", name, s.width, tops)
					break
				}
			}
		}
	}
}

// A phone shows requester, account, deadline and all decisions without scrolling.
func TestAPendingRequestFitsAPhone(t *testing.T) {
	ctx, at := browser(t), pages(t)
	for _, name := range []string{"pending", "pending-above", "pending-forwarded", "pending-unicode"} {
		for _, language := range []string{"en", "it"} {
			show(t, ctx, at+name+"."+language, smallPhone)
			var shown struct {
				Facts, Decisions int
				Lowest           float64
			}
			do(t, ctx, chromedp.Evaluate(`(() => {
				const facts = [...document.querySelectorAll(".brief dd")], decisions = [...document.querySelectorAll(".decisions a")];
				return {Facts: facts.length, Decisions: decisions.length, Lowest: Math.max(...[...facts, ...decisions].map(e => e.getBoundingClientRect().bottom))};
			})()`, &shown))
			if shown.Facts < 4 || shown.Decisions != 4 || shown.Lowest > float64(smallPhone.height) {
				t.Errorf("%s.%s: %d facts and %d decisions end at %.0f of %d px", name, language, shown.Facts, shown.Decisions, shown.Lowest, smallPhone.height)
			}
		}
	}
}

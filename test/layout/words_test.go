package layout

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
)

// broken lists the words that match the pattern and are on more than one line.
const broken = `((pattern) => {
	const found = [], walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
	let words = 0;
	for (let node = walk.nextNode(); node; node = walk.nextNode()) {
		if (!node.parentElement.checkVisibility()) continue;
		for (const match of node.data.matchAll(pattern)) {
			const range = document.createRange();
			range.setStart(node, match.index);
			range.setEnd(node, match.index + match[0].length);
			words++;
			if (new Set([...range.getClientRects()].map(r => Math.round(r.top))).size > 1) found.push(match[0]);
		}
	}
	return {Words: words, Broken: found};
})`

// wholeWords fails if a page has no word of the pattern, or breaks one.
func wholeWords(t *testing.T, ctx context.Context, at, name string, s screen, pattern string) {
	t.Helper()
	show(t, ctx, at+name, s)
	var found struct {
		Words  int
		Broken []string
	}
	do(t, ctx, chromedp.Evaluate(broken+`(`+pattern+`)`, &found))
	if found.Words == 0 || len(found.Broken) > 0 {
		t.Errorf("%s at %d px: of %d words %q are broken", name, s.width, found.Words, found.Broken)
	}
}

func TestAddressesInTablesAreInOneLine(t *testing.T) {
	ctx, at := browser(t), pages(t)
	for _, name := range []string{"people.en", "people.it", "log.en", "add-people-check.en"} {
		wholeWords(t, ctx, at, name, desktop, `/[a-z.]+@booking\.com/g`)
	}
}

func TestTheItalianWordForEmailIsNotBroken(t *testing.T) {
	ctx, at := browser(t), pages(t)
	for _, name := range []string{"add-people.it", "add-people-check.it", "member.it", "form.it", "not-for-me.it"} {
		for _, s := range []screen{smallPhone, tablet} {
			wholeWords(t, ctx, at, name, s, `/e-.?mail/g`)
		}
	}
}

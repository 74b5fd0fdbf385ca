package layout

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// treeState describes the tree: the first word of each visible item, with its level, - if it is open, + if it is closed, and * if it has the focus.
const treeState = `[...document.querySelectorAll("ul[data-tree] a")].filter(e => e.checkVisibility()).map(e => {
	let level = 0;
	for (let list = e.closest("ul"); list.dataset.tree === undefined; list = list.parentElement.closest("ul")) level++;
	const open = {true: "-", false: "+"}[e.getAttribute("aria-expanded")] ?? " ";
	return "  ".repeat(level) + open + e.innerText.trim().split(/[\s>]/)[0] + (e === document.activeElement ? "*" : "");
}).join("\n")`

// The keys of the WAI-ARIA tree pattern: https://www.w3.org/WAI/ARIA/apg/patterns/treeview/
func TestTheTreeFollowsTheKeysOfItsPattern(t *testing.T) {
	ctx, at := browser(t), pages(t)
	show(t, ctx, at+"virtual-accounts.en", desktop)
	var roles struct {
		Trees, Items, Groups, Stops int
		Named                       bool
	}
	do(t, ctx, chromedp.Evaluate(`({
		Trees: document.querySelectorAll("[role=tree]").length, Items: document.querySelectorAll("[role=tree] [role=treeitem]").length,
		Groups: document.querySelectorAll("[role=treeitem][aria-expanded=true][aria-owns]").length,
		Stops: document.querySelectorAll("[role=treeitem][tabindex='0']").length,
		Named: document.getElementById(document.querySelector("[role=tree]").getAttribute("aria-labelledby")) !== null,
	})`, &roles))
	if roles.Trees != 1 || roles.Items != 6 || roles.Groups != 2 || roles.Stops != 1 || !roles.Named {
		t.Errorf("the tree has %+v", roles)
	}
	do(t, ctx, chromedp.Focus(`[role=treeitem][tabindex="0"]`, chromedp.ByQuery))
	for _, step := range []struct{ key, does, want string }{
		{kb.ArrowDown, "down", "Default/-Sales*/-EMEA/Italia/شركة/<script"},
		{kb.ArrowRight, "right on an open one: its first child", "Default/-Sales/-EMEA*/Italia/شركة/<script"},
		{kb.ArrowLeft, "left on an open one: closes it", "Default/-Sales/+EMEA*/شركة/<script"},
		{kb.ArrowDown, "down over what is closed", "Default/-Sales/+EMEA/شركة*/<script"},
		{kb.ArrowUp, "up", "Default/-Sales/+EMEA*/شركة/<script"},
		{kb.ArrowRight, "right on a closed one: opens it", "Default/-Sales/-EMEA*/Italia/شركة/<script"},
		{kb.ArrowRight, "right: its first child", "Default/-Sales/-EMEA/Italia*/شركة/<script"},
		{kb.ArrowRight, "right at the end of a branch: nothing", "Default/-Sales/-EMEA/Italia*/شركة/<script"},
		{kb.ArrowLeft, "left on a leaf: its parent", "Default/-Sales/-EMEA*/Italia/شركة/<script"},
		{kb.End, "end", "Default/-Sales/-EMEA/Italia/شركة/<script*"},
		{kb.ArrowDown, "down on the last one: nothing", "Default/-Sales/-EMEA/Italia/شركة/<script*"},
		{"s", "a letter: the next one that begins with it", "Default/-Sales*/-EMEA/Italia/شركة/<script"},
		{"i", "another letter", "Default/-Sales/-EMEA/Italia*/شركة/<script"},
		{"z", "a letter that none begins with: nothing", "Default/-Sales/-EMEA/Italia*/شركة/<script"},
		{kb.Home, "home", "Default*/-Sales/-EMEA/Italia/شركة/<script"},
		{kb.ArrowUp, "up on the first one: nothing", "Default*/-Sales/-EMEA/Italia/شركة/<script"},
		{kb.ArrowLeft, "left at the top: nothing", "Default*/-Sales/-EMEA/Italia/شركة/<script"},
	} {
		var state string
		do(t, ctx, chromedp.KeyEvent(step.key), chromedp.Evaluate(treeState, &state))
		var got []string
		for line := range strings.Lines(state) {
			got = append(got, strings.TrimSpace(line))
		}
		if strings.Join(got, "/") != step.want {
			t.Fatalf("%s:\n%s\nwant %s", step.does, state, step.want)
		}
	}
}

// Without the script, all of the tree is a list of links.
func TestTheTreeIsAListOfLinksWithoutScripts(t *testing.T) {
	ctx, at := browser(t), pages(t)
	do(t, ctx, emulation.SetScriptExecutionDisabled(true))
	show(t, ctx, at+"virtual-accounts.en", smallPhone)
	var links, roles int
	do(t, ctx, chromedp.Evaluate(`[...document.querySelectorAll("ul[data-tree] li > a[href]")].filter(e => e.checkVisibility() && e.tabIndex === 0).length`, &links),
		chromedp.Evaluate(`document.querySelectorAll("[role=tree], [role=treeitem]").length`, &roles))
	if links != 6 || roles != 0 {
		t.Errorf("%d links, %d elements with the roles of a tree", links, roles)
	}
}

// focused returns the id of the dialog that has the focus, and whether any is open.
func focused(t *testing.T, ctx context.Context) (within string, open bool) {
	t.Helper()
	do(t, ctx, chromedp.Evaluate(`document.activeElement.closest("dialog")?.id ?? ""`, &within),
		chromedp.Evaluate(`document.querySelector("dialog:modal") !== null`, &open))
	return within, open
}

func TestDialogsWorkByTheKeyboard(t *testing.T) {
	ctx, at := browser(t), pages(t)
	for name, dialog := range map[string]string{
		"overview.en": "leave", "member.en": "remove", "virtual.en": "delete", "pending.en": "decline", "tracking.en": "withdraw",
	} {
		show(t, ctx, at+name, desktop)
		link := `[data-dialog="` + dialog + `"]`
		do(t, ctx, chromedp.Focus(link, chromedp.ByQuery), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("#dialog-"+dialog, chromedp.ByQuery))
		if within, _ := focused(t, ctx); within != "dialog-"+dialog {
			t.Errorf("%s: after Enter on its link the focus is in %q", name, within)
		}
		const most = 12 // stops in one dialog
		outside := 0
		for range most {
			do(t, ctx, chromedp.KeyEvent(kb.Tab))
			var page bool // the browser's own controls may have the focus
			do(t, ctx, chromedp.Evaluate(`document.hasFocus() && document.activeElement !== document.body && !document.activeElement.closest("dialog")`, &page))
			if page {
				outside++
			}
		}
		if outside > 0 {
			t.Errorf("%s: Tab leaves the dialog for the page behind it", name)
		}
		do(t, ctx, chromedp.KeyEvent(kb.Escape))
		var back bool
		do(t, ctx, chromedp.Evaluate(`document.activeElement.matches('`+link+`')`, &back))
		if _, open := focused(t, ctx); open || !back {
			t.Errorf("%s: after Escape the dialog is open: %t; the focus is back on its link: %t", name, open, back)
		}
	}
}

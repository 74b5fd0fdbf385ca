package page

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"smartaccounts/internal/account"
)

// eachPage runs check on every page in every language, parsed.
func eachPage(t *testing.T, check func(t *testing.T, l account.Language, name string, root *html.Node)) {
	t.Helper()
	for _, l := range account.Languages() {
		pages := examples(l)
		for _, name := range slices.Sorted(maps.Keys(pages)) {
			t.Run(name+"."+string(l), func(t *testing.T) {
				root, err := html.Parse(strings.NewReader(render(t, pages[name])))
				if err != nil {
					t.Fatal(err)
				}
				check(t, l, name, root)
			})
		}
	}
}

func elements(root *html.Node, names ...string) []*html.Node {
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && (len(names) == 0 || slices.Contains(names, n.Data)) {
			found = append(found, n)
		}
	}
	return found
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func within(n *html.Node, name string) *html.Node {
	for p := range n.Ancestors() {
		if p.Type == html.ElementNode && p.Data == name {
			return p
		}
	}
	return nil
}

// Fails when a page has no language, no single heading, no title, no skip link, or skips a level.
func TestPagesHaveTheirBearings(t *testing.T) {
	eachPage(t, func(t *testing.T, l account.Language, _ string, root *html.Node) {
		if got := attribute(elements(root, "html")[0], "lang"); got != string(l) {
			t.Errorf("lang=%q, want %q", got, l)
		}
		if n := len(elements(root, "h1")); n != 1 {
			t.Errorf("%d h1, want 1", n)
		}
		if n := len(elements(root, "main")); n != 1 {
			t.Errorf("%d main, want 1", n)
		}
		if text(elements(root, "title")[0]) == "" {
			t.Error("no title")
		}
		if first := elements(elements(root, "body")[0], "a")[0]; attribute(first, "href") != "#main" {
			t.Error("the first link does not skip to the content")
		}
		level := 1
		for _, h := range elements(root, "h1", "h2", "h3", "h4", "h5", "h6") {
			if next := int(h.Data[1] - '0'); next > level+1 {
				t.Errorf("%s %q after a heading of level %d", h.Data, text(h), level)
			} else {
				level = next
			}
		}
	})
}

// Fails when two elements share an id, or something refers to an id that is not there.
func TestIdsAreUniqueAndReferencesHold(t *testing.T) {
	eachPage(t, func(t *testing.T, _ account.Language, _ string, root *html.Node) {
		ids := map[string]bool{}
		for _, n := range elements(root) {
			if id := attribute(n, "id"); id != "" {
				if ids[id] {
					t.Errorf("id %q twice", id)
				}
				ids[id] = true
			}
		}
		for _, n := range elements(root) {
			for _, key := range []string{"for", "aria-describedby", "aria-labelledby", "form", "aria-controls"} {
				for ref := range strings.FieldsSeq(attribute(n, key)) {
					if !ids[ref] {
						t.Errorf("%s=%q leads nowhere", key, ref)
					}
				}
			}
			if ref, local := strings.CutPrefix(attribute(n, "href"), "#"); local && !ids[ref] {
				t.Errorf("link to #%s leads nowhere", ref)
			}
			if dialog := attribute(n, "data-dialog"); dialog != "" && !ids["dialog-"+dialog] {
				t.Errorf("data-dialog=%q leads nowhere", dialog)
			}
		}
	})
}

// Fails when a field has no label, or a field in error does not say so to those who hear the page.
func TestFieldsAreLabelled(t *testing.T) {
	eachPage(t, func(t *testing.T, _ account.Language, _ string, root *html.Node) {
		labels := map[string]string{}
		for _, n := range elements(root, "label") {
			labels[attribute(n, "for")] = text(n)
		}
		for _, n := range elements(root, "input", "textarea", "select") {
			if attribute(n, "type") == "hidden" {
				continue
			}
			if labels[attribute(n, "id")] == "" {
				t.Errorf("%s name=%q has no label", n.Data, attribute(n, "name"))
			}
			described := strings.Fields(attribute(n, "aria-describedby"))
			wrong := slices.Contains(described, attribute(n, "id")+"-error")
			if wrong != (attribute(n, "aria-invalid") == "true") {
				t.Errorf("%s: error text and aria-invalid disagree", attribute(n, "id"))
			}
		}
		for _, n := range elements(root, "button", "a") {
			if text(n) == "" && attribute(n, "aria-label") == "" {
				t.Errorf("%s without a name", n.Data)
			}
		}
		for _, n := range elements(root, "fieldset") {
			if len(elements(n, "legend")) == 0 {
				t.Error("fieldset without a legend")
			}
		}
		for _, n := range elements(root, "table") {
			if len(elements(n, "caption")) != 1 {
				t.Error("table without a caption")
			}
			for _, th := range elements(n, "th") {
				if attribute(th, "scope") == "" {
					t.Errorf("th %q without scope", text(th))
				}
			}
		}
	})
}

// Fails when a page holds what the Content-Security-Policy forbids: then it would not work.
func TestPagesNeedNothingTheContentPolicyForbids(t *testing.T) {
	eachPage(t, func(t *testing.T, _ account.Language, _ string, root *html.Node) {
		for _, n := range elements(root) {
			switch n.Data {
			case "script":
				if !strings.HasPrefix(attribute(n, "src"), "/assets/") || text(n) != "" {
					t.Error("a script that is no asset")
				}
			case "style", "iframe", "object", "embed", "base", "svg":
				t.Errorf("<%s>", n.Data)
			case "form":
				if action := attribute(n, "action"); !strings.HasPrefix(action, "/") || strings.HasPrefix(action, "//") {
					t.Errorf("a form to %q", action)
				}
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s has %s=%q", n.Data, a.Key, a.Val)
				}
			}
		}
	})
}

// Fails when what a stranger wrote becomes markup or a link, or gets lost.
func TestTextOfStrangersStaysText(t *testing.T) {
	eachPage(t, func(t *testing.T, _ account.Language, name string, root *html.Node) {
		for _, n := range elements(root, "a", "link", "img") {
			for _, key := range []string{"href", "src"} {
				at := attribute(n, key)
				ours := strings.HasPrefix(at, "/") && !strings.HasPrefix(at, "//") || strings.HasPrefix(at, "#")
				if at != "" && !ours && !strings.HasPrefix(at, "mailto:") && at != "about:invalid#TemplFailedSanitizationURL" {
					t.Errorf("%s leads to %q", n.Data, at)
				}
				if _, query, is := strings.Cut(at, "mailto:"); is && strings.ContainsAny(query, "?&") {
					t.Errorf("%q sets fields of the mail", at)
				}
			}
		}
		if !strings.HasSuffix(name, "-hostile") {
			return
		}
		if got := text(elements(root, "body")[0]); !strings.Contains(got, hostile) {
			t.Error("the text is not shown as it was written")
		}
		for n := range root.Descendants() {
			if n.Type == html.TextNode && strings.Contains(n.Data, "evil.example") {
				if a := within(n, "a"); a != nil && !strings.HasPrefix(attribute(a, "href"), "/") && !strings.HasPrefix(attribute(a, "href"), "#") {
					t.Errorf("it leads to %q", attribute(a, "href"))
				}
			}
		}
	})
}

// fieldsOf answers what a browser would send of a form if the given button is pressed.
func fieldsOf(form *html.Node) (fields, buttons []string) {
	for _, n := range elements(form, "input", "textarea", "select", "button") {
		name := attribute(n, "name")
		if disabled := within(n, "fieldset"); disabled != nil && has(disabled, "disabled") || attribute(n, "form") != "" {
			continue
		}
		switch {
		case n.Data == "button" && name != "":
			buttons = append(buttons, name+"="+attribute(n, "value"))
		case n.Data != "button" && !slices.Contains(fields, name):
			fields = append(fields, name)
		}
	}
	return fields, buttons
}

func formTo(t *testing.T, page string, action string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(render(t, examples(account.English)[page])))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(elements(root, "form"), func(n *html.Node) bool { return action != "" && attribute(n, "action") != action })
}

// Fails when a form sends other fields than its endpoint reads.
func TestFormsSendTheFieldsThatTheEndpointsRead(t *testing.T) {
	for page, want := range map[string]string{
		"form":       "key accountName customerEmails noteToCustomer language",
		"form-wrong": "key accountName editDomain accountDomain noteToApprover customerEmails noteToCustomer language",
	} {
		forms := formTo(t, page, "/account-requests/new")
		if len(forms) != 1 {
			t.Fatalf("%s: %d forms", page, len(forms))
		}
		fields, buttons := fieldsOf(forms[0])
		if got := strings.Join(fields, " "); got != want {
			t.Errorf("%s sends %s, want %s", page, got, want)
		}
		if opens := slices.Contains(buttons, "edit=domain"); opens != (page == "form") {
			t.Errorf("%s: Edit is there: %t", page, opens)
		}
	}
	want := []string{
		"token dialog action", "token action code visibility authorized",
		"token dialog action", "token action code forwardTo note",
		"token dialog action", "token action code reason",
	}
	var got []string
	for _, form := range formTo(t, "pending", pendingPath(linkToken, "")) {
		fields, _ := fieldsOf(form)
		got = append(got, strings.Join(fields, " "))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the decision forms send %q, want %q", got, want)
	}
	for _, form := range formTo(t, "pending-by-login", pendingPath(linkToken, "")) {
		if fields, _ := fieldsOf(form); slices.Contains(fields, "code") {
			t.Error("a signed-in nominee is asked for a code")
		}
	}
}

// Fails when the page for whose session has ended does not send what was typed, whatever it was.
func TestAnUnsentFormIsSentAsItWasTyped(t *testing.T) {
	forms := formTo(t, "sign-in-unsent", "/account-requests/new")
	if len(forms) != 1 {
		t.Fatalf("%d forms", len(forms))
	}
	got := url.Values{}
	for _, n := range elements(forms[0], "input") {
		got.Add(attribute(n, "name"), attribute(n, "value"))
	}
	want := url.Values{"key": {"one"}, "accountName": {hostile}, "noteToCustomer": {"two\nlines"}, hostile: {"x", "y"}}
	if !maps.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Fails when Enter in a field would do something other than what the form is for.
func TestEnterSendsTheForm(t *testing.T) {
	for _, page := range []string{"form", "form-wrong", "pending", "pending-decline"} {
		for _, action := range []string{"/account-requests/new", pendingPath(linkToken, "")} {
			for _, form := range formTo(t, page, action) {
				for _, button := range elements(form, "button") {
					if attribute(button, "form") != "" {
						continue
					}
					if attribute(button, "name") != "" {
						t.Errorf("%s: Enter presses %q", page, text(button))
					}
					break
				}
			}
		}
	}
}

// Fails when a request that has ended still offers a decision.
func TestEndedRequestsOfferNoDecision(t *testing.T) {
	for _, page := range []string{"pending-approved", "pending-declined", "pending-expired", "pending-hostile", "pending-too-late", "pending-approved-here"} {
		if forms := formTo(t, page, ""); len(forms) > 0 {
			t.Errorf("%s has %d forms", page, len(forms))
		}
		root, err := html.Parse(strings.NewReader(render(t, examples(account.English)[page])))
		if err != nil {
			t.Fatal(err)
		}
		if got := text(elements(root, "h1")[0]); got != "Request" {
			t.Errorf("%s is headed %q", page, got)
		}
	}
}

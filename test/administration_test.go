package test

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// register registers a person from the page that asks them to sign in, and signs them in. Their mailbox has so many mails before.
func register(t *testing.T, ctx context.Context, person string, mailed int) {
	t.Helper()
	const password = "Correct-Horse-7"
	submit := chromedp.Click(`button[type=submit]`, chromedp.ByQuery)
	do(t, ctx, "register", chromedp.Click(`main a[href^="/sign-in?register"]`, chromedp.ByQuery), chromedp.WaitVisible(`#email`, chromedp.ByQuery),
		chromedp.SendKeys(`#email`, person, chromedp.ByQuery), chromedp.SendKeys(`#password`, password, chromedp.ByQuery), submit, chromedp.WaitVisible(`#code`, chromedp.ByQuery))
	lines := strings.Fields(waitMails(t, person, mailed+1)[mailed].Text)
	do(t, ctx, "type a wrong code", chromedp.SendKeys(`#code`, "WRONG", chromedp.ByQuery), submit, chromedp.WaitVisible(`[role=alert]`, chromedp.ByQuery))
	do(t, ctx, "type the code", chromedp.SendKeys(`#code`, lines[len(lines)-1], chromedp.ByQuery), submit, chromedp.WaitVisible(`#username`, chromedp.ByQuery))
	do(t, ctx, "sign in", chromedp.SendKeys(`#username`, person, chromedp.ByQuery), chromedp.SendKeys(`#password`, password, chromedp.ByQuery),
		submit, chromedp.WaitVisible(`form[action="/sign-out"]`, chromedp.ByQuery))
}

// tab opens a tab of the account's pages.
func tab(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	do(t, ctx, "open the tab "+name, chromedp.Click(`nav.tabs a[href$="/`+name+`"]`, chromedp.ByQuery),
		chromedp.WaitVisible(`nav.tabs a[aria-current][href$="/`+name+`"]`, chromedp.ByQuery))
}

// choose selects the option with that text.
func choose(field, option string) chromedp.Action {
	var found bool
	return chromedp.Tasks{
		chromedp.WaitVisible(`main select[name="`+field+`"]`, chromedp.ByQuery),
		chromedp.Evaluate(fmt.Sprintf(`(() => {
			const list = document.querySelector('main select[name="%s"]'), option = [...list.options].find(o => o.textContent.trim() === %q);
			if (option) list.value = option.value;
			return option !== undefined;
		})()`, field, option), &found),
		chromedp.ActionFunc(func(context.Context) error {
			if !found {
				return fmt.Errorf("%s has no option %q", field, option)
			}
			return nil
		}),
	}
}

// submit sends the form whose action is that one, and waits for the page that says so.
func submit(action, says string) chromedp.Action {
	return chromedp.Tasks{
		chromedp.Click(`//main//form[input[@name="action"][@value="`+action+`"]]//button[@type="submit"]`, chromedp.BySearch),
		chromedp.WaitVisible(`//main//*[contains(@class, "notice")][contains(., "`+says+`")]`, chromedp.BySearch),
	}
}

// cookies returns the browser's cookies as a header.
func cookies(t *testing.T, ctx context.Context) string {
	t.Helper()
	var all []string
	do(t, ctx, "read the cookies", chromedp.ActionFunc(func(ctx context.Context) error {
		kept, err := network.GetCookies().WithURLs([]string{stack.URL}).Do(ctx)
		for _, c := range kept {
			all = append(all, c.Name+"="+c.Value)
		}
		return err
	}))
	return strings.Join(all, "; ")
}

// rows returns the rows of a CSV document.
func rows(t *testing.T, document []byte) [][]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(document), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatalf("%v in\n%s", err, document)
	}
	return all
}

// told counts the rows that have the word.
func told(all [][]string, word string) (number int) {
	for _, row := range all {
		if slices.Contains(row, word) {
			number++
		}
	}
	return number
}

func TestANewAdministratorSetsUpTheirAccountInTheBrowser(t *testing.T) {
	for name, script := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			domain, customer := newCompany()
			_, id := ask(t, domain, customer)
			opened := link(t, waitMails(t, customer, 1)[0])
			decide(t, map[string]any{"token": opened, "code": code(t, opened, customer, 2), "action": "approve", "authorized": true, "visibility": "public"}).want(t, 200)
			waitMails(t, customer, 3)
			ada := browser(t, script)
			do(t, ada, "open the account", chromedp.Navigate(stack.URL+"/accounts/"+id), chromedp.WaitVisible(`main a[href^="/sign-in?register"]`, chromedp.ByQuery))
			register(t, ada, customer, 3)

			tab(t, ada, "settings")
			renamed := "The Company of the North at " + strings.ReplaceAll(domain, ".", " ")
			do(t, ada, "rename", fill("name", renamed, "reason", "New brand."), submit("rename", "The account was renamed."))

			for _, path := range []string{"The top level of the account,Europe", "Europe,Italy", "Europe / Italy,Milan"} {
				parent, virtual, _ := strings.Cut(path, ",")
				tab(t, ada, "virtual-accounts")
				do(t, ada, "create "+virtual, chromedp.Click(`main a.button[href*="create=yes"]`, chromedp.ByQuery), fill("name", virtual), choose("parentId", parent),
					submit("create", "The Virtual Account was created."))
			}

			people := map[string]string{
				"deputy": "Smart Account Administrator", "clerk": "Smart Account User", "auditor": "Smart Account Viewer",
				"manager": "Virtual Account Administrator,Europe,yes", "plant": "Virtual Account User,Europe / Italy / Milan,no",
			}
			var list strings.Builder
			for person, role := range people {
				fmt.Fprintf(&list, "%s@%s,%s\n", person, domain, role)
			}
			tab(t, ada, "people")
			do(t, ada, "paste a list of people", chromedp.Click(`main a.button[href$="?add=yes"]`, chromedp.ByQuery), fill("people", list.String()),
				chromedp.Click(`main button[name="action"][value="check"]`, chromedp.ByQuery), chromedp.WaitVisible(`main button[name="action"][value="add"]`, chromedp.ByQuery))
			if text := read(t, ada); strings.Count(text, "Will be added") != len(people) {
				t.Fatalf("the check does not say that %d are added:\n%s", len(people), text)
			}
			do(t, ada, "add them", chromedp.Click(`main button[name="action"][value="add"]`, chromedp.ByQuery), chromedp.WaitVisible(`main .notice.good`, chromedp.ByQuery))

			tab(t, ada, "people")
			deputy := url.QueryEscape("deputy@" + domain)
			do(t, ada, "demote the deputy", chromedp.Click(`main a[href$="member=`+deputy+`"]`, chromedp.ByQuery), choose("role", "Smart Account User"),
				submit("change", "The changes were saved."))

			tab(t, ada, "log")
			text := read(t, ada)
			for what, number := range map[string]int{"Account renamed": 1, "Virtual Account created": 3, "Person added": 5, "Role or end date changed": 1} {
				if got := strings.Count(text, what+"\t") + strings.Count(text, what+"\n"); got < number {
					t.Errorf("the log has %d of %d entries %q:\n%s", got, number, what, text)
				}
			}
			var export string
			var there bool
			do(t, ada, "find the export", chromedp.AttributeValue(`main a[href*="format=csv"]`, "href", &export, &there, chromedp.ByQuery))
			exported := rows(t, call(t, http.MethodGet, export, "", nil, "Cookie", cookies(t, ada)).want(t, 200).body)
			for what, number := range map[string]int{"account-renamed": 1, "virtual-account-created": 3, "member-added": 5, "member-changed": 1} {
				if got := told(exported, what); got != number {
					t.Errorf("the export has %d entries %s, want %d: %v", got, what, number, exported)
				}
			}
		})
	}
}

func TestAProgramSetsUpAnAccountByTheAPI(t *testing.T) {
	t.Parallel()
	ada := token(t, "administrator")
	found := call(t, "GET", "/v1/accounts?q=northgate-instruments.com", ada, nil).want(t, 200)
	base := "/v1/accounts/" + found.at("items", 0, "id").(string)
	before := len(rows(t, call(t, "GET", base+"/log", ada, nil, "Accept", "text/csv").want(t, 200).body))
	read := call(t, "GET", base, ada, nil).want(t, 200)
	renamed := call(t, "PATCH", base, ada, map[string]any{"name": "Northgate Instruments and Sensors", "reason": "New brand."}, "If-Match", read.header.Get("ETag")).want(t, 200)
	call(t, "PATCH", base, ada, map[string]any{"name": "Northgate"}, "If-Match", read.header.Get("ETag")).wantProblem(t, 412, "changed-meanwhile")
	if renamed.header.Get("ETag") == "" || renamed.at("name") != "Northgate Instruments and Sensors" {
		t.Errorf("renamed: %s", renamed.body)
	}
	parent := ""
	for _, virtual := range []string{"Americas", "Canada", "Toronto"} {
		body := map[string]any{"name": virtual}
		if parent != "" {
			body["parentId"] = parent
		}
		created := call(t, "POST", base+"/virtual-accounts", ada, body).want(t, 201)
		parent = created.at("id").(string)
	}
	on := func(role string) []map[string]any {
		return []map[string]any{{"id": parent, "role": role, "withNested": true}}
	}
	var members []map[string]any
	for person, role := range map[string]string{"head": "Smart Account Administrator", "desk": "Smart Account User", "book": "Smart Account Viewer"} {
		members = append(members, map[string]any{"email": person + "@northgate-instruments.com", "role": role})
	}
	for person, role := range map[string]string{"lead": "Virtual Account Administrator", "crew": "Virtual Account User"} {
		members = append(members, map[string]any{"email": person + "@northgate-instruments.com", "virtualAccounts": on(role)})
	}
	added := call(t, "POST", base+"/members", ada, map[string]any{"members": members, "notify": false}).want(t, 200)
	if strings.Count(string(added.body), `"added"`) != len(members) {
		t.Fatalf("added: %s", added.body)
	}
	call(t, "PUT", base+"/members/"+url.PathEscape("head@northgate-instruments.com"), ada, map[string]any{"role": "Smart Account User"}).want(t, 200)
	exported := rows(t, call(t, "GET", base+"/log", ada, nil, "Accept", "text/csv").want(t, 200).body)
	if got := len(exported) - before; got != 10 {
		t.Errorf("%d entries for ten changes: %v", got, exported)
	}
	changed := call(t, "GET", base+"/log?kind=member-changed", ada, nil).want(t, 200)
	if changed.at("items", 0, "detail", "member") != "head@northgate-instruments.com" {
		t.Errorf("the demotion is not the latest change of a member: %s", changed.body)
	}
}

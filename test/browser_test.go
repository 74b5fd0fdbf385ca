package test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"smartaccounts/internal/testkit/chromium"
	"smartaccounts/internal/testkit/tally"
)

const (
	pageWithin = 30 * time.Second // for one step in the browser
	robotTabs  = 4                // the number of concurrent tabs
)

// browser starts a browser. Scripts of the pages run only if script is true.
func browser(t *testing.T, script bool) context.Context {
	t.Helper()
	ctx := chromium.Start(t, chromedp.WindowSize(1280, 1000), chromedp.Flag("lang", "en"))
	if err := chromedp.Run(ctx, emulation.SetScriptExecutionDisabled(!script)); err != nil {
		t.Fatalf("switch scripts: %v", err)
	}
	return ctx
}

// do runs actions in the browser. A failure names the step and shows the page.
func do(t *testing.T, ctx context.Context, step string, actions ...chromedp.Action) {
	t.Helper()
	within, cancel := context.WithTimeout(ctx, pageWithin)
	defer cancel()
	if err := chromedp.Run(within, actions...); err != nil {
		var text, address string
		look, stop := context.WithTimeout(ctx, pageWithin)
		defer stop()
		_ = chromedp.Run(look, chromedp.Location(&address), chromedp.Text("body", &text, chromedp.ByQuery))
		t.Fatalf("%s: %v\nat %s:\n%s", step, err, address, text)
	}
}

// read returns the page's text.
func read(t *testing.T, ctx context.Context) string {
	t.Helper()
	var text string
	do(t, ctx, "read the page", chromedp.Text("main", &text, chromedp.ByQuery))
	return text
}

// picture saves a picture of the page in the folder PICTURES, if that is set.
func picture(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	folder := os.Getenv("PICTURES")
	if folder == "" {
		return
	}
	var png []byte
	do(t, ctx, "picture "+name, chromedp.Evaluate(`scrollTo(0, 0)`, nil), chromedp.Sleep(300*time.Millisecond), chromedp.FullScreenshot(&png, 100))
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644); err != nil {
		t.Fatal(err)
	}
}

// signIn opens the page at path and signs the user in from there.
func signIn(t *testing.T, ctx context.Context, user, path string) {
	t.Helper()
	for _, u := range stack.Users {
		if u.Name == user {
			do(t, ctx, "open "+path, chromedp.Navigate(stack.URL+path), chromedp.WaitVisible(`main a[href^="/sign-in"]`, chromedp.ByQuery))
			do(t, ctx, "sign in as "+user,
				chromedp.Click(`main a[href^="/sign-in"]`, chromedp.ByQuery),
				chromedp.WaitVisible(`#password`, chromedp.ByQuery),
				chromedp.SendKeys(`#username`, u.Email, chromedp.ByQuery),
				chromedp.SendKeys(`#password`, u.Password, chromedp.ByQuery),
				chromedp.Click(`button[type=submit]`, chromedp.ByQuery),
				chromedp.WaitVisible(`form[action="/sign-out"]`, chromedp.ByQuery),
			)
			return
		}
	}
	t.Fatalf("no user %s", user)
}

// fill types into fields by name.
func fill(fields ...string) chromedp.Tasks {
	var tasks chromedp.Tasks
	for i := 0; i+1 < len(fields); i += 2 {
		field := `main [name="` + fields[i] + `"]`
		tasks = append(tasks, chromedp.WaitVisible(field, chromedp.ByQuery),
			chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q).value = ""`, field), nil),
			chromedp.SendKeys(field, fields[i+1], chromedp.ByQuery))
	}
	return tasks
}

// openLink opens a decision link and the dialog of an action, and types the code from the mailbox.
func openLink(t *testing.T, ctx context.Context, opened, customer, action string) {
	t.Helper()
	do(t, ctx, "open the link", chromedp.Navigate(stack.URL+"/pending-requests?token="+url.QueryEscape(opened)),
		chromedp.WaitVisible(`a[href*="dialog=`+action+`"]`, chromedp.ByQuery))
	picture(t, ctx, "pending-request")
	had := len(mails(t, customer))
	form := decideForm(action)
	do(t, ctx, "choose to "+action, chromedp.Click(`a[href*="dialog=`+action+`"]`, chromedp.ByQuery),
		chromedp.WaitVisible(form+` [name=code]`, chromedp.ByQuery))
	do(t, ctx, "ask for a code", chromedp.Click(form+` button[name=step]`, chromedp.ByQuery))
	m := waitMails(t, customer, had+1)[had]
	found := codePattern.FindString(m.Text)
	do(t, ctx, "type the code", chromedp.WaitVisible(form+` [name=code]`, chromedp.ByQuery), chromedp.SendKeys(form+` [name=code]`, found, chromedp.ByQuery))
}

// decideForm returns the selector of the form in an action's dialog.
func decideForm(action string) string { return "#decide-" + action }

func TestARequestIsMadeAndApprovedInTheBrowser(t *testing.T) {
	for name, script := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			domain, customer := newCompany()
			show := func(ctx context.Context, name string) {
				if script {
					picture(t, ctx, name)
				}
			}
			company := "Robotics of " + strings.TrimSuffix(domain, ".com")
			partner := browser(t, script)
			signIn(t, partner, "partner", "/")
			do(t, partner, "search", fill("q", domain), chromedp.Submit(`main [name=q]`, chromedp.ByQuery), chromedp.WaitVisible(`main [name=q][value="`+domain+`"]`, chromedp.ByQuery))
			do(t, partner, "open the form", chromedp.Navigate(stack.URL+"/account-requests/new"), chromedp.WaitVisible(`main [name=accountName]`, chromedp.ByQuery))
			var preset string
			do(t, partner, "see the preset domain", chromedp.Text("main", &preset, chromedp.ByQuery))
			if !strings.Contains(preset, "example.com") {
				t.Errorf("the form does not preset the requester's own domain:\n%s", preset)
			}
			do(t, partner, "fill in the form", fill("accountName", company), chromedp.Click(`main [name=edit]`, chromedp.ByQuery),
				chromedp.WaitVisible(`main [name=accountDomain]`, chromedp.ByQuery),
				fill("accountDomain", strings.ToUpper(domain), "noteToApprover", "They asked us by phone.", "customerEmails", "nobody", "noteToCustomer", "This is for your order 4711."))
			do(t, partner, "send it with a mistake", chromedp.Click(`main .actions button[type=submit]`, chromedp.ByQuery), chromedp.WaitVisible(`main [aria-invalid=true]`, chromedp.ByQuery))
			var kept string
			do(t, partner, "see that nothing is lost", chromedp.Value(`main [name=noteToCustomer]`, &kept, chromedp.ByQuery))
			if kept != "This is for your order 4711." {
				t.Errorf("the note was lost: %q", kept)
			}
			do(t, partner, "correct the mistake", fill("customerEmails", customer))
			show(partner, "request-form")
			do(t, partner, "send it", chromedp.Click(`main .actions button[type=submit]`, chromedp.ByQuery), chromedp.WaitVisible(`main table`, chromedp.ByQuery))
			var first string
			do(t, partner, "see it in the directory", chromedp.Text(`main tbody tr:first-child`, &first, chromedp.ByQuery))
			if !strings.Contains(first, company) || !strings.Contains(first, "Pending") {
				t.Errorf("the directory does not begin with the new account, Pending: %q", first)
			}
			show(partner, "directory")

			invitation := waitMails(t, customer, 1)[0]
			opened := link(t, invitation)
			nominee := browser(t, script)
			do(t, nominee, "read the mail", chromedp.Navigate("data:text/html;base64,"+base64.StdEncoding.EncodeToString([]byte(invitation.HTML))), chromedp.WaitVisible("a", chromedp.ByQuery))
			show(nominee, "mail")
			openLink(t, nominee, opened, customer, "approve")
			form := decideForm("approve")
			do(t, nominee, "approve", chromedp.Click(form+` [name=visibility][value=public]`, chromedp.ByQuery), chromedp.Click(form+` [name=authorized]`, chromedp.ByQuery))
			show(nominee, "approve")
			do(t, nominee, "press approve", chromedp.Click(form+` .actions button[type=submit]`, chromedp.ByQuery), chromedp.WaitNotPresent(form, chromedp.ByQuery))
			if text := read(t, nominee); !strings.Contains(text, customer) || !strings.Contains(strings.ToLower(text), "approved") {
				t.Errorf("the page does not show the approval:\n%s", text)
			}
			do(t, partner, "look again", chromedp.Navigate(stack.URL+"/?q="+domain), chromedp.Text(`main tbody tr:first-child`, &first, chromedp.ByQuery))
			if !strings.Contains(first, "Active") {
				t.Errorf("the requester does not see it Active: %q", first)
			}
		})
	}
}

func TestAnApproverCanRegisterAndOpenTheAccount(t *testing.T) {
	for name, script := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			domain, customer := newCompany()
			ask(t, domain, customer)
			nominee := browser(t, script)
			openLink(t, nominee, link(t, waitMails(t, customer, 1)[0]), customer, "approve")
			form := decideForm("approve")
			do(t, nominee, "approve", chromedp.Click(form+` [name=authorized]`, chromedp.ByQuery),
				chromedp.Click(form+` .actions button[type=submit]`, chromedp.ByQuery), chromedp.WaitNotPresent(form, chromedp.ByQuery))
			created := waitMails(t, customer, 3)[2]
			_, rest, found := strings.Cut(created.Text, stack.URL+"/accounts/")
			if !found {
				t.Fatalf("no link to the account:\n%s", created.Text)
			}
			account := "/accounts/" + strings.Fields(rest)[0]
			do(t, nominee, "open the account", chromedp.Click(`main a[href="`+account+`"]`, chromedp.ByQuery), chromedp.WaitVisible(`main a[href^="/sign-in?register"]`, chromedp.ByQuery))
			picture(t, nominee, "sign-in-approver")
			register(t, nominee, customer, 3)
			var at string
			do(t, nominee, "see where that leads", chromedp.Location(&at))
			if at != stack.URL+account {
				t.Errorf("signing in leads to %s", at)
			}
			if text := read(t, nominee); !strings.Contains(text, "Administrators") || !strings.Contains(text, customer) {
				t.Errorf("the account does not name its administrator:\n%s", text)
			}
		})
	}
}

func TestDecliningForwardingAndLeavingWorkInTheBrowser(t *testing.T) {
	domain, customer := newCompany()
	next := "chief@" + domain
	ask(t, domain, customer)
	opened := link(t, waitMails(t, customer, 1)[0])
	nominee := browser(t, true)
	do(t, nominee, "cancel", chromedp.Navigate(stack.URL+"/pending-requests?token="+url.QueryEscape(opened)),
		chromedp.Click(`main a[href*="done=closed"]`, chromedp.ByQuery), chromedp.WaitNotPresent(`a[href*="dialog="]`, chromedp.ByQuery))
	call(t, "POST", "/v1/pending-requests/view", "", map[string]string{"token": opened}).want(t, http.StatusOK)

	nominee = browser(t, true)
	openLink(t, nominee, opened, customer, "forward")
	form := decideForm("forward")
	do(t, nominee, "forward", chromedp.SendKeys(form+` [name=forwardTo]`, next, chromedp.ByQuery),
		chromedp.Click(form+` .actions button[type=submit]`, chromedp.ByQuery), chromedp.WaitNotPresent(form, chromedp.ByQuery))
	call(t, "POST", "/v1/pending-requests/view", "", map[string]string{"token": opened}).wantProblem(t, 404, "link-invalid")

	theirs := link(t, waitMails(t, next, 1)[0])
	nominee = browser(t, true)
	openLink(t, nominee, theirs, next, "decline")
	form = decideForm("decline")
	do(t, nominee, "decline", chromedp.SendKeys(form+` [name=reason]`, "We have an account already.", chromedp.ByQuery))
	picture(t, nominee, "decline")
	do(t, nominee, "press decline", chromedp.Click(form+` .actions button[type=submit]`, chromedp.ByQuery), chromedp.WaitNotPresent(form, chromedp.ByQuery))
	if text := read(t, nominee); !strings.Contains(text, "We have an account already.") {
		t.Errorf("the page does not show the reason:\n%s", text)
	}
	told := waitTold(t, domain, 2)
	if !strings.Contains(told[1].Text, "We have an account already") {
		t.Errorf("the requester does not learn the reason:\n%s", told[1].Text)
	}
}

// Mail scanners with a browser open links and run scripts.
func TestOpeningALinkInABrowserChangesNothing(t *testing.T) {
	domain, customer := newCompany()
	ask(t, domain, customer)
	opened := link(t, waitMails(t, customer, 1)[0])
	robot := browser(t, true)
	before := settled(t)
	opens := tally.Many(80, 1000)
	var opening sync.WaitGroup
	for range robotTabs {
		tab, leave := chromedp.NewContext(robot)
		defer leave()
		opening.Go(func() {
			for range opens / robotTabs {
				if err := chromedp.Run(tab, chromedp.Navigate(stack.URL+"/pending-requests?token="+url.QueryEscape(opened))); err != nil {
					t.Errorf("open the link: %v", err)
					return
				}
			}
			var text string
			if err := chromedp.Run(tab, chromedp.Text("main", &text, chromedp.ByQuery)); err != nil || !strings.Contains(text, domain) {
				t.Errorf("the robot did not see the request: %v\n%s", err, text)
			}
		})
	}
	opening.Wait()
	unchanged(t, before)
	tally.Report(t, tally.Line{Check: "a link that a browser opens changes nothing", Count: opens, Unit: "pages"})
}

func TestAPersonWithoutARoleSeesNoForm(t *testing.T) {
	outsider := browser(t, true)
	signIn(t, outsider, "outsider", "/account-requests/new")
	if text := read(t, outsider); strings.Contains(text, "accountName") {
		t.Errorf("the form opened:\n%s", text)
	}
	var fields []string
	do(t, outsider, "look for the form", chromedp.Evaluate(`[...document.querySelectorAll("main [name]")].map(e => e.name)`, &fields))
	if len(fields) != 0 {
		t.Errorf("the form opened: %v", fields)
	}
	var cookies []*network.Cookie
	do(t, outsider, "look at the session", chromedp.ActionFunc(func(ctx context.Context) (err error) {
		cookies, err = network.GetCookies().WithURLs([]string{stack.URL}).Do(ctx)
		return err
	}))
	do(t, outsider, "sign out", chromedp.Click(`form[action="/sign-out"] button`, chromedp.ByQuery), chromedp.WaitVisible(`main a[href^="/sign-in"]`, chromedp.ByQuery))
	for _, c := range cookies {
		call(t, "GET", "/", "", nil, "Cookie", c.Name+"="+c.Value).want(t, http.StatusUnauthorized)
	}
	if len(cookies) == 0 {
		t.Error("there was no session to end")
	}
}

func TestALinkOpensFromTheLocalMailbox(t *testing.T) {
	domain, customer := newCompany()
	ask(t, domain, customer)
	waitMails(t, customer, 1)
	ctx := browser(t, true)
	opened := chromedp.WaitNewTarget(ctx, func(found *target.Info) bool {
		return strings.HasPrefix(found.URL, stack.URL+"/pending-requests")
	})
	do(t, ctx, "open the mailbox", chromedp.Navigate(stack.Mailbox+"/?to="+url.QueryEscape(customer)), chromedp.WaitVisible("iframe", chromedp.ByQuery))
	// The page cannot observe the mail in its frame, so a key that was pressed too early is pressed again.
	again := time.NewTicker(time.Second)
	defer again.Stop()
	for end := time.After(pageWithin); ; {
		do(t, ctx, "follow the mail's first link by keyboard", chromedp.Focus("iframe", chromedp.ByQuery), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Enter))
		select {
		case id := <-opened:
			tab, leave := chromedp.NewContext(ctx, chromedp.WithTargetID(id))
			defer leave()
			do(t, tab, "see the request", chromedp.WaitVisible(`a[href*="dialog=approve"]`, chromedp.ByQuery))
			return
		case <-again.C:
		case <-end:
			t.Fatal("the link opened no tab")
		}
	}
}

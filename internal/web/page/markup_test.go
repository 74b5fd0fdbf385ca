package page

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"smartaccounts/internal/account"
	"smartaccounts/internal/text"
	"smartaccounts/internal/workflow"
)

// eachPage parses every page in every language and calls check for it.
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

func hasAttribute(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func nodeText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func ancestor(n *html.Node, name string) *html.Node {
	for p := range n.Ancestors() {
		if p.Type == html.ElementNode && p.Data == name {
			return p
		}
	}
	return nil
}

// Headings skip no level.
func TestPagesHaveALanguageATitleOneHeadingAndASkipLink(t *testing.T) {
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
		if nodeText(elements(root, "title")[0]) == "" {
			t.Error("no title")
		}
		if first := elements(elements(root, "body")[0], "a")[0]; attribute(first, "href") != "#main" {
			t.Error("the first link does not skip to the content")
		}
		level := 1
		for _, h := range elements(root, "h1", "h2", "h3", "h4", "h5", "h6") {
			if next := int(h.Data[1] - '0'); next > level+1 {
				t.Errorf("%s %q after a heading of level %d", h.Data, nodeText(h), level)
			} else {
				level = next
			}
		}
	})
}

// Browsers close a paragraph before a list, and put an empty one after it.
func TestPagesHaveTheElementsThatTheirTagsSay(t *testing.T) {
	for _, l := range account.Languages() {
		pages := examples(l)
		for _, name := range slices.Sorted(maps.Keys(pages)) {
			t.Run(name+"."+string(l), func(t *testing.T) {
				written := render(t, pages[name])
				root, err := html.Parse(strings.NewReader(written))
				if err != nil {
					t.Fatal(err)
				}
				var tags, parsed []string
				for z := html.NewTokenizer(strings.NewReader(written)); z.Next() != html.ErrorToken; {
					if token := z.Token(); token.Type == html.StartTagToken || token.Type == html.SelfClosingTagToken {
						tags = append(tags, token.Data)
					}
				}
				for _, n := range elements(root) {
					parsed = append(parsed, n.Data)
				}
				if !slices.Equal(tags, parsed) {
					t.Errorf("the tags are %v, the elements %v", tags, parsed)
				}
			})
		}
	}
}

func TestIDsAreUniqueAndReferencedIDsExist(t *testing.T) {
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

func TestFieldsHaveLabelsAndTheirErrorsAreReadOut(t *testing.T) {
	eachPage(t, func(t *testing.T, _ account.Language, _ string, root *html.Node) {
		labels := map[string]string{}
		for _, n := range elements(root, "label") {
			labels[attribute(n, "for")] = nodeText(n)
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
			if nodeText(n) == "" && attribute(n, "aria-label") == "" {
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
					t.Errorf("th %q without scope", nodeText(th))
				}
			}
		}
	})
}

func TestPagesComplyWithTheContentSecurityPolicy(t *testing.T) {
	eachPage(t, func(t *testing.T, _ account.Language, _ string, root *html.Node) {
		for _, n := range elements(root) {
			switch n.Data {
			case "script":
				if !strings.HasPrefix(attribute(n, "src"), "/assets/") || nodeText(n) != "" {
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

// The page shows it in full.
func TestTextThatAUserWroteIsNeitherMarkupNorALink(t *testing.T) {
	eachPage(t, func(t *testing.T, _ account.Language, name string, root *html.Node) {
		for _, n := range elements(root, "a", "link", "img") {
			for _, key := range []string{"href", "src"} {
				at := attribute(n, key)
				ours := strings.HasPrefix(at, "/") && !strings.HasPrefix(at, "//") || strings.HasPrefix(at, "#")
				if at != "" && !ours && at != service.Privacy && !strings.HasPrefix(at, "mailto:") && at != "about:invalid#TemplFailedSanitizationURL" {
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
		if got := nodeText(elements(root, "body")[0]); !strings.Contains(got, hostile) {
			t.Error("the text is not shown as it was written")
		}
		for n := range root.Descendants() {
			if n.Type == html.TextNode && strings.Contains(n.Data, "evil.example") {
				if a := ancestor(n, "a"); a != nil && !strings.HasPrefix(attribute(a, "href"), "/") && !strings.HasPrefix(attribute(a, "href"), "#") {
					t.Errorf("it leads to %q", attribute(a, "href"))
				}
			}
		}
	})
}

// fieldsOf returns the names of the fields and of the buttons that a browser would send.
func fieldsOf(form *html.Node) (fields, buttons []string) {
	for _, n := range elements(form, "input", "textarea", "select", "button") {
		name := attribute(n, "name")
		if disabled := ancestor(n, "fieldset"); disabled != nil && hasAttribute(disabled, "disabled") || attribute(n, "form") != "" {
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

func TestFormsSendTheFieldsThatTheEndpointsRead(t *testing.T) {
	for page, want := range map[string]string{
		"form":       "key accountName customerEmails noteToCustomer language",
		"form-wrong": "key accountName editDomain accountDomain customerEmails noteToApprover noteToCustomer language",
	} {
		forms := formTo(t, page, "/account-requests/new")
		if len(forms) != 1 {
			t.Fatalf("%s: %d forms", page, len(forms))
		}
		fields, buttons := fieldsOf(forms[0])
		if got := strings.Join(fields, " "); got != want {
			t.Errorf("%s sends %s, want %s", page, got, want)
		}
		if !slices.Contains(buttons, "step=check") {
			t.Errorf("%s cannot be checked before it is sent", page)
		}
		if opens := slices.Contains(buttons, "edit=domain"); opens != (page == "form") {
			t.Errorf("%s: Edit is there: %t", page, opens)
		}
	}
	for page, want := range map[string]map[string][]string{
		"tracking":              {requestPath(id("r1")): {"action", "action", "action customerEmails"}}, // resend, withdraw, correct
		"tracking-review":       {requestPath(id("r1")): {"action", "action", "action customerEmails"}}, // withdraw, prove, correct
		"tracking-undelivered":  {requestPath(id("r1")): {"action", "action", "action customerEmails"}},
		"tracking-reviewer":     {requestPath(id("r1")): nil, "/reviews": {"request action version", "request action version reason"}},
		"reviews":               {"/reviews": {"address action", "address action", "address action"}},
		"dispute-settles":       {"/reviews": {"dispute action decision confirmed reason"}},
		"dispute-ruling-wrong":  {"/reviews": {"dispute action decision confirmed administrator reason"}},
		"dispute-own":           {"/reviews": nil},
		"dispute":               {"/disputes": {"accountDomain note"}},
		"not-for-me":            {"/not-for-me": {"token action", "token action", "token action code report"}}, // stop, code, silence
		"not-for-me-stopped":    {"/not-for-me": {"token action", "token action", "token action code report"}}, // undo, code, silence
		"not-for-me-suppressed": {"/not-for-me": {"token action", "token action code"}},                        // code, lift
	} {
		for action, want := range want {
			var got []string
			for _, form := range formTo(t, page, action) {
				fields, _ := fieldsOf(form)
				got = append(got, strings.Join(fields, " "))
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s sends %q to %s, want %q", page, got, action, want)
			}
		}
	}
	want := []string{
		"token action code visibility authorized", "token action code forwardTo note", "token action code reason",
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

func TestAnUnsentFormKeepsItsInput(t *testing.T) {
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

func TestEnterPressesTheMainButton(t *testing.T) {
	for _, page := range []string{"form", "form-wrong", "pending", "pending-decline", "tracking-correct-wrong", "tracking-reviewer", "reviews", "dispute"} {
		for _, action := range []string{"/account-requests/new", pendingPath(linkToken, ""), requestPath(id("r1")), "/reviews", "/disputes"} {
			for _, form := range formTo(t, page, action) {
				for _, button := range elements(form, "button") {
					if attribute(button, "form") != "" {
						continue
					}
					if attribute(button, "name") != "" {
						t.Errorf("%s: Enter presses %q", page, nodeText(button))
					}
					break
				}
			}
		}
	}
}

func TestEndedRequestsOfferNoDecision(t *testing.T) {
	for _, page := range []string{"pending-approved", "pending-declined", "pending-expired", "pending-hostile", "pending-too-late", "pending-approved-here", "pending-rejected", "pending-withdrawn", "pending-taken-back"} {
		if forms := formTo(t, page, ""); len(forms) != 1 || attribute(forms[0], "action") != "/language" {
			t.Errorf("%s has %d forms beside the foot's", page, len(forms)-1)
		}
		root, err := html.Parse(strings.NewReader(render(t, examples(account.English)[page])))
		if err != nil {
			t.Fatal(err)
		}
		if got := nodeText(elements(root, "h1")[0]); got != "Request" {
			t.Errorf("%s is headed %q", page, got)
		}
	}
}

// actionsOf returns the actions of a page's forms to that address.
func actionsOf(t *testing.T, page, address string) []string {
	t.Helper()
	var actions []string
	for _, form := range formTo(t, page, address) {
		for _, n := range elements(form, "input") {
			if attribute(n, "name") == "action" {
				actions = append(actions, attribute(n, "value"))
			}
		}
	}
	slices.Sort(actions)
	return actions
}

// Requesters and operators are offered their own actions only.
func TestTheTrackingPageOffersExactlyTheActionsThatAreAllowed(t *testing.T) {
	for page, want := range map[string][2]string{ // the requester's actions, the operator's
		"tracking":                    {"correct resend withdraw", ""},
		"tracking-above":              {"correct resend withdraw", ""},
		"tracking-bounced":            {"correct resend withdraw", ""},
		"tracking-undelivered":        {"correct resend withdraw", ""},
		"tracking-undelivered-above":  {"correct resend withdraw", ""},
		"tracking-undelivered-theirs": {"", ""},
		"tracking-corrected":          {"correct withdraw", ""},
		"tracking-review":             {"correct prove withdraw", ""},
		"tracking-proved":             {"correct withdraw", ""},
		"tracking-reviewer":           {"", "accept reject"},
		"tracking-own-review":         {"correct withdraw", ""},
		"tracking-accepted":           {"", ""},
		"tracking-approved":           {"", ""},
		"tracking-declined":           {"", ""},
		"tracking-withdrawn":          {"", ""},
		"tracking-too-late":           {"", ""},
	} {
		if got := strings.Join(actionsOf(t, page, requestPath(id("r1"))), " "); got != want[0] {
			t.Errorf("%s offers its requester %q, want %q", page, got, want[0])
		}
		if got := strings.Join(actionsOf(t, page, "/reviews"), " "); got != want[1] {
			t.Errorf("%s offers an operator %q, want %q", page, got, want[1])
		}
	}
}

func TestTheParentsAccountIsNamedOnlyToItsAdministrators(t *testing.T) {
	reader := Reader{Language: account.English}
	v := workflow.Viewed{Request: subdomainRequest(), Nominee: subdomainRequest().Nominees[0]}
	why := render(t, isolated(reader, text.PendingParentAccount("acme.com")))
	shows := func() bool {
		return strings.Contains(render(t, PendingRequestPage(reader, PendingRequest{Token: linkToken, Viewed: v})), why)
	}
	if !shows() {
		t.Errorf("the page does not say: %s", why)
	}
	v.Nominee.AdministratorOf = ""
	if shows() {
		t.Errorf("a nominee to whom the request was forwarded sees: %s", why)
	}
}

// It distinguishes nominees who did not decide from those whom no invitation reached, and marks text of users, but not of
// operators, as unchecked.
func TestTheTrackingPageSaysHowARequestEnded(t *testing.T) {
	unreached, unchecked := text.ExpiredUnreached(time.Time{}), text.WrittenBy("")
	for page, want := range map[string]struct{ says, hides text.Phrase }{
		"tracking-expired":           {text.Standing(account.Expired, "", time.Time{}), unreached},
		"tracking-expired-unreached": {unreached, text.Standing(account.Expired, "", time.Time{})},
		"tracking-rejected":          {text.WrittenByOperator(""), unchecked},
		"tracking-declined":          {text.NomineesHint(), text.NomineesNone()},
	} {
		html := render(t, examples(account.English)[page])
		says := func(phrase text.Phrase) bool {
			parts := phrase.Parts(account.English)
			end := ""
			if last := parts[len(parts)-1]; !last.HasValue {
				end = last.Text
			}
			return strings.Contains(html, parts[0].Text) && strings.Contains(html, end)
		}
		if !says(want.says) {
			t.Errorf("%s does not say %s", page, want.says.In(account.English))
		}
		if says(want.hides) {
			t.Errorf("%s says %s", page, want.hides.In(account.English))
		}
	}
	if html := render(t, examples(account.English)["tracking-rejected"]); strings.Contains(html, text.NomineesHint().In(account.English)) {
		t.Error("a rejected request has people who were asked to decide")
	}
}

// No other person can, and the requester cannot while the request is pending or its account is active.
func TestTheRequesterCanAskAgainIfTheRequestEndedWithoutAnAccount(t *testing.T) {
	for page, want := range map[string]bool{
		"tracking": false, "tracking-review": false, "tracking-declined": false, // an operator's view
		"tracking-approved": false, "tracking-taken-back": true, "tracking-expired": true, "tracking-withdrawn": true, "tracking-too-late": true,
	} {
		if got := strings.Contains(render(t, examples(account.English)[page]), `href="/account-requests/new?from=`+string(id("r1"))+`"`); got != want {
			t.Errorf("%s: can be asked again: %t", page, got)
		}
	}
}

// The reasons name accounts of others.
func TestOnlyOperatorsSeeWhyARequestIsReviewed(t *testing.T) {
	partnerReader := Reader{Language: account.English, Person: &account.Person{Email: partner}}
	operatorReader := Reader{Language: account.English, Person: &account.Person{Email: "olga@operator.example", Operator: true}}
	accepted := underReview()
	accepted.State, accepted.Review.AcceptedAt = account.PendingApproval, asked
	for _, request := range []account.Request{underReview(), accepted} {
		for _, test := range []struct {
			name           string
			reader         Reader
			mine, reviewer bool
			told           bool
		}{
			{"the requester", partnerReader, true, false, false},
			{"the requester, an operator", operatorReader, true, false, false},
			{"somebody", partnerReader, false, false, false},
			{"an operator who may not review it", operatorReader, false, false, true},
			{"its reviewer", operatorReader, false, true, true},
		} {
			tracking := followed(request)
			tracking.Mine, tracking.Reviewer = test.mine, test.reviewer
			tracking.Proof = new(workflow.ProofOf(request))
			page := render(t, TrackingPage(test.reader, tracking))
			for _, why := range request.Review.Reasons {
				said := render(t, isolated(test.reader, text.ReviewReason(why.Kind, string(why.Address))))
				if strings.Contains(page, said) != test.told {
					t.Errorf("%s sees the reason %s: %t", test.name, why.Kind, !test.told)
				}
			}
			for _, of := range []string{otherAccount, "/accounts/" + string(id("a9"))} {
				if strings.Contains(page, of) != test.told {
					t.Errorf("%s sees a link to %s: %t", test.name, of, !test.told)
				}
			}
		}
	}
}

// A request whose invitations all bounced expires earlier.
func TestPagesShowTheDeadlineAtWhichTheRequestExpires(t *testing.T) {
	request := bouncedRequest(2)
	r := Reader{Language: account.English}
	if request.Deadline().Equal(request.ExpiresAt) {
		t.Fatal("the example has one deadline")
	}
	nominee, _ := request.Nominee(1)
	for name, page := range map[string]string{
		"tracking": render(t, TrackingPage(r, followed(request))),
		"pending":  render(t, PendingRequestPage(r, PendingRequest{Viewed: workflow.Viewed{Request: request, Nominee: nominee}})),
	} {
		if !strings.Contains(page, r.moment(request.Deadline())) || strings.Contains(page, r.moment(request.ExpiresAt)) {
			t.Errorf("%s shows another deadline", name)
		}
	}
}

// It says so in every state that the request may be in by then.
func TestTheTrackingPageSaysWhyAnActionWasRefused(t *testing.T) {
	r := Reader{Language: account.English, Person: &account.Person{Email: partner}}
	for _, request := range []account.Request{pendingRequest(), underReview(), withdrawn(), bouncedRequest(1)} {
		for _, tried := range []account.Action{account.Withdraw, account.Resend, account.Correct, account.Prove, account.Accept, account.Reject} {
			for _, refusal := range []struct {
				says   text.Phrase
				refuse func(t *Tracking)
			}{
				{busyText(tried), func(t *Tracking) { t.Busy = true }},
				{text.TrackingTooLate(), func(t *Tracking) { t.TooLate = true }},
				{text.OwnReviewText(), func(t *Tracking) { t.Own = true }},
				{text.NoAnswerText(), func(t *Tracking) { t.NoAnswer = true }},
				{text.RecordNotFound(), func(t *Tracking) { t.NotFound = true }},
				{tooManyText(tried, asked), func(t *Tracking) { t.TooManyUntil = asked }},
			} {
				for _, reviewer := range []bool{false, true} {
					tracking := followed(request)
					tracking.Dialog, tracking.Mine, tracking.Reviewer = tried, !reviewer, reviewer
					refusal.refuse(&tracking)
					page, says := render(t, TrackingPage(r, tracking)), refusal.says.In(account.English)
					if n := strings.Count(page, render(t, isolated(r, refusal.says))); n != 1 {
						t.Errorf("%s of a request that is %s: %q is on the page %d times, want 1", tried, request.State, says, n)
					}
					if !strings.Contains(page, "<title>Error: ") {
						t.Errorf("%s: the title does not begin with Error: for %q", tried, says)
					}
				}
			}
		}
	}
}

func TestTheDisputePageSaysWhyASettlementWasRefused(t *testing.T) {
	for page, says := range map[string]text.Phrase{
		"dispute-ruling-own": text.OwnDispute(), "dispute-ruling-busy": text.Busy(), "dispute-ruling-late": text.DisputeTooLate(),
		"dispute-ruling-gone": text.AccountNotActive(), "dispute-ruling-is-administrator": text.IsAdministrator(),
	} {
		shown := render(t, examples(account.English)[page])
		root, err := html.Parse(strings.NewReader(shown))
		if err != nil {
			t.Fatal(err)
		}
		if said := says.In(account.English); !strings.Contains(nodeText(elements(root, "main")[0]), said) {
			t.Errorf("%s does not say %q", page, said)
		}
		if !strings.Contains(shown, "<title>Error: ") {
			t.Errorf("%s: the title does not begin with Error:", page)
		}
	}
}

func TestEveryOutcomeOfADisputeCanBeChosen(t *testing.T) {
	for _, outcome := range account.Outcomes() {
		if workflow.DecisionFor(outcome) == "" {
			t.Errorf("%s cannot be chosen", outcome)
		}
	}
}

// The page needs no sign-in, only the link.
func TestTheNotForMePageMasksTheAddress(t *testing.T) {
	for name, page := range addressExamples(Reader{Language: account.English}) {
		if got := render(t, page); strings.Contains(got, string(customer)) || !strings.Contains(got, customer.Masked()) {
			t.Errorf("%s does not mask the address", name)
		}
	}
}

func TestOnlyOperatorsAreLedToTheReviews(t *testing.T) {
	for name, want := range map[string]bool{"tracking-reviewer": true, "reviews": true, "tracking": false, "directory": false, "pending": false} {
		if got := strings.Contains(render(t, examples(account.English)[name]), `href="/reviews"`); got != want {
			t.Errorf("%s leads to the reviews: %t", name, got)
		}
	}
}

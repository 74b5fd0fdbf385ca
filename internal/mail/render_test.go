package mail_test

import (
	"iter"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"smartaccounts/internal/account"
	"smartaccounts/internal/mail"
	"smartaccounts/internal/mail/example"
	"smartaccounts/internal/testkit/golden"
	"smartaccounts/internal/text"
	"smartaccounts/internal/workflow"
)

func eachMail(t *testing.T, check func(t *testing.T, e example.Example, m workflow.Message)) {
	t.Helper()
	for _, l := range account.Languages() {
		for _, e := range example.All(l) {
			t.Run(e.Name+"."+string(l), func(t *testing.T) {
				m, err := mail.Render(example.PublicURL)(e.Mail, e.Secrets)
				if err != nil {
					t.Fatal(err)
				}
				check(t, e, m)
			})
		}
	}
}

// After an intended change: look at the difference, then run with -update.
func TestMailsEqualTheirGoldenFiles(t *testing.T) {
	files := golden.Matching("testdata/*.*.*")
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) {
		for part, got := range map[string]string{
			"txt":  "Subject: " + m.Subject + "\n\n" + m.Text,
			"html": strings.ReplaceAll(m.HTML, "><", ">\n<"),
		} {
			files.Compare(t, filepath.Join("testdata", e.Name+"."+string(e.Mail.Language)+"."+part), got)
		}
	})
	files.AllCompared(t)
}

func TestEveryKindHasAnExample(t *testing.T) {
	for _, kind := range workflow.MailKinds() {
		if !slices.ContainsFunc(example.All(account.English), func(e example.Example) bool { return e.Mail.Kind == kind }) {
			t.Errorf("no example of %q", kind)
		}
	}
}

func TestRenderingAMailTwiceGivesTheSameBytes(t *testing.T) {
	eachMail(t, func(t *testing.T, e example.Example, first workflow.Message) {
		for range 20 {
			again, err := mail.Render(example.PublicURL+"/")(e.Mail, e.Secrets)
			if err != nil || again != first {
				t.Fatalf("rendered again it differs: %v", err)
			}
		}
	})
}

// ourLinks returns the paths of the links in a text. Each link has to be alone on its line.
func ourLinks(t *testing.T, text string) []string {
	t.Helper()
	var paths []string
	for line := range strings.Lines(text) {
		if path, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), example.PublicURL); ok {
			paths = append(paths, path)
		} else if strings.Contains(line, "://") {
			t.Errorf("%q has a link that is not alone on its line", line)
		}
	}
	return paths
}

// Invitations and reminders have the decision link and the link to report them; other mails have neither. No mail has two
// links to the same page.
func TestEachMailHasItsLinks(t *testing.T) {
	const (
		decide  = "/pending-requests?token=" + example.Token
		report  = "/not-for-me?token=" + example.Report
		request = "/account-requests/01j0000000000000000000000r"
		held    = "/accounts/01j0000000000000000000000a"
		dispute = "/disputes/01j0000000000000000000000d"
		access  = "/access-requests/01j0000000000000000000000q"
	)
	want := map[workflow.MailKind][]string{
		workflow.Invitation: {decide, report}, workflow.Reminder: {decide, report},
		workflow.CodeMail: nil, workflow.MailboxCodeMail: nil, workflow.ClosedMail: {report}, workflow.LapsedMail: {report},
		workflow.ReplacedMail: {report}, workflow.AwaitingMail: {report},
		workflow.ReviewMail: {request}, workflow.AcceptedMail: {request}, workflow.RejectedMail: {request},
		workflow.ApprovedMail: {request}, workflow.CreatedMail: {held}, workflow.DeclinedMail: {request}, workflow.ForwardMail: {request},
		workflow.BouncedMail: {request}, workflow.ExpiredMail: {request},
		workflow.DisputeMail: {dispute}, workflow.SettledMail: {held}, workflow.AppointedMail: {held, report},
		workflow.ProvedMail: {dispute}, workflow.EndingMail: {request}, workflow.EndingAskedMail: {report},
		workflow.MemberAddedMail: {held, report}, workflow.MemberChangedMail: {held, report}, workflow.MemberRemovedMail: {report},
		workflow.MemberMovedMail: {report}, workflow.MembershipEndingMail: {held}, workflow.AdministratorChangedMail: {held}, workflow.VisibilityChangedMail: {held},
		workflow.RenameAcceptedMail: {held}, workflow.RenameRejectedMail: {held}, workflow.ReopenedMail: {held},
		workflow.RulesChangedMail: {held + "/rules"}, workflow.AccessAskedMail: {access}, workflow.AccessReminderMail: {access}, workflow.AccessDecidedMail: {access}, workflow.AccessApprovedMail: {held},
		workflow.AccessDeclinedMail: {access}, workflow.AccessExpiredMail: {access},
	}
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) {
		links, known := want[e.Mail.Kind]
		switch {
		case e.Mail.Kind == workflow.SettledMail && e.Mail.To == e.Mail.Requester:
			links = []string{dispute} // only the disputer may open it
		case e.Mail.Settled == account.AccountTakenBack:
			links = nil // there is no account to see any more
		}
		if got := ourLinks(t, m.Text); !known || !slices.Equal(got, links) {
			t.Errorf("links in the text: %q, want %q", got, links)
		}
		var buttons []string
		for a := range elements(t, m.HTML, "a") {
			path, _ := strings.CutPrefix(attribute(a, "href"), example.PublicURL)
			buttons = append(buttons, path)
			if !slices.ContainsFunc(a.Attr, func(a html.Attribute) bool { return a.Key == "ses:no-track" }) {
				t.Errorf("the provider may rewrite the link to %q: it has no ses:no-track", path)
			}
		}
		if !slices.Equal(buttons, links) {
			t.Errorf("links in the HTML: %q, want %q", buttons, links)
		}
		if got, want := strings.Count(m.HTML, "/pending-requests"), 2*count(links, decide); got != want {
			t.Errorf("%d decision links in the HTML, want %d: the button and the address to copy", got, want)
		}
		if got, want := strings.Count(m.HTML, "/not-for-me"), count(links, report); got != want {
			t.Errorf("%d report links in the HTML, want %d", got, want)
		}
	})
}

func count(all []string, one string) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}

// elements returns the elements of that name.
func elements(t *testing.T, page, name string) iter.Seq[*html.Node] {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(*html.Node) bool) {
		for n := range root.Descendants() {
			if n.Type == html.ElementNode && n.Data == name && !yield(n) {
				return
			}
		}
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// Further up it could be taken for the link to decide.
func TestTheReportLinkComesLast(t *testing.T) {
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) {
		_, foot, _ := strings.Cut(m.Text, "\n--\n")
		if want := e.Mail.Kind.Unsolicited(); strings.Contains(foot, "/not-for-me?") != want {
			t.Errorf("report link below the line: %t, want %t", !want, want)
		}
	})
}

// codeLine matches a line by which people and programs find the code.
var codeLine = regexp.MustCompile(`(?m)^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$`)

// Other mails have no line that looks like a code.
func TestTheCodeIsAloneOnItsLine(t *testing.T) {
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) {
		var want []string
		if e.Mail.Kind.CarriesCode() {
			want = []string{example.Code}
		}
		if got := codeLine.FindAllString(m.Text, -1); !slices.Equal(got, want) {
			t.Errorf("codes %v, want %v", got, want)
		}
		if strings.Contains(m.Subject, example.Code) {
			t.Error("the code is in the subject, where a locked screen shows it")
		}
	})
}

// It is also the largest text.
func TestTheCodeComesFirstInItsMail(t *testing.T) {
	sizes := regexp.MustCompile(`font-size:(\d+)px`)
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) {
		if !e.Mail.Kind.CarriesCode() {
			return
		}
		if !strings.HasPrefix(m.Text, example.Code+"\n\n") {
			t.Errorf("the text begins otherwise:\n%s", m.Text)
		}
		_, body, _ := strings.Cut(m.HTML, "<body")
		if first := regexp.MustCompile(`>([^<\s][^<]*)<`).FindStringSubmatch(body); first == nil || first[1] != example.Code {
			t.Errorf("the HTML shows %q first", first)
		}
		code, rest, _ := strings.Cut(body, example.Code)
		largest := 0
		for _, size := range sizes.FindAllStringSubmatch(rest, -1) {
			n, _ := strconv.Atoi(size[1])
			largest = max(largest, n)
		}
		all := sizes.FindAllStringSubmatch(code, -1)
		if n, _ := strconv.Atoi(all[len(all)-1][1]); n < largest*3/2 {
			t.Errorf("the code has %d pixels, other text %d", n, largest)
		}
	})
}

func TestEachMailHasHeadings(t *testing.T) {
	eachMail(t, func(t *testing.T, _ example.Example, m workflow.Message) {
		for name, want := range map[string][2]int{"h1": {1, 1}, "h2": {1, 3}} {
			var found []string
			for n := range elements(t, m.HTML, name) {
				found = append(found, n.FirstChild.Data)
			}
			if len(found) < want[0] || len(found) > want[1] || slices.Contains(found, "") {
				t.Errorf("the headings %s are %q", name, found)
			}
		}
	})
}

// plainSubject returns the subject of the mail without anything that a user wrote.
func plainSubject(t *testing.T, e example.Example) string {
	t.Helper()
	e.Mail.AccountName, e.Mail.NewName, e.Mail.Reason = "X", "X", "Y"
	m, err := mail.Render(example.PublicURL)(e.Mail, e.Secrets)
	if err != nil {
		t.Fatal(err)
	}
	return m.Subject
}

func TestNoSubjectContainsTextThatAUserWrote(t *testing.T) {
	const written = "PAYPAL 499.99 USD charged, call +1 800 555 0110"
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) {
		e.Mail.AccountName, e.Mail.NewName, e.Mail.Reason = written, written, written
		scam, err := mail.Render(example.PublicURL)(e.Mail, e.Secrets)
		if err != nil {
			t.Fatal(err)
		}
		if scam.Subject != m.Subject || strings.Contains(m.Subject, e.Mail.AccountName) {
			t.Errorf("the name %q changes the subject %q to %q", written, m.Subject, scam.Subject)
		}
		if !e.Mail.Kind.CarriesCode() && !strings.Contains(m.Subject, string(e.Mail.Domain)) {
			t.Errorf("the subject %q does not name the account", m.Subject)
		}
		if _, title, _ := strings.Cut(scam.HTML, "<title>"); !strings.HasPrefix(title, templ.EscapeString(m.Subject)+"</title>") {
			t.Errorf("the page has another title")
		}
	})
}

// Unicode could look like another identifier, and the end of a long identifier could be cut off.
func TestSubjectsShowTheIdentifierInASCII(t *testing.T) {
	long := strings.Repeat("call-1-800-555-0110.", 9)
	for d, want := range map[account.Domain]string{
		"xn--pypal-4ve.com":               "xn--pypal-4ve.com", // in Cyrillic
		"acme.com":                        "acme.com",
		account.Domain(long + "acme.com"): "…call-1-800-555-0110.call-1-800-555-0110.acme.com",
		account.Domain(strings.Repeat("a", 63) + ".com"): strings.Repeat("a", 63) + ".com",
	} {
		eachMail(t, func(t *testing.T, e example.Example, _ workflow.Message) {
			e.Mail.Domain = d
			m, err := mail.Render(example.PublicURL)(e.Mail, e.Secrets)
			if err != nil {
				t.Fatal(err)
			}
			if !e.Mail.Kind.CarriesCode() && !strings.HasSuffix(m.Subject, " "+want) {
				t.Errorf("subject %q, want %q at its end", m.Subject, want)
			}
		})
	}
}

func TestAddressesAndIdentifiersAreWrittenUnchanged(t *testing.T) {
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) {
		for name, part := range map[string]string{"text": m.Text, "HTML": m.HTML} {
			if !strings.Contains(part, string(e.Mail.Domain)) || strings.Contains(part, "[.]") || strings.Contains(part, "[@]") {
				t.Errorf("the %s does not have %s", name, e.Mail.Domain)
			}
			if !strings.Contains(part, string(e.Mail.To)) {
				t.Errorf("the %s does not have %s", name, e.Mail.To)
			}
		}
	})
}

func TestAMailIsRenderedOnlyWithExactlyItsSecrets(t *testing.T) {
	for _, e := range example.All(account.English) {
		for _, token := range []string{"", example.Token} {
			for _, report := range []string{"", example.Report} {
				for _, code := range []string{"", example.Code, "no code"} {
					s := workflow.Secrets{Token: token, Report: report, Code: code}
					if _, err := mail.Render(example.PublicURL)(e.Mail, s); (err == nil) != (s == e.Secrets) {
						t.Errorf("%s with the secrets %+v: %v", e.Name, s, err)
					}
				}
			}
		}
	}
}

// A reminder is recognisable as one.
func TestSubjectsThatAskForADecisionShowTheDeadline(t *testing.T) {
	deadlines := map[account.Language]string{account.English: "20 February 2027", account.Italian: "20 febbraio 2027"}
	reminders := map[account.Language]string{account.English: "Reminder: ", account.Italian: "Promemoria: "}
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) {
		l := e.Mail.Language
		if e.Mail.Kind.CarriesLink() && !strings.Contains(m.Subject, deadlines[l]) {
			t.Errorf("subject %q, want %q in it", m.Subject, deadlines[l])
		}
		if want := e.Mail.Kind == workflow.Reminder; strings.HasPrefix(m.Subject, reminders[l]) != want {
			t.Errorf("subject %q: is it a reminder? %t", m.Subject, want)
		}
	})
}

// Mails do not name the operator who reviewed or settled, nor the administrators of the parent's account.
func TestOperatorsAndOtherAdministratorsAreNotNamed(t *testing.T) {
	const stranger = "olga@operators.example"
	unnamed := []workflow.MailKind{
		workflow.Invitation, workflow.Reminder, workflow.AwaitingMail, workflow.AcceptedMail, workflow.RejectedMail,
		workflow.BouncedMail, workflow.ExpiredMail, workflow.SettledMail, workflow.AppointedMail,
	}
	for _, l := range account.Languages() {
		for _, e := range example.All(l) {
			if !slices.Contains(unnamed, e.Mail.Kind) || e.Mail.ForwardedTo != "" {
				continue
			}
			e.Mail.By = stranger
			if e.Mail.Kind == workflow.AwaitingMail {
				e.Mail.ForwardedTo, e.Mail.Address = stranger, stranger
			}
			m, err := mail.Render(example.PublicURL)(e.Mail, e.Secrets)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(m.Subject+m.Text+m.HTML, "olga") {
				t.Errorf("%s.%s names a person that it must not name:\n%s", e.Name, l, m.Text)
			}
		}
	}
}

func TestASettlementDoesNotNameTheDisputer(t *testing.T) {
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) {
		about := e.Mail.Kind == workflow.SettledMail || e.Mail.Kind == workflow.AppointedMail
		local, _, _ := strings.Cut(string(e.Mail.Requester), "@")
		if about && e.Mail.To != e.Mail.Requester && strings.Contains(m.Text, local+"@") {
			t.Errorf("%s is named:\n%s", e.Mail.Requester, m.Text)
		}
	})
}

// A mail without a deadline shows no date.
func TestEveryPlaceholderIsFilled(t *testing.T) {
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) {
		if strings.ContainsAny(m.Subject+m.Text, "{}") {
			t.Errorf("a placeholder is empty in\n%s\n%s", m.Subject, m.Text)
		}
		if e.Mail.ExpiresAt.IsZero() && strings.Contains(m.Text, "UTC") {
			t.Errorf("a mail without a deadline has one:\n%s", m.Text)
		}
	})
}

func TestAMailWithoutACaseIsNotRendered(t *testing.T) {
	for _, e := range example.All(account.English) {
		without := e.Mail
		without.Outcome, without.Settled = "", ""
		_, err := mail.Render(example.PublicURL)(without, e.Secrets)
		if want := e.Mail.Kind == workflow.ClosedMail || e.Mail.Kind == workflow.SettledMail; (err != nil) != want {
			t.Errorf("%s without its outcome: %v", e.Name, err)
		}
	}
}

// checkUserText fails the test if text that a user wrote could become a link, markup or a header.
func checkUserText(t *testing.T, e example.Example, m workflow.Message) {
	t.Helper()
	if strings.ContainsFunc(m.Subject, func(c rune) bool { return unicode.IsControl(c) || unicode.In(c, unicode.Zl, unicode.Zp) }) {
		t.Errorf("subject %q has more than one line", m.Subject)
	}
	if longest := 200; len([]rune(m.Subject)) > longest {
		t.Errorf("subject of %d characters", len([]rune(m.Subject)))
	}
	root, err := html.Parse(strings.NewReader(m.HTML))
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	shown.WriteString(m.Subject + "\n" + m.Text + "\n")
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			shown.WriteString(n.Data + "\n")
		}
		if n.Type != html.ElementNode {
			continue
		}
		if !slices.Contains([]string{"html", "head", "meta", "title", "body", "h1", "h2", "div", "p", "span", "strong", "bdi", "br", "a", "ul", "li", "blockquote"}, n.Data) {
			t.Errorf("<%s> in a mail", n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "href" && !strings.HasPrefix(a.Val, example.PublicURL+"/") || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s=%q", a.Key, a.Val)
			}
		}
	}
	plain := withoutChecked(e)
	for line := range strings.Lines(shown.String()) {
		if strings.HasPrefix(line, example.PublicURL+"/") {
			continue
		}
		if link, kind := linked(plain.Replace(line)); link != "" {
			t.Errorf("the %s %q would become a link in %q", kind, link, line)
		}
	}
}

// withoutChecked removes validated values, dates and the code from a text.
func withoutChecked(e example.Example) *strings.Replacer {
	m := e.Mail
	values := []string{example.Code, text.Moment(m.Language, m.ExpiresAt), text.Date(m.Language, m.ExpiresAt)}
	for _, address := range []account.Email{m.To, m.Requester, account.Email(m.By), m.ForwardedTo, m.Address} {
		values = append(values, string(address))
	}
	for _, u := range m.Unreached {
		values = append(values, string(u.Address))
	}
	for _, d := range []account.Domain{m.Domain, m.Above} {
		values = append(values, string(d), d.Unicode())
	}
	var pairs []string
	for _, value := range values {
		if value != "" {
			pairs = append(pairs, value, "¤")
		}
	}
	return strings.NewReplacer(pairs...)
}

func TestMailProgramsLinkNothingButOurLinks(t *testing.T) {
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) { checkUserText(t, e, m) })
}

// visible returns the character that a mail shows in place of another.
func visible(c rune) rune {
	if unicode.IsControl(c) || unicode.In(c, unicode.Zl, unicode.Zp) {
		return ' '
	}
	return c
}

// Names and reasons cannot break out of their place in the mail, whatever they contain.
func FuzzMailProgramsLinkNothingButOurLinks(f *testing.F) {
	for _, seed := range []string{
		"Booking.com", "<script>alert(1)</script>", "a\r\nBcc: all@acme.com", "http://evil.example/{by}", "{name} {to}", "ada@acme.com\u2028x", "\x00", "\"><a href=x>",
		"www.evil.example", "www.", "://0", "A:\v", strings.Repeat("é", 200), "evil.\u200bexample", "7K3M-9QXZ", "> quoted\n-- \nx", strings.Repeat("long ", 14) + "7K3M-9QXZ",
		"PAYPAL 499.99 USD charged, call +1 800 555 0110", "evil.example/pay", "пример.рф", "#acme @acme",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, written string) {
		for _, e := range example.All(account.Italian) {
			if !slices.Contains([]string{"reminder", "code", "declined", "settled-added", "rename-rejected"}, e.Name) {
				continue // these hold all there is: subject, name, links, code and reason
			}
			e.Mail.AccountName, e.Mail.NewName, e.Mail.Reason = written, written, written
			m, err := mail.Render(example.PublicURL)(e.Mail, e.Secrets)
			if err != nil {
				t.Fatal(err)
			}
			checkUserText(t, e, m)
			if shown := asTyped(m.Text); !strings.Contains(shown, ": "+asTyped(strings.Join(strings.Fields(strings.Map(visible, written)), " "))+"\n") {
				t.Errorf("%q is not shown as it was typed in\n%s", written, shown)
			}
			if plain := plainSubject(t, e); m.Subject != plain {
				t.Errorf("the subject is %q, and %q with another name", m.Subject, plain)
			}
			if got := codeLine.FindAllString(m.Text, -1); len(got) > 1 || len(got) == 1 && !e.Mail.Kind.CarriesCode() {
				t.Errorf("%s has the codes %q", e.Name, got)
			}
		}
	})
}

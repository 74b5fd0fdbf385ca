package mail_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"smartaccounts/internal/account"
	"smartaccounts/internal/mail"
	"smartaccounts/internal/mail/example"
	"smartaccounts/internal/workflow"
)

var update = flag.Bool("update", false, "write the golden files anew")

func eachMail(t *testing.T, check func(t *testing.T, e example.Example, m workflow.Message)) {
	t.Helper()
	for _, l := range account.Languages() {
		for _, e := range example.All(l) {
			t.Run(e.Name+"."+string(l), func(t *testing.T) {
				m, err := mail.Render(example.PublicURL)(e.Mail, e.Secret)
				if err != nil {
					t.Fatal(err)
				}
				check(t, e, m)
			})
		}
	}
}

// Fails when a mail changes unseen: look at the difference, then run with -update.
func TestMailsAreAsTheirGoldenFiles(t *testing.T) {
	var known []string
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) {
		for part, got := range map[string]string{
			"txt":  "Subject: " + m.Subject + "\n\n" + m.Text,
			"html": strings.ReplaceAll(m.HTML, "><", ">\n<"),
		} {
			file := filepath.Join("testdata", e.Name+"."+string(e.Mail.Language)+"."+part)
			known = append(known, file)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Error(err)
			} else if got != string(want) {
				t.Errorf("%s is now\n%s", file, got)
			}
		}
	})
	files, err := filepath.Glob("testdata/*.*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !slices.Contains(known, file) {
			t.Errorf("%s is the golden file of no mail", file)
		}
	}
}

// Fails when a kind of mail has no example and so is never looked at.
func TestEveryKindHasAnExample(t *testing.T) {
	for _, kind := range workflow.MailKinds() {
		if !slices.ContainsFunc(example.All(account.English), func(e example.Example) bool { return e.Mail.Kind == kind }) {
			t.Errorf("no example of %q", kind)
		}
	}
}

// Fails when the same mail could be sent in two forms.
func TestTheSameMailGivesTheSameBytes(t *testing.T) {
	eachMail(t, func(t *testing.T, e example.Example, first workflow.Message) {
		for range 20 {
			again, err := mail.Render(example.PublicURL+"/")(e.Mail, e.Secret)
			if err != nil || again != first {
				t.Fatalf("rendered again it differs: %v", err)
			}
		}
	})
}

// Fails when an invitation lacks its link or has it twice, or another mail has one.
func TestOnlyInvitationsCarryTheDecisionLink(t *testing.T) {
	const link = example.PublicURL + "/pending-requests?token=" + example.Token
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) {
		want := 0
		if e.Mail.Kind == workflow.Invitation {
			want = 1
			if !slices.Contains(strings.Split(m.Text, "\n"), link) {
				t.Error("the link does not stand on a line of its own")
			}
		}
		if got := strings.Count(m.Text, "/pending-requests"); got != want {
			t.Errorf("%d decision links in the text, want %d", got, want)
		}
		if got := strings.Count(m.HTML, `href="`+link+`"`); got != want {
			t.Errorf("%d decision buttons, want %d", got, want)
		}
		if got := strings.Count(m.HTML, "/pending-requests"); got != 2*want {
			t.Errorf("%d decision links in the HTML, want %d: the button and the address to copy", got, 2*want)
		}
		if got := strings.Count(m.Text, "://"); got > 1 {
			t.Errorf("%d addresses in the text", got)
		}
	})
}

// codeLine is what people and programs look for.
var codeLine = regexp.MustCompile(`(?m)^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$`)

// Fails when a code mail's code cannot be found by its line, or another mail has a code.
func TestTheCodeStandsAloneOnALine(t *testing.T) {
	eachMail(t, func(t *testing.T, e example.Example, m workflow.Message) {
		var want []string
		if e.Mail.Kind == workflow.CodeMail {
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

// Fails when a mail goes out without the secret that it is for, or with one that it should not know.
func TestTheSecretFitsTheMail(t *testing.T) {
	for _, e := range example.All(account.English) {
		other := "something"
		if e.Secret != "" {
			other = ""
		}
		if _, err := mail.Render(example.PublicURL)(e.Mail, other); err == nil {
			t.Errorf("%s is written with the secret %q", e.Name, other)
		}
	}
}

// Fails when an invitation's subject does not say until when.
func TestAnInvitationsSubjectHoldsTheDeadline(t *testing.T) {
	for l, deadline := range map[account.Language]string{account.English: "20 February 2027", account.Italian: "20 febbraio 2027"} {
		m, err := mail.Render(example.PublicURL)(example.All(l)[0].Mail, example.Token)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(m.Subject, deadline) {
			t.Errorf("subject %q, want %q in it", m.Subject, deadline)
		}
	}
}

// linkable is a wide net for what mail programs make links of.
var linkable = regexp.MustCompile(`(?i)[\p{L}\p{N}_-][.。．｡․﹒][\p{L}\p{N}]{2,}|[@＠][\p{L}\p{N}]|www\.|[a-z]:[^\s\v\p{Z}\x{85}\]]|://`)

// checkTame fails when strangers' text in a mail could become a link, markup or a header.
func checkTame(t *testing.T, m workflow.Message) {
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
		if !slices.Contains([]string{"html", "head", "meta", "title", "body", "div", "p", "span", "strong", "bdi", "br", "a", "ul", "li", "blockquote"}, n.Data) {
			t.Errorf("<%s> in a mail", n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "href" && !strings.HasPrefix(a.Val, example.PublicURL+"/") || strings.HasPrefix(a.Key, "on") {
				t.Errorf("%s=%q", a.Key, a.Val)
			}
		}
	}
	for line := range strings.Lines(shown.String()) {
		if !strings.HasPrefix(line, example.PublicURL+"/") {
			if link := linkable.FindString(line); link != "" {
				t.Errorf("%q would become a link in %q", link, line)
			}
		}
	}
}

// Fails when a mail's own words or its names hold something that a mail program makes a link of.
func TestNothingButOurLinkIsALink(t *testing.T) {
	eachMail(t, func(t *testing.T, _ example.Example, m workflow.Message) { checkTame(t, m) })
}

// Fails when the name or the reason, whatever they hold, get out of their place.
func FuzzMailsAreTame(f *testing.F) {
	for _, seed := range []string{
		"Booking.com", "<script>alert(1)</script>", "a\r\nBcc: all@acme.com", "http://evil.example/{by}", "{name} {to}", "ada@acme.com\u2028x", "\x00", "\"><a href=x>",
		"www.evil.example", "www.", "://0", "A:\v", strings.Repeat("é", 200), "evil.\u200bexample", "7K3M-9QXZ", "> quoted\n-- \nx", strings.Repeat("long ", 14) + "7K3M-9QXZ",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, written string) {
		for _, e := range example.All(account.Italian) {
			if !slices.Contains([]string{"invitation", "code", "declined"}, e.Name) {
				continue // these three hold all there is: subject, name, link, code and reason
			}
			e.Mail.AccountName, e.Mail.Reason = written, written
			m, err := mail.Render(example.PublicURL)(e.Mail, e.Secret)
			if err != nil {
				t.Fatal(err)
			}
			checkTame(t, m)
			if got := codeLine.FindAllString(m.Text, -1); len(got) > 1 || len(got) == 1 && e.Mail.Kind != workflow.CodeMail {
				t.Errorf("%s has the codes %q", e.Name, got)
			}
		}
	})
}

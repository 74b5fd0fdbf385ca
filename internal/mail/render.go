package mail

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/text"
	"smartaccounts/internal/workflow"
)

// Render returns the function that writes mails with links to that address. The secrets are those that
// mails of the kind bring, all of them and no other.
func Render(publicURL string) func(m workflow.Mail, s workflow.Secrets) (workflow.Message, error) {
	publicURL = strings.TrimRight(publicURL, "/")
	return func(m workflow.Mail, s workflow.Secrets) (workflow.Message, error) {
		l, err := write(publicURL, m, s)
		if err != nil {
			return workflow.Message{}, fmt.Errorf("write mail %s: %w", m.ID, err)
		}
		var html strings.Builder
		if err := page(l).Render(context.Background(), &html); err != nil {
			return workflow.Message{}, fmt.Errorf("write mail %s: %w", m.ID, err)
		}
		return workflow.Message{To: m.To, Subject: l.Subject, Text: l.text(), HTML: html.String() + "\n"}, nil
	}
}

// letter is a mail in words. Nothing that a stranger wrote can become a link in it.
type letter struct {
	Language    account.Language
	Subject     string // holds no text of a stranger
	Opening     string
	About       string // what the facts are about
	Facts       []fact
	Code        string
	Quote       quote
	CanDo       string // what stands above the choices
	Choices     []fact // what the reader can do
	LinkLabel   string
	Link        string
	Copy        string // how to use the link without the button
	After       []string
	Why         string // why the reader gets this
	ReportLabel string
	ReportHint  string
	Report      string // the link that says that this was not for its reader
}

// fact is a line of two parts.
type fact struct{ Label, Value string }

// quote is what a person wrote.
type quote struct {
	By    string
	Lines []string
}

var (
	errNoPlan   = errors.New("no such kind of mail")
	errNoCase   = errors.New("no words for what became of it")
	errSecret   = errors.New("the secrets do not fit the kind of mail")
	errLanguage = errors.New("no such language")
)

// write puts the mail into words.
func write(publicURL string, m workflow.Mail, s workflow.Secrets) (letter, error) {
	p, err := planOf(m)
	if err != nil {
		return letter{}, err
	}
	if !p.fits(m.Kind, s) {
		return letter{}, errSecret
	}
	if _, err := account.ParseLanguage(string(m.Language)); err != nil || m.Language == "" {
		return letter{}, errLanguage
	}
	say := func(phrase text.Phrase) string { return phrase.In(m.Language) }
	l := letter{
		Language: m.Language, Subject: say(p.subject), Opening: say(p.opening), Code: s.Code, About: say(text.MailTheRequest()),
		Facts: []fact{{say(text.MailDomain()), domain(m.Domain)}},
		Why:   say(p.why),
	}
	if m.AccountName != "" {
		l.Facts = slices.Insert(l.Facts, 0, fact{say(text.MailName()), unlinked(oneLine(m.AccountName))})
	}
	if m.RequestID == "" {
		l.About = say(text.MailTheAccount())
	}
	if p.mailbox {
		l.About, l.Facts = say(text.MailTheMailbox()), []fact{{say(text.MailAddress()), string(m.To)}}
	}
	if !p.asker.IsZero() {
		l.Facts = append(l.Facts, fact{say(p.asker), string(m.Requester)})
	}
	if !p.whyAbove.IsZero() && m.Above != "" {
		l.Facts = append(l.Facts, fact{say(text.MailAbove()), domain(m.Above)})
		l.Why = say(p.whyAbove)
	}
	if !p.deadline.IsZero() {
		l.Facts = append(l.Facts, fact{say(p.deadline), text.Moment(m.Language, m.ExpiresAt)})
	}
	for _, u := range m.Unreached {
		l.Facts = append(l.Facts, fact{string(u.Address), say(text.MailWhyUnreachable(u.Why))})
	}
	if p.choices {
		l.CanDo = say(text.MailCanDo())
		l.Choices = []fact{
			{say(text.MailApprove()), say(text.MailApproveText())}, {say(text.MailForward()), say(text.MailForwardText())},
			{say(text.MailDecline()), say(text.MailDeclineText())}, {say(text.MailCancel()), say(text.MailCancelText())},
		}
	}
	leads := p.link == nil || p.link.path(m, s) != ""
	if p.link != nil && leads {
		l.Link, l.LinkLabel, l.Copy = publicURL+p.link.path(m, s), say(p.link.label()), say(text.MailCopyLink())
	}
	if m.Kind.Unsolicited() {
		l.Report, l.ReportLabel, l.ReportHint = publicURL+reportPath(s), say(text.MailNotForMe()), say(text.MailNotForMeHint())
	}
	if !p.reason.IsZero() {
		l.Quote.By = say(p.reason)
		for line := range strings.Lines(m.Reason) {
			l.Quote.Lines = append(l.Quote.Lines, unlinked(oneLine(line)))
		}
	}
	for _, phrase := range p.after {
		if !leads {
			break // what follows is about the link
		}
		l.After = append(l.After, say(phrase))
	}
	if !p.whyForwarded.IsZero() && m.ForwardedTo == m.To {
		l.Why = say(p.whyForwarded)
	}
	return l, nil
}

// domain writes an identifier as people read it, with the form of the DNS beside it if that differs:
// letters of one script can pass for another's.
func domain(d account.Domain) string {
	if d.Unicode() != string(d) {
		return d.Unicode() + " (" + string(d) + ")"
	}
	return string(d)
}

// inSubject writes an identifier in the form of the DNS alone, which passes for no other. Of a long one
// it leaves out the first labels, which whoever holds the domain is free to choose.
func inSubject(d account.Domain) string {
	const longest = 60
	labels := strings.Split(string(d), ".")
	first := 0
	for first < len(labels)-2 && len(strings.Join(labels[first:], ".")) > longest {
		first++
	}
	if first > 0 {
		return "…" + strings.Join(labels[first:], ".")
	}
	return string(d)
}

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

// Render returns the function that renders mails with links to that address. The secrets have to be exactly those that
// the kind of mail contains.
func Render(publicURL string) func(m workflow.Mail, s workflow.Secrets) (workflow.Message, error) {
	publicURL = strings.TrimRight(publicURL, "/")
	return func(m workflow.Mail, s workflow.Secrets) (workflow.Message, error) {
		l, err := letterFor(publicURL, m, s)
		if err != nil {
			return workflow.Message{}, fmt.Errorf("render mail %s: %w", m.ID, err)
		}
		var html strings.Builder
		if err := page(l).Render(context.Background(), &html); err != nil {
			return workflow.Message{}, fmt.Errorf("render mail %s: %w", m.ID, err)
		}
		return workflow.Message{To: m.To, Subject: l.Subject, Text: l.text(), HTML: html.String() + "\n"}, nil
	}
}

// letter is a mail in its language, before it is laid out. Text that users wrote cannot become a link in it.
type letter struct {
	Language    account.Language
	Subject     string // contains no text that a user wrote
	Opening     string
	About       string // what the facts are about
	Facts       []fact
	Code        string
	Quote       quote
	CanDo       string // heading of the choices
	Choices     []fact // what the reader can do
	LinkLabel   string
	Link        string
	Copy        string // how to use the link without the button
	After       []string
	Why         string // why the recipient gets the mail
	ReportLabel string
	ReportHint  string
	Report      string // the link to report the mail as not for its recipient
}

// fact is a label and its value.
type fact struct{ Label, Value string }

// quote is what a person wrote.
type quote struct {
	By    string
	Lines []string
}

var (
	errNoPlan   = errors.New("no such kind of mail")
	errNoCase   = errors.New("this kind of mail has no such case")
	errSecret   = errors.New("the secrets are not those of the kind of mail")
	errLanguage = errors.New("no such language")
)

// letterFor returns the letter of a mail.
func letterFor(publicURL string, m workflow.Mail, s workflow.Secrets) (letter, error) {
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
	in := func(phrase text.Phrase) string { return phrase.In(m.Language) }
	l := letter{
		Language: m.Language, Subject: in(p.subject), Opening: in(p.opening), Code: s.Code, About: in(text.MailTheRequest()),
		Facts: []fact{{in(text.MailDomain()), domain(m.Domain)}},
		Why:   in(p.why),
	}
	if m.AccountName != "" {
		l.Facts = slices.Insert(l.Facts, 0, fact{in(text.MailName()), unlinked(oneLine(m.AccountName))})
	}
	if p.newName {
		l.Facts = slices.Insert(l.Facts, 1, fact{in(text.MailNewName()), unlinked(oneLine(m.NewName))})
	}
	if m.RequestID == "" {
		l.About = in(text.MailTheAccount())
	}
	if p.mailbox {
		l.About, l.Facts = in(text.MailTheMailbox()), []fact{{in(text.MailAddress()), string(m.To)}}
	}
	if !p.asker.IsZero() {
		l.Facts = append(l.Facts, fact{in(p.asker), string(m.Requester)})
	}
	if !p.whyAbove.IsZero() && m.Above != "" {
		l.Facts = append(l.Facts, fact{in(text.MailParentAccount()), domain(m.Above)})
		l.Why = in(p.whyAbove)
	}
	if !p.roles.IsZero() {
		for _, r := range m.Roles {
			l.Facts = append(l.Facts, fact{in(p.roles), roleTold(m.Language, r)})
		}
	}
	if !p.deadline.IsZero() {
		l.Facts = append(l.Facts, fact{in(p.deadline), text.Moment(m.Language, m.ExpiresAt)})
	}
	for _, u := range m.Unreached {
		l.Facts = append(l.Facts, fact{string(u.Address), in(text.MailWhyUnreachable(u.Why))})
	}
	if p.choices {
		l.CanDo = in(text.MailCanDo())
		l.Choices = []fact{
			{in(text.MailApprove()), in(text.MailApproveText())}, {in(text.MailForward()), in(text.MailForwardText())},
			{in(text.MailDecline()), in(text.MailDeclineText())}, {in(text.MailCancel()), in(text.MailCancelText())},
		}
	}
	leads := p.link == nil || p.link.path(m, s) != ""
	if p.link != nil && leads {
		l.Link, l.LinkLabel, l.Copy = publicURL+p.link.path(m, s), in(p.link.label()), in(text.MailCopyLink())
	}
	if m.Kind.Unsolicited() {
		l.Report, l.ReportLabel, l.ReportHint = publicURL+reportPath(s), in(text.MailNotForMe()), in(text.MailNotForMeHint())
	}
	if !p.reason.IsZero() {
		l.Quote.By = in(p.reason)
		for line := range strings.Lines(m.Reason) {
			l.Quote.Lines = append(l.Quote.Lines, unlinked(oneLine(line)))
		}
	}
	for _, phrase := range p.after {
		if !leads {
			break // these texts are about the link
		}
		l.After = append(l.After, in(phrase))
	}
	if !p.whyForwarded.IsZero() && m.ForwardedTo == m.To {
		l.Why = in(p.whyForwarded)
	}
	return l, nil
}

// roleTold returns a role with the name of its Virtual Account.
func roleTold(l account.Language, r workflow.GivenRole) string {
	told := text.RoleName(r.Role).In(l)
	if r.At != "" {
		told += ": " + unlinked(oneLine(r.At))
	}
	if r.WithNested {
		told = text.MailRoleNested(told).In(l)
	}
	return told
}

// domain returns an identifier in Unicode, followed by its ASCII form if that differs: letters of different scripts can
// look alike.
func domain(d account.Domain) string {
	if d.Unicode() != string(d) {
		return d.Unicode() + " (" + string(d) + ")"
	}
	return string(d)
}

// inSubject returns an identifier in its ASCII form, which cannot be taken for another. It drops the first labels of a
// long identifier, which the owner of the domain can choose freely.
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

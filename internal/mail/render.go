package mail

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/wording"
	"smartaccounts/internal/workflow"
)

// Render answers the function that writes mails with links to that address. A secret is the token of
// an invitation's link or the code of a code mail; other mails have none.
func Render(publicURL string) func(m workflow.Mail, secret string) (workflow.Message, error) {
	publicURL = strings.TrimRight(publicURL, "/")
	return func(m workflow.Mail, secret string) (workflow.Message, error) {
		l, err := write(publicURL, m, secret)
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

// letter is a mail in words. Nothing in it can become a link but Link.
type letter struct {
	Language  account.Language
	Subject   string
	Opening   string
	Facts     []fact
	Code      string
	Quote     quote
	Choices   []fact // what the reader can do
	LinkLabel string
	Link      string
	Copy      string // how to use the link without the button
	After     []string
	Why       []string // why the reader gets this, and what else holds for every mail
}

// fact is a line of two parts.
type fact struct{ Label, Value string }

// quote is what a person wrote.
type quote struct {
	By    string
	Lines []string
}

// plan says what a kind of mail is made of.
type plan struct {
	subject, opening Key
	deadline         Key // label of the deadline; none: empty
	choices          bool
	decisionLink     bool
	trackingLink     bool
	code             bool
	reason           bool
	after            []Key
	why              Key
}

// plans has every kind.
var plans = map[workflow.MailKind]plan{
	workflow.Invitation: {
		subject: keyInvitationSubject, opening: keyInvitationOpening, deadline: keyDecideBy, choices: true, decisionLink: true,
		after: []Key{keyLinkChangesNothing, keyKeepLink}, why: keyWhyNominee,
	},
	workflow.CodeMail: {
		subject: keyCodeSubject, opening: keyCodeOpening, deadline: keyCodeUntil, code: true,
		after: []Key{keyCodeNotYou}, why: keyWhyCode,
	},
	workflow.ApprovedMail: {subject: keyApprovedSubject, opening: keyApprovedOpening, trackingLink: true, after: []Key{keyTrackingChangesNothing}, why: keyWhyRequester},
	workflow.DeclinedMail: {subject: keyDeclinedSubject, opening: keyDeclinedOpening, reason: true, trackingLink: true, after: []Key{keyTrackingChangesNothing}, why: keyWhyRequester},
	workflow.ForwardMail:  {subject: keyForwardedSubject, opening: keyForwardedOpening, deadline: keyDecideBy, trackingLink: true, after: []Key{keyTrackingChangesNothing}, why: keyWhyRequester},
	workflow.ExpiredMail:  {subject: keyExpiredSubject, opening: keyExpiredOpening, trackingLink: true, after: []Key{keyAskAnew, keyTrackingChangesNothing}, why: keyWhyRequester},
	workflow.ClosedMail:   {subject: keyClosedSubject, after: []Key{keyNothingToDo}, why: keyWhyWasNominee},
	workflow.LapsedMail:   {subject: keyLapsedSubject, opening: keyLapsedOpening, after: []Key{keyNothingToDo}, why: keyWhyWasNominee},
}

// closings says to the other nominees how a request ended.
var closings = map[account.State]Key{
	account.Approved: keyClosedApproved,
	account.Declined: keyClosedDeclined,
}

var (
	errNoPlan   = errors.New("no such kind of mail")
	errNoEnd    = errors.New("no words for this end")
	errSecret   = errors.New("the secret does not fit the kind of mail")
	errLanguage = errors.New("no such language")
)

// write puts the mail into words.
func write(publicURL string, m workflow.Mail, secret string) (letter, error) {
	p, ok := plans[m.Kind]
	if !ok {
		return letter{}, errNoPlan
	}
	if (p.decisionLink || p.code) != (secret != "") {
		return letter{}, errSecret
	}
	if _, err := account.ParseLanguage(string(m.Language)); err != nil || m.Language == "" {
		return letter{}, errLanguage
	}
	opening := p.opening
	if m.Kind == workflow.ClosedMail {
		if opening, ok = closings[m.Outcome]; !ok {
			return letter{}, errNoEnd
		}
	}
	name := oneLine(m.AccountName)
	say := func(key Key) string {
		return texts.Say(m.Language, key,
			"name", unlinked(name), "shortName", unlinked(shortened(name)),
			"requester", unlinked(string(m.Requester)), "by", unlinked(string(m.By)), "to", unlinked(string(m.To)),
			"target", unlinked(string(m.ForwardedTo)), "date", wording.Date(m.Language, m.ExpiresAt), "time", wording.Moment(m.Language, m.ExpiresAt))
	}
	l := letter{
		Language: m.Language, Subject: say(p.subject), Opening: say(opening),
		Facts: []fact{{say(keyName), unlinked(name)}, {say(keyDomain), domain(m.Domain)}, {say(keyRequester), unlinked(string(m.Requester))}},
		Why:   []string{say(why(p, m)), say(keyBrackets)},
	}
	if p.deadline != "" {
		l.Facts = append(l.Facts, fact{say(p.deadline), wording.Moment(m.Language, m.ExpiresAt)})
	}
	if p.choices {
		l.Choices = []fact{
			{say(keyApprove), say(keyApproveText)}, {say(keyForward), say(keyForwardText)},
			{say(keyDecline), say(keyDeclineText)}, {say(keyCancel), say(keyCancelText)},
		}
	}
	switch {
	case p.decisionLink:
		l.Link, l.LinkLabel, l.Copy = publicURL+"/pending-requests?token="+url.QueryEscape(secret), say(keyOpenRequest), say(keyCopyLink)
	case p.trackingLink:
		l.Link, l.LinkLabel, l.Copy = publicURL+"/account-requests/"+url.PathEscape(string(m.RequestID)), say(keyFollowRequest), say(keyCopyLink)
	case p.code:
		if _, readable := account.ReadCode(secret); !readable {
			return letter{}, errSecret
		}
		l.Code = secret
	}
	if p.reason {
		l.Quote.By = say(keyReasonBy)
		for line := range strings.Lines(m.Reason) {
			l.Quote.Lines = append(l.Quote.Lines, unlinked(oneLine(line)))
		}
	}
	for _, key := range p.after {
		l.After = append(l.After, say(key))
	}
	return l, nil
}

// why says why the reader gets the mail: a nominee may have been named by the requester or by another
// nominee.
func why(p plan, m workflow.Mail) Key {
	if m.Kind == workflow.Invitation && m.By != account.Actor(m.Requester) {
		return keyWhyForwarded
	}
	return p.why
}

// domain writes an identifier as people read it, with the form of the DNS beside it if that differs:
// letters of one script can pass for another's.
func domain(d account.Domain) string {
	written := unlinked(d.Unicode())
	if d.Unicode() != string(d) {
		written += " (" + unlinked(string(d)) + ")"
	}
	return written
}

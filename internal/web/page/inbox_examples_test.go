package page

import (
	"time"

	"github.com/a-h/templ"

	"smartaccounts/internal/account"
	"smartaccounts/internal/inbox"
)

// inboxEntries returns an entry of every kind, and others with hostile text.
func inboxEntries() []inbox.Entry {
	var entries []inbox.Entry
	for n, kind := range inbox.Kinds() {
		entries = append(entries, inbox.Entry{
			Kind: kind, ID: id("r" + number(n+1)), Name: "Acme Società Benefit", Domain: "acme.com", By: partner,
			Since: asked, Deadline: asked.Add(time.Duration(n*40+1) * 24 * time.Hour),
		})
	}
	return append(entries,
		inbox.Entry{Kind: inbox.Request, ID: id("r8"), Name: hostile, Domain: "xn--mller-kva.de", By: partner, Since: asked, Deadline: asked.Add(90 * 24 * time.Hour), Above: id("a2")},
		inbox.Entry{Kind: inbox.Dispute, ID: id("r9"), Domain: "xn--mller-kva.de", By: customer, Since: asked})
}

// inboxExamples returns the pages of the inbox by name.
func inboxExamples(l account.Language) map[string]templ.Component {
	reader := Reader{Language: l, Person: &account.Person{Email: customer}, Path: "/inbox", Now: asked}
	operator := Reader{Language: l, Person: &account.Person{Email: "olga@operator.example", Operator: true}, Path: "/inbox", Now: asked}
	entries := inboxEntries()
	some, many := operator, reader
	some.Waiting, many.Waiting = len(entries), inbox.Most
	full := make([]inbox.Entry, inbox.Most)
	for n := range full {
		full[n] = entries[0]
	}
	one := reader
	one.Waiting = 1
	return map[string]templ.Component{
		"inbox":          InboxPage(some, inbox.Inbox{Entries: entries}),
		"inbox-one":      InboxPage(one, inbox.Inbox{Entries: entries[:1]}),
		"inbox-empty":    InboxPage(reader, inbox.Inbox{}),
		"inbox-operator": InboxPage(operator, inbox.Inbox{}),
		"inbox-accounts": InboxPage(one, inbox.Inbox{Entries: entries[:1], MoreAccounts: true}),
		"inbox-many":     InboxPage(many, inbox.Inbox{Entries: full}),
	}
}

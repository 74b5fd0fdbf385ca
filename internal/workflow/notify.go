package workflow

import (
	"cmp"
	"slices"
	"time"

	"smartaccounts/internal/account"
)

// audience says which mail each party gets about an event; empty: none.
type audience struct {
	requester MailKind
	unreached MailKind // the requester, if the event leaves no reachable nominee
	nominees  MailKind // the nominees for whom concerns is true
	replaced  MailKind // the nominees for whom isReplaced is true
	decider   MailKind // the nominee who decided
	customers MailKind // the customer addresses, if an account's administrators decide in their place
	operators MailKind // if the event puts the request in review
}

// notices is the one place that says which event sends which mails.
var notices = map[account.EventKind]audience{
	account.EventSubmitted:  {nominees: Invitation, customers: AwaitingMail, operators: ReviewMail},
	account.EventAccepted:   {requester: AcceptedMail, nominees: Invitation, customers: AwaitingMail},
	account.EventRejected:   {requester: RejectedMail},
	account.EventProved:     {nominees: Invitation, customers: AwaitingMail},
	account.EventApproved:   {requester: ApprovedMail, nominees: ClosedMail, decider: CreatedMail},
	account.EventDeclined:   {requester: DeclinedMail, nominees: ClosedMail},
	account.EventForwarded:  {requester: ForwardMail, nominees: Invitation},
	account.EventWithdrawn:  {nominees: ClosedMail},
	account.EventResent:     {nominees: Invitation},
	account.EventCorrected:  {nominees: Invitation, replaced: ReplacedMail, customers: AwaitingMail, operators: ReviewMail},
	account.EventBounced:    {requester: BouncedMail},
	account.EventComplained: {unreached: BouncedMail},
	account.EventSuppressed: {unreached: BouncedMail},
	account.EventReminded:   {nominees: Reminder},
	account.EventExpired:    {requester: ExpiredMail, nominees: LapsedMail},

	account.EventEndedByDispute: {requester: RejectedMail, nominees: ClosedMail},
}

// announce adds the mails about the change, and records with each nominee the latest mail with their link.
func (c *Change) announce(operators []account.Person) {
	told := notices[c.Event.Kind]
	if told.requester != "" {
		c.Mails = append(c.Mails, c.toReader(told.requester, c.requester()))
	}
	if told.unreached != "" && c.After.Undelivered() && !c.Before.Undelivered() {
		c.Mails = append(c.Mails, c.toReader(told.unreached, c.requester()))
	}
	if told.nominees != "" {
		c.After.Nominees = slices.Clone(c.After.Nominees)
		for i, n := range c.After.Nominees {
			if !c.concerns(n) {
				continue
			}
			m := c.toNominee(told.nominees, n)
			_, m.Renewal = c.Renewals[n.Number]
			c.Mails = append(c.Mails, m)
			if m.Kind.CarriesLink() {
				c.After.Nominees[i].MailID = m.ID
				if n.FirstMailID == "" {
					c.After.Nominees[i].FirstMailID = m.ID
				}
			}
		}
	}
	if told.replaced != "" {
		for _, n := range c.After.Nominees {
			if c.isReplaced(n) {
				c.Mails = append(c.Mails, c.toNominee(told.replaced, n))
			}
		}
	}
	if told.decider != "" {
		for _, n := range c.After.Nominees {
			if n.State == account.NomineeDecided {
				c.Mails = append(c.Mails, c.toDecider(told.decider, n))
			}
		}
	}
	if told.customers != "" && c.After.Parent != nil {
		for _, address := range c.After.CustomerEmails {
			if c.isNews(address) {
				c.Mails = append(c.Mails, c.mail(told.customers, c.After, c.Event, address))
			}
		}
	}
	if told.operators != "" && c.After.State == account.PendingReview && (c.Before == nil || c.Before.State != account.PendingReview) {
		for _, operator := range operators {
			c.Mails = append(c.Mails, c.toReader(told.operators, operator))
		}
	}
}

// RestoreMail returns the mail that the event caused, from the request as the event left it. Of kept, a mail's ID, Kind,
// To, Language, Undelivered and Renewal are enough: the rest follows from the request and the event.
func RestoreMail(kept Mail, after account.Request, event account.Event) Mail {
	c := &Change{After: after, Event: event}
	told := notices[event.Kind]
	var m Mail
	switch kept.Kind {
	case told.requester, told.unreached:
		m = c.toReader(kept.Kind, c.requester())
	case told.operators:
		m = c.toReader(kept.Kind, account.Person{Email: kept.To, Operator: true})
	case told.decider:
		m = c.toDecider(kept.Kind, addressed(after, kept.To))
	case told.nominees, told.replaced:
		m = c.toNominee(kept.Kind, addressed(after, kept.To))
	default:
		m = c.mail(kept.Kind, after, event, kept.To)
	}
	m.ID, m.Undelivered, m.Renewal = kept.ID, kept.Undelivered, kept.Renewal
	m.Language = cmp.Or(kept.Language, m.Language)
	return m
}

// addressed returns the nominee with that address; of several the latest.
func addressed(r account.Request, address account.Email) (nominee account.Nominee) {
	for _, n := range r.Nominees {
		if n.Email == address {
			nominee = n
		}
	}
	return nominee
}

// requester returns the requester as the reader of a mail.
func (c *Change) requester() account.Person {
	return account.Person{Email: c.After.Requester, Language: c.After.FollowedIn}
}

// toReader returns the mail with what its reader may see, in the reader's own language.
func (c *Change) toReader(kind MailKind, reader account.Person) Mail {
	seen := c.After.SeenBy(reader)
	event := c.After.HistorySeenBy(reader, []account.Event{c.Event})[0]
	m := c.mail(kind, seen, event, reader.Email)
	m.Language = languageOf(reader)
	return m
}

func (c *Change) toNominee(kind MailKind, n account.Nominee) Mail {
	m := c.mail(kind, c.After, c.Event, n.Email)
	m.Nominee, m.Generation, m.Language = n.Number, n.Generation, c.After.LanguageOf(n)
	if n.AdministratorOf != "" && c.After.Parent != nil && m.Kind.CarriesLink() {
		m.Above = c.After.Parent.Domain
	}
	if m.Kind.CarriesLink() {
		m.AdministratorOf, m.AdministratorSince = n.AdministratorOf, n.AdministratorSince
	}
	if m.Kind.tellsOfEnd() {
		m.Earlier = n.Mails()
	}
	return m
}

func (c *Change) toDecider(kind MailKind, decider account.Nominee) Mail {
	m := c.mail(kind, c.After, c.Event, decider.Email)
	m.AccountID, m.Language = c.After.Account.ID, c.After.LanguageOf(decider)
	return m
}

// mail returns a new mail about the change. After an end there are no active nominees, so Undelivered is as it was before.
func (c *Change) mail(kind MailKind, seen account.Request, event account.Event, to account.Email) Mail {
	m := newMail(kind, seen, event, to)
	if c.Before != nil && c.After.State.Ended() {
		m.Undelivered = c.Before.Undelivered()
	}
	return m
}

// concerns reports whether the event asks the nominee, asks them again, or closes their part in the request.
func (c *Change) concerns(n account.Nominee) bool {
	var was account.Nominee
	if c.Before != nil {
		was, _ = c.Before.Nominee(n.Number)
	}
	if c.Event.Kind == account.EventReminded {
		return n.State == account.NomineeActive && n.UnreachableAt.IsZero()
	}
	if c.Event.Kind == account.EventResent {
		return n.State == account.NomineeActive && n.ResentAt.Equal(c.Event.At)
	}
	asked := n.State == account.NomineeActive && was.State != account.NomineeActive
	closed := n.State == account.NomineeClosed && was.State == account.NomineeActive
	return asked || closed
}

// isReplaced reports whether the change invalidated the nominee's link without giving their mailbox another. It is false for
// administrators, who are replaced because they have lost the role.
func (c *Change) isReplaced(n account.Nominee) bool {
	if c.Before == nil || n.State != account.NomineeReplaced || n.AdministratorOf != "" {
		return false
	}
	was, _ := c.Before.Nominee(n.Number)
	return was.State == account.NomineeActive && !slices.ContainsFunc(c.After.ActiveNominees(), func(other account.Nominee) bool {
		return other.Email.SameMailbox(n.Email)
	})
}

// isNews reports whether the customer address has not been told before that administrators decide.
func (c *Change) isNews(address account.Email) bool {
	return c.Before == nil || c.Before.Parent == nil || !slices.Contains(c.Before.CustomerEmails, address)
}

// languageOf returns the reader's language, or the default.
func languageOf(reader account.Person) account.Language {
	return cmp.Or(reader.Language, account.Languages()[0])
}

// newMail returns a mail in the language that the requester chose for the customer.
func newMail(kind MailKind, r account.Request, event account.Event, to account.Email) Mail {
	m := Mail{
		ID: account.NewID(), Kind: kind, To: to, Language: r.Language, RequestID: r.ID, CreatedAt: event.At,
		AccountName: r.Account.Name, Domain: r.Account.Domain, Requester: r.Requester, ExpiresAt: r.Deadline(),
		ForwardedTo: account.Email(event.Detail[account.DetailNominee]), By: event.Actor,
		Address: account.Email(event.Detail[account.DetailAddress]), Undelivered: r.Undelivered(),
	}
	if kind == BouncedMail {
		for _, n := range r.ActiveNominees() {
			if !n.UnreachableAt.IsZero() {
				m.Unreached = append(m.Unreached, Unreached{n.Email, n.Unreachable})
			}
		}
	}
	if r.Decision != nil {
		m.Outcome, m.By, m.Reason = r.State, r.Decision.By, r.Decision.Reason
	}
	return m
}

func newCodeMail(r account.Request, n account.Nominee, code Code, now time.Time) Mail {
	m := newMail(CodeMail, r, account.Event{At: now}, n.Email)
	m.Nominee, m.Generation, m.ExpiresAt, m.Code = n.Number, n.Generation, code.ExpiresAt, &code.CodeKey
	m.Language, m.AdministratorOf, m.AdministratorSince = r.LanguageOf(n), n.AdministratorOf, n.AdministratorSince
	return m
}

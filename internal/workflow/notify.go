package workflow

import (
	"slices"
	"time"

	"smartaccounts/internal/account"
)

// audience says who is told of an event; empty: nobody.
type audience struct {
	requester MailKind
	nominees  MailKind // those whom the event concerns, see concerns
	decider   MailKind // the nominee whose decision it is
	customers MailKind // the customer addresses, if an account's administrators decide in their place
	operators MailKind // if the event leaves the request to them
}

// notices is the one place that says which event sends which mails.
var notices = map[account.EventKind]audience{
	account.EventSubmitted: {nominees: Invitation, customers: AwaitingMail, operators: ReviewMail},
	account.EventAccepted:  {requester: AcceptedMail, nominees: Invitation, customers: AwaitingMail},
	account.EventRejected:  {requester: RejectedMail},
	account.EventProved:    {nominees: Invitation, customers: AwaitingMail},
	account.EventApproved:  {requester: ApprovedMail, nominees: ClosedMail, decider: CreatedMail},
	account.EventDeclined:  {requester: DeclinedMail, nominees: ClosedMail},
	account.EventForwarded: {requester: ForwardMail, nominees: Invitation},
	account.EventWithdrawn: {nominees: ClosedMail},
	account.EventResent:    {nominees: Invitation},
	account.EventCorrected: {nominees: Invitation, customers: AwaitingMail, operators: ReviewMail},
	account.EventBounced:   {requester: BouncedMail},
	account.EventReminded:  {nominees: Reminder},
	account.EventExpired:   {requester: ExpiredMail, nominees: LapsedMail},
}

// announce adds the mails that the change calls for, and notes with each nominee which mail is the
// latest with their link.
func (c *Change) announce(operators []account.Email) {
	told := notices[c.Event.Kind]
	if told.requester != "" {
		c.tell(told.requester, account.Person{Email: c.After.Requester}, account.English) // who has named no language
	}
	if told.nominees != "" {
		c.After.Nominees = slices.Clone(c.After.Nominees)
		for i, n := range c.After.Nominees {
			if !c.concerns(n) {
				continue
			}
			m := c.mail(told.nominees, c.After, c.Event, n.Email)
			m.Nominee, m.Generation = n.Number, n.Generation
			if n.AdministratorOf != "" && c.After.Parent != nil && m.Kind.CarriesLink() {
				m.Above = c.After.Parent.Domain
			}
			c.Mails = append(c.Mails, m)
			if m.Kind.CarriesLink() {
				c.After.Nominees[i].MailID = m.ID
				if n.FirstMailID == "" {
					c.After.Nominees[i].FirstMailID = m.ID
				}
			}
		}
	}
	if told.decider != "" {
		for _, n := range c.After.Nominees {
			if n.State == account.NomineeDecided {
				m := c.mail(told.decider, c.After, c.Event, n.Email)
				m.AccountID = c.After.Account.ID
				c.Mails = append(c.Mails, m)
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
		for _, address := range operators {
			c.tell(told.operators, account.Person{Email: address, Operator: true}, account.English)
		}
	}
}

// tell adds a mail that says what its reader may know.
func (c *Change) tell(kind MailKind, reader account.Person, l account.Language) {
	seen := c.After.SeenBy(reader)
	event := c.After.HistorySeenBy(reader, []account.Event{c.Event})[0]
	m := c.mail(kind, seen, event, reader.Email)
	m.Language = l
	c.Mails = append(c.Mails, m)
}

// mail is newMail of the change. After an end nobody is left who could be reached, so what is told of
// that is how it was before.
func (c *Change) mail(kind MailKind, seen account.Request, event account.Event, to account.Email) Mail {
	m := newMail(kind, seen, event, to)
	if c.Before != nil && c.After.State.Ended() {
		m.Undelivered = c.Before.Undelivered()
	}
	return m
}

// concerns tells whether the event concerns the nominee: those whom it asks or asks again, and those
// who could decide until now.
func (c *Change) concerns(n account.Nominee) bool {
	var was account.Nominee
	if c.Before != nil {
		was, _ = c.Before.Nominee(n.Number)
	}
	if c.Event.Kind == account.EventReminded {
		return n.State == account.NomineeActive && n.BouncedAt.IsZero()
	}
	if c.Event.Kind == account.EventResent {
		return n.State == account.NomineeActive && n.ResentAt.Equal(c.Event.At)
	}
	asked := n.State == account.NomineeActive && was.State != account.NomineeActive
	closed := n.State == account.NomineeClosed && was.State == account.NomineeActive
	return asked || closed
}

// isNews tells whether the customer address has not been told yet that administrators decide.
func (c *Change) isNews(address account.Email) bool {
	return c.Before == nil || c.Before.Parent == nil || !slices.Contains(c.Before.CustomerEmails, address)
}

func newMail(kind MailKind, r account.Request, event account.Event, to account.Email) Mail {
	m := Mail{
		ID: account.NewID(), Kind: kind, To: to, Language: r.Language, RequestID: r.ID, CreatedAt: event.At,
		AccountName: r.Account.Name, Domain: r.Account.Domain, Requester: r.Requester, ExpiresAt: r.Deadline(),
		ForwardedTo: account.Email(event.Detail[account.DetailNominee]), By: event.Actor,
		Address: account.Email(event.Detail[account.DetailAddress]), Undelivered: r.Undelivered(),
	}
	if r.Decision != nil {
		m.Outcome, m.By, m.Reason = r.State, r.Decision.By, r.Decision.Reason
	}
	return m
}

func newCodeMail(r account.Request, n account.Nominee, code Code, now time.Time) Mail {
	m := newMail(CodeMail, r, account.Event{At: now}, n.Email)
	m.Nominee, m.Generation, m.ExpiresAt, m.Code = n.Number, n.Generation, code.ExpiresAt, &code.CodeKey
	return m
}

package workflow

import (
	"time"

	"smartaccounts/internal/account"
)

// audience says who is told of an event.
type audience struct {
	requester MailKind // mail to the requester; empty: none
	nominees  MailKind // mail to the nominees whom the event concerns; empty: none
}

// notices is the one place that says which event sends which mails. The nominees concerned are: of a
// submission or forward, those who were asked by it; of an end, those who had not decided and now
// no longer can.
var notices = map[account.EventKind]audience{
	account.EventSubmitted: {nominees: Invitation},
	account.EventApproved:  {requester: ApprovedMail, nominees: ClosedMail},
	account.EventDeclined:  {requester: DeclinedMail, nominees: ClosedMail},
	account.EventForwarded: {requester: ForwardMail, nominees: Invitation},
	account.EventExpired:   {requester: ExpiredMail, nominees: LapsedMail},
}

// mailsFor answers the mails that the step from before to after calls for.
func mailsFor(before *account.Request, after account.Request, event account.Event) []Mail {
	told := notices[event.Kind]
	var mails []Mail
	if told.requester != "" {
		m := newMail(told.requester, after, event, after.Requester)
		m.Language = account.English // the request's language is the customer's; the requester has named none
		mails = append(mails, m)
	}
	if told.nominees == "" {
		return mails
	}
	for _, n := range after.Nominees {
		var was account.Nominee
		if before != nil {
			was, _ = before.Nominee(n.Number)
		}
		asked := n.State == account.NomineeActive && was.State != account.NomineeActive
		closed := n.State == account.NomineeClosed && was.State == account.NomineeActive
		if !asked && !closed {
			continue
		}
		m := newMail(told.nominees, after, event, n.Email)
		m.Nominee, m.Generation = n.Number, n.Generation
		mails = append(mails, m)
	}
	return mails
}

func newMail(kind MailKind, r account.Request, event account.Event, to account.Email) Mail {
	m := Mail{
		ID: account.NewID(), Kind: kind, To: to, Language: r.Language, RequestID: r.ID, CreatedAt: event.At,
		AccountName: r.Account.Name, Domain: r.Account.Domain, Requester: r.Requester, ExpiresAt: r.ExpiresAt,
		ForwardedTo: account.Email(event.Detail[account.DetailNominee]), By: event.Actor,
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

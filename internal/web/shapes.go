package web

import (
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
	"smartaccounts/internal/workflow"
)

// The JSON of the API's responses, as in docs/openapi.yaml. A field that the caller may not see is absent, never null; a
// list is never null.

// timeJSON is a time in RFC 3339, in UTC, with the milliseconds that are stored.
type timeJSON time.Time

func (t timeJSON) MarshalText() ([]byte, error) {
	return []byte(time.Time(t).UTC().Format("2006-01-02T15:04:05.000Z")), nil
}

type listJSON[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor,omitempty"`
}

// writeList returns a page of items as JSON.
func writeList[T, J any](p paging.Page[T], show func(T) J) listJSON[J] {
	return listJSON[J]{each(p.Items, show), p.Next}
}

func each[T, J any](items []T, show func(T) J) []J {
	shown := make([]J, len(items))
	for i, item := range items {
		shown[i] = show(item)
	}
	return shown
}

func same[T any](v T) T { return v }

type accountJSON struct {
	ID         account.ID            `json:"id"`
	Name       string                `json:"name"`
	Domain     account.Domain        `json:"domain"`
	Status     account.AccountStatus `json:"status"`
	Visibility account.Visibility    `json:"visibility"`
	Access     []account.Role        `json:"access"`
}

func showAccount(f account.WithAccess) accountJSON {
	a := f.Account
	return accountJSON{a.ID, a.Name, a.Domain, a.Status, a.Visibility, each(f.Access, same)}
}

// endJSON is how a request ended; it is empty while the request is pending.
type endJSON struct {
	DecidedAt     *timeJSON     `json:"decidedAt,omitempty"`
	DecidedBy     account.Actor `json:"decidedBy,omitempty"`
	DeclineReason string        `json:"declineReason,omitempty"`
}

func showEnd(r account.Request) endJSON {
	if r.Decision == nil {
		return endJSON{}
	}
	at := timeJSON(r.Decision.At)
	return endJSON{&at, r.Decision.By, r.Decision.Reason}
}

type requestJSON struct {
	ID             account.ID      `json:"id"`
	Version        int             `json:"version"`
	Status         account.State   `json:"status"`
	Account        accountJSON     `json:"account"`
	CustomerEmails []account.Email `json:"customerEmails"`
	NoteToCustomer string          `json:"noteToCustomer"`
	NoteToApprover string          `json:"noteToApprover"`
	RequestedBy    account.Email   `json:"requestedBy"`
	CreatedAt      timeJSON        `json:"createdAt"`
	ExpiresAt      timeJSON        `json:"expiresAt"`
	endJSON
	Nominees      []nomineeJSON `json:"nominees"`
	History       []eventJSON   `json:"history"`
	ReviewReasons []reasonJSON  `json:"reviewReasons,omitempty"` // for operators only
	Proof         *proofJSON    `json:"proof,omitempty"`         // for the requester, while it can replace the review
}

type nomineeJSON struct {
	Email       account.Email        `json:"email"`
	State       account.NomineeState `json:"state"`
	Delivery    account.Delivery     `json:"delivery"`
	TakesNoMail bool                 `json:"takesNoMail,omitempty"`
	Unreachable *unreachableJSON     `json:"unreachable,omitempty"`
}

// unreachableJSON is since when and why a nominee is unreachable.
type unreachableJSON struct {
	Since timeJSON            `json:"since"`
	Why   account.Unreachable `json:"why"`
}

func showUnreachable(n account.Nominee) *unreachableJSON {
	if n.UnreachableAt.IsZero() {
		return nil
	}
	return &unreachableJSON{timeJSON(n.UnreachableAt), n.Unreachable}
}

type reasonJSON struct {
	Reason  account.ReasonKind `json:"reason"`
	Address account.Email      `json:"address,omitempty"`
	Account *likenessJSON      `json:"account,omitempty"`
}

type likenessJSON struct {
	ID     account.ID     `json:"id"`
	Name   string         `json:"name"`
	Domain account.Domain `json:"domain"`
}

func showLikeness(a account.Likeness) likenessJSON {
	return likenessJSON{a.AccountID, a.Name, a.Domain}
}

type proofJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type eventJSON struct {
	At     timeJSON          `json:"at"`
	Event  account.EventKind `json:"event"`
	Actor  account.Actor     `json:"actor"`
	From   account.State     `json:"from,omitempty"` // absent for the submission
	To     account.State     `json:"to"`
	Detail map[string]string `json:"detail"`
}

// showRequest returns what everybody who follows the request may see; reasons and proof are added elsewhere.
func showRequest(t workflow.Tracked) requestJSON {
	r := t.Request
	return requestJSON{
		ID: r.ID, Version: r.Version, Status: r.State, Account: showAccount(account.WithAccess{Account: r.Account}),
		CustomerEmails: each(r.CustomerEmails, same), NoteToCustomer: r.NoteToCustomer, NoteToApprover: r.NoteToApprover,
		RequestedBy: r.Requester, CreatedAt: timeJSON(r.CreatedAt), ExpiresAt: timeJSON(r.Deadline()), endJSON: showEnd(r),
		Nominees: each(r.Nominees, func(n account.Nominee) nomineeJSON {
			return nomineeJSON{n.Email, n.State, t.Deliveries[n.Number], t.NoMail[n.Number], showUnreachable(n)}
		}),
		History: each(t.History, showEvent),
	}
}

func showReason(why account.Reason) reasonJSON {
	shown := reasonJSON{Reason: why.Kind, Address: why.Address}
	if why.Like != nil {
		like := showLikeness(*why.Like)
		shown.Account = &like
	}
	return shown
}

// showToOperator adds what only operators see, except for requests of their own.
func showToOperator(t workflow.Tracked, person account.Person) requestJSON {
	shown := showRequest(t)
	if person.Operator && t.Request.Requester != person.Email {
		shown.ReviewReasons = each(t.Request.Review.Reasons, showReason)
	}
	return shown
}

// showTo returns a function that shows requests to that reader.
func (s submitting) showTo(person account.Person) func(workflow.Tracked) requestJSON {
	return func(t workflow.Tracked) requestJSON {
		shown := showToOperator(t, person)
		if proof := s.proof(t.Request, person); proof != nil {
			shown.Proof = &proofJSON{proof.Name, proof.Value}
		}
		return shown
	}
}

func showEvent(e account.Event) eventJSON {
	detail := e.Detail
	if detail == nil {
		detail = map[string]string{}
	}
	return eventJSON{timeJSON(e.At), e.Kind, e.Actor, e.From, e.To, detail}
}

// viewJSON is what the holder of a link sees. It has no note to the approver and no other people's addresses.
type viewJSON struct {
	Request struct {
		ID             account.ID    `json:"id"`
		Status         account.State `json:"status"`
		Account        accountJSON   `json:"account"`
		NoteToCustomer string        `json:"noteToCustomer"`
		RequestedBy    account.Email `json:"requestedBy"`
		ActingAccount  *actingJSON   `json:"actingAccount,omitempty"`
		CreatedAt      timeJSON      `json:"createdAt"`
		ExpiresAt      timeJSON      `json:"expiresAt"`
		endJSON
	} `json:"request"`
	Nominee struct {
		Email       string        `json:"email"`
		ForwardedBy account.Email `json:"forwardedBy,omitempty"`
		Note        string        `json:"note,omitempty"` // from the nominee who forwarded it
	} `json:"nominee"`
}

// actingJSON is the account for which a requester acts, as the customer sees it.
type actingJSON struct {
	Name   string         `json:"name"`
	Domain account.Domain `json:"domain"`
}

func showView(v workflow.Viewed) viewJSON {
	var shown viewJSON
	r := v.Request
	shown.Request.ID, shown.Request.Status = r.ID, r.State
	shown.Request.Account = showAccount(account.WithAccess{Account: r.Account})
	shown.Request.NoteToCustomer, shown.Request.RequestedBy = r.NoteToCustomer, r.Requester
	shown.Request.CreatedAt, shown.Request.ExpiresAt, shown.Request.endJSON = timeJSON(r.CreatedAt), timeJSON(r.Deadline()), showEnd(r)
	if r.Acting != nil {
		shown.Request.ActingAccount = &actingJSON{r.Acting.Name, r.Acting.Domain}
	}
	shown.Nominee.Email = v.Nominee.Email.Masked()
	shown.Nominee.ForwardedBy, shown.Nominee.Note = v.Nominee.From, v.Nominee.Note
	return shown
}

type disputeJSON struct {
	ID         account.ID     `json:"id"`
	Domain     account.Domain `json:"accountDomain"`
	Account    *likenessJSON  `json:"account,omitempty"`
	RequestID  account.ID     `json:"requestId,omitempty"`
	DisputedBy account.Email  `json:"disputedBy"`
	Note       string         `json:"note"`
	CreatedAt  timeJSON       `json:"createdAt"`
	Status     string         `json:"status"`
	Proof      *proofJSON     `json:"proof,omitempty"` // for the disputer, while it can be used
	ProvedAt   *timeJSON      `json:"provedAt,omitempty"`
	EndsAt     *timeJSON      `json:"requestEndsAt,omitempty"`
	SettledAt  *timeJSON      `json:"settledAt,omitempty"`
	SettledBy  account.Email  `json:"settledBy,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	Appointed  account.Email  `json:"administrator,omitempty"`
	Case       *caseJSON      `json:"case,omitempty"` // for operators, if one dispute is read
}

// caseJSON is what operators see of both parties of a dispute.
type caseJSON struct {
	Held     *heldJSON    `json:"held,omitempty"`
	Request  *requestJSON `json:"request,omitempty"`
	HeldNow  *accountJSON `json:"heldNow,omitempty"`
	Disputer disputerJSON `json:"disputer"`
}

type heldJSON struct {
	Account            accountJSON         `json:"account"`
	Since              timeJSON            `json:"since"`
	Administrators     []administratorJSON `json:"administrators"`
	MoreAdministrators int                 `json:"moreAdministrators"`
}

type administratorJSON struct {
	Email account.Email `json:"email"`
	Since timeJSON      `json:"since"`
}

type disputerJSON struct {
	Vouches  bool           `json:"vouches"`
	Roles    []account.Role `json:"roles"`
	Asked    bool           `json:"asked"`
	Accounts []accountJSON  `json:"accounts"`
	Disputes []disputeJSON  `json:"disputes"`
}

func showCase(c workflow.Case, person account.Person) *caseJSON {
	shown := caseJSON{Disputer: disputerJSON{
		Vouches: c.Disputer.Vouches, Roles: []account.Role{}, Asked: c.Disputer.Asked,
		Accounts: each(c.Disputer.Accounts, showAccount), Disputes: each(c.Disputer.Disputes, showDispute),
	}}
	if c.Disputer.Member != nil {
		shown.Disputer.Roles = each(c.Disputer.Member.Roles(), same)
	}
	if c.Held != nil {
		shown.Held = &heldJSON{
			Account: showAccount(account.WithAccess{Account: c.Held.Account}), Since: timeJSON(c.Held.Account.CreatedAt), MoreAdministrators: c.Held.MoreAdministrators,
			Administrators: each(c.Held.Administrators, func(m account.Membership) administratorJSON {
				return administratorJSON{m.Person, timeJSON(m.Since)}
			}),
		}
	}
	if c.Request != nil {
		request := showToOperator(*c.Request, person)
		shown.Request = &request
	}
	if c.HeldNow != nil {
		now := showAccount(account.WithAccess{Account: *c.HeldNow})
		shown.HeldNow = &now
	}
	return &shown
}

// disputeOpen is the status of a dispute that is not settled; the others are its outcomes.
const disputeOpen = "open"

func showDispute(d account.Dispute) disputeJSON {
	shown := disputeJSON{
		ID: d.ID, Domain: d.Account.Domain, RequestID: d.RequestID, DisputedBy: d.By, Note: d.Note, CreatedAt: timeJSON(d.OpenedAt), Status: disputeOpen,
	}
	if d.Account.AccountID != "" {
		named := showLikeness(d.Account)
		shown.Account = &named
	}
	if at := timeJSON(d.ProvedAt); !d.ProvedAt.IsZero() {
		shown.ProvedAt = &at
	}
	if at := timeJSON(d.EndsAt); !d.EndsAt.IsZero() && d.Settlement == nil {
		shown.EndsAt = &at
	}
	if s := d.Settlement; s != nil {
		at := timeJSON(s.At)
		shown.Status, shown.SettledAt, shown.SettledBy = string(s.Outcome), &at, s.By
		shown.Reason, shown.Appointed = s.Reason, s.Administrator
	}
	return shown
}

type suppressedJSON struct {
	Address    account.Email   `json:"address"`
	Since      timeJSON        `json:"suppressedAt"`
	Complained bool            `json:"complained"`
	Silenced   bool            `json:"silenced"`
	StoppedFor []account.Email `json:"reportedRequesters"`
	Reports    []reportJSON    `json:"reports"`
}

func showSuppressed(a account.Address) suppressedJSON {
	return suppressedJSON{a.Email, timeJSON(a.Suppressed), a.Complained, a.Silenced, each(a.StoppedFor, same), each(a.Reports, showReport)}
}

type reportedJSON struct {
	Address account.Email `json:"address"`
	Reports []reportJSON  `json:"reports"`
}

func showReported(a account.Address) reportedJSON {
	return reportedJSON{a.Email, each(a.Reports, showReport)}
}

type reportJSON struct {
	Requester account.Email `json:"requester"`
	At        timeJSON      `json:"at"`
	Confirmed bool          `json:"confirmed"`
}

func showReport(r account.AddressReport) reportJSON {
	return reportJSON{r.Requester, timeJSON(r.At), r.Confirmed}
}

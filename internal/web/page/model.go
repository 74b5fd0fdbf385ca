// Package page renders the pages: pure functions from a view model to HTML. It depends on the domain and on the results of
// use cases, not on HTTP. Its texts are in package text.
package page

import (
	"net/url"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

// Reader is the person who sees a page, and in which language.
type Reader struct {
	Language account.Language
	Person   *account.Person // nil: not signed in
	Path     string          // path and query of this page, to come back to after signing in
	Service  Service
	Now      time.Time
	Waiting  int // entries in the person's inbox, for the head of the page; at most inbox.Most
}

// Service is the operator of the service as the foot of each page names it. Empty fields are left out.
type Service struct {
	Operator string
	Help     string // an email address or an https address
	Privacy  string // as Help
}

// Errors are field errors by field name.
type Errors map[string][]account.FieldError

// Directory is the page of accounts, searched or not.
type Directory struct {
	Query   string
	Filter  search.Filter
	Items   []search.Found
	NextURL string                    // next page; empty on the last
	Refine  bool                      // the search stopped at its limit before the page was full
	Meant   []string                  // names that the reader may have meant, when nothing is found
	New     account.ID                // the account that was just requested; empty if none
	Errors  Errors                    // of the query
	Links   map[account.ID]account.ID // account → the reader's own request for it, for the tracking page
}

// RequestForm is the form for a new request with its input.
type RequestForm struct {
	Key            string // idempotency key, so that pressing the button twice makes one request
	OwnDomain      string // the requester's email domain
	EditDomain     bool   // the domain and the approver's note are open
	AccountName    string
	AccountDomain  string
	NoteToApprover string
	CustomerEmails string // as typed: one per line, or separated by commas
	NoteToCustomer string
	Language       string
	Errors         Errors
	DomainTaken    bool
	TakenForGood   bool               // by an active account, not by one that is pending
	Stake          workflow.Stake     // the reader's relation to the account that has it
	KeyUsed        bool               // the key was used before with other input
	Busy           bool               // too many calls at once; a retry may succeed
	TooManyUntil   time.Time          // rate limit: the next request is possible then; zero: now
	TooManyPending int                // the limit of pending requests, if the requester has reached it; otherwise 0
	OutsideOwn     account.Email      // a customer address outside the requester's own domain, if the form has that domain; otherwise empty
	Checked        *workflow.Forecast // the result that sending the form would have; nil: not checked
}

// Tracking is the page of a request for its requester, who can act on it, and for operators.
type Tracking struct {
	workflow.Tracked
	URL      string          // the full URL of this page, to share
	Mine     bool            // the reader is the requester
	Reviewer bool            // the reader can accept or reject it
	Proof    *workflow.Proof // the DNS record that makes the review unnecessary; nil: there is none

	Done         account.Action // the action that was just done: resend, correct, prove, accept; empty: none
	Dialog       account.Action // the action that was just refused: withdraw, resend, correct, prove, accept, reject; empty: none
	NotFound     bool           // the DNS record was not found
	NoAnswer     bool           // DNS did not answer
	TooManyUntil time.Time      // rate limit: the action is possible again then; zero: not limited
	TooLate      bool           // the request had already ended or been accepted
	Own          bool           // the operator tried to review a request of their own
	Changed      bool           // the request changed after the operator opened the page
	Busy         bool
	// The input.
	CustomerEmails, Reason string
	Errors                 Errors
}

// CorrectNothing is Tracking.Done after a correction that changed no address.
const CorrectNothing account.Action = "correct-nothing"

// Reviews is the operators' page of what waits for them.
type Reviews struct {
	Requests    []workflow.Tracked
	RequestsURL string // next page of requests; empty on the last
	Disputes    []account.Dispute
	DisputesURL string
	Renames     []account.Administered
	RenamesURL  string
	Closed      []account.Administered
	ClosedURL   string
	Suppressed  []account.Address
	SuppressURL string
	Reported    []account.Address // whose holders have reported a requester and still get mail
	ReportedURL string
	Done        string      // what was just done: accepted, rejected, lifted; empty: nothing
	Refusal     FormRefusal // why a form had no effect
}

// SettledDisputes is a page of the operators' list of settled disputes.
type SettledDisputes struct {
	Disputes []account.Dispute
	NextURL  string
}

// DisputeRuling is the input of a settlement that was refused; the zero value if there was none.
type DisputeRuling struct {
	Decision, Reason, Administrator string
	Confirmed                       bool // the operator confirmed that the account is cancelled or the request ended
	Errors                          Errors
	Own, TooLate, Busy              bool
	Ended                           bool // the disputed request has already ended
}

// DisputeForm is the form for a new dispute with its input.
type DisputeForm struct {
	Domain, Note string
	Errors       Errors
	TooManyUntil time.Time
	Busy         bool
}

// OneDispute is a dispute, as far as the reader may see it.
type OneDispute struct {
	Dispute account.Dispute
	Case    *workflow.Case  // what operators see of both sides; nil: the reader is no operator
	Own     bool            // the reader opened it
	Done    string          // the result of the form that was just sent: DisputeSent, DisputeOpenAlready, DisputeSettled; empty: none
	Ruling  DisputeRuling   // a settlement that was refused
	Proof   *workflow.Proof // the DNS record with which the reader can prove control of the domain; nil: there is none

	// Why a check of the record failed.
	TooManyUntil             time.Time
	NotFound, NoAnswer, Busy bool
}

// The values of OneDispute.Done.
const (
	DisputeSent        = "sent"
	DisputeOpenAlready = "already"
	DisputeSettled     = "settled"
)

// NoCode is why no code was mailed and what can be done; the zero value if a code can be asked for.
type NoCode struct {
	TooManyUntil time.Time        // rate limit: the next code is possible then
	SpentBy      workflow.SpentBy // whose limit was reached
	CodeUntil    time.Time        // the expiry of the code that was mailed before; zero: there is no valid one
	TriesWithIt  int              // the tries that are left for that code; 0: unknown
}

// NotForMe is the page on which the recipient of an unexpected mail stops the requester's mails, or all mails.
type NotForMe struct {
	Token    string
	Reported workflow.Reported
	Request  account.Request // the zero value if the mail is not about a request
	Done     string          // what was just done: stop, undo, code, silence or lift
	Busy     bool
	// As in PendingRequest.
	BadCode   bool
	TriesLeft int
	NoCode
	// The input.
	Code   string
	Report bool
}

// Unsent is a form that was sent after the session had ended: its action and its fields.
type Unsent struct {
	Path   string
	Fields url.Values
}

// PendingRequest is the page that a decision link opens.
type PendingRequest struct {
	Token     string
	Viewed    workflow.Viewed
	Dialog    account.Action // the open dialog: approve, decline, forward; empty: none
	CodeSent  bool           // a code has just been mailed
	BadCode   bool           // the code was wrong
	TriesLeft int            // after a wrong code
	CodeKept  bool           // the code was not used and is still valid
	TooLate   bool           // a decision was sent after the request had ended
	ByLogin   bool           // the nominee is signed in: no code needed
	Busy      bool           // too many calls at once; a retry may succeed
	NoCode
	// The input.
	Code, Reason, ForwardTo, Note, Visibility string
	Authorized                                bool
	Errors                                    Errors
}

// Package page draws the pages: pure functions from what is to be shown to HTML. It knows the domain
// and the use cases' answers, nothing of HTTP. Its texts are those of package text.
package page

import (
	"net/url"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Reader is who looks at a page, and how.
type Reader struct {
	Language account.Language
	Person   *account.Person // nil: nobody is signed in
	Path     string          // path and query of this page, to come back to after signing in
	Service  Service
}

// Service is who runs the system, as the foot of each page names it. What is empty is not named.
type Service struct {
	Operator string
	Help     string // an e-mail address or an https address
	Privacy  string // as Help
}

// Errors are field errors by field name.
type Errors map[string][]account.FieldError

// Directory is the page of accounts, searched or not.
type Directory struct {
	Query   string
	Items   []account.WithAccess
	NextURL string                    // next page; empty on the last
	Refine  bool                      // the search gave up before the page was full
	Meant   []string                  // names that the reader may have meant, when nothing is found
	New     account.ID                // the account just asked for, shown as such; empty if none
	Errors  Errors                    // of the query
	Links   map[account.ID]account.ID // account → the reader's own request for it, for the tracking page
}

// RequestForm is the form for a new request as typed so far.
type RequestForm struct {
	Key            string // idempotency key, so that a second press of the button asks once
	OwnDomain      string // the requester's e-mail domain
	EditDomain     bool   // the domain and the approver's note are open
	AccountName    string
	AccountDomain  string
	NoteToApprover string
	CustomerEmails string // as typed: one a line, or by commas
	NoteToCustomer string
	Language       string
	Errors         Errors
	DomainTaken    bool
	TakenForGood   bool               // by an active account, not by one that is pending
	Stake          workflow.Stake     // what the reader has to do with the account that has it
	KeyUsed        bool               // something else was sent under the key before
	Busy           bool               // too much at once; the same may succeed in a moment
	TooManyUntil   time.Time          // so many requests lately that the next may be sent then; zero: it may be now
	TooManyPending int                // the sender has as many pending requests as are allowed: that many; 0: fewer
	OutsideOwn     account.Email      // a customer address outside the requester's own domain, which was left in the form; empty: there is none
	Checked        *workflow.Forecast // what sending the form would come to, just looked up; nil: it was not
}

// Tracking is the page on which a request is followed: by its requester, who can act on it, and by
// operators.
type Tracking struct {
	workflow.Tracked
	URL      string          // of this page, whole, to hand on
	Mine     bool            // the reader is the requester
	Reviewer bool            // the reader may accept or reject it
	Proof    *workflow.Proof // the DNS record that stands in for the review; nil: there is none

	Done         account.Action // what was just done, to say so: resend, correct, prove, accept; empty: nothing
	Dialog       account.Action // what was just tried and refused: withdraw, resend, correct, prove, accept, reject
	NotFound     bool           // the DNS record was looked for and is not there
	NoAnswer     bool           // the DNS gave no answer
	TooManyUntil time.Time      // the same may be done again then; zero: it was not done too often
	TooLate      bool           // the request had ended, or had been accepted, when something was tried
	Own          bool           // an operator tried to review their own matter
	Changed      bool           // it is not what the operator looked at when they reviewed it
	Busy         bool
	// As typed.
	CustomerEmails, Reason string
	Errors                 Errors
}

// CorrectNothing is what was done if the addresses of a correction were those that were there.
const CorrectNothing account.Action = "correct-nothing"

// Reviews is the operators' page: what waits for them.
type Reviews struct {
	Requests    []workflow.Tracked
	RequestsURL string // next page of requests; empty on the last
	Disputes    []account.Dispute
	DisputesURL string
	Suppressed  []account.Address
	SuppressURL string
	Reported    []account.Address // that get mail, and have reported a requester
	ReportedURL string
	Done        string // what was just done, to say so: accepted, rejected, lifted; empty: nothing
}

// SettledDisputes is a page of the operators' list of disputes that are settled.
type SettledDisputes struct {
	Disputes []account.Dispute
	NextURL  string
}

// DisputeRuling is a settlement that was sent and refused, as typed; the zero value: none was.
type DisputeRuling struct {
	Decision, Reason, Administrator string
	Confirmed                       bool // that the account is to be cancelled, or the request to be ended
	Errors                          Errors
	Own, TooLate, Busy              bool
	Ended                           bool // the request that it is about has ended otherwise
}

// DisputeForm is an objection to who holds a domain identifier, as typed so far.
type DisputeForm struct {
	Domain, Note string
	Open         *account.Dispute // the reader's own about it, which stands in place of the form; nil: there is none
	Errors       Errors
	TooManyUntil time.Time
	Busy         bool
}

// OneDispute is a dispute as the reader may see it.
type OneDispute struct {
	Dispute account.Dispute
	Case    *workflow.Case  // what operators know of both sides; nil: the reader is none
	Own     bool            // the reader raised it
	Done    string          // what came of sending a form, to say so: DisputeSent, DisputeOpenAlready, DisputeSettled; empty: nothing
	Ruling  DisputeRuling   // that was sent and refused
	Proof   *workflow.Proof // the record by which the reader can prove that they hold the domain; nil: it does not help

	// Why a look for the record came to nothing.
	TooManyUntil             time.Time
	NotFound, NoAnswer, Busy bool
}

// What came of sending a dispute, or a settlement.
const (
	DisputeSent        = "sent"
	DisputeOpenAlready = "already"
	DisputeSettled     = "settled"
)

// NoCode says why no code was mailed, and what can be done; the zero value says nothing.
type NoCode struct {
	TooManyUntil time.Time        // so many codes lately that the next may be asked for then
	SpentBy      workflow.SpentBy // whose mails are used up then
	CodeUntil    time.Time        // until when a code that was mailed before is good; zero: none is
	TriesWithIt  int              // how often that code may be tried; 0: not known
}

// NotForMe is the page on which whoever got a mail that they did not ask for stops the requester's mail, or all mail.
type NotForMe struct {
	Token    string
	Reported workflow.Reported
	Request  account.Request // the zero value if the mail was about none
	Done     string          // what was just done: stop, undo, code, silence or lift
	Busy     bool
	// As PendingRequest has them.
	BadCode   bool
	TriesLeft int
	NoCode
	// As typed.
	Code   string
	Report bool
}

// Unsent is a form that came when its sender was not signed in any more: where it goes, and all that
// was typed.
type Unsent struct {
	Path   string
	Fields url.Values
}

// PendingRequest is the page that a decision link opens.
type PendingRequest struct {
	Token     string
	Viewed    workflow.Viewed
	Dialog    account.Action // the dialog that stands open: approve, decline, forward; empty: none
	CodeSent  bool           // a code has just been mailed
	BadCode   bool           // the code given was not right
	TriesLeft int            // after a code that was not right
	CodeKept  bool           // a code was given and nothing used it up
	TooLate   bool           // a decision was given after the end
	ByLogin   bool           // the nominee is signed in: no code needed
	Busy      bool           // too much at once; the same may succeed in a moment
	NoCode
	// As typed.
	Code, Reason, ForwardTo, Note, Visibility string
	Authorized                                bool
	Errors                                    Errors
}

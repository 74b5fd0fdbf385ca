// Package page draws the pages: pure functions from what is to be shown to HTML. It knows the domain
// and the use cases' answers, nothing of HTTP. Texts stand in texts.go, one table for all languages.
package page

import (
	"net/url"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Reader is who looks at a page, and how.
type Reader struct {
	Language account.Language
	Person   *account.Person // nil: nobody is signed in
	Path     string          // path and query of this page, to come back to after signing in
}

// Errors are field errors by field name.
type Errors map[string][]account.FieldError

// Directory is the page of accounts, searched or not.
type Directory struct {
	Query   string
	Items   []workflow.Found
	NextURL string                    // next page; empty on the last
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
	KeyUsed        bool // something else was sent under the key before
	Busy           bool // too much at once; the same may succeed in a moment
}

// Unsent is a form that came when its sender was not signed in any more: where it goes, and all that
// was typed.
type Unsent struct {
	Path   string
	Fields url.Values
}

// PendingRequest is the page that a decision link opens.
type PendingRequest struct {
	Token    string
	Viewed   workflow.Viewed
	Dialog   account.Action // the dialog that stands open: approve, decline, forward; empty: none
	CodeSent bool           // a code has just been mailed
	BadCode  bool           // the code given was not right
	CodeKept bool           // a code was given and nothing used it up
	TooLate  bool           // a decision was given after the end
	ByLogin  bool           // the nominee is signed in: no code needed
	Busy     bool           // too much at once; the same may succeed in a moment
	// As typed.
	Code, Reason, ForwardTo, Note, Visibility string
	Authorized                                bool
	Errors                                    Errors
}

// Notice is a page with a message and nothing else to do.
type Notice struct {
	Title, Text Key
	RequestID   string // for support; empty: none
}

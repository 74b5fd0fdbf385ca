package model

import "time"

// kind is what an operation does.
type kind string

const (
	submit   kind = "submit"
	view     kind = "view"
	askCode  kind = "code"
	approve  kind = "approve"
	decline  kind = "decline"
	forward  kind = "forward"
	withdraw kind = "withdraw"
	correct  kind = "correct"
	resend   kind = "resend"
	accept   kind = "accept"
	reject   kind = "reject"
	bounce   kind = "mail event"
	lookUp   kind = "search"
	track    kind = "track"
	expire   kind = "sweep" // the clean-up ended a request
)

// What is done with an account.
const (
	signIn         kind = "sign in"
	confirm        kind = "confirm" // an invited person signed in
	add            kind = "add members"
	change         kind = "change a member"
	leave          kind = "remove a member"
	end            kind = "end a membership" // the clean-up removed a member
	createVirtual  kind = "create a Virtual Account"
	changeVirtual  kind = "change a Virtual Account"
	deleteVirtual  kind = "delete a Virtual Account"
	changeSettings kind = "change the settings"
	closeAccount   kind = "close the account"
	listMembers    kind = "list members"
	listVirtuals   kind = "list Virtual Accounts"
	readLog        kind = "read the log"
	inspect        kind = "inspect" // the test reads all
)

// kinds are those that actors draw, some more often than others.
var kinds = []kind{
	submit, submit, view, askCode, askCode, askCode, approve, approve, decline, forward, forward, withdraw, correct,
	resend, accept, accept, reject, bounce, lookUp, track,
}

// accountKinds are those that change an account.
var accountKinds = []kind{
	signIn, signIn, add, add, add, add, change, change, change, leave, leave, leave, createVirtual, createVirtual, changeVirtual,
	changeVirtual, changeVirtual, changeVirtual, deleteVirtual, changeSettings, changeSettings, closeAccount,
}

// readingKinds are those that only show a part of it.
var readingKinds = []kind{listMembers, listVirtuals, readLog}

// operation is one call, with its answer.
type operation struct {
	Kind       kind
	By         string
	Request    string
	Nominee    int
	Generation int // of the link
	Token      string
	Code       string // the nonce of the code that was typed; empty: a wrong one
	typed      string
	To         string
	Customers  []string
	mail       string
	edit

	Now     time.Time // the last reading of the clock
	Opened  string    // the request that it opened, or would have
	Nonce   string    // of the code that it made, or would have; empty if no operation types that code
	Noted   bool
	Answer  string
	Unknown bool // the response was lost

	broken breaks
	start  int64
	end    int64
}

// breaks is where in an operation the connection breaks.
type breaks int

const (
	whole breaks = iota
	beforeWriting
	afterWriting
)

// edit is what an operation does with an account.
type edit struct {
	Member  string // who is changed; of the log: the actor asked for
	Row     row
	rows    []row // of an addition; each is an operation of its own
	answers []string
	later   bool           // not the first row
	made    map[string]int // versions that it made or tried to make, by what the log says it is about
	raced   bool           // others act at the same time, and may invite the actor again after the sign-in was recorded
	Virtual string         // id
	Form    form
	Version int    // of the account that the actor saw; 0: any
	Wanted  string // the kind of entries asked for
}

// row is a member with their roles, as typed.
type row struct {
	Email string
	Role  string // on the whole account; empty: see On
	On    []place
	Ends  time.Time
}

type place struct {
	ID string
	given
}

// form has the new values of a Virtual Account or of the settings as typed; an empty one stays as it is.
type form struct{ Name, Visibility, Parent, Default string }

// top as the parent is the top of the account.
const top = "top"

// parts returns an operation for each row of an addition, or the operation itself.
func (o operation) parts() (all []operation) {
	if o.Kind != add {
		return []operation{o}
	}
	for n, answer := range o.answers {
		one := o
		one.Row, one.Answer, one.Unknown, one.later = o.rows[n], answer, false, n > 0
		all = append(all, one)
	}
	if len(o.answers) < len(o.rows) { // this one ended the call
		last := o
		last.Row, last.later = o.rows[len(o.answers)], len(o.answers) > 0
		all = append(all, last)
	}
	return all
}

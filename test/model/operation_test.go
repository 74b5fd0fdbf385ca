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

// kinds are those that actors draw, some more often than others.
var kinds = []kind{
	submit, submit, view, askCode, askCode, askCode, approve, approve, decline, forward, forward, withdraw, correct,
	resend, accept, accept, reject, bounce, lookUp, track,
}

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

package account

import "time"

// Actor is who did something: a person's e-mail address, or the system.
type Actor string

// System acts when a time has come, or the mail provider says something.
const System Actor = "system"

// EventKind says what happened to a request.
type EventKind string

// Every kind of event, an action's in the past tense.
const (
	EventSubmitted  EventKind = "submitted"
	EventAccepted   EventKind = "accepted"
	EventRejected   EventKind = "rejected"
	EventApproved   EventKind = "approved"
	EventDeclined   EventKind = "declined"
	EventForwarded  EventKind = "forwarded"
	EventWithdrawn  EventKind = "withdrawn"
	EventResent     EventKind = "resent"
	EventCorrected  EventKind = "corrected"
	EventProved     EventKind = "proved"
	EventReported   EventKind = "reported"
	EventTakenBack  EventKind = "report-taken-back"
	EventBounced    EventKind = "bounced"
	EventComplained EventKind = "complained"
	EventSuppressed EventKind = "suppressed" // a nominee's address takes no mail
	EventReached    EventKind = "reached"    // mail to a nominee arrives again
	EventReminded   EventKind = "reminded"
	EventExpired    EventKind = "expired"
	EventCodeAsked  EventKind = "code-asked" // by a nominee for the first time, where a request expires without it
	EventCancelled  EventKind = "cancelled"  // the account, after its approval, by a dispute

	EventEndedByDispute EventKind = "ended-by-dispute"
)

// EventKinds lists every kind.
func EventKinds() []EventKind {
	return []EventKind{
		EventSubmitted, EventAccepted, EventRejected, EventApproved, EventDeclined,
		EventForwarded, EventWithdrawn, EventResent, EventCorrected, EventProved, EventReported, EventTakenBack, EventBounced,
		EventComplained, EventSuppressed, EventReached, EventReminded, EventExpired, EventCancelled, EventEndedByDispute, EventCodeAsked,
	}
}

// Event is one line of a request's history. It never changes after it was written.
type Event struct {
	RequestID ID
	Number    int // 1 is the submission
	At        time.Time
	Kind      EventKind
	Actor     Actor
	From, To  State             // From is empty at submission
	Detail    map[string]string // what else belongs to it, by the names below
}

// The names of an event's details.
const (
	DetailDispute     = "dispute" // the id of that by which an operator ended the request
	DetailReason      = "reason"
	DetailForwarder   = "forwardedFrom"
	DetailNominee     = "forwardedTo"
	DetailVisibility  = "visibility"
	DetailAuthority   = "authorityStatement"
	DetailAddress     = "address"     // whom a mail did not reach, or who does not want it
	DetailUnreachable = "unreachable" // why mail did not arrive, if it did not come back
	DetailAdded       = "added"       // addresses that a correction named, by commas
	DetailRemoved     = "removed"     // addresses that it took out
	DetailBecause     = "because"     // why it expired before its time: BecauseUnasked, BecauseUnreached
)

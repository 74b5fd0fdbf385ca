package account

import "time"

// Actor is who caused an event: a person's e-mail address, System, or UnseenMember.
type Actor string

// System is the actor of the schedule and of the mail provider's events.
const System Actor = "system"

// UnseenMember is the actor of a log entry for a reader who may not know of the member.
const UnseenMember Actor = "member"

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
	EventCodeAsked  EventKind = "code-asked" // the first request for a code, if the request would end without one
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

// Event is one entry of a request's history. It never changes.
type Event struct {
	RequestID ID
	Number    int // 1 is the submission
	At        time.Time
	Kind      EventKind
	Actor     Actor
	From, To  State             // From is empty at submission
	Detail    map[string]string // by the names below
}

// The names of an event's details.
const (
	DetailDispute     = "dispute" // the id of the dispute that ended the request
	DetailReason      = "reason"
	DetailForwarder   = "forwardedFrom"
	DetailNominee     = "forwardedTo"
	DetailVisibility  = "visibility"
	DetailAuthority   = "authorityStatement"
	DetailAddress     = "address"     // that a mail did not reach, or that takes none
	DetailUnreachable = "unreachable" // why mail does not reach it, unless it bounced
	DetailAdded       = "added"       // addresses that a correction added, separated by commas
	DetailRemoved     = "removed"     // addresses that it removed
	DetailBecause     = "because"     // why it expired early: BecauseUnasked or BecauseUnreached
)

package account

import "slices"

// State is the state of a request. States are stored as these strings, which must not change.
type State string

// The two pending states of a request and its five ends. Ends are final and, except Approved, release the domain
// identifier.
const (
	PendingReview   State = "pending_review"   // an operator has to review the domain identifier
	PendingApproval State = "pending_approval" // a nominee has to decide
	Approved        State = "approved"         // a nominee created the account
	Declined        State = "declined"         // a nominee declined it, with a reason
	Rejected        State = "rejected"         // an operator rejected it, with a reason
	Withdrawn       State = "withdrawn"        // the requester withdrew it
	Expired         State = "expired"          // it was not decided by the deadline
)

// States lists every state.
func States() []State {
	return []State{PendingReview, PendingApproval, Approved, Declined, Rejected, Withdrawn, Expired}
}

// Ended reports whether the state is an end.
func (s State) Ended() bool { return len(transitions[s]) == 0 }

// Action is an action on a request.
type Action string

// Every action, with its actor.
const (
	Accept   Action = "accept"    // operator: accept the domain identifier
	Reject   Action = "reject"    // operator: reject it
	SendCode Action = "send-code" // nominee: mail me a one-time code
	Approve  Action = "approve"   // nominee: create the account
	Decline  Action = "decline"   // nominee: do not create it
	Forward  Action = "forward"   // nominee: let another person decide
	Report   Action = "report"    // nominee: this was not for me
	Withdraw Action = "withdraw"  // requester: take it back
	Resend   Action = "resend"    // requester: mail the invitation again
	Correct  Action = "correct"   // requester: change the customer addresses
	Prove    Action = "prove"     // requester: prove control of the domain by DNS
	Bounce   Action = "bounce"    // the mail provider: a nominee's mail bounced
	Complain Action = "complain"  // the mail provider: a nominee called it spam
	Suppress Action = "suppress"  // the mailer, or the holder of the mailbox: a nominee's address is suppressed
	Reach    Action = "reach"     // the mail provider, the holder of the mailbox, or an operator: a nominee gets mail again
	Remind   Action = "remind"    // the schedule: remind the nominees
	Expire   Action = "expire"    // the schedule: the deadline has passed

	EndByDispute Action = "end-by-dispute" // operator: settle a dispute about its identifier by ending it
)

// Actions lists every action.
func Actions() []Action {
	return []Action{
		Accept, Reject, SendCode, Approve, Decline, Forward, Report, Withdraw, Resend, Correct, Prove,
		Bounce, Complain, Suppress, Reach, Remind, Expire, EndByDispute,
	}
}

// transitions is the one table of which action is legal in which state and which states may follow. An action that is missing
// from a state's row is refused; a state without a row is an end.
var transitions = map[State]map[Action][]State{
	PendingReview: {
		Accept:   {PendingApproval},
		Reject:   {Rejected},
		Withdraw: {Withdrawn},
		Correct:  {PendingReview, PendingApproval},
		Prove:    {PendingApproval, PendingReview},
		Expire:   {Expired},

		EndByDispute: {Rejected},
	},
	PendingApproval: {
		SendCode: {PendingApproval},
		Approve:  {Approved},
		Decline:  {Declined},
		Forward:  {PendingApproval},
		Report:   {PendingApproval},
		Withdraw: {Withdrawn},
		Resend:   {PendingApproval},
		Correct:  {PendingApproval, PendingReview},
		Bounce:   {PendingApproval},
		Complain: {PendingApproval},
		Suppress: {PendingApproval},
		Reach:    {PendingApproval},
		Remind:   {PendingApproval},
		Expire:   {Expired},

		EndByDispute: {Rejected},
	},
}

// Following returns the states that the action may lead to from s, or none if it is refused.
func (s State) Following(a Action) []State { return slices.Clone(transitions[s][a]) }

// AccountStatus is the status of an account.
type AccountStatus string

// An account is pending as long as its request is undecided. An active one is cancelled only by an
// operator who settles a dispute.
const (
	AccountPending   AccountStatus = "pending"
	AccountActive    AccountStatus = "active"
	AccountCancelled AccountStatus = "cancelled"
)

// AccountStatuses lists every status.
func AccountStatuses() []AccountStatus {
	return []AccountStatus{AccountPending, AccountActive, AccountCancelled}
}

// accountStatus maps the state of a request to the status of its account.
var accountStatus = map[State]AccountStatus{
	PendingReview:   AccountPending,
	PendingApproval: AccountPending,
	Approved:        AccountActive,
	Declined:        AccountCancelled,
	Rejected:        AccountCancelled,
	Withdrawn:       AccountCancelled,
	Expired:         AccountCancelled,
}

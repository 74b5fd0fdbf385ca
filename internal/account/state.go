package account

import "slices"

// State is where a request stands. States are stored as written, so their words never change.
type State string

// The two states of a request that somebody still has to decide, and its five ends. Ends are final
// and, all but approved, release the domain identifier.
const (
	PendingReview   State = "pending_review"   // an operator looks at the domain identifier first
	PendingApproval State = "pending_approval" // a nominee has to decide
	Approved        State = "approved"         // a nominee created the account
	Declined        State = "declined"         // a nominee said no, with a reason
	Rejected        State = "rejected"         // the operator said no, with a reason
	Withdrawn       State = "withdrawn"        // the requester took it back
	Expired         State = "expired"          // nobody decided in time
)

// States lists every state.
func States() []State {
	return []State{PendingReview, PendingApproval, Approved, Declined, Rejected, Withdrawn, Expired}
}

// Ended reports whether the state is an end.
func (s State) Ended() bool { return len(transitions[s]) == 0 }

// Action is something that may be done with a request.
type Action string

// Every action, with who does it.
const (
	Accept   Action = "accept"    // operator: the domain identifier is fine
	Reject   Action = "reject"    // operator: it is not
	SendCode Action = "send-code" // nominee: mail me a one-time code
	Approve  Action = "approve"   // nominee: create the account
	Decline  Action = "decline"   // nominee: do not create it
	Forward  Action = "forward"   // nominee: somebody else decides
	Report   Action = "report"    // nominee: this was not for me
	Withdraw Action = "withdraw"  // requester: take it back
	Resend   Action = "resend"    // requester: mail the invitation again
	Correct  Action = "correct"   // requester: another customer address
	Prove    Action = "prove"     // requester: the DNS says that the domain's holder knows of it
	Bounce   Action = "bounce"    // the mail provider: a nominee's mail came back
	Complain Action = "complain"  // the mail provider: a nominee called it spam
	Suppress Action = "suppress"  // the mailer, or the holder of the mailbox: a nominee's address takes no mail
	Reach    Action = "reach"     // the mail provider, the holder of the mailbox, or an operator: a nominee gets mail again
	Remind   Action = "remind"    // the schedule: nobody has decided yet
	Expire   Action = "expire"    // the schedule: the deadline has passed

	EndByDispute Action = "end-by-dispute" // operator: a dispute about its identifier is settled so
)

// Actions lists every action.
func Actions() []Action {
	return []Action{
		Accept, Reject, SendCode, Approve, Decline, Forward, Report, Withdraw, Resend, Correct, Prove,
		Bounce, Complain, Suppress, Reach, Remind, Expire, EndByDispute,
	}
}

// transitions is the one place that says which action is legal in which state and what state may
// follow. A missing cell is a refusal; a state without a row is an end.
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

// Following lists the states that the action may lead to from s; none if it is refused there.
func (s State) Following(a Action) []State { return slices.Clone(transitions[s][a]) }

// AccountStatus reports whether an account can be used.
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

// accountStatus is what the request's state makes of its account.
var accountStatus = map[State]AccountStatus{
	PendingReview:   AccountPending,
	PendingApproval: AccountPending,
	Approved:        AccountActive,
	Declined:        AccountCancelled,
	Rejected:        AccountCancelled,
	Withdrawn:       AccountCancelled,
	Expired:         AccountCancelled,
}

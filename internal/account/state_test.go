package account

import (
	"slices"
	"testing"
)

// legal is written cell by cell, independent of the table that it checks, so that a new state or action has to be
// considered in every cell. A dot is a refusal.
var legal = map[State]map[Action]string{
	PendingReview: {
		Accept: "pending_approval", Reject: "rejected", SendCode: ".", Approve: ".", Decline: ".", Forward: ".", Report: ".",
		Withdraw: "withdrawn", Resend: ".", Correct: "pending_review pending_approval", Prove: "pending_approval pending_review",
		Bounce: ".", Complain: ".", Suppress: ".", Reach: ".", Remind: ".", Expire: "expired", EndByDispute: "rejected", // no nominee is asked yet, so no mail exists
	},
	PendingApproval: {
		Accept: ".", Reject: ".", SendCode: "pending_approval", Approve: "approved", Decline: "declined", Forward: "pending_approval", Report: "pending_approval",
		Withdraw: "withdrawn", Resend: "pending_approval", Correct: "pending_approval pending_review", Prove: ".",
		Bounce: "pending_approval", Complain: "pending_approval", Suppress: "pending_approval", Reach: "pending_approval", Remind: "pending_approval", Expire: "expired", EndByDispute: "rejected",
	},
	Approved: {
		Accept: ".", Reject: ".", SendCode: ".", Approve: ".", Decline: ".", Forward: ".", Report: ".",
		Withdraw: ".", Resend: ".", Correct: ".", Prove: ".", Bounce: ".", Complain: ".", Suppress: ".", Reach: ".", Remind: ".", Expire: ".", EndByDispute: ".",
	},
	Declined: {
		Accept: ".", Reject: ".", SendCode: ".", Approve: ".", Decline: ".", Forward: ".", Report: ".",
		Withdraw: ".", Resend: ".", Correct: ".", Prove: ".", Bounce: ".", Complain: ".", Suppress: ".", Reach: ".", Remind: ".", Expire: ".", EndByDispute: ".",
	},
	Rejected: {
		Accept: ".", Reject: ".", SendCode: ".", Approve: ".", Decline: ".", Forward: ".", Report: ".",
		Withdraw: ".", Resend: ".", Correct: ".", Prove: ".", Bounce: ".", Complain: ".", Suppress: ".", Reach: ".", Remind: ".", Expire: ".", EndByDispute: ".",
	},
	Withdrawn: {
		Accept: ".", Reject: ".", SendCode: ".", Approve: ".", Decline: ".", Forward: ".", Report: ".",
		Withdraw: ".", Resend: ".", Correct: ".", Prove: ".", Bounce: ".", Complain: ".", Suppress: ".", Reach: ".", Remind: ".", Expire: ".", EndByDispute: ".",
	},
	Expired: {
		Accept: ".", Reject: ".", SendCode: ".", Approve: ".", Decline: ".", Forward: ".", Report: ".",
		Withdraw: ".", Resend: ".", Correct: ".", Prove: ".", Bounce: ".", Complain: ".", Suppress: ".", Reach: ".", Remind: ".", Expire: ".", EndByDispute: ".",
	},
}

// Each action is legal in exactly the states that the table above lists.
func TestEveryActionLeadsToTheListedStates(t *testing.T) {
	if len(legal) != len(States()) {
		t.Errorf("%d states here, %d in the domain", len(legal), len(States()))
	}
	for _, state := range States() {
		if len(legal[state]) != len(Actions()) {
			t.Errorf("%s: %d actions here, %d in the domain", state, len(legal[state]), len(Actions()))
		}
		for _, action := range Actions() {
			got := "."
			for i, next := range state.Following(action) {
				if i == 0 {
					got = string(next)
				} else {
					got += " " + string(next)
				}
			}
			if want := legal[state][action]; got != want {
				t.Errorf("%s while %s leads to %q, want %q", action, state, got, want)
			}
		}
	}
}

// The table of transitions has only states and actions that the lists have.
func TestTheTableKnowsOnlyListedWords(t *testing.T) {
	for state, row := range transitions {
		if !slices.Contains(States(), state) {
			t.Errorf("a row for %q", state)
		}
		for action, following := range row {
			if !slices.Contains(Actions(), action) {
				t.Errorf("a cell for %q", action)
			}
			for _, next := range following {
				if !slices.Contains(States(), next) {
					t.Errorf("%s leads to %q", action, next)
				}
			}
		}
	}
}

// Each state is an end or not, and has its account status.
func TestEachStateHasItsAccountStatus(t *testing.T) {
	want := map[State]struct {
		ended  bool
		status AccountStatus
	}{
		PendingReview:   {false, AccountPending},
		PendingApproval: {false, AccountPending},
		Approved:        {true, AccountActive},
		Declined:        {true, AccountCancelled},
		Rejected:        {true, AccountCancelled},
		Withdrawn:       {true, AccountCancelled},
		Expired:         {true, AccountCancelled},
	}
	for _, state := range States() {
		if state.Ended() != want[state].ended || accountStatus[state] != want[state].status {
			t.Errorf("%s: ended %t, account %q", state, state.Ended(), accountStatus[state])
		}
	}
}

// Following returns a copy, so that a caller cannot change the table.
func TestFollowingReturnsACopy(t *testing.T) {
	PendingReview.Following(Accept)[0] = Expired
	if got := PendingReview.Following(Accept); got[0] != PendingApproval {
		t.Errorf("the table was changed to %v", got)
	}
}

package account

import (
	"slices"
	"testing"
)

// legal is written out a cell at a time, apart from the table that it checks: a state or an action
// that is added has to be thought about in every cell. A dot is a refusal.
var legal = map[State]map[Action]string{
	PendingReview: {
		Accept: "pending_approval", Reject: "rejected", SendCode: ".", Approve: ".", Decline: ".", Forward: ".", Report: ".",
		Withdraw: "withdrawn", Resend: ".", Correct: "pending_review pending_approval", Prove: "pending_approval pending_review",
		Bounce: ".", Complain: ".", Suppress: ".", Reach: ".", Remind: ".", Expire: "expired", EndByDispute: "rejected", // nobody is asked yet, so no mail can be about it
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

// Fails when an action becomes legal, or illegal, in some state.
func TestEveryActionInEveryState(t *testing.T) {
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

// Fails when the table leads to a state, or has a row or an action, that the lists do not know.
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

// Fails when an end is no end, or a state has no account status.
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

// Fails when a caller can change the table.
func TestFollowingReturnsACopy(t *testing.T) {
	PendingReview.Following(Accept)[0] = Expired
	if got := PendingReview.Following(Accept); got[0] != PendingApproval {
		t.Errorf("the table now says %v", got)
	}
}

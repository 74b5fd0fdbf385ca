package account

import (
	"errors"
	"testing"
	"time"
)

func TestAClosedAccountIsCancelledAndItsNameHasToBeTyped(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	a := Administered{Account: Account{Name: "Müller’s “Café”", Status: AccountActive}, Version: 3, Waiting: &WaitingRename{Name: "Other"}}
	if closed := a.Close(now); closed.Status != AccountCancelled || closed.Version != 4 || closed.ClosedAt != now || closed.Waiting != nil {
		t.Errorf("%+v", closed)
	}
	for typed, want := range map[string]bool{"muller's \"cafe\"": true, "Müller": false, "": false} {
		if IsTyped(a.Name, typed) != want {
			t.Errorf("typed %q: %v", typed, !want)
		}
	}
}

func TestAClosedAccountIsReopenedAsLongAsItHoldsItsIdentifier(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	a := Administered{Account: Account{Name: "Acme", Status: AccountActive}, Version: 3, Members: 2}
	closed := a.Close(now)
	if !closed.FreeAt().Equal(now.Add(HeldAfterClosing)) || !a.FreeAt().IsZero() {
		t.Errorf("free at %v, the active one at %v", closed.FreeAt(), a.FreeAt())
	}
	reopened, err := closed.Reopen(closed.FreeAt().Add(-1))
	if a.Version = 5; err != nil || reopened.Account != a.Account || reopened.Version != a.Version || reopened.Members != 2 || !reopened.ClosedAt.IsZero() {
		t.Errorf("reopened: %+v, %v", reopened, err)
	}
	cancelled := closed
	cancelled.ClosedAt = time.Time{} // by an operator who settled a dispute
	for name, refused := range map[string]Administered{"active": a, "cancelled": cancelled, "reopened": reopened} {
		if _, err := refused.Reopen(now); !errors.Is(err, ErrNotClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := closed.Reopen(closed.FreeAt()); !errors.Is(err, ErrNotClosed) {
		t.Errorf("when its identifier is free: %v", err)
	}
}

package account

import (
	"errors"
	"testing"
	"time"
)

func TestAnAccountIsRenamedThreeTimesInThirtyDays(t *testing.T) {
	start := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	a := Administered{Account: Account{Name: "Acme 0", Visibility: Public}, Version: 1}
	now := start
	for n, name := range []string{"Acme 1", "Acme 2", "Acme 3"} {
		now = start.Add(time.Duration(n) * day)
		next, err := a.Change(Settings{name, Public}, now)
		if err != nil || next.Version != a.Version+1 || next.Name != name {
			t.Fatalf("rename %d: %+v, %v", n, next, err)
		}
		a = next
	}
	_, err := a.Change(Settings{"Acme 4", Public}, now)
	var many *TooMany
	if !errors.As(err, &many) || !many.Until.Equal(start.Add(RenameWindow)) {
		t.Errorf("the fourth: %v", err)
	}
	if next, err := a.Change(Settings{a.Name, Restricted}, now); err != nil || next.Visibility != Restricted || len(next.Renames) != 3 {
		t.Errorf("visibility alone: %+v, %v", next, err)
	}
	if next, err := a.Change(Settings{"Acme 4", Public}, start.Add(RenameWindow)); err != nil || len(next.Renames) != 3 {
		t.Errorf("after the window: %+v, %v", next, err)
	}
}

func TestANewNameNeedsAnOperatorIfPeopleCouldMistakeOrNotKnowIt(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	fresh := ApprovedName{"Acme Rossi S.r.l.", now.Add(-FamiliarFor + 1)}
	old := ApprovedName{fresh.Name, now.Add(-FamiliarFor)}
	other := []Account{{ID: "other"}}
	for name, c := range map[string]struct {
		policy   Policy
		name     string
		approved ApprovedName
		same     []Account
		want     RenameReason
	}{
		"a word in common":               {ReviewMismatch, "ROSSI Group", fresh, nil, ""},
		"no word in common":              {ReviewMismatch, "Verdi Group", fresh, nil, RenameUnfamiliar},
		"no word in common, later":       {ReviewMismatch, "Verdi Group", old, nil, ""},
		"no word, reviews never":         {ReviewNever, "Verdi Group", fresh, nil, RenameUnfamiliar},
		"same name":                      {ReviewMismatch, "Acme", fresh, other, RenameSameName},
		"same name, later":               {ReviewEdited, "Acme", old, other, RenameSameName},
		"same name, reviews never":       {ReviewNever, "Acme", fresh, other, ""},
		"account without a request":      {ReviewMismatch, "Verdi Group", ApprovedName{}, nil, ""},
		"abbreviation with dots, folded": {ReviewMismatch, "SRL Verdi", fresh, nil, ""},
	} {
		if got := c.policy.WhyRenameWaits(c.name, c.approved, c.same, now); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestAClosedAccountIsCancelledAndItsNameHasToBeTyped(t *testing.T) {
	a := Administered{Account: Account{Name: "Müller’s “Café”", Status: AccountActive}, Version: 3}
	if closed := a.Close(); closed.Status != AccountCancelled || closed.Version != 4 {
		t.Errorf("%+v", closed)
	}
	for typed, want := range map[string]bool{"muller's \"cafe\"": true, "Müller": false, "": false} {
		if IsTyped(a.Name, typed) != want {
			t.Errorf("typed %q: %v", typed, !want)
		}
	}
}

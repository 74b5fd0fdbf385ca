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

func TestARenameWaitsUntilItIsAcceptedOrDroppedAndCountsWhenItIsTaken(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	a := Administered{Account: Account{Name: "Acme", Visibility: Public, Status: AccountActive}, Version: 1}
	asked := a.AskRename("Verdi", RenameUnfamiliar, "ann@acme.com", "a merger", now)
	if asked.Name != "Acme" || asked.Version != 2 || *asked.Waiting != (WaitingRename{"Verdi", RenameUnfamiliar, "ann@acme.com", now, "a merger", 2}) {
		t.Errorf("asked: %+v", asked)
	}
	if !asked.IsAsked("Verdi", "a merger") || asked.IsAsked("Verdi", "") || asked.IsAsked("Bianchi", "a merger") || a.IsAsked("", "") {
		t.Error("which name waits is not known")
	}
	again := asked.AskRename("Bianchi", RenameSameName, "bob@acme.com", "", now)
	if again.Waiting.Name != "Bianchi" || again.Waiting.Version != 3 || len(again.Renames) != 0 {
		t.Errorf("asked again: %+v", again)
	}
	for _, n := range []int{0, 1, 2} { // none of these counts
		dropped, err := again.DropRename()
		if err != nil || dropped.Waiting != nil || dropped.Name != "Acme" || len(dropped.Renames) != 0 || dropped.Version != again.Version+1 {
			t.Fatalf("drop %d: %+v, %v", n, dropped, err)
		}
		again = dropped.AskRename("Bianchi", RenameSameName, "bob@acme.com", "", now)
	}
	taken, err := again.AcceptRename(now)
	if err != nil || taken.Name != "Bianchi" || taken.Waiting != nil || len(taken.Renames) != 1 || taken.Version != again.Version+1 {
		t.Errorf("accepted: %+v, %v", taken, err)
	}
	if other, err := again.Change(Settings{"Acme 2", Public}, now); err != nil || other.Waiting != nil {
		t.Errorf("another name was taken: %+v, %v", other, err)
	}
	if shown, err := again.Change(Settings{"Acme", Restricted}, now); err != nil || shown.Waiting == nil {
		t.Errorf("the visibility was changed: %+v, %v", shown, err)
	}
	if _, err := taken.AcceptRename(now); !errors.Is(err, ErrChanged) {
		t.Errorf("accepted twice: %v", err)
	}
	if _, err := taken.DropRename(); !errors.Is(err, ErrChanged) {
		t.Errorf("dropped after the acceptance: %v", err)
	}
}

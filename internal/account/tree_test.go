package account

import (
	"errors"
	"slices"
	"testing"
)

// chain returns the lineage of the last of so many Virtual Accounts, each nested in the one before.
func chain(levels int) Lineage {
	var l Lineage
	for n := range levels {
		v := VirtualAccount{ID: ID(rune('a' + n)), Name: string(rune('A' + n)), Depth: n + 1, Visibility: Public}
		if n > 0 {
			v.ParentID = l.Self().ID
		}
		l = append(Lineage{v}, l...)
	}
	return l
}

// wantFieldCode checks that the error is about one field, with that code.
func wantFieldCode(t *testing.T, name string, err error, field string, code FieldCode) {
	t.Helper()
	var invalid *InvalidInput
	if !errors.As(err, &invalid) || len(invalid.Fields) != 1 || invalid.Fields[0].Field != field || invalid.Fields[0].Code != code {
		t.Errorf("%s: %v, want %s: %s", name, err, field, code)
	}
}

func TestAVirtualAccountIsNeverNestedInItself(t *testing.T) {
	l := chain(3)
	for _, v := range l {
		_, err := v.MoveBelow(l, 1)
		wantFieldCode(t, v.Name, err, "parentId", FieldBelowItself)
	}
	moved, err := l.Self().MoveBelow(l[2:], 1)
	if err != nil || moved.ParentID != "a" || moved.Depth != 2 {
		t.Errorf("moved up: %+v, %v", moved, err)
	}
	moved, err = l.Self().MoveBelow(nil, 1)
	if err != nil || moved.ParentID != "" || moved.Depth != 1 {
		t.Errorf("moved to the top: %+v, %v", moved, err)
	}
}

func TestATreeHasAtMostTenLevels(t *testing.T) {
	v := VirtualAccount{ID: "z"}
	for _, c := range []struct {
		levels, height int
		allowed        bool
	}{{9, 1, true}, {10, 1, false}, {7, 3, true}, {8, 3, false}, {0, 10, true}} {
		_, err := v.MoveBelow(chain(c.levels), c.height)
		if c.allowed && err != nil {
			t.Errorf("%d levels below %d: %v", c.height, c.levels, err)
		}
		if !c.allowed {
			wantFieldCode(t, "too deep", err, "parentId", FieldTooDeep)
		}
	}
}

func TestAnAccountHasAtMostAThousandVirtualAccounts(t *testing.T) {
	a, err := Administered{Version: 7, VirtualAccounts: MaxVirtualAccounts - 1}.AddVirtual()
	if err != nil || a.VirtualAccounts != MaxVirtualAccounts || a.Version != 8 {
		t.Errorf("the last one: %+v, %v", a, err)
	}
	_, err = a.AddVirtual()
	wantFieldCode(t, "one more", err, "name", FieldTooMany)
}

func TestOnlyAnEmptyVirtualAccountThatIsNotTheDefaultIsDeleted(t *testing.T) {
	a := Administered{Version: 1, VirtualAccounts: 3, DefaultVirtual: "d"}
	for name, c := range map[string]struct {
		v    VirtualAccount
		want error
	}{
		"empty":          {VirtualAccount{ID: "v"}, nil},
		"nested":         {VirtualAccount{ID: "v", Children: 1}, ErrNotEmpty},
		"a role on it":   {VirtualAccount{ID: "v", Members: 1}, ErrNotEmpty},
		"default":        {VirtualAccount{ID: "d", Default: true}, ErrIsDefault},
		"default by id":  {VirtualAccount{ID: "d"}, ErrIsDefault},
		"default by own": {VirtualAccount{ID: "v", Default: true}, ErrIsDefault},
	} {
		after, err := a.RemoveVirtual(c.v)
		if !errors.Is(err, c.want) || err == nil && (after.VirtualAccounts != 2 || after.Version != 2) {
			t.Errorf("%s: %+v, %v", name, after, err)
		}
	}
}

func TestTheSeenPartOfALineageEndsBelowWhatIsNotSeen(t *testing.T) {
	l := chain(4)
	for hidden, want := range map[ID][]string{"": {"A", "B", "C", "D"}, "a": {"B", "C", "D"}, "c": {"D"}, "d": {}} {
		got := l.SeenPart(func(at Lineage) bool { return at.Self().ID != hidden }).Path()
		if !slices.Equal(got, want) {
			t.Errorf("without %s: %v, want %v", hidden, got, want)
		}
	}
}

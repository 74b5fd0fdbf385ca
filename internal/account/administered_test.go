package account

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

func TestTheLastConfirmedAdministratorStays(t *testing.T) {
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	confirmed := &Membership{Role: SmartAccountAdministrator}
	invited := &Membership{Role: SmartAccountAdministrator, InvitedAt: now}
	viewer := &Membership{Role: SmartAccountViewer}
	for name, c := range map[string]struct {
		administrators int
		before, after  *Membership
		want           error
		left           int
	}{
		"the last one is removed":          {1, confirmed, nil, ErrLastAdministrator, 0},
		"the last one is demoted":          {1, confirmed, viewer, ErrLastAdministrator, 0},
		"the last one becomes unconfirmed": {1, confirmed, invited, ErrLastAdministrator, 0},
		"the last one stays":               {1, confirmed, confirmed, nil, 1},
		"one of two is removed":            {2, confirmed, nil, nil, 1},
		"an invited one is removed":        {1, invited, nil, nil, 1},
		"an invited one signs in":          {1, invited, confirmed, nil, 2},
		"an invited one does not count":    {1, nil, invited, nil, 1},
		"a viewer leaves":                  {1, viewer, nil, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			a := Administered{Version: 7, Administrators: c.administrators, Members: 10}
			after, err := a.ReplaceMember(c.before, c.after)
			if !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			if err == nil && (after.Administrators != c.left || after.Version != 8) {
				t.Errorf("%d administrators at version %d, want %d at 8", after.Administrators, after.Version, c.left)
			}
		})
	}
}

func TestAnAccountHasAtMostTwoThousandMembers(t *testing.T) {
	full, member := Administered{Members: MaxMembers, Administrators: 1}, &Membership{Role: SmartAccountViewer}
	var invalid *InvalidInput
	if _, err := full.ReplaceMember(nil, member); !errors.As(err, &invalid) || invalid.Fields[0].Code != FieldTooMany {
		t.Errorf("one more member: %v", err)
	}
	less, err := full.ReplaceMember(member, nil)
	if err != nil || less.Members != MaxMembers-1 {
		t.Fatalf("%d members after one was removed: %v", less.Members, err)
	}
	if again, err := less.ReplaceMember(nil, member); err != nil || again.Members != MaxMembers {
		t.Errorf("%d members after one was added: %v", again.Members, err)
	}
}

func TestAMembershipIsInForceUntilItEndsOrItsInvitationLapses(t *testing.T) {
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	for name, c := range map[string]struct {
		m    Membership
		want time.Time
	}{
		"never":                  {Membership{Role: SmartAccountUser}, time.Time{}},
		"at its end":             {Membership{Role: SmartAccountUser, EndsAt: now.Add(day)}, now.Add(day)},
		"until it lapses":        {Membership{Role: SmartAccountUser, InvitedAt: now}, now.Add(InvitationLifetime)},
		"the end comes first":    {Membership{Role: SmartAccountUser, InvitedAt: now, EndsAt: now.Add(day)}, now.Add(day)},
		"the lapse comes before": {Membership{Role: SmartAccountUser, InvitedAt: now, EndsAt: now.Add(60 * day)}, now.Add(InvitationLifetime)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.m.InForceUntil(); !got.Equal(c.want) {
				t.Fatalf("in force until %s, want %s", got, c.want)
			}
			if c.want.IsZero() {
				return
			}
			if !c.m.InForce(c.want.Add(-1)) || c.m.InForce(c.want) || !c.m.AsOf(c.want).Empty() {
				t.Error("it does not end at that instant")
			}
		})
	}
}

func TestAVirtualAccountAdministratorSeesOfAnEntryWhatConcernsTheirPart(t *testing.T) {
	entry := LogEntry{
		Kind: LogMemberChanged, Detail: map[string]string{LogMember: "bob@acme.com"},
		Before: map[string]string{LogRole: string(SmartAccountViewer)},
		After:  map[string]string{LogRoleAt + "italy": "Italy: Virtual Account User", LogRoleAt + "support": "Support: Virtual Account User"},
		Places: []Place{{ID: "italy", Within: []ID{"emea", "sales"}}, {ID: "support"}},
	}
	seen, may := entry.SeenBy(memberOn(VirtualAccountAdministrator, true))
	if want := map[string]string{LogRoleAt + "italy": "Italy: Virtual Account User"}; !may || !reflect.DeepEqual(seen.After, want) || seen.Before != nil || seen.Detail != nil || seen.Places != nil {
		t.Errorf("seen %+v, %t", seen, may)
	}
	for _, reader := range []Membership{memberOn(VirtualAccountAdministrator, false), memberOn(VirtualAccountUser, true), memberOn(SmartAccountUser, true), {}} {
		if seen, may := entry.SeenBy(reader); may {
			t.Errorf("%+v sees %+v", reader, seen)
		}
	}
	if all, may := entry.SeenBy(memberOn(SmartAccountViewer, true)); !may || !reflect.DeepEqual(all, entry) {
		t.Errorf("a Smart Account Viewer sees %+v", all)
	}
	whole := LogEntry{Kind: LogRenamed}
	if _, may := whole.SeenBy(memberOn(VirtualAccountAdministrator, true)); may {
		t.Error("an entry about the whole account is seen by a Virtual Account Administrator")
	}
}

package account

import (
	"errors"
	"reflect"
	"testing"
	"time"
)

func virtualRoles(roles ...VirtualRole) []VirtualRole { return roles }

func TestAGrantNeverLowersWhatAMemberHasAndNeverGivesMore(t *testing.T) {
	const (
		admin, user, viewer = VirtualAccountAdministrator, VirtualAccountUser, VirtualAccountViewer
		unchanged           = "unchanged"
	)
	sales, emea, italy, support := tree()
	end := time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC)
	at := map[ID]Lineage{"sales": sales, "emea": emea, "italy": italy, "support": support}
	for _, c := range []struct {
		name  string
		has   Membership
		grant Grant
		want  Membership
		error string // "": none; a field, or unchanged
	}{
		{"no member, the whole account", Membership{}, Grant{Role: SmartAccountViewer}, Membership{Role: SmartAccountViewer}, ""},
		{"no member, parts", Membership{}, Grant{VirtualRoles: virtualRoles(VirtualRole{"support", user, false}, VirtualRole{"emea", viewer, true})}, Membership{VirtualRoles: virtualRoles(VirtualRole{"emea", viewer, true}, VirtualRole{"support", user, false})}, ""},
		{"no member, with an end", Membership{}, Grant{Role: SmartAccountViewer, EndsAt: end}, Membership{Role: SmartAccountViewer, EndsAt: end}, ""},
		{"an end for a member without one", Membership{Role: SmartAccountViewer}, Grant{Role: SmartAccountUser, EndsAt: end}, Membership{}, "endsAt"},
		{"another end", Membership{Role: SmartAccountViewer, EndsAt: end.Add(1)}, Grant{Role: SmartAccountUser, EndsAt: end}, Membership{}, "endsAt"},
		{"the same end", Membership{Role: SmartAccountViewer, EndsAt: end}, Grant{Role: SmartAccountUser, EndsAt: end}, Membership{Role: SmartAccountUser, EndsAt: end}, ""},
		{"a role that ends with those before", Membership{Role: SmartAccountViewer, EndsAt: end}, Grant{Role: SmartAccountUser}, Membership{Role: SmartAccountUser, EndsAt: end}, ""},
		{"a stronger role on the whole account", Membership{Role: SmartAccountViewer}, Grant{Role: SmartAccountUser}, Membership{Role: SmartAccountUser}, ""},
		{"a weaker role on the whole account", Membership{Role: SmartAccountAdministrator}, Grant{Role: SmartAccountUser}, Membership{}, unchanged},
		{"the same role on the whole account", Membership{Role: SmartAccountUser}, Grant{Role: SmartAccountUser}, Membership{}, unchanged},
		{"the whole account instead of weaker parts", Membership{VirtualRoles: virtualRoles(VirtualRole{"emea", user, true})}, Grant{Role: SmartAccountUser}, Membership{Role: SmartAccountUser}, ""},
		{"the whole account instead of a stronger part", Membership{VirtualRoles: virtualRoles(VirtualRole{"emea", admin, true})}, Grant{Role: SmartAccountUser}, Membership{}, "role"},
		{"a part of what the whole account gives", Membership{Role: SmartAccountUser}, Grant{VirtualRoles: virtualRoles(VirtualRole{"emea", viewer, true})}, Membership{}, unchanged},
		{"a stronger role on a part than on the whole account", Membership{Role: SmartAccountUser}, Grant{VirtualRoles: virtualRoles(VirtualRole{"support", viewer, true}, VirtualRole{"emea", admin, true})}, Membership{}, "virtualAccounts[1].role"},
		{"a stronger role there", Membership{VirtualRoles: virtualRoles(VirtualRole{"emea", viewer, false})}, Grant{VirtualRoles: virtualRoles(VirtualRole{"emea", admin, true})}, Membership{VirtualRoles: virtualRoles(VirtualRole{"emea", admin, true})}, ""},
		{"a weaker role there", Membership{VirtualRoles: virtualRoles(VirtualRole{"emea", admin, false})}, Grant{VirtualRoles: virtualRoles(VirtualRole{"emea", user, false})}, Membership{}, unchanged},
		{"nested too", Membership{VirtualRoles: virtualRoles(VirtualRole{"emea", user, false})}, Grant{VirtualRoles: virtualRoles(VirtualRole{"emea", user, true})}, Membership{VirtualRoles: virtualRoles(VirtualRole{"emea", user, true})}, ""},
		{"a weaker role with nested", Membership{VirtualRoles: virtualRoles(VirtualRole{"emea", admin, false})}, Grant{VirtualRoles: virtualRoles(VirtualRole{"emea", user, true})}, Membership{}, "virtualAccounts[0].role"},
		{"a stronger role without nested", Membership{VirtualRoles: virtualRoles(VirtualRole{"emea", user, true})}, Grant{VirtualRoles: virtualRoles(VirtualRole{"emea", admin, false})}, Membership{}, "virtualAccounts[0].role"},
		{"nested in a part with the role", Membership{VirtualRoles: virtualRoles(VirtualRole{"emea", user, true})}, Grant{VirtualRoles: virtualRoles(VirtualRole{"italy", user, true})}, Membership{}, unchanged},
		{"nested in a part with the role there alone", Membership{VirtualRoles: virtualRoles(VirtualRole{"emea", user, false})}, Grant{VirtualRoles: virtualRoles(VirtualRole{"italy", user, false})}, Membership{VirtualRoles: virtualRoles(VirtualRole{"emea", user, false}, VirtualRole{"italy", user, false})}, ""},
	} {
		before := c.has
		before.VirtualRoles = append([]VirtualRole(nil), c.has.VirtualRoles...)
		got, err := c.has.With(c.grant, at)
		var invalid *InvalidInput
		switch {
		case c.error == unchanged:
			if !errors.Is(err, ErrUnchanged) {
				t.Errorf("%s: %v", c.name, err)
			}
		case c.error != "":
			if !errors.As(err, &invalid) || len(invalid.Fields) != 1 || invalid.Fields[0].Field != c.error || invalid.Fields[0].Code != FieldWouldLower {
				t.Errorf("%s: %v", c.name, err)
			}
		case err != nil || !reflect.DeepEqual(got, c.want):
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
		if !reflect.DeepEqual(c.has, before) || err != nil && !reflect.DeepEqual(got, before) {
			t.Errorf("%s: the membership changed", c.name)
		}
	}
	var full Membership
	for n := range MaxVirtualRoles {
		full.VirtualRoles = append(full.VirtualRoles, VirtualRole{ID(rune('a' + n)), user, false})
	}
	var invalid *InvalidInput
	if _, err := full.With(Grant{VirtualRoles: virtualRoles(VirtualRole{"emea", user, false})}, at); !errors.As(err, &invalid) || invalid.Fields[0].Code != FieldTooMany {
		t.Error("the 21st Virtual Account:", err)
	}
}

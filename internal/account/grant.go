package account

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Grant is what an access request asks for or gives: either one role on the whole account, or one role on each of some Virtual
// Accounts.
type Grant struct {
	Role         Role
	VirtualRoles []VirtualRole
	EndsAt       time.Time // of the membership that it makes; zero: never. Only a decider gives an end.
}

// Empty reports whether the grant gives no role.
func (g Grant) Empty() bool { return g.Role == "" && len(g.VirtualRoles) == 0 }

// Has reports whether the grant has the role, on whatever part.
func (g Grant) Has(r Role) bool {
	return g.Role == r || slices.ContainsFunc(g.VirtualRoles, func(v VirtualRole) bool { return v.Role == r })
}

// VirtualAccountsOf returns the Virtual Accounts that the grants name, each once.
func VirtualAccountsOf(grants ...Grant) (ids []ID) {
	for _, g := range grants {
		for _, v := range g.VirtualRoles {
			ids = append(ids, v.VirtualAccount)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// strength orders the three roles on a whole account, and the three on a Virtual Account, from the strongest (2) to the weakest
// (0).
func (r Role) strength() int {
	for _, roles := range [][]Role{WholeRoles(), VirtualRoles()} {
		if n := slices.Index(roles, r); n >= 0 {
			return len(roles) - 1 - n
		}
	}
	return -1
}

// atLeast reports whether the role gives at least what the other one on the same Virtual Account gives.
func (v VirtualRole) atLeast(other VirtualRole) bool {
	return v.Role.strength() >= other.Role.strength() && (v.WithNested || !other.WithNested)
}

// With returns the membership with what the grant adds to it, so that the person has at least both and no more than both; at has
// the lineages of the grant's Virtual Accounts. It returns ErrUnchanged if they have all of it already. It returns InvalidInput
// with FieldWouldLower, about role or virtualAccounts[n].role, if a membership that gives both would give more: a role on the whole
// account replaces those on Virtual Accounts, and a Virtual Account has one role for each member. It returns InvalidInput about
// virtualAccounts if there would be roles on more than MaxVirtualRoles. A membership has one end: it returns InvalidInput with
// FieldWouldLower about endsAt if the grant has an end and the person has roles that do not end then.
func (m Membership) With(g Grant, at map[ID]Lineage) (Membership, error) {
	if m.Empty() {
		m.EndsAt = g.EndsAt
	} else if !g.EndsAt.IsZero() && !g.EndsAt.Equal(m.EndsAt) {
		return m, wouldLower("endsAt", "the person is a member already; change the end of the membership among the members")
	}
	if g.Role != "" {
		return m.withWhole(g.Role)
	}
	next := slices.Clone(m.VirtualRoles)
	var bad []error
	for n, given := range g.VirtualRoles {
		own := slices.IndexFunc(next, func(v VirtualRole) bool { return v.VirtualAccount == given.VirtualAccount })
		switch {
		case m.holds(given, at[given.VirtualAccount]):
		case m.Role != "":
			bad = append(bad, wouldLower(fmt.Sprintf("virtualAccounts[%d].role", n), "the person has a role on the whole account; give a stronger one there"))
		case own < 0:
			next = append(next, given)
		case given.atLeast(next[own]):
			next[own] = given
		default:
			bad = append(bad, wouldLower(fmt.Sprintf("virtualAccounts[%d].role", n), "the person has another role there; give one that includes both"))
		}
	}
	if len(next) > MaxVirtualRoles {
		bad = append(bad, Invalid("virtualAccounts", FieldTooMany, "at most 20 Virtual Accounts"))
	}
	if err := Fields(bad...); err != nil {
		return m, err
	}
	slices.SortFunc(next, func(a, b VirtualRole) int { return cmp.Compare(a.VirtualAccount, b.VirtualAccount) })
	if slices.Equal(next, m.VirtualRoles) {
		return m, ErrUnchanged
	}
	m.VirtualRoles = next
	return m, nil
}

// holds reports whether the member has at least the role already, there or on an ancestor with what is nested below.
func (m Membership) holds(given VirtualRole, at Lineage) bool {
	if m.Role != "" {
		return m.Role.strength() >= given.Role.strength()
	}
	return slices.ContainsFunc(m.VirtualRoles, func(own VirtualRole) bool {
		return own.atLeast(given) && (own.VirtualAccount == given.VirtualAccount || own.covers(at))
	})
}

func (m Membership) withWhole(r Role) (Membership, error) {
	switch {
	case m.Role != "" && m.Role.strength() >= r.strength():
		return m, ErrUnchanged
	case slices.ContainsFunc(m.VirtualRoles, func(v VirtualRole) bool { return v.Role.strength() > r.strength() }):
		return m, wouldLower("role", "the person has a stronger role on a Virtual Account, which this one would replace")
	}
	m.Role, m.VirtualRoles = r, nil
	return m, nil
}

func wouldLower(field, detail string) error { return Invalid(field, FieldWouldLower, detail) }

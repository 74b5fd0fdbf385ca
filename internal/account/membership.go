package account

import (
	"cmp"
	"slices"
	"time"
)

// InvitationLifetime is how long a new member has to sign in before the membership lapses.
const InvitationLifetime = 30 * 24 * time.Hour

// MaxVirtualRoles is the most Virtual Accounts on which one member has a role of its own. A role with what is nested below
// needs one.
const MaxVirtualRoles = 20

// MaxMembers is the most members of one account.
const MaxMembers = 2000

// VirtualRole is a member's role on a Virtual Account.
type VirtualRole struct {
	VirtualAccount ID // empty: the default one, in memberships from before roles named a Virtual Account
	Role           Role
	WithNested     bool // the role applies to what is nested below too
}

// covers reports whether the role applies to the Virtual Account whose lineage it is.
func (v VirtualRole) covers(at Lineage) bool {
	for distance, ancestor := range at {
		same := ancestor.ID == v.VirtualAccount || v.VirtualAccount == "" && ancestor.Default
		if same && (distance == 0 || v.WithNested) {
			return true
		}
	}
	return false
}

// Membership is one person's part in one account: either one role on the whole account, or one role on each of some Virtual
// Accounts.
type Membership struct {
	AccountID    ID
	Person       Email
	Role         Role          // on the whole account; empty: on Virtual Accounts
	VirtualRoles []VirtualRole // sorted by Virtual Account; nil with a role on the whole account
	Since        time.Time     // adding a removed member again begins a new membership
	InvitedAt    time.Time     // the invitation lapses InvitationLifetime later; zero: the member has signed in
	EndsAt       time.Time     // zero: never
	AddedBy      Actor         // empty: unknown, or the approver themselves
	Note         string        // of the administrator who added them
	Hidden       bool          // the account's requester may not know them, since they decided as a hidden nominee
	Language     Language      // they used last, or that of who added them until they sign in; empty: unknown
}

// Roles returns the distinct roles of the membership, the strongest first.
func (m Membership) Roles() []Role {
	if m.Role != "" {
		return []Role{m.Role}
	}
	var roles []Role
	for _, r := range VirtualRoles() {
		if slices.ContainsFunc(m.VirtualRoles, func(v VirtualRole) bool { return v.Role == r }) {
			roles = append(roles, r)
		}
	}
	return roles
}

// FirstVirtualRoles returns the strongest of the roles on Virtual Accounts, at most so many, and how many more there are.
func (m Membership) FirstVirtualRoles(most int) (first []VirtualRole, more int) {
	first = slices.Clone(m.VirtualRoles)
	slices.SortStableFunc(first, func(a, b VirtualRole) int {
		return cmp.Compare(slices.Index(VirtualRoles(), a.Role), slices.Index(VirtualRoles(), b.Role))
	})
	more = max(len(first)-most, 0)
	return first[:len(first)-more], more
}

// AddressFor returns the member's address as the reader may see it: masked if the reader is the account's requester, who may not
// know the member.
func (m Membership) AddressFor(a Account, reader Email) Email {
	if m.Hidden && a.Requester == reader {
		return Email(m.Person.Masked())
	}
	return m.Person
}

// Empty reports whether the membership gives no role, so that the person is no member.
func (m Membership) Empty() bool { return m.Role == "" && len(m.VirtualRoles) == 0 }

// Invited reports whether the member has not signed in yet.
func (m Membership) Invited() bool { return !m.InvitedAt.IsZero() }

// Administers reports whether the person is a Smart Account Administrator of the account.
func (m Membership) Administers() bool { return m.Role == SmartAccountAdministrator }

// ConfirmedAdministrator reports whether the person is a Smart Account Administrator who has signed in. An account never
// loses the last of these.
func (m Membership) ConfirmedAdministrator() bool { return m.Administers() && !m.Invited() }

// InForceUntil returns when the membership ends by itself: at its end date, or when the invitation lapses. It returns the
// zero time if it does not.
func (m Membership) InForceUntil() time.Time {
	until := m.EndsAt
	if lapse := m.InvitedAt.Add(InvitationLifetime); m.Invited() && (until.IsZero() || lapse.Before(until)) {
		until = lapse
	}
	return until
}

// InForce reports whether the membership gives its roles at that time.
func (m Membership) InForce(now time.Time) bool {
	until := m.InForceUntil()
	return !m.Empty() && (until.IsZero() || now.Before(until))
}

// AsOf returns the membership, or one without roles if it is not in force at that time.
func (m Membership) AsOf(now time.Time) Membership {
	if !m.InForce(now) {
		m.Role, m.VirtualRoles = "", nil
	}
	return m
}

// Given returns the membership with the strongest of the roles on the whole account or, if there is none, the strongest one on
// the default Virtual Account with what is nested below. Older releases gave roles without naming a Virtual Account.
func (m Membership) Given(roles ...Role) Membership {
	m.Role, m.VirtualRoles = "", nil
	for _, r := range Roles() {
		switch {
		case !slices.Contains(roles, r):
		case r.OnWhole():
			m.Role = r
			return m
		default:
			m.VirtualRoles = []VirtualRole{{Role: r, WithNested: true}}
			return m
		}
	}
	return m
}

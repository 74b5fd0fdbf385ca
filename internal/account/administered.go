package account

import (
	"slices"
	"time"
)

// Administered is an active account with what its administrators change. Every change increments the version, which is the
// optimistic lock of the account with its members and Virtual Accounts.
type Administered struct {
	Account
	Version         int
	Administrators  int         // Smart Account Administrators who have signed in
	Members         int         // with those who have not
	VirtualAccounts int         // at all levels
	DefaultVirtual  ID          // the default Virtual Account
	Renames         []time.Time // the latest, oldest first
	Waiting         *WaitingRename
	ClosedAt        time.Time // when its administrators closed it; zero: it is not closed, or otherwise cancelled
}

// ReplaceMember returns the account after one membership became another; nil is none. It returns ErrLastAdministrator if the
// account would lose its last confirmed administrator, and InvalidInput about the field email if it has MaxMembers.
func (a Administered) ReplaceMember(before, after *Membership) (Administered, error) {
	if before != nil && before.ConfirmedAdministrator() {
		a.Administrators--
	}
	if after != nil && after.ConfirmedAdministrator() {
		a.Administrators++
	}
	if before != nil && before.ConfirmedAdministrator() && a.Administrators == 0 {
		return a, ErrLastAdministrator
	}
	switch {
	case before == nil && after != nil:
		if a.Members >= MaxMembers {
			return a, Invalid("email", FieldTooMany, "the account has as many members as are allowed")
		}
		a.Members++
	case before != nil && after == nil:
		a.Members--
	}
	return a.changed(), nil
}

// changed returns the account with the next version.
func (a Administered) changed() Administered {
	a.Version++
	a.Renames = slices.Clone(a.Renames)
	return a
}

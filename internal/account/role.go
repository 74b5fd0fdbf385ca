package account

import (
	"slices"
	"time"
)

// Role is what a person may do in an account.
type Role string

// The roles. Any role in any account gives access to the directory and the request form.
const (
	SmartAccountAdministrator   Role = "Smart Account Administrator"
	SmartAccountUser            Role = "Smart Account User"
	SmartAccountViewer          Role = "Smart Account Viewer"
	VirtualAccountAdministrator Role = "Virtual Account Administrator"
	VirtualAccountUser          Role = "Virtual Account User"
	VirtualAccountViewer        Role = "Virtual Account Viewer"
)

// Roles lists every role.
func Roles() []Role {
	return []Role{
		SmartAccountAdministrator, SmartAccountUser, SmartAccountViewer,
		VirtualAccountAdministrator, VirtualAccountUser, VirtualAccountViewer,
	}
}

// Membership is one person's roles in one account.
type Membership struct {
	AccountID ID
	Person    Email
	Roles     []Role
	Since     time.Time
	Hidden    bool     // the account's requester may not know them, since they decided as a hidden nominee
	Language  Language // they used last; empty: unknown
}

// Administers reports whether the person is a Smart Account Administrator of the account.
func (m Membership) Administers() bool { return slices.Contains(m.Roles, SmartAccountAdministrator) }

// WithAccess is an account with the roles that one person has in it.
type WithAccess struct {
	Account Account
	Access  []Role // empty if the person has none
}

// Person is a signed-in person, whose e-mail address the identity provider has verified.
type Person struct {
	Email    Email
	Name     string // from the identity provider; may be empty
	Operator bool
	Language Language // they use now; empty: unknown
}

package account

import (
	"slices"
	"time"
)

// Role is what a person may do in an account.
type Role string

// The roles; holding any of them on any account opens the directory and the request form.
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
	Hidden    bool     // who asked for the account may not know them, for they decided unseen
	Language  Language // in which they used the system; empty: not known
}

// Administers reports whether the person is a Smart Account Administrator of the account.
func (m Membership) Administers() bool { return slices.Contains(m.Roles, SmartAccountAdministrator) }

// WithAccess is an account with the roles that one person has in it.
type WithAccess struct {
	Account Account
	Access  []Role // empty if the person has none
}

// Person is somebody who proved an e-mail address to the identity provider.
type Person struct {
	Email    Email
	Name     string // as the identity provider has it; may be empty
	Operator bool
	Language Language // in which they use the system now; empty: nothing says
}

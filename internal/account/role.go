package account

import "slices"

// Role is what a person may do in an account, or in a Virtual Account.
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

// WholeRoles lists the roles on a whole account, the strongest first.
func WholeRoles() []Role {
	return []Role{SmartAccountAdministrator, SmartAccountUser, SmartAccountViewer}
}

// VirtualRoles lists the roles on a Virtual Account, the strongest first.
func VirtualRoles() []Role {
	return []Role{VirtualAccountAdministrator, VirtualAccountUser, VirtualAccountViewer}
}

// Roles lists every role, the strongest first.
func Roles() []Role { return slices.Concat(WholeRoles(), VirtualRoles()) }

// OnWhole reports whether the role is one on a whole account.
func (r Role) OnWhole() bool { return slices.Contains(WholeRoles(), r) }

// ParseRole returns the role with that name; case and outer white space do not matter.
func ParseRole(s string) (Role, error) {
	folded := Fold(s)
	if folded == "" {
		return "", wrong(FieldRequired, "a role is required")
	}
	for _, r := range Roles() {
		if Fold(string(r)) == folded {
			return r, nil
		}
	}
	return "", wrong(FieldNotAllowed, "must be the name of a role")
}

// Person is a signed-in person, whose e-mail address the identity provider has verified.
type Person struct {
	Email    Email
	Name     string // from the identity provider; may be empty
	Operator bool
	Language Language // they use now; empty: unknown
}

// WithAccess is an account with the roles that one person has in it.
type WithAccess struct {
	Account Account
	Access  []Role // empty if the person has none
}

package account

import "strings"

// ActingAccount is the account on whose behalf a requester acts, with its name at the time of the request.
type ActingAccount struct {
	ID     ID
	Name   string
	Domain Domain
}

// Holding is an account with the roles that a person holds there.
type Holding struct {
	Account Account
	Roles   []Role
}

// ActingFor returns the account on whose behalf the requester asks: among those in which they hold a role on the whole
// account, the one whose identifier their address is at, or else the only one. It returns nil if neither is: it is not
// guessed, since the customer sees its name. all says that the holdings are all that the requester has.
func ActingFor(requester Email, held []Holding, all bool) *ActingAccount {
	var only *ActingAccount
	count := 0
	for _, h := range held {
		if h.Account.Status != AccountActive || !h.onWhole() {
			continue
		}
		acting := ActingAccount{h.Account.ID, h.Account.Name, h.Account.Domain}
		if requester.isAt(acting.Domain) {
			return &acting
		}
		only, count = &acting, count+1
	}
	if count != 1 || !all {
		return nil
	}
	return only
}

func (h Holding) onWhole() bool {
	for _, role := range h.Roles {
		switch role {
		case SmartAccountAdministrator, SmartAccountUser, SmartAccountViewer:
			return true
		case VirtualAccountAdministrator, VirtualAccountUser, VirtualAccountViewer: // a part of it
		}
	}
	return false
}

// isAt reports whether the address is at the domain or below it.
func (e Email) isAt(d Domain) bool {
	return e.Host() == string(d) || strings.HasSuffix(e.Host(), "."+string(d))
}

package account

import "time"

// Visibility says who finds an account by a part of its name.
type Visibility string

// Restricted accounts are found by others only by their whole name or whole domain identifier.
const (
	Public     Visibility = "public"
	Restricted Visibility = "restricted"
)

// Visibilities lists every visibility.
func Visibilities() []Visibility { return []Visibility{Public, Restricted} }

// ParseVisibility returns the approver's choice; none means Restricted.
func ParseVisibility(s string) (Visibility, error) {
	switch v := Visibility(s); v {
	case "":
		return Restricted, nil
	case Public, Restricted:
		return v, nil
	default:
		return "", wrong(FieldNotAllowed, "must be one of: public, restricted")
	}
}

// Account is a Smart Account, the container that holds a company's licences.
type Account struct {
	ID         ID
	Name       string
	Domain     Domain
	Status     AccountStatus
	Visibility Visibility
	CreatedAt  time.Time
	Requester  Email // who asked for it
	RequestID  ID    // the request that it came from
	// PendingUntil is the deadline of its request; it means nothing once the account is active.
	PendingUntil time.Time
}

// AsOf returns the account as it stands at that instant: one that nobody created in time is
// cancelled, whether or not the clean-up has written it down.
func (a Account) AsOf(now time.Time) Account {
	if a.Status == AccountPending && !now.Before(a.PendingUntil) {
		a.Status = AccountCancelled
	}
	return a
}

// FoundByPart reports whether somebody who neither belongs to the account nor asked for it finds it by a
// part of its name or domain.
func (a Account) FoundByPart() bool { return a.Status == AccountActive && a.Visibility == Public }

// VirtualAccount is a compartment of a Smart Account. Each account has a default one.
type VirtualAccount struct {
	ID        ID
	AccountID ID
	Name      string
	Default   bool
	CreatedAt time.Time
}

// DefaultVirtualAccountName is what the first Virtual Account of every account is called.
const DefaultVirtualAccountName = "Default"

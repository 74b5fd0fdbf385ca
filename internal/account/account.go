package account

import "time"

// Visibility says who can find an account by a part of its name.
type Visibility string

// Other people find a Restricted account only by its whole name or whole domain identifier.
const (
	Public     Visibility = "public"
	Restricted Visibility = "restricted"
)

// Visibilities lists every visibility.
func Visibilities() []Visibility { return []Visibility{Public, Restricted} }

// ParseVisibility returns the visibility that the approver chose. The empty string means Restricted.
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
	Requester  Email // of its request
	RequestID  ID    // the request that created it
	// PendingUntil is the deadline of its request; it means nothing once the account is active.
	PendingUntil time.Time
}

// AsOf returns the account as it is at that time. A pending account is cancelled from its deadline on, whether or not the
// clean-up has stored that.
func (a Account) AsOf(now time.Time) Account {
	if a.Status == AccountPending && !now.Before(a.PendingUntil) {
		a.Status = AccountCancelled
	}
	return a
}

// FoundByPart reports whether people who are neither members nor the requester find the account by a part of its name or
// identifier.
func (a Account) FoundByPart() bool { return a.Status == AccountActive && a.Visibility == Public }

// OpenTo reports whether the account shows the person more than its name and identifier: to its members, its requester and, if it
// is Public, everybody. m is the person's membership, which is empty if they have none in force.
func (a Account) OpenTo(person Email, m Membership) bool {
	return !m.Empty() || a.Requester == person || a.FoundByPart()
}

// FollowedBy reports whether the person may see the request of the account: its requester and operators may.
func (a Account) FollowedBy(p Person) bool { return a.Requester == p.Email || p.Operator }

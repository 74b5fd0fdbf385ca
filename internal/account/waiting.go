package account

import (
	"slices"
	"time"
)

// Waiting is a request that waits for the decision of one nominee, or of the administrators of an account.
type Waiting struct {
	Account  Account // the pending account; its PendingUntil is the deadline
	OpenedAt time.Time
	AskedAt  time.Time
	Nominee  Email   // empty: it waits for the administrators of Above
	Above    ID      // the account whose administrators decide; empty: it waits for Nominee
	PassedOn []Email // administrators who forwarded it
}

// Waiting returns for whom the request waits: once for each active nominee who is asked as a person, and once for all
// administrators of the account above, who may be others by the time it is read.
func (r Request) Waiting() []Waiting {
	if r.State != PendingApproval {
		return nil
	}
	var all []Waiting
	w := Waiting{Account: r.Account, OpenedAt: r.ListedAt, AskedAt: r.AskedAt}
	above := w
	for _, n := range r.Nominees {
		switch {
		case n.State == NomineeActive && n.AdministratorOf == "":
			one := w
			one.Nominee = n.Email
			all = append(all, one)
		case n.State == NomineeActive:
			above.Above = n.AdministratorOf
		case n.State == NomineeForwarded && n.AdministratorOf != "":
			above.PassedOn = append(above.PassedOn, n.Email)
		}
	}
	if above.Above != "" {
		all = append(all, above)
	}
	return all
}

// WaitsFor reports whether the person may decide the request: as its nominee, or as an administrator of Above, which the
// caller has to check.
func (w Waiting) WaitsFor(person Email) bool {
	if w.Above == "" {
		return person != "" && w.Nominee == person
	}
	return !person.SameMailbox(w.Account.Requester) && !slices.ContainsFunc(w.PassedOn, person.SameMailbox)
}

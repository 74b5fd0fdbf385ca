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
	Nominee  Email     // empty: it waits for the administrators of Above
	Above    ID        // the account whose administrators decide; empty: it waits for Nominee
	Asked    []Nominee // the administrators who were asked, with address, state and membership alone
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
		if n.AdministratorOf != "" {
			above.Asked = append(above.Asked, Nominee{Email: n.Email, State: n.State, AdministratorSince: n.AdministratorSince})
		}
		switch {
		case n.State != NomineeActive:
		case n.AdministratorOf == "":
			one := w
			one.Nominee = n.Email
			all = append(all, one)
		default:
			above.Above = n.AdministratorOf
		}
	}
	if above.Above != "" {
		all = append(all, above)
	}
	return all
}

// WaitsFor reports whether an administrator of the account above may decide: one who was asked and still has that membership, or one
// who was not asked. The longest-standing ones are asked by mail, but all may decide.
func (w Waiting) WaitsFor(m Membership) bool {
	if w.Above == "" || m.AccountID != w.Above || m.Person.SameMailbox(w.Account.Requester) {
		return false
	}
	for _, n := range slices.Backward(w.Asked) {
		if n.Email.SameMailbox(m.Person) {
			return n.Email == m.Person && n.State == NomineeActive && (n.AdministratorSince.IsZero() || n.AdministratorSince.Equal(m.Since))
		}
	}
	return true
}

// Joined returns the request with an administrator of the account above as another nominee, for one who was not asked: they
// became an administrator later, or others were longer-standing. After the end, the nominee is closed and sees how it ended.
// It returns false if administrators of that account do not decide, or if the person is the requester or was a nominee.
func (r Request) Joined(m Membership) (Request, bool) {
	asked := func(n Nominee) bool { return n.AdministratorOf == m.AccountID && n.State != NomineeReplaced }
	i := slices.IndexFunc(r.Nominees, asked)
	known := func(n Nominee) bool { return n.Email.SameMailbox(m.Person) }
	if i < 0 || m.Person.SameMailbox(r.Requester) || slices.ContainsFunc(r.Nominees, known) || len(r.Nominees) >= MaxNominees {
		return r, false
	}
	if !r.State.Ended() && !slices.ContainsFunc(r.Waiting(), func(w Waiting) bool { return w.WaitsFor(m) }) {
		return r, false
	}
	hidden := r.Nominees[i].Hidden
	r.Nominees = slices.Clone(r.Nominees)
	r.addNominee(Nominee{Email: m.Person, AdministratorOf: m.AccountID, AdministratorSince: m.Since, Hidden: hidden, Language: m.Language})
	if r.State.Ended() {
		r.Nominees[len(r.Nominees)-1].State = NomineeClosed
	}
	return r, true
}

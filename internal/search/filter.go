package search

import (
	"slices"

	"smartaccounts/internal/account"
)

// Filter selects accounts of a list. An empty field selects all.
type Filter struct {
	Status string // one of FilterStatuses
	Access string // one of FilterAccess
}

// What the person has in an account, as a filter names it. A filter can also name a role.
const (
	AccessMember    = "member"    // a role
	AccessRequested = "requested" // the request
	AccessNone      = "none"      // no role
)

// FilterStatuses lists the values of a filter by status: the statuses of accounts, and the states of the person's own pending
// requests.
func FilterStatuses() []string {
	all := []string{string(account.PendingReview), string(account.PendingApproval)}
	for _, s := range account.AccountStatuses() {
		all = append(all, string(s))
	}
	return all
}

// FilterAccess lists the values of a filter by access.
func FilterAccess() []string {
	all := []string{AccessMember, AccessRequested, AccessNone}
	for _, r := range account.Roles() {
		all = append(all, string(r))
	}
	return all
}

// check returns an InvalidInput about fields with unknown values.
func (f Filter) check() error {
	var status, access error
	if f.Status != "" && !slices.Contains(FilterStatuses(), f.Status) {
		status = account.Invalid("status", account.FieldNotAllowed, "no such status")
	}
	if f.Access != "" && !slices.Contains(FilterAccess(), f.Access) {
		access = account.Invalid("access", account.FieldNotAllowed, "must be member, requested, none or the name of a role")
	}
	return account.Fields(status, access)
}

// matches reports whether the filter selects the account.
func (f Filter) matches(person account.Email, found Found) bool {
	switch account.State(f.Status) {
	case "":
	case account.PendingReview, account.PendingApproval:
		if found.State != account.State(f.Status) {
			return false
		}
	default:
		if found.Account.Status != account.AccountStatus(f.Status) {
			return false
		}
	}
	switch f.Access {
	case "":
		return true
	case AccessMember:
		return len(found.Access) > 0
	case AccessRequested:
		return found.Account.Requester == person
	case AccessNone:
		return len(found.Access) == 0
	default:
		return slices.Contains(found.Access, account.Role(f.Access))
	}
}

// needsRole reports whether the filter selects only accounts in which the person has a role.
func (f Filter) needsRole() bool {
	return f.Access != "" && f.Access != AccessRequested && f.Access != AccessNone
}

// onlyOwn reports whether the filter selects only accounts that the person belongs to or requested, and accounts that are found
// by their whole name or identifier alone.
func (f Filter) onlyOwn() bool {
	return f.needsRole() || f.Access == AccessRequested || f.Status != "" && f.Status != string(account.AccountActive)
}

// parts returns the parts of the directory in which the filter may select an account. An account whose request has passed its
// deadline is cancelled, but its row is among the pending ones until the clean-up.
func (f Filter) parts() []Part {
	var parts []Part
	pending := f.Status != string(account.AccountActive) && !f.needsRole()
	member := (f.Status == "" || f.Status == string(account.AccountActive)) && f.Access != AccessNone
	ended := (f.Status == "" || f.Status == string(account.AccountActive) || f.Status == string(account.AccountCancelled)) && !f.needsRole()
	for part, may := range map[Part]bool{PendingPart: pending, MemberPart: member, EndedPart: ended} {
		if may {
			parts = append(parts, part)
		}
	}
	slices.Sort(parts)
	return parts
}

// ownDomain reports whether the filter may select the account of the person's email domain, in which they have no role and which
// they did not request.
func (f Filter) ownDomain() bool {
	strangers := f.Status == "" || f.Status == string(account.AccountActive) || f.Status == string(account.AccountPending)
	return strangers && (f.Access == "" || f.Access == AccessNone)
}

package web

import (
	"net/http"
	"slices"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
)

// listedAccountJSON is an account in a list.
type listedAccountJSON struct {
	accountJSON
	ownJSON
	Administrators     *[]account.Email `json:"administrators,omitempty"`
	MoreAdministrators int              `json:"moreAdministrators,omitempty"`
}

// ownJSON is what the caller has in an account.
type ownJSON struct {
	Membership *membershipJSON `json:"membership,omitempty"`
	Request    *ownRequestJSON `json:"request,omitempty"` // while it is pending
}

type ownRequestJSON struct {
	ID        account.ID    `json:"id"`
	Status    account.State `json:"status"`
	ExpiresAt timeJSON      `json:"expiresAt"`
}

type membershipJSON struct {
	State               string             `json:"state"`
	Role                account.Role       `json:"role,omitempty"`
	VirtualAccounts     *[]virtualRoleJSON `json:"virtualAccounts,omitempty"`
	MoreVirtualAccounts int                `json:"moreVirtualAccounts,omitempty"`
	Since               timeJSON           `json:"since"`
	EndsAt              *timeJSON          `json:"endsAt,omitempty"`
	LapsesAt            *timeJSON          `json:"lapsesAt,omitempty"` // of an invitation
}

func showFound(f search.Found) listedAccountJSON {
	shown := listedAccountJSON{
		accountJSON: showAccount(f.WithAccess), MoreAdministrators: f.MoreAdministrators,
		ownJSON: ownJSON{showMembership(f.Membership, f.VirtualRoles, f.MoreVirtualRoles, f.Names), showOwnRequest(f.Account, f.State)},
	}
	if f.Administrators != nil {
		shown.Administrators = &f.Administrators
	}
	return shown
}

// showOwnRequest returns the request of an account while it is in the state of a pending one; nil if the state is empty.
func showOwnRequest(a account.Account, state account.State) *ownRequestJSON {
	if state == "" {
		return nil
	}
	return &ownRequestJSON{a.RequestID, state, timeJSON(a.PendingUntil)}
}

// showMembership returns a membership in force with those roles on Virtual Accounts; nil if it is empty.
func showMembership(m account.Membership, virtual []account.VirtualRole, more int, names map[account.ID]string) *membershipJSON {
	if m.Empty() {
		return nil
	}
	shown := membershipJSON{State: memberActive, Role: m.Role, Since: timeJSON(m.Since), MoreVirtualAccounts: more}
	if m.Invited() {
		shown.State = memberInvited
		lapses := timeJSON(m.InForceUntil())
		shown.LapsesAt = &lapses
	}
	if !m.EndsAt.IsZero() {
		ends := timeJSON(m.EndsAt)
		shown.EndsAt = &ends
	}
	if m.Role == "" {
		named := slices.DeleteFunc(slices.Clone(virtual), func(v account.VirtualRole) bool { return v.VirtualAccount == "" })
		shown.VirtualAccounts = showVirtualRoles(named, names)
	}
	return &shown
}

// foundJSON is a page of accounts, with the search's hints.
type foundJSON struct {
	listJSON[listedAccountJSON]
	Refine     bool     `json:"refine,omitempty"`
	DidYouMean []string `json:"didYouMean,omitempty"`
}

// listAccounts is GET /v1/accounts: the results of a search or, without a query, the caller's directory.
func (s searching) listAccounts(c *call) error {
	q, err := readQuery(c.r)
	if err != nil {
		return err
	}
	wanted := search.Query{
		Text: q.text("q"), Filter: search.Filter{Status: q.text("status"), Access: q.text("access")}, Limit: q.limit(), Cursor: q.text("cursor"),
	}
	if err := q.misread(); err != nil {
		return err
	}
	found, err := s.search.Find(c.r.Context(), c.person, wanted)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, foundJSON{writeList(found.Page, showFound), found.Truncated, found.Suggestions})
}

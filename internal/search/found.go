package search

import (
	"cmp"
	"context"
	"slices"

	"smartaccounts/internal/account"
)

// Found is an account in a list, as the person may see it.
type Found struct {
	account.WithAccess
	Membership         account.Membership    // the person's, in force; empty: none
	VirtualRoles       []account.VirtualRole // the strongest of the membership's, each with its Virtual Account
	MoreVirtualRoles   int
	Names              map[account.ID]string // of the Virtual Accounts of VirtualRoles
	State              account.State         // of the person's own request while it is pending; empty: it is not, or not theirs
	Administrators     []account.Email       // the longest-standing; in the directory alone, nil if the person may not see them
	MoreAdministrators int
}

// Own is an account that may be a person's own, as it stands.
type Own struct {
	Account        account.Account
	DefaultVirtual account.ID
	Membership     account.Membership // may have ended
}

// found returns the account with the membership, which is in force or empty.
func (o Own) found(m account.Membership) Found {
	f := Found{WithAccess: account.WithAccess{Account: o.Account, Access: m.Roles()}, Membership: m}
	f.VirtualRoles, f.MoreVirtualRoles = m.FirstVirtualRoles(mostVirtualRows)
	for n, v := range f.VirtualRoles {
		f.VirtualRoles[n].VirtualAccount = cmp.Or(v.VirtualAccount, o.DefaultVirtual)
	}
	return f
}

// Contacts are the administrators to write to about an account.
type Contacts struct {
	Account        account.Account
	Administrators []account.Membership
	Number         int // of all administrators
}

// VirtualID names a Virtual Account of an account.
type VirtualID struct{ Account, ID account.ID }

// nameVirtuals adds the names of Virtual Accounts.
func nameVirtuals(ctx context.Context, store Directory, items []Found) error {
	var wanted []VirtualID
	for _, f := range items {
		for _, v := range f.VirtualRoles {
			wanted = append(wanted, VirtualID{f.Account.ID, v.VirtualAccount})
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	names, err := store.VirtualNames(ctx, wanted)
	if err != nil {
		return err
	}
	for n, f := range items {
		items[n].Names = map[account.ID]string{}
		for _, v := range f.VirtualRoles {
			items[n].Names[v.VirtualAccount] = names[VirtualID{f.Account.ID, v.VirtualAccount}]
		}
	}
	return nil
}

// addStates adds the states of the person's own pending requests.
func addStates(ctx context.Context, store Directory, by account.Person, items []Found) error {
	var wanted []account.ID
	for _, f := range items {
		if f.Account.Status == account.AccountPending && f.Account.Requester == by.Email {
			wanted = append(wanted, f.Account.RequestID)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	states, err := store.RequestStates(ctx, wanted)
	if err != nil {
		return err
	}
	for n, f := range items {
		if s := states[f.Account.RequestID]; slices.Contains(wanted, f.Account.RequestID) && !s.Ended() {
			items[n].State = s
		}
	}
	return nil
}

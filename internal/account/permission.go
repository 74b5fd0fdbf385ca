package account

import "slices"

// Permission is one thing that members of an account may do. The API lists the ids that the caller has as mayDo.
type Permission string

// Every permission.
const (
	ReadAccount           Permission = "account.read"
	ReadVirtualAccounts   Permission = "virtual-accounts.read"
	ReadMembers           Permission = "members.read"
	ReadLog               Permission = "log.read"
	RenameAccount         Permission = "account.rename"
	ChangeVisibility      Permission = "account.visibility"
	CloseAccount          Permission = "account.close"
	CreateVirtualAccounts Permission = "virtual-accounts.create"
	EditVirtualAccounts   Permission = "virtual-accounts.edit"
	MoveVirtualAccounts   Permission = "virtual-accounts.move"
	DeleteVirtualAccounts Permission = "virtual-accounts.delete"
	AddMembers            Permission = "members.add"
	ChangeMembers         Permission = "members.change"
	RemoveMembers         Permission = "members.remove"
	DecideAccessRequests  Permission = "access-requests.decide"
	ChangeRules           Permission = "rules"
	RequestAccounts       Permission = "account-requests.create"
)

// Permissions lists every permission.
func Permissions() []Permission {
	return []Permission{
		ReadAccount, ReadVirtualAccounts, ReadMembers, ReadLog, RenameAccount, ChangeVisibility, CloseAccount,
		CreateVirtualAccounts, EditVirtualAccounts, MoveVirtualAccounts, DeleteVirtualAccounts,
		AddMembers, ChangeMembers, RemoveMembers, DecideAccessRequests, ChangeRules, RequestAccounts,
	}
}

// Extent is in which part of an account a permission applies.
type Extent string

// Each extent. The zero Extent is nowhere.
const (
	Whole    Extent = "whole"    // in the whole account
	OwnParts Extent = "own"      // in the Virtual Accounts on which the role is given, with what is nested there
	BelowOwn Extent = "below"    // in what is nested there, not in these themselves
	Anywhere Extent = "anywhere" // it concerns no part of the account
)

// permissions is the one table of what each role may do, and in which part of the account. What is missing is refused.
var permissions = map[Role]map[Permission]Extent{
	SmartAccountAdministrator: {
		ReadAccount: Whole, ReadVirtualAccounts: Whole, ReadMembers: Whole, ReadLog: Whole,
		RenameAccount: Whole, ChangeVisibility: Whole, CloseAccount: Whole,
		CreateVirtualAccounts: Whole, EditVirtualAccounts: Whole, MoveVirtualAccounts: Whole, DeleteVirtualAccounts: Whole,
		AddMembers: Whole, ChangeMembers: Whole, RemoveMembers: Whole, DecideAccessRequests: Whole, ChangeRules: Whole,
		RequestAccounts: Anywhere,
	},
	SmartAccountUser: {
		ReadAccount: Whole, ReadVirtualAccounts: Whole, ReadMembers: Whole,
		RequestAccounts: Anywhere,
	},
	SmartAccountViewer: {
		ReadAccount: Whole, ReadVirtualAccounts: Whole, ReadMembers: Whole, ReadLog: Whole,
		RequestAccounts: Anywhere,
	},
	VirtualAccountAdministrator: {
		ReadAccount: Anywhere, ReadVirtualAccounts: OwnParts, ReadMembers: OwnParts, ReadLog: OwnParts,
		CreateVirtualAccounts: OwnParts, EditVirtualAccounts: BelowOwn, MoveVirtualAccounts: BelowOwn, DeleteVirtualAccounts: BelowOwn,
		AddMembers: OwnParts, ChangeMembers: OwnParts, RemoveMembers: OwnParts, DecideAccessRequests: OwnParts,
		RequestAccounts: Anywhere,
	},
	VirtualAccountUser: {
		ReadAccount: Anywhere, ReadVirtualAccounts: OwnParts,
		RequestAccounts: Anywhere,
	},
	VirtualAccountViewer: {
		ReadAccount: Anywhere, ReadVirtualAccounts: OwnParts,
		RequestAccounts: Anywhere,
	},
}

// ExtentOf returns in which part of the account the role has the permission; the zero Extent: nowhere. For
// CreateVirtualAccounts the part is that of the parent.
func (r Role) ExtentOf(p Permission) Extent { return permissions[r][p] }

// MayDo returns the permissions that the member has in at least a part of the account, in the order of Permissions.
func (m Membership) MayDo() []Permission {
	var may []Permission
	for _, p := range Permissions() {
		if slices.ContainsFunc(m.Roles(), func(r Role) bool { return r.ExtentOf(p) != "" }) {
			may = append(may, p)
		}
	}
	return may
}

// DecidesAccess reports whether a person with these roles may decide some access requests.
func DecidesAccess(roles []Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return r.ExtentOf(DecideAccessRequests) != "" })
}

// May reports whether the member has the permission in the whole account, or it concerns no part of it.
func (m Membership) May(p Permission) bool {
	return slices.ContainsFunc(m.Roles(), func(r Role) bool {
		extent := r.ExtentOf(p)
		return extent == Whole || extent == Anywhere
	})
}

// MayAt reports whether the member has the permission at the Virtual Account whose lineage it is.
func (m Membership) MayAt(p Permission, at Lineage) bool {
	if m.May(p) {
		return true
	}
	return slices.ContainsFunc(m.VirtualRoles, func(v VirtualRole) bool {
		switch v.Role.ExtentOf(p) {
		case OwnParts:
			return v.covers(at)
		case BelowOwn:
			return len(at) > 1 && v.WithNested && v.covers(at[1:])
		default:
			return false
		}
	})
}

// MayCreateBelow reports whether the member may create a Virtual Account below the one whose lineage it is, or move one
// there; at the top of the account if the lineage is empty. The creator has to see the new account.
func (m Membership) MayCreateBelow(parent Lineage) bool {
	if m.May(CreateVirtualAccounts) {
		return true
	}
	return slices.ContainsFunc(m.VirtualRoles, func(v VirtualRole) bool {
		return v.Role.ExtentOf(CreateVirtualAccounts) == OwnParts && v.WithNested && v.covers(parent)
	})
}

// Sees reports whether the reader, who has the membership or none (the zero Membership), may know of the Virtual Account of
// an active account.
func (m Membership) Sees(a Account, at Lineage) bool {
	return m.MayAt(ReadVirtualAccounts, at) || a.FoundByPart() && !at.Restricted()
}

// MayGive reports whether the member may give the role on the whole account. No one gives more than they hold.
func (m Membership) MayGive(r Role) bool { return r.OnWhole() && m.May(AddMembers) }

// MayGiveAt reports whether the member may give or take away the role on the Virtual Account whose lineage it is.
func (m Membership) MayGiveAt(v VirtualRole, at Lineage) bool {
	if m.May(AddMembers) {
		return true
	}
	return slices.ContainsFunc(m.VirtualRoles, func(own VirtualRole) bool {
		return own.Role.ExtentOf(AddMembers) == OwnParts && own.covers(at) && (own.WithNested || !v.WithNested)
	})
}

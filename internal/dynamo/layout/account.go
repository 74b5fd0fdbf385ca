package layout

import (
	"cmp"
	"time"

	"smartaccounts/internal/account"
)

// AccountItem returns the item of an account.
func AccountItem(a account.Account) Item {
	i := NewItem(AccountKey(a.ID))
	putAccount(i, a)
	return i
}

// putAccount adds the attributes of an account to any item that contains one.
func putAccount(i Item, a account.Account) {
	i.PutText("accountId", string(a.ID))
	i.PutText("accountName", a.Name)
	i.PutText("domain", string(a.Domain))
	i.PutText("accountStatus", string(a.Status))
	i.PutText("visibility", string(a.Visibility))
	i.putTime("accountCreatedAt", a.CreatedAt)
	i.PutText("requester", string(a.Requester))
	i.PutText("requestId", string(a.RequestID))
	i.putTime("pendingUntilAt", a.PendingUntil)
}

// ReadAccount reads an account from any item that contains one.
func ReadAccount(read *Reader) account.Account {
	return account.Account{
		ID:           account.ID(read.Text("accountId")),
		Name:         read.Text("accountName"),
		Domain:       account.Domain(read.Text("domain")),
		Status:       account.AccountStatus(read.Text("accountStatus")),
		Visibility:   account.Visibility(read.Text("visibility")),
		CreatedAt:    read.Time("accountCreatedAt"),
		Requester:    account.Email(read.Text("requester")),
		RequestID:    account.ID(read.Text("requestId")),
		PendingUntil: read.Time("pendingUntilAt"),
	}
}

// MemberItem returns the item of a membership.
func MemberItem(m account.Membership) Item {
	i := NewItem(MemberKey(m.AccountID, m.Person))
	i.PutText("person", string(m.Person))
	putRoles(i, "", m)
	i.putTime("sinceAt", m.Since)
	i.putTime("invitedAt", m.InvitedAt)
	i.putTime("endsAt", m.EndsAt)
	i.PutText("addedBy", string(m.AddedBy))
	i.PutText("note", m.Note)
	i.PutTrue("hidden", m.Hidden)
	i.PutText("language", string(m.Language))
	return i
}

// ReadMember reads a membership.
func ReadMember(read *Reader) account.Membership {
	m := account.Membership{
		AccountID: IDOf(read.Text("PK")),
		Person:    account.Email(read.Text("person")),
		Since:     read.Time("sinceAt"),
		InvitedAt: read.Time("invitedAt"),
		EndsAt:    read.Time("endsAt"),
		AddedBy:   account.Actor(read.Text("addedBy")),
		Note:      read.Text("note"),
		Hidden:    read.IsTrue("hidden"),
		Language:  account.Language(read.Text("language")),
	}
	return readRoles(read, "", m)
}

// readRoles reads roles into a membership. Items of older releases have only the names of the roles.
func readRoles(read *Reader, prefix string, m account.Membership) account.Membership {
	m.Role = account.Role(read.Text(prefix + "role"))
	m.VirtualRoles = readVirtualRoles(read, prefix+"virtualRoles")
	if m.Empty() {
		m = m.Given(Texts[account.Role](read, prefix+"roles")...)
	}
	return m
}

func putRoles(i Item, prefix string, m account.Membership) {
	putTexts(i, prefix+"roles", m.Roles())
	i.PutText(prefix+"role", string(m.Role))
	var maps []Item
	for _, v := range m.VirtualRoles {
		one := Item{}
		one.PutText("virtualAccount", string(v.VirtualAccount))
		one.PutText("role", string(v.Role))
		one.PutTrue("withNested", v.WithNested)
		maps = append(maps, one)
	}
	if len(maps) > 0 {
		i.PutMaps(prefix+"virtualRoles", maps)
	}
}

func readVirtualRoles(read *Reader, name string) (roles []account.VirtualRole) {
	for one := range read.Maps(name) {
		roles = append(roles, account.VirtualRole{
			VirtualAccount: account.ID(one.Text("virtualAccount")), Role: account.Role(one.Text("role")), WithNested: one.IsTrue("withNested"),
		})
	}
	return roles
}

// PutFormerRoles adds the roles that a membership had before a settlement changed them, so that a settlement of which only a
// part was restored can be undone.
func PutFormerRoles(i Item, former account.Membership) {
	putRoles(i, "former_", former)
}

// ReadFormerRoles returns a membership with the roles that PutFormerRoles added.
func ReadFormerRoles(read *Reader) account.Membership {
	return readRoles(read, "former_", account.Membership{})
}

// VirtualItem returns the item of a Virtual Account. It has no depth, which a move would change in all that is below.
func VirtualItem(v account.VirtualAccount) Item {
	i := NewItem(VirtualKey(v.AccountID, v.ID))
	i.PutText("parentId", string(v.ParentID))
	i.PutText("virtualName", v.Name)
	i.PutText("description", v.Description)
	i.PutText("visibility", string(v.Visibility))
	i.putNumber("children", v.Children)
	i.putNumber("members", v.Members)
	i.PutTrue("isDefault", v.Default)
	i.putTime("createdAt", v.CreatedAt)
	return i
}

// ReadVirtual reads a Virtual Account, with its depth only if it is at the top of the account.
func ReadVirtual(read *Reader) account.VirtualAccount {
	v := account.VirtualAccount{
		ID:          IDOf(read.Text("SK")),
		AccountID:   IDOf(read.Text("PK")),
		ParentID:    account.ID(read.Text("parentId")),
		Name:        read.Text("virtualName"),
		Description: read.Text("description"),
		Visibility:  cmp.Or(account.Visibility(read.Text("visibility")), account.Public), // older releases had public ones alone
		Default:     read.IsTrue("isDefault"),
		Children:    read.Number("children"),
		Members:     read.Number("members"),
		CreatedAt:   read.Time("createdAt"),
	}
	if v.ParentID == "" {
		v.Depth = 1
	}
	return v
}

// DomainItem returns the domain item of an account.
func DomainItem(a account.Account) Item {
	i := NewItem(DomainKey(a.Domain))
	putAccount(i, a)
	return i
}

// AttrFree is the attribute of the domain item of a closed account with when its identifier is free.
const AttrFree = "freeAt"

// PutFree adds when the identifier of a closed account is free.
func PutFree(i Item, at time.Time) { i.putTime(AttrFree, at) }

// NameItem returns the item that lists an account by its name.
func NameItem(a account.Account) Item {
	i := NewItem(NameKey(account.FoldName(a.Name), a.ID))
	putAccount(i, a)
	return i
}

// LookItem returns the item that lists an account by the skeleton of its identifier.
func LookItem(a account.Account) Item {
	i := NewItem(LookKey(a.Domain.Skeleton(), a.ID))
	i.PutText("accountId", string(a.ID))
	return i
}

// NameLookItems returns an item for each skeleton of the name.
func NameLookItems(a account.Account) []Item {
	var items []Item
	for _, skeleton := range account.NameSkeletons(a.Name) {
		i := NewItem(NameLookKey(skeleton, a.ID))
		i.PutText("accountId", string(a.ID))
		items = append(items, i)
	}
	return items
}

// GuardItem returns the guard item of a LOOK# partition after an account was added.
func GuardItem(partition string, joined account.ID, now time.Time) Item {
	i := NewItem(GuardKey(partition))
	i.PutText("stamp", string(joined))
	i.DeleteAfter(now.Add(guardKept))
	return i
}

// guardKept is longer than the time from a survey to its commit.
const guardKept = 24 * time.Hour

// The index mark: the change of the account that its postings have to follow, and since when. When they do, the attributes are
// removed except AttrMark, so that an earlier run, which read an older account, cannot clear a later mark.
const (
	AttrMark     = "indexMark"
	AttrIndexDue = "indexDueAt"
)

// PutMark adds the index mark for a change.
func PutMark(i Item, change string, id account.ID, at time.Time) {
	i.PutText(AttrMark, change)
	i.putTime(AttrIndexDue, at)
	i.PutText("duePartition", duePartition(DueIndex, id))
	i.putTime("dueAt", at)
}

package layout

import (
	"time"

	"smartaccounts/internal/account"
)

func AccountItem(a account.Account) Item {
	i := NewItem(AccountKey(a.ID))
	putAccount(i, a)
	return i
}

// putAccount adds the account's attributes to any item that carries one.
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

func MemberItem(m account.Membership) Item {
	i := NewItem(MemberKey(m.AccountID, m.Person))
	i.PutText("person", string(m.Person))
	putTexts(i, "roles", m.Roles)
	i.putTime("sinceAt", m.Since)
	i.PutTrue("hidden", m.Hidden)
	i.PutText("language", string(m.Language))
	return i
}

func ReadMember(read *Reader) account.Membership {
	return account.Membership{
		AccountID: IDOf(read.Text("PK")),
		Person:    account.Email(read.Text("person")),
		Roles:     Texts[account.Role](read, "roles"),
		Since:     read.Time("sinceAt"),
		Hidden:    read.IsTrue("hidden"),
		Language:  account.Language(read.Text("language")),
	}
}

func VirtualItem(v account.VirtualAccount) Item {
	i := NewItem(virtualKey(v.AccountID, v.ID))
	i.PutText("virtualName", v.Name)
	i.PutTrue("isDefault", v.Default)
	i.putTime("createdAt", v.CreatedAt)
	return i
}

func ReadVirtual(read *Reader) account.VirtualAccount {
	return account.VirtualAccount{
		ID:        IDOf(read.Text("SK")),
		AccountID: IDOf(read.Text("PK")),
		Name:      read.Text("virtualName"),
		Default:   read.IsTrue("isDefault"),
		CreatedAt: read.Time("createdAt"),
	}
}

func DomainItem(a account.Account) Item {
	i := NewItem(DomainKey(a.Domain))
	putAccount(i, a)
	return i
}

func NameItem(a account.Account) Item {
	i := NewItem(NameKey(account.FoldName(a.Name), a.ID))
	putAccount(i, a)
	return i
}

func LookItem(a account.Account) Item {
	i := NewItem(LookKey(a.Domain.Skeleton(), a.ID))
	i.PutText("accountId", string(a.ID))
	return i
}

// NameLookItems are one for each skeleton of the name.
func NameLookItems(a account.Account) []Item {
	var items []Item
	for _, skeleton := range account.NameSkeletons(a.Name) {
		i := NewItem(NameLookKey(skeleton, a.ID))
		i.PutText("accountId", string(a.ID))
		items = append(items, i)
	}
	return items
}

func GuardItem(partition string, joined account.ID, now time.Time) Item {
	i := NewItem(GuardKey(partition))
	i.PutText("stamp", string(joined))
	i.DeleteAfter(now.Add(guardKept))
	return i
}

// guardKept is longer than anybody takes from a survey to a commit.
const guardKept = 24 * time.Hour

// The index mark: which change of the account its postings are to follow, and since when that waits.
// The mark stays when it is done with, so that a run that began earlier cannot take its own stale
// view for the last word; the rest goes.
const (
	AttrMark     = "indexMark"
	AttrIndexDue = "indexDueAt"
)

// PutMark marks the account with what names the change.
func PutMark(i Item, change string, id account.ID, at time.Time) {
	i.PutText(AttrMark, change)
	i.putTime(AttrIndexDue, at)
	i.PutText("duePartition", duePartition(DueIndex, id))
	i.putTime("dueAt", at)
}

package layout

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
)

// AdministeredItem returns the item of an active account with its version and counts.
func AdministeredItem(a account.Administered) Item {
	i := AccountItem(a.Account)
	PutAdministered(i, a)
	return i
}

// PutAdministered adds the version, the counts and what else administrators change to the item of an account.
func PutAdministered(i Item, a account.Administered) {
	i.putNumber("version", a.Version)
	i.putNumber("administrators", a.Administrators)
	i.putNumber("members", a.Members)
	i.putNumber("virtualAccounts", a.VirtualAccounts)
	i.PutText("defaultVirtual", string(a.DefaultVirtual))
	var renames []Item
	for _, at := range a.Renames {
		one := Item{}
		one.putTime("renamedAt", at)
		renames = append(renames, one)
	}
	i.PutMaps("renames", renames)
	switch w := a.Waiting; {
	case w != nil:
		one := Item{}
		one.PutText("name", w.Name)
		one.PutText("why", string(w.Why))
		one.PutText("askedBy", string(w.By))
		one.PutText("reason", w.Reason)
		one.putNumber("version", w.Version)
		i.PutMaps(AttrWaiting, []Item{one})
		i.PutText("listStatus", ListRenames)
		i.putTime("createdAt", w.At)
	case !a.ClosedAt.IsZero():
		i.PutText("listStatus", ListClosed)
		i.putTime("createdAt", a.ClosedAt)
	}
}

// ReadAdministered reads the item of an account. Items of older releases have no version and no counts.
func ReadAdministered(read *Reader) account.Administered {
	a := account.Administered{
		Account:         ReadAccount(read),
		Version:         read.Number("version"),
		Administrators:  read.Number("administrators"),
		Members:         read.Number("members"),
		VirtualAccounts: read.Number("virtualAccounts"),
		DefaultVirtual:  account.ID(read.Text("defaultVirtual")),
	}
	for one := range read.Maps("renames") {
		a.Renames = append(a.Renames, one.Time("renamedAt"))
	}
	for one := range read.Maps(AttrWaiting) {
		a.Waiting = &account.WaitingRename{
			Name: one.Text("name"), Why: account.RenameReason(one.Text("why")), By: account.Email(one.Text("askedBy")),
			At: read.Time("createdAt"), Reason: one.Text("reason"), Version: one.Number("version"),
		}
	}
	if read.Text("listStatus") == ListClosed {
		a.ClosedAt = read.Time("createdAt")
	}
	return a
}

// ReadListedAccount is ReadAdministered for an item of a list.
func ReadListedAccount(read *Reader) (account.Administered, error) {
	a := ReadAdministered(read)
	if read.Err != nil {
		return account.Administered{}, fmt.Errorf("account %s: %w", a.ID, read.Err)
	}
	return a, nil
}

// AdministratorOrder returns the order of a member among the administrators. It is stored in the member's item, because the
// local tool that ages data changes Since.
func AdministratorOrder(m account.Membership) string {
	return fmt.Sprintf("%013d#%s", max(m.Since.UnixMilli(), 0), m.Person)
}

// AdministratorItem returns the item that lists a confirmed administrator.
func AdministratorItem(m account.Membership) Item {
	i := NewItem(AdministratorKey(m.AccountID, AdministratorOrder(m)))
	i.PutText("person", string(m.Person))
	return i
}

// longestSibling is how many bytes of a name the key of a CHILD item contains. Longer names are told apart by their hash.
const longestSibling = 600

// ChildOrder returns the order of a Virtual Account among its siblings: by name.
func ChildOrder(v account.VirtualAccount) string {
	name := v.SiblingName()
	if len(name) <= longestSibling {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return cut(name, longestSibling) + separator + hex.EncodeToString(sum[:16])
}

// ChildPrefix is the prefix of the sort keys of the CHILD items below a parent, or at the top of the account if it is empty.
func ChildPrefix(parent account.ID) string {
	if parent == "" {
		parent = topOfAccount
	}
	return PrefixChild + string(parent) + "#"
}

// topOfAccount stands for the parent of what has none.
const topOfAccount = "-"

// AttrVirtual is the attribute of a CHILD item with the id of the Virtual Account.
const AttrVirtual = "virtualId"

// ChildItem returns the item that lists a Virtual Account below its parent.
func ChildItem(v account.VirtualAccount) Item {
	i := NewItem(ChildKey(v))
	i.PutText(AttrVirtual, string(v.ID))
	return i
}

// LogOrder returns the part of the sort key by which entries are ordered by time.
func LogOrder(at time.Time) string { return fmt.Sprintf("%013d", max(at.UnixMilli(), 0)) }

// LogItem returns the item of an entry.
func LogItem(e account.LogEntry) Item {
	i := NewItem(LogKey(e))
	i.putNumber("version", e.Version)
	i.putNumber("step", e.Step)
	i.putTime("happenedAt", e.At)
	i.PutText("kind", string(e.Kind))
	i.PutText("actor", string(e.Actor))
	i.putTexts("detail", e.Detail)
	i.putTexts("before", e.Before)
	i.putTexts("after", e.After)
	var places []Item
	for _, p := range e.Places {
		one := Item{}
		one.PutText(AttrVirtual, string(p.ID))
		putTexts(one, "within", p.Within)
		one.putTexts("tells", spaced(p.Tells))
		places = append(places, one)
	}
	i.PutMaps("places", places)
	return i
}

// ReadLogEntry reads an entry.
func ReadLogEntry(read *Reader) (account.LogEntry, error) {
	e := account.LogEntry{
		AccountID: IDOf(read.Text("PK")),
		Version:   read.Number("version"),
		Step:      read.Number("step"),
		At:        read.Time("happenedAt"),
		Kind:      account.LogKind(read.Text("kind")),
		Actor:     account.Actor(read.Text("actor")),
		Detail:    read.texts("detail"),
		Before:    read.texts("before"),
		After:     read.texts("after"),
	}
	for one := range read.Maps("places") {
		e.Places = append(e.Places, account.Place{
			ID: account.ID(one.Text(AttrVirtual)), Within: Texts[account.ID](one, "within"), Tells: valuesOf(one.texts("tells")),
		})
	}
	if read.Err != nil {
		return account.LogEntry{}, fmt.Errorf("log of %s: %w", e.AccountID, read.Err)
	}
	return e, nil
}

// spaced returns the names of values as one text for each Virtual Account; names have no white space.
func spaced(tells map[account.ID][]account.LogValue) map[string]string {
	if tells == nil {
		return nil
	}
	texts := map[string]string{}
	for at, values := range tells {
		names := make([]string, len(values))
		for n, v := range values {
			names[n] = string(v)
		}
		texts[string(at)] = strings.Join(names, " ")
	}
	return texts
}

// valuesOf is the reverse of spaced.
func valuesOf(texts map[string]string) map[account.ID][]account.LogValue {
	if texts == nil {
		return nil
	}
	tells := map[account.ID][]account.LogValue{}
	for at, names := range texts {
		for name := range strings.FieldsSeq(names) {
			tells[account.ID(at)] = append(tells[account.ID(at)], account.LogValue(name))
		}
	}
	return tells
}

// putTexts adds texts by name; nil is not stored.
func (i Item) putTexts(name string, texts map[string]string) {
	if texts == nil {
		return
	}
	m := Item{}
	for of, s := range texts {
		m[of] = Text(s)
	}
	i[name] = &types.AttributeValueMemberM{Value: m}
}

// texts returns texts by name; nil if there are none.
func (r *Reader) texts(name string) map[string]string {
	m, ok := value[*types.AttributeValueMemberM](r, name)
	if !ok {
		return nil
	}
	all, inner := map[string]string{}, NewReader(m.Value)
	for of := range m.Value {
		all[of] = inner.Text(of)
	}
	if inner.Err != nil && r.Err == nil {
		r.Err = inner.Err
	}
	return all
}

// AttrWaiting is the attribute of an account with the rename that waits for an operator.
const AttrWaiting = "waitingRename"

// AttrFormerNames is the attribute of an account with the names under which items may still list it, or copy it, until they
// follow its last change.
const AttrFormerNames = "formerNames"

// PutFormerNames adds the names under which items may still list the account.
func PutFormerNames(i Item, names []string) { putTexts(i, AttrFormerNames, names) }

// Attributes of a member's item that its membership does not have.
const (
	AttrAdministratorOrder = "administratorOrder" // of its ADMIN item; missing: there is none
)

// StoredMemberItem returns the item of a membership with what its other items depend on. now is the time of the change.
func StoredMemberItem(m account.Membership, now time.Time) Item {
	i := MemberItem(m)
	if m.ConfirmedAdministrator() {
		i.PutText(AttrAdministratorOrder, AdministratorOrder(m))
	}
	if due := account.NextDue(m, now); !due.IsZero() {
		PutMemberDue(i, m, due)
	}
	return i
}

// PutMemberDue adds when the schedule has to process a membership next.
func PutMemberDue(i Item, m account.Membership, due time.Time) {
	i.PutText("duePartition", duePartition(DueMembers, m.AccountID))
	i.putTime("dueAt", due)
}

// PersonOf returns the person in the sort key of a MEMBER item.
func PersonOf(k Key) account.Email {
	return account.Email(strings.TrimPrefix(k.SK, PrefixMember))
}

// AttrVersion is the attribute with the version of an item, or of the change that an item belongs to.
const AttrVersion = "version"

// FollowItem returns the item of a person whose own postings of the account follow the change of that version.
func FollowItem(id account.ID, person account.Email, version int) Item {
	i := NewItem(FollowKey(id, person))
	i.PutText("person", string(person))
	i.putNumber(AttrVersion, version)
	return i
}

// InvitedItem returns the item that lists an account in which a person is invited.
func InvitedItem(m account.Membership) Item {
	i := NewItem(InvitedKey(m.Person, m.AccountID))
	i.PutText("accountId", string(m.AccountID))
	return i
}

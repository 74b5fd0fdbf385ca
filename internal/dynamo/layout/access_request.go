package layout

import (
	"fmt"

	"smartaccounts/internal/account"
)

// AccessRequestItem returns the item of an access request.
func AccessRequestItem(r account.AccessRequest) Item {
	i := NewItem(AccessRequestKey(r.ID))
	i.PutText("accountId", string(r.AccountID))
	i.PutText("requester", string(r.By))
	i.PutText("language", string(r.Language))
	putGrant(i, "", r.Asked)
	i.PutText("note", r.Note)
	i.PutText("state", string(r.State))
	i.putNumber("version", r.Version)
	i.PutText("rowOrder", RowOrder(r.ListedAt, r.ID))
	i.putTime("createdAt", r.CreatedAt)
	i.putTime("expiresAt", r.ExpiresAt)
	i.putTime("remindAt", r.RemindAt)
	if due := r.DueAt(); !due.IsZero() {
		i.PutText("duePartition", duePartition(DueAccessRequests, r.ID))
		i.putTime("dueAt", due)
	}
	if d := r.Decision; d != nil {
		i.putTime("decidedAt", d.At)
		i.PutText("decidedBy", string(d.By))
		i.PutText("rule", string(d.Rule))
		i.PutText("reason", d.Reason)
		putGrant(i, "granted_", d.Granted)
	}
	return i
}

// ReadAccessRequest reads an access request.
func ReadAccessRequest(read *Reader) (account.AccessRequest, error) {
	r := account.AccessRequest{
		ID:        IDOf(read.Text("PK")),
		AccountID: account.ID(read.Text("accountId")),
		By:        account.Email(read.Text("requester")),
		Language:  account.Language(read.Text("language")),
		Asked:     readGrant(read, ""),
		Note:      read.Text("note"),
		State:     account.AccessState(read.Text("state")),
		Version:   read.Number("version"),
		ListedAt:  readRowOrder(read),
		CreatedAt: read.Time("createdAt"),
		ExpiresAt: read.Time("expiresAt"),
		RemindAt:  read.Time("remindAt"),
	}
	if at := read.Time("decidedAt"); !at.IsZero() {
		r.Decision = &account.AccessDecision{
			At: at, By: account.Actor(read.Text("decidedBy")), Rule: account.ID(read.Text("rule")), Reason: read.Text("reason"),
			Granted: readGrant(read, "granted_"),
		}
	}
	if read.Err != nil {
		return account.AccessRequest{}, fmt.Errorf("access request %s: %w", r.ID, read.Err)
	}
	return r, nil
}

func putGrant(i Item, prefix string, g account.Grant) {
	putRoles(i, prefix, account.Membership{Role: g.Role, VirtualRoles: g.VirtualRoles})
	delete(i, prefix+"roles") // the names of the roles are for readers of older releases
	i.putTime(prefix+"endsAt", g.EndsAt)
}

func readGrant(read *Reader, prefix string) account.Grant {
	return account.Grant{
		Role: account.Role(read.Text(prefix + "role")), VirtualRoles: readVirtualRoles(read, prefix+"virtualRoles"), EndsAt: read.Time(prefix + "endsAt"),
	}
}

// attrAccessRequest is the attribute of an item that lists an access request with its id.
const attrAccessRequest = "accessRequestId"

// AccessRequestRows returns the items that list an access request: under its requester and under its account, newest first, and
// while it is pending also under its account, the oldest first.
func AccessRequestRows(r account.AccessRequest) (rows []Item) {
	keys := []Key{AskedByKey(r), AskedAboutKey(r)}
	if !r.State.Ended() {
		keys = append(keys, OpenAccessRequestKey(r))
	}
	for _, k := range keys {
		i := NewItem(k)
		i.PutText(attrAccessRequest, string(r.ID))
		rows = append(rows, i)
	}
	if !r.State.Ended() {
		putPendingAccess(rows[len(rows)-1], r.Pending())
	}
	return rows
}

// putPendingAccess adds what the item under the account has of a pending access request, so that the inbox needs no other.
func putPendingAccess(i Item, p account.PendingAccess) {
	i.PutText("rowOrder", RowOrder(p.ListedAt, p.ID))
	i.PutText("requester", string(p.By))
	putGrant(i, "", p.Asked)
	i.putTime("expiresAt", p.ExpiresAt)
}

// ReadPendingAccess reads an item that lists a pending access request under its account.
func ReadPendingAccess(read *Reader) (account.PendingAccess, error) {
	p := account.PendingAccess{
		ID: ListedAccessRequest(read), AccountID: IDOf(read.Text("PK")), By: account.Email(read.Text("requester")), Asked: readGrant(read, ""),
		ListedAt: readRowOrder(read), ExpiresAt: read.Time("expiresAt"),
	}
	if read.Err != nil {
		return p, fmt.Errorf("pending access request %s: %w", p.ID, read.Err)
	}
	return p, nil
}

// ListedAccessRequest returns the id of the access request that an item lists.
func ListedAccessRequest(read *Reader) account.ID { return account.ID(read.Text(attrAccessRequest)) }

// AsksItem returns the item of what counts of a person's access requests about an account. It is forgotten when nothing of it
// counts any more.
func AsksItem(a account.Asks) Item {
	i := NewItem(AsksKey(a.By, a.AccountID))
	i.putNumber("version", a.Version)
	i.PutText("open", string(a.Open))
	var at []Item
	for _, t := range a.At {
		one := Item{}
		one.putTime("askedAt", t)
		at = append(at, one)
	}
	i.PutMaps("asked", at)
	i.putTime("declinedAt", a.DeclinedAt)
	if last := len(a.At) - 1; last >= 0 && a.Open == "" {
		i.DeleteAfter(a.At[last].Add(account.AsksWindow))
	}
	return i
}

// ReadAsks reads what counts of a person's access requests about an account.
func ReadAsks(read *Reader, by account.Email, about account.ID) (account.Asks, error) {
	a := account.Asks{
		AccountID: about, By: by, Version: read.Number("version"), Open: account.ID(read.Text("open")), DeclinedAt: read.Time("declinedAt"),
	}
	for one := range read.Maps("asked") {
		a.At = append(a.At, one.Time("askedAt"))
	}
	if read.Err != nil {
		return account.Asks{}, fmt.Errorf("access requests about %s: %w", about, read.Err)
	}
	return a, nil
}

// RulesItem returns the item of the rules of an account.
func RulesItem(id account.ID, rules account.Rules) Item {
	i := NewItem(RulesKey(id))
	maps := []Item{}
	for _, r := range rules {
		one := Item{}
		one.PutText("ruleId", string(r.ID))
		one.PutText("emailDomain", string(r.EmailDomain))
		one.PutTrue("approve", r.Approve)
		one.PutTrue("enabled", r.Enabled)
		one.PutText("author", string(r.Author))
		putGrant(one, "", r.Grant)
		maps = append(maps, one)
	}
	i.PutMaps("rules", maps)
	return i
}

// ReadRules reads the rules of an account.
func ReadRules(read *Reader) (rules account.Rules, err error) {
	for one := range read.Maps("rules") {
		rules = append(rules, account.Rule{
			ID: account.ID(one.Text("ruleId")), EmailDomain: account.Domain(one.Text("emailDomain")), Approve: one.IsTrue("approve"),
			Enabled: one.IsTrue("enabled"), Author: account.Email(one.Text("author")), Grant: readGrant(one, ""),
		})
	}
	if read.Err != nil {
		return nil, fmt.Errorf("rules of %s: %w", IDOf(read.Text("PK")), read.Err)
	}
	return rules, nil
}

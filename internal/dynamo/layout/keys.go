package layout

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Key is the primary key of one item. The zero Key is no item's.
type Key struct {
	PK string `json:"pk"`
	SK string `json:"sk"`
}

// CompareKeys compares keys by partition, then by sort key.
func CompareKeys(a, b Key) int {
	return cmp.Or(strings.Compare(a.PK, b.PK), strings.Compare(a.SK, b.SK))
}

// AccountKey is the key of an account.
func AccountKey(id account.ID) Key { return Key{AccountPrefix + string(id), SortAccount} }

// MemberKey is the key of a person's roles in an account.
func MemberKey(id account.ID, person account.Email) Key {
	return Key{AccountPrefix + string(id), PrefixMember + string(person)}
}

// VirtualKey is the key of a Virtual Account of an account.
func VirtualKey(of, id account.ID) Key {
	return Key{AccountPrefix + string(of), PrefixVirtual + string(id)}
}

// AdministratorKey lists a confirmed administrator, the longest-standing first: order is of AdministratorOrder.
func AdministratorKey(id account.ID, order string) Key {
	return Key{AccountKey(id).PK, PrefixAdministrator + order}
}

// ChildKey lists a Virtual Account below its parent, by name. Siblings with the same name have the same key.
func ChildKey(v account.VirtualAccount) Key {
	return Key{AccountKey(v.AccountID).PK, ChildPrefix(v.ParentID) + ChildOrder(v)}
}

// LogKey is the key of the entry of a version, or of a step of an access request that changes no version.
func LogKey(e account.LogEntry) Key {
	if e.Version == 0 {
		return Key{AccountKey(e.AccountID).PK, PrefixLog + LogOrder(e.At) + fmt.Sprintf("#%s#%d", e.Detail[account.LogAccessRequest], e.Step)}
	}
	return Key{AccountKey(e.AccountID).PK, PrefixLog + LogOrder(e.At) + fmt.Sprintf("#%08d", e.Version)}
}

// FollowKey is the key of the item of a person whose own postings of the account follow a change.
func FollowKey(id account.ID, person account.Email) Key {
	return Key{AccountKey(id).PK, PrefixFollow + string(person)}
}

// InvitedKey lists an account in which a person is invited and has not signed in since.
func InvitedKey(by account.Email, id account.ID) Key {
	return Key{PersonPartition(by), PrefixInvited + string(id)}
}

// WaitingKey lists a request under the nominee for whom it waits, or under the account whose administrators decide it.
func WaitingKey(w account.Waiting) Key {
	if w.Above != "" {
		return Key{AccountKey(w.Above).PK, PrefixWaiting + waitingOrder(w)}
	}
	return Key{PersonPartition(w.Nominee), PrefixWaiting + waitingOrder(w)}
}

// WaitMarkKey is the key of the item that says until when something may wait for the administrators of an account or of its parts.
func WaitMarkKey(id account.ID) Key { return Key{AccountKey(id).PK, SortWaitMark} }

// RulesKey is the key of the rules of an account.
func RulesKey(id account.ID) Key { return Key{AccountKey(id).PK, SortRules} }

// AccessRequestKey is the key of an access request.
func AccessRequestKey(id account.ID) Key { return Key{"ASK#" + string(id), "ASK"} }

// OpenAccessRequestKey lists a pending access request under its account, the oldest first.
func OpenAccessRequestKey(r account.AccessRequest) Key {
	return Key{AccountKey(r.AccountID).PK, fmt.Sprintf("%s%013d#%s", PrefixOpenAsk, max(r.ListedAt.UnixMilli(), 0), r.ID)}
}

// AskedAboutKey lists an access request under its account, the newest first.
func AskedAboutKey(r account.AccessRequest) Key {
	return Key{AccountKey(r.AccountID).PK, PrefixAsked + RowOrder(r.ListedAt, r.ID)}
}

// AskedByKey lists an access request under its requester, the newest first.
func AskedByKey(r account.AccessRequest) Key {
	return Key{PersonPartition(r.By), PrefixAsked + RowOrder(r.ListedAt, r.ID)}
}

// AsksKey is the key of what counts of a person's access requests about an account.
func AsksKey(by account.Email, about account.ID) Key {
	return Key{PersonPartition(by), PrefixAsks + string(about)}
}

// RequestKey is the key of a request.
func RequestKey(id account.ID) Key { return Key{"REQUEST#" + string(id), "REQUEST"} }

// EventKey is the key of an event of a request's history; events are sorted by number.
func EventKey(request account.ID, number int) Key {
	return Key{RequestKey(request).PK, fmt.Sprintf("%s%08d", PrefixEvent, number)}
}

// DomainKey is the key of the domain item; its account holds the identifier. The item has no time to live.
func DomainKey(d account.Domain) Key { return Key{"DOMAIN#" + string(d), "DOMAIN"} }

// NameKey lists a live account under its whole name, as account.FoldName folds it.
func NameKey(folded string, id account.ID) Key {
	return Key{"NAME#" + hexOf([]byte(folded)), string(id)}
}

// LookKey lists a live account under the look-alike skeleton of its identifier.
func LookKey(skeleton string, id account.ID) Key {
	return Key{"LOOK#" + hexOf([]byte(skeleton)), string(id)}
}

// NameLookKey lists a live account under a look-alike skeleton of its name.
func NameLookKey(skeleton string, id account.ID) Key {
	return Key{"LOOK#NAME#" + hexOf([]byte(skeleton)), string(id)}
}

// GuardKey is the key of the guard item of a LOOK# partition, which changes with each account that joins it.
func GuardKey(partition string) Key { return Key{partition, SortGuard} }

// WordKey lists a public account under one of its listings: list is of listOf, at is of postingPosition.
func WordKey(list, at string) Key { return Key{PostingPrefix + list, at} }

// PendingRowKey lists a pending request under its requester, newest first; order is the request's.
func PendingRowKey(by account.Email, order string) Key {
	return Key{PersonPartition(by), PrefixPending + order}
}

// MemberRowKey lists an account under a person who belongs to it, by name.
func MemberRowKey(by account.Email, at place) Key {
	return Key{PersonPartition(by), PrefixMemberRow + at.key()}
}

// EndedRowKey lists a request that has ended under its requester, newest first; order is the request's.
func EndedRowKey(by account.Email, order string) Key {
	return Key{PersonPartition(by), PrefixEnded + order}
}

// RowKeyOf returns the key of the requester's row of the request.
func RowKeyOf(r account.Request) Key {
	if r.State.Ended() {
		return EndedRowKey(r.Requester, RowOrder(r.ListedAt, r.ID))
	}
	return PendingRowKey(r.Requester, RowOrder(r.ListedAt, r.ID))
}

// ownKey lists an account under a person who belongs to it or asked for it, under one of its listings: at is of
// postingPosition.
func ownKey(by account.Email, at string) Key { return Key{PersonPartition(by), PrefixOwn + at} }

// LinkKey is the key of the link that has that hash.
func LinkKey(hash workflow.LinkHash) Key { return Key{"LINK#" + hex.EncodeToString(hash[:]), "LINK"} }

// CodeKey is the key of the code last asked for through a link. It has a partition of its own, because the function that
// writes codes may not write links.
func CodeKey(link workflow.LinkHash) Key { return Key{"CODE#" + hex.EncodeToString(link[:]), "CODE"} }

// MailKey is the key of a mail in the outbox.
func MailKey(id account.ID) Key { return Key{MailPrefix + string(id), "OUTBOX"} }

// RecordKey is the key of the record of a person's idempotency key.
func RecordKey(person account.Email, key string) Key {
	return Key{"IDEMPOTENCY#" + hexOf(fmt.Appendf(nil, "%s\x00%s", person, key)), "IDEMPOTENCY"}
}

// UsesKey is the key of the uses that a rate limit counts.
func UsesKey(subject workflow.Subject) Key { return Key{"LIMIT#" + hexOf([]byte(subject)), "LIMIT"} }

// AddressKey is the key of which mail a mailbox accepts; all addresses of the mailbox share it.
func AddressKey(address account.Email) Key {
	return Key{"ADDRESS#" + hexOf([]byte(address.Mailbox())), "ADDRESS"}
}

// DisputeKey is the key of a dispute.
func DisputeKey(id account.ID) Key { return Key{"DISPUTE#" + string(id), "DISPUTE"} }

// DisputedKey is the key of the item that names a person's open dispute about an identifier.
func DisputedKey(about string, person account.Email) Key {
	return Key{disputesOf(about, person), "OPEN"}
}

// DisputedKeyOf returns the key of the item that names the dispute while it is open.
func DisputedKeyOf(d account.Dispute) Key { return DisputedKey(string(d.Account.Domain), d.By) }

// FormerDisputedKeyOf returns the key that the item has in older releases. Inspect moves items that still have it.
func FormerDisputedKeyOf(d account.Dispute) Key {
	return DisputedKey(string(d.Account.AccountID), d.By)
}

// RaisedKey lists a dispute under the person who raised it, newest first: order is of NewestFirst. Its partition is
// that of no DisputedKey, because no identifier is empty.
func RaisedKey(person account.Email, order string) Key {
	return Key{disputesOf("", person), PrefixRaised + order}
}

// RaisedKeyOf returns the key under which the person who raised the dispute finds it.
func RaisedKeyOf(d account.Dispute) Key {
	return RaisedKey(d.By, cmp.Or(RowOrder(d.ListedAt, d.ID), NewestFirst(d.OpenedAt, d.ID)))
}

func disputesOf(about string, person account.Email) string {
	return "DISPUTE#" + hexOf(fmt.Appendf(nil, "%s\x00%s", about, person))
}

// SessionKey is the key of a session, by the hash of its secret.
func SessionKey(hash workflow.SessionHash) Key {
	return Key{"SESSION#" + hex.EncodeToString(hash[:]), "SESSION"}
}

// The prefixes of the partition keys of mails and accounts, before the id. The functions that read the stream distinguish
// records by them.
const (
	MailPrefix    = "OUTBOX#"
	AccountPrefix = "ACCOUNT#"
)

// Prefixes of keys, and whole sort keys.
const (
	PostingPrefix       = "WORD#" // of the keys of all postings
	SortAccount         = "ACCOUNT"
	SortGuard           = "#GUARD" // before all ids
	SortWaitMark        = "WAITING"
	SortRules           = "RULES"
	PrefixWaiting       = "WAIT#"
	PrefixAsked         = "ASKED#"
	PrefixAsks          = "ASKS#"
	PrefixOpenAsk       = "OPENASK#"
	PrefixMember        = "MEMBER#"
	PrefixFollow        = "FOLLOW#"
	PrefixInvited       = "INVITED#"
	PrefixChild         = "CHILD#"
	PrefixLog           = "LOG#"
	PrefixVirtual       = "VIRTUAL#"
	PrefixAdministrator = "ADMIN#"
	PrefixRaised        = "RAISED#"
	PrefixEvent         = "EVENT#"
	PrefixRow           = "ROW#"
	PrefixPending       = PrefixRow + "1#"
	PrefixMemberRow     = PrefixRow + "2#"
	PrefixEnded         = PrefixRow + "3#"
	PrefixOwn           = "OWN#"
)

// The bounds of ranges of sort keys.
const (
	Lowest       = "\x01"       // sorts before everything that follows a prefix
	Highest      = "\U0010FFFF" // and after it
	LongestAfter = 1000         // bytes; sort keys have at most 1,024
)

// PersonPartition returns the partition key of a person's directory.
func PersonPartition(email account.Email) string { return "PERSON#" + string(email) }

func hexOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// DueShards is the number of partitions of the due index for each kind of entry.
const DueShards = 4

func duePartition(kind string, id account.ID) string { return DueShard(kind, spread(id, DueShards)) }

// spread maps an id to a number below n, evenly.
func spread(id account.ID, n int) int {
	sum := 0
	for _, c := range []byte(id) {
		sum += int(c)
	}
	return sum % n
}

// DueShard returns a partition of the due index.
func DueShard(kind string, shard int) string { return fmt.Sprintf("%s#%d", kind, shard) }

// The kinds of entries of the due index.
const (
	DueRequests = "REQUEST"
	DueMails    = "OUTBOX"
	DueIndex    = "INDEX"
	DueDisputes = "DISPUTE"
	DueMembers  = "MEMBER"

	DueAccessRequests = "ASK"
)

// IDOf returns the id in a partition key.
func IDOf(pk string) account.ID {
	_, id, _ := strings.Cut(pk, "#")
	return account.ID(id)
}

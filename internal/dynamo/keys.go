package dynamo

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

// accountKey is the key of an account.
func accountKey(id account.ID) Key { return Key{AccountPrefix + string(id), sortAccount} }

// memberKey is the key of a person's roles in an account.
func memberKey(id account.ID, person account.Email) Key {
	return Key{AccountPrefix + string(id), prefixMember + string(person)}
}

// virtualKey is the key of a Virtual Account of an account.
func virtualKey(of, id account.ID) Key {
	return Key{AccountPrefix + string(of), prefixVirtual + string(id)}
}

// requestKey is the key of a request.
func requestKey(id account.ID) Key { return Key{"REQUEST#" + string(id), "REQUEST"} }

// eventKey is the key of an event of a request's history; events are sorted by number.
func eventKey(request account.ID, number int) Key {
	return Key{requestKey(request).PK, fmt.Sprintf("%s%08d", prefixEvent, number)}
}

// domainKey is the key of the domain item: whoever creates it holds the identifier. DynamoDB never deletes it by itself.
func domainKey(d account.Domain) Key { return Key{"DOMAIN#" + string(d), "DOMAIN"} }

// nameKey lists a live account under its whole name, as account.FoldName folds it.
func nameKey(folded string, id account.ID) Key {
	return Key{"NAME#" + hexOf([]byte(folded)), string(id)}
}

// lookKey lists a live account under the look-alike skeleton of its identifier.
func lookKey(skeleton string, id account.ID) Key {
	return Key{"LOOK#" + hexOf([]byte(skeleton)), string(id)}
}

// nameLookKey lists a live account under a look-alike skeleton of its name.
func nameLookKey(skeleton string, id account.ID) Key {
	return Key{"LOOK#NAME#" + hexOf([]byte(skeleton)), string(id)}
}

// guardKey is the key of the guard item of a LOOK# partition, which changes with each account that joins it.
func guardKey(partition string) Key { return Key{partition, sortGuard} }

// wordKey lists a public account under one of its listings: list is of listOf, at is of postingPosition.
func wordKey(list, at string) Key { return Key{postingPrefix + list, at} }

// pendingRowKey lists a pending request under its requester, newest first; order is the request's.
func pendingRowKey(by account.Email, order string) Key { return Key{person(by), prefixPending + order} }

// memberRowKey lists an account under a person who belongs to it, by name.
func memberRowKey(by account.Email, at place) Key {
	return Key{person(by), prefixMemberRow + at.key()}
}

// endedRowKey lists a request that has ended under its requester, newest first; order is the request's.
func endedRowKey(by account.Email, order string) Key { return Key{person(by), prefixEnded + order} }

// rowKeyOf returns where the requester's directory lists the request.
func rowKeyOf(r account.Request) Key {
	if r.State.Ended() {
		return endedRowKey(r.Requester, r.Order)
	}
	return pendingRowKey(r.Requester, r.Order)
}

// ownKey lists an account under a person who belongs to it or asked for it, under one of its listings: at is of
// postingPosition.
func ownKey(by account.Email, at string) Key { return Key{person(by), prefixOwn + at} }

// linkKey is the key of the link that has that hash.
func linkKey(hash workflow.LinkHash) Key { return Key{"LINK#" + hex.EncodeToString(hash[:]), "LINK"} }

// codeKey is the key of the code last asked for through a link. It has a partition of its own, because the function that
// writes codes may not write links.
func codeKey(link workflow.LinkHash) Key { return Key{"CODE#" + hex.EncodeToString(link[:]), "CODE"} }

// mailKey is the key of a mail in the outbox.
func mailKey(id account.ID) Key { return Key{MailPrefix + string(id), "OUTBOX"} }

// recordKey is the key of the record of a person's idempotency key.
func recordKey(person account.Email, key string) Key {
	return Key{"IDEMPOTENCY#" + hexOf(fmt.Appendf(nil, "%s\x00%s", person, key)), "IDEMPOTENCY"}
}

// usesKey is the key of the uses that a rate limit counts.
func usesKey(subject workflow.Subject) Key { return Key{"LIMIT#" + hexOf([]byte(subject)), "LIMIT"} }

// addressKey is the key of what the owner of a mailbox and the mail provider said about mail to it, by whatever address.
func addressKey(address account.Email) Key {
	return Key{"ADDRESS#" + hexOf([]byte(address.Mailbox())), "ADDRESS"}
}

// disputeKey is the key of a dispute.
func disputeKey(id account.ID) Key { return Key{"DISPUTE#" + string(id), "DISPUTE"} }

// disputedKey is the key of the item that names a person's open dispute about an identifier.
func disputedKey(about string, person account.Email) Key {
	return Key{disputesOf(about, person), "OPEN"}
}

// disputedKeyOf returns the key of the item that names the dispute while it is open.
func disputedKeyOf(d account.Dispute) Key { return disputedKey(string(d.Account.Domain), d.By) }

// formerDisputedKeyOf returns the key that item had while disputes were about accounts. Inspect moves those that are left.
func formerDisputedKeyOf(d account.Dispute) Key {
	return disputedKey(string(d.Account.AccountID), d.By)
}

// raisedKey lists a dispute under the person who raised it, newest first: order is of account.NewestFirst. Its partition is
// that of no disputedKey, because no identifier is empty.
func raisedKey(person account.Email, order string) Key {
	return Key{disputesOf("", person), prefixRaised + order}
}

// raisedKeyOf returns where the dispute is listed under the person who raised it.
func raisedKeyOf(d account.Dispute) Key {
	return raisedKey(d.By, cmp.Or(d.Order, account.NewestFirst(d.OpenedAt, d.ID)))
}

func disputesOf(about string, person account.Email) string {
	return "DISPUTE#" + hexOf(fmt.Appendf(nil, "%s\x00%s", about, person))
}

// sessionKey is the key of a session, by the hash of its secret.
func sessionKey(hash workflow.SessionHash) Key {
	return Key{"SESSION#" + hex.EncodeToString(hash[:]), "SESSION"}
}

// What the partition keys of mails and accounts begin with, before the id: the functions behind the
// stream tell records apart by it.
const (
	MailPrefix    = "OUTBOX#"
	AccountPrefix = "ACCOUNT#"
)

const (
	postingPrefix   = "WORD#" // of the keys of all postings
	sortAccount     = "ACCOUNT"
	sortGuard       = "#GUARD" // before all ids
	prefixMember    = "MEMBER#"
	prefixVirtual   = "VIRTUAL#"
	prefixRaised    = "RAISED#"
	prefixEvent     = "EVENT#"
	prefixRow       = "ROW#"
	prefixPending   = prefixRow + "1#"
	prefixMemberRow = prefixRow + "2#"
	prefixEnded     = prefixRow + "3#"
	prefixOwn       = "OWN#"
)

func person(email account.Email) string { return "PERSON#" + string(email) }

func hexOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// shards is over how many partitions of the due index the entries of a kind are spread.
const shards = 4

func duePartition(kind string, id account.ID) string { return shardName(kind, spread(id, shards)) }

// spread returns a number below n, each for about as many ids.
func spread(id account.ID, n int) int {
	sum := 0
	for _, c := range []byte(id) {
		sum += int(c)
	}
	return sum % n
}

func shardName(kind string, shard int) string { return fmt.Sprintf("%s#%d", kind, shard) }

// The kinds of due things.
const (
	dueRequests = "REQUEST"
	dueMails    = "OUTBOX"
	dueIndex    = "INDEX"
	dueDisputes = "DISPUTE"
)

// idOf returns the id that a partition key names.
func idOf(pk string) account.ID {
	_, id, _ := strings.Cut(pk, "#")
	return account.ID(id)
}

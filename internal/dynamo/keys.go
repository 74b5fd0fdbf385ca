package dynamo

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// key is the primary key of one item.
type key interface {
	pk() string
	sk() string
}

// accountKey is the account itself.
type accountKey struct{ id account.ID }

func (k accountKey) pk() string { return AccountPrefix + string(k.id) }
func (k accountKey) sk() string { return sortAccount }

// memberKey is a person's roles in an account.
type memberKey struct {
	account account.ID
	person  account.Email
}

func (k memberKey) pk() string { return accountKey{k.account}.pk() }
func (k memberKey) sk() string { return prefixMember + string(k.person) }

// virtualKey is a Virtual Account of an account.
type virtualKey struct{ account, id account.ID }

func (k virtualKey) pk() string { return accountKey{k.account}.pk() }
func (k virtualKey) sk() string { return prefixVirtual + string(k.id) }

// requestKey is the request itself.
type requestKey struct{ id account.ID }

func (k requestKey) pk() string { return "REQUEST#" + string(k.id) }
func (k requestKey) sk() string { return "REQUEST" }

// eventKey is one line of a request's history; sorted as they happened.
type eventKey struct {
	request account.ID
	number  int
}

func (k eventKey) pk() string { return requestKey{k.request}.pk() }
func (k eventKey) sk() string { return fmt.Sprintf("%s%08d", prefixEvent, k.number) }

// domainKey marks a domain identifier as taken. Who creates it holds the identifier; it never lapses
// by itself.
type domainKey struct{ domain account.Domain }

func (k domainKey) pk() string { return "DOMAIN#" + string(k.domain) }
func (k domainKey) sk() string { return "DOMAIN" }

// nameKey lists a live account under its whole name, as account.FoldName folds it.
type nameKey struct {
	folded  string
	account account.ID
}

func (k nameKey) pk() string { return "NAME#" + hexOf([]byte(k.folded)) }
func (k nameKey) sk() string { return string(k.account) }

// lookKey lists a live account under the look-alike skeleton of its identifier.
type lookKey struct {
	skeleton string
	account  account.ID
}

func (k lookKey) pk() string { return "LOOK#" + hexOf([]byte(k.skeleton)) }
func (k lookKey) sk() string { return string(k.account) }

// nameLookKey lists a live account under a look-alike skeleton of its name.
type nameLookKey struct {
	skeleton string
	account  account.ID
}

func (k nameLookKey) pk() string { return "LOOK#NAME#" + hexOf([]byte(k.skeleton)) }
func (k nameLookKey) sk() string { return string(k.account) }

// guardKey changes with each account that joins a crowd: a partition of LOOK#. Who found a
// crowd empty holds its commit to it.
type guardKey struct{ crowd string }

func (k guardKey) pk() string { return k.crowd }
func (k guardKey) sk() string { return sortGuard }

// wordKey lists a public account under one of its listings.
type wordKey struct {
	list string // of listOf
	at   string // of postingPosition
}

func (k wordKey) pk() string { return postingPrefix + k.list }
func (k wordKey) sk() string { return k.at }

// pendingRowKey lists a pending request under its requester, newest first.
type pendingRowKey struct {
	person account.Email
	order  string // the request's
}

func (k pendingRowKey) pk() string { return person(k.person) }
func (k pendingRowKey) sk() string { return prefixPending + k.order }

// memberRowKey lists an account under a person who belongs to it, by name.
type memberRowKey struct {
	person account.Email
	place  place
}

func (k memberRowKey) pk() string { return person(k.person) }
func (k memberRowKey) sk() string { return prefixMemberRow + k.place.key() }

// endedRowKey lists a request that has ended under its requester, newest first.
type endedRowKey struct {
	person account.Email
	order  string // the request's
}

func (k endedRowKey) pk() string { return person(k.person) }
func (k endedRowKey) sk() string { return prefixEnded + k.order }

// rowKey is where the requester's directory lists the request.
func rowKey(r account.Request) key {
	if r.State.Ended() {
		return endedRowKey{r.Requester, r.Order}
	}
	return pendingRowKey{r.Requester, r.Order}
}

// ownKey lists an account under a person who belongs to it or asked for it, under one of its listings.
type ownKey struct {
	person account.Email
	at     string // of postingPosition
}

func (k ownKey) pk() string { return person(k.person) }
func (k ownKey) sk() string { return prefixOwn + k.at }

// linkKey says whose decision link has that hash.
type linkKey struct{ hash workflow.LinkHash }

func (k linkKey) pk() string { return "LINK#" + hex.EncodeToString(k.hash[:]) }
func (k linkKey) sk() string { return "LINK" }

// codeKey is the code last asked for through a link. It does not lie beside the link: who writes
// codes may not write links.
type codeKey struct{ link workflow.LinkHash }

func (k codeKey) pk() string { return "CODE#" + hex.EncodeToString(k.link[:]) }
func (k codeKey) sk() string { return "CODE" }

// mailKey is a mail in the outbox.
type mailKey struct{ id account.ID }

func (k mailKey) pk() string { return MailPrefix + string(k.id) }
func (k mailKey) sk() string { return "OUTBOX" }

// recordKey is what a person's idempotency key stands for.
type recordKey struct {
	person account.Email
	key    string
}

func (k recordKey) pk() string {
	return "IDEMPOTENCY#" + hexOf(fmt.Appendf(nil, "%s\x00%s", k.person, k.key))
}
func (k recordKey) sk() string { return "IDEMPOTENCY" }

// usesKey counts what is limited.
type usesKey struct{ subject workflow.Subject }

func (k usesKey) pk() string { return "LIMIT#" + hexOf([]byte(k.subject)) }
func (k usesKey) sk() string { return "LIMIT" }

// addressKey is what a mailbox's owner and the mail provider have told about mail to it, by whatever
// address.
type addressKey struct{ address account.Email }

func (k addressKey) pk() string { return "ADDRESS#" + hexOf([]byte(k.address.Mailbox())) }
func (k addressKey) sk() string { return "ADDRESS" }

// disputeKey is a dispute.
type disputeKey struct{ id account.ID }

func (k disputeKey) pk() string { return "DISPUTE#" + string(k.id) }
func (k disputeKey) sk() string { return "DISPUTE" }

// disputedKey marks that a person disputes who holds an identifier at present.
type disputedKey struct {
	about  string
	person account.Email
}

// markOf is the key of the mark of an open dispute.
func markOf(d account.Dispute) disputedKey {
	return disputedKey{string(d.Account.Domain), d.By}
}

// formerMarkOf is where that mark stood while disputes were about accounts. Inspect moves what is left there.
func formerMarkOf(d account.Dispute) disputedKey {
	return disputedKey{string(d.Account.AccountID), d.By}
}

func (k disputedKey) pk() string {
	return "DISPUTE#" + hexOf(fmt.Appendf(nil, "%s\x00%s", k.about, k.person))
}
func (k disputedKey) sk() string { return "OPEN" }

// raisedKey lists a dispute under who raised it, the latest first.
type raisedKey struct {
	person account.Email
	order  string // of account.NewestFirst
}

func raisedOf(d account.Dispute) raisedKey {
	return raisedKey{d.By, cmp.Or(d.Order, account.NewestFirst(d.OpenedAt, d.ID))}
}

// No identifier is empty: marks lie elsewhere.
func (k raisedKey) pk() string { return disputedKey{"", k.person}.pk() }
func (k raisedKey) sk() string { return prefixRaised + k.order }

// sessionKey is a session under the hash of its secret.
type sessionKey struct{ hash workflow.SessionHash }

func (k sessionKey) pk() string { return "SESSION#" + hex.EncodeToString(k.hash[:]) }
func (k sessionKey) sk() string { return "SESSION" }

const (
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

// shards spread what is due over several partitions of the index.
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

func primary(k key) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"PK": text(k.pk()), "SK": text(k.sk())}
}

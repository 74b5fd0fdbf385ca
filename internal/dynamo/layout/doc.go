// Package layout describes the items of the table. For each kind of item it has a function that returns its key, one that
// builds the item of a value, and one that reads the value of an item. It makes no calls: package dynamo does, and documents
// the access patterns.
//
// # Items
//
// Each item has a partition key PK and a sort key SK. Each row below names the function in keys.go that returns the key.
//
// An account and what belongs to it:
//
//	PK              | SK               | what                                           | Go function
//	ACCOUNT#id      | ACCOUNT          | the account as it stands, with its version     | AccountKey
//	ACCOUNT#id      | MEMBER#email     | a person's roles in it                         | MemberKey
//	ACCOUNT#id      | ADMIN#since#email| a confirmed administrator, the longest first   | AdministratorKey
//	ACCOUNT#id      | VIRTUAL#id       | a Virtual Account                              | VirtualKey
//	ACCOUNT#id      | CHILD#parent#name| a Virtual Account below its parent, by name    | ChildKey
//	ACCOUNT#id      | LOG#time#version | an entry of its log, written once              | LogKey
//	ACCOUNT#id      | FOLLOW#email     | whose own postings follow a change             | FollowKey
//	ACCOUNT#id      | WAIT#time#id     | a request that its administrators decide       | WaitingKey
//	ACCOUNT#id      | RULES            | the rules that decide access requests          | RulesKey
//	ACCOUNT#id      | ASKED#time#id    | an access request, the newest first            | AskedAboutKey
//	ACCOUNT#id      | OPENASK#time#id  | a pending access request, the oldest first     | OpenAccessRequestKey
//	ACCOUNT#id      | WAITING          | until when there may be WAIT or OPENASK items  | WaitMarkKey
//
// The version of an account is the optimistic lock of the account with its members, Virtual Accounts and log: each change of
// one of them increments it. Items of older releases have none; CompleteAccount adds it, with the counts and the ADMIN, CHILD,
// INVITED and LOG items. A VIRTUAL item has no depth, because a move would change that of all Virtual Accounts below; readers
// derive it. The key of a CHILD item keeps the names of siblings unique.
//
// A request and its history; the nominees are in the request item:
//
//	REQUEST#id      | REQUEST          | the request as it stands, with a version       | RequestKey
//	REQUEST#id      | EVENT#number     | an event of its history, written once          | EventKey
//
// The request item contains a copy of its last event with the mails of that change, and each of these mails the number of
// the event; a dispute item contains the mails of its last step, and these its id; a LOG item contains the mails of its change, and these
// the account's version, and a MEMBER item its last reminder. From this, package maintenance restores
// a transaction of which only a part was restored.
//
// An access request; its step is in the account's log:
//
//	ASK#id          | ASK              | the access request as it stands, with a version| AccessRequestKey
//	PERSON#email    | ASKED#time#id    | an access request of theirs, the newest first  | AskedByKey
//	PERSON#email    | ASKS#account     | what counts of those about an account          | AsksKey
//
// An entry of the log has the version of the account that the change made; that of a step of an access request that gives no
// access makes none, and its key ends with the access request and the step instead.
//
// Items by which accounts are found:
//
//	DOMAIN#domain   | DOMAIN           | the domain item: the account that holds it     | DomainKey
//	NAME#hash       | account id       | a live account with that folded name           | NameKey
//	LOOK#NAME#hash  | account id       | a live account whose name has that skeleton    | NameLookKey
//	LOOK#NAME#hash  | #GUARD           | the guard item: which account was added last   | GuardKey
//	LOOK#hash       | account id       | a live account, by its identifier's skeleton   | LookKey
//	LOOK#hash       | #GUARD           | the guard item: which account was added last   | GuardKey
//	WORD#list       | listing…name…id  | a public account under one of its listings     | WordKey
//	PERSON#email    | ROW#1#time#id    | the person's pending request, newest first     | PendingRowKey
//	PERSON#email    | ROW#2#name…id    | an account the person belongs to, by name      | MemberRowKey
//	PERSON#email    | ROW#3#time#id    | the person's request that ended, newest first  | EndedRowKey
//	PERSON#email    | INVITED#id       | an account where they have not signed in yet   | InvitedKey
//	PERSON#email    | WAIT#time#id     | a request that they decide, the oldest first   | WaitingKey
//	PERSON#email    | OWN#…name…id     | an account of theirs under one of its listings | ownKey
//
// Items for a limited time, and disputes:
//
//	LINK#hash       | LINK             | a link: of whom, and for what                  | LinkKey
//	CODE#linkhash   | CODE             | the code last asked for through the link       | CodeKey
//	OUTBOX#id       | OUTBOX           | a mail of the outbox and its delivery          | MailKey
//	IDEMPOTENCY#hash| IDEMPOTENCY      | the request of a person's idempotency key      | RecordKey
//	LIMIT#hash      | LIMIT            | the uses that a rate limit counts              | UsesKey
//	ADDRESS#hash    | ADDRESS          | what mail an address accepts                   | AddressKey
//	DISPUTE#id      | DISPUTE          | a dispute, and how it was settled              | DisputeKey
//	DISPUTE#hash    | OPEN             | a person's open dispute about an identifier    | DisputedKey
//	DISPUTE#hash    | RAISED#time#id   | a dispute under who raised it, newest first    | RaisedKey
//	SESSION#hash    | SESSION          | a signed-in browser                            | SessionKey
//
// The key of a code is the hash of its link, so that one BatchGetItem reads a link, its code and its request. It has a
// partition of its own, because the function that writes codes may not write links. A WORD item contains what a line of a
// search result shows, and a ROW item what a line of the directory shows, so that a page is one query. Both are copies: a
// request's row changes in the transaction that changes its account; postings, and the rows of the members of a cancelled
// account, follow through the index mark of the account item (indexDueAt, indexMark).
//
// A commit contains its read set, and makes each part of it a write condition: that the domain items of the parents are
// missing or of the same request, with accounts of the same status; and that no account was added to those of the same name
// or look. These are many, and an item that does not exist yet cannot be checked; so each change that adds one writes the
// guard item, whose stamp is compared. A guard item expires after a day without a change; then its absence is checked.
//
// The daily budgets of the deployment are kept in parts, a LIMIT item each, so that not every mail writes the same item.
// A part without an item has its share of the one item that counted before there were parts.
//
// A change of an account's name, visibility or status changes in its transaction the items by which the account is found, its
// request with its row, and the actor's row. The rows and own postings of the members follow through the index mark: until
// then the account has formerNames, the names under which they may be. What a transaction cannot store or delete of a
// person's own postings follows in the same way, by a FOLLOW item. A closed account keeps its identifier until freeAt.
//
// A request that waits for a decision has a WAIT item for each active nominee. The administrators of an account share one,
// under the account, so that it is found by who is an administrator when it is read. These items are derived from the request
// and change in its transactions. A person may be an administrator of many accounts, most of which have no such item, so
// the WAITING item of an account, stored before the transaction, says whether it is worth asking for them; it only grows,
// and its time to live removes it.
//
// LIMIT and ADDRESS items have a version, which is the optimistic lock; it is 0 if there is no item.
//
// OWN items let a person find the accounts that they belong to or asked for by a part of the name, whatever its visibility
// and status. An account has one per listing, in the order of WORD items, written in the transaction that makes it theirs.
// They contain the name, the identifier and whether the person is a member; what a page shows is read from the account and
// the membership, so of the changes of the account only one of its name changes them. If a name has very many words, or the
// requester becomes an administrator, they do not fit into the transaction: they are stored before it with deleteAfter, and
// index-accounts then makes them permanent.
//
// A Public account has one WORD item for each of its listings, in the list of its first letter, so that all listings that
// begin with some letters are one range of one list. Words that very many accounts have (crowdedWords) have lists of their
// own, several per word, so that no partition is hot; they are read at the same time and merged.
//
// Names in sort keys are truncated to stay below DynamoDB's 1,024 bytes; NAME# has a hash, because a folded name may be
// longer. The separator U+001F sorts before every character of a name, so the order of keys is the order of names. #GUARD
// sorts before all ids.
//
// # Indexes
//
// Both are sparse, contain keys only and are eventually consistent: they are hints, the item decides.
//
//	index  | partition key                              | sort key  | items
//	due    | duePartition: REQUEST#shard                | dueAt     | pending requests, by reminder or deadline
//	due    | duePartition: OUTBOX#shard                 | dueAt     | mails that are not settled, by the next try
//	due    | duePartition: DISPUTE#shard                | dueAt     | open disputes, by when a proof is looked for, or ends a request
//	due    | duePartition: MEMBER#shard                 | dueAt     | memberships that end or lapse, by that or the next reminder
//	due    | duePartition: ASK#shard                    | dueAt     | pending access requests, by reminder or deadline
//	due    | duePartition: INDEX#shard                  | dueAt     | accounts whose WORD items have to follow
//	status | listStatus: the request's state            | createdAt | all requests
//	status | listStatus: dispute                        | createdAt | disputes that are open
//	status | listStatus: settled                        | createdAt | disputes that are settled
//	status | listStatus: suppressed                     | createdAt | addresses that get no mail, since then
//	status | listStatus: reported                       | createdAt | addresses that get mail, and of which a requester was reported, at last then
//	status | listStatus: rename                         | createdAt | accounts with a name that waits for an operator, since then
//	status | listStatus: closed                         | createdAt | accounts that their administrators closed then
//
// Items of one millisecond have no order in the index. The position of a page is the time and the key, so the index is read
// up to the next millisecond and sorted.
//
// # Values
//
// A time is a number of milliseconds since 1970 in an attribute whose name ends in At. So times in the domain have whole
// milliseconds, as dynamo.Now returns them; smaller parts are truncated. deleteAfter, in seconds, is the table's time to
// live: only codes, sessions, idempotency keys, uses, guard items, WAITING items, settled mails and OWN items stored before
// their transaction have it. Whether something has expired is decided by its At attributes. Empty values are not stored.
package layout

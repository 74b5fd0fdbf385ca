// Package layout says what is in the table: for each kind of item its key, the item of a value, and the value of an item.
// It makes no calls; package dynamo says in which call what is read and written.
//
// # Items
//
// Each item has a partition key PK and a sort key SK. Each row below is a function in keys.go.
//
// An account and what belongs to it:
//
//	PK              | SK               | what                                           | Go function
//	ACCOUNT#id      | ACCOUNT          | the account as it stands                       | AccountKey
//	ACCOUNT#id      | MEMBER#email     | a person's roles in it                         | MemberKey
//	ACCOUNT#id      | VIRTUAL#id       | a Virtual Account                              | virtualKey
//
// A request and its history; nominees lie in the request item:
//
//	REQUEST#id      | REQUEST          | the request as it stands, with a version       | RequestKey
//	REQUEST#id      | EVENT#number     | one line of its history, written once          | EventKey
//
// The request has its last line once more, with the mails that this called for, and each of these the
// number of its line; a dispute has the mails of its last step, and these its id. So whoever looks whether the
// table is whole knows what belongs together.
//
// By what accounts are found:
//
//	DOMAIN#domain   | DOMAIN           | who holds the identifier: one live account     | DomainKey
//	NAME#hash       | account id       | a live account of that folded name             | NameKey
//	LOOK#NAME#hash  | account id       | a live account whose name looks so             | NameLookKey
//	LOOK#NAME#hash  | #GUARD           | who joined these accounts last                 | GuardKey
//	LOOK#hash       | account id       | a live account whose identifier looks so       | LookKey
//	LOOK#hash       | #GUARD           | who joined these accounts last                 | GuardKey
//	WORD#list       | listing…name…id  | a public account under one of its listings     | WordKey
//	PERSON#email    | ROW#1#time#id    | the person's pending request, newest first     | PendingRowKey
//	PERSON#email    | ROW#2#name…id    | an account the person belongs to, by name      | MemberRowKey
//	PERSON#email    | ROW#3#time#id    | the person's request that ended, newest first  | EndedRowKey
//	PERSON#email    | OWN#…name…id     | an account of theirs under one of its listings | ownKey
//
// What comes and goes:
//
//	LINK#hash       | LINK             | whose link it is, and what for                 | LinkKey
//	CODE#linkhash   | CODE             | the code last asked for through the link       | CodeKey
//	OUTBOX#id       | OUTBOX           | a mail and what became of it                   | MailKey
//	IDEMPOTENCY#hash| IDEMPOTENCY      | the request opened under a person's key        | RecordKey
//	LIMIT#hash      | LIMIT            | when something limited was done lately         | UsesKey
//	ADDRESS#hash    | ADDRESS          | whose mail an address takes, and whether any   | AddressKey
//	DISPUTE#id      | DISPUTE          | a dispute, and how it was settled              | DisputeKey
//	DISPUTE#hash    | OPEN             | a person's open dispute about an identifier    | DisputedKey
//	DISPUTE#hash    | RAISED#time#id   | a dispute under who raised it, newest first    | RaisedKey
//	SESSION#hash    | SESSION          | a signed-in browser                            | SessionKey
//
// A code has its link's hash for a key, so that all that stands behind a link is read in one round;
// but a partition of its own, since who may write codes may not write links. A WORD item carries
// what a line of a search result shows, and a ROW item what a line of the directory shows, so that a
// page is one query. Both are copies: a request's row changes in the transaction that changes its
// account; postings, and the rows of the members of an account that is taken back, follow through the
// mark on the account item (indexDueAt, indexMark).
//
// A commit names what its route was found by, and each of it is a condition of the transaction: the
// DOMAIN items of the parents, free or of the same request, with the status of their accounts; and that
// nobody joined the accounts of the same name or look. Those are many, and one that is not there yet
// cannot be checked; so whoever joins them changes their guard, whose stamp is what is checked. A guard
// that nobody changed for a day goes: then none is there, and that is checked as well.
//
// What the whole deployment may do in a day is kept in parts, a LIMIT item each, so that not every mail writes the same one.
// Where there is none of a part yet, it has its share of the one item that counted before there were parts.
//
// LIMIT and ADDRESS items have a version, and are stored only if it is what was read. They are made
// with the first use and the first word, and no item is version 0.
//
// A person finds by a part what they belong to or asked for, whatever its visibility and status, by OWN items: of each
// account as many as it has listings, in the order of WORD items, written in the transaction by which it becomes theirs.
// They hold what stays, the name and the identifier, and whether the person belongs to it, and say where to look: the
// account and the membership decide, which are read for what a page shows. So a change of the account changes none of them.
// Those of a name of very many words (mostOwnAtOnce) do not fit into the transaction and are stored before it, to go by
// themselves (deleteAfter) unless the mark on the account item makes them last; so does it with those of a requester who
// is made an administrator.
//
// An account has one WORD item for each of its listings, the texts from each of its words on, in the
// list of their first letter. All that begins with some letters is thus a range of one list. Words that
// very many accounts have in common (crowdedWords) lie in lists of their own, several a word, so that no
// partition is hot; they are read together, and merged.
//
// Names in sort keys are cut to stay below DynamoDB's 1,024 bytes; NAME# has a hash, since a whole
// folded name may be longer. The separator U+001F sorts before everything that a name can hold, so
// the order of keys is the order of names. #GUARD sorts before all ids.
//
// # Indexes
//
// Both are sparse, hold keys only and lag behind: they are hints, the item decides.
//
//	index  | partition key                              | sort key  | items
//	due    | duePartition: REQUEST#shard                | dueAt     | pending requests, by reminder or deadline
//	due    | duePartition: OUTBOX#shard                 | dueAt     | mails not yet settled, by when to try
//	due    | duePartition: DISPUTE#shard                | dueAt     | open disputes, by when a proof is looked for, or ends a request
//	due    | duePartition: INDEX#shard                  | dueAt     | accounts whose WORD items are to follow
//	status | listStatus: the request's state            | createdAt | all requests
//	status | listStatus: dispute                        | createdAt | disputes that are open
//	status | listStatus: settled                        | createdAt | disputes that are settled
//	status | listStatus: suppressed                     | createdAt | addresses that get no mail, since then
//	status | listStatus: reported                       | createdAt | addresses that get mail, and of which a requester was reported, at last then
//
// The index orders items of one millisecond as it likes. A page's position is the time and the key, so
// the index is read up to the next millisecond and sorted.
//
// # Values
//
// A time is a number of milliseconds since 1970 in an attribute whose name ends in At; so times in
// the domain have whole milliseconds, which is what Now answers and what the table keeps (finer ones
// are cut). deleteAfter, in seconds, lets DynamoDB throw garbage away at some later time: only codes,
// sessions, idempotency records, uses, guards, settled mails and OWN items stored ahead have it. Whether
// something has lapsed is decided by its At attributes. Empty values are left out.
package layout

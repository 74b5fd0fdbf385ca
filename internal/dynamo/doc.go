// Package dynamo stores everything in one DynamoDB table. Table implements the storage interfaces of packages workflow,
// administration, search and inbox; their comments say what each method returns. Package layout describes the items, package client makes the calls,
// package maintenance has the operations on the whole table, which no function uses.
//
// # Access patterns
//
//	method                          | reads
//	Request, Session, Outgoing, Dispute, Used, Address, IndexedAccount | GetItem
//	HolderOf                        | GetItem DOMAIN
//	OpenDisputeAbout                | GetItem DISPUTE#hash, then DISPUTE
//	DisputesBy                      | Query DISPUTE#hash, RAISED#…, then BatchGetItem DISPUTE
//	History                         | Query PK
//	AccessRequest, Asks, Rules      | GetItem
//	AccessRequests                  | BatchGetItem ASK
//	AccessRequestsBy                | Query PERSON#email, ASKED#…, then BatchGetItem ASK
//	AccessRequestsIn                | Query ACCOUNT#id, ASKED#… or OPENASK#…, then BatchGetItem ASK
//	Standing                        | BatchGetItem ACCOUNT, MEMBER; of an active account without a version also Query MEMBER#…, VIRTUAL#…
//	Member                          | GetItem
//	Administrators                  | Query ACCOUNT#id, ADMIN#…, then BatchGetItem MEMBER
//	Lineages                        | BatchGetItem VIRTUAL, a call a level; before it ACCOUNT, for the default one
//	Members                         | Query ACCOUNT#id, MEMBER#…
//	Children                        | Query ACCOUNT#id, CHILD#parent#…, then BatchGetItem VIRTUAL
//	Log                             | Query ACCOUNT#id, LOG#…, backward
//	Invitations                     | Query PERSON#email, INVITED#…
//	ChildPosition                   | nothing
//	Survey                          | BatchGetItem DOMAIN of it and its parents, LIMIT, IDEMPOTENCY; Query LOOK#NAME#hash, one or two; Query LOOK#hash
//	ApprovedSince                   | Query PERSON#email, ROW#3#…, down to that time
//	PendingRequests                 | Query PERSON#email, ROW#1#…
//	HasRoleSince                    | Query PERSON#email, ROW#2#…, at most 100
//	OpenLink                        | BatchGetItem REQUEST, LINK, CODE
//	IsAdministrator                 | BatchGetItem ACCOUNT, MEMBER
//	Mailbox                         | BatchGetItem ADDRESS, LIMIT of the address, of the requester and of a part of the day's
//	SendContext                     | BatchGetItem OUTBOX, REQUEST, CODE, ACCOUNT, MEMBER, ASK, and what Mailbox reads
//	CodeMailbox                     | BatchGetItem ADDRESS, LIMIT of the link, of the address and of a part of the day's
//	PartsOf                         | BatchGetItem LIMIT
//	Deliveries, Mails               | BatchGetItem OUTBOX
//	Addresses                       | BatchGetItem ADDRESS
//	HasRole                         | Query PERSON#email, ROW#2#…, one item; none: once more, consistently
//	Holdings                        | Query PERSON#email, ROW#2#…, at most 10
//	Rows, RequestsBy                | Query PERSON#email
//	WaitingFor                      | Query PERSON#email, WAIT#…
//	WaitingIn                       | Query ACCOUNT#id, WAIT#…
//	PendingAccess                   | Query ACCOUNT#id, OPENASK#…
//	Administering                   | Query PERSON#email, ROW#2#…, at most 251, then BatchGetItem WAITING of at most 100, then ACCOUNT, MEMBER
//	DirectoryRows                   | Query PERSON#email, ROW#…, once; twice for pending and ended requests without what is between
//	Contacts                        | Query ACCOUNT#id, ADMIN#… for each account; then BatchGetItem ACCOUNT, MEMBER; of an active account without a version also Query MEMBER#…
//	VirtualNames                    | BatchGetItem VIRTUAL
//	RequestStates                   | BatchGetItem REQUEST
//	OwnPostings                     | Query PERSON#email, OWN#…
//	OwnAccounts                     | BatchGetItem ACCOUNT, MEMBER
//	AccountByDomain                 | GetItem DOMAIN
//	AccountsByName                  | Query NAME#hash
//	Postings                        | Query WORD#list, those of a crowded word at once
//	PostingsNear                    | Query WORD#list, up and down
//	DueRequests, DueDisputes, DueMembers, DueAccessRequests, OverdueMails, AccountsToIndex | Query index due, every shard
//	RequestsIn                      | Query index status, a query a state
//	QueueLength                     | Query index status, one page, counted
//	Disputes, InReview, SuppressedAddresses, ReportedAddresses, WaitingRenames, ClosedAccounts | Query index status, then BatchGetItem what it lists
//
//	method                          | writes
//	Commit, Settle                  | TransactWriteItems; before it PutItem OWN#…, of names of very many words, and WAITING of an account whose administrators decide
//	CommitAccount                   | BatchGetItem ACCOUNT, MEMBER, FOLLOW, REQUEST, VIRTUAL of which it counts; TransactWriteItems; before it PutItem OWN#… as Commit
//	CommitAccess                    | PutItem WAITING, if it opens one that waits; TransactWriteItems; of a grant with what CommitAccount reads and writes
//	PostponeMember                  | TransactWriteItems MEMBER, OUTBOX
//	CompleteAccount                 | Query MEMBER#…, VIRTUAL#…; BatchWriteItem ADMIN, CHILD, INVITED, LOG; TransactWriteItems ACCOUNT
//	KeepCode, KeepConfirmedAddress, KeepNews, OpenDispute, ChangeDispute | TransactWriteItems
//	Move                            | UpdateItem OUTBOX
//	Lease                           | TransactWriteItems OUTBOX, LINK, LIMIT; with neither of the latter as Move
//	KeepUses, KeepAddress, PutSession, ReplaceCode | PutItem
//	TouchSession, ClearIndexMark    | UpdateItem
//	DeleteSession                   | DeleteItem
//	PutPostings, DeletePostings     | BatchWriteItem WORD
//	PutOwnPostings, KeepOwnPostings | Query ACCOUNT#id, MEMBER#…, FOLLOW#…, then BatchWriteItem OWN#…; after a change of the name also WORD, and TransactWriteItems ROW#2#…
//	RestoreMembers                  | Query ACCOUNT#id, MEMBER#…, then BatchWriteItem OWN#…, TransactWriteItems ROW#2#…
//	DropMembers                     | Query ACCOUNT#id, MEMBER#…, then BatchWriteItem ROW#2#…, OWN#…
//
// A page of the directory takes DirectoryRows and OwnAccounts, once each; with a filter up to five times each, 100 rows at
// once, and then it may be short. Contacts and VirtualNames follow for what the page shows. So a page costs the same however many
// rows the person has.
//
// Nothing here scans. Reads on which authority or uniqueness depends, or that show a caller their own change, are strongly
// consistent, except whether a person has any role, whose removal is delayed anyway. Reads of the indexes
// and of public postings, and of accounts by name or identifier, are eventually consistent. Single items are written under a
// condition, except postings and the rows that follow.
package dynamo

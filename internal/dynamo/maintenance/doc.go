// Package maintenance has the operations on the whole table: it fills the table, checks its consistency, and rebuilds the
// search index. It scans, and writes without conditions, which no function may do; so no function imports it.
//
//	method                          | calls
//	Inspect                         | Scan, BatchGetItem, Query ACCOUNT#id; to repair, TransactWriteItems
//	Account                         | Query ACCOUNT#id
//	AccountPage, PostingPage        | Scan
//	StalePostings                   | BatchGetItem ACCOUNT
//	RemoveStale                     | BatchGetItem ACCOUNT, WORD, then TransactWriteItems
//	MarkForIndex                    | UpdateItem ACCOUNT
//	Load, LoadMany, LoadOpened      | BatchWriteItem
package maintenance

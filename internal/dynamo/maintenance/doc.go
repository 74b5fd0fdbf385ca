// Package maintenance does what concerns the whole table: it fills the table, checks whether it is whole, and rebuilds its
// search index. It scans and writes without a condition, which no function may; so no function links it.
//
//	method                          | calls
//	Inspect                         | Scan, BatchGetItem, Query ACCOUNT#id; to repair, TransactWriteItems
//	AccountPage, PostingPage        | Scan
//	StalePostings                   | BatchGetItem ACCOUNT
//	RemoveStale                     | BatchGetItem ACCOUNT, WORD, then TransactWriteItems
//	MarkForIndex                    | UpdateItem ACCOUNT
//	Load, LoadMany, LoadOpened      | BatchWriteItem
package maintenance

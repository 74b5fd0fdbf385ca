// Package workflow holds the use cases: what people and the schedule do with the system, one file a
// verb. A use case reads, asks the domain (package account) what follows, and stores the answer
// whole. It declares the small interfaces it needs; their comments are contracts that every
// implementation keeps and the storage contract suite (package storagetest) checks.
//
// Nothing is decided on a stale read: every write names the version it was decided on, and a writer
// that lost reads again and asks the domain again, so it learns who won.
package workflow

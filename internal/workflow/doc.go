// Package workflow has the use cases: the actions of people and of the schedule. A use case reads what it needs, calls
// the domain (package account) for the decision, and stores the result in one transaction. It declares the interfaces
// that it needs; their comments are contracts, which the contract suite (package storagetest) checks.
//
// No decision depends on a stale read: every write has the version that it was decided on as its condition. After a
// conflict the use case reads again and decides again.
package workflow

// Package search holds the use cases that find accounts: by the beginnings of words, by a whole name or domain
// identifier, and in a person's own directory. It also keeps the search index in step with the accounts. It declares
// the small interfaces that it needs; their comments are contracts that the storage contract suite (package
// internal/workflow/storagetest) checks.
package search

package mail

// Unlinked is unlinked.
var Unlinked = unlinked

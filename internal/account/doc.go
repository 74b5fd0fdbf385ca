// Package account is the domain: Smart Accounts and the requests for them.
//
// A partner (the requester) requests a Smart Account on behalf of a customer. The request names the
// account, its domain identifier and the customer's e-mail addresses. While it is undecided the
// account is Pending. Nominees decide it; each has a link of their own.
// The first decision wins: approving makes the account Active and the approver its first Smart
// Account Administrator; declining, rejecting, withdrawing and expiring end the request and release
// the domain identifier. A nominee may forward the decision to another person of the same company.
//
// Actions are pure functions: each returns a new Request and the Event that records it, or an error. The table transitions
// in state.go says which action is legal in which state. The package does not depend on storage, mail, clocks or the web:
// times, ids and the acting person are arguments.
package account

// Package account is the domain: Smart Accounts and the requests for them.
//
// A partner (the requester) asks for a Smart Account on behalf of a customer. The request names the
// account, its domain identifier and the customer's e-mail addresses. While it is undecided the
// account is Pending. The people who may decide are the nominees; each holds a link of their own.
// The first decision wins: approving makes the account Active and the approver its first Smart
// Account Administrator; declining, rejecting, withdrawing and expiring end the request and release
// the domain identifier. A nominee may forward the decision to somebody else of the same company.
//
// The rules are values: a Request is read, an action answers a new Request and the Event that
// records it, or says why it refuses. Which action is legal in which state stands in one table,
// transitions in state.go. Nothing here knows of storage, mail, clocks or the web: times, ids and
// the acting person come in as arguments.
package account

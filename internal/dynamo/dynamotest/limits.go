package dynamotest

import (
	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// RequestLimits limits one person, and all of one company, to so many requests a day, and far more pending ones.
func RequestLimits(aDay account.Limit) workflow.RequestLimits {
	const pending = 1000
	return workflow.RequestLimits{Person: aDay, Domain: aDay, Pending: account.PendingLimit{Most: pending, New: pending}}
}

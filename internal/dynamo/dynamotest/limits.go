package dynamotest

import (
	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// RequestLimits returns limits with the same rate limit for a person and a company, and far more pending requests.
func RequestLimits(aDay account.Limit) workflow.RequestLimits {
	const pending = 1000
	return workflow.RequestLimits{Person: aDay, Domain: aDay, Pending: account.PendingLimit{Most: pending, New: pending}}
}

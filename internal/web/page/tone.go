package page

import "smartaccounts/internal/account"

// stateTone is the account status whose colours a request's badge wears.
func stateTone(s account.State) account.AccountStatus {
	switch {
	case s == account.Approved:
		return account.AccountActive
	case s.Ended():
		return account.AccountCancelled
	default:
		return account.AccountPending
	}
}

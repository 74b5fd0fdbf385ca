package page

import "smartaccounts/internal/account"

// stateTone returns the account status whose colours the badge of a request's state has.
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

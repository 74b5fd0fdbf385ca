package administration

import (
	"context"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
)

// Log reads the logs of accounts.
type Log struct {
	Store interface {
		AccountReader
		Lister
	}
	Now func() time.Time
}

// LogFilter says which entries are wanted, as it was typed. An empty field is no condition.
type LogFilter struct{ Kind, Actor, From, To string }

// Read returns a page of the log, the newest entry first. It reads a bounded number of entries, so that a page may be short although another
// follows. It returns account.ErrForbidden if the person may not read the log, account.ErrNotFound if they may not know of the
// account, and account.InvalidInput about the filter.
func (l Log) Read(ctx context.Context, by account.Person, id account.ID, f LogFilter, limit int, cursor string) (paging.Page[account.LogEntry], error) {
	panic("not built")
}

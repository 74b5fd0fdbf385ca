package layout

import (
	"fmt"
	"time"

	"smartaccounts/internal/account"
)

// WaitingItem returns the item of a request that waits for a nominee, or for the administrators of an account.
func WaitingItem(w account.Waiting) Item {
	i := NewItem(WaitingKey(w))
	putAccount(i, w.Account)
	i.PutText("rowOrder", RowOrder(w.OpenedAt, w.Account.RequestID))
	i.putTime("askedAt", w.AskedAt)
	if len(w.Asked) > 0 {
		i["nominees"] = nomineeList(w.Asked)
	}
	return i
}

// ReadWaiting reads a request that waits.
func ReadWaiting(read *Reader) (account.Waiting, error) {
	w := account.Waiting{
		Account: ReadAccount(read), OpenedAt: readRowOrder(read), AskedAt: read.Time("askedAt"), Asked: ReadNominees(read),
	}
	if pk := read.Text("PK"); pk == AccountKey(IDOf(pk)).PK {
		w.Above = IDOf(pk)
	} else {
		w.Nominee = account.Email(IDOf(pk))
	}
	if read.Err != nil {
		return account.Waiting{}, fmt.Errorf("waiting request %s: %w", w.Account.RequestID, read.Err)
	}
	return w, nil
}

// waitingOrder returns the order of requests that wait: the oldest first. Like RowOrder, it never changes.
func waitingOrder(w account.Waiting) string {
	return fmt.Sprintf("%013d#%s", max(w.OpenedAt.UnixMilli(), 0), w.Account.RequestID)
}

// WaitMarkItem returns the item that says until when something may wait for the administrators of an account or of its parts.
func WaitMarkItem(id account.ID, until time.Time) Item {
	i := NewItem(WaitMarkKey(id))
	i.putTime(AttrUntil, until)
	i.DeleteAfter(until)
	return i
}

package layout

import (
	"time"

	"smartaccounts/internal/account"
)

// RequestRowItem returns the requester's row of the request.
func RequestRowItem(r account.Request) Item {
	i := NewItem(RowKeyOf(r))
	putAccount(i, r.Account)
	i.PutText("state", string(r.State))
	return i
}

// MemberRowItem returns a member's row of the account.
func MemberRowItem(m account.Membership, a account.Account) Item {
	i := NewItem(MemberRowKey(m.Person, PlaceOf(a)))
	putAccount(i, a)
	putTexts(i, "roles", m.Roles())
	i.putTime("since", m.Since)
	i.putTime(AttrUntil, m.InForceUntil())
	return i
}

// RowInForce reports whether the membership of a row has not ended by itself; rows of requests never do.
func RowInForce(read *Reader, now time.Time) bool {
	until := read.Time(AttrUntil)
	return until.IsZero() || now.Before(until)
}

// AttrUntil is the attribute of a member's row with when the membership ends by itself.
const AttrUntil = "untilAt"

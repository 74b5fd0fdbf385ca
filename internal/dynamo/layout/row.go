package layout

import (
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

// AttrUntil is the attribute of a member's row with when the membership ends by itself.
const AttrUntil = "untilAt"

package layout

import (
	"fmt"
	"strings"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
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

// RowPrefix returns what the sort keys of a part of the directory begin with.
func RowPrefix(part search.Part) string { return fmt.Sprintf("%s%d#", PrefixRow, part) }

// ReadRow reads a row of a person's directory. Its position is the sort key without PrefixRow.
func ReadRow(read *Reader) search.Row {
	row := search.Row{
		WithAccess: account.WithAccess{Account: ReadAccount(read), Access: Texts[account.Role](read, "roles")},
		State:      account.State(read.Text("state")),
		Position:   strings.TrimPrefix(read.Text("SK"), PrefixRow),
	}
	for _, part := range []search.Part{search.PendingPart, search.MemberPart, search.EndedPart} {
		if strings.HasPrefix(read.Text("SK"), RowPrefix(part)) {
			row.Part = part
		}
	}
	return row
}

// RowInForce reports whether the membership of a row has not ended by itself; rows of requests never do.
func RowInForce(read *Reader, now time.Time) bool {
	until := read.Time(AttrUntil)
	return until.IsZero() || now.Before(until)
}

// AttrUntil is the attribute of a member's row with when the membership ends by itself.
const AttrUntil = "untilAt"

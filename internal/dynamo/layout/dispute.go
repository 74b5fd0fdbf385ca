package layout

import (
	"fmt"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// DisputeItem returns the item of a dispute.
func DisputeItem(d account.Dispute) Item {
	i := NewItem(DisputeKey(d.ID))
	putLikeness(i, d.Account)
	i.PutText("requestId", string(d.RequestID))
	i.PutText("disputedBy", string(d.By))
	i.PutText("note", d.Note)
	i.putTime("createdAt", d.OpenedAt)
	i.PutText("rowOrder", RowOrder(d.ListedAt, d.ID))
	i.PutText("language", string(d.Language))
	i.putNumber("version", d.Version)
	i.putTime("provedAt", d.ProvedAt)
	i.putTime("endsAt", d.EndsAt)
	i.putTime("lookAt", d.LookAt)
	s := d.Settlement
	if s == nil {
		i.PutText("listStatus", ListDisputes)
		if due := d.DueAt(); !due.IsZero() {
			i.PutText("duePartition", duePartition(DueDisputes, d.ID))
			i.putTime("dueAt", due)
		}
		return i
	}
	i.PutText("listStatus", ListSettled)
	i.putTime("settledAt", s.At)
	i.PutText("settledBy", string(s.By))
	i.PutText("outcome", string(s.Outcome))
	i.PutText("reason", s.Reason)
	i.PutText("administrator", string(s.Administrator))
	return i
}

// ReadDispute reads a dispute.
func ReadDispute(read *Reader) (account.Dispute, error) {
	d := account.Dispute{
		ID:        IDOf(read.Text("PK")),
		Account:   readLikeness(read),
		RequestID: account.ID(read.Text("requestId")),
		By:        account.Email(read.Text("disputedBy")),
		Note:      read.Text("note"),
		OpenedAt:  read.Time("createdAt"),
		ListedAt:  readRowOrder(read),
		Language:  account.Language(read.Text("language")),
		Version:   read.Number("version"),
		ProvedAt:  read.Time("provedAt"),
		EndsAt:    read.Time("endsAt"),
		LookAt:    read.Time("lookAt"),
	}
	if at := read.Time("settledAt"); !at.IsZero() {
		d.Settlement = &account.Settlement{
			At: at, By: account.Email(read.Text("settledBy")), Outcome: account.Outcome(read.Text("outcome")),
			Reason: read.Text("reason"), Administrator: account.Email(read.Text("administrator")),
		}
	}
	if read.Err != nil {
		return account.Dispute{}, fmt.Errorf("dispute %s: %w", d.ID, read.Err)
	}
	return d, nil
}

// RaisedItem returns the item that lists the dispute under the person who raised it.
func RaisedItem(d account.Dispute) Item {
	i := NewItem(RaisedKeyOf(d))
	i.PutText(AttrDispute, string(d.ID))
	return i
}

// OpenDisputeItem returns the item that exists while the dispute is open.
func OpenDisputeItem(d account.Dispute) Item {
	i := NewItem(DisputedKeyOf(d))
	i.PutText(AttrDispute, string(d.ID))
	return i
}

// AttrToldMails is the attribute of a dispute with copies of the mails of its last step, of an entry of a log with those of its change, and
// of a member with its last reminders. AttrDispute is the attribute of a
// mail, or of a membership given by a settlement, with the dispute's id. Package maintenance relates the items by them.
const (
	AttrToldMails = "toldMails"
	AttrDispute   = "disputeId"
)

// ChangeMailItems returns the items of the mails about a change that made that version of an account.
func ChangeMailItems(mails []workflow.Mail, version int) (told []Item) {
	for _, m := range mails {
		told = append(told, CalledMailItem(m, version))
	}
	return told
}

// ToldMailItems returns the items of the mails of one step of a dispute.
func ToldMailItems(id account.ID, mails []workflow.Mail) (told []Item) {
	for _, m := range mails {
		m.DisputeID = id
		told = append(told, MailItem(Queued(m)))
	}
	return told
}

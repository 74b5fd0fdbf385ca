package layout

import (
	"fmt"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// LinkItem returns the item of a link.
func LinkItem(l workflow.KeptLink) Item {
	i := NewItem(LinkKey(l.Hash))
	// Empty values are stored too: conditions compare them.
	i["requestId"], i["nominee"], i["generation"] = Text(string(l.Link.RequestID)), Number(l.Link.Nominee), Number(l.Link.Generation)
	i["purpose"] = Text(string(l.Link.Purpose))
	i["address"], i["requester"] = Text(string(l.Link.Address)), Text(string(l.Link.Requester))
	return i
}

// ReadLink reads a link.
func ReadLink(read *Reader) (workflow.Link, error) {
	l := workflow.Link{
		RequestID:  account.ID(read.Text("requestId")),
		Nominee:    read.Number("nominee"),
		Generation: read.Number("generation"),
		Purpose:    workflow.Purpose(read.Text("purpose")),
		Address:    account.Email(read.Text("address")),
		Requester:  account.Email(read.Text("requester")),
	}
	if read.Err != nil {
		return workflow.Link{}, fmt.Errorf("link: %w", read.Err)
	}
	return l, nil
}

package layout

import (
	"fmt"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// RecordItem returns the item of an idempotency record.
func RecordItem(r workflow.IdempotencyRecord) Item {
	i := NewItem(RecordKey(r.Person, r.Key))
	i.PutText("person", string(r.Person))
	i["body"] = Bytes(r.Body[:])
	i.PutText("requestId", string(r.RequestID))
	i.putTime("keptUntilAt", r.KeptUntil)
	i.DeleteAfter(r.KeptUntil)
	return i
}

// ReadRecord reads the idempotency record of a person's key.
func ReadRecord(read *Reader, person account.Email, key string) (workflow.IdempotencyRecord, error) {
	r := workflow.IdempotencyRecord{
		Person: person, Key: key,
		RequestID: account.ID(read.Text("requestId")),
		KeptUntil: read.Time("keptUntilAt"),
	}
	read.fill("body", r.Body[:])
	if read.Err != nil {
		return workflow.IdempotencyRecord{}, fmt.Errorf("idempotency record: %w", read.Err)
	}
	return r, nil
}

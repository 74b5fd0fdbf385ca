package dynamo

import (
	"context"
	"fmt"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Standing implements workflow.Submit's store.
func (t *Table) Standing(ctx context.Context, domain account.Domain, person account.Email, idempotencyKey string) (workflow.Standing, error) {
	atDomain, atRecord := domainKey{domain}, recordKey{person, idempotencyKey}
	keys := []key{atDomain}
	if idempotencyKey != "" {
		keys = append(keys, atRecord)
	}
	found, err := t.getAll(ctx, keys...)
	if err != nil {
		return workflow.Standing{}, err
	}
	var standing workflow.Standing
	if marker := found[keyed(atDomain)]; marker != nil {
		read := &reader{item: marker}
		standing.Holder = account.ID(read.text("requestId"))
		if read.err != nil {
			return workflow.Standing{}, fmt.Errorf("marker of %s: %w", domain, read.err)
		}
	}
	if record := found[keyed(atRecord)]; record != nil {
		read := &reader{item: record}
		standing.Record = &workflow.Record{
			Person: person, Key: idempotencyKey,
			RequestID: account.ID(read.text("requestId")),
			KeptUntil: read.time("keptUntilAt"),
		}
		read.fill("body", standing.Record.Body[:])
		if read.err != nil {
			return workflow.Standing{}, fmt.Errorf("idempotency record: %w", read.err)
		}
	}
	return standing, nil
}

// recordWrite keeps the record unless one is there that is still kept.
func recordWrite(r workflow.Record, now time.Time) write {
	i := newItem(recordKey{r.Person, r.Key})
	i.putText("person", string(r.Person))
	i["body"] = bits(r.Body[:])
	i.putText("requestId", string(r.RequestID))
	i.putTime("keptUntilAt", r.KeptUntil)
	i.deleteAfter(r.KeptUntil)
	return put(i, isNew+" OR #keptUntilAt <= :now", item{":now": instant(now)},
		func(item) error { return workflow.ErrKeyUsed })
}

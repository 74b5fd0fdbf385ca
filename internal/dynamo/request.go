package dynamo

import (
	"context"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
)

// Request implements workflow.RequestReader.
func (t *Table) Request(ctx context.Context, id account.ID) (account.Request, error) {
	read, err := t.client.Get(ctx, layout.RequestKey(id))
	if err != nil {
		return account.Request{}, err
	}
	return layout.ReadRequest(read)
}

// History implements workflow.RequestLister.
func (t *Table) History(ctx context.Context, id account.ID) ([]account.Event, error) {
	var history []account.Event
	for i, err := range t.client.Items(ctx, client.InPartition(layout.RequestKey(id).PK, layout.PrefixEvent)) {
		if err != nil {
			return nil, err
		}
		event, err := layout.ReadEvent(layout.NewReader(i))
		if err != nil {
			return nil, err
		}
		history = append(history, event)
	}
	return history, nil
}

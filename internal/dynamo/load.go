package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/workflow"
)

// Load fills the table with accounts that are there already: demonstration data. It asks nothing,
// overwrites what it meets, and so has no place in a function.
func (t *Table) Load(ctx context.Context, accounts []workflow.StoredAccount) error {
	var writes []types.WriteRequest
	for _, stored := range accounts {
		for _, i := range itemsOf(stored) {
			writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: i}})
		}
	}
	const atOnce = 16
	loads, loadCtx := errgroup.WithContext(ctx)
	loads.SetLimit(atOnce)
	for len(writes) > 0 {
		batch := writes[:min(len(writes), mostBatchWrites)]
		writes = writes[len(batch):]
		loads.Go(func() error { return t.writeAll(loadCtx, batch) })
	}
	return loads.Wait()
}

// itemsOf are all items of an account but its request's, which it need not have.
func itemsOf(stored workflow.StoredAccount) []item {
	a := stored.Account
	all := []item{accountItem(a), nameItem(a), lookItem(a), domainItem(a)}
	for _, m := range stored.Members {
		all = append(all, memberItem(m), memberRowItem(m, a))
	}
	for _, v := range stored.VirtualAccounts {
		all = append(all, virtualItem(v))
	}
	if a.FoundByPart() {
		all = append(all, postings(a)...)
	}
	return all
}

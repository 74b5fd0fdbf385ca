package maintenance

import (
	"context"
	"iter"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// Load fills the table with accounts that are there already: demonstration data. It asks nothing,
// overwrites what it meets, and so has no place in a function.
func (t *Maintainer) Load(ctx context.Context, accounts []workflow.StoredAccount) error {
	_, err := t.LoadMany(ctx, slices.Values(accounts), Loading{})
	return err
}

// Loading says how LoadMany goes about it.
type Loading struct {
	Batches int          // that are on their way at once; 0 for the usual number
	Stored  func(Loaded) // told now and then how far it is, one call at a time, each further than the one before
}

// Loaded counts the accounts that are certainly stored, and the items of these.
type Loaded struct {
	Accounts       int   `json:"accounts"`
	PublicAccounts int   `json:"publicAccounts"`
	Items          int   `json:"items"`
	Postings       int   `json:"postings"` // of the items
	Bytes          int64 `json:"bytes"`    // of the items, as DynamoDB counts them
}

// LoadMany is Load for more accounts than fit into memory. It answers how many it has stored from the
// first on without a gap, also if it fails: whoever repeats it begins after these. Of the next ones
// there may be some items already.
func (t *Maintainer) LoadMany(ctx context.Context, accounts iter.Seq[workflow.StoredAccount], how Loading) (Loaded, error) {
	const usually = 16
	if how.Batches == 0 {
		how.Batches = usually
	}
	gapless := gapless{stored: how.Stored}
	loads, loadCtx := errgroup.WithContext(ctx)
	loads.SetLimit(how.Batches)
	send := func(batch []types.WriteRequest, until Loaded) {
		number := gapless.begin(until)
		loads.Go(func() error {
			if err := t.client.WriteAll(loadCtx, batch); err != nil {
				return err
			}
			gapless.end(number)
			return nil
		})
	}
	var batch []types.WriteRequest
	var until Loaded // with the last account that the batch ends
	for stored := range accounts {
		if loadCtx.Err() != nil {
			break
		}
		items, postings := itemsOf(stored)
		one := Loaded{Accounts: 1, Items: len(items), Postings: postings}
		if stored.Account.FoundByPart() {
			one.PublicAccounts = 1
		}
		for _, i := range items {
			one.Bytes += int64(sizeOf(i))
			if len(batch) == client.MostBatchWrites {
				send(batch, until)
				batch = nil
			}
			batch = append(batch, types.WriteRequest{PutRequest: &types.PutRequest{Item: i}})
		}
		until = until.Plus(one)
	}
	if loadCtx.Err() == nil {
		send(batch, until)
	}
	err := loads.Wait()
	if err == nil {
		err = ctx.Err()
	}
	return gapless.reached, err
}

// LoadOpened fills the table with requests as they were opened, likewise. It stores neither mails nor what was used up.
func (t *Maintainer) LoadOpened(ctx context.Context, opened iter.Seq[workflow.Change]) error {
	const atOnce = 16
	loads, loadCtx := errgroup.WithContext(ctx)
	loads.SetLimit(atOnce)
	var batch []types.WriteRequest
	send := func() {
		now := batch
		batch = nil
		loads.Go(func() error { return t.client.WriteAll(loadCtx, now) })
	}
	for c := range opened {
		if loadCtx.Err() != nil {
			break
		}
		for _, i := range dynamo.ItemsOfOpening(c) {
			if batch = append(batch, types.WriteRequest{PutRequest: &types.PutRequest{Item: i}}); len(batch) == client.MostBatchWrites {
				send()
			}
		}
	}
	send()
	return loads.Wait()
}

// itemsOf are all items of an account but its request's, which it need not have, and how many of them
// are postings.
func itemsOf(stored workflow.StoredAccount) (all []layout.Item, listed int) {
	a := stored.Account
	all = append([]layout.Item{layout.AccountItem(a), layout.NameItem(a), layout.LookItem(a), layout.DomainItem(a)}, layout.NameLookItems(a)...)
	for _, m := range stored.Members {
		all = append(all, layout.MemberItem(m), layout.MemberRowItem(m, a))
		all = append(all, layout.OwnPostings(m.Person, a, true)...)
	}
	for _, v := range stored.VirtualAccounts {
		all = append(all, layout.VirtualItem(v))
	}
	if a.FoundByPart() {
		found := layout.Postings(a)
		all, listed = append(all, found...), len(found)
	}
	return all, listed
}

// Plus adds what another run has loaded.
func (l Loaded) Plus(m Loaded) Loaded {
	return Loaded{l.Accounts + m.Accounts, l.PublicAccounts + m.PublicAccounts, l.Items + m.Items, l.Postings + m.Postings, l.Bytes + m.Bytes}
}

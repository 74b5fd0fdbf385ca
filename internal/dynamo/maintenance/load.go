package maintenance

import (
	"context"
	"iter"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/workflow"
)

// Load stores accounts without requests: demonstration data. It overwrites existing items without a condition, so no
// function may call it.
func (t *Maintainer) Load(ctx context.Context, accounts []workflow.StoredAccount) error {
	_, err := t.LoadMany(ctx, slices.Values(accounts), Loading{})
	return err
}

// Loading has the options of LoadMany.
type Loading struct {
	Batches int          // how many are written at the same time; 0 for the default
	Stored  func(Loaded) // called with the progress from time to time, never concurrently; it only increases
}

// Loaded counts accounts that are stored completely, and their items.
type Loaded struct {
	Accounts       int   `json:"accounts"`
	PublicAccounts int   `json:"publicAccounts"`
	Items          int   `json:"items"`
	Postings       int   `json:"postings"` // of the items
	Bytes          int64 `json:"bytes"`    // of the items, as DynamoDB counts them
}

// LoadMany is Load for more accounts than fit into memory. Also on an error it returns how many accounts are stored, counted
// from the first one without a gap: the caller can continue after them. Some items of later accounts may be stored too.
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
	var until Loaded // up to the last account whose items are all in this batch or earlier ones
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

// LoadOpened stores the requests of opening changes in the same way, without their mails and uses.
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

// itemsOf returns the items of an account, and how many of them are postings. Items of its request are not included,
// because it may have none.
func itemsOf(stored workflow.StoredAccount) (all []layout.Item, listed int) {
	a := stored.Account
	item := layout.AccountItem(a)
	if a.Status == account.AccountActive {
		administered := dynamo.Counted(account.Administered{Account: a, Version: 1}, stored.Members, stored.VirtualAccounts)
		item = layout.AdministeredItem(administered)
		all = dynamo.ListItems(administered, "", a.CreatedAt, stored.Members, stored.VirtualAccounts)
	}
	all = append(append(all, item, layout.NameItem(a), layout.LookItem(a), layout.DomainItem(a)), layout.NameLookItems(a)...)
	for _, m := range stored.Members {
		all = append(all, layout.StoredMemberItem(m, m.Since), layout.MemberRowItem(m, a))
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

// Plus returns the sum of l and m.
func (l Loaded) Plus(m Loaded) Loaded {
	return Loaded{l.Accounts + m.Accounts, l.PublicAccounts + m.PublicAccounts, l.Items + m.Items, l.Postings + m.Postings, l.Bytes + m.Bytes}
}

package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

// mostOwnAtOnce is the maximum number of own postings that a transaction stores: the largest has 88 of 100 writes without
// them. Most names have four words. If there are more postings, all of them are stored before the transaction.
const mostOwnAtOnce = 12

// provisional is the time to live of own postings that are stored before their transaction, until KeepOwnPostings stores
// them again without one. They reveal nothing: a search reads the account itself before it shows it.
const provisional = 24 * time.Hour

// manyOwn reports whether the account has more own postings than a transaction stores.
func manyOwn(a account.Account) bool {
	return len(layout.OwnPostings(a.Requester, a, false)) > mostOwnAtOnce
}

// holder is a person for whom a change adds own postings.
type holder struct {
	person  account.Email
	account account.Account
	member  bool
	follows bool // those of an earlier change may still be stored or deleted
}

// holdersOf returns the persons for whom the change adds own postings.
func holdersOf(c workflow.Change) []holder {
	var all []holder
	if c.Before == nil {
		all = append(all, holder{person: c.After.Requester, account: c.After.Account})
	}
	if c.Creation != nil {
		all = append(all, holder{person: c.Creation.Administrator.Person, account: c.After.Account, member: true})
	}
	return all
}

// ahead reports whether the postings are stored before the transaction, and kept by KeepOwnPostings: if they are too
// many, or if some exist already because the new member is also the requester or has just been removed. Those of a removed
// member are then deleted after the transaction.
func (h holder) ahead() bool {
	return h.follows || manyOwn(h.account) || h.member && h.person == h.account.Requester
}

// ownWrites returns the writes of the postings that the transaction stores.
func ownWrites(h holder) []client.Write {
	if h.ahead() {
		return nil
	}
	var writes []client.Write
	for _, i := range layout.OwnPostings(h.person, h.account, h.member) {
		writes = append(writes, client.Create(i, client.Conflict))
	}
	return writes
}

// ownDeletes returns the deletes of a removed member's postings that the transaction contains.
func ownDeletes(h holder) []client.Write {
	if h.ahead() {
		return nil
	}
	var writes []client.Write
	for _, i := range layout.OwnPostings(h.person, h.account, h.member) {
		writes = append(writes, client.Delete(layout.KeyOf(i), isOwnPosting, layout.Item{":domain": layout.Text(string(h.account.Domain))}))
	}
	return writes
}

// isOwnPosting is the condition that an own posting is of the account with the identifier :domain, or missing.
const isOwnPosting = client.IsNew + " OR #domain = :domain"

// prepareOwn stores the postings that the transaction does not, with a time to live. It leaves existing ones as they are,
// because they may have none.
func (t *Table) prepareOwn(ctx context.Context, at time.Time, all ...holder) error {
	const atOnce = 10
	puts, putCtx := errgroup.WithContext(ctx)
	puts.SetLimit(atOnce)
	for _, i := range itemsAhead(all) {
		i.DeleteAfter(at.Add(provisional))
		puts.Go(func() error {
			if err := t.client.PutOne(putCtx, client.Create(i, client.Conflict)); !errors.Is(err, retry.ErrConflict) {
				return err
			}
			return nil
		})
	}
	return puts.Wait()
}

// itemsAhead returns the postings that the transaction does not store.
func itemsAhead(all []holder) (items []layout.Item) {
	for _, h := range all {
		if h.ahead() {
			items = append(items, layout.OwnPostings(h.person, h.account, h.member)...)
		}
	}
	return items
}

// KeepOwnPostings implements search.Index.Store.
func (t *Table) KeepOwnPostings(ctx context.Context, a account.Account) error {
	members, err := t.membersOf(ctx, a.ID)
	if err != nil {
		return err
	}
	former, err := t.followChange(ctx, a, members)
	if err != nil {
		return err
	}
	isRequester := func(m account.Membership) bool { return m.Person == a.Requester }
	if manyOwn(a) || slices.ContainsFunc(members, isRequester) {
		if err := t.putOwnPostings(ctx, a, members); err != nil {
			return err
		}
	}
	return t.followOwnPostings(ctx, a, former)
}

// followOwnPostings stores or deletes the own postings of the persons with FOLLOW items, and deletes these.
func (t *Table) followOwnPostings(ctx context.Context, a account.Account, former []string) error {
	var following []layout.Item
	for i, err := range t.client.Items(ctx, client.InPartition(layout.AccountKey(a.ID).PK, layout.PrefixFollow)) {
		if err != nil {
			return err
		}
		following = append(following, i)
	}
	for _, i := range following {
		read := layout.NewReader(i)
		person := account.Email(read.Text("person"))
		if read.Err != nil {
			return fmt.Errorf("account %s: %w", a.ID, read.Err)
		}
		_, err := t.client.Get(ctx, layout.MemberKey(a.ID, person))
		if err != nil && !errors.Is(err, account.ErrNotFound) {
			return err
		}
		member := err == nil && a.Status == account.AccountActive
		var writes []types.WriteRequest
		for _, own := range layout.OwnPostings(person, a, member) {
			if member || person == a.Requester {
				writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: own}})
			} else {
				writes = append(writes, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: layout.NewItem(layout.KeyOf(own))}})
			}
		}
		if !member {
			writes = append(writes, formerDeletes(person, a, former)...)
		}
		if err := t.client.WriteAll(ctx, writes); err != nil {
			return err
		}
		done := client.Delete(layout.KeyOf(i), "#version = :version", layout.Item{":version": i[layout.AttrVersion]})
		if err := t.client.Transact(ctx, []client.Write{done}); err != nil {
			return err // the person was removed or added again meanwhile
		}
	}
	return nil
}

// PutOwnPostings stores the account's own postings for its requester and, while it is active, its members. It is safe to
// repeat, and not atomic.
func (t *Table) PutOwnPostings(ctx context.Context, a account.Account) error {
	members, err := t.membersOf(ctx, a.ID)
	if err != nil {
		return err
	}
	return t.putOwnPostings(ctx, a, members)
}

func (t *Table) putOwnPostings(ctx context.Context, a account.Account, members []account.Membership) error {
	belongs := map[account.Email]bool{}
	if a.Requester != "" {
		belongs[a.Requester] = false
	}
	if a.Status == account.AccountActive {
		for _, m := range members {
			belongs[m.Person] = true
		}
	}
	var writes []types.WriteRequest
	for by, member := range belongs {
		for _, i := range layout.OwnPostings(by, a, member) {
			writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: i}})
		}
	}
	return t.client.WriteAll(ctx, writes)
}

func (t *Table) membersOf(ctx context.Context, id account.ID) ([]account.Membership, error) {
	var members []account.Membership
	for i, err := range t.client.Items(ctx, client.InPartition(layout.AccountKey(id).PK, layout.PrefixMember)) {
		if err != nil {
			return nil, err
		}
		read := layout.NewReader(i)
		members = append(members, layout.ReadMember(read))
		if read.Err != nil {
			return nil, fmt.Errorf("account %s: %w", id, read.Err)
		}
	}
	return members, nil
}

// OwnPostings implements search.Directory.
func (t *Table) OwnPostings(ctx context.Context, by account.Email, beginning, after string, most int) (found []search.OwnPosting, next string, err error) {
	if beginning == "" || len(after) > layout.LongestAfter {
		return nil, "", nil // no position is empty or so long
	}
	from := layout.BeginningOf(beginning)
	to := from + layout.Highest
	if after >= from {
		from = after + layout.Lowest
	}
	if from >= to {
		return nil, "", nil
	}
	in := client.Between(layout.PersonPartition(by), layout.PrefixOwn+from, layout.PrefixOwn+to)
	in.Limit = client.Limit(most)
	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return nil, "", err
		}
		p, err := layout.ReadOwnPosting(layout.NewReader(i))
		if err != nil {
			return nil, "", err
		}
		if found = append(found, p); len(found) == most {
			return found, p.Position, nil
		}
	}
	return found, "", nil
}

// OwnAccounts implements search.Directory.
func (t *Table) OwnAccounts(ctx context.Context, by account.Email, accounts, memberships []account.ID) (map[account.ID]search.Own, error) {
	keys := make([]layout.Key, 0, len(accounts)+len(memberships))
	for _, id := range accounts {
		keys = append(keys, layout.AccountKey(id))
	}
	for _, id := range memberships {
		keys = append(keys, layout.MemberKey(id, by))
	}
	items, err := t.client.GetAll(ctx, distinct(keys)...)
	if err != nil {
		return nil, err
	}
	found := map[account.ID]search.Own{}
	for k, i := range items {
		read := layout.NewReader(i)
		id := layout.IDOf(k.PK)
		f := found[id]
		if k.SK == layout.SortAccount {
			a := layout.ReadAdministered(read)
			f.Account, f.DefaultVirtual = a.Account, a.DefaultVirtual
		} else {
			f.Membership = layout.ReadMember(read)
		}
		found[id] = f
		if read.Err != nil {
			return nil, fmt.Errorf("account %s: %w", id, read.Err)
		}
	}
	return found, nil
}

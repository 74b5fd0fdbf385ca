package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
)

// followChange lets the rows and own postings of the members, and the public postings, follow a change of the account's name
// or visibility, and returns the names under which items may still list the account. It is safe to repeat; until the index
// mark is cleared, the account has its former names.
func (t *Table) followChange(ctx context.Context, a account.Account, members []account.Membership) ([]string, error) {
	read, err := t.client.Get(ctx, layout.AccountKey(a.ID))
	if err != nil {
		return nil, err
	}
	former := layout.Texts[string](read, layout.AttrFormerNames)
	if read.Err != nil || len(former) == 0 {
		return nil, read.Err
	}
	follows, followCtx := errgroup.WithContext(ctx)
	follows.SetLimit(membersAtOnce)
	follows.Go(func() error { return t.client.WriteAll(followCtx, formerPostings(a, former)) })
	isMember := false
	for _, m := range members {
		isMember = isMember || m.Person == a.Requester
		follows.Go(func() error { return t.followMember(followCtx, a, m, former) })
	}
	if !isMember && a.Requester != "" {
		follows.Go(func() error { return t.client.WriteAll(followCtx, ownMoves(a.Requester, a, false, former)) })
	}
	return former, follows.Wait()
}

// membersAtOnce is how many members follow a change at the same time.
const membersAtOnce = 10

// RestoreMembers implements search.Index.Store.
func (t *Table) RestoreMembers(ctx context.Context, a account.Account) error {
	members, err := t.membersOf(ctx, a.ID)
	if err != nil {
		return err
	}
	follows, followCtx := errgroup.WithContext(ctx)
	follows.SetLimit(membersAtOnce)
	for _, m := range members {
		follows.Go(func() error { return t.followMember(followCtx, a, m, nil) })
	}
	return follows.Wait()
}

// followMember moves the row and the own postings of a member to the account's present name. It returns retry.ErrConflict if
// the member has changed since they were read.
func (t *Table) followMember(ctx context.Context, a account.Account, m account.Membership, former []string) error {
	member := a.Status == account.AccountActive
	if err := t.client.WriteAll(ctx, ownMoves(m.Person, a, member, former)); err != nil || !member {
		return err
	}
	writes := []client.Write{
		client.Check(layout.MemberKey(a.ID, m.Person), isMemberAsRead, layout.Item{":roles": layout.MemberItem(m)["roles"]}),
		client.Put(layout.MemberRowItem(m, a), client.IsNew+" OR "+client.Exists, nil, client.Conflict),
	}
	if err := t.client.Transact(ctx, writes); err != nil {
		return fmt.Errorf("row of a member of %s: %w", a.ID, err)
	}
	return nil
}

// ownMoves returns the writes that store a person's own postings under the present name of the account, and delete their row
// and own postings under the former ones.
func ownMoves(person account.Email, a account.Account, member bool, former []string) (writes []types.WriteRequest) {
	for _, i := range layout.OwnPostings(person, a, member) {
		writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: i}})
	}
	return append(writes, formerDeletes(person, a, former)...)
}

// formerDeletes returns the deletes of a person's row and own postings under the former names of an account that they do not
// have under its present name.
func formerDeletes(person account.Email, a account.Account, former []string) (writes []types.WriteRequest) {
	keep := map[layout.Key]bool{layout.MemberRowKey(person, layout.PlaceOf(a)): true}
	for _, i := range layout.OwnPostings(person, a, false) {
		keep[layout.KeyOf(i)] = true
	}
	for _, name := range former {
		was := a
		was.Name = name
		gone := []layout.Key{layout.MemberRowKey(person, layout.PlaceOf(was))}
		for _, i := range layout.OwnPostings(person, was, false) {
			gone = append(gone, layout.KeyOf(i))
		}
		writes = append(writes, deletesExcept(keep, gone)...)
	}
	return writes
}

// formerPostings returns the deletes of the public postings under the former names that the account does not have now.
func formerPostings(a account.Account, former []string) (writes []types.WriteRequest) {
	keep := layout.PostingsOf(a)
	for _, name := range former {
		was := a
		was.Name = name
		var gone []layout.Key
		for _, i := range layout.Postings(was) {
			gone = append(gone, layout.KeyOf(i))
		}
		writes = append(writes, deletesExcept(keep, gone)...)
	}
	return writes
}

// deletesExcept returns the deletes of keys that are not among those to keep, and adds them to these, so that no key is
// deleted twice in a batch.
func deletesExcept(keep map[layout.Key]bool, gone []layout.Key) (writes []types.WriteRequest) {
	for _, k := range gone {
		if !keep[k] {
			keep[k] = true
			writes = append(writes, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: layout.NewItem(k)}})
		}
	}
	return writes
}

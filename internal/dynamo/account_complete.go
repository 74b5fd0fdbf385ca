package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/retry"
)

// CompleteAccount stores what an active account of an older release lacks: its version and counts, its first log entry, and
// the items that list its administrators and Virtual Accounts. It is safe to call again.
func (t *Table) CompleteAccount(ctx context.Context, id account.ID) error {
	read, err := t.client.Get(ctx, layout.AccountKey(id))
	if err != nil {
		return err
	}
	before := layout.ReadAdministered(read)
	if read.Err != nil {
		return fmt.Errorf("account %s: %w", id, read.Err)
	}
	if before.Version > 0 || before.Status != account.AccountActive {
		return nil
	}
	after, p, err := t.counted(ctx, before)
	if err != nil {
		return err
	}
	after.Version = 1
	var lists []types.WriteRequest
	for _, i := range ListItems(after, "", after.CreatedAt, p.members, p.virtuals) {
		lists = append(lists, types.WriteRequest{PutRequest: &types.PutRequest{Item: i}})
	}
	if err := t.client.WriteAll(ctx, lists); err != nil {
		return err
	}
	err = t.client.Transact(ctx, []client.Write{
		client.Update(layout.AccountKey(id), layout.AdministeredItem(before), layout.AdministeredItem(after),
			"attribute_not_exists(#version) AND #accountStatus = :active", layout.Item{":active": layout.Text(string(account.AccountActive))}),
	})
	if errors.Is(err, retry.ErrConflict) {
		return nil // completed or cancelled meanwhile
	}
	return err
}

// ListItems returns the items that list the administrators, the invitations and the Virtual Accounts of an account, and its
// first log entry. The actor may be unknown.
func ListItems(a account.Administered, actor account.Actor, at time.Time, members []account.Membership, virtuals []account.VirtualAccount) []layout.Item {
	all := []layout.Item{layout.LogItem(account.LogEntry{AccountID: a.ID, Version: 1, At: at, Kind: account.LogCreated, Actor: actor})}
	for _, m := range members {
		if m.ConfirmedAdministrator() {
			all = append(all, layout.AdministratorItem(m))
		}
		if m.Invited() {
			all = append(all, layout.InvitedItem(m))
		}
	}
	for _, v := range virtuals {
		all = append(all, layout.ChildItem(v))
	}
	return all
}

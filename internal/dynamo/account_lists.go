package dynamo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
)

var (
	_ administration.Lister           = (*Table)(nil)
	_ administration.InvitationReader = (*Table)(nil)
	_ administration.OperatorLister   = (*Table)(nil)
)

// itemsAfter returns items of an account whose sort keys begin with the prefix, after a position, which is a sort key without
// the prefix, and the position of the last one if there may be more.
func (t *Table) itemsAfter(ctx context.Context, partition, prefix, after string, most int) (items []layout.Item, next string, err error) {
	from, to := prefix+after+layout.Lowest, prefix+layout.Highest
	if after == "" {
		from = prefix
	}
	if len(after) > layout.LongestAfter || from > to {
		return nil, "", nil
	}
	in := client.Between(partition, from, to)
	in.Limit = client.Limit(most)
	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return nil, "", err
		}
		if items = append(items, i); len(items) == most {
			return items, strings.TrimPrefix(layout.KeyOf(i).SK, prefix), nil
		}
	}
	return items, "", nil
}

// Members implements administration.Lister. A position is an address.
func (t *Table) Members(ctx context.Context, id account.ID, after administration.Position, most int) ([]account.Membership, administration.Position, error) {
	items, next, err := t.itemsAfter(ctx, layout.AccountKey(id).PK, layout.PrefixMember, after, most)
	if err != nil {
		return nil, "", err
	}
	var members []account.Membership
	for _, i := range items {
		read := layout.NewReader(i)
		members = append(members, layout.ReadMember(read))
		if read.Err != nil {
			return nil, "", fmt.Errorf("members of %s: %w", id, read.Err)
		}
	}
	return members, next, nil
}

// Children implements administration.Lister. A position is a layout.ChildOrder.
func (t *Table) Children(ctx context.Context, id, parent account.ID, after administration.Position, most int) ([]account.VirtualAccount, administration.Position, error) {
	items, next, err := t.itemsAfter(ctx, layout.AccountKey(id).PK, layout.ChildPrefix(parent), after, most)
	if err != nil {
		return nil, "", err
	}
	if len(items) == 0 && parent == "" && after == "" {
		return t.childrenOfOlder(ctx, id)
	}
	var keys []layout.Key
	for _, i := range items {
		read := layout.NewReader(i)
		keys = append(keys, layout.VirtualKey(id, account.ID(read.Text(layout.AttrVirtual))))
		if read.Err != nil {
			return nil, "", fmt.Errorf("virtual accounts of %s: %w", id, read.Err)
		}
	}
	found, err := t.client.GetAll(ctx, keys...)
	if err != nil {
		return nil, "", err
	}
	var children []account.VirtualAccount
	for _, k := range keys {
		if found[k] == nil {
			continue // deleted between the two reads
		}
		read := layout.NewReader(found[k])
		v := layout.ReadVirtual(read)
		if read.Err != nil {
			return nil, "", fmt.Errorf("virtual accounts of %s: %w", id, read.Err)
		}
		if v.ParentID == parent { // it was not moved between the two reads
			children = append(children, v)
		}
	}
	return children, next, nil
}

// childrenOfOlder returns the Virtual Accounts at the top of an account of an older release, which has one and no CHILD items.
func (t *Table) childrenOfOlder(ctx context.Context, id account.ID) ([]account.VirtualAccount, administration.Position, error) {
	p, err := t.parts(ctx, id)
	if err != nil {
		return nil, "", err
	}
	top := slices.DeleteFunc(p.virtuals, func(v account.VirtualAccount) bool { return v.ParentID != "" })
	slices.SortFunc(top, func(a, b account.VirtualAccount) int {
		return strings.Compare(layout.ChildOrder(a), layout.ChildOrder(b))
	})
	return top, "", nil
}

// ChildPosition implements administration.Lister.
func (t *Table) ChildPosition(v account.VirtualAccount) administration.Position {
	return layout.ChildOrder(v)
}

// Log implements administration.Lister. A position is a sort key without its prefix.
func (t *Table) Log(ctx context.Context, id account.ID, from, to time.Time, after administration.Position, most int) ([]account.LogEntry, administration.Position, error) {
	first, last := layout.PrefixLog+layout.Lowest, layout.PrefixLog+layout.Highest
	if !from.IsZero() {
		first = layout.PrefixLog + layout.LogOrder(from)
	}
	if !to.IsZero() {
		last = layout.PrefixLog + layout.LogOrder(to)
	}
	if after != "" {
		last = min(last, layout.PrefixLog+after)
	}
	if len(after) > layout.LongestAfter || first > last {
		return nil, "", nil
	}
	in := client.Between(layout.AccountKey(id).PK, first, last)
	in.ScanIndexForward, in.Limit = aws.Bool(false), client.Limit(most+1) // one more: the range includes the position
	var entries []account.LogEntry
	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return nil, "", err
		}
		position := strings.TrimPrefix(layout.KeyOf(i).SK, layout.PrefixLog)
		if position == after {
			continue
		}
		e, err := layout.ReadLogEntry(layout.NewReader(i))
		if err != nil {
			return nil, "", err
		}
		if entries = append(entries, e); len(entries) == most {
			return entries, position, nil
		}
	}
	return entries, "", nil
}

// Invitations implements administration.InvitationReader.
func (t *Table) Invitations(ctx context.Context, person account.Email, most int) ([]account.ID, error) {
	items, _, err := t.itemsAfter(ctx, layout.PersonPartition(person), layout.PrefixInvited, "", most)
	if err != nil {
		return nil, err
	}
	var ids []account.ID
	for _, i := range items {
		read := layout.NewReader(i)
		ids = append(ids, account.ID(read.Text("accountId")))
		if read.Err != nil {
			return nil, fmt.Errorf("invitations of a person: %w", read.Err)
		}
	}
	return ids, nil
}

// WaitingRenames implements administration.OperatorLister.
func (t *Table) WaitingRenames(ctx context.Context, after administration.Position, most int) ([]account.Administered, administration.Position, error) {
	return listed(ctx, t, layout.ListRenames, after, most, layout.ReadListedAccount)
}

// ClosedAccounts implements administration.OperatorLister.
func (t *Table) ClosedAccounts(ctx context.Context, after administration.Position, most int) ([]account.Administered, administration.Position, error) {
	return listed(ctx, t, layout.ListClosed, after, most, layout.ReadListedAccount)
}

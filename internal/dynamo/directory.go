package dynamo

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/search"
)

// HasRole implements access.RoleReader. If an eventually consistent read finds no role, it reads again consistently, since
// the role may have been given just now. Finding a removed role is acceptable, because rows are removed with a delay anyway.
func (t *Table) HasRole(ctx context.Context, by account.Email) (bool, error) {
	now := Now()
	for _, consistent := range []bool{false, true} {
		in := client.InPartition(layout.PersonPartition(by), layout.PrefixMemberRow)
		in.Limit, in.ConsistentRead = client.Limit(1), &consistent
		for i, err := range t.client.Items(ctx, in) {
			if err != nil {
				return false, err
			}
			read := layout.NewReader(i)
			if inForce := layout.RowInForce(read, now); inForce || read.Err != nil {
				return inForce, read.Err
			}
			in.Limit = client.Limit(mostRolesLookedAt) // the first ones have ended
		}
	}
	return false, nil
}

// Holdings implements workflow.HoldingReader.
func (t *Table) Holdings(ctx context.Context, by account.Email, most int) ([]account.Holding, error) {
	in := client.InPartition(layout.PersonPartition(by), layout.PrefixMemberRow)
	in.Limit = client.Limit(most)
	now := Now()
	var held []account.Holding
	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return nil, err
		}
		read := layout.NewReader(i)
		if !layout.RowInForce(read, now) && read.Err == nil {
			continue
		}
		held = append(held, account.Holding{Account: layout.ReadAccount(read), Roles: layout.Texts[account.Role](read, "roles")})
		if read.Err != nil {
			return nil, fmt.Errorf("roles of a person: %w", read.Err)
		}
		if len(held) == most {
			break
		}
	}
	return held, nil
}

// Rows implements workflow.RowReader. A position is a row's sort key without its prefix; sort keys have the order of the
// directory.
func (t *Table) Rows(ctx context.Context, by account.Email, after string, most int) (rows []account.WithAccess, next string, err error) {
	in, ok := rowsAfter(by, layout.PrefixRow, after)
	if !ok {
		return nil, "", nil
	}
	in.Limit = client.Limit(most)
	now := Now()
	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return nil, "", err
		}
		read := layout.NewReader(i)
		row, inForce := layout.ReadRow(read), layout.RowInForce(read, now)
		if read.Err != nil {
			return nil, "", fmt.Errorf("directory: %w", read.Err)
		}
		if !inForce {
			continue
		}
		if rows = append(rows, row.WithAccess); len(rows) == most {
			return rows, row.Position, nil
		}
	}
	return rows, "", nil
}

// DirectoryRows implements search.Directory. It makes a call for each sequence of parts that follow each other.
func (t *Table) DirectoryRows(ctx context.Context, by account.Email, parts []search.Part, after string, most int) (rows []search.Row, next string, err error) {
	for len(parts) > 0 {
		last := 0
		for last+1 < len(parts) && parts[last+1] == parts[last]+1 {
			last++
		}
		from, to := layout.RowPrefix(parts[0]), layout.RowPrefix(parts[last])+layout.Highest
		if at := layout.PrefixRow + after + layout.Lowest; after != "" {
			from = max(from, at)
		}
		parts = parts[last+1:]
		if len(after) > layout.LongestAfter || from > to {
			continue
		}
		in := client.Between(layout.PersonPartition(by), from, to)
		in.Limit = client.Limit(most - len(rows))
		for i, err := range t.client.Items(ctx, in) {
			if err != nil {
				return nil, "", err
			}
			read := layout.NewReader(i)
			row := layout.ReadRow(read)
			if read.Err != nil {
				return nil, "", fmt.Errorf("directory: %w", read.Err)
			}
			if rows = append(rows, row); len(rows) == most {
				return rows, row.Position, nil
			}
		}
	}
	return rows, "", nil
}

// Contacts implements search.Directory. It makes a call for each account, some at once, and one for what they list.
func (t *Table) Contacts(ctx context.Context, accounts []account.ID, most int) (map[account.ID]search.Contacts, error) {
	const atOnce = 16
	listed := make([][]account.Email, len(accounts))
	reads, readCtx := errgroup.WithContext(ctx)
	reads.SetLimit(atOnce)
	for n, id := range accounts {
		reads.Go(func() (err error) { listed[n], err = t.firstAdministrators(readCtx, id, most, false); return err })
	}
	if err := reads.Wait(); err != nil {
		return nil, err
	}
	var keys []layout.Key
	for n, id := range accounts {
		keys = append(keys, layout.AccountKey(id))
		for _, person := range listed[n] {
			keys = append(keys, layout.MemberKey(id, person))
		}
	}
	items, err := t.client.GetAll(ctx, distinct(keys)...)
	if err != nil {
		return nil, err
	}
	found := map[account.ID]search.Contacts{}
	for n, id := range accounts {
		if items[layout.AccountKey(id)] == nil {
			continue
		}
		read := layout.NewReader(items[layout.AccountKey(id)])
		a := layout.ReadAdministered(read)
		contacts := search.Contacts{Account: a.Account, Number: a.Administrators}
		if contacts.Administrators, err = confirmedAmong(items, id, listed[n]); err == nil {
			err = read.Err
		}
		if err == nil && a.Version == 0 {
			contacts.Administrators, err = t.administratorsOfOlder(ctx, id, most)
			contacts.Number = len(contacts.Administrators)
		}
		if err != nil {
			return nil, fmt.Errorf("administrators of %s: %w", id, err)
		}
		found[id] = contacts
	}
	return found, nil
}

// VirtualNames implements search.Directory.
func (t *Table) VirtualNames(ctx context.Context, virtual []search.VirtualID) (map[search.VirtualID]string, error) {
	keys := make([]layout.Key, len(virtual))
	for n, v := range virtual {
		keys[n] = layout.VirtualKey(v.Account, v.ID)
	}
	items, err := t.client.GetAll(ctx, distinct(keys)...)
	if err != nil {
		return nil, err
	}
	names := map[search.VirtualID]string{}
	for n, k := range keys {
		if items[k] == nil {
			continue
		}
		read := layout.NewReader(items[k])
		names[virtual[n]] = layout.ReadVirtual(read).Name
		if read.Err != nil {
			return nil, fmt.Errorf("virtual account %s: %w", virtual[n].ID, read.Err)
		}
	}
	return names, nil
}

// distinct returns the keys once each, as a batch needs them.
func distinct(keys []layout.Key) []layout.Key {
	return slices.Compact(slices.SortedFunc(slices.Values(keys), layout.CompareKeys))
}

// RequestStates implements search.Directory.
func (t *Table) RequestStates(ctx context.Context, requests []account.ID) (map[account.ID]account.State, error) {
	keys := make([]layout.Key, len(requests))
	for n, id := range requests {
		keys[n] = layout.RequestKey(id)
	}
	items, err := t.client.GetAll(ctx, distinct(keys)...)
	if err != nil {
		return nil, err
	}
	states := map[account.ID]account.State{}
	for k, i := range items {
		read := layout.NewReader(i)
		states[layout.IDOf(k.PK)] = account.State(read.Text("state"))
		if read.Err != nil {
			return nil, fmt.Errorf("request %s: %w", layout.IDOf(k.PK), read.Err)
		}
	}
	return states, nil
}

// rowsAfter returns the query for a person's rows after a position. It returns false if the position is not valid, after
// which there are no rows.
func rowsAfter(by account.Email, prefix, after string) (*dynamodb.QueryInput, bool) {
	from, to := prefix+after+layout.Lowest, prefix+layout.Highest
	if len(after) > layout.LongestAfter || from > to {
		return nil, false
	}
	return client.Between(layout.PersonPartition(by), from, to), true
}

// AccountByDomain implements search.Directory. The domain item contains the account, so a hit and a miss make the same
// number of calls.
func (t *Table) AccountByDomain(ctx context.Context, d account.Domain) (account.Account, error) {
	read, err := t.client.GetEventually(ctx, layout.DomainKey(d))
	if err != nil {
		return account.Account{}, err
	}
	a := layout.ReadAccount(read)
	if read.Err != nil {
		return account.Account{}, fmt.Errorf("account of %s: %w", d, read.Err)
	}
	return a, nil
}

// AccountsByName implements search.Directory.
func (t *Table) AccountsByName(ctx context.Context, foldedName string, most int) ([]account.Account, error) {
	in := client.InPartition(layout.NameKey(foldedName, "").PK, "")
	in.Limit, in.ConsistentRead = client.Limit(most+1), aws.Bool(false) // one more, for the guard item
	var accounts []account.Account
	for i, err := range t.client.Items(ctx, in) {
		if err != nil {
			return nil, err
		}
		read := layout.NewReader(i)
		if read.Text("SK") == layout.SortGuard {
			continue
		}
		accounts = append(accounts, layout.ReadAccount(read))
		if read.Err != nil {
			return nil, fmt.Errorf("accounts by name: %w", read.Err)
		}
		if len(accounts) == most {
			break
		}
	}
	return accounts, nil
}

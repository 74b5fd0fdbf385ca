package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
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

// RolesIn implements search.Directory.
func (t *Table) RolesIn(ctx context.Context, by account.Email, id account.ID) ([]account.Role, error) {
	read, err := t.client.Get(ctx, layout.MemberKey(id, by))
	if errors.Is(err, account.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	roles := layout.ReadMember(read).AsOf(Now()).Roles()
	return roles, read.Err
}

// Rows implements search.Directory. A position is a row's sort key without its prefix; sort keys have the order of the
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
		if !layout.RowInForce(read, now) && read.Err == nil {
			continue
		}
		rows = append(rows, account.WithAccess{Account: layout.ReadAccount(read), Access: layout.Texts[account.Role](read, "roles")})
		position := strings.TrimPrefix(read.Text("SK"), layout.PrefixRow)
		if read.Err != nil {
			return nil, "", fmt.Errorf("directory: %w", read.Err)
		}
		if len(rows) == most {
			return rows, position, nil
		}
	}
	return rows, "", nil
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

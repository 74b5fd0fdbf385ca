package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
)

// HasRole implements access.RoleReader. Only that a person has no role is read consistently: a role is there once the
// transaction that gives it is committed, and is removed some moments after it is taken away.
func (t *Table) HasRole(ctx context.Context, by account.Email) (bool, error) {
	for _, consistent := range []bool{false, true} {
		in := within(person(by), prefixMemberRow)
		in.Limit, in.ConsistentRead = limit(1), &consistent
		for _, err := range t.client.query(ctx, in) {
			return err == nil, err
		}
	}
	return false, nil
}

// Holdings implements workflow.HoldingReader.
func (t *Table) Holdings(ctx context.Context, by account.Email, most int) ([]account.Holding, error) {
	in := within(person(by), prefixMemberRow)
	in.Limit = limit(most)
	var held []account.Holding
	for i, err := range t.client.query(ctx, in) {
		if err != nil {
			return nil, err
		}
		read := newReader(i)
		held = append(held, account.Holding{Account: readAccount(read), Roles: texts[account.Role](read, "roles")})
		if read.err != nil {
			return nil, fmt.Errorf("roles of a person: %w", read.err)
		}
		if len(held) == most {
			break
		}
	}
	return held, nil
}

// RolesIn implements search.Directory.
func (t *Table) RolesIn(ctx context.Context, by account.Email, id account.ID) ([]account.Role, error) {
	read, err := t.client.get(ctx, memberKey(id, by))
	if errors.Is(err, account.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	roles := texts[account.Role](read, "roles")
	return roles, read.err
}

// Rows implements search.Directory. A position is a row's sort key without its prefix; the keys
// are made so that their order is the directory's.
func (t *Table) Rows(ctx context.Context, by account.Email, after string, most int) (rows []account.WithAccess, next string, err error) {
	in, ok := rowsAfter(by, prefixRow, after)
	if !ok {
		return nil, "", nil
	}
	in.Limit = limit(most)
	for i, err := range t.client.query(ctx, in) {
		if err != nil {
			return nil, "", err
		}
		read := newReader(i)
		rows = append(rows, account.WithAccess{Account: readAccount(read), Access: texts[account.Role](read, "roles")})
		position := strings.TrimPrefix(read.text("SK"), prefixRow)
		if read.err != nil {
			return nil, "", fmt.Errorf("directory: %w", read.err)
		}
		if len(rows) == most {
			return rows, position, nil
		}
	}
	return rows, "", nil
}

const (
	lowest       = "\x01"       // sorts before everything that follows a prefix
	highest      = "\U0010FFFF" // and after it
	longestAfter = 1000         // bytes; sort keys have at most 1,024
)

// rowsAfter asks for the rows of a person after a position; nothing can come after one that is no
// sort key.
func rowsAfter(by account.Email, prefix, after string) (*dynamodb.QueryInput, bool) {
	from, to := prefix+after+lowest, prefix+highest
	if len(after) > longestAfter || from > to {
		return nil, false
	}
	return between(person(by), from, to), true
}

// AccountByDomain implements search.Directory. The marker carries the account, so that a hit costs
// what a miss does.
func (t *Table) AccountByDomain(ctx context.Context, d account.Domain) (account.Account, error) {
	marker, err := t.client.glance(ctx, domainKey(d))
	if err != nil {
		return account.Account{}, err
	}
	a := readAccount(marker)
	if marker.err != nil {
		return account.Account{}, fmt.Errorf("account of %s: %w", d, marker.err)
	}
	return a, nil
}

// AccountsByName implements search.Directory.
func (t *Table) AccountsByName(ctx context.Context, foldedName string, most int) ([]account.Account, error) {
	in := within(nameKey(foldedName, "").PK, "")
	in.Limit, in.ConsistentRead = limit(most+1), aws.Bool(false) // one more: the guard
	var accounts []account.Account
	for i, err := range t.client.query(ctx, in) {
		if err != nil {
			return nil, err
		}
		read := newReader(i)
		if read.text("SK") == sortGuard {
			continue
		}
		accounts = append(accounts, readAccount(read))
		if read.err != nil {
			return nil, fmt.Errorf("accounts by name: %w", read.err)
		}
		if len(accounts) == most {
			break
		}
	}
	return accounts, nil
}

// requestRowItem is the requester's row of the request.
func requestRowItem(r account.Request) item {
	i := newItem(rowKeyOf(r))
	putAccount(i, r.Account)
	i.putText("state", string(r.State))
	return i
}

// memberRowItem is a member's row of the account.
func memberRowItem(m account.Membership, a account.Account) item {
	i := newItem(memberRowKey(m.Person, placeOf(a)))
	putAccount(i, a)
	putTexts(i, "roles", m.Roles)
	i.putTime("since", m.Since)
	return i
}

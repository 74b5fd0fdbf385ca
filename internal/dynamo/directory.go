package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// HasRole implements workflow.RoleReader.
func (t *Table) HasRole(ctx context.Context, by account.Email) (bool, error) {
	in := within(person(by), prefixMemberRow)
	in.Limit = limit(1)
	for _, err := range t.query(ctx, in) {
		return err == nil, err
	}
	return false, nil
}

// RolesIn implements workflow.Directory.
func (t *Table) RolesIn(ctx context.Context, by account.Email, id account.ID) ([]account.Role, error) {
	read, err := t.get(ctx, memberKey{id, by})
	if errors.Is(err, account.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	roles := texts[account.Role](read, "roles")
	return roles, read.err
}

// Rows implements workflow.Directory. A position is a row's sort key without its prefix; the keys
// are made so that their order is the directory's.
func (t *Table) Rows(ctx context.Context, by account.Email, after string, most int) ([]workflow.Row, error) {
	in, ok := rowsAfter(by, prefixRow, after)
	if !ok {
		return nil, nil
	}
	in.Limit = limit(most)
	var rows []workflow.Row
	for i, err := range t.query(ctx, in) {
		if err != nil {
			return nil, err
		}
		read := &reader{item: i}
		rows = append(rows, workflow.Row{
			Found:    workflow.Found{Account: readAccount(read), Access: texts[account.Role](read, "roles")},
			Position: strings.TrimPrefix(read.text("SK"), prefixRow),
		})
		if read.err != nil {
			return nil, fmt.Errorf("directory: %w", read.err)
		}
		if len(rows) == most {
			break
		}
	}
	return rows, nil
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

// AccountByDomain implements workflow.Directory.
func (t *Table) AccountByDomain(ctx context.Context, d account.Domain) (account.Account, error) {
	marker, err := t.get(ctx, domainKey{d})
	if err != nil {
		return account.Account{}, err
	}
	read, err := t.get(ctx, accountKey{account.ID(marker.text("accountId"))})
	if err != nil {
		return account.Account{}, err
	}
	a := readAccount(read)
	if err := errors.Join(marker.err, read.err); err != nil {
		return account.Account{}, fmt.Errorf("account of %s: %w", d, err)
	}
	if a.Status == account.AccountCancelled {
		return account.Account{}, account.ErrNotFound // between the two reads
	}
	return a, nil
}

// AccountsByName implements workflow.Directory.
func (t *Table) AccountsByName(ctx context.Context, foldedName string, most int) ([]account.Account, error) {
	in := within(nameKey{foldedName, ""}.pk(), "")
	in.Limit = limit(most)
	var keys []key
	for i, err := range t.query(ctx, in) {
		if err != nil {
			return nil, err
		}
		if id := (&reader{item: i}).text("SK"); id != sortGuard {
			keys = append(keys, accountKey{account.ID(id)})
		}
		if len(keys) == most {
			break
		}
	}
	found, err := t.getAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	var accounts []account.Account
	for _, k := range keys {
		i := found[keyed(k)]
		if i == nil {
			continue
		}
		read := &reader{item: i}
		a := readAccount(read)
		if read.err != nil {
			return nil, fmt.Errorf("account %s: %w", a.ID, read.err)
		}
		if a.Status != account.AccountCancelled {
			accounts = append(accounts, a)
		}
	}
	return accounts, nil
}

// PublicAccounts implements workflow.Directory. It reads one bucket of postings in order.
//
// Names that agree in all that a sort key holds of them stand in the order of their ids there. Such
// a group is read whole and sorted here, so that no page begins in its middle.
func (t *Table) PublicAccounts(ctx context.Context, letters string, after workflow.Place, most int) ([]account.Account, workflow.Place, error) {
	in := within(wordKey{letters: bucket(letters)}.pk(), "")
	in.Limit = limit(most + 1)
	if after != (workflow.Place{}) {
		*in.KeyConditionExpression += " AND #SK > :after"
		in.ExpressionAttributeValues[":after"] = text(beginOf(after))
	}
	type posting struct {
		account account.Account
		place   workflow.Place
	}
	var found []posting
	for i, err := range t.query(ctx, in) {
		if err != nil {
			return nil, workflow.Place{}, err
		}
		read := &reader{item: i}
		p := posting{account: readAccount(read)}
		p.place = workflow.PlaceOf(p.account)
		if read.err != nil {
			return nil, workflow.Place{}, fmt.Errorf("posting: %w", read.err)
		}
		if len(found) > most && beginOf(p.place) != beginOf(found[len(found)-1].place) {
			break
		}
		if p.place.Compare(after) > 0 {
			found = append(found, p)
		}
		if len(found) > most && !cutInKey(p.place) {
			break
		}
	}
	slices.SortFunc(found, func(a, b posting) int { return a.place.Compare(b.place) })
	var accounts []account.Account
	for _, p := range found[:min(len(found), most)] {
		accounts = append(accounts, p.account)
	}
	if len(found) <= most {
		return accounts, workflow.Place{}, nil
	}
	return accounts, found[most-1].place, nil
}

// beginOf answers the sort key after which all that follows the place lies: the place's own, or
// where its group begins.
func beginOf(p workflow.Place) string {
	if cutInKey(p) {
		p.ID = ""
	}
	return sortable(p)
}

func cutInKey(p workflow.Place) bool { return len(p.Name) > longestSortName }

// requestRowItem is the requester's row of the request.
func requestRowItem(r account.Request, order string) item {
	i := newItem(rowKey(r, order))
	putAccount(i, r.Account)
	i.putText("state", string(r.State))
	return i
}

// memberRowItem is a member's row of the account.
func memberRowItem(m account.Membership, a account.Account) item {
	i := newItem(memberRowKey{m.Person, workflow.PlaceOf(a)})
	putAccount(i, a)
	putTexts(i, "roles", m.Roles)
	return i
}

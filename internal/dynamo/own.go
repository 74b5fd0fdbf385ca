package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

// attrMember marks a person's own posting of an account that they belong to.
const attrMember = "isMember"

// mostOwnAtOnce is how many own postings of an account a transaction stores: of 100 writes the largest has 77 without
// them. Most names have four words. Where there are more, all of them are stored before the transaction.
const mostOwnAtOnce = 16

// provisional is how long own postings stay that were stored before their transaction, unless the index makes them last.
// Until then they show no one anything that the account itself does not allow.
const provisional = 24 * time.Hour

// ownPostings are the items under which the person finds an account of their own by a part. They say where to look, and
// are right whatever becomes of the account, whose name and identifier stay.
func ownPostings(by account.Email, a account.Account, member bool) []item {
	var all []item
	seen := map[string]bool{}
	for _, listing := range account.Listings(a.Name, a.Domain) {
		at := postingPosition(listing, a)
		if seen[at] {
			continue // longer than a key, and the same as far as that goes
		}
		seen[at] = true
		i := newItem(ownKey(by, at))
		i.putText("accountName", a.Name)
		i.putText("domain", string(a.Domain))
		i.putTrue(attrMember, member)
		all = append(all, i)
	}
	return all
}

// manyOwn reports whether the account has more own postings than a transaction stores.
func manyOwn(a account.Account) bool { return len(ownPostings(a.Requester, a, false)) > mostOwnAtOnce }

// holder is somebody to whose own accounts one comes by a change.
type holder struct {
	person  account.Email
	account account.Account
	member  bool
}

// holdersOf are those whose own accounts become more by the change.
func holdersOf(c workflow.Change) []holder {
	var all []holder
	if c.Before == nil {
		all = append(all, holder{c.After.Requester, c.After.Account, false})
	}
	if c.Creation != nil {
		all = append(all, holder{c.Creation.Administrator.Person, c.After.Account, true})
	}
	return all
}

// ahead reports whether the postings are not stored by the transaction but ahead of it, and made to last by the index:
// if they are too many, or if there are some already, of whoever comes to belong to what they asked for.
func (h holder) ahead() bool {
	return manyOwn(h.account) || h.member && h.person == h.account.Requester
}

// ownWrites store the postings that a transaction stores.
func ownWrites(h holder) []write {
	if h.ahead() {
		return nil
	}
	var writes []write
	for _, i := range ownPostings(h.person, h.account, h.member) {
		writes = append(writes, create(i, conflict))
	}
	return writes
}

// prepareOwn stores for a while the postings that no transaction stores, where there are none: those that are
// there may be lasting ones.
func (t *Table) prepareOwn(ctx context.Context, at time.Time, all ...holder) error {
	const atOnce = 10
	puts, putCtx := errgroup.WithContext(ctx)
	puts.SetLimit(atOnce)
	for _, i := range itemsAhead(all) {
		i.deleteAfter(at.Add(provisional))
		puts.Go(func() error {
			if err := t.client.putOne(putCtx, create(i, conflict)); !errors.Is(err, retry.ErrConflict) {
				return err
			}
			return nil
		})
	}
	return puts.Wait()
}

// itemsAhead are the postings that no transaction stores.
func itemsAhead(all []holder) (items []item) {
	for _, h := range all {
		if h.ahead() {
			items = append(items, ownPostings(h.person, h.account, h.member)...)
		}
	}
	return items
}

// KeepOwnPostings implements search.Index's store.
func (t *Table) KeepOwnPostings(ctx context.Context, a account.Account) error {
	members, err := t.membersOf(ctx, a.ID)
	if err != nil {
		return err
	}
	isRequester := func(m account.Membership) bool { return m.Person == a.Requester }
	if !manyOwn(a) && !slices.ContainsFunc(members, isRequester) {
		return nil
	}
	return t.putOwnPostings(ctx, a, members)
}

// PutOwnPostings lists the account among those of its requester, and while it is active of all who belong to it. It is
// safe to repeat, and not atomic.
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
		for _, i := range ownPostings(by, a, member) {
			writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: i}})
		}
	}
	return t.client.writeAll(ctx, writes)
}

func (t *Table) membersOf(ctx context.Context, id account.ID) ([]account.Membership, error) {
	var members []account.Membership
	for i, err := range t.client.query(ctx, within(accountKey(id).PK, prefixMember)) {
		if err != nil {
			return nil, err
		}
		read := newReader(i)
		members = append(members, readMember(read))
		if read.err != nil {
			return nil, fmt.Errorf("account %s: %w", id, read.err)
		}
	}
	return members, nil
}

// OwnPostings implements search.Directory.
func (t *Table) OwnPostings(ctx context.Context, by account.Email, beginning, after string, most int) (found []search.OwnPosting, next string, err error) {
	if beginning == "" || len(after) > longestAfter {
		return nil, "", nil // no key is as short, or as long
	}
	from := beginningOf(beginning)
	to := from + highest
	if after >= from {
		from = after + lowest
	}
	if from >= to {
		return nil, "", nil
	}
	in := between(person(by), prefixOwn+from, prefixOwn+to)
	in.Limit = limit(most)
	for i, err := range t.client.query(ctx, in) {
		if err != nil {
			return nil, "", err
		}
		p, err := readOwnPosting(newReader(i))
		if err != nil {
			return nil, "", err
		}
		if found = append(found, p); len(found) == most {
			return found, p.Position, nil
		}
	}
	return found, "", nil
}

func readOwnPosting(read *reader) (search.OwnPosting, error) {
	at := strings.TrimPrefix(read.text("SK"), prefixOwn)
	p := search.OwnPosting{
		Posting: search.Posting{Listing: listingOf(at), Position: at, Account: account.Account{
			ID: postedAccount(at), Name: read.text("accountName"), Domain: account.Domain(read.text("domain")),
		}},
		Member: read.isTrue(attrMember),
	}
	if read.err != nil {
		return p, fmt.Errorf("own posting: %w", read.err)
	}
	return p, nil
}

// OwnAccounts implements search.Directory.
func (t *Table) OwnAccounts(ctx context.Context, by account.Email, accounts, roles []account.ID) (map[account.ID]account.WithAccess, error) {
	keys := make([]Key, 0, len(accounts)+len(roles))
	for _, id := range accounts {
		keys = append(keys, accountKey(id))
	}
	for _, id := range roles {
		keys = append(keys, memberKey(id, by))
	}
	items, err := t.client.getAll(ctx, keys...)
	if err != nil {
		return nil, err
	}
	found := map[account.ID]account.WithAccess{}
	for k, i := range items {
		read := newReader(i)
		id := idOf(k.PK)
		f := found[id]
		if k.SK == sortAccount {
			f.Account = readAccount(read)
		} else {
			f.Access = readMember(read).Roles
		}
		found[id] = f
		if read.err != nil {
			return nil, fmt.Errorf("account %s: %w", id, read.err)
		}
	}
	return found, nil
}

package dynamo

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
)

// The index mark: which change of the account its postings are to follow, and since when that waits.
// The mark stays when it is done with, so that a run that began earlier cannot take its own stale
// view for the last word; the rest goes.
const (
	attrMark     = "indexMark"
	attrIndexDue = "indexDueAt"
)

// putMark marks the account with what names the change.
func putMark(i item, change string, id account.ID, at time.Time) {
	i.putText(attrMark, change)
	i.putTime(attrIndexDue, at)
	i.putText("duePartition", duePartition(dueIndex, id))
	i.putTime("dueAt", at)
}

// IndexedAccount implements search.Index's store.
func (t *Table) IndexedAccount(ctx context.Context, id account.ID) (account.Account, string, error) {
	read, err := t.client.get(ctx, accountKey(id))
	if err != nil {
		return account.Account{}, "", err
	}
	a, mark := readAccount(read), read.text(attrMark)
	if read.err != nil {
		return account.Account{}, "", fmt.Errorf("account %s: %w", id, read.err)
	}
	return a, mark, nil
}

// ClearIndexMark implements search.Index's store.
func (t *Table) ClearIndexMark(ctx context.Context, id account.ID, mark string) error {
	const (
		set       = "REMOVE #indexDueAt, #duePartition, #dueAt"
		condition = "#indexMark = :mark"
	)
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.client.Name, Key: newItem(accountKey(id)), UpdateExpression: aws.String(set),
		ConditionExpression: aws.String(condition), ExpressionAttributeNames: namesIn(set, condition),
		ExpressionAttributeValues: item{":mark": text(mark)},
	})
	if err != nil {
		return failed("clear index mark", err)
	}
	return nil
}

// PutPostings implements search.Index's store.
func (t *Table) PutPostings(ctx context.Context, a account.Account) error {
	var writes []types.WriteRequest
	for _, i := range postings(a) {
		writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: i}})
	}
	return t.client.writeAll(ctx, writes)
}

// DeletePostings implements search.Index's store.
func (t *Table) DeletePostings(ctx context.Context, a account.Account) error {
	var writes []types.WriteRequest
	for _, i := range postings(a) {
		writes = append(writes, types.WriteRequest{DeleteRequest: &types.DeleteRequest{
			Key: item{"PK": i["PK"], "SK": i["SK"]},
		}})
	}
	return t.client.writeAll(ctx, writes)
}

// DropMembers implements search.Index's store.
func (t *Table) DropMembers(ctx context.Context, a account.Account) error {
	members, err := t.membersOf(ctx, a.ID)
	if err != nil {
		return err
	}
	var writes []types.WriteRequest
	drop := func(k map[string]types.AttributeValue) {
		writes = append(writes, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: k}})
	}
	for _, m := range members {
		drop(newItem(memberRowKey(m.Person, placeOf(a))))
		if m.Person == a.Requester {
			continue // who finds it still
		}
		for _, i := range ownPostings(m.Person, a, true) {
			drop(item{"PK": i["PK"], "SK": i["SK"]})
		}
	}
	return t.client.writeAll(ctx, writes)
}

// postings are the items under which strangers find the account, each carrying what they then see.
func postings(a account.Account) []item {
	var all []item
	seen := map[Key]bool{}
	for _, listing := range account.Listings(a.Name, a.Domain) {
		k := wordKey(listOf(listing, a.ID), postingPosition(listing, a))
		if seen[k] {
			continue // longer than a key, and the same as far as that goes
		}
		seen[k] = true
		i := newItem(k)
		i.putText("accountName", a.Name)
		i.putText("domain", string(a.Domain))
		all = append(all, i)
	}
	return all
}

func readPosting(i item) (search.Posting, error) {
	read := newReader(i)
	at := read.text("SK")
	p := search.Posting{Listing: listingOf(at), Position: at, Account: account.Account{
		ID: postedAccount(at), Name: read.text("accountName"), Domain: account.Domain(read.text("domain")),
		Status: account.AccountActive, Visibility: account.Public,
	}}
	if read.err != nil {
		return p, fmt.Errorf("posting: %w", read.err)
	}
	return p, nil
}

// writeAll stores and deletes items one by one, a batch at a time; those before a failure stay.
func (c *Client) writeAll(ctx context.Context, writes []types.WriteRequest) error {
	for len(writes) > 0 {
		now := writes[:min(len(writes), mostBatchWrites)]
		writes = writes[len(now):]
		for round := 0; len(now) > 0; round++ {
			if err := pause(ctx, round); err != nil {
				return err
			}
			out, err := c.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{
				RequestItems: map[string][]types.WriteRequest{c.Name: now},
			})
			if err != nil {
				return failed("write a batch", err)
			}
			now = out.UnprocessedItems[c.Name]
		}
	}
	return nil
}

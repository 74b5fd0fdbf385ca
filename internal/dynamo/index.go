package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/layout"
)

// IndexedAccount implements search.Index.Store.
func (t *Table) IndexedAccount(ctx context.Context, id account.ID) (account.Account, string, error) {
	read, err := t.client.Get(ctx, layout.AccountKey(id))
	if err != nil {
		return account.Account{}, "", err
	}
	a, mark := layout.ReadAccount(read), read.Text(layout.AttrMark)
	if read.Err != nil {
		return account.Account{}, "", fmt.Errorf("account %s: %w", id, read.Err)
	}
	return a, mark, nil
}

// ClearIndexMark implements search.Index.Store.
func (t *Table) ClearIndexMark(ctx context.Context, id account.ID, mark string) error {
	const (
		set       = "REMOVE #indexDueAt, #duePartition, #dueAt, #formerNames"
		condition = "#indexMark = :mark"
	)
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.client.Name, Key: layout.NewItem(layout.AccountKey(id)), UpdateExpression: aws.String(set),
		ConditionExpression: aws.String(condition), ExpressionAttributeNames: client.NamesIn(set, condition),
		ExpressionAttributeValues: layout.Item{":mark": layout.Text(mark)},
	})
	if err != nil {
		return client.Failed("clear index mark", err)
	}
	return nil
}

// PutPostings implements search.Index.Store.
func (t *Table) PutPostings(ctx context.Context, a account.Account) error {
	var writes []types.WriteRequest
	for _, i := range layout.Postings(a) {
		writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: i}})
	}
	return t.client.WriteAll(ctx, writes)
}

// DeletePostings implements search.Index.Store.
func (t *Table) DeletePostings(ctx context.Context, a account.Account) error {
	var writes []types.WriteRequest
	for _, i := range layout.Postings(a) {
		writes = append(writes, types.WriteRequest{DeleteRequest: &types.DeleteRequest{
			Key: layout.Item{"PK": i["PK"], "SK": i["SK"]},
		}})
	}
	return t.client.WriteAll(ctx, writes)
}

// DropMembers implements search.Index.Store.
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
		drop(layout.NewItem(layout.MemberRowKey(m.Person, layout.PlaceOf(a))))
		if m.Person == a.Requester {
			continue // the requester keeps their own postings
		}
		for _, i := range layout.OwnPostings(m.Person, a, true) {
			drop(layout.Item{"PK": i["PK"], "SK": i["SK"]})
		}
	}
	return t.client.WriteAll(ctx, writes)
}

package client

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/retry"
)

// Write is one conditional write of a transaction.
type Write struct {
	types.TransactWriteItem
	// refused returns the error if the condition does not hold; old is the stored item, nil if there is none.
	refused func(old layout.Item) error
}

// Conflict is the error of most writes whose condition does not hold.
func Conflict(layout.Item) error { return retry.ErrConflict }

// Conditions and updates name attributes as #attribute, because DynamoDB has reserved words.
const (
	IsNew  = "attribute_not_exists(#PK)"
	Exists = "attribute_exists(#PK)"
)

// Create stores an item if there is none with its key.
func Create(i layout.Item, refused func(layout.Item) error) Write {
	return Put(i, IsNew, nil, refused)
}

// Put stores an item under a condition.
func Put(i layout.Item, condition string, values layout.Item, refused func(layout.Item) error) Write {
	return Write{types.TransactWriteItem{Put: &types.Put{
		Item: i, ConditionExpression: &condition,
		ExpressionAttributeNames: NamesIn(condition), ExpressionAttributeValues: values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}}, refused}
}

// PutNext stores the next version of an item if the stored one has the version read; 0 if there was none.
func PutNext(i layout.Item, read int) Write {
	if read == 0 {
		return Create(i, Conflict)
	}
	return Put(i, "#version = :version", layout.Item{":version": layout.Number(read)}, Conflict)
}

// Update writes the attributes that differ between two versions of an item, and leaves others as they are.
func Update(k layout.Key, before, after layout.Item, condition string, values layout.Item) Write {
	expression, values := Difference(before, after, values)
	return Write{types.TransactWriteItem{Update: &types.Update{
		Key: layout.NewItem(k), UpdateExpression: &expression, ConditionExpression: &condition,
		ExpressionAttributeNames: NamesIn(expression, condition), ExpressionAttributeValues: values,
	}}, Conflict}
}

// Delete deletes an item under a condition.
func Delete(k layout.Key, condition string, values layout.Item) Write {
	return Write{types.TransactWriteItem{Delete: &types.Delete{
		Key: layout.NewItem(k), ConditionExpression: &condition,
		ExpressionAttributeNames: NamesIn(condition), ExpressionAttributeValues: values,
	}}, Conflict}
}

// Check makes the transaction depend on a condition of an item that it does not write.
func Check(k layout.Key, condition string, values layout.Item) Write {
	return Write{types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		Key: layout.NewItem(k), ConditionExpression: &condition,
		ExpressionAttributeNames: NamesIn(condition), ExpressionAttributeValues: values,
	}}, Conflict}
}

// Difference returns the update expression from one version of an item to another, and its values added to those given.
func Difference(before, after, values layout.Item) (string, layout.Item) {
	var set, gone []string
	all := layout.Item{}
	for name, v := range values {
		all[name] = v
	}
	for name, v := range after {
		if old, there := before[name]; !there || !reflect.DeepEqual(old, v) {
			set = append(set, fmt.Sprintf("#%s = :to_%s", name, name))
			all[":to_"+name] = v
		}
	}
	for name := range before {
		if _, there := after[name]; !there {
			gone = append(gone, "#"+name)
		}
	}
	slices.Sort(set)
	slices.Sort(gone)
	var clauses []string
	if len(set) > 0 {
		clauses = append(clauses, "SET "+strings.Join(set, ", "))
	}
	if len(gone) > 0 {
		clauses = append(clauses, "REMOVE "+strings.Join(gone, ", "))
	}
	return strings.Join(clauses, " "), all
}

// NamesIn returns the attribute names that the expressions use as #name.
func NamesIn(expressions ...string) map[string]string {
	names := map[string]string{}
	for _, expression := range expressions {
		for _, part := range strings.Split(expression, "#")[1:] {
			end := strings.IndexFunc(part, func(c rune) bool { return c != '_' && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') })
			if end >= 0 {
				part = part[:end]
			}
			names["#"+part] = part
		}
	}
	return names
}

func (w Write) named(table string) types.TransactWriteItem {
	switch {
	case w.Put != nil:
		w.Put.TableName = &table
	case w.Update != nil:
		w.Update.TableName = &table
	case w.Delete != nil:
		w.Delete.TableName = &table
	case w.ConditionCheck != nil:
		w.ConditionCheck.TableName = &table
	}
	return w.TransactWriteItem
}

// Transact makes all writes or none. If the SDK repeats the call because the response was lost, its client request token
// makes that safe.
func (c *Client) Transact(ctx context.Context, writes []Write) error {
	in := &dynamodb.TransactWriteItemsInput{}
	for _, w := range writes {
		in.TransactItems = append(in.TransactItems, w.named(c.Name))
	}
	_, err := c.TransactWriteItems(ctx, in)
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) {
		return fmt.Errorf("commit: %w", reasonOf(cancelled, writes))
	}
	if err != nil {
		return Failed("commit", err)
	}
	return nil
}

// PutOne stores one item without a transaction, under the same condition.
func (c *Client) PutOne(ctx context.Context, w Write) error {
	_, err := c.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &c.Name, Item: w.Put.Item,
		ConditionExpression: w.Put.ConditionExpression, ExpressionAttributeNames: w.Put.ExpressionAttributeNames,
		ExpressionAttributeValues: w.Put.ExpressionAttributeValues,
	})
	if err != nil {
		return Failed("store", err)
	}
	return nil
}

// WriteAll stores and deletes items in batches, which are not atomic: writes before an error stay.
func (c *Client) WriteAll(ctx context.Context, writes []types.WriteRequest) error {
	for len(writes) > 0 {
		now := writes[:min(len(writes), MostBatchWrites)]
		writes = writes[len(now):]
		for round := 0; len(now) > 0; round++ {
			if err := pause(ctx, round); err != nil {
				return err
			}
			out, err := c.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{
				RequestItems: map[string][]types.WriteRequest{c.Name: now},
			})
			if err != nil {
				return Failed("write a batch", err)
			}
			now = out.UnprocessedItems[c.Name]
		}
	}
	return nil
}

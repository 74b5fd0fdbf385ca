package dynamo

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

// write is one conditional write of a transaction.
type write struct {
	types.TransactWriteItem
	// refused says what it means that the condition does not hold; old is the item as it is, nil if
	// there is none.
	refused func(old item) error
}

func conflict(item) error { return retry.ErrConflict }

// Conditions and updates name attributes as #attribute, so that none can be a reserved word.
const (
	isNew  = "attribute_not_exists(#PK)"
	exists = "attribute_exists(#PK)"
)

// create stores an item under a key that has none.
func create(i item, refused func(item) error) write {
	return put(i, isNew, nil, refused)
}

func put(i item, condition string, values item, refused func(item) error) write {
	return write{types.TransactWriteItem{Put: &types.Put{
		Item: i, ConditionExpression: &condition,
		ExpressionAttributeNames: namesIn(condition), ExpressionAttributeValues: values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	}}, refused}
}

// putNext stores the next version of an item if it is still at the version read; 0: there was none.
func putNext(i item, read int) write {
	if read == 0 {
		return create(i, conflict)
	}
	return put(i, "#version = :version", item{":version": number(read)}, conflict)
}

// update changes what differs between two versions of an item; other attributes stay.
func update(k Key, before, after item, condition string, values item) write {
	expression, values := difference(before, after, values)
	return write{types.TransactWriteItem{Update: &types.Update{
		Key: newItem(k), UpdateExpression: &expression, ConditionExpression: &condition,
		ExpressionAttributeNames: namesIn(expression, condition), ExpressionAttributeValues: values,
	}}, conflict}
}

func remove(k Key, condition string, values item) write {
	return write{types.TransactWriteItem{Delete: &types.Delete{
		Key: newItem(k), ConditionExpression: &condition,
		ExpressionAttributeNames: namesIn(condition), ExpressionAttributeValues: values,
	}}, conflict}
}

func check(k Key, condition string, values item) write {
	return write{types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		Key: newItem(k), ConditionExpression: &condition,
		ExpressionAttributeNames: namesIn(condition), ExpressionAttributeValues: values,
	}}, conflict}
}

// difference returns the update expression that leads from one version of an item to another, with
// its values beside those given.
func difference(before, after, values item) (string, item) {
	var set, gone []string
	all := item{}
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

// namesIn returns the attribute names that the expressions use as #name.
func namesIn(expressions ...string) map[string]string {
	names := map[string]string{}
	for _, expression := range expressions {
		for _, part := range strings.Split(expression, "#")[1:] {
			end := strings.IndexFunc(part, func(c rune) bool { return (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') })
			if end >= 0 {
				part = part[:end]
			}
			names["#"+part] = part
		}
	}
	return names
}

// transact stores all or nothing. The SDK's token makes its own repeats of a call whose answer was
// lost harmless.
func (c *Client) transact(ctx context.Context, writes []write) error {
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
		return failed("commit", err)
	}
	return nil
}

// putOne stores one item by itself, under the same condition as in a transaction.
func (c *Client) putOne(ctx context.Context, w write) error {
	_, err := c.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &c.Name, Item: w.Put.Item,
		ConditionExpression: w.Put.ConditionExpression, ExpressionAttributeNames: w.Put.ExpressionAttributeNames,
		ExpressionAttributeValues: w.Put.ExpressionAttributeValues,
	})
	if err != nil {
		return failed("store", err)
	}
	return nil
}

func (w write) named(table string) types.TransactWriteItem {
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

// precedence orders what may be wrong with several writes of one transaction.
var precedence = []error{workflow.ErrKeyUsed, account.ErrDomainTaken, retry.ErrConflict, retry.ErrBusy}

// reasonOf returns the foremost of the reasons for which DynamoDB refused a transaction; they stand
// in the order of its writes.
func reasonOf(cancelled *types.TransactionCanceledException, writes []write) error {
	var found []error
	for i, reason := range cancelled.CancellationReasons {
		switch code := aws.ToString(reason.Code); {
		case code == "None":
		case code == "ConditionalCheckFailed" && i < len(writes):
			found = append(found, writes[i].refused(reason.Item))
		case code == "TransactionConflict":
			found = append(found, retry.ErrConflict)
		case throttled(code):
			found = append(found, retry.ErrBusy)
		default:
			return cancelled
		}
	}
	for _, err := range precedence {
		if slices.Contains(found, err) {
			return err
		}
	}
	return cancelled
}

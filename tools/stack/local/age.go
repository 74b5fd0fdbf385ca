package local

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	ageWorkers = 8
	// ageTogether is how many items change in one call: as many as a transaction may hold.
	ageTogether = 100
)

// Aged is what Age did.
type Aged struct {
	// Items is how many items became older.
	Items int
	// CleanUp is what the clean-up function answered.
	CleanUp string
}

// Age makes all data but settled accounts the given number of days older and runs the clean-up
// once. It knows times by the table's naming rule: number attributes whose name
// ends in At are milliseconds, deleteAfter is seconds. It only changes items
// that exist, so the stream sees no new outbox entry and nothing is sent again.
func (d Description) Age(ctx context.Context, days int) (Aged, error) {
	by := time.Duration(days) * 24 * time.Hour
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	db := d.DynamoDB()

	var items atomic.Int64
	var workers sync.WaitGroup
	for segment := range int32(ageWorkers) {
		workers.Go(func() {
			count, err := ageSegment(ctx, db, d.Table, segment, by)
			items.Add(int64(count))
			if err != nil {
				cancel(err)
			}
		})
	}
	workers.Wait()
	if err := context.Cause(ctx); err != nil {
		return Aged{}, fmt.Errorf("age the table: %w", err)
	}
	answer, err := d.Invoke(ctx, d.CleanUpFunction, []byte("{}"))
	if err != nil {
		return Aged{}, err
	}
	return Aged{Items: int(items.Load()), CleanUp: strings.TrimSpace(string(answer))}, nil
}

func ageSegment(ctx context.Context, db *dynamodb.Client, table string, segment int32, by time.Duration) (int, error) {
	pages := dynamodb.NewScanPaginator(db, &dynamodb.ScanInput{
		TableName:      aws.String(table),
		ConsistentRead: aws.Bool(true),
		Segment:        aws.Int32(segment),
		TotalSegments:  aws.Int32(ageWorkers),
		// Settled accounts and all copies of them keep their age: they are
		// nearly all of the data, and nothing about them falls due.
		FilterExpression: aws.String("attribute_exists(pendingUntilAt) OR " +
			"NOT (attribute_exists(accountCreatedAt) OR begins_with(PK, :account) OR begins_with(PK, :name) OR begins_with(PK, :word) OR begins_with(SK, :own))"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":account": &types.AttributeValueMemberS{Value: "ACCOUNT#"},
			":name":    &types.AttributeValueMemberS{Value: "NAME#"},
			":word":    &types.AttributeValueMemberS{Value: "WORD#"},
			":own":     &types.AttributeValueMemberS{Value: "OWN#"},
		},
	})
	count := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return count, err
		}
		var changes []*types.Update
		for _, item := range page.Items {
			if change := older(table, item, by); change != nil {
				changes = append(changes, change)
			}
		}
		for together := range slices.Chunk(changes, ageTogether) {
			if err := ageItems(ctx, db, together, by); err != nil {
				return count, err
			}
		}
		count += len(changes)
	}
	return count, nil
}

// ageItems changes the items in one transaction, or one by one when a function
// writes to one of them at the same moment.
func ageItems(ctx context.Context, db *dynamodb.Client, changes []*types.Update, by time.Duration) error {
	writes := make([]types.TransactWriteItem, len(changes))
	for i, change := range changes {
		writes[i].Update = change
	}
	_, err := db.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	var cancelled *types.TransactionCanceledException
	if !errors.As(err, &cancelled) {
		return err
	}
	for _, change := range changes {
		if err := ageItem(ctx, db, change, by); err != nil {
			return err
		}
	}
	return nil
}

// ageItem reads an item again and changes it; one that is gone needs no change.
func ageItem(ctx context.Context, db *dynamodb.Client, change *types.Update, by time.Duration) error {
	var err error
	for range 10 {
		var read *dynamodb.GetItemOutput
		read, err = db.GetItem(ctx, &dynamodb.GetItemInput{TableName: change.TableName, Key: change.Key, ConsistentRead: aws.Bool(true)})
		if err != nil {
			return err
		}
		again := older(*change.TableName, read.Item, by)
		if again == nil {
			return nil
		}
		_, err = db.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: again.TableName, Key: again.Key,
			UpdateExpression: again.UpdateExpression, ConditionExpression: again.ConditionExpression,
			ExpressionAttributeNames: again.ExpressionAttributeNames, ExpressionAttributeValues: again.ExpressionAttributeValues,
		})
		if err == nil {
			return nil
		}
	}
	return fmt.Errorf("item %v: %w", change.Key["PK"], err)
}

// older is the change that moves every time of an item into the past, or nil
// when it has none. It subtracts in the table, so that no other change is lost.
func older(table string, item map[string]types.AttributeValue, by time.Duration) *types.Update {
	e := expression{names: map[string]string{}, used: map[string]types.AttributeValue{}, by: by}
	e.members("", item)
	if len(e.assignments) == 0 {
		return nil
	}
	return &types.Update{
		TableName:                 aws.String(table),
		Key:                       map[string]types.AttributeValue{"PK": item["PK"], "SK": item["SK"]},
		UpdateExpression:          aws.String("SET " + strings.Join(e.assignments, ", ")),
		ConditionExpression:       aws.String("attribute_exists(PK)"),
		ExpressionAttributeNames:  e.names,
		ExpressionAttributeValues: e.used,
	}
}

// expression collects the assignments of one item's times.
type expression struct {
	by          time.Duration
	count       int
	assignments []string
	names       map[string]string
	used        map[string]types.AttributeValue
}

func (e *expression) members(path string, members map[string]types.AttributeValue) {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		e.count++
		placeholder := "#n" + strconv.Itoa(e.count)
		e.names[placeholder] = name
		before := len(e.assignments)
		e.value(path+placeholder, name, members[name])
		if len(e.assignments) == before {
			delete(e.names, placeholder)
		}
	}
}

func (e *expression) value(path, name string, value types.AttributeValue) {
	switch v := value.(type) {
	case *types.AttributeValueMemberN:
		switch {
		case v.Value == "0":
		case name == "deleteAfter":
			e.subtract(path, ":seconds", e.by.Milliseconds()/1000)
		case strings.HasSuffix(name, "At"):
			e.subtract(path, ":milliseconds", e.by.Milliseconds())
		}
	case *types.AttributeValueMemberM:
		e.members(path+".", v.Value)
	case *types.AttributeValueMemberL:
		for i, element := range v.Value {
			e.value(path+"["+strconv.Itoa(i)+"]", name, element)
		}
	}
}

func (e *expression) subtract(path, placeholder string, amount int64) {
	e.used[placeholder] = &types.AttributeValueMemberN{Value: strconv.FormatInt(amount, 10)}
	e.assignments = append(e.assignments, path+" = "+path+" - "+placeholder)
}

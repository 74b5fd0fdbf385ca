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
	// ageTogether is the number of items per call, the maximum of a transaction.
	ageTogether = 100
)

// Aged is the result of Age.
type Aged struct {
	// Items is the number of items that became older.
	Items int
	// CleanUp is the response of the clean-up function.
	CleanUp string
}

// Age makes all data except settled accounts the given number of days older, and runs the clean-up once. By the table's
// naming rule, number attributes whose name ends in At are times in milliseconds, and deleteAfter is in seconds. It only
// updates existing items, so the stream has no new outbox entry and no mail is sent again.
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
		// Skip settled accounts and their copies: they are nearly all of
		// the data, and have no deadlines. What lists an access request has its deadline, and the log has copies of mails.
		FilterExpression: aws.String("attribute_exists(pendingUntilAt) OR attribute_exists(accessRequestId) OR attribute_exists(toldMails) OR " +
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

// ageItems changes the items in one transaction, or one by one if the transaction
// is cancelled, for example because a function changes one of them.
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

// ageItem reads an item again and changes it, up to ten times. It returns nil if the item no longer exists.
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

// older returns the update that makes every time of an item earlier, or nil
// if it has none. DynamoDB does the subtraction, so that no concurrent change is lost.
func older(table string, item map[string]types.AttributeValue, by time.Duration) *types.Update {
	e := expression{names: map[string]string{}, used: map[string]types.AttributeValue{}, by: by}
	if key, is := item["PK"].(*types.AttributeValueMemberS); is && strings.HasPrefix(key.Value, "ASK#") {
		e.keep = []string{"createdAt", "decidedAt"} // the account's log has these times in its keys
	}
	e.members("", aging(item))
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

// toldMails is the attribute with the copies of mails in an entry of an account's log or a member, by which fsck finds lost ones.
const toldMails = "toldMails"

// aging returns the part of an item that becomes older. Entries of a log and members keep their times, but the copies of mails in them
// end with the mails.
func aging(item map[string]types.AttributeValue) map[string]types.AttributeValue {
	key, _ := item["PK"].(*types.AttributeValueMemberS)
	if copies := item[toldMails]; copies != nil && key != nil && strings.HasPrefix(key.Value, "ACCOUNT#") {
		return map[string]types.AttributeValue{toldMails: copies}
	}
	return item
}

// expression collects the assignments for the times of one item.
type expression struct {
	by          time.Duration
	keep        []string // names of times that stay
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
		case name == "untilAt", slices.Contains(e.keep, name): // untilAt is of a member's row: memberships keep their ends
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

package local

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const ageWorkers = 16

// Aged is what Age did.
type Aged struct {
	// Items is how many items became older.
	Items int
	// CleanUp is what the clean-up function answered.
	CleanUp string
}

// Age makes all data the given number of days older and runs the clean-up
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
	})
	count := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return count, err
		}
		for _, item := range page.Items {
			aged, err := ageItem(ctx, db, table, item, by)
			if err != nil {
				return count, err
			}
			if aged {
				count++
			}
		}
	}
	return count, nil
}

// ageItem writes an older version of an item. A function may change the item
// meanwhile: what the write replaced tells, and is then aged instead.
func ageItem(ctx context.Context, db *dynamodb.Client, table string, item map[string]types.AttributeValue, by time.Duration) (bool, error) {
	for range 10 {
		older, changed := shift("", &types.AttributeValueMemberM{Value: item}, by)
		if !changed {
			return false, nil
		}
		replacement, ok := older.(*types.AttributeValueMemberM)
		if !ok {
			return false, fmt.Errorf("a map became %T", older)
		}
		result, err := db.PutItem(ctx, &dynamodb.PutItemInput{
			TableName:           aws.String(table),
			Item:                replacement.Value,
			ConditionExpression: aws.String("attribute_exists(PK)"),
			ReturnValues:        types.ReturnValueAllOld,
		})
		var gone *types.ConditionalCheckFailedException
		switch {
		case errors.As(err, &gone):
			return false, nil
		case err != nil:
			return false, err
		case reflect.DeepEqual(result.Attributes, item):
			return true, nil
		}
		item = result.Attributes
	}
	return false, fmt.Errorf("item %v changes all the time", item["PK"])
}

// shift returns the value with every time in it moved into the past, and whether there was any.
func shift(name string, value types.AttributeValue, by time.Duration) (types.AttributeValue, bool) {
	switch v := value.(type) {
	case *types.AttributeValueMemberN:
		unit := int64(0)
		switch {
		case name == "deleteAfter":
			unit = by.Milliseconds() / 1000
		case strings.HasSuffix(name, "At"):
			unit = by.Milliseconds()
		}
		number, err := strconv.ParseInt(v.Value, 10, 64)
		if err != nil || unit == 0 || number == 0 {
			return value, false
		}
		return &types.AttributeValueMemberN{Value: strconv.FormatInt(number-unit, 10)}, true
	case *types.AttributeValueMemberM:
		members, times := make(map[string]types.AttributeValue, len(v.Value)), false
		for key, member := range v.Value {
			older, changed := shift(key, member, by)
			members[key], times = older, times || changed
		}
		return &types.AttributeValueMemberM{Value: members}, times
	case *types.AttributeValueMemberL:
		elements, times := make([]types.AttributeValue, len(v.Value)), false
		for i, element := range v.Value {
			older, changed := shift(name, element, by)
			elements[i], times = older, times || changed
		}
		return &types.AttributeValueMemberL{Value: elements}, times
	}
	return value, false
}

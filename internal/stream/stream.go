// Package stream turns events from the table's stream, and from the schedule that repeats what the
// stream missed, into calls of a use case.
package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
)

// Function is what a Lambda function behind a stream runs.
type Function func(ctx context.Context, event json.RawMessage) (any, error)

// Swept is the answer to the schedule.
type Swept struct {
	Swept int `json:"swept"`
}

// Record is of an item whose partition key names an id.
type Record struct {
	ID     account.ID
	change events.DynamoDBStreamRecord
}

// Handle calls one for each record whose partition key is the prefix and an id, in order, and sweep
// for any event that holds no records; without a sweep such an event is an error. A record whose call
// fails is reported alone, so that only it comes again; it is logged by its id.
func Handle(log *slog.Logger, prefix string, one func(context.Context, Record) error, sweep func(context.Context) (int, error)) Function {
	return func(ctx context.Context, event json.RawMessage) (any, error) {
		var batch events.DynamoDBEvent
		if err := json.Unmarshal(event, &batch); err != nil {
			return nil, fmt.Errorf("read event: %w", err)
		}
		if batch.Records == nil {
			if sweep == nil {
				return nil, errors.New("an event without records, and nothing to sweep")
			}
			number, err := sweep(ctx)
			return Swept{number}, err
		}
		answer := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
		for _, record := range batch.Records {
			id, ours := idOf(record, prefix)
			if !ours {
				continue
			}
			if err := one(ctx, Record{id, record.Change}); err != nil {
				log.ErrorContext(ctx, "stream record failed", slog.String("id", string(id)), slog.Any("error", err))
				answer.BatchItemFailures = append(answer.BatchItemFailures,
					events.DynamoDBBatchItemFailure{ItemIdentifier: record.Change.SequenceNumber})
			}
		}
		return answer, nil
	}
}

func idOf(record events.DynamoDBEventRecord, prefix string) (account.ID, bool) {
	key := record.Change.Keys["PK"]
	id, ours := strings.CutPrefix(key.String(), prefix) // what is no text is written in braces
	if !ours {
		return "", false
	}
	return account.ParseID(id)
}

// ByID makes of what is called with an id what is called with a record.
func ByID(one func(context.Context, account.ID) error) func(context.Context, Record) error {
	return func(ctx context.Context, r Record) error { return one(ctx, r.ID) }
}

// Image returns the item as the change left it, as far as the record shows; nil: it does not.
func (r Record) Image() map[string]types.AttributeValue { return attributes(r.change.NewImage) }

func attributes(of map[string]events.DynamoDBAttributeValue) map[string]types.AttributeValue {
	if of == nil {
		return nil
	}
	all := make(map[string]types.AttributeValue, len(of))
	for name, v := range of {
		all[name] = attribute(v)
	}
	return all
}

func attribute(v events.DynamoDBAttributeValue) types.AttributeValue {
	switch v.DataType() {
	case events.DataTypeString:
		return &types.AttributeValueMemberS{Value: v.String()}
	case events.DataTypeNumber:
		return &types.AttributeValueMemberN{Value: v.Number()}
	case events.DataTypeBinary:
		return &types.AttributeValueMemberB{Value: v.Binary()}
	case events.DataTypeBoolean:
		return &types.AttributeValueMemberBOOL{Value: v.Boolean()}
	case events.DataTypeMap:
		return &types.AttributeValueMemberM{Value: attributes(v.Map())}
	case events.DataTypeList:
		list := make([]types.AttributeValue, len(v.List()))
		for n, element := range v.List() {
			list[n] = attribute(element)
		}
		return &types.AttributeValueMemberL{Value: list}
	default: // the table has none of the others
		return &types.AttributeValueMemberNULL{Value: true}
	}
}

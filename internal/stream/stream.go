// Package stream calls a use case for each event from the table's stream, and for those of the schedule that sweeps
// what the stream missed.
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

// Function is the handler of a Lambda function that reads a stream.
type Function func(ctx context.Context, event json.RawMessage) (any, error)

// Swept is the response to the schedule.
type Swept struct {
	Swept int `json:"swept"`
}

// Record is a change to an item whose partition key contains an ID.
type Record struct {
	ID     account.ID
	change events.DynamoDBStreamRecord
}

// Handle returns a function that calls one, in order, for each record whose partition key is prefix and an ID. For an
// event without records it calls sweep; if sweep is nil, it returns an error. If a call of one fails, only that record
// is reported as failed, so that Lambda retries it, and its ID is logged.
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
	id, ours := strings.CutPrefix(key.String(), prefix) // String puts other types in braces
	if !ours {
		return "", false
	}
	return account.ParseID(id)
}

// ByID adapts a function of an ID for Handle.
func ByID(one func(context.Context, account.ID) error) func(context.Context, Record) error {
	return func(ctx context.Context, r Record) error { return one(ctx, r.ID) }
}

// Image returns the item after the change, or nil if the record does not contain it.
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
	default: // no item has an attribute of another type
		return &types.AttributeValueMemberNULL{Value: true}
	}
}

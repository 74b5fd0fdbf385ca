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

	"smartaccounts/internal/account"
)

// Function is what a Lambda function behind a stream runs.
type Function func(ctx context.Context, event json.RawMessage) (any, error)

// Swept is the answer to the schedule.
type Swept struct {
	Swept int `json:"swept"`
}

// Handle calls one for each record whose partition key is the prefix and an id, in order, and sweep
// for any event that holds no records; without a sweep such an event is an error. A record whose call
// fails is reported alone, so that only it comes again; it is logged by its id.
func Handle(log *slog.Logger, prefix string, one func(context.Context, account.ID) error, sweep func(context.Context) (int, error)) Function {
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
			if err := one(ctx, id); err != nil {
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

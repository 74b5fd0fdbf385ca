package replay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// replayer invokes functions with their events again. It is safe to invoke every function twice with an event.
type replayer struct {
	functions interface {
		Invoke(context.Context, *lambda.InvokeInput, ...func(*lambda.Options)) (*lambda.InvokeOutput, error)
	}
	streams           streams
	sendMail, cleanUp string
}

// together is the maximum number of records per invocation, as in the event source mapping of the function.
const together = 10

// again replays a message and returns a description of what was done.
func (r replayer) again(ctx context.Context, m types.Message) (string, error) {
	l, err := read(m)
	if err != nil {
		return "", err
	}
	if l.batch == nil {
		_, err := r.invoke(ctx, l.function, l.payload)
		return l.String() + ", replayed", err
	}
	records, err := recordsOf(ctx, r.streams, *l.batch)
	if errors.Is(err, errForgotten) {
		sweeper := r.sweeper(l.function)
		_, err := r.invoke(ctx, sweeper, json.RawMessage(`{}`))
		return fmt.Sprintf("%s, no longer in the stream, so %s swept", l, sweeper), err
	}
	if err != nil {
		return "", err
	}
	for some := range slices.Chunk(records, together) {
		if err := r.give(ctx, l.function, some); err != nil {
			return "", err
		}
	}
	return l.String() + ", replayed", nil
}

// sweeper returns the scheduled function that processes what the stream did not deliver to this function.
func (r replayer) sweeper(function string) string {
	if function == r.sendMail {
		return r.sendMail
	}
	return r.cleanUp
}

func (r replayer) give(ctx context.Context, function string, records []events.DynamoDBEventRecord) error {
	event, err := json.Marshal(events.DynamoDBEvent{Records: records})
	if err != nil {
		return err
	}
	answer, err := r.invoke(ctx, function, event)
	if err != nil {
		return err
	}
	var failed events.DynamoDBEventResponse
	if err := json.Unmarshal(answer, &failed); err != nil {
		return fmt.Errorf("%s answered %s: %w", function, answer, err)
	}
	if n := len(failed.BatchItemFailures); n > 0 {
		return fmt.Errorf("%s failed for %d of %d records, the first %s", function, n, len(records), failed.BatchItemFailures[0].ItemIdentifier)
	}
	return nil
}

func (r replayer) invoke(ctx context.Context, function string, event json.RawMessage) ([]byte, error) {
	out, err := r.functions.Invoke(ctx, &lambda.InvokeInput{FunctionName: &function, Payload: event})
	switch {
	case err != nil:
		return nil, err
	case out.FunctionError != nil:
		return nil, fmt.Errorf("%s failed: %s %s", function, aws.ToString(out.FunctionError), out.Payload)
	}
	return out.Payload, nil
}

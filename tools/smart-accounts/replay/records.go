package replay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

type streams interface {
	GetShardIterator(context.Context, *dynamodbstreams.GetShardIteratorInput, ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetShardIteratorOutput, error)
	GetRecords(context.Context, *dynamodbstreams.GetRecordsInput, ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error)
}

// errForgotten is returned if the stream no longer has all of the records.
var errForgotten = errors.New("the stream does not have the records any more")

const (
	readWithin = time.Minute
	pause      = 250 * time.Millisecond // a shard allows five reads per second
)

// recordsOf returns the records of the batch as Lambda delivers them, with two differences: they have only the keys, from
// which the functions read the items again; and they include records that the mapping filters out. Those are harmless,
// except removals, which are left out, since their items cannot be read.
func recordsOf(ctx context.Context, s streams, b batch) ([]events.DynamoDBEventRecord, error) {
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	start, err := s.GetShardIterator(ctx, &dynamodbstreams.GetShardIteratorInput{
		StreamArn: &b.Stream, ShardId: &b.Shard, ShardIteratorType: types.ShardIteratorTypeAtSequenceNumber, SequenceNumber: &b.First,
	})
	if err != nil {
		return nil, forgotten(err)
	}
	var records []events.DynamoDBEventRecord
	next, last := start.ShardIterator, number(b.Last)
	for began := false; next != nil; {
		page, err := s.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: next})
		if err != nil {
			return nil, forgotten(err)
		}
		for _, record := range page.Records {
			sequence := aws.ToString(record.Dynamodb.SequenceNumber)
			at := number(sequence)
			switch {
			case at == nil:
				return nil, fmt.Errorf("sequence number %q", sequence)
			case !began && at.Cmp(number(b.First)) != 0:
				return nil, errForgotten
			}
			began = true
			if record.EventName != types.OperationTypeRemove {
				event, err := eventOf(record, b.Stream)
				if err != nil {
					return nil, err
				}
				records = append(records, event)
			}
			if at.Cmp(last) == 0 {
				return records, nil
			}
		}
		next = page.NextShardIterator
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
	return nil, errForgotten // the shard is closed and ends before the last record
}

func eventOf(record types.Record, stream string) (events.DynamoDBEventRecord, error) {
	keys := make(map[string]events.DynamoDBAttributeValue, len(record.Dynamodb.Keys))
	for name, value := range record.Dynamodb.Keys {
		text, ok := value.(*types.AttributeValueMemberS)
		if !ok {
			return events.DynamoDBEventRecord{}, fmt.Errorf("key %s is %T", name, value)
		}
		keys[name] = events.NewStringAttribute(text.Value)
	}
	return events.DynamoDBEventRecord{
		EventID: aws.ToString(record.EventID), EventName: string(record.EventName), EventSource: "aws:dynamodb", EventSourceArn: stream,
		Change: events.DynamoDBStreamRecord{
			ApproximateCreationDateTime: events.SecondsEpochTime{Time: aws.ToTime(record.Dynamodb.ApproximateCreationDateTime)},
			Keys:                        keys, SequenceNumber: aws.ToString(record.Dynamodb.SequenceNumber), StreamViewType: string(types.StreamViewTypeKeysOnly),
		},
	}, nil
}

func forgotten(err error) error {
	var trimmed *types.TrimmedDataAccessException
	var gone *types.ResourceNotFoundException // the shard or the stream does not exist any more
	if errors.As(err, &trimmed) || errors.As(err, &gone) {
		return errForgotten
	}
	return err
}

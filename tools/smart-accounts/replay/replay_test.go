package replay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"smartaccounts/tools/command"
)

// The three kinds of messages, as AWS documents them.
const (
	streamFailure = `{"requestContext":{"requestId":"c13ad4fc","functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:index","condition":"RetryAttemptsExhausted","approximateInvokeCount":6},
		"responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},"version":"1.0","timestamp":"2026-11-25T07:00:00.000Z",
		"DDBStreamBatchInfo":{"shardId":"shardId-1","startSequenceNumber":"98","endSequenceNumber":"101","approximateArrivalOfFirstRecord":"2026-11-25T06:00:00Z",
		"approximateArrivalOfLastRecord":"2026-11-25T06:00:00Z","batchSize":3,"streamArn":"arn:aws:dynamodb:eu-west-1:111122223333:table/T/stream/1"}}`
	runFailure = `{"version":"1.0","timestamp":"2026-11-25T07:00:00.000Z","requestContext":{"requestId":"e4b46cbf","functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:record:$LATEST",
		"condition":"RetriesExhausted","approximateInvokeCount":3},"requestPayload":{"Records":[{"Sns":{"Message":"x"}}]},
		"responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},"responsePayload":{"errorMessage":"down"}}`
)

func message(body string) types.Message { return types.Message{Body: &body} }

func scheduled(arn, body string) types.Message {
	return types.Message{Body: &body, MessageAttributes: map[string]types.MessageAttributeValue{
		"TARGET_ARN": {DataType: aws.String("String"), StringValue: &arn},
	}}
}

// world is a queue, a stream and functions in memory.
type world struct {
	waiting  []types.Message
	returned int                  // messages that were made visible again
	records  []streamtypes.Record // of the only shard, one record per page
	readErr  error                // of the stream
	invoked  []string             // function and event
	fails    map[string]string    // the error that a function returns
	answers  map[string]string    // the response of a function
	deaf     error                // of deleting
}

func (w *world) ReceiveMessage(context.Context, *sqs.ReceiveMessageInput, ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error) {
	for n := range w.waiting {
		if m := &w.waiting[n]; m.ReceiptHandle == nil {
			id := fmt.Sprint("m", n)
			m.MessageId, m.ReceiptHandle = &id, &id
			return &sqs.ReceiveMessageOutput{Messages: []types.Message{*m}}, nil
		}
	}
	return &sqs.ReceiveMessageOutput{}, nil
}

func (w *world) DeleteMessage(_ context.Context, in *sqs.DeleteMessageInput, _ ...func(*sqs.Options)) (*sqs.DeleteMessageOutput, error) {
	if w.deaf == nil {
		w.waiting = slices.DeleteFunc(w.waiting, func(m types.Message) bool { return aws.ToString(m.ReceiptHandle) == *in.ReceiptHandle })
	}
	return &sqs.DeleteMessageOutput{}, w.deaf
}

func (w *world) ChangeMessageVisibility(ctx context.Context, in *sqs.ChangeMessageVisibilityInput, _ ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityOutput, error) {
	if in.VisibilityTimeout == 0 && ctx.Err() == nil {
		w.returned++
	}
	return &sqs.ChangeMessageVisibilityOutput{}, nil
}

func (w *world) Invoke(_ context.Context, in *lambda.InvokeInput, _ ...func(*lambda.Options)) (*lambda.InvokeOutput, error) {
	w.invoked = append(w.invoked, *in.FunctionName+" "+string(in.Payload))
	if cause, fails := w.fails[*in.FunctionName]; fails {
		return &lambda.InvokeOutput{FunctionError: aws.String("Unhandled"), Payload: []byte(cause)}, nil
	}
	answer := w.answers[*in.FunctionName]
	if answer == "" {
		answer = `{"batchItemFailures":[]}`
	}
	return &lambda.InvokeOutput{Payload: []byte(answer)}, nil
}

func (w *world) GetShardIterator(_ context.Context, in *dynamodbstreams.GetShardIteratorInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetShardIteratorOutput, error) {
	if *in.ShardId != "shardId-1" || in.ShardIteratorType != streamtypes.ShardIteratorTypeAtSequenceNumber {
		return nil, errors.New("another shard, or another place in it")
	}
	return &dynamodbstreams.GetShardIteratorOutput{ShardIterator: aws.String("0")}, w.readErr
}

func (w *world) GetRecords(_ context.Context, in *dynamodbstreams.GetRecordsInput, _ ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error) {
	var at int
	if _, err := fmt.Sscan(*in.ShardIterator, &at); err != nil {
		return nil, err
	}
	out := &dynamodbstreams.GetRecordsOutput{Records: w.records[at : at+1]}
	if at+1 < len(w.records) {
		out.NextShardIterator = aws.String(strconv.Itoa(at + 1))
	}
	return out, nil
}

func changed(sequence string, what streamtypes.OperationType) streamtypes.Record {
	return streamtypes.Record{EventName: what, Dynamodb: &streamtypes.StreamRecord{SequenceNumber: &sequence, Keys: map[string]streamtypes.AttributeValue{
		"PK": &streamtypes.AttributeValueMemberS{Value: "ACCOUNT#" + sequence},
	}}}
}

var wholeBatch = []streamtypes.Record{
	changed("98", streamtypes.OperationTypeInsert), changed("99", streamtypes.OperationTypeRemove),
	changed("101", streamtypes.OperationTypeModify), changed("102", streamtypes.OperationTypeModify),
}

func (w *world) replay(t *testing.T) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := mailbox{w, "queue"}.replay(t.Context(), &out, replayer{functions: w, streams: w, sendMail: "send", cleanUp: "clean"})
	return out.String(), err
}

func TestAFailedEventIsReplayedToItsFunctionAndDeleted(t *testing.T) {
	t.Parallel()
	w := &world{waiting: []types.Message{message(runFailure), scheduled("arn:aws:lambda:eu-west-1:111122223333:function:clean", `{}`)}}
	out, err := w.replay(t)
	if err != nil || !strings.HasSuffix(out, "2 messages, 2 replayed\n") || strings.Count(out, "\n") != 3 {
		t.Errorf("%v\n%s", err, out)
	}
	if want := []string{`record {"Records":[{"Sns":{"Message":"x"}}]}`, `clean {}`}; !slices.Equal(w.invoked, want) {
		t.Errorf("invoked %q", w.invoked)
	}
	if len(w.waiting) != 0 {
		t.Errorf("%d messages are left", len(w.waiting))
	}
}

// The function gets exactly the records of the batch, except removals. Sequence numbers are compared as numbers, not as texts.
func TestTheRecordsOfABatchAreReplayedToTheirFunction(t *testing.T) {
	t.Parallel()
	w := &world{waiting: []types.Message{message(streamFailure)}, records: wholeBatch}
	out, err := w.replay(t)
	if err != nil || len(w.waiting) != 0 || len(w.invoked) != 1 {
		t.Fatalf("%v, invoked %q\n%s", err, w.invoked, out)
	}
	function, event, _ := strings.Cut(w.invoked[0], " ")
	var given events.DynamoDBEvent
	if err := json.Unmarshal([]byte(event), &given); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, r := range given.Records {
		pk := r.Change.Keys["PK"]
		keys = append(keys, pk.String()+" "+r.Change.SequenceNumber)
	}
	if function != "index" || !slices.Equal(keys, []string{"ACCOUNT#98 98", "ACCOUNT#101 101"}) {
		t.Errorf("%s was given %q", function, keys)
	}
}

func TestALongBatchIsReplayedInPartsAsLargeAsTheMappings(t *testing.T) {
	t.Parallel()
	w := &world{}
	records := make([]streamtypes.Record, 25)
	for n := range records {
		records[n] = changed(strconv.Itoa(98+n), streamtypes.OperationTypeInsert)
	}
	w.waiting = []types.Message{message(strings.Replace(streamFailure, `"101"`, `"122"`, 1))}
	r := replayer{functions: w, streams: onePage{w, records}, sendMail: "send", cleanUp: "clean"}
	if _, err := r.again(t.Context(), w.waiting[0]); err != nil || len(w.invoked) != 3 {
		t.Errorf("%v, invoked %d times", err, len(w.invoked))
	}
}

// onePage is a stream that returns all records in one page.
type onePage struct {
	*world
	all []streamtypes.Record
}

func (p onePage) GetRecords(context.Context, *dynamodbstreams.GetRecordsInput, ...func(*dynamodbstreams.Options)) (*dynamodbstreams.GetRecordsOutput, error) {
	return &dynamodbstreams.GetRecordsOutput{Records: p.all, NextShardIterator: aws.String("0")}, nil
}

func TestRecordsThatLeftTheStreamAreSweptByTheRightFunction(t *testing.T) {
	t.Parallel()
	for what, w := range map[string]*world{
		"all trimmed":     {readErr: &streamtypes.TrimmedDataAccessException{}},
		"the stream gone": {readErr: &streamtypes.ResourceNotFoundException{}},
		"the first gone":  {records: wholeBatch[1:]},
		"the last gone":   {records: wholeBatch[:2]},
	} {
		for function, sweeper := range map[string]string{"index": "clean", "send": "send"} {
			w := &world{readErr: w.readErr, records: w.records}
			w.waiting = []types.Message{message(strings.Replace(streamFailure, "function:index", "function:"+function, 1))}
			out, err := w.replay(t)
			if err != nil || len(w.waiting) != 0 || !slices.Equal(w.invoked, []string{sweeper + " {}"}) || !strings.Contains(out, "no longer in the stream, so "+sweeper+" swept") {
				t.Errorf("%s, %s: %v, invoked %q\n%s", what, function, err, w.invoked, out)
			}
		}
	}
}

func TestAMessageThatFailsAgainStaysAndKeepsNoOtherBack(t *testing.T) {
	t.Parallel()
	const good = `{"requestContext":{"functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:good"},"requestPayload":{}}`
	for what, w := range map[string]*world{
		"the function fails":        {waiting: []types.Message{message(runFailure)}, fails: map[string]string{"record": `{"errorMessage":"still down"}`}},
		"a record fails":            {waiting: []types.Message{message(streamFailure)}, records: wholeBatch, answers: map[string]string{"index": `{"batchItemFailures":[{"itemIdentifier":"101"}]}`}},
		"the answer is none":        {waiting: []types.Message{message(streamFailure)}, records: wholeBatch, answers: map[string]string{"index": `"what?"`}},
		"the sweep fails":           {waiting: []types.Message{message(streamFailure)}, readErr: &streamtypes.TrimmedDataAccessException{}, fails: map[string]string{"clean": `{}`}},
		"the stream fails":          {waiting: []types.Message{message(streamFailure)}, readErr: &streamtypes.LimitExceededException{}},
		"no JSON":                   {waiting: []types.Message{message(`what?`)}},
		"JSON of something else":    {waiting: []types.Message{message(`{"hello":"there"}`)}},
		"no sequence numbers":       {waiting: []types.Message{message(strings.Replace(streamFailure, `"101"`, `"latest"`, 1))}},
		"no function":               {waiting: []types.Message{message(strings.Replace(runFailure, "lambda:eu-west-1:111122223333:function", "sqs", 1))}},
		"a cut scheduler's event":   {waiting: []types.Message{scheduled("arn:aws:lambda:eu-west-1:111122223333:function:clean", `{"a`)}},
		"the scheduler's no target": {waiting: []types.Message{scheduled("clean", `{}`)}},
	} {
		w.waiting = append(w.waiting, message(good))
		out, err := w.replay(t)
		if !errors.Is(err, errStay) || len(w.waiting) != 1 || *w.waiting[0].MessageId != "m0" || w.returned != 1 {
			t.Errorf("%s: %v, %d left, %d visible again\n%s", what, err, len(w.waiting), w.returned, out)
		}
		if !strings.Contains(out, " m0: stays: ") || !strings.HasSuffix(out, "2 messages, 1 replayed\n") {
			t.Errorf("%s: output\n%s", what, out)
		}
	}
}

func TestAMessageThatCannotBeDeletedIsAnError(t *testing.T) {
	t.Parallel()
	w := &world{waiting: []types.Message{message(runFailure)}, deaf: errors.New("not allowed")}
	if out, err := w.replay(t); !errors.Is(err, w.deaf) || w.returned != 1 {
		t.Errorf("%v, %d visible again\n%s", err, w.returned, out)
	}
}

func TestAMessageIsReplayedOnceInARun(t *testing.T) {
	t.Parallel()
	w := &world{waiting: []types.Message{message(runFailure)}, fails: map[string]string{"record": `{}`}}
	var out bytes.Buffer
	err := mailbox{again{w, new(int)}, "queue"}.replay(t.Context(), &out, replayer{functions: w, streams: w, sendMail: "send", cleanUp: "clean"})
	if !errors.Is(err, errStay) || len(w.invoked) != 1 || len(w.waiting) != 1 {
		t.Errorf("%v, invoked %d times\n%s", err, len(w.invoked), out.String())
	}
}

// again is a queue that delivers each message twice.
type again struct {
	*world
	times *int
}

func (a again) ReceiveMessage(ctx context.Context, in *sqs.ReceiveMessageInput, options ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error) {
	if *a.times++; *a.times == 2 {
		return &sqs.ReceiveMessageOutput{Messages: a.waiting}, nil
	}
	return a.world.ReceiveMessage(ctx, in, options...)
}

func TestListingChangesNothing(t *testing.T) {
	t.Parallel()
	w := &world{waiting: []types.Message{message(streamFailure), message(runFailure), message("what?")}}
	var out bytes.Buffer
	err := mailbox{w, "queue"}.list(t.Context(), &out)
	if err != nil || len(w.waiting) != 3 || len(w.invoked) != 0 || w.returned != 3 {
		t.Errorf("%v, %d left, %d visible again, invoked %q", err, len(w.waiting), w.returned, w.invoked)
	}
	for _, line := range []string{" m0: index, 3 records of shardId-1 from 98\n", " m1: record, an event\n", " m2: not a failure", "\n3 messages\n"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("no line %q in\n%s", line, out.String())
		}
	}
}

func TestMissingFlagsAreErrorsBeforeAnythingRuns(t *testing.T) {
	t.Parallel()
	for _, arguments := range [][]string{{}, {"-queue", "q"}, {"-queue", "q", "-clean-up", "c"}, {"-queue", "q", "-send-mail", "s"}, {"-list"}, {"-queue", "q", "-list", "more"}} {
		if err := command.Run(t.Context(), Command(func(string) string { return "" }), arguments, io.Discard, io.Discard); err == nil || strings.Contains(err.Error(), "AWS_REGION") {
			t.Errorf("%q: %v", arguments, err)
		}
	}
}

package replay

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// letter is a dead letter: the function that failed, and its event.
type letter struct {
	function string
	payload  json.RawMessage // the event; nil for a batch of a stream
	batch    *batch          // the position of the records in the stream
}

// batch identifies the records that the mapping of a stream failed to deliver.
type batch struct {
	Stream string `json:"streamArn"`
	Shard  string `json:"shardId"`
	First  string `json:"startSequenceNumber"`
	Last   string `json:"endSequenceNumber"`
	Size   int    `json:"batchSize"`
}

func (l letter) String() string {
	if l.batch == nil {
		return l.function + ", an event"
	}
	return fmt.Sprintf("%s, %d records of %s from %s", l.function, l.batch.Size, l.batch.Shard, l.batch.First)
}

// targetAttribute is the message's attribute in which the scheduler names the function that it could not reach.
const targetAttribute = "TARGET_ARN"

// read parses the three kinds of messages: records that the mapping of a stream failed to deliver, an asynchronous
// invocation that failed, and an event that the scheduler could not deliver, which is the whole body.
func read(m types.Message) (letter, error) {
	body := aws.ToString(m.Body)
	if target, there := m.MessageAttributes[targetAttribute]; there {
		if !json.Valid([]byte(body)) {
			return letter{}, errors.New("the scheduler's event is not JSON")
		}
		return addressed(aws.ToString(target.StringValue), letter{payload: json.RawMessage(body)})
	}
	var failure struct {
		RequestContext struct {
			FunctionArn string `json:"functionArn"`
		} `json:"requestContext"`
		RequestPayload     json.RawMessage `json:"requestPayload"`
		DDBStreamBatchInfo *batch          `json:"DDBStreamBatchInfo"`
	}
	if err := json.Unmarshal([]byte(body), &failure); err != nil {
		return letter{}, fmt.Errorf("not a failure record of Lambda: %w", err)
	}
	l := letter{payload: failure.RequestPayload, batch: failure.DDBStreamBatchInfo}
	switch {
	case l.batch == nil && l.payload == nil:
		return letter{}, errors.New("not a failure record of Lambda: it has neither records nor an event")
	case l.batch != nil && (number(l.batch.First) == nil || number(l.batch.Last) == nil):
		return letter{}, errors.New("invalid sequence number of a record")
	}
	return addressed(failure.RequestContext.FunctionArn, l)
}

// addressed returns the letter with the function's name from its ARN, arn:aws:lambda:region:account:function:name. It ignores
// a version after the name: there is only one of each function.
func addressed(arn string, l letter) (letter, error) {
	const function, name = 5, 6
	parts := strings.Split(arn, ":")
	if len(parts) <= name || parts[function] != "function" || parts[name] == "" {
		return letter{}, fmt.Errorf("%q is not the ARN of a function", arn)
	}
	l.function = parts[name]
	return l, nil
}

// number returns nil if the text is not a number. Sequence numbers have up to 40 digits, and not all have the same length.
func number(sequence string) *big.Int {
	n, ok := new(big.Int).SetString(sequence, 10)
	if !ok {
		return nil
	}
	return n
}

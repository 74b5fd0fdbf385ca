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

// letter is what a message says: which function failed, and with what.
type letter struct {
	function string
	payload  json.RawMessage // the event itself, except of a stream
	batch    *batch          // where a stream has the records
}

// batch names the records that a stream's mapping gave up.
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

// read tells the three kinds of messages apart: what a stream's mapping gave up, an asynchronous run that
// failed, and an event that the scheduler could not hand over, which is the whole body then.
func read(m types.Message) (letter, error) {
	body := aws.ToString(m.Body)
	if target, there := m.MessageAttributes[targetAttribute]; there {
		if !json.Valid([]byte(body)) {
			return letter{}, errors.New("the scheduler's event is no JSON")
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
		return letter{}, fmt.Errorf("not a failure that Lambda tells of: %w", err)
	}
	l := letter{payload: failure.RequestPayload, batch: failure.DDBStreamBatchInfo}
	switch {
	case l.batch == nil && l.payload == nil:
		return letter{}, errors.New("not a failure that Lambda tells of: it names neither records nor an event")
	case l.batch != nil && (number(l.batch.First) == nil || number(l.batch.Last) == nil):
		return letter{}, errors.New("the records' sequence numbers are none")
	}
	return addressed(failure.RequestContext.FunctionArn, l)
}

// addressed takes the function's name out of its ARN, arn:aws:lambda:region:account:function:name, after which there
// may be a version. There is only one of each function.
func addressed(arn string, l letter) (letter, error) {
	const function, name = 5, 6
	parts := strings.Split(arn, ":")
	if len(parts) <= name || parts[function] != "function" || parts[name] == "" {
		return letter{}, fmt.Errorf("%q is no function", arn)
	}
	l.function = parts[name]
	return l, nil
}

// number is nil if it is none. Sequence numbers have up to 40 digits, and not all as many.
func number(sequence string) *big.Int {
	n, ok := new(big.Int).SetString(sequence, 10)
	if !ok {
		return nil
	}
	return n
}

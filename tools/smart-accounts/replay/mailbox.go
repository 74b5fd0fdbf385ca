package replay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// mailbox is the queue of undelivered events.
type mailbox struct {
	client queue
	url    string
}

type queue interface {
	ReceiveMessage(context.Context, *sqs.ReceiveMessageInput, ...func(*sqs.Options)) (*sqs.ReceiveMessageOutput, error)
	DeleteMessage(context.Context, *sqs.DeleteMessageInput, ...func(*sqs.Options)) (*sqs.DeleteMessageOutput, error)
	ChangeMessageVisibility(context.Context, *sqs.ChangeMessageVisibilityInput, ...func(*sqs.Options)) (*sqs.ChangeMessageVisibilityOutput, error)
}

const (
	// hiddenFor is longer than the timeouts of the functions that one message invokes.
	hiddenFor = 15 * time.Minute
	// waitFor enables long polling, which queries all servers of the queue.
	waitFor = time.Second
)

var errStay = errors.New("some messages stay in the queue")

// list prints a line for each message.
func (b mailbox) list(ctx context.Context, stdout io.Writer) error {
	count := 0
	err := b.each(ctx, func(m types.Message) (done bool) {
		count++
		l, err := read(m)
		if err != nil {
			fmt.Fprintf(stdout, "%s %s: %v\n", sent(m), *m.MessageId, err)
		} else {
			fmt.Fprintf(stdout, "%s %s: %s\n", sent(m), *m.MessageId, l)
		}
		return false
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d messages\n", count)
	return nil
}

// replay replays each message and deletes it if that succeeds. It returns errStay unless all succeed.
func (b mailbox) replay(ctx context.Context, stdout io.Writer, r replayer) error {
	count, replayed := 0, 0
	err := b.each(ctx, func(m types.Message) (done bool) {
		count++
		outcome, err := r.again(ctx, m)
		if err != nil {
			fmt.Fprintf(stdout, "%s %s: stays: %v\n", sent(m), *m.MessageId, err)
			return false
		}
		replayed++
		fmt.Fprintf(stdout, "%s %s: %s\n", sent(m), *m.MessageId, outcome)
		return true
	})
	fmt.Fprintf(stdout, "%d messages, %d replayed\n", count, replayed)
	if err == nil && replayed < count {
		err = errStay
	}
	return err
}

// each receives each message once and deletes those that are done. At the end, also after an interruption, the others
// are visible in the queue again.
func (b mailbox) each(ctx context.Context, do func(types.Message) (done bool)) (err error) {
	seen := make(map[string]bool)
	var stay []*string
	defer func() {
		for _, handle := range stay {
			_, oneErr := b.client.ChangeMessageVisibility(context.WithoutCancel(ctx), &sqs.ChangeMessageVisibilityInput{QueueUrl: &b.url, ReceiptHandle: handle})
			if oneErr != nil {
				err = errors.Join(err, fmt.Errorf("a message stays hidden for 15 minutes: %w", oneErr))
			}
		}
	}()
	for {
		out, err := b.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: &b.url, MaxNumberOfMessages: 1, VisibilityTimeout: int32(hiddenFor.Seconds()), WaitTimeSeconds: int32(waitFor.Seconds()),
			MessageAttributeNames:       []string{targetAttribute},
			MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameSentTimestamp},
		})
		switch {
		case err != nil:
			return fmt.Errorf("receive from %s: %w", b.url, err)
		case len(out.Messages) == 0:
			return nil
		}
		m := out.Messages[0]
		if seen[*m.MessageId] || !do(m) {
			seen[*m.MessageId] = true
			stay = append(stay, m.ReceiptHandle)
			continue
		}
		if _, err := b.client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &b.url, ReceiptHandle: m.ReceiptHandle}); err != nil {
			stay = append(stay, m.ReceiptHandle)
			return fmt.Errorf("delete %s, which is done: %w", *m.MessageId, err)
		}
	}
}

// sent returns when the message was sent to the queue.
func sent(m types.Message) string {
	at, err := strconv.ParseInt(m.Attributes[string(types.MessageSystemAttributeNameSentTimestamp)], 10, 64)
	if err != nil {
		return "?"
	}
	return time.UnixMilli(at).UTC().Format(time.RFC3339)
}

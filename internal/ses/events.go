package ses

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// event is what SES publishes about a mail.
// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
type event struct {
	EventType string `json:"eventType"`
	Mail      struct {
		MessageID string              `json:"messageId"`
		Tags      map[string][]string `json:"tags"`
	} `json:"mail"`
}

// kinds are the events that tell how far a mail has come. Any bounce counts: SES tells of one only when
// it has given up.
var kinds = map[string]account.Delivery{
	"Send":      account.Sent,
	"Delivery":  account.Delivered,
	"Bounce":    account.Bounced,
	"Complaint": account.Complained,
}

var errNotOurs = errors.New("an event about no mail of ours")

// ReadEvent answers what an event says; an error if it says nothing about the delivery of a mail that
// the outbox knows.
func ReadEvent(text []byte) (workflow.MailEvent, error) {
	var e event
	if err := json.Unmarshal(text, &e); err != nil {
		return workflow.MailEvent{}, fmt.Errorf("read mail event: %w", err)
	}
	news, known := kinds[e.EventType]
	tags := e.Mail.Tags[tagName]
	if !known || len(tags) != 1 {
		return workflow.MailEvent{}, errNotOurs
	}
	id, ok := account.ParseID(tags[0])
	if !ok {
		return workflow.MailEvent{}, errNotOurs
	}
	return workflow.MailEvent{MailID: id, MessageID: e.Mail.MessageID, News: news}, nil
}

// HandleEvents calls record for each event that SES published through SNS. What says nothing is logged
// and passed over: repeating it would not help. An error has SNS's event come again, whole.
func HandleEvents(log *slog.Logger, record func(context.Context, workflow.MailEvent) error) func(context.Context, events.SNSEvent) error {
	return func(ctx context.Context, batch events.SNSEvent) error {
		var failed []error
		for _, r := range batch.Records {
			e, err := ReadEvent([]byte(r.SNS.Message))
			if err != nil {
				log.WarnContext(ctx, "mail event passed over", slog.String("sns", r.SNS.MessageID), slog.String("cause", err.Error()))
				continue
			}
			if err := record(ctx, e); err != nil {
				failed = append(failed, fmt.Errorf("mail %s: %w", e.MailID, err))
			}
		}
		return errors.Join(failed...)
	}
}

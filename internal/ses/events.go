package ses

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// event is an event that SES publishes about a mail. Each of our mails has one recipient.
// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
type event struct {
	EventType string `json:"eventType"`
	Mail      struct {
		MessageID string              `json:"messageId"`
		Tags      map[string][]string `json:"tags"`
	} `json:"mail"`
	Bounce struct {
		Type      string    `json:"bounceType"`
		SubType   string    `json:"bounceSubType"`
		Timestamp timestamp `json:"timestamp"`
	} `json:"bounce"`
	Complaint struct {
		FeedbackType string    `json:"complaintFeedbackType"`
		Timestamp    timestamp `json:"timestamp"`
	} `json:"complaint"`
	Delivery struct {
		Timestamp timestamp `json:"timestamp"`
	} `json:"delivery"`
	DeliveryDelay struct {
		Timestamp timestamp `json:"timestamp"`
	} `json:"deliveryDelay"`
	Reject struct {
		Reason string `json:"reason"`
	} `json:"reject"`
	Failure struct {
		ErrorMessage string `json:"errorMessage"`
	} `json:"failure"`
}

// timestamp is a time as SES writes it.
type timestamp string

// time returns the time in whole milliseconds, as the domain has it, or the zero time if it cannot be parsed.
func (t timestamp) time() time.Time {
	at, err := time.Parse(time.RFC3339Nano, string(t))
	if err != nil {
		return time.Time{}
	}
	return at.UTC().Truncate(time.Millisecond)
}

// said is what an event reports about the delivery of a mail.
type said struct {
	news    account.Delivery
	at      timestamp
	failure string
}

// kinds are the events that are read, by SES's name for each. TestTheTemplatePublishesEveryEventThatIsRead checks that
// the template has the same ones.
var kinds = map[string]func(e event) said{
	"Send":          func(event) said { return said{news: account.Sent} },
	"DeliveryDelay": func(e event) said { return said{news: account.Delayed, at: e.DeliveryDelay.Timestamp} },
	"Delivery":      func(e event) said { return said{news: account.Delivered, at: e.Delivery.Timestamp} },
	"Bounce":        func(e event) said { return said{news: bounced(e), at: e.Bounce.Timestamp} },
	"Complaint":     func(e event) said { return said{news: complained(e), at: e.Complaint.Timestamp} },
	// After Reject (it found a virus) and Rendering Failure, SES has accepted the mail but does not send it.
	"Reject": func(e event) said {
		return said{news: account.Bounced, failure: "the provider rejected the mail: " + e.Reject.Reason}
	},
	"Rendering Failure": func(e event) said {
		return said{news: account.Bounced, failure: "the provider could not render the mail: " + e.Failure.ErrorMessage}
	},
}

// bounced returns Bounced for a permanent bounce, which means that the mailbox cannot be reached: General, NoEmail,
// Suppressed and OnAccountSuppressionList. Otherwise it returns SoftBounced: a bounce is transient for a full mailbox,
// an out-of-office reply or a mail that is not accepted now, and undetermined if SES cannot read its cause.
// https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types
func bounced(e event) account.Delivery {
	if e.Bounce.Type == "Permanent" {
		return account.Bounced
	}
	return account.SoftBounced
}

// complained returns Complained, or "" for the type not-spam, which withdraws a complaint (RFC 5965, section 7.3).
func complained(e event) account.Delivery {
	if e.Complaint.FeedbackType == "not-spam" {
		return ""
	}
	return account.Complained
}

var (
	errNotOurs = errors.New("an event about no mail of ours")
	errNoNews  = errors.New("an event that says nothing about a delivery")
)

// ReadEvent parses an event. It returns an error if the event reports nothing about the delivery of a mail from the
// outbox.
func ReadEvent(text []byte) (workflow.MailEvent, error) {
	var e event
	if err := json.Unmarshal(text, &e); err != nil {
		return workflow.MailEvent{}, fmt.Errorf("read mail event: %w", err)
	}
	read, known := kinds[e.EventType]
	tags := e.Mail.Tags[tagName]
	if !known || len(tags) != 1 {
		return workflow.MailEvent{}, errNotOurs
	}
	id, ok := account.ParseID(tags[0])
	if !ok {
		return workflow.MailEvent{}, errNotOurs
	}
	what := read(e)
	if what.news == "" {
		return workflow.MailEvent{}, errNoNews
	}
	return workflow.MailEvent{
		MailID: id, MessageID: e.Mail.MessageID, News: what.news, At: what.at.time(), Failure: what.failure,
	}, nil
}

// HandleEvents returns a function that calls record for each event that SES published through SNS. An event that
// cannot be read is logged and skipped: a retry would not help. After an error Lambda retries the whole batch.
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

package local

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// playedEvent is an event of the provider to publish.
type playedEvent struct {
	ses   string         // its type, as SES names it
	about string         // the name of the field with its details
	what  map[string]any // the details, as SES publishes them
	news  string         // the delivery that it records in the outbox; empty: none
}

// bounces has SES's types of bounces by sub-type.
// https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#bounce-types
var bounces = map[string]string{
	"General": "Permanent", "NoEmail": "Permanent", "Suppressed": "Permanent", "OnAccountSuppressionList": "Permanent",
	"MailboxFull": "Transient", "MessageTooLarge": "Transient", "ContentRejected": "Transient", "AttachmentRejected": "Transient",
	"CustomTimeoutExceeded": "Transient", "OutOfOffice": "Transient", "Undetermined": "Undetermined",
}

// complaints has the types of complaints that mailbox providers report (RFC 5965).
var complaints = []string{"abuse", "auth-failure", "fraud", "not-spam", "other", "virus"}

// delays has SES's causes of delays.
var delays = []string{
	"InternalFailure", "General", "MailboxFull", "SpamDetected", "RecipientServerError", "IPFailure", "TransientCommunicationFailure",
	"BYOIPHostNameLookupUnavailable", "Undetermined", "SendingDeferral",
}

// eventToPlay returns the event of the given kind and sub-type. It returns an error if there is none.
func eventToPlay(kind, subType, to string, at time.Time) (playedEvent, error) {
	recipients := []map[string]string{{"emailAddress": to}}
	stamp := at.UTC().Format("2006-01-02T15:04:05.000Z")
	none := func(e playedEvent) (playedEvent, error) {
		if subType != "" {
			return playedEvent{}, fmt.Errorf("SUBTYPE must be empty for a %s, not %q", kind, subType)
		}
		return e, nil
	}
	switch kind {
	case "delivery":
		return none(playedEvent{"Delivery", "delivery", map[string]any{
			"timestamp": stamp, "processingTimeMillis": 546, "recipients": []string{to}, "smtpResponse": "250 ok", "reportingMTA": "mail.example",
		}, "delivered"})
	case "bounce":
		return bounceToPlay(subType, recipients, stamp)
	case "complaint":
		feedback := cmp.Or(subType, "abuse")
		if !slices.Contains(complaints, feedback) {
			return playedEvent{}, fmt.Errorf("SUBTYPE of a complaint must be one of %s, not %q", strings.Join(complaints, ", "), subType)
		}
		news := "complained"
		if feedback == "not-spam" {
			news = ""
		}
		return playedEvent{"Complaint", "complaint", map[string]any{
			"complainedRecipients": recipients, "timestamp": stamp, "feedbackId": "played", "complaintSubType": nil, "complaintFeedbackType": feedback,
		}, news}, nil
	case "delay":
		cause := cmp.Or(subType, "TransientCommunicationFailure")
		if !slices.Contains(delays, cause) {
			return playedEvent{}, fmt.Errorf("SUBTYPE of a delay must be one of %s, not %q", strings.Join(delays, ", "), subType)
		}
		return playedEvent{"DeliveryDelay", "deliveryDelay", map[string]any{
			"timestamp": stamp, "delayType": cause, "expirationTime": at.UTC().Add(12 * time.Hour).Format("2006-01-02T15:04:05.000Z"), "delayedRecipients": recipients,
		}, "delayed"}, nil
	case "reject":
		return none(playedEvent{"Reject", "reject", map[string]any{"reason": "Bad content"}, "bounced"})
	case "rendering-failure":
		return none(playedEvent{"Rendering Failure", "failure", map[string]any{"errorMessage": "Attribute 'name' is not present", "templateName": "played"}, "bounced"})
	default:
		return playedEvent{}, fmt.Errorf("TYPE must be delivery, bounce, complaint, delay, reject or rendering-failure, not %q", kind)
	}
}

// bounceToPlay returns a bounce of the given sub-type, which may have its type in front ("Permanent/General"). Without a
// sub-type the bounce is permanent. General alone is the transient one, as for an out-of-office reply.
func bounceToPlay(subType string, recipients []map[string]string, stamp string) (playedEvent, error) {
	bounceType, sub, both := strings.Cut(subType, "/")
	switch {
	case subType == "":
		bounceType, sub = "Permanent", "General"
	case !both:
		sub = subType
		bounceType = bounces[sub]
		if sub == "General" {
			bounceType = "Transient"
		}
	case sub == "General" && bounceType == "Transient":
	case bounces[sub] != bounceType:
		bounceType = ""
	}
	if bounceType == "" {
		return playedEvent{}, fmt.Errorf("SUBTYPE of a bounce must be one of %s, or Permanent/General, not %q",
			strings.Join(slices.Sorted(maps.Keys(bounces)), ", "), subType)
	}
	news := "soft-bounced"
	if bounceType == "Permanent" {
		news = "bounced"
	}
	if sub == "OutOfOffice" {
		sub = "General" // SES has no sub-type for it
	}
	return playedEvent{"Bounce", "bounce", map[string]any{
		"feedbackId": "played", "bounceType": bounceType, "bounceSubType": sub, "bouncedRecipients": recipients, "timestamp": stamp,
	}, news}, nil
}

const (
	// recordedWithin is the timeout for an event that changes the outbox.
	recordedWithin = 15 * time.Second
	// passedOverWithin is how long to wait for an event that changes nothing.
	passedOverWithin = 3 * time.Second
)

// MailEvent publishes an event for the newest mail to the address, to the topic that SES publishes to; the emulator
// publishes no events. It returns when the event has been recorded; recorded is false if it changed nothing in time.
func (d Description) MailEvent(ctx context.Context, kind, subType, to string) (recorded bool, err error) {
	event, err := eventToPlay(kind, subType, to, time.Now())
	if err != nil {
		return false, err
	}
	sent, err := d.newestMail(ctx, to)
	if err != nil {
		return false, err
	}
	text, err := json.Marshal(map[string]any{
		"eventType": event.ses,
		"mail": map[string]any{
			"messageId": sent.messageID, "destination": []string{to}, "tags": map[string][]string{"outbox": {sent.id}},
		},
		event.about: event.what,
	})
	if err != nil {
		return false, err
	}
	form := url.Values{"Action": {"Publish"}, "Version": {"2010-03-31"}, "TopicArn": {d.MailEventsTopic}, "Message": {string(text)}}
	if _, err := fetch(ctx, http.MethodPost, d.Endpoint+"/", "application/x-www-form-urlencoded", nil, []byte(form.Encode())); err != nil {
		return false, fmt.Errorf("publish the event: %w", err)
	}
	within := recordedWithin
	if event.news == "" {
		within = passedOverWithin
	}
	for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		out, err := d.DynamoDB().GetItem(ctx, &dynamodb.GetItemInput{TableName: &d.Table, Key: sent.key, ConsistentRead: aws.Bool(true)})
		if err != nil {
			return false, err
		}
		if event.news != "" && attribute(out.Item, "news") == event.news {
			return true, nil
		}
	}
	return false, nil
}

type playedMail struct {
	id, messageID string
	key           map[string]types.AttributeValue
}

// newestMail returns the newest sent mail to the address.
func (d Description) newestMail(ctx context.Context, to string) (playedMail, error) {
	pages := dynamodb.NewScanPaginator(d.DynamoDB(), &dynamodb.ScanInput{
		TableName: &d.Table, ConsistentRead: aws.Bool(true),
		FilterExpression: aws.String("SK = :outbox AND recipient = :to AND mailState = :sent"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":outbox": &types.AttributeValueMemberS{Value: "OUTBOX"},
			":to":     &types.AttributeValueMemberS{Value: strings.ToLower(strings.TrimSpace(to))},
			":sent":   &types.AttributeValueMemberS{Value: "sent"},
		},
	})
	var newest playedMail
	latest := ""
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return playedMail{}, err
		}
		for _, item := range page.Items {
			created, ok := item["createdAt"].(*types.AttributeValueMemberN)
			if !ok || created.Value < latest { // milliseconds with the same number of digits
				continue
			}
			latest = created.Value
			_, id, _ := strings.Cut(attribute(item, "PK"), "#")
			newest = playedMail{id, attribute(item, "messageId"), map[string]types.AttributeValue{"PK": item["PK"], "SK": item["SK"]}}
		}
	}
	if latest == "" {
		return playedMail{}, errors.New("no email has been sent to " + to)
	}
	return newest, nil
}

func attribute(item map[string]types.AttributeValue, name string) string {
	if text, ok := item[name].(*types.AttributeValueMemberS); ok {
		return text.Value
	}
	return ""
}

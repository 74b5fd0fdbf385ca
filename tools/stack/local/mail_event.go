package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// mailEvents are the kinds of events that can be played: SES's word for each, and what the outbox then
// says of the mail.
var mailEvents = map[string]struct{ ses, news string }{
	"delivery":  {"Delivery", "delivered"},
	"bounce":    {"Bounce", "bounced"},
	"complaint": {"Complaint", "complained"},
}

// recordedWithin is how long a played event may take to be recorded.
const recordedWithin = 15 * time.Second

// MailEvent plays the mail provider's event for the newest mail that was sent to the address, through
// the topic to which SES publishes, for the emulator publishes none. It returns when the event has been
// recorded; recorded is false if it was no news.
func (d Description) MailEvent(ctx context.Context, kind, to string) (recorded bool, err error) {
	event, known := mailEvents[kind]
	if !known {
		return false, fmt.Errorf("TYPE must be delivery, bounce or complaint, not %q", kind)
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
	})
	if err != nil {
		return false, err
	}
	form := url.Values{"Action": {"Publish"}, "Version": {"2010-03-31"}, "TopicArn": {d.MailEventsTopic}, "Message": {string(text)}}
	if _, err := fetch(ctx, http.MethodPost, d.Endpoint+"/", "application/x-www-form-urlencoded", nil, []byte(form.Encode())); err != nil {
		return false, fmt.Errorf("publish the event: %w", err)
	}
	for deadline := time.Now().Add(recordedWithin); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		out, err := d.DynamoDB().GetItem(ctx, &dynamodb.GetItemInput{TableName: &d.Table, Key: sent.key, ConsistentRead: aws.Bool(true)})
		if err != nil {
			return false, err
		}
		if attribute(out.Item, "news") == event.news {
			return true, nil
		}
	}
	return false, nil
}

type playedMail struct {
	id, messageID string
	key           map[string]types.AttributeValue
}

// newestMail finds the mail that was sent to the address last.
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
			if !ok || created.Value < latest { // milliseconds, all of as many digits
				continue
			}
			latest = created.Value
			_, id, _ := strings.Cut(attribute(item, "PK"), "#")
			newest = playedMail{id, attribute(item, "messageId"), map[string]types.AttributeValue{"PK": item["PK"], "SK": item["SK"]}}
		}
	}
	if latest == "" {
		return playedMail{}, errors.New("no mail has been sent to " + to)
	}
	return newest, nil
}

func attribute(item map[string]types.AttributeValue, name string) string {
	if text, ok := item[name].(*types.AttributeValueMemberS); ok {
		return text.Value
	}
	return ""
}

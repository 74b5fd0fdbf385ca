// Package ses sends mail through Amazon SES.
package ses

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"

	"smartaccounts/internal/workflow"
)

// answerWithin is how long SES may take; far below the function's own time limit.
const answerWithin = 10 * time.Second

// tagName is the message tag that carries the outbox entry's id into the events SES publishes.
const tagName = "outbox"

// ConfigurationSets are the names of those under which mail is sent. SES drops mail to an address that
// bounced or complained, but not under the set for one-time codes.
type ConfigurationSets struct{ Mail, Codes string }

func (c ConfigurationSets) of(kind workflow.MailKind) string {
	if kind.CarriesCode() {
		return c.Codes
	}
	return c.Mail
}

// Provider sends from one address.
type Provider struct {
	client *sesv2.Client
	sender string
	sets   ConfigurationSets
}

var _ workflow.Provider = Provider{}

// New returns a provider over that client. It never lets the SDK repeat a SendEmail: SES has no
// idempotency token for it, so that a lost answer would double the mail.
func New(client *sesv2.Client, sender string, sets ConfigurationSets) Provider {
	once := sesv2.New(client.Options(), func(o *sesv2.Options) { o.Retryer = aws.NopRetryer{} })
	return Provider{once, sender, sets}
}

// From returns the address as a From header has it (RFC 5322 §3.4), with the name that mail programs show
// beside it, encoded (RFC 2047) if it is not ASCII.
func From(name, address string) string {
	sender := mail.Address{Name: name, Address: address}
	return sender.String()
}

// Send implements workflow.Provider.
func (p Provider) Send(ctx context.Context, m workflow.Message) (messageID string, err error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	out, err := p.client.SendEmail(ctx, &sesv2.SendEmailInput{
		FromEmailAddress:     &p.sender,
		Destination:          &types.Destination{ToAddresses: []string{string(m.To)}},
		ConfigurationSetName: aws.String(p.sets.of(m.Kind)),
		EmailTags:            []types.MessageTag{{Name: aws.String(tagName), Value: &m.Tag}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: content(m.Subject),
			Body:    &types.Body{Text: content(m.Text), Html: content(m.HTML)},
			Headers: []types.MessageHeader{{Name: aws.String("Auto-Submitted"), Value: aws.String("auto-generated")}},
		}},
	})
	if err != nil {
		return "", meaning(err)
	}
	return aws.ToString(out.MessageId), nil
}

func content(text string) *types.Content {
	return &types.Content{Data: aws.String(text), Charset: aws.String("UTF-8")}
}

// refusals are the answers after which the same mail will never be taken. Whatever else SES answers
// with a 4xx status it may take later: MessageRejected, too, says as a rule that an address is not
// verified yet. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
var refusals = map[string]bool{
	"BadRequestException": true,
	"ValidationException": true,
}

// meaning reports whether a failed call left the mail with us for certain.
func meaning(err error) error {
	var answer *awshttp.ResponseError
	var refused smithy.APIError
	if errors.As(err, &answer) && errors.As(err, &refused) && answer.HTTPStatusCode() >= 400 && answer.HTTPStatusCode() < 500 {
		if refusals[refused.ErrorCode()] {
			return fmt.Errorf("%w: %s", workflow.ErrMailRefused, refused.ErrorCode())
		}
		return fmt.Errorf("%w: %s", workflow.ErrMailNotTaken, refused.ErrorCode())
	}
	var dialing *net.OpError
	if errors.As(err, &dialing) && dialing.Op == "dial" {
		return fmt.Errorf("%w: no connection", workflow.ErrMailNotTaken)
	}
	return fmt.Errorf("send mail: %w", err)
}

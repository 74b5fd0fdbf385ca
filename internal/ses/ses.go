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

// answerWithin is the time limit of a call to SES, far below the function's own.
const answerWithin = 10 * time.Second

// tagName is the message tag with the outbox entry's ID, which SES copies to the events it publishes.
const tagName = "outbox"

// ConfigurationSets are the names of the configuration sets for mail. SES drops mail to an address that bounced or
// complained, except with the set for one-time codes.
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

// New returns a provider that uses the client. It disables the SDK's retries: SendEmail has no idempotency token, so a
// retry after a lost response would send the mail twice.
func New(client *sesv2.Client, sender string, sets ConfigurationSets) Provider {
	once := sesv2.New(client.Options(), func(o *sesv2.Options) { o.Retryer = aws.NopRetryer{} })
	return Provider{once, sender, sets}
}

// From returns the value of a From header (RFC 5322 §3.4): the address, and the name that mail programs show beside
// it, encoded (RFC 2047) if it is not ASCII.
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

// refusals are the errors after which SES will never accept the same mail. After any other error with a 4xx status it
// may accept it later: MessageRejected, too, usually means that an address is not verified yet.
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
var refusals = map[string]bool{
	"BadRequestException": true,
	"ValidationException": true,
}

// meaning returns ErrMailRefused or ErrMailNotTaken if SES has certainly not accepted the mail, otherwise another error.
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

package faults

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/ses"
)

// letter is a mail as the provider took it.
type letter struct {
	id        account.ID // of the mail in the outbox, from its tag
	to, text  string
	body      string // of the HTTP request
	messageID string
	unheard   bool // the response was lost
}

// postbox is a mail provider that keeps what it takes.
type postbox struct {
	mutex sync.Mutex
	taken []letter
}

// provider returns the adapter for SES with a fake of its HTTP calls, which has the same faults as the table.
func (b *postbox) provider() ses.Provider {
	return ses.New(sesv2.New(sesv2.Options{
		Region: "us-east-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
		Retryer:    noBackoff(),
		APIOptions: []func(*middleware.Stack) error{b.takes, faulty}, // the later one runs first
	}), "accounts@example.com", ses.ConfigurationSets{Mail: "mail", Codes: "codes"})
}

func (b *postbox) takes(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("Take", b.take), middleware.Before)
}

func (b *postbox) take(ctx context.Context, in middleware.DeserializeInput, _ middleware.DeserializeHandler) (out middleware.DeserializeOutput, metadata middleware.Metadata, err error) {
	if ctx.Err() != nil {
		return out, metadata, &aws.RequestCanceledError{Err: ctx.Err()}
	}
	l, err := read(in.Request)
	if err != nil {
		return out, metadata, err
	}
	c := callIn(ctx)
	l.unheard = c != nil && c.fault.losesAnswer()
	b.mutex.Lock()
	defer b.mutex.Unlock()
	l.messageID = fmt.Sprintf("message-%d", len(b.taken)+1)
	b.taken = append(b.taken, l)
	out.Result = &sesv2.SendEmailOutput{MessageId: &l.messageID}
	return out, metadata, nil
}

func read(request any) (l letter, err error) {
	sent, is := request.(*smithyhttp.Request)
	if !is {
		return l, errors.New("no HTTP request")
	}
	body, err := io.ReadAll(sent.GetStream())
	if err != nil {
		return l, err
	}
	var in struct {
		Destination struct{ ToAddresses []string }
		EmailTags   []struct{ Value string }
		Content     struct {
			Simple struct {
				Body struct{ Text struct{ Data string } }
			}
		}
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return l, err
	}
	if len(in.Destination.ToAddresses) != 1 || len(in.EmailTags) != 1 {
		return l, fmt.Errorf("not a mail of ours: %s", body)
	}
	l.id, l.to = account.ID(in.EmailTags[0].Value), in.Destination.ToAddresses[0]
	l.text, l.body = in.Content.Simple.Body.Text.Data, string(body)
	return l, nil
}

// letters returns the mails taken, from index since on.
func (b *postbox) letters(since int) []letter {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return append([]letter(nil), b.taken[since:]...)
}

// emptied removes the mails taken, from index since on.
func (b *postbox) emptied(since int) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.taken = b.taken[:since]
}

// Command send-mail is the function that sends the mails in the outbox: at once from the table's stream, and from the
// schedule those that the stream missed.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"smartaccounts/internal/account"
	"smartaccounts/internal/config"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/kms"
	"smartaccounts/internal/mail"
	"smartaccounts/internal/ses"
	"smartaccounts/internal/stream"
	"smartaccounts/internal/workflow"
)

func main() {
	if err := run(context.Background(), os.Getenv); err != nil {
		slog.Error("cannot start", slog.Any("error", err))
		os.Exit(1)
	}
}

func run(ctx context.Context, getenv config.Getenv) error {
	c, err := config.ForSendMail(getenv)
	if err != nil {
		return err
	}
	account.SetSharedMail(c.SharedMail)
	sdk := c.AWS.Config()
	c.AWS.Connect(ctx, sdk, config.DynamoDB, config.KMS, config.SES)
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	keys := kms.New(sdk)
	send := workflow.Send{
		Store:    dynamo.Open(sdk, c.Table),
		Links:    kms.LinkKey{Client: keys, ID: c.LinkKey},
		Codes:    kms.CodeKey{Client: keys, ID: c.CodeKey},
		Provider: ses.New(sesv2.NewFromConfig(sdk), ses.From(c.SenderName, c.Sender), ses.ConfigurationSets{Mail: c.ConfigurationSet, Codes: c.CodeConfiguration}),
		Render:   mail.Render(c.PublicURL),
		Now:      dynamo.Now,
		Failed:   failures(log),

		BudgetSpent: budgetSpent(log),
		Invitations: workflow.ADay(c.InvitationsADay), InvitationsPerRequester: workflow.ADay(c.InvitationsFromOneADay),
		Daily: workflow.ADay(c.MailsADay), DailyPerRequester: workflow.ADay(workflow.RequesterShare(c.MailsADay)),
	}
	lambda.StartWithOptions(stream.Handle(log, layout.MailPrefix, sendOne(send), send.Sweep), lambda.WithContext(ctx))
	return nil
}

// sendOne sends the mail of a record, with the mail that the record contains.
func sendOne(send workflow.Send) func(context.Context, stream.Record) error {
	return func(ctx context.Context, r stream.Record) error {
		if m, shown := layout.MailIn(r.Image()); shown && m.ID == r.ID {
			return send.DoMail(ctx, m)
		}
		return send.Do(ctx, r.ID)
	}
}

// failures logs the line that the alarm MailFailed counts. It contains no address.
func failures(log *slog.Logger) func(context.Context, workflow.Mail, string) {
	return func(ctx context.Context, m workflow.Mail, cause string) {
		log.ErrorContext(ctx, "mail failed", slog.String("mail", string(m.ID)), slog.String("kind", string(m.Kind)),
			slog.String("request", string(m.RequestID)), slog.String("cause", cause))
	}
}

// budgetSpent logs the line that the alarm MailBudgetSpent counts.
func budgetSpent(log *slog.Logger) func(workflow.Mail) {
	return func(m workflow.Mail) {
		log.Warn("mail budget spent", slog.String("mail", string(m.ID)), slog.String("kind", string(m.Kind)))
	}
}

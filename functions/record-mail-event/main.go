// Command record-mail-event is the function that stores the deliveries that SES reports: sent, delayed, delivered,
// bounced, complained about, rejected.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"smartaccounts/internal/account"
	"smartaccounts/internal/config"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/ses"
	"smartaccounts/internal/workflow"
)

func main() {
	if err := run(context.Background(), os.Getenv); err != nil {
		slog.Error("cannot start", slog.Any("error", err))
		os.Exit(1)
	}
}

func run(ctx context.Context, getenv config.Getenv) error {
	c, err := config.ForBackground(getenv)
	if err != nil {
		return err
	}
	account.SetSharedMail(c.SharedMail)
	sdk := c.AWS.Config()
	c.AWS.Connect(ctx, sdk, config.DynamoDB)
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	record := workflow.RecordMailEvent{Store: dynamo.Open(sdk, c.Table), Now: dynamo.Now, Failed: failures(log)}
	lambda.StartWithOptions(ses.HandleEvents(log, record.Do), lambda.WithContext(ctx))
	return nil
}

// failures logs the line that the alarm MailFailed counts. It contains no address.
func failures(log *slog.Logger) func(context.Context, workflow.Mail, string) {
	return func(ctx context.Context, m workflow.Mail, cause string) {
		log.ErrorContext(ctx, "mail failed", slog.String("mail", string(m.ID)), slog.String("kind", string(m.Kind)),
			slog.String("request", string(m.RequestID)), slog.String("cause", cause))
	}
}

// Command record-mail-event is the function that writes down what SES says about the mails it took:
// sent, delivered, come back, called spam.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

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
	sdk := c.AWS.Config()
	c.AWS.Connect(ctx, sdk, config.DynamoDB)
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	record := workflow.RecordMailEvent{Store: dynamo.Open(sdk, c.Table), Now: dynamo.Now}
	lambda.StartWithOptions(ses.HandleEvents(log, record.Do), lambda.WithContext(ctx))
	return nil
}

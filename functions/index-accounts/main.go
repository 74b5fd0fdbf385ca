// Command index-accounts is the function that updates the postings of accounts from the table's stream. Function clean-up
// updates those that the stream missed.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"smartaccounts/internal/account"
	"smartaccounts/internal/config"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/search"
	"smartaccounts/internal/stream"
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
	index := search.Index{Store: dynamo.Open(sdk, c.Table), Now: dynamo.Now}
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	lambda.StartWithOptions(stream.Handle(log, layout.AccountPrefix, stream.ByID(index.Do), nil), lambda.WithContext(ctx))
	return nil
}

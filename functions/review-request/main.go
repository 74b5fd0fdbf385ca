// Command review-request is the function with which operators review requests, settle disputes and lift suppressions.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/config"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/gateway"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
)

func main() {
	if err := run(context.Background(), os.Getenv); err != nil {
		slog.Error("cannot start", slog.Any("error", err))
		os.Exit(1)
	}
}

func run(ctx context.Context, getenv config.Getenv) error {
	c, err := config.ForReviewRequest(getenv)
	if err != nil {
		return err
	}
	account.SetSharedMail(c.SharedMail)
	sdk := c.AWS.Config()
	c.AWS.Connect(ctx, sdk, config.DynamoDB, config.DynamoDB, config.DynamoDB)
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	table := dynamo.Open(sdk, c.Table)
	site := web.Site{
		PublicURL: c.PublicURL, Service: web.Service(c.Service), Trust: c.Trust, Log: log,
		Sessions: workflow.Sessions{Store: table, Now: dynamo.Now},
		Inbox:    inbox.Read{Store: table, Now: dynamo.Now},
	}
	rules := workflow.Rules(c.Rules)
	answer, err := gateway.Handle(c.PublicURL, log, web.ReviewRequest(site,
		workflow.Review{Store: table, Now: dynamo.Now, Rules: rules}, workflow.Track{Store: table, Now: dynamo.Now},
		workflow.Disputes{Store: table, Now: dynamo.Now, Operators: rules.Operators},
		workflow.Suppressions{Store: table, Now: dynamo.Now},
		web.Accounts{Renames: administration.Renames{Store: table, Now: dynamo.Now}, Closed: administration.ClosedAccounts{Store: table, Now: dynamo.Now}}))
	if err != nil {
		return err
	}
	lambda.StartWithOptions(answer, lambda.WithContext(ctx))
	return nil
}

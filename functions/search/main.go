// Command search is the function that serves the directory, the account pages, the assets, and the requests that match no
// route.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"smartaccounts/internal/account"
	"smartaccounts/internal/config"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/gateway"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/search"
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
	c, err := config.ForSearch(getenv)
	if err != nil {
		return err
	}
	account.SetSharedMail(c.SharedMail)
	sdk := c.AWS.Config()
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	table := dynamo.Open(sdk, c.Table)
	site := web.Site{
		PublicURL: c.PublicURL, Service: web.Service(c.Service), Trust: c.Trust, Log: log,
		Sessions: workflow.Sessions{Store: table, Now: dynamo.Now},
		Inbox:    inbox.Read{Store: table, Now: dynamo.Now},
	}
	answer, err := gateway.Handle(c.PublicURL, log, web.Search(site,
		search.Find{Store: table, Now: dynamo.Now}))
	if err != nil {
		return err
	}
	gateway.Rehearse(ctx, answer, web.Rehearsals()[web.SearchFunction])
	lambda.StartWithOptions(answer, lambda.WithContext(ctx))
	return nil
}

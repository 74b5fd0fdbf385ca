// Command manage-account is the function that shows an account, and with which its members manage it.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"smartaccounts/internal/accessrequest"
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
	c, err := config.ForManageAccount(getenv)
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
	answer, err := gateway.Handle(c.PublicURL, log, web.ManageAccount(site, web.Managing{
		Settings: administration.Settings{Store: table, Now: dynamo.Now, Policy: c.Policy},
		People: administration.People{Store: table, Now: dynamo.Now, Limits: administration.AdditionLimits{
			Person: workflow.ADay(c.AdditionsADay), Account: workflow.ADay(c.AccountAdditionsADay), Domain: workflow.ADay(c.DomainAdditionsADay),
		}},
		Virtual: administration.VirtualAccounts{Store: table, Now: dynamo.Now},
		Log:     administration.Log{Store: table, Now: dynamo.Now},
		Asking: accessrequest.Asking{Store: table, Now: dynamo.Now, Terms: c.AccessTerms, Limits: accessrequest.Limits{
			Person: workflow.ADay(c.AsksADay), Account: workflow.ADay(c.AccountAsksADay),
		}},
		Deciding: accessrequest.Deciding{Store: table, Now: dynamo.Now},
		Reading:  accessrequest.Reading{Store: table, Inbox: site.Inbox, Now: dynamo.Now},
		Ruling:   accessrequest.Ruling{Store: table, Now: dynamo.Now},
	}))
	if err != nil {
		return err
	}
	lambda.StartWithOptions(answer, lambda.WithContext(ctx))
	return nil
}

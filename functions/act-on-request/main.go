// Command act-on-request is the function that shows a pending request to its nominee, and stores their decision or their report that it was not for them.
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
	"smartaccounts/internal/kms"
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
	c, err := config.ForActOnRequest(getenv)
	if err != nil {
		return err
	}
	account.SetSharedMail(c.SharedMail)
	sdk := c.AWS.Config()
	c.AWS.Connect(ctx, sdk, config.KMS)
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	table := dynamo.Open(sdk, c.Table)
	codes := kms.CodeKey{Client: kms.New(sdk), ID: c.CodeKey}
	limits := workflow.NewCodeLimits(c.CodesAnHour, c.CodesADay, c.MailsADay)
	site := web.Site{
		PublicURL: c.PublicURL, Service: web.Service(c.Service), Trust: c.Trust, Log: log,
		Sessions: workflow.Sessions{Store: table, Now: dynamo.Now},
		Inbox:    inbox.Read{Store: table, Now: dynamo.Now},
	}
	answer, err := gateway.Handle(c.PublicURL, log, web.ActOnRequest(site,
		workflow.View{Store: table, Now: dynamo.Now},
		workflow.SendCode{Store: table, Now: dynamo.Now, Limits: limits},
		workflow.Decide{Store: table, Codes: codes, Now: dynamo.Now, Policy: c.Policy},
		workflow.NotForMe{Store: table, Now: dynamo.Now, Codes: codes, Limits: limits}))
	if err != nil {
		return err
	}
	gateway.Rehearse(ctx, answer, web.Rehearsals()[web.ActOnRequestFunction])
	lambda.StartWithOptions(answer, lambda.WithContext(ctx))
	return nil
}

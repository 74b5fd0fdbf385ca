// Command sign-in is the function that signs people in with the identity provider, and out.
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
	"smartaccounts/internal/oidc"
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
	c, err := config.ForSignIn(getenv)
	if err != nil {
		return err
	}
	account.SetSharedMail(c.SharedMail)
	sdk := c.AWS.Config()
	c.AWS.Connect(ctx, sdk, config.DynamoDB)
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	table := dynamo.Open(sdk, c.Table)
	site := web.Site{
		PublicURL: c.PublicURL, Service: web.Service(c.Service), Trust: c.Trust, Log: log,
		Sessions: workflow.Sessions{Store: table, Now: dynamo.Now},
	}
	provider := &oidc.Provider{Issuer: c.Issuer, DiscoveryURL: c.DiscoveryURL, ClientID: c.ClientID, Scopes: c.Scopes, PublicURL: c.PublicURL}
	answer, err := gateway.Handle(c.PublicURL, log, web.SignIn(site, provider, administration.Confirmation{Store: table, Now: dynamo.Now}))
	if err != nil {
		return err
	}
	lambda.StartWithOptions(answer, lambda.WithContext(ctx))
	return nil
}

// Command submit-request is the function that accepts requests for accounts, shows them, and performs the actions of
// their requesters.
package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"smartaccounts/internal/account"
	"smartaccounts/internal/config"
	"smartaccounts/internal/dns"
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
	c, err := config.ForSubmitRequest(getenv)
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
	rules := workflow.Rules(c.Rules)
	limits := workflow.RequestLimits{
		Person: workflow.ADay(c.RequestsADay), Domain: workflow.ADay(c.DomainRequestsADay), Pending: c.Pending,
	}
	followUp := workflow.FollowUp{
		Store: table, Now: dynamo.Now, Rules: rules, Limits: limits,
		Codes:       workflow.NewCodeLimits(c.CodesAnHour, c.CodesADay, c.MailsADay),
		Invitations: workflow.ADay(c.InvitationsADay),
	}
	disputes := workflow.Disputes{Store: table, Now: dynamo.Now, Operators: rules.Operators}
	if c.ProofByDNS {
		followUp.Records = dns.Resolver{Server: c.ResolverOfDNS}
		disputes.Records = followUp.Records
	}
	answer, err := gateway.Handle(c.PublicURL, log, web.SubmitRequest(site,
		workflow.Submit{Store: table, Now: dynamo.Now, Rules: rules, Limits: limits},
		workflow.Track{Store: table, Now: dynamo.Now}, followUp, disputes))
	if err != nil {
		return err
	}
	gateway.Rehearse(ctx, answer, web.Rehearsals()[web.SubmitRequestFunction])
	lambda.StartWithOptions(answer, lambda.WithContext(ctx))
	return nil
}

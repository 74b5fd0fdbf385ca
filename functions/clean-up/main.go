// Command clean-up is the function that the schedule runs: it sends reminders of pending requests, expires those past
// their deadline, does the same with memberships, and writes the postings that the stream missed.
package main

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/config"
	"smartaccounts/internal/dns"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

func main() {
	if err := run(context.Background(), os.Getenv); err != nil {
		slog.Error("cannot start", slog.Any("error", err))
		os.Exit(1)
	}
}

// result is the response of one run.
type result struct {
	Expired  int `json:"expired"`
	Reminded int `json:"reminded"`
	Proved   int `json:"proved"`
	Ended    int `json:"ended"`
	Indexed  int `json:"indexed"`
	// Of memberships.
	MembersReminded int `json:"membersReminded"`
	MembersRemoved  int `json:"membersRemoved"`
	// Of access requests.
	AccessReminded int `json:"accessReminded"`
	AccessExpired  int `json:"accessExpired"`
}

func run(ctx context.Context, getenv config.Getenv) error {
	c, err := config.ForCleanUp(getenv)
	if err != nil {
		return err
	}
	account.SetSharedMail(c.SharedMail)
	sdk := c.AWS.Config()
	c.AWS.Connect(ctx, sdk, config.DynamoDB)
	table := dynamo.Open(sdk, c.Table)
	cleanUp := workflow.CleanUp{Store: table, Now: dynamo.Now, Terms: c.Terms}
	disputes := workflow.Disputes{Store: table, Now: dynamo.Now, Operators: c.Operators}
	if c.ProofByDNS {
		disputes.Records = dns.Resolver{Server: c.ResolverOfDNS}
	}
	memberships := administration.Ends{Store: table, Now: dynamo.Now}
	access := accessrequest.Ends{Store: table, Now: dynamo.Now, Terms: c.AccessTerms}
	index := search.Index{Store: table, Now: dynamo.Now}
	lambda.StartWithOptions(func(ctx context.Context) (r result, err error) {
		done, cleanErr := cleanUp.Do(ctx)
		r.Expired, r.Reminded = done.Expired, done.Reminded
		tended, tendErr := disputes.Tend(ctx)
		r.Proved, r.Ended = tended.Proved, tended.Ended
		over, overErr := memberships.Do(ctx)
		r.MembersReminded, r.MembersRemoved = over.Reminded, over.Ended+over.Lapsed
		asks, asksErr := access.Do(ctx)
		r.AccessReminded, r.AccessExpired = asks.Reminded, asks.Expired
		r.Indexed, err = index.Sweep(ctx)
		return r, errors.Join(cleanErr, tendErr, overErr, asksErr, err)
	}, lambda.WithContext(ctx))
	return nil
}

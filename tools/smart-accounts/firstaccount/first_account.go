// Package firstaccount is the command that creates the account that a new deployment begins with.
//
// A requester needs a role, and approved requests give roles. So in an empty table no person can request an account, and an
// operator who may write to it runs this command.
package firstaccount

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/urfave/cli/v3"

	"smartaccounts/internal/account"
	"smartaccounts/internal/config"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/workflow"
	"smartaccounts/tools/longrun"
)

const description = `Creates an active, Restricted Smart Account with a default Virtual Account and that person as its administrator, in
one transaction: all of it or nothing. The address must belong to the domain.
Exit status: 0 if the account was created; else 1.

AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN are the credentials,
AWS_ENDPOINT_URL the address of a DynamoDB other than Amazon's.`

// requester is the account's requester, an address that no person can have (RFC 2606).
const requester account.Email = "deployment@first-account.invalid"

// lifetime has no effect, since the request is created approved.
const lifetime = 24 * time.Hour

// Command returns the command.
func Command(getenv config.Getenv) *cli.Command {
	return &cli.Command{
		Name: "first-account", Usage: "create the first account of a deployment",
		UsageText:   "smart-accounts first-account -table TABLE -name NAME -domain DOMAIN -administrator ADDRESS",
		Description: description,
		Flags: []cli.Flag{
			longrun.TableFlag(),
			&cli.StringFlag{Name: "name", Usage: "the account's `NAME`"},
			&cli.StringFlag{Name: "domain", Usage: "its `DOMAIN` identifier"},
			&cli.StringFlag{Name: "administrator", Usage: "the email `ADDRESS` of its administrator"},
		},
		Action: func(ctx context.Context, c *cli.Command) error { return run(ctx, getenv, c) },
	}
}

func run(ctx context.Context, getenv config.Getenv, c *cli.Command) error {
	environment, err := config.ForBackground(func(variable string) string {
		if variable == "TABLE_NAME" {
			return c.String("table")
		}
		return getenv(variable)
	})
	if err != nil {
		return err
	}
	store := dynamo.New(dynamodb.NewFromConfig(environment.AWS.Config()), environment.Table)
	created, err := create(ctx, store, c.String("name"), c.String("domain"), c.String("administrator"), dynamo.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.Root().Writer, "%s (%s) is active; %s is its administrator. Sign in with that address to use the system.\n",
		created.Account.Name, created.Account.Domain.Unicode(), created.Nominees[0].Email)
	return err
}

// create stores a request that is approved from the start: the domain's submission and approval, so that all rules for
// names, domain identifiers and addresses hold, but in one change. So there is never a pending request, which could be
// decided, expire or cause a mail. The history has one event, the approval, without a statement of authority, since no
// person made one. The account is Restricted.
//
// It returns account.ErrDomainTaken if a pending or active account holds the domain identifier. It is safe to call again.
func create(ctx context.Context, store workflow.Committer, name, domain, administrator string, now time.Time) (account.Request, error) {
	submission, err := account.Form{
		AccountName: name, AccountDomain: &domain, CustomerEmails: []string{administrator},
		NoteToApprover: "The account that the deployment began with.",
	}.Parse(requester, nil)
	if err != nil {
		return account.Request{}, readable(err)
	}
	// There may be no operator yet to review it, so the address has to vouch for the identifier.
	route := account.ReviewMismatch.Route(account.Asked{
		Requester: requester, Domain: submission.Domain, Customers: submission.CustomerEmails, Unknown: submission.CustomerEmails,
	}, account.Neighbours{})
	if len(route.Reasons) > 0 {
		return account.Request{}, errors.New("-administrator: the address does not belong to the account's domain")
	}
	request, _ := account.Submit(submission, route, account.NewID(), account.NewID(), now, account.Terms{Lifetime: lifetime})
	approved, event, creation, err := request.Approve(request.Nominees[0].Number, account.Restricted, "", account.NewID(), now)
	if err != nil {
		return account.Request{}, err
	}
	err = store.Commit(ctx, workflow.Change{After: approved, Event: event, Creation: &creation})
	if errors.Is(err, account.ErrDomainTaken) {
		return account.Request{}, fmt.Errorf("%w: %s has a pending or active account; nothing was written", err, submission.Domain)
	}
	return approved, err
}

// readable returns the errors of fields with their flags.
func readable(err error) error {
	var invalid *account.InvalidInput
	if !errors.As(err, &invalid) {
		return err
	}
	flags := map[string]string{"accountName": "-name", "accountDomain": "-domain", "customerEmails[0]": "-administrator"}
	lines := make([]string, len(invalid.Fields))
	for i, field := range invalid.Fields {
		lines[i] = flags[field.Field] + ": " + field.Detail
	}
	return errors.New(strings.Join(lines, "\n"))
}

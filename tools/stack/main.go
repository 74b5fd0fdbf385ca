// Command stack runs the local stack and works on it while it runs.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"smartaccounts/tools/command"
	"smartaccounts/tools/demo"
	"smartaccounts/tools/stack/local"
)

const description = `STACK_DIR is the folder of a stack's state (default .local); two stacks at the same time need two.
Exit status: 0 if the subcommand succeeded, or run was interrupted; else 1.`

func main() {
	stateDir := cmp.Or(os.Getenv("STACK_DIR"), ".local")
	var user, kind, subType, to string
	var days int
	command.Main(&cli.Command{
		Name: "stack", Usage: "run the local stack, and act on it while it runs",
		Description: description,
		Commands: []*cli.Command{
			{
				Name: "run", Usage: "start the local stack and stop it at Ctrl-C",
				Description: `PORT is its port (default 8080), DEMO_ACCOUNTS a number of invented accounts, and PARAMETERS those of the template, as
"ReviewPolicy=always DnsProof=true".`,
				Action: func(ctx context.Context, _ *cli.Command) error {
					err := runStack(ctx, stateDir, os.Getenv("PORT"), os.Getenv("DEMO_ACCOUNTS"), strings.Fields(os.Getenv("PARAMETERS")))
					if interrupted := context.Cause(ctx); errors.Is(err, context.Canceled) && interrupted != nil {
						fmt.Fprintln(os.Stderr, "stack:", interrupted, "before it was ready") // local.Start has stopped what it started
						return nil
					}
					return err
				},
			},
			{
				Name: "token", Usage: "print a bearer token",
				Flags:  []cli.Flag{&cli.StringFlag{Name: "user", Value: "partner", Usage: "the `USER` whose token to print", Destination: &user}},
				Action: func(ctx context.Context, _ *cli.Command) error { return printToken(ctx, stateDir, user) },
			},
			{
				Name: "age", Usage: "make the stack's data older and run the clean-up",
				Flags:  []cli.Flag{&cli.IntFlag{Name: "days", Usage: "by how many `DAYS`", Destination: &days}},
				Action: func(ctx context.Context, _ *cli.Command) error { return age(ctx, stateDir, days) },
			},
			{
				Name: "mail-event", Usage: "send an event of the mail provider for the newest mail to an address",
				Flags: []cli.Flag{
					&cli.StringFlag{Name: "type", Usage: "the `TYPE`: delivery, bounce, complaint, delay, reject or rendering-failure", Destination: &kind},
					&cli.StringFlag{Name: "subtype", Usage: "the `SUBTYPE` of a bounce or complaint, as SES names it: MailboxFull, not-spam", Destination: &subType},
					&cli.StringFlag{Name: "to", Usage: "the `ADDRESS` that the mail was sent to", Destination: &to},
				},
				Action: func(ctx context.Context, _ *cli.Command) error { return mailEvent(ctx, stateDir, kind, subType, to) },
			},
		},
	})
}

func runStack(ctx context.Context, stateDir, portText, companiesText string, parameters []string) error {
	companies := 0
	if companiesText != "" {
		var err error
		if companies, err = strconv.Atoi(companiesText); err != nil || companies < 1 {
			return fmt.Errorf("DEMO_ACCOUNTS %q is not a number of accounts", companiesText)
		}
	}
	port := 8080
	if portText != "" {
		var err error
		if port, err = strconv.Atoi(portText); err != nil || port < 1 || port > 65535 {
			return fmt.Errorf("PORT %q is not a port number", portText)
		}
	}
	root, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	began := time.Now()
	stack, err := local.Start(ctx, local.Options{
		Root: root, StateDir: stateDir, Port: port, Progress: os.Stdout,
		People: demo.People(), Load: demo.Load(companies), Parameters: parameters,
	})
	if err != nil {
		return err
	}
	fmt.Print(welcome(stack, time.Since(began)))
	select {
	case <-ctx.Done():
		fmt.Println("stopping")
		return stack.Stop()
	case err := <-stack.Failed():
		return errors.Join(err, stack.Stop())
	}
}

func welcome(stack *local.Stack, took time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nReady after %.0f seconds.\n\n  Smart Accounts  %s\n  Mailbox         %s\n\n", took.Seconds(), stack.URL, stack.Mailbox)
	if stack.Issuer != "" {
		welcomeAtIssuer(&b, stack)
		return b.String()
	}
	b.WriteString("Who can sign in:\n")
	for _, person := range stack.Users {
		fmt.Fprintf(&b, "  %-9s  %-22s  %-20s  %s\n", person.Name, person.Email, person.Password, person.Role)
	}
	b.WriteString(`
First steps:
  1. Open Smart Accounts, sign in as partner@example.com, and request an account for a customer.
  2. Open the mailbox, open the link in the customer's email, and decide.
  3. Run "make token USER=partner" to print a bearer token for the API.

Press Ctrl-C to stop everything.
`)
	return b.String()
}

// welcomeAtIssuer writes the rest of the welcome for a stack with an outside issuer.
func welcomeAtIssuer(b *strings.Builder, stack *local.Stack) {
	fmt.Fprintf(b, `People sign in at %s, where the client %s needs
  redirect URI              %s/sign-in/callback
  post-logout redirect URI  %s/

People in the demo data, who can sign in if the issuer says that the address is theirs:
`, stack.Issuer, stack.ClientID, stack.URL, stack.URL)
	for _, person := range stack.Users {
		fmt.Fprintf(b, "  %-22s  %s\n", person.Email, person.Role)
	}
	b.WriteString(`
Operators are people whose token says so (OperatorClaim, OperatorValue). Bearer tokens for the API are the issuer's
ID tokens for that client. docs/identity-providers.md explains the rest.

Press Ctrl-C to stop everything.
`)
}

func printToken(ctx context.Context, stateDir, user string) error {
	stack, err := local.Read(stateDir)
	if err != nil {
		return err
	}
	token, err := stack.Token(ctx, user)
	if err != nil {
		return err
	}
	fmt.Println(token)
	return nil
}

func age(ctx context.Context, stateDir string, days int) error {
	if days < 1 || days > 3650 {
		return fmt.Errorf("DAYS must be between 1 and 3650, not %d", days)
	}
	stack, err := local.Read(stateDir)
	if err != nil {
		return err
	}
	aged, err := stack.Age(ctx, days)
	if err != nil {
		return err
	}
	fmt.Printf("%d items are now %d days older. The clean-up answered %s\n", aged.Items, days, aged.CleanUp)
	return nil
}

func mailEvent(ctx context.Context, stateDir, kind, subType, to string) error {
	if to == "" {
		return errors.New("TO must be the address that the email was sent to")
	}
	stack, err := local.Read(stateDir)
	if err != nil {
		return err
	}
	recorded, err := stack.MailEvent(ctx, kind, subType, to)
	switch {
	case err != nil:
		return err
	case recorded:
		fmt.Printf("Played a %s for the newest email to %s\n", kind, to)
	default:
		fmt.Printf("A %s changes nothing about the newest email to %s\n", kind, to)
	}
	return nil
}

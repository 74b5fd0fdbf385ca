// Command fsck looks whether a table is whole, while the system runs.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"smartaccounts/internal/account"
	"smartaccounts/internal/config"
	"smartaccounts/internal/dynamo"
	"smartaccounts/tools/longrun"
)

const usage = `fsck -table TABLE [-repair]

Looks at every item whether it fits those that it belongs to, and prints a line for each that does not: its key, and
what is wrong. With -repair what follows for certain from requests and accounts is put right, mails of a request's last
change that are missing are queued again, and it looks again until nothing is put right any more.
It also lists the live accounts whose identifier has become a shared mail domain, by a new list or as the variables
SHARED_MAIL_DOMAINS_ADDED and SHARED_MAIL_DOMAINS_EXEMPT say, which are the deployment's parameters; it leaves them as they are.
Ends with 0 only if nothing is wrong, or nothing any more.
AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN say as whom, AWS_ENDPOINT_URL
or -endpoint where if not on AWS. They need dynamodb:Scan, BatchGetItem and Query, to repair also PutItem, UpdateItem
and DeleteItem.

`

// mostPasses is how often it looks: what was put right may show what else is wrong.
const mostPasses = 5

var errNotWhole = errors.New("the table is not whole")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "fsck:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string, getenv config.Getenv, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("fsck", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage); flags.PrintDefaults() }
	name := flags.String("table", "", "the table's `name`: the stack's output TableName")
	endpoint := flags.String("endpoint", getenv("AWS_ENDPOINT_URL"), "the `address` of a DynamoDB other than Amazon's")
	repair := flags.Bool("repair", false, "put right what is safe to put right")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("what is %q?", flags.Arg(0))
	}
	shared, err := config.ForSharedMail(getenv)
	if err != nil {
		return err
	}
	account.SetSharedMail(shared)
	target, err := longrun.Open(getenv, *name, *endpoint, 1)
	if err != nil {
		return err
	}
	table := dynamo.New(target.Client, *name)
	tell := func(f dynamo.Finding) {
		mended := ""
		if f.Mended {
			mended = " (mended)"
		}
		fmt.Fprintf(stdout, "%s %s: %s%s\n", f.At.PK, f.At.SK, f.Wrong, mended)
	}
	done, err := table.Inspect(ctx, dynamo.Now(), *repair, tell)
	again := done
	for pass := 1; err == nil && again.Mended > 0 && pass < mostPasses; pass++ {
		again, err = table.Inspect(ctx, dynamo.Now(), true, tell)
		done.Found, done.Mended = done.Mended+again.Found, done.Mended+again.Mended
	}
	if err != nil {
		return err
	}
	for _, a := range again.AtSharedMail {
		fmt.Fprintf(stdout, "%s is %s at a shared mail domain: %s, %q, requested by %s\n", a.ID, a.Status, a.Domain, a.Name, a.Requester)
	}
	fmt.Fprintf(stdout, "%d items, %d wrong, %d mended\n", done.Items, done.Found, done.Mended)
	if done.Found > done.Mended {
		return errNotWhole
	}
	return nil
}

// Package fsck is the command that checks a table while the system runs.
package fsck

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v3"

	"smartaccounts/internal/account"
	"smartaccounts/internal/config"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/tools/longrun"
)

const description = `Compares every item with those that it belongs to, and prints a line for each that does not match: its key, and
what is wrong. With -repair it repairs what follows for certain from requests and accounts, queues again the
mails of a request's last change that are missing, and repeats until it finds nothing to repair.
It also lists the live accounts whose identifier has become a shared mail domain, by a new list or by the variables
SHARED_MAIL_DOMAINS_ADDED and SHARED_MAIL_DOMAINS_EXEMPT, which are the deployment's parameters; it does not change them.
Exit status: 0 if nothing is wrong, or everything was repaired; else 1.

` + longrun.Credentials + `
They need dynamodb:Scan, BatchGetItem and Query; to repair also PutItem, UpdateItem and DeleteItem.`

// mostPasses is the maximum number of inspections: a repair may reveal another inconsistency.
const mostPasses = 5

var errNotWhole = errors.New("the table is not whole")

// Command returns the command.
func Command(getenv config.Getenv) *cli.Command {
	return &cli.Command{
		Name: "fsck", Usage: "check a table and repair it",
		UsageText:   "smart-accounts fsck -table TABLE [-repair]",
		Description: description,
		Flags: []cli.Flag{
			longrun.TableFlag(), longrun.EndpointFlag(getenv),
			&cli.BoolFlag{Name: "repair", Usage: "repair what can be repaired for certain"},
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			return run(ctx, getenv, c.String("table"), c.String("endpoint"), c.Bool("repair"), c.Root().Writer)
		},
	}
}

func run(ctx context.Context, getenv config.Getenv, name, endpoint string, repair bool, out io.Writer) error {
	shared, err := config.ForSharedMail(getenv)
	if err != nil {
		return err
	}
	account.SetSharedMail(shared)
	target, err := longrun.Open(getenv, name, endpoint, 1)
	if err != nil {
		return err
	}
	table := maintenance.New(target.Client, name)
	show := func(f maintenance.Finding) {
		mended := ""
		if f.Mended {
			mended = " (mended)"
		}
		fmt.Fprintf(out, "%s %s: %s: %s%s\n", f.At.PK, f.At.SK, f.Check, f.Wrong, mended)
	}
	done, err := table.Inspect(ctx, dynamo.Now(), repair, show)
	again := done
	for pass := 1; err == nil && again.Mended > 0 && pass < mostPasses; pass++ {
		again, err = table.Inspect(ctx, dynamo.Now(), true, show)
		done.Found, done.Mended = done.Mended+again.Found, done.Mended+again.Mended
	}
	if err != nil {
		return err
	}
	for _, a := range again.AtSharedMail {
		fmt.Fprintf(out, "%s is %s at a shared mail domain: %s, %q, requested by %s\n", a.ID, a.Status, a.Domain, a.Name, a.Requester)
	}
	fmt.Fprintf(out, "%d items, %d wrong, %d mended\n", done.Items, done.Found, done.Mended)
	if done.Found > done.Mended {
		return errNotWhole
	}
	return nil
}

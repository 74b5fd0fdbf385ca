// Command reindex rebuilds the search index of a table while the system runs.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"smartaccounts/internal/config"
	"smartaccounts/internal/dynamo"
	"smartaccounts/tools/longrun"
)

const usage = `reindex -table TABLE

Lists every account anew where searches look for it, everybody's and those of the people whose own it
is, then takes away what else is listed where everybody looks. The system may run meanwhile. Prints what it has done as a line of JSON; after an interruption the same
command goes on where it was.
AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN say as whom, AWS_ENDPOINT_URL
or -endpoint where if not on AWS. They need dynamodb:DescribeTable, Scan, GetItem, BatchGetItem, Query,
PutItem, UpdateItem, DeleteItem, BatchWriteItem and ConditionCheckItem.

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "reindex:", err)
		os.Exit(1)
	}
}

// plan is what two runs have to have in common for one to go on with the other's work.
type plan struct {
	Table    string    `json:"table"`
	Made     time.Time `json:"made"` // a table that was deleted and created again is another one
	Endpoint string    `json:"endpoint"`
	Segments int32     `json:"segments"`
}

// report is what is printed at the end.
type report struct {
	Accounts int     `json:"accounts"`
	Written  int     `json:"written"` // postings
	Removed  int     `json:"removed"` // postings
	Seconds  float64 `json:"seconds"`
}

func run(ctx context.Context, arguments []string, getenv config.Getenv, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("reindex", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage); flags.PrintDefaults() }
	table := flags.String("table", "", "the table's `name`: the stack's output TableName")
	endpoint := flags.String("endpoint", getenv("AWS_ENDPOINT_URL"), "the `address` of a DynamoDB other than Amazon's")
	stateFile := flags.String("state", "", "the `file` to go on from after an interruption (default .local/reindex-TABLE.json)")
	segments := flags.Int("segments", 8, "in how many parts the table is walked at once")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	const mostSegments = 1000
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("what is %q?", flags.Arg(0))
	case *segments < 1 || *segments > mostSegments:
		return fmt.Errorf("-segments is a number from 1 to %d", mostSegments)
	}
	target, err := longrun.Open(getenv, *table, *endpoint, *segments)
	if err != nil {
		return err
	}
	described, err := target.Describe(ctx)
	if err != nil {
		return err
	}
	if *stateFile == "" {
		*stateFile = filepath.Join(".local", fmt.Sprintf("reindex-%s.json", *table))
	}
	state, err := longrun.Resume[plan, done](*stateFile, plan{*table, described.Made, *endpoint, int32(*segments)})
	if err != nil {
		return err
	}
	all, err := rebuild(ctx, dynamo.New(target.Client, *table), state, int32(*segments), described.Items, stderr)
	if err != nil {
		return fmt.Errorf("interrupted; the same command goes on: %w", err)
	}
	line, err := json.Marshal(report{all.Accounts, all.Written, all.Removed, math.Round(all.Seconds*100) / 100})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s\n", line)
	return errors.Join(err, state.Finish())
}

// Command load fills a table with invented accounts, for measuring.
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
	"smartaccounts/tools/companies"
	"smartaccounts/tools/longrun"
)

const usage = `load -table TABLE -accounts N

Fills a table with so many invented accounts, the same ones each time for the same -seed, and prints
what it has stored as a line of JSON. After an interruption the same command goes on where it was.
AWS_ENDPOINT_URL or -endpoint names a DynamoDB of yours, which needs no credentials; on AWS
AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN say as whom.

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// plan is what two runs have to have in common for one to go on with the other's work.
type plan struct {
	Table    string    `json:"table"`
	Made     time.Time `json:"made"` // a table that was deleted and created again is another one
	Endpoint string    `json:"endpoint"`
	Accounts int       `json:"accounts"`
	Public   float64   `json:"public"`
	Seed     uint64    `json:"seed"`
	Bare     bool      `json:"bare"` // whether the table is to be completed
}

type done struct {
	dynamo.Loaded
	Seconds float64 `json:"seconds"` // of all runs
}

// report is what is printed at the end.
type report struct {
	Accounts       int     `json:"accounts"`
	Items          int     `json:"items"`
	Bytes          int64   `json:"bytes"`
	Postings       int     `json:"postings"`
	PublicAccounts int     `json:"publicAccounts"`
	Seconds        float64 `json:"seconds"`
	ItemsPerSecond float64 `json:"itemsPerSecond"`
}

func run(ctx context.Context, arguments []string, getenv config.Getenv, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage); flags.PrintDefaults() }
	var p plan
	flags.StringVar(&p.Table, "table", "", "the table's `name`")
	flags.IntVar(&p.Accounts, "accounts", 0, "how many `accounts`")
	flags.Float64Var(&p.Public, "public", 0.5, "the `share` of accounts whose approver made them public")
	flags.Uint64Var(&p.Seed, "seed", 1, "a `number`; another one, other accounts")
	flags.StringVar(&p.Endpoint, "endpoint", getenv("AWS_ENDPOINT_URL"), "the `address` of a DynamoDB other than Amazon's")
	onAWS := flags.Bool("aws", false, "fill a table on AWS, where it costs money")
	create := flags.Bool("create", false, "create the table if there is none")
	flags.BoolVar(&p.Bare, "bare", false, "create it without indexes and stream, and add them when it is full: DynamoDB Local is half as fast again")
	stateFile := flags.String("state", "", "the `file` to go on from after an interruption (default .local/load-TABLE-N.json)")
	workers := flags.Int("workers", 16, "how many batches are on their way at once")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("what is %q?", flags.Arg(0))
	case p.Accounts < 1:
		return errors.New("-accounts is missing")
	case p.Public < 0 || p.Public > 1:
		return errors.New("-public is a share, from 0 to 1")
	case p.Bare && !*create:
		return errors.New("-bare is of a table to -create")
	case *workers < 1:
		return errors.New("-workers is at least 1")
	case p.Endpoint == "" && !*onAWS:
		return errors.New("-endpoint and AWS_ENDPOINT_URL are missing; to fill a table on AWS, say -aws")
	case p.Endpoint != "" && *onAWS:
		return fmt.Errorf("-aws, and the endpoint is %s: which of them?", p.Endpoint)
	}
	target, err := longrun.Open(getenv, p.Table, p.Endpoint, *workers)
	if err != nil {
		return err
	}
	table, err := target.Describe(ctx)
	if errors.Is(err, longrun.ErrNoTable) && *create {
		if err := target.Create(ctx, p.Bare); err != nil {
			return err
		}
		table, err = target.Describe(ctx)
	}
	if err != nil {
		return err
	}
	p.Made = table.Made
	if *stateFile == "" {
		*stateFile = filepath.Join(".local", fmt.Sprintf("load-%s-%d.json", p.Table, p.Accounts))
	}
	state, err := longrun.Resume[plan, done](*stateFile, p)
	if err != nil {
		return err
	}
	all, err := load(ctx, dynamo.New(target.Client, p.Table), state, p, *workers, stderr)
	if err != nil {
		return err
	}
	if p.Bare {
		if err := target.Complete(ctx); err != nil {
			return errors.Join(err, state.Keep(all))
		}
	}
	line, err := json.Marshal(report{
		Accounts: all.Accounts, Items: all.Items, Bytes: all.Bytes, Postings: all.Postings, PublicAccounts: all.PublicAccounts,
		Seconds: math.Round(all.Seconds*100) / 100, ItemsPerSecond: math.Round(float64(all.Items) / all.Seconds),
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s\n", line)
	return errors.Join(err, state.Finish())
}

// load stores what the plan has left.
func load(ctx context.Context, store *dynamo.Table, state *longrun.State[plan, done], p plan, workers int, progress io.Writer) (done, error) {
	before, began := state.Done(), time.Now()
	until := func(l dynamo.Loaded) done {
		return done{before.Plus(l), before.Seconds + time.Since(began).Seconds()}
	}
	what := "loading"
	if before.Accounts > 0 {
		what = fmt.Sprintf("loading after %d", before.Accounts)
	}
	bar := longrun.Bar(progress, what, "accounts", p.Accounts-before.Accounts)
	var keepErr error
	loaded, err := store.LoadMany(ctx,
		companies.Register{Seed: p.Seed, Public: p.Public}.Accounts(before.Accounts, p.Accounts),
		dynamo.Loading{Batches: workers, Stored: func(l dynamo.Loaded) {
			if state.Due() && keepErr == nil {
				keepErr = state.Keep(until(l))
			}
			_ = bar.Set(l.Accounts) // nobody has to see it
		}})
	all := until(loaded)
	if err != nil {
		err = errors.Join(fmt.Errorf("interrupted; the same command goes on after %d of %d accounts: %w", all.Accounts, p.Accounts, err), state.Keep(all))
	}
	return all, errors.Join(err, keepErr)
}

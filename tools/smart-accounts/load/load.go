// Package load is the command that fills a table with generated accounts, for measurements.
package load

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v3"

	"smartaccounts/internal/config"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/tools/companies"
	"smartaccounts/tools/longrun"
)

const description = `Fills a table with so many invented accounts, the same ones each time for the same -seed, and prints what it has
stored as a line of JSON. After an interruption the same command continues.
A DynamoDB of yours, named by AWS_ENDPOINT_URL or -endpoint, needs no credentials.
Exit status: 0 if all accounts are stored; else 1.

` + longrun.Credentials

// Command returns the command.
func Command(getenv config.Getenv) *cli.Command {
	p := plan{}
	var onAWS, create bool
	var workers int
	return &cli.Command{
		Name: "load", Usage: "fill a table with invented accounts",
		UsageText:   "smart-accounts load -table TABLE -accounts N",
		Description: description,
		Flags: []cli.Flag{
			longrun.TableFlag(), longrun.EndpointFlag(getenv),
			&cli.IntFlag{Name: "accounts", Usage: "the `NUMBER` of accounts", Required: true, Destination: &p.Accounts},
			&cli.Float64Flag{Name: "public", Value: 0.5, Usage: "the `SHARE` of accounts that are Public", Destination: &p.Public},
			&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "a `NUMBER`; another one, other accounts", Destination: &p.Seed},
			&cli.BoolFlag{Name: "aws", Usage: "fill a table on AWS, where it costs money", Destination: &onAWS},
			&cli.BoolFlag{Name: "create", Usage: "create the table if there is none", Destination: &create},
			&cli.BoolFlag{
				Name: "bare", Destination: &p.Bare,
				Usage: "create it without indexes and stream, and add them when it is full: DynamoDB Local is half as fast again",
			},
			longrun.StateFlag(".local/load-TABLE-N.json"),
			&cli.IntFlag{Name: "workers", Value: 16, Usage: "how many batches are written at once", Destination: &workers},
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			p.Table, p.Endpoint = c.String("table"), c.String("endpoint")
			switch {
			case p.Accounts < 1:
				return fmt.Errorf("-accounts is %d, want at least 1", p.Accounts)
			case p.Public < 0 || p.Public > 1:
				return fmt.Errorf("-public is %v, want 0 to 1", p.Public)
			case p.Bare && !create:
				return errors.New("-bare needs -create")
			case workers < 1:
				return fmt.Errorf("-workers is %d, want at least 1", workers)
			case p.Endpoint == "" && !onAWS:
				return errors.New("-endpoint and AWS_ENDPOINT_URL are missing; to fill a table on AWS, say -aws")
			case p.Endpoint != "" && onAWS:
				return fmt.Errorf("-aws excludes an endpoint, which is %s", p.Endpoint)
			}
			return run(ctx, getenv, p, create, workers, c.String("state"), c.Root().Writer, c.Root().ErrWriter)
		},
	}
}

// plan has the parameters of a run. A run continues an interrupted one only if the plans are equal.
type plan struct {
	Table    string    `json:"table"`
	Made     time.Time `json:"made"` // when the table was created; another table of that name has another time
	Endpoint string    `json:"endpoint"`
	Accounts int       `json:"accounts"`
	Public   float64   `json:"public"`
	Seed     uint64    `json:"seed"`
	Bare     bool      `json:"bare"` // whether the run creates the indexes and the stream after loading
}

type done struct {
	maintenance.Loaded
	Seconds float64 `json:"seconds"` // of all runs
}

// report is the output of a run.
type report struct {
	Accounts       int     `json:"accounts"`
	Items          int     `json:"items"`
	Bytes          int64   `json:"bytes"`
	Postings       int     `json:"postings"`
	PublicAccounts int     `json:"publicAccounts"`
	Seconds        float64 `json:"seconds"`
	ItemsPerSecond float64 `json:"itemsPerSecond"`
}

func run(ctx context.Context, getenv config.Getenv, p plan, create bool, workers int, stateFile string, out, progress io.Writer) error {
	target, err := longrun.Open(getenv, p.Table, p.Endpoint, workers)
	if err != nil {
		return err
	}
	table, err := target.Describe(ctx)
	if errors.Is(err, longrun.ErrNoTable) && create {
		if err := target.Create(ctx, p.Bare); err != nil {
			return err
		}
		table, err = target.Describe(ctx)
	}
	if err != nil {
		return err
	}
	p.Made = table.Made
	if stateFile == "" {
		stateFile = filepath.Join(".local", fmt.Sprintf("load-%s-%d.json", p.Table, p.Accounts))
	}
	state, err := longrun.Resume[plan, done](stateFile, p)
	if err != nil {
		return err
	}
	all, err := load(ctx, maintenance.New(target.Client, p.Table), state, p, workers, progress)
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
	_, err = fmt.Fprintf(out, "%s\n", line)
	return errors.Join(err, state.Finish())
}

// load stores the accounts of the plan that are not stored yet.
func load(ctx context.Context, store *maintenance.Maintainer, state *longrun.State[plan, done], p plan, workers int, progress io.Writer) (done, error) {
	before, began := state.Done(), time.Now()
	until := func(l maintenance.Loaded) done {
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
		maintenance.Loading{Batches: workers, Stored: func(l maintenance.Loaded) {
			if state.Due() && keepErr == nil {
				keepErr = state.Keep(until(l))
			}
			_ = bar.Set(l.Accounts) // an error of the progress bar does not matter
		}})
	all := until(loaded)
	if err != nil {
		err = errors.Join(fmt.Errorf("interrupted; the same command continues after %d of %d accounts: %w", all.Accounts, p.Accounts, err), state.Keep(all))
	}
	return all, errors.Join(err, keepErr)
}

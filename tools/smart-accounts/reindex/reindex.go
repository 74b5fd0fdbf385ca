// Package reindex is the command that rebuilds the search index of a table while the system runs.
package reindex

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
	"smartaccounts/tools/longrun"
)

const description = `Writes the postings of every account again, in the index of public accounts and in those of the account's own people,
then removes all other postings from the index of public accounts. The system may run meanwhile. Prints what it has
done as a line of JSON. After an interruption the same command continues.
Exit status: 0 if the index was rebuilt; else 1.

` + longrun.Credentials + `
They need dynamodb:DescribeTable, Scan, GetItem, BatchGetItem, Query, PutItem, UpdateItem, DeleteItem,
BatchWriteItem and ConditionCheckItem.`

const (
	defaultSegments = 8
	mostSegments    = 1000
)

// Command returns the command.
func Command(getenv config.Getenv) *cli.Command {
	return &cli.Command{
		Name: "reindex", Usage: "rebuild the search index",
		UsageText:   "smart-accounts reindex -table TABLE",
		Description: description,
		Flags: []cli.Flag{
			longrun.TableFlag(), longrun.EndpointFlag(getenv),
			longrun.StateFlag(".local/reindex-TABLE.json"),
			&cli.IntFlag{Name: "segments", Value: defaultSegments, Usage: "in how many parts the table is scanned at once"},
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			segments := c.Int("segments")
			if segments < 1 || segments > mostSegments {
				return fmt.Errorf("-segments is %d, want 1 to %d", segments, mostSegments)
			}
			return run(ctx, getenv, c.String("table"), c.String("endpoint"), c.String("state"), segments, c.Root().Writer, c.Root().ErrWriter)
		},
	}
}

// plan has the parameters of a run. A run continues an interrupted one only if the plans are equal.
type plan struct {
	Table    string    `json:"table"`
	Made     time.Time `json:"made"` // when the table was created; another table of that name has another time
	Endpoint string    `json:"endpoint"`
	Segments int32     `json:"segments"`
}

// report is the output of a run.
type report struct {
	Accounts int     `json:"accounts"`
	Written  int     `json:"written"` // postings
	Removed  int     `json:"removed"` // postings
	Seconds  float64 `json:"seconds"`
}

func run(ctx context.Context, getenv config.Getenv, table, endpoint, stateFile string, segments int, out, progress io.Writer) error {
	target, err := longrun.Open(getenv, table, endpoint, segments)
	if err != nil {
		return err
	}
	described, err := target.Describe(ctx)
	if err != nil {
		return err
	}
	if stateFile == "" {
		stateFile = filepath.Join(".local", fmt.Sprintf("reindex-%s.json", table))
	}
	state, err := longrun.Resume[plan, done](stateFile, plan{table, described.Made, endpoint, int32(segments)})
	if err != nil {
		return err
	}
	all, err := rebuild(ctx, maintenance.New(target.Client, table), state, int32(segments), described.Items, progress)
	if err != nil {
		return fmt.Errorf("interrupted; the same command continues: %w", err)
	}
	line, err := json.Marshal(report{all.Accounts, all.Written, all.Removed, math.Round(all.Seconds*100) / 100})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n", line)
	return errors.Join(err, state.Finish())
}

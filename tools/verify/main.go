// Command verify runs the checks of docs/reliability.md at full size, part by part, and prints the results.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/urfave/cli/v3"

	"smartaccounts/tools/command"
	"smartaccounts/tools/verify/revision"
)

const description = `Runs each part of the verification as a process of its own, and prints a table at the end: what was checked, how many
cases, and how many violations. What has passed is not run again until something changes that it checks: after an interruption
the same command continues. Logs are below .local/verify.
Exit status: 0 if every part ran to its end without a violation; else 1.`

// folder is the folder for reports and logs, relative to the repository.
const folder = ".local/verify"

var errViolated = errors.New("some checks failed")

func main() {
	command.Main(&cli.Command{
		Name: "verify", Usage: "run the checks of docs/reliability.md at full size",
		Description: description,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "only", Usage: "run only this `PART`, or group of parts"},
			&cli.Float64Flag{Name: "share", Value: 1, Usage: "the `SHARE` of the full number of cases, above 0 and at most 1"},
			&cli.BoolFlag{Name: "again", Usage: "run also what has passed"},
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			share := c.Float64("share")
			if !(share > 0 && share <= 1) {
				return fmt.Errorf("-share is %v, want more than 0 and at most 1", share)
			}
			return run(ctx, c.String("only"), share, c.Bool("again"), c.Root().Writer, c.Root().ErrWriter)
		},
	})
}

func run(ctx context.Context, only string, share float64, again bool, stdout, stderr io.Writer) error {
	all, err := parts(ctx)
	if err != nil {
		return err
	}
	wanted := chosen(all, only)
	if len(wanted) == 0 {
		return fmt.Errorf("no part or group is named %q", only)
	}
	where, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	state := func(ctx context.Context, paths []string) (string, error) { return revision.Of(ctx, ".", paths...) }
	results, err := verification{folder: where, state: state, share: share, again: again, progress: stderr}.run(ctx, wanted)
	if err != nil {
		return err
	}
	if write(stdout, results) {
		return nil
	}
	return errViolated
}

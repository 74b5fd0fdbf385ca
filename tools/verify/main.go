// Command verify runs the checks of docs/reliability.md at full size, part by part, and prints what they came to.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"smartaccounts/tools/verify/revision"
)

const usage = `verify [-only part] [-share 0.1] [-again]

Runs each part of the verification as a program of its own, and prints one table at the end: what was looked at, how
much of it, and how much was wrong. Ends with 0 only if every part ran to its end and nothing was wrong. What has passed
is not run again until something changes that it looks at: after a break the same command goes on. What was said is below .local/verify.

`

// folder is where reports and logs are kept, below the repository.
const folder = ".local/verify"

var errViolated = errors.New("not everything holds")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprint(stderr, usage); flags.PrintDefaults() }
	only := flags.String("only", "", "run this `part` or group of parts alone")
	share := flags.Float64("share", 1, "the share of the full number of cases, above 0 and at most 1")
	again := flags.Bool("again", false, "run also what has passed")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("what is %q?", flags.Arg(0))
	}
	if !(*share > 0 && *share <= 1) {
		return fmt.Errorf("%v is no share", *share)
	}
	all, err := parts(ctx)
	if err != nil {
		return err
	}
	wanted := chosen(all, *only)
	if len(wanted) == 0 {
		return fmt.Errorf("no part or group is named %q", *only)
	}
	where, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	state := func(ctx context.Context, paths []string) (string, error) { return revision.Of(ctx, ".", paths...) }
	results, err := verification{folder: where, state: state, share: *share, again: *again, progress: stderr}.run(ctx, wanted)
	if err != nil {
		return err
	}
	if write(stdout, results) {
		return nil
	}
	return errViolated
}

// Command mutants removes conditions from the code, one at a time, and checks that a test fails.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/urfave/cli/v3"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/testkit/tally"
	"smartaccounts/tools/command"
	"smartaccounts/tools/verify/revision"
)

const description = `Removes each condition on which something is refused or written, one at a time, and runs the tests of the packages
that should fail then. The repository does not change. What has been tried is not tried again until the code changes; verdicts are
kept below .local/mutants.
Exit status: 0 if a test failed for each mutant; else 1.`

const folder = ".local/mutants"

var errSurvived = errors.New("mutants survived")

func main() {
	command.Main(&cli.Command{
		Name: "mutants", Usage: "check that tests fail when a condition is missing",
		Description: description,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "only", Usage: "only the mutants with this `TEXT` in their names"},
			&cli.BoolFlag{Name: "list", Usage: "print the names, and why some are not tried"},
			&cli.IntFlag{Name: "at-once", Value: 2, Usage: "the `NUMBER` of mutants to try at the same time"},
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			return run(ctx, c.String("only"), c.Bool("list"), c.Int("at-once"), c.Root().Writer)
		},
	})
}

func run(ctx context.Context, only string, list bool, atOnce int, stdout io.Writer) error {
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	found, err := find(root)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(m mutant) bool { return !strings.Contains(m.name(), only) })
	if list {
		for _, m := range found {
			fmt.Fprintln(stdout, strings.TrimSpace(m.name()+"  "+spared[m.name()]))
		}
		return nil
	}
	found = slices.DeleteFunc(found, func(m mutant) bool { return spared[m.name()] != "" })
	if len(found) == 0 {
		return fmt.Errorf("no mutant is named %q", only)
	}
	state, err := revision.Of(ctx, root, ".", ":!*.md")
	if err != nil {
		return err
	}
	b, err := openBook(filepath.Join(root, folder), state)
	if err != nil {
		return err
	}
	verdicts, err := tryAll(ctx, root, some(found, tally.Many(len(found), len(found))), b, atOnce, stdout)
	if err != nil {
		return err
	}
	return conclude(stdout, verdicts)
}

// some returns the given number of mutants, evenly spread over the code.
func some(all []mutant, many int) []mutant {
	chosen := make([]mutant, many)
	for i := range chosen {
		chosen[i] = all[i*len(all)/many]
	}
	return chosen
}

// tryAll returns the verdicts on the mutants, in their order. It tries those that the book does not have.
func tryAll(ctx context.Context, root string, mutants []mutant, b *book, atOnce int, out io.Writer) ([]verdict, error) {
	verdicts := make([]verdict, len(mutants))
	var open []int
	for i, m := range mutants {
		known, is := b.known[m.name()]
		if verdicts[i] = known; !is {
			open = append(open, i)
		}
	}
	var printing sync.Mutex
	done := 0
	tries, tryCtx := errgroup.WithContext(ctx)
	folder, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }() // only temporary files would remain
	t := newTester(tryCtx, root, folder, mutants)
	tries.SetLimit(atOnce)
	for _, i := range open {
		tries.Go(func() error {
			v, err := t.try(tryCtx, i)
			if err != nil {
				return err
			}
			verdicts[i] = v
			printing.Lock()
			defer printing.Unlock()
			done++
			fmt.Fprintf(out, "%d of %d  %s\n", done, len(open), v)
			return b.add(v)
		})
	}
	return verdicts, tries.Wait()
}

// String returns a line about the verdict.
func (v verdict) String() string {
	if !v.Killed {
		return "SURVIVED " + v.Mutant
	}
	return "killed   " + v.Mutant + "  by " + v.By
}

func conclude(out io.Writer, verdicts []verdict) error {
	line := tally.Line{Check: "conditions taken out are noticed", Count: len(verdicts), Unit: "mutants"}
	for _, v := range verdicts {
		if !v.Killed {
			line.Violations++
			fmt.Fprintln(out, v)
		}
	}
	fmt.Fprintf(out, "%d mutants, %d survived\n", line.Count, line.Violations)
	if report := os.Getenv(tally.ReportVariable); report != "" {
		if err := tally.Append(report, line); err != nil {
			return err
		}
	}
	if line.Violations > 0 {
		return errSurvived
	}
	return nil
}

// book has the verdicts on one state of the code, and stores them in a file.
type book struct {
	name  string // of the file; empty: nothing is stored
	known map[string]verdict
}

// openBook returns the stored verdicts on the state, none if the state is empty because of uncommitted changes.
func openBook(folder, state string) (*book, error) {
	b := &book{known: map[string]verdict{}}
	if state == "" {
		return b, nil
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return nil, err
	}
	b.name = filepath.Join(folder, state+".jsonl")
	file, err := os.Open(b.name)
	if errors.Is(err, fs.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var v verdict
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			continue // an incomplete line, written when the process ended
		}
		b.known[v.Mutant] = v
	}
	return b, nil
}

// add stores a verdict.
func (b *book) add(v verdict) error {
	if b.name == "" {
		return nil
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(b.name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := file.Write(append(text, '\n')); err != nil {
		_ = file.Close() // the first error is the one to return
		return err
	}
	return file.Close()
}

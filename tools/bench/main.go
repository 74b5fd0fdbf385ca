// Command bench measures the functions as they are deployed: their start, the cost of each operation, and how search
// grows with the number of accounts. It prints the target of each figure, and which targets were missed.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"smartaccounts/internal/testkit/awsproxy"
	"smartaccounts/tools/bench/report"
	"smartaccounts/tools/command"
)

// bench is one run.
type bench struct {
	rows      *report.Rows
	full      bool // includes the measurements that take long
	folder    string
	functions []program
	baselines []program
	nowhere   *httptest.Server // AWS for functions that only start
}

func main() {
	command.Main(&cli.Command{
		Name: "bench", Usage: "measure the functions as they are deployed",
		Description: "Exit status: 0 if all was measured, whether or not it is within its target; else 1.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "only", Usage: "measure this `PART` alone: start, operation, search, own, lists or mail"},
			&cli.StringFlag{Name: "scale", Usage: "full: also with a million accounts, which takes an hour"},
			&cli.StringFlag{Name: "out", Value: ".local/bench.json", Usage: "the `FILE` of the figures"},
			&cli.StringFlag{Name: "pictures", Usage: "measure nothing; draw the figures of the last run into this `FOLDER`"},
			&cli.StringFlag{Name: "document", Usage: "measure nothing; write the figures of the last run into this `FILE`"},
			&cli.StringFlag{Name: "cost", Usage: "measure nothing; write what the operations of the last run cost into this `FILE`"},
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			pictures, document, cost := c.String("pictures"), c.String("document"), c.String("cost")
			if pictures != "" || document != "" || cost != "" {
				return show(c.String("out"), pictures, document, cost)
			}
			return run(ctx, c.String("only"), c.String("scale") == "full", c.String("out"))
		},
	})
}

func run(ctx context.Context, only string, full bool, out string) error {
	parts := []struct {
		name    string
		measure func(*bench, context.Context) error
	}{
		{"start", (*bench).measureStarts},
		{"operation", (*bench).measureOperations},
		{"search", (*bench).measureSearch},
		{"own", (*bench).measureOwn},
		{"lists", (*bench).measureLists},
		{"mail", (*bench).measureMail},
	}
	began := time.Now()
	b := &bench{full: full, folder: filepath.Join(filepath.Dir(out), "bench")}
	b.rows = report.New(func(row report.Row) {
		fmt.Fprintf(os.Stderr, "%6s  %s = %s %s\n", time.Since(began).Round(time.Second), row.Name, report.Number(row.Value), row.Unit)
	})
	b.nowhere = httptest.NewServer(awsproxy.NewStub(nil)) // a stub that has no items
	defer b.nowhere.Close()
	if only != "mail" { // mail is measured in this process
		if err := b.build(ctx); err != nil {
			return err
		}
	}
	for _, part := range parts {
		if only != "" && only != part.name {
			continue
		}
		if err := part.measure(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return b.write(out, only)
}

// build builds the functions and the baselines.
func (b *bench) build(ctx context.Context) (err error) {
	if b.functions, err = functions(b.folder); err != nil {
		return err
	}
	for _, name := range waitedFor {
		b.baselines = append(b.baselines, baselineOf(b.folder, name))
	}
	return build(ctx, slices.Concat(b.functions, b.baselines))
}

// write stores and prints the figures. If only one part was measured, it keeps the stored figures of the others.
func (b *bench) write(out, only string) error {
	kept, err := figures(out)
	if err != nil {
		return err
	}
	var all []report.Row
	for _, name := range []string{"start", "operation", "search", "own", "lists", "mail"} {
		from := b.rows.All
		if only != "" && only != name {
			from = kept
		}
		for _, row := range from {
			if strings.HasPrefix(row.Name, name+": ") {
				all = append(all, row)
			}
		}
	}
	file, err := os.Create(out)
	if err != nil {
		return err
	}
	if err := errors.Join(report.WriteJSON(file, all), file.Close()); err != nil {
		return err
	}
	if err := report.WriteTable(os.Stdout, b.rows.All); err != nil {
		return err
	}
	fmt.Printf("\n%d figures, %d missed; %s\n", len(b.rows.All), b.rows.Missed(), out)
	return nil
}

// figures returns the figures of an earlier run, none if the file does not exist.
func figures(path string) ([]report.Row, error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rows, err := report.ReadJSON(file)
	return rows, errors.Join(err, file.Close())
}

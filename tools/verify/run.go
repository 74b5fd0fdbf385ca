package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"

	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/testkit/process"
	"smartaccounts/internal/testkit/tally"
)

// The duration of each fuzz target at the full share, and the minimum.
const (
	fuzzFor   = time.Minute
	leastFuzz = 10 * time.Second
)

// verification is one run of parts.
type verification struct {
	folder   string
	state    func(ctx context.Context, paths []string) (string, error) // the state of files; see revision.Of
	share    float64
	again    bool
	progress io.Writer
}

var errNothing = errors.New("it looked at nothing")

// result is the result of a part.
type result struct {
	part  part
	lines []tally.Line
	err   error // the part did not finish, failed, or checked nothing
}

// passed is the record of a part that passed.
type passed struct {
	State string  `json:"state"` // of the files that it depends on
	Share float64 `json:"share"`
}

// run runs the parts and returns their results in order. It does not run a part again that has passed, but reads its
// result.
func (v verification) run(ctx context.Context, wanted []part) ([]result, error) {
	if err := os.MkdirAll(v.folder, 0o750); err != nil {
		return nil, err
	}
	var results []result
	for i, p := range wanted {
		state, err := v.state(ctx, p.paths)
		if err != nil {
			return nil, err
		}
		if lines, done := v.recall(p, state); done {
			fmt.Fprintf(v.progress, "%d of %d  %s has passed\n", i+1, len(wanted), p.name)
			results = append(results, result{p, lines, nil})
			continue
		}
		fmt.Fprintf(v.progress, "%d of %d  %s", i+1, len(wanted), p.name)
		began := time.Now()
		r, err := v.do(ctx, p, state)
		fmt.Fprintf(v.progress, "  %v\n", time.Since(began).Round(time.Second))
		if err != nil {
			return nil, err
		}
		if r.err != nil {
			fmt.Fprintf(v.progress, "         %v: %s\n", r.err, v.file(p, "log"))
		}
		results = append(results, r)
	}
	return results, nil
}

func (v verification) file(p part, kind string) string {
	return filepath.Join(v.folder, p.name+"."+kind)
}

// recall returns the lines of a part that has passed in the same state, with at least the same share.
func (v verification) recall(p part, state string) ([]tally.Line, bool) {
	var was passed
	text, err := os.ReadFile(v.file(p, "passed"))
	if err != nil || json.Unmarshal(text, &was) != nil || v.again || state == "" || was.State != state || was.Share < v.share {
		return nil, false
	}
	lines, err := readReport(v.file(p, "jsonl"))
	return lines, err == nil
}

// do runs a part, with its output in the log. It returns an error if it is interrupted or cannot write its files; a
// failure of the part is in the result.
func (v verification) do(ctx context.Context, p part, state string) (result, error) {
	for _, kind := range []string{"passed", "jsonl"} {
		if err := os.Remove(v.file(p, kind)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return result{}, err
		}
	}
	log, err := os.Create(v.file(p, "log"))
	if err != nil {
		return result{}, err
	}
	failed := v.runRounds(ctx, p, log)
	if err := log.Close(); err != nil {
		return result{}, err
	}
	if ctx.Err() != nil {
		return result{}, ctx.Err()
	}
	if p.fuzz {
		if err := v.count(p, failed); err != nil {
			return result{}, err
		}
	}
	lines, err := readReport(v.file(p, "jsonl"))
	for _, line := range lines {
		if line.Count == 0 {
			failed = errors.Join(failed, errNothing)
		}
	}
	r := result{p, lines, errors.Join(failed, err)}
	if r.holds() && state != "" {
		text, err := json.Marshal(passed{state, v.share})
		if err != nil {
			return result{}, err
		}
		return r, os.WriteFile(v.file(p, "passed"), text, 0o600)
	}
	return r, nil
}

// runRounds runs the command of a part, in as many processes as the share needs, one after the other, and stops at the first
// that fails.
func (v verification) runRounds(ctx context.Context, p part, log io.Writer) error {
	words := p.command
	if p.fuzz {
		words = append(words[:len(words):len(words)], "-fuzztime="+max(leastFuzz, time.Duration(v.share*float64(fuzzFor))).String())
	}
	rounds := max(1, int(math.Ceil(v.share*float64(p.rounds))))
	for round := range rounds {
		command := exec.Command(words[0], words[1:]...)
		command.Env = append(os.Environ(), tally.ReportVariable+"="+v.file(p, "jsonl"),
			tally.ShareVariable+"="+strconv.FormatFloat(v.share/float64(rounds), 'f', -1, 64), tally.RoundVariable+"="+strconv.Itoa(round))
		if p.fuzz {
			command.Env = append(command.Env, engines.NoneVariable+"=yes") // many more inputs in the same time
		}
		command.Stdout, command.Stderr = log, log
		if err := process.Run(ctx, command); err != nil {
			return err
		}
	}
	return nil
}

// count adds a line to the report with the number of a fuzz target's inputs. Fuzzing stops at the first violation.
func (v verification) count(p part, failed error) error {
	log, err := os.ReadFile(v.file(p, "log"))
	if err != nil {
		return err
	}
	line := tally.Line{Check: "inputs to " + p.name, Count: inputs(log), Unit: "inputs"}
	if failed != nil {
		line.Violations = 1
	}
	return tally.Append(v.file(p, "jsonl"), line)
}

var execs = regexp.MustCompile(`execs: (\d+)`)

// inputs returns the last count in the go command's output about fuzzing.
func inputs(log []byte) int {
	said := execs.FindAllSubmatch(log, -1)
	if len(said) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(string(said[len(said)-1][1])) // the expression matches only digits
	return n
}

// readReport returns a part's lines, one for each check, with the sums of all processes; none if there is no report.
func readReport(name string) ([]tally.Line, error) {
	text, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var lines []tally.Line
	for scanner := bufio.NewScanner(bytes.NewReader(text)); scanner.Scan(); {
		var line tally.Line
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		same := slices.IndexFunc(lines, func(l tally.Line) bool { return l.Check == line.Check && l.Unit == line.Unit })
		if same < 0 {
			lines = append(lines, line)
			continue
		}
		lines[same].Count += line.Count
		lines[same].Violations += line.Violations
	}
	return lines, nil
}

// holds reports whether the part finished without a violation.
func (r result) holds() bool {
	for _, line := range r.lines {
		if line.Violations > 0 {
			return false
		}
	}
	return r.err == nil
}

package process_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/testkit/process"
)

func shell(script string) *exec.Cmd { return exec.Command("/bin/sh", "-c", script) }

func TestStopEndsTheWholeGroup(t *testing.T) {
	t.Parallel()
	beat := filepath.Join(t.TempDir(), "beat")
	g, err := process.Start(shell("(trap '' TERM; while :; do echo >>" + beat + "; sleep 0.05; done) & wait"))
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(beat); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the grandchild did not start")
		}
	}
	if err := g.Stop(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	before, _ := os.ReadFile(beat)
	time.Sleep(200 * time.Millisecond)
	if after, _ := os.ReadFile(beat); len(after) != len(before) {
		t.Error("a grandchild that ignores SIGTERM still runs")
	}
}

func TestRunStopsTheProgramWhenItsContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := process.Run(ctx, shell("sleep 60 & wait")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestTheErrorOfAFailedProgramHoldsWhatItPrinted(t *testing.T) {
	t.Parallel()
	err := process.RunQuietly(t.Context(), shell("echo out; echo problem >&2; exit 3"))
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 3 || !strings.Contains(err.Error(), "out\nproblem") {
		t.Errorf("got %v", err)
	}
	if err := process.RunQuietly(t.Context(), shell("echo out")); err != nil {
		t.Errorf("of a success: %v", err)
	}
	if out, err := process.Output(t.Context(), shell("echo out; echo warning >&2")); err != nil || out != "out" {
		t.Errorf("output %q, %v", out, err)
	}
	if _, err := process.Output(t.Context(), shell("echo problem >&2; exit 3")); err == nil || !strings.Contains(err.Error(), "problem") {
		t.Errorf("got %v", err)
	}
}

func TestOnlyTheBeginningOfALongOutputIsKept(t *testing.T) {
	t.Parallel()
	var kept process.Beginning
	block := []byte(strings.Repeat("x", 1<<10))
	for range 100 {
		if n, err := kept.Write(block); n != len(block) || err != nil {
			t.Fatalf("wrote %d, %v", n, err)
		}
	}
	if got := len(kept.String()); got != 64<<10 {
		t.Errorf("kept %d bytes", got)
	}
}

package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"smartaccounts/internal/testkit/process"
)

func isAddressInUse(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }

// lockFile locks a file until it is closed or this process ends.
func lockFile(name string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Clean(name), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// run runs a command with its output in a log file. If it fails, the
// error includes the end of the log.
func run(ctx context.Context, logFile, dir string, environment []string, name string, arguments ...string) error {
	log, err := os.Create(filepath.Clean(logFile))
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	command := exec.Command(name, arguments...) // a tool of this repository
	command.Dir, command.Env, command.Stdout, command.Stderr = dir, environment, log, log
	err = process.Run(ctx, command)
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), arguments[0], err, tail(logFile, 30))
	}
	return err
}

func tail(file string, lines int) string {
	text, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		return err.Error()
	}
	all := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// environment returns the environment of tools and functions: of this process's variables, only those
// needed to run and build, and none with which they could reach a real account.
func environment(more ...string) []string {
	kept := []string{"NO_PROXY=localhost,127.0.0.1,.localhost", "no_proxy=localhost,127.0.0.1,.localhost"}
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		switch {
		case strings.HasPrefix(name, "AWS_"), strings.EqualFold(name, "NO_PROXY"):
		case name == "PATH", name == "HOME", name == "USER", name == "LANG", strings.HasPrefix(name, "LC_"),
			strings.HasPrefix(name, "GO"), strings.HasPrefix(name, "XDG_"), strings.HasSuffix(strings.ToLower(name), "_proxy"),
			strings.HasPrefix(name, "SSL_CERT_"):
			kept = append(kept, entry)
		}
	}
	return append(kept, more...)
}

// Package process runs programs, keeps what they print for the error when they fail, and ends them together with the
// programs that they have started.
package process

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Group is a running program in a process group of its own: a Ctrl-C at the terminal does not reach it, and Stop ends
// its children, too.
type Group struct {
	command *exec.Cmd
	done    chan struct{}
	err     error
}

// Start starts the command. Its context should not end it: that would leave its children.
func Start(command *exec.Cmd) (*Group, error) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		return nil, err
	}
	g := &Group{command: command, done: make(chan struct{})}
	go func() {
		g.err = command.Wait()
		close(g.done)
	}()
	return g, nil
}

// Done is closed when the program has ended.
func (g *Group) Done() <-chan struct{} { return g.done }

// Err returns the program's error. It may only be called after Done.
func (g *Group) Err() error { return g.err }

// Stop sends SIGTERM to the group, ten seconds later SIGKILL, and returns when the program has ended.
func (g *Group) Stop() error {
	const patience = 10 * time.Second
	group := -g.command.Process.Pid
	if err := kill(group, syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-g.done:
	case <-time.After(patience):
	}
	if err := kill(group, syscall.SIGKILL); err != nil { // also what outlived the program
		return err
	}
	<-g.done
	return nil
}

func kill(group int, signal syscall.Signal) error {
	if err := syscall.Kill(group, signal); !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil
}

// Run runs the command as a Group, and stops it when the context ends.
func Run(ctx context.Context, command *exec.Cmd) error {
	g, err := Start(command)
	if err != nil {
		return err
	}
	select {
	case <-g.Done():
		return g.Err()
	case <-ctx.Done():
		return errors.Join(ctx.Err(), g.Stop())
	}
}

// RunQuietly is Run for a command whose output matters only if it fails: then the error holds it.
func RunQuietly(ctx context.Context, command *exec.Cmd) error {
	var printed bytes.Buffer
	command.Stdout, command.Stderr = &printed, &printed
	if err := Run(ctx, command); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(command.Path), err, bytes.TrimSpace(printed.Bytes()))
	}
	return nil
}

// Output returns what the command prints to its standard output; the error holds what it printed to its standard error.
func Output(ctx context.Context, command *exec.Cmd) (string, error) {
	var out, printed bytes.Buffer
	command.Stdout, command.Stderr = &out, &printed
	if err := Run(ctx, command); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", filepath.Base(command.Path), err, bytes.TrimSpace(printed.Bytes()))
	}
	return strings.TrimSpace(out.String()), nil
}

// Beginning keeps the beginning of what a process prints, 64 KB. It is safe for concurrent use.
type Beginning struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

// Write implements io.Writer.
func (b *Beginning) Write(p []byte) (int, error) {
	const most = 64 << 10
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.text.Len() < most {
		b.text.Write(p)
	}
	return len(p), nil
}

// String returns what has been kept.
func (b *Beginning) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}

// FreePort returns a port of the loopback interface on which no program listens at the moment.
func FreePort() (int, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	address, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0, errors.Join(fmt.Errorf("unexpected address %v", l.Addr()), l.Close())
	}
	return address.Port, l.Close()
}

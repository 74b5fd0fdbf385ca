// Package process runs programs. Errors of failed programs contain their output, and programs are stopped together with
// their child processes.
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

// Group is a running program in a process group of its own, so a Ctrl-C at the terminal does not stop it, and Stop also stops
// its child processes.
type Group struct {
	command *exec.Cmd
	done    chan struct{}
	err     error
}

// Start starts the command. The command's context should not be cancelled: its child processes would continue to run.
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

// Stop sends SIGTERM to the group, and SIGKILL ten seconds later, and returns when the program has ended.
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
	if err := kill(group, syscall.SIGKILL); err != nil { // also child processes that still run after the program has ended
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

// RunQuietly is Run without output. If the command fails, the error contains it.
func RunQuietly(ctx context.Context, command *exec.Cmd) error {
	var printed bytes.Buffer
	command.Stdout, command.Stderr = &printed, &printed
	if err := Run(ctx, command); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(command.Path), err, bytes.TrimSpace(printed.Bytes()))
	}
	return nil
}

// Output returns the standard output of the command. If the command fails, the error contains its standard error.
func Output(ctx context.Context, command *exec.Cmd) (string, error) {
	var out, printed bytes.Buffer
	command.Stdout, command.Stderr = &out, &printed
	if err := Run(ctx, command); err != nil {
		return "", fmt.Errorf("%s: %w\n%s", filepath.Base(command.Path), err, bytes.TrimSpace(printed.Bytes()))
	}
	return strings.TrimSpace(out.String()), nil
}

// Beginning is a writer that keeps the first 64 KB. It is safe for concurrent use.
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

// String returns the text that was kept.
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

// Package local runs the whole system on this machine: the emulator, the
// deployed template, a proxy to its API, and the mailbox.
package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"smartaccounts/internal/testkit/process"
)

const (
	region    = "us-east-1"
	accountID = "000000000000"
	stackName = "smartaccounts-local"
	sender    = "no-reply@smartaccounts.example"
)

// Options configure a stack.
type Options struct {
	// Root is the root directory of the repository.
	Root string
	// StateDir is the directory for stack.json, logs and the build. Stacks that run
	// at the same time need different ones. Empty means Root/.local.
	StateDir string
	// Port is the port of the system; 0 selects a free one.
	Port int
	// Progress receives a line for each step; nil discards them.
	Progress io.Writer
	// Parameters of the template, as Name=Value. They override the defaults.
	Parameters []string
	// People are the users to create.
	People []Person
	// Load fills the empty table; nil leaves it empty.
	Load func(ctx context.Context, db *dynamodb.Client, table string) error
}

// Stack is a running stack.
type Stack struct {
	Description

	options  Options
	emulator *process.Group
	servers  []*http.Server
	failed   chan error
	lock     *os.File
}

// Start starts a stack and returns when it is ready. If it fails, it
// stops what it has started.
func Start(ctx context.Context, options Options) (_ *Stack, err error) {
	if options.StateDir == "" {
		options.StateDir = filepath.Join(options.Root, ".local")
	}
	if options.Progress == nil {
		options.Progress = io.Discard
	}
	s := &Stack{options: options, failed: make(chan error, 8)}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Stop())
		}
	}()
	if err := s.prepare(); err != nil {
		return nil, err
	}
	outside, err := options.issuer()
	if err != nil {
		return nil, err
	}
	if err := outside.check(ctx); err != nil {
		return nil, err
	}
	s.Issuer, s.ClientID = outside.address, outside.client

	front, err := listen(options.Port)
	if err != nil {
		return nil, err
	}
	defer closeUnused(front, &err)
	mailbox, err := listenNear(front.port)
	if err != nil {
		return nil, err
	}
	defer closeUnused(mailbox, &err)
	s.URL = "http://localhost:" + strconv.Itoa(front.port)
	s.Mailbox = "http://localhost:" + strconv.Itoa(mailbox.port)

	if err := s.startEmulator(); err != nil {
		return nil, err
	}
	if err := together(ctx, s.awaitEmulator, s.build); err != nil {
		return nil, err
	}
	if err := s.deploy(ctx); err != nil {
		return nil, err
	}
	if err := together(ctx, s.createPeople, s.load); err != nil {
		return nil, err
	}
	s.serve(front, proxy(s.Endpoint, s.APIID, s.Mailbox+registrationPath))
	s.serve(mailbox, mailboxPages(s.Endpoint, s.registration()))
	if err := s.write(options.StateDir); err != nil {
		return nil, err
	}
	return s, nil
}

// together runs independent steps at the same time.
func together(ctx context.Context, steps ...func(context.Context) error) error {
	all, ctx := errgroup.WithContext(ctx)
	for _, step := range steps {
		all.Go(func() error { return step(ctx) })
	}
	return all.Wait()
}

func (s *Stack) load(ctx context.Context) error {
	if s.options.Load == nil {
		return nil
	}
	s.say("loading demo data")
	if err := s.options.Load(ctx, s.DynamoDB(), s.Table); err != nil {
		return fmt.Errorf("load demo data: %w", err)
	}
	return nil
}

// Stop stops the stack and removes its temporary files. It takes at most 20 seconds.
func (s *Stack) Stop() error {
	if s.lock == nil {
		return nil
	}
	var problems []error
	for _, server := range s.servers {
		problems = append(problems, server.Close())
	}
	s.servers = nil
	if s.emulator != nil {
		problems = append(problems, s.emulator.Stop())
		s.emulator = nil
	}
	problems = append(problems, os.RemoveAll(filepath.Join(s.options.StateDir, "tmp")), removeDescription(s.options.StateDir), s.lock.Close())
	s.lock = nil
	return errors.Join(problems...)
}

// Failed returns a channel that receives an error if a part of the stack ends unexpectedly.
func (s *Stack) Failed() <-chan error { return s.failed }

func (s *Stack) prepare() error {
	if err := os.MkdirAll(s.options.StateDir, 0o750); err != nil {
		return err
	}
	// Lock before removing files: another stack may be using them.
	lock, err := lockFile(filepath.Join(s.options.StateDir, "lock"))
	if err != nil {
		return fmt.Errorf("a stack already runs from %s: stop it first, or set STACK_DIR (%w)", s.options.StateDir, err)
	}
	s.lock = lock
	if err := removeDescription(s.options.StateDir); err != nil {
		return err
	}
	// Remove what a killed stack has left.
	if err := os.RemoveAll(filepath.Join(s.options.StateDir, "tmp")); err != nil {
		return err
	}
	for _, dir := range []string{"logs", "tmp"} {
		if err := os.MkdirAll(filepath.Join(s.options.StateDir, dir), 0o750); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stack) say(format string, arguments ...any) {
	_, _ = fmt.Fprintf(s.options.Progress, format+"\n", arguments...)
}

func (s *Stack) serve(on *listeners, handler http.Handler) {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	s.servers = append(s.servers, server)
	for _, l := range on.all {
		go func() {
			if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				s.failed <- err
			}
		}()
	}
}

// DynamoDB returns a client for the stack's table.
func (d Description) DynamoDB() *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region:       d.Region,
		BaseEndpoint: aws.String(d.Endpoint),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: accountID, SecretAccessKey: "test"}, nil
		}),
	})
}

// architecture returns this machine's processor, as named in the template.
func architecture() string {
	if runtime.GOARCH == "arm64" {
		return "arm64"
	}
	return "x86_64"
}

// listeners listen to one port on both loopback addresses, because "localhost" may be either.
type listeners struct {
	port int
	all  []net.Listener
}

func listen(port int) (*listeners, error) {
	first, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("port %d is busy: stop what uses it, or choose another with PORT=… (%w)", port, err)
	}
	l := &listeners{all: []net.Listener{first}}
	if address, ok := first.Addr().(*net.TCPAddr); ok {
		l.port = address.Port
	}
	second, err := net.Listen("tcp6", net.JoinHostPort("::1", strconv.Itoa(l.port)))
	switch {
	case err == nil:
		l.all = append(l.all, second)
	case isAddressInUse(err):
		l.close()
		return nil, fmt.Errorf("port %d is busy: stop what uses it, or choose another with PORT=… (%w)", l.port, err)
	}
	return l, nil
}

// listenNear listens to the next free port after the given one, so that addresses
// are usually the same in each run.
func listenNear(port int) (*listeners, error) {
	for next := port + 1; next < port+20; next++ {
		if l, err := listen(next); err == nil {
			return l, nil
		}
	}
	return listen(0)
}

func (l *listeners) close() {
	for _, listener := range l.all {
		_ = listener.Close()
	}
}

func closeUnused(l *listeners, err *error) {
	if *err != nil {
		l.close()
	}
}

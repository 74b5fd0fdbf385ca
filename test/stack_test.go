// Package test tests the whole system as its users do, over HTTP and in a browser. It deploys template.yaml to a local stack
// of its own.
package test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/maintenance"
)

// stack is the deployed system, as .local/stack.json describes it.
var stack struct {
	URL      string `json:"url"`
	Mailbox  string `json:"mailbox"`
	Endpoint string `json:"endpoint"`
	Region   string `json:"region"`
	Table    string `json:"table"`
	SendMail string `json:"sendMailFunction"`
	CleanUp  string `json:"cleanUpFunction"`
	Queue    string `json:"undeliveredQueue"`
	Users    []struct{ Name, Email, Password, Role string }
}

// tool is the path of the stack's tool, dir the folder of this stack's state.
var (
	tool string
	dir  string
)

const (
	readyWithin = 10 * time.Minute // the functions may have to be built first
	stopWithin  = 40 * time.Second
)

func TestMain(m *testing.M) {
	code, err := withStack(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, "local stack:", err)
		code = 1
	}
	os.Exit(code)
}

func withStack(tests func() int) (code int, err error) {
	dir, err = os.MkdirTemp("", "smart-accounts")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	tool = filepath.Join(dir, "stack")
	build := exec.Command("go", "build", "-o", tool, "./tools/stack")
	build.Dir, build.Stderr = "..", os.Stderr
	if err := build.Run(); err != nil {
		return 1, fmt.Errorf("build: %w", err)
	}
	port, err := freePort()
	if err != nil {
		return 1, err
	}
	run := exec.Command(tool, "run")
	run.Dir = ".."
	run.Env = append(os.Environ(), "PORT="+strconv.Itoa(port), "STACK_DIR="+dir, "DEMO_ACCOUNTS=300")
	log := &bytes.Buffer{}
	run.Stdout, run.Stderr = log, log
	if err := run.Start(); err != nil {
		return 1, err
	}
	done := make(chan error, 1)
	go func() { done <- run.Wait() }()
	defer func() {
		_ = run.Process.Signal(syscall.SIGINT)
		select {
		case <-done:
		case <-time.After(stopWithin):
			_ = run.Process.Kill()
			err = fmt.Errorf("still running %s after the interrupt", stopWithin)
		}
	}()
	for deadline := time.Now().Add(readyWithin); ; time.Sleep(200 * time.Millisecond) {
		text, readErr := os.ReadFile(filepath.Join(dir, "stack.json"))
		if readErr == nil {
			if err := json.Unmarshal(text, &stack); err != nil {
				return 1, err
			}
			if code = tests(); code == 0 {
				err = checkTable(context.Background())
			}
			return code, err
		}
		select {
		case err := <-done:
			done <- err
			return 1, fmt.Errorf("ended before it was ready: %w\n%s", err, log)
		default:
		}
		if time.Now().After(deadline) {
			return 1, fmt.Errorf("not ready after %s\n%s", readyWithin, log)
		}
	}
}

// checkTable returns an error unless the table is consistent after all tests, as fsck does.
func checkTable(ctx context.Context) error {
	var wrong []string
	looked, err := maintenance.New(dynamodb.NewFromConfig(awsConfig()), stack.Table).Inspect(ctx, dynamo.Now(), false, func(f maintenance.Finding) {
		wrong = append(wrong, fmt.Sprintf("%v: %s", f.At, f.Wrong))
	})
	if err == nil && (len(wrong) > 0 || looked.Items == 0) {
		err = fmt.Errorf("wrong items among %d: %s", looked.Items, strings.Join(wrong, "; "))
	}
	return err
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

var tokens sync.Map

// token returns a bearer token for a user, as `make token` prints it.
func token(t *testing.T, user string) string {
	t.Helper()
	if known, ok := tokens.Load(user); ok {
		return known.(string)
	}
	cmd := exec.Command(tool, "token", "-user", user)
	cmd.Dir, cmd.Env = "..", append(os.Environ(), "STACK_DIR="+dir)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("token for %s: %v", user, err)
	}
	tokens.Store(user, strings.TrimSpace(string(out)))
	return strings.TrimSpace(string(out))
}

// age makes all data that many days older and runs the clean-up once.
func age(t *testing.T, days int) {
	t.Helper()
	cmd := exec.Command(tool, "age", "-days", strconv.Itoa(days))
	cmd.Dir, cmd.Env = "..", append(os.Environ(), "STACK_DIR="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("age: %v\n%s", err, out)
	}
}

// Package test tries the system as its users do: over HTTP and in a browser, against a local stack
// that it deploys from template.yaml for itself.
package test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
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

// tool runs the stack's tool; dir is where this test's stack keeps its state.
var (
	tool string
	dir  string
)

const (
	readyWithin = 10 * time.Minute // on a fresh machine the functions are built first
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
				err = whole(context.Background())
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

// whole looks whether the table is whole after all that the tests have done to it, as fsck does.
func whole(ctx context.Context) error {
	var wrong []string
	looked, err := maintenance.New(dynamodb.NewFromConfig(awsConfig()), stack.Table).Inspect(ctx, dynamo.Now(), false, func(f maintenance.Finding) {
		wrong = append(wrong, fmt.Sprintf("%v: %s", f.At, f.Wrong))
	})
	if err == nil && (len(wrong) > 0 || looked.Items == 0) {
		err = fmt.Errorf("of %d items of the table these are wrong: %s", looked.Items, strings.Join(wrong, "; "))
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

// age makes the data that many days older and runs the clean-up once.
func age(t *testing.T, days int) {
	t.Helper()
	cmd := exec.Command(tool, "age", "-days", strconv.Itoa(days))
	cmd.Dir, cmd.Env = "..", append(os.Environ(), "STACK_DIR="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("age: %v\n%s", err, out)
	}
}

// answer is what came back from a call.
type answer struct {
	status int
	header http.Header
	body   []byte
	json   map[string]any
}

// call makes one request. A body that is not a string is sent as JSON.
func call(t *testing.T, method, path, bearer string, body any, headers ...string) answer {
	t.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	default:
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		reader = bytes.NewReader(text)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, stack.URL+path, reader)
	if err != nil {
		t.Fatal(err)
	}
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{status: res.StatusCode, header: res.Header, body: text}
	_ = json.Unmarshal(text, &a.json) // pages are no JSON; json stays nil then
	return a
}

// want fails the test unless the answer has that status.
func (a answer) want(t *testing.T, status int) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

// wantProblem fails the test unless the answer is that problem.
func (a answer) wantProblem(t *testing.T, status int, slug string) answer {
	t.Helper()
	a.want(t, status)
	if kind, _ := a.json["type"].(string); !strings.HasSuffix(kind, "/"+slug) {
		t.Fatalf("type %q, want …/%s: %s", kind, slug, a.body)
	}
	if got := a.header.Get("Content-Type"); !strings.HasPrefix(got, "application/problem+json") {
		t.Fatalf("content type %q", got)
	}
	return a
}

// at follows keys and list positions into the answer's JSON; nil if there is nothing.
func (a answer) at(path ...any) any {
	var here any = a.json
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := here.(map[string]any)
			here = object[step]
		case int:
			list, _ := here.([]any)
			if step >= len(list) {
				return nil
			}
			here = list[step]
		}
	}
	return here
}

type mail struct {
	To      []string `json:"to"`
	From    string   `json:"from"`
	Subject string   `json:"subject"`
	Text    string   `json:"text"`
	HTML    string   `json:"html"`
	SentAt  string   `json:"sentAt"`
}

func mails(t *testing.T, to string) []mail {
	t.Helper()
	res, err := http.Get(stack.Mailbox + "/messages?to=" + url.QueryEscape(to))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var list []mail
	if err := json.NewDecoder(res.Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	return list
}

const (
	mailWithin = 20 * time.Second
	mailQuiet  = 3 * time.Second
)

// waitMails waits until that many mails have come to an address, and returns them.
func waitMails(t *testing.T, to string, number int) []mail {
	t.Helper()
	for deadline := time.Now().Add(mailWithin); ; time.Sleep(100 * time.Millisecond) {
		list := mails(t, to)
		if len(list) >= number {
			if len(list) > number {
				t.Fatalf("%d mails to %s, want %d: %v", len(list), to, number, subjects(list))
			}
			return list
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d mails to %s after %s, want %d: %v", len(list), to, mailWithin, number, subjects(list))
		}
	}
}

func subjects(list []mail) []string {
	var s []string
	for _, m := range list {
		s = append(s, m.Subject)
	}
	return s
}

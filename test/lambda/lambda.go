// Package lambda runs the functions as Lambda does, for tests without a local stack: each as processes that handle one
// event after the other. Their AWS is DynamoDB Local with an emulated KMS and SES.
package lambda

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/awsproxy"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/testkit/process"
	"smartaccounts/internal/testkit/runtimeapi"
)

// atOnce is how many processes each function has, as for so many concurrent invocations on Lambda.
const atOnce = 4

// Functions are processes, several of each function.
type Functions struct {
	idle     map[string]chan *runtimeapi.Environment
	recorder *awsproxy.Recorder

	mutex   sync.Mutex
	letters []Letter
}

// Letter is a mail that a function sent by SES.
type Letter struct{ To, Text string }

// Start builds and starts functions over that table.
func Start(t testing.TB, engine *engines.Engine, store *dynamotest.Store, names ...string) *Functions {
	t.Helper()
	_, here, _, _ := runtime.Caller(0)
	folder := t.TempDir()
	p := &Functions{idle: map[string]chan *runtimeapi.Environment{}}
	p.recorder = &awsproxy.Recorder{Engine: engine.Endpoint, Table: store.Name}
	server := httptest.NewServer(p.recorder)
	t.Cleanup(server.Close)
	credentials, err := store.Client.Options().Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		path := filepath.Join(folder, name)
		build := exec.Command("go", "build", "-tags=lambda.norpc", "-o", path, "./functions/"+name)
		build.Dir = filepath.Join(filepath.Dir(here), "..", "..")
		if err := process.RunQuietly(t.Context(), build); err != nil {
			t.Fatalf("build %s: %v", name, err)
		}
		p.idle[name] = make(chan *runtimeapi.Environment, atOnce)
		for range atOnce {
			e, err := runtimeapi.Start(runtimeapi.Program{Path: path, Variables: runtimeapi.Variables(credentials.AccessKeyID, server.URL, store.Name)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(e.Stop)
			if _, err := e.Ready(); err != nil {
				t.Fatal(err)
			}
			p.idle[name] <- e
		}
	}
	return p
}

// Run invokes an idle process of the function.
func (p *Functions) Run(function string, event []byte) ([]byte, error) {
	e := <-p.idle[function]
	defer func() { p.idle[function] <- e }()
	out, _, err := e.Invoke(event)
	return out, err
}

// Invoke is Run with an HTTP request.
func (p *Functions) Invoke(_ context.Context, function string, event events.APIGatewayV2HTTPRequest) (answer events.APIGatewayV2HTTPResponse, err error) {
	in, err := json.Marshal(event)
	if err != nil {
		return answer, err
	}
	out, err := p.Run(function, in)
	if err != nil {
		return answer, err
	}
	return answer, json.Unmarshal(out, &answer)
}

// Letters returns the mails so far, in their order.
func (p *Functions) Letters() []Letter {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.recorder.Take() // the calls are not needed, and are many
	for _, m := range p.recorder.Mails() {
		p.letters = append(p.letters, Letter{To: strings.Join(m.To, ","), Text: m.Text})
	}
	return p.letters
}

// Keys computes MACs as the functions' KMS does.
type Keys struct{}

// LinkMAC implements workflow.LinkMAC.
func (Keys) LinkMAC(_ context.Context, message []byte) ([32]byte, error) {
	return mac(runtimeapi.LinkKey, message), nil
}

// CodeMAC implements workflow.CodeMAC.
func (Keys) CodeMAC(_ context.Context, message []byte) ([32]byte, error) {
	return mac(runtimeapi.CodeKey, message), nil
}

func mac(key string, message []byte) [32]byte {
	h := hmac.New(sha256.New, []byte(key))
	h.Write(message)
	return [32]byte(h.Sum(nil))
}

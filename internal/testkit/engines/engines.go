// Package engines starts the two engines that tests run on: Amazon's DynamoDB Local, and the emulator of the local
// stack. Both listen on a free loopback port and keep all data in memory.
package engines

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/testkit/process"
)

// Engine is a running DynamoDB.
type Engine struct {
	Name     string
	Endpoint string
	client   *dynamodb.Client
	command  *exec.Cmd
	lifeline io.Closer
	output   *process.Beginning
}

// The environment variables with the paths of the engines. The default is where the Makefile installs them.
const (
	miniStackVariable     = "MINISTACK"      // the program
	dynamoDBLocalVariable = "DYNAMODB_LOCAL" // the folder of its jars
)

// NoneVariable is an environment variable. If it is set to anything, tests run in memory, and those that need an engine are
// skipped.
const NoneVariable = "NO_ENGINES"

// None reports whether NoneVariable is set.
func None() bool { return os.Getenv(NoneVariable) != "" }

const readyWithin = 90 * time.Second

// ShortRun has the Java options for a DynamoDB Local that runs for seconds: more optimizing compilers would cost more than
// they save.
var ShortRun = []string{"-XX:TieredStopAtLevel=1"}

// LongRun returns the Java options for hundreds of thousands of items in so many megabytes: all compilers, and the serial
// garbage collector, because one thread does all writes and other threads would slow it down.
func LongRun(megabytes int) []string {
	heap := strconv.Itoa(megabytes) + "m"
	return []string{"-XX:+UseSerialGC", "-Xms" + heap, "-Xmx" + heap, "-Xmn" + strconv.Itoa(megabytes*2/3) + "m"}
}

// StartDynamoDBLocal starts Amazon's DynamoDB Local with the Java options, by default ShortRun.
func StartDynamoDBLocal(javaOptions ...string) (*Engine, error) {
	if len(javaOptions) == 0 {
		javaOptions = ShortRun
	}
	jars, err := find(dynamoDBLocalVariable, ".local/dynamodb-local")
	if err != nil {
		return nil, err
	}
	java, err := exec.LookPath("java")
	if err != nil {
		return nil, fmt.Errorf("DynamoDB Local needs Java 17 or later: %w", err)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	return start("DynamoDB Local", port, "/", os.Environ(), java, slices.Concat(javaOptions, []string{
		"-Dsqlite4java.library.path=" + jars, "-cp", filepath.Join(jars, "*"),
		"software.amazon.dynamodb.services.local.main.ServerRunner", "-inMemory", "-disableTelemetry", "-port", port,
	})...)
}

// StartMiniStack starts the local stack's emulator.
func StartMiniStack() (*Engine, error) {
	program, err := find(miniStackVariable, ".local/emulator/bin/ministack")
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	// By default it listens on all interfaces, and starts an IoT endpoint.
	environment := append(os.Environ(), "GATEWAY_PORT="+port, "BIND_HOST=127.0.0.1", "IOT_MTLS_ENABLED=0",
		"PERSIST_STATE=0", "AWS_ENDPOINT_URL=http://127.0.0.1:"+port)
	return start("MiniStack", port, "/_ministack/ready", environment, program)
}

// Client returns a client with an access key of its own. DynamoDB Local has a database for each access key, which gets
// slower with each write; so tests that share an engine do not slow each other down.
func (e *Engine) Client() *dynamodb.Client {
	key := rand.Text()
	return dynamodb.New(e.client.Options(), func(o *dynamodb.Options) {
		o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: key, SecretAccessKey: "test"}, nil
		})
	})
}

func newClient(endpoint string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: &endpoint,
		Region:       "us-east-1",
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
		// DynamoDB Local's checksum is not the one that the SDK expects.
		DisableValidateResponseChecksum: true,
	})
}

// Stop ends the engine and waits for its end.
func (e *Engine) Stop() {
	_ = e.lifeline.Close()
	ended := make(chan struct{})
	go func() { _ = e.command.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		_ = e.command.Process.Kill()
		<-ended
	}
}

// guard runs a program until the guard's standard input is closed, so that an engine stops when the tests that started it
// end, even if they crash.
const guard = `"$@" </dev/null & engine=$!; cat >/dev/null; kill $engine 2>/dev/null; wait $engine 2>/dev/null`

func start(name, port, readyPath string, environment []string, program string, arguments ...string) (*Engine, error) {
	endpoint := "http://127.0.0.1:" + port
	e := &Engine{Name: name, Endpoint: endpoint, client: newClient(endpoint), output: &process.Beginning{}}
	e.command = exec.Command("/bin/sh", append([]string{"-c", guard, "sh", program}, arguments...)...)
	e.command.Env, e.command.Stdout, e.command.Stderr = environment, e.output, e.output
	lifeline, err := e.command.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	e.lifeline = lifeline
	if err := e.command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	if err := e.ready(readyPath); err != nil {
		e.Stop()
		return nil, fmt.Errorf("start %s: %w; it printed:\n%s", name, err, e.output)
	}
	return e, nil
}

// ready waits for a response with a status below 500.
func (e *Engine) ready(path string) error {
	ctx, cancel := context.WithTimeout(context.Background(), readyWithin)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, e.Endpoint+path, nil)
		if err != nil {
			return err
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			_ = response.Body.Close()
			if response.StatusCode < http.StatusInternalServerError {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return errors.Join(errors.New("not ready in time"), err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// find returns the path of an engine, from the environment variable or below the root of the repository.
func find(variable, place string) (string, error) {
	path := os.Getenv(variable)
	if path == "" {
		root, err := repositoryRoot()
		if err != nil {
			return "", err
		}
		path = filepath.Join(root, place)
	}
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%w; `make tools` installs it, or %s says where it is", err, variable)
	}
	return path, nil
}

func repositoryRoot() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder, nil
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", errors.New("no go.mod above the working directory")
		}
		folder = parent
	}
}

func freePort() (string, error) {
	port, err := process.FreePort()
	return strconv.Itoa(port), err
}

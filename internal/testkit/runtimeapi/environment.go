// Package runtimeapi runs a function's bootstrap as Lambda does: as a process that gets its events from a Runtime API.
// It measures the durations.
package runtimeapi

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"smartaccounts/internal/testkit/process"
)

// Program is a bootstrap and the environment variables that the template gives it.
type Program struct {
	Path      string
	Variables map[string]string
}

// Environment is an execution environment: one process of a function, which handles one event at a time.
type Environment struct {
	command *exec.Cmd
	server  *http.Server
	output  *process.Beginning
	started time.Time
	ready   chan time.Duration // from the start to the first request for an event
	events  chan invocation
	answers chan answer
	ended   chan struct{}
	endErr  error
	stop    sync.Once
}

type invocation struct {
	id    string
	event []byte
}

type answer struct {
	body []byte
	at   time.Time
	err  error
}

// answerWithin is much longer than the timeout of any function.
const answerWithin = 2 * time.Minute

const apiPath = "/2018-06-01/runtime/"

// Start starts the program. Ready measures from just before the process is created.
func Start(p Program) (*Environment, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	e := &Environment{
		command: exec.Command(p.Path), output: &process.Beginning{},
		ready: make(chan time.Duration, 1), events: make(chan invocation), answers: make(chan answer, 1),
		ended: make(chan struct{}),
	}
	routes := http.NewServeMux()
	routes.HandleFunc("GET "+apiPath+"invocation/next", e.next)
	routes.HandleFunc("POST "+apiPath+"invocation/{id}/response", e.response)
	routes.HandleFunc("POST "+apiPath+"invocation/{id}/error", e.failure)
	routes.HandleFunc("POST "+apiPath+"init/error", e.failure)
	e.server = &http.Server{Handler: routes, ReadHeaderTimeout: time.Minute}
	go func() { _ = e.server.Serve(listener) }()

	e.command.Env = []string{
		"AWS_LAMBDA_RUNTIME_API=" + listener.Addr().String(), "AWS_LAMBDA_FUNCTION_NAME=bench", "_HANDLER=bootstrap",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=128", "AWS_LAMBDA_FUNCTION_VERSION=$LATEST", "AWS_LAMBDA_LOG_FORMAT=JSON",
		"LAMBDA_TASK_ROOT=/var/task", "PATH=/usr/local/bin:/usr/bin:/bin", "TZ=:UTC", "LANG=en_US.UTF-8",
	}
	for name, value := range p.Variables {
		e.command.Env = append(e.command.Env, name+"="+value)
	}
	e.command.Stdout, e.command.Stderr = e.output, e.output
	e.started = time.Now()
	if err := e.command.Start(); err != nil {
		return nil, errors.Join(err, e.server.Close())
	}
	go func() {
		e.endErr = e.command.Wait()
		close(e.ended)
	}()
	return e, nil
}

// Ready waits for the end of the function's init and returns its duration.
func (e *Environment) Ready() (time.Duration, error) {
	select {
	case took := <-e.ready:
		return took, nil
	case a := <-e.answers:
		return 0, errors.Join(a.err, errors.New(e.output.String()))
	case <-e.ended:
		return 0, fmt.Errorf("ended before its first event: %w\n%s", e.endErr, e.output)
	case <-time.After(answerWithin):
		return 0, fmt.Errorf("not ready in time\n%s", e.output)
	}
}

// Invoke returns the function's response to an event, and the duration.
func (e *Environment) Invoke(event []byte) ([]byte, time.Duration, error) {
	began := time.Now()
	select {
	case e.events <- invocation{strconv.FormatInt(began.UnixNano(), 36), event}:
	case <-e.ended:
		return nil, 0, fmt.Errorf("ended: %w\n%s", e.endErr, e.output)
	case <-time.After(answerWithin):
		return nil, 0, fmt.Errorf("requests no event\n%s", e.output)
	}
	select {
	case a := <-e.answers:
		if a.err != nil {
			return nil, 0, errors.Join(a.err, errors.New(e.output.String()))
		}
		return a.body, a.at.Sub(began), nil
	case <-e.ended:
		return nil, 0, fmt.Errorf("ended: %w\n%s", e.endErr, e.output)
	case <-time.After(answerWithin):
		return nil, 0, fmt.Errorf("no answer in time\n%s", e.output)
	}
}

// PID returns the id of the process.
func (e *Environment) PID() int { return e.command.Process.Pid }

// Log returns the beginning of the function's output.
func (e *Environment) Log() string { return e.output.String() }

// Stop ends the process and waits for its end.
func (e *Environment) Stop() {
	e.stop.Do(func() {
		_ = e.command.Process.Kill()
		<-e.ended
		_ = e.server.Close()
	})
}

func (e *Environment) next(w http.ResponseWriter, r *http.Request) {
	select {
	case e.ready <- time.Since(e.started): // only the first value is read
	default:
	}
	select {
	case next := <-e.events:
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", next.id)
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(answerWithin).UnixMilli(), 10))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:bench")
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(next.event)
	case <-r.Context().Done():
	}
}

func (e *Environment) response(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	e.answers <- answer{body, time.Now(), err}
	w.WriteHeader(http.StatusAccepted)
}

func (e *Environment) failure(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	e.answers <- answer{nil, time.Now(), fmt.Errorf("the function failed: %s", body)}
	w.WriteHeader(http.StatusAccepted)
}

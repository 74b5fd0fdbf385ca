package api

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"smartaccounts/docs"
)

// operation is an operation of docs/openapi.yaml.
type operation struct{ method, pattern, id string }

func operations(t testing.TB) (all []operation) {
	t.Helper()
	var document struct {
		Paths map[string]map[string]struct {
			ID string `yaml:"operationId"`
		}
	}
	if err := yaml.Unmarshal(docs.OpenAPI, &document); err != nil {
		t.Fatal(err)
	}
	for pattern, methods := range document.Paths {
		for method, described := range methods {
			all = append(all, operation{strings.ToUpper(method), pattern, described.ID})
		}
	}
	return all
}

// reads reports whether the operation is read-only.
func (o operation) reads() bool {
	return o.method == http.MethodGet || o.id == "checkAccountRequest" || o.id == "viewPendingRequest"
}

// The checks of Schemathesis, by what they examine. schemathesis.toml enables them.
var (
	documented = []string{
		"status_code_conformance", "content_type_conformance", "response_headers_conformance", "response_schema_conformance",
	}
	rest = []string{
		"negative_data_rejection", "positive_data_acceptance", "missing_required_header", "unsupported_method",
		"allow_header_conformance", "use_after_free", "ensure_resource_availability", "object_level_authorization",
		"others_are_refused", // of hooks.py
	}
)

// report is the result of a run of Schemathesis.
type report struct {
	cases    int
	answers  map[string]map[int]int // by method and pattern, how often which status
	byCheck  map[string]int         // how often each check failed
	noAnswer int
	failed   []string // what failed, the first of it
	errors   []string // why something could not be tried
}

// finished has the fields we need of a line of Schemathesis's NDJSON report.
type finished struct {
	ScenarioFinished struct {
		Recorder struct {
			Cases map[string]struct {
				Value struct{ Method, Path string }
			}
			Checks map[string][]struct {
				Name, Status string
				FailureInfo  struct{ Failure json.RawMessage } `json:"failure_info"`
			}
			Interactions map[string]struct {
				Request  struct{ Method, URI string }
				Response *struct {
					Status int `json:"status_code"`
				}
			}
		}
	}
	NonFatalError, FatalError json.RawMessage
}

const mostShown = 20

func readReport(t testing.TB, name string) report {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := report{answers: map[string]map[int]int{}, byCheck: map[string]int{}}
	for lines := json.NewDecoder(bufio.NewReader(file)); ; {
		var line finished
		err := lines.Decode(&line)
		if errors.Is(err, io.EOF) {
			return r
		}
		if err != nil {
			t.Fatal(err)
		}
		r.add(line)
	}
}

func (r *report) add(line finished) {
	for _, failed := range []json.RawMessage{line.NonFatalError, line.FatalError} {
		if failed != nil {
			r.errors = append(r.errors, string(failed))
		}
	}
	recorded := line.ScenarioFinished.Recorder
	for id, interaction := range recorded.Interactions {
		r.cases++
		asked := interaction.Request.Method + " " + interaction.Request.URI
		if interaction.Response == nil {
			r.noAnswer++
			r.show("no answer: " + asked)
			continue
		}
		of := recorded.Cases[id].Value.Method + " " + recorded.Cases[id].Value.Path
		if r.answers[of] == nil {
			r.answers[of] = map[int]int{}
		}
		r.answers[of][interaction.Response.Status]++
		for _, check := range recorded.Checks[id] {
			if check.Status == "failure" {
				r.byCheck[check.Name]++
				r.show(fmt.Sprintf("%s: %s: %s", check.Name, asked, check.FailureInfo.Failure))
			}
		}
	}
}

func (r *report) show(failed string) {
	if len(r.failed) < mostShown {
		r.failed = append(r.failed, failed)
	}
}

// serverErrors counts the requests without a response, and those with a 5xx response.
func (r *report) serverErrors() int {
	n := r.noAnswer
	for _, statuses := range r.answers {
		for status, times := range statuses {
			if status >= http.StatusInternalServerError {
				n += times
			}
		}
	}
	return n
}

func (r *report) failures(checks ...string) (n int) {
	for check, times := range r.byCheck {
		if slices.Contains(checks, check) {
			n += times
		}
	}
	return n
}

// answered and succeeded count an operation's calls with a response and with success.
func (r *report) answered(o operation) (n int) {
	for _, times := range r.answers[o.method+" "+o.pattern] {
		n += times
	}
	return n
}

func (r *report) succeeded(o operation) (n int) {
	for status, times := range r.answers[o.method+" "+o.pattern] {
		if status/100 == 2 {
			n += times
		}
	}
	return n
}

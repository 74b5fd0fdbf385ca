package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"smartaccounts/internal/testkit/awsproxy"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/tools/bench/report"
	"smartaccounts/tools/bench/statistic"
)

// operation is a use of the system, with targets for its cost.
type operation struct {
	name     string
	function string
	plain    bool // there is a baseline for it
	times    int  // repetitions to measure its processor time
	serial   report.Target
	cpu      report.Target
	// prepare stores what the operation needs and returns its request.
	prepare func(s *system) (httpRequest, error)
	// stream does the same for an operation of the table's stream, and returns its event.
	stream func(s *system) ([]byte, error)
	// right reports whether the response is the one to measure; nil accepts every successful response.
	right func(body string) bool
}

const (
	many = 10_000
	some = 2_000
)

var operations = []operation{
	{
		name: "search", function: "search", plain: true, times: many,
		serial: report.Exactly(1), cpu: report.AtMost(0.5),
		prepare: func(*system) (httpRequest, error) {
			return httpRequest{method: http.MethodGet, path: "/v1/accounts", query: url.Values{"q": {beginningOfMany}}, by: caller}, nil
		},
		right: func(body string) bool { return strings.Count(body, `"domain":`) == pageSize },
	},
	{
		name: "directory", function: "search", times: some, serial: report.None(), cpu: report.None(),
		prepare: func(*system) (httpRequest, error) {
			return httpRequest{method: http.MethodGet, path: "/v1/accounts", by: caller}, nil
		},
	},
	{
		name: "account", function: "manage-account", times: some, serial: report.None(), cpu: report.None(),
		prepare: func(*system) (httpRequest, error) {
			id := callersAccounts()[0].Account.ID
			return httpRequest{method: http.MethodGet, path: "/v1/accounts/" + string(id), by: caller}, nil
		},
	},
	{
		name: "check", function: "submit-request", times: some, serial: report.None(), cpu: report.None(),
		prepare: func(s *system) (httpRequest, error) {
			request := s.newRequest()
			request.path += "/check"
			return request, nil
		},
	},
	{
		name: "submit", function: "submit-request", plain: true, times: many,
		serial: report.Exactly(2), cpu: report.AtMost(0.8),
		prepare: func(s *system) (httpRequest, error) { return s.newRequest(), nil },
	},
	{
		name: "view", function: "act-on-request", times: some, serial: report.Exactly(1), cpu: report.None(),
		prepare: func(s *system) (httpRequest, error) { return s.behindLink("view") },
	},
	{
		name: "send-code", function: "act-on-request", times: some, serial: report.None(), cpu: report.None(),
		prepare: func(s *system) (httpRequest, error) { return s.behindLink("code") },
	},
	{
		name: "decide", function: "act-on-request", plain: true, times: many,
		serial: report.Exactly(3), cpu: report.AtMost(0.8),
		prepare: (*system).approval,
	},
	{
		name: "send-mail", function: "send-mail", times: some, serial: report.AtMost(5), cpu: report.None(),
		stream: func(s *system) ([]byte, error) {
			s.recorder.Take()
			_, _, err := s.call("submit-request", s.newRequest())
			return s.queuedMails(), err
		},
	},
	{
		name: "index-accounts", function: "index-accounts", times: some, serial: report.None(), cpu: report.None(),
		stream: func(s *system) ([]byte, error) {
			approval, err := s.approval()
			if err != nil {
				return nil, err
			}
			s.recorder.Take()
			_, _, err = s.call("act-on-request", approval)
			return s.changedAccount(), err
		},
	},
}

// event stores what the operation needs and returns its event.
func (o operation) event(s *system) ([]byte, error) {
	if o.stream != nil {
		return o.stream(s)
	}
	request, err := o.prepare(s)
	return request.event(), err
}

// beginningOfMany is a prefix of enough words to fill a page.
const beginningOfMany = "ma"

// newRequest returns a submission with a new domain, for a customer whose address vouches for it.
func (s *system) newRequest() httpRequest {
	s.submitted++
	domain := fmt.Sprintf("customer-%d-%d.com", time.Now().UnixNano(), s.submitted)
	return httpRequest{
		method: http.MethodPost, path: "/v1/account-requests", by: caller,
		body: map[string]any{
			"accountName": fmt.Sprintf("Ironbridge Analytics %d Ltd", s.submitted), "accountDomain": domain,
			"customerEmails": []string{"procurement@" + domain}, "noteToCustomer": "As we spoke about on the phone.",
		},
	}
}

// link submits a request and returns the token of the link in its nominee's mail.
func (s *system) link() (string, error) {
	s.recorder.Take()
	if _, _, err := s.call("submit-request", s.newRequest()); err != nil {
		return "", err
	}
	mails, err := s.sendMails()
	if err != nil {
		return "", err
	}
	token, err := foundIn(mails, linkInMail)
	if err != nil {
		return "", err
	}
	return url.QueryUnescape(token)
}

func (s *system) behindLink(what string) (httpRequest, error) {
	token, err := s.link()
	return httpRequest{method: http.MethodPost, path: "/v1/pending-requests/" + what, body: map[string]any{"token": token}}, err
}

// approval returns an approval with the nominee's code.
func (s *system) approval() (httpRequest, error) {
	ask, err := s.behindLink("code")
	if err != nil {
		return ask, err
	}
	if _, _, err := s.call("act-on-request", ask); err != nil {
		return ask, err
	}
	mails, err := s.sendMails()
	if err != nil {
		return ask, err
	}
	code, err := foundIn(mails, codeInMail)
	body, _ := ask.body.(map[string]any)
	return httpRequest{method: http.MethodPost, path: "/v1/pending-requests/decision", body: map[string]any{
		"token": body["token"], "code": code, "action": "approve", "authorized": true, "visibility": "public",
	}}, err
}

// recording is the event of an operation and the calls that it made.
type recording struct {
	event []byte
	calls []awsproxy.Call
}

const (
	// callTakes is long enough for concurrent calls to overlap.
	callTakes = 30 * time.Millisecond
	attempts  = 5
)

// record runs the operation a few times and returns each recording.
func (s *system) record(o operation) ([]recording, error) {
	var all []recording
	for range attempts {
		event, err := o.event(s)
		if err != nil {
			return nil, fmt.Errorf("prepare %s: %w", o.name, err)
		}
		// Let the process open its connections first, as most environments have when they are called.
		if s.running[o.function] == nil {
			if _, _, err := s.call("search", httpRequest{method: http.MethodGet, path: "/v1/accounts", by: caller}); err != nil {
				return nil, err
			}
		}
		s.recorder.Take()
		s.recorder.Delay, s.recorder.Price = callTakes, true
		answer, _, err := s.invoke(o.function, event)
		s.recorder.Delay, s.recorder.Price = 0, false
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o.name, err)
		}
		body, err := goodAnswer(answer)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", o.name, err)
		}
		if o.right != nil && !o.right(body) {
			return nil, fmt.Errorf("%s does not answer what is to be measured: %s", o.name, body)
		}
		all = append(all, recording{event, s.recorder.Take()})
	}
	return all, nil
}

const operationsHeap = 512 // MB

// recordAll runs every operation that which selects on DynamoDB Local. The recorded code is valid for ten minutes.
func (b *bench) recordAll(ctx context.Context, which func(operation) bool) (map[string][]recording, error) {
	engine, err := engines.StartDynamoDBLocal(engines.LongRun(operationsHeap)...)
	if err != nil {
		return nil, err
	}
	defer engine.Stop()
	s, err := b.newSystem(engine, anybody)
	if err != nil {
		return nil, err
	}
	if err := s.target.Create(ctx, false); err != nil {
		return nil, err
	}
	defer s.stop()
	const accounts = 3000
	if err := s.load(ctx, accounts); err != nil {
		return nil, err
	}
	all := map[string][]recording{}
	for _, o := range operations {
		if which(o) {
			if all[o.name], err = s.record(o); err != nil {
				return nil, err
			}
			fmt.Fprintf(os.Stderr, "        %s asks: %s\n", o.name, describe(all[o.name][attempts-1].calls))
		}
	}
	return all, ctx.Err()
}

// describe returns the names of the calls, in order.
func describe(calls []awsproxy.Call) string {
	names := make([]string, len(calls))
	for i, call := range calls {
		names[i] = awsproxy.Signature(call.Target, call.Request)
	}
	return strings.Join(names, ", ")
}

// measureOperations measures the calls of AWS that each operation makes, and then its processor time.
func (b *bench) measureOperations(ctx context.Context) error {
	recorded, err := b.recordAll(ctx, func(operation) bool { return true })
	if err != nil {
		return err
	}
	for _, o := range operations {
		b.tellCalls(o, recorded[o.name])
	}
	for _, o := range operations {
		if err := ctx.Err(); err != nil {
			return err
		}
		last := recorded[o.name][attempts-1]
		if err := b.measureProcess(o, last); err != nil {
			return fmt.Errorf("%s: %w", o.name, err)
		}
	}
	return nil
}

func (b *bench) tellCalls(o operation, recorded []recording) {
	of := func(value func([]awsproxy.Call) float64) float64 {
		var values []float64
		for _, r := range recorded {
			values = append(values, value(r.calls))
		}
		return statistic.Median(values)
	}
	sum := func(value func(awsproxy.Call) float64) float64 {
		return of(func(calls []awsproxy.Call) float64 {
			total := 0.0
			for _, call := range calls {
				total += value(call)
			}
			return total
		})
	}
	name := "operation: " + o.name
	b.rows.Add(name+" calls", of(func(calls []awsproxy.Call) float64 { return float64(len(calls)) }), "calls", report.None())
	b.rows.Add(name+" serial calls", of(func(calls []awsproxy.Call) float64 {
		return float64(awsproxy.SerialDepth(awsproxy.Spans(calls)))
	}), "calls", o.serial)
	b.rows.Add(name+" reads", sum(func(c awsproxy.Call) float64 { return c.Reads }), "RRU", report.None())
	b.rows.Add(name+" writes", sum(func(c awsproxy.Call) float64 { return c.Writes }), "WRU", report.None())
}

// measureProcess repeats an operation against recorded responses.
func (b *bench) measureProcess(o operation, r recording) error {
	programs := b.pair(o.function)
	if !o.plain {
		programs = programs[:1]
	}
	all, err := b.repeat(r, o.times, programs...)
	if err != nil {
		return err
	}
	ours, name := all[0], "operation: "+o.name
	b.rows.Add(name+" CPU", ours.cpu, "ms", o.cpu)
	b.rows.Add(name+" p50", statistic.Median(ours.times), "ms", report.None())
	b.rows.Add(name+" p99", statistic.Percentile(ours.times, 99), "ms", report.None())
	if o.times == many {
		b.rows.Add(name+" RSS after 10,000", ours.rss, "MB", report.AtMost(mostRSS))
		b.rows.Add(name+" RSS growth from 5,000 to 10,000", ours.growth, "MB", report.AtMost(mostGrowth))
	}
	if !o.plain {
		return nil
	}
	plain := all[1]
	b.rows.Add(name+" CPU of the baseline", plain.cpu, "ms", report.None())
	b.rows.Add(name+" CPU, against the baseline", ours.against(plain), "×", report.AtMost(mostCPUOfPlain))
	b.rows.Add(name+" p50 of the baseline", statistic.Median(plain.times), "ms", report.None())
	return nil
}

// mostCPUOfPlain is the target for an operation's processor time divided by the baseline's.
const mostCPUOfPlain = 0.6

const (
	mostRSS    = 24 // MB of 10^6 bytes
	mostGrowth = 1  // garbage that is not yet collected varies this much
)

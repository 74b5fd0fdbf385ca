package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/testkit/awsproxy"
	"smartaccounts/internal/testkit/capacity"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/testkit/runtimeapi"
	"smartaccounts/internal/workflow"
	"smartaccounts/tools/companies"
	"smartaccounts/tools/longrun"
)

// system is the whole system on DynamoDB Local. It starts a function at its first call, and records every call of
// AWS.
type system struct {
	accessKey string
	target    longrun.Target
	recorder  *awsproxy.Recorder
	server    *httptest.Server
	programs  map[string]program
	running   map[string]*runtimeapi.Environment

	submitted int // number of submissions so far
}

// register generates the accounts. Its seed and its share of Public accounts are those of the command load.
var register = companies.Register{Seed: 1, Public: 0.5}

// caller makes the searches and submissions, and belongs to a few accounts.
const (
	caller      = account.Email("partner@bench-partner.com")
	ownAccounts = 5
)

// newSystem returns a system with its own database on the engine, without a table.
func (b *bench) newSystem(engine *engines.Engine, accessKey string) (*system, error) {
	s := &system{accessKey: accessKey, programs: map[string]program{}, running: map[string]*runtimeapi.Environment{}}
	for _, p := range b.functions {
		s.programs[p.name] = p
	}
	var err error
	if s.target, err = longrun.Open(s.getenv, tableName, engine.Endpoint, 16); err != nil {
		return nil, err
	}
	s.recorder = &awsproxy.Recorder{Engine: engine.Endpoint, Table: tableName, Indexes: indexes()}
	s.server = httptest.NewServer(s.recorder)
	return s, nil
}

func (s *system) getenv(name string) string {
	return map[string]string{
		"AWS_REGION": runtimeapi.Region, "AWS_ACCESS_KEY_ID": s.accessKey, "AWS_SECRET_ACCESS_KEY": "test",
	}[name]
}

// indexes returns the table's indexes, from its schema.
func indexes() []capacity.Index {
	var all []capacity.Index
	for _, index := range layout.Schema(tableName).GlobalSecondaryIndexes {
		all = append(all, capacity.Index{Partition: *index.KeySchema[0].AttributeName, Sort: *index.KeySchema[1].AttributeName})
	}
	return all
}

func (s *system) stop() {
	for _, e := range s.running {
		e.Stop()
	}
	s.server.Close()
}

// load stores the given number of accounts of the register, and the caller's.
func (s *system) load(ctx context.Context, number int) error {
	var accounts []workflow.StoredAccount
	for a := range register.Accounts(0, number) {
		accounts = append(accounts, a)
	}
	return maintenance.New(s.target.Client, tableName).Load(ctx, append(accounts, callersAccounts()...))
}

// callersAccounts returns the caller's accounts. They are Restricted, so that searches find them only by the caller's
// own rows, and are from another register than the other accounts.
func callersAccounts() []workflow.StoredAccount {
	var own []workflow.StoredAccount
	for a := range (companies.Register{Seed: 2}).Accounts(0, ownAccounts) {
		a.Members = append(a.Members, account.Membership{
			AccountID: a.Account.ID, Person: caller, Role: account.SmartAccountUser, Since: a.Account.CreatedAt,
		})
		own = append(own, a)
	}
	return own
}

// invoke invokes a function with an event, and starts it first if it is not running.
func (s *system) invoke(function string, event []byte) ([]byte, time.Duration, error) {
	e := s.running[function]
	if e == nil {
		var err error
		if e, err = runtimeapi.Start(runtimeapi.Program{Path: s.programs[function].host, Variables: runtimeapi.Variables(s.accessKey, s.server.URL, tableName)}); err != nil {
			return nil, 0, err
		}
		s.running[function] = e
		if _, err := e.Ready(); err != nil {
			return nil, 0, err
		}
		s.recorder.Take() // the calls at start are not part of an operation
	}
	return e.Invoke(event)
}

// call invokes a function with an HTTP request. It returns an error if the response is not successful.
func (s *system) call(function string, request httpRequest) (string, time.Duration, error) {
	answer, took, err := s.invoke(function, request.event())
	if err != nil {
		return "", 0, err
	}
	body, err := goodAnswer(answer)
	if err != nil {
		return "", 0, fmt.Errorf("%s %s: %w", request.method, request.path, err)
	}
	return body, took, nil
}

// goodAnswer returns the body of a successful response to API Gateway, or the whole response to the stream.
func goodAnswer(answer []byte) (string, error) {
	var response struct {
		StatusCode        int
		Body              string
		BatchItemFailures *[]any
	}
	if err := json.Unmarshal(answer, &response); err != nil {
		return "", err
	}
	if response.BatchItemFailures != nil { // the function processes the stream
		if len(*response.BatchItemFailures) > 0 {
			return "", fmt.Errorf("a record failed: %s", answer)
		}
		return string(answer), nil
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return "", fmt.Errorf("status %d: %s", response.StatusCode, response.Body)
	}
	return response.Body, nil
}

// sendMails invokes the mailer with the queued mails, as the stream does, and returns the texts that it sent.
func (s *system) sendMails() ([]string, error) {
	if _, _, err := s.invoke("send-mail", s.queuedMails()); err != nil {
		return nil, err
	}
	s.recorder.Take()
	var texts []string
	for _, mail := range s.recorder.Mails() {
		texts = append(texts, mail.Text)
	}
	if len(texts) == 0 {
		return nil, errors.New("no mail was sent: " + s.running["send-mail"].Log())
	}
	return texts, nil
}

// queuedMails returns the stream event for the mails that the recorded calls added to the outbox.
func (s *system) queuedMails() []byte {
	var records []map[string]any
	for _, call := range s.recorder.Take() {
		for _, item := range call.Items(layout.MailPrefix) {
			records = append(records, record("INSERT", item["PK"], item["SK"], item))
		}
	}
	return mustJSON(map[string]any{"Records": records})
}

// changedAccount returns the stream event for the account that the recorded calls changed.
func (s *system) changedAccount() []byte {
	for _, call := range s.recorder.Take() {
		for _, key := range call.Keys(layout.AccountPrefix) {
			return mustJSON(map[string]any{"Records": []map[string]any{
				record("MODIFY", map[string]string{"S": key}, map[string]string{"S": "ACCOUNT"}, nil),
			}})
		}
	}
	return nil
}

// record returns a record of the table's stream; image is the item after the change.
func record(name string, pk, sk, image any) map[string]any {
	change := map[string]any{"Keys": map[string]any{"PK": pk, "SK": sk}, "SequenceNumber": rand.Text()}
	if image != nil {
		change["NewImage"] = image
	}
	return map[string]any{"eventName": name, "eventSource": "aws:dynamodb", "dynamodb": change}
}

var (
	linkInMail = regexp.MustCompile(`/pending-requests\?token=(\S+)`)
	codeInMail = regexp.MustCompile(`(?m)^([0-9A-Z]{4}-[0-9A-Z]{4})$`)
)

func foundIn(mails []string, what *regexp.Regexp) (string, error) {
	for _, text := range mails {
		if found := what.FindStringSubmatch(text); found != nil {
			return found[1], nil
		}
	}
	return "", fmt.Errorf("no %s in the mails:\n%s", what, strings.Join(mails, "\n---\n"))
}

package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/identity"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/search"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
)

// The handlers are tested with the real use cases over the real storage, on Amazon's DynamoDB Local; the
// subtests of a test, except one, in memory (dynamotest.First).
var engine *engines.Engine

func TestMain(m *testing.M) { engines.MainOrNone(m, engines.DynamoDBLocal(&engine)) }

const (
	publicURL = "https://accounts.example"
	lifetime  = 90 * 24 * time.Hour
)

// The people of these tests. Only the first two and the first operator have a role.
const (
	partner   = account.Email("partner@example.com")
	partner2  = account.Email("partner2@example.net")
	operator  = account.Email("operator@example.org")
	operator2 = account.Email("second-operator@example.org")
	outsider  = account.Email("outsider@example.edu")
)

func isOperator(person account.Email) bool { return person == operator || person == operator2 }

// system is the whole system behind API Gateway. The test controls its clock, mailbox and DNS.
type system struct {
	testing.TB
	name      string
	api       client.API
	table     *dynamo.Table
	site      web.Site
	front     http.Handler
	functions map[string]http.Handler
	send      workflow.Send
	provider  *provider
	logs      *lines
	mutex     sync.Mutex
	clock     time.Time
	delivered []workflow.Message
	secrets   *secrets
	rules     workflow.Rules
	records   map[string][]string // what the DNS says
}

// TXT is the DNS; package dns has tests with a real server.
func (s *system) TXT(_ context.Context, name string) ([]string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.records[name], nil
}

func newSystem(t testing.TB) *system {
	t.Helper()
	store := dynamotest.First(t, engine)
	s := &system{TB: t, name: store.Name, api: store.API(), table: store.Table, logs: &lines{}, secrets: &secrets{}, provider: &provider{}, clock: time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC)}
	s.site = web.Site{
		PublicURL: publicURL, Sessions: workflow.Sessions{Store: s.table, Now: s.now},
		Inbox: inbox.Read{Store: s.table, Now: s.now},
		Trust: identity.Trust{OperatorClaim: "cognito:groups", OperatorValue: "operators", VerifiedClaim: "email_verified"},
		Log:   slog.New(slog.NewJSONHandler(s.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	s.rules = workflow.Rules{
		Policy: account.ReviewMismatch, Operators: []account.Person{{Email: operator, Operator: true}},
		Terms: account.Terms{Lifetime: lifetime, Reminders: []time.Duration{7 * 24 * time.Hour}},
	}
	s.send = workflow.Send{Store: s.table, Links: testKey("links"), Codes: testKey("codes"), Provider: s, Render: s.render, Now: s.now,
		Invitations: workflow.ADay(5), InvitationsPerRequester: workflow.ADay(5), Daily: workflow.ADay(10_000), DailyPerRequester: workflow.ADay(10_000), BudgetSpent: func(workflow.Mail) {}, Failed: func(_ context.Context, m workflow.Mail, cause string) { t.Errorf("mail %s failed: %s", m.ID, cause) }}
	s.functions = map[string]http.Handler{
		web.SearchFunction:        web.Search(s.site, search.Find{Store: s.table, Now: s.now}),
		web.ManageAccountFunction: web.ManageAccount(s.site, s.managing()),
		web.SubmitRequestFunction: s.submitFunction(s.submitting()),
		web.ReviewRequestFunction: web.ReviewRequest(s.site, workflow.Review{Store: s.table, Now: s.now, Rules: s.rules},
			workflow.Track{Store: s.table, Now: s.now}, workflow.Disputes{Store: s.table, Now: s.now},
			workflow.Suppressions{Store: s.table, Now: s.now}, s.accounts()),
		web.ActOnRequestFunction: s.actFunction(s.sending(), s.deciding()),
		web.SignInFunction:       web.SignIn(s.site, s.provider, s.confirmation()),
	}
	s.front = s.gateway(s.functions)
	s.giveRole(partner, "example.com")
	s.giveRole(partner2, "example.net")
	s.giveRole(operator, "example.org")
	t.Cleanup(s.checkLog)
	return s
}

// accounts returns the use cases by which operators decide about accounts.
func (s *system) accounts() web.Accounts {
	return web.Accounts{Renames: administration.Renames{Store: s.table, Now: s.now}, Closed: administration.ClosedAccounts{Store: s.table, Now: s.now}}
}

const accessLifetime = 30 * 24 * time.Hour

// managing returns the use cases of manage-account.
func (s *system) managing() web.Managing {
	return web.Managing{
		Settings: administration.Settings{Store: s.table, Now: s.now, Policy: s.rules.Policy},
		People: administration.People{Store: s.table, Now: s.now, Limits: administration.AdditionLimits{
			Person: workflow.ADay(200), Account: workflow.ADay(500), Domain: workflow.ADay(1000),
		}},
		Virtual: administration.VirtualAccounts{Store: s.table, Now: s.now},
		Log:     administration.Log{Store: s.table, Now: s.now},
		Asking: accessrequest.Asking{
			Store: s.table, Now: s.now, Terms: account.AccessTerms{Lifetime: accessLifetime},
			Limits: accessrequest.Limits{Person: workflow.ADay(1000), Account: workflow.ADay(1000)},
		},
		Deciding: accessrequest.Deciding{Store: s.table, Now: s.now},
		Reading:  accessrequest.Reading{Store: s.table, Inbox: inbox.Read{Store: s.table, Now: s.now}, Now: s.now},
		Ruling:   accessrequest.Ruling{Store: s.table, Now: s.now},
	}
}

func (s *system) confirmation() administration.Confirmation {
	return administration.Confirmation{Store: s.table, Now: s.now}
}

// submitting, sending, notForMe and deciding return use cases over the system's table, for tests to change.
func (s *system) submitting() workflow.Submit {
	return workflow.Submit{Store: s.table, Now: s.now, Rules: s.rules, Limits: dynamotest.RequestLimits(workflow.ADay(50))}
}

func (s *system) sending() workflow.SendCode {
	return workflow.SendCode{Store: s.table, Now: s.now, Limits: codeLimits}
}

func (s *system) notForMe() workflow.NotForMe {
	return workflow.NotForMe{Store: s.table, Now: s.now, Codes: testKey("codes"), Limits: codeLimits}
}

func (s *system) deciding() workflow.Decide {
	return workflow.Decide{Store: s.table, Codes: testKey("codes"), Now: s.now, Policy: s.rules.Policy}
}

func (s *system) submitFunction(submit workflow.Submit) http.Handler {
	return web.SubmitRequest(s.site, submit, workflow.Track{Store: s.table, Now: s.now},
		workflow.FollowUp{Store: s.table, Now: s.now, Rules: s.rules, Codes: codeLimits, Invitations: workflow.ADay(5), Limits: dynamotest.RequestLimits(workflow.ADay(50)), Records: s},
		workflow.Disputes{Store: s.table, Now: s.now, Operators: s.rules.Operators, Records: s})
}

func (s *system) actFunction(sendCode workflow.SendCode, decide workflow.Decide) http.Handler {
	return web.ActOnRequest(s.site, workflow.View{Store: s.table, Now: s.now}, sendCode, decide, s.notForMe())
}

func (s *system) now() time.Time {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.clock
}

func (s *system) pass(d time.Duration) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.clock = s.clock.Add(d)
}

// giveRole makes the person a viewer of their own company's account.
func (s *system) giveRole(person account.Email, domain account.Domain) {
	s.Helper()
	s.load(account.Account{
		ID: account.NewID(), Name: "Home of " + string(domain), Domain: domain, Status: account.AccountActive,
		Visibility: account.Restricted, CreatedAt: s.now(),
	}, account.Membership{Person: person, Role: account.SmartAccountViewer, Since: s.now()})
}

func (s *system) load(a account.Account, members ...account.Membership) {
	s.Helper()
	for i := range members {
		members[i].AccountID = a.ID
	}
	if err := maintenance.New(s.api, s.name).Load(s.Context(), []workflow.StoredAccount{{Account: a, Members: members}}); err != nil {
		s.Fatal(err)
	}
}

// codeLimits are the limits of template.yaml.
var codeLimits = workflow.CodeLimits{Hourly: account.Limit{Most: 5, Window: time.Hour}, Daily: workflow.ADay(15), PerRequester: workflow.ADay(1000), Mails: workflow.ADay(1000)}

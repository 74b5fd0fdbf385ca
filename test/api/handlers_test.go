package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/gateway"
	"smartaccounts/internal/identity"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/search"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
	"smartaccounts/test/apigateway"
)

const publicURL = "https://accounts.example"

// handlers are the functions that serve HTTP, wired as in their mains, over one table. The test controls clock, mailbox and
// DNS.
type handlers struct {
	testing.TB
	table     *maintenance.Maintainer
	functions map[string]gateway.Function
	*mailbox

	mutex   sync.Mutex
	clock   time.Time
	records map[string][]string // what the DNS says
}

func newHandlers(t testing.TB, store *dynamotest.Store) *handlers {
	t.Helper()
	s := &handlers{
		TB: t, table: store.Maintainer, functions: map[string]gateway.Function{},
		clock:   time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC),
		records: map[string][]string{},
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})) // what failed on our side
	site := web.Site{
		PublicURL: publicURL, Log: log, Sessions: workflow.Sessions{Store: s.table, Now: s.now}, Inbox: inbox.Read{Store: s.table, Now: s.now},
		Trust: identity.Trust{OperatorClaim: "cognito:groups", OperatorValue: "operators", VerifiedClaim: "email_verified"},
	}
	track := workflow.Track{Store: s.table, Now: s.now}
	submit := workflow.Submit{Store: s.table, Now: s.now, Rules: rules, Limits: dynamotest.RequestLimits(workflow.ADay(50))}
	sendCode := workflow.SendCode{Store: s.table, Now: s.now, Limits: workflow.CodeLimits{Hourly: account.Limit{Most: 5, Window: time.Hour}, Daily: workflow.ADay(15), PerRequester: workflow.ADay(1000), Mails: workflow.ADay(1000)}}
	disputes := workflow.Disputes{Store: s.table, Now: s.now, Operators: rules.Operators, Records: s}
	s.mailbox = newMailbox(t, s.table.Table, keys{}, s.now)
	for name, handler := range map[string]http.Handler{
		web.SearchFunction: web.Search(site, search.Find{Store: s.table, Now: s.now}),
		web.ManageAccountFunction: web.ManageAccount(site, web.Managing{
			Settings: administration.Settings{Store: s.table, Now: s.now},
			People: administration.People{Store: s.table, Now: s.now, Limits: administration.AdditionLimits{
				Person: workflow.ADay(10_000), Account: workflow.ADay(10_000), Domain: workflow.ADay(10_000),
			}},
			Virtual: administration.VirtualAccounts{Store: s.table, Now: s.now},
			Log:     administration.Log{Store: s.table, Now: s.now},
			Asking: accessrequest.Asking{
				Store: s.table, Now: s.now, Terms: account.AccessTerms{Lifetime: 30 * 24 * time.Hour},
				Limits: accessrequest.Limits{Person: workflow.ADay(1000), Account: workflow.ADay(1000)},
			},
			Deciding: accessrequest.Deciding{Store: s.table, Now: s.now},
			Reading:  accessrequest.Reading{Store: s.table, Inbox: inbox.Read{Store: s.table, Now: s.now}, Now: s.now},
			Ruling:   accessrequest.Ruling{Store: s.table, Now: s.now},
		}),
		web.SubmitRequestFunction: web.SubmitRequest(site, submit, track,
			workflow.FollowUp{Store: s.table, Now: s.now, Rules: rules, Codes: workflow.CodeLimits{Hourly: workflow.ADay(5), Daily: workflow.ADay(15), PerRequester: workflow.ADay(10_000), Mails: workflow.ADay(10_000)}, Invitations: workflow.ADay(5), Limits: dynamotest.RequestLimits(workflow.ADay(50)), Records: s}, disputes),
		web.ReviewRequestFunction: web.ReviewRequest(site, workflow.Review{Store: s.table, Now: s.now, Rules: rules},
			track, disputes, workflow.Suppressions{Store: s.table, Now: s.now},
			web.Accounts{Renames: administration.Renames{Store: s.table, Now: s.now}, Closed: administration.ClosedAccounts{Store: s.table, Now: s.now}}),
		web.ActOnRequestFunction: web.ActOnRequest(site, workflow.View{Store: s.table, Now: s.now}, sendCode,
			workflow.Decide{Store: s.table, Codes: keys{}, Now: s.now, Policy: rules.Policy}, workflow.NotForMe{Store: s.table, Now: s.now, Codes: keys{}, Limits: sendCode.Limits}),
	} {
		function, err := gateway.Handle(publicURL, log, handler)
		if err != nil {
			t.Fatal(err)
		}
		s.functions[name] = function
	}
	return s
}

func (s *handlers) invoke(ctx context.Context, function string, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return s.functions[function](ctx, event)
}

// pause is the time between two preparations, so that no caller reaches a limit.
const pause = 10 * time.Minute

// partners returns that many partners.
func partners(many int) (all []account.Email) {
	for n := range many {
		all = append(all, account.Email(fmt.Sprintf("partner%d@example.com", n)))
	}
	return all
}

// bearerOf returns a token as API Gateway would have verified it.
func bearerOf(person account.Email) string {
	if person == operator {
		return apigateway.Bearer(person, "operators")
	}
	return apigateway.Bearer(person)
}

func (s *handlers) environment() Environment {
	return Environment{
		URL: apigateway.Listen(s, apigateway.New(s, s.invoke)), Table: s.table, Now: s.now, Callers: partners(60), Letter: s.letter,
		Bearer: bearerOf,
		Rest: func() {
			s.mutex.Lock()
			defer s.mutex.Unlock()
			s.clock = s.clock.Add(pause)
		},
		Says: func(name, value string) {
			s.mutex.Lock()
			defer s.mutex.Unlock()
			s.records = map[string][]string{name: {value}}
		},
	}
}

func (s *handlers) now() time.Time {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.clock
}

// TXT is the DNS.
func (s *handlers) TXT(_ context.Context, name string) ([]string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.records[name], nil
}

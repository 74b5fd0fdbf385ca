package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/gateway"
	"smartaccounts/internal/identity"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
	"smartaccounts/test/apigateway"
)

const (
	publicURL = "https://accounts.example"
	day       = 24 * time.Hour
)

// site is the functions that answer HTTP, put together as their mains do, over one table; its clock, its mailbox
// and its DNS are in the test's hands.
type site struct {
	testing.TB
	table     *dynamo.Table
	functions map[string]gateway.Function
	send      workflow.Send
	submit    workflow.Submit
	sendCode  workflow.SendCode
	disputes  workflow.Disputes

	mutex   sync.Mutex
	clock   time.Time
	letters map[account.Email]workflow.Secrets // of the latest mail with a link or a code
	records map[string][]string                // what the DNS says

	preparing sync.Mutex
	prepared  int
	random    *rand.Rand
}

func newSite(t testing.TB, store *dynamotest.Store) *site {
	t.Helper()
	s := &site{
		TB: t, table: store.Table, functions: map[string]gateway.Function{},
		clock:   time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC),
		letters: map[account.Email]workflow.Secrets{}, records: map[string][]string{}, random: rand.New(rand.NewPCG(seed, 0)),
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})) // what failed on our side
	site := web.Site{
		PublicURL: publicURL, Log: log, Sessions: workflow.Sessions{Store: s.table, Now: s.now},
		Operators: identity.Operators{Claim: "cognito:groups", Value: "operators"},
	}
	rules := workflow.Rules{
		Policy: account.ReviewMismatch, Operators: []account.Email{operator},
		Terms: account.Terms{Lifetime: 90 * day, Reminders: []time.Duration{7 * day}},
	}
	track := workflow.Track{Store: s.table, Now: s.now}
	s.submit = workflow.Submit{Store: s.table, Now: s.now, Rules: rules, Limit: workflow.ADay(50)}
	s.sendCode = workflow.SendCode{Store: s.table, Now: s.now, Hourly: account.Limit{Most: 5, Window: time.Hour}, Daily: workflow.ADay(15)}
	s.disputes = workflow.Disputes{Store: s.table, Now: s.now, Operators: rules.Operators}
	s.send = workflow.Send{
		Store: s.table, Links: key("links"), Codes: key("codes"), Provider: s, Render: s.render, Now: s.now,
		Invitations: workflow.ADay(5), Daily: workflow.ADay(10_000), BudgetSpent: func(workflow.Mail) {},
		Failed: func(context.Context, workflow.Mail, string) {}, // what is too much for one address is given up in the end
	}
	for name, handler := range map[string]http.Handler{
		web.SearchFunction: web.Search(site, workflow.Search{Store: s.table, Now: s.now}, workflow.ReadAccount{Store: s.table, Now: s.now}),
		web.SubmitRequestFunction: web.SubmitRequest(site, s.submit, track,
			workflow.FollowUp{Store: s.table, Now: s.now, Rules: rules, Records: s}, s.disputes),
		web.ReviewRequestFunction: web.ReviewRequest(site, workflow.Review{Store: s.table, Now: s.now, Rules: rules},
			track, s.disputes, workflow.Suppressions{Store: s.table, Now: s.now}),
		web.ActOnRequestFunction: web.ActOnRequest(site, workflow.View{Store: s.table, Now: s.now}, s.sendCode,
			workflow.Decide{Store: s.table, Codes: key("codes"), Now: s.now, Policy: rules.Policy}, workflow.NotForMe{Store: s.table, Now: s.now}),
	} {
		function, err := gateway.Handle(publicURL, log, handler)
		if err != nil {
			t.Fatal(err)
		}
		s.functions[name] = function
	}
	return s
}

func (s *site) invoke(ctx context.Context, function string, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return s.functions[function](ctx, event)
}

// bearerOf is a token as the site's callers have it.
func bearerOf(person account.Email) string {
	if person == operator {
		return apigateway.Bearer(person, "operators")
	}
	return apigateway.Bearer(person)
}

func (s *site) now() time.Time {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.clock
}

// TXT is the DNS.
func (s *site) TXT(_ context.Context, name string) ([]string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.records[name], nil
}

// render keeps what the mail's reader learns.
func (s *site) render(m workflow.Mail, secrets workflow.Secrets) (workflow.Message, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if secrets.Token != "" || secrets.Code != "" {
		s.letters[m.To] = secrets
	}
	return workflow.Message{To: m.To}, nil
}

// Send is the mail provider, who takes everything.
func (s *site) Send(context.Context, workflow.Message) (string, error) { return "id", nil }

// key is an HMAC key in memory.
type key string

func (k key) CodeMAC(_ context.Context, message []byte) ([32]byte, error) { return k.mac(message), nil }
func (k key) LinkMAC(_ context.Context, message []byte) ([32]byte, error) { return k.mac(message), nil }

func (k key) mac(message []byte) (sum [32]byte) {
	h := hmac.New(sha256.New, []byte(k))
	h.Write(message)
	copy(sum[:], h.Sum(nil))
	return sum
}

package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"path"
	"strings"
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
	routes    *http.ServeMux
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
		TB: t, table: store.Table, functions: map[string]gateway.Function{}, routes: http.NewServeMux(),
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
	for _, route := range web.Routes() {
		if route.API() {
			s.routes.HandleFunc(route.Key(), func(w http.ResponseWriter, r *http.Request) { s.call(w, r, route) })
		}
	}
	return s
}

// ServeHTTP routes as API Gateway does: what is no route goes to $default, without an authorizer.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, pattern := s.routes.Handler(r); pattern != "" && path.Clean(r.URL.Path) == r.URL.Path && r.Method != http.MethodHead {
		s.routes.ServeHTTP(w, r)
		return
	}
	s.call(w, r, web.Route{Function: web.SearchFunction, Auth: web.Nobody})
}

// call hands the request to the route's function as an event, with the claims of its token as API Gateway's
// authorizer would have checked them.
func (s *site) call(w http.ResponseWriter, r *http.Request, route web.Route) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.Error(err)
	}
	event := events.APIGatewayV2HTTPRequest{
		RawPath: r.URL.EscapedPath(), RawQueryString: r.URL.RawQuery, Headers: map[string]string{},
		Body: base64.StdEncoding.EncodeToString(body), IsBase64Encoded: true,
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RequestID: "JKJaXmPLvHcESHA=", HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: r.Method, SourceIP: "192.0.2.1"},
		},
	}
	for name, values := range r.Header {
		event.Headers[strings.ToLower(name)] = strings.Join(values, ",")
	}
	if route.Auth == web.Bearer {
		claims := claimsIn(r.Header.Get("Authorization"))
		if claims == nil {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"message":"Unauthorized"}`)
			return
		}
		event.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: claims},
		}
	}
	answer, err := s.functions[route.Function](s.Context(), event)
	if err != nil {
		s.Error(err)
	}
	for name, value := range answer.Headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(answer.StatusCode)
	_, _ = io.WriteString(w, answer.Body)
}

// listen serves on a loopback port until the test ends, and answers the URL.
func listen(t testing.TB, handler http.Handler) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: handler}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return "http://" + listener.Addr().String()
}

// bearerOf is a token as the site's callers have it. Nobody checks its signature here.
func bearerOf(person account.Email) string {
	claims := map[string]any{"iss": "https://login.example", "sub": "sub of " + string(person), "email": string(person), "email_verified": "true"}
	if person == operator {
		claims["cognito:groups"] = []string{"operators"}
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	return "e30." + base64.RawURLEncoding.EncodeToString(payload) + ".c2ln"
}

// claimsIn answers the claims of a token made by bearerOf, as text; nil if it is none.
func claimsIn(authorization string) map[string]string {
	parts := strings.Split(strings.TrimPrefix(authorization, "Bearer "), ".")
	if len(parts) != 3 {
		return nil
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil
	}
	var claims struct {
		Iss, Sub, Email string
		Verified        string `json:"email_verified"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return nil
	}
	return map[string]string{"iss": claims.Iss, "sub": claims.Sub, "email": claims.Email, "email_verified": claims.Verified}
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

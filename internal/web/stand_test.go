package web_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/gateway"
	"smartaccounts/internal/identity"
	"smartaccounts/internal/search"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
)

// The handlers are tested with the real use cases over the real storage, on Amazon's DynamoDB Local.
var engine *engines.Engine

func TestMain(m *testing.M) { engines.MainOrNone(m, engines.DynamoDBLocal(&engine)) }

const (
	publicURL = "https://accounts.example"
	lifetime  = 90 * 24 * time.Hour
)

// The people of these tests. Only the first two and the first operator hold a role.
const (
	partner   = account.Email("partner@example.com")
	partner2  = account.Email("partner2@example.net")
	operator  = account.Email("operator@example.org")
	operator2 = account.Email("second-operator@example.org")
	outsider  = account.Email("outsider@example.edu")
)

func isOperator(person account.Email) bool { return person == operator || person == operator2 }

// system is the whole system behind API Gateway, with a clock and a mailbox in the test's hands.
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

// secrets are what must not be in the log.
type secrets struct {
	mutex sync.Mutex
	all   []string
}

func (k *secrets) add(more ...string) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	k.all = append(k.all, more...)
}

func newSystem(t testing.TB) *system {
	t.Helper()
	store := dynamotest.New(t, engine)
	s := &system{TB: t, name: store.Name, api: store.API(), table: store.Table, logs: &lines{}, secrets: &secrets{}, provider: &provider{}, clock: time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC)}
	s.site = web.Site{
		PublicURL: publicURL, Sessions: workflow.Sessions{Store: s.table, Now: s.now},
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
		web.SearchFunction:        web.Search(s.site, search.Find{Store: s.table, Now: s.now}, workflow.ReadAccount{Store: s.table, Now: s.now}),
		web.SubmitRequestFunction: s.submitFunction(s.submitting()),
		web.ReviewRequestFunction: web.ReviewRequest(s.site, workflow.Review{Store: s.table, Now: s.now, Rules: s.rules},
			workflow.Track{Store: s.table, Now: s.now}, workflow.Disputes{Store: s.table, Now: s.now, Operators: s.rules.Operators},
			workflow.Suppressions{Store: s.table, Now: s.now}),
		web.ActOnRequestFunction: s.actFunction(s.sending(), s.deciding()),
		web.SignInFunction:       web.SignIn(s.site, s.provider),
	}
	s.front = s.gateway(s.functions)
	s.giveRole(partner, "example.com")
	s.giveRole(partner2, "example.net")
	s.giveRole(operator, "example.org")
	t.Cleanup(s.checkLog)
	return s
}

// submitting, sending and deciding are the use cases over the stand's own table, for tests to change.
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

// checkLog holds for every test: no addresses, links, codes, sessions or texts in the log.
func (s *system) checkLog() {
	log := s.logs.String()
	for _, secret := range append([]string{"@", "Acme", "token=", "%40"}, s.secrets.all...) {
		if strings.Contains(log, secret) {
			s.Errorf("%q is in the log: %s", secret, log)
		}
	}
}

// gateway routes as API Gateway does: what is no route goes to $default, without an authorizer.
func (s *system) gateway(functions map[string]http.Handler) http.Handler {
	table := http.NewServeMux()
	for _, route := range web.Routes() {
		pattern := route.Key()
		if route.Pattern == "/" {
			pattern += "{$}"
		}
		table.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case route.Auth != web.Bearer:
				r = r.WithContext(gateway.WithClaims(r.Context(), nil))
			case r.Context().Value(authorized{}) == nil:
				w.Header().Set("WWW-Authenticate", "Bearer")
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusUnauthorized)
				fmt.Fprint(w, `{"message":"Unauthorized"}`)
				return
			}
			functions[route.Function].ServeHTTP(w, r)
		})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodOptions || r.URL.Path != "*" {
			if _, pattern := table.Handler(r); pattern != "" && path.Clean(r.URL.Path) == r.URL.Path {
				table.ServeHTTP(w, r)
				return
			}
		}
		functions[web.SearchFunction].ServeHTTP(w, r.WithContext(gateway.WithClaims(r.Context(), nil)))
	})
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

// giveRole makes the person a viewer of an account of their own company.
func (s *system) giveRole(person account.Email, domain account.Domain) {
	s.Helper()
	s.load(account.Account{
		ID: account.NewID(), Name: "Home of " + string(domain), Domain: domain, Status: account.AccountActive,
		Visibility: account.Restricted, CreatedAt: s.now(),
	}, account.Membership{Person: person, Roles: []account.Role{account.SmartAccountViewer}, Since: s.now()})
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

// testKey is an HMAC key in memory.
type testKey string

func (k testKey) CodeMAC(_ context.Context, message []byte) ([32]byte, error) { return k.mac(message) }
func (k testKey) LinkMAC(_ context.Context, message []byte) ([32]byte, error) { return k.mac(message) }

func (k testKey) mac(message []byte) (sum [32]byte, err error) {
	h := hmac.New(sha256.New, []byte(k))
	h.Write(message)
	copy(sum[:], h.Sum(nil))
	return sum, nil
}

// render writes mails of nothing but their kind and secrets: a code, or the tokens of a mail's two links,
// one a line.
func (s *system) render(m workflow.Mail, secrets workflow.Secrets) (workflow.Message, error) {
	for _, token := range []string{secrets.Token, secrets.Report} {
		if _, mac, link := strings.Cut(token, "."); link {
			s.secrets.add(mac) // what stands before it is the request's id
		}
	}
	if secrets.Code != "" {
		s.secrets.add(secrets.Code, strings.ReplaceAll(secrets.Code, "-", ""))
	}
	text := secrets.Token + secrets.Code
	if secrets.Report != "" {
		text += "\n" + secrets.Report
	}
	return workflow.Message{To: m.To, Subject: string(m.Kind), Text: text}, nil
}

// Send is the provider: a mailbox for everybody.
func (s *system) Send(_ context.Context, m workflow.Message) (string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.delivered = append(s.delivered, m)
	return "id", nil
}

// deliver sends what is to be sent and returns the secret in the latest mail of that kind to that
// address: its code, or the token of its decision link.
func (s *system) deliver(kind workflow.MailKind, to account.Email) string {
	s.Helper()
	secret, _, _ := strings.Cut(s.deliverMail(kind, to), "\n")
	return secret
}

// deliverMail sends what is to be sent and returns the latest mail of that kind to that address.
func (s *system) deliverMail(kind workflow.MailKind, to account.Email) string {
	s.Helper()
	if _, err := s.send.Sweep(s.Context()); err != nil {
		s.Fatal(err)
	}
	for _, m := range slices.Backward(s.delivered) {
		if m.Subject == string(kind) && m.To == to {
			return m.Text
		}
	}
	s.Fatalf("no %s mail to %s among %v", kind, to, s.delivered)
	return ""
}

// as gives a call the person's token, and the claims of it that the authorizer would.
func as(person account.Email) func(*http.Request) {
	claims := claimsOf(person)
	claims["iss"], claims["sub"] = "https://login.example", "sub of "+string(person)
	return bearer(claims)
}

// bearer gives a call a token of those claims, and what the authorizer makes of them.
func bearer(claims map[string]any) func(*http.Request) {
	payload, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	checked := map[string]string{}
	for name, value := range claims {
		checked[name] = fmt.Sprint(value) // a list as [a b], as API Gateway does
	}
	return func(r *http.Request) {
		with(checked)(r)
		r.Header.Set("Authorization", "Bearer e30."+base64.RawURLEncoding.EncodeToString(payload)+".c2ln")
	}
}

// with gives a call claims of the authorizer's without a token; none at all is what a route without an
// authorizer would let through.
func with(claims map[string]string) func(*http.Request) {
	return func(r *http.Request) {
		*r = *r.WithContext(context.WithValue(gateway.WithClaims(r.Context(), claims), authorized{}, true))
	}
}

// authorized marks calls that API Gateway's authorizer let through.
type authorized struct{}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Add(name, value) }
}

// signedIn gives a call the cookie of a fresh session.
func (s *system) signedIn(person account.Email) func(*http.Request) {
	s.Helper()
	secret, err := s.site.Sessions.Start(s.Context(), account.Person{Email: person, Operator: isOperator(person)})
	if err != nil {
		s.Fatal(err)
	}
	s.secrets.add(secret)
	return header("Cookie", "__Host-session="+secret)
}

// response is what came back.
type response struct {
	*httptest.ResponseRecorder
	s *system
}

// call makes a call and holds the answer against what is true of all answers.
func (s *system) call(method, target, body string, options ...func(*http.Request)) response {
	s.Helper()
	r := httptest.NewRequestWithContext(gateway.WithRequestID(s.Context(), "request-1"), method, publicURL+target, strings.NewReader(body))
	for _, option := range options {
		option(r)
	}
	a := response{httptest.NewRecorder(), s}
	s.front.ServeHTTP(a, r)
	a.check(r)
	return a
}

// json posts a JSON body.
func (s *system) json(target string, body any, options ...func(*http.Request)) response {
	s.Helper()
	text, ok := body.(string)
	if !ok {
		encoded, err := json.Marshal(body)
		if err != nil {
			s.Fatal(err)
		}
		text = string(encoded)
	}
	return s.call(http.MethodPost, target, text, append([]func(*http.Request){header("Content-Type", "application/json")}, options...)...)
}

// form posts a form as a browser on one of our own pages does.
func (s *system) form(target string, fields url.Values, options ...func(*http.Request)) response {
	s.Helper()
	return s.call(http.MethodPost, target, fields.Encode(), append([]func(*http.Request){
		header("Content-Type", "application/x-www-form-urlencoded"), header("Sec-Fetch-Site", "same-origin"), header("Origin", publicURL),
	}, options...)...)
}

// check holds for every answer: no failure on our side, the headers, and for programs the document
// that describes the API.
func (a response) check(r *http.Request) {
	a.s.Helper()
	if a.Code >= 500 && a.Code != http.StatusServiceUnavailable {
		a.s.Errorf("%s %s answered %d: %s\n%s", r.Method, r.URL.Path, a.Code, a.Body, a.s.logs)
	}
	gateways := a.Code == http.StatusUnauthorized && a.Header().Get("WWW-Authenticate") != "" // its own body and headers
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
			"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"Referrer-Policy":              "same-origin",
		"X-Content-Type-Options":       "nosniff",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"X-Robots-Tag":                 "noindex",
		"Strict-Transport-Security":    "max-age=63072000; includeSubDomains",
	} {
		if got := a.Header().Get(name); got != want && !gateways {
			a.s.Errorf("%s %s: header %s is %q", r.Method, r.URL.Path, name, got)
		}
	}
	kept := strings.HasPrefix(r.URL.Path, "/assets/") && a.Code == http.StatusOK
	if got := a.Header().Get("Cache-Control"); got != "no-store" && !kept && !gateways {
		a.s.Errorf("%s %s: Cache-Control is %q", r.Method, r.URL.Path, got)
	}
	if strings.HasPrefix(r.URL.Path, "/v1/") {
		describes(a.s, r.Method, r.URL.Path, a.ResponseRecorder)
	}
}

// status demands a status.
func (a response) status(want int) response {
	a.s.Helper()
	if a.Code != want {
		a.s.Fatalf("got %d, want %d: %s\n%s", a.Code, want, a.Body, a.s.logs)
	}
	return a
}

// problem demands a problem and returns its fields in error, as field: code.
func (a response) problem(status int, slug string) []string {
	a.s.Helper()
	a.status(status)
	var p struct {
		Type, RequestID string
		Status          int
		Errors          []struct{ Field, Code string }
	}
	a.decode(&p)
	if p.Type != publicURL+"/problems/"+slug || p.Status != status || p.RequestID != "request-1" ||
		a.Header().Get("Content-Type") != "application/problem+json" {
		a.s.Errorf("want the problem %s, got %s, %s", slug, a.Header().Get("Content-Type"), a.Body)
	}
	var fields []string
	for _, e := range p.Errors {
		fields = append(fields, e.Field+": "+e.Code)
	}
	return fields
}

// page demands an HTML page that shows these texts.
func (a response) page(status int, shows ...string) response {
	a.s.Helper()
	a.status(status)
	if got := a.Header().Get("Content-Type"); got != "text/html; charset=utf-8" {
		a.s.Errorf("Content-Type is %q", got)
	}
	for _, text := range shows {
		if !strings.Contains(a.Body.String(), text) {
			a.s.Errorf("the page does not show %q:\n%s", text, a.Body)
		}
	}
	return a
}

func (a response) decode(into any) {
	a.s.Helper()
	if err := json.Unmarshal(a.Body.Bytes(), into); err != nil {
		a.s.Fatalf("%v: %s", err, a.Body)
	}
}

func (a response) cookie(name string) *http.Cookie {
	a.s.Helper()
	for _, c := range a.Result().Cookies() {
		if c.Name == name {
			return c
		}
	}
	a.s.Fatalf("no cookie %s in %v", name, a.Header())
	return nil
}

// What the API answers, as its clients would read it.
type (
	accountBody struct {
		ID, Name, Domain, Status, Visibility string
		Access                               []string
		Administrators                       []string
		VirtualAccounts                      []struct{ ID, Name string }
	}
	requestBody struct {
		ID, Status, RequestedBy, NoteToApprover, NoteToCustomer string
		Account                                                 accountBody
		CustomerEmails                                          []string
		CreatedAt, ExpiresAt                                    time.Time
		DecidedAt, DecidedBy, DeclineReason                     string
		Nominees                                                []struct {
			Email, State, Delivery string
			TakesNoMail            bool
		}
		ReviewReasons []reasonBody
		Proof         *struct{ Name, Value string }
		History       []struct {
			Event, Actor string
			Detail       map[string]string
		}
	}
	reasonBody struct {
		Reason, Address string
		Account         *namedAccount
	}
	namedAccount struct{ ID, Name, Domain string }
	disputeBody  struct {
		ID, DisputedBy, Note, CreatedAt, Status, SettledAt, SettledBy, Reason, Administrator string

		Domain  string `json:"accountDomain"`
		Account namedAccount
	}
	listBody[T any] struct {
		Items      []T
		NextCursor string
	}
)

// newRequest is a good body for that domain.
func newRequest(domain string) map[string]any {
	return map[string]any{
		"accountName": "Acme " + domain, "accountDomain": domain, "customerEmails": []string{"jane@" + domain, "john@" + domain},
		"noteToCustomer": "As discussed.", "noteToApprover": "Ours for years.",
	}
}

// submit opens a request by the API.
func (s *system) submit(domain string) requestBody {
	s.Helper()
	return s.submitAs(partner, domain)
}

// submitAs opens a request that names Jane, John and those others.
func (s *system) submitAs(person account.Email, domain string, others ...account.Email) requestBody {
	s.Helper()
	body := newRequest(domain)
	addresses := []string{"jane@" + domain, "john@" + domain}
	for _, other := range others {
		addresses = append(addresses, string(other))
	}
	body["customerEmails"] = addresses
	var opened requestBody
	s.json("/v1/account-requests", body, as(person)).status(http.StatusCreated).decode(&opened)
	return opened
}

// stranger is at no domain that the requests of these tests are about, so that naming it takes a review.
const stranger = account.Email("eve@elsewhere.fr")

// submitToReview opens a request that operators have to look at.
func (s *system) submitToReview(domain string) requestBody {
	s.Helper()
	opened := s.submitAs(partner, domain, stranger)
	if opened.Status != "pending_review" {
		s.Fatalf("%+v", opened)
	}
	return opened
}

// review gives an operator's verdict by the API.
func (s *system) review(by account.Email, id, decision string) response {
	s.Helper()
	return s.json(requestAPI(id, "review"), map[string]any{"decision": decision, "reason": "Not theirs.", "version": s.versionOf(id)}, as(by))
}

// versionOf returns the version of a request that somebody looks at now; 1 if there is none.
func (s *system) versionOf(id string) int {
	s.Helper()
	r, err := s.table.Request(s.Context(), account.ID(id))
	if err != nil {
		return 1
	}
	return r.Version
}

func requestAPI(id, what string) string { return "/v1/account-requests/" + id + "/" + what }

// put is json by PUT.
func (s *system) put(target, body string, options ...func(*http.Request)) response {
	s.Helper()
	return s.call(http.MethodPut, target, body, append([]func(*http.Request){header("Content-Type", "application/json")}, options...)...)
}

// correct puts other customer addresses in the place of the present ones.
func (s *system) correct(by account.Email, id string, addresses ...string) response {
	s.Helper()
	body, err := json.Marshal(map[string]any{"customerEmails": addresses})
	if err != nil {
		s.Fatal(err)
	}
	return s.put(requestAPI(id, "customer-emails"), string(body), as(by))
}

// stored is the request as the table has it.
func (s *system) stored(id string) account.Request {
	s.Helper()
	r, err := s.table.Request(s.Context(), account.ID(id))
	if err != nil {
		s.Fatal(err)
	}
	return r
}

// publish has the DNS say what proves the request, whether or not anybody was told to.
func (s *system) publish(id string) {
	s.Helper()
	proof := workflow.ProofOf(s.stored(id))
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.records = map[string][]string{proof.Name: {"something else", proof.Value}}
}

// publishDispute has the DNS say what proves the dispute.
func (s *system) publishDispute(id string) {
	s.Helper()
	d, err := s.table.Dispute(s.Context(), account.ID(id))
	if err != nil {
		s.Fatal(err)
	}
	proof := workflow.ProofOfDispute(d)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.records = map[string][]string{proof.Name: {"something else", proof.Value}}
}

// reportDelivery has the mail provider say something about the latest mail with a link to that nominee.
func (s *system) reportDelivery(news account.Delivery, id string, address account.Email) {
	s.Helper()
	if _, err := s.send.Sweep(s.Context()); err != nil {
		s.Fatal(err)
	}
	record := workflow.RecordMailEvent{Store: s.table, Now: s.now}
	for _, n := range s.stored(id).Nominees {
		if n.Email != address {
			continue
		}
		if err := record.Do(s.Context(), workflow.MailEvent{MailID: n.MailID, MessageID: "id", News: news}); err != nil {
			s.Fatal(err)
		}
		return
	}
	s.Fatalf("%s is no nominee of %s", address, id)
}

// suppress has an address get no mail any more.
// stopMail has whoever has a link of the address stop the requester's mail to it.
func (s *system) stopMail(address, requester account.Email) {
	s.Helper()
	read, err := s.table.Address(s.Context(), address)
	if err != nil {
		s.Fatal(err)
	}
	next, err := read.Stop(requester, s.now())
	if err != nil {
		s.Fatal(err)
	}
	if err := s.table.KeepAddress(s.Context(), workflow.AddressChange{Read: read, Next: next}); err != nil {
		s.Fatal(err)
	}
}

func (s *system) suppress(address account.Email) {
	s.Helper()
	read, err := s.table.Address(s.Context(), address)
	if err != nil {
		s.Fatal(err)
	}
	next, err := read.Complain(s.now())
	if err != nil {
		s.Fatal(err)
	}
	if err := s.table.KeepAddress(s.Context(), workflow.AddressChange{Read: read, Next: next}); err != nil {
		s.Fatal(err)
	}
}

// link opens a request and returns the token of Jane's link.
func (s *system) link(domain string) (requestBody, string) {
	s.Helper()
	opened := s.submit(domain)
	return opened, s.deliver(workflow.Invitation, account.Email("jane@"+domain))
}

// code has a code mailed to Jane.
func (s *system) code(token, domain string) string {
	s.Helper()
	return s.codeTo(token, account.Email("jane@"+domain))
}

// codeTo has a code mailed to the holder of a link.
func (s *system) codeTo(token string, holder account.Email) string {
	s.Helper()
	s.pass(time.Second)
	s.json("/v1/pending-requests/code", map[string]any{"token": token}).status(http.StatusAccepted)
	return s.deliver(workflow.CodeMail, holder)
}

// lines is a log.
type lines struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(p)
}

// last is the last line.
func (l *lines) last() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	text := bytes.TrimSuffix(l.text.Bytes(), []byte("\n"))
	return string(text[bytes.LastIndexByte(text, '\n')+1:])
}

func (l *lines) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

// provider stands in for the identity provider; package oidc has tests with a real one's answers.
type provider struct {
	claims   map[string]any
	err      error
	attempts []identity.Attempt
	signOut  string
	hint     string
}

func (p *provider) SignInURL(_ context.Context, a identity.Attempt) (string, error) {
	p.attempts = append(p.attempts, a)
	return "https://login.example/authorize?state=" + a.State, p.err
}

func (p *provider) SignUpURL(_ context.Context, a identity.Attempt) (string, error) {
	p.attempts = append(p.attempts, a)
	return "https://login.example/register?state=" + a.State, p.err
}

func (p *provider) Claims(_ context.Context, a identity.Attempt, code string) (map[string]any, string, error) {
	if p.err != nil {
		return nil, "", p.err
	}
	if !slices.Contains(p.attempts, a) || code != "good" {
		return nil, "", identity.ErrRefused
	}
	return p.claims, p.hint, nil
}

func (p *provider) SignOutURL(_ context.Context, hint string) string {
	if hint != "" {
		return p.signOut + "&id_token_hint=" + hint
	}
	return p.signOut
}

var formKey = regexp.MustCompile(`name="key" value="([^"]+)"`)

// codeLimits are those of template.yaml.
var codeLimits = workflow.CodeLimits{Hourly: account.Limit{Most: 5, Window: time.Hour}, Daily: workflow.ADay(15), PerRequester: workflow.ADay(1000), Mails: workflow.ADay(1000)}

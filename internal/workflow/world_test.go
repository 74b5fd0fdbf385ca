package workflow_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow"
	"smartaccounts/tools/engines"
)

var engine *engines.Engine

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	engine, err = engines.StartDynamoDBLocal()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer engine.Stop()
	return m.Run()
}

// world is the whole system but for the web: real storage, a clock that stands until it is moved,
// and a mail provider that remembers.
type world struct {
	*testing.T
	store *dynamotest.Store
	*clock
	*provider
	failed []account.ID // mails that were given up
}

func newWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	w := &world{t, dynamotest.New(t, engine), &clock{now: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)}, &provider{}, nil}
	w.has("partner@example.com", "Partner Ltd", "partner.example.com")
	w.has("partner2@example.net", "Second Partner", "partner.example.net")
	return w
}

var (
	partner  = account.Person{Email: "partner@example.com"}
	partner2 = account.Person{Email: "partner2@example.net"}
	operator = account.Person{Email: "operator@example.org", Operator: true}
	outsider = account.Person{Email: "outsider@example.edu"}
)

// has gives somebody an account of their own, and with it a role.
func (w *world) has(person account.Email, name string, domain account.Domain) account.Account {
	return w.active(person, name, domain, account.Restricted)
}

func (w *world) active(person account.Email, name string, domain account.Domain, v account.Visibility) account.Account {
	w.Helper()
	a := account.Account{
		ID: account.NewID(), Name: name, Domain: domain, Status: account.AccountActive, Visibility: v,
		CreatedAt: w.Now(), Requester: "somebody@example.org", RequestID: account.NewID(), PendingUntil: w.Now(),
	}
	w.must(w.store.Load(w.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{{
		AccountID: a.ID, Person: person, Roles: []account.Role{account.SmartAccountAdministrator}, Since: w.Now(),
	}}}}))
	return a
}

type clock struct {
	mutex sync.Mutex
	now   time.Time
}

func (c *clock) Now() time.Time {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.now = c.now.Add(d)
}

// provider remembers what it was given; fail, if set, says how a call ends. A call that ends in an
// error has taken the mail only if the error is lost.
type provider struct {
	mutex sync.Mutex
	taken []workflow.Message
	fail  func() error
}

var errLost = errors.New("the answer was lost")

func (p *provider) Send(_ context.Context, m workflow.Message) (string, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	var err error
	if p.fail != nil {
		err = p.fail()
	}
	if err == nil || errors.Is(err, errLost) {
		p.taken = append(p.taken, m)
	}
	return fmt.Sprintf("message-%d", len(p.taken)), err
}

func (p *provider) to(address account.Email) (all []workflow.Message) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	for _, m := range p.taken {
		if m.To == address {
			all = append(all, m)
		}
	}
	return all
}

// keys computes MACs as KMS would.
type keys string

func (k keys) mac(message []byte) (sum [32]byte) {
	h := hmac.New(sha256.New, []byte(k))
	h.Write(message)
	copy(sum[:], h.Sum(nil))
	return sum
}

func (k keys) LinkMAC(_ context.Context, message []byte) ([32]byte, error) {
	return k.mac(message), nil
}
func (k keys) CodeMAC(_ context.Context, message []byte) ([32]byte, error) {
	return k.mac(message), nil
}

func (w *world) sender() workflow.Send {
	return workflow.Send{
		Store: w.store, Links: keys("links"), Codes: keys("codes"), Provider: w.provider, Now: w.Now,
		Failed: func(_ context.Context, m workflow.Mail, _ string) { w.failed = append(w.failed, m.ID) },
		Render: func(m workflow.Mail, secret string) (workflow.Message, error) {
			return workflow.Message{To: m.To, Subject: string(m.Kind), Text: secret, HTML: fmt.Sprintf("%+v", m)}, nil
		},
	}
}

// deliver sends all that is due, as the stream would.
func (w *world) deliver() {
	w.Helper()
	_, err := w.sender().Sweep(w.Context())
	w.must(err)
}

func (w *world) submit() workflow.Submit {
	return workflow.Submit{Store: w.store, Now: w.Now, Lifetime: 90 * 24 * time.Hour}
}

func (w *world) decide() workflow.Decide {
	return workflow.Decide{Store: w.store, Codes: keys("codes"), Now: w.Now}
}

func (w *world) sendCode() workflow.SendCode { return workflow.SendCode{Store: w.store, Now: w.Now} }

func (w *world) view() workflow.View { return workflow.View{Store: w.store, Now: w.Now} }

func (w *world) track() workflow.Track { return workflow.Track{Store: w.store, Now: w.Now} }

func (w *world) search() workflow.Search { return workflow.Search{Store: w.store, Now: w.Now} }

func (w *world) index() workflow.Index { return workflow.Index{Store: w.store, Now: w.Now} }

func (w *world) sessions() workflow.Sessions { return workflow.Sessions{Store: w.store, Now: w.Now} }

func form(domain string, customers ...string) account.Form {
	return account.Form{
		AccountName: "Account of " + domain, AccountDomain: &domain, CustomerEmails: customers,
		NoteToCustomer: "as agreed", NoteToApprover: "they moved",
	}
}

// asked opens a request and delivers its invitations.
func (w *world) asked(domain string, customers ...string) account.Request {
	w.Helper()
	r, err := w.submit().Do(w.Context(), partner, form(domain, customers...), "")
	w.must(err)
	w.deliver()
	return r
}

// token answers the link that was mailed to the address last.
func (w *world) token(address account.Email) string {
	w.Helper()
	for _, m := range slices.Backward(w.to(address)) {
		if m.Subject == string(workflow.Invitation) {
			return m.Text
		}
	}
	w.Fatalf("%s was not invited", address)
	return ""
}

// code asks for a code and answers it as it was mailed.
func (w *world) code(address account.Email) string {
	w.Helper()
	w.must(w.sendCode().Do(w.Context(), w.token(address)))
	w.deliver()
	mails := w.to(address)
	last := mails[len(mails)-1]
	if last.Subject != string(workflow.CodeMail) {
		w.Fatalf("%s got %s instead of a code", address, last.Subject)
	}
	return last.Text
}

func (w *world) approve(address account.Email) workflow.Decision {
	w.Helper()
	return workflow.Decision{Token: w.token(address), Code: w.code(address), Action: "approve", Authorized: true}
}

func (w *world) decline(address account.Email) workflow.Decision {
	w.Helper()
	return workflow.Decision{Token: w.token(address), Code: w.code(address), Action: "decline", Reason: "we have one"}
}

func (w *world) forward(address account.Email, to string) workflow.Decision {
	w.Helper()
	return workflow.Decision{Token: w.token(address), Code: w.code(address), Action: "forward", ForwardTo: to, Note: "yours"}
}

// does decides and expects no error.
func (w *world) does(d workflow.Decision) workflow.Viewed {
	w.Helper()
	viewed, err := w.decide().Do(w.Context(), d, "")
	w.must(err)
	w.deliver()
	return viewed
}

func (w *world) refuses(want error, d workflow.Decision) {
	w.Helper()
	_, err := w.decide().Do(w.Context(), d, "")
	w.wantError(err, want)
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) wantError(got, want error) {
	w.Helper()
	if !errors.Is(got, want) {
		w.Errorf("got error %v, want %v", got, want)
	}
}

// wantInvalid expects a field error of exactly these fields and codes.
func (w *world) wantInvalid(got error, fields ...string) {
	w.Helper()
	var invalid *account.InvalidInput
	if !errors.As(got, &invalid) {
		w.Errorf("got error %v, want invalid %v", got, fields)
		return
	}
	var have []string
	for _, f := range invalid.Fields {
		have = append(have, f.Field+" "+string(f.Code))
	}
	if !slices.Equal(have, fields) {
		w.Errorf("invalid %v, want %v", have, fields)
	}
}

func (w *world) wantDecided(got error, state account.State, by account.Actor) {
	w.Helper()
	var decided *account.AlreadyDecided
	if !errors.As(got, &decided) || decided.State != state || decided.By != by {
		w.Errorf("got error %v, want %s by %s", got, state, by)
	}
}

func wantEqual[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// changesNothing asserts that do leaves all that is stored as it was.
func (w *world) changesNothing(do func()) {
	w.Helper()
	before, err := w.store.Dump(w.Context())
	w.must(err)
	do()
	after, err := w.store.Dump(w.Context())
	w.must(err)
	if !maps.Equal(before, after) {
		for key := range after {
			if before[key] != after[key] {
				w.Errorf("%s has changed:\n was %s\n  is %s", key, before[key], after[key])
			}
		}
		if len(after) < len(before) {
			w.Errorf("%d items are gone", len(before)-len(after))
		}
	}
}

func (w *world) stored(id account.ID) account.Request {
	w.Helper()
	r, err := w.store.Request(w.Context(), id)
	w.must(err)
	return r
}

// subjects are the kinds of mail that the address got, in order.
func (w *world) subjects(address account.Email) string {
	var all []string
	for _, m := range w.to(address) {
		all = append(all, m.Subject)
	}
	return strings.Join(all, " ")
}

package workflow_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/search"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow"
)

var engine *engines.Engine

func TestMain(m *testing.M) {
	engines.MainOrNone(m, engines.DynamoDBLocal(&engine, engines.LongRun(256)...))
}

// harness is all use cases on real storage (see dynamotest.First), with a clock that tests advance and a mail provider that records what it is
// given.
type harness struct {
	*testing.T
	store *dynamotest.Store
	*clock
	*provider
	failed      []account.ID // mails that failed
	budgetSpent atomic.Int32 // how often Send reported that the daily budget is used up
	// deliverFunc, if not nil, sends all that is due.
	deliverFunc func()

	rules                                               workflow.Rules
	requests, invitations, mailsADay, hourly, codesADay account.Limit
	invitationsPerRequester, mailsPerRequester          account.Limit // of the invitations and mails, those of one requester
	byDomain                                            account.Limit
	pending                                             account.PendingLimit
	records                                             workflow.TextRecords
}

func newHarness(t *testing.T) *harness {
	t.Helper()
	t.Parallel()
	return newHarnessOn(t, dynamotest.First(t, engine))
}

// newLongHarness returns a harness for a test with thousands of calls, which take minutes on DynamoDB Local: they are made there
// in make verify only.
func newLongHarness(t *testing.T) *harness {
	t.Helper()
	t.Parallel()
	return newHarnessOn(t, dynamotest.InVerify(t, engine))
}

func newHarnessOn(t *testing.T, store *dynamotest.Store) *harness {
	t.Helper()
	h := &harness{
		T: t, store: store, provider: &provider{},
		clock: &clock{now: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)},
		rules: workflow.Rules{
			Policy:    account.ReviewMismatch,
			Terms:     account.Terms{Lifetime: 90 * day, Reminders: []time.Duration{7 * day, 30 * day, 60 * day, 83 * day}},
			Operators: []account.Person{operator},
		},
		requests: workflow.ADay(20), invitations: workflow.ADay(5), mailsADay: workflow.ADay(1000),
		invitationsPerRequester: workflow.ADay(1000), mailsPerRequester: workflow.ADay(1000),
		byDomain: workflow.ADay(1000), pending: account.PendingLimit{Most: 5000, New: 1000, NewFor: 30 * day},
		hourly: account.Limit{Most: 5, Window: time.Hour}, codesADay: workflow.ADay(15),
	}
	t.Cleanup(h.wantWorkingReportLinks)
	h.ownAccount("partner@example.com", "Partner Ltd", "partner.example.com")
	h.ownAccount("partner2@example.net", "Second Partner", "partner.example.net")
	return h
}

// wantWorkingReportLinks checks that each unsolicited mail that was sent has a link that stops such mail.
func (h *harness) wantWorkingReportLinks() {
	if h.Failed() {
		return
	}
	for _, m := range h.provider.taken {
		kind := workflow.MailKind(m.Subject)
		_, token, _ := strings.Cut(m.Text, "\n")
		if (token != "") != kind.Unsolicited() {
			h.Errorf("a %s mail has the link %q", kind, token)
		}
		if token == "" {
			continue
		}
		shown, _, err := h.notForMe().View(context.Background(), token)
		if err != nil || shown.Address.Email.Mailbox() != m.To.Mailbox() {
			h.Errorf("the link of the %s mail to %s leads to %s: %v", kind, m.To, shown.Address.Email, err)
		}
	}
}

const day = 24 * time.Hour

var (
	partner  = account.Person{Email: "partner@example.com"}
	partner2 = account.Person{Email: "partner2@example.net"}
	operator = account.Person{Email: "operator@example.org", Operator: true}
	second   = account.Person{Email: "second@example.org", Operator: true}
	outsider = account.Person{Email: "outsider@example.edu"}
)

// ownAccount makes the person the administrator of a new account.
func (h *harness) ownAccount(person account.Email, name string, domain account.Domain) account.Account {
	return h.activeAccount(person, name, domain, account.Restricted)
}

func (h *harness) activeAccount(person account.Email, name string, domain account.Domain, v account.Visibility) account.Account {
	h.Helper()
	return h.administeredAccount(name, domain, v, person)
}

// administeredAccount returns a new active account with these administrators, the longest-standing first.
func (h *harness) administeredAccount(name string, domain account.Domain, v account.Visibility, people ...account.Email) account.Account {
	h.Helper()
	a := account.Account{
		ID: account.NewID(), Name: name, Domain: domain, Status: account.AccountActive, Visibility: v,
		CreatedAt: h.Now(), Requester: "somebody@example.org", RequestID: account.NewID(), PendingUntil: h.Now(),
	}
	stored := workflow.StoredAccount{Account: a}
	for n, person := range people {
		stored.Members = append(stored.Members, account.Membership{
			AccountID: a.ID, Person: person, Role: account.SmartAccountAdministrator,
			Since: h.Now().Add(time.Duration(n) * time.Hour),
		})
	}
	h.must(h.store.Load(h.Context(), []workflow.StoredAccount{stored}))
	return a
}

// addAdministrator makes the person an administrator of the account, later than its others.
func (h *harness) addAdministrator(a account.Account, person account.Email) {
	h.Helper()
	m := account.Membership{AccountID: a.ID, Person: person, Role: account.SmartAccountAdministrator, Since: h.Now().Add(100 * time.Hour)}
	h.must(h.store.Load(h.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{m}}}))
}

// removeRoles removes the person's roles in an account.
func (h *harness) removeRoles(id account.ID, person account.Email) {
	h.Helper()
	_, err := h.store.API().DeleteItem(h.Context(), &dynamodb.DeleteItemInput{
		TableName: &h.store.Name, Key: map[string]types.AttributeValue{
			"PK": &types.AttributeValueMemberS{Value: "ACCOUNT#" + string(id)},
			"SK": &types.AttributeValueMemberS{Value: "MEMBER#" + string(person)},
		},
	})
	h.must(err)
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

func (c *clock) advance(d time.Duration) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.now = c.now.Add(d)
}

// provider records the messages that it is given. fail, if not nil, returns the error of a call; with errLost the provider
// has taken the message, with any other error it has not.
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
	mac := hmac.New(sha256.New, []byte(k))
	mac.Write(message)
	copy(sum[:], mac.Sum(nil))
	return sum
}

func (k keys) LinkMAC(_ context.Context, message []byte) ([32]byte, error) {
	return k.mac(message), nil
}
func (k keys) CodeMAC(_ context.Context, message []byte) ([32]byte, error) {
	return k.mac(message), nil
}

func (h *harness) sender() workflow.Send {
	return workflow.Send{
		Store: h.store, Links: keys("links"), Codes: keys("codes"), Provider: h.provider, Now: h.Now,
		Failed:      func(_ context.Context, m workflow.Mail, _ string) { h.failed = append(h.failed, m.ID) },
		BudgetSpent: func(workflow.Mail) { h.budgetSpent.Add(1) },
		Render: func(m workflow.Mail, s workflow.Secrets) (workflow.Message, error) {
			return workflow.Message{To: m.To, Subject: string(m.Kind), Text: s.Token + s.Code + "\n" + s.Report, HTML: fmt.Sprintf("%+v", m)}, nil
		},
		Invitations: h.invitations, InvitationsPerRequester: h.invitationsPerRequester, Daily: h.mailsADay, DailyPerRequester: h.mailsPerRequester,
	}
}

// deliver sends all that is due, as the stream would.
func (h *harness) deliver() {
	h.Helper()
	if h.deliverFunc != nil {
		h.deliverFunc()
		return
	}
	_, err := h.sender().Sweep(h.Context())
	h.must(err)
}

func (h *harness) submit() workflow.Submit {
	return workflow.Submit{Store: h.store, Now: h.Now, Rules: h.rules, Limits: h.requestLimits()}
}

func (h *harness) requestLimits() workflow.RequestLimits {
	return workflow.RequestLimits{Person: h.requests, Domain: h.byDomain, Pending: h.pending}
}

func (h *harness) decide() workflow.Decide {
	return workflow.Decide{Store: h.store, Codes: keys("codes"), Now: h.Now, Policy: h.rules.Policy}
}

func (h *harness) codeLimits() workflow.CodeLimits {
	return workflow.CodeLimits{Hourly: h.hourly, Daily: h.codesADay, PerRequester: h.mailsPerRequester, Mails: h.mailsADay}
}

func (h *harness) sendCode() workflow.SendCode {
	return workflow.SendCode{Store: h.store, Now: h.Now, Limits: h.codeLimits()}
}

func (h *harness) followUp() workflow.FollowUp {
	return workflow.FollowUp{Store: h.store, Now: h.Now, Rules: h.rules, Codes: h.codeLimits(), Limits: h.requestLimits(), Invitations: h.invitations, Records: h.records}
}

func (h *harness) review() workflow.Review {
	return workflow.Review{Store: h.store, Now: h.Now, Rules: h.rules}
}

func (h *harness) cleanUp() workflow.CleanUp {
	return workflow.CleanUp{Store: h.store, Now: h.Now, Terms: h.rules.Terms}
}

func (h *harness) mailEvents() workflow.RecordMailEvent {
	return workflow.RecordMailEvent{Store: h.store, Now: h.Now}
}

func (h *harness) notForMe() workflow.NotForMe {
	return workflow.NotForMe{Store: h.store, Now: h.Now, Codes: keys("codes"), Limits: h.codeLimits()}
}

func (h *harness) suppressions() workflow.Suppressions {
	return workflow.Suppressions{Store: h.store, Now: h.Now}
}

func (h *harness) disputes() workflow.Disputes {
	return workflow.Disputes{Store: h.store, Now: h.Now, Operators: h.rules.Operators, Records: h.records}
}

func (h *harness) view() workflow.View { return workflow.View{Store: h.store, Now: h.Now} }

func (h *harness) track() workflow.Track { return workflow.Track{Store: h.store, Now: h.Now} }

func (h *harness) search() search.Find { return search.Find{Store: h.store, Now: h.Now} }

func (h *harness) index() search.Index { return search.Index{Store: h.store, Now: h.Now} }

func (h *harness) sessions() workflow.Sessions { return workflow.Sessions{Store: h.store, Now: h.Now} }

func form(domain string, customers ...string) account.Form {
	return account.Form{
		AccountName: "Account of " + domain, AccountDomain: &domain, CustomerEmails: customers,
		NoteToCustomer: "as agreed", NoteToApprover: "they moved",
	}
}

// openRequest opens a request and delivers its mails.
func (h *harness) openRequest(domain string, customers ...string) account.Request {
	h.Helper()
	r := h.openRequestBy(partner, form(domain, customers...))
	h.deliver()
	return r
}

func (h *harness) openRequestBy(by account.Person, f account.Form) account.Request {
	h.Helper()
	r, err := h.submit().Do(h.Context(), by, f, "")
	h.must(err)
	return r
}

// acceptVerdict accepts a request that has not changed since it was opened.
var acceptVerdict = workflow.Verdict{Decision: "accept", Version: 1}

func rejectVerdict(reason string) workflow.Verdict {
	return workflow.Verdict{Decision: "reject", Reason: reason}
}

// acceptRequest has the operator accept the request and delivers the invitations.
func (h *harness) acceptRequest(id account.ID) account.Request {
	h.Helper()
	r, err := h.review().Do(h.Context(), operator, id, workflow.Verdict{Decision: "accept", Version: h.stored(id).Version})
	h.must(err)
	h.deliver()
	return r
}

// correctRequest replaces the customer addresses and delivers the mails of it.
func (h *harness) correctRequest(id account.ID, customers ...string) account.Request {
	h.Helper()
	r, _, err := h.followUp().Correct(h.Context(), partner, id, customers, nil)
	h.must(err)
	h.deliver()
	return r
}

// wantCleanUp runs the clean-up, expects that result, and delivers the mails of it.
func (h *harness) wantCleanUp(want workflow.Cleaned) {
	h.Helper()
	did, err := h.cleanUp().Do(h.Context())
	h.must(err)
	wantEqual(h.T, "the clean-up", did, want)
	h.deliver()
}

// latest returns the last message of these kinds to the address; of any kind if none is given.
func (h *harness) latest(address account.Email, kinds ...workflow.MailKind) workflow.Message {
	h.Helper()
	for _, m := range slices.Backward(h.to(address)) {
		if len(kinds) == 0 || slices.Contains(kinds, workflow.MailKind(m.Subject)) {
			return m
		}
	}
	h.Fatalf("%s got no %v", address, kinds)
	return workflow.Message{}
}

// lastMail returns the last mail of that kind to the address as the outbox has it.
func (h *harness) lastMail(address account.Email, kind workflow.MailKind) workflow.Mail {
	h.Helper()
	return h.outgoing(account.ID(h.latest(address, kind).Tag)).Mail
}

// token returns the token of the last decision link to the address.
func (h *harness) token(address account.Email) string {
	h.Helper()
	token, _, _ := strings.Cut(h.latest(address, workflow.Invitation, workflow.Reminder).Text, "\n")
	return token
}

// report returns the token of the last not-for-me link to the address.
func (h *harness) report(address account.Email) string {
	h.Helper()
	_, token, _ := strings.Cut(h.latest(address, workflow.Invitation, workflow.Reminder).Text, "\n")
	return token
}

// recordDelivery records that delivery of the last mail to the address.
func (h *harness) recordDelivery(address account.Email, news account.Delivery) {
	h.Helper()
	h.must(h.mailEvents().Do(h.Context(), workflow.MailEvent{
		MailID: account.ID(h.latest(address).Tag), MessageID: "of the provider", News: news,
	}))
	h.deliver()
}

// linkWorks reports whether the decision link is valid.
func (h *harness) linkWorks(token string) bool {
	h.Helper()
	_, err := h.view().Do(h.Context(), token)
	if err != nil {
		h.wantError(err, account.ErrLinkInvalid)
	}
	return err == nil
}

func (h *harness) requestCode(token string) workflow.SentCode {
	h.Helper()
	asked, err := h.sendCode().Do(h.Context(), token)
	h.must(err)
	return asked
}

func (h *harness) requestCodeError(token string) error {
	_, err := h.sendCode().Do(h.Context(), token)
	return err
}

// code requests a code and returns it as it was mailed.
func (h *harness) code(address account.Email) string {
	h.Helper()
	h.requestCode(h.token(address))
	h.deliver()
	last := h.latest(address)
	if last.Subject != string(workflow.CodeMail) {
		h.Fatalf("%s got %s instead of a code", address, last.Subject)
	}
	return strings.TrimSpace(last.Text)
}

func (h *harness) approve(address account.Email) workflow.Decision {
	h.Helper()
	return workflow.Decision{Token: h.token(address), Code: h.code(address), Action: "approve", Authorized: true}
}

func (h *harness) decline(address account.Email) workflow.Decision {
	h.Helper()
	return workflow.Decision{Token: h.token(address), Code: h.code(address), Action: "decline", Reason: "we have one"}
}

func (h *harness) forward(address account.Email, to string) workflow.Decision {
	h.Helper()
	return workflow.Decision{Token: h.token(address), Code: h.code(address), Action: "forward", ForwardTo: to, Note: "yours"}
}

func (h *harness) mustDecide(d workflow.Decision) workflow.Viewed {
	h.Helper()
	viewed, err := h.decide().Do(h.Context(), d, "")
	h.must(err)
	h.deliver()
	return viewed
}

func (h *harness) wantDecisionError(want error, d workflow.Decision) {
	h.Helper()
	_, err := h.decide().Do(h.Context(), d, "")
	h.wantError(err, want)
}

func (h *harness) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *harness) wantError(got, want error) {
	h.Helper()
	if !errors.Is(got, want) {
		h.Errorf("got error %v, want %v", got, want)
	}
}

// wantInvalid expects field errors of exactly these fields and codes.
func (h *harness) wantInvalid(got error, fields ...string) {
	h.Helper()
	var invalid *account.InvalidInput
	if !errors.As(got, &invalid) {
		h.Errorf("got error %v, want invalid %v", got, fields)
		return
	}
	var have []string
	for _, f := range invalid.Fields {
		have = append(have, f.Field+" "+string(f.Code))
	}
	if !slices.Equal(have, fields) {
		h.Errorf("invalid %v, want %v", have, fields)
	}
}

func (h *harness) wantDecided(got error, state account.State, by account.Actor) {
	h.Helper()
	var decided *account.AlreadyDecided
	if !errors.As(got, &decided) || decided.State != state || decided.By != by {
		h.Errorf("got error %v, want %s by %s", got, state, by)
	}
}

// wantTooMany expects an account.TooMany until that instant.
func (h *harness) wantTooMany(got error, until time.Time) {
	h.Helper()
	var tooMany *account.TooMany
	if !errors.As(got, &tooMany) || !tooMany.Until.Equal(until) {
		h.Errorf("got error %v, want too many until %s", got, until)
	}
}

// wantNotAllowed expects an account.NotAllowed in that state.
func (h *harness) wantNotAllowed(got error, state account.State) {
	h.Helper()
	var refused *account.NotAllowed
	if !errors.As(got, &refused) || refused.State != state {
		h.Errorf("got error %v, want a refusal while %s", got, state)
	}
}

// concurrently runs all at the same time and returns their errors.
func concurrently(all ...func() error) []error {
	errs := make([]error, len(all))
	var running sync.WaitGroup
	start := make(chan struct{})
	for n, do := range all {
		running.Go(func() {
			<-start
			errs[n] = do()
		})
	}
	close(start)
	running.Wait()
	return errs
}

// repeat runs do n times at the same time and returns the errors.
func repeat(n int, do func() error) []error {
	return concurrently(slices.Repeat([]func() error{do}, n)...)
}

func wantEqual[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// changesNothing checks that do changes no stored item.
func (h *harness) changesNothing(do func()) {
	h.Helper()
	before, err := h.store.Dump(h.Context())
	h.must(err)
	do()
	after, err := h.store.Dump(h.Context())
	h.must(err)
	if !maps.Equal(before, after) {
		for key := range after {
			if before[key] != after[key] {
				h.Errorf("%s has changed:\n was %s\n  is %s", key, before[key], after[key])
			}
		}
		if len(after) < len(before) {
			h.Errorf("%d items are gone", len(before)-len(after))
		}
	}
}

func (h *harness) stored(id account.ID) account.Request {
	h.Helper()
	r, err := h.store.Request(h.Context(), id)
	h.must(err)
	return r
}

// subjects returns the kinds of the mails to the address, in order.
func (h *harness) subjects(address account.Email) string {
	var all []string
	for _, m := range h.to(address) {
		all = append(all, m.Subject)
	}
	return strings.Join(all, " ")
}

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

func TestMain(m *testing.M) { engines.MainOrNone(m, engines.DynamoDBLocal(&engine)) }

// world is the whole system but for the web: real storage, a clock that stands until it is moved,
// and a mail provider that remembers.
type world struct {
	*testing.T
	store *dynamotest.Store
	*clock
	*provider
	failed []account.ID // mails that were given up
	spent  atomic.Int32 // how often the day's mails were used up
	// delivers, if set, sends all that is due.
	delivers func()

	rules                                               workflow.Rules
	requests, invitations, mailsADay, hourly, codesADay account.Limit
	fromOne, ofOne                                      account.Limit // of the invitations and mails, those of one requester
	byDomain                                            account.Limit
	pending                                             account.PendingLimit
	records                                             workflow.TextRecords
}

func newWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	w := &world{
		T: t, store: dynamotest.New(t, engine), provider: &provider{},
		clock: &clock{now: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)},
		rules: workflow.Rules{
			Policy:    account.ReviewMismatch,
			Terms:     account.Terms{Lifetime: 90 * day, Reminders: []time.Duration{7 * day, 30 * day, 60 * day, 83 * day}},
			Operators: []account.Person{operator},
		},
		requests: workflow.ADay(20), invitations: workflow.ADay(5), mailsADay: workflow.ADay(1000),
		fromOne: workflow.ADay(1000), ofOne: workflow.ADay(1000),
		byDomain: workflow.ADay(1000), pending: account.PendingLimit{Most: 5000, New: 1000, NewFor: 30 * day},
		hourly: account.Limit{Most: 5, Window: time.Hour}, codesADay: workflow.ADay(15),
	}
	t.Cleanup(w.everyReportLinkOpens)
	w.has("partner@example.com", "Partner Ltd", "partner.example.com")
	w.has("partner2@example.net", "Second Partner", "partner.example.net")
	return w
}

// everyReportLinkOpens holds each mail that was sent to its link: whoever did not ask for it can stop it.
func (w *world) everyReportLinkOpens() {
	if w.Failed() {
		return
	}
	for _, m := range w.provider.taken {
		kind := workflow.MailKind(m.Subject)
		_, token, _ := strings.Cut(m.Text, "\n")
		if (token != "") != kind.Unsolicited() {
			w.Errorf("a %s mail has the link %q", kind, token)
		}
		if token == "" {
			continue
		}
		shown, _, err := w.notForMe().View(context.Background(), token)
		if err != nil || shown.Address.Email.Mailbox() != m.To.Mailbox() {
			w.Errorf("the link of the %s mail to %s leads to %s: %v", kind, m.To, shown.Address.Email, err)
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

// has gives somebody an account of their own, and with it a role.
func (w *world) has(person account.Email, name string, domain account.Domain) account.Account {
	return w.active(person, name, domain, account.Restricted)
}

func (w *world) active(person account.Email, name string, domain account.Domain, v account.Visibility) account.Account {
	w.Helper()
	return w.administered(name, domain, v, person)
}

// administered is an active account with those administrators, the longest-standing first.
func (w *world) administered(name string, domain account.Domain, v account.Visibility, people ...account.Email) account.Account {
	w.Helper()
	a := account.Account{
		ID: account.NewID(), Name: name, Domain: domain, Status: account.AccountActive, Visibility: v,
		CreatedAt: w.Now(), Requester: "somebody@example.org", RequestID: account.NewID(), PendingUntil: w.Now(),
	}
	stored := workflow.StoredAccount{Account: a}
	for n, person := range people {
		stored.Members = append(stored.Members, account.Membership{
			AccountID: a.ID, Person: person, Roles: []account.Role{account.SmartAccountAdministrator},
			Since: w.Now().Add(time.Duration(n) * time.Hour),
		})
	}
	w.must(w.store.Load(w.Context(), []workflow.StoredAccount{stored}))
	return a
}

// dismiss takes somebody's roles in an account, as whoever administers it would.
func (w *world) dismiss(id account.ID, person account.Email) {
	w.Helper()
	_, err := w.store.API().DeleteItem(w.Context(), &dynamodb.DeleteItemInput{
		TableName: &w.store.Name, Key: map[string]types.AttributeValue{
			"PK": &types.AttributeValueMemberS{Value: "ACCOUNT#" + string(id)},
			"SK": &types.AttributeValueMemberS{Value: "MEMBER#" + string(person)},
		},
	})
	w.must(err)
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
		Failed:      func(_ context.Context, m workflow.Mail, _ string) { w.failed = append(w.failed, m.ID) },
		BudgetSpent: func(workflow.Mail) { w.spent.Add(1) },
		Render: func(m workflow.Mail, s workflow.Secrets) (workflow.Message, error) {
			return workflow.Message{To: m.To, Subject: string(m.Kind), Text: s.Token + s.Code + "\n" + s.Report, HTML: fmt.Sprintf("%+v", m)}, nil
		},
		Invitations: w.invitations, InvitationsPerRequester: w.fromOne, Daily: w.mailsADay, DailyPerRequester: w.ofOne,
	}
}

// deliver sends all that is due, as the stream would.
func (w *world) deliver() {
	w.Helper()
	if w.delivers != nil {
		w.delivers()
		return
	}
	_, err := w.sender().Sweep(w.Context())
	w.must(err)
}

func (w *world) submit() workflow.Submit {
	return workflow.Submit{Store: w.store, Now: w.Now, Rules: w.rules, Limits: w.requestLimits()}
}

func (w *world) requestLimits() workflow.RequestLimits {
	return workflow.RequestLimits{Person: w.requests, Domain: w.byDomain, Pending: w.pending}
}

func (w *world) decide() workflow.Decide {
	return workflow.Decide{Store: w.store, Codes: keys("codes"), Now: w.Now, Policy: w.rules.Policy}
}

func (w *world) codeLimits() workflow.CodeLimits {
	return workflow.CodeLimits{Hourly: w.hourly, Daily: w.codesADay, PerRequester: w.ofOne, Mails: w.mailsADay}
}

func (w *world) sendCode() workflow.SendCode {
	return workflow.SendCode{Store: w.store, Now: w.Now, Limits: w.codeLimits()}
}

func (w *world) followUp() workflow.FollowUp {
	return workflow.FollowUp{Store: w.store, Now: w.Now, Rules: w.rules, Codes: w.codeLimits(), Limits: w.requestLimits(), Invitations: w.invitations, Records: w.records}
}

func (w *world) review() workflow.Review {
	return workflow.Review{Store: w.store, Now: w.Now, Rules: w.rules}
}

func (w *world) cleanUp() workflow.CleanUp {
	return workflow.CleanUp{Store: w.store, Now: w.Now, Terms: w.rules.Terms}
}

func (w *world) mailEvents() workflow.RecordMailEvent {
	return workflow.RecordMailEvent{Store: w.store, Now: w.Now}
}

func (w *world) notForMe() workflow.NotForMe {
	return workflow.NotForMe{Store: w.store, Now: w.Now, Codes: keys("codes"), Limits: w.codeLimits()}
}

func (w *world) suppressions() workflow.Suppressions {
	return workflow.Suppressions{Store: w.store, Now: w.Now}
}

func (w *world) disputes() workflow.Disputes {
	return workflow.Disputes{Store: w.store, Now: w.Now, Operators: w.rules.Operators, Records: w.records}
}

func (w *world) view() workflow.View { return workflow.View{Store: w.store, Now: w.Now} }

func (w *world) track() workflow.Track { return workflow.Track{Store: w.store, Now: w.Now} }

func (w *world) search() search.Find { return search.Find{Store: w.store, Now: w.Now} }

func (w *world) index() search.Index { return search.Index{Store: w.store, Now: w.Now} }

func (w *world) sessions() workflow.Sessions { return workflow.Sessions{Store: w.store, Now: w.Now} }

func form(domain string, customers ...string) account.Form {
	return account.Form{
		AccountName: "Account of " + domain, AccountDomain: &domain, CustomerEmails: customers,
		NoteToCustomer: "as agreed", NoteToApprover: "they moved",
	}
}

// asked opens a request and delivers its mails.
func (w *world) asked(domain string, customers ...string) account.Request {
	w.Helper()
	r := w.askedBy(partner, form(domain, customers...))
	w.deliver()
	return r
}

func (w *world) askedBy(by account.Person, f account.Form) account.Request {
	w.Helper()
	r, err := w.submit().Do(w.Context(), by, f, "")
	w.must(err)
	return r
}

// accepts is what an operator says who has nothing against a request that nobody has changed since it was opened.
var accepts = workflow.Verdict{Decision: "accept", Version: 1}

func rejects(reason string) workflow.Verdict {
	return workflow.Verdict{Decision: "reject", Reason: reason}
}

// accepted lets the operator accept the request and delivers the invitations.
func (w *world) accepted(id account.ID) account.Request {
	w.Helper()
	r, err := w.review().Do(w.Context(), operator, id, workflow.Verdict{Decision: "accept", Version: w.stored(id).Version})
	w.must(err)
	w.deliver()
	return r
}

// corrected puts these addresses in the place of those at hand and delivers what follows.
func (w *world) corrected(id account.ID, customers ...string) account.Request {
	w.Helper()
	r, _, err := w.followUp().Correct(w.Context(), partner, id, customers, nil)
	w.must(err)
	w.deliver()
	return r
}

// cleaned runs the clean-up, expects it to do that, and delivers what follows.
func (w *world) cleaned(want workflow.Cleaned) {
	w.Helper()
	did, err := w.cleanUp().Do(w.Context())
	w.must(err)
	wantEqual(w.T, "the clean-up", did, want)
	w.deliver()
}

// latest is the last mail of those kinds that went to the address; any kind if none is named.
func (w *world) latest(address account.Email, kinds ...workflow.MailKind) workflow.Message {
	w.Helper()
	for _, m := range slices.Backward(w.to(address)) {
		if len(kinds) == 0 || slices.Contains(kinds, workflow.MailKind(m.Subject)) {
			return m
		}
	}
	w.Fatalf("%s got no %v", address, kinds)
	return workflow.Message{}
}

// lastMail is the last mail of that kind to the address, as the outbox has it.
func (w *world) lastMail(address account.Email, kind workflow.MailKind) workflow.Mail {
	w.Helper()
	return w.outgoing(account.ID(w.latest(address, kind).Tag)).Mail
}

// token returns the decision link that was mailed to the address last.
func (w *world) token(address account.Email) string {
	w.Helper()
	token, _, _ := strings.Cut(w.latest(address, workflow.Invitation, workflow.Reminder).Text, "\n")
	return token
}

// report returns the link, mailed to the address last, that says that this was not for them.
func (w *world) report(address account.Email) string {
	w.Helper()
	_, token, _ := strings.Cut(w.latest(address, workflow.Invitation, workflow.Reminder).Text, "\n")
	return token
}

// happens has the provider say that of the last mail to the address.
func (w *world) happens(address account.Email, news account.Delivery) {
	w.Helper()
	w.must(w.mailEvents().Do(w.Context(), workflow.MailEvent{
		MailID: account.ID(w.latest(address).Tag), MessageID: "of the provider", News: news,
	}))
	w.deliver()
}

// opens reports whether the decision link leads anywhere.
func (w *world) opens(token string) bool {
	w.Helper()
	_, err := w.view().Do(w.Context(), token)
	if err != nil {
		w.wantError(err, account.ErrLinkInvalid)
	}
	return err == nil
}

// asks asks for a code.
func (w *world) asks(token string) workflow.SentCode {
	w.Helper()
	asked, err := w.sendCode().Do(w.Context(), token)
	w.must(err)
	return asked
}

func (w *world) askErr(token string) error {
	_, err := w.sendCode().Do(w.Context(), token)
	return err
}

// code asks for a code and returns it as it was mailed.
func (w *world) code(address account.Email) string {
	w.Helper()
	w.asks(w.token(address))
	w.deliver()
	last := w.latest(address)
	if last.Subject != string(workflow.CodeMail) {
		w.Fatalf("%s got %s instead of a code", address, last.Subject)
	}
	return strings.TrimSpace(last.Text)
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

// wantTooMany expects that it may be done again at that instant.
func (w *world) wantTooMany(got error, until time.Time) {
	w.Helper()
	var tooMany *account.TooMany
	if !errors.As(got, &tooMany) || !tooMany.Until.Equal(until) {
		w.Errorf("got error %v, want too many until %s", got, until)
	}
}

// wantNotAllowed expects a refusal for the present state's sake.
func (w *world) wantNotAllowed(got error, state account.State) {
	w.Helper()
	var refused *account.NotAllowed
	if !errors.As(got, &refused) || refused.State != state {
		w.Errorf("got error %v, want a refusal while %s", got, state)
	}
}

// atOnce does all at the same moment and returns what became of each.
func atOnce(all ...func() error) []error {
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

// times does the same so many times at once.
func times(n int, do func() error) []error { return atOnce(slices.Repeat([]func() error{do}, n)...) }

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

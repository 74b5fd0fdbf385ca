package inbox_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/workflow"
)

var now = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

const (
	nominee = account.Email("ann@acme.com")
	partner = account.Email("partner@example.com")
)

var operator = account.Person{Email: "operator@example.org", Operator: true}

// counting counts the calls of the API.
type counting struct {
	client.API
	calls atomic.Int64
}

func (c *counting) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	c.calls.Add(1)
	return c.API.Query(ctx, in, o...)
}

func (c *counting) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	c.calls.Add(1)
	return c.API.BatchGetItem(ctx, in, o...)
}

func (c *counting) GetItem(ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	c.calls.Add(1)
	return c.API.GetItem(ctx, in, o...)
}

type world struct {
	*testing.T
	store *dynamotest.Store
	read  inbox.Read
	calls *counting
	at    time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, store: dynamotest.InMemory(), at: now}
	counted := w.store.Through(func(api client.API) client.API {
		w.calls = &counting{API: api}
		return w.calls
	})
	w.read = inbox.Read{Store: counted, Now: func() time.Time { return w.at }}
	return w
}

// open opens a request.
func (w *world) open(domain account.Domain, route account.Route, at time.Time, by account.Email) account.Request {
	w.Helper()
	r, event := account.Submit(account.Submission{Requester: by, AccountName: "Company " + string(domain), Domain: domain, CustomerEmails: []account.Email{"x@" + account.Email(domain)}},
		route, account.NewID(), account.NewID(), at, account.Terms{Lifetime: 90 * 24 * time.Hour})
	if err := w.store.Commit(w.Context(), workflow.Change{After: r, Event: event}); err != nil {
		w.Fatal(err)
	}
	return r
}

func (w *world) openFor(domain account.Domain, at time.Time, people ...account.Email) account.Request {
	w.Helper()
	var route account.Route
	for _, p := range people {
		route.Nominees = append(route.Nominees, account.Nominee{Email: p})
	}
	return w.open(domain, route, at, partner)
}

// administered stores an account with those administrators.
func (w *world) administered(domain account.Domain, administrators ...account.Email) account.Account {
	w.Helper()
	a := account.Account{
		ID: account.NewID(), Name: "Parent " + string(domain), Domain: domain, Status: account.AccountActive, Visibility: account.Restricted,
		CreatedAt: now, Requester: "other@example.org", RequestID: account.NewID(),
	}
	w.join(a, administrators...)
	return a
}

func (w *world) join(a account.Account, administrators ...account.Email) {
	w.Helper()
	stored := workflow.StoredAccount{Account: a}
	for _, p := range administrators {
		stored.Members = append(stored.Members, account.Membership{AccountID: a.ID, Person: p, Role: account.SmartAccountAdministrator, Since: now})
	}
	if err := w.store.Load(w.Context(), []workflow.StoredAccount{stored}); err != nil {
		w.Fatal(err)
	}
}

// openBelow opens a request that the administrators of the account decide, of whom one was asked.
func (w *world) openBelow(a account.Account, label string, asked, by account.Email) account.Request {
	w.Helper()
	return w.open(account.Domain(label)+"."+a.Domain, account.Route{Above: &a, Nominees: []account.Nominee{{Email: asked, AdministratorOf: a.ID, AdministratorSince: now}}}, now, by)
}

// inbox returns the kinds and domain identifiers of the person's entries. Their number has to be what Count returns.
func (w *world) inbox(by account.Person) []string {
	w.Helper()
	found, err := w.read.For(w.Context(), by)
	if err != nil {
		w.Fatal(err)
	}
	var all []string
	for _, e := range found.Entries {
		all = append(all, string(e.Kind)+" "+string(e.Domain))
	}
	count, err := w.read.Count(w.Context(), by)
	if err != nil || count != len(all) {
		w.Errorf("the inbox of %s has %d entries, and %d are counted, %v", by.Email, len(all), count, err)
	}
	return all
}

func (w *world) has(by account.Email, want ...string) {
	w.Helper()
	if got := w.inbox(account.Person{Email: by}); !slices.Equal(got, want) {
		w.Errorf("the inbox of %s has %q, want %q", by, got, want)
	}
}

func TestARequestWaitsForItsNomineesUntilItsDeadline(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.openFor("later.com", now.Add(time.Hour), nominee)
	r := w.openFor("acme.com", now, nominee, "bob@acme.com")
	w.has(nominee, "request acme.com", "request later.com")
	w.has("bob@acme.com", "request acme.com")
	w.has(partner)
	w.has("ann+x@acme.com")
	w.at = r.Deadline()
	w.has(nominee, "request later.com")
}

func TestARequestBelowAnAccountWaitsForItsPresentAdministrators(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.administered("acme.com", "ada@acme.com")
	w.openBelow(a, "emea", "ada@acme.com", partner)
	w.has("ada@acme.com", "request emea.acme.com")
	w.has("ben@acme.com")
	w.join(a, "ben@acme.com", partner)
	w.has("ben@acme.com", "request emea.acme.com")
	w.has(partner) // who requested it
	if err := w.store.Expel(t.Context(), a.ID, "ada@acme.com"); err != nil {
		t.Fatal(err)
	}
	w.has("ada@acme.com")

	again := account.Membership{AccountID: a.ID, Person: "ada@acme.com", Role: account.SmartAccountAdministrator, Since: now.Add(time.Hour)}
	if err := w.store.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{again}}}); err != nil {
		t.Fatal(err)
	}
	w.has("ada@acme.com") // added again, which does not revive what they were asked
}

func TestOnlyOperatorsSeeTheirQueues(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.open("review.com", account.Route{Reasons: []account.Reason{{Kind: account.ReasonAlways}}}, now, partner)
	if _, err := w.store.OpenDispute(t.Context(), account.Dispute{
		ID: account.NewID(), Account: account.Likeness{Domain: "disputed.com"}, By: nominee, OpenedAt: now, ListedAt: now,
	}, nil); err != nil {
		t.Fatal(err)
	}
	w.openFor("acme.com", now.Add(-time.Hour), operator.Email)
	a, _, err := w.store.Standing(t.Context(), w.administered("renamed.com", "ada@renamed.com").ID, "")
	if err != nil {
		t.Fatal(err)
	}
	asked := a.AskRename("Other", account.RenameSameName, "ada@renamed.com", "a merger", now.Add(time.Second))
	entry := account.LogEntry{AccountID: a.ID, Version: asked.Version, At: now, Kind: account.LogRenameAsked, Actor: "ada@renamed.com"}
	if err := w.store.CommitAccount(t.Context(), administration.Change{Before: a, After: asked, Entry: entry}); err != nil {
		t.Fatal(err)
	}
	if got, want := w.inbox(operator), []string{"request acme.com", "review review.com", "dispute disputed.com", "rename renamed.com"}; !slices.Equal(got, want) {
		t.Errorf("the operator's inbox has %q, want %q", got, want)
	}
	w.has(operator.Email, "request acme.com") // without the operator's claim
	w.has(nominee)
	w.has("ada@renamed.com")
}

func TestTheAccountsPageHasWhatWaitsForItsAdministrator(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.administered("acme.com", "ada@acme.com")
	w.openBelow(a, "emea", "ada@acme.com", partner)
	for role, want := range map[account.Role]int{account.SmartAccountAdministrator: 1, account.SmartAccountUser: 0, account.SmartAccountViewer: 0} {
		entries, err := w.read.In(t.Context(), account.Membership{AccountID: a.ID, Person: "ben@acme.com", Role: role, Since: now})
		if err != nil || len(entries) != want {
			t.Errorf("%s sees %v, %v, want %d", role, entries, err, want)
		}
	}
	ended := account.Membership{AccountID: a.ID, Person: "ben@acme.com", Role: account.SmartAccountAdministrator, Since: now, EndsAt: now}
	if entries, err := w.read.In(t.Context(), ended); err != nil || len(entries) != 0 {
		t.Errorf("a former administrator sees %v, %v", entries, err)
	}
}

// One query each for what waits for the person and for their accounts, one read of the marks, one of the roles in the accounts
// with something waiting, and for each of these a query of its requests and one of its access requests; for operators one query
// for each queue.
func TestTheNumberOfCallsDoesNotGrow(t *testing.T) {
	t.Parallel()
	for _, size := range []int{10, 1000} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			busy := w.administered("a.example", operator.Email)
			w.openBelow(busy, "emea", operator.Email, partner)
			for n := range size {
				w.administered(account.Domain(fmt.Sprintf("p%d.com", n)), operator.Email)
				w.openFor(account.Domain(fmt.Sprintf("r%d.com", n)), now.Add(time.Duration(n)*time.Second), operator.Email)
				w.open(account.Domain(fmt.Sprintf("v%d.com", n)), account.Route{Reasons: []account.Reason{{Kind: account.ReasonAlways}}}, now, partner)
			}
			for _, c := range []struct {
				who   account.Person
				calls int64
			}{{account.Person{Email: operator.Email}, 6}, {operator, 9}, {account.Person{Email: "zoe@example.org"}, 2}} {
				w.calls.calls.Store(0)
				if _, err := w.read.Count(t.Context(), c.who); err != nil {
					t.Fatal(err)
				}
				if got := w.calls.calls.Load(); got != c.calls {
					t.Errorf("the inbox of %+v takes %d calls, want %d", c.who, got, c.calls)
				}
			}
			found, err := w.read.For(t.Context(), operator)
			entries := found.Entries
			if err != nil || len(entries) != min(2*size+1, inbox.Most) {
				t.Errorf("%d entries, %v", len(entries), err)
			}
			count, err := w.read.Count(t.Context(), operator)
			if err != nil || count != len(entries) {
				t.Errorf("%d are counted, %v, and %d listed", count, err, len(entries))
			}
		})
	}
}

func TestTheInboxSaysIfAPersonBelongsToMoreAccountsThanItLooksAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		administered, others int
		more                 bool
	}{{0, 0, false}, {100, 0, false}, {101, 0, true}, {1, 249, false}, {1, 250, true}, {100, 150, false}, {101, 150, true}} {
		t.Run(fmt.Sprintf("administrator of %d, user of %d", c.administered, c.others), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for n := range c.administered {
				w.administered(account.Domain(fmt.Sprintf("a%d.com", n)), nominee)
			}
			for n := range c.others {
				a := account.Account{ID: account.NewID(), Name: "User's", Domain: account.Domain(fmt.Sprintf("u%d.com", n)), Status: account.AccountActive, CreatedAt: now, RequestID: account.NewID()}
				user := account.Membership{AccountID: a.ID, Person: nominee, Role: account.SmartAccountUser, Since: now}
				if err := w.store.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{user}}}); err != nil {
					t.Fatal(err)
				}
			}
			found, err := w.read.For(t.Context(), account.Person{Email: nominee})
			if err != nil || found.MoreAccounts != c.more {
				t.Errorf("more accounts: %t, %v; want %t", found.MoreAccounts, err, c.more)
			}
		})
	}
}

// failing fails each query of an index.
type failing struct{ client.API }

func (f failing) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	if in.IndexName != nil {
		return nil, context.DeadlineExceeded
	}
	return f.API.Query(ctx, in, o...)
}

func TestAnInboxThatCannotBeReadIsNotEmpty(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	read := w.read
	read.Store = w.store.Through(func(api client.API) client.API { return failing{api} })
	if _, err := read.For(t.Context(), operator); err == nil {
		t.Error("no error from the list")
	}
	if _, err := read.Count(t.Context(), operator); err == nil {
		t.Error("no error from the count")
	}
}

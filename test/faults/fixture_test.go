package faults

import (
	"context"
	"reflect"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/mail"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

const day = 24 * time.Hour

var (
	partner  = account.Person{Email: "partner@example.com"}
	partner2 = account.Person{Email: "partner2@example.net"}
	operator = account.Person{Email: "operator@example.org", Operator: true}

	rules = workflow.Rules{
		Policy:    account.ReviewMismatch,
		Terms:     account.Terms{Lifetime: 90 * day, Reminders: []time.Duration{7 * day, 30 * day, 60 * day, 83 * day}},
		Operators: []account.Person{operator},
	}
	plenty = workflow.ADay(1000)
)

// noBackoff retries as the SDK does, but without pauses, and without its quota, which many processes would share
// here.
func noBackoff() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		o.RateLimiter = ratelimit.None
	})
}

// fixture is a table in the state before a flow, to which it can be restored.
type fixture struct {
	*testing.T
	store *dynamotest.Store
	*postbox
	keys keys
	send workflow.Send

	request account.Request
	code    string
	dispute account.ID

	mutex   sync.Mutex
	now     time.Time
	from    time.Time // the clock, the table and the number of mails before the flow
	items   map[string]map[string]types.AttributeValue
	settled int
}

// set prepares a fixture for a flow.
func set(t *testing.T, f flow) *fixture {
	t.Helper()
	s := &fixture{T: t, postbox: &postbox{}, keys: newKeys(), now: time.Now().UTC().Truncate(time.Second)}
	s.store = dynamotest.New(t, engine, func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, faulty)
		o.Retryer = noBackoff()
	})
	s.send = workflow.Send{
		Store: s.store, Links: s.keys, Codes: s.keys, Provider: s.provider(), Render: mail.Render("https://accounts.example"),
		Now: s.Now, Invitations: plenty, InvitationsPerRequester: plenty, Daily: plenty, DailyPerRequester: plenty,
		Failed: func(_ context.Context, m workflow.Mail, cause string) {
			t.Errorf("mail %s failed: %s", m.Kind, cause)
		}, BudgetSpent: func(workflow.Mail) {},
	}
	s.must(s.store.Load(t.Context(), []workflow.StoredAccount{
		own(partner, "Partner Ltd", "partner.example.com", s.now), own(partner2, "Second Partner", "partner.example.net", s.now),
	}))
	f.before(s)
	s.from, s.items, s.settled = s.Now(), s.scan(), len(s.letters(0))
	return s
}

// own returns an account in which person has a role.
func own(person account.Person, name string, domain account.Domain, since time.Time) workflow.StoredAccount {
	a := account.Account{
		ID: account.NewID(), Name: name, Domain: domain, Status: account.AccountActive, Visibility: account.Restricted,
		CreatedAt: since, Requester: "somebody@example.org", RequestID: account.NewID(), PendingUntil: since,
	}
	return workflow.StoredAccount{Account: a, Members: []account.Membership{
		{AccountID: a.ID, Person: person.Email, Role: account.SmartAccountAdministrator, Since: since},
	}}
}

// restore resets table, clock and mails to the state before the flow.
func (s *fixture) restore() {
	s.Helper()
	s.emptied(s.settled)
	s.mutex.Lock()
	s.now = s.from
	s.mutex.Unlock()
	var writes []types.WriteRequest
	found := s.scan()
	for at, i := range found {
		if s.items[at] == nil {
			key := map[string]types.AttributeValue{"PK": i["PK"], "SK": i["SK"]}
			writes = append(writes, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: key}})
		}
	}
	for at, i := range s.items {
		if !reflect.DeepEqual(found[at], i) {
			writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: i}})
		}
	}
	const most = 25
	for len(writes) > 0 {
		some := writes[:min(most, len(writes))]
		writes = writes[len(some):]
		out, err := s.store.Client.BatchWriteItem(s.Context(), &dynamodb.BatchWriteItemInput{
			RequestItems: map[string][]types.WriteRequest{s.store.Name: some},
		})
		s.must(err)
		writes = append(writes, out.UnprocessedItems[s.store.Name]...)
	}
}

func (s *fixture) scan() map[string]map[string]types.AttributeValue {
	s.Helper()
	out, err := s.store.Client.Scan(s.Context(), &dynamodb.ScanInput{TableName: &s.store.Name, ConsistentRead: aws.Bool(true)})
	s.must(err)
	items := map[string]map[string]types.AttributeValue{}
	for _, i := range out.Items {
		items[i["PK"].(*types.AttributeValueMemberS).Value+" "+i["SK"].(*types.AttributeValueMemberS).Value] = i
	}
	return items
}

func (s *fixture) Now() time.Time {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.now
}

func (s *fixture) pass(d time.Duration) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.now = s.now.Add(d)
}

func (s *fixture) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *fixture) cleanUp(ctx context.Context) error {
	_, err := workflow.CleanUp{Store: s.store, Now: s.Now, Terms: rules.Terms}.Do(ctx)
	return err
}

func (s *fixture) index() search.Index { return search.Index{Store: s.store, Now: s.Now} }

func (s *fixture) indexed(ctx context.Context) error {
	_, err := s.index().Sweep(ctx)
	return err
}

func (s *fixture) delivered(ctx context.Context) error {
	_, err := s.send.Sweep(ctx)
	return err
}

func (s *fixture) mailEvent(ctx context.Context, e workflow.MailEvent) error {
	return workflow.RecordMailEvent{Store: s.store, Now: s.Now}.Do(ctx, e)
}

func (s *fixture) decide(ctx context.Context, d workflow.Decision) error {
	d.Token, d.Code = s.token(), s.code
	_, err := workflow.Decide{Store: s.store, Codes: s.keys, Now: s.Now, Policy: rules.Policy}.Do(ctx, d, "")
	return err
}

func (s *fixture) followUp() workflow.FollowUp {
	return workflow.FollowUp{Store: s.store, Now: s.Now, Rules: rules, Codes: workflow.CodeLimits{Hourly: plenty, Daily: plenty, PerRequester: plenty, Mails: plenty}, Invitations: plenty, Limits: dynamotest.RequestLimits(plenty)}
}

func (s *fixture) disputes() workflow.Disputes {
	return workflow.Disputes{Store: s.store, Now: s.Now, Operators: rules.Operators}
}

var (
	linkIn   = regexp.MustCompile(`https://accounts\.example/pending-requests\?token=(\S+)`)
	codeIn   = regexp.MustCompile(`(?m)^([0-9A-Z]{4}-[0-9A-Z]{4})$`)
	reportIn = regexp.MustCompile(`https://accounts\.example/not-for-me\?token=(\S+)`)
)

// token returns the token of Ann's invitation.
func (s *fixture) token() string {
	s.Helper()
	return s.foundIn(linkIn)
}

// foundIn returns the first match in Ann's mails.
func (s *fixture) foundIn(what *regexp.Regexp) string {
	s.Helper()
	for _, l := range s.letters(0) {
		if found := what.FindStringSubmatch(l.text); found != nil && l.to == "ann@acme.com" {
			return found[1]
		}
	}
	s.Fatalf("no mail to Ann has %s", what)
	return ""
}

// copied returns an in-memory copy of the table, which is fast to read.
func (s *fixture) copied() *maintenance.Maintainer { return s.store.Without(s.T, "").Maintainer }

package model

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow"
	"smartaccounts/tools/verify/tally"
)

// fault is what goes wrong at one call, to the table or to the mail provider.
type fault string

const (
	refused    fault = "never arrives"
	lost       fault = "its answer is lost"
	throttled  fault = "throttled"
	diesBefore fault = "the process dies before it"
	diesAfter  fault = "the process dies after it"
)

var faults = []fault{refused, lost, throttled, diesBefore, diesAfter}

// faulty counts the calls, and does to some of them what is planned; no plan: nothing.
type faulty struct {
	dynamo.API
	mutex sync.Mutex
	calls int
	plan  map[int]fault
	dead  bool
}

func (f *faulty) fate() fault {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.calls++
	planned := f.plan[f.calls]
	if f.dead {
		return refused
	}
	f.dead = planned == diesBefore || planned == diesAfter
	return planned
}

// next answers what is planned for the call after this one.
func (f *faulty) next() fault {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.plan[f.calls+1]
}

// healthy lets everything through from now on.
func (f *faulty) healthy() {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.plan, f.dead = nil, false
}

func through[T any](f *faulty, do func() (*T, error)) (*T, error) {
	switch f.fate() {
	case refused, diesBefore:
		return nil, errBroken
	case throttled:
		return nil, &types.ThrottlingException{}
	case lost, diesAfter:
		if _, err := do(); err != nil {
			return nil, err
		}
		return nil, errBroken
	default:
		return do()
	}
}

func (f *faulty) GetItem(ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return through(f, func() (*dynamodb.GetItemOutput, error) { return f.API.GetItem(ctx, in, o...) })
}

func (f *faulty) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	return through(f, func() (*dynamodb.BatchGetItemOutput, error) { return f.API.BatchGetItem(ctx, in, o...) })
}

func (f *faulty) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	return through(f, func() (*dynamodb.QueryOutput, error) { return f.API.Query(ctx, in, o...) })
}

func (f *faulty) PutItem(ctx context.Context, in *dynamodb.PutItemInput, o ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	return through(f, func() (*dynamodb.PutItemOutput, error) { return f.API.PutItem(ctx, in, o...) })
}

func (f *faulty) UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, o ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	return through(f, func() (*dynamodb.UpdateItemOutput, error) { return f.API.UpdateItem(ctx, in, o...) })
}

func (f *faulty) BatchWriteItem(ctx context.Context, in *dynamodb.BatchWriteItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	return through(f, func() (*dynamodb.BatchWriteItemOutput, error) { return f.API.BatchWriteItem(ctx, in, o...) })
}

func (f *faulty) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, o ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	return through(f, func() (*dynamodb.TransactWriteItemsOutput, error) { return f.API.TransactWriteItems(ctx, in, o...) })
}

// postman is the mail provider behind the same faults.
type postman struct {
	faulty *faulty
	taken  map[string][]workflow.Message // by tag
	lost   map[string]bool               // whose answer was lost, or could not be written down
}

func (p *postman) Send(_ context.Context, m workflow.Message) (string, error) {
	take := func() {
		p.taken[m.Tag] = append(p.taken[m.Tag], m)
		switch p.faulty.next() {
		case refused, throttled, diesBefore:
			p.lost[m.Tag] = true
		default:
		}
	}
	switch p.faulty.fate() {
	case refused, diesBefore, throttled:
		return "", workflow.ErrMailNotTaken
	case lost, diesAfter:
		take()
		p.lost[m.Tag] = true
		return "", errBroken
	default:
		take()
		return "taken " + m.Tag, nil
	}
}

// stage is a world in which one thing is about to happen.
type stage struct {
	*world
	faulty  *faulty
	postman *postman
	link    operation
}

func (s *stage) index(ctx context.Context) error {
	_, err := workflow.Index{Store: s.store, Now: s.now}.Sweep(ctx)
	return err
}

// flow is something that is done, after what has to be before; doing it again must be possible.
type flow struct {
	name   string
	before func(t *testing.T, s *stage)
	do     func(s *stage) error
}

func (s *stage) operation(k kind) error {
	o := s.link
	o.Kind, o.By = k, requesters[0]
	o.Customers, o.To = []string{"bob@acme.com"}, "eve@acme.com"
	s.perform(context.Background(), &o, 0)
	if o.Unknown || len(o.Answer) > 6 && o.Answer[:6] == "error:" {
		return errors.New(o.Answer)
	}
	return nil
}

func operations(k kind, before func(t *testing.T, s *stage)) flow {
	return flow{string(k), before, func(s *stage) error { return s.operation(k) }}
}

// withCode has Ann hold a code.
func withCode(t *testing.T, s *stage) {
	t.Helper()
	ask := s.link
	ask.Kind = askCode
	s.does(t, &ask, "ok")
	s.sends(t)
	s.link.typed = s.mails[len(s.mails)-1].secrets.Code
}

func waiting90Days(_ *testing.T, s *stage) { s.goTo(lifetime) }

func waiting7Days(_ *testing.T, s *stage) { s.goTo(7 * day) }

func nothingMore(*testing.T, *stage) {}

// inReview puts the request before an operator.
func inReview(t *testing.T, s *stage) {
	t.Helper()
	o := s.link
	o.Kind, o.Customers = correct, []string{"dora@elsewhere.com"}
	s.does(t, &o, "ok pending_review")
}

var flows = []flow{
	operations(askCode, nothingMore), operations(approve, withCode), operations(decline, withCode), operations(forward, withCode),
	operations(withdraw, nothingMore), operations(correct, nothingMore), operations(resend, nothingMore),
	operations(accept, inReview), operations(reject, inReview), operations(view, nothingMore), operations(track, nothingMore),
	{"mail event", nothingMore, func(s *stage) error {
		o := s.link
		o.Kind, o.mail = bounce, string(s.mails[0].mail.ID)
		s.perform(context.Background(), &o, 0)
		if o.Unknown {
			return errBroken
		}
		return nil
	}},
	{"submit", func(t *testing.T, s *stage) {
		t.Helper()
		o := s.link
		o.Kind, o.By = withdraw, requesters[0]
		s.does(t, &o, "ok withdrawn")
	}, func(s *stage) error { return s.operation(submit) }},
	{"submit over an expired one", waiting90Days, func(s *stage) error { return s.operation(submit) }},
	{"send", func(t *testing.T, s *stage) {
		t.Helper()
		o := s.link
		o.Kind, o.Customers = correct, []string{"ann@acme.com", "bob@acme.com"}
		s.does(t, &o, "ok pending_approval")
	}, func(s *stage) error { return s.deliver(context.Background()) }},
	{"clean-up that expires", waiting90Days, func(s *stage) error { return s.cleanUp(context.Background()) }},
	{"clean-up that reminds", waiting7Days, func(s *stage) error { return s.cleanUp(context.Background()) }},
	{"index", func(t *testing.T, s *stage) {
		t.Helper()
		approved(t, s)
		s.pass(time.Second)
	}, func(s *stage) error { return s.index(context.Background()) }},
	{"not for me", nothingMore, func(s *stage) error {
		_, err := workflow.NotForMe{Store: s.store, Now: s.now}.Stop(context.Background(), s.mails[0].secrets.Report, true)
		return err
	}},
}

// disputes are the flows that are about an account rather than a request.
var disputes = []flow{
	{"dispute", approved, func(s *stage) error {
		_, _, err := s.disputes().Open(context.Background(), searcher, domain, "ours", nil)
		return err
	}},
	settle("settle for the account", workflow.Ruling{Decision: "reject", Reason: "no"}),
	settle("settle by appointment", workflow.Ruling{Decision: "add-administrator", Reason: "they are", Administrator: "gus@acme.com"}),
	settle("settle by cancelling", workflow.Ruling{Decision: "cancel-account", Reason: "theirs"}),
}

// approved is with Ann's account, which strangers find by a part of its name.
func approved(t *testing.T, s *stage) {
	t.Helper()
	withCode(t, s)
	_, err := workflow.Decide{Store: s.store, Codes: keys("codes"), Now: s.now, Policy: account.ReviewMismatch}.Do(t.Context(), workflow.Decision{
		Token: s.link.Token, Code: s.link.typed, Action: "approve", Authorized: true, Visibility: "public",
	}, "")
	if err != nil {
		t.Fatal(err)
	}
}

func (s *stage) disputes() workflow.Disputes {
	return workflow.Disputes{Store: s.store, Now: s.now, Operators: []account.Email{reviewer.Email}}
}

func settle(name string, ruling workflow.Ruling) flow {
	var id account.ID
	return flow{name, func(t *testing.T, s *stage) {
		t.Helper()
		approved(t, s)
		if err := s.index(t.Context()); err != nil {
			t.Fatal(err)
		}
		d, _, err := s.disputes().Open(t.Context(), searcher, domain, "ours", nil)
		if err != nil {
			t.Fatal(err)
		}
		id = d.ID
	}, func(s *stage) error {
		_, err := s.disputes().Settle(context.Background(), reviewer, id, ruling)
		var settled *account.AlreadySettled
		if errors.As(err, &settled) {
			return nil
		}
		return err
	}}
}

// run plays a flow with the plan's faults, as it goes on in life: whoever was left without an answer tries once more,
// and sixteen minutes later the schedule runs. It answers how many calls the flow made, and what is wrong then.
func run(t *testing.T, f flow, plan map[int]fault) (calls int, wrong []string) {
	t.Helper()
	faulty := &faulty{}
	store := dynamotest.InMemory()
	w, link := asked(t, store.Through(func(api dynamo.API) dynamo.API { faulty.API = api; return faulty }))
	s := &stage{w, faulty, &postman{faulty, map[string][]workflow.Message{}, map[string]bool{}}, link}
	f.before(t, s)
	w.provider = s.postman
	faulty.calls, faulty.plan = 0, plan
	err := f.do(s)
	calls = faulty.calls
	faulty.healthy()
	if err != nil {
		if err := f.do(s); err != nil {
			wrong = append(wrong, fmt.Sprintf("tried again: %v", err))
		}
	}
	w.pass(16 * time.Minute)
	for what, sweep := range map[string]func(context.Context) error{"clean-up": w.cleanUp, "index": s.index, "mails": w.deliver} {
		if err := sweep(context.Background()); err != nil {
			wrong = append(wrong, fmt.Sprintf("the sweep of %s: %v", what, err))
		}
	}
	if err := w.deliver(context.Background()); err != nil { // what the clean-up has called for, which the stream brings
		wrong = append(wrong, err.Error())
	}
	for _, f := range findings(t, w, store, false) {
		wrong = append(wrong, fmt.Sprintf("%v %s", f.At, f.Wrong))
	}
	waiting, err := store.OverdueMails(context.Background(), w.now().AddDate(1, 0, 0), 100)
	if err != nil || len(waiting) > 0 {
		wrong = append(wrong, fmt.Sprintf("%d mails have not gone: %v", len(waiting), err))
	}
	for tag, all := range s.postman.taken {
		if len(all) > 2 || len(all) == 2 && (!s.postman.lost[tag] || all[0] != all[1]) {
			wrong = append(wrong, fmt.Sprintf("mail %s went %d times", tag, len(all)))
		}
	}
	return calls, wrong
}

// Whatever single call goes wrong, and whatever two: after one sweep nothing is lost and nothing is there twice.
func TestFaultsAtEveryCall(t *testing.T) {
	singles, pairs, expectedSingles, expectedPairs, wrongSingles, wrongPairs := 0, 0, 0, 0, 0, 0
	for _, f := range slices.Concat(flows, disputes) {
		calls, wrong := run(t, f, nil)
		if len(wrong) > 0 || calls == 0 {
			t.Fatalf("%s without a fault, %d calls: %v", f.name, calls, wrong)
		}
		t.Logf("%s: %d calls", f.name, calls)
		expectedSingles += calls * len(faults)
		expectedPairs += calls * (calls - 1) / 2 * len(faults) * len(faults)
		for first := 1; first <= calls; first++ {
			for _, a := range faults {
				singles++
				if _, wrong := run(t, f, map[int]fault{first: a}); len(wrong) > 0 {
					wrongSingles++
					t.Errorf("%s, call %d %s: %v", f.name, first, a, wrong)
				}
				for second := first + 1; second <= calls; second++ {
					for _, b := range faults {
						pairs++
						if _, wrong := run(t, f, map[int]fault{first: a, second: b}); len(wrong) > 0 {
							wrongPairs++
							t.Errorf("%s, call %d %s, call %d %s: %v", f.name, first, a, second, b, wrong)
						}
					}
				}
			}
		}
	}
	t.Logf("%d of %d singles, %d of %d pairs", singles, expectedSingles, pairs, expectedPairs)
	if singles != expectedSingles || pairs != expectedPairs {
		t.Error("not every fault was tried")
	}
	tally.Report(t, tally.Line{Check: "faults, singles", Count: singles, Unit: "faults", Violations: wrongSingles})
	tally.Report(t, tally.Line{Check: "faults, pairs", Count: pairs, Unit: "pairs", Violations: wrongPairs})
}

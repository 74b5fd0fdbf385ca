package model

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/search"
	"smartaccounts/internal/testkit/tally"
	"smartaccounts/internal/workflow"
)

// fault is what fails at one call to the table, to the keys or to the mail provider.
type fault string

const (
	refused    fault = "never arrives"
	lost       fault = "its answer is lost"
	throttled  fault = "throttled"
	late       fault = "answered after the deadline" // of the caller, which can make no more calls
	diesBefore fault = "the process dies before it"
	diesAfter  fault = "the process dies after it"
)

var faults = []fault{refused, lost, throttled, late, diesBefore, diesAfter}

// faulty counts the calls, and applies the planned fault to each; without a plan none fails.
type faulty struct {
	client.API
	mutex sync.Mutex
	calls int
	plan  map[int]fault
	dead  bool
	// expire cancels the caller's context.
	expire context.CancelFunc
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

// next returns the fault planned for the next call.
func (f *faulty) next() fault {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.plan[f.calls+1]
}

// revive starts another process in place of one that died.
func (f *faulty) revive() {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.dead = false
}

// healthy ends the plan: no call fails from now on.
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
	case late:
		_, err := do()
		f.expire()
		return nil, cmp.Or(err, context.DeadlineExceeded)
	default:
		return do()
	}
}

// LinkMAC and CodeMAC make MACs as KMS does, with the same faults.
func (f faultyKeys) LinkMAC(ctx context.Context, m []byte) ([32]byte, error) {
	return f.mac(func() ([32]byte, error) { return f.keys.LinkMAC(ctx, m) })
}

func (f faultyKeys) CodeMAC(ctx context.Context, m []byte) ([32]byte, error) {
	return f.mac(func() ([32]byte, error) { return f.keys.CodeMAC(ctx, m) })
}

type faultyKeys struct {
	faulty *faulty
	keys   keys
}

func (f faultyKeys) mac(do func() ([32]byte, error)) ([32]byte, error) {
	mac, err := through(f.faulty, func() (*[32]byte, error) { mac, err := do(); return &mac, err })
	if err != nil {
		return [32]byte{}, err
	}
	return *mac, nil
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

// postman is the mail provider with the same faults.
type postman struct {
	faulty *faulty
	mutex  sync.Mutex                    // guards the fields below: several processes may send at once
	taken  map[string][]workflow.Message // by tag
	lost   map[string]bool               // tags of mails whose response was lost or could not be stored
}

func (p *postman) Send(_ context.Context, m workflow.Message) (string, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
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
	case late:
		take()
		p.lost[m.Tag] = true
		p.faulty.expire()
		return "", context.DeadlineExceeded
	default:
		take()
		return "taken " + m.Tag, nil
	}
}

// fixture is a harness in the state before a flow.
type fixture struct {
	*harness
	faulty  *faulty
	postman *postman
	link    operation
	records []events.DynamoDBEventRecord
	dns     []string // the TXT records of every name
}

func (s *fixture) index(ctx context.Context) error {
	_, err := search.Index{Store: s.store, Now: s.now}.Sweep(ctx)
	return err
}

// flow is a use case, do, with its preparation, before. Calling do again must be possible.
type flow struct {
	name   string
	before func(t *testing.T, s *fixture)
	do     func(ctx context.Context, s *fixture) error
}

func (s *fixture) operation(ctx context.Context, k kind) error {
	o := s.link
	o.Kind, o.By = k, requesters[0]
	o.Customers, o.To = []string{"bob@acme.com"}, "eve@acme.com"
	s.perform(ctx, &o, 0)
	if o.Unknown || len(o.Answer) > 6 && o.Answer[:6] == "error:" {
		return errors.New(o.Answer)
	}
	return nil
}

func operations(k kind, before func(t *testing.T, s *fixture)) flow {
	return flow{string(k), before, func(ctx context.Context, s *fixture) error { return s.operation(ctx, k) }}
}

// withCode requests a code for Ann's link.
func withCode(t *testing.T, s *fixture) {
	t.Helper()
	ask := s.link
	ask.Kind = askCode
	s.does(t, &ask, "ok")
	s.sends(t)
	s.link.typed = s.mails[len(s.mails)-1].secrets.Code
}

func waiting90Days(_ *testing.T, s *fixture) { s.goTo(lifetime) }

func waiting7Days(_ *testing.T, s *fixture) { s.goTo(7 * day) }

func nothingMore(*testing.T, *fixture) {}

// inReview brings the request into review.
func inReview(t *testing.T, s *fixture) {
	t.Helper()
	o := s.link
	o.Kind, o.Customers = correct, []string{"dora@elsewhere.com"}
	s.does(t, &o, "ok pending_review")
}

var flows = []flow{
	operations(askCode, nothingMore), operations(approve, withCode), operations(decline, withCode), operations(forward, withCode),
	operations(withdraw, nothingMore), operations(correct, nothingMore), operations(resend, nothingMore),
	operations(accept, inReview), operations(reject, inReview), operations(view, nothingMore), operations(track, nothingMore),
	{"mail event", nothingMore, func(ctx context.Context, s *fixture) error {
		o := s.link
		o.Kind, o.mail = bounce, string(s.mails[0].mail.ID)
		s.perform(ctx, &o, 0)
		if o.Unknown {
			return errBroken
		}
		return nil
	}},
	{"submit", func(t *testing.T, s *fixture) {
		t.Helper()
		o := s.link
		o.Kind, o.By = withdraw, requesters[0]
		s.does(t, &o, "ok withdrawn")
	}, func(ctx context.Context, s *fixture) error { return s.operation(ctx, submit) }},
	{"submit over an expired one", waiting90Days, func(ctx context.Context, s *fixture) error { return s.operation(ctx, submit) }},
	{"send", func(t *testing.T, s *fixture) {
		t.Helper()
		o := s.link
		o.Kind, o.Customers = correct, []string{"ann@acme.com", "bob@acme.com"}
		s.does(t, &o, "ok pending_approval")
	}, func(ctx context.Context, s *fixture) error { return s.deliver(ctx) }},
	{"clean-up that expires", waiting90Days, func(ctx context.Context, s *fixture) error { return s.cleanUp(ctx) }},
	{"clean-up that reminds", waiting7Days, func(ctx context.Context, s *fixture) error { return s.cleanUp(ctx) }},
	{"index", func(t *testing.T, s *fixture) {
		t.Helper()
		approved(t, s)
		s.pass(time.Second)
	}, func(ctx context.Context, s *fixture) error { return s.index(ctx) }},
	{"not for me", nothingMore, func(ctx context.Context, s *fixture) error {
		_, err := workflow.NotForMe{Store: s.store, Now: s.now}.Stop(ctx, s.mails[0].secrets.Report, true)
		return err
	}},
}

// disputes are the flows about a dispute.
var disputes = []flow{
	{"dispute", approved, func(ctx context.Context, s *fixture) error {
		_, _, err := s.disputes().Open(ctx, searcher, domain, "ours", nil)
		return err
	}},
	{"dispute a request", nothingMore, func(ctx context.Context, s *fixture) error {
		_, _, err := s.disputes().Open(ctx, searcher, domain, "ours", nil)
		return err
	}},
	{"prove a dispute", nothingMore, func(ctx context.Context, s *fixture) error {
		d, _, err := s.disputes().Open(ctx, searcher, domain, "ours", nil)
		if err != nil {
			return err
		}
		s.dns = []string{workflow.ProofOfDispute(d).Value}
		_, _, err = s.disputes().Prove(ctx, searcher, d.ID)
		return err
	}},
	{"end a request by a proof", func(t *testing.T, s *fixture) {
		t.Helper()
		d, _, err := s.disputes().Open(t.Context(), searcher, domain, "ours", nil)
		if err != nil {
			t.Fatal(err)
		}
		s.dns = []string{workflow.ProofOfDispute(d).Value}
		if _, found, err := s.disputes().Prove(t.Context(), searcher, d.ID); err != nil || !found {
			t.Fatal(found, err)
		}
		s.pass(account.ProofWait)
	}, func(ctx context.Context, s *fixture) error {
		_, err := s.disputes().Tend(ctx)
		return err
	}},
	settle("settle by ending the request", nothingMore, workflow.Ruling{Decision: "end-request", Reason: "theirs"}),
	settle("settle by ending a request in review", inReview, workflow.Ruling{Decision: "end-request", Reason: "theirs"}),
	settle("settle for the account", approved, workflow.Ruling{Decision: "reject", Reason: "no"}),
	settle("settle by appointment", approved, workflow.Ruling{Decision: "add-administrator", Reason: "they are", Administrator: "gus@acme.com"}),
	settle("settle by appointing who views it", approved, workflow.Ruling{Decision: "add-administrator", Reason: "they are", Administrator: "gus@acme.com"}, "gus@acme.com"),
	settle("settle by cancelling", approved, workflow.Ruling{Decision: "cancel-account", Reason: "theirs"}),
}

// approved approves Ann's request, with a public account.
func approved(t *testing.T, s *fixture) {
	t.Helper()
	withCode(t, s)
	_, err := workflow.Decide{Store: s.store, Codes: keys("codes"), Now: s.now, Policy: account.ReviewMismatch}.Do(t.Context(), workflow.Decision{
		Token: s.link.Token, Code: s.link.typed, Action: "approve", Authorized: true, Visibility: "public",
	}, "")
	if err != nil {
		t.Fatal(err)
	}
}

// TXT is the DNS lookup: it returns the same records for every name.
func (s *fixture) TXT(context.Context, string) ([]string, error) { return s.dns, nil }

func (s *fixture) disputes() workflow.Disputes {
	return workflow.Disputes{Store: s.store, Now: s.now, Operators: []account.Person{reviewer}, Records: s}
}

func settle(name string, before func(*testing.T, *fixture), ruling workflow.Ruling, viewers ...account.Email) flow {
	var id account.ID
	return flow{name, func(t *testing.T, s *fixture) {
		t.Helper()
		before(t, s)
		s.viewedBy(t, viewers...)
		if err := s.index(t.Context()); err != nil {
			t.Fatal(err)
		}
		d, _, err := s.disputes().Open(t.Context(), searcher, domain, "ours", nil)
		if err != nil {
			t.Fatal(err)
		}
		id = d.ID
	}, func(ctx context.Context, s *fixture) error {
		_, err := s.disputes().Settle(ctx, reviewer, id, ruling)
		var settled *account.AlreadySettled
		if errors.As(err, &settled) {
			return nil
		}
		return err
	}}
}

// viewedBy makes people viewers of Ann's account.
func (s *fixture) viewedBy(t *testing.T, people ...account.Email) {
	t.Helper()
	holder, err := s.store.HolderOf(t.Context(), domain)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := s.store.Account(t.Context(), holder)
	if err != nil {
		t.Fatal(err)
	}
	for _, person := range people {
		stored.Members = append(stored.Members, account.Membership{
			AccountID: holder, Person: person, Role: account.SmartAccountViewer, Since: s.now(),
		})
	}
	if len(people) == 0 {
		return
	}
	if err := s.store.Load(t.Context(), []workflow.StoredAccount{stored}); err != nil {
		t.Fatal(err)
	}
}

// set prepares a fixture for the flow.
func set(t *testing.T, f flow) (*fixture, *dynamotest.Store) {
	t.Helper()
	faulty := &faulty{expire: func() {}}
	store := dynamotest.InMemory()
	w, link := asked(t, store.Through(func(api client.API) client.API { faulty.API = api; return faulty }))
	s := &fixture{harness: w, faulty: faulty, postman: &postman{faulty: faulty, taken: map[string][]workflow.Message{}, lost: map[string]bool{}}, link: link}
	f.before(t, s)
	w.provider, w.links, w.codes = s.postman, faultyKeys{faulty, "links"}, faultyKeys{faulty, "codes"}
	return s, store
}

// plan sets the faults of the calls from now on, and returns a context that the fault late cancels.
func (s *fixture) plan(plan map[int]fault) context.Context {
	ctx, expire := context.WithCancel(context.Background())
	s.faulty.calls, s.faulty.plan, s.faulty.expire = 0, plan, expire
	return ctx
}

// recover ends the plan, and returns the number of calls since it began.
func (s *fixture) recover() int {
	s.faulty.healthy()
	s.faulty.expire()
	return s.faulty.calls
}

// run runs a flow with the plan's faults, as in production: a caller without a response tries once more, and the
// schedule runs 16 minutes later. It returns the number of calls that the flow made, and the violations after it.
func run(t *testing.T, f flow, plan map[int]fault) (calls int, wrong []string) {
	t.Helper()
	s, store := set(t, f)
	err := f.do(s.plan(plan), s)
	calls = s.recover()
	if err != nil {
		if err := f.do(t.Context(), s); err != nil {
			wrong = append(wrong, fmt.Sprintf("tried again: %v", err))
		}
	}
	return calls, append(wrong, s.atRest(t, store)...)
}

// atRest runs the schedule 16 minutes later, and returns the violations after it.
func (s *fixture) atRest(t *testing.T, store *dynamotest.Store) (wrong []string) {
	t.Helper()
	s.pass(16 * time.Minute)
	for what, sweep := range map[string]func(context.Context) error{"clean-up": s.cleanUp, "index": s.index, "mails": s.deliver} {
		if err := sweep(t.Context()); err != nil {
			wrong = append(wrong, fmt.Sprintf("the sweep of %s: %v", what, err))
		}
	}
	if err := s.deliver(t.Context()); err != nil { // the mails of the clean-up, which the stream would deliver
		wrong = append(wrong, err.Error())
	}
	for _, f := range findings(t, s.harness, store, false) {
		wrong = append(wrong, fmt.Sprintf("%v %s", f.At, f.Wrong))
	}
	waiting, err := store.OverdueMails(t.Context(), s.now().AddDate(1, 0, 0), 100)
	if err != nil || len(waiting) > 0 {
		wrong = append(wrong, fmt.Sprintf("%d mails have not gone: %v", len(waiting), err))
	}
	for tag, all := range s.postman.taken {
		if len(all) > 2 || len(all) == 2 && (!s.postman.lost[tag] || all[0] != all[1]) {
			wrong = append(wrong, fmt.Sprintf("mail %s went %d times", tag, len(all)))
		}
	}
	return wrong
}

// After any fault, and after any two, one sweep is enough: nothing is lost and nothing is there twice. Every single fault is
// tried; of the pairs, a share.
func TestFaultsAtAnyCallLoseAndRepeatNothing(t *testing.T) {
	singles, pairs, possible, expectedSingles, expectedPairs, wrongSingles, wrongPairs := 0, 0, 0, 0, 0, 0, 0
	random, share := rand.New(rand.NewPCG(1, 2)), float64(tally.Many(50, 1000))/1000 // of all possible pairs
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
						possible++
						if random.Float64() > share {
							continue
						}
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
	if singles != expectedSingles || possible != expectedPairs || share == 1 && pairs != possible {
		t.Error("not every fault was tried")
	}
	tally.Report(t, tally.Line{Check: "faults, singles", Count: singles, Unit: "faults", Violations: wrongSingles})
	tally.Report(t, tally.Line{Check: "faults, pairs", Count: pairs, Unit: "pairs", Violations: wrongPairs})
}

// After a fault in a flow and one in the next run of the schedule, nothing is lost and nothing is there twice.
func TestFaultsInAFlowAndTheNextLoseAndRepeatNothing(t *testing.T) {
	next := []flow{
		{name: "mails", do: func(ctx context.Context, s *fixture) error { return s.deliver(ctx) }},
		{name: "clean-up", do: func(ctx context.Context, s *fixture) error { return s.cleanUp(ctx) }},
		{name: "index", do: func(ctx context.Context, s *fixture) error { return s.index(ctx) }},
	}
	random, tried, violations := rand.New(rand.NewPCG(1, 1)), 0, 0
	share := float64(tally.Many(5, 1000)) / 1000 // of all possible pairs
	for _, f := range slices.Concat(flows, disputes) {
		calls, _ := run(t, f, nil)
		for first := 1; first <= calls; first++ {
			for _, a := range faults {
				for _, g := range next {
					for second, more := 1, true; more; second++ {
						for _, b := range faults {
							if !more || random.Float64() > share {
								continue
							}
							var wrong []string
							if more, wrong = across(t, f, map[int]fault{first: a}, g, second, b); more {
								tried++
							}
							if len(wrong) > 0 {
								violations++
								t.Errorf("%s, call %d %s, then %s, call %d %s: %v", f.name, first, a, g.name, second, b, wrong)
							}
						}
						more = more && second < mostCalls
					}
				}
			}
		}
	}
	tally.Report(t, tally.Line{Check: "faults, pairs across two flows", Count: tried, Unit: "pairs", Violations: violations})
}

// mostCalls is more than the calls of any flow of the schedule here.
const mostCalls = 20

// across runs a flow with a fault, repeats it if it failed, and then runs another flow with a fault. It returns false
// if that flow makes fewer calls.
func across(t *testing.T, f flow, plan map[int]fault, g flow, second int, b fault) (reached bool, wrong []string) {
	t.Helper()
	s, store := set(t, f)
	err := f.do(s.plan(plan), s)
	s.recover()
	if err != nil {
		err = f.do(t.Context(), s)
	}
	_ = g.do(s.plan(map[int]fault{second: b}), s) // the schedule runs again
	if s.recover() < second {
		return false, nil
	}
	if err != nil {
		wrong = append(wrong, err.Error())
	}
	return true, append(wrong, s.atRest(t, store)...)
}

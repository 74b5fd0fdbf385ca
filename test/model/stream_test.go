package model

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/search"
	"smartaccounts/internal/stream"
	"smartaccounts/internal/testkit/tally"
)

// streaming records what transactions write, for the table's stream.
type streaming struct {
	client.API
	s *fixture
}

func (a streaming) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, o ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	out, err := a.API.TransactWriteItems(ctx, in, o...)
	if err == nil {
		for _, w := range in.TransactItems {
			if w.ConditionCheck == nil {
				record := recordOf(keyIn(w), len(a.s.records))
				if w.Put != nil {
					record.Change.NewImage = imageOf(w.Put.Item)
				}
				a.s.records = append(a.s.records, record)
			}
		}
	}
	return out, err
}

func recordOf(key map[string]types.AttributeValue, number int) events.DynamoDBEventRecord {
	attribute := func(name string) events.DynamoDBAttributeValue {
		return events.NewStringAttribute(key[name].(*types.AttributeValueMemberS).Value)
	}
	return events.DynamoDBEventRecord{EventName: "INSERT", Change: events.DynamoDBStreamRecord{
		Keys: map[string]events.DynamoDBAttributeValue{"PK": attribute("PK"), "SK": attribute("SK")}, SequenceNumber: strconv.Itoa(number + 1),
	}}
}

// imageOf returns an item as the stream shows it.
func imageOf(item map[string]types.AttributeValue) map[string]events.DynamoDBAttributeValue {
	image := map[string]events.DynamoDBAttributeValue{}
	for name, v := range item {
		image[name] = shownAs(v)
	}
	return image
}

func shownAs(v types.AttributeValue) events.DynamoDBAttributeValue {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return events.NewStringAttribute(v.Value)
	case *types.AttributeValueMemberN:
		return events.NewNumberAttribute(v.Value)
	case *types.AttributeValueMemberB:
		return events.NewBinaryAttribute(v.Value)
	case *types.AttributeValueMemberBOOL:
		return events.NewBooleanAttribute(v.Value)
	case *types.AttributeValueMemberM:
		return events.NewMapAttribute(imageOf(v.Value))
	case *types.AttributeValueMemberL:
		list := make([]events.DynamoDBAttributeValue, len(v.Value))
		for n, element := range v.Value {
			list[n] = shownAs(element)
		}
		return events.NewListAttribute(list)
	default:
		return events.NewNullAttribute()
	}
}

// functions returns the functions that the stream invokes.
func (s *fixture) functions() []stream.Function {
	index := search.Index{Store: s.store, Now: s.now}
	send, log := s.mailer(), slog.New(slog.DiscardHandler)
	return []stream.Function{
		stream.Handle(log, layout.MailPrefix, func(ctx context.Context, r stream.Record) error {
			if m, shown := layout.MailIn(r.Image()); shown {
				return send.DoMail(ctx, m)
			}
			return send.Do(ctx, r.ID)
		}, send.Sweep),
		stream.Handle(log, layout.AccountPrefix, stream.ByID(index.Do), nil),
	}
}

// arrives passes records to each function, and those that it fails again, as often as the event source mapping does.
func (s *fixture) arrives(ctx context.Context, records []events.DynamoDBEventRecord) {
	const attempts = 3
	for _, function := range s.functions() {
		for open, attempt := records, 0; len(open) > 0 && attempt < attempts; attempt++ {
			event, err := json.Marshal(events.DynamoDBEvent{Records: open})
			if err != nil {
				panic(err)
			}
			if ctx.Err() != nil {
				ctx = context.Background() // another process, with its own deadline
			}
			answer, err := function(ctx, event)
			if s.faulty.revive(); err != nil {
				continue
			}
			failed := answer.(events.DynamoDBEventResponse).BatchItemFailures
			open = slices.DeleteFunc(slices.Clone(open), func(r events.DynamoDBEventRecord) bool {
				return !slices.ContainsFunc(failed, func(f events.DynamoDBBatchItemFailure) bool { return f.ItemIdentifier == r.Change.SequenceNumber })
			})
		}
	}
}

// delivery is a way in which a stream delivers the records of a flow.
type delivery struct {
	name string
	do   func(ctx context.Context, s *fixture, records []events.DynamoDBEventRecord)
}

func inOrder(ctx context.Context, s *fixture, records []events.DynamoDBEventRecord) {
	s.arrives(ctx, records)
}

var deliveries = []delivery{
	{"in order", inOrder},
	{"each twice", func(ctx context.Context, s *fixture, records []events.DynamoDBEventRecord) {
		for _, r := range records {
			s.arrives(ctx, []events.DynamoDBEventRecord{r, r})
		}
	}},
	{"all twice", func(ctx context.Context, s *fixture, records []events.DynamoDBEventRecord) {
		s.arrives(ctx, records)
		s.arrives(ctx, records)
	}},
	{"backwards", func(ctx context.Context, s *fixture, records []events.DynamoDBEventRecord) {
		slices.Reverse(records)
		s.arrives(ctx, records)
	}},
	{"backwards, and then in order", func(ctx context.Context, s *fixture, records []events.DynamoDBEventRecord) {
		back := slices.Clone(records)
		slices.Reverse(back)
		s.arrives(ctx, back)
		s.arrives(ctx, records)
	}},
	{"one half before the other", func(ctx context.Context, s *fixture, records []events.DynamoDBEventRecord) {
		s.arrives(ctx, records[len(records)/2:])
		s.arrives(ctx, records[:len(records)/2])
	}},
	{"every second one late, after the schedule", func(ctx context.Context, s *fixture, records []events.DynamoDBEventRecord) {
		var soon, late []events.DynamoDBEventRecord
		for n, r := range records {
			if n%2 == 0 {
				soon = append(soon, r)
			} else {
				late = append(late, r)
			}
		}
		s.arrives(ctx, soon)
		s.schedule(ctx)
		s.arrives(ctx, late)
	}},
	{"all late, after the schedule", func(ctx context.Context, s *fixture, records []events.DynamoDBEventRecord) {
		s.schedule(ctx)
		s.arrives(ctx, records)
	}},
	{"never", func(context.Context, *fixture, []events.DynamoDBEventRecord) {}},
}

// racing are the deliveries in which several processes run at once. The order of their calls varies, so no call is
// made to fail.
var racing = []delivery{
	{"during the schedule", func(ctx context.Context, s *fixture, records []events.DynamoDBEventRecord) {
		atOnce(func() { s.schedule(ctx) }, func() { s.arrives(ctx, records) })
	}},
	{"twice at once", func(ctx context.Context, s *fixture, records []events.DynamoDBEventRecord) {
		atOnce(func() { s.arrives(ctx, records) }, func() { s.arrives(ctx, records) })
	}},
}

func atOnce(all ...func()) {
	var group sync.WaitGroup
	for _, do := range all {
		group.Go(do)
	}
	group.Wait()
}

// schedule runs each sweep once. Errors are ignored: the schedule runs again.
func (s *fixture) schedule(ctx context.Context) {
	for _, sweep := range []func(context.Context) error{s.cleanUp, s.index, s.deliver} {
		_ = sweep(ctx)
	}
}

// written runs a flow, and returns its records in the stream.
func written(t *testing.T, f flow) (*fixture, *dynamotest.Store, []events.DynamoDBEventRecord) {
	t.Helper()
	s, store := set(t, f)
	s.faulty.API = streaming{s.faulty.API, s}
	if err := f.do(t.Context(), s); err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	return s, store, slices.Clone(s.records)
}

// Nothing is lost or repeated if the stream delivers the records of a flow twice, late or out of order, whichever of
// the resulting calls fails.
func TestAStreamMayRepeatAndReorderRecords(t *testing.T) {
	tried, faultsTried, violations := 0, 0, 0
	random, share := rand.New(rand.NewPCG(2, 2)), float64(tally.Many(3, 100))/100 // of the faults
	for _, f := range slices.Concat(flows, disputes) {
		check := func(name string, plan map[int]fault, do func(ctx context.Context, s *fixture, records []events.DynamoDBEventRecord)) (calls int) {
			s, store, records := written(t, f)
			do(s.plan(plan), s, records)
			calls = s.recover()
			tried++
			if wrong := s.atRest(t, store); len(wrong) > 0 {
				violations++
				t.Errorf("%s, %s, %v: %v", f.name, name, plan, wrong)
			}
			return calls
		}
		for _, d := range deliveries {
			for call := range check(d.name, nil, d.do) {
				for _, a := range faults {
					if random.Float64() < share {
						faultsTried++
						check(d.name, map[int]fault{call + 1: a}, d.do)
					}
				}
			}
		}
		for _, d := range racing {
			for range tally.Many(3, 500) {
				check(d.name, nil, d.do)
			}
		}
		for _, order := range orders(t, f) {
			check("another order", nil, func(ctx context.Context, s *fixture, records []events.DynamoDBEventRecord) {
				var other []events.DynamoDBEventRecord
				for _, n := range order {
					other = append(other, records[n])
				}
				s.arrives(ctx, other)
			})
		}
	}
	t.Logf("%d deliveries, %d of them with a fault", tried, faultsTried)
	tally.Report(t, tally.Line{Check: "a stream that repeats and disorders", Count: tried, Unit: "deliveries", Violations: violations})
}

// orders returns the orders in which the records of a flow that concern a function may arrive: all, if they are few.
func orders(t *testing.T, f flow) (all [][]int) {
	t.Helper()
	_, _, records := written(t, f)
	var concern []int
	for n, r := range records {
		for _, prefix := range []string{layout.MailPrefix, layout.AccountPrefix} {
			if pk := r.Change.Keys["PK"].String(); len(pk) > len(prefix) && pk[:len(prefix)] == prefix {
				concern = append(concern, n)
			}
		}
	}
	const few = 5
	return permutations(concern[:min(few, len(concern))])
}

func permutations(of []int) [][]int {
	if len(of) == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for n := range of {
		rest := slices.Delete(slices.Clone(of), n, n+1)
		for _, p := range permutations(rest) {
			all = append(all, append([]int{of[n]}, p...))
		}
	}
	return all
}

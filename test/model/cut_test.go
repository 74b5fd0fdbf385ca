package model

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/search"
	"smartaccounts/internal/testkit/tally"
)

// cutting passes each transaction to tell: the table before and after it, and the keys that it wrote, in order.
type cutting struct {
	client.API
	t     *testing.T
	store *dynamotest.Store
	tell  func(transaction)
}

type transaction struct {
	before, after *dynamotest.Store
	in            *dynamodb.TransactWriteItemsInput
	written       []string // the keys
}

func (c cutting) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, o ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	before := c.store.Copy(c.t, nil, nil)
	out, err := c.API.TransactWriteItems(ctx, in, o...)
	if err != nil {
		return out, err
	}
	var written []string
	for _, w := range in.TransactItems {
		if w.ConditionCheck == nil {
			written = append(written, dynamotest.KeyOf(keyIn(w)))
		}
	}
	c.tell(transaction{before, c.store.Copy(c.t, nil, nil), in, written})
	return out, nil
}

// keyIn returns the key of the item that w writes or checks, or the whole item if w puts it.
func keyIn(w types.TransactWriteItem) map[string]types.AttributeValue {
	switch {
	case w.Put != nil:
		return w.Put.Item
	case w.Update != nil:
		return w.Update.Key
	case w.Delete != nil:
		return w.Delete.Key
	default:
		return w.ConditionCheck.Key
	}
}

// cuts returns what a restore may contain of the transaction: for each boundary between two items, those before it,
// and those after it.
func (x transaction) cuts() (cuts [][]string) {
	for n := 1; n < len(x.written); n++ {
		cuts = append(cuts, x.written[:n], x.written[n:])
	}
	return cuts
}

// allowed returns the consistent tables: the one before and the one after the transaction; if it ended a lapsed
// request for a new one, the one in which only the first is done, as the schedule does it; and if it settled a
// dispute, the one in which the dispute is open again, for an operator to settle again.
func (x transaction) allowed(t *testing.T) []*dynamotest.Store {
	t.Helper()
	all := []*dynamotest.Store{x.before, x.after}
	request := func(key string) bool { return strings.HasSuffix(key, " REQUEST") }
	opened := slices.IndexFunc(x.written, request)
	if ended := slices.IndexFunc(x.written[opened+1:], request); ended >= 0 {
		lapsed := x.written[opened+1+ended : len(x.written)-1] // the last one is the domain item
		all = append(all, x.before.Copy(t, x.after, lapsed).Without(t, x.written[len(x.written)-1]))
	}
	if strings.HasPrefix(x.written[0], "DISPUTE#") {
		after, err := x.after.Dump(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		settlement := slices.DeleteFunc(slices.Clone(x.written), func(key string) bool {
			return !strings.HasPrefix(key, "DISPUTE#") && !(strings.HasPrefix(key, "OUTBOX#") && strings.Contains(after[key], "disputeId: "))
		})
		all = append(all, x.after.Copy(t, x.before, settlement))
	}
	return all
}

// told returns the table after the schedule has indexed its accounts, without the items that may be lost, without Virtual
// Accounts, because a new one is equivalent, and without logs of accounts and their versions, which no repair restores.
func told(t *testing.T, w *harness, store *dynamotest.Store) map[string]string {
	t.Helper()
	store = store.Copy(t, nil, nil)
	if _, err := (search.Index{Store: store, Now: func() time.Time { return w.now().Add(time.Minute) }}).Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	dump, err := store.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(dump, func(key, item string) bool {
		return mayGo(key) || strings.Contains(key, " VIRTUAL#") || strings.Contains(key, " CHILD#") || strings.Contains(key, " LOG#") || strings.Contains(item, "mailKind: code")
	})
	return unnumbered(dump)
}

var (
	toWhom = regexp.MustCompile(`.*(line: \d+).*(mailKind: \w+).*(recipient: [^,]+).*(requestId: \w+).*`)
	shard  = regexp.MustCompile(`OUTBOX#\d+,`)
	// unread matches what records only the last change: who marked an account last, and the mails of a dispute's last
	// step.
	unread = regexp.MustCompile(`indexMark: [^,]*, |, toldMails: \[[^\]]*\]`)
	// versioned matches what the item of an account has of its version, and the counts, of which fsck checks that they fit.
	versioned = regexp.MustCompile(`(, )?(version|defaultVirtual|administrators|members|virtualAccounts): [^,}]*`)
)

// unnumbered replaces each mail's id by what the mail is, and removes its shard, which follows from the id: a
// repeated change draws other ids.
func unnumbered(dump map[string]string) map[string]string {
	var pairs []string
	for key, item := range dump {
		if id, is := strings.CutPrefix(key, "OUTBOX#"); is {
			pairs = append(pairs, strings.TrimSuffix(id, " OUTBOX"), toWhom.ReplaceAllString(item, "$1 $2 $3 $4"))
		}
	}
	names := strings.NewReplacer(pairs...)
	named := map[string]string{}
	for key, item := range dump {
		if strings.HasSuffix(key, " ACCOUNT") {
			item = versioned.ReplaceAllString(item, "")
		}
		named[names.Replace(key)] = unread.ReplaceAllString(shard.ReplaceAllString(names.Replace(item), "OUTBOX#,"), "")
	}
	return named
}

// maxPasses is how often the table is repaired: a repair may reveal another finding.
const maxPasses = 4

// A restore may contain half of a transaction. It is found, and repaired to the whole transaction or nothing of it.
func TestHalfATransactionIsFoundAndRepaired(t *testing.T) {
	tried, unseen, unmended := 0, 0, 0
	look := func(w *harness, what string, x transaction) {
		var allowed []map[string]string
		for _, store := range x.allowed(t) {
			allowed = append(allowed, told(t, w, store))
		}
		for _, cut := range x.cuts() {
			tried++
			half := x.before.Copy(t, x.after, cut)
			whole := func() bool {
				now := told(t, w, half)
				return slices.ContainsFunc(allowed, func(a map[string]string) bool { return maps.Equal(now, a) })
			}
			found := findings(t, w, half, false)
			if len(found) == 0 && !whole() {
				unseen++
				t.Errorf("%s: of %v the table has %v, and the rest is not found to be missing: %v", what, x.written, cut, differences(told(t, w, half), allowed[1]))
			}
			for range maxPasses {
				if len(findings(t, w, half, true)) == 0 {
					break
				}
			}
			left := slices.DeleteFunc(findings(t, w, half, false), func(f maintenance.Finding) bool {
				return f.Check == "log-gap" // what a lost entry said is known from nowhere else
			})
			if len(left) > 0 || !whole() {
				unmended++
				t.Errorf("%s: of %v the table has %v; found %v, and after the repair %v; it differs from before in %v, from after in %v", what, x.written, cut, found, left,
					differences(told(t, w, half), allowed[0]), differences(told(t, w, half), allowed[1]))
			}
		}
	}
	inFlows(t, look)
	inRandomWalks(t, tally.Many(3, 500), 0, look)
	tally.Report(t, tally.Line{Check: "halves of transactions are found", Count: tried, Unit: "cuts", Violations: unseen})
	tally.Report(t, tally.Line{Check: "halves of transactions are repaired", Count: tried, Unit: "cuts", Violations: unmended})
}

// inFlows calls tell for each transaction of each flow.
func inFlows(t *testing.T, tell func(w *harness, what string, x transaction)) {
	t.Helper()
	inFlowsOf(t, slices.Concat(flows, disputes), tell)
}

func inFlowsOf(t *testing.T, flows []flow, tell func(w *harness, what string, x transaction)) {
	t.Helper()
	for _, f := range flows {
		store := dynamotest.InMemory()
		w, link := asked(t, store)
		s := &fixture{harness: w, link: link}
		f.before(t, s)
		w.tells(t, store, func(x transaction) { tell(w, f.name, x) })
		if err := f.do(t.Context(), s); err != nil {
			t.Error(err)
		}
	}
}

// inRandomWalks calls tell for each transaction of many random walks; another salt draws other walks.
func inRandomWalks(t *testing.T, many int, salt uint64, tell func(w *harness, what string, x transaction)) {
	t.Helper()
	for seed := range uint64(many) {
		store := dynamotest.InMemory()
		w := newHarness(t, store, day1)
		w.tells(t, store, func(x transaction) { tell(w, fmt.Sprintf("seed %d", seed), x) })
		w.stroll(t, rand.New(rand.NewPCG(seed, salt)))
	}
}

// tells makes w call tell for each transaction from now on.
func (w *harness) tells(t *testing.T, store *dynamotest.Store, tell func(transaction)) {
	t.Helper()
	w.store = &watched{store.Through(func(client.API) client.API { return cutting{store.API(), t, store, tell} }), w}
}

// stroll performs random operations, one after the other.
func (w *harness) stroll(t *testing.T, random *rand.Rand) {
	t.Helper()
	const steps = 40
	for range steps {
		if random.IntN(3) == 0 {
			w.sends(t)
		}
		if random.IntN(8) == 0 {
			w.sends(t)
			w.pass([]time.Duration{11 * time.Minute, 25 * time.Hour, 8 * day, 91 * day}[random.IntN(4)])
		}
		if random.IntN(8) == 0 {
			if err := w.cleanUp(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if o, possible := w.draw(kinds[random.IntN(len(kinds))], random.IntN); possible {
			w.perform(t.Context(), &o, 0)
		}
		w.pass(time.Millisecond)
	}
}

// differences returns the keys of the items in which two tables differ.
func differences(a, b map[string]string) (keys []string) {
	for key, item := range a {
		if b[key] != item {
			keys = append(keys, key)
		}
	}
	for key := range b {
		if _, both := a[key]; !both {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

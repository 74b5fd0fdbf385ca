package reindex

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/layout"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/search"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow"
	"smartaccounts/tools/command"
	"smartaccounts/tools/companies"
	"smartaccounts/tools/longrun"
)

var amazons, stacks *engines.Engine

func TestMain(m *testing.M) {
	engines.Main(m, engines.DynamoDBLocal(&amazons), engines.MiniStack(&stacks))
}

func onBoth(t *testing.T, test func(t *testing.T, engine *engines.Engine)) {
	t.Helper()
	t.Parallel()
	for _, engine := range []*engines.Engine{amazons, stacks} {
		t.Run(engine.Name, func(t *testing.T) {
			t.Parallel()
			test(t, engine)
		})
	}
}

// accounts returns generated accounts, the first half Public.
func accounts(number int) []workflow.StoredAccount {
	list := slices.Collect(companies.Register{Seed: 5}.Accounts(0, number))
	for n := range list {
		if n < number/2 {
			list[n].Account.Visibility = account.Public
		}
	}
	return list
}

type broken struct {
	*dynamotest.Store
	t *testing.T
}

func (b broken) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// index returns the postings in the table.
func (b broken) index() map[string]string {
	b.t.Helper()
	all, err := b.Dump(b.t.Context())
	b.must(err)
	maps.DeleteFunc(all, func(key, _ string) bool { return !strings.HasPrefix(key, "WORD#") })
	return all
}

// rightIndex returns the postings of a new table with these accounts.
func rightIndex(t *testing.T, engine *engines.Engine, list []workflow.StoredAccount) map[string]string {
	t.Helper()
	b := broken{dynamotest.New(t, engine), t}
	b.must(b.Load(t.Context(), list))
	return b.index()
}

// postingsOf returns the keys of the account's postings, sorted.
func postingsOf(a account.Account) []layout.Key {
	return slices.SortedFunc(maps.Keys(layout.PostingsOf(a)), func(a, b layout.Key) int { return strings.Compare(a.PK, b.PK) })
}

func keyOf(pk, sk string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{"PK": &types.AttributeValueMemberS{Value: pk}, "SK": &types.AttributeValueMemberS{Value: sk}}
}

func (b broken) remove(pk, sk string) {
	b.t.Helper()
	_, err := b.Client.DeleteItem(b.t.Context(), &dynamodb.DeleteItemInput{TableName: &b.Name, Key: keyOf(pk, sk)})
	b.must(err)
}

// copyTo stores a copy of a posting under another key.
func (b broken) copyTo(from layout.Key, pk, sk string) {
	b.t.Helper()
	out, err := b.Client.GetItem(b.t.Context(), &dynamodb.GetItemInput{TableName: &b.Name, Key: keyOf(from.PK, from.SK)})
	b.must(err)
	if len(out.Item) == 0 {
		b.t.Fatalf("nothing at %+v", from)
	}
	maps.Copy(out.Item, keyOf(pk, sk))
	_, err = b.Client.PutItem(b.t.Context(), &dynamodb.PutItemInput{TableName: &b.Name, Item: out.Item})
	b.must(err)
}

func (b broken) wantRight(engine *engines.Engine, list []workflow.StoredAccount) {
	b.t.Helper()
	got, want := b.index(), rightIndex(b.t, engine, list)
	for key := range want {
		if got[key] != want[key] {
			b.t.Errorf("%q: got %s, want %s", key, got[key], want[key])
		}
	}
	for key := range got {
		if _, is := want[key]; !is {
			b.t.Errorf("unexpected posting %q: %s", key, got[key])
		}
	}
	due, err := b.AccountsToIndex(b.t.Context(), time.Now().Add(time.Hour), 100)
	if err != nil || len(due) > 0 {
		b.t.Errorf("still marked: %v, %v", due, err)
	}
}

func TestABrokenIndexIsRebuiltAndTheReportIsExact(t *testing.T) {
	onBoth(t, func(t *testing.T, engine *engines.Engine) {
		b, list := broken{dynamotest.New(t, engine), t}, accounts(40)
		b.must(b.Load(t.Context(), list))
		removed := 0

		missing := postingsOf(list[0].Account)
		b.remove(missing[0].PK, missing[0].SK)

		// An account that has become Restricted and still has postings.
		removed += len(postingsOf(list[1].Account))
		list[1].Account.Visibility = account.Restricted
		b.must(b.Load(t.Context(), list[1:2]))

		// An account that was deleted.
		removed += len(postingsOf(list[2].Account))
		b.remove(layout.AccountPrefix+string(list[2].Account.ID), "ACCOUNT")
		list = slices.Delete(list, 2, 3)

		// A posting in another list, one under another name, and those from before a change of the name.
		at := postingsOf(list[3].Account)[0]
		b.copyTo(at, "WORD#elsewhere", at.SK)
		b.copyTo(at, at.PK, "another name\x1f"+string(list[3].Account.ID))
		before := layout.PostingsOf(list[4].Account)
		list[4].Account.Name = "Zymurgy Xylophones"
		b.must(b.Load(t.Context(), list[4:5]))
		for at := range layout.PostingsOf(list[4].Account) {
			delete(before, at)
		}
		removed += 2 + len(before)

		// A posting of an account that has changed since.
		list[5].Account.Requester = "new@example.com"
		at = postingsOf(list[5].Account)[0]
		b.copyTo(at, at.PK+"-", at.SK)
		b.must(b.Load(t.Context(), list[5:6]))
		b.copyTo(layout.Key{PK: at.PK + "-", SK: at.SK}, at.PK, at.SK)
		removed++

		var out, progress bytes.Buffer
		credentials, err := b.Client.Options().Credentials.Retrieve(t.Context())
		b.must(err)
		state := filepath.Join(t.TempDir(), "reindex.json")
		c := Command(func(variable string) string {
			return map[string]string{"AWS_ACCESS_KEY_ID": credentials.AccessKeyID}[variable]
		})
		b.must(command.Run(t.Context(), c, []string{"-table", b.Name, "-endpoint", engine.Endpoint, "-state", state, "-segments", "3"}, &out, &progress))
		b.wantRight(engine, list)
		var said report
		b.must(json.Unmarshal(out.Bytes(), &said))
		written := 0
		for _, stored := range list {
			written += len(layout.PostingsOf(stored.Account))
		}
		removed -= len(postingsOf(public(list[1].Account))) // the scan of the accounts removes these
		if said.Accounts != len(list) || said.Written != written || said.Removed != removed {
			t.Errorf("report %+v; want %d accounts, %d postings written, %d removed", said, len(list), written, removed)
		}
		if _, err := os.Stat(state); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the state of the finished run still exists: %v", err)
		}
		for _, what := range []string{"listing accounts", "removing stale postings"} {
			if !strings.Contains(progress.String(), what) {
				t.Errorf("the progress has no %q", what)
			}
		}
	})
}

// Tables of older releases have no own postings. A rebuild writes them for requesters, and for members of active accounts.
func TestATableWithoutOwnPostingsGetsThem(t *testing.T) {
	onBoth(t, func(t *testing.T, engine *engines.Engine) {
		b, list := broken{dynamotest.New(t, engine), t}, accounts(6)
		list[1].Account.Status = account.AccountPending
		list[2].Account.Status = account.AccountCancelled
		for n := range list {
			list[n].Account.Requester = "partner@example.com"
		}
		b.must(b.Load(t.Context(), list))
		all, err := b.Dump(t.Context())
		b.must(err)
		for key := range all {
			if pk, sk, _ := strings.Cut(key, " "); strings.HasPrefix(sk, "OWN#") {
				b.remove(pk, sk)
			}
		}
		_, err = b.rebuild(t.Context(), filepath.Join(t.TempDir(), "state.json"))
		b.must(err)
		for n, stored := range list {
			a := stored.Account
			finds := func(by account.Email) bool {
				found, _, err := b.OwnPostings(t.Context(), by, account.Words(a.Name)[0], "", 100)
				b.must(err)
				return slices.ContainsFunc(found, func(p search.OwnPosting) bool { return p.Account.ID == a.ID })
			}
			if !finds("partner@example.com") {
				t.Errorf("the requester does not find their %s account", a.Status)
			}
			for _, m := range stored.Members {
				if got := finds(m.Person); got != (a.Status == account.AccountActive) {
					t.Errorf("%d: %s finds the %s account: %v", n, m.Person, a.Status, got)
				}
			}
		}
		_, err = b.Inspect(t.Context(), dynamo.Now(), false, func(f maintenance.Finding) {
			if strings.HasPrefix(f.At.SK, "OWN#") {
				t.Errorf("%v: %s", f.At, f.Wrong)
			}
		})
		b.must(err)
	})
}

func public(a account.Account) account.Account {
	a.Visibility = account.Public
	return a
}

// when calls do before the client's call of that action with that number, from 1.
func when(wanted string, number int32, do func()) func(*dynamodb.Options) {
	var calls int32
	var doing sync.Mutex // serializes such calls
	return func(o *dynamodb.Options) {
		inner := o.HTTPClient
		o.HTTPClient = doer(func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+wanted) {
				doing.Lock()
				if calls++; calls == number {
					do()
				}
				doing.Unlock()
			}
			return inner.Do(r)
		})
	}
}

type doer func(*http.Request) (*http.Response, error)

func (d doer) Do(r *http.Request) (*http.Response, error) { return d(r) }

func (b broken) rebuild(ctx context.Context, path string) (done, error) {
	b.t.Helper()
	const segments = 2
	state, err := longrun.Resume[plan, done](path, plan{Table: b.Name, Segments: segments})
	b.must(err)
	return rebuild(ctx, b.Maintainer, state, segments, 0, io.Discard)
}

// system returns the table as concurrent functions use it.
func (b broken) system() *maintenance.Maintainer { return maintenance.New(b.Client, b.Name) }

// change replaces an account and indexes it, as the functions do.
func (b broken) change(was account.Account, is workflow.StoredAccount) {
	b.t.Helper()
	system, ctx := b.system(), context.WithoutCancel(b.t.Context())
	b.must(system.DeletePostings(ctx, was))
	b.must(system.Load(ctx, []workflow.StoredAccount{is}))
	b.must(system.MarkForIndex(ctx, is.Account.ID, "change."+string(account.NewID()), dynamo.Now()))
	b.must(search.Index{Store: system, Now: dynamo.Now}.Do(ctx, is.Account.ID))
}

// The account changes between the read of a stale posting and its removal, so that the posting is valid again.
func TestAPostingThatBecomesRightIsKept(t *testing.T) {
	onBoth(t, func(t *testing.T, engine *engines.Engine) {
		var b broken
		list, changed := accounts(4), false
		was, is := list[0].Account, list[0]
		is.Account.Name = "Zymurgy Xylophones"
		b = broken{dynamotest.New(t, engine, when("TransactWriteItems", 1, func() {
			changed = true
			b.change(was, is)
		})), t}
		b.must(b.system().Load(t.Context(), list))
		at := postingsOf(is.Account)[0]
		b.copyTo(postingsOf(was)[0], at.PK, at.SK)
		did, err := b.rebuild(t.Context(), filepath.Join(t.TempDir(), "state.json"))
		if err != nil || !changed || did.Removed != 1 {
			t.Fatalf("%+v, %v; changed %v", did, err, changed)
		}
		list[0] = is
		b.wantRight(engine, list)
	})
}

func TestAnAccountThatBecomesRestrictedMeanwhileIsNotListed(t *testing.T) {
	onBoth(t, func(t *testing.T, engine *engines.Engine) {
		var b broken
		list, changed := accounts(2)[:1], false
		was, is := list[0].Account, list[0]
		is.Account.Visibility = account.Restricted
		b = broken{dynamotest.New(t, engine, when("BatchWriteItem", 1, func() {
			changed = true
			b.change(was, is)
		})), t}
		b.must(b.system().Load(t.Context(), list))
		did, err := b.rebuild(t.Context(), filepath.Join(t.TempDir(), "state.json"))
		if err != nil || !changed || did.Accounts != 1 || did.Written != 0 {
			t.Fatalf("%+v, %v; changed %v", did, err, changed)
		}
		b.wantRight(engine, []workflow.StoredAccount{is})
	})
}

// The account of a stale posting is created between the read and the removal, so nothing is removed.
func TestThePostingsOfAnAccountCreatedMeanwhileAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, engine *engines.Engine) {
		var b broken
		list, changed := accounts(4), false
		b = broken{dynamotest.New(t, engine, when("TransactWriteItems", 1, func() {
			changed = true
			b.must(b.system().Load(context.WithoutCancel(t.Context()), list[:1]))
		})), t}
		b.must(b.system().Load(t.Context(), list))
		b.remove(layout.AccountPrefix+string(list[0].Account.ID), "ACCOUNT")
		did, err := b.rebuild(t.Context(), filepath.Join(t.TempDir(), "state.json"))
		if err != nil || !changed || did.Removed != 0 {
			t.Fatalf("%+v, %v; changed %v", did, err, changed)
		}
		b.wantRight(engine, list)
	})
}

// It does not start from the beginning, and its counts are those of a single run.
func TestARunInterruptedInEitherScanContinues(t *testing.T) {
	onBoth(t, func(t *testing.T, engine *engines.Engine) {
		const number = 300
		list, path := accounts(number), filepath.Join(t.TempDir(), "state.json")
		var interrupt context.CancelFunc
		var updates atomic.Int32
		var removing atomic.Bool
		b := broken{dynamotest.New(t, engine,
			when("UpdateItem", 300, func() { interrupt() }),
			when("TransactWriteItems", 3, func() { removing.Store(true) }),
			func(o *dynamodb.Options) {
				inner := o.HTTPClient
				o.HTTPClient = doer(func(r *http.Request) (*http.Response, error) {
					switch _, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), "."); {
					case action == "UpdateItem":
						updates.Add(1)
					case action == "GetItem" && removing.Swap(false): // of the account, to write its postings again
						interrupt()
					}
					return inner.Do(r)
				})
			}), t}
		b.must(b.system().Load(t.Context(), list))
		removed, written := 0, 0
		for n := range 10 {
			at := postingsOf(list[n].Account)[0]
			b.copyTo(at, at.PK+"-", at.SK)
			b.copyTo(at, at.PK+"+", at.SK)
			b.remove(at.PK, at.SK)
			removed += 2
		}
		for _, stored := range list {
			written += len(layout.PostingsOf(stored.Account))
		}
		for _, where := range []string{"the first walk", "the second walk"} {
			ctx, cancel := context.WithCancel(t.Context())
			interrupt = cancel
			did, err := b.rebuild(ctx, path)
			cancel()
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("in %s: %+v, %v", where, did, err)
			}
			if through := did.ByAccount[0].Through && did.ByAccount[1].Through; through != (where == "the second walk") {
				t.Fatalf("not in %s: %+v", where, did)
			}
		}
		// The account is marked, so the clean-up writes its postings again even if no run continues.
		if due, err := b.AccountsToIndex(t.Context(), time.Now().Add(time.Hour), 100); err != nil || len(due) == 0 {
			t.Errorf("no marked account: %v, %v", due, err)
		}
		did, err := b.rebuild(t.Context(), path)
		if err != nil || did.Accounts != number || did.Written != written || did.Removed != removed {
			t.Errorf("got %+v, %v; want %d accounts, %d postings written, %d removed", did, err, number, written, removed)
		}
		b.wantRight(engine, list)
		// Each account is marked and unmarked once. Of the first scan, at most one page per segment is repeated.
		if got := updates.Load(); got > 2*number+400 {
			t.Errorf("%d updates of %d accounts", got, number)
		}
	})
}

package load

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/tools/command"
	"smartaccounts/tools/companies"
)

var engine *engines.Engine

func TestMain(m *testing.M) { engines.Main(m, engines.DynamoDBLocal(&engine)) }

// environment returns the variables with the store's access key: DynamoDB Local has a database for each key.
func environment(t *testing.T, store *dynamotest.Store) func(string) string {
	t.Helper()
	credentials, err := store.Client.Options().Credentials.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return func(variable string) string {
		return map[string]string{"AWS_ACCESS_KEY_ID": credentials.AccessKeyID}[variable]
	}
}

// between returns the address of a proxy of the engine that calls batch before it forwards each BatchWriteItem.
func between(t *testing.T, batch func(number int32)) string {
	t.Helper()
	to, err := url.Parse(engine.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	proxy, batches := httputil.NewSingleHostReverseProxy(to), atomic.Int32{}
	proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".BatchWriteItem") {
			batch(batches.Add(1))
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func dump(t *testing.T, store *dynamotest.Store) map[string]string {
	t.Helper()
	all, err := store.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// The second run skips what the first one stored, leaves no gap, and reports the items of both.
func TestAnInterruptedRunContinues(t *testing.T) {
	t.Parallel()
	const accounts, interruptedAt = 300, 60
	store := dynamotest.New(t, engine)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var batches atomic.Int32
	endpoint := between(t, func(number int32) {
		batches.Store(number)
		if number == interruptedAt {
			interrupt()
		}
	})
	state := filepath.Join(t.TempDir(), "state", "load.json")
	arguments := func(seed string) []string {
		return []string{"-table", store.Name, "-endpoint", endpoint, "-accounts", strconv.Itoa(accounts), "-state", state, "-seed", seed, "-workers", "4"}
	}
	var out, progress bytes.Buffer
	err := command.Run(ctx, Command(environment(t, store)), arguments("3"), &out, &progress)
	if !errors.Is(err, context.Canceled) || out.Len() > 0 {
		t.Fatalf("interrupted: %v, output %s", err, &out)
	}
	if len(dump(t, store)) == 0 {
		t.Fatal("no item is stored after the interruption")
	}

	// A run with other parameters must not continue this one.
	err = command.Run(t.Context(), Command(environment(t, store)), arguments("4"), &out, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "unfinished run") || !strings.Contains(err.Error(), state) {
		t.Fatalf("with another seed: %v", err)
	}

	before := batches.Load()
	if err := command.Run(t.Context(), Command(environment(t, store)), arguments("3"), &out, &progress); err != nil {
		t.Fatal(err)
	}
	var said report
	if err := json.Unmarshal(out.Bytes(), &said); err != nil {
		t.Fatalf("%s: %v", &out, err)
	}
	whole := dynamotest.New(t, engine)
	if err := whole.Load(t.Context(), slices.Collect(companies.Register{Seed: 3, Public: 0.5}.Accounts(0, accounts))); err != nil {
		t.Fatal(err)
	}
	got, want := dump(t, store), dump(t, whole)
	if !maps.Equal(got, want) {
		t.Errorf("got %d items, want the %d of a run without interruption", len(got), len(want))
	}
	postings := 0
	for k := range want {
		if strings.HasPrefix(k, "WORD#") {
			postings++
		}
	}
	if said.Accounts != accounts || said.Items != len(want) || said.Postings != postings || said.Bytes < 100*int64(len(want)) || said.Seconds <= 0 || said.ItemsPerSecond <= 0 {
		t.Errorf("report %+v, want %d items, %d postings", said, len(want), postings)
	}
	public := 0
	for stored := range (companies.Register{Seed: 3, Public: 0.5}).Accounts(0, accounts) {
		if stored.Account.Visibility == account.Public {
			public++
		}
	}
	if said.PublicAccounts != public {
		t.Errorf("got %d public accounts, want %d", said.PublicAccounts, public)
	}
	all := int32((len(want) + 24) / 25)
	if again := batches.Load() - before; again > all-interruptedAt+10 {
		t.Errorf("%d batches after an interruption at batch %d of %d", again, interruptedAt, all)
	}
	if _, err := os.Stat(state); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the state of the finished run still exists: %v", err)
	}
	if !strings.Contains(progress.String(), "loading after ") {
		t.Errorf("progress %q", &progress)
	}
}

func TestANewTableOfTheSameNameIsLoadedFromTheBeginning(t *testing.T) {
	t.Parallel()
	store := dynamotest.New(t, engine)
	state := filepath.Join(t.TempDir(), "load.json")
	arguments := []string{"-table", "another-" + store.Name, "-accounts", "100", "-state", state, "-create", "-workers", "1"}
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var out bytes.Buffer
	endpoint := between(t, func(number int32) {
		if number == 20 {
			interrupt()
		}
	})
	arguments = append(arguments, "-endpoint", endpoint)
	if err := command.Run(ctx, Command(environment(t, store)), arguments, &out, io.Discard); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	other := "another-" + store.Name
	if _, err := store.Client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &other}); err != nil {
		t.Fatal(err)
	}
	if err := command.Run(t.Context(), Command(environment(t, store)), arguments, &out, io.Discard); err == nil || !strings.Contains(err.Error(), "unfinished run") {
		t.Errorf("continued in a table that was deleted: %v", err)
	}
	if _, err := store.Client.DeleteTable(t.Context(), &dynamodb.DeleteTableInput{TableName: &other}); err != nil {
		t.Fatal(err)
	}
}

func TestABareTableGetsItsIndexesAndStream(t *testing.T) {
	t.Parallel()
	store := dynamotest.New(t, engine)
	name := "bare-" + store.Name
	describe := func(name string) (indexes []string, stream *types.StreamSpecification) {
		out, err := store.Client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &name})
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range out.Table.GlobalSecondaryIndexes {
			indexes = append(indexes, fmt.Sprint(*i.IndexName, i.IndexStatus, *i.KeySchema[0].AttributeName, *i.KeySchema[1].AttributeName, i.Projection.ProjectionType))
		}
		slices.Sort(indexes)
		return indexes, out.Table.StreamSpecification
	}
	var wasBare atomic.Bool
	endpoint := between(t, func(number int32) {
		if number == 1 {
			indexes, stream := describe(name)
			wasBare.Store(len(indexes) == 0 && stream == nil)
		}
	})
	var out bytes.Buffer
	err := command.Run(t.Context(), Command(environment(t, store)), []string{
		"-table", name, "-accounts", "10", "-state", filepath.Join(t.TempDir(), "load.json"), "-create", "-bare", "-endpoint", endpoint,
	}, &out, io.Discard)
	if err != nil || !wasBare.Load() {
		t.Fatalf("bare %v, %v", wasBare.Load(), err)
	}
	indexes, stream := describe(name)
	wantIndexes, wantStream := describe(store.Name)
	if !slices.Equal(indexes, wantIndexes) || stream == nil || stream.StreamViewType != wantStream.StreamViewType {
		t.Errorf("got %v, %+v; want %v, %+v", indexes, stream, wantIndexes, wantStream)
	}
	// The new index contains accounts that are marked after it was created.
	table, id := maintenance.New(store.Client, name), companies.Register{Seed: 1}.Account(0).Account.ID
	if err := table.MarkForIndex(t.Context(), id, "mark", dynamo.Now()); err != nil {
		t.Fatal(err)
	}
	if due, err := table.AccountsToIndex(t.Context(), time.Now().Add(time.Hour), 10); err != nil || !slices.Equal(due, []account.ID{id}) {
		t.Errorf("due %v, %v", due, err)
	}
}

func TestATableOnAWSOrAMissingOneIsNotFilledByAccident(t *testing.T) {
	t.Parallel()
	store := dynamotest.New(t, engine)
	some := []string{"-accounts", "10", "-state", filepath.Join(t.TempDir(), "load.json")}
	for name, c := range map[string]struct {
		arguments []string
		want      string
	}{
		"no endpoint":         {[]string{"-table", store.Name}, "-aws"},
		"both":                {[]string{"-table", store.Name, "-aws", "-endpoint", engine.Endpoint}, "excludes an endpoint"},
		"AWS, but as whom?":   {[]string{"-table", store.Name, "-aws"}, "AWS_REGION is not set"},
		"no table named":      {[]string{"-endpoint", engine.Endpoint}, `flag "table" not set`},
		"no such table":       {[]string{"-table", "no-such-table", "-endpoint", engine.Endpoint}, "no such table"},
		"half an account":     {[]string{"-table", store.Name, "-endpoint", engine.Endpoint, "-public", "1.5"}, "-public"},
		"something left over": {[]string{"-table", store.Name, "-endpoint", engine.Endpoint, "100"}, `unexpected argument "100"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			getenv := environment(t, store)
			if strings.HasPrefix(name, "AWS") {
				getenv = func(string) string { return "" }
			}
			err := command.Run(t.Context(), Command(getenv), slices.Concat(some, c.arguments), &out, io.Discard)
			if err == nil || !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
				t.Errorf("got %v, output %q", err, &out)
			}
		})
	}
}

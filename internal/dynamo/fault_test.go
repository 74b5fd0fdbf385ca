package dynamo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	awsretry "github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
	"smartaccounts/internal/workflow/storagetest"
)

// transport responds to calls instead of DynamoDB.
type transport func(*http.Request) (*http.Response, error)

func (f transport) Do(r *http.Request) (*http.Response, error) { return f(r) }

func through(f transport) func(*dynamodb.Options) {
	return func(o *dynamodb.Options) {
		o.HTTPClient = f
		o.Retryer = awsretry.NewStandard(func(r *awsretry.StandardOptions) {
			r.Backoff = awsretry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		})
	}
}

// change returns a large change.
func change(t *testing.T) workflow.Change {
	t.Helper()
	_, opening, _ := storagetest.Largest(t)
	return opening
}

func action(r *http.Request) string {
	_, name, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	return name
}

func answer(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.0"}},
		Body: io.NopCloser(strings.NewReader(body)),
	}
}

// Table returns the errors that the storage contracts name. The SDK tries 3 times before ErrBusy.
func TestServiceErrorsAreThoseOfTheContracts(t *testing.T) {
	t.Parallel()
	cancelled := func(reasons ...string) string {
		for n, code := range reasons {
			reasons[n] = fmt.Sprintf(`{"Code":%q}`, code)
		}
		return `{"__type":"TransactionCanceledException","CancellationReasons":[` + strings.Join(reasons, ",") + `]}`
	}
	for _, c := range []struct {
		name, body string
		want       error
		calls      int32
	}{
		{"throttled", `{"__type":"ThrottlingException"}`, retry.ErrBusy, 3},
		{"no throughput", `{"__type":"ProvisionedThroughputExceededException"}`, retry.ErrBusy, 3},
		{"too many calls", `{"__type":"RequestLimitExceeded"}`, retry.ErrBusy, 3},
		{"in progress", `{"__type":"TransactionInProgressException"}`, retry.ErrConflict, 0},
		{"throttled within", cancelled("None", "ThrottlingError"), retry.ErrBusy, 0},
		{"no throughput within", cancelled("ProvisionedThroughputExceeded"), retry.ErrBusy, 0},
		{"conflict within", cancelled("None", "TransactionConflict", "ThrottlingError"), retry.ErrConflict, 0},
		{"refused within", cancelled("ConditionalCheckFailed"), retry.ErrConflict, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int32
			table := fake(func(*http.Request) (*http.Response, error) {
				calls.Add(1)
				return answer(http.StatusBadRequest, c.body), nil
			})
			err := table.Commit(t.Context(), change(t))
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if c.calls != 0 && calls.Load() != c.calls {
				t.Errorf("%d calls instead of %d", calls.Load(), c.calls)
			}
		})
	}
	for name, body := range map[string]string{
		"our own mistake":        `{"__type":"ValidationException"}`,
		"our own mistake within": cancelled("None", "ConditionalCheckFailed", "ValidationError"),
		"no such right":          `{"__type":"AccessDeniedException"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := fake(func(*http.Request) (*http.Response, error) {
				return answer(http.StatusBadRequest, body), nil
			}).Commit(t.Context(), change(t))
			for _, known := range []error{retry.ErrBusy, retry.ErrConflict, workflow.ErrKeyUsed, account.ErrDomainTaken} {
				if err == nil || errors.Is(err, known) {
					t.Errorf("got %v", err)
				}
			}
		})
	}
}

func fake(f transport) *dynamo.Table {
	options := amazons.Client().Options()
	through(f)(&options)
	return dynamo.New(dynamodb.New(options), "any")
}

// The SDK retries the call with the same token, so the commit is stored once and there is no error.
func TestACommitWhoseResponseIsLostIsMadeOnce(t *testing.T) {
	t.Parallel()
	inner := amazons.Client().Options().HTTPClient
	var lost atomic.Bool
	store := dynamotest.New(t, amazons, through(func(r *http.Request) (*http.Response, error) {
		response, err := inner.Do(r)
		if action(r) == "TransactWriteItems" && lost.CompareAndSwap(false, true) {
			_ = response.Body.Close()
			return nil, io.ErrUnexpectedEOF
		}
		return response, err
	}))
	opening := change(t)
	if err := store.Commit(t.Context(), opening); err != nil {
		t.Fatal(err)
	}
	history, err := store.History(t.Context(), opening.After.ID)
	if err != nil || len(history) != 1 || !lost.Load() {
		t.Errorf("history %v, %v; lost %v", history, err, lost.Load())
	}
}

// DynamoDB may process only a part of a batch. If it never processes the rest, the error is ErrBusy.
func TestUnprocessedItemsAreReadAgain(t *testing.T) {
	t.Parallel()
	inner := amazons.Client().Options().HTTPClient
	var halves atomic.Int32
	store := dynamotest.New(t, amazons, through(func(r *http.Request) (*http.Response, error) {
		if name := action(r); (name != "BatchGetItem" && name != "BatchWriteItem") || halves.Add(1)%2 == 0 {
			return inner.Do(r)
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		var in struct{ RequestItems json.RawMessage }
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, err
		}
		left := fmt.Sprintf(`{"UnprocessedItems":%s,"UnprocessedKeys":%[1]s,"Responses":{}}`, in.RequestItems)
		return answer(http.StatusOK, left), nil
	}))
	opening := change(t)
	if err := store.Commit(t.Context(), opening); err != nil {
		t.Fatal(err)
	}
	a := opening.After.Account
	question := workflow.SurveyQuery{Domain: a.Domain, Name: a.Name, Person: a.Requester}
	met, err := store.Survey(t.Context(), question)
	if err != nil || met.Holder != opening.After.ID {
		t.Errorf("survey: got %v, %v", met, err)
	}
	if err := store.PutPostings(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	found, _, err := store.Postings(t.Context(), "account", "", 10)
	if err != nil || len(found) != 1 {
		t.Errorf("found %v, %v", found, err)
	}

	never := fake(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		left := bytes.Replace(body, []byte(`"RequestItems"`), []byte(`"UnprocessedKeys"`), 1)
		return answer(http.StatusOK, string(left)), err
	})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if _, err := never.Survey(ctx, question); !errors.Is(err, retry.ErrBusy) {
		t.Errorf("got %v", err)
	}
}

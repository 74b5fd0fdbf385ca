package administration_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
)

// calls counts the reads of the table.
type calls struct {
	client.API
	number atomic.Int64 // several calls run at once
}

func (c *calls) GetItem(ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	c.number.Add(1)
	return c.API.GetItem(ctx, in, o...)
}

func (c *calls) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	c.number.Add(1)
	return c.API.BatchGetItem(ctx, in, o...)
}

func (c *calls) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	c.number.Add(1)
	return c.API.Query(ctx, in, o...)
}

// count returns how many calls the function makes.
func (t *tree) count(f func()) int {
	t.Helper()
	counted, uncounted := &calls{}, t.store
	t.store = t.table.Through(func(api client.API) client.API {
		counted.API = api
		return counted
	})
	defer func() { t.store = uncounted }()
	f()
	return int(counted.number.Load())
}

// costs returns how many calls each kind of page takes.
func (t *tree) costs() map[string]int {
	t.Helper()
	costs := map[string]int{}
	for _, by := range []account.Person{owner, manager, stranger} {
		cursor := ""
		for _, which := range []string{"first", "second"} {
			costs[fmt.Sprintf("%s page of the tree, %s", which, by.Email)] = t.count(func() {
				page, err := t.virtuals().List(t.Context(), by, t.id, "", 5, cursor)
				t.must(err)
				cursor = page.Next
			})
		}
		costs[fmt.Sprintf("page below Other, %s", by.Email)] = t.count(func() {
			_, err := t.virtuals().List(t.Context(), by, t.id, t.ids["Other"], 5, "")
			t.must(err)
		})
	}
	for _, by := range []account.Person{owner, manager} {
		costs[fmt.Sprintf("page of the log, %s", by.Email)] = t.count(func() {
			_, err := t.log().Read(t.Context(), by, t.id, administration.LogFilter{Kind: "virtual-account-created"}, 5, "")
			t.must(err)
		})
	}
	costs["page of the whole log"] = t.count(func() {
		_, err := t.log().Read(t.Context(), owner, t.id, administration.LogFilter{}, 5, "")
		t.must(err)
	})
	costs["account"] = t.count(func() {
		_, err := t.settings().Read(t.Context(), stranger, t.id)
		t.must(err)
	})
	return costs
}

func TestAPageOfTheTreeAndOfTheLogCostsTheSameWithAThousandRows(t *testing.T) {
	h := newTree(t, account.Public)
	for n := range 10 {
		h.create(fmt.Sprintf("P%03d", n), "Other", account.Public)
		h.create(fmt.Sprintf("E%03d", n), "EMEA", account.Public)
	}
	few := h.costs()
	for n := 10; n < 490; n++ {
		h.create(fmt.Sprintf("P%03d", n), "Other", account.Public)
		h.create(fmt.Sprintf("E%03d", n), "EMEA", account.Public)
	}
	many := h.costs()
	for what, calls := range few {
		wantEqual(t, what, many[what], calls)
		if most := 20; calls > most {
			t.Errorf("%s takes %d calls, want at most %d", what, calls, most)
		}
	}
}

// slow takes a second for each read of the table.
type slow struct{ client.API }

const slowRead = time.Second

func (s slow) GetItem(ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	time.Sleep(slowRead)
	return s.API.GetItem(ctx, in, o...)
}

func (s slow) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	time.Sleep(slowRead)
	return s.API.BatchGetItem(ctx, in, o...)
}

func (s slow) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	time.Sleep(slowRead)
	return s.API.Query(ctx, in, o...)
}

func TestAnAccountIsReadInFewRounds(t *testing.T) {
	t.Parallel()
	h := newTreeIn(t, dynamotest.InMemory(), account.Public) // the time of a bubble does not pass while a process outside it is awaited
	for _, c := range []struct {
		by            account.Person
		calls, rounds int
	}{
		{owner, 5, 3},    // the account with the membership; at once, the list of administrators and that of the tree; what they name
		{manager, 6, 3},  // also the Virtual Accounts on which they have roles, at once with the lists
		{stranger, 8, 6}, // also, before the lists, whether they have a role; after them, what they see of what is nested, which is a list too
	} {
		calls := h.count(func() {
			_, err := h.settings().Read(t.Context(), c.by, h.id)
			h.must(err)
		})
		wantEqual(t, fmt.Sprintf("calls for %s", c.by.Email), calls, c.calls)
		synctest.Test(t, func(t *testing.T) {
			s := h.settings()
			s.Store = h.table.Through(func(api client.API) client.API { return slow{api} })
			start := time.Now()
			_, err := s.Read(t.Context(), c.by, h.id)
			h.must(err)
			wantEqual(t, fmt.Sprintf("rounds for %s", c.by.Email), time.Since(start), time.Duration(c.rounds)*slowRead)
		})
	}
}

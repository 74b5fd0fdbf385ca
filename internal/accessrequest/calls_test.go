package accessrequest_test

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/inbox"
)

// counting counts the reads of the API.
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

// A page of access requests reads the list and what it lists, and once for each account what the reader is there and, a call for each
// level, the Virtual Accounts.
func TestAPageOfAccessRequestsReadsEachAccountOnce(t *testing.T) {
	for _, size := range []int{1, 30} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			f := newFixture(t, account.Public)
			for n := range size {
				f.mustAsk(account.Person{Email: account.Email(fmt.Sprintf("p%d@acme.com", n))}, f.on("Virtual Account User", false, "Italy"))
			}
			var counted *counting
			store := f.Store.Through(func(api client.API) client.API {
				counted = &counting{API: api}
				return counted
			})
			reading := accessrequest.Reading{Store: store, Inbox: inbox.Read{Store: store, Now: f.Now}, Now: f.Now}
			for _, c := range []struct {
				name string
				read func() (int, error)
				want int64
			}{
				{"of an account", func() (int, error) {
					page, err := reading.In(t.Context(), dan, f.id, "", 100, "")
					return len(page.Items), err
				}, 6}, // the permission, the list, what it lists, the standing, two levels
				{"pending ones of an account", func() (int, error) {
					page, err := reading.In(t.Context(), dan, f.id, account.AccessPending, 100, "")
					return len(page.Items), err
				}, 6},
				{"in all accounts", func() (int, error) {
					page, err := reading.Waiting(t.Context(), dan, 100, "")
					return len(page.Items), err
				}, 10}, // the inbox (rows, marks, roles, pending ones, two levels), what it lists, the standing, two levels
				{"one's own", func() (int, error) {
					page, err := reading.By(t.Context(), account.Person{Email: "p0@acme.com"}, "", 100, "")
					return len(page.Items) - 1 + size, err
				}, 5},
			} {
				counted.calls.Store(0)
				found, err := c.read()
				if got := counted.calls.Load(); err != nil || found != size || got != c.want {
					t.Errorf("%d %s: %d, %v, in %d calls, want %d", size, c.name, found, err, got, c.want)
				}
			}
		})
	}
}

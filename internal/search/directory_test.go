package search_test

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

// member stores an active account with that membership of partner.
func (h *harness) member(name string, m account.Membership, v account.Visibility) account.ID {
	h.Helper()
	id := account.NewID()
	m.AccountID, m.Person, m.Since = id, partner.Email, h.Now().Add(-time.Hour)
	a := account.Account{
		ID: id, Name: name, Domain: account.Domain(name + ".com"), Status: account.AccountActive, Visibility: v,
		CreatedAt: h.Now(), Requester: "somebody@example.org", RequestID: account.NewID(), PendingUntil: h.Now(),
	}
	boss := account.Membership{AccountID: id, Person: "boss@example.org", Role: account.SmartAccountAdministrator, Since: h.Now()}
	h.must(h.store.Load(h.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{m, boss}}}))
	return id
}

// lists returns the names on all pages of the directory, and their accounts.
func (h *harness) lists(f search.Filter, limit int) (names []string, found []search.Found) {
	h.Helper()
	cursor := ""
	for range 100 {
		page, err := h.find().Find(h.Context(), partner, search.Query{Filter: f, Limit: limit, Cursor: cursor})
		h.must(err)
		for _, one := range page.Items {
			names, found = append(names, one.Account.Name), append(found, one)
		}
		if cursor = page.Next; cursor == "" {
			return names, found
		}
	}
	h.Fatal("the directory does not end")
	return nil, nil
}

func TestTheDirectoryIsFilteredByStatusAndAccess(t *testing.T) {
	h := newHarness(t)
	h.member("alpha", account.Membership{Role: account.SmartAccountUser, EndsAt: h.Now().Add(time.Hour)}, account.Restricted)
	h.member("beta", account.Membership{Role: account.SmartAccountViewer, EndsAt: h.Now().Add(-time.Minute)}, account.Restricted)
	h.member("gamma", account.Membership{Role: account.SmartAccountUser, InvitedAt: h.Now().Add(-31 * 24 * time.Hour)}, account.Restricted)
	h.member("delta", account.Membership{Role: account.SmartAccountViewer, InvitedAt: h.Now().Add(-time.Hour)}, account.Restricted)
	h.activeAccount("x@example.com", "Own Domain", "example.com", account.Restricted)
	for _, c := range []struct {
		filter search.Filter
		want   []string
	}{
		{search.Filter{}, []string{"alpha", "delta", "Partner Ltd", "Own Domain"}},
		{search.Filter{Status: "active"}, []string{"alpha", "delta", "Partner Ltd", "Own Domain"}},
		{search.Filter{Status: "pending"}, nil},
		{search.Filter{Access: search.AccessMember}, []string{"alpha", "delta", "Partner Ltd"}},
		{search.Filter{Access: string(account.SmartAccountViewer)}, []string{"delta"}},
		{search.Filter{Access: search.AccessNone}, []string{"Own Domain"}},
		{search.Filter{Access: search.AccessRequested}, nil},
		{search.Filter{Status: "cancelled", Access: search.AccessMember}, nil},
	} {
		for _, limit := range []int{0, 1, 2, 3} {
			if got, _ := h.lists(c.filter, limit); !slices.Equal(got, c.want) {
				t.Errorf("%+v in pages of %d: %v, want %v", c.filter, limit, got, c.want)
			}
		}
	}
	_, err := h.find().Find(t.Context(), partner, search.Query{Filter: search.Filter{Status: "open"}})
	h.wantInvalid(err, "status not-allowed")
	_, err = h.find().Find(t.Context(), partner, search.Query{Filter: search.Filter{Access: "all"}})
	h.wantInvalid(err, "access not-allowed")
	page, err := h.find().Find(t.Context(), partner, search.Query{Limit: 1})
	h.must(err)
	_, err = h.find().Find(t.Context(), partner, search.Query{Filter: search.Filter{Status: "active"}, Limit: 1, Cursor: page.Next})
	h.wantInvalid(err, "cursor not-allowed")
}

func TestTheDirectoryNamesAdministratorsToThoseWhoMaySeeThem(t *testing.T) {
	h := newHarness(t)
	h.member("alpha", account.Membership{Role: account.SmartAccountUser}, account.Restricted)
	h.activeAccount("x@example.com", "Own Domain", "example.com", account.Restricted)
	_, found := h.lists(search.Filter{}, 0)
	for _, f := range found {
		wantEqual(t, f.Account.Name, f.Administrators != nil, f.Account.Name != "Own Domain")
	}
	wantEqual(t, "administrators", fmt.Sprint(found[0].Administrators), "[boss@example.org]")
}

// reads counts the reads of the table.
type reads struct {
	client.API
	number atomic.Int64
}

func (r *reads) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	r.number.Add(1)
	return r.API.BatchGetItem(ctx, in, o...)
}

func (r *reads) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	r.number.Add(1)
	return r.API.Query(ctx, in, o...)
}

func TestAPageOfTheDirectoryCostsTheSameHoweverManyRowsThereAre(t *testing.T) {
	h := newHarness(t)
	costs := func(f search.Filter) int {
		counted := &reads{}
		store := h.store.Through(func(api client.API) client.API { counted.API = api; return counted })
		_, err := search.Find{Store: store, Now: h.Now}.Find(t.Context(), partner, search.Query{Filter: f, Limit: 5})
		h.must(err)
		return int(counted.number.Load())
	}
	add := func(from, to int) {
		for n := from; n < to; n++ {
			h.member(fmt.Sprintf("a%04d", n), account.Membership{Role: account.SmartAccountUser}, account.Restricted)
		}
	}
	none := search.Filter{Access: string(account.VirtualAccountViewer)}
	add(0, 10)
	few, filteredFew := costs(search.Filter{}), costs(search.Filter{Status: "active"})
	add(10, 700)
	wantEqual(t, "calls", costs(search.Filter{}), few)
	wantEqual(t, "calls with a filter", costs(search.Filter{Status: "active"}), filteredFew)
	if most := 15; costs(none) > most {
		t.Errorf("a filter that selects nothing takes %d calls, want at most %d", costs(none), most)
	}
}

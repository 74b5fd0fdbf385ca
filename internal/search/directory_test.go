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

// request commits a request of partner, which is in review if it has reasons, and returns it.
func (h *harness) request(name string, opened time.Time, reasons ...account.Reason) account.Request {
	h.Helper()
	domain := account.Domain(name + ".com")
	route := account.Route{Reasons: reasons}
	if len(reasons) == 0 {
		route.Nominees = []account.Nominee{{Email: "x@" + account.Email(domain)}}
	}
	r, event := account.Submit(account.Submission{Requester: partner.Email, AccountName: name, Domain: domain, CustomerEmails: []account.Email{"x@" + account.Email(domain)}},
		route, account.NewID(), account.NewID(), opened, account.Terms{Lifetime: 90 * 24 * time.Hour})
	h.must(h.store.Commit(h.Context(), workflow.Change{After: r, Event: event}))
	return r
}

func TestTheDirectoryListsAndFiltersThePersonsRequests(t *testing.T) {
	h := newHarness(t)
	day := func(n int) time.Time { return h.Now().Add(time.Duration(n-10) * 24 * time.Hour) }
	h.request("waiting", day(1))
	h.request("review", day(2), account.Reason{Kind: account.ReasonAlways})
	h.request("waiting2", day(3))
	h.request("review2", day(4), account.Reason{Kind: account.ReasonAlways})
	for n, name := range []string{"withdrawn", "withdrawn2"} {
		r := h.request(name, day(5+n))
		after, event, err := r.Withdraw(day(7))
		h.must(err)
		h.must(h.store.Commit(t.Context(), workflow.Change{Before: &r, After: after, Event: event}))
	}
	pending := []string{"review2", "waiting2", "review", "waiting"} // the newest first
	cancelled := []string{"withdrawn2", "withdrawn"}
	for _, c := range []struct {
		filter search.Filter
		want   []string
	}{
		{search.Filter{}, slices.Concat(pending, []string{"Partner Ltd"}, cancelled)},
		{search.Filter{Status: "pending"}, pending},
		{search.Filter{Status: "pending_review"}, []string{"review2", "review"}},
		{search.Filter{Status: "pending_approval"}, []string{"waiting2", "waiting"}},
		{search.Filter{Status: "active"}, []string{"Partner Ltd"}},
		{search.Filter{Status: "cancelled"}, cancelled},
		{search.Filter{Access: search.AccessRequested}, slices.Concat(pending, cancelled)},
		{search.Filter{Access: search.AccessNone}, slices.Concat(pending, cancelled)},
		{search.Filter{Access: search.AccessMember}, []string{"Partner Ltd"}},
		{search.Filter{Status: "pending_review", Access: search.AccessRequested}, []string{"review2", "review"}},
		{search.Filter{Status: "pending_approval", Access: search.AccessMember}, nil},
		{search.Filter{Status: "cancelled", Access: search.AccessNone}, cancelled},
	} {
		for _, limit := range []int{0, 1, 2} {
			if got, _ := h.lists(c.filter, limit); !slices.Equal(got, c.want) {
				t.Errorf("%+v in pages of %d: %v, want %v", c.filter, limit, got, c.want)
			}
		}
	}
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

package workflow_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

// metered counts the calls that read the table, and their read units as DynamoDB counts them.
type metered struct {
	client.API
	mutex sync.Mutex
	calls []string
	units float64
}

func (m *metered) count(call string, consistent *bool, together bool, items ...map[string]types.AttributeValue) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.calls = append(m.calls, call)
	const unit = 4096
	sizes := []int{0}
	for _, item := range items {
		size := 0
		for name, v := range item {
			size += len(name) + len(fmt.Sprint(v))
			if s, is := v.(*types.AttributeValueMemberS); is {
				size += len(s.Value) - len(fmt.Sprint(v))
			}
		}
		if !together {
			sizes = append(sizes, size)
			continue
		}
		sizes[0] += size
	}
	price := 1.0
	if consistent == nil || !*consistent {
		price = 0.5
	}
	for _, size := range sizes {
		m.units += price * math.Ceil(float64(size)/unit)
	}
}

func (m *metered) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	out, err := m.API.Query(ctx, in, o...)
	if err == nil {
		m.count("Query", in.ConsistentRead, true, out.Items...)
	}
	return out, err
}

func (m *metered) GetItem(ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	out, err := m.API.GetItem(ctx, in, o...)
	if err == nil {
		m.count("GetItem", in.ConsistentRead, true, out.Item)
	}
	return out, err
}

func (m *metered) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	out, err := m.API.BatchGetItem(ctx, in, o...)
	for table, asked := range in.RequestItems {
		if err == nil {
			m.count(fmt.Sprintf("BatchGetItem of %d", len(asked.Keys)), asked.ConsistentRead, false, out.Responses[table]...)
		}
	}
	return out, err
}

// requestsOf stores that number of requests of the partner, the oldest of them for "Oldest Ltd" at oldest.com.
func requestsOf(t *testing.T, store *dynamotest.Store, number int, now time.Time) {
	t.Helper()
	terms := account.Terms{Lifetime: 90 * day}
	for n := range number {
		s := account.Submission{
			Requester: partner.Email, AccountName: fmt.Sprintf("Company %05d", n), Domain: account.Domain(fmt.Sprintf("c%05d.com", n)),
			CustomerEmails: []account.Email{account.Email(fmt.Sprintf("ann@c%05d.com", n))},
		}
		if n == 0 {
			s.AccountName, s.Domain = "Oldest Ltd", "oldest.com"
		}
		route := account.Route{Nominees: []account.Nominee{{Email: s.CustomerEmails[0]}}}
		r, event := account.Submit(s, route, account.NewID(), account.NewID(), now.Add(time.Duration(n)*time.Second), terms)
		if err := store.Commit(t.Context(), workflow.Change{After: r, Event: event}); err != nil {
			t.Fatal(err)
		}
	}
}

// A search takes the same calls and read units for a requester of 10 accounts and of 2,100, and finds the oldest one.
// Two words of which one is in all names take a few more reads, as many for 100 accounts as for 2,100.
func TestWhatASearchCostsDoesNotDependOnHowManyAreOnesOwn(t *testing.T) {
	t.Parallel()
	const few, some, many = 10, 100, 2_100
	now := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	type cost struct {
		calls []string
		units float64
	}
	queries := map[string]string{ // with the first result of each
		"oldest": "oldest.com", "oldest.com": "oldest.com", "Oldest Ltd": "oldest.com", "ltd old": "oldest.com", "company 00003": "c00003.com",
		"c00003.com": "c00003.com", "nothing": "", "comp": "c00001.com", "!": "",
	}
	costs := map[int]map[string]cost{}
	for _, number := range []int{few, some, many} {
		store := dynamotest.InMemory()
		id := account.NewID()
		if err := store.Load(t.Context(), []workflow.StoredAccount{{
			Account: account.Account{ID: id, Name: "Partner", Domain: "partner.example.com", Status: account.AccountActive, Visibility: account.Restricted, CreatedAt: now},
			Members: []account.Membership{{AccountID: id, Person: partner.Email, Role: account.SmartAccountAdministrator, Since: now}},
		}}); err != nil {
			t.Fatal(err)
		}
		requestsOf(t, store, number, now)
		costs[number] = map[string]cost{}
		for query, want := range queries {
			var meter *metered
			counted := store.Through(func(api client.API) client.API { meter = &metered{API: api}; return meter })
			find := search.Find{Store: counted, Now: func() time.Time { return now.Add(time.Hour) }}
			found, err := find.Do(t.Context(), partner, query, 5, "")
			if err != nil {
				t.Fatal(err)
			}
			first := ""
			if len(found.Items) > 0 {
				first = string(found.Items[0].Account.Domain)
			}
			if first != want {
				t.Errorf("with %d own requests %q finds %q, want %q", number, query, first, want)
			}
			slices.Sort(meter.calls)
			costs[number][query] = cost{meter.calls, meter.units}
		}
	}
	for query := range queries {
		than := few
		if query == "company 00003" {
			than = some // with ten, one read returns all that the first word matches
		}
		if of, ofMany := costs[than][query], costs[many][query]; fmt.Sprint(of) != fmt.Sprint(ofMany) {
			t.Errorf("%q costs %+v with %d own requests, %+v with %d", query, of, than, ofMany, many)
		}
	}
}

// A page of requests in a state that few are in costs as much with 2,100 requests as with 1,100, and the pages
// together have them all.
func TestWhatAPageOfRareRequestsCostsIsBounded(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)
	costs := map[int]string{}
	for _, number := range []int{1_100, 2_100} {
		store := dynamotest.InMemory()
		requestsOf(t, store, number, now)
		track := workflow.Track{Store: store, Now: func() time.Time { return now.Add(time.Hour) }}
		follow := workflow.FollowUp{Store: store, Now: func() time.Time { return now.Add(time.Hour) }}
		all, err := track.List(t.Context(), partner, "", 1, "")
		if err != nil {
			t.Fatal(err)
		}
		newest := all.Items[0].Request
		for _, r := range []account.Request{newest, oldestOf(t, store)} {
			if _, err := follow.Withdraw(t.Context(), partner, r.ID); err != nil {
				t.Fatal(err)
			}
		}
		var meter *metered
		track.Store = store.Through(func(api client.API) client.API { meter = &metered{API: api}; return meter })
		var found []account.Domain
		for cursor, pages := "", 0; ; pages++ {
			page, err := track.List(t.Context(), partner, string(account.PendingReview), 20, cursor)
			if err != nil || len(page.Items) > 0 || pages > number/1000 {
				t.Fatalf("page %d: %+v, %v", pages, page, err)
			}
			if pages == 0 {
				costs[number] = fmt.Sprint(meter.calls, meter.units)
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		page, err := track.List(t.Context(), partner, string(account.Withdrawn), 20, "")
		if err != nil || page.Next != "" {
			t.Fatal(page.Next, err)
		}
		for _, i := range page.Items {
			found = append(found, i.Request.Account.Domain)
		}
		if !slices.Equal(found, []account.Domain{newest.Account.Domain, "oldest.com"}) {
			t.Errorf("withdrawn: %v", found)
		}
	}
	if costs[1_100] != costs[2_100] || costs[1_100] == "" {
		t.Errorf("with 1,100 requests: %s; with 2,100: %s", costs[1_100], costs[2_100])
	}
}

// oldestOf returns the oldest request of requestsOf.
func oldestOf(t *testing.T, store *dynamotest.Store) account.Request {
	t.Helper()
	a, err := store.AccountByDomain(t.Context(), "oldest.com")
	if err != nil {
		t.Fatal(err)
	}
	r, err := store.Request(t.Context(), a.RequestID)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// For every page size, each of a person's own accounts comes once, beside the public ones of others, whatever its
// state.
func TestPagesOfOnesOwnLeaveNothingOutAndRepeatNothing(t *testing.T) {
	h := newHarness(t)
	h.requests = workflow.ADay(1000)
	var want []string
	for n := range 60 {
		domain := fmt.Sprintf("o%03d.com", n)
		name := fmt.Sprintf("Museum %03d Widespread", n)
		want = append(want, domain)
		switch n % 5 {
		case 0:
			h.activeAccount("x@example.org", name, account.Domain(domain), account.Public)
			continue
		case 1:
			h.activeAccount(partner.Email, name, account.Domain(domain), account.Public)
			continue
		case 2:
			h.activeAccount(partner.Email, name, account.Domain(domain), account.Restricted)
			continue
		}
		f := form(domain, "ann@"+domain)
		f.AccountName = name
		r := h.openRequestBy(partner, f)
		if n%5 == 4 {
			_, err := h.followUp().Withdraw(t.Context(), partner, r.ID)
			h.must(err)
		}
	}
	for _, query := range []string{"mus", "museum", "wide museum", "o"} {
		for _, limit := range []int{1, 7, 59, 100} {
			got := h.finds(partner, query, limit)
			if sorted := slices.Sorted(slices.Values(got)); !slices.Equal(sorted, want) {
				t.Errorf("%q in pages of %d: %d found; missing %v, too many %v", query, limit, len(got), diff(want, sorted), diff(sorted, want))
			}
		}
	}
	for _, domain := range h.finds(partner2, "museum", 100) {
		if n := slices.Index(want, domain); n%5 > 1 {
			t.Errorf("another person finds %s", domain)
		}
	}
}

// A person's own account is shown in its present state, however it was found.
func TestOnesOwnIsShownAsItIsNow(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	ann := account.Person{Email: "ann@acme.com"}
	d := h.approve("ann@acme.com")
	d.Visibility = "public"
	h.mustDecide(d)
	wants := func(by account.Person, status account.AccountStatus, access int) {
		t.Helper()
		for _, query := range []string{"acc", "com account", "acme.com", "Account of acme.com"} {
			page, err := h.search().Do(t.Context(), by, query, 0, "")
			h.must(err)
			i := slices.IndexFunc(page.Items, func(f search.Found) bool { return f.Account.Domain == "acme.com" })
			if i < 0 || page.Items[i].Account.Status != status || len(page.Items[i].Access) != access {
				t.Errorf("%s finds %+v by %q", by.Email, page.Items, query)
			}
		}
	}
	for _, indexed := range []bool{false, true} {
		if indexed {
			h.advance(time.Second)
			_, err := h.index().Sweep(t.Context())
			h.must(err)
		}
		wants(partner, account.AccountActive, 0)
		wants(ann, account.AccountActive, 1)
	}
	wants(partner2, account.AccountActive, 0)

	// After the cancellation its requester alone finds it, before and after the index is updated.
	h.settles(h.disputed(partner2, "acme.com").ID, workflow.Ruling{Decision: "cancel-account", Reason: "yes"})
	for range 2 {
		for _, query := range []string{"acc", "acme account"} {
			h.wantFinds(partner, query, "acme.com")
		}
		if page, err := h.search().Do(t.Context(), ann, "acc", 0, ""); err == nil && len(page.Items) > 0 {
			t.Errorf("a former member finds %+v", page.Items)
		}
		h.advance(time.Second)
		_, err := h.index().Sweep(t.Context())
		h.must(err)
	}
}

// A name with the maximum number of words is found by each of them at once, by the requester and by the approver.
func TestALongNameIsFoundByEachWordAtOnce(t *testing.T) {
	h := newHarness(t)
	f := form("acme.com", "ann@acme.com")
	var words []string
	for n := range 60 {
		words = append(words, string(rune('一'+n)))
	}
	f.AccountName = strings.Join(words, " ")
	h.openRequestBy(partner, f)
	h.deliver()
	finds := func(by account.Person) {
		t.Helper()
		for _, word := range words {
			h.wantFinds(by, word, "acme.com")
		}
	}
	finds(partner)
	h.mustDecide(h.approve("ann@acme.com"))
	finds(account.Person{Email: "ann@acme.com"})
	h.advance(time.Second)
	_, err := h.index().Sweep(t.Context())
	h.must(err)
	finds(partner)
	finds(account.Person{Email: "ann@acme.com"})
	dump, err := h.store.Dump(t.Context())
	h.must(err)
	for key, item := range dump {
		if strings.Contains(key, " OWN#") && strings.Contains(item, "deleteAfter") {
			t.Errorf("%q has a time to live", key)
		}
	}
}

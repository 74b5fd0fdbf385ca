package inbox_test

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/workflow"
)

const (
	day  = 24 * time.Hour
	user = account.Email("jane@acme.com")
)

// tree is an account with Italy below EMEA, and Asia beside it. ada administers it, max EMEA with what is nested there.
type tree struct {
	account.Account
	emea, italy, asia account.ID
}

func (w *world) tree(domain account.Domain, visibility account.Visibility) tree {
	w.Helper()
	a := tree{Account: account.Account{
		ID: account.NewID(), Name: "Company " + string(domain), Domain: domain, Status: account.AccountActive, Visibility: visibility,
		CreatedAt: now, Requester: "other@example.org", RequestID: account.NewID(),
	}, emea: account.NewID(), italy: account.NewID(), asia: account.NewID()}
	part := func(id, parent account.ID, depth int, name string) account.VirtualAccount {
		return account.VirtualAccount{
			ID: id, AccountID: a.ID, ParentID: parent, Depth: depth, Name: name, Visibility: account.Public, Default: parent == "" && name == "EMEA", CreatedAt: now,
		}
	}
	err := w.store.Load(w.Context(), []workflow.StoredAccount{{
		Account:         a.Account,
		VirtualAccounts: []account.VirtualAccount{part(a.emea, "", 1, "EMEA"), part(a.italy, a.emea, 2, "Italy"), part(a.asia, "", 1, "Asia")},
		Members: []account.Membership{
			{AccountID: a.ID, Person: "ada@acme.com", Role: account.SmartAccountAdministrator, Since: now},
			{AccountID: a.ID, Person: "vic@acme.com", Role: account.SmartAccountViewer, Since: now},
			{AccountID: a.ID, Person: "max@acme.com", Since: now, VirtualRoles: []account.VirtualRole{
				{VirtualAccount: a.emea, Role: account.VirtualAccountAdministrator, WithNested: true},
			}},
		},
	}})
	if err != nil {
		w.Fatal(err)
	}
	return a
}

// ask asks for the role User on a Virtual Account, or on the whole account.
func (w *world) ask(a tree, by account.Email, virtual account.ID) account.AccessRequest {
	w.Helper()
	wanted := accessrequest.Wanted{Role: string(account.SmartAccountUser)}
	if virtual != "" {
		wanted = accessrequest.Wanted{Virtuals: []administration.VirtualRow{{VirtualAccount: string(virtual), Role: string(account.VirtualAccountUser)}}}
	}
	many := workflow.ADay(10_000)
	r, err := accessrequest.Asking{
		Store: w.store, Now: func() time.Time { return w.at }, Terms: account.AccessTerms{Lifetime: 30 * day}, Limits: accessrequest.Limits{Person: many, Account: many},
	}.Ask(w.Context(), account.Person{Email: by}, accessrequest.Form{Domain: string(a.Domain), Wanted: wanted})
	if err != nil {
		w.Fatal(err)
	}
	return r
}

func TestAnAccessRequestWaitsForThoseWhoMayDecideIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.tree("acme.com", account.Public)
	w.ask(a, user, "")
	w.at = now.Add(time.Minute)
	w.ask(a, "joe@acme.com", a.italy)
	w.ask(a, "max@acme.com", a.asia)
	whole, part := "access-request acme.com", "access-request acme.com"
	w.has("ada@acme.com", whole, part, part)
	w.has("max@acme.com", part) // neither the whole account, nor Asia, which they asked for themselves
	for _, none := range []account.Email{"vic@acme.com", user, "joe@acme.com", "zoe@example.org"} {
		w.has(none)
	}
	found, err := w.read.For(t.Context(), account.Person{Email: "max@acme.com"})
	if err != nil || len(found.Entries) != 1 {
		t.Fatal(found, err)
	}
	if e := found.Entries[0]; e.By != "joe@acme.com" || e.Name != a.Name || !e.Since.Equal(w.at) || !e.Deadline.Equal(w.at.Add(30*day)) {
		t.Errorf("%+v", e)
	}
}

func TestAnAccessRequestWaitsNoLongerThanItCanBeDecided(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.tree("acme.com", account.Public)
	lapsing, decided := w.ask(a, user, a.italy), w.ask(a, "joe@acme.com", a.italy)
	w.has("max@acme.com", "access-request acme.com", "access-request acme.com")
	if _, err := (accessrequest.Deciding{Store: w.store, Now: func() time.Time { return w.at }}).Decide(t.Context(), account.Person{Email: "ada@acme.com"}, decided.ID, accessrequest.Decision{}); err != nil {
		t.Fatal(err)
	}
	w.has("max@acme.com", "access-request acme.com")
	w.at = lapsing.ExpiresAt.Add(-time.Millisecond)
	w.has("max@acme.com", "access-request acme.com")
	w.at = lapsing.ExpiresAt // before the schedule has run
	w.has("max@acme.com")
}

func TestAFormerDeciderHasNoAccessRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.tree("acme.com", account.Restricted)
	w.ask(a, user, "")
	w.has("ada@acme.com", "access-request acme.com")
	w.has("new@acme.com")
	w.join(a.Account, "new@acme.com")
	w.has("new@acme.com", "access-request acme.com")
	if err := w.store.Expel(t.Context(), a.ID, "new@acme.com"); err != nil {
		t.Fatal(err)
	}
	w.has("new@acme.com")
	closed := a.Account
	closed.Status = account.AccountCancelled
	w.join(closed, "ada@acme.com")
	w.has("ada@acme.com")
}

func TestAccessRequestsInAllAccountsAreListedByTheirDeadline(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second := w.tree("acme.com", account.Public), w.tree("other.com", account.Public)
	w.join(first.Account, "both@example.org")
	w.join(second.Account, "both@example.org")
	w.at = now.Add(time.Minute)
	later := w.ask(first, user, "")
	w.at = now
	earlier := w.ask(second, "jane@other.com", "")
	pending, err := w.read.PendingAccess(t.Context(), account.Person{Email: "both@example.org"})
	if err != nil || !reflect.DeepEqual(pending, []account.PendingAccess{earlier.Pending(), later.Pending()}) {
		t.Errorf("%+v, %v", pending, err)
	}
}

// For each account with something waiting there is one query of its access requests. Of those for Virtual Accounts, the ancestors are read
// at once, a call for each level, if the reader does not administer the whole account.
func TestTheNumberOfCallsDoesNotGrowWithAccessRequests(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 50} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			a := w.tree("acme.com", account.Public)
			for n := range size {
				w.ask(a, account.Email(fmt.Sprintf("p%d@acme.com", n)), a.italy)
			}
			for who, want := range map[account.Email]int64{"ada@acme.com": 6, "max@acme.com": 7, "vic@acme.com": 2} {
				w.calls.calls.Store(0)
				count, err := w.read.Count(t.Context(), account.Person{Email: who})
				if err != nil {
					t.Fatal(err)
				}
				if got := w.calls.calls.Load(); got != want {
					t.Errorf("the inbox of %s takes %d calls, want %d", who, got, want)
				}
				if decides := slices.Contains([]account.Email{"ada@acme.com", "max@acme.com"}, who); decides != (count == size) {
					t.Errorf("%d entries are counted for %s", count, who)
				}
			}
		})
	}
}

package administration_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow"
)

// store is what the use cases read and change.
type store interface {
	administration.Committer
	administration.AccountReader
	administration.Lister
	administration.RulesReader
	access.RoleReader
	workflow.Surveyor
	workflow.RequestReader
}

// tree is an account with a tree of Virtual Accounts, and the use cases on it.
type tree struct {
	*testing.T
	store
	table *dynamotest.Store
	mutex sync.Mutex
	now   time.Time
	id    account.ID
	ids   map[string]account.ID // of the Virtual Accounts, by name
}

const day = 24 * time.Hour

var (
	owner    = account.Person{Email: "owner@acme.com"}   // Smart Account Administrator
	viewer   = account.Person{Email: "viewer@acme.com"}  // Smart Account Viewer
	clerk    = account.Person{Email: "user@acme.com"}    // Smart Account User
	manager  = account.Person{Email: "manager@acme.com"} // Virtual Account Administrator of EMEA with what is nested there
	local    = account.Person{Email: "local@acme.com"}   // Virtual Account User of Secret alone
	stranger = account.Person{Email: "stranger@other.com"}
	outsider = account.Person{Email: "outsider@nowhere.com"} // without any role
	asker    = account.Person{Email: "asker@partner.com"}    // requester of the account
)

func (t *tree) Now() time.Time {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.now = t.now.Add(time.Second) // no two entries of a log at the same time
	return t.now
}

func (t *tree) virtuals() administration.VirtualAccounts {
	return administration.VirtualAccounts{Store: t.store, Now: t.Now}
}

func (t *tree) settings() administration.Settings {
	return administration.Settings{Store: t.store, Now: t.Now, Policy: account.ReviewMismatch}
}

func (t *tree) log() administration.Log { return administration.Log{Store: t.store, Now: t.Now} }

// must fails the test at once if there is an error.
func (t *tree) must(err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// create creates a Virtual Account below the one with that name, or at the top of the account.
func (t *tree) create(name, parent string, visibility account.Visibility) administration.Node {
	t.Helper()
	v, above := string(visibility), string(t.ids[parent])
	n, _, err := t.virtuals().Create(t.Context(), owner, t.id, administration.VirtualForm{Name: &name, ParentID: &above, Visibility: &v}, 0)
	t.must(err)
	t.ids[name] = n.ID
	return n
}

// change changes a Virtual Account.
func (t *tree) change(name string, form administration.VirtualForm) {
	t.Helper()
	_, _, err := t.virtuals().Change(t.Context(), owner, t.id, t.ids[name], form, 0)
	t.must(err)
}

// list returns the names of all that the person may see, indented by depth, from pages of that size.
func (t *tree) list(by account.Person, parent account.ID, limit int) (names []string) {
	t.Helper()
	cursor := ""
	for range 2000 {
		page, err := t.virtuals().List(t.Context(), by, t.id, parent, limit, cursor)
		t.must(err)
		if limit > 0 && len(page.Items) > limit {
			t.Errorf("%d items on a page of %d", len(page.Items), limit)
		}
		for _, n := range page.Items {
			names = append(names, fmt.Sprintf("%d %s", n.Depth, n.Name))
		}
		if cursor = page.Next; cursor == "" {
			return names
		}
	}
	t.Fatal("the list does not end")
	return nil
}

func (t *tree) version() int {
	t.Helper()
	a, _, err := t.Standing(t.Context(), t.id, owner.Email)
	t.must(err)
	return a.Version
}

func wantEqual[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func wantList[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func wantError(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func wantField(t *testing.T, what string, err error, field string, code account.FieldCode) {
	t.Helper()
	var invalid *account.InvalidInput
	if !errors.As(err, &invalid) || len(invalid.Fields) != 1 || invalid.Fields[0].Field != field || invalid.Fields[0].Code != code {
		t.Errorf("%s: %v, want %s: %s", what, err, field, code)
	}
}

func TestMain(m *testing.M) { engines.MainOrNone(m, engines.DynamoDBLocal(&engine)) }

var engine *engines.Engine

// newTree returns a Public account with this tree, in which Restricted ones are in brackets, and the members above:
//
//	Default
//	EMEA
//	  Germany
//	    Berlin
//	  [Secret]
//	    Vault
//	Other
func newTree(t *testing.T, visibility account.Visibility) *tree {
	t.Helper()
	t.Parallel()
	return newTreeOf(t, visibility)
}

// newTreeOf is newTree for a test that has one already.
func newTreeOf(t *testing.T, visibility account.Visibility) *tree {
	t.Helper()
	return newTreeIn(t, dynamotest.New(t, engine), visibility)
}

// newTreeIn is newTree in a table that is empty.
func newTreeIn(t *testing.T, table *dynamotest.Store, visibility account.Visibility) *tree {
	t.Helper()
	h := &tree{T: t, store: table, table: table, now: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC), id: account.NewID(), ids: map[string]account.ID{}}
	h.load(account.Account{ID: h.id, Name: "Acme Rossi", Domain: "acme.com", Visibility: visibility, Requester: asker.Email}, owner.Email, viewer.Email, clerk.Email)
	h.load(account.Account{ID: account.NewID(), Name: "Partner", Domain: "partner.com", Visibility: account.Restricted, Requester: "x@y.com"}, asker.Email, stranger.Email)
	page, err := h.virtuals().List(t.Context(), owner, h.id, "", 0, "")
	h.must(err)
	h.ids["Default"] = page.Items[0].ID
	h.create("EMEA", "", account.Public)
	h.create("Germany", "EMEA", account.Public)
	h.create("Berlin", "Germany", account.Public)
	h.create("Secret", "EMEA", account.Restricted)
	h.create("Vault", "Secret", account.Public)
	h.create("Other", "", account.Public)
	h.give(manager.Email, account.VirtualRole{VirtualAccount: h.ids["EMEA"], Role: account.VirtualAccountAdministrator, WithNested: true})
	h.give(local.Email, account.VirtualRole{VirtualAccount: h.ids["Secret"], Role: account.VirtualAccountUser})
	return h
}

// load stores an active account with its default Virtual Account. The first member administers it, the second is a Viewer, the third a User.
func (t *tree) load(a account.Account, members ...account.Email) {
	t.Helper()
	a.Status, a.CreatedAt, a.RequestID, a.PendingUntil = account.AccountActive, t.now.Add(-100*day), account.NewID(), t.now
	stored := workflow.StoredAccount{Account: a, VirtualAccounts: []account.VirtualAccount{{
		ID: account.NewID(), AccountID: a.ID, Depth: 1, Name: account.DefaultVirtualAccountName, Visibility: account.Public, Default: true, CreatedAt: t.now,
	}}}
	for n, person := range members {
		role := []account.Role{account.SmartAccountAdministrator, account.SmartAccountViewer, account.SmartAccountUser}[n]
		stored.Members = append(stored.Members, account.Membership{AccountID: a.ID, Person: person, Role: role, Since: t.now})
	}
	t.must(t.table.Load(t.Context(), []workflow.StoredAccount{stored}))
}

// give makes the person a member with a role on a Virtual Account.
func (t *tree) give(person account.Email, role account.VirtualRole) {
	t.Helper()
	t.join(account.Membership{Person: person, VirtualRoles: []account.VirtualRole{role}})
}

// join stores a new membership.
func (t *tree) join(m account.Membership) {
	t.Helper()
	a, _, err := t.Standing(t.Context(), t.id, owner.Email)
	t.must(err)
	m.AccountID, m.Since = t.id, t.Now()
	after, err := a.ReplaceMember(nil, &m)
	t.must(err)
	t.must(t.CommitAccount(t.Context(), administration.Change{
		Before: a, After: after, Members: []administration.MemberChange{{After: &m}},
		Entry: account.LogEntry{AccountID: t.id, Version: after.Version, At: m.Since, Kind: account.LogMemberAdded, Actor: account.Actor(owner.Email)},
	}))
}

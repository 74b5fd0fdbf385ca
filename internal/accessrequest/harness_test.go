package accessrequest_test

import (
	"errors"
	"testing"
	"time"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow"
)

func TestMain(m *testing.M) { engines.MainOrNone(m, engines.DynamoDBLocal(&engine)) }

var engine *engines.Engine

const day = 24 * time.Hour

var time0 time.Time

var (
	ada      = account.Person{Email: "ada@acme.com"}         // Smart Account Administrator
	vic      = account.Person{Email: "vic@acme.com"}         // Smart Account Viewer
	dan      = account.Person{Email: "dan@acme.com"}         // Virtual Account Administrator of EMEA with what is nested there
	jane     = account.Person{Email: "jane@emea.acme.com"}   // without any role, below the identifier
	stranger = account.Person{Email: "stranger@partner.com"} // with a role in another account
	outsider = account.Person{Email: "outsider@nowhere.com"} // without any role
)

// fixture is an account with EMEA, Italy below it, and a Restricted Virtual Account Secret.
type fixture struct {
	*testing.T
	Store *dynamotest.Store
	now   time.Time
	seen  map[account.ID]bool // mails
	id    account.ID
	ids   map[string]account.ID
}

func newFixture(t *testing.T, visibility account.Visibility) *fixture {
	t.Helper()
	t.Parallel()
	f := &fixture{T: t, Store: dynamotest.First(t, engine), now: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC), id: account.NewID(), ids: map[string]account.ID{}, seen: map[account.ID]bool{}}
	f.load(f.id, "acme.com", visibility, ada.Email, vic.Email)
	f.load(account.NewID(), "partner.com", account.Restricted, "x@partner.com", stranger.Email)
	for _, v := range []struct {
		name, parent string
		visibility   account.Visibility
	}{{"EMEA", "", account.Public}, {"Italy", "EMEA", account.Public}, {"Secret", "", account.Restricted}} {
		name, parent, seen := v.name, string(f.ids[v.parent]), string(v.visibility)
		n, _, err := administration.VirtualAccounts{Store: f.Store, Now: f.Now}.Create(t.Context(), ada, f.id, administration.VirtualForm{Name: &name, ParentID: &parent, Visibility: &seen}, 0)
		f.must(err)
		f.ids[v.name] = n.ID
	}
	_, _, err := f.people().Add(t.Context(), ada, f.id, administration.Addition{Silent: true, Rows: []administration.Row{
		{Email: string(dan.Email), Virtuals: []administration.VirtualRow{{VirtualAccount: string(f.ids["EMEA"]), Role: "Virtual Account Administrator", WithNested: true}}},
	}})
	f.must(err)
	f.must(f.people().Confirm(t.Context(), dan, f.id))
	return f
}

func (f *fixture) Now() time.Time {
	f.now = f.now.Add(time.Second)
	return f.now
}

func (f *fixture) people() administration.People {
	many := account.Limit{Most: 1000, Window: day}
	return administration.People{Store: f.Store, Now: f.Now, Limits: administration.AdditionLimits{Person: many, Account: many, Domain: many}}
}

func (f *fixture) load(id account.ID, domain account.Domain, visibility account.Visibility, administrator, viewer account.Email) {
	f.Helper()
	a := account.Account{
		ID: id, Name: "Account of " + string(domain), Domain: domain, Visibility: visibility, Status: account.AccountActive, Requester: "asker@partner.com",
		CreatedAt: f.now.Add(-100 * day), RequestID: account.NewID(), PendingUntil: f.now,
	}
	f.must(f.Store.Load(f.Context(), []workflow.StoredAccount{{
		Account: a,
		VirtualAccounts: []account.VirtualAccount{{
			ID: account.NewID(), AccountID: id, Depth: 1, Name: account.DefaultVirtualAccountName, Visibility: account.Public, Default: true, CreatedAt: f.now,
		}},
		Members: []account.Membership{
			{AccountID: id, Person: administrator, Role: account.SmartAccountAdministrator, Since: f.now},
			{AccountID: id, Person: viewer, Role: account.SmartAccountViewer, Since: f.now},
		},
	}}))
}

func (f *fixture) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

func (f *fixture) asking() accessrequest.Asking {
	return accessrequest.Asking{
		Store: f.Store, Now: f.Now, Terms: account.AccessTerms{Lifetime: 30 * day, Reminders: []time.Duration{3 * day, 10 * day, 25 * day}},
		Limits: accessrequest.Limits{Person: account.Limit{Most: 20, Window: day}, Account: account.Limit{Most: 50, Window: day}},
	}
}

func (f *fixture) deciding() accessrequest.Deciding {
	return accessrequest.Deciding{Store: f.Store, Now: f.Now}
}

// on returns roles on Virtual Accounts, as they are typed.
func (f *fixture) on(role string, nested bool, names ...string) (w accessrequest.Wanted) {
	for _, name := range names {
		w.Virtuals = append(w.Virtuals, administration.VirtualRow{VirtualAccount: string(f.ids[name]), Role: role, WithNested: nested})
	}
	return w
}

var user = accessrequest.Wanted{Role: "Smart Account User"}

// ask asks for access by the identifier.
func (f *fixture) ask(by account.Person, w accessrequest.Wanted) (account.AccessRequest, error) {
	return f.asking().Ask(f.Context(), by, accessrequest.Form{Domain: "acme.com", Wanted: w})
}

func (f *fixture) mustAsk(by account.Person, w accessrequest.Wanted) account.AccessRequest {
	f.Helper()
	r, err := f.ask(by, w)
	f.must(err)
	return r
}

func (f *fixture) approve(by account.Person, r account.AccessRequest, w *accessrequest.Wanted) (account.AccessRequest, error) {
	return f.deciding().Decide(f.Context(), by, r.ID, accessrequest.Decision{Approve: true, Wanted: w})
}

func (f *fixture) decline(by account.Person, r account.AccessRequest) (account.AccessRequest, error) {
	return f.deciding().Decide(f.Context(), by, r.ID, accessrequest.Decision{Reason: "not now"})
}

// kinds returns the kinds of the last entries of the account's log, the newest first.
func (f *fixture) kinds(most int) (kinds []account.LogKind) {
	f.Helper()
	entries, _, err := f.Store.Log(f.Context(), f.id, time.Time{}, time.Time{}, "", most)
	f.must(err)
	for _, e := range entries {
		kinds = append(kinds, e.Kind)
	}
	return kinds
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

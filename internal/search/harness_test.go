package search_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/search"
	"smartaccounts/internal/testkit/engines"
	"smartaccounts/internal/workflow"
)

var engine *engines.Engine

func TestMain(m *testing.M) { engines.MainOrNone(m, engines.DynamoDBLocal(&engine)) }

var (
	partner  = account.Person{Email: "partner@example.com"}
	partner2 = account.Person{Email: "partner2@example.net"}
	outsider = account.Person{Email: "outsider@example.edu"}
)

// harness is the search on real storage, in which partner and partner2 have accounts of their own.
type harness struct {
	*testing.T
	store *dynamotest.Store
}

func newHarness(t *testing.T) *harness {
	t.Helper()
	t.Parallel()
	h := &harness{T: t, store: dynamotest.First(t, engine)}
	h.activeAccount(partner.Email, "Partner Ltd", "partner.example.com", account.Restricted)
	h.activeAccount(partner2.Email, "Second Partner", "partner.example.net", account.Restricted)
	return h
}

func (h *harness) Now() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) }

func (h *harness) find() search.Find { return search.Find{Store: h.store, Now: h.Now} }

// activeAccount returns a new active account with that administrator.
func (h *harness) activeAccount(person account.Email, name string, domain account.Domain, v account.Visibility) account.Account {
	h.Helper()
	a := account.Account{
		ID: account.NewID(), Name: name, Domain: domain, Status: account.AccountActive, Visibility: v,
		CreatedAt: h.Now(), Requester: "somebody@example.org", RequestID: account.NewID(), PendingUntil: h.Now(),
	}
	h.must(h.store.Load(h.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{{
		AccountID: a.ID, Person: person, Role: account.SmartAccountAdministrator, Since: h.Now(),
	}}}}))
	return a
}

func (h *harness) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *harness) wantError(got, want error) {
	h.Helper()
	if !errors.Is(got, want) {
		h.Errorf("got error %v, want %v", got, want)
	}
}

// wantInvalid expects an error of exactly this field and code.
func (h *harness) wantInvalid(got error, field string) {
	h.Helper()
	var invalid *account.InvalidInput
	if !errors.As(got, &invalid) {
		h.Errorf("got error %v, want invalid %s", got, field)
		return
	}
	isField := func(f account.FieldError) bool { return f.Field+" "+string(f.Code) == field }
	if len(invalid.Fields) != 1 || !slices.ContainsFunc(invalid.Fields, isField) {
		h.Errorf("invalid %v, want %s", invalid.Fields, field)
	}
}

func wantEqual[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

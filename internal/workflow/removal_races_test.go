package workflow_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow"
)

const (
	ada = account.Email("ada@acme.com") // an administrator of acme.com and nominee, who is removed
	ben = account.Email("ben@acme.com") // the other one
)

// belowAcme returns the account acme.com, which both administer, and a request for a domain below it, which waits for both.
func (h *harness) belowAcme() (account.Account, account.Request) {
	h.Helper()
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, ada, ben)
	h.advance(2 * time.Hour) // both are administrators by then
	return a, h.openRequest("emea.acme.com", "ann@emea.acme.com")
}

func (h *harness) people(store *dynamotest.Store) administration.People {
	limit := workflow.ADay(1000)
	return administration.People{Store: store, Now: h.Now, Limits: administration.AdditionLimits{Person: limit, Account: limit, Domain: limit}}
}

// removes returns the removal of ada by ben.
func (h *harness) removes(a account.Account, store *dynamotest.Store) func() error {
	return func() error {
		_, err := h.people(store).Remove(h.Context(), account.Person{Email: ben}, a.ID, ada, 0)
		return err
	}
}

// wantLost expects that ada's decision was refused, and that her link does not work again once she is an administrator again.
func (h *harness) wantLost(a account.Account, r account.Request, decision error, token string) {
	h.Helper()
	h.wantError(decision, account.ErrLinkInvalid)
	wantEqual(h.T, "state", h.stored(r.ID).State, account.PendingApproval)
	h.advance(time.Hour)
	row := administration.Row{Email: string(ada), Role: string(account.SmartAccountAdministrator)}
	results, _, err := h.people(h.store).Add(h.Context(), account.Person{Email: ben}, a.ID, administration.Addition{Rows: []administration.Row{row}, Silent: true})
	h.must(err)
	wantEqual(h.T, "added again", results[0].Outcome, administration.RowAdded)
	h.must(administration.Confirmation{Store: h.store, Now: h.Now}.In(h.Context(), account.Person{Email: ada}, a.ID))
	m, err := h.store.Member(h.Context(), a.ID, ada)
	h.must(err)
	wantEqual(h.T, "an administrator again", m.ConfirmedAdministrator(), true)
	wantEqual(h.T, "the link", h.linkWorks(token), false)
	_, err = h.decide().Do(h.Context(), workflow.Decision{Token: token, Action: "approve", Authorized: true}, ada)
	h.wantError(err, account.ErrLinkInvalid)
	h.mustDecide(h.approve(ben))
}

// wantWon expects that ada's decision ended the request, although she was removed.
func (h *harness) wantWon(a account.Account, r account.Request, decision error) {
	h.Helper()
	h.must(decision)
	_, err := h.store.Member(h.Context(), a.ID, ada)
	h.wantError(err, account.ErrNotFound)
	stored := h.stored(r.ID)
	wantEqual(h.T, "state", stored.State, account.Approved)
	wantEqual(h.T, "decided by", stored.Decision.By, account.Actor(ada))
}

func TestADecisionIsStoredOrRefusedWhenItsAdministratorIsRemovedConcurrently(t *testing.T) {
	race(t, func(_ *testing.T, h *harness) {
		a, r := h.belowAcme()
		token := h.token(ada)
		errs := concurrently(h.decides(approves, ada), h.removes(a, h.store))
		h.must(errs[1])
		if errs[0] == nil {
			h.wantWon(a, r, errs[0])
		} else {
			h.wantLost(a, r, errs[0], token)
		}
	})
}

// beforeCommit calls do before the first transaction.
type beforeCommit struct {
	client.API
	once *sync.Once
	do   func()
}

func (b beforeCommit) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, o ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	b.once.Do(b.do)
	return b.API.TransactWriteItems(ctx, in, o...)
}

// storeBeforeCommit returns the harness's store, which calls do before its first transaction.
func (h *harness) storeBeforeCommit(do func()) *dynamotest.Store {
	return h.store.Through(func(api client.API) client.API { return beforeCommit{api, new(sync.Once), do} })
}

// Whichever of the two transactions is first wins, although the other was decided before it.
func TestTheFirstOfARemovalAndADecisionOfAnAdministratorWins(t *testing.T) {
	for name, store := range map[string]func(t *testing.T) *dynamotest.Store{
		"in memory": func(*testing.T) *dynamotest.Store { return dynamotest.InMemory() },
		"engine":    func(t *testing.T) *dynamotest.Store { return dynamotest.New(t, engine) },
	} {
		t.Run("the removal, "+name, func(t *testing.T) {
			t.Parallel()
			h := newHarnessOn(t, store(t))
			a, r := h.belowAcme()
			token := h.token(ada)
			decide := h.decide()
			decide.Store = h.storeBeforeCommit(func() { h.must(h.removes(a, h.store)()) })
			_, err := decide.Do(t.Context(), workflow.Decision{Token: token, Action: "approve", Authorized: true}, ada)
			h.wantLost(a, r, err, token)
		})
		t.Run("the decision, "+name, func(t *testing.T) {
			t.Parallel()
			h := newHarnessOn(t, store(t))
			a, r := h.belowAcme()
			decide := h.decides(approves, ada)
			var decided error
			h.must(h.removes(a, h.storeBeforeCommit(func() { decided = decide() }))())
			h.wantWon(a, r, decided)
		})
	}
}

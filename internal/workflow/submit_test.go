package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

func TestSubmitOpensARequestAndInvitesEachCustomer(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	wantEqual(t, "state", r.State, account.PendingApproval)
	for _, address := range []account.Email{"ann@acme.com", "bob@acme.com"} {
		wantEqual(t, "mails", h.subjects(address), "invitation")
		viewed, err := h.view().Do(t.Context(), h.token(address))
		h.must(err)
		wantEqual(t, "request", viewed.Request.ID, r.ID)
		wantEqual(t, "nominee", viewed.Nominee.Email, address)
	}
	if h.token("ann@acme.com") == h.token("bob@acme.com") {
		t.Error("two nominees share a link")
	}
	tracked, err := h.track().One(t.Context(), partner, r.ID)
	h.must(err)
	wantEqual(t, "events", len(tracked.History), 1)
}

func TestSubmitNeedsARole(t *testing.T) {
	h := newHarness(t)
	h.changesNothing(func() {
		for _, by := range []account.Person{outsider, operator} {
			_, err := h.submit().Do(t.Context(), by, form("acme.com", "ann@acme.com"), "")
			h.wantError(err, account.ErrForbidden)
		}
	})
}

func TestSubmitRefusesABadFormAndATakenDomain(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	h.changesNothing(func() {
		_, err := h.submit().Do(t.Context(), partner, form("gmail.com", "ann@acme.com"), "key")
		h.wantInvalid(err, "accountDomain public-mail-provider")
		_, err = h.submit().Do(t.Context(), partner2, form("acme.com", "ann@acme.com"), "key")
		h.wantError(err, account.ErrDomainTaken)
		_, err = h.submit().Do(t.Context(), partner2, form("partner.example.com", "ann@partner.example.com"), "")
		h.wantError(err, account.ErrDomainTaken)
	})
	h.mustDecide(h.approve("ann@acme.com"))
	_, err := h.submit().Do(t.Context(), partner2, form("acme.com", "ann@acme.com"), "")
	if taken := new(account.DomainTaken); !errors.As(err, &taken) || !taken.Active {
		t.Errorf("the identifier of an active account: got %v, want DomainTaken by an active one", err)
	}
}

func TestSubmitTakesAnIdentifierThatIsReleasedMeanwhile(t *testing.T) {
	h := newHarness(t)
	old := h.openRequest("acme.com", "ann@acme.com")
	s := h.submit()
	s.Store = h.between(false, func() {
		_, err := h.followUp().Withdraw(t.Context(), partner, old.ID)
		h.must(err)
	})
	fresh, err := s.Do(t.Context(), partner2, form("acme.com", "cleo@acme.com"), "")
	h.must(err)
	wantEqual(t, "new", h.stored(fresh.ID).State, account.PendingApproval)
}

// misunderstood fails the first commit as if others had written first.
type misunderstood struct {
	*dynamotest.Store
	once sync.Once
}

func (m *misunderstood) Commit(ctx context.Context, changes ...workflow.Change) error {
	err := m.Store.Commit(ctx, changes...)
	m.once.Do(func() { err = errors.Join(err, retry.ErrConflict) })
	return err
}

func TestSubmitSucceedsIfAnEarlierTryWasStored(t *testing.T) {
	h := newHarness(t)
	s := h.submit()
	s.Store = &misunderstood{Store: h.store}
	fresh, err := s.Do(t.Context(), partner, form("acme.com", "ann@acme.com"), "")
	h.must(err)
	wantEqual(t, "stored", h.stored(fresh.ID).State, account.PendingApproval)
}

func TestAnIdempotencyKeyReturnsTheFirstRequestAsItIsNow(t *testing.T) {
	h := newHarness(t)
	body := form("acme.com", "ann@acme.com")
	first, err := h.submit().Do(t.Context(), partner, body, "key")
	h.must(err)
	h.changesNothing(func() {
		again, err := h.submit().Do(t.Context(), partner, body, "key")
		h.must(err)
		wantEqual(t, "request", again.ID, first.ID)
		upper := "ACME.com."
		same := body
		same.AccountDomain = &upper // the parsed form is compared
		again, err = h.submit().Do(t.Context(), partner, same, "key")
		h.must(err)
		wantEqual(t, "request", again.ID, first.ID)
		other := body
		other.NoteToCustomer = "another"
		_, err = h.submit().Do(t.Context(), partner, other, "key")
		h.wantError(err, workflow.ErrIdempotencyMismatch)
	})
	_, err = h.submit().Do(t.Context(), partner2, body, "key")
	h.wantError(err, account.ErrDomainTaken) // a key belongs to its person

	h.deliver()
	h.mustDecide(h.decline("ann@acme.com"))
	again, err := h.submit().Do(t.Context(), partner, body, "key")
	h.must(err)
	wantEqual(t, "request", again.ID, first.ID)
	wantEqual(t, "state", again.State, account.Declined)

	h.advance(workflow.KeyLifetime)
	fresh, err := h.submit().Do(t.Context(), partner, body, "key")
	h.must(err)
	if fresh.ID == first.ID {
		t.Error("an idempotency key is still known after its lifetime")
	}
}

func TestAnIdempotencyKeyUsedMeanwhileReturnsItsFirstRequest(t *testing.T) {
	h := newHarness(t)
	var first account.Request
	s := h.submit()
	s.Store = h.between(false, func() {
		var err error
		first, err = h.submit().Do(t.Context(), partner, form("acme.com", "ann@acme.com"), "key")
		h.must(err)
	})
	again, err := s.Do(t.Context(), partner, form("acme.com", "ann@acme.com"), "key")
	h.must(err)
	wantEqual(t, "request", again.ID, first.ID)
}

func TestConcurrentUsesOfAnIdempotencyKeyOpenOneRequest(t *testing.T) {
	h := newHarness(t)
	ids := make([]account.ID, 8)
	var all sync.WaitGroup
	for n := range ids {
		all.Go(func() {
			r, err := h.submit().Do(t.Context(), partner, form("acme.com", "ann@acme.com"), "key")
			if err != nil {
				t.Error(err)
			}
			ids[n] = r.ID
		})
	}
	all.Wait()
	for _, id := range ids {
		wantEqual(t, "request", id, ids[0])
	}
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation")
}

func TestConcurrentSubmissionsForOneDomainOpenOne(t *testing.T) {
	h := newHarness(t)
	var mutex sync.Mutex
	won, taken := 0, 0
	var all sync.WaitGroup
	for n := range 16 {
		all.Go(func() {
			f := form("acme.com", fmt.Sprintf("a%d@acme.com", n))
			_, err := h.submit().Do(t.Context(), partner, f, "")
			mutex.Lock()
			defer mutex.Unlock()
			switch {
			case err == nil:
				won++
			case errors.Is(err, account.ErrDomainTaken):
				taken++
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	wantEqual(t, "opened", won, 1)
	wantEqual(t, "taken", taken, 15)
}

func TestSubmitReplacesALapsedRequest(t *testing.T) {
	h := newHarness(t)
	old := h.openRequest("acme.com", "ann@acme.com")
	h.advance(90*24*time.Hour - time.Millisecond)
	_, err := h.submit().Do(t.Context(), partner2, form("acme.com", "cleo@acme.com"), "")
	h.wantError(err, account.ErrDomainTaken)
	h.advance(time.Millisecond)
	fresh, err := h.submit().Do(t.Context(), partner2, form("acme.com", "cleo@acme.com"), "")
	h.must(err)
	h.deliver()
	wantEqual(t, "old", h.stored(old.ID).State, account.Expired)
	wantEqual(t, "new", h.stored(fresh.ID).State, account.PendingApproval)
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "expired")
	wantEqual(t, "nominee's mails", h.subjects("ann@acme.com"), "invitation lapsed")
	h.wantCleanUp(workflow.Cleaned{}) // the submission has ended the request
}

// early hides an account from the first read of it: two reads are not atomic.
type early struct {
	*dynamotest.Store
	once sync.Once
}

func (e *early) Standing(ctx context.Context, id account.ID, person account.Email) (a account.Administered, m account.Membership, err error) {
	a, m, err = e.Store.Standing(ctx, id, person)
	e.once.Do(func() { a, m, err = account.Administered{}, account.Membership{}, account.ErrNotFound })
	return a, m, err
}

func TestSubmitReadsAgainIfTheAccountAboveIsGone(t *testing.T) {
	h := newHarness(t)
	h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
	s := h.submit()
	s.Store = &early{Store: h.store}
	fresh, err := s.Do(t.Context(), partner, form("emea.acme.com", "ann@emea.acme.com"), "")
	h.must(err)
	wantEqual(t, "nominees", nominees(h.stored(fresh.ID)), "ada@acme.com")
}

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
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	wantEqual(t, "state", r.State, account.PendingApproval)
	for _, address := range []account.Email{"ann@acme.com", "bob@acme.com"} {
		wantEqual(t, "mails", w.subjects(address), "invitation")
		viewed, err := w.view().Do(t.Context(), w.token(address))
		w.must(err)
		wantEqual(t, "request", viewed.Request.ID, r.ID)
		wantEqual(t, "nominee", viewed.Nominee.Email, address)
	}
	if w.token("ann@acme.com") == w.token("bob@acme.com") {
		t.Error("two nominees share a link")
	}
	tracked, err := w.track().One(t.Context(), partner, r.ID)
	w.must(err)
	wantEqual(t, "events", len(tracked.History), 1)
}

func TestSubmitNeedsARole(t *testing.T) {
	w := newWorld(t)
	w.changesNothing(func() {
		for _, by := range []account.Person{outsider, operator} {
			_, err := w.submit().Do(t.Context(), by, form("acme.com", "ann@acme.com"), "")
			w.wantError(err, account.ErrForbidden)
		}
	})
}

func TestSubmitRefusesABadFormAndATakenDomain(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	w.changesNothing(func() {
		_, err := w.submit().Do(t.Context(), partner, form("gmail.com", "ann@acme.com"), "key")
		w.wantInvalid(err, "accountDomain public-mail-provider")
		_, err = w.submit().Do(t.Context(), partner2, form("acme.com", "ann@acme.com"), "key")
		w.wantError(err, account.ErrDomainTaken)
		_, err = w.submit().Do(t.Context(), partner2, form("partner.example.com", "ann@partner.example.com"), "")
		w.wantError(err, account.ErrDomainTaken)
	})
	w.does(w.approve("ann@acme.com"))
	_, err := w.submit().Do(t.Context(), partner2, form("acme.com", "ann@acme.com"), "")
	if taken := new(account.DomainTaken); !errors.As(err, &taken) || !taken.Active {
		t.Errorf("the identifier of an active account: %v", err)
	}
}

func TestSubmitTakesAnIdentifierThatIsReleasedMeanwhile(t *testing.T) {
	w := newWorld(t)
	old := w.asked("acme.com", "ann@acme.com")
	s := w.submit()
	s.Store = w.between(false, func() {
		_, err := w.followUp().Withdraw(t.Context(), partner, old.ID)
		w.must(err)
	})
	fresh, err := s.Do(t.Context(), partner2, form("acme.com", "cleo@acme.com"), "")
	w.must(err)
	wantEqual(t, "new", w.stored(fresh.ID).State, account.PendingApproval)
}

// misunderstood is the real store whose first commit looks as if others had been first.
type misunderstood struct {
	*dynamotest.Store
	once sync.Once
}

func (m *misunderstood) Commit(ctx context.Context, changes ...workflow.Change) error {
	err := m.Store.Commit(ctx, changes...)
	m.once.Do(func() { err = errors.Join(err, retry.ErrConflict) })
	return err
}

func TestSubmitFindsItselfStored(t *testing.T) {
	w := newWorld(t)
	s := w.submit()
	s.Store = &misunderstood{Store: w.store}
	fresh, err := s.Do(t.Context(), partner, form("acme.com", "ann@acme.com"), "")
	w.must(err)
	wantEqual(t, "stored", w.stored(fresh.ID).State, account.PendingApproval)
}

func TestIdempotencyKeyAnswersTheFirstRequestAsItStands(t *testing.T) {
	w := newWorld(t)
	body := form("acme.com", "ann@acme.com")
	first, err := w.submit().Do(t.Context(), partner, body, "key")
	w.must(err)
	w.changesNothing(func() {
		again, err := w.submit().Do(t.Context(), partner, body, "key")
		w.must(err)
		wantEqual(t, "request", again.ID, first.ID)
		upper := "ACME.com."
		same := body
		same.AccountDomain = &upper // the parsed body counts
		again, err = w.submit().Do(t.Context(), partner, same, "key")
		w.must(err)
		wantEqual(t, "request", again.ID, first.ID)
		other := body
		other.NoteToCustomer = "another"
		_, err = w.submit().Do(t.Context(), partner, other, "key")
		w.wantError(err, workflow.ErrIdempotencyMismatch)
	})
	_, err = w.submit().Do(t.Context(), partner2, body, "key")
	w.wantError(err, account.ErrDomainTaken) // another person's key is another key

	w.deliver()
	w.does(w.decline("ann@acme.com"))
	again, err := w.submit().Do(t.Context(), partner, body, "key")
	w.must(err)
	wantEqual(t, "request", again.ID, first.ID)
	wantEqual(t, "state", again.State, account.Declined)

	w.pass(workflow.KeyLifetime)
	fresh, err := w.submit().Do(t.Context(), partner, body, "key")
	w.must(err)
	if fresh.ID == first.ID {
		t.Error("a key is remembered for longer than it is kept")
	}
}

func TestIdempotencyKeyUsedMeanwhileAnswersItsFirstUse(t *testing.T) {
	w := newWorld(t)
	var first account.Request
	s := w.submit()
	s.Store = w.between(false, func() {
		var err error
		first, err = w.submit().Do(t.Context(), partner, form("acme.com", "ann@acme.com"), "key")
		w.must(err)
	})
	again, err := s.Do(t.Context(), partner, form("acme.com", "ann@acme.com"), "key")
	w.must(err)
	wantEqual(t, "request", again.ID, first.ID)
}

func TestIdempotencyKeyUsedAtOnceOpensOneRequest(t *testing.T) {
	w := newWorld(t)
	ids := make([]account.ID, 8)
	var all sync.WaitGroup
	for n := range ids {
		all.Go(func() {
			r, err := w.submit().Do(t.Context(), partner, form("acme.com", "ann@acme.com"), "key")
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
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation")
}

func TestSixteenSubmitsForOneDomainOpenOne(t *testing.T) {
	w := newWorld(t)
	var mutex sync.Mutex
	won, taken := 0, 0
	var all sync.WaitGroup
	for n := range 16 {
		all.Go(func() {
			f := form("acme.com", fmt.Sprintf("a%d@acme.com", n))
			_, err := w.submit().Do(t.Context(), partner, f, "")
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
	w := newWorld(t)
	old := w.asked("acme.com", "ann@acme.com")
	w.pass(90*24*time.Hour - time.Millisecond)
	_, err := w.submit().Do(t.Context(), partner2, form("acme.com", "cleo@acme.com"), "")
	w.wantError(err, account.ErrDomainTaken)
	w.pass(time.Millisecond)
	fresh, err := w.submit().Do(t.Context(), partner2, form("acme.com", "cleo@acme.com"), "")
	w.must(err)
	w.deliver()
	wantEqual(t, "old", w.stored(old.ID).State, account.Expired)
	wantEqual(t, "new", w.stored(fresh.ID).State, account.PendingApproval)
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "expired")
	wantEqual(t, "nominee's mails", w.subjects("ann@acme.com"), "invitation lapsed")
	w.cleaned(workflow.Cleaned{}) // nothing is left for it
}

// early is the real store in which an account is not there yet when it is first looked at: two reads are not of one
// moment.
type early struct {
	*dynamotest.Store
	once sync.Once
}

func (e *early) Account(ctx context.Context, id account.ID) (stored workflow.StoredAccount, err error) {
	stored, err = e.Store.Account(ctx, id)
	e.once.Do(func() { stored, err = workflow.StoredAccount{}, account.ErrNotFound })
	return stored, err
}

func TestSubmitLooksAgainForAnAccountAboveThatIsGone(t *testing.T) {
	w := newWorld(t)
	w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com")
	s := w.submit()
	s.Store = &early{Store: w.store}
	fresh, err := s.Do(t.Context(), partner, form("emea.acme.com", "ann@emea.acme.com"), "")
	w.must(err)
	wantEqual(t, "nominees", nominees(w.stored(fresh.ID)), "ada@acme.com")
}

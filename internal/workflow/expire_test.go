package workflow_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

func TestExpireEndsWhatIsDueOnceAndNothingElse(t *testing.T) {
	w := newWorld(t)
	const due = 12
	for n := range due {
		w.asked(fmt.Sprintf("acme%d.com", n), "ann@acme.com"[:4]+fmt.Sprintf("acme%d.com", n))
	}
	w.does(w.decline("ann@acme0.com"))
	w.pass(time.Hour)
	young := w.asked("young.com", "ann@young.com")
	w.pass(90*24*time.Hour - time.Hour)

	var mutex sync.Mutex
	ended := 0
	var all sync.WaitGroup
	for range 3 { // runs may overlap
		all.Go(func() {
			n, err := workflow.Expire{Store: w.store, Now: w.Now}.Do(t.Context())
			if err != nil {
				t.Error(err)
			}
			mutex.Lock()
			defer mutex.Unlock()
			ended += n
		})
	}
	all.Wait()
	wantEqual(t, "ended", ended, due-1)
	wantEqual(t, "the young one", w.stored(young.ID).State, account.PendingApproval)
	w.deliver()
	wantEqual(t, "mails to the requester", len(w.to(partner.Email)), 1+due-1)
	w.changesNothing(func() {
		n, err := workflow.Expire{Store: w.store, Now: w.Now}.Do(t.Context())
		w.must(err)
		wantEqual(t, "ended", n, 0)
	})
	_, err := w.submit().Do(t.Context(), partner2, form("acme5.com", "x@acme5.com"), "")
	w.must(err)
}

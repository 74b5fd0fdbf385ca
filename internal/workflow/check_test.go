package workflow_test

import (
	"errors"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// forecast is what a check answers. It changes nothing.
func (w *world) forecast(by account.Person, f account.Form) (answer workflow.Forecast) {
	w.Helper()
	w.changesNothing(func() {
		var err error
		answer, err = w.submit().Check(w.Context(), by, f, nil)
		w.must(err)
	})
	return answer
}

func TestCheckForecastsWhatSubmitDoes(t *testing.T) {
	for _, policy := range account.Policies() {
		t.Run(string(policy), func(t *testing.T) {
			w := newWorld(t)
			w.rules.Policy = policy
			w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com")
			w.administered("Lone", "lone.com", account.Restricted, partner.Email)
			w.active("ann@paypal.com", "PayPal", "paypal.com", account.Restricted)
			lapsed := w.asked("lapsed.com", "ann@lapsed.com")
			w.pass(90 * day)
			wantEqual(t, "stored", w.stored(lapsed.ID).State.Ended(), false)
			sameName := form("unlike.com", "ann@unlike.com")
			sameName.AccountName = "paypal"
			own := form("", "dora@elsewhere.com")
			own.AccountDomain = nil
			for _, f := range []account.Form{
				form("vouching.com", "ann@vouching.com"),
				form("vouching.com", "ann@vouching.com"), // by now a conflict
				form("Mismatch.com.", "ann@mismatch.com", "dora@elsewhere.com"),
				form("emea.acme.com", "dora@elsewhere.com"),
				form("emea.lone.com", "ann@lone.com"),
				form("acme.com", "ann@acme.com"),
				form("paypa1.com", "ann@paypa1.com"),
				form("lapsed.com", "ann@lapsed.com"),
				sameName, own,
			} {
				said := w.forecast(partner, f)
				r, err := w.submit().Do(t.Context(), partner, f, "")
				wantEqual(t, "conflict at "+string(said.Domain), said.Conflict, errors.Is(err, account.ErrDomainTaken))
				if said.Conflict {
					var taken *account.DomainTaken
					wantEqual(t, "for good at "+string(said.Domain), said.TakenForGood, errors.As(err, &taken) && taken.Active)
					continue
				}
				w.must(err)
				wantEqual(t, "domain", said.Domain, r.Account.Domain)
				wantEqual(t, "review of "+string(said.Domain), said.Review, r.State == account.PendingReview)
				if r.State == account.PendingApproval {
					wantEqual(t, "administrators of "+string(said.Domain), said.Administrators, r.Parent != nil)
				}
			}
		})
	}
}

func TestCheckSaysWhoWillDecide(t *testing.T) {
	w := newWorld(t)
	w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com")
	wantEqual(t, "below an account", w.forecast(partner, form("emea.acme.com", "dora@elsewhere.com")),
		workflow.Forecast{Domain: "emea.acme.com", Administrators: true})
	wantEqual(t, "mismatch", w.forecast(partner, form("other.com", "dora@elsewhere.com")),
		workflow.Forecast{Domain: "other.com", Review: true})
	wantEqual(t, "vouching", w.forecast(partner, form("other.com", "ann@other.com")), workflow.Forecast{Domain: "other.com"})
	wantEqual(t, "taken", w.forecast(partner, form("acme.com", "ann@acme.com")).TakenForGood, true)
	lapsed := w.asked("lapsed.com", "ann@lapsed.com")
	w.pass(90*day - time.Millisecond)
	taken := w.forecast(partner, form("lapsed.com", "ann@lapsed.com"))
	wantEqual(t, "before the deadline", taken.Conflict, true)
	wantEqual(t, "for good", taken.TakenForGood, false)
	w.pass(time.Millisecond)
	wantEqual(t, "after the deadline", w.forecast(partner, form("lapsed.com", "ann@lapsed.com")), workflow.Forecast{Domain: "lapsed.com"})
	wantEqual(t, "stored", w.stored(lapsed.ID).State, account.PendingApproval)
}

func TestCheckRefusesAsSubmitDoes(t *testing.T) {
	w := newWorld(t)
	w.requests = workflow.ADay(1)
	w.asked("first.com", "ann@first.com")
	w.changesNothing(func() {
		for _, by := range []account.Person{outsider, operator} {
			_, err := w.submit().Check(t.Context(), by, form("acme.com", "ann@acme.com"), nil)
			w.wantError(err, account.ErrForbidden)
		}
		bad := form("gmail.com", "x")
		_, checked := w.submit().Check(t.Context(), partner, bad, nil)
		w.wantInvalid(checked, "accountDomain public-mail-provider", "customerEmails[0] not-an-email")
		_, submitted := w.submit().Do(t.Context(), partner, bad, "")
		wantEqual(t, "the same", checked.Error(), submitted.Error())
	})
	// It takes no slot and needs none.
	wantEqual(t, "forecast", w.forecast(partner, form("acme.com", "ann@acme.com")), workflow.Forecast{Domain: "acme.com"})
}

// Who holds the identifier cannot be read, and a check says that it is free.
func TestACheckThatCannotSeeTheHolderFails(t *testing.T) {
	w := newWorld(t)
	holder := w.asked("acme.com", "ann@acme.com")
	submit := w.submit()
	submit.Store = failing{w.store, holder.ID}
	_, err := submit.Check(t.Context(), partner2, form("acme.com", "cleo@acme.com"), nil)
	w.wantError(err, errBroken)
}

package workflow_test

import (
	"errors"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// forecast returns the result of a check, which must change nothing.
func (h *harness) forecast(by account.Person, f account.Form) (answer workflow.Forecast) {
	h.Helper()
	h.changesNothing(func() {
		var err error
		answer, err = h.submit().Check(h.Context(), by, f, nil)
		h.must(err)
	})
	return answer
}

func TestCheckForecastsWhatSubmitDoes(t *testing.T) {
	for _, policy := range account.Policies() {
		t.Run(string(policy), func(t *testing.T) {
			h := newHarness(t)
			h.rules.Policy = policy
			h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
			h.administeredAccount("Lone", "lone.com", account.Restricted, partner.Email)
			h.activeAccount("ann@paypal.com", "PayPal", "paypal.com", account.Restricted)
			lapsed := h.openRequest("lapsed.com", "ann@lapsed.com")
			h.advance(90 * day)
			wantEqual(t, "stored", h.stored(lapsed.ID).State.Ended(), false)
			sameName := form("unlike.com", "ann@unlike.com")
			sameName.AccountName = "paypal"
			own := form("", "dora@elsewhere.com")
			own.AccountDomain = nil
			for _, f := range []account.Form{
				form("vouching.com", "ann@vouching.com"),
				form("vouching.com", "ann@vouching.com"), // submitted before: a conflict
				form("Mismatch.com.", "ann@mismatch.com", "dora@elsewhere.com"),
				form("emea.acme.com", "dora@elsewhere.com"),
				form("emea.lone.com", "ann@lone.com"),
				form("acme.com", "ann@acme.com"),
				form("paypa1.com", "ann@paypa1.com"),
				form("lapsed.com", "ann@lapsed.com"),
				sameName, own,
			} {
				said := h.forecast(partner, f)
				r, err := h.submit().Do(t.Context(), partner, f, "")
				wantEqual(t, "conflict at "+string(said.Domain), said.Conflict, errors.Is(err, account.ErrDomainTaken))
				if said.Conflict {
					var taken *account.DomainTaken
					wantEqual(t, "for good at "+string(said.Domain), said.TakenForGood, errors.As(err, &taken) && taken.Active)
					continue
				}
				h.must(err)
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
	h := newHarness(t)
	h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
	wantEqual(t, "below an account", h.forecast(partner, form("emea.acme.com", "dora@elsewhere.com")),
		workflow.Forecast{Domain: "emea.acme.com", Administrators: true})
	wantEqual(t, "mismatch", h.forecast(partner, form("other.com", "dora@elsewhere.com")),
		workflow.Forecast{Domain: "other.com", Review: true})
	wantEqual(t, "vouching", h.forecast(partner, form("other.com", "ann@other.com")), workflow.Forecast{Domain: "other.com"})
	wantEqual(t, "taken", h.forecast(partner, form("acme.com", "ann@acme.com")).TakenForGood, true)
	lapsed := h.openRequest("lapsed.com", "ann@lapsed.com")
	h.advance(90*day - time.Millisecond)
	taken := h.forecast(partner, form("lapsed.com", "ann@lapsed.com"))
	wantEqual(t, "before the deadline", taken.Conflict, true)
	wantEqual(t, "for good", taken.TakenForGood, false)
	h.advance(time.Millisecond)
	wantEqual(t, "after the deadline", h.forecast(partner, form("lapsed.com", "ann@lapsed.com")), workflow.Forecast{Domain: "lapsed.com"})
	wantEqual(t, "stored", h.stored(lapsed.ID).State, account.PendingApproval)
}

func TestCheckRefusesAsSubmitDoes(t *testing.T) {
	h := newHarness(t)
	h.requests = workflow.ADay(1)
	h.openRequest("first.com", "ann@first.com")
	h.changesNothing(func() {
		for _, by := range []account.Person{outsider, operator} {
			_, err := h.submit().Check(t.Context(), by, form("acme.com", "ann@acme.com"), nil)
			h.wantError(err, account.ErrForbidden)
		}
		bad := form("gmail.com", "x")
		_, checked := h.submit().Check(t.Context(), partner, bad, nil)
		h.wantInvalid(checked, "accountDomain public-mail-provider", "customerEmails[0] not-an-email")
		_, submitted := h.submit().Do(t.Context(), partner, bad, "")
		wantEqual(t, "the same", checked.Error(), submitted.Error())
	})
	// A check uses no slot of the limit and needs none.
	wantEqual(t, "forecast", h.forecast(partner, form("acme.com", "ann@acme.com")), workflow.Forecast{Domain: "acme.com"})
}

// A check that cannot read the holder of an identifier must not say that the identifier is free.
func TestACheckFailsIfTheHolderCannotBeRead(t *testing.T) {
	h := newHarness(t)
	holder := h.openRequest("acme.com", "ann@acme.com")
	submit := h.submit()
	submit.Store = failing{h.store, holder.ID}
	_, err := submit.Check(t.Context(), partner2, form("acme.com", "cleo@acme.com"), nil)
	h.wantError(err, errBroken)
}

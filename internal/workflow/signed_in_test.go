package workflow_test

import (
	"errors"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// signedIn returns a decision without a link, of the person who is signed in.
func signedIn(id account.ID, action string) workflow.Decision {
	return workflow.Decision{RequestID: id, Action: action, Reason: "no", Authorized: true, ForwardTo: "dora@acme.com"}
}

func TestANomineeWhoIsSignedInDecidesWithoutTheMail(t *testing.T) {
	want := map[string]account.State{"approve": account.Approved, "decline": account.Declined, "forward": account.PendingApproval}
	for action, state := range want {
		t.Run(action, func(t *testing.T) {
			h := newHarness(t)
			r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
			shown, err := h.view().SignedIn(t.Context(), r.ID, "ann@acme.com")
			h.must(err)
			wantEqual(t, "nominee", shown.Nominee.Email, "ann@acme.com")
			after, err := h.decide().Do(t.Context(), signedIn(r.ID, action), "ann@acme.com")
			h.must(err)
			wantEqual(t, "state", after.Request.State, state)
			wantEqual(t, "stored state", h.stored(r.ID).State, state)
		})
	}
}

func TestOnlyTheNomineeOfExactlyTheVerifiedAddressDecidesSignedIn(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	reviewed := h.openRequest("other.com", "x@elsewhere.com")
	h.changesNothing(func() {
		for _, person := range []account.Email{"", "bob@acme.com", "ann+x@acme.com", partner.Email, "x@elsewhere.com"} {
			for _, id := range []account.ID{r.ID, reviewed.ID, account.NewID()} {
				_, err := h.view().SignedIn(t.Context(), id, person)
				h.wantError(err, account.ErrNotFound)
				_, err = h.decide().Do(t.Context(), signedIn(id, "approve"), person)
				h.wantError(err, account.ErrNotFound)
			}
		}
		// Neither link nor request.
		_, err := h.decide().Do(t.Context(), signedIn("", "approve"), "ann@acme.com")
		h.wantError(err, account.ErrLinkInvalid)
	})
}

func TestTheSignedInNomineeLearnsOfTheEndBeforeTheirInputIsChecked(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	wrong := signedIn(r.ID, "approve")
	wrong.Authorized = false
	_, err := h.decide().Do(t.Context(), wrong, "ann@acme.com")
	h.wantInvalid(err, "authorized not-authorized")
	_, err = h.decide().Do(t.Context(), signedIn(r.ID, "decline"), "bob@acme.com")
	h.must(err)
	_, err = h.decide().Do(t.Context(), wrong, "ann@acme.com")
	h.wantDecided(err, account.Declined, "bob@acme.com")
	h.changesNothing(func() {
		_, err = h.decide().Do(t.Context(), signedIn(r.ID, "decline"), "bob@acme.com")
		h.must(err) // a repetition
	})
}

func TestWhoForwardedSignedInNoLongerDecides(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	_, err := h.decide().Do(t.Context(), signedIn(r.ID, "forward"), "ann@acme.com")
	h.must(err)
	_, err = h.view().SignedIn(t.Context(), r.ID, "ann@acme.com")
	var dead *account.LinkDead
	if !errors.As(err, &dead) || dead.Why != account.LinkForwarded || dead.To != "dora@acme.com" {
		t.Errorf("got %v, want that the request was forwarded", err)
	}
	_, err = h.decide().Do(t.Context(), signedIn(r.ID, "approve"), "dora@acme.com")
	h.must(err)
}

func TestAnAdministratorWhoIsAddedAgainDoesNotDecideAsTheOneBefore(t *testing.T) {
	h := newHarness(t)
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com", "ben@acme.com")
	r := h.openRequest("emea.acme.com", "ann@emea.acme.com")
	ada := h.approve("ada@acme.com")
	again := account.Membership{
		AccountID: a.ID, Person: "ada@acme.com", Role: account.SmartAccountAdministrator, Since: h.Now().Add(time.Second),
	}
	h.removeRoles(a.ID, "ada@acme.com")
	h.must(h.store.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{again}}}))
	h.changesNothing(func() {
		wantEqual(t, "view", h.linkWorks(ada.Token), false)
		h.wantDecisionError(account.ErrLinkInvalid, ada)
		_, err := h.view().SignedIn(t.Context(), r.ID, "ada@acme.com")
		h.wantError(err, account.ErrNotFound)
		_, err = h.decide().Do(t.Context(), signedIn(r.ID, "approve"), "ada@acme.com")
		h.wantError(err, account.ErrNotFound)
	})
	_, err := h.decide().Do(t.Context(), signedIn(r.ID, "approve"), "ben@acme.com")
	h.must(err)
}

func TestALaterAdministratorDecidesWhatTheOthersWereAsked(t *testing.T) {
	want := map[string]account.State{"approve": account.Approved, "decline": account.Declined, "forward": account.PendingApproval}
	for action, state := range want {
		t.Run(action, func(t *testing.T) {
			h := newHarness(t)
			a := h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
			r := h.openRequest("emea.acme.com", "ann@emea.acme.com")
			h.addAdministrator(a, "ben@acme.com")
			h.changesNothing(func() {
				shown, err := h.view().SignedIn(t.Context(), r.ID, "ben@acme.com")
				h.must(err)
				wantEqual(t, "nominee", shown.Nominee.Email, "ben@acme.com")
			})
			after, err := h.decide().Do(t.Context(), signedIn(r.ID, action), "ben@acme.com")
			h.must(err)
			wantEqual(t, "state", after.Request.State, state)
			stored := h.stored(r.ID)
			wantEqual(t, "stored state", stored.State, state)
			latest, _ := stored.LatestNominee("ben@acme.com")
			wantEqual(t, "asked as an administrator of", latest.AdministratorOf, a.ID)
		})
	}
}

func TestALaterAdministratorSeesHowARequestEnded(t *testing.T) {
	h := newHarness(t)
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := h.openRequest("emea.acme.com", "ann@emea.acme.com")
	h.addAdministrator(a, "ben@acme.com")
	_, err := h.decide().Do(t.Context(), signedIn(r.ID, "decline"), "ada@acme.com")
	h.must(err)
	h.changesNothing(func() {
		shown, err := h.view().SignedIn(t.Context(), r.ID, "ben@acme.com")
		h.must(err)
		wantEqual(t, "state", shown.Request.State, account.Declined)
		wantEqual(t, "the nominee's state", shown.Nominee.State, account.NomineeClosed)
		_, err = h.decide().Do(t.Context(), signedIn(r.ID, "approve"), "ben@acme.com")
		h.wantDecided(err, account.Declined, "ada@acme.com")
	})
}

func TestOnlyAnAdministratorInForceJoinsThoseWhoWereAsked(t *testing.T) {
	h := newHarness(t)
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
	other := h.administeredAccount("Other", "other.com", account.Restricted, "oda@other.com")
	r := h.openRequest("emea.acme.com", "ann@emea.acme.com")
	h.addAdministrator(a, partner.Email)
	user := account.Membership{AccountID: a.ID, Person: "uma@acme.com", Role: account.SmartAccountUser, Since: h.Now()}
	invited := account.Membership{AccountID: a.ID, Person: "ivo@acme.com", Role: account.SmartAccountAdministrator, Since: h.Now(), InvitedAt: h.Now()}
	former := account.Membership{AccountID: a.ID, Person: "eva@acme.com", Role: account.SmartAccountAdministrator, Since: h.Now(), EndsAt: h.Now()}
	h.must(h.store.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{user, invited, former}}}))
	direct := h.openRequest("direct.com", "ann@direct.com")
	h.changesNothing(func() {
		for _, person := range []account.Email{partner.Email, user.Person, invited.Person, former.Person, "oda@other.com", "zoe@acme.com"} {
			for _, id := range []account.ID{r.ID, direct.ID} {
				_, err := h.view().SignedIn(t.Context(), id, person)
				h.wantError(err, account.ErrNotFound)
				_, err = h.decide().Do(t.Context(), signedIn(id, "approve"), person)
				h.wantError(err, account.ErrNotFound)
			}
		}
	})
	wantEqual(t, "the other account", other.Status, account.AccountActive)
}

func TestALaterAdministratorRemovedAtTheSameMomentDoesNotDecide(t *testing.T) {
	h := newHarness(t)
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := h.openRequest("emea.acme.com", "ann@emea.acme.com")
	h.addAdministrator(a, "ben@acme.com")
	decide := h.decide()
	decide.Store = dismissing{h.store, func() { h.removeRoles(a.ID, "ben@acme.com") }}
	_, err := decide.Do(t.Context(), signedIn(r.ID, "approve"), "ben@acme.com")
	h.wantError(err, account.ErrNotFound)
	wantEqual(t, "state", h.stored(r.ID).State, account.PendingApproval)
}

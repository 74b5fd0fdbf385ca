package workflow_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

func TestWithdrawEndsTheRequest(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	after, err := h.followUp().Withdraw(t.Context(), partner, r.ID)
	h.must(err)
	wantEqual(t, "state", after.State, account.Withdrawn)
	h.deliver()
	for _, address := range []account.Email{"ann@acme.com", "bob@acme.com"} {
		wantEqual(t, "mails", h.subjects(address), "invitation closed")
		told := h.lastMail(address, workflow.ClosedMail)
		wantEqual(t, "outcome", told.Outcome, account.Withdrawn)
		wantEqual(t, "by", told.By, account.Actor(partner.Email))
		wantEqual(t, "the link shows it", h.linkWorks(h.token(address)), true)
	}
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "")
	h.openRequest("acme.com", "ann@acme.com")
}

func TestAReviewCanBeWithdrawn(t *testing.T) {
	h := newHarness(t)
	r := h.openRequestBy(partner, form("acme.com", "dora@elsewhere.com"))
	_, err := h.followUp().Withdraw(t.Context(), partner, r.ID)
	h.must(err)
	h.deliver()
	wantEqual(t, "operator's mails", h.subjects(operator.Email), "") // the mail is outdated
	_, err = h.review().Do(t.Context(), operator, r.ID, acceptVerdict)
	h.wantDecided(err, account.Withdrawn, account.Actor(partner.Email))
}

// followUps calls each follow-up and returns its error.
func (h *harness) followUps(by account.Person, id account.ID) map[string]error {
	f := h.followUp()
	errs := map[string]error{}
	_, errs["withdraw"] = f.Withdraw(h.Context(), by, id)
	_, errs["resend"] = f.Resend(h.Context(), by, id)
	_, _, errs["correct"] = f.Correct(h.Context(), by, id, []string{"new@acme.com"}, nil)
	f.Records = records{}
	_, _, errs["prove"] = f.Prove(h.Context(), by, id)
	return errs
}

func TestOnlyTheRequesterFollowsUp(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	h.changesNothing(func() {
		for _, by := range []account.Person{partner2, operator, outsider, {Email: "ann@acme.com"}, {Email: "partner+x@example.com"}} {
			for what, err := range h.followUps(by, r.ID) {
				if err == nil {
					t.Errorf("%s may %s", by.Email, what)
				}
				h.wantError(err, account.ErrNotFound)
			}
		}
		for _, err := range h.followUps(partner, account.NewID()) {
			h.wantError(err, account.ErrNotFound)
		}
	})
}

func TestNoFollowUpAfterAnEnd(t *testing.T) {
	h := newHarness(t)
	declined := h.openRequest("acme.com", "ann@acme.com")
	lapsed := h.openRequest("other.com", "ann@other.com")
	h.mustDecide(h.decline("ann@acme.com"))
	h.changesNothing(func() {
		for _, err := range h.followUps(partner, declined.ID) {
			h.wantDecided(err, account.Declined, "ann@acme.com")
		}
	})
	h.advance(90 * day)
	h.changesNothing(func() {
		for _, err := range h.followUps(partner, lapsed.ID) {
			h.wantDecided(err, account.Expired, account.System)
		}
	})
}

func TestResendOnceADayAndAddress(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	link := h.token("ann@acme.com")
	resend := func() error {
		_, err := h.followUp().Resend(t.Context(), partner, r.ID)
		h.deliver()
		return err
	}
	h.must(resend())
	again := h.Now().Add(day)
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation invitation")
	if h.token("ann@acme.com") == link {
		t.Error("the link is the same")
	}
	_, err := h.view().Do(t.Context(), link)
	var dead *account.LinkDead
	if !errors.As(err, &dead) || dead.Why != account.LinkRenewed || !dead.At.Equal(h.Now()) {
		t.Errorf("the old link: got %v, want ErrLinkInvalid", err)
	}
	_, err = h.view().Do(t.Context(), h.token("ann@acme.com"))
	h.must(err)
	h.advance(time.Hour)
	h.changesNothing(func() { h.wantTooMany(resend(), again) })
	h.mustDecide(h.forward("bob@acme.com", "dora@acme.com")) // another address, which may be mailed
	h.must(resend())
	wantEqual(t, "her mails", h.subjects("dora@acme.com"), "invitation invitation")
	wantEqual(t, "one mailed before", h.subjects("ann@acme.com"), "invitation invitation")
	wantEqual(t, "one who forwarded it", h.subjects("bob@acme.com"), "invitation invitation code")
	h.wantTooMany(resend(), again)
	h.advance(23*time.Hour - time.Millisecond)
	h.changesNothing(func() { h.wantTooMany(resend(), again) })
	h.advance(time.Millisecond)
	h.must(resend())
	wantEqual(t, "after a day", h.subjects("ann@acme.com"), "invitation invitation invitation")
	wantEqual(t, "less than a day", h.subjects("dora@acme.com"), "invitation invitation")
	h.wantTooMany(resend(), h.Now().Add(time.Hour))
	history, err := h.store.History(t.Context(), r.ID)
	h.must(err)
	wantEqual(t, "events", len(history), 5)
}

// A resend does not claim to mail an address that takes no mail, and can mail it once it takes mail again.
func TestResendSkipsAddressesThatTakeNoMail(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	resend := func() (account.Request, error) {
		after, err := h.followUp().Resend(t.Context(), partner, r.ID)
		h.deliver()
		return after, err
	}
	unreachable := func() map[int]bool {
		seen, err := h.track().One(t.Context(), partner, r.ID)
		h.must(err)
		return seen.NoMail
	}
	wantEqual(t, "unreachable at first", fmt.Sprint(unreachable()), "map[1:false 2:false]")
	token := h.report("ann@acme.com")
	h.stops(token)
	wantEqual(t, "unreachable", fmt.Sprint(unreachable()), "map[1:true 2:false]")
	after, err := resend()
	h.must(err)
	wantEqual(t, "who takes none", after.Nominees[0].ResentAt.IsZero(), true)
	wantEqual(t, "her mails", h.subjects("ann@acme.com"), "invitation")
	wantEqual(t, "his mails", h.subjects("bob@acme.com"), "invitation invitation")

	h.must(h.mailEvents().Do(t.Context(), workflow.MailEvent{MailID: account.ID(h.latest("bob@acme.com").Tag), News: account.Complained}))
	h.changesNothing(func() {
		_, err = resend()
		h.wantInvalid(err, "nominees[0] takes-no-mail", "nominees[1] takes-no-mail")
	})

	h.undoes(token)
	_, err = resend()
	h.must(err)
	wantEqual(t, "after she thought better of it", h.subjects("ann@acme.com"), "invitation invitation")
	wantEqual(t, "his mails", h.subjects("bob@acme.com"), "invitation invitation")
	h.must(h.suppressions().Lift(t.Context(), operator, "bob@acme.com", nil))
	h.changesNothing(func() {
		_, err = resend()
		h.wantTooMany(err, h.Now().Add(day)) // each address was mailed today
	})
}

func TestNoResendDuringAReview(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	h.changesNothing(func() {
		_, err := h.followUp().Resend(t.Context(), partner, r.ID)
		h.wantNotAllowed(err, account.PendingReview)
	})
}

func TestACorrectedAddressIsANewNominee(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	ann, bob := h.token("ann@acme.com"), h.token("bob@acme.com")
	h.requestCode(ann)
	after := h.correctRequest(r.ID, "anna@acme.com", "bob@acme.com")
	wantEqual(t, "state", after.State, account.PendingApproval)
	wantEqual(t, "nominees", nominees(after), "bob@acme.com anna@acme.com")
	wantEqual(t, "the old link", h.linkWorks(ann), false)
	h.wantError(h.requestCodeError(ann), account.ErrLinkInvalid)
	h.wantDecisionError(account.ErrLinkInvalid, workflow.Decision{Token: ann, Action: "approve", Authorized: true})
	wantEqual(t, "the old one's mails", h.subjects("ann@acme.com"), "invitation replaced") // the code is outdated and not sent
	wantEqual(t, "the kept link", h.linkWorks(bob), true)
	wantEqual(t, "the kept one's mails", h.subjects("bob@acme.com"), "invitation")
	wantEqual(t, "the new one's mails", h.subjects("anna@acme.com"), "invitation")
	history, err := h.store.History(t.Context(), r.ID)
	h.must(err)
	wantEqual(t, "added", history[1].Detail[account.DetailAdded], "anna@acme.com")
	wantEqual(t, "removed", history[1].Detail[account.DetailRemoved], "ann@acme.com")
	// Adding the address again does not make its first link valid.
	h.correctRequest(r.ID, "ann@acme.com")
	wantEqual(t, "the old link", h.linkWorks(ann), false)
	wantEqual(t, "a link of her own", h.linkWorks(h.token("ann@acme.com")), true)
	wantEqual(t, "the link of one who was taken out", h.linkWorks(bob), false)
	h.mustDecide(h.approve("ann@acme.com"))
}

func TestTheSameAddressesChangeNothing(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	reviewed := h.openRequest("other.com", "dora@elsewhere.com")
	h.changesNothing(func() {
		after, changed, err := h.followUp().Correct(t.Context(), partner, r.ID, []string{"Bob@ACME.com.", "ann@acme.com"}, nil)
		h.must(err)
		wantEqual(t, "changed", changed, false)
		wantEqual(t, "state", after.State, account.PendingApproval)
		wantEqual(t, "nominees", nominees(after), "ann@acme.com bob@acme.com")
		wantEqual(t, "state", h.correctRequest(reviewed.ID, "dora@elsewhere.com").State, account.PendingReview)
	})
}

func TestACorrectionIsValidatedLikeTheForm(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	h.changesNothing(func() {
		for _, c := range []struct {
			typed []string
			want  []string
		}{
			{nil, []string{"customerEmails required"}},
			{[]string{"ann@acme.com", "x"}, []string{"customerEmails[1] not-an-email"}},
			{[]string{"partner+1@example.com"}, []string{"customerEmails[0] is-requester"}},
			{make([]string, 11), []string{"customerEmails too-many"}},
		} {
			_, _, err := h.followUp().Correct(t.Context(), partner, r.ID, c.typed, nil)
			h.wantInvalid(err, c.want...)
		}
		_, _, err := h.followUp().Correct(t.Context(), partner, r.ID, []string{"new@acme.com"}, account.Invalid("x", account.FieldUnknown, ""))
		h.wantInvalid(err, "x unknown")
	})
	_, err := h.followUp().Withdraw(t.Context(), partner, r.ID)
	h.must(err)
	_, _, err = h.followUp().Correct(t.Context(), partner, r.ID, nil, nil)
	var decided *account.AlreadyDecided
	if !errors.As(err, &decided) { // the end is checked before the syntax
		t.Errorf("after the end: %v", err)
	}
}

func TestACorrectionThatNeedsAReviewKillsAllLinks(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	h.mustDecide(h.forward("bob@acme.com", "carl@acme.com"))
	ann, carl := h.token("ann@acme.com"), h.token("carl@acme.com")
	approve := h.approve("ann@acme.com")
	after := h.correctRequest(r.ID, "ann@acme.com", "bob@acme.com", "dora@elsewhere.com")
	wantEqual(t, "state", after.State, account.PendingReview)
	wantEqual(t, "reasons", reasons(after), "address ")
	wantEqual(t, "operator's mails", h.subjects(operator.Email), "review")
	for _, dead := range []string{ann, carl} {
		wantEqual(t, "a link", h.linkWorks(dead), false)
	}
	h.wantDecisionError(account.ErrLinkInvalid, approve)
	wantEqual(t, "the new one's mails", h.subjects("dora@elsewhere.com"), "")
	h.acceptRequest(r.ID)
	wantEqual(t, "an old link", h.linkWorks(ann), false)
	h.wantDecisionError(account.ErrLinkInvalid, approve)
	for _, address := range []account.Email{"ann@acme.com", "bob@acme.com", "dora@elsewhere.com"} {
		wantEqual(t, "a new link", h.linkWorks(h.token(address)), true)
	}
	h.mustDecide(h.approve("ann@acme.com"))
}

// An operator is not asked again about an address that was accepted.
func TestAnAcceptedAddressStaysAccepted(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "dora@elsewhere.com")
	h.acceptRequest(r.ID)
	wantEqual(t, "one taken out, one that vouches", h.correctRequest(r.ID, "dora@elsewhere.com", "anna@acme.com").State, account.PendingApproval)
	wantEqual(t, "reasons stay on record", reasons(h.stored(r.ID)), "address ")
	again := h.correctRequest(r.ID, "dora@elsewhere.com", "emil@elsewhere.com")
	wantEqual(t, "another one", again.State, account.PendingReview)
	wantEqual(t, "of whom", again.Review.Reasons[0].Address, "emil@elsewhere.com")
}

func TestACorrectionCanEndAReview(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "dora@elsewhere.com")
	wantEqual(t, "state", h.correctRequest(r.ID, "emil@elsewhere.com").State, account.PendingReview)
	h.advance(10 * day)
	after := h.correctRequest(r.ID, "ann@acme.com")
	wantEqual(t, "state", after.State, account.PendingApproval)
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation")
	wantEqual(t, "operator's mails", h.subjects(operator.Email), "review") // not mailed again: the request was in review already
	h.advance(7*day - time.Millisecond)                                    // reminders count from the invitation
	h.wantCleanUp(workflow.Cleaned{})
	h.advance(time.Millisecond)
	h.wantCleanUp(workflow.Cleaned{Reminded: 1})
}

// A correction determines the route from the accounts that exist then.
func TestACorrectionFindsTheRouteAnew(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("emea.acme.com", "ann@acme.com")
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
	wantEqual(t, "nominees", len(h.correctRequest(r.ID, "ann@acme.com", "bob@acme.com").ActiveNominees()), 1)
	wantEqual(t, "nominees", nominees(h.stored(r.ID)), "ada@acme.com")
	h.removeRoles(a.ID, "ada@acme.com")
	after := h.correctRequest(r.ID, "bob@acme.com")
	wantEqual(t, "reasons", reasons(after), "no-administrators ")
	wantEqual(t, "her link", h.linkWorks(h.token("ada@acme.com")), false)
}

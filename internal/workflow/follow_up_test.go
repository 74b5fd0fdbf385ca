package workflow_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

func TestRule9WithdrawEndsTheRequest(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	after, err := w.followUp().Withdraw(t.Context(), partner, r.ID)
	w.must(err)
	wantEqual(t, "state", after.State, account.Withdrawn)
	w.deliver()
	for _, address := range []account.Email{"ann@acme.com", "bob@acme.com"} {
		wantEqual(t, "mails", w.subjects(address), "invitation closed")
		told := w.lastMail(address, workflow.ClosedMail)
		wantEqual(t, "outcome", told.Outcome, account.Withdrawn)
		wantEqual(t, "by", told.By, account.Actor(partner.Email))
		wantEqual(t, "the link shows it", w.opens(w.token(address)), true)
	}
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "")
	w.asked("acme.com", "ann@acme.com")
}

func TestRule9AReviewCanBeWithdrawn(t *testing.T) {
	w := newWorld(t)
	r := w.askedBy(partner, form("acme.com", "dora@elsewhere.com"))
	_, err := w.followUp().Withdraw(t.Context(), partner, r.ID)
	w.must(err)
	w.deliver()
	wantEqual(t, "operator's mails", w.subjects(operator.Email), "") // it is not true any more
	_, err = w.review().Do(t.Context(), operator, r.ID, accepts)
	w.wantDecided(err, account.Withdrawn, account.Actor(partner.Email))
}

// followUps are all that a requester may do, each with what it needs.
func (w *world) followUps(by account.Person, id account.ID) map[string]error {
	f := w.followUp()
	errs := map[string]error{}
	_, errs["withdraw"] = f.Withdraw(w.Context(), by, id)
	_, errs["resend"] = f.Resend(w.Context(), by, id)
	_, _, errs["correct"] = f.Correct(w.Context(), by, id, []string{"new@acme.com"}, nil)
	f.Records = records{}
	_, _, errs["prove"] = f.Prove(w.Context(), by, id)
	return errs
}

func TestRule9OnlyItsRequesterFollowsUp(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	w.changesNothing(func() {
		for _, by := range []account.Person{partner2, operator, outsider, {Email: "ann@acme.com"}, {Email: "partner+x@example.com"}} {
			for what, err := range w.followUps(by, r.ID) {
				if err == nil {
					t.Errorf("%s may %s", by.Email, what)
				}
				w.wantError(err, account.ErrNotFound)
			}
		}
		for _, err := range w.followUps(partner, account.NewID()) {
			w.wantError(err, account.ErrNotFound)
		}
	})
}

func TestRule9NothingFollowsAnEnd(t *testing.T) {
	w := newWorld(t)
	declined := w.asked("acme.com", "ann@acme.com")
	lapsed := w.asked("other.com", "ann@other.com")
	w.does(w.decline("ann@acme.com"))
	w.changesNothing(func() {
		for _, err := range w.followUps(partner, declined.ID) {
			w.wantDecided(err, account.Declined, "ann@acme.com")
		}
	})
	w.pass(90 * day)
	w.changesNothing(func() {
		for _, err := range w.followUps(partner, lapsed.ID) {
			w.wantDecided(err, account.Expired, account.System)
		}
	})
}

func TestRule9ResendOnceADayAndAddress(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	link := w.token("ann@acme.com")
	resend := func() error {
		_, err := w.followUp().Resend(t.Context(), partner, r.ID)
		w.deliver()
		return err
	}
	w.must(resend())
	again := w.Now().Add(day)
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation invitation")
	if w.token("ann@acme.com") == link {
		t.Error("the link is the same")
	}
	_, err := w.view().Do(t.Context(), link)
	var dead *account.LinkDead
	if !errors.As(err, &dead) || dead.Why != account.LinkRenewed || !dead.At.Equal(w.Now()) {
		t.Errorf("the old link: %v", err)
	}
	_, err = w.view().Do(t.Context(), w.token("ann@acme.com"))
	w.must(err)
	w.pass(time.Hour)
	w.changesNothing(func() { w.wantTooMany(resend(), again) })
	w.does(w.forward("bob@acme.com", "dora@acme.com")) // another address, not left alone yet
	w.must(resend())
	wantEqual(t, "her mails", w.subjects("dora@acme.com"), "invitation invitation")
	wantEqual(t, "one mailed before", w.subjects("ann@acme.com"), "invitation invitation")
	wantEqual(t, "one who forwarded it", w.subjects("bob@acme.com"), "invitation invitation code")
	w.wantTooMany(resend(), again)
	w.pass(23*time.Hour - time.Millisecond)
	w.changesNothing(func() { w.wantTooMany(resend(), again) })
	w.pass(time.Millisecond)
	w.must(resend())
	wantEqual(t, "after a day", w.subjects("ann@acme.com"), "invitation invitation invitation")
	wantEqual(t, "less than a day", w.subjects("dora@acme.com"), "invitation invitation")
	w.wantTooMany(resend(), w.Now().Add(time.Hour))
	history, err := w.store.History(t.Context(), r.ID)
	w.must(err)
	wantEqual(t, "events", len(history), 5)
}

// Nothing is said to be sent that nobody takes, and nothing keeps it from being sent once they do.
func TestRule9ResendLeavesOutWhoTakesNoMail(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	resend := func() (account.Request, error) {
		after, err := w.followUp().Resend(t.Context(), partner, r.ID)
		w.deliver()
		return after, err
	}
	unreachable := func() map[int]bool {
		seen, err := w.track().One(t.Context(), partner, r.ID)
		w.must(err)
		return seen.NoMail
	}
	wantEqual(t, "unreachable at first", fmt.Sprint(unreachable()), "map[1:false 2:false]")
	token := w.report("ann@acme.com")
	w.stops(token)
	wantEqual(t, "unreachable", fmt.Sprint(unreachable()), "map[1:true 2:false]")
	after, err := resend()
	w.must(err)
	wantEqual(t, "who takes none", after.Nominees[0].ResentAt.IsZero(), true)
	wantEqual(t, "her mails", w.subjects("ann@acme.com"), "invitation")
	wantEqual(t, "his mails", w.subjects("bob@acme.com"), "invitation invitation")

	w.must(w.mailEvents().Do(t.Context(), workflow.MailEvent{MailID: account.ID(w.latest("bob@acme.com").Tag), News: account.Complained}))
	w.changesNothing(func() {
		_, err = resend()
		w.wantInvalid(err, "nominees[0] takes-no-mail", "nominees[1] takes-no-mail")
	})

	w.undoes(token)
	_, err = resend()
	w.must(err)
	wantEqual(t, "after she thought better of it", w.subjects("ann@acme.com"), "invitation invitation")
	wantEqual(t, "his mails", w.subjects("bob@acme.com"), "invitation invitation")
	w.must(w.suppressions().Lift(t.Context(), operator, "bob@acme.com", nil))
	w.changesNothing(func() {
		_, err = resend()
		w.wantTooMany(err, w.Now().Add(day)) // each was mailed today
	})
}

func TestRule9NoResendDuringAReview(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "dora@elsewhere.com")
	w.changesNothing(func() {
		_, err := w.followUp().Resend(t.Context(), partner, r.ID)
		w.wantNotAllowed(err, account.PendingReview)
	})
}

func TestRule9ACorrectedAddressIsANewNominee(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	ann, bob := w.token("ann@acme.com"), w.token("bob@acme.com")
	w.asks(ann)
	after := w.corrected(r.ID, "anna@acme.com", "bob@acme.com")
	wantEqual(t, "state", after.State, account.PendingApproval)
	wantEqual(t, "nominees", nominees(after), "bob@acme.com anna@acme.com")
	wantEqual(t, "the old link", w.opens(ann), false)
	w.wantError(w.askErr(ann), account.ErrLinkInvalid)
	w.refuses(account.ErrLinkInvalid, workflow.Decision{Token: ann, Action: "approve", Authorized: true})
	wantEqual(t, "the old one's mails", w.subjects("ann@acme.com"), "invitation replaced") // the code is overtaken
	wantEqual(t, "the kept link", w.opens(bob), true)
	wantEqual(t, "the kept one's mails", w.subjects("bob@acme.com"), "invitation")
	wantEqual(t, "the new one's mails", w.subjects("anna@acme.com"), "invitation")
	history, err := w.store.History(t.Context(), r.ID)
	w.must(err)
	wantEqual(t, "added", history[1].Detail[account.DetailAdded], "anna@acme.com")
	wantEqual(t, "removed", history[1].Detail[account.DetailRemoved], "ann@acme.com")
	// Back again: the first link stays dead.
	w.corrected(r.ID, "ann@acme.com")
	wantEqual(t, "the old link", w.opens(ann), false)
	wantEqual(t, "a link of her own", w.opens(w.token("ann@acme.com")), true)
	wantEqual(t, "the link of one who was taken out", w.opens(bob), false)
	w.does(w.approve("ann@acme.com"))
}

func TestRule9TheSameAddressesChangeNothing(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	reviewed := w.asked("other.com", "dora@elsewhere.com")
	w.changesNothing(func() {
		after, changed, err := w.followUp().Correct(t.Context(), partner, r.ID, []string{"Bob@ACME.com.", "ann@acme.com"}, nil)
		w.must(err)
		wantEqual(t, "changed", changed, false)
		wantEqual(t, "state", after.State, account.PendingApproval)
		wantEqual(t, "nominees", nominees(after), "ann@acme.com bob@acme.com")
		wantEqual(t, "state", w.corrected(reviewed.ID, "dora@elsewhere.com").State, account.PendingReview)
	})
}

func TestRule9ACorrectionIsReadAsTheFormIs(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	w.changesNothing(func() {
		for _, c := range []struct {
			typed []string
			want  []string
		}{
			{nil, []string{"customerEmails required"}},
			{[]string{"ann@acme.com", "x"}, []string{"customerEmails[1] not-an-email"}},
			{[]string{"partner+1@example.com"}, []string{"customerEmails[0] is-requester"}},
			{make([]string, 11), []string{"customerEmails too-many"}},
		} {
			_, _, err := w.followUp().Correct(t.Context(), partner, r.ID, c.typed, nil)
			w.wantInvalid(err, c.want...)
		}
		_, _, err := w.followUp().Correct(t.Context(), partner, r.ID, []string{"new@acme.com"}, account.Invalid("x", account.FieldUnknown, ""))
		w.wantInvalid(err, "x unknown")
	})
	_, err := w.followUp().Withdraw(t.Context(), partner, r.ID)
	w.must(err)
	_, _, err = w.followUp().Correct(t.Context(), partner, r.ID, nil, nil)
	var decided *account.AlreadyDecided
	if !errors.As(err, &decided) { // what has ended need not be typed better
		t.Errorf("after the end: %v", err)
	}
}

func TestRule9ACorrectionThatNeedsAReviewKillsAllLinks(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	w.does(w.forward("bob@acme.com", "carl@acme.com"))
	ann, carl := w.token("ann@acme.com"), w.token("carl@acme.com")
	approve := w.approve("ann@acme.com")
	after := w.corrected(r.ID, "ann@acme.com", "bob@acme.com", "dora@elsewhere.com")
	wantEqual(t, "state", after.State, account.PendingReview)
	wantEqual(t, "reasons", reasons(after), "address ")
	wantEqual(t, "operator's mails", w.subjects(operator.Email), "review")
	for _, dead := range []string{ann, carl} {
		wantEqual(t, "a link", w.opens(dead), false)
	}
	w.refuses(account.ErrLinkInvalid, approve)
	wantEqual(t, "the new one's mails", w.subjects("dora@elsewhere.com"), "")
	w.accepted(r.ID)
	wantEqual(t, "an old link", w.opens(ann), false)
	w.refuses(account.ErrLinkInvalid, approve)
	for _, address := range []account.Email{"ann@acme.com", "bob@acme.com", "dora@elsewhere.com"} {
		wantEqual(t, "a new link", w.opens(w.token(address)), true)
	}
	w.does(w.approve("ann@acme.com"))
}

// An operator is not asked twice about the same address.
func TestRule9AnAcceptedAddressStaysAccepted(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "dora@elsewhere.com")
	w.accepted(r.ID)
	wantEqual(t, "one taken out, one that vouches", w.corrected(r.ID, "dora@elsewhere.com", "anna@acme.com").State, account.PendingApproval)
	wantEqual(t, "reasons stay on record", reasons(w.stored(r.ID)), "address ")
	again := w.corrected(r.ID, "dora@elsewhere.com", "emil@elsewhere.com")
	wantEqual(t, "another one", again.State, account.PendingReview)
	wantEqual(t, "of whom", again.Review.Reasons[0].Address, "emil@elsewhere.com")
}

func TestRule9ACorrectionCanEndAReview(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "dora@elsewhere.com")
	wantEqual(t, "state", w.corrected(r.ID, "emil@elsewhere.com").State, account.PendingReview)
	w.pass(10 * day)
	after := w.corrected(r.ID, "ann@acme.com")
	wantEqual(t, "state", after.State, account.PendingApproval)
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation")
	wantEqual(t, "operator's mails", w.subjects(operator.Email), "review") // it waited for them already
	w.pass(7*day - time.Millisecond)                                       // reminders count from when somebody was asked
	w.cleaned(workflow.Cleaned{})
	w.pass(time.Millisecond)
	w.cleaned(workflow.Cleaned{Reminded: 1})
}

// A correction meets the accounts that are there when it comes.
func TestRule9ACorrectionRunsRule3Again(t *testing.T) {
	w := newWorld(t)
	r := w.asked("emea.acme.com", "ann@acme.com")
	a := w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com")
	wantEqual(t, "nominees", len(w.corrected(r.ID, "ann@acme.com", "bob@acme.com").ActiveNominees()), 1)
	wantEqual(t, "nominees", nominees(w.stored(r.ID)), "ada@acme.com")
	w.dismiss(a.ID, "ada@acme.com")
	after := w.corrected(r.ID, "bob@acme.com")
	wantEqual(t, "reasons", reasons(after), "no-administrators ")
	wantEqual(t, "her link", w.opens(w.token("ada@acme.com")), false)
}

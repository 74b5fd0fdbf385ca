package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/retry"
	"smartaccounts/internal/workflow"
)

func TestRule6ViewChangesNothing(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	token := w.token("ann@acme.com")
	w.code("ann@acme.com")
	look := func() {
		for range 3 {
			_, err := w.view().Do(t.Context(), token)
			w.must(err)
		}
	}
	w.changesNothing(look)
	w.pass(100 * 24 * time.Hour)
	w.changesNothing(func() {
		viewed, err := w.view().Do(t.Context(), token)
		w.must(err)
		wantEqual(t, "state", viewed.Request.State, account.Expired)
	})
}

func TestLinksThatNobodyWasSentAreInvalid(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	other := w.asked("other.com", "ann@other.com")
	token := w.token("ann@acme.com")
	_, secret, _ := strings.Cut(token, ".")
	w.changesNothing(func() {
		for _, bad := range []string{
			"", ".", token + "x", token[:len(token)-1], " " + token, token + "\n", strings.ToUpper(token),
			string(r.ID) + "." + strings.Repeat("A", 43), string(other.ID) + "." + secret,
			string(account.NewID()) + "." + secret, string(r.ID),
		} {
			_, err := w.view().Do(t.Context(), bad)
			w.wantError(err, account.ErrLinkInvalid)
			w.wantError(w.askErr(bad), account.ErrLinkInvalid)
			w.refuses(account.ErrLinkInvalid, workflow.Decision{Token: bad})
		}
	})
}

// The order of the checks: link, end, syntax, code, rules of stored data.
func TestChecksComeInTheirOrder(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	good := w.decline("ann@acme.com")
	bad := workflow.Decision{Token: good.Token, Action: "decline", Code: "0000-0000"}

	w.changesNothing(func() {
		// Syntax before code: nothing is counted, whatever the code.
		for _, code := range []string{"", "0000-0000", good.Code} {
			for _, c := range []struct {
				d      workflow.Decision
				fields []string
			}{
				{workflow.Decision{Action: "decline"}, []string{"reason required"}},
				{workflow.Decision{Action: "decline", Reason: strings.Repeat("x", 1001)}, []string{"reason too-long"}},
				{workflow.Decision{Action: "approve"}, []string{"authorized not-authorized"}},
				{workflow.Decision{Action: "approve", Visibility: "secret"}, []string{"visibility not-allowed", "authorized not-authorized"}},
				{workflow.Decision{Action: "forward"}, []string{"forwardTo required"}},
				{workflow.Decision{Action: "dance"}, []string{"action not-allowed"}},
				// What another action takes is well formed too.
				{workflow.Decision{Action: "approve", Authorized: true, Reason: strings.Repeat("x", 1001)}, []string{"reason too-long"}},
				{workflow.Decision{Action: "approve", Authorized: true, Note: strings.Repeat("x", 1001)}, []string{"note too-long"}},
				{workflow.Decision{Action: "decline", Reason: "no", Visibility: "secret"}, []string{"visibility not-allowed"}},
				{workflow.Decision{}, []string{"action not-allowed"}},
			} {
				c.d.Token, c.d.Code = good.Token, code
				_, err := w.decide().Do(t.Context(), c.d, "")
				w.wantInvalid(err, c.fields...)
			}
		}
		// Code before stored rules; and those use up neither code nor try.
		for to, code := range map[string]string{
			"partner@example.com": "is-requester", "bob+x@acme.com": "already-held",
			"ann@acme.com": "already-held", "dora@elsewhere.com": "does-not-vouch",
		} {
			forward := workflow.Decision{Token: good.Token, Code: good.Code, Action: "forward", ForwardTo: to}
			_, err := w.decide().Do(t.Context(), forward, "")
			w.wantInvalid(err, "forwardTo "+code)
		}
	})
	w.refuses(account.ErrCodeInvalid, workflow.Decision{Token: good.Token, Action: "forward", ForwardTo: "partner@example.com", Code: "0000-0000"})

	w.does(good)
	// The end before all but the link.
	_, err := w.decide().Do(t.Context(), workflow.Decision{Token: w.token("bob@acme.com"), Action: "dance"}, "")
	w.wantDecided(err, account.Declined, "ann@acme.com")
	bad.Action = "approve"
	_, err = w.decide().Do(t.Context(), bad, "")
	w.wantDecided(err, account.Declined, "ann@acme.com")
	w.wantDecided(w.askErr(good.Token), account.Declined, "ann@acme.com")
}

func TestWhatIsNoCodeCostsNoTry(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	d := w.approve("ann@acme.com")
	good := d.Code
	for _, typed := range []string{"", "123", "ABCD-12345", "????-????", "ABCD-EFGU", " "} {
		d.Code = typed
		w.changesNothing(func() { w.refuses(account.ErrCodeInvalid, d) })
	}
	d.Code = good
	w.does(d)
}

func TestTheWinnerMayRepeatTheDecision(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	approve := w.approve("ann@acme.com")
	w.does(approve)
	w.changesNothing(func() {
		repeated := w.does(workflow.Decision{Token: approve.Token, Action: "approve"})
		wantEqual(t, "state", repeated.Request.State, account.Approved)
		decline := workflow.Decision{Token: approve.Token, Action: "decline", Reason: "no"}
		_, err := w.decide().Do(t.Context(), decline, "")
		w.wantDecided(err, account.Approved, "ann@acme.com")
		_, err = w.decide().Do(t.Context(), workflow.Decision{Token: w.token("bob@acme.com"), Action: "approve"}, "")
		w.wantDecided(err, account.Approved, "ann@acme.com")
		shown, err := w.view().Do(t.Context(), w.token("bob@acme.com"))
		w.must(err)
		wantEqual(t, "state", shown.Request.State, account.Approved)
	})
}

func TestApprovalCreatesTheAccountAndTellsEverybody(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	approve := w.approve("ann@acme.com")
	approve.Visibility = "public"
	w.does(approve)
	stored, err := w.store.Account(t.Context(), r.Account.ID)
	w.must(err)
	wantEqual(t, "status", stored.Account.Status, account.AccountActive)
	wantEqual(t, "visibility", stored.Account.Visibility, account.Public)
	wantEqual(t, "administrator", stored.Members[0].Person, "ann@acme.com")
	wantEqual(t, "virtual account", stored.VirtualAccounts[0].Default, true)
	wantEqual(t, "authority", w.stored(r.ID).Decision.Authority, workflow.AuthorityStatement)
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "approved")
	wantEqual(t, "approver's mails", w.subjects("ann@acme.com"), "invitation code created")
	wantEqual(t, "other's mails", w.subjects("bob@acme.com"), "invitation closed")
	// The new administrator may use the system from now on.
	_, err = w.submit().Do(t.Context(), account.Person{Email: "ann@acme.com"}, form("annex.com", "x@annex.com"), "")
	w.must(err)
}

func TestASessionOfTheNomineeNeedsNoCode(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	d := workflow.Decision{Token: w.token("ann@acme.com"), Action: "decline", Reason: "no"}
	w.changesNothing(func() {
		for _, other := range []account.Email{"", "bob@acme.com", "partner@example.com", "ann+x@acme.com"} {
			_, err := w.decide().Do(t.Context(), d, other)
			w.wantError(err, account.ErrCodeInvalid)
		}
	})
	_, err := w.decide().Do(t.Context(), d, "ann@acme.com")
	w.must(err)
}

func TestACodeIsGoodForItsLinkItsTimeAndFiveTries(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	first := w.decline("ann@acme.com")
	// Not for another link.
	w.code("bob@acme.com")
	w.refuses(account.ErrCodeInvalid, workflow.Decision{Token: w.token("bob@acme.com"), Code: first.Code, Action: "decline", Reason: "no"})
	// Not for longer than its time.
	w.pass(workflow.CodeLifetime)
	w.changesNothing(func() { w.refuses(account.ErrCodeInvalid, first) })
	// Not once there is another one.
	second := w.decline("ann@acme.com")
	w.refuses(account.ErrCodeInvalid, first)
	// Not after five wrong ones, of which that was the first.
	wrong := second
	for _, typed := range []string{"0000-0001", "0000 0002", "0000-0000", "ZZZZZZZZ"} {
		wrong.Code = typed
		w.refuses(account.ErrCodeInvalid, wrong)
	}
	w.changesNothing(func() { w.refuses(account.ErrCodeInvalid, second) })
	// As people type it. Asking again mails the same code, and gives tries of its own.
	third := w.decline("ann@acme.com")
	wantEqual(t, "asked again", third.Code, second.Code)
	third.Code = strings.ToLower(strings.ReplaceAll(third.Code, "-", " "))
	w.does(third)
}

func TestTriesAtTheSameMomentAreAllCounted(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	good := w.decline("ann@acme.com")
	wrong := good
	var all sync.WaitGroup
	for n := range 20 {
		d := wrong
		d.Code = fmt.Sprintf("0000-00%02d", n)
		all.Go(func() {
			_, err := w.decide().Do(t.Context(), d, "")
			if !errors.Is(err, account.ErrCodeInvalid) && !errors.Is(err, retry.ErrBusy) {
				t.Errorf("got %v", err)
			}
		})
	}
	all.Wait()
	w.refuses(account.ErrCodeInvalid, good)
}

func TestRule5AForwardHandsTheDecisionOn(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	old := w.token("ann@acme.com")
	w.does(w.forward("ann@acme.com", "Dora@Acme.com"))
	_, err := w.view().Do(t.Context(), old)
	w.wantError(err, account.ErrLinkInvalid)
	w.refuses(account.ErrLinkInvalid, workflow.Decision{Token: old})
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "forwarded")

	w.does(w.forward("dora@acme.com", "emil@acme.com"))
	w.does(w.forward("emil@acme.com", "faye@acme.com"))
	fourth := w.forward("faye@acme.com", "gus@acme.com")
	_, err = w.decide().Do(t.Context(), fourth, "")
	w.wantInvalid(err, "forwardTo too-many-hops")
	// Never back, by anybody.
	for _, held := range []string{"ann@acme.com", "dora@acme.com", "emil+1@acme.com", "faye@acme.com"} {
		_, err = w.decide().Do(t.Context(), w.forward("bob@acme.com", held), "")
		w.wantInvalid(err, "forwardTo already-held")
	}
	fourth.Action, fourth.Authorized = "approve", true
	w.does(fourth)
	wantEqual(t, "state", w.stored(r.ID).State, account.Approved)
	wantEqual(t, "approver", w.stored(r.ID).Decision.By, "faye@acme.com")
	wantEqual(t, "mails of one who forwarded", w.subjects("dora@acme.com"), "invitation code")
	tracked, err := w.track().One(t.Context(), partner, r.ID)
	w.must(err)
	wantEqual(t, "events", len(tracked.History), 5)
}

func TestRule4TheFirstDecisionWinsAndTheOthersLearnOfIt(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	decisions := []workflow.Decision{w.approve("ann@acme.com"), w.decline("bob@acme.com")}
	errs := make([]error, len(decisions))
	var all sync.WaitGroup
	for n, d := range decisions {
		all.Go(func() { _, errs[n] = w.decide().Do(t.Context(), d, "") })
	}
	all.Wait()
	end := w.stored(r.ID)
	switch end.State {
	case account.Approved:
		w.must(errs[0])
		w.wantDecided(errs[1], account.Approved, "ann@acme.com")
	case account.Declined:
		w.must(errs[1])
		w.wantDecided(errs[0], account.Declined, "bob@acme.com")
	default:
		t.Errorf("ended %s: %v", end.State, errs)
	}
}

func TestNothingIsDecidedAfterTheDeadline(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	w.pass(90*24*time.Hour - time.Minute)
	late := w.approve("ann@acme.com")
	w.pass(time.Minute)
	w.changesNothing(func() {
		_, err := w.decide().Do(t.Context(), late, "")
		w.wantDecided(err, account.Expired, account.System)
		w.wantDecided(w.askErr(late.Token), account.Expired, account.System)
	})
	w.cleaned(workflow.Cleaned{Expired: 1})
	wantEqual(t, "state", w.stored(r.ID).State, account.Expired)
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "expired")
	wantEqual(t, "nominee's mails", w.subjects("ann@acme.com"), "invitation code lapsed")
}

func TestRule4EachCustomerIsANomineeAndTheOthersLearnWhoDecided(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com", "cleo@acme.com")
	wantEqual(t, "nominees", nominees(r), "ann@acme.com bob@acme.com cleo@acme.com")
	w.does(w.decline("bob@acme.com"))
	for _, other := range []account.Email{"ann@acme.com", "cleo@acme.com"} {
		told := w.lastMail(other, workflow.ClosedMail)
		wantEqual(t, "by", told.By, "bob@acme.com")
		wantEqual(t, "outcome", told.Outcome, account.Declined)
	}
	wantEqual(t, "who decided gets no more", w.subjects("bob@acme.com"), "invitation code")
	told := w.lastMail(partner.Email, workflow.DeclinedMail)
	wantEqual(t, "reason", told.Reason, "we have one")
	wantEqual(t, "by", told.By, "bob@acme.com")
	stored := w.stored(r.ID)
	wantEqual(t, "who decided", stored.Nominees[1].State, account.NomineeDecided)
	wantEqual(t, "who did not", stored.Nominees[0].State, account.NomineeClosed)
}

func TestRule4TheRequesterIsNeverANominee(t *testing.T) {
	w := newWorld(t)
	w.changesNothing(func() {
		_, err := w.submit().Do(t.Context(), partner, form("acme.com", "ann@acme.com", "Partner+x@example.com"), "")
		w.wantInvalid(err, "customerEmails[1] is-requester")
		_, err = w.submit().Do(t.Context(), partner, form("acme.com", "ann@acme.com", "Ann+x@Acme.com"), "")
		w.wantInvalid(err, "customerEmails[1] duplicate")
	})
	w.asked("acme.com", "ann@acme.com")
	d := w.forward("ann@acme.com", "partner+y@example.com")
	w.changesNothing(func() {
		_, err := w.decide().Do(t.Context(), d, "")
		w.wantInvalid(err, "forwardTo is-requester")
	})
}

func TestRule5AForwardGoesOnlyWhereNoReviewIsNeededOrWasPassed(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "dora@elsewhere.com")
	w.accepted(r.ID)
	for _, refused := range []string{"gus@nowhere.com", "gus@mail.elsewhere.com", "gus@com.elsewhere.com"} {
		d := workflow.Decision{Token: w.token("ann@acme.com"), Action: "forward", ForwardTo: refused}
		w.changesNothing(func() {
			_, err := w.decide().Do(t.Context(), d, "ann@acme.com")
			w.wantInvalid(err, "forwardTo does-not-vouch")
		})
	}
	w.does(w.forward("ann@acme.com", "emil@elsewhere.com")) // a host that an operator accepted
	told := w.lastMail(partner.Email, workflow.ForwardMail)
	wantEqual(t, "forwarded by", told.By, "ann@acme.com")
	wantEqual(t, "forwarded to", told.ForwardedTo, "emil@elsewhere.com")
	invited := w.lastMail("emil@elsewhere.com", workflow.Invitation)
	wantEqual(t, "forwarded by", invited.By, "ann@acme.com")
	wantEqual(t, "note", w.stored(r.ID).Nominees[2].Note, "yours")
	w.does(w.approve("emil@elsewhere.com"))
}

// One address at a shared mail domain says nothing of the next.
func TestRule5NoForwardWithinASharedMailDomain(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "dora@gmail.com")
	w.accepted(r.ID)
	_, err := w.decide().Do(t.Context(), w.forward("ann@acme.com", "gus@gmail.com"), "")
	w.wantInvalid(err, "forwardTo does-not-vouch")
}

func TestRule5WhereNoAddressIsReviewedAForwardGoesAnywhere(t *testing.T) {
	w := newWorld(t)
	w.rules.Policy = account.ReviewNever
	w.asked("acme.com", "ann@acme.com")
	w.does(w.forward("ann@acme.com", "gus@nowhere.com"))
	wantEqual(t, "mails", w.subjects("gus@nowhere.com"), "invitation")
}

// A code that is replaced, or tried once too often, between the look and the write proves nothing.
func TestRule6ACodeThatChangesMeanwhile(t *testing.T) {
	for what, meanwhile := range map[string]func(w *world, d workflow.Decision){
		"lapsed and replaced": func(w *world, d workflow.Decision) {
			w.pass(workflow.CodeLifetime)
			w.asks(d.Token)
		},
		"tried out": func(w *world, d workflow.Decision) {
			for n := range workflow.CodeTries {
				d.Code = fmt.Sprintf("0000-000%d", n)
				w.refuses(account.ErrCodeInvalid, d)
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			w := newWorld(t)
			r := w.asked("acme.com", "ann@acme.com")
			d := w.approve("ann@acme.com")
			decide := w.decide()
			decide.Store = opening{w.store, &sync.Once{}, func() { meanwhile(w, d) }}
			_, err := decide.Do(t.Context(), d, "")
			w.wantError(err, account.ErrCodeInvalid)
			wantEqual(t, "state", w.stored(r.ID).State, account.PendingApproval)
		})
	}
}

// opening is the real store where something happens once, after a link was looked at.
type opening struct {
	*dynamotest.Store
	once *sync.Once
	do   func()
}

func (o opening) OpenLink(ctx context.Context, id account.ID, hash workflow.LinkHash) (account.Request, workflow.Link, *workflow.Code, error) {
	request, link, code, err := o.Store.OpenLink(ctx, id, hash)
	o.once.Do(o.do)
	return request, link, code, err
}

// Who approved hears of it in their own mailbox, whatever else they want no mail of.
func TestRule7TheApproverHearsWhatTheyDid(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	approval := w.approve("ann@acme.com")
	w.stops(w.report("ann@acme.com"))
	w.does(approval)
	told := w.lastMail("ann@acme.com", workflow.CreatedMail)
	wantEqual(t, "account", told.AccountID, r.Account.ID)
	wantEqual(t, "outcome", told.Outcome, account.Approved)
	wantEqual(t, "it carries no link to decide", w.latest("ann@acme.com", workflow.CreatedMail).Text, "\n")
	wantEqual(t, "the other's mails", w.subjects("bob@acme.com"), "invitation closed")
	declined := w.asked("other.com", "ann@other.com")
	w.does(w.decline("ann@other.com"))
	wantEqual(t, "who declined", w.subjects("ann@other.com"), "invitation code")
	wantEqual(t, "state", w.stored(declined.ID).State, account.Declined)
}

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

func TestViewChangesNothing(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	token := h.token("ann@acme.com")
	h.code("ann@acme.com")
	look := func() {
		for range 3 {
			_, err := h.view().Do(t.Context(), token)
			h.must(err)
		}
	}
	h.changesNothing(look)
	h.advance(100 * 24 * time.Hour)
	h.changesNothing(func() {
		viewed, err := h.view().Do(t.Context(), token)
		h.must(err)
		wantEqual(t, "state", viewed.Request.State, account.Expired)
	})
}

func TestUnsentLinksAreInvalid(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	other := h.openRequest("other.com", "ann@other.com")
	token := h.token("ann@acme.com")
	_, secret, _ := strings.Cut(token, ".")
	h.changesNothing(func() {
		for _, bad := range []string{
			"", ".", token + "x", token[:len(token)-1], " " + token, token + "\n", strings.ToUpper(token),
			string(r.ID) + "." + strings.Repeat("A", 43), string(other.ID) + "." + secret,
			string(account.NewID()) + "." + secret, string(r.ID),
		} {
			_, err := h.view().Do(t.Context(), bad)
			h.wantError(err, account.ErrLinkInvalid)
			h.wantError(h.requestCodeError(bad), account.ErrLinkInvalid)
			h.wantDecisionError(account.ErrLinkInvalid, workflow.Decision{Token: bad})
		}
	})
}

// The order of the checks: link, end, syntax, code, rules about stored data.
func TestADecisionIsCheckedInTheDocumentedOrder(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	good := h.decline("ann@acme.com")
	bad := workflow.Decision{Token: good.Token, Action: "decline", Code: "0000-0000"}

	h.changesNothing(func() {
		// Syntax comes before the code: no try is counted, whatever the code.
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
				// Fields of another action are validated too.
				{workflow.Decision{Action: "approve", Authorized: true, Reason: strings.Repeat("x", 1001)}, []string{"reason too-long"}},
				{workflow.Decision{Action: "approve", Authorized: true, Note: strings.Repeat("x", 1001)}, []string{"note too-long"}},
				{workflow.Decision{Action: "decline", Reason: "no", Visibility: "secret"}, []string{"visibility not-allowed"}},
				{workflow.Decision{}, []string{"action not-allowed"}},
			} {
				c.d.Token, c.d.Code = good.Token, code
				_, err := h.decide().Do(t.Context(), c.d, "")
				h.wantInvalid(err, c.fields...)
			}
		}
		// The code comes before the stored rules, which use up neither the code nor a try.
		for to, code := range map[string]string{
			"partner@example.com": "is-requester", "bob+x@acme.com": "already-held",
			"ann@acme.com": "already-held", "dora@elsewhere.com": "does-not-vouch",
		} {
			forward := workflow.Decision{Token: good.Token, Code: good.Code, Action: "forward", ForwardTo: to}
			_, err := h.decide().Do(t.Context(), forward, "")
			h.wantInvalid(err, "forwardTo "+code)
		}
	})
	h.wantDecisionError(account.ErrCodeInvalid, workflow.Decision{Token: good.Token, Action: "forward", ForwardTo: "partner@example.com", Code: "0000-0000"})

	h.mustDecide(good)
	// The end comes before all but the link.
	_, err := h.decide().Do(t.Context(), workflow.Decision{Token: h.token("bob@acme.com"), Action: "dance"}, "")
	h.wantDecided(err, account.Declined, "ann@acme.com")
	bad.Action = "approve"
	_, err = h.decide().Do(t.Context(), bad, "")
	h.wantDecided(err, account.Declined, "ann@acme.com")
	h.wantDecided(h.requestCodeError(good.Token), account.Declined, "ann@acme.com")
}

func TestAMalformedCodeCostsNoTry(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	d := h.approve("ann@acme.com")
	good := d.Code
	for _, typed := range []string{"", "123", "ABCD-12345", "????-????", "ABCD-EFGU", " "} {
		d.Code = typed
		h.changesNothing(func() { h.wantDecisionError(account.ErrCodeInvalid, d) })
	}
	d.Code = good
	h.mustDecide(d)
}

func TestADecisionCanBeRepeatedByWhoMadeIt(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	approve := h.approve("ann@acme.com")
	h.mustDecide(approve)
	h.changesNothing(func() {
		repeated := h.mustDecide(workflow.Decision{Token: approve.Token, Action: "approve"})
		wantEqual(t, "state", repeated.Request.State, account.Approved)
		decline := workflow.Decision{Token: approve.Token, Action: "decline", Reason: "no"}
		_, err := h.decide().Do(t.Context(), decline, "")
		h.wantDecided(err, account.Approved, "ann@acme.com")
		_, err = h.decide().Do(t.Context(), workflow.Decision{Token: h.token("bob@acme.com"), Action: "approve"}, "")
		h.wantDecided(err, account.Approved, "ann@acme.com")
		shown, err := h.view().Do(t.Context(), h.token("bob@acme.com"))
		h.must(err)
		wantEqual(t, "state", shown.Request.State, account.Approved)
	})
}

func TestApprovalCreatesTheAccountAndTellsEverybody(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	approve := h.approve("ann@acme.com")
	approve.Visibility = "public"
	h.mustDecide(approve)
	stored, err := h.store.Account(t.Context(), r.Account.ID)
	h.must(err)
	wantEqual(t, "status", stored.Account.Status, account.AccountActive)
	wantEqual(t, "visibility", stored.Account.Visibility, account.Public)
	wantEqual(t, "administrator", stored.Members[0].Person, "ann@acme.com")
	wantEqual(t, "virtual account", stored.VirtualAccounts[0].Default, true)
	wantEqual(t, "authority", h.stored(r.ID).Decision.Authority, workflow.AuthorityStatement)
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "approved")
	wantEqual(t, "approver's mails", h.subjects("ann@acme.com"), "invitation code created")
	wantEqual(t, "other's mails", h.subjects("bob@acme.com"), "invitation closed")
	// The new administrator may submit requests from now on.
	_, err = h.submit().Do(t.Context(), account.Person{Email: "ann@acme.com"}, form("annex.com", "x@annex.com"), "")
	h.must(err)
}

func TestASessionOfTheNomineeNeedsNoCode(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	d := workflow.Decision{Token: h.token("ann@acme.com"), Action: "decline", Reason: "no"}
	h.changesNothing(func() {
		for _, other := range []account.Email{"", "bob@acme.com", "partner@example.com", "ann+x@acme.com"} {
			_, err := h.decide().Do(t.Context(), d, other)
			h.wantError(err, account.ErrCodeInvalid)
		}
	})
	_, err := h.decide().Do(t.Context(), d, "ann@acme.com")
	h.must(err)
}

func TestACodeWorksForItsOwnLinkTenMinutesAndFiveTries(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	first := h.decline("ann@acme.com")
	// Invalid for another link.
	h.code("bob@acme.com")
	h.wantDecisionError(account.ErrCodeInvalid, workflow.Decision{Token: h.token("bob@acme.com"), Code: first.Code, Action: "decline", Reason: "no"})
	// Invalid after its lifetime.
	h.advance(workflow.CodeLifetime)
	h.changesNothing(func() { h.wantDecisionError(account.ErrCodeInvalid, first) })
	// Invalid once another code was sent.
	second := h.decline("ann@acme.com")
	h.wantDecisionError(account.ErrCodeInvalid, first)
	// Invalid after five wrong codes, of which the first code was one.
	wrong := second
	for _, typed := range []string{"0000-0001", "0000 0002", "0000-0000", "ZZZZZZZZ"} {
		wrong.Code = typed
		h.wantDecisionError(account.ErrCodeInvalid, wrong)
	}
	h.changesNothing(func() { h.wantDecisionError(account.ErrCodeInvalid, second) })
	// A code may be typed in other ways. A repeated request for a code mails the same code, with new tries.
	third := h.decline("ann@acme.com")
	wantEqual(t, "asked again", third.Code, second.Code)
	third.Code = strings.ToLower(strings.ReplaceAll(third.Code, "-", " "))
	h.mustDecide(third)
}

func TestConcurrentTriesAreAllCounted(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	good := h.decline("ann@acme.com")
	wrong := good
	var all sync.WaitGroup
	for n := range 20 {
		d := wrong
		d.Code = fmt.Sprintf("0000-00%02d", n)
		all.Go(func() {
			_, err := h.decide().Do(t.Context(), d, "")
			if !errors.Is(err, account.ErrCodeInvalid) && !errors.Is(err, retry.ErrBusy) {
				t.Errorf("got %v, want ErrCodeInvalid or ErrBusy", err)
			}
		})
	}
	all.Wait()
	h.wantDecisionError(account.ErrCodeInvalid, good)
}

func TestAForwardReplacesTheNominee(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	old := h.token("ann@acme.com")
	h.mustDecide(h.forward("ann@acme.com", "Dora@Acme.com"))
	_, err := h.view().Do(t.Context(), old)
	h.wantError(err, account.ErrLinkInvalid)
	h.wantDecisionError(account.ErrLinkInvalid, workflow.Decision{Token: old})
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "forwarded")

	h.mustDecide(h.forward("dora@acme.com", "emil@acme.com"))
	h.mustDecide(h.forward("emil@acme.com", "faye@acme.com"))
	fourth := h.forward("faye@acme.com", "gus@acme.com")
	_, err = h.decide().Do(t.Context(), fourth, "")
	h.wantInvalid(err, "forwardTo too-many-hops")
	// No nominee can forward to an earlier one.
	for _, held := range []string{"ann@acme.com", "dora@acme.com", "emil+1@acme.com", "faye@acme.com"} {
		_, err = h.decide().Do(t.Context(), h.forward("bob@acme.com", held), "")
		h.wantInvalid(err, "forwardTo already-held")
	}
	fourth.Action, fourth.Authorized = "approve", true
	h.mustDecide(fourth)
	wantEqual(t, "state", h.stored(r.ID).State, account.Approved)
	wantEqual(t, "approver", h.stored(r.ID).Decision.By, "faye@acme.com")
	wantEqual(t, "mails of one who forwarded", h.subjects("dora@acme.com"), "invitation code")
	tracked, err := h.track().One(t.Context(), partner, r.ID)
	h.must(err)
	wantEqual(t, "events", len(tracked.History), 5)
}

func TestTheFirstDecisionWinsAndTheOthersLearnOfIt(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	decisions := []workflow.Decision{h.approve("ann@acme.com"), h.decline("bob@acme.com")}
	errs := make([]error, len(decisions))
	var all sync.WaitGroup
	for n, d := range decisions {
		all.Go(func() { _, errs[n] = h.decide().Do(t.Context(), d, "") })
	}
	all.Wait()
	end := h.stored(r.ID)
	switch end.State {
	case account.Approved:
		h.must(errs[0])
		h.wantDecided(errs[1], account.Approved, "ann@acme.com")
	case account.Declined:
		h.must(errs[1])
		h.wantDecided(errs[0], account.Declined, "bob@acme.com")
	default:
		t.Errorf("the request is %s: %v", end.State, errs)
	}
}

func TestNothingIsDecidedAfterTheDeadline(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	h.advance(90*24*time.Hour - time.Minute)
	late := h.approve("ann@acme.com")
	h.advance(time.Minute)
	h.changesNothing(func() {
		_, err := h.decide().Do(t.Context(), late, "")
		h.wantDecided(err, account.Expired, account.System)
		h.wantDecided(h.requestCodeError(late.Token), account.Expired, account.System)
	})
	h.wantCleanUp(workflow.Cleaned{Expired: 1})
	wantEqual(t, "state", h.stored(r.ID).State, account.Expired)
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "expired")
	wantEqual(t, "nominee's mails", h.subjects("ann@acme.com"), "invitation code lapsed")
}

func TestEachCustomerIsANomineeAndTheOthersLearnWhoDecided(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com", "cleo@acme.com")
	wantEqual(t, "nominees", nominees(r), "ann@acme.com bob@acme.com cleo@acme.com")
	h.mustDecide(h.decline("bob@acme.com"))
	for _, other := range []account.Email{"ann@acme.com", "cleo@acme.com"} {
		told := h.lastMail(other, workflow.ClosedMail)
		wantEqual(t, "by", told.By, "bob@acme.com")
		wantEqual(t, "outcome", told.Outcome, account.Declined)
	}
	wantEqual(t, "who decided gets no more", h.subjects("bob@acme.com"), "invitation code")
	told := h.lastMail(partner.Email, workflow.DeclinedMail)
	wantEqual(t, "reason", told.Reason, "we have one")
	wantEqual(t, "by", told.By, "bob@acme.com")
	stored := h.stored(r.ID)
	wantEqual(t, "who decided", stored.Nominees[1].State, account.NomineeDecided)
	wantEqual(t, "who did not", stored.Nominees[0].State, account.NomineeClosed)
}

func TestTheRequesterIsNeverANominee(t *testing.T) {
	h := newHarness(t)
	h.changesNothing(func() {
		_, err := h.submit().Do(t.Context(), partner, form("acme.com", "ann@acme.com", "Partner+x@example.com"), "")
		h.wantInvalid(err, "customerEmails[1] is-requester")
		_, err = h.submit().Do(t.Context(), partner, form("acme.com", "ann@acme.com", "Ann+x@Acme.com"), "")
		h.wantInvalid(err, "customerEmails[1] duplicate")
	})
	h.openRequest("acme.com", "ann@acme.com")
	d := h.forward("ann@acme.com", "partner+y@example.com")
	h.changesNothing(func() {
		_, err := h.decide().Do(t.Context(), d, "")
		h.wantInvalid(err, "forwardTo is-requester")
	})
}

func TestAForwardGoesOnlyWhereNoReviewIsNeededOrWasPassed(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "dora@elsewhere.com")
	h.acceptRequest(r.ID)
	for _, refused := range []string{"gus@nowhere.com", "gus@mail.elsewhere.com", "gus@com.elsewhere.com"} {
		d := workflow.Decision{Token: h.token("ann@acme.com"), Action: "forward", ForwardTo: refused}
		h.changesNothing(func() {
			_, err := h.decide().Do(t.Context(), d, "ann@acme.com")
			h.wantInvalid(err, "forwardTo does-not-vouch")
		})
	}
	h.mustDecide(h.forward("ann@acme.com", "emil@elsewhere.com")) // an operator accepted this domain
	told := h.lastMail(partner.Email, workflow.ForwardMail)
	wantEqual(t, "forwarded by", told.By, "ann@acme.com")
	wantEqual(t, "forwarded to", told.ForwardedTo, "emil@elsewhere.com")
	invited := h.lastMail("emil@elsewhere.com", workflow.Invitation)
	wantEqual(t, "forwarded by", invited.By, "ann@acme.com")
	wantEqual(t, "note", h.stored(r.ID).Nominees[2].Note, "yours")
	h.mustDecide(h.approve("emil@elsewhere.com"))
}

// An accepted address at a shared mail domain does not vouch for another one.
func TestNoForwardWithinASharedMailDomain(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "dora@gmail.com")
	h.acceptRequest(r.ID)
	_, err := h.decide().Do(t.Context(), h.forward("ann@acme.com", "gus@gmail.com"), "")
	h.wantInvalid(err, "forwardTo does-not-vouch")
}

func TestWhereNoAddressIsReviewedAForwardGoesAnywhere(t *testing.T) {
	h := newHarness(t)
	h.rules.Policy = account.ReviewNever
	h.openRequest("acme.com", "ann@acme.com")
	h.mustDecide(h.forward("ann@acme.com", "gus@nowhere.com"))
	wantEqual(t, "mails", h.subjects("gus@nowhere.com"), "invitation")
}

// A code that is replaced or out of tries between the read and the write proves nothing.
func TestACodeReplacedMeanwhileProvesNothing(t *testing.T) {
	for what, meanwhile := range map[string]func(h *harness, d workflow.Decision){
		"lapsed and replaced": func(h *harness, d workflow.Decision) {
			h.advance(workflow.CodeLifetime)
			h.requestCode(d.Token)
		},
		"tried out": func(h *harness, d workflow.Decision) {
			for n := range workflow.CodeTries {
				d.Code = fmt.Sprintf("0000-000%d", n)
				h.wantDecisionError(account.ErrCodeInvalid, d)
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			h := newHarness(t)
			r := h.openRequest("acme.com", "ann@acme.com")
			d := h.approve("ann@acme.com")
			decide := h.decide()
			decide.Store = opening{h.store, &sync.Once{}, func() { meanwhile(h, d) }}
			_, err := decide.Do(t.Context(), d, "")
			h.wantError(err, account.ErrCodeInvalid)
			wantEqual(t, "state", h.stored(r.ID).State, account.PendingApproval)
		})
	}
}

// opening calls do once after a link was read.
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

// The approver gets a confirmation even if they stopped the requester's other mail.
func TestTheApproverGetsAConfirmation(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	approval := h.approve("ann@acme.com")
	h.stops(h.report("ann@acme.com"))
	h.mustDecide(approval)
	told := h.lastMail("ann@acme.com", workflow.CreatedMail)
	wantEqual(t, "account", told.AccountID, r.Account.ID)
	wantEqual(t, "outcome", told.Outcome, account.Approved)
	wantEqual(t, "it carries no link to decide", h.latest("ann@acme.com", workflow.CreatedMail).Text, "\n")
	wantEqual(t, "the other's mails", h.subjects("bob@acme.com"), "invitation closed")
	declined := h.openRequest("other.com", "ann@other.com")
	h.mustDecide(h.decline("ann@other.com"))
	wantEqual(t, "who declined", h.subjects("ann@other.com"), "invitation code")
	wantEqual(t, "state", h.stored(declined.ID).State, account.Declined)
}

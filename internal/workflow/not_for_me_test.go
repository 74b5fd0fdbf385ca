package workflow_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/client"
	"smartaccounts/internal/workflow"
)

func TestNotForMeViewingChangesNothing(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	token := h.report("ann@acme.com")
	look := func(stopped bool) {
		for range 3 {
			shown, request, err := h.notForMe().View(t.Context(), token)
			h.must(err)
			wantEqual(t, "stopped", shown.Stopped, stopped)
			wantEqual(t, "requester", shown.Requester, partner.Email)
			wantEqual(t, "address", shown.Address.Email, "ann@acme.com")
			wantEqual(t, "request", request.ID, r.ID)
		}
	}
	h.changesNothing(func() { look(false) })
	h.stops(token)
	h.changesNothing(func() { look(true) })
	h.advance(100 * day)
	h.changesNothing(func() { look(true) })
}

// stops stops the requester's mail to the address of the link.
func (h *harness) stops(token string) workflow.Reported {
	h.Helper()
	after, err := h.notForMe().Stop(h.Context(), token, true)
	h.must(err)
	wantEqual(h.T, "stopped", after.Stopped, true)
	return after
}

func (h *harness) undoes(token string) {
	h.Helper()
	after, err := h.notForMe().Stop(h.Context(), token, false)
	h.must(err)
	wantEqual(h.T, "stopped", after.Stopped, false)
}

// Neither link of a mail works as the other.
func TestNotForMeAndTheDecisionHaveLinksOfTheirOwn(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com")
	decide, report := h.token("ann@acme.com"), h.report("ann@acme.com")
	_, secret, _ := strings.Cut(report, ".")
	h.changesNothing(func() {
		for _, bad := range []string{decide, "", report + "x", string(account.NewID()) + "." + secret} {
			_, _, err := h.notForMe().View(t.Context(), bad)
			h.wantError(err, account.ErrLinkInvalid)
			_, err = h.notForMe().Stop(t.Context(), bad, true)
			h.wantError(err, account.ErrLinkInvalid)
		}
		wantEqual(t, "view", h.linkWorks(report), false)
		h.wantError(h.requestCodeError(report), account.ErrLinkInvalid)
		_, err := h.decide().Do(t.Context(), workflow.Decision{Token: report, Action: "approve", Authorized: true}, "ann@acme.com")
		h.wantError(err, account.ErrLinkInvalid)
	})
	wantEqual(t, "state", h.stored(r.ID).State, account.PendingApproval)
}

func TestNotForMeStopsThatRequestersMailToThatAddress(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	token, link := h.report("ann@acme.com"), h.token("ann@acme.com")
	h.stops(token)
	h.changesNothing(func() { h.stops(token) }) // safe to repeat
	stored := h.stored(r.ID)
	wantEqual(t, "reported", stored.Nominees[0].Reported, true)
	wantEqual(t, "another's", stored.Nominees[1].Reported, false)
	history, err := h.store.History(t.Context(), r.ID)
	h.must(err)
	wantEqual(t, "event", history[1].Kind, account.EventReported)
	wantEqual(t, "her link lives", h.linkWorks(h.token("ann@acme.com")), true)

	waits := h.openRequest("unit.acme.com", "ann@acme.com", "bob@acme.com")
	ends := workflow.Decision{Token: h.token("bob@acme.com"), Action: "decline", Reason: "no"}
	h.advance(7 * day)
	h.wantCleanUp(workflow.Cleaned{Reminded: 2})
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation")
	wantEqual(t, "another's", h.subjects("bob@acme.com"), "invitation invitation reminder reminder")
	wantEqual(t, "delivery", h.delivery(waits.ID, 1), account.Queued)
	h.openRequestBy(partner2, form("two.acme.com", "ann@acme.com"))
	h.deliver()
	wantEqual(t, "another requester's mail", h.subjects("ann@acme.com"), "invitation invitation")
	h.requestCode(link) // she requests it herself
	h.deliver()
	wantEqual(t, "a code still goes", h.subjects("ann@acme.com"), "invitation invitation code")

	// A mail about an end is dropped; an invitation waits until she lifts the stop.
	_, err = h.decide().Do(t.Context(), ends, "bob@acme.com")
	h.must(err)
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation invitation code")
	h.undoes(token)
	h.changesNothing(func() { h.undoes(token) })
	history, err = h.store.History(t.Context(), r.ID)
	h.must(err)
	wantEqual(t, "event", history[len(history)-1].Kind, account.EventTakenBack)
	wantEqual(t, "reported", h.stored(r.ID).Nominees[0].Reported, false)
	h.advance(day)
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation invitation code reminder")
	wantEqual(t, "of the request that is undecided", h.lastMail("ann@acme.com", workflow.Reminder).RequestID, r.ID)
}

// A mail that waits for a stopped address does not fail, however long it waits.
func TestNotForMeAStoppedInvitationWaits(t *testing.T) {
	h := newHarness(t)
	h.openRequest("one.acme.com", "ann@acme.com")
	token := h.report("ann@acme.com")
	h.stops(token)
	r := h.openRequest("two.acme.com", "ann@acme.com")
	h.rules.Terms.Reminders = nil
	for range 10 {
		h.advance(day)
		h.deliver()
	}
	wantEqual(t, "delivery", h.delivery(r.ID, 1), account.Queued)
	wantEqual(t, "failed", len(h.failed), 0)
	h.undoes(token)
	h.advance(day)
	h.deliver()
	wantEqual(t, "delivery", h.delivery(r.ID, 1), account.Sent)
}

func TestNotForMeWorksAfterTheRequestEnded(t *testing.T) {
	h := newHarness(t)
	r := h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	h.openRequest("other.com", "ann@other.com")
	ann, bob := h.report("ann@acme.com"), h.report("bob@acme.com")
	h.mustDecide(h.forward("bob@acme.com", "dora@acme.com"))
	h.stops(bob)
	h.mustDecide(h.decline("ann@acme.com"))
	version := h.stored(r.ID).Version
	h.stops(ann)
	wantEqual(t, "the request has no part in it", h.stored(r.ID).Version, version)
	h.openRequest("unit.acme.com", "bob@acme.com", "ann@acme.com")
	wantEqual(t, "mails", h.subjects("bob@acme.com")+h.subjects("ann@acme.com"), "invitation codeinvitation code")
	h.undoes(ann)
}

// Robots that press the button of every page stop the mail of those requesters only, and codes are still sent.
func TestNotForMeALinkAloneStopsOneRequesterOnly(t *testing.T) {
	h := newHarness(t)
	var tokens []string
	for n := range 4 {
		by := account.Person{Email: account.Email(fmt.Sprintf("p%d@example.org", n))}
		h.ownAccount(by.Email, fmt.Sprint("Partner number ", n), account.Domain(fmt.Sprintf("p%d.example.org", n)))
		h.openRequestBy(by, form(fmt.Sprintf("unit%d.acme.com", n), "ann@acme.com"))
		h.deliver()
		tokens = append(tokens, h.report("ann@acme.com"))
		h.advance(8 * time.Hour)
	}
	link := h.token("ann@acme.com")
	for _, token := range tokens {
		after := h.stops(token)
		wantEqual(t, "suppressed", after.Address.Suppressed.IsZero(), true)
	}
	h.requestCode(link)
	h.deliver()
	wantEqual(t, "a code still goes", h.latest("ann@acme.com").Subject, "code")
	h.advance(day)
	h.openRequestBy(partner, form("unit9.acme.com", "ann@acme.com"))
	h.deliver()
	wantEqual(t, "another requester's mail", h.latest("ann@acme.com").Subject, "invitation")
	h.undoes(tokens[0])
}

func TestOperatorsLiftASuppression(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	token := h.report("ann@acme.com")
	h.recordDelivery("ann@acme.com", account.Complained)
	h.ownAccount("partner4@example.org", "Fourth Partner", "partner4.example.org")
	h.openRequestBy(account.Person{Email: "partner4@example.org"}, form("unit9.acme.com", "ann@acme.com"))
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation")

	h.changesNothing(func() {
		h.wantError(h.suppressions().Lift(t.Context(), partner, "ann@acme.com", nil), account.ErrForbidden)
		_, err := h.suppressions().List(t.Context(), partner, 0, "")
		h.wantError(err, account.ErrForbidden)
		h.wantError(h.suppressions().Lift(t.Context(), operator, "bob@acme.com", nil), account.ErrNotFound)
		h.wantInvalid(h.suppressions().Lift(t.Context(), operator, "bob", nil), "address not-an-email")
	})
	listed := func() (all []account.Email) {
		page, err := h.suppressions().List(t.Context(), operator, 0, "")
		h.must(err)
		for _, a := range page.Items {
			all = append(all, a.Email)
		}
		return all
	}
	wantEqual(t, "listed", fmt.Sprint(listed()), "[ann@acme.com]")
	late := workflow.Suppressions{Now: h.Now, Store: h.store.Through(func(api client.API) client.API {
		return listing{api, func() { h.must(h.suppressions().Lift(t.Context(), operator, " Ann@acme.com", nil)) }}
	})}
	page, err := late.List(t.Context(), operator, 0, "")
	h.must(err)
	wantEqual(t, "lifted between the list and the look at what it names", len(page.Items), 0)
	wantEqual(t, "listed", fmt.Sprint(listed()), "[]")
	h.wantError(h.suppressions().Lift(t.Context(), operator, "ann@acme.com", nil), account.ErrNotFound)
	h.advance(day)
	h.deliver()
	wantEqual(t, "the invitation that waited", h.lastMail("ann@acme.com", workflow.Invitation).Requester, "partner4@example.org")
	wantEqual(t, "suppressed", h.stops(token).Address.Suppressed.IsZero(), true)
}

func TestNotForMeConcurrentReportsAllCount(t *testing.T) {
	h := newHarness(t)
	var all []func() error
	for n := range 3 {
		by := account.Person{Email: account.Email(fmt.Sprintf("p%d@example.org", n))}
		h.ownAccount(by.Email, fmt.Sprint("Partner number ", n), account.Domain(fmt.Sprintf("p%d.example.org", n)))
		h.openRequestBy(by, form(fmt.Sprintf("unit%d.acme.com", n), "ann@acme.com"))
		h.deliver()
		token := h.report("ann@acme.com")
		all = append(all, func() error { _, err := h.notForMe().Stop(t.Context(), token, true); return err })
	}
	for _, err := range concurrently(all...) {
		h.must(err)
	}
	address, err := h.store.Address(t.Context(), "ann@acme.com")
	h.must(err)
	wantEqual(t, "stopped for", len(address.StoppedFor), 3)
	wantEqual(t, "suppressed", address.Suppressed.IsZero(), true)
}

// An address with a +tag is the same mailbox.
func TestATaggedAddressDoesNotBypassAStop(t *testing.T) {
	h := newHarness(t)
	h.invitations = workflow.ADay(2)
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	h.stops(h.report("ann@acme.com"))
	h.recordDelivery("bob@acme.com", account.Complained)
	h.openRequest("other.com", "ann+x@acme.com", "bob+x@acme.com")
	h.acceptRequest(h.stored(h.holderOf("other.com")).ID)
	wantEqual(t, "mails", h.subjects("ann+x@acme.com")+h.subjects("bob+x@acme.com"), "")
	for n := range 3 {
		h.openRequest(fmt.Sprintf("c%d.com", n), fmt.Sprintf("cy+%d@c%d.com", n, n))
	}
	h.openRequest("third.com", "dora+a@third.com")
	h.correctRequest(h.holderOf("third.com"), "dora+b@third.com")
	h.correctRequest(h.holderOf("third.com"), "dora+c@third.com")
	wantEqual(t, "mails", h.subjects("dora+a@third.com")+h.subjects("dora+b@third.com")+h.subjects("dora+c@third.com"), "invitationinvitation")
}

// holderOf returns the request that holds the identifier.
func (h *harness) holderOf(d account.Domain) account.ID {
	h.Helper()
	met, err := h.store.Survey(h.Context(), workflow.SurveyQuery{Domain: d, Name: "any", Person: partner.Email})
	h.must(err)
	return met.Holder
}

// listing calls then after a list is read.
type listing struct {
	client.API
	then func()
}

func (l listing) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	out, err := l.API.Query(ctx, in, o...)
	l.then()
	return out, err
}

// reportIn returns the token of the not-for-me link in the last mail of that kind to the address.
func (h *harness) reportIn(address account.Email, kind workflow.MailKind) string {
	h.Helper()
	_, token, _ := strings.Cut(h.latest(address, kind).Text, "\n")
	return token
}

// mailboxCode requests a code that proves the mailbox, and returns it as it was mailed.
func (h *harness) mailboxCode(token string, address account.Email) string {
	h.Helper()
	_, err := h.notForMe().SendCode(h.Context(), token, "")
	h.must(err)
	h.deliver()
	return strings.TrimSpace(h.latest(address, workflow.MailboxCodeMail).Text)
}

func (h *harness) complaintsAbout(requester account.Email) int {
	h.Helper()
	used, err := h.store.Used(h.Context(), workflow.ComplaintsAbout(requester))
	h.must(err)
	return used.Uses.Count(workflow.ComplaintsKept, h.Now())
}

// A code mailed to the mailbox stops all mail, and another one lifts that.
func TestNotForMeTheHolderOfTheMailboxStopsAllMail(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	token, link := h.report("ann@acme.com"), h.token("ann@acme.com")
	code := h.mailboxCode(token, "ann@acme.com")
	wantEqual(t, "about no request, so that no stranger's text is in it", h.lastMail("ann@acme.com", workflow.MailboxCodeMail).AccountName, "")
	after, err := h.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: strings.ToLower(code)})
	h.must(err)
	wantEqual(t, "suppressed", after.Address.Suppressed.Equal(h.Now()), true)
	wantEqual(t, "silenced", after.Address.Silenced && !after.Address.Complained, true)
	_, err = h.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: code, Lift: true})
	h.wantError(err, account.ErrCodeInvalid) // the code was used up
	h.openRequestBy(partner2, form("two.acme.com", "ann@acme.com"))
	h.requestCode(link)
	h.deliver()
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation mailbox-code code")
	wantEqual(t, "a report that nobody made", h.complaintsAbout(partner.Email), 0)

	code = h.mailboxCode(token, "ann@acme.com")
	after, err = h.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: code, Lift: true})
	h.must(err)
	wantEqual(t, "suppressed", after.Address.Suppressed.IsZero(), true)
	h.advance(day)
	h.deliver()
	wantEqual(t, "what waited", h.subjects("ann@acme.com"), "invitation mailbox-code code mailbox-code invitation")
}

// All mail to an address is stopped only by a code that was mailed to it for this purpose.
func TestNotForMeOnlyTheCodeStopsAllMail(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com", "bob@acme.com")
	token, other := h.report("ann@acme.com"), h.report("bob@acme.com")
	silent := func() bool {
		a, err := h.store.Address(t.Context(), "ann@acme.com")
		h.must(err)
		return !a.Suppressed.IsZero()
	}
	decides := h.code("ann@acme.com")
	bobs := h.mailboxCode(other, "bob@acme.com")
	h.changesNothing(func() {
		for _, code := range []string{"", "x", decides, bobs, "0000-0000"} {
			_, err := h.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: code, Report: true})
			h.wantError(err, account.ErrCodeInvalid)
		}
		_, err := h.notForMe().SendCode(t.Context(), h.token("ann@acme.com"), "")
		h.wantError(err, account.ErrLinkInvalid)
	})
	anns := h.mailboxCode(token, "ann@acme.com")
	h.wantDecisionError(account.ErrCodeInvalid, workflow.Decision{Token: h.token("ann@acme.com"), Code: anns, Action: "decline", Reason: "no"})
	for tries := range workflow.CodeTries {
		_, err := h.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: decides})
		var wrong *account.CodeInvalid
		if !errors.As(err, &wrong) || wrong.TriesLeft != workflow.CodeTries-tries-1 {
			t.Errorf("try %d: %v", tries, err)
		}
	}
	_, err := h.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: anns})
	h.wantError(err, account.ErrCodeInvalid) // the tries are used up
	h.advance(workflow.CodeLifetime)
	late := h.mailboxCode(token, "ann@acme.com")
	h.advance(workflow.CodeLifetime)
	_, err = h.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: late})
	h.wantError(err, account.ErrCodeInvalid)
	wantEqual(t, "silent", silent(), false)
	for range 3 {
		_ = h.mailboxCode(token, "ann@acme.com")
	}
	_, err = h.notForMe().SendCode(t.Context(), token, "")
	h.wantSpent(err, workflow.SpentByLink, h.Now().Add(40*time.Minute))
	h.requestCode(h.token("ann@acme.com")) // the other link has its own limit
}

// A confirmed report counts against the requester as a complaint does, once for each mailbox.
func TestAReportThatACodeConfirmedCounts(t *testing.T) {
	h := newHarness(t)
	h.openRequest("acme.com", "ann@acme.com")
	h.openRequest("two.acme.com", "ann@acme.com")
	token := h.report("ann@acme.com")
	h.stops(token)
	wantEqual(t, "counted", h.complaintsAbout(partner.Email), 0)
	for range 2 {
		_, err := h.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: h.mailboxCode(token, "ann@acme.com"), Report: true})
		h.must(err)
		wantEqual(t, "counted", h.complaintsAbout(partner.Email), 1)
		_, err = h.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: h.mailboxCode(token, "ann@acme.com"), Lift: true})
		h.must(err)
		h.advance(time.Hour)
	}
	wantEqual(t, "another's", h.complaintsAbout(partner2.Email), 0)
	address, err := h.store.Address(t.Context(), "ann@acme.com")
	h.must(err)
	wantEqual(t, "reports", len(address.Reports), 1)
	wantEqual(t, "confirmed", address.Reports[0].Confirmed && address.Reports[0].Requester == partner.Email, true)
	h.undoes(token)
	h.advance(workflow.ComplaintsKept)
	wantEqual(t, "counted", h.complaintsAbout(partner.Email), 0)
}

// Each recipient of an unsolicited mail can stop such mail, including those who are not nominees.
func TestUnsolicitedMailsCarryTheNotForMeLink(t *testing.T) {
	h := newHarness(t)
	h.activeAccount("ada@acme.com", "Acme", "acme.com", account.Restricted)
	h.openRequest("emea.acme.com", "ann@acme.com", "bob@acme.com")
	token := h.reportIn("ann@acme.com", workflow.AwaitingMail)
	shown, request, err := h.notForMe().View(t.Context(), token)
	h.must(err)
	wantEqual(t, "address", shown.Address.Email, "ann@acme.com")
	wantEqual(t, "requester", shown.Requester, partner.Email)
	wantEqual(t, "request", request.Account.Domain, "emea.acme.com")
	h.stops(token)
	_ = h.mailboxCode(token, "ann@acme.com")
	h.openRequest("apac.acme.com", "ann@acme.com", "bob@acme.com")
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "awaiting mailbox-code")
	wantEqual(t, "another's", h.subjects("bob@acme.com"), "awaiting awaiting")
	for n := range 5 { // each customer's link has its own limit of codes
		_, err = h.notForMe().SendCode(t.Context(), h.reportIn("bob@acme.com", workflow.AwaitingMail), "")
		h.must(err)
		h.advance(time.Duration(n))
	}
	_, err = h.notForMe().SendCode(t.Context(), token, "")
	h.must(err)

	d, _, err := h.disputes().Open(t.Context(), partner2, "acme.com", "It is ours.", nil)
	h.must(err)
	_, err = h.disputes().Settle(t.Context(), operator, d.ID, workflow.Ruling{Decision: "add-administrator", Reason: "He works there.", Administrator: "marco@acme.com"})
	h.must(err)
	h.deliver()
	token = h.reportIn("marco@acme.com", workflow.AppointedMail)
	shown, request, err = h.notForMe().View(t.Context(), token)
	h.must(err)
	wantEqual(t, "requester", shown.Requester, partner2.Email)
	wantEqual(t, "request", request.ID, "")
	h.stops(token)
	_, err = h.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: h.mailboxCode(token, "marco@acme.com"), Report: true})
	h.must(err)
	wantEqual(t, "counted", h.complaintsAbout(partner2.Email), 1)
}

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

func TestNotForMeALookChangesNothing(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	token := w.report("ann@acme.com")
	look := func(stopped bool) {
		for range 3 {
			shown, request, err := w.notForMe().View(t.Context(), token)
			w.must(err)
			wantEqual(t, "stopped", shown.Stopped, stopped)
			wantEqual(t, "requester", shown.Requester, partner.Email)
			wantEqual(t, "address", shown.Address.Email, "ann@acme.com")
			wantEqual(t, "request", request.ID, r.ID)
		}
	}
	w.changesNothing(func() { look(false) })
	w.stops(token)
	w.changesNothing(func() { look(true) })
	w.pass(100 * day)
	w.changesNothing(func() { look(true) })
}

// stops stops the requester's mail to the address of the link.
func (w *world) stops(token string) workflow.Reported {
	w.Helper()
	after, err := w.notForMe().Stop(w.Context(), token, true)
	w.must(err)
	wantEqual(w.T, "stopped", after.Stopped, true)
	return after
}

func (w *world) undoes(token string) {
	w.Helper()
	after, err := w.notForMe().Stop(w.Context(), token, false)
	w.must(err)
	wantEqual(w.T, "stopped", after.Stopped, false)
}

// One link of a mail never works as the other.
func TestNotForMeAndTheDecisionHaveLinksOfTheirOwn(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com")
	decide, report := w.token("ann@acme.com"), w.report("ann@acme.com")
	_, secret, _ := strings.Cut(report, ".")
	w.changesNothing(func() {
		for _, bad := range []string{decide, "", report + "x", string(account.NewID()) + "." + secret} {
			_, _, err := w.notForMe().View(t.Context(), bad)
			w.wantError(err, account.ErrLinkInvalid)
			_, err = w.notForMe().Stop(t.Context(), bad, true)
			w.wantError(err, account.ErrLinkInvalid)
		}
		wantEqual(t, "view", w.opens(report), false)
		w.wantError(w.askErr(report), account.ErrLinkInvalid)
		_, err := w.decide().Do(t.Context(), workflow.Decision{Token: report, Action: "approve", Authorized: true}, "ann@acme.com")
		w.wantError(err, account.ErrLinkInvalid)
	})
	wantEqual(t, "state", w.stored(r.ID).State, account.PendingApproval)
}

func TestNotForMeStopsThatRequestersMailToThatAddress(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	token, link := w.report("ann@acme.com"), w.token("ann@acme.com")
	w.stops(token)
	w.changesNothing(func() { w.stops(token) }) // safe to repeat
	stored := w.stored(r.ID)
	wantEqual(t, "reported", stored.Nominees[0].Reported, true)
	wantEqual(t, "another's", stored.Nominees[1].Reported, false)
	history, err := w.store.History(t.Context(), r.ID)
	w.must(err)
	wantEqual(t, "event", history[1].Kind, account.EventReported)
	wantEqual(t, "her link lives", w.opens(w.token("ann@acme.com")), true)

	waits := w.asked("unit.acme.com", "ann@acme.com", "bob@acme.com")
	ends := workflow.Decision{Token: w.token("bob@acme.com"), Action: "decline", Reason: "no"}
	w.pass(7 * day)
	w.cleaned(workflow.Cleaned{Reminded: 2})
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation")
	wantEqual(t, "another's", w.subjects("bob@acme.com"), "invitation invitation reminder reminder")
	wantEqual(t, "delivery", w.delivery(waits.ID, 1), account.Queued)
	w.askedBy(partner2, form("two.acme.com", "ann@acme.com"))
	w.deliver()
	wantEqual(t, "another requester's mail", w.subjects("ann@acme.com"), "invitation invitation")
	w.asks(link) // she asks for it herself
	w.deliver()
	wantEqual(t, "a code still goes", w.subjects("ann@acme.com"), "invitation invitation code")

	// What tells of an end is dropped, what asks waits for her to think better of it.
	_, err = w.decide().Do(t.Context(), ends, "bob@acme.com")
	w.must(err)
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation invitation code")
	w.undoes(token)
	w.changesNothing(func() { w.undoes(token) })
	history, err = w.store.History(t.Context(), r.ID)
	w.must(err)
	wantEqual(t, "event", history[len(history)-1].Kind, account.EventTakenBack)
	wantEqual(t, "reported", w.stored(r.ID).Nominees[0].Reported, false)
	w.pass(day)
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation invitation code reminder")
	wantEqual(t, "of the request that is undecided", w.lastMail("ann@acme.com", workflow.Reminder).RequestID, r.ID)
}

// However long an address takes no such mail, what waits for it is not given up.
func TestNotForMeWhatWaitsIsNotGivenUp(t *testing.T) {
	w := newWorld(t)
	w.asked("one.acme.com", "ann@acme.com")
	token := w.report("ann@acme.com")
	w.stops(token)
	r := w.asked("two.acme.com", "ann@acme.com")
	w.rules.Terms.Reminders = nil
	for range 10 {
		w.pass(day)
		w.deliver()
	}
	wantEqual(t, "delivery", w.delivery(r.ID, 1), account.Queued)
	wantEqual(t, "failed", len(w.failed), 0)
	w.undoes(token)
	w.pass(day)
	w.deliver()
	wantEqual(t, "delivery", w.delivery(r.ID, 1), account.Sent)
}

func TestNotForMeWorksWhateverBecameOfTheRequest(t *testing.T) {
	w := newWorld(t)
	r := w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	w.asked("other.com", "ann@other.com")
	ann, bob := w.report("ann@acme.com"), w.report("bob@acme.com")
	w.does(w.forward("bob@acme.com", "dora@acme.com"))
	w.stops(bob)
	w.does(w.decline("ann@acme.com"))
	version := w.stored(r.ID).Version
	w.stops(ann)
	wantEqual(t, "the request has no part in it", w.stored(r.ID).Version, version)
	w.asked("unit.acme.com", "bob@acme.com", "ann@acme.com")
	wantEqual(t, "mails", w.subjects("bob@acme.com")+w.subjects("ann@acme.com"), "invitation codeinvitation code")
	w.undoes(ann)
}

// Robots that press the one button of every page stop those requesters' mail, and nobody else's; and a code comes.
func TestNotForMeLinksAloneSilenceNobody(t *testing.T) {
	w := newWorld(t)
	var tokens []string
	for n := range 4 {
		by := account.Person{Email: account.Email(fmt.Sprintf("p%d@example.org", n))}
		w.has(by.Email, fmt.Sprint("Partner number ", n), account.Domain(fmt.Sprintf("p%d.example.org", n)))
		w.askedBy(by, form(fmt.Sprintf("unit%d.acme.com", n), "ann@acme.com"))
		w.deliver()
		tokens = append(tokens, w.report("ann@acme.com"))
		w.pass(8 * time.Hour)
	}
	link := w.token("ann@acme.com")
	for _, token := range tokens {
		after := w.stops(token)
		wantEqual(t, "suppressed", after.Address.Suppressed.IsZero(), true)
	}
	w.asks(link)
	w.deliver()
	wantEqual(t, "a code still goes", w.latest("ann@acme.com").Subject, "code")
	w.pass(day)
	w.askedBy(partner, form("unit9.acme.com", "ann@acme.com"))
	w.deliver()
	wantEqual(t, "another requester's mail", w.latest("ann@acme.com").Subject, "invitation")
	w.undoes(tokens[0])
}

func TestOperatorsLiftWhatAComplaintSuppressed(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	token := w.report("ann@acme.com")
	w.happens("ann@acme.com", account.Complained)
	w.has("partner4@example.org", "Fourth Partner", "partner4.example.org")
	w.askedBy(account.Person{Email: "partner4@example.org"}, form("unit9.acme.com", "ann@acme.com"))
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation")

	w.changesNothing(func() {
		w.wantError(w.suppressions().Lift(t.Context(), partner, "ann@acme.com", nil), account.ErrForbidden)
		_, err := w.suppressions().List(t.Context(), partner, 0, "")
		w.wantError(err, account.ErrForbidden)
		w.wantError(w.suppressions().Lift(t.Context(), operator, "bob@acme.com", nil), account.ErrNotFound)
		w.wantInvalid(w.suppressions().Lift(t.Context(), operator, "bob", nil), "address not-an-email")
	})
	listed := func() (all []account.Email) {
		page, err := w.suppressions().List(t.Context(), operator, 0, "")
		w.must(err)
		for _, a := range page.Items {
			all = append(all, a.Email)
		}
		return all
	}
	wantEqual(t, "listed", fmt.Sprint(listed()), "[ann@acme.com]")
	late := workflow.Suppressions{Now: w.Now, Store: w.store.Through(func(api client.API) client.API {
		return listing{api, func() { w.must(w.suppressions().Lift(t.Context(), operator, " Ann@acme.com", nil)) }}
	})}
	page, err := late.List(t.Context(), operator, 0, "")
	w.must(err)
	wantEqual(t, "lifted between the list and the look at what it names", len(page.Items), 0)
	wantEqual(t, "listed", fmt.Sprint(listed()), "[]")
	w.wantError(w.suppressions().Lift(t.Context(), operator, "ann@acme.com", nil), account.ErrNotFound)
	w.pass(day)
	w.deliver()
	wantEqual(t, "the invitation that waited", w.lastMail("ann@acme.com", workflow.Invitation).Requester, "partner4@example.org")
	wantEqual(t, "suppressed", w.stops(token).Address.Suppressed.IsZero(), true)
}

func TestNotForMeReportsAtOnceAllCount(t *testing.T) {
	w := newWorld(t)
	var all []func() error
	for n := range 3 {
		by := account.Person{Email: account.Email(fmt.Sprintf("p%d@example.org", n))}
		w.has(by.Email, fmt.Sprint("Partner number ", n), account.Domain(fmt.Sprintf("p%d.example.org", n)))
		w.askedBy(by, form(fmt.Sprintf("unit%d.acme.com", n), "ann@acme.com"))
		w.deliver()
		token := w.report("ann@acme.com")
		all = append(all, func() error { _, err := w.notForMe().Stop(t.Context(), token, true); return err })
	}
	for _, err := range atOnce(all...) {
		w.must(err)
	}
	address, err := w.store.Address(t.Context(), "ann@acme.com")
	w.must(err)
	wantEqual(t, "stopped for", len(address.StoppedFor), 3)
	wantEqual(t, "suppressed", address.Suppressed.IsZero(), true)
}

// Rules 10 and 12: a +tag makes no other mailbox.
func TestATagDoesNotGetPastWhatAMailboxWants(t *testing.T) {
	w := newWorld(t)
	w.invitations = workflow.ADay(2)
	w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	w.stops(w.report("ann@acme.com"))
	w.happens("bob@acme.com", account.Complained)
	w.asked("other.com", "ann+x@acme.com", "bob+x@acme.com")
	w.accepted(w.stored(w.holderOf("other.com")).ID)
	wantEqual(t, "mails", w.subjects("ann+x@acme.com")+w.subjects("bob+x@acme.com"), "")
	for n := range 3 {
		w.asked(fmt.Sprintf("c%d.com", n), fmt.Sprintf("cy+%d@c%d.com", n, n))
	}
	w.asked("third.com", "dora+a@third.com")
	w.corrected(w.holderOf("third.com"), "dora+b@third.com")
	w.corrected(w.holderOf("third.com"), "dora+c@third.com")
	wantEqual(t, "mails", w.subjects("dora+a@third.com")+w.subjects("dora+b@third.com")+w.subjects("dora+c@third.com"), "invitationinvitation")
}

// holderOf is the request that holds the identifier.
func (w *world) holderOf(d account.Domain) account.ID {
	w.Helper()
	met, err := w.store.Survey(w.Context(), workflow.SurveyQuery{Domain: d, Name: "any", Person: partner.Email})
	w.must(err)
	return met.Holder
}

// listing is the table in which something happens after a list is read.
type listing struct {
	client.API
	then func()
}

func (l listing) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	out, err := l.API.Query(ctx, in, o...)
	l.then()
	return out, err
}

// reportIn returns the link, in the last mail of that kind to the address, that says that it was not for them.
func (w *world) reportIn(address account.Email, kind workflow.MailKind) string {
	w.Helper()
	_, token, _ := strings.Cut(w.latest(address, kind).Text, "\n")
	return token
}

// mailboxCode asks for the code by which the holder of the mailbox proves that, and returns it as it was mailed.
func (w *world) mailboxCode(token string, address account.Email) string {
	w.Helper()
	_, err := w.notForMe().SendCode(w.Context(), token, "")
	w.must(err)
	w.deliver()
	return strings.TrimSpace(w.latest(address, workflow.MailboxCodeMail).Text)
}

func (w *world) complaintsAbout(requester account.Email) int {
	w.Helper()
	used, err := w.store.Used(w.Context(), workflow.ComplaintsAbout(requester))
	w.must(err)
	return used.Uses.Count(workflow.ComplaintsKept, w.Now())
}

// All mail stops by the code that was mailed to the mailbox, and comes again by another.
func TestNotForMeTheHolderOfTheMailboxStopsAllMail(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	token, link := w.report("ann@acme.com"), w.token("ann@acme.com")
	code := w.mailboxCode(token, "ann@acme.com")
	wantEqual(t, "about no request, so that no stranger's text is in it", w.lastMail("ann@acme.com", workflow.MailboxCodeMail).AccountName, "")
	after, err := w.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: strings.ToLower(code)})
	w.must(err)
	wantEqual(t, "suppressed", after.Address.Suppressed.Equal(w.Now()), true)
	wantEqual(t, "silenced", after.Address.Silenced && !after.Address.Complained, true)
	_, err = w.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: code, Lift: true})
	w.wantError(err, account.ErrCodeInvalid) // it was used up
	w.askedBy(partner2, form("two.acme.com", "ann@acme.com"))
	w.asks(link)
	w.deliver()
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation mailbox-code code")
	wantEqual(t, "a report that nobody made", w.complaintsAbout(partner.Email), 0)

	code = w.mailboxCode(token, "ann@acme.com")
	after, err = w.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: code, Lift: true})
	w.must(err)
	wantEqual(t, "suppressed", after.Address.Suppressed.IsZero(), true)
	w.pass(day)
	w.deliver()
	wantEqual(t, "what waited", w.subjects("ann@acme.com"), "invitation mailbox-code code mailbox-code invitation")
}

// Nothing but a code that was mailed to that address, for this, stops all mail to it.
func TestNotForMeNothingButItsCodeStopsAllMail(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com", "bob@acme.com")
	token, other := w.report("ann@acme.com"), w.report("bob@acme.com")
	silent := func() bool {
		a, err := w.store.Address(t.Context(), "ann@acme.com")
		w.must(err)
		return !a.Suppressed.IsZero()
	}
	decides := w.code("ann@acme.com")
	bobs := w.mailboxCode(other, "bob@acme.com")
	w.changesNothing(func() {
		for _, code := range []string{"", "x", decides, bobs, "0000-0000"} {
			_, err := w.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: code, Report: true})
			w.wantError(err, account.ErrCodeInvalid)
		}
		_, err := w.notForMe().SendCode(t.Context(), w.token("ann@acme.com"), "")
		w.wantError(err, account.ErrLinkInvalid)
	})
	anns := w.mailboxCode(token, "ann@acme.com")
	w.refuses(account.ErrCodeInvalid, workflow.Decision{Token: w.token("ann@acme.com"), Code: anns, Action: "decline", Reason: "no"})
	for tries := range workflow.CodeTries {
		_, err := w.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: decides})
		var wrong *account.CodeInvalid
		if !errors.As(err, &wrong) || wrong.TriesLeft != workflow.CodeTries-tries-1 {
			t.Errorf("try %d: %v", tries, err)
		}
	}
	_, err := w.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: anns})
	w.wantError(err, account.ErrCodeInvalid) // the tries are used up
	w.pass(workflow.CodeLifetime)
	late := w.mailboxCode(token, "ann@acme.com")
	w.pass(workflow.CodeLifetime)
	_, err = w.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: late})
	w.wantError(err, account.ErrCodeInvalid)
	wantEqual(t, "silent", silent(), false)
	for range 3 {
		_ = w.mailboxCode(token, "ann@acme.com")
	}
	_, err = w.notForMe().SendCode(t.Context(), token, "")
	w.wantSpent(err, workflow.SpentByLink, w.Now().Add(40*time.Minute))
	w.asks(w.token("ann@acme.com")) // the other link has its own
}

// Rule 10: what a code confirms counts against the requester as a complaint does, once for a mailbox.
func TestRule10AReportThatACodeConfirmedCounts(t *testing.T) {
	w := newWorld(t)
	w.asked("acme.com", "ann@acme.com")
	w.asked("two.acme.com", "ann@acme.com")
	token := w.report("ann@acme.com")
	w.stops(token)
	wantEqual(t, "counted", w.complaintsAbout(partner.Email), 0)
	for range 2 {
		_, err := w.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: w.mailboxCode(token, "ann@acme.com"), Report: true})
		w.must(err)
		wantEqual(t, "counted", w.complaintsAbout(partner.Email), 1)
		_, err = w.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: w.mailboxCode(token, "ann@acme.com"), Lift: true})
		w.must(err)
		w.pass(time.Hour)
	}
	wantEqual(t, "another's", w.complaintsAbout(partner2.Email), 0)
	address, err := w.store.Address(t.Context(), "ann@acme.com")
	w.must(err)
	wantEqual(t, "reports", len(address.Reports), 1)
	wantEqual(t, "confirmed", address.Reports[0].Confirmed && address.Reports[0].Requester == partner.Email, true)
	w.undoes(token)
	w.pass(workflow.ComplaintsKept)
	wantEqual(t, "counted", w.complaintsAbout(partner.Email), 0)
}

// Whoever did not ask for a mail can stop such mail, also who is no nominee, or was told of no request.
func TestNotForMeStandsInWhatNobodyAskedFor(t *testing.T) {
	w := newWorld(t)
	w.active("ada@acme.com", "Acme", "acme.com", account.Restricted)
	w.asked("emea.acme.com", "ann@acme.com", "bob@acme.com")
	token := w.reportIn("ann@acme.com", workflow.AwaitingMail)
	shown, request, err := w.notForMe().View(t.Context(), token)
	w.must(err)
	wantEqual(t, "address", shown.Address.Email, "ann@acme.com")
	wantEqual(t, "requester", shown.Requester, partner.Email)
	wantEqual(t, "request", request.Account.Domain, "emea.acme.com")
	w.stops(token)
	_ = w.mailboxCode(token, "ann@acme.com")
	w.asked("apac.acme.com", "ann@acme.com", "bob@acme.com")
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "awaiting mailbox-code")
	wantEqual(t, "another's", w.subjects("bob@acme.com"), "awaiting awaiting")
	for n := range 5 { // each customer's link has its own codes
		_, err = w.notForMe().SendCode(t.Context(), w.reportIn("bob@acme.com", workflow.AwaitingMail), "")
		w.must(err)
		w.pass(time.Duration(n))
	}
	_, err = w.notForMe().SendCode(t.Context(), token, "")
	w.must(err)

	d, _, err := w.disputes().Open(t.Context(), partner2, "acme.com", "It is ours.", nil)
	w.must(err)
	_, err = w.disputes().Settle(t.Context(), operator, d.ID, workflow.Ruling{Decision: "add-administrator", Reason: "He works there.", Administrator: "marco@acme.com"})
	w.must(err)
	w.deliver()
	token = w.reportIn("marco@acme.com", workflow.AppointedMail)
	shown, request, err = w.notForMe().View(t.Context(), token)
	w.must(err)
	wantEqual(t, "requester", shown.Requester, partner2.Email)
	wantEqual(t, "request", request.ID, "")
	w.stops(token)
	_, err = w.notForMe().ChangeSuppression(t.Context(), workflow.SuppressionChange{Token: token, Code: w.mailboxCode(token, "marco@acme.com"), Report: true})
	w.must(err)
	wantEqual(t, "counted", w.complaintsAbout(partner2.Email), 1)
}

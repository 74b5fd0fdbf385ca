package workflow_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow"
)

// nominees are the addresses of those who may decide, in order.
func nominees(r account.Request) string {
	var all []string
	for _, n := range r.ActiveNominees() {
		all = append(all, string(n.Email))
	}
	return strings.Join(all, " ")
}

func TestRule3AdministratorsDecide(t *testing.T) {
	w := newWorld(t)
	parent := w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com", "ben@other.org")
	r := w.asked("emea.acme.com", "ann@emea.acme.com", "dora@elsewhere.com") // they vouch: no review
	wantEqual(t, "state", r.State, account.PendingApproval)
	stored := w.stored(r.ID)
	wantEqual(t, "nominees", nominees(stored), "ada@acme.com ben@other.org")
	wantEqual(t, "parent", *stored.Parent, account.Parent{AccountID: parent.ID, Domain: "acme.com"})
	wantEqual(t, "administrator's mails", w.subjects("ben@other.org"), "invitation")
	wantEqual(t, "customers' mails", w.subjects("ann@emea.acme.com")+w.subjects("dora@elsewhere.com"), "awaitingawaiting")
	w.does(w.approve("ben@other.org"))
	approved, err := w.store.Account(t.Context(), r.Account.ID)
	w.must(err)
	wantEqual(t, "administrator of the new account", approved.Members[0].Person, "ben@other.org")
	wantEqual(t, "the other administrator's mails", w.subjects("ada@acme.com"), "invitation closed")
}

// An administrator is told why they are asked, and nobody who is none is told of their account.
func TestRule3TheAccountAboveIsNamedToItsAdministratorsAlone(t *testing.T) {
	w := newWorld(t)
	w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com", "ben@acme.com")
	r := w.asked("emea.acme.com", "ann@emea.acme.com")
	wantEqual(t, "the invitation", w.lastMail("ada@acme.com", workflow.Invitation).Above, "acme.com")
	wantEqual(t, "a customer", w.lastMail("ann@emea.acme.com", workflow.AwaitingMail).Above, "")
	w.does(w.forward("ben@acme.com", "carl@emea.acme.com"))
	wantEqual(t, "who is none", w.lastMail("carl@emea.acme.com", workflow.Invitation).Above, "")
	w.pass(7 * day)
	w.cleaned(workflow.Cleaned{Reminded: 1})
	wantEqual(t, "the reminder", w.lastMail("ada@acme.com", workflow.Reminder).Above, "acme.com")
	wantEqual(t, "who is none is reminded", w.lastMail("carl@emea.acme.com", workflow.Reminder).Above, "")
	_, err := w.followUp().Withdraw(t.Context(), partner, r.ID)
	w.must(err)
	w.deliver()
	wantEqual(t, "afterwards", w.lastMail("ada@acme.com", workflow.ClosedMail).Above, "")
}

func TestRule3TheNearestActiveAccountAboveCounts(t *testing.T) {
	w := newWorld(t)
	w.administered("Acme", "acme.com", account.Public, "far@acme.com")
	w.administered("Emea", "emea.acme.com", account.Public, "near@acme.com")
	w.administered("Sibling", "apac.acme.com", account.Public, "sibling@acme.com")
	w.administered("Child", "child.milan.it.emea.acme.com", account.Public, "child@acme.com")
	pending := w.asked("it.emea.acme.com", "ann@acme.com") // above the next, and not active
	wantEqual(t, "nominees", nominees(pending), "near@acme.com")
	r := w.asked("milan.it.emea.acme.com", "ann@acme.com")
	wantEqual(t, "nominees", nominees(r), "near@acme.com")
	wantEqual(t, "beside the nearest", nominees(w.asked("us.acme.com", "ann@acme.com")), "far@acme.com")
	// The same identifier is a conflict; a sibling or a child is nothing.
	_, err := w.submit().Do(t.Context(), partner, form("emea.acme.com", "ann@acme.com"), "")
	w.wantError(err, account.ErrDomainTaken)
	w.administered("Leaf", "a.lone.com", account.Public, "leaf@lone.com")
	wantEqual(t, "above", nominees(w.asked("lone.com", "ann@lone.com")), "ann@lone.com")
	wantEqual(t, "beside", nominees(w.asked("b.lone.com", "ann@lone.com")), "ann@lone.com")
	// Once it is active it is the nearest.
	w.does(w.approve("near@acme.com")) // of milan.it.emea.acme.com, its last link
	wantEqual(t, "nominees", nominees(w.asked("x.milan.it.emea.acme.com", "ann@acme.com")), "near@acme.com")
	wantEqual(t, "parent", w.asked("y.milan.it.emea.acme.com", "ann@acme.com").Parent.Domain, "milan.it.emea.acme.com")
}

func TestRule3TheTenLongestStandingAndNotTheRequester(t *testing.T) {
	w := newWorld(t)
	people := []account.Email{"partner+x@example.com"}
	for n := range 12 {
		people = append(people, account.Email(fmt.Sprintf("a%02d@acme.com", 12-n)))
	}
	a := w.administered("Acme", "acme.com", account.Restricted, people...)
	w.must(w.store.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{{
		AccountID: a.ID, Person: "viewer@acme.com", Roles: []account.Role{account.SmartAccountViewer}, Since: w.Now().Add(-time.Hour),
	}}}}))
	r := w.asked("emea.acme.com", "ann@emea.acme.com")
	want := make([]string, 10)
	for n := range want {
		want[n] = fmt.Sprintf("a%02d@acme.com", 12-n)
	}
	wantEqual(t, "nominees", nominees(w.stored(r.ID)), strings.Join(want, " "))
}

func TestRule3NoAdministratorRemains(t *testing.T) {
	w := newWorld(t)
	a := w.administered("Acme", "acme.com", account.Restricted, partner.Email)
	r := w.asked("emea.acme.com", "ann@emea.acme.com")
	wantEqual(t, "reasons", reasons(r), "no-administrators ")
	wantEqual(t, "customers' mails", w.subjects("ann@emea.acme.com"), "")
	r = w.accepted(r.ID)
	wantEqual(t, "nominees", nominees(r), "ann@emea.acme.com")
	wantEqual(t, "customers' mails", w.subjects("ann@emea.acme.com"), "invitation")
	if r.Parent != nil {
		t.Errorf("%v decides", r.Parent)
	}
	w.dismiss(a.ID, partner.Email)
	wantEqual(t, "reasons", reasons(w.asked("apac.acme.com", "ann@acme.com")), "no-administrators ")
}

// Who decides is settled again when the review is over.
func TestRule3WhoDecidesIsSettledAtAcceptance(t *testing.T) {
	w := newWorld(t)
	lone := w.asked("emea.acme.com", "dora@elsewhere.com")
	away := w.asked("apac.acme.com", "dora@elsewhere.com")
	a := w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com")
	w.accepted(lone.ID)
	wantEqual(t, "nominees", nominees(w.stored(lone.ID)), "ada@acme.com")
	wantEqual(t, "customer's mails", w.subjects("dora@elsewhere.com"), "awaiting")
	w.dismiss(a.ID, "ada@acme.com")
	w.accepted(away.ID)
	wantEqual(t, "nominees", nominees(w.stored(away.ID)), "dora@elsewhere.com")
	wantEqual(t, "customer's mails", w.subjects("dora@elsewhere.com"), "awaiting invitation")
}

func TestRule3ADismissedAdministratorsLinkIsDead(t *testing.T) {
	w := newWorld(t)
	a := w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com", "ben@acme.com")
	w.asked("emea.acme.com", "ann@emea.acme.com")
	ada := w.approve("ada@acme.com")
	w.dismiss(a.ID, "ada@acme.com")
	w.changesNothing(func() {
		wantEqual(t, "view", w.opens(ada.Token), false)
		w.wantError(w.askErr(ada.Token), account.ErrLinkInvalid)
		w.refuses(account.ErrLinkInvalid, ada)
		_, err := w.decide().Do(t.Context(), ada, "ada@acme.com")
		w.wantError(err, account.ErrLinkInvalid)
	})
	w.does(w.approve("ben@acme.com"))
	wantEqual(t, "after the end it shows it", w.opens(ada.Token), true)
}

// Who is dismissed between the look and the write decides nothing.
func TestRule3ADismissalAtTheSameMoment(t *testing.T) {
	w := newWorld(t)
	a := w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com", "ben@acme.com")
	r := w.asked("emea.acme.com", "ann@emea.acme.com")
	d := w.decide()
	d.Store = dismissing{w.store, func() { w.dismiss(a.ID, "ada@acme.com") }}
	_, err := d.Do(t.Context(), workflow.Decision{Token: w.token("ada@acme.com"), Action: "approve", Authorized: true}, "ada@acme.com")
	w.wantError(err, account.ErrLinkInvalid)
	wantEqual(t, "state", w.stored(r.ID).State, account.PendingApproval)
}

// dismissing is the real store, in which a person loses the administrator role after it was read.
type dismissing struct {
	*dynamotest.Store
	dismiss func()
}

func (d dismissing) IsAdministrator(ctx context.Context, role workflow.AdminRole) (bool, error) {
	held, err := d.Store.IsAdministrator(ctx, role)
	d.dismiss()
	return held, err
}

func TestRule3HiddenAdministratorsAreMaskedToTheRequester(t *testing.T) {
	w := newWorld(t)
	w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com", "ben@acme.com")
	r := w.asked("emea.acme.com", "ann@emea.acme.com")
	w.does(w.forward("ada@acme.com", "carl@acme.com"))
	w.happens("ben@acme.com", account.Bounced)
	secret := []string{"ada@", "ben@", "carl@"}
	track := func(by account.Person) string {
		tracked, err := w.track().One(t.Context(), by, r.ID)
		w.must(err)
		return fmt.Sprintf("%+v %+v", tracked.Request, tracked.History)
	}
	wantMasked := func(what, text string) {
		t.Helper()
		for _, s := range secret {
			if strings.Contains(text, s) {
				t.Errorf("%s shows %s: %s", what, s, text)
			}
		}
	}
	wantMasked("tracking", track(partner))
	resent, err := w.followUp().Resend(t.Context(), partner, r.ID)
	w.must(err)
	wantMasked("resending", fmt.Sprintf("%+v", resent))
	w.deliver()
	w.does(w.decline("carl@acme.com"))
	wantMasked("tracking", track(partner))
	for _, m := range w.to(partner.Email) {
		wantMasked("a mail", fmt.Sprintf("%+v", w.outgoing(account.ID(m.Tag)).Mail))
	}
	wantEqual(t, "requester's mails", w.subjects(partner.Email), "forwarded bounced declined")
	wantEqual(t, "forwarded by", w.lastMail(partner.Email, workflow.ForwardMail).By, "a•••@acme.com")
	wantEqual(t, "forwarded to", w.lastMail(partner.Email, workflow.ForwardMail).ForwardedTo, "c•••@acme.com")
	wantEqual(t, "bounced", w.lastMail(partner.Email, workflow.BouncedMail).Address, "b•••@acme.com")
	wantEqual(t, "declined by", w.lastMail(partner.Email, workflow.DeclinedMail).By, "c•••@acme.com")
	_, err = w.followUp().Withdraw(t.Context(), partner, r.ID)
	w.wantDecided(err, account.Declined, "c•••@acme.com")
	_, err = w.followUp().Resend(t.Context(), partner, r.ID)
	w.wantDecided(err, account.Declined, "c•••@acme.com")
	if seen := track(operator); !strings.Contains(seen, "ada@acme.com") || !strings.Contains(seen, "carl@acme.com") {
		t.Errorf("an operator sees %s", seen)
	}
	wantEqual(t, "the other administrator hears who", w.lastMail("ben@acme.com", workflow.ClosedMail).By, "carl@acme.com")
}

func TestRule3WhoMaySeeTheAdministratorsSeesThem(t *testing.T) {
	w := newWorld(t)
	w.administered("Public", "public.com", account.Public, "ada@public.com")
	w.administered("Mine", "mine.com", account.Restricted, "ada@mine.com", partner.Email)
	for _, domain := range []string{"public.com", "mine.com"} {
		r := w.asked("emea."+domain, "ann@"+domain)
		tracked, err := w.track().One(t.Context(), partner, r.ID)
		w.must(err)
		wantEqual(t, "nominees", nominees(tracked.Request), "ada@"+domain)
	}
}

// The customers are told that it awaits somebody, and not whom: no field of the mail names them.
func TestRule3CustomersAreToldWithoutNames(t *testing.T) {
	w := newWorld(t)
	w.administered("Acme Holding", "acme.com", account.Restricted, "ada@acme.com", "ben@other.org")
	w.asked("emea.acme.com", "ann@emea.acme.com", "dora@elsewhere.com")
	for _, address := range []account.Email{"ann@emea.acme.com", "dora@elsewhere.com"} {
		m := w.lastMail(address, workflow.AwaitingMail)
		wantEqual(t, "language", m.Language, account.English)
		wantEqual(t, "about", m.Requester, partner.Email)
		fields := reflect.ValueOf(m)
		for n := range fields.NumField() {
			text := fmt.Sprint(fields.Field(n).Interface())
			for _, secret := range []string{"ada", "ben@", "other.org", "Holding"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s names %s: %s", fields.Type().Field(n).Name, secret, text)
				}
			}
		}
		if decide, report, _ := strings.Cut(w.latest(address).Text, "\n"); decide != "" || report == "" {
			t.Error("a customer got a link to decide, or none to say that it was not for them")
		}
	}
}

func TestRule3CustomersAreToldOnceEach(t *testing.T) {
	w := newWorld(t)
	w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := w.asked("emea.acme.com", "ann@emea.acme.com")
	w.corrected(r.ID, "ann@emea.acme.com", "bob@emea.acme.com")
	wantEqual(t, "one told already", w.subjects("ann@emea.acme.com"), "awaiting")
	wantEqual(t, "a new one", w.subjects("bob@emea.acme.com"), "awaiting")
	wantEqual(t, "the administrator", w.subjects("ada@acme.com"), "invitation")
	wantEqual(t, "her link lives", w.opens(w.token("ada@acme.com")), true)
	if !slices.Equal(w.stored(r.ID).CustomerEmails, []account.Email{"ann@emea.acme.com", "bob@emea.acme.com"}) {
		t.Error("not corrected")
	}
}

// One who was corrected away before it left is told nothing.
func TestRule3WhoIsNoCustomerAnyMoreIsNotTold(t *testing.T) {
	w := newWorld(t)
	w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := w.askedBy(partner, form("emea.acme.com", "typo@acme.com"))
	w.corrected(r.ID, "ann@acme.com")
	wantEqual(t, "mails", w.subjects("typo@acme.com")+w.subjects("ann@acme.com"), "awaiting")
}

// Who decides by now is not told that others do.
func TestRule3WhoDecidesByNowIsNotToldThatOthersDo(t *testing.T) {
	w := newWorld(t)
	w.rules.Policy = account.ReviewNever
	a := w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := w.askedBy(partner, form("emea.acme.com", "ann@acme.com"))
	w.dismiss(a.ID, "ada@acme.com")
	w.corrected(r.ID, "ann@acme.com", "bob@acme.com")
	wantEqual(t, "mails", w.subjects("ann@acme.com"), "invitation")
}

// A mail that waited while the request went elsewhere is not true any more.
func TestRule3NoWordOfAdministratorsAfterTheEnd(t *testing.T) {
	w := newWorld(t)
	w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := w.askedBy(partner, form("emea.acme.com", "ann@emea.acme.com"))
	_, err := w.followUp().Withdraw(t.Context(), partner, r.ID)
	w.must(err)
	w.deliver()
	wantEqual(t, "customer's mails", w.subjects("ann@emea.acme.com"), "")
}

// Rule 12: a mail whose link is dead because its addressee is no longer an administrator is not sent.
func TestRule3WhoIsNoAdministratorAnyMoreIsNotRemindedEither(t *testing.T) {
	w := newWorld(t)
	a := w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com", "bea@acme.com")
	w.asked("emea.acme.com", "boss@emea.acme.com")
	w.dismiss(a.ID, "ada@acme.com")
	w.pass(7 * day)
	w.cleaned(workflow.Cleaned{Reminded: 1})
	w.deliver()
	wantEqual(t, "her mails", w.subjects("ada@acme.com"), "invitation")
	wantEqual(t, "the other's mails", w.subjects("bea@acme.com"), "invitation reminder")
}

// Who decided unseen stays so, also as the first administrator of the account that came of it.
func TestRule3AHiddenApproverIsMaskedInTheAccountToo(t *testing.T) {
	w := newWorld(t)
	w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := w.asked("emea.acme.com", "boss@emea.acme.com")
	w.does(w.approve("ada@acme.com"))
	for by, want := range map[account.Person]account.Email{partner: "a•••@acme.com", {Email: "ada@acme.com"}: "ada@acme.com"} {
		details, err := workflow.ReadAccount{Store: w.store, Now: w.Now}.Do(t.Context(), by, r.Account.ID)
		w.must(err)
		wantEqual(t, "administrators", len(details.Administrators), 1)
		wantEqual(t, "seen by "+string(by.Email), details.Administrators[0], want)
	}
}

// Rule 9: when others administer the account above, sending again asks them.
func TestRule9ResendAsksThePresentAdministrators(t *testing.T) {
	w := newWorld(t)
	a := w.administered("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := w.asked("emea.acme.com", "boss@emea.acme.com")
	w.dismiss(a.ID, "ada@acme.com")
	w.must(w.store.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{{
		AccountID: a.ID, Person: "bea@acme.com", Roles: []account.Role{account.SmartAccountAdministrator}, Since: w.Now(),
	}}}}))
	_, err := w.followUp().Resend(t.Context(), partner, r.ID)
	w.must(err)
	w.deliver()
	wantEqual(t, "mails", w.subjects("ada@acme.com")+", "+w.subjects("bea@acme.com"), "invitation, invitation")
}

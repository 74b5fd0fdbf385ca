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
	"smartaccounts/internal/administration"
	"smartaccounts/internal/dynamo/dynamotest"
	"smartaccounts/internal/workflow"
)

// nominees returns the addresses of the active nominees, in order.
func nominees(r account.Request) string {
	var all []string
	for _, n := range r.ActiveNominees() {
		all = append(all, string(n.Email))
	}
	return strings.Join(all, " ")
}

func TestAdministratorsDecide(t *testing.T) {
	h := newHarness(t)
	parent := h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com", "ben@other.org")
	r := h.openRequest("emea.acme.com", "ann@emea.acme.com", "dora@elsewhere.com") // they vouch: no review
	wantEqual(t, "state", r.State, account.PendingApproval)
	stored := h.stored(r.ID)
	wantEqual(t, "nominees", nominees(stored), "ada@acme.com ben@other.org")
	wantEqual(t, "parent", *stored.Parent, account.Parent{AccountID: parent.ID, Domain: "acme.com"})
	wantEqual(t, "administrator's mails", h.subjects("ben@other.org"), "invitation")
	wantEqual(t, "customers' mails", h.subjects("ann@emea.acme.com")+h.subjects("dora@elsewhere.com"), "awaitingawaiting")
	h.mustDecide(h.approve("ben@other.org"))
	approved, err := h.store.Account(t.Context(), r.Account.ID)
	h.must(err)
	wantEqual(t, "administrator of the new account", approved.Members[0].Person, "ben@other.org")
	wantEqual(t, "the other administrator's mails", h.subjects("ada@acme.com"), "invitation closed")
}

// The invitation tells an administrator which account makes them a nominee; another person is not told of that
// account.
func TestOnlyAdministratorsOfTheAccountAboveSeeItsName(t *testing.T) {
	h := newHarness(t)
	h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com", "ben@acme.com")
	r := h.openRequest("emea.acme.com", "ann@emea.acme.com")
	wantEqual(t, "the invitation", h.lastMail("ada@acme.com", workflow.Invitation).Above, "acme.com")
	wantEqual(t, "a customer", h.lastMail("ann@emea.acme.com", workflow.AwaitingMail).Above, "")
	h.mustDecide(h.forward("ben@acme.com", "carl@emea.acme.com"))
	wantEqual(t, "who is none", h.lastMail("carl@emea.acme.com", workflow.Invitation).Above, "")
	h.advance(7 * day)
	h.wantCleanUp(workflow.Cleaned{Reminded: 1})
	wantEqual(t, "the reminder", h.lastMail("ada@acme.com", workflow.Reminder).Above, "acme.com")
	wantEqual(t, "who is none is reminded", h.lastMail("carl@emea.acme.com", workflow.Reminder).Above, "")
	_, err := h.followUp().Withdraw(t.Context(), partner, r.ID)
	h.must(err)
	h.deliver()
	wantEqual(t, "afterwards", h.lastMail("ada@acme.com", workflow.ClosedMail).Above, "")
}

func TestTheNearestActiveParentDecides(t *testing.T) {
	h := newHarness(t)
	h.administeredAccount("Acme", "acme.com", account.Public, "far@acme.com")
	h.administeredAccount("Emea", "emea.acme.com", account.Public, "near@acme.com")
	h.administeredAccount("Sibling", "apac.acme.com", account.Public, "sibling@acme.com")
	h.administeredAccount("Child", "child.milan.it.emea.acme.com", account.Public, "child@acme.com")
	pending := h.openRequest("it.emea.acme.com", "ann@acme.com") // a parent of the next one, but not active
	wantEqual(t, "nominees", nominees(pending), "near@acme.com")
	r := h.openRequest("milan.it.emea.acme.com", "ann@acme.com")
	wantEqual(t, "nominees", nominees(r), "near@acme.com")
	wantEqual(t, "beside the nearest", nominees(h.openRequest("us.acme.com", "ann@acme.com")), "far@acme.com")
	// The same identifier is a conflict; a sibling or a child has no effect.
	_, err := h.submit().Do(t.Context(), partner, form("emea.acme.com", "ann@acme.com"), "")
	h.wantError(err, account.ErrDomainTaken)
	h.administeredAccount("Leaf", "a.lone.com", account.Public, "leaf@lone.com")
	wantEqual(t, "above", nominees(h.openRequest("lone.com", "ann@lone.com")), "ann@lone.com")
	wantEqual(t, "beside", nominees(h.openRequest("b.lone.com", "ann@lone.com")), "ann@lone.com")
	// Once the account is active, it is the nearest.
	h.mustDecide(h.approve("near@acme.com")) // the last link is for milan.it.emea.acme.com
	wantEqual(t, "nominees", nominees(h.openRequest("x.milan.it.emea.acme.com", "ann@acme.com")), "near@acme.com")
	wantEqual(t, "parent", h.openRequest("y.milan.it.emea.acme.com", "ann@acme.com").Parent.Domain, "milan.it.emea.acme.com")
}

func TestTheTenLongestStandingAdministratorsAreAskedButNotTheRequester(t *testing.T) {
	h := newHarness(t)
	people := []account.Email{"partner+x@example.com"}
	for n := range 12 {
		people = append(people, account.Email(fmt.Sprintf("a%02d@acme.com", 12-n)))
	}
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, people...)
	h.must(h.store.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{{
		AccountID: a.ID, Person: "viewer@acme.com", Role: account.SmartAccountViewer, Since: h.Now().Add(-time.Hour),
	}}}}))
	r := h.openRequest("emea.acme.com", "ann@emea.acme.com")
	want := make([]string, 10)
	for n := range want {
		want[n] = fmt.Sprintf("a%02d@acme.com", 12-n)
	}
	wantEqual(t, "nominees", nominees(h.stored(r.ID)), strings.Join(want, " "))
}

func TestOperatorsReviewIfNoAdministratorRemains(t *testing.T) {
	h := newHarness(t)
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, partner.Email)
	r := h.openRequest("emea.acme.com", "ann@emea.acme.com")
	wantEqual(t, "reasons", reasons(r), "no-administrators ")
	wantEqual(t, "customers' mails", h.subjects("ann@emea.acme.com"), "")
	r = h.acceptRequest(r.ID)
	wantEqual(t, "nominees", nominees(r), "ann@emea.acme.com")
	wantEqual(t, "customers' mails", h.subjects("ann@emea.acme.com"), "invitation")
	if r.Parent != nil {
		t.Errorf("the parent is %v, want none", r.Parent)
	}
	h.removeRoles(a.ID, partner.Email)
	wantEqual(t, "reasons", reasons(h.openRequest("apac.acme.com", "ann@acme.com")), "no-administrators ")
}

// The route is determined again when the review ends.
func TestAcceptanceFindsTheNomineesAnew(t *testing.T) {
	h := newHarness(t)
	lone := h.openRequest("emea.acme.com", "dora@elsewhere.com")
	away := h.openRequest("apac.acme.com", "dora@elsewhere.com")
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
	h.acceptRequest(lone.ID)
	wantEqual(t, "nominees", nominees(h.stored(lone.ID)), "ada@acme.com")
	wantEqual(t, "customer's mails", h.subjects("dora@elsewhere.com"), "awaiting")
	h.removeRoles(a.ID, "ada@acme.com")
	h.acceptRequest(away.ID)
	wantEqual(t, "nominees", nominees(h.stored(away.ID)), "dora@elsewhere.com")
	wantEqual(t, "customer's mails", h.subjects("dora@elsewhere.com"), "awaiting invitation")
}

func TestALinkDiesWithTheAdministratorRole(t *testing.T) {
	h := newHarness(t)
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com", "ben@acme.com")
	h.openRequest("emea.acme.com", "ann@emea.acme.com")
	ada := h.approve("ada@acme.com")
	h.removeRoles(a.ID, "ada@acme.com")
	h.changesNothing(func() {
		wantEqual(t, "view", h.linkWorks(ada.Token), false)
		h.wantError(h.requestCodeError(ada.Token), account.ErrLinkInvalid)
		h.wantDecisionError(account.ErrLinkInvalid, ada)
		_, err := h.decide().Do(t.Context(), ada, "ada@acme.com")
		h.wantError(err, account.ErrLinkInvalid)
	})
	h.mustDecide(h.approve("ben@acme.com"))
	wantEqual(t, "after the end it shows it", h.linkWorks(ada.Token), true)
}

// An administrator who is removed between the read and the write cannot decide.
func TestAnAdministratorRemovedAtTheSameMomentCannotDecide(t *testing.T) {
	h := newHarness(t)
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com", "ben@acme.com")
	r := h.openRequest("emea.acme.com", "ann@emea.acme.com")
	d := h.decide()
	d.Store = dismissing{h.store, func() { h.removeRoles(a.ID, "ada@acme.com") }}
	_, err := d.Do(t.Context(), workflow.Decision{Token: h.token("ada@acme.com"), Action: "approve", Authorized: true}, "ada@acme.com")
	h.wantError(err, account.ErrLinkInvalid)
	wantEqual(t, "state", h.stored(r.ID).State, account.PendingApproval)
}

// dismissing removes a person's administrator role after it was read.
type dismissing struct {
	*dynamotest.Store
	dismiss func()
}

func (d dismissing) IsAdministrator(ctx context.Context, role workflow.AdminRole) (bool, error) {
	held, err := d.Store.IsAdministrator(ctx, role)
	d.dismiss()
	return held, err
}

func TestHiddenAdministratorsAreMaskedToTheRequester(t *testing.T) {
	h := newHarness(t)
	h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com", "ben@acme.com")
	r := h.openRequest("emea.acme.com", "ann@emea.acme.com")
	h.mustDecide(h.forward("ada@acme.com", "carl@acme.com"))
	h.recordDelivery("ben@acme.com", account.Bounced)
	secret := []string{"ada@", "ben@", "carl@"}
	track := func(by account.Person) string {
		tracked, err := h.track().One(t.Context(), by, r.ID)
		h.must(err)
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
	resent, err := h.followUp().Resend(t.Context(), partner, r.ID)
	h.must(err)
	wantMasked("resending", fmt.Sprintf("%+v", resent))
	h.deliver()
	h.mustDecide(h.decline("carl@acme.com"))
	wantMasked("tracking", track(partner))
	for _, m := range h.to(partner.Email) {
		wantMasked("a mail", fmt.Sprintf("%+v", h.outgoing(account.ID(m.Tag)).Mail))
	}
	wantEqual(t, "requester's mails", h.subjects(partner.Email), "forwarded bounced declined")
	wantEqual(t, "forwarded by", h.lastMail(partner.Email, workflow.ForwardMail).By, "a•••@acme.com")
	wantEqual(t, "forwarded to", h.lastMail(partner.Email, workflow.ForwardMail).ForwardedTo, "c•••@acme.com")
	wantEqual(t, "bounced", h.lastMail(partner.Email, workflow.BouncedMail).Address, "b•••@acme.com")
	wantEqual(t, "declined by", h.lastMail(partner.Email, workflow.DeclinedMail).By, "c•••@acme.com")
	_, err = h.followUp().Withdraw(t.Context(), partner, r.ID)
	h.wantDecided(err, account.Declined, "c•••@acme.com")
	_, err = h.followUp().Resend(t.Context(), partner, r.ID)
	h.wantDecided(err, account.Declined, "c•••@acme.com")
	if seen := track(operator); !strings.Contains(seen, "ada@acme.com") || !strings.Contains(seen, "carl@acme.com") {
		t.Errorf("an operator does not see the addresses: %s", seen)
	}
	wantEqual(t, "the other administrator hears who", h.lastMail("ben@acme.com", workflow.ClosedMail).By, "carl@acme.com")
}

func TestAMemberOfTheAccountAboveSeesItsAdministrators(t *testing.T) {
	h := newHarness(t)
	h.administeredAccount("Public", "public.com", account.Public, "ada@public.com")
	h.administeredAccount("Mine", "mine.com", account.Restricted, "ada@mine.com", partner.Email)
	for _, domain := range []string{"public.com", "mine.com"} {
		r := h.openRequest("emea."+domain, "ann@"+domain)
		tracked, err := h.track().One(t.Context(), partner, r.ID)
		h.must(err)
		wantEqual(t, "nominees", nominees(tracked.Request), "ada@"+domain)
	}
}

// Customers are told that the request waits, but not for whom: no field of the mail names an administrator or their
// account.
func TestCustomersAreToldWithoutNames(t *testing.T) {
	h := newHarness(t)
	h.administeredAccount("Acme Holding", "acme.com", account.Restricted, "ada@acme.com", "ben@other.org")
	h.openRequest("emea.acme.com", "ann@emea.acme.com", "dora@elsewhere.com")
	for _, address := range []account.Email{"ann@emea.acme.com", "dora@elsewhere.com"} {
		m := h.lastMail(address, workflow.AwaitingMail)
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
		if decide, report, _ := strings.Cut(h.latest(address).Text, "\n"); decide != "" || report == "" {
			t.Error("a customer got a link to decide, or no link to report the mail")
		}
	}
}

func TestCustomersAreToldOnceEach(t *testing.T) {
	h := newHarness(t)
	h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := h.openRequest("emea.acme.com", "ann@emea.acme.com")
	h.correctRequest(r.ID, "ann@emea.acme.com", "bob@emea.acme.com")
	wantEqual(t, "one told already", h.subjects("ann@emea.acme.com"), "awaiting")
	wantEqual(t, "a new one", h.subjects("bob@emea.acme.com"), "awaiting")
	wantEqual(t, "the administrator", h.subjects("ada@acme.com"), "invitation")
	wantEqual(t, "her link lives", h.linkWorks(h.token("ada@acme.com")), true)
	if !slices.Equal(h.stored(r.ID).CustomerEmails, []account.Email{"ann@emea.acme.com", "bob@emea.acme.com"}) {
		t.Error("the customers' addresses are not corrected")
	}
}

// An address that was corrected before its mail left gets no mail.
func TestAFormerCustomerAddressIsNotTold(t *testing.T) {
	h := newHarness(t)
	h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := h.openRequestBy(partner, form("emea.acme.com", "typo@acme.com"))
	h.correctRequest(r.ID, "ann@acme.com")
	wantEqual(t, "mails", h.subjects("typo@acme.com")+h.subjects("ann@acme.com"), "awaiting")
}

// A nominee is not told that administrators decide.
func TestANomineeIsNotToldThatAdministratorsDecide(t *testing.T) {
	h := newHarness(t)
	h.rules.Policy = account.ReviewNever
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := h.openRequestBy(partner, form("emea.acme.com", "ann@acme.com"))
	h.removeRoles(a.ID, "ada@acme.com")
	h.correctRequest(r.ID, "ann@acme.com", "bob@acme.com")
	wantEqual(t, "mails", h.subjects("ann@acme.com"), "invitation")
}

// The mail is outdated once the request ended before it was sent.
func TestNobodyIsToldOfAdministratorsAfterTheEnd(t *testing.T) {
	h := newHarness(t)
	h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := h.openRequestBy(partner, form("emea.acme.com", "ann@emea.acme.com"))
	_, err := h.followUp().Withdraw(t.Context(), partner, r.ID)
	h.must(err)
	h.deliver()
	wantEqual(t, "customer's mails", h.subjects("ann@emea.acme.com"), "")
}

// A mail is not sent if its link is invalid because its recipient is no longer an administrator.
func TestAFormerAdministratorIsNotReminded(t *testing.T) {
	h := newHarness(t)
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com", "bea@acme.com")
	h.openRequest("emea.acme.com", "boss@emea.acme.com")
	h.removeRoles(a.ID, "ada@acme.com")
	h.advance(7 * day)
	h.wantCleanUp(workflow.Cleaned{Reminded: 1})
	h.deliver()
	wantEqual(t, "her mails", h.subjects("ada@acme.com"), "invitation")
	wantEqual(t, "the other's mails", h.subjects("bea@acme.com"), "invitation reminder")
}

// An approver whom the requester may not see stays masked, also as the first administrator of the new account.
func TestAHiddenApproverIsMaskedInTheAccountToo(t *testing.T) {
	h := newHarness(t)
	h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := h.openRequest("emea.acme.com", "boss@emea.acme.com")
	h.mustDecide(h.approve("ada@acme.com"))
	for by, want := range map[account.Person]account.Email{partner: "a•••@acme.com", {Email: "ada@acme.com"}: "ada@acme.com"} {
		details, err := administration.Settings{Store: h.store, Now: h.Now}.Read(t.Context(), by, r.Account.ID)
		h.must(err)
		wantEqual(t, "administrators", len(details.Administrators), 1)
		wantEqual(t, "seen by "+string(by.Email), details.Administrators[0], want)
	}
}

// If the account of the parent domain has other administrators now, a resend asks them.
func TestResendAsksThePresentAdministrators(t *testing.T) {
	h := newHarness(t)
	a := h.administeredAccount("Acme", "acme.com", account.Restricted, "ada@acme.com")
	r := h.openRequest("emea.acme.com", "boss@emea.acme.com")
	h.removeRoles(a.ID, "ada@acme.com")
	h.must(h.store.Load(t.Context(), []workflow.StoredAccount{{Account: a, Members: []account.Membership{{
		AccountID: a.ID, Person: "bea@acme.com", Role: account.SmartAccountAdministrator, Since: h.Now(),
	}}}}))
	_, err := h.followUp().Resend(t.Context(), partner, r.ID)
	h.must(err)
	h.deliver()
	wantEqual(t, "mails", h.subjects("ada@acme.com")+", "+h.subjects("bea@acme.com"), "invitation, invitation")
}

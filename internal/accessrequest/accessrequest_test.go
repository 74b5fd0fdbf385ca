package accessrequest_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

func TestAnApprovedAccessRequestMakesItsRequesterAMember(t *testing.T) {
	f := newFixture(t, account.Public)
	r := f.mustAsk(jane, user)
	approved, err := f.approve(ada, r, nil)
	f.must(err)
	m, err := f.Store.Member(t.Context(), f.id, jane.Email)
	f.must(err)
	if m.Role != account.SmartAccountUser || m.Invited() || m.AddedBy != "ada@acme.com" {
		t.Errorf("%+v", m)
	}
	stored, err := f.Store.AccessRequest(t.Context(), r.ID)
	if err != nil || !reflect.DeepEqual(stored, approved) || stored.State != account.AccessApproved || stored.Decision.Granted.Role != account.SmartAccountUser {
		t.Errorf("%+v, %v", stored, err)
	}
	if got := f.kinds(2); !slices.Equal(got, []account.LogKind{account.LogAccessApproved, account.LogAccessAsked}) {
		t.Error(got)
	}
	pending, _, err := f.Store.AccessRequestsIn(t.Context(), f.id, true, "", 10)
	if err != nil || len(pending) > 0 {
		t.Error("still listed as pending:", pending, err)
	}
	if has, err := f.Store.HasRole(t.Context(), jane.Email); err != nil || !has {
		t.Error("without a row in their directory:", err)
	}
}

func TestADeciderGivesLessOrOtherThanWasAsked(t *testing.T) {
	f := newFixture(t, account.Public)
	w := f.on("Virtual Account Viewer", false, "Italy")
	_, err := f.approve(ada, f.mustAsk(jane, user), &w)
	f.must(err)
	m, err := f.Store.Member(t.Context(), f.id, jane.Email)
	if want := []account.VirtualRole{{VirtualAccount: f.ids["Italy"], Role: account.VirtualAccountViewer}}; err != nil || m.Role != "" || !slices.Equal(m.VirtualRoles, want) {
		t.Errorf("%+v, %v", m, err)
	}
	whole := accessrequest.Wanted{Role: "Smart Account Administrator"}
	_, err = f.approve(ada, f.mustAsk(stranger, user), &whole)
	wantField(t, "Smart Account Administrator", err, "role", account.FieldNotAllowed)
}

func TestADeciderGivesAccessThatEnds(t *testing.T) {
	f := newFixture(t, account.Public)
	decide := func(r account.AccessRequest, endsAt string) error {
		_, err := f.deciding().Decide(t.Context(), ada, r.ID, accessrequest.Decision{Approve: true, EndsAt: endsAt})
		return err
	}
	r := f.mustAsk(stranger, user)
	wantField(t, "no date", decide(r, "soon"), "endsAt", account.FieldNotAllowed)
	wantField(t, "in the past", decide(r, "2026-05-31"), "endsAt", account.FieldInThePast)
	f.must(decide(r, "2026-08-31"))
	end := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
	m, err := f.Store.Member(t.Context(), f.id, stranger.Email)
	if err != nil || !m.EndsAt.Equal(end) || m.Role != account.SmartAccountUser {
		t.Errorf("%+v, %v", m, err)
	}
	stored, err := f.Store.AccessRequest(t.Context(), r.ID)
	if err != nil || !stored.Decision.Granted.EndsAt.Equal(end) {
		t.Errorf("%+v, %v", stored.Decision, err)
	}
	due, err := f.Store.DueMembers(t.Context(), end.Add(-30*day+time.Hour), 10)
	if err != nil || len(due) != 1 || due[0].Person != stranger.Email {
		t.Errorf("due for a reminder: %+v, %v", due, err)
	}
	wantField(t, "an end for a member without one", decide(f.mustAsk(vic, user), "2026-08-31"), "endsAt", account.FieldWouldLower)
}

func TestWhoMayAskAboutWhichAccount(t *testing.T) {
	for _, visibility := range []account.Visibility{account.Public, account.Restricted} {
		t.Run(string(visibility), func(t *testing.T) {
			f := newFixture(t, visibility)
			for _, c := range []struct {
				name string
				by   account.Person
				form accessrequest.Form
				want error
			}{
				{"without a role, below the identifier", jane, accessrequest.Form{Domain: "acme.com"}, nil},
				{"without a role, elsewhere", outsider, accessrequest.Form{Domain: "acme.com"}, account.ErrForbidden},
				{"without a role, elsewhere, where there is none", outsider, accessrequest.Form{Domain: "nothing.com"}, account.ErrForbidden},
				{"without a role, by the id", outsider, accessrequest.Form{ID: string(f.id)}, account.ErrForbidden},
				{"without a role, by an id of nothing", outsider, accessrequest.Form{ID: string(account.NewID())}, account.ErrForbidden},
				{"with a role elsewhere", stranger, accessrequest.Form{Domain: "ACME.com."}, nil},
				{"with a role elsewhere, where there is none", stranger, accessrequest.Form{Domain: "nothing.com"}, account.ErrNotFound},
				{"with a role elsewhere, by an id of nothing", stranger, accessrequest.Form{ID: string(account.NewID())}, account.ErrNotFound},
				{"who has it already", vic, accessrequest.Form{Domain: "acme.com", Wanted: accessrequest.Wanted{Role: "Smart Account Viewer"}}, accessrequest.ErrAlreadyMember},
			} {
				if c.form.Wanted.Role == "" {
					c.form.Wanted = user
				}
				_, err := f.asking().Ask(t.Context(), c.by, c.form)
				wantError(t, c.name, err, c.want)
			}
			_, err := f.asking().Ask(t.Context(), account.Person{Email: "other@partner.com"}, accessrequest.Form{Wanted: user})
			wantField(t, "without an account", err, "accountDomain", account.FieldRequired)
		})
	}
}

func TestARestrictedAccountIsNotAskedAboutByItsIDByStrangers(t *testing.T) {
	f := newFixture(t, account.Restricted)
	_, err := f.asking().Ask(t.Context(), stranger, accessrequest.Form{ID: string(f.id), Wanted: user})
	wantError(t, "by the id", err, account.ErrNotFound)
}

func TestOnlyVirtualAccountsThatARequesterSeesAreAskedFor(t *testing.T) {
	f := newFixture(t, account.Public)
	_, err := f.ask(jane, f.on("Virtual Account User", false, "EMEA", "Secret"))
	wantField(t, "a Restricted one", err, "virtualAccounts[1].id", account.FieldUnknown)
	_, err = f.ask(jane, accessrequest.Wanted{Virtuals: []administration.VirtualRow{{VirtualAccount: "elsewhere", Role: "Virtual Account User"}}})
	wantField(t, "an unknown one", err, "virtualAccounts[0].id", account.FieldUnknown)
	f = &fixture{T: t, Store: f.Store, now: f.now, id: f.id, ids: f.ids}
	_, err = f.ask(jane, f.on("Virtual Account User", true, "EMEA"))
	wantError(t, "a Public one", err, nil)
}

func TestOneAccessRequestIsOpenAtATime(t *testing.T) {
	f := newFixture(t, account.Public)
	r := f.mustAsk(jane, user)
	_, err := f.ask(jane, user)
	wantError(t, "a second one", err, account.ErrAlreadyAsked)
	_, err = f.asking().Withdraw(t.Context(), stranger, r.ID)
	wantError(t, "another person's", err, account.ErrNotFound)
	_, err = f.asking().Withdraw(t.Context(), jane, r.ID)
	wantError(t, "withdrawn", err, nil)
	_, err = f.asking().Withdraw(t.Context(), jane, r.ID)
	var decided *account.AccessDecided
	if !errors.As(err, &decided) || decided.State != account.AccessWithdrawn {
		t.Error("withdrawn twice:", err)
	}
	r = f.mustAsk(jane, user)
	_, err = f.decline(ada, r)
	f.must(err)
	_, err = f.ask(jane, user)
	var tooMany *account.TooMany
	if !errors.As(err, &tooMany) {
		t.Error("at once after a decline:", err)
	}
	f.now = f.now.Add(8 * day)
	f.mustAsk(jane, user)
}

func TestOnlyDecidersKnowOfAnAccessRequest(t *testing.T) {
	f := newFixture(t, account.Public)
	whole, part := f.mustAsk(jane, user), f.mustAsk(stranger, f.on("Virtual Account User", false, "Italy"))
	for _, c := range []struct {
		name string
		by   account.Person
		r    account.AccessRequest
	}{
		{"a viewer", vic, whole}, {"the administrator of a part, the whole account", dan, whole}, {"the requester", jane, whole},
		{"a stranger", outsider, part}, {"the requester of a part", stranger, part},
	} {
		_, err := f.approve(c.by, c.r, nil)
		wantError(t, c.name+" approves", err, account.ErrNotFound)
		_, err = f.decline(c.by, c.r)
		wantError(t, c.name+" declines", err, account.ErrNotFound)
	}
	more := f.on("Virtual Account User", true, "Secret")
	_, err := f.approve(dan, part, &more)
	wantField(t, "more than the decider holds", err, "virtualAccounts[0].id", account.FieldUnknown)
	_, err = f.approve(dan, part, &user)
	wantField(t, "the whole account", err, "role", account.FieldMoreThanHeld)
	_, err = f.approve(dan, part, nil)
	wantError(t, "within their part", err, nil)
}

func TestTheFirstDecisionWins(t *testing.T) {
	f := newFixture(t, account.Public)
	r := f.mustAsk(jane, f.on("Virtual Account User", false, "Italy"))
	_, err := f.decline(dan, r)
	f.must(err)
	_, err = f.approve(ada, r, nil)
	var decided *account.AccessDecided
	if !errors.As(err, &decided) || decided.State != account.AccessDeclined || decided.Decision.By != "dan@acme.com" || decided.Decision.Reason != "not now" {
		t.Error(err)
	}
	if _, err := f.Store.Member(t.Context(), f.id, jane.Email); !errors.Is(err, account.ErrNotFound) {
		t.Error("a member all the same:", err)
	}
}

func TestARemovedDeciderDecidesNothing(t *testing.T) {
	f := newFixture(t, account.Public)
	r := f.mustAsk(jane, f.on("Virtual Account User", false, "Italy"))
	_, err := f.people().Remove(t.Context(), ada, f.id, dan.Email, 0)
	f.must(err)
	_, err = f.approve(dan, r, nil)
	wantError(t, "removed", err, account.ErrNotFound)
}

func TestAfterTheDeadlineNothingIsDecided(t *testing.T) {
	f := newFixture(t, account.Public)
	r := f.mustAsk(jane, user)
	f.now = f.now.Add(31 * day)
	_, err := f.approve(ada, r, nil)
	var decided *account.AccessDecided
	if !errors.As(err, &decided) || decided.State != account.AccessExpired {
		t.Error(err)
	}
	due, err := f.Store.DueAccessRequests(t.Context(), f.now, 10)
	if err != nil || !slices.Equal(due, []account.ID{r.ID}) {
		t.Error("due:", due, err)
	}
}

func TestAGrantAddsToWhatTheRequesterHas(t *testing.T) {
	f := newFixture(t, account.Public)
	_, err := f.approve(dan, f.mustAsk(jane, f.on("Virtual Account Viewer", false, "Italy")), nil)
	f.must(err)
	_, err = f.approve(ada, f.mustAsk(jane, f.on("Virtual Account User", false, "EMEA")), nil)
	f.must(err)
	m, err := f.Store.Member(t.Context(), f.id, jane.Email)
	if err != nil || len(m.VirtualRoles) != 2 {
		t.Errorf("%+v, %v", m, err)
	}
	whole := f.mustAsk(jane, user)
	f.now = f.now.Add(time.Hour)
	_, err = f.approve(ada, whole, nil)
	f.must(err)
	if m, err = f.Store.Member(t.Context(), f.id, jane.Email); err != nil || m.Role != account.SmartAccountUser || len(m.VirtualRoles) > 0 {
		t.Errorf("%+v, %v", m, err)
	}
}

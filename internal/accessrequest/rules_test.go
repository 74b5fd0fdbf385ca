package accessrequest_test

import (
	"errors"
	"slices"
	"testing"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

func (f *fixture) ruling() accessrequest.Ruling {
	return accessrequest.Ruling{Store: f.Store, Now: f.Now}
}

func (f *fixture) rule(forms ...accessrequest.RuleForm) account.Rules {
	f.Helper()
	l, err := f.ruling().Replace(f.Context(), ada, f.id, forms, 0)
	f.must(err)
	return l.Rules
}

func TestARuleApprovesAtOnce(t *testing.T) {
	f := newFixture(t, account.Restricted)
	rules := f.rule(accessrequest.RuleForm{EmailDomain: "Partner.com", Decision: "approve", Wanted: f.on("Virtual Account User", true, "EMEA")})
	r := f.mustAsk(stranger, user)
	m, err := f.Store.Member(t.Context(), f.id, stranger.Email)
	if want := []account.VirtualRole{{VirtualAccount: f.ids["EMEA"], Role: account.VirtualAccountUser, WithNested: true}}; err != nil || !slices.Equal(m.VirtualRoles, want) {
		t.Errorf("%+v, %v", m, err)
	}
	if r.State != account.AccessApproved || r.Decision.Rule != rules[0].ID || r.Decision.By != account.System {
		t.Errorf("%+v", r)
	}
	entries, _, err := f.Store.Log(t.Context(), f.id, time0, time0, "", 1)
	f.must(err)
	if d := entries[0].Detail; d[account.LogRule] != string(rules[0].ID) || d[account.LogRuleAuthor] != "ada@acme.com" {
		t.Error("the log:", d)
	}
	if _, err := f.ask(stranger, user); err != nil {
		t.Error("a stronger role than the rule gives is for a decider:", err)
	}
	if pending, _, err := f.Store.AccessRequestsIn(t.Context(), f.id, true, "", 10); err != nil || len(pending) != 1 {
		t.Error(pending, err)
	}
}

func TestARuleDeclinesAtOnce(t *testing.T) {
	f := newFixture(t, account.Public)
	f.rule(accessrequest.RuleForm{EmailDomain: "partner.com", Decision: "decline"})
	r := f.mustAsk(stranger, user)
	if r.State != account.AccessDeclined || f.kinds(1)[0] != account.LogAccessDeclined {
		t.Errorf("%+v", r)
	}
	_, err := f.ask(stranger, user)
	var tooMany *account.TooMany
	if !errors.As(err, &tooMany) {
		t.Error("asks again at once:", err)
	}
}

func TestARuleWorksAfterItsAuthorHasLeft(t *testing.T) {
	f := newFixture(t, account.Public)
	_, _, err := f.people().Add(t.Context(), ada, f.id, administration.Addition{Silent: true, Rows: []administration.Row{{Email: "bob@acme.com", Role: "Smart Account Administrator"}}})
	f.must(err)
	bob := account.Person{Email: "bob@acme.com"}
	f.must(f.people().Confirm(t.Context(), bob, f.id))
	_, err = f.ruling().Replace(t.Context(), bob, f.id, []accessrequest.RuleForm{{EmailDomain: "partner.com", Decision: "approve", Wanted: user}}, 0)
	f.must(err)
	_, err = f.people().Remove(t.Context(), ada, f.id, bob.Email, 0)
	f.must(err)
	if r := f.mustAsk(stranger, user); r.State != account.AccessApproved {
		t.Errorf("%+v", r)
	}
	l, err := f.ruling().List(t.Context(), ada, f.id)
	if err != nil || l.Rules[0].Author != bob.Email || !l.Lapsed[bob.Email] {
		t.Error(l, err)
	}
	f.rule(accessrequest.RuleForm{EmailDomain: "partner.com", Decision: "decline"})
	if l, err = f.ruling().List(t.Context(), ada, f.id); err != nil || l.Lapsed[ada.Email] {
		t.Error("the new author has the right:", l, err)
	}
}

func TestARuleThatStaysKeepsItsAuthor(t *testing.T) {
	f := newFixture(t, account.Public)
	forms := []accessrequest.RuleForm{{EmailDomain: "partner.com", Decision: "decline"}}
	first := f.rule(forms...)
	_, _, err := f.people().Add(t.Context(), ada, f.id, administration.Addition{Silent: true, Rows: []administration.Row{{Email: "bob@acme.com", Role: "Smart Account Administrator"}}})
	f.must(err)
	bob := account.Person{Email: "bob@acme.com"}
	f.must(f.people().Confirm(t.Context(), bob, f.id))
	forms[0].ID = string(first[0].ID)
	same, err := f.ruling().Replace(t.Context(), bob, f.id, forms, 0)
	f.must(err)
	if !same.Rules.Equal(first) {
		t.Error("unchanged:", same)
	}
	forms = append(forms, accessrequest.RuleForm{EmailDomain: "other.com", Decision: "decline"})
	f.mailed()
	next, err := f.ruling().Replace(t.Context(), bob, f.id, forms, same.Version)
	f.must(err)
	wantMails(t, "changed by bob", f.mailed(), "rules-changed ada@acme.com")
	if next.Rules[0].Author != ada.Email || next.Rules[1].Author != bob.Email {
		t.Error(next)
	}
	_, err = f.ruling().Replace(t.Context(), ada, f.id, nil, same.Version)
	wantError(t, "a stale version", err, account.ErrChanged)
}

func TestOnlyAdministratorsOfTheWholeAccountSeeItsRules(t *testing.T) {
	f := newFixture(t, account.Restricted)
	for _, c := range []struct {
		by   account.Person
		want error
	}{{vic, account.ErrForbidden}, {dan, account.ErrForbidden}, {stranger, account.ErrNotFound}} {
		_, err := f.ruling().List(t.Context(), c.by, f.id)
		wantError(t, string(c.by.Email)+" reads", err, c.want)
		_, err = f.ruling().Replace(t.Context(), c.by, f.id, nil, 0)
		wantError(t, string(c.by.Email)+" changes", err, c.want)
	}
}

func TestRulesAreRefusedWithTheirField(t *testing.T) {
	f := newFixture(t, account.Public)
	for _, c := range []struct {
		field string
		code  account.FieldCode
		form  accessrequest.RuleForm
	}{
		{"rules[0].emailDomain", account.FieldSharedMail, accessrequest.RuleForm{EmailDomain: "gmail.com", Decision: "decline"}},
		{"rules[0].emailDomain", account.FieldRequired, accessrequest.RuleForm{Decision: "decline"}},
		{"rules[0].decision", account.FieldRequired, accessrequest.RuleForm{EmailDomain: "partner.com"}},
		{"rules[0].decision", account.FieldNotAllowed, accessrequest.RuleForm{EmailDomain: "partner.com", Decision: "maybe"}},
		{"rules[0].role", account.FieldRequired, accessrequest.RuleForm{EmailDomain: "partner.com", Decision: "approve"}},
		{"rules[0].role", account.FieldNotAllowed, accessrequest.RuleForm{EmailDomain: "partner.com", Decision: "approve", Wanted: accessrequest.Wanted{Role: "Smart Account Administrator"}}},
		{"rules[0].role", account.FieldNotAllowed, accessrequest.RuleForm{EmailDomain: "partner.com", Decision: "decline", Wanted: user}},
		{"rules[0].id", account.FieldUnknown, accessrequest.RuleForm{ID: string(account.NewID()), EmailDomain: "partner.com", Decision: "decline"}},
		{"rules[0].virtualAccounts[0].id", account.FieldUnknown, accessrequest.RuleForm{EmailDomain: "partner.com", Decision: "approve", Wanted: accessrequest.Wanted{Virtuals: []administration.VirtualRow{{VirtualAccount: "x", Role: "Virtual Account User"}}}}},
	} {
		_, err := f.ruling().Replace(t.Context(), ada, f.id, []accessrequest.RuleForm{c.form}, 0)
		wantField(t, c.field, err, c.field, c.code)
	}
	_, err := f.ruling().Replace(t.Context(), ada, f.id, make([]accessrequest.RuleForm, account.MaxRules+1), 0)
	wantField(t, "too many", err, "rules", account.FieldTooMany)
}

func TestDeletingAVirtualAccountSwitchesOffTheRulesThatNameIt(t *testing.T) {
	f := newFixture(t, account.Public)
	f.rule(
		accessrequest.RuleForm{EmailDomain: "partner.com", Decision: "approve", Wanted: f.on("Virtual Account User", false, "Secret")},
		accessrequest.RuleForm{EmailDomain: "partner.com", Decision: "approve", Wanted: f.on("Virtual Account Viewer", false, "EMEA")},
	)
	f.mailed()
	_, err := administration.VirtualAccounts{Store: f.Store, Now: f.Now}.Delete(t.Context(), ada, f.id, f.ids["Secret"], 0)
	f.must(err)
	wantMails(t, "the author of the rule", f.mailed(), "rules-changed ada@acme.com")
	l, err := f.ruling().List(t.Context(), ada, f.id)
	if err != nil || l.Rules[0].Enabled || !l.Rules[1].Enabled || l.Names[f.ids["Secret"]] != "" || l.Names[f.ids["EMEA"]] != "EMEA" {
		t.Error(l, err)
	}
	if r := f.mustAsk(stranger, user); r.State != account.AccessApproved || r.Decision.Rule != l.Rules[1].ID {
		t.Errorf("%+v", r)
	}
	form := func(n int) accessrequest.RuleForm {
		rule := l.Rules[n]
		w := accessrequest.Wanted{Virtuals: []administration.VirtualRow{{VirtualAccount: string(rule.Grant.VirtualRoles[0].VirtualAccount), Role: string(rule.Grant.VirtualRoles[0].Role)}}}
		return accessrequest.RuleForm{ID: string(rule.ID), EmailDomain: string(rule.EmailDomain), Decision: "approve", Wanted: w, Disabled: !rule.Enabled}
	}
	moved, err := f.ruling().Replace(t.Context(), ada, f.id, []accessrequest.RuleForm{form(1), form(0)}, 0)
	f.must(err)
	if moved.Rules[1].ID != l.Rules[0].ID || moved.Names[f.ids["EMEA"]] != "EMEA" {
		t.Error("a rule that is off is written back as it was:", moved)
	}
	on := form(0)
	on.Disabled = false
	_, err = f.ruling().Replace(t.Context(), ada, f.id, []accessrequest.RuleForm{on}, 0)
	wantField(t, "switched on again", err, "rules[0].virtualAccounts[0].id", account.FieldUnknown)
}

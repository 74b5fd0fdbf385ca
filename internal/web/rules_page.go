package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/web/page"
)

// rulesPage is GET /accounts/{id}/rules: the rules or, as the query says, the form of one of them.
func (m managing) rulesPage(c *call) error {
	q := readPageQuery(c.r)
	a, err := m.accountForPage(c, q)
	if err != nil {
		return err
	}
	listed, err := m.Ruling.List(c.r.Context(), c.person, a.Account.ID)
	if err != nil {
		return err
	}
	switch id := q.text("rule"); id {
	case "":
		return c.html(http.StatusOK, page.AccountRulesPage(c.reader(), page.AccountRules{OneAccount: a, Listed: listed, Sample: strings.TrimSpace(q.text("try"))}))
	case page.NewRule:
		return m.showRule(c, http.StatusOK, page.OneRule{OneAccount: a, Typed: page.RuleInput{Decision: page.ApprovesByRule, Enabled: true}})
	default:
		n := placeOf(listed.Rules, account.ID(id))
		if n < 0 {
			return account.ErrNotFound
		}
		return m.showRule(c, http.StatusOK, page.OneRule{OneAccount: a, ID: account.ID(id), Typed: page.InputOfRule(listed.Rules[n])})
	}
}

func (m managing) showRule(c *call, status int, shown page.OneRule) (err error) {
	if shown.Virtuals, err = m.nodes(c, shown.Account.ID); err != nil {
		return err
	}
	return c.html(status, page.OneRulePage(c.reader(), shown))
}

// placeOf returns the index of a rule; -1 if there is none with that id.
func placeOf(rules account.Rules, id account.ID) int {
	return slices.IndexFunc(rules, func(r account.Rule) bool { return r.ID == id })
}

// takeRuleForm is POST /accounts/{id}/rules.
func (m managing) takeRuleForm(c *call) error {
	p, err := c.readAccountForm()
	if err != nil {
		return err
	}
	listed, err := m.Ruling.List(c.r.Context(), c.person, p.id)
	if err != nil {
		return err
	}
	rule := account.ID(p.values.Get("rule"))
	n := placeOf(listed.Rules, rule)
	if n < 0 && (rule != "" || p.action != page.SaveRule) {
		err = account.ErrChanged // another administrator has removed it
		if p.version == listed.Version {
			return account.ErrNotFound
		}
	}
	typed := page.RuleInput{
		EmailDomain: p.values.Get("emailDomain"), Decision: p.values.Get("decision"), GrantForm: grantForm(p.values), Enabled: p.values.Get("enabled") != "",
	}
	if err == nil {
		if n < 0 {
			n = len(listed.Rules)
		}
		next, known := rulesAfter(listed.Rules, n, p.action, typed)
		if !known {
			return errMalformed
		}
		if _, err = m.Ruling.Replace(c.r.Context(), c.person, p.id, next, cmp.Or(p.version, listed.Version)); err == nil {
			return c.seeOther(done(accountPath(p.id, page.RulesTab), page.DoneRulesChanged))
		}
	}
	a, status, err := m.refusedAccount(c, p, fieldsOfRule(err, n))
	if err != nil {
		return err
	}
	if len(a.Refusal.Errors) == 0 && (p.action != page.SaveRule || n < 0) {
		return c.html(status, page.AccountRulesPage(c.reader(), page.AccountRules{OneAccount: a, Listed: listed}))
	}
	if p.action != page.SaveRule { // the form of the rule says what is wrong with it
		a.Refusal.Form, typed = page.SaveRule, page.InputOfRule(listed.Rules[n])
	}
	return m.showRule(c, status, page.OneRule{OneAccount: a, ID: rule, Typed: typed})
}

// rulesAfter returns the rules after the action on the one at index n, which is the number of rules if the action adds one; false if
// there is no such action.
func rulesAfter(rules account.Rules, n int, action account.Action, typed page.RuleInput) ([]accessrequest.RuleForm, bool) {
	var forms []accessrequest.RuleForm
	for _, rule := range rules {
		forms = append(forms, ruleForm(rule.ID, page.InputOfRule(rule)))
	}
	swap := func(other int) {
		if other >= 0 && other < len(forms) {
			forms[n], forms[other] = forms[other], forms[n]
		}
	}
	switch action {
	case page.SaveRule:
		if n == len(rules) {
			return append(forms, ruleForm("", typed)), true
		}
		forms[n] = ruleForm(rules[n].ID, typed)
	case page.MoveRuleUp:
		swap(n - 1)
	case page.MoveRuleDown:
		swap(n + 1)
	case page.TurnRuleOn:
		forms[n].Disabled = false
	case page.TurnRuleOff:
		forms[n].Disabled = true
	case page.RemoveRule:
		forms = slices.Delete(forms, n, n+1)
	default:
		return nil, false
	}
	return forms, true
}

// ruleForm returns a rule as it is typed. A rule that declines gives no role, whatever the fields of the roles have.
func ruleForm(id account.ID, typed page.RuleInput) accessrequest.RuleForm {
	f := accessrequest.RuleForm{ID: string(id), EmailDomain: typed.EmailDomain, Decision: typed.Decision, Disabled: !typed.Enabled}
	if typed.Decision != page.DeclinesByRule {
		f.Wanted = wanted(typed.GrantForm)
	}
	return f
}

// fieldsOfRule returns the error with the fields of the rule at index n as the form of that rule has them.
func fieldsOfRule(err error, n int) error {
	var invalid *account.InvalidInput
	if !errors.As(err, &invalid) {
		return err
	}
	var own account.InvalidInput
	for _, f := range invalid.Fields {
		f.Field = strings.TrimPrefix(f.Field, fmt.Sprintf("rules[%d].", n))
		if f.Field == "rules" { // too many
			f.Field = "emailDomain"
		}
		own.Fields = append(own.Fields, f)
	}
	return &own
}

package page

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
	"smartaccounts/internal/text"
)

// Actions of the forms about access requests and rules.
const (
	AskForAccess   account.Action = "ask"
	ApproveAccess  account.Action = "approve"
	DeclineAccess  account.Action = "decline"
	WithdrawAccess account.Action = "withdraw"
	SaveRule       account.Action = "save-rule"
	MoveRuleUp     account.Action = "move-rule-up"
	MoveRuleDown   account.Action = "move-rule-down"
	TurnRuleOn     account.Action = "turn-rule-on"
	TurnRuleOff    account.Action = "turn-rule-off"
	RemoveRule     account.Action = "remove-rule"
)

// AskAccess is the form that asks for access, with its input.
type AskAccess struct {
	Domain   string
	About    account.ID // the account from whose page the reader came; empty: none
	Name     string     // its name
	Virtuals []administration.Node
	Typed    GrantForm
	Note     string
	Refusal  FormRefusal
}

// OneAccess is the page of one access request, with the input of its decider.
type OneAccess struct {
	accessrequest.Seen
	Done     string // what was just done: a key of text.AccountDone; empty: nothing
	Dialog   account.Action
	Refusal  FormRefusal
	Whole    []account.Role        // which a decider may give
	Virtuals []administration.Node // on which a decider may give roles
	Typed    GrantForm
	EndsAt   string
	Reason   string
}

// OwnAccess lists the access requests that the reader made.
type OwnAccess struct {
	Requests []accessrequest.Seen
	NextURL  string
}

// AccountAccess lists the access requests about an account that the reader may decide.
type AccountAccess struct {
	OneAccount
	State    account.AccessState // those in that state; empty: all
	Requests []accessrequest.Seen
	NextURL  string
}

// AccountRules is the list of an account's rules.
type AccountRules struct {
	OneAccount
	accessrequest.Listed
	Sample string // the address that the reader tried; empty: none
}

// OneRule is the form of a rule.
type OneRule struct {
	OneAccount
	ID       account.ID // empty: a new one
	Virtuals []administration.Node
	Typed    RuleInput
}

// RuleInput is the input about a rule.
type RuleInput struct {
	EmailDomain, Decision string
	GrantForm
	Enabled bool
}

// InputOfRule returns the input with the present values of a rule.
func InputOfRule(r account.Rule) RuleInput {
	i := RuleInput{EmailDomain: r.EmailDomain.Unicode(), Decision: DeclinesByRule, GrantForm: GrantOf(r.Grant), Enabled: r.Enabled}
	if r.Approve {
		i.Decision = ApprovesByRule
	}
	return i
}

// The decisions of a rule, as the form and the API have them.
const (
	ApprovesByRule = "approve"
	DeclinesByRule = "decline"
)

// AnyState is the value of a filter that selects access requests in every state.
const AnyState = "any"

// AskAccessPath returns the path of the form that asks for access to the account with that identifier. The id is of the account's page
// that the reader comes from; empty: they come from none.
func AskAccessPath(d account.Domain, id account.ID) string {
	q := url.Values{"domain": {string(d)}}
	if id != "" {
		q.Set("account", string(id))
	}
	return "/access-requests/new?" + q.Encode()
}

// AccessRequestPath returns the path of the page of an access request.
func AccessRequestPath(id account.ID) string { return "/access-requests/" + string(id) }

// OwnAccessPath is the path of the page with the reader's access requests.
const OwnAccessPath = "/access-requests"

func rulePath(id, rule account.ID) string {
	return tabPath(id, RulesTab) + "?" + url.Values{"rule": {cmp.Or(string(rule), NewRule)}}.Encode()
}

// ruleID returns the id of a rule's heading.
func ruleID(r account.Rule) string { return "rule-" + string(r.ID) }

// NewRule stands in a path for the rule to add.
const NewRule = "new"

// accessTone returns the account status whose colours the badge of an access request's state has.
func accessTone(s account.AccessState) account.AccountStatus {
	switch s {
	case account.AccessPending:
		return account.AccountPending
	case account.AccessApproved:
		return account.AccountActive
	default:
		return account.AccountCancelled
	}
}

// grantRoles returns the roles of a grant in plain words. A Virtual Account without a name is called as unnamed says.
func grantRoles(r Reader, g account.Grant, names map[account.ID]string, unnamed text.Phrase) []text.Phrase {
	m := administration.Member{Membership: account.Membership{Role: g.Role, VirtualRoles: g.VirtualRoles}, Names: map[account.ID]string{}}
	for _, v := range g.VirtualRoles {
		m.Names[v.VirtualAccount] = cmp.Or(names[v.VirtualAccount], r.text(unnamed))
	}
	return memberRoles(r, m)
}

// deciderText says who decided an access request.
func deciderText(r Reader, d account.AccessDecision) string {
	if d.Rule != "" {
		return r.text(text.AccessByRule())
	}
	return r.actor(d.By)
}

// askableRoles are the roles on a whole account that an access request can ask for and give.
func askableRoles() []account.Role {
	return []account.Role{account.SmartAccountUser, account.SmartAccountViewer}
}

// WholeRolesToGive returns the roles on the whole account that a decider may give by an access request.
func WholeRolesToGive(m account.Membership) []account.Role {
	var roles []account.Role
	for _, role := range askableRoles() {
		if m.MayGive(role) {
			roles = append(roles, role)
		}
	}
	return roles
}

func (a AskAccess) errors(r Reader, field string) []string {
	return a.Refusal.texts(r, AskForAccess, field)
}

// grant returns the fields of the roles that are asked for.
func (a AskAccess) grant(r Reader) grantFields {
	return grantFields{
		Typed: a.Typed, Whole: askableRoles(), Required: true, Virtuals: a.Virtuals, OnThem: account.VirtualRoles(),
		Errors: func(field string) []string { return a.errors(r, field) },
	}
}

// grant returns the fields of the roles that are given.
func (o OneAccess) grant(r Reader) grantFields {
	return grantFields{
		Typed: o.Typed, Whole: o.Whole, Required: true, Virtuals: o.Virtuals, OnThem: account.VirtualRoles(),
		Errors: func(field string) []string { return o.Refusal.texts(r, ApproveAccess, field) },
	}
}

// title returns the heading of the page.
func (o OneAccess) title() text.Phrase {
	if o.IsRequester {
		return text.AccessRequestOwn()
	}
	return text.AccessRequestBy(string(o.By))
}

func (o OneRule) errors(r Reader, field string) []string { return o.Refusal.texts(r, SaveRule, field) }

// grant returns the fields of the roles that the rule gives.
func (o OneRule) grant(r Reader) grantFields {
	return grantFields{
		Typed: o.Typed.GrantForm, Whole: askableRoles(), Virtuals: o.Virtuals, OnThem: []account.Role{account.VirtualAccountUser, account.VirtualAccountViewer},
		Errors: func(field string) []string { return o.errors(r, field) },
	}
}

// effect says what a rule does.
func (a AccountRules) effect(r Reader, rule account.Rule) string {
	if !rule.Approve {
		return r.text(text.RuleEffectDeclines())
	}
	var roles []string
	for _, role := range grantRoles(r, rule.Grant, a.Names, text.RuleVirtualDeleted()) {
		roles = append(roles, r.text(role))
	}
	return r.text(text.RuleEffectApproves()) + " " + strings.Join(roles, ", ")
}

// sampleResult says which rule would decide for the address that the reader tried.
func (a AccountRules) sampleResult(r Reader) text.Phrase {
	by, err := account.ParseEmail(a.Sample)
	if err != nil {
		return text.RuleSampleWrong()
	}
	if rule, found := a.Rules.Deciding(by); found {
		place := slices.IndexFunc(a.Rules, func(one account.Rule) bool { return one.ID == rule.ID }) + 1
		return text.RuleSampleDecides(string(by), a.effect(r, rule), place)
	}
	return text.RuleSampleNone(string(by))
}

package page

import (
	"time"

	"github.com/a-h/templ"

	"smartaccounts/internal/accessrequest"
	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

// accessRequest returns an access request in the state, with a note and roles on two Virtual Accounts, of which one has no name for the
// reader.
func accessRequest(state account.AccessState) accessrequest.Seen {
	s := accessrequest.Seen{
		AccessRequest: account.AccessRequest{
			ID: id("c1"), AccountID: id("a2"), By: partner, Note: "We deliver to you.\n" + hostile, State: state, Version: 1,
			Asked: account.Grant{VirtualRoles: []account.VirtualRole{
				{VirtualAccount: id("v3"), Role: account.VirtualAccountUser, WithNested: true}, {VirtualAccount: id("v9"), Role: account.VirtualAccountViewer},
			}},
			CreatedAt: asked, ExpiresAt: asked.Add(30 * 24 * time.Hour),
		},
		Account: smartAccount("a2", "Booking.com", "booking.com", account.AccountActive, account.Public),
		Names:   map[account.ID]string{id("v3"): "EMEA"},
	}
	if state != account.AccessPending {
		s.Decision = &account.AccessDecision{At: asked.Add(time.Hour), By: account.Actor(administrator)}
	}
	switch state {
	case account.AccessApproved:
		s.Decision.Granted = account.Grant{Role: account.SmartAccountViewer, EndsAt: asked.Add(90 * 24 * time.Hour)}
	case account.AccessDeclined:
		s.Decision.Reason = "Not this year.\n" + hostile
	case account.AccessWithdrawn:
		s.Decision.By = account.Actor(partner)
	case account.AccessExpired:
		s.Decision.By = account.System
	default: // it has not ended
	}
	return s
}

// accessRules returns rules that approve and decline, on and off, one with a deleted Virtual Account.
func accessRules() accessrequest.Listed {
	return accessrequest.Listed{
		Version: 7,
		Rules: account.Rules{
			{ID: id("e1"), EmailDomain: "partner.example", Approve: true, Grant: account.Grant{Role: account.SmartAccountViewer}, Enabled: true, Author: administrator},
			{ID: id("e2"), EmailDomain: "xn--mller-kva.de", Approve: true, Enabled: true, Author: colleague, Grant: account.Grant{VirtualRoles: []account.VirtualRole{
				{VirtualAccount: id("v3"), Role: account.VirtualAccountUser, WithNested: true}, {VirtualAccount: id("v9"), Role: account.VirtualAccountViewer},
			}}},
			{ID: id("e3"), EmailDomain: "rival.example", Author: administrator},
		},
		Names: map[account.ID]string{id("v3"): "EMEA"}, Lapsed: map[account.Email]bool{colleague: true},
	}
}

// accessExamples returns the pages of access requests and rules by name.
func accessExamples(l account.Language) map[string]templ.Component {
	ada := Reader{Language: l, Person: &account.Person{Email: administrator}, Path: AccessRequestPath(id("c1")), Now: asked}
	asker := Reader{Language: l, Person: &account.Person{Email: partner}, Path: AccessRequestPath(id("c1")), Now: asked}
	whole := wholeAccount()
	asking := AskAccess{Domain: "booking.com"}
	about := asking
	about.About, about.Name, about.Virtuals = id("a2"), "Booking.com", nodes()
	about.Typed = GrantForm{Virtuals: []administration.VirtualRow{{VirtualAccount: string(id("v3")), Role: string(account.VirtualAccountUser), WithNested: true}}}
	refused := func(a AskAccess, r FormRefusal) AskAccess {
		r.Form, a.Refusal = AskForAccess, r
		return a
	}
	own := func(s account.AccessState) OneAccess {
		o := OneAccess{Seen: accessRequest(s)}
		o.IsRequester = true
		return o
	}
	decides := OneAccess{Seen: accessRequest(account.AccessPending), Whole: askableRoles(), Virtuals: nodes()}
	decides.MayDecide, decides.Typed = true, GrantOf(decides.Asked)
	decidesWith := func(form account.Action, dialog account.Action, r FormRefusal) OneAccess {
		o := decides
		r.Form, o.Refusal, o.Dialog = form, r, dialog
		return o
	}
	partOnly := decides
	partOnly.Whole, partOnly.Virtuals = nil, nodes()[2:4]
	decided := func(s account.AccessState) OneAccess { return OneAccess{Seen: accessRequest(s)} }
	doneWith := func(o OneAccess, what string) OneAccess {
		o.Done = what
		return o
	}
	withdrawing := own(account.AccessPending)
	withdrawing.Dialog = WithdrawAccess
	byRule := own(account.AccessApproved)
	byRule.Decision.Rule, byRule.Decision.By = id("e1"), account.System
	all := []accessrequest.Seen{}
	for _, s := range account.AccessStates() {
		all = append(all, accessRequest(s))
	}
	rules := AccountRules{OneAccount: whole, Listed: accessRules()}
	sample := func(address string) AccountRules {
		r := rules
		r.Sample = address
		return r
	}
	rulesChanged := rules
	rulesChanged.Refusal = FormRefusal{Why: RefusedChanged, Since: logEntries()[1:3]}
	saved := rules
	saved.Done = DoneRulesChanged
	rule := OneRule{OneAccount: whole, ID: id("e2"), Virtuals: nodes(), Typed: InputOfRule(rules.Rules[1])}
	ruleWrong := rule
	ruleWrong.Refusal = FormRefusal{Form: SaveRule, Errors: Errors{
		"emailDomain": wrong("emailDomain", account.FieldSharedMail), "decision": wrong("decision", account.FieldRequired),
		"role": wrong("role", account.FieldNotAllowed), "virtualAccounts[1].id": wrong("virtualAccounts[1].id", account.FieldUnknown),
	}}
	removing := rule
	removing.Dialog = RemoveRule
	list := AccountAccess{OneAccount: whole, State: account.AccessPending, Requests: all[:1]}
	return map[string]templ.Component{
		"ask-access":            AskAccessPage(asker, asking),
		"ask-access-about":      AskAccessPage(asker, about),
		"ask-access-not-found":  AskAccessPage(asker, refused(asking, FormRefusal{Errors: Errors{"accountDomain": wrong("accountDomain", account.FieldUnknown)}})),
		"ask-access-wrong":      AskAccessPage(asker, refused(about, FormRefusal{Errors: Errors{"role": wrong("role", account.FieldRequired), "virtualAccounts[0].id": wrong("virtualAccounts[0].id", account.FieldUnknown), "note": wrong("note", account.FieldTooLong)}})),
		"ask-access-forbidden":  AskAccessPage(asker, refused(asking, FormRefusal{Why: RefusedAskForbidden})),
		"ask-access-member":     AskAccessPage(asker, refused(asking, FormRefusal{Why: RefusedAlreadyMember})),
		"ask-access-again":      AskAccessPage(asker, refused(asking, FormRefusal{Why: RefusedAlreadyAsked})),
		"ask-access-too-many":   AskAccessPage(asker, refused(asking, FormRefusal{TooManyUntil: asked})),
		"access-own":            OneAccessPage(asker, doneWith(own(account.AccessPending), DoneAccessAsked)),
		"access-own-withdraw":   OneAccessPage(asker, withdrawing),
		"access-own-approved":   OneAccessPage(asker, own(account.AccessApproved)),
		"access-own-rule":       OneAccessPage(asker, byRule),
		"access-own-declined":   OneAccessPage(asker, own(account.AccessDeclined)),
		"access-own-withdrawn":  OneAccessPage(asker, doneWith(own(account.AccessWithdrawn), DoneAccessWithdraw)),
		"access-own-expired":    OneAccessPage(asker, own(account.AccessExpired)),
		"access-decide":         OneAccessPage(ada, decides),
		"access-decide-part":    OneAccessPage(ada, partOnly),
		"access-decide-decline": OneAccessPage(ada, decidesWith("", DeclineAccess, FormRefusal{})),
		"access-decide-wrong":   OneAccessPage(ada, decidesWith(ApproveAccess, "", FormRefusal{Errors: Errors{"role": wrong("role", account.FieldWouldLower), "virtualAccounts[0].role": wrong("virtualAccounts[0].role", account.FieldMoreThanHeld)}})),
		"access-decide-end":     OneAccessPage(ada, decidesWith(ApproveAccess, "", FormRefusal{Errors: Errors{"endsAt": wrong("endsAt", account.FieldWouldLower)}})),
		"access-decide-reason":  OneAccessPage(ada, decidesWith(DeclineAccess, DeclineAccess, FormRefusal{Errors: Errors{"reason": wrong("reason", account.FieldTooLong)}})),
		"access-decide-busy":    OneAccessPage(ada, decidesWith(ApproveAccess, "", FormRefusal{Busy: true})),
		"access-approved":       OneAccessPage(ada, doneWith(decided(account.AccessApproved), DoneAccessApproved)),
		"access-declined":       OneAccessPage(ada, doneWith(decided(account.AccessDeclined), DoneAccessDeclined)),
		"access-too-late": OneAccessPage(ada, func() OneAccess {
			o := decided(account.AccessDeclined)
			o.Refusal = FormRefusal{Form: ApproveAccess, Why: RefusedAccessDecided}
			return o
		}()),
		"access-list-own":      OwnAccessPage(asker, OwnAccess{Requests: all, NextURL: OwnAccessPath + "?cursor=x"}),
		"access-list-own-none": OwnAccessPage(asker, OwnAccess{}),
		"access-list":          AccountAccessPage(ada, list),
		"access-list-any":      AccountAccessPage(ada, AccountAccess{OneAccount: whole, Requests: all, NextURL: tabPath(id("a2"), AccessTab) + "?cursor=x"}),
		"access-list-none":     AccountAccessPage(ada, AccountAccess{OneAccount: whole, State: account.AccessPending}),
		"access-list-no-state": AccountAccessPage(ada, AccountAccess{OneAccount: whole, State: account.AccessDeclined}),
		"access-list-short":    AccountAccessPage(ada, AccountAccess{OneAccount: whole, State: account.AccessDeclined, NextURL: tabPath(id("a2"), AccessTab) + "?cursor=x"}),
		"rules":                AccountRulesPage(ada, rules),
		"rules-none":           AccountRulesPage(ada, AccountRules{OneAccount: whole}),
		"rules-saved":          AccountRulesPage(ada, saved),
		"rules-changed":        AccountRulesPage(ada, rulesChanged),
		"rules-sample":         AccountRulesPage(ada, sample("Ann@partner.example")),
		"rules-sample-virtual": AccountRulesPage(ada, sample("ann@müller.de")),
		"rules-sample-none":    AccountRulesPage(ada, sample("ann@elsewhere.example")),
		"rules-sample-wrong":   AccountRulesPage(ada, sample("ann")),
		"rule-new":             OneRulePage(ada, OneRule{OneAccount: whole, Virtuals: nodes(), Typed: RuleInput{Decision: ApprovesByRule, Enabled: true}}),
		"rule":                 OneRulePage(ada, rule),
		"rule-wrong":           OneRulePage(ada, ruleWrong),
		"rule-remove":          OneRulePage(ada, removing),
	}
}

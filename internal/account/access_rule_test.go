package account

import (
	"errors"
	"slices"
	"testing"
)

func TestTheFirstEnabledRuleForExactlyThatEmailDomainDecides(t *testing.T) {
	user := Grant{Role: SmartAccountUser}
	rules := Rules{
		{ID: "off", EmailDomain: "partner.com", Approve: true, Grant: user},
		{ID: "decline", EmailDomain: "partner.com", Enabled: true},
		{ID: "later", EmailDomain: "partner.com", Approve: true, Grant: user, Enabled: true},
		{ID: "sub", EmailDomain: "emea.partner.com", Approve: true, Grant: user, Enabled: true},
	}
	for address, want := range map[Email]ID{
		"jane@partner.com": "decline", "jane@emea.partner.com": "sub", "jane@apac.partner.com": "", "jane@notpartner.com": "", "jane@other.com": "",
	} {
		rule, found := rules.Deciding(address)
		if rule.ID != want || found != (want != "") {
			t.Errorf("%s: %q, %v; want %q", address, rule.ID, found, want)
		}
	}
}

func TestRulesGiveUserOrViewerToDomainsThatStrangersDoNotShare(t *testing.T) {
	good := Rule{EmailDomain: "partner.com", Approve: true, Grant: Grant{Role: SmartAccountViewer}}
	declining := Rule{EmailDomain: "partner.com"}
	onPart := Rule{EmailDomain: "partner.com", Approve: true, Grant: Grant{VirtualRoles: virtualRoles(VirtualRole{"emea", VirtualAccountUser, true})}}
	if err := (Rules{good, declining, onPart}).Check(); err != nil {
		t.Error(err)
	}
	for field, bad := range map[string]Rule{
		"rules[1].emailDomain": {EmailDomain: "gmail.com"},
		"rules[1].role":        {EmailDomain: "partner.com", Approve: true},
	} {
		checkRules(t, Rules{good, bad}, field)
	}
	for _, g := range []Grant{
		{Role: SmartAccountAdministrator},
		{VirtualRoles: virtualRoles(VirtualRole{"emea", VirtualAccountAdministrator, true})},
	} {
		checkRules(t, Rules{good, {EmailDomain: "partner.com", Approve: true, Grant: g}}, "rules[1].role")
	}
	checkRules(t, Rules{good, {EmailDomain: "partner.com", Grant: good.Grant}}, "rules[1].role")
	checkRules(t, slices.Repeat(Rules{good}, MaxRules+1), "rules")
	if err := slices.Repeat(Rules{good}, MaxRules).Check(); err != nil {
		t.Error("as many as are allowed:", err)
	}
}

func checkRules(t *testing.T, r Rules, field string) {
	t.Helper()
	var invalid *InvalidInput
	if err := r.Check(); !errors.As(err, &invalid) || len(invalid.Fields) != 1 || invalid.Fields[0].Field != field {
		t.Errorf("%v, want an error about %s", err, field)
	}
}

package account

import "testing"

func TestARequesterActsForTheirOwnCompanyOrTheOnlyOne(t *testing.T) {
	holding := func(domain Domain, status AccountStatus, roles ...Role) Holding {
		return Holding{Account{ID: ID(domain), Name: "Company " + string(domain), Domain: domain, Status: status}, roles}
	}
	own := holding("partner.com", AccountActive, SmartAccountViewer)
	other := holding("acme.com", AccountActive, VirtualAccountUser, SmartAccountUser)
	for name, test := range map[string]struct {
		held []Holding
		all  bool
		want Domain
	}{
		"the only one":                           {[]Holding{other}, true, "acme.com"},
		"one of more than were read":             {[]Holding{other}, false, ""},
		"their own among several":                {[]Holding{other, own}, true, "partner.com"},
		"their own among more than were read":    {[]Holding{other, own}, false, "partner.com"},
		"one of several":                         {[]Holding{other, holding("beta.com", AccountActive, SmartAccountViewer)}, true, ""},
		"one without a role on the whole":        {[]Holding{holding("acme.com", AccountActive, VirtualAccountAdministrator)}, true, ""},
		"their own without a role on the whole":  {[]Holding{holding("partner.com", AccountActive, VirtualAccountViewer), other}, true, "acme.com"},
		"one that was cancelled":                 {[]Holding{holding("partner.com", AccountCancelled, SmartAccountUser)}, true, ""},
		"none":                                   {nil, true, ""},
		"one whose name is the end of their own": {[]Holding{holding("ner.com", AccountActive, SmartAccountUser), other}, true, ""},
		"the account above their own domain":     {[]Holding{holding("com.example", AccountActive, SmartAccountUser), own}, true, "partner.com"},
	} {
		got := ActingFor("paola@emea.partner.com", test.held, test.all)
		switch {
		case test.want == "" && got != nil:
			t.Errorf("%s: acts for %s", name, got.Domain)
		case test.want != "" && (got == nil || got.Domain != test.want || got.ID != ID(test.want) || got.Name != "Company "+string(test.want)):
			t.Errorf("%s: acts for %v, want %s", name, got, test.want)
		}
	}
}

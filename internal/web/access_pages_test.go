package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"smartaccounts/internal/account"
)

var ruleIDs = regexp.MustCompile(`name="rule" value="([a-z0-9]+)"`)

// askFrom asks for access from the form, and returns the path of the access request's page.
func (s *system) askFrom(cookie func(*http.Request), domain string, more ...string) string {
	s.Helper()
	sent := s.form("/access-requests/new", fields(append([]string{"accountDomain", domain, "role", "Smart Account User"}, more...)...), cookie).status(http.StatusSeeOther)
	next, err := url.Parse(sent.Header().Get("Location"))
	if err != nil {
		s.Fatal(err)
	}
	return next.Path
}

func TestAPersonAsksForAccessAndAnAdministratorDecidesOnPages(t *testing.T) {
	s := newSystem(t)
	at, admin := s.administered()
	const colleague = account.Email("carl@acme.com")
	cookie := s.signedIn(colleague)
	s.call(http.MethodGet, "/", "", cookie).page(http.StatusForbidden, "You do not have a role yet", "/access-requests/new?domain=acme.com")
	s.call(http.MethodGet, "/access-requests/new?domain=acme.com", "", cookie).page(http.StatusOK, `value="acme.com"`, "Send the request")
	path := s.askFrom(cookie, "Acme.com", "note", "I run the licences.")
	s.call(http.MethodGet, path, "", cookie).page(http.StatusOK, "Your access request", "Waiting", "I run the licences.", "Withdraw")
	s.call(http.MethodGet, "/access-requests", "", cookie).page(http.StatusOK, path, "Waiting")
	s.form("/access-requests/new", fields("accountDomain", "acme.com", "role", "Smart Account Viewer"), cookie).page(http.StatusConflict, "You have already asked", `href="/access-requests"`)

	s.call(http.MethodGet, at+"/access-requests", "", admin).page(http.StatusOK, string(colleague), path)
	s.call(http.MethodGet, path, "", admin).page(http.StatusOK, "Access request of", "Approve", "Decline", "I run the licences.")
	s.form(path, fields("action", "approve"), admin).page(http.StatusUnprocessableEntity, "Choose a role.")
	s.form(path, fields("action", "approve", "role", "Smart Account Administrator"), admin).page(http.StatusUnprocessableEntity, "Choose a role that you can give.")
	s.form(path, fields("action", "approve", "role", "Smart Account Viewer", "endsAt", "2020-01-01"), admin).page(http.StatusUnprocessableEntity, `id="endsAt-error"`, `value="2020-01-01"`)
	s.followed(s.form(path, fields("action", "approve", "role", "Smart Account Viewer", "endsAt", "2027-03-31"), admin), admin, "You have approved the access request.", "Smart Account Viewer", "1 April 2027")
	s.form(path, fields("action", "decline", "reason", "Too late"), admin).page(http.StatusConflict, "has been decided or has ended")
	s.call(http.MethodGet, at+"/access-requests", "", admin).page(http.StatusOK, "No access request is waiting").hides(path)
	s.call(http.MethodGet, at+"/access-requests?status=approved", "", admin).page(http.StatusOK, path)
	s.call(http.MethodGet, at+"/access-requests?status=any", "", admin).page(http.StatusOK, path)
	s.call(http.MethodGet, path, "", cookie).page(http.StatusOK, "Approved", "You have access to the account.", at)
	s.call(http.MethodGet, at, "", cookie).page(http.StatusOK, "Smart Account Viewer")
	s.form("/access-requests/new", fields("accountDomain", "acme.com", "role", "Smart Account Viewer"), cookie).page(http.StatusConflict, "You already have this access.")
}

func TestAPersonWithdrawsAnAccessRequestAndADeciderDeclinesOneWithAReason(t *testing.T) {
	s := newSystem(t)
	_, admin := s.administered()
	carl, dora := s.signedIn("carl@acme.com"), s.signedIn("dora@acme.com")
	path := s.askFrom(carl, "acme.com")
	s.call(http.MethodGet, path+"?dialog=withdraw", "", carl).page(http.StatusOK, "The administrators can no longer decide.")
	s.followed(s.form(path, fields("action", "withdraw"), carl), carl, "You have withdrawn your access request.")
	s.form(path, fields("action", "approve", "role", "Smart Account User"), admin).page(http.StatusConflict, "has been decided or has ended")
	path = s.askFrom(dora, "acme.com")
	s.followed(s.form(path, fields("action", "decline", "reason", "Ask Carl."), admin), admin, "You have declined the access request.")
	s.call(http.MethodGet, path, "", dora).page(http.StatusOK, "Declined", "Ask Carl.")
	s.call(http.MethodGet, path, "", carl).status(http.StatusNotFound)
	s.form("/access-requests/new", fields("accountDomain", "acme.com", "role", "Smart Account User"), dora).status(http.StatusTooManyRequests)
}

func TestTheFormToAskForAccessSaysWhatIsWrongAndKeepsTheInput(t *testing.T) {
	s := newSystem(t)
	s.administered()
	own, other := s.signedIn("carl@acme.com"), s.signedIn(outsider)
	ask := func(cookie func(*http.Request), more ...string) response {
		return s.form("/access-requests/new", fields(append([]string{"note", "kept"}, more...)...), cookie)
	}
	ask(own, "accountDomain", "", "role", "Smart Account User").page(http.StatusUnprocessableEntity, `id="accountDomain-error"`, "kept")
	ask(own, "accountDomain", "acme.com").page(http.StatusUnprocessableEntity, "Choose a role.", "kept")
	ask(other, "accountDomain", "acme.com", "role", "Smart Account User").page(http.StatusForbidden, "you can only ask about the account of your own email domain", "kept")
	// Whether or not it has an account.
	ask(other, "accountDomain", "nothing.com", "role", "Smart Account User").page(http.StatusForbidden, "you can only ask about the account of your own email domain")
	ask(s.signedIn(partner), "accountDomain", "nothing.com", "role", "Smart Account User").page(http.StatusNotFound, "No active account has this domain identifier.", "kept")
}

func TestAnAdministratorOrdersAndTriesRulesOnPages(t *testing.T) {
	s := newSystem(t)
	at, admin := s.administered()
	rules := at + "/rules"
	save := func(more ...string) response {
		return s.act(admin, rules+"?rule=new", "save-rule", fields(append([]string{"enabled", "yes"}, more...)...))
	}
	s.call(http.MethodGet, rules, "", admin).page(http.StatusOK, "There are no rules.")
	save("emailDomain", "gmail.com", "decision", "decline").page(http.StatusUnprocessableEntity, `id="emailDomain-error"`, `value="gmail.com"`)
	save("emailDomain", "partner.com", "decision", "approve").page(http.StatusUnprocessableEntity, "Choose a role.")
	s.followed(save("emailDomain", "partner.com", "decision", "approve", "role", "Smart Account User"), admin, "The rules were saved.", "partner.com")
	s.followed(save("emailDomain", "rival.com", "decision", "decline", "role", "Smart Account User"), admin, "rival.com", "Declines")
	s.call(http.MethodGet, rules+"?try=x%40rival.com", "", admin).page(http.StatusOK, "Rule <bdi>2</bdi> would decide for", "x@rival.com")
	s.call(http.MethodGet, rules+"?try=x%40elsewhere.com", "", admin).page(http.StatusOK, "No rule matches")
	s.call(http.MethodGet, rules+"?try=x", "", admin).page(http.StatusOK, "Enter an email address")
	listed := s.call(http.MethodGet, rules, "", admin).status(http.StatusOK).Body.String()
	var ids []string
	for _, found := range ruleIDs.FindAllStringSubmatch(listed, -1) {
		ids = append(ids, found[1])
	}
	first, second := ids[0], ids[len(ids)-1]
	s.followed(s.act(admin, rules, "move-rule-up", fields("rule", second)), admin, "The rules were saved.")
	s.call(http.MethodGet, rules+"?try=x%40rival.com", "", admin).page(http.StatusOK, "Rule <bdi>1</bdi> would decide for")
	s.followed(s.act(admin, rules, "turn-rule-off", fields("rule", second)), admin, "Off")
	s.call(http.MethodGet, rules+"?try=x%40rival.com", "", admin).page(http.StatusOK, "No rule matches")
	s.sendForm(admin, rules, "turn-rule-on", "1", fields("rule", second)).page(http.StatusConflict, "This account has changed since you opened the page")
	s.followed(s.act(admin, rules+"?rule="+first, "remove-rule", fields("rule", first)), admin, "rival.com")
	s.call(http.MethodGet, rules+"?rule="+first, "", admin).status(http.StatusNotFound)
	s.call(http.MethodGet, at+"/log?kind=rules-changed", "", admin).page(http.StatusOK, "Rules changed", "rival.com")
}

func TestARuleDecidesWhatIsAskedOnThePage(t *testing.T) {
	s := newSystem(t)
	at, admin := s.administered()
	s.followed(s.act(admin, at+"/rules?rule=new", "save-rule", fields("emailDomain", "acme.com", "decision", "approve", "role", "Smart Account Viewer", "enabled", "yes")), admin)
	carl := s.signedIn("carl@acme.com")
	s.call(http.MethodGet, s.askFrom(carl, "acme.com"), "", carl).page(http.StatusOK, "Approved", "A rule of the account", "Smart Account Viewer").hides("Your request was sent.")
}

func TestPagesWithoutTheRightSayThatTheRoleDoesNotAllowThem(t *testing.T) {
	s := newSystem(t)
	at, admin := s.administered()
	carl := s.signedIn("carl@acme.com")
	path := s.askFrom(carl, "acme.com")
	s.followed(s.form(path, fields("action", "approve", "role", "Smart Account User"), admin), admin)
	for _, tab := range []string{"/rules", "/access-requests", "/log"} {
		s.call(http.MethodGet, at+tab, "", carl).page(http.StatusForbidden, "Your role does not allow this").hides("You do not have a role yet")
	}
}

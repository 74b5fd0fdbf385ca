package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"smartaccounts/internal/account"
)

const ada = account.Email("jane@acme.com")

var formVersion = regexp.MustCompile(`name="version" value="([0-9]+)"`)

// administered returns the path of an account whose administrator is Ada, with a cookie of hers.
func (s *system) administered() (string, func(*http.Request)) {
	s.Helper()
	opened, token := s.link("acme.com")
	s.decide(token, ada, map[string]any{"action": "approve", "authorized": true, "visibility": "restricted"})
	return "/accounts/" + opened.Account.ID, s.signedIn(ada)
}

// act opens a page and sends a form of it with the version that the page shows.
func (s *system) act(cookie func(*http.Request), page, action string, fields url.Values) response {
	s.Helper()
	opened := s.call(http.MethodGet, page, "", cookie).status(http.StatusOK)
	found := formVersion.FindStringSubmatch(opened.Body.String())
	if found == nil {
		s.Fatalf("%s has no form", page)
	}
	return s.sendForm(cookie, page, action, found[1], fields)
}

// sendForm sends a form of an account's page.
func (s *system) sendForm(cookie func(*http.Request), page, action, version string, fields url.Values) response {
	s.Helper()
	if fields == nil {
		fields = url.Values{}
	}
	fields.Set("action", action)
	fields.Set("version", version)
	path, _, _ := strings.Cut(page, "?")
	return s.form(path, fields, cookie)
}

// followed requires that a form was accepted, and returns the page that follows.
func (s *system) followed(r response, cookie func(*http.Request), want ...string) string {
	s.Helper()
	r.status(http.StatusSeeOther)
	next := r.Header().Get("Location")
	s.call(http.MethodGet, next, "", cookie).page(http.StatusOK, want...)
	return next
}

func TestAnAdministratorRunsAnAccountFromItsPages(t *testing.T) {
	s := newSystem(t)
	at, cookie := s.administered()

	parent := ""
	for _, name := range []string{"Sales", "EMEA", "Italia"} {
		next := s.followed(s.act(cookie, at+"/virtual-accounts?create=yes", "create", url.Values{"name": {name}, "parentId": {parent}, "visibility": {"public"}}), cookie, "The Virtual Account was created.", name)
		address, err := url.Parse(next)
		if err != nil {
			t.Fatal(err)
		}
		parent = address.Query().Get("virtual")
	}
	italia := at + "/virtual-accounts?virtual=" + parent
	s.call(http.MethodGet, at+"/virtual-accounts", "", cookie).page(http.StatusOK, "Sales", "EMEA", "Italia")
	s.followed(s.act(cookie, italia, "edit", url.Values{"virtual": {parent}, "name": {"Italy"}, "parentId": {""}, "visibility": {"restricted"}}), cookie, "Italy", "Restricted")

	list := "bruno@acme.com\ncarla@acme.com,Smart Account User\n" +
		"dario@acme.com,Virtual Account User,Italy\nelena@acme.com,Smart Account Administrator\nfabio@acme.com,Virtual Account Administrator,Sales,true\n"
	form := url.Values{"people": {list}, "role": {"Smart Account Viewer"}, "mail": {"yes"}}
	s.act(cookie, at+"/people?add=yes", "check", form).page(http.StatusOK, "Will be added", "Add these people", "Virtual Account Administrator</bdi> on")
	s.call(http.MethodGet, at+"/people", "", cookie).page(http.StatusOK, string(ada))
	s.act(cookie, at+"/people?add=yes", "add", form).page(http.StatusOK, "The list was saved.", "bruno@acme.com")
	s.call(http.MethodGet, at+"/people", "", cookie).page(http.StatusOK, "bruno@acme.com", "Smart Account Viewer", "elena@acme.com", "Invited")

	elena := url.Values{"member": {"elena@acme.com"}, "email": {"elena@acme.com"}, "role": {"Smart Account User"}}
	s.followed(s.act(cookie, at+"/people?member=elena%40acme.com", "change", elena), cookie, "The changes were saved.")
	s.followed(s.act(cookie, at+"/people?member=bruno%40acme.com", "remove", url.Values{"member": {"bruno@acme.com"}}), cookie, "The person was removed.")

	s.call(http.MethodGet, at+"/log", "", cookie).page(http.StatusOK, "Role or end date changed", "Person removed", "Virtual Account created")
	s.call(http.MethodGet, at+"/log?kind=member-changed", "", cookie).page(http.StatusOK, "elena@acme.com")
	csv := s.call(http.MethodGet, at+"/log?kind=member-changed&format=csv", "", cookie).status(http.StatusOK)
	if got := csv.Body.String(); !strings.HasPrefix(got, "at,kind,actor,detail,before,after") || strings.Count(got, "member-changed") != 1 {
		t.Errorf("the CSV is %s", got)
	}

	s.sendForm(cookie, at, "leave", "0", nil).page(http.StatusConflict, "The account would have no administrator")
}

func TestAnAdministratorRenamesRestrictsAndClosesAnAccountFromItsPage(t *testing.T) {
	s := newSystem(t)
	at, cookie := s.administered()
	s.followed(s.act(cookie, at+"/settings", "rename", url.Values{"name": {"Acme Group"}, "reason": {"New brand."}}), cookie, "The account was renamed.", "Acme Group")
	s.followed(s.act(cookie, at+"/settings", "visibility", url.Values{"visibility": {"public"}, "reason": {"All may know."}}), cookie, "The visibility was changed.")
	s.call(http.MethodGet, at+"/log", "", cookie).page(http.StatusOK, "Account renamed", "Acme Group")
	s.act(cookie, at+"/settings", "close", url.Values{"typedName": {"Acme"}}).page(http.StatusUnprocessableEntity, "Enter the name exactly as shown.")
	s.act(cookie, at+"/settings", "close", url.Values{"typedName": {"Acme Group"}}).page(http.StatusOK, "The account was closed.", "Cancelled")
}

func TestAFormOfAnAccountThatHasChangedShowsTheChangesAndKeepsTheInput(t *testing.T) {
	s := newSystem(t)
	at, cookie := s.administered()
	create := at + "/virtual-accounts?create=yes"
	opened := s.call(http.MethodGet, create, "", cookie).status(http.StatusOK)
	version := formVersion.FindStringSubmatch(opened.Body.String())[1]
	s.followed(s.act(cookie, create, "create", url.Values{"name": {"Sales"}, "visibility": {"public"}}), cookie)
	fields := url.Values{"name": {"EMEA"}, "description": {"All of it."}, "visibility": {"restricted"}}
	refused := s.sendForm(cookie, create, "create", version, fields)
	refused.page(http.StatusConflict, "This account has changed since you opened the page", "Virtual Account created", "Sales", `value="EMEA"`, "All of it.")
	again := formVersion.FindStringSubmatch(refused.Body.String())[1]
	s.followed(s.sendForm(cookie, create, "create", again, fields), cookie, "The Virtual Account was created.", "EMEA")
}

func TestPagesOfAnAccountAreOnlyForThoseWhoMaySeeThem(t *testing.T) {
	s := newSystem(t)
	at, _ := s.administered()
	other := s.signedIn(partner2)
	for _, path := range []string{"/people", "/virtual-accounts", "/log", "/settings", "/people?add=yes", "/people?member=jane%40acme.com", "/virtual-accounts?create=yes", "/log?format=csv"} {
		if got := s.call(http.MethodGet, at+path, "", other); got.Code != http.StatusNotFound && got.Code != http.StatusForbidden || strings.Contains(got.Body.String(), string(ada)) {
			t.Errorf("GET %s answered %d", path, got.Code)
		}
	}
	s.sendForm(other, at+"/settings", "rename", "0", url.Values{"name": {"Mine"}, "reason": {"x"}}).status(http.StatusNotFound)
}

func TestAnAdministratorEndsTheAccessOfPeopleFromOtherDomainsAtOnce(t *testing.T) {
	s := newSystem(t)
	at, cookie := s.administered()
	list := "bruno@acme.com,Smart Account Viewer\ncarla@emea.acme.com,Smart Account Viewer\ndino@partner.com,Smart Account User\nelsa@gmail.com,Smart Account Viewer\n"
	s.act(cookie, at+"/people?add=yes", "add", url.Values{"people": {list}}).page(http.StatusOK, "The list was saved.")
	s.call(http.MethodGet, at+"/people", "", cookie).page(http.StatusOK, at+"/people?outside=yes", "bruno@acme.com", "dino@partner.com")
	outside := s.call(http.MethodGet, at+"/people?outside=yes", "", cookie).page(http.StatusOK, "dino@partner.com", "elsa@gmail.com", "End the access of all of them")
	outside.hides("bruno@acme.com").hides("carla@emea.acme.com")
	all := url.Values{"outside": {"dino@partner.com", "elsa@gmail.com", "bruno@acme.com", string(ada), "gone@partner.com"}}
	s.followed(s.act(cookie, at+"/people?outside=yes", "remove-outside", all), cookie, "The people in the list have lost their access.", "No one from another domain has access.")
	s.call(http.MethodGet, at+"/people", "", cookie).page(http.StatusOK, "bruno@acme.com", "carla@emea.acme.com").hides("dino@partner.com").hides("elsa@gmail.com")
}

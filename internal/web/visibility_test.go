package web_test

import (
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/dynamo/maintenance"
	"smartaccounts/internal/web"
	"smartaccounts/internal/workflow"
)

// birds are the names of the Virtual Accounts of a visibilityScene, with the parent and the visibility. No name occurs in any text of
// the product. Sparrowhawk is moved below Harrier and renamed to Falcon; Lanner is the default one until Buzzard is.
var birds = []struct {
	name, parent string
	visibility   account.Visibility
}{
	{"Kestrel", "", account.Public},
	{"Merlin", "Kestrel", account.Public},
	{"Osprey", "Kestrel", account.Restricted},
	{"Harrier", "", account.Restricted},
	{"Buzzard", "Harrier", account.Public},
	{"Goshawk", "", account.Public},
	{"Sparrowhawk", "Kestrel", account.Public},
}

// visible has, by reader, what they may see of an account whatever its visibility, and everything of it that is visible to anybody with a
// role if it is public. Members are named after the Virtual Account on which they have a role; an address is name@canary.fr.
var visible = map[string]struct{ restricted, alsoPublic string }{
	"outsider":     {},
	"other":        {"", "Kestrel Merlin Goshawk Lanner ada@"},
	"requester":    {"Kestrel Merlin Goshawk Lanner ada@", ""},
	"VAA":          {"Kestrel Merlin Osprey Sparrowhawk VAA-alone@ VAA-Merlin@ VAU@ kestrel@ merlin@ osprey@ sparrowhawk@ both@ old-address@ ada@", "Goshawk Lanner"},
	"VAA-alone":    {"Kestrel VAA@ VAU@ kestrel@ ada@", "Merlin Goshawk Lanner"},
	"VAA-Merlin":   {"Merlin merlin@ both@ old-address@ ada@", "Kestrel Goshawk Lanner"},
	"VAA-Buzzard":  {"Buzzard buzzard@ both@ new-address@ ada@", "Kestrel Merlin Goshawk Lanner"},
	"VAA-Lanner":   {"Lanner lanner@ ada@", "Kestrel Merlin Goshawk"},
	"VAU":          {"Kestrel Merlin Osprey ada@", "Goshawk Lanner"},
	"VAU-Harrier":  {"Harrier ada@", "Kestrel Merlin Goshawk Lanner"},
	"a former VAA": {"", "Kestrel Merlin Goshawk Lanner ada@"},
	"an ended VAA": {"", "Kestrel Merlin Goshawk Lanner ada@"},
	"a lapsed VAA": {"", "Kestrel Merlin Goshawk Lanner ada@"},
	"an operator":  {"", "Kestrel Merlin Goshawk Lanner ada@"},
}

// visibilityScene is an account in which each reader sees another part.
type visibilityScene struct {
	*system
	account.ID
	ids     map[string]string // of the Virtual Accounts by name
	secrets map[string]string // what must not be served to those who do not see it, by its name in visible
	asked   []string          // the ids of access requests
}

func canaryAddress(name string) string {
	return "is-" + strings.ToLower(strings.ReplaceAll(name, " ", "-")) + "@canary.fr" // none is the end of another
}

func (sc visibilityScene) at(rest string) string { return "/v1/accounts/" + string(sc.ID) + rest }

func newVisibilityScene(t *testing.T, visibility account.Visibility) visibilityScene {
	t.Helper()
	s := newSystem(t)
	sc := visibilityScene{s, account.NewID(), map[string]string{}, map[string]string{}, nil}
	sc.ids["Lanner"] = string(account.NewID())
	err := maintenance.New(s.api, s.name).Load(t.Context(), []workflow.StoredAccount{{
		Account: account.Account{
			ID: sc.ID, Name: "Aviary", Domain: "canary.fr", Status: account.AccountActive, Visibility: visibility, CreatedAt: s.now(),
			Requester: account.Email(canaryAddress("requester")), RequestID: account.NewID(), PendingUntil: s.now(),
		},
		VirtualAccounts: []account.VirtualAccount{{
			ID: account.ID(sc.ids["Lanner"]), AccountID: sc.ID, Depth: 1, Name: "Lanner", Visibility: account.Public, Default: true, CreatedAt: s.now(),
		}},
		Members: []account.Membership{{
			AccountID: sc.ID, Person: account.Email(canaryAddress("ada")), Role: account.SmartAccountAdministrator, Since: s.now(),
		}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(visible)) {
		if name != "outsider" && name != "an operator" {
			s.giveRole(account.Email(canaryAddress(name)), account.Domain("of-"+strings.ToLower(strings.ReplaceAll(name, " ", "-"))+".fr"))
		}
	}
	owner := as(account.Email(canaryAddress("ada")))
	patch := func(name string, body string) {
		t.Helper()
		s.call(http.MethodPatch, sc.at("/virtual-accounts/"+sc.ids[name]), body, header("Content-Type", "application/json"), owner).status(http.StatusOK)
	}
	for _, v := range birds {
		var created struct{ ID string }
		s.json(sc.at("/virtual-accounts"), map[string]any{"name": v.name, "parentId": sc.ids[v.parent], "visibility": v.visibility}, owner).status(http.StatusCreated).decode(&created)
		sc.ids[v.name] = created.ID
	}
	for name, id := range sc.ids {
		sc.secrets[name] = name
		sc.secrets["id of "+name] = id
	}

	sc.add(owner, "boss", sc.role("Harrier", account.VirtualAccountAdministrator, true))
	sc.add(as(account.Email(canaryAddress("boss"))), "buzzard", sc.role("Buzzard", account.VirtualAccountUser, false))
	for _, name := range []string{"Kestrel", "Merlin", "Osprey", "Harrier", "Goshawk", "Sparrowhawk", "Lanner"} {
		sc.add(owner, strings.ToLower(name), sc.role(name, account.VirtualAccountUser, false))
	}
	sc.add(owner, "both", sc.role("Merlin", account.VirtualAccountUser, false), sc.role("Buzzard", account.VirtualAccountUser, false))
	sc.add(owner, "old-address", sc.role("Merlin", account.VirtualAccountUser, false))
	for name, role := range map[string]account.Role{"whole-user": account.SmartAccountUser, "invited-administrator": account.SmartAccountAdministrator} {
		s.json(sc.at("/members"), map[string]any{"members": []any{map[string]any{"email": canaryAddress(name), "role": role}}}, owner).status(http.StatusOK)
		sc.secrets[name+"@"] = canaryAddress(name)
	}
	sc.add(owner, "VAA", sc.role("Kestrel", account.VirtualAccountAdministrator, true))
	sc.add(owner, "VAA-alone", sc.role("Kestrel", account.VirtualAccountAdministrator, false))
	for _, name := range []string{"Merlin", "Buzzard", "Lanner"} {
		sc.add(owner, "VAA-"+name, sc.role(name, account.VirtualAccountAdministrator, true))
	}
	sc.add(owner, "VAU", sc.role("Kestrel", account.VirtualAccountUser, true))
	sc.add(owner, "VAU-Harrier", sc.role("Harrier", account.VirtualAccountUser, false))
	sc.add(owner, "a former VAA", sc.role("Goshawk", account.VirtualAccountAdministrator, true))
	s.call(http.MethodDelete, sc.at("/members/"+canaryAddress("a former VAA")), "", owner).status(http.StatusNoContent)
	sc.add(owner, "a lapsed VAA", sc.role("Goshawk", account.VirtualAccountAdministrator, true))
	s.json(sc.at("/members"), map[string]any{"members": []any{map[string]any{
		"email": canaryAddress("an ended VAA"), "endsAt": s.now().AddDate(0, 0, 10).Format(time.DateOnly), "virtualAccounts": []any{sc.role("Goshawk", account.VirtualAccountAdministrator, true)},
	}}}, owner).status(http.StatusOK)
	s.put(sc.at("/members/"+canaryAddress("old-address")), `{"email":"`+canaryAddress("new-address")+`","virtualAccounts":[{"id":"`+sc.ids["Buzzard"]+`","role":"Virtual Account User"}]}`, owner).status(http.StatusOK)
	sc.confirm("new-address")
	patch("Sparrowhawk", `{"name":"Falcon","parentId":"`+sc.ids["Harrier"]+`"}`)
	patch("Buzzard", `{"default":true}`)
	s.pass(31 * 24 * time.Hour)
	for _, name := range []string{"Merlin", "Harrier"} { // by members of them: seen by who administers all that is nested there
		var opened struct{ ID string }
		s.json("/v1/access-requests", map[string]any{"accountId": sc.ID, "virtualAccounts": []any{sc.role(name, account.VirtualAccountUser, true)}},
			as(account.Email(canaryAddress(strings.ToLower(name))))).status(http.StatusCreated).decode(&opened)
		sc.asked = append(sc.asked, opened.ID)
	}
	s.put(sc.at("/rules"), `{"rules":[{"emailDomain":"rule.fr","decision":"approve","virtualAccounts":[{"id":"`+sc.ids["Harrier"]+`","role":"Virtual Account User","withNested":true}]}]}`, owner).status(http.StatusOK)
	sc.secrets["Falcon"] = "Falcon"
	for _, name := range []string{"ada", "requester", "new-address"} {
		sc.secrets[name+"@"] = canaryAddress(name)
	}
	return sc
}

func (sc visibilityScene) role(name string, role account.Role, nested bool) map[string]any {
	return map[string]any{"id": sc.ids[name], "role": role, "withNested": nested}
}

// add adds a member with roles on Virtual Accounts.
func (sc visibilityScene) add(by func(*http.Request), name string, roles ...map[string]any) {
	sc.Helper()
	added := sc.json(sc.at("/members"), map[string]any{"members": []any{map[string]any{"email": canaryAddress(name), "virtualAccounts": roles}}}, by).status(http.StatusOK)
	if !strings.Contains(added.Body.String(), `"outcome":"added"`) {
		sc.Fatalf("%s: %s", name, added.Body)
	}
	sc.secrets[name+"@"] = canaryAddress(name)
	if name != "a lapsed VAA" {
		sc.confirm(name)
	}
}

func (sc visibilityScene) confirm(name string) {
	sc.Helper()
	if err := sc.managing().People.Confirm(sc.Context(), account.Person{Email: account.Email(canaryAddress(name))}, sc.ID); err != nil {
		sc.Fatal(err)
	}
}

// sweepCalls has the calls of a sweep by route: every route from which a reader reads something of an account. Each returns paths, which
// are relative to the account's unless they begin with a double slash, or bodies of forms and JSON that name Virtual Accounts by id.
var sweepCalls = map[string]func(visibilityScene) []sweepCall{
	"GET /v1/accounts/{id}": reads(""), "GET /v1/accounts/{id}/members": reads("/members?limit=1", "/members?limit=2", "/members"),
	"GET /v1/accounts/{id}/members/{email}": func(sc visibilityScene) []sweepCall {
		return sc.eachMember(func(address string) sweepCall { return sweepCall{path: "/members/" + address} })
	},
	"GET /v1/accounts/{id}/virtual-accounts": func(sc visibilityScene) []sweepCall {
		all := sc.eachVirtual(func(id string) sweepCall { return sweepCall{path: "/virtual-accounts?limit=1&parentId=" + id} })
		return append(all, sweepCall{path: "/virtual-accounts?limit=1"}, sweepCall{path: "/virtual-accounts?limit=3"}, sweepCall{path: "/virtual-accounts"})
	},
	"GET /v1/accounts/{id}/virtual-accounts/{vid}": func(sc visibilityScene) []sweepCall {
		return sc.eachVirtual(func(id string) sweepCall { return sweepCall{path: "/virtual-accounts/" + id} })
	},
	"GET /v1/accounts/{id}/log": func(visibilityScene) []sweepCall {
		return []sweepCall{{path: "/log?limit=100"}, {path: "/log?limit=1"}, {path: "/log", accept: "text/csv"}, {path: "/log?actor=" + canaryAddress("boss")}}
	},
	"GET /accounts/{id}":        pages("", "?done=renamed", "?dialog=leave"),
	"GET /accounts/{id}/people": pagesOfMembers,
	"GET /accounts/{id}/virtual-accounts": func(sc visibilityScene) []sweepCall {
		all := pages("/virtual-accounts", "/virtual-accounts?create=yes")(sc)
		return append(all, sc.eachVirtual(func(id string) sweepCall {
			return sweepCall{path: "/virtual-accounts?dialog=delete&virtual=" + id, page: true}
		})...)
	},
	"GET /accounts/{id}/log":             pages("/log", "/log?format=csv", "/log?kind=virtual-account-default"),
	"GET /accounts/{id}/settings":        pages("/settings", "/settings?dialog=close"),
	"GET /accounts/{id}/access-requests": pages("/access-requests", "/access-requests?status=any"),
	"GET /accounts/{id}/rules":           pages("/rules", "/rules?rule=new", "/rules?try=x%40rule.fr"),
	"GET /access-requests":               pages("//access-requests"),
	"GET /access-requests/new": func(sc visibilityScene) []sweepCall {
		return []sweepCall{{path: "//access-requests/new?account=" + string(sc.ID), page: true}}
	},
	"GET /access-requests/{id}": func(sc visibilityScene) []sweepCall {
		return sc.eachAsked(func(id string) sweepCall { return sweepCall{path: "//access-requests/" + id, page: true} })
	},
	"GET /v1/access-requests": func(sc visibilityScene) []sweepCall {
		return reads("//v1/access-requests", "//v1/access-requests?as=decider", "//v1/access-requests?as=decider&limit=1&accountId="+string(sc.ID))(sc)
	},
	"GET /v1/access-requests/{id}": func(sc visibilityScene) []sweepCall {
		return sc.eachAsked(func(id string) sweepCall { return sweepCall{path: "//v1/access-requests/" + id} })
	},
	"GET /v1/accounts/{id}/rules": reads("/rules"),
	"GET /v1/accounts":            reads("//v1/accounts", "//v1/accounts?limit=1", "//v1/accounts?q=Aviary", "//v1/accounts?q=canary.fr", "//v1/accounts?q=Aviaro", "//v1/accounts?q=Harr"),
	"GET /":                       pages("//", "//?q=Aviary", "//?q=canary.fr", "//?q=Harrie"),
	"GET /v1/inbox":               reads("//v1/inbox"), "GET /inbox": pages("//inbox"),

	// Writes that fail or change nothing: their problems and pages name nothing unseen either.
	"POST /v1/access-requests": func(sc visibilityScene) []sweepCall {
		return sc.eachVirtual(func(id string) sweepCall {
			return sweepCall{method: http.MethodPost, path: "//v1/access-requests", body: `{"accountId":"` + string(sc.ID) + `","virtualAccounts":[{"id":"` + id + `","role":"Virtual Account User"},{"id":"` + string(sc.ID) + `","role":"Virtual Account User"}]}`}
		})
	},
	"POST /access-requests/new": func(sc visibilityScene) []sweepCall {
		return sc.eachVirtual(func(id string) sweepCall {
			return sweepCall{path: "//access-requests/new", page: true, form: url.Values{"account": {string(sc.ID)}, "accountDomain": {"canary.fr"}, "virtual-0": {id}, "virtual-role-0": {"No role"}}}
		})
	},
	"POST /v1/access-requests/{id}/decision": func(sc visibilityScene) []sweepCall {
		return sc.eachAsked(func(asked string) sweepCall {
			return sweepCall{method: http.MethodPost, path: "//v1/access-requests/" + asked + "/decision", body: `{"decision":"approve","virtualAccounts":[{"id":"` + sc.ids["Harrier"] + `","role":"Smart Account User"}]}`}
		})
	},
	"POST /v1/access-requests/{id}/withdraw": func(sc visibilityScene) []sweepCall {
		return sc.eachAsked(func(asked string) sweepCall {
			return sweepCall{method: http.MethodPost, path: "//v1/access-requests/" + asked + "/withdraw"}
		})
	},
	"POST /access-requests/{id}": func(sc visibilityScene) []sweepCall {
		return sc.eachAsked(func(asked string) sweepCall {
			return sweepCall{path: "//access-requests/" + asked, page: true, form: url.Values{"action": {"approve"}, "virtual-0": {sc.ids["Harrier"]}, "virtual-role-0": {"No role"}}}
		})
	},
	"PUT /v1/accounts/{id}/rules": fails(http.MethodPut, "/rules", `{"rules":[{"emailDomain":"rule.fr","decision":"maybe"}]}`),
	"POST /accounts/{id}/rules":   staleForm("/rules", "save-rule", url.Values{"emailDomain": {"other.fr"}, "decision": {"decline"}}),
	"POST /v1/accounts/{id}/members": func(sc visibilityScene) []sweepCall {
		return sc.eachVirtual(func(id string) sweepCall {
			return sweepCall{method: http.MethodPost, path: "/members", body: `{"members":[{"email":"not an address","virtualAccounts":[{"id":"` + id + `","role":"Virtual Account User"}]},{"email":"new@canary.fr","virtualAccounts":[{"id":"` + id + `","role":"Smart Account User"}]}]}`}
		})
	},
	"PUT /v1/accounts/{id}/members/{email}": func(sc visibilityScene) []sweepCall {
		return sc.eachMember(func(address string) sweepCall {
			return sweepCall{method: http.MethodPut, path: "/members/" + address, body: `{"virtualAccounts":[{"id":"` + sc.ids["Harrier"] + `","role":"Smart Account User"}]}`}
		})
	},
	"DELETE /v1/accounts/{id}/members/{email}": func(sc visibilityScene) []sweepCall {
		return sc.eachMember(func(address string) sweepCall {
			return sweepCall{method: http.MethodDelete, path: "/members/" + address, stale: true}
		})
	},
	"PATCH /v1/accounts/{id}":                fails(http.MethodPatch, "", `{"name":""}`),
	"POST /v1/accounts/{id}/close":           fails(http.MethodPost, "/close", `{"name":"Not it"}`),
	"POST /v1/accounts/{id}/withdraw-rename": fails(http.MethodPost, "/withdraw-rename", ""),
	"POST /v1/accounts/{id}/virtual-accounts": func(sc visibilityScene) []sweepCall {
		return sc.eachVirtual(func(id string) sweepCall {
			return sweepCall{method: http.MethodPost, path: "/virtual-accounts", body: `{"name":"","parentId":"` + id + `"}`}
		})
	},
	"PATCH /v1/accounts/{id}/virtual-accounts/{vid}": func(sc visibilityScene) []sweepCall {
		var all []sweepCall
		for _, of := range []string{"Kestrel", "Merlin", "Harrier", "Buzzard", "Lanner"} {
			all = append(all, sc.eachVirtual(func(id string) sweepCall {
				return sweepCall{method: http.MethodPatch, path: "/virtual-accounts/" + sc.ids[of], body: `{"name":"","parentId":"` + id + `"}`}
			})...)
		}
		return all
	},
	"DELETE /v1/accounts/{id}/virtual-accounts/{vid}": func(sc visibilityScene) []sweepCall {
		return sc.eachVirtual(func(id string) sweepCall {
			return sweepCall{method: http.MethodDelete, path: "/virtual-accounts/" + id, stale: true}
		})
	},
	"POST /accounts/{id}": staleForm("", "leave", url.Values{}),
	"POST /accounts/{id}/people": func(sc visibilityScene) []sweepCall {
		all := sc.eachVirtual(func(id string) sweepCall {
			return sweepCall{method: http.MethodPost, path: "/people", page: true, form: url.Values{
				"action": {"check"}, "people": {"new@canary.fr,Virtual Account User," + id + "\n"}, "role": {"Virtual Account User"}, "virtual": {id},
			}}
		})
		return append(all, sc.eachMember(func(address string) sweepCall {
			return sweepCall{method: http.MethodPost, path: "/people", page: true, form: url.Values{"action": {"change"}, "member": {address}, "email": {address}, "role": {"No role"}}}
		})...)
	},
	"POST /accounts/{id}/virtual-accounts": func(sc visibilityScene) []sweepCall {
		all := sc.eachVirtual(func(id string) sweepCall {
			return sweepCall{method: http.MethodPost, path: "/virtual-accounts", page: true, form: url.Values{"action": {"create"}, "name": {""}, "parentId": {id}, "visibility": {"public"}}}
		})
		return append(all, sc.eachVirtual(func(id string) sweepCall {
			return sweepCall{method: http.MethodPost, path: "/virtual-accounts", page: true, form: url.Values{"action": {"edit"}, "virtual": {id}, "name": {""}, "parentId": {sc.ids["Harrier"]}, "visibility": {"public"}}}
		})...)
	},
	"POST /accounts/{id}/settings": staleForm("/settings", "rename", url.Values{"name": {""}}),
}

// sweepCall is one call of a sweep.
type sweepCall struct {
	method, path, body, accept string
	form                       url.Values
	page, stale                bool
}

func reads(paths ...string) func(visibilityScene) []sweepCall {
	return func(visibilityScene) (all []sweepCall) {
		for _, path := range paths {
			all = append(all, sweepCall{path: path})
		}
		return all
	}
}

func pages(paths ...string) func(visibilityScene) []sweepCall {
	return func(visibilityScene) (all []sweepCall) {
		for _, path := range paths {
			all = append(all, sweepCall{path: path, page: true})
		}
		return all
	}
}

func pagesOfMembers(sc visibilityScene) []sweepCall {
	all := pages("/people", "/people?add=yes", "/people?outside=yes")(sc)
	return append(all, sc.eachMember(func(address string) sweepCall { return sweepCall{path: "/people?member=" + address, page: true} })...)
}

func fails(method, path, body string) func(visibilityScene) []sweepCall {
	return func(visibilityScene) []sweepCall { return []sweepCall{{method: method, path: path, body: body}} }
}

// staleForm sends a form that saw an old version.
func staleForm(path, action string, fields url.Values) func(visibilityScene) []sweepCall {
	return func(visibilityScene) []sweepCall {
		fields := maps.Clone(fields)
		fields.Set("action", action)
		return []sweepCall{{method: http.MethodPost, path: path, page: true, form: fields}}
	}
}

func (sc visibilityScene) eachVirtual(one func(id string) sweepCall) (all []sweepCall) {
	for _, name := range slices.Sorted(maps.Keys(sc.ids)) {
		all = append(all, one(sc.ids[name]))
	}
	return all
}

func (sc visibilityScene) eachAsked(one func(id string) sweepCall) (all []sweepCall) {
	for _, id := range sc.asked {
		all = append(all, one(id))
	}
	return all
}

func (sc visibilityScene) eachMember(one func(address string) sweepCall) (all []sweepCall) {
	for _, name := range slices.Sorted(maps.Keys(sc.secrets)) {
		if strings.HasSuffix(name, "@") {
			all = append(all, one(sc.secrets[name]))
		}
	}
	return all
}

// answer makes the call, and returns the response with all that it tells: headers, and the body with what its cursors contain.
func (sc visibilityScene) answer(c sweepCall, as, session func(*http.Request)) (response, string) {
	sc.Helper()
	target, outside := strings.CutPrefix(c.path, "//")
	switch {
	case outside:
		target = "/" + target
	case c.page:
		target = "/accounts/" + string(sc.ID) + c.path
	default:
		target = sc.at(c.path)
	}
	var r response
	switch {
	case c.form != nil:
		c.form.Set("version", "1") // so that a form that would be accepted is not
		r = sc.form(target, c.form, session)
	case c.page:
		r = sc.call(http.MethodGet, target, "", session)
	default:
		options := []func(*http.Request){as}
		if c.body != "" {
			options = append(options, header("Content-Type", "application/json"))
		}
		if c.stale {
			options = append(options, header("If-Match", `"1"`))
		}
		if c.accept != "" {
			options = append(options, header("Accept", c.accept))
		}
		if c.method == "" {
			c.method = http.MethodGet
		}
		r = sc.call(c.method, target, c.body, options...)
	}
	var served strings.Builder
	served.WriteString(r.Body.String())
	for name, values := range r.Header() {
		served.WriteString("\n" + name + ": " + strings.Join(values, ", "))
	}
	text := served.String()
	for _, found := range cursors.FindAllStringSubmatch(text, -1) {
		if plain, err := base64.RawURLEncoding.DecodeString(found[1]); err == nil {
			text += "\ncursor: " + string(plain)
		}
	}
	if unescaped, err := url.PathUnescape(text); err == nil {
		text += unescaped
	}
	return r, text
}

var (
	cursors    = regexp.MustCompile(`(?i)cursor(?:":"|=)([A-Za-z0-9_-]+)`)
	nextCursor = regexp.MustCompile(`"nextCursor":"([A-Za-z0-9_-]+)"`)
)

func TestTheSweepOfVisibilityHasEveryRouteOfAnAccount(t *testing.T) {
	t.Parallel()
	for _, route := range web.Routes() {
		if route.Function == web.ManageAccountFunction && sweepCalls[route.Key()] == nil {
			t.Errorf("%s is not in the sweep", route.Key())
		}
	}
	for key := range sweepCalls {
		if !slices.ContainsFunc(web.Routes(), func(r web.Route) bool { return r.Key() == key }) {
			t.Errorf("%s is no route", key)
		}
	}
}

// No response to a reader has the name or id of a Virtual Account, or the address of a member, whom the reader may not see.
func TestNoRouteShowsAReaderWhatTheyMayNotSee(t *testing.T) {
	for _, visibility := range []account.Visibility{account.Restricted, account.Public} {
		t.Run(string(visibility), func(t *testing.T) {
			t.Parallel()
			sc := newVisibilityScene(t, visibility)
			for reader, sees := range visible {
				address := account.Email(canaryAddress(reader))
				by, session := as(address), sc.signedIn(address)
				if reader == "an operator" {
					by, session = as(operator), sc.signedIn(operator)
				}
				allowed := strings.Fields(sees.restricted)
				if visibility == account.Public {
					allowed = append(allowed, strings.Fields(sees.alsoPublic)...)
				}
				for _, name := range slices.Clone(allowed) {
					allowed = append(allowed, "id of "+name)
				}
				shown := map[string]bool{}
				for key, calls := range sweepCalls {
					for _, c := range calls(sc) {
						for range 40 { // pages
							r, served := sc.answer(c, by, session)
							sc.checkServed(t, reader, key, c, served, allowed, shown)
							next := nextCursor.FindStringSubmatch(r.Body.String())
							if next == nil || c.page {
								break
							}
							c.path = withCursor(c.path, next[1])
						}
					}
				}
				for _, name := range strings.Fields(sees.restricted) {
					if !shown[name] {
						t.Errorf("%s is shown %s nowhere, so that the sweep checks nothing", reader, name)
					}
				}
			}
		})
	}
}

// withCursor returns the path of the next page of a list.
func withCursor(path, cursor string) string {
	path, query, _ := strings.Cut(path, "?")
	values, _ := url.ParseQuery(query)
	values.Set("cursor", cursor)
	return path + "?" + values.Encode()
}

// checkServed checks what one response shows, except what the request itself named.
func (sc visibilityScene) checkServed(t *testing.T, reader, key string, c sweepCall, served string, allowed []string, shown map[string]bool) {
	t.Helper()
	sent := c.path + c.body + c.form.Encode()
	if unescaped, err := url.QueryUnescape(sent); err == nil {
		sent += unescaped
	}
	for name, secret := range sc.secrets {
		if !strings.Contains(served, secret) || secret == canaryAddress(reader) {
			continue
		}
		if shown[name] = true; !slices.Contains(allowed, name) && !strings.Contains(sent, secret) {
			t.Errorf("%s reads %s in the answer to %s %s%s", reader, name, key, c.path, c.body+c.form.Encode())
		}
	}
}

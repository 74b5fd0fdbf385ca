package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web"
)

// accountPermissions has the response to each kind of caller, of each route below an account, by what the account is. It is
// written by hand from the specification; nothing is computed, and a missing cell fails.
//
//	nobody  nothing
//	unver.  a token without a verified address
//	outs.   a person without a role anywhere
//	other   a person with a role in another account
//	SAA, SAU, SAV  the Smart Account Administrator, User and Viewer
//	VAA, VAU, VAV  the Virtual Account Administrator, User and Viewer of EMEA, with what is nested below
//
// In the account, France is below EMEA, and beside EMEA there is a Restricted Virtual Account. A person with the role User on
// EMEA alone is the member who is changed. A pending account has no members: the last six are then as other.
//
// A star: the call changes the account; without one it must not.
const accountPermissions = `
# public
                                                           | nobody unver. outs.  other  SAA    SAU    SAV    VAA    VAU    VAV
GET /v1/accounts/{id}                                      | 401    403f   403f   200    200    200    200    200    200    200
GET /v1/accounts/{id}/members                              | 401    403f   403f   403f   200    200    200    200    403f   403f
POST /v1/accounts/{id}/members whole                       | 401    403f   403f   403f   200*   403f   403f   200    403f   403f
POST /v1/accounts/{id}/members EMEA                        | 401    403f   403f   403f   200*   403f   403f   200*   403f   403f
GET /v1/accounts/{id}/members/{email}                      | 401    403f   403f   403f   200    200    200    200    403f   403f
PUT /v1/accounts/{id}/members/{email}                      | 401    403f   403f   403f   200*   403f   403f   200*   403f   403f
DELETE /v1/accounts/{id}/members/{email}                   | 401    403f   403f   403f   204*   403f   403f   204*   403f   403f
GET /v1/accounts/{id}/virtual-accounts                     | 401    403f   403f   200    200    200    200    200    200    200
PATCH /v1/accounts/{id}                                    | 401    403f   403f   403f   200*   403f   403f   403f   403f   403f
POST /v1/accounts/{id}/close                               | 401    403f   403f   403f   200*   403f   403f   403f   403f   403f
POST /v1/accounts/{id}/withdraw-rename                     | 401    403f   403f   403f   404n   403f   403f   403f   403f   403f
POST /v1/accounts/{id}/reopen                              | 401    403f   403f   403f   403f   403f   403f   403f   403f   403f
POST /v1/accounts/{id}/virtual-accounts top                | 401    403f   403f   403f   201*   403f   403f   403f   403f   403f
POST /v1/accounts/{id}/virtual-accounts below EMEA         | 401    403f   403f   403f   201*   403f   403f   201*   403f   403f
GET /v1/accounts/{id}/virtual-accounts/{vid} EMEA          | 401    403f   403f   200    200    200    200    200    200    200
GET /v1/accounts/{id}/virtual-accounts/{vid} restricted    | 401    403f   403f   404n   200    200    200    404n   404n   404n
PATCH /v1/accounts/{id}/virtual-accounts/{vid} EMEA        | 401    403f   403f   403f   200*   403f   403f   403f   403f   403f
PATCH /v1/accounts/{id}/virtual-accounts/{vid} France      | 401    403f   403f   403f   200*   403f   403f   200*   403f   403f
PATCH /v1/accounts/{id}/virtual-accounts/{vid} restricted  | 401    403f   403f   403f   200*   403f   403f   404n   403f   403f
DELETE /v1/accounts/{id}/virtual-accounts/{vid} France     | 401    403f   403f   403f   204*   403f   403f   204*   403f   403f
GET /v1/accounts/{id}/log                                  | 401    403f   403f   403f   200    403f   200    200    403f   403f
GET /v1/accounts/{id}/rules                                | 401    403f   403f   403f   200    403f   403f   403f   403f   403f
PUT /v1/accounts/{id}/rules                                | 401    403f   403f   403f   200*   403f   403f   403f   403f   403f

# restricted
                                                           | nobody unver. outs.  other  SAA    SAU    SAV    VAA    VAU    VAV
GET /v1/accounts/{id}                                      | 401    403f   403f   200    200    200    200    200    200    200
GET /v1/accounts/{id}/members                              | 401    403f   404n   404n   200    200    200    200    403f   403f
POST /v1/accounts/{id}/members whole                       | 401    403f   404n   404n   200*   403f   403f   200    403f   403f
POST /v1/accounts/{id}/members EMEA                        | 401    403f   404n   404n   200*   403f   403f   200*   403f   403f
GET /v1/accounts/{id}/members/{email}                      | 401    403f   404n   404n   200    200    200    200    403f   403f
PUT /v1/accounts/{id}/members/{email}                      | 401    403f   404n   404n   200*   403f   403f   200*   403f   403f
DELETE /v1/accounts/{id}/members/{email}                   | 401    403f   404n   404n   204*   403f   403f   204*   403f   403f
GET /v1/accounts/{id}/virtual-accounts                     | 401    403f   403f   404n   200    200    200    200    200    200
PATCH /v1/accounts/{id}                                    | 401    403f   404n   404n   200*   403f   403f   403f   403f   403f
POST /v1/accounts/{id}/close                               | 401    403f   404n   404n   200*   403f   403f   403f   403f   403f
POST /v1/accounts/{id}/withdraw-rename                     | 401    403f   404n   404n   404n   403f   403f   403f   403f   403f
POST /v1/accounts/{id}/reopen                              | 401    403f   403f   403f   403f   403f   403f   403f   403f   403f
POST /v1/accounts/{id}/virtual-accounts top                | 401    403f   404n   404n   201*   403f   403f   403f   403f   403f
POST /v1/accounts/{id}/virtual-accounts below EMEA         | 401    403f   404n   404n   201*   403f   403f   201*   403f   403f
GET /v1/accounts/{id}/virtual-accounts/{vid} EMEA          | 401    403f   403f   404n   200    200    200    200    200    200
GET /v1/accounts/{id}/virtual-accounts/{vid} restricted    | 401    403f   403f   404n   200    200    200    404n   404n   404n
PATCH /v1/accounts/{id}/virtual-accounts/{vid} EMEA        | 401    403f   404n   404n   200*   403f   403f   403f   403f   403f
PATCH /v1/accounts/{id}/virtual-accounts/{vid} France      | 401    403f   404n   404n   200*   403f   403f   200*   403f   403f
PATCH /v1/accounts/{id}/virtual-accounts/{vid} restricted  | 401    403f   404n   404n   200*   403f   403f   404n   403f   403f
DELETE /v1/accounts/{id}/virtual-accounts/{vid} France     | 401    403f   404n   404n   204*   403f   403f   204*   403f   403f
GET /v1/accounts/{id}/log                                  | 401    403f   403f   404n   200    403f   200    200    403f   403f
GET /v1/accounts/{id}/rules                                | 401    403f   404n   404n   200    403f   403f   403f   403f   403f
PUT /v1/accounts/{id}/rules                                | 401    403f   404n   404n   200*   403f   403f   403f   403f   403f

# cancelled
                                                           | nobody unver. outs.  other  SAA    SAU    SAV    VAA    VAU    VAV
GET /v1/accounts/{id}                                      | 401    403f   403f   404n   404n   404n   404n   404n   404n   404n
GET /v1/accounts/{id}/members                              | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/accounts/{id}/members whole                       | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/accounts/{id}/members EMEA                        | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
GET /v1/accounts/{id}/members/{email}                      | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
PUT /v1/accounts/{id}/members/{email}                      | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
DELETE /v1/accounts/{id}/members/{email}                   | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
GET /v1/accounts/{id}/virtual-accounts                     | 401    403f   403f   404n   404n   404n   404n   404n   404n   404n
PATCH /v1/accounts/{id}                                    | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/accounts/{id}/close                               | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/accounts/{id}/withdraw-rename                     | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/accounts/{id}/reopen                              | 401    403f   403f   403f   403f   403f   403f   403f   403f   403f
POST /v1/accounts/{id}/virtual-accounts top                | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/accounts/{id}/virtual-accounts below EMEA         | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
GET /v1/accounts/{id}/virtual-accounts/{vid} EMEA          | 401    403f   403f   404n   404n   404n   404n   404n   404n   404n
GET /v1/accounts/{id}/virtual-accounts/{vid} restricted    | 401    403f   403f   404n   404n   404n   404n   404n   404n   404n
PATCH /v1/accounts/{id}/virtual-accounts/{vid} EMEA        | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
PATCH /v1/accounts/{id}/virtual-accounts/{vid} France      | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
PATCH /v1/accounts/{id}/virtual-accounts/{vid} restricted  | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
DELETE /v1/accounts/{id}/virtual-accounts/{vid} France     | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
GET /v1/accounts/{id}/log                                  | 401    403f   403f   404n   404n   404n   404n   404n   404n   404n
GET /v1/accounts/{id}/rules                                | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
PUT /v1/accounts/{id}/rules                                | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n

# pending
                                                           | nobody unver. outs.  other  SAA    SAU    SAV    VAA    VAU    VAV
GET /v1/accounts/{id}                                      | 401    403f   403f   200    200    200    200    200    200    200
GET /v1/accounts/{id}/members                              | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/accounts/{id}/members whole                       | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/accounts/{id}/members EMEA                        | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
GET /v1/accounts/{id}/members/{email}                      | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
PUT /v1/accounts/{id}/members/{email}                      | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
DELETE /v1/accounts/{id}/members/{email}                   | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
GET /v1/accounts/{id}/virtual-accounts                     | 401    403f   403f   404n   404n   404n   404n   404n   404n   404n
PATCH /v1/accounts/{id}                                    | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/accounts/{id}/close                               | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/accounts/{id}/withdraw-rename                     | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/accounts/{id}/reopen                              | 401    403f   403f   403f   403f   403f   403f   403f   403f   403f
POST /v1/accounts/{id}/virtual-accounts top                | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/accounts/{id}/virtual-accounts below EMEA         | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
GET /v1/accounts/{id}/virtual-accounts/{vid} EMEA          | 401    403f   403f   404n   404n   404n   404n   404n   404n   404n
GET /v1/accounts/{id}/virtual-accounts/{vid} restricted    | 401    403f   403f   404n   404n   404n   404n   404n   404n   404n
PATCH /v1/accounts/{id}/virtual-accounts/{vid} EMEA        | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
PATCH /v1/accounts/{id}/virtual-accounts/{vid} France      | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
PATCH /v1/accounts/{id}/virtual-accounts/{vid} restricted  | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
DELETE /v1/accounts/{id}/virtual-accounts/{vid} France     | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
GET /v1/accounts/{id}/log                                  | 401    403f   403f   404n   404n   404n   404n   404n   404n   404n
GET /v1/accounts/{id}/rules                                | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
PUT /v1/accounts/{id}/rules                                | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n
`

var accountCallers = []string{"nobody", "unver.", "outs.", "other", "SAA", "SAU", "SAV", "VAA", "VAU", "VAV"}

// wholeRoles and partRoles are the roles of the callers who are members.
var (
	wholeRoles = map[string]account.Role{
		"SAA": account.SmartAccountAdministrator, "SAU": account.SmartAccountUser, "SAV": account.SmartAccountViewer,
	}
	partRoles = map[string]account.Role{
		"VAA": account.VirtualAccountAdministrator, "VAU": account.VirtualAccountUser, "VAV": account.VirtualAccountViewer,
	}
)

// memberNamed returns the address of a caller who is a member.
func memberNamed(who string) account.Email { return account.Email(strings.ToLower(who) + "@member.fr") }

const changedMember = "changed+1@member.fr"

// accountScene is the account of a block.
type accountScene struct {
	id, emea, france, restricted string
	version                      string
}

// at returns an address below the account.
func (sc accountScene) at(rest string) string { return "/v1/accounts/" + sc.id + rest }

var accountCalls = map[string]func(*system, accountScene, func(*http.Request)) response{
	"GET /v1/accounts/{id}":         get(func(sc accountScene) string { return sc.at("") }),
	"GET /v1/accounts/{id}/members": get(func(sc accountScene) string { return sc.at("/members") }),
	"POST /v1/accounts/{id}/members whole": send(http.MethodPost, func(sc accountScene) string { return sc.at("/members") },
		`{"members":[{"email":"new@member.fr","role":"Smart Account User"}]}`),
	"POST /v1/accounts/{id}/members EMEA": send(http.MethodPost, func(sc accountScene) string { return sc.at("/members") },
		`{"members":[{"email":"new@member.fr","virtualAccounts":[{"id":"EMEA","role":"Virtual Account User"}]}]}`),
	"GET /v1/accounts/{id}/members/{email}": get(func(sc accountScene) string { return sc.at("/members/" + url.PathEscape(changedMember)) }),
	"PUT /v1/accounts/{id}/members/{email}": send(http.MethodPut, func(sc accountScene) string { return sc.at("/members/" + url.PathEscape(changedMember)) },
		`{"virtualAccounts":[{"id":"EMEA","role":"Virtual Account Viewer"}]}`),
	"DELETE /v1/accounts/{id}/members/{email}": send(http.MethodDelete, func(sc accountScene) string { return sc.at("/members/" + changedMember) }, ""),
	"GET /v1/accounts/{id}/virtual-accounts":   get(func(sc accountScene) string { return sc.at("/virtual-accounts") }),
	"PATCH /v1/accounts/{id}":                  send(http.MethodPatch, func(sc accountScene) string { return sc.at("") }, `{"name":"Renamed"}`),
	"POST /v1/accounts/{id}/withdraw-rename":   send(http.MethodPost, func(sc accountScene) string { return sc.at("/withdraw-rename") }, ""),
	"POST /v1/accounts/{id}/reopen":            send(http.MethodPost, func(sc accountScene) string { return sc.at("/reopen") }, `{"reason":"By mistake."}`),
	"POST /v1/accounts/{id}/close":             send(http.MethodPost, func(sc accountScene) string { return sc.at("/close") }, `{"name":"Scene"}`),
	"POST /v1/accounts/{id}/virtual-accounts top": send(http.MethodPost, func(sc accountScene) string { return sc.at("/virtual-accounts") },
		`{"name":"Americas"}`),
	"POST /v1/accounts/{id}/virtual-accounts below EMEA": func(s *system, sc accountScene, by func(*http.Request)) response {
		return s.json(sc.at("/virtual-accounts"), map[string]any{"name": "Spain", "parentId": sc.emea}, by)
	},
	"GET /v1/accounts/{id}/virtual-accounts/{vid} EMEA":         get(func(sc accountScene) string { return sc.at("/virtual-accounts/" + sc.emea) }),
	"GET /v1/accounts/{id}/virtual-accounts/{vid} restricted":   get(func(sc accountScene) string { return sc.at("/virtual-accounts/" + sc.restricted) }),
	"PATCH /v1/accounts/{id}/virtual-accounts/{vid} EMEA":       send(http.MethodPatch, func(sc accountScene) string { return sc.at("/virtual-accounts/" + sc.emea) }, `{"description":"New."}`),
	"PATCH /v1/accounts/{id}/virtual-accounts/{vid} France":     send(http.MethodPatch, func(sc accountScene) string { return sc.at("/virtual-accounts/" + sc.france) }, `{"description":"New."}`),
	"PATCH /v1/accounts/{id}/virtual-accounts/{vid} restricted": send(http.MethodPatch, func(sc accountScene) string { return sc.at("/virtual-accounts/" + sc.restricted) }, `{"description":"New."}`),
	"DELETE /v1/accounts/{id}/virtual-accounts/{vid} France":    send(http.MethodDelete, func(sc accountScene) string { return sc.at("/virtual-accounts/" + sc.france) }, ""),
	"GET /v1/accounts/{id}/log":                                 get(func(sc accountScene) string { return sc.at("/log") }),
	"GET /v1/accounts/{id}/rules":                               get(func(sc accountScene) string { return sc.at("/rules") }),
	"PUT /v1/accounts/{id}/rules": send(http.MethodPut, func(sc accountScene) string { return sc.at("/rules") },
		`{"rules":[{"emailDomain":"partner.fr","decision":"approve","role":"Smart Account Viewer"}]}`),
}

func get(path func(accountScene) string) func(*system, accountScene, func(*http.Request)) response {
	return send(http.MethodGet, path, "")
}

func send(method string, path func(accountScene) string, body string) func(*system, accountScene, func(*http.Request)) response {
	return func(s *system, sc accountScene, by func(*http.Request)) response {
		return s.call(method, path(sc), body, header("Content-Type", "application/json"), by)
	}
}

// readAccountPermissions reads the table.
func readAccountPermissions(t *testing.T) []row {
	t.Helper()
	return readTable(t, accountPermissions, accountCallers)
}

// The table has every route below an account that only members change, in every block, and every cell.
func TestThePermissionsOfMembersNameEveryRouteInEveryState(t *testing.T) {
	blocks := map[string][]string{}
	routes := map[string]bool{}
	for _, r := range readAccountPermissions(t) {
		if slices.Contains(blocks[r.block], r.call) {
			t.Errorf("%s: %s stands there twice", r.block, r.call)
		}
		blocks[r.block] = append(blocks[r.block], r.call)
		routes[routeOf(r.call)] = true
		if len(r.cells) != len(accountCallers) {
			t.Errorf("%s: %s has %d cells, not %d", r.block, r.call, len(r.cells), len(accountCallers))
		}
		if accountCalls[r.call] == nil {
			t.Errorf("there is no call for %s", r.call)
		}
	}
	for _, block := range []string{"public", "restricted", "cancelled", "pending"} {
		if len(blocks[block]) != len(accountCalls) {
			t.Errorf("%s has %d calls, not %d", block, len(blocks[block]), len(accountCalls))
		}
		delete(blocks, block)
	}
	for block := range blocks {
		t.Errorf("the table has a block %q, of which nothing is known", block)
	}
	for _, route := range web.Routes() {
		if strings.HasPrefix(route.Pattern, "/v1/accounts/{id}") && !routes[route.Key()] {
			t.Errorf("%s is not in the table", route.Key())
		}
	}
}

// Every caller gets the response in the table, and a refused call changes nothing.
func TestEveryMemberGetsWhatThePermissionsSay(t *testing.T) {
	blocks := map[string][]row{}
	for _, r := range readAccountPermissions(t) {
		blocks[r.block] = append(blocks[r.block], r)
	}
	for block, rows := range blocks {
		t.Run(block, func(t *testing.T) {
			t.Parallel()
			s := newSystem(t)
			for who := range wholeRoles {
				s.giveRole(memberNamed(who), account.Domain("of-"+strings.ToLower(who)+".fr"))
			}
			for who := range partRoles {
				s.giveRole(memberNamed(who), account.Domain("of-"+strings.ToLower(who)+".fr"))
			}
			number := 0
			sc := s.accountScene(block, number)
			for _, r := range rows {
				for i, who := range accountCallers {
					cell, changes := strings.CutSuffix(r.cells[i], "*")
					got := accountCalls[r.call](s, sc, s.accountCaller(who))
					if now := s.storedVersion(sc); (now != sc.version) != changes {
						t.Errorf("%s, %s, %s: the version was %s and is %s", block, r.call, who, sc.version, now)
						changes = true
					}
					want := cells[cell]
					if got.Code != want.status || want.slug != "" && !strings.Contains(got.Body.String(), "/problems/"+want.slug+`"`) {
						t.Errorf("%s, %s, %s: got %d, want %s: %.300s", block, r.call, who, got.Code, cell, got.Body)
					}
					if changes {
						number++
						sc = s.accountScene(block, number)
					}
				}
			}
		})
	}
}

func (s *system) accountCaller(who string) func(*http.Request) {
	switch who {
	case "nobody":
		return func(*http.Request) {}
	case "unver.":
		claims := claimsOf(partner)
		claims["email_verified"] = false
		return bearer(claims)
	case "outs.":
		return as(outsider)
	case "other":
		return as(partner2)
	default:
		return as(memberNamed(who))
	}
}

// storedVersion returns the version of the scene's account from the table; empty if it has none.
func (s *system) storedVersion(sc accountScene) string {
	s.Helper()
	a, _, err := s.table.Standing(s.Context(), account.ID(sc.id), outsider)
	if err != nil {
		s.Fatal(err)
	}
	return strconv.Itoa(a.Version)
}

// accountScene makes the account of a block.
func (s *system) accountScene(block string, number int) accountScene {
	s.Helper()
	s.pass(25 * time.Hour) // so that no limit is reached
	domain := fmt.Sprintf("scene-%s-%d.fr", block, number)
	if block == "pending" {
		opened := s.submit(domain)
		sc := accountScene{id: opened.Account.ID, emea: opened.Account.ID, france: opened.Account.ID, restricted: opened.Account.ID}
		sc.version = s.storedVersion(sc)
		return sc
	}
	a := account.Account{
		ID: account.NewID(), Name: "Scene", Domain: account.Domain(domain), Status: account.AccountActive,
		Visibility: account.Public, CreatedAt: s.now(),
	}
	if block == "restricted" {
		a.Visibility = account.Restricted
	}
	if block == "cancelled" {
		a.Status = account.AccountCancelled
	}
	s.load(a, account.Membership{Person: memberNamed("SAA"), Role: account.SmartAccountAdministrator, Since: s.now()})
	sc := accountScene{id: string(a.ID)}
	if block == "cancelled" {
		sc.emea, sc.france, sc.restricted, sc.version = sc.id, sc.id, sc.id, s.storedVersion(sc)
		return sc
	}
	by := as(memberNamed("SAA"))
	create := func(body map[string]any) string {
		var created struct{ ID string }
		s.json(sc.at("/virtual-accounts"), body, by).status(http.StatusCreated).decode(&created)
		return created.ID
	}
	sc.emea = create(map[string]any{"name": "EMEA"})
	sc.france = create(map[string]any{"name": "France", "parentId": sc.emea})
	sc.restricted = create(map[string]any{"name": "Secret", "visibility": "restricted"})
	rows := []any{map[string]any{"email": changedMember, "virtualAccounts": []any{
		map[string]any{"id": sc.emea, "role": account.VirtualAccountUser},
	}}}
	for who, role := range wholeRoles {
		if who != "SAA" {
			rows = append(rows, map[string]any{"email": memberNamed(who), "role": role})
		}
	}
	for who, role := range partRoles {
		rows = append(rows, map[string]any{"email": memberNamed(who), "virtualAccounts": []any{
			map[string]any{"id": sc.emea, "role": role, "withNested": true},
		}})
	}
	added := s.json(sc.at("/members"), map[string]any{"members": rows}, by).status(http.StatusOK)
	if strings.Count(added.Body.String(), `"outcome":"added"`) != len(rows) {
		s.Fatalf("%s", added.Body)
	}
	for _, roles := range []map[string]account.Role{wholeRoles, partRoles} {
		for who := range roles {
			if err := s.managing().People.Confirm(s.Context(), account.Person{Email: memberNamed(who)}, account.ID(sc.id)); err != nil {
				s.Fatal(err)
			}
		}
	}
	sc.version = s.storedVersion(sc)
	return sc
}

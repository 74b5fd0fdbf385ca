package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web"
)

// accessPermissions has the response to each kind of caller, of each route of access requests, by what the access request and its
// account are. It is written by hand from the specification; nothing is computed, and a missing cell fails. The callers and the
// account are those of accountPermissions, with one more:
//
//	asker  a person without any role, with an address at the account's domain identifier
//
// The asker asked for a role on the whole account, the member with the role User on EMEA for the same with what is nested below. In
// the blocks public and restricted nothing was asked yet.
//
// A star: the call changes an access request; without one it must not.
const accessPermissions = `
# public
                                                | nobody unver. outs.  other  SAA    SAU    SAV    VAA    VAU    VAV    asker
POST /v1/access-requests domain                 | 401    403f   403f   201*   409m   409m   201*   422i   201*   201*   201*
POST /v1/access-requests id                     | 401    403f   403f   201*   409m   409m   201*   422i   201*   201*   201*
GET /v1/access-requests                         | 401    403f   200    200    200    200    200    200    200    200    200
GET /v1/access-requests waiting                 | 401    403f   200    200    200    200    200    200    200    200    200
GET /v1/access-requests decider                 | 401    403f   403f   403f   200    403f   403f   200    403f   403f   403f
GET /access-requests                            | 401    401    200    200    200    200    200    200    200    200    200
GET /access-requests/new                        | 401    401    200    200    200    200    200    200    200    200    200
POST /access-requests/new                       | 401    401    403f   303*   409m   409m   303*   422i   303*   303*   303*
GET /accounts/{id}/access-requests              | 401    401    403f   403f   200    403f   403f   200    403f   403f   403f
GET /accounts/{id}/rules                        | 401    401    403f   403f   200    403f   403f   403f   403f   403f   403f
POST /accounts/{id}/rules                       | 401    401    403f   403f   303    403f   403f   403f   403f   403f   403f

# restricted
                                                | nobody unver. outs.  other  SAA    SAU    SAV    VAA    VAU    VAV    asker
POST /v1/access-requests domain                 | 401    403f   403f   201*   409m   409m   201*   422i   201*   201*   201*
POST /v1/access-requests id                     | 401    403f   403f   404n   409m   409m   201*   422i   201*   201*   201*
GET /v1/access-requests                         | 401    403f   200    200    200    200    200    200    200    200    200
GET /v1/access-requests waiting                 | 401    403f   200    200    200    200    200    200    200    200    200
GET /v1/access-requests decider                 | 401    403f   404n   404n   200    403f   403f   200    403f   403f   404n
GET /access-requests                            | 401    401    200    200    200    200    200    200    200    200    200
GET /access-requests/new                        | 401    401    200    200    200    200    200    200    200    200    200
POST /access-requests/new                       | 401    401    403f   303*   409m   409m   303*   422i   303*   303*   303*
GET /accounts/{id}/access-requests              | 401    401    403f   404n   200    403f   403f   200    403f   403f   403f
GET /accounts/{id}/rules                        | 401    401    403f   404n   200    403f   403f   403f   403f   403f   403f
POST /accounts/{id}/rules                       | 401    401    404n   404n   303    403f   403f   403f   403f   403f   404n

# public pending
                                                | nobody unver. outs.  other  SAA    SAU    SAV    VAA    VAU    VAV    asker
GET /v1/access-requests/{id} whole              | 401    403f   404n   404n   200    404n   404n   404n   404n   404n   200
GET /v1/access-requests/{id} EMEA               | 401    403f   404n   404n   200    404n   404n   200    404n   404n   404n
POST /v1/access-requests/{id}/decision whole    | 401    403f   404n   404n   200*   404n   404n   404n   404n   404n   404n
POST /v1/access-requests/{id}/decision EMEA     | 401    403f   404n   404n   200*   404n   404n   200*   404n   404n   404n
POST /v1/access-requests/{id}/decision decline  | 401    403f   404n   404n   200*   404n   404n   200*   404n   404n   404n
POST /v1/access-requests/{id}/withdraw          | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n   200*
GET /access-requests/{id} whole                 | 401    401    404n   404n   200    404n   404n   404n   404n   404n   200
GET /access-requests/{id} EMEA                  | 401    401    404n   404n   200    404n   404n   200    404n   404n   404n
POST /access-requests/{id} approve whole        | 401    401    404n   404n   303*   404n   404n   404n   404n   404n   404n
POST /access-requests/{id} approve EMEA         | 401    401    404n   404n   303*   404n   404n   303*   404n   404n   404n
POST /access-requests/{id} decline              | 401    401    404n   404n   303*   404n   404n   303*   404n   404n   404n
POST /access-requests/{id} withdraw             | 401    401    404n   404n   404n   404n   404n   404n   404n   404n   303*

# restricted pending
                                                | nobody unver. outs.  other  SAA    SAU    SAV    VAA    VAU    VAV    asker
GET /v1/access-requests/{id} whole              | 401    403f   404n   404n   200    404n   404n   404n   404n   404n   200
GET /v1/access-requests/{id} EMEA               | 401    403f   404n   404n   200    404n   404n   200    404n   404n   404n
POST /v1/access-requests/{id}/decision whole    | 401    403f   404n   404n   200*   404n   404n   404n   404n   404n   404n
POST /v1/access-requests/{id}/decision EMEA     | 401    403f   404n   404n   200*   404n   404n   200*   404n   404n   404n
POST /v1/access-requests/{id}/decision decline  | 401    403f   404n   404n   200*   404n   404n   200*   404n   404n   404n
POST /v1/access-requests/{id}/withdraw          | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n   200*
GET /access-requests/{id} whole                 | 401    401    404n   404n   200    404n   404n   404n   404n   404n   200
GET /access-requests/{id} EMEA                  | 401    401    404n   404n   200    404n   404n   200    404n   404n   404n
POST /access-requests/{id} approve whole        | 401    401    404n   404n   303*   404n   404n   404n   404n   404n   404n
POST /access-requests/{id} approve EMEA         | 401    401    404n   404n   303*   404n   404n   303*   404n   404n   404n
POST /access-requests/{id} decline              | 401    401    404n   404n   303*   404n   404n   303*   404n   404n   404n
POST /access-requests/{id} withdraw             | 401    401    404n   404n   404n   404n   404n   404n   404n   404n   303*

# public approved
                                                | nobody unver. outs.  other  SAA    SAU    SAV    VAA    VAU    VAV    asker
GET /v1/access-requests/{id} whole              | 401    403f   404n   404n   200    404n   404n   404n   404n   404n   200
GET /v1/access-requests/{id} EMEA               | 401    403f   404n   404n   200    404n   404n   200    404n   404n   404n
POST /v1/access-requests/{id}/decision whole    | 401    403f   404n   404n   409d   404n   404n   404n   404n   404n   404n
POST /v1/access-requests/{id}/decision EMEA     | 401    403f   404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /v1/access-requests/{id}/decision decline  | 401    403f   404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /v1/access-requests/{id}/withdraw          | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n   409d
GET /access-requests/{id} whole                 | 401    401    404n   404n   200    404n   404n   404n   404n   404n   200
GET /access-requests/{id} EMEA                  | 401    401    404n   404n   200    404n   404n   200    404n   404n   404n
POST /access-requests/{id} approve whole        | 401    401    404n   404n   409d   404n   404n   404n   404n   404n   404n
POST /access-requests/{id} approve EMEA         | 401    401    404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /access-requests/{id} decline              | 401    401    404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /access-requests/{id} withdraw             | 401    401    404n   404n   404n   404n   404n   404n   404n   404n   409d

# public declined
                                                | nobody unver. outs.  other  SAA    SAU    SAV    VAA    VAU    VAV    asker
GET /v1/access-requests/{id} whole              | 401    403f   404n   404n   200    404n   404n   404n   404n   404n   200
GET /v1/access-requests/{id} EMEA               | 401    403f   404n   404n   200    404n   404n   200    404n   404n   404n
POST /v1/access-requests/{id}/decision whole    | 401    403f   404n   404n   409d   404n   404n   404n   404n   404n   404n
POST /v1/access-requests/{id}/decision EMEA     | 401    403f   404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /v1/access-requests/{id}/decision decline  | 401    403f   404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /v1/access-requests/{id}/withdraw          | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n   409d
GET /access-requests/{id} whole                 | 401    401    404n   404n   200    404n   404n   404n   404n   404n   200
GET /access-requests/{id} EMEA                  | 401    401    404n   404n   200    404n   404n   200    404n   404n   404n
POST /access-requests/{id} approve whole        | 401    401    404n   404n   409d   404n   404n   404n   404n   404n   404n
POST /access-requests/{id} approve EMEA         | 401    401    404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /access-requests/{id} decline              | 401    401    404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /access-requests/{id} withdraw             | 401    401    404n   404n   404n   404n   404n   404n   404n   404n   409d

# public withdrawn
                                                | nobody unver. outs.  other  SAA    SAU    SAV    VAA    VAU    VAV    asker
GET /v1/access-requests/{id} whole              | 401    403f   404n   404n   200    404n   404n   404n   404n   404n   200
GET /v1/access-requests/{id} EMEA               | 401    403f   404n   404n   200    404n   404n   200    404n   404n   404n
POST /v1/access-requests/{id}/decision whole    | 401    403f   404n   404n   409d   404n   404n   404n   404n   404n   404n
POST /v1/access-requests/{id}/decision EMEA     | 401    403f   404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /v1/access-requests/{id}/decision decline  | 401    403f   404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /v1/access-requests/{id}/withdraw          | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n   409d
GET /access-requests/{id} whole                 | 401    401    404n   404n   200    404n   404n   404n   404n   404n   200
GET /access-requests/{id} EMEA                  | 401    401    404n   404n   200    404n   404n   200    404n   404n   404n
POST /access-requests/{id} approve whole        | 401    401    404n   404n   409d   404n   404n   404n   404n   404n   404n
POST /access-requests/{id} approve EMEA         | 401    401    404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /access-requests/{id} decline              | 401    401    404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /access-requests/{id} withdraw             | 401    401    404n   404n   404n   404n   404n   404n   404n   404n   409d

# public expired
                                                | nobody unver. outs.  other  SAA    SAU    SAV    VAA    VAU    VAV    asker
GET /v1/access-requests/{id} whole              | 401    403f   404n   404n   200    404n   404n   404n   404n   404n   200
GET /v1/access-requests/{id} EMEA               | 401    403f   404n   404n   200    404n   404n   200    404n   404n   404n
POST /v1/access-requests/{id}/decision whole    | 401    403f   404n   404n   409d   404n   404n   404n   404n   404n   404n
POST /v1/access-requests/{id}/decision EMEA     | 401    403f   404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /v1/access-requests/{id}/decision decline  | 401    403f   404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /v1/access-requests/{id}/withdraw          | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n   409d
GET /access-requests/{id} whole                 | 401    401    404n   404n   200    404n   404n   404n   404n   404n   200
GET /access-requests/{id} EMEA                  | 401    401    404n   404n   200    404n   404n   200    404n   404n   404n
POST /access-requests/{id} approve whole        | 401    401    404n   404n   409d   404n   404n   404n   404n   404n   404n
POST /access-requests/{id} approve EMEA         | 401    401    404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /access-requests/{id} decline              | 401    401    404n   404n   409d   404n   404n   409d   404n   404n   404n
POST /access-requests/{id} withdraw             | 401    401    404n   404n   404n   404n   404n   404n   404n   404n   409d

# public closed
                                                | nobody unver. outs.  other  SAA    SAU    SAV    VAA    VAU    VAV    asker
GET /v1/access-requests/{id} whole              | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n   200
GET /v1/access-requests/{id} EMEA               | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/access-requests/{id}/decision whole    | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/access-requests/{id}/decision EMEA     | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/access-requests/{id}/decision decline  | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n   404n
POST /v1/access-requests/{id}/withdraw          | 401    403f   404n   404n   404n   404n   404n   404n   404n   404n   200*
GET /access-requests/{id} whole                 | 401    401    404n   404n   404n   404n   404n   404n   404n   404n   200
GET /access-requests/{id} EMEA                  | 401    401    404n   404n   404n   404n   404n   404n   404n   404n   404n
POST /access-requests/{id} approve whole        | 401    401    404n   404n   404n   404n   404n   404n   404n   404n   404n
POST /access-requests/{id} approve EMEA         | 401    401    404n   404n   404n   404n   404n   404n   404n   404n   404n
POST /access-requests/{id} decline              | 401    401    404n   404n   404n   404n   404n   404n   404n   404n   404n
POST /access-requests/{id} withdraw             | 401    401    404n   404n   404n   404n   404n   404n   404n   404n   303*
`

var accessCallers = append(slices.Clone(accountCallers), "asker")

// accessScene is the account of a block with its access requests.
type accessScene struct {
	accountScene
	domain      string
	whole, part string // the ids of the access requests
	found       string // all access requests about the account, as they were
}

const asUser = `"role":"Smart Account User"`

// accessCalls has the calls of the table. The first word after the route says which access request the call is about.
var accessCalls = map[string]func(*system, accessScene, func(*http.Request)) response{
	"POST /v1/access-requests domain": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.json("/v1/access-requests", `{"accountDomain":"`+sc.domain+`",`+asUser+`}`, by)
	},
	"POST /v1/access-requests id": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.json("/v1/access-requests", `{"accountId":"`+sc.id+`",`+asUser+`}`, by)
	},
	"GET /v1/access-requests": func(s *system, _ accessScene, by func(*http.Request)) response {
		return s.call(http.MethodGet, "/v1/access-requests", "", by)
	},
	"GET /v1/access-requests waiting": func(s *system, _ accessScene, by func(*http.Request)) response {
		return s.call(http.MethodGet, "/v1/access-requests?as=decider", "", by)
	},
	"GET /v1/access-requests decider": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.call(http.MethodGet, "/v1/access-requests?as=decider&accountId="+sc.id, "", by)
	},
	"GET /v1/access-requests/{id} whole": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.call(http.MethodGet, "/v1/access-requests/"+sc.whole, "", by)
	},
	"GET /v1/access-requests/{id} EMEA": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.call(http.MethodGet, "/v1/access-requests/"+sc.part, "", by)
	},
	"POST /v1/access-requests/{id}/decision whole": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.json("/v1/access-requests/"+sc.whole+"/decision", `{"decision":"approve"}`, by)
	},
	"POST /v1/access-requests/{id}/decision EMEA": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.json("/v1/access-requests/"+sc.part+"/decision", `{"decision":"approve"}`, by)
	},
	"POST /v1/access-requests/{id}/decision decline": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.json("/v1/access-requests/"+sc.part+"/decision", `{"decision":"decline"}`, by)
	},
	"POST /v1/access-requests/{id}/withdraw": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.json("/v1/access-requests/"+sc.whole+"/withdraw", "", by)
	},
	"GET /access-requests": func(s *system, _ accessScene, by func(*http.Request)) response {
		return s.call(http.MethodGet, "/access-requests", "", by)
	},
	"GET /access-requests/new": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.call(http.MethodGet, "/access-requests/new?account="+sc.id, "", by)
	},
	"POST /access-requests/new": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.form("/access-requests/new", fields("accountDomain", sc.domain, "role", "Smart Account User"), by)
	},
	"GET /access-requests/{id} whole": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.call(http.MethodGet, "/access-requests/"+sc.whole, "", by)
	},
	"GET /access-requests/{id} EMEA": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.call(http.MethodGet, "/access-requests/"+sc.part, "", by)
	},
	"POST /access-requests/{id} approve whole": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.form("/access-requests/"+sc.whole, fields("action", "approve", "role", "Smart Account User"), by)
	},
	"POST /access-requests/{id} approve EMEA": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.form("/access-requests/"+sc.part, fields("action", "approve", "virtual-0", sc.emea, "virtual-role-0", "Virtual Account User", "virtual-nested-0", "yes"), by)
	},
	"POST /access-requests/{id} decline": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.form("/access-requests/"+sc.part, fields("action", "decline"), by)
	},
	"POST /access-requests/{id} withdraw": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.form("/access-requests/"+sc.whole, fields("action", "withdraw"), by)
	},
	"GET /accounts/{id}/access-requests": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.call(http.MethodGet, "/accounts/"+sc.id+"/access-requests", "", by)
	},
	"GET /accounts/{id}/rules": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.call(http.MethodGet, "/accounts/"+sc.id+"/rules", "", by)
	},
	"POST /accounts/{id}/rules": func(s *system, sc accessScene, by func(*http.Request)) response {
		return s.form("/accounts/"+sc.id+"/rules", fields("action", "save-rule", "version", "0", "emailDomain", "rule.fr", "decision", "decline"), by)
	},
}

// ofAccessRequests reports whether the route is in the table accessPermissions.
func ofAccessRequests(r web.Route) bool {
	return strings.Contains(r.Pattern, "/access-requests") || r.Pattern == "/accounts/{id}/rules"
}

// The table has every route of access requests, in every state that one has, and every cell.
func TestThePermissionsOfAccessRequestsNameEveryRouteInEveryState(t *testing.T) {
	blocks := map[string][]string{}
	routes := map[string]bool{}
	for _, r := range readTable(t, accessPermissions, accessCallers) {
		if slices.Contains(blocks[r.block], r.call) {
			t.Errorf("%s: %s stands there twice", r.block, r.call)
		}
		blocks[r.block] = append(blocks[r.block], r.call)
		routes[routeOf(r.call)] = true
		if len(r.cells) != len(accessCallers) {
			t.Errorf("%s: %s has %d cells, not %d", r.block, r.call, len(r.cells), len(accessCallers))
		}
		if accessCalls[r.call] == nil {
			t.Errorf("there is no call for %s", r.call)
		}
	}
	want := []string{"public", "restricted", "restricted pending", "public closed"}
	for _, state := range account.AccessStates() {
		want = append(want, "public "+string(state))
	}
	for _, block := range want {
		_, ofOne, _ := strings.Cut(block, " ")
		for call := range accessCalls {
			if strings.Contains(call, "access-requests/{id}") == (ofOne != "") && !slices.Contains(blocks[block], call) {
				t.Errorf("%s lacks %s", block, call)
			}
		}
		delete(blocks, block)
	}
	for block := range blocks {
		t.Errorf("the table has a block %q, of which nothing is known", block)
	}
	for _, route := range web.Routes() {
		if ofAccessRequests(route) && !routes[route.Key()] {
			t.Errorf("%s is not in the table", route.Key())
		}
	}
}

// Every caller gets the response in the table, and a refused call changes nothing.
func TestEveryCallerOfAccessRequestsGetsWhatThePermissionsSay(t *testing.T) {
	blocks := map[string][]row{}
	for _, r := range readTable(t, accessPermissions, accessCallers) {
		blocks[r.block] = append(blocks[r.block], r)
	}
	for block, rows := range blocks {
		t.Run(block, func(t *testing.T) {
			t.Parallel()
			s := newSystem(t)
			for _, roles := range []map[string]account.Role{wholeRoles, partRoles} {
				for who := range roles {
					s.giveRole(memberNamed(who), account.Domain("of-"+strings.ToLower(who)+".fr"))
				}
			}
			number := 0
			sc := s.accessScene(block, number)
			for _, r := range rows {
				for i, who := range accessCallers {
					cell, changes := strings.CutSuffix(r.cells[i], "*")
					got := accessCalls[r.call](s, sc, s.accessCaller(sc, who, r.isAPI()))
					told := s.logs.last()
					if now := s.storedAccess(sc); (now != sc.found) != changes {
						t.Errorf("%s, %s, %s: the access requests were %s and are %s", block, r.call, who, sc.found, now)
						changes = true
					}
					want := cells[cell]
					if got.Code != want.status || want.slug != "" && !strings.Contains(told, `"problem":"`+want.slug+`"`) {
						t.Errorf("%s, %s, %s: got %d, want %s: %.300s", block, r.call, who, got.Code, cell, got.Body)
					}
					if changes {
						number++
						sc = s.accessScene(block, number)
					}
				}
			}
		})
	}
}

// accessCaller identifies a caller by a token, or on a page by a session if the caller can have one.
func (s *system) accessCaller(sc accessScene, who string, api bool) func(*http.Request) {
	identify := as
	if !api {
		identify = s.signedIn
	}
	switch who {
	case "asker":
		return identify(account.Email("asker@" + sc.domain))
	case "nobody", "unver.":
		return s.accountCaller(who)
	case "outs.":
		return identify(outsider)
	case "other":
		return identify(partner2)
	default:
		return identify(memberNamed(who))
	}
}

// storedAccess returns the access requests about the scene's account from the table, with their versions and states.
func (s *system) storedAccess(sc accessScene) string {
	s.Helper()
	const most = 100
	all, _, err := s.table.AccessRequestsIn(s.Context(), account.ID(sc.id), false, "", most)
	if err != nil {
		s.Fatal(err)
	}
	var found []string
	for _, r := range all {
		found = append(found, fmt.Sprint(r.ID, r.State, r.Version))
	}
	return strings.Join(found, " ")
}

// accessScene makes the account of a block and its access requests.
func (s *system) accessScene(block string, number int) (sc accessScene) {
	s.Helper()
	visibility, state, asked := strings.Cut(block, " ")
	sc = accessScene{accountScene: s.accountScene(visibility, number), domain: fmt.Sprintf("scene-%s-%d.fr", visibility, number)}
	defer func() { sc.found = s.storedAccess(sc) }()
	if !asked {
		return sc
	}
	asker := account.Email("asker@" + sc.domain)
	sc.whole = s.askForAccess(asker, sc.domain).ID
	var ofPart accessBody
	s.json("/v1/access-requests", map[string]any{"accountId": sc.id, "virtualAccounts": []any{
		map[string]any{"id": sc.emea, "role": account.VirtualAccountUser, "withNested": true},
	}}, as(changedMember)).status(http.StatusCreated).decode(&ofPart)
	sc.part = ofPart.ID
	both := func(byWhole, byPart account.Email, what, body string) {
		s.json("/v1/access-requests/"+sc.whole+"/"+what, body, as(byWhole)).status(http.StatusOK)
		s.json("/v1/access-requests/"+sc.part+"/"+what, body, as(byPart)).status(http.StatusOK)
	}
	chief := memberNamed("SAA")
	switch state {
	case "approved":
		both(chief, chief, "decision", `{"decision":"approve"}`)
	case "declined":
		both(chief, chief, "decision", `{"decision":"decline","reason":"Not now."}`)
	case "withdrawn":
		both(asker, changedMember, "withdraw", "")
	case "expired":
		s.pass(accessLifetime)
	case "closed":
		s.json(sc.at("/close"), map[string]any{"name": "Scene"}, as(chief)).status(http.StatusOK)
	}
	return sc
}

package web

import (
	"net/http"
	"slices"
	"strings"
)

// Auth is how a route identifies its caller.
type Auth string

// The ways to identify a caller.
const (
	Bearer  Auth = "bearer"  // by an ID token that API Gateway has checked: the API's callers
	Session Auth = "session" // by the session cookie: the pages' readers
	Link    Auth = "link"    // by the secret of a mailed link; a session is used if there is one
	NoAuth  Auth = "none"    // not at all
)

// Route is one row of the table of routes.
type Route struct {
	Method   string
	Pattern  string // as in template.yaml and docs/openapi.yaml
	Function string // its folder in functions
	Auth     Auth
}

// The functions that answer HTTP, by their folders.
const (
	SearchFunction        = "search"
	ManageAccountFunction = "manage-account"
	SubmitRequestFunction = "submit-request"
	ReviewRequestFunction = "review-request"
	ActOnRequestFunction  = "act-on-request"
	SignInFunction        = "sign-in"
)

// routes lists all routes. Requests that match none go to the search function, API Gateway's $default. It contains no
// handlers, so that each function links only its own.
var routes = []Route{
	{http.MethodGet, "/", SearchFunction, Session},
	{http.MethodGet, "/assets/{file}", SearchFunction, NoAuth},
	{http.MethodGet, "/openapi.yaml", SearchFunction, NoAuth},
	{http.MethodGet, "/problems", SearchFunction, NoAuth},
	{http.MethodGet, "/problems/{slug}", SearchFunction, NoAuth},
	{http.MethodGet, "/v1/accounts", SearchFunction, Bearer},

	{http.MethodGet, "/accounts/{id}", ManageAccountFunction, Session},
	{http.MethodPost, "/accounts/{id}", ManageAccountFunction, Session},
	{http.MethodGet, "/accounts/{id}/people", ManageAccountFunction, Session},
	{http.MethodPost, "/accounts/{id}/people", ManageAccountFunction, Session},
	{http.MethodGet, "/accounts/{id}/virtual-accounts", ManageAccountFunction, Session},
	{http.MethodPost, "/accounts/{id}/virtual-accounts", ManageAccountFunction, Session},
	{http.MethodGet, "/accounts/{id}/access-requests", ManageAccountFunction, Session},
	{http.MethodGet, "/accounts/{id}/rules", ManageAccountFunction, Session},
	{http.MethodPost, "/accounts/{id}/rules", ManageAccountFunction, Session},
	{http.MethodGet, "/access-requests", ManageAccountFunction, Session},
	{http.MethodGet, "/access-requests/new", ManageAccountFunction, Session},
	{http.MethodPost, "/access-requests/new", ManageAccountFunction, Session},
	{http.MethodGet, "/access-requests/{id}", ManageAccountFunction, Session},
	{http.MethodPost, "/access-requests/{id}", ManageAccountFunction, Session},
	{http.MethodGet, "/accounts/{id}/log", ManageAccountFunction, Session},
	{http.MethodGet, "/accounts/{id}/settings", ManageAccountFunction, Session},
	{http.MethodPost, "/accounts/{id}/settings", ManageAccountFunction, Session},
	{http.MethodGet, "/v1/accounts/{id}", ManageAccountFunction, Bearer},
	{http.MethodPatch, "/v1/accounts/{id}", ManageAccountFunction, Bearer},
	{http.MethodPost, "/v1/accounts/{id}/close", ManageAccountFunction, Bearer},
	{http.MethodPost, "/v1/accounts/{id}/withdraw-rename", ManageAccountFunction, Bearer},
	{http.MethodGet, "/v1/accounts/{id}/members", ManageAccountFunction, Bearer},
	{http.MethodPost, "/v1/accounts/{id}/members", ManageAccountFunction, Bearer},
	{http.MethodGet, "/v1/accounts/{id}/members/{email}", ManageAccountFunction, Bearer},
	{http.MethodPut, "/v1/accounts/{id}/members/{email}", ManageAccountFunction, Bearer},
	{http.MethodDelete, "/v1/accounts/{id}/members/{email}", ManageAccountFunction, Bearer},
	{http.MethodGet, "/v1/accounts/{id}/virtual-accounts", ManageAccountFunction, Bearer},
	{http.MethodPost, "/v1/accounts/{id}/virtual-accounts", ManageAccountFunction, Bearer},
	{http.MethodGet, "/v1/accounts/{id}/virtual-accounts/{vid}", ManageAccountFunction, Bearer},
	{http.MethodPatch, "/v1/accounts/{id}/virtual-accounts/{vid}", ManageAccountFunction, Bearer},
	{http.MethodDelete, "/v1/accounts/{id}/virtual-accounts/{vid}", ManageAccountFunction, Bearer},
	{http.MethodGet, "/v1/accounts/{id}/log", ManageAccountFunction, Bearer},
	{http.MethodGet, "/v1/accounts/{id}/rules", ManageAccountFunction, Bearer},
	{http.MethodPut, "/v1/accounts/{id}/rules", ManageAccountFunction, Bearer},
	{http.MethodGet, "/v1/access-requests", ManageAccountFunction, Bearer},
	{http.MethodPost, "/v1/access-requests", ManageAccountFunction, Bearer},
	{http.MethodGet, "/v1/access-requests/{id}", ManageAccountFunction, Bearer},
	{http.MethodPost, "/v1/access-requests/{id}/decision", ManageAccountFunction, Bearer},
	{http.MethodPost, "/v1/access-requests/{id}/withdraw", ManageAccountFunction, Bearer},

	{http.MethodGet, "/account-requests/new", SubmitRequestFunction, Session},
	{http.MethodPost, "/account-requests/new", SubmitRequestFunction, Session},
	{http.MethodGet, "/account-requests/{id}", SubmitRequestFunction, Session},
	{http.MethodPost, "/account-requests/{id}", SubmitRequestFunction, Session},
	{http.MethodGet, "/disputes", SubmitRequestFunction, Session},
	{http.MethodPost, "/disputes", SubmitRequestFunction, Session},
	{http.MethodGet, "/disputes/{id}", SubmitRequestFunction, Session},
	{http.MethodPost, "/disputes/{id}", SubmitRequestFunction, Session},
	{http.MethodPost, "/v1/account-requests", SubmitRequestFunction, Bearer},
	{http.MethodGet, "/v1/account-requests", SubmitRequestFunction, Bearer},
	{http.MethodPost, "/v1/account-requests/check", SubmitRequestFunction, Bearer},
	{http.MethodGet, "/v1/account-requests/{id}", SubmitRequestFunction, Bearer},
	{http.MethodPut, "/v1/account-requests/{id}/customer-emails", SubmitRequestFunction, Bearer},
	{http.MethodPost, "/v1/account-requests/{id}/proof", SubmitRequestFunction, Bearer},
	{http.MethodPost, "/v1/account-requests/{id}/resend", SubmitRequestFunction, Bearer},
	{http.MethodPost, "/v1/account-requests/{id}/withdraw", SubmitRequestFunction, Bearer},
	{http.MethodPost, "/v1/disputes", SubmitRequestFunction, Bearer},
	{http.MethodGet, "/v1/disputes/{id}", SubmitRequestFunction, Bearer},
	{http.MethodPost, "/v1/disputes/{id}/proof", SubmitRequestFunction, Bearer},

	{http.MethodGet, "/inbox", ReviewRequestFunction, Session},
	{http.MethodGet, "/v1/inbox", ReviewRequestFunction, Bearer},
	{http.MethodGet, "/reviews", ReviewRequestFunction, Session},
	{http.MethodPost, "/reviews", ReviewRequestFunction, Session},
	{http.MethodGet, "/v1/reviews", ReviewRequestFunction, Bearer},
	{http.MethodPost, "/v1/account-requests/{id}/review", ReviewRequestFunction, Bearer},
	{http.MethodGet, "/v1/disputes", ReviewRequestFunction, Bearer},
	{http.MethodPost, "/v1/disputes/{id}/settle", ReviewRequestFunction, Bearer},
	{http.MethodGet, "/v1/suppressed-addresses", ReviewRequestFunction, Bearer},
	{http.MethodGet, "/v1/reported-addresses", ReviewRequestFunction, Bearer},
	{http.MethodPost, "/v1/suppressed-addresses/lift", ReviewRequestFunction, Bearer},
	{http.MethodGet, "/renames/{id}", ReviewRequestFunction, Session},
	{http.MethodPost, "/renames/{id}", ReviewRequestFunction, Session},
	{http.MethodGet, "/closed-accounts/{id}", ReviewRequestFunction, Session},
	{http.MethodPost, "/closed-accounts/{id}", ReviewRequestFunction, Session},
	{http.MethodGet, "/v1/renames", ReviewRequestFunction, Bearer},
	{http.MethodGet, "/v1/renames/{id}", ReviewRequestFunction, Bearer},
	{http.MethodPost, "/v1/renames/{id}/settle", ReviewRequestFunction, Bearer},
	{http.MethodGet, "/v1/closed-accounts", ReviewRequestFunction, Bearer},
	{http.MethodPost, "/v1/accounts/{id}/reopen", ReviewRequestFunction, Bearer},

	{http.MethodGet, "/pending-requests", ActOnRequestFunction, Link},
	{http.MethodPost, "/pending-requests", ActOnRequestFunction, Link},
	{http.MethodGet, "/account-requests/{id}/decision", ActOnRequestFunction, Session},
	{http.MethodPost, "/account-requests/{id}/decision", ActOnRequestFunction, Session},
	{http.MethodPost, "/v1/account-requests/{id}/decision", ActOnRequestFunction, Bearer},
	{http.MethodGet, "/not-for-me", ActOnRequestFunction, Link},
	{http.MethodPost, "/not-for-me", ActOnRequestFunction, Link},
	{http.MethodPost, "/v1/pending-requests/view", ActOnRequestFunction, Link},
	{http.MethodPost, "/v1/pending-requests/code", ActOnRequestFunction, Link},
	{http.MethodPost, "/v1/pending-requests/decision", ActOnRequestFunction, Link},

	{http.MethodGet, "/sign-in", SignInFunction, NoAuth},
	{http.MethodGet, "/sign-in/callback", SignInFunction, NoAuth},
	{http.MethodPost, "/sign-out", SignInFunction, NoAuth},
	{http.MethodPost, "/language", SignInFunction, NoAuth},
}

// Routes returns the table of routes.
func Routes() []Route { return slices.Clone(routes) }

// Key returns the route as API Gateway writes it: GET /accounts/{id}.
func (r Route) Key() string { return r.Method + " " + r.Pattern }

// API reports whether the route is for programs; all others are pages for people.
func (r Route) API() bool { return isAPI(r.Pattern) }

func isAPI(path string) bool { return strings.HasPrefix(path, "/v1/") }

// muxPattern returns the pattern for a ServeMux, which would match every path below a final slash.
func (r Route) muxPattern() string {
	if strings.HasSuffix(r.Pattern, "/") {
		return r.Key() + "{$}"
	}
	return r.Key()
}

// Methods returns the route's method, and HEAD with GET. API Gateway has a route for each.
func (r Route) Methods() []string {
	if r.Method == http.MethodGet {
		return []string{http.MethodGet, http.MethodHead}
	}
	return []string{r.Method}
}

// methodsFor returns the methods of a path; none if no route matches it.
func methodsFor(path string) []string {
	var methods []string
	for _, route := range routes {
		if route.matches(path) {
			methods = append(methods, route.Methods()...)
		}
	}
	if len(methods) > 0 {
		methods = append(methods, http.MethodOptions)
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}

// matches reports whether the route's pattern matches path.
func (r Route) matches(path string) bool {
	want, have := strings.Split(r.Pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return false
	}
	for i, segment := range want {
		if segment != have[i] && !(strings.HasPrefix(segment, "{") && have[i] != "") {
			return false
		}
	}
	return true
}

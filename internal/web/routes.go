package web

import (
	"net/http"
	"slices"
	"strings"
)

// Auth is who may call a route.
type Auth string

// How a route learns who calls.
const (
	Bearer  Auth = "bearer"  // by an ID token that API Gateway has checked: the API's callers
	Session Auth = "session" // by the session cookie: the pages' readers
	Link    Auth = "link"    // by the secret of a decision link; a session helps if there is one
	Nobody  Auth = "none"    // it does not
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
	SubmitRequestFunction = "submit-request"
	ReviewRequestFunction = "review-request"
	ActOnRequestFunction  = "act-on-request"
	SignInFunction        = "sign-in"
)

// routes is the one list of all there is; whatever is not in it, the search function answers as API
// Gateway's $default. It is data alone: each function links its own handlers and nobody else's.
var routes = []Route{
	{http.MethodGet, "/", SearchFunction, Session},
	{http.MethodGet, "/accounts/{id}", SearchFunction, Session},
	{http.MethodGet, "/assets/{file}", SearchFunction, Nobody},
	{http.MethodGet, "/openapi.yaml", SearchFunction, Nobody},
	{http.MethodGet, "/problems", SearchFunction, Nobody},
	{http.MethodGet, "/problems/{slug}", SearchFunction, Nobody},
	{http.MethodGet, "/v1/accounts", SearchFunction, Bearer},
	{http.MethodGet, "/v1/accounts/{id}", SearchFunction, Bearer},

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

	{http.MethodGet, "/reviews", ReviewRequestFunction, Session},
	{http.MethodPost, "/reviews", ReviewRequestFunction, Session},
	{http.MethodGet, "/v1/reviews", ReviewRequestFunction, Bearer},
	{http.MethodPost, "/v1/account-requests/{id}/review", ReviewRequestFunction, Bearer},
	{http.MethodGet, "/v1/disputes", ReviewRequestFunction, Bearer},
	{http.MethodPost, "/v1/disputes/{id}/settle", ReviewRequestFunction, Bearer},
	{http.MethodGet, "/v1/suppressed-addresses", ReviewRequestFunction, Bearer},
	{http.MethodGet, "/v1/reported-addresses", ReviewRequestFunction, Bearer},
	{http.MethodPost, "/v1/suppressed-addresses/lift", ReviewRequestFunction, Bearer},

	{http.MethodGet, "/pending-requests", ActOnRequestFunction, Link},
	{http.MethodPost, "/pending-requests", ActOnRequestFunction, Link},
	{http.MethodGet, "/not-for-me", ActOnRequestFunction, Link},
	{http.MethodPost, "/not-for-me", ActOnRequestFunction, Link},
	{http.MethodPost, "/v1/pending-requests/view", ActOnRequestFunction, Link},
	{http.MethodPost, "/v1/pending-requests/code", ActOnRequestFunction, Link},
	{http.MethodPost, "/v1/pending-requests/decision", ActOnRequestFunction, Link},

	{http.MethodGet, "/sign-in", SignInFunction, Nobody},
	{http.MethodGet, "/sign-in/callback", SignInFunction, Nobody},
	{http.MethodPost, "/sign-out", SignInFunction, Nobody},
	{http.MethodPost, "/language", SignInFunction, Nobody},
}

// Routes returns the table of routes.
func Routes() []Route { return slices.Clone(routes) }

// Key is the route as API Gateway writes it: GET /accounts/{id}.
func (r Route) Key() string { return r.Method + " " + r.Pattern }

// API reports whether the route answers programs; all others answer people.
func (r Route) API() bool { return isAPI(r.Pattern) }

func isAPI(path string) bool { return strings.HasPrefix(path, "/v1/") }

// muxPattern: a ServeMux takes a final slash for everything below it.
func (r Route) muxPattern() string {
	if strings.HasSuffix(r.Pattern, "/") {
		return r.Key() + "{$}"
	}
	return r.Key()
}

// Methods are the route's own, and HEAD with GET. API Gateway has a route for each.
func (r Route) Methods() []string {
	if r.Method == http.MethodGet {
		return []string{http.MethodGet, http.MethodHead}
	}
	return []string{r.Method}
}

// methodsFor returns what the path may be called with; none if there is no such path.
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

// matches reports whether the path is one of the route's.
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

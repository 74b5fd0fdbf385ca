package web_test

import (
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"smartaccounts/internal/web"
	"smartaccounts/internal/web/page"
)

// templateRoute is what template.yaml says of a route.
type templateRoute struct{ key, function, authorization string }

// templateRoutes reads the routes of template.yaml, each with the folder of the function that answers.
func templateRoutes(t *testing.T) []templateRoute {
	t.Helper()
	text, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// Only what is read here; CloudFormation's !Sub and the like keep their text, whatever the tag.
	var template struct {
		Resources map[string]struct {
			Type       string    `yaml:"Type"`
			Properties yaml.Node `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(text, &template); err != nil {
		t.Fatal(err)
	}
	property := func(resource, name string) string {
		properties := template.Resources[resource].Properties
		for i := 0; i+1 < len(properties.Content); i += 2 {
			if properties.Content[i].Value == name {
				return properties.Content[i+1].Value
			}
		}
		return ""
	}
	var routes []templateRoute
	for name, resource := range template.Resources {
		if resource.Type != "AWS::ApiGatewayV2::Route" {
			continue
		}
		integration := strings.TrimSuffix(strings.TrimPrefix(property(name, "Target"), "integrations/${"), "}")
		function := strings.TrimSuffix(property(integration, "IntegrationUri"), ".Arn")
		routes = append(routes, templateRoute{
			property(name, "RouteKey"), strings.TrimPrefix(property(function, "CodeUri"), "functions/"), property(name, "AuthorizationType"),
		})
	}
	return routes
}

func TestTheTemplateHasExactlyTheRoutesOfTheTable(t *testing.T) {
	want := map[templateRoute]bool{{"$default", web.SearchFunction, "NONE"}: true}
	for _, route := range web.Routes() {
		authorization := "NONE"
		if route.Auth == web.Bearer {
			authorization = "JWT"
		}
		want[templateRoute{route.Key(), route.Function, authorization}] = true
	}
	for _, got := range templateRoutes(t) {
		if !want[got] {
			t.Errorf("template.yaml has %+v, the table not", got)
		}
		delete(want, got)
	}
	for missing := range want {
		t.Errorf("template.yaml lacks %+v", missing)
	}
}

// Building the functions panics if a row of the table has no handler, or a handler no row.
func TestEveryRouteHasItsHandler(t *testing.T) { newStand(t) }

func TestOnlyTheAPITakesTokensAndOnlyTheLinkRoutesOfTheAPITakeNone(t *testing.T) {
	for _, route := range web.Routes() {
		link := strings.HasPrefix(route.Pattern, "/v1/pending-requests/")
		if route.API() != (route.Auth == web.Bearer || link && route.Auth == web.Link) {
			t.Errorf("%s: %s", route.Key(), route.Auth)
		}
	}
}

func TestWhatIsNoRouteIsAnsweredWithOurHeaders(t *testing.T) {
	s := newStand(t)
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete, http.MethodOptions, "BREW"} {
		s.do(method, "/nowhere", "").problem(http.StatusNotFound, "not-found")
	}
	for _, path := range []string{"/v1", "/v1/", "/v1/accounts/", "/v1//accounts", "/v1/../v1/accounts", "/accounts/x/y", "//example.org", "/problems/not-found", "/.", "/%2e%2e/etc"} {
		s.do(http.MethodGet, path, "").problem(http.StatusNotFound, "not-found")
	}
	s.do(http.MethodGet, "/nowhere", "", header("Accept", "text/html,*/*;q=0.8")).page(http.StatusNotFound)
	s.do(http.MethodGet, "/v1/nowhere", "", header("Accept", "text/html")).problem(http.StatusNotFound, "not-found")
}

func TestAnotherMethodOnARouteIs405WithAllow(t *testing.T) {
	s := newStand(t)
	allowed := map[string][]string{}
	for _, route := range web.Routes() {
		allowed[route.Pattern] = append(allowed[route.Pattern], route.Method)
		if route.Method == http.MethodGet && route.Function == web.SearchFunction && route.Auth != web.Bearer {
			allowed[route.Pattern] = append(allowed[route.Pattern], http.MethodHead)
		}
	}
	// As in API Gateway, these are an {id} too, by the methods that are not their own.
	allowed["/v1/account-requests/check"] = append(allowed["/v1/account-requests/check"], http.MethodGet)
	for pattern, methods := range allowed {
		path := strings.NewReplacer("{id}", "x", "{file}", "x").Replace(pattern)
		slices.Sort(methods)
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions} {
			if slices.Contains(methods, method) {
				continue
			}
			a := s.do(method, path, "")
			if a.status(http.StatusMethodNotAllowed); a.Header().Get("Allow") != strings.Join(methods, ", ") {
				t.Errorf("%s %s: Allow is %q, want %v", method, path, a.Header().Get("Allow"), methods)
			}
			if method != http.MethodHead {
				a.problem(http.StatusMethodNotAllowed, "method-not-allowed")
			}
		}
	}
}

func TestHeadAnswersAsGetWithoutContent(t *testing.T) {
	s := newStand(t)
	get, head := s.do(http.MethodGet, "/openapi.yaml", ""), s.do(http.MethodHead, "/openapi.yaml", "")
	if get.Code != http.StatusOK || head.Code != http.StatusOK || get.Body.Len() == 0 || head.Body.Len() != 0 {
		t.Errorf("GET %d with %d bytes, HEAD %d with %d", get.Code, get.Body.Len(), head.Code, head.Body.Len())
	}
	if got := get.Header().Get("Content-Type"); got != "application/yaml" {
		t.Errorf("Content-Type is %q", got)
	}
	// API Gateway sends HEAD to $default; what that function has by GET answers alike, to whom it does.
	opened := s.submit("acme.com")
	cookie := s.signedIn(partner)
	for path, status := range map[string]int{
		"/": http.StatusOK, "/?q=acme": http.StatusOK, "/?q=%zz": http.StatusOK, "/?cursor=x": http.StatusUnprocessableEntity,
		"/accounts/" + opened.Account.ID: http.StatusOK, "/accounts/x": http.StatusNotFound, page.AssetPath("style.css"): http.StatusOK,
	} {
		get, head := s.do(http.MethodGet, path, "", cookie), s.do(http.MethodHead, path, "", cookie)
		if get.Code != status || head.Code != status || head.Body.Len() != 0 || !maps.EqualFunc(get.Header(), head.Header(), slices.Equal) {
			t.Errorf("%s: GET %d %v, HEAD %d %v with %d bytes", path, get.Code, get.Header(), head.Code, head.Header(), head.Body.Len())
		}
	}
	if a := s.do(http.MethodHead, "/", ""); a.Code != http.StatusUnauthorized || a.Body.Len() != 0 {
		t.Errorf("signed out: %d with %d bytes", a.Code, a.Body.Len())
	}
	for path, allow := range map[string]string{"/account-requests/new": "GET, POST", "/account-requests/" + opened.ID: "GET, POST", "/pending-requests": "GET, POST", "/v1/accounts": "GET"} {
		if a := s.do(http.MethodHead, path, "", cookie); a.Code != http.StatusMethodNotAllowed || a.Header().Get("Allow") != allow || a.Body.Len() != 0 {
			t.Errorf("%s: %d, Allow is %q", path, a.Code, a.Header().Get("Allow"))
		}
	}
}

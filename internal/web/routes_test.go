package web_test

import (
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"smartaccounts/internal/web"
	"smartaccounts/internal/web/page"
)

// templateRoute is a route in template.yaml.
type templateRoute struct{ key, function, authorization string }

// templateRoutes reads the routes of template.yaml, each with the folder of its function.
func templateRoutes(t *testing.T) []templateRoute {
	t.Helper()
	text, err := os.ReadFile("../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// Only what is used here. CloudFormation's tags such as !Sub are ignored.
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
		for _, method := range route.Methods() {
			want[templateRoute{method + " " + route.Pattern, route.Function, authorization}] = true
		}
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
func TestEveryRouteHasItsHandler(t *testing.T) { newSystem(t) }

func TestOnlyTheAPITakesTokensAndOnlyTheLinkRoutesOfTheAPITakeNone(t *testing.T) {
	for _, route := range web.Routes() {
		link := strings.HasPrefix(route.Pattern, "/v1/pending-requests/")
		if route.API() != (route.Auth == web.Bearer || link && route.Auth == web.Link) {
			t.Errorf("%s: %s", route.Key(), route.Auth)
		}
	}
}

func TestUnroutedRequestsGetOurHeaders(t *testing.T) {
	s := newSystem(t)
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete, http.MethodOptions, http.MethodHead, "BREW"} {
		if method == http.MethodHead {
			s.call(method, "/nowhere", "").status(http.StatusNotFound)
			continue
		}
		s.call(method, "/nowhere", "").problem(http.StatusNotFound, "not-found")
	}
	for _, path := range []string{"/v1", "/v1/", "/v1/accounts/", "/v1//accounts", "/v1/../v1/accounts", "/accounts/x/y", "//example.org", "/.", "/%2e%2e/etc"} {
		s.call(http.MethodGet, path, "").problem(http.StatusNotFound, "not-found")
	}
	s.call(http.MethodGet, "/nowhere", "", header("Accept", "text/html,*/*;q=0.8")).page(http.StatusNotFound)
	s.call(http.MethodGet, "/v1/nowhere", "", header("Accept", "text/html")).problem(http.StatusNotFound, "not-found")
}

// For every path and method, through API Gateway's choice of a route: methods in Allow are accepted, others get 405, and a
// path without Allow gets 404 with every method.
func TestAllowAndStatusAgree(t *testing.T) {
	s := newSystem(t)
	opened, token := s.link("acme.com")
	session := s.signedIn(partner)
	paths := map[string]bool{"/nowhere": false, "/v1": false, "/v1/": false, "/v1/accounts/../x": false}
	for _, route := range web.Routes() {
		for _, id := range []string{"x", opened.ID, opened.Account.ID, "check", "new", "a%2Fb", "x%2Freview", "%2E", "..%2F", "%252e%252e", "a%20b"} {
			paths[strings.NewReplacer("{id}", id, "{file}", id, "{slug}", id, "{email}", id, "{vid}", id).Replace(route.Pattern)] = true
		}
		fixed := strings.NewReplacer("{id}", "x", "{file}", "x", "{slug}", "x", "{email}", "x", "{vid}", "x").Replace(route.Pattern)
		if fixed != "/" {
			paths[fixed+"/"], paths["/"+fixed], paths[fixed+"/."], paths[fixed+"/%2e%2e"], paths[fixed+"%2F"] = false, false, false, false, false
		}
		paths[strings.NewReplacer("{id}", "%2e%2e", "{file}", "%2e%2e", "{slug}", "%2e%2e", "{email}", "%2e%2e", "{vid}", "%2e%2e").Replace(route.Pattern)] = !strings.Contains(route.Pattern, "{")
		paths[strings.NewReplacer("{id}", "", "{file}", "", "{slug}", "", "{email}", "", "{vid}", "").Replace(route.Pattern)] = !strings.Contains(route.Pattern, "{")
	}
	methods := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"}
	looked := 0
	for path, known := range paths {
		options := s.call(http.MethodOptions, path, "")
		allow := options.Header().Get("Allow")
		if known && options.Code != http.StatusNoContent && !strings.Contains(path, "%") || !known && options.Code != http.StatusNotFound && !strings.HasSuffix(path, "%2F") {
			t.Errorf("OPTIONS %s: %d", path, options.Code)
		}
		if options.Code != http.StatusNoContent {
			if options.Code != http.StatusNotFound || allow != "" {
				t.Errorf("OPTIONS %s: %d, Allow %q", path, options.Code, allow)
			}
		}
		for _, method := range methods {
			a := s.call(method, path, "{}", as(partner), session, header("Content-Type", "application/json"), func(r *http.Request) {
				if strings.HasSuffix(path, "/pending-requests") && method != http.MethodPost {
					r.URL.RawQuery = "token=" + escape(token)
				}
			})
			looked++
			listed := slices.Contains(strings.Split(allow, ", "), method)
			switch {
			case listed && a.Code == http.StatusMethodNotAllowed, !listed && allow != "" && a.Code != http.StatusMethodNotAllowed, allow == "" && a.Code != http.StatusNotFound:
				t.Errorf("%s %s: %d, but Allow is %q", method, path, a.Code, allow)
			}
			if got := a.Header().Get("Allow"); a.Code == http.StatusMethodNotAllowed && got != allow {
				t.Errorf("%s %s: Allow is %q, by OPTIONS %q", method, path, got, allow)
			}
			if a.Header().Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s %s lets other sites call", method, path)
			}
		}
	}
	t.Logf("%d calls of %d paths", looked, len(paths))
	s.call(http.MethodOptions, "/", "", func(r *http.Request) { r.URL.Path = "*" }).status(http.StatusNoContent)
}

func TestHeadIsGetWithoutContent(t *testing.T) {
	s := newSystem(t)
	opened, token := s.link("acme.com")
	session := s.signedIn(operator)
	looked := 0
	for _, route := range web.Routes() {
		if route.Method != http.MethodGet || strings.HasPrefix(route.Pattern, "/sign-in") { // each sign-in is another
			continue
		}
		for _, id := range []string{"x", opened.ID, opened.Account.ID} {
			path := strings.NewReplacer("{id}", id, "{file}", strings.TrimPrefix(page.AssetPath("style.css"), "/assets/"), "{slug}", "not-found", "{email}", string(partner), "{vid}", id).Replace(route.Pattern)
			for _, query := range []string{"", "?token=" + escape(token), "?limit=0", "?q=acme"} {
				for _, options := range [][]func(*http.Request){nil, {as(operator), session}} {
					get, head := s.call(http.MethodGet, path+query, "", options...), s.call(http.MethodHead, path+query, "", options...)
					length := head.Header().Get("Content-Length")
					head.Header().Del("Content-Length")
					if head.Header().Get("WWW-Authenticate") != "" { // API Gateway's own
						continue
					}
					looked++
					if get.Code != head.Code || length != strconv.Itoa(get.Body.Len()) || head.Body.Len() != 0 || !maps.EqualFunc(get.Header(), head.Header(), slices.Equal) {
						t.Errorf("%s: GET %d %v with %d bytes, HEAD %d %v with %d bytes of %s", path+query, get.Code, get.Header(), get.Body.Len(), head.Code, head.Header(), head.Body.Len(), length)
					}
				}
			}
		}
	}
	if looked < 100 {
		t.Errorf("%d looked at", looked)
	}
	if a := s.call(http.MethodHead, "/sign-in", ""); a.Code != http.StatusSeeOther {
		t.Errorf("HEAD /sign-in: %d", a.Code)
	}
}

func TestTheTypeOfAProblemLeadsToItsPage(t *testing.T) {
	s := newSystem(t)
	var told struct{ Type string }
	s.call(http.MethodGet, "/v1/nowhere", "").decode(&told)
	own := strings.TrimPrefix(told.Type, publicURL)
	s.call(http.MethodGet, own, "", header("Accept-Language", "it")).page(http.StatusOK, "Non trovato", "Che cosa fare")
	index := s.call(http.MethodGet, "/problems", "").page(http.StatusOK, "Problems")
	for _, slug := range page.ProblemSlugs() {
		s.call(http.MethodGet, "/problems/"+slug, "").page(http.StatusOK, slug, "What to do")
		if !strings.Contains(index.Body.String(), `href="/problems/`+slug+`"`) {
			t.Errorf("the list lacks %s", slug)
		}
	}
	s.call(http.MethodGet, "/problems/none", "").page(http.StatusNotFound)
}

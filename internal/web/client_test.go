package web_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/gateway"
	"smartaccounts/internal/web"
)

// gateway routes as API Gateway does: unrouted requests go to $default, without an authorizer.
func (s *system) gateway(functions map[string]http.Handler) http.Handler {
	table := http.NewServeMux()
	for _, route := range web.Routes() {
		pattern := route.Key()
		if route.Pattern == "/" {
			pattern += "{$}"
		}
		table.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case route.Auth != web.Bearer:
				r = r.WithContext(gateway.WithClaims(r.Context(), nil))
			case r.Context().Value(authorized{}) == nil:
				w.Header().Set("WWW-Authenticate", "Bearer")
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusUnauthorized)
				fmt.Fprint(w, `{"message":"Unauthorized"}`)
				return
			}
			functions[route.Function].ServeHTTP(w, r)
		})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodOptions || r.URL.Path != "*" {
			if _, pattern := table.Handler(r); pattern != "" && path.Clean(r.URL.Path) == r.URL.Path {
				table.ServeHTTP(w, r)
				return
			}
		}
		functions[web.SearchFunction].ServeHTTP(w, r.WithContext(gateway.WithClaims(r.Context(), nil)))
	})
}

// as adds the person's token to a call, and its claims as the authorizer does.
func as(person account.Email) func(*http.Request) {
	claims := claimsOf(person)
	claims["iss"], claims["sub"] = "https://login.example", "sub of "+string(person)
	return bearer(claims)
}

// bearer adds a token with those claims to a call, and the claims as the authorizer does.
func bearer(claims map[string]any) func(*http.Request) {
	payload, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	checked := map[string]string{}
	for name, value := range claims {
		checked[name] = fmt.Sprint(value) // a list as [a b], as API Gateway does
	}
	return func(r *http.Request) {
		with(checked)(r)
		r.Header.Set("Authorization", "Bearer e30."+base64.RawURLEncoding.EncodeToString(payload)+".c2ln")
	}
}

// with adds the authorizer's claims to a call without a token. Without claims it is what a route without an authorizer would
// let through.
func with(claims map[string]string) func(*http.Request) {
	return func(r *http.Request) {
		*r = *r.WithContext(context.WithValue(gateway.WithClaims(r.Context(), claims), authorized{}, true))
	}
}

// authorized marks calls that API Gateway's authorizer let through.
type authorized struct{}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Add(name, value) }
}

// signedIn adds the cookie of a new session to a call.
func (s *system) signedIn(person account.Email) func(*http.Request) {
	s.Helper()
	secret, err := s.site.Sessions.Start(s.Context(), account.Person{Email: person, Operator: isOperator(person)})
	if err != nil {
		s.Fatal(err)
	}
	s.secrets.add(secret)
	return header("Cookie", "__Host-session="+secret)
}

// response is the response to a call.
type response struct {
	*httptest.ResponseRecorder
	s *system
}

// call makes a call and checks what holds for all responses.
func (s *system) call(method, target, body string, options ...func(*http.Request)) response {
	s.Helper()
	r := httptest.NewRequestWithContext(gateway.WithRequestID(s.Context(), "request-1"), method, publicURL+target, strings.NewReader(body))
	for _, option := range options {
		option(r)
	}
	a := response{httptest.NewRecorder(), s}
	s.front.ServeHTTP(a, r)
	a.check(r)
	return a
}

// json posts a JSON body.
func (s *system) json(target string, body any, options ...func(*http.Request)) response {
	s.Helper()
	text, ok := body.(string)
	if !ok {
		encoded, err := json.Marshal(body)
		if err != nil {
			s.Fatal(err)
		}
		text = string(encoded)
	}
	return s.call(http.MethodPost, target, text, append([]func(*http.Request){header("Content-Type", "application/json")}, options...)...)
}

// form posts a form as a browser on one of our pages does.
func (s *system) form(target string, fields url.Values, options ...func(*http.Request)) response {
	s.Helper()
	return s.call(http.MethodPost, target, fields.Encode(), append([]func(*http.Request){
		header("Content-Type", "application/x-www-form-urlencoded"), header("Sec-Fetch-Site", "same-origin"), header("Origin", publicURL),
	}, options...)...)
}

// check checks what holds for every response: no server error, the headers, and for the API its document.
func (a response) check(r *http.Request) {
	a.s.Helper()
	if a.Code >= 500 && a.Code != http.StatusServiceUnavailable {
		a.s.Errorf("%s %s answered %d: %s\n%s", r.Method, r.URL.Path, a.Code, a.Body, a.s.logs)
	}
	gateways := a.Code == http.StatusUnauthorized && a.Header().Get("WWW-Authenticate") != "" // its own body and headers
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; " +
			"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"Referrer-Policy":              "same-origin",
		"X-Content-Type-Options":       "nosniff",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"X-Robots-Tag":                 "noindex",
		"Strict-Transport-Security":    "max-age=63072000; includeSubDomains",
	} {
		if got := a.Header().Get(name); got != want && !gateways {
			a.s.Errorf("%s %s: header %s is %q", r.Method, r.URL.Path, name, got)
		}
	}
	kept := strings.HasPrefix(r.URL.Path, "/assets/") && a.Code == http.StatusOK
	if got := a.Header().Get("Cache-Control"); got != "no-store" && !kept && !gateways {
		a.s.Errorf("%s %s: Cache-Control is %q", r.Method, r.URL.Path, got)
	}
	if strings.HasPrefix(r.URL.Path, "/v1/") {
		describes(a.s, r.Method, r.URL.Path, a.ResponseRecorder)
	}
}

// status requires a status.
func (a response) status(want int) response {
	a.s.Helper()
	if a.Code != want {
		a.s.Fatalf("got %d, want %d: %s\n%s", a.Code, want, a.Body, a.s.logs)
	}
	return a
}

// problem requires a problem and returns its field errors, as field: code.
func (a response) problem(status int, slug string) []string {
	a.s.Helper()
	a.status(status)
	var p struct {
		Type, RequestID string
		Status          int
		Errors          []struct{ Field, Code string }
	}
	a.decode(&p)
	if p.Type != publicURL+"/problems/"+slug || p.Status != status || p.RequestID != "request-1" ||
		a.Header().Get("Content-Type") != "application/problem+json" {
		a.s.Errorf("want the problem %s, got %s, %s", slug, a.Header().Get("Content-Type"), a.Body)
	}
	var fields []string
	for _, e := range p.Errors {
		fields = append(fields, e.Field+": "+e.Code)
	}
	return fields
}

// page requires an HTML page with these texts.
func (a response) page(status int, shows ...string) response {
	a.s.Helper()
	a.status(status)
	if got := a.Header().Get("Content-Type"); got != "text/html; charset=utf-8" {
		a.s.Errorf("Content-Type is %q", got)
	}
	for _, text := range shows {
		if !strings.Contains(a.Body.String(), text) {
			a.s.Errorf("the page does not show %q:\n%s", text, a.Body)
		}
	}
	return a
}

func (a response) decode(into any) {
	a.s.Helper()
	if err := json.Unmarshal(a.Body.Bytes(), into); err != nil {
		a.s.Fatalf("%v: %s", err, a.Body)
	}
}

func (a response) cookie(name string) *http.Cookie {
	a.s.Helper()
	for _, c := range a.Result().Cookies() {
		if c.Name == name {
			return c
		}
	}
	a.s.Fatalf("no cookie %s in %v", name, a.Header())
	return nil
}

// put is json by PUT.
func (s *system) put(target, body string, options ...func(*http.Request)) response {
	s.Helper()
	return s.call(http.MethodPut, target, body, append([]func(*http.Request){header("Content-Type", "application/json")}, options...)...)
}

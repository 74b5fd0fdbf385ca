// Package apigateway implements the part of API Gateway that tests without a local stack need: it routes HTTP requests,
// authorizes them, and invokes the functions with events.
package apigateway

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"path"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web"
)

// Invoke invokes the function of that name.
type Invoke func(ctx context.Context, function string, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

// Gateway serves HTTP by invoking functions. A function that fails fails the test.
type Gateway struct {
	t      testing.TB
	invoke Invoke
	routes *http.ServeMux
}

// New returns a gateway for all routes of the API.
func New(t testing.TB, invoke Invoke) *Gateway {
	g := &Gateway{t, invoke, http.NewServeMux()}
	for _, route := range web.Routes() {
		if route.API() {
			g.routes.HandleFunc(route.Key(), func(w http.ResponseWriter, r *http.Request) { g.call(w, r, route) })
		}
	}
	return g
}

// ServeHTTP routes as API Gateway does: what matches no route goes to $default, without an authorizer.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, pattern := g.routes.Handler(r); pattern != "" && path.Clean(r.URL.Path) == r.URL.Path {
		g.routes.ServeHTTP(w, r)
		return
	}
	g.call(w, r, web.Route{Function: web.SearchFunction, Auth: web.NoAuth})
}

// call invokes the route's function with the request, and with the claims of its token as API Gateway's authorizer
// passes them on.
func (g *Gateway) call(w http.ResponseWriter, r *http.Request, route web.Route) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		g.t.Error(err)
	}
	event := events.APIGatewayV2HTTPRequest{
		RawPath: r.URL.EscapedPath(), RawQueryString: r.URL.RawQuery, Headers: map[string]string{},
		Body: base64.StdEncoding.EncodeToString(body), IsBase64Encoded: true,
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RequestID: "JKJaXmPLvHcESHA=", HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: r.Method, SourceIP: "192.0.2.1"},
		},
	}
	for name, values := range r.Header {
		event.Headers[strings.ToLower(name)] = strings.Join(values, ",")
	}
	if route.Auth == web.Bearer {
		claims := claimsIn(r.Header.Get("Authorization"))
		if claims == nil {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"message":"Unauthorized"}`)
			return
		}
		event.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
			JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: claims},
		}
	}
	answer, err := g.invoke(g.t.Context(), route.Function, event)
	if err != nil {
		g.t.Error(err)
		answer.StatusCode = http.StatusInternalServerError // as API Gateway answers then
	}
	for name, value := range answer.Headers {
		w.Header().Set(name, value)
	}
	w.WriteHeader(answer.StatusCode)
	_, _ = io.WriteString(w, answer.Body)
}

// Listen serves on a loopback port until the test ends, and returns the URL.
func Listen(t testing.TB, handler http.Handler) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: handler}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return "http://" + listener.Addr().String()
}

// Bearer returns a token of a person in those groups. Its signature is not checked here.
func Bearer(person account.Email, groups ...string) string {
	claims := map[string]any{"iss": "https://login.example", "sub": "sub of " + string(person), "email": string(person), "email_verified": "true"}
	if len(groups) > 0 {
		claims["cognito:groups"] = groups
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	return "e30." + base64.RawURLEncoding.EncodeToString(payload) + ".c2ln"
}

// claimsIn returns the claims of a token that Bearer has made, as text; nil of anything else.
func claimsIn(authorization string) map[string]string {
	parts := strings.Split(strings.TrimPrefix(authorization, "Bearer "), ".")
	if len(parts) != 3 {
		return nil
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil
	}
	var claims struct {
		Iss, Sub, Email string
		Verified        string `json:"email_verified"`
	}
	if json.Unmarshal(payload, &claims) != nil {
		return nil
	}
	return map[string]string{"iss": claims.Iss, "sub": claims.Sub, "email": claims.Email, "email_verified": claims.Verified}
}

package gateway

import (
	"bytes"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

// The events are as API Gateway sends them where the local stack's differ.
func TestRequestIsReadAsAPIGatewaySentIt(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*events.APIGatewayV2HTTPRequest)
		holds  func(*http.Request) bool
	}{
		"the query stays as it was": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RawQueryString = "q=a%2Bb+c%26d&amp;utm=x&x=%zz&q=2" },
			func(r *http.Request) bool { return r.URL.RawQuery == "q=a%2Bb+c%26d&amp;utm=x&x=%zz&q=2" },
		},
		"a plus and a percent sign are read once": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RawQueryString = "q=%252B%2B+%25" },
			func(r *http.Request) bool { return r.URL.Query().Get("q") == "%2B+ %" },
		},
		"the parameters that API Gateway joined are not looked at": {
			func(e *events.APIGatewayV2HTTPRequest) {
				e.RawQueryString, e.QueryStringParameters = "q=a,b&q=c", map[string]string{"q": "a,b,c"}
			},
			func(r *http.Request) bool { return slices.Equal(r.URL.Query()["q"], []string{"a,b", "c"}) },
		},
		"no query": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RawQueryString = "" },
			func(r *http.Request) bool { return r.URL.RawQuery == "" && !strings.Contains(r.RequestURI, "?") },
		},
		"a long query": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RawQueryString = "q=" + strings.Repeat("a", 9000) },
			func(r *http.Request) bool { return len(r.URL.Query().Get("q")) == 9000 },
		},
		"a path that is unescaped already": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RawPath = "/accounts/è x" },
			func(r *http.Request) bool { return r.URL.Path == "/accounts/è x" },
		},
		"a path that is escaped still": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RawPath = "/accounts/%C3%A8%20x" },
			func(r *http.Request) bool { return r.URL.Path == "/accounts/è x" },
		},
		"an escaped slash makes no segment": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RawPath = "/v1/account-requests/x%2Freview" },
			func(r *http.Request) bool { return r.URL.Path == "/v1/account-requests/x%2Freview" },
		},
		"an escape is not read twice": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RawPath = "/v1%252Faccounts" },
			func(r *http.Request) bool { return r.URL.Path == "/v1%252Faccounts" },
		},
		"dots and slashes stay": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RawPath = "//v1/./accounts/../" },
			func(r *http.Request) bool { return r.URL.Path == "//v1/./accounts/../" },
		},
		"cookies in a list of their own": {
			func(e *events.APIGatewayV2HTTPRequest) { e.Cookies = []string{"a=1", "b=2; c=3"} },
			func(r *http.Request) bool { return len(r.Cookies()) == 3 },
		},
		"a header given twice is joined": {
			func(e *events.APIGatewayV2HTTPRequest) { e.Headers["accept-language"] = "it,en" },
			func(r *http.Request) bool { return r.Header.Get("Accept-Language") == "it,en" },
		},
		"a body in base64": {
			func(e *events.APIGatewayV2HTTPRequest) {
				e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte("a=%2B&b=\xff")), true
			},
			func(r *http.Request) bool { b, _ := io.ReadAll(r.Body); return string(b) == "a=%2B&b=\xff" },
		},
		"a body as it is": {
			func(e *events.APIGatewayV2HTTPRequest) { e.Body, e.IsBase64Encoded = `{"a":"è"}`, false },
			func(r *http.Request) bool { b, _ := io.ReadAll(r.Body); return string(b) == `{"a":"è"}` },
		},
		"a route of its own": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RouteKey = "GET /v1/accounts/{id}" },
			func(r *http.Request) bool { return !Unrouted(r.Context()) },
		},
		"no route but $default": {
			func(e *events.APIGatewayV2HTTPRequest) { e.RouteKey = "$default" },
			func(r *http.Request) bool { return Unrouted(r.Context()) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, called := event(t, "aws-bearer.json"), false
			test.change(&e)
			call(t, e, io.Discard, func(_ http.ResponseWriter, r *http.Request) {
				called = true
				if !test.holds(r) {
					t.Errorf("path %q, query %q, header %v", r.URL.Path, r.URL.RawQuery, r.Header)
				}
			})
			if !called {
				t.Error("the handler was not called")
			}
		})
	}
}

func TestTheHandlerGetsAnyMethod(t *testing.T) {
	for _, method := range []string{"HEAD", "OPTIONS", "TRACE", "BREW"} {
		e := event(t, "aws-bearer.json")
		e.RequestContext.HTTP.Method = method
		var log bytes.Buffer
		function, err := Handle(publicURL, slog.New(slog.NewTextHandler(&log, nil)), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Method", r.Method)
		}))
		if err != nil {
			t.Fatal(err)
		}
		if response, err := function(t.Context(), e); err != nil || response.Headers["X-Method"] != method {
			t.Errorf("%s: %v %v", method, response.Headers, err)
		}
	}
}

package gateway

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

const publicURL = "http://localhost:8080"

func event(t *testing.T, file string) events.APIGatewayV2HTTPRequest {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func call(t *testing.T, e events.APIGatewayV2HTTPRequest, log io.Writer, handler http.HandlerFunc) events.APIGatewayV2HTTPResponse {
	t.Helper()
	function, err := Handle(publicURL, slog.New(slog.NewJSONHandler(log, nil)), handler)
	if err != nil {
		t.Fatal(err)
	}
	response, err := function(t.Context(), e)
	if err != nil {
		t.Fatalf("the function failed, which the caller sees as a 500 of API Gateway's: %v", err)
	}
	return response
}

func TestRequestCarriesTheEventOfTheLocalStack(t *testing.T) {
	called := false
	call(t, event(t, "local-form.json"), io.Discard, func(_ http.ResponseWriter, r *http.Request) {
		called = true
		if r.Method != http.MethodPost || r.URL.Path != "/account-requests" {
			t.Errorf("got %s %s", r.Method, r.URL.Path)
		}
		if got := r.URL.Query()["x"]; !slices.Equal(got, []string{"1", "2"}) {
			t.Errorf("x = %q", got)
		}
		if got := r.PostFormValue("c"); got != "😀" {
			t.Errorf("form value c = %q", got)
		}
		if r.ContentLength != 18 {
			t.Errorf("content length %d", r.ContentLength)
		}
		for name, want := range map[string]string{"session": "abc", "other": "1"} {
			if cookie, err := r.Cookie(name); err != nil || cookie.Value != want {
				t.Errorf("cookie %s = %v, %v", name, cookie, err)
			}
		}
		if Claims(r.Context()) != nil {
			t.Error("claims without an authorizer")
		}
	})
	if !called {
		t.Fatal("the handler was not called")
	}
}

func TestRequestCarriesTheEventOfAPIGateway(t *testing.T) {
	called := false
	call(t, event(t, "aws-bearer.json"), io.Discard, func(_ http.ResponseWriter, r *http.Request) {
		called = true
		if r.URL.Path != "/v1/accounts/a b" || r.URL.Query().Get("q") != "café" {
			t.Errorf("got path %q, query %q", r.URL.Path, r.URL.RawQuery)
		}
		if cookie, err := r.Cookie("session"); err != nil || cookie.Value != "abc" {
			t.Errorf("cookie = %v, %v", cookie, err)
		}
		if got := Claims(r.Context())["cognito:groups"]; got != "[operators]" {
			t.Errorf("groups claim = %q", got)
		}
		if got := RequestID(r.Context()); got != "JKJaXmPLvHcESHA=" {
			t.Errorf("request id = %q", got)
		}
		if r.RemoteAddr != "205.255.255.176" {
			t.Errorf("remote address = %q", r.RemoteAddr)
		}
	})
	if !called {
		t.Fatal("the handler was not called")
	}
}

func TestTheHostIsThatOfThePublicURLWhateverTheHeaderSays(t *testing.T) {
	call(t, event(t, "local-form.json"), io.Discard, func(_ http.ResponseWriter, r *http.Request) {
		if r.Host != "localhost:8080" || r.URL.Host != "localhost:8080" || r.URL.Scheme != "http" || r.Header.Get("Host") != "" {
			t.Errorf("host %q, URL %q, header %q", r.Host, r.URL, r.Header.Get("Host"))
		}
		// The check against cross-site forms compares the host with Origin.
		if err := http.NewCrossOriginProtection().Check(r); err != nil {
			t.Error(err)
		}
	})
}

func TestEveryCookieIsInTheResponse(t *testing.T) {
	response := call(t, event(t, "aws-bearer.json"), io.Discard, func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
		http.SetCookie(w, &http.Cookie{Name: "b", Value: "2", HttpOnly: true})
		w.WriteHeader(http.StatusNoContent)
	})
	if !slices.Equal(response.Cookies, []string{"a=1", "b=2; HttpOnly"}) {
		t.Errorf("cookies %q", response.Cookies)
	}
	if _, there := response.Headers["Set-Cookie"]; there {
		t.Error("Set-Cookie is among the headers, which keep only one")
	}
}

func TestTheResponseIsThatOfTheHandler(t *testing.T) {
	binary := []byte{0x89, 'P', 'N', 'G', 0xff, 0x00}
	tests := []struct {
		name            string
		handler         http.HandlerFunc
		status          int
		body            string
		isBase64Encoded bool
		contentType     string
	}{
		{"text", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, "<p>è</p>")
		}, 200, "<p>è</p>", false, "text/html; charset=utf-8"},
		{"binary", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			_, _ = w.Write(binary)
		}, 200, base64.StdEncoding.EncodeToString(binary), true, "image/png"},
		{"nothing written", func(http.ResponseWriter, *http.Request) {}, 200, "", false, "text/plain; charset=utf-8"},
		{"redirect", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/")
			w.WriteHeader(http.StatusSeeOther)
		}, 303, "", false, "text/plain; charset=utf-8"},
		{"the first status wins, and headers set after it are late", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusNotFound)
			w.Header().Set("Content-Type", "text/late")
			w.WriteHeader(http.StatusOK)
		}, 404, "", false, "text/plain; charset=utf-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			response := call(t, event(t, "aws-bearer.json"), io.Discard, test.handler)
			if response.StatusCode != test.status || response.Body != test.body || response.IsBase64Encoded != test.isBase64Encoded {
				t.Errorf("got %d %q (base64 %v)", response.StatusCode, response.Body, response.IsBase64Encoded)
			}
			if got := response.Headers["Content-Type"]; got != test.contentType {
				t.Errorf("content type %q", got)
			}
		})
	}
}

func TestAPanicIsA500WithoutDetails(t *testing.T) {
	var log bytes.Buffer
	response := call(t, event(t, "aws-bearer.json"), &log, func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "half", Value: "done"})
		_, _ = io.WriteString(w, "half an answer")
		panic("a secret of ours")
	})
	if response.StatusCode != http.StatusInternalServerError || strings.Contains(response.Body, "secret") ||
		strings.Contains(response.Body, "half") || len(response.Cookies) > 0 {
		t.Errorf("got %d %q, cookies %q", response.StatusCode, response.Body, response.Cookies)
	}
	for _, want := range []string{"a secret of ours", "JKJaXmPLvHcESHA=", "gateway_test.go"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q", want)
		}
	}
}

func TestUnreadableEventIsA400(t *testing.T) {
	for name, spoil := range map[string]func(*events.APIGatewayV2HTTPRequest){
		"body":   func(e *events.APIGatewayV2HTTPRequest) { e.Body = "***" },
		"method": func(e *events.APIGatewayV2HTTPRequest) { e.RequestContext.HTTP.Method = "G ET" },
	} {
		t.Run(name, func(t *testing.T) {
			e := event(t, "local-form.json")
			spoil(&e)
			response := call(t, e, io.Discard, func(http.ResponseWriter, *http.Request) { t.Error("the handler was called") })
			if response.StatusCode != http.StatusBadRequest {
				t.Errorf("got %d", response.StatusCode)
			}
		})
	}
}

// API Gateway passes the query on as it was sent, even if it is not valid.
func TestTheQueryReachesTheHandlerAsItWasSent(t *testing.T) {
	for _, raw := range []string{"", "a=b", "token=a.b&amp;utm=x", "%zz", "a=1;b=2", "a=#b", "q=%C3%A9+x", "a=\x7f\n", "?a=b", "&&", "a=b%2", "q=\xff"} {
		e := event(t, "aws-bearer.json")
		e.RawQueryString = raw
		called := false
		call(t, e, io.Discard, func(_ http.ResponseWriter, r *http.Request) {
			called = true
			if r.URL.RawQuery != raw || r.URL.Fragment != "" {
				t.Errorf("%q arrives as %q", raw, r.URL.RawQuery)
			}
		})
		if !called {
			t.Errorf("%q does not arrive", raw)
		}
	}
}

func TestAPathWithAnInvalidEscapeIsNotUnescaped(t *testing.T) {
	e := event(t, "aws-bearer.json")
	e.RawPath = "/accounts/100%"
	call(t, e, io.Discard, func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/accounts/100%" {
			t.Errorf("path %q", r.URL.Path)
		}
	})
}

func TestPublicURLMustBeAbsolute(t *testing.T) {
	for _, bad := range []string{"", "localhost:8080", "/", "http://", "http://[::1"} {
		if _, err := Handle(bad, slog.Default(), http.NotFoundHandler()); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

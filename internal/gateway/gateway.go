// Package gateway converts API Gateway's HTTP API events (payload format 2.0) to net/http requests, and the responses
// back.
package gateway

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
)

// Function is the handler of a Lambda function behind API Gateway.
type Function func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error)

type contextKey int

const (
	claimsKey contextKey = iota
	requestIDKey
	unroutedKey
)

// defaultRoute is the key of API Gateway's route for requests that match no other.
const defaultRoute = "$default"

// Unrouted reports whether the request matched only API Gateway's route $default. Then no authorizer has checked it,
// whatever its path looks like.
func Unrouted(ctx context.Context) bool {
	unrouted, _ := ctx.Value(unroutedKey).(bool)
	return unrouted
}

// Claims returns the claims of the token that API Gateway's authorizer verified, each as text, a list as "[a b]" whatever
// its elements contain. It returns nil if the route has no authorizer.
func Claims(ctx context.Context) map[string]string {
	claims, _ := ctx.Value(claimsKey).(map[string]string)
	return claims
}

// RequestID returns API Gateway's ID of the request, which is also in its access log.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey).(string)
	return id
}

// WithClaims returns a context with the claims for Claims. Tests use it to call a handler without API Gateway.
func WithClaims(ctx context.Context, claims map[string]string) context.Context {
	return context.WithValue(ctx, claimsKey, claims)
}

// WithRequestID returns a context with the ID for RequestID, for tests as well.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestIDKey, id)
}

// Handle returns a function that passes events to a handler. Requests have the host of the public URL, whatever the Host
// header says. After a panic the response is a 500 with a fixed body.
func Handle(publicURL string, log *slog.Logger, handler http.Handler) (Function, error) {
	public, err := url.Parse(publicURL)
	if err != nil || public.Host == "" {
		return nil, fmt.Errorf("public URL %q is not an absolute URL", publicURL)
	}
	return func(ctx context.Context, event events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		a := &answer{header: http.Header{}}
		r, err := request(ctx, public, event)
		if err != nil {
			// API Gateway sends no such event.
			log.WarnContext(ctx, "unreadable event", slog.String("requestId", event.RequestContext.RequestID), slog.Any("error", err))
			http.Error(a, "Bad Request", http.StatusBadRequest)
			return a.response(), nil
		}
		return serve(log, handler, r), nil
	}, nil
}

func request(ctx context.Context, public *url.URL, event events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	body := []byte(event.Body)
	if event.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(event.Body)
		if err != nil {
			return nil, fmt.Errorf("body: %w", err)
		}
		body = decoded
	}
	if claims := event.RequestContext.Authorizer; claims != nil && claims.JWT != nil {
		ctx = WithClaims(ctx, claims.JWT.Claims)
	}
	ctx = WithRequestID(ctx, event.RequestContext.RequestID)
	ctx = context.WithValue(ctx, unroutedKey, event.RouteKey == defaultRoute)

	address := url.URL{Scheme: public.Scheme, Host: public.Host, Path: unescaped(event.RawPath), RawQuery: event.RawQueryString}
	r, err := http.NewRequestWithContext(ctx, event.RequestContext.HTTP.Method, "/", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.URL, r.Host = &address, address.Host // not parsed: API Gateway passes a query on as it was sent
	for name, value := range event.Headers {
		r.Header.Set(name, value)
	}
	r.Header.Del("Host")
	// API Gateway moves cookies out of the headers; the local stack leaves them there.
	if len(event.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(event.Cookies, "; "))
	}
	r.RequestURI = address.RequestURI()
	r.RemoteAddr = event.RequestContext.HTTP.SourceIP
	r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/1.1", 1, 1
	return r, nil
}

// unescaped returns the path by which API Gateway chose the route. API Gateway has already unescaped raw, the local stack
// has not. A path that unescaping would change to another one is returned as it is.
func unescaped(raw string) string {
	path, err := url.PathUnescape(raw)
	if err != nil || strings.Contains(path, "%") || strings.Count(path, "/") != strings.Count(raw, "/") {
		return raw
	}
	return path
}

func serve(log *slog.Logger, handler http.Handler, r *http.Request) (response events.APIGatewayV2HTTPResponse) {
	defer func() {
		if cause := recover(); cause != nil {
			log.ErrorContext(r.Context(), "panic", slog.String("requestId", RequestID(r.Context())),
				slog.Any("cause", cause), slog.String("stack", string(debug.Stack())))
			a := &answer{header: http.Header{"Content-Type": {"application/problem+json"}, "Cache-Control": {"no-store"}}}
			a.WriteHeader(http.StatusInternalServerError)
			_, _ = a.Write([]byte(`{"type":"about:blank","title":"Internal Server Error","status":500}`))
			response = a.response()
		}
	}()
	a := &answer{header: http.Header{}}
	handler.ServeHTTP(a, r)
	return a.response()
}

// answer is an http.ResponseWriter that collects a response.
type answer struct {
	header http.Header
	sent   http.Header // the header as it was when the status was written
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status != 0 || status < http.StatusOK {
		return
	}
	a.status, a.sent = status, a.header.Clone()
}

func (a *answer) Write(content []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(content)
}

func (a *answer) response() events.APIGatewayV2HTTPResponse {
	a.WriteHeader(http.StatusOK)
	response := events.APIGatewayV2HTTPResponse{
		StatusCode: a.status,
		Headers:    map[string]string{},
		Cookies:    a.sent.Values("Set-Cookie"),
		Body:       a.body.String(),
	}
	for name, values := range a.sent {
		if name != "Set-Cookie" {
			response.Headers[name] = strings.Join(values, ", ")
		}
	}
	// Without a content type API Gateway sends everything as JSON or text.
	if response.Headers["Content-Type"] == "" {
		response.Headers["Content-Type"] = "text/plain; charset=utf-8"
	}
	if !utf8.Valid(a.body.Bytes()) {
		response.Body, response.IsBase64Encoded = base64.StdEncoding.EncodeToString(a.body.Bytes()), true
	}
	return response
}

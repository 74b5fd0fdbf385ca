package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"smartaccounts/internal/account"
	"smartaccounts/internal/gateway"
	"smartaccounts/internal/identity"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

// Service names who runs the system, in the footer of each page.
type Service = page.Service

// Site is the configuration that all functions share.
type Site struct {
	PublicURL string // without a final slash
	Sessions  workflow.Sessions
	Trust     identity.Trust
	Log       *slog.Logger
	Service   Service
	Inbox     inbox.Read // its Store is nil if the function's pages are for people who are not signed in
}

// call is one HTTP request, with its caller.
type call struct {
	site     Site
	route    Route
	w        http.ResponseWriter
	r        *http.Request
	id       string // for support and logs
	person   account.Person
	signedIn bool       // whether person is known
	returnTo string     // path to return to after signing in; empty: the page itself
	slug     string     // of the problem in the response, for the log
	waiting  func() int // the number of entries in the reader's inbox; nil before the reader is known
}

// handler writes the response to a call, or returns an error from which one is made.
type handler func(c *call) error

// mux returns a handler for all routes of a function. It panics if a row of the table has no handler, or a handler no
// row.
func (s Site) mux(function string, handlers map[string]handler) http.Handler {
	mux := http.NewServeMux()
	for _, route := range routes {
		if route.Function != function {
			continue
		}
		h, ok := handlers[route.Key()]
		if !ok {
			panic("no handler for " + route.Key())
		}
		delete(handlers, route.Key())
		mux.Handle(route.muxPattern(), s.serve(route, h))
	}
	for key := range handlers {
		panic("no route for " + key)
	}
	mux.Handle("/", s.serve(Route{Auth: NoAuth}, unrouted))
	return s.guard(mux)
}

// guard handles, as unrouted, calls that API Gateway has no route for, and paths that a ServeMux would clean and redirect.
func (s Site) guard(next http.Handler) http.Handler {
	lost := s.serve(Route{Auth: NoAuth}, unrouted)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler := next
		if gateway.Unrouted(r.Context()) || r.Method == http.MethodOptions || !isPlain(r.URL) {
			handler = lost
		}
		if r.Method != http.MethodHead {
			handler.ServeHTTP(w, r)
			return
		}
		head := &withoutBody{ResponseWriter: w}
		handler.ServeHTTP(head, r)
		head.finish()
	})
}

// isPlain reports whether all software finds the same segments in the address's path.
func isPlain(address *url.URL) bool {
	return path.Clean("/"+address.Path) == address.Path && strings.Count(address.EscapedPath(), "/") == strings.Count(address.Path, "/")
}

// withoutBody is the response to a HEAD request: it drops the content and sends its length.
type withoutBody struct {
	http.ResponseWriter

	code, length int
}

func (w *withoutBody) WriteHeader(code int) {
	if w.code == 0 {
		w.code = code
	}
}

func (w *withoutBody) Write(content []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	w.length += len(content)
	return len(content), nil
}

func (w *withoutBody) finish() {
	w.WriteHeader(http.StatusOK)
	if w.code != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(w.length))
	}
	w.ResponseWriter.WriteHeader(w.code)
}

// serve returns the handler of one route: it sets headers, authenticates the caller, runs h, writes its error, and logs a line.
func (s Site) serve(route Route, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		written := &status{ResponseWriter: w}
		c := &call{site: s, route: route, w: written, r: r, id: gateway.RequestID(r.Context())}
		s.setHeaders(w.Header())
		c.handle(h)
		s.Log.LogAttrs(r.Context(), slog.LevelInfo, "answered",
			slog.String("requestId", c.id), slog.String("route", route.logged()), slog.Int("status", written.code),
			slog.String("problem", c.slug), slog.Int64("ms", time.Since(began).Milliseconds()))
	})
}

// logged returns the route's pattern for the log: a path may contain ids, a query secrets.
func (r Route) logged() string {
	if r.Method == "" {
		return "$default"
	}
	return r.Key()
}

func (c *call) handle(h handler) {
	defer func() {
		if cause := recover(); cause != nil {
			c.fail(fmt.Errorf("panic: %v", cause))
		}
	}()
	err := c.authenticate()
	defer c.startCount()()
	if err == nil {
		err = h(c)
	}
	if err != nil {
		c.fail(err)
	}
}

// authenticate identifies the caller and refuses callers that the route is not for.
func (c *call) authenticate() error {
	if c.route.Method == http.MethodPost && !c.route.API() {
		if err := sameOrigin(c.r); err != nil {
			return err
		}
	}
	switch c.route.Auth {
	case Bearer:
		return c.authenticateBearer()
	case Session:
		return c.authenticateSession()
	case Link:
		return c.peekSession()
	default:
		return nil
	}
}

// sameOrigin refuses forms that another site's page sends (CSRF).
func sameOrigin(r *http.Request) error {
	var protection http.CrossOriginProtection
	if protection.Check(r) != nil {
		return errOtherSite
	}
	return nil
}

// setHeaders sets the security headers of every response.
func (s Site) setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "+
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	// With no-referrer browsers would send Origin: null with our own forms, which any site's page can send too (Fetch,
	// "append a request Origin header").
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Cache-Control", "no-store")
	if s.secure() {
		h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
}

// secure reports whether browsers reach the site over TLS.
func (s Site) secure() bool { return strings.HasPrefix(s.PublicURL, "https://") }

// status records the response's status.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	if s.code == 0 {
		s.code = code
	}
	s.ResponseWriter.WriteHeader(code)
}

func (s *status) Write(content []byte) (int, error) {
	if s.code == 0 {
		s.code = http.StatusOK
	}
	return s.ResponseWriter.Write(content)
}

// json writes value as the JSON response.
func (c *call) json(code int, value any) error {
	return c.content(code, "application/json", value)
}

func (c *call) content(code int, contentType string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", contentType)
	c.w.WriteHeader(code)
	return ignoreWriteError(c.w.Write(append(text, '\n')))
}

// html writes a page as the response.
func (c *call) html(code int, document templ.Component) error {
	var text bytes.Buffer
	if err := document.Render(context.WithoutCancel(c.r.Context()), &text); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.w.WriteHeader(code)
	return ignoreWriteError(c.w.Write(text.Bytes()))
}

// ignoreWriteError ignores that the caller disconnected: the response has begun, so no error can be sent.
func ignoreWriteError(int, error) error { return nil }

// seeOther redirects the browser after a form was accepted.
func (c *call) seeOther(path string) error {
	c.w.Header().Set("Location", path)
	c.w.WriteHeader(http.StatusSeeOther)
	return nil
}

// reader returns the page's reader.
func (c *call) reader() page.Reader {
	r := page.Reader{Language: c.language(), Path: c.returnTo, Service: c.site.Service, Now: c.site.Sessions.Now()}
	if r.Path == "" {
		r.Path = c.r.URL.RequestURI()
	}
	if c.signedIn {
		r.Person = &c.person
	}
	if c.waiting != nil {
		r.Waiting = c.waiting()
	}
	return r
}

// unrouted handles requests that match no row of the table: 405 if the path has other methods, else 404. OPTIONS returns
// the path's methods. No other site may call any route (CORS), so the response does not mention that.
func unrouted(c *call) error {
	var allowed []string
	if isPlain(c.r.URL) {
		allowed = methodsFor(c.r.URL.Path)
	}
	if c.r.Method == http.MethodOptions && c.r.URL.Path == "*" { // the server as a whole (RFC 9110 §9.3.7)
		allowed = []string{
			http.MethodDelete, http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPatch, http.MethodPost, http.MethodPut,
		}
	}
	switch {
	case len(allowed) == 0:
		return account.ErrNotFound
	case c.r.Method == http.MethodOptions:
		c.w.Header().Set("Allow", strings.Join(allowed, ", "))
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	case slices.Contains(allowed, c.r.Method): // API Gateway interpreted the path differently
		return account.ErrNotFound
	default:
		c.w.Header().Set("Allow", strings.Join(allowed, ", "))
		return errMethodNotAllowed
	}
}

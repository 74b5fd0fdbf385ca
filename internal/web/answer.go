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
	"smartaccounts/internal/web/page"
	"smartaccounts/internal/workflow"
)

// Service is who runs the system, as the foot of each page names it.
type Service = page.Service

// Site is what the answers of all functions share.
type Site struct {
	PublicURL string // without a final slash
	Sessions  workflow.Sessions
	Trust     identity.Trust
	Log       *slog.Logger
	Service   Service
}

// call is one request with who makes it.
type call struct {
	site    Site
	route   Route
	w       http.ResponseWriter
	r       *http.Request
	id      string // for support and logs
	person  account.Person
	signed  bool   // person is somebody
	comeTo  string // where to come back to after signing in; the page itself unless set
	problem string // slug of the problem answered, for the log
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
		mux.Handle(route.muxPattern(), s.answer(route, h))
	}
	for key := range handlers {
		panic("no route for " + key)
	}
	mux.Handle("/", s.answer(Route{Auth: Nobody}, unrouted))
	return s.guard(mux)
}

// guard keeps calls from a ServeMux that API Gateway has no route for, and those whose paths would lead elsewhere once
// cleaned, which a ServeMux would redirect.
func (s Site) guard(next http.Handler) http.Handler {
	lost := s.answer(Route{Auth: Nobody}, unrouted)
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

// answer serves one route: headers, who calls, the handler, its error, a line in the log.
func (s Site) answer(route Route, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		written := &status{ResponseWriter: w}
		c := &call{site: s, route: route, w: written, r: r, id: gateway.RequestID(r.Context())}
		s.setHeaders(w.Header())
		c.attempt(h)
		s.Log.LogAttrs(r.Context(), slog.LevelInfo, "answered",
			slog.String("requestId", c.id), slog.String("route", route.logged()), slog.Int("status", written.code),
			slog.String("problem", c.problem), slog.Int64("ms", time.Since(began).Milliseconds()))
	})
}

// logged names the route by its pattern: a path may hold ids, a query secrets.
func (r Route) logged() string {
	if r.Method == "" {
		return "$default"
	}
	return r.Key()
}

func (c *call) attempt(h handler) {
	defer func() {
		if cause := recover(); cause != nil {
			c.fail(fmt.Errorf("panic: %v", cause))
		}
	}()
	err := c.admit()
	if err == nil {
		err = h(c)
	}
	if err != nil {
		c.fail(err)
	}
}

// admit learns who calls and refuses whom the route is not for.
func (c *call) admit() error {
	if c.route.Method == http.MethodPost && !c.route.API() {
		if err := sameOrigin(c.r); err != nil {
			return err
		}
	}
	switch c.route.Auth {
	case Bearer:
		return c.admitBearer()
	case Session:
		return c.admitSession()
	case Link:
		return c.peekSession()
	default:
		return nil
	}
}

// sameOrigin refuses forms that another site's page sends in a reader's name.
func sameOrigin(r *http.Request) error {
	var protection http.CrossOriginProtection
	if protection.Check(r) != nil {
		return errOtherSite
	}
	return nil
}

// setHeaders puts on every answer what keeps browsers from doing more with it than show it.
func (s Site) setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "+
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	// Not no-referrer: under that, browsers send Origin: null with our own forms, which is what a stranger's page can send
	// as well (Fetch, "append a request Origin header").
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

// status remembers what was answered.
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

// json returns a value.
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
	return ignoreGone(c.w.Write(append(text, '\n')))
}

// html returns a page.
func (c *call) html(code int, document templ.Component) error {
	var text bytes.Buffer
	if err := document.Render(context.WithoutCancel(c.r.Context()), &text); err != nil {
		return fmt.Errorf("draw page: %w", err)
	}
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.w.WriteHeader(code)
	return ignoreGone(c.w.Write(text.Bytes()))
}

// ignoreGone: the answer has begun, so nothing else can be said to a caller who went away.
func ignoreGone(int, error) error { return nil }

// seeOther sends the browser on after a form was taken.
func (c *call) seeOther(path string) error {
	c.w.Header().Set("Location", path)
	c.w.WriteHeader(http.StatusSeeOther)
	return nil
}

// reader is who looks at the page.
func (c *call) reader() page.Reader {
	r := page.Reader{Language: c.language(), Path: c.comeTo, Service: c.site.Service}
	if r.Path == "" {
		r.Path = c.r.URL.RequestURI()
	}
	if c.signed {
		r.Person = &c.person
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
		allowed = []string{http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPost, http.MethodPut}
	}
	switch {
	case len(allowed) == 0:
		return account.ErrNotFound
	case c.r.Method == http.MethodOptions:
		c.w.Header().Set("Allow", strings.Join(allowed, ", "))
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	case slices.Contains(allowed, c.r.Method): // API Gateway read the path in another way
		return account.ErrNotFound
	default:
		c.w.Header().Set("Allow", strings.Join(allowed, ", "))
		return errMethodNotAllowed
	}
}

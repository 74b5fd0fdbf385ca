package local

import (
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
)

// proxy maps the address people use to the deployed API. It addresses the API
// by path and not by host name, because on an API's host name the emulator
// keeps some paths, such as /health and /login, to itself. Who is sent to register, which the emulator has no page
// for, is sent to ours.
func proxy(endpoint, apiID, registration string) http.Handler {
	prefix := "/_aws/execute-api/" + apiID + "/$default"
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			target, err := url.Parse(endpoint)
			if err != nil {
				panic(err) // it served the deployment a moment ago
			}
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = target.Scheme, target.Host, target.Host
			r.Out.URL.Path = prefix + r.In.URL.Path
			if r.In.URL.RawPath != "" {
				r.Out.URL.RawPath = prefix + r.In.URL.RawPath
			}
			// The client's own address and scheme, as API Gateway tells them.
			r.SetXForwarded()
		},
		ModifyResponse: func(r *http.Response) error {
			if query, to := strings.CutPrefix(r.Header.Get("Location"), endpoint+registrationPath+"?"); to {
				r.Header.Set("Location", registration+"?"+query)
			}
			return nil
		},
		ErrorLog: log.New(io.Discard, "", 0),
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			http.Error(w, "the local AWS does not answer", http.StatusBadGateway)
		},
	}
}

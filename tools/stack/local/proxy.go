package local

import (
	"io"
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
)

// proxy forwards requests to the deployed API. It addresses the API by path and not by host name, because on an API's
// host name the emulator reserves some paths, such as /health and /login. It changes redirects to the emulator's
// registration page, which does not exist, to the mailbox's.
func proxy(endpoint, apiID, registration string) http.Handler {
	prefix := "/_aws/execute-api/" + apiID + "/$default"
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			target, err := url.Parse(endpoint)
			if err != nil {
				panic(err) // the deployment has used it
			}
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = target.Scheme, target.Host, target.Host
			r.Out.URL.Path = prefix + r.In.URL.Path
			if r.In.URL.RawPath != "" {
				r.Out.URL.RawPath = prefix + r.In.URL.RawPath
			}
			// Pass on the client's address and scheme, as API Gateway does.
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

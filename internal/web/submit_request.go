package web

import (
	"net/http"

	"smartaccounts/internal/workflow"
)

// submitting is what the submit-request function's routes use.
type submitting struct {
	submit workflow.Submit
	track  workflow.Track
}

// SubmitRequest answers the routes of the submit-request function.
func SubmitRequest(site Site, submit workflow.Submit, track workflow.Track) http.Handler {
	s := submitting{submit, track}
	return site.mux(SubmitRequestFunction, map[string]handler{
		"GET /account-requests/new":     s.requestFormPage,
		"POST /account-requests/new":    s.takeRequestForm,
		"GET /account-requests/{id}":    s.trackingPage,
		"POST /v1/account-requests":     s.createRequest,
		"GET /v1/account-requests":      s.listRequests,
		"GET /v1/account-requests/{id}": s.getRequest,
	})
}

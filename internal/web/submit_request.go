package web

import (
	"net/http"

	"smartaccounts/internal/workflow"
)

// submitting has the use cases of the submit-request function's routes.
type submitting struct {
	submit     workflow.Submit
	track      workflow.Track
	ownRequest workflow.FollowUp
	disputes   workflow.Disputes
}

// SubmitRequest returns the handler of the submit-request function.
func SubmitRequest(site Site, submit workflow.Submit, track workflow.Track, followUp workflow.FollowUp, disputes workflow.Disputes) http.Handler {
	s := submitting{submit, track, followUp, disputes}
	return site.mux(SubmitRequestFunction, map[string]handler{
		"GET /account-requests/new":                     s.requestFormPage,
		"POST /account-requests/new":                    s.takeRequestForm,
		"GET /account-requests/{id}":                    s.trackingPage,
		"POST /account-requests/{id}":                   s.takeFollowUpForm,
		"GET /disputes":                                 s.disputePage,
		"POST /disputes":                                s.takeDisputeForm,
		"GET /disputes/{id}":                            s.oneDisputePage,
		"POST /disputes/{id}":                           s.takeProofForm,
		"POST /v1/account-requests":                     s.createRequest,
		"GET /v1/account-requests":                      s.listRequests,
		"POST /v1/account-requests/check":               s.checkRequest,
		"GET /v1/account-requests/{id}":                 s.getRequest,
		"PUT /v1/account-requests/{id}/customer-emails": s.correctRequest,
		"POST /v1/account-requests/{id}/proof":          s.proveRequest,
		"POST /v1/account-requests/{id}/resend":         s.resendRequest,
		"POST /v1/account-requests/{id}/withdraw":       s.withdrawRequest,
		"POST /v1/disputes":                             s.createDispute,
		"GET /v1/disputes/{id}":                         s.getDispute,
		"POST /v1/disputes/{id}/proof":                  s.proveDispute,
	})
}

package web

import (
	"net/http"

	"smartaccounts/internal/gateway"
	"smartaccounts/internal/workflow"
)

// claimsWithoutRole are the claims of a person without a role.
var claimsWithoutRole = map[string]string{"email": "nobody@start.invalid", "email_verified": "true", "iss": "start", "sub": "nobody"}

// Rehearsals returns, by function, a request to process at start, so that the first real one is fast: it reads like a real
// one and is refused.
func Rehearsals() map[string]gateway.Rehearsal {
	return map[string]gateway.Rehearsal{
		SearchFunction: {Method: http.MethodGet, Path: "/v1/accounts", Query: "q=start.example.com", Claims: claimsWithoutRole},
		SubmitRequestFunction: {
			Method: http.MethodPost, Path: "/v1/account-requests/check", Claims: claimsWithoutRole,
			Body: `{"accountName":"Start","accountDomain":"start.example.com","customerEmails":["nobody@start.example.com"]}`,
		},
		ActOnRequestFunction: {Method: http.MethodPost, Path: "/v1/pending-requests/view", Body: `{"token":"` + workflow.DeadToken + `"}`},
	}
}

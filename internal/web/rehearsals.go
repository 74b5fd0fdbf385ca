package web

import (
	"net/http"

	"smartaccounts/internal/gateway"
	"smartaccounts/internal/workflow"
)

// nobody is a person who holds no role, by the claims of a token.
var nobody = map[string]string{"email": "nobody@start.invalid", "email_verified": "true", "iss": "start", "sub": "nobody"}

// Rehearsals are what the functions that people wait for answer to themselves while they start: each reads as its
// requests do, and is refused.
func Rehearsals() map[string]gateway.Rehearsal {
	return map[string]gateway.Rehearsal{
		SearchFunction: {Method: http.MethodGet, Path: "/v1/accounts", Query: "q=start.example.com", Claims: nobody},
		SubmitRequestFunction: {
			Method: http.MethodPost, Path: "/v1/account-requests/check", Claims: nobody,
			Body: `{"accountName":"Start","accountDomain":"start.example.com","customerEmails":["nobody@start.example.com"]}`,
		},
		ActOnRequestFunction: {Method: http.MethodPost, Path: "/v1/pending-requests/view", Body: `{"token":"` + workflow.DeadToken + `"}`},
	}
}

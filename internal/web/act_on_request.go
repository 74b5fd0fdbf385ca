package web

import (
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// acting has the use cases of the act-on-request function's routes.
type acting struct {
	view     workflow.View
	sendCode workflow.SendCode
	decide   workflow.Decide
	notForMe workflow.NotForMe
}

// ActOnRequest returns the handler of the act-on-request function.
func ActOnRequest(site Site, view workflow.View, sendCode workflow.SendCode, decide workflow.Decide, notForMe workflow.NotForMe) http.Handler {
	a := acting{view, sendCode, decide, notForMe}
	return site.mux(ActOnRequestFunction, map[string]handler{
		"GET /pending-requests":                   a.pendingRequestPage,
		"POST /pending-requests":                  a.takeDecisionForm,
		"GET /account-requests/{id}/decision":     a.decisionPage,
		"POST /account-requests/{id}/decision":    a.takeSignedInDecisionForm,
		"POST /v1/account-requests/{id}/decision": a.decideSignedIn,
		"GET /not-for-me":                         a.notForMePage,
		"POST /not-for-me":                        a.takeNotForMeForm,
		"POST /v1/pending-requests/view":          a.viewPendingRequest,
		"POST /v1/pending-requests/code":          a.sendCodeForPendingRequest,
		"POST /v1/pending-requests/decision":      a.decidePendingRequest,
	})
}

// token takes the link's token from a body. It returns an InvalidInput if it is absent or wrong; other fields are not
// checked then.
func (b *body) token() (string, error) {
	token := b.optionalText("token")
	if token == nil {
		return "", account.Invalid("token", account.FieldRequired, "the token of a decision link is required")
	}
	return *token, account.Fields(b.wrong...)
}

// readToken reads a body with only a token. misread is about other fields; the link is checked before it is returned.
func readToken(r *http.Request) (token string, misread, err error) {
	b, err := readJSON(r)
	if err != nil {
		return "", nil, err
	}
	token, err = b.token()
	return token, b.misreadFields(), err
}

package web

import "net/http"

// sendCodeForPendingRequest is POST /v1/pending-requests/code. It says the same wherever the code
// goes.
func (a acting) sendCodeForPendingRequest(c *call) error {
	token, err := readToken(c.r)
	if err != nil {
		return err
	}
	if err := a.sendCode.Do(c.r.Context(), token); err != nil {
		return err
	}
	return c.json(http.StatusAccepted, struct{}{})
}

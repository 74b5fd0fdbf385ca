package web

import "net/http"

// viewPendingRequest is POST /v1/pending-requests/view.
func (a acting) viewPendingRequest(c *call) error {
	token, misread, err := readToken(c.r)
	if err != nil {
		return err
	}
	viewed, err := a.view.Do(c.r.Context(), token)
	if err != nil {
		return err
	}
	if misread != nil {
		return misread
	}
	return c.json(http.StatusOK, showView(viewed))
}

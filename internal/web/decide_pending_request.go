package web

import (
	"net/http"
)

// decidePendingRequest is POST /v1/pending-requests/decision.
func (a acting) decidePendingRequest(c *call) error {
	b, err := readJSON(c.r)
	if err != nil {
		return err
	}
	token, err := b.token()
	if err != nil {
		return err
	}
	wanted := c.decisionOf(b)
	wanted.Token, wanted.Code, wanted.Challenge = token, b.text("code"), b.text("challenge")
	wanted.Misread = b.misreadFields()
	viewed, err := a.decide.Do(c.r.Context(), wanted, "")
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, showView(viewed))
}

package web

import (
	"net/http"

	"smartaccounts/internal/workflow"
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
	wanted := workflow.Decision{
		Token:      token,
		Code:       b.text("code"),
		Challenge:  b.text("challenge"),
		Action:     b.text("action"),
		Reason:     b.text("reason"),
		ForwardTo:  b.text("forwardTo"),
		Note:       b.text("note"),
		Authorized: b.boolean("authorized"),
		Visibility: b.text("visibility"),
		Language:   c.chosenLanguage(),
	}
	wanted.Misread = b.misreadFields()
	viewed, err := a.decide.Do(c.r.Context(), wanted, "")
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, showView(viewed))
}

package web

import "net/http"

// getAccount is GET /v1/accounts/{id}.
func (m managing) getAccount(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	details, err := m.Read.Do(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, showAccountDetails(details))
}

package web

import "net/http"

// getAccount is GET /v1/accounts/{id}.
func (m managing) getAccount(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	overview, err := m.overview(c, id)
	if err != nil {
		return err
	}
	return c.jsonAt(overview.Version, http.StatusOK, showOverview(overview))
}

package web

import "net/http"

// getRequest is GET /v1/account-requests/{id}.
func (s submitting) getRequest(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	tracked, err := s.track.One(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, showRequest(tracked))
}

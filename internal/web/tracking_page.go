package web

import (
	"net/http"

	"smartaccounts/internal/web/page"
)

// trackingPage is GET /account-requests/{id}: its requester and operators follow a request.
func (s submitting) trackingPage(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	tracked, err := s.track.One(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	return c.html(http.StatusOK, page.TrackingPage(c.reader(), tracked))
}

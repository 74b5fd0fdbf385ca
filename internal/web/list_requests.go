package web

import "net/http"

// listRequests is GET /v1/account-requests: the caller's own requests; for an operator, all.
func (s submitting) listRequests(c *call) error {
	q, err := readQuery(c.r)
	if err != nil {
		return err
	}
	status, limit, cursor := q.text("status"), q.limit(), q.text("cursor")
	if err := q.misread(); err != nil {
		return err
	}
	found, err := s.track.List(c.r.Context(), c.person, status, limit, cursor)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, writeList(found, s.showTo(c.person)))
}

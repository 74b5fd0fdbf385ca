package web

// getRequest is GET /v1/account-requests/{id}.
func (s submitting) getRequest(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	return s.showOne(c, id)
}

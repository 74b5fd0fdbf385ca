package web

import "net/http"

// listAccounts is GET /v1/accounts: what a search finds, without words the caller's directory.
func (s searching) listAccounts(c *call) error {
	q, err := readQuery(c.r)
	if err != nil {
		return err
	}
	text, limit, cursor := q.text("q"), q.limit(), q.text("cursor")
	if err := q.misread(); err != nil {
		return err
	}
	found, err := s.search.Do(c.r.Context(), c.person, text, limit, cursor)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, writeList(found, showAccount))
}

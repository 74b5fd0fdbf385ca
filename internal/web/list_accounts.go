package web

import "net/http"

// foundJSON is a page of accounts, with the search's hints.
type foundJSON struct {
	listJSON[accountJSON]
	Refine     bool     `json:"refine,omitempty"`
	DidYouMean []string `json:"didYouMean,omitempty"`
}

// listAccounts is GET /v1/accounts: the results of a search or, without a query, the caller's directory.
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
	return c.json(http.StatusOK, foundJSON{writeList(found.Page, showAccount), found.Truncated, found.Suggestions})
}

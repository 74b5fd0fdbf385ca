package web

import (
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
)

// listSuppressed is GET /v1/suppressed-addresses.
func (v reviewing) listSuppressed(c *call) error {
	return listPage(c, showSuppressed, func(limit int, cursor string) (paging.Page[account.Address], error) {
		return v.suppressions.List(c.r.Context(), c.person, limit, cursor)
	})
}

// listReported is GET /v1/reported-addresses.
func (v reviewing) listReported(c *call) error {
	return listPage(c, showReported, func(limit int, cursor string) (paging.Page[account.Address], error) {
		return v.suppressions.Reported(c.r.Context(), c.person, limit, cursor)
	})
}

// liftSuppression is POST /v1/suppressed-addresses/lift.
func (v reviewing) liftSuppression(c *call) error {
	b, err := readJSON(c.r)
	if err != nil {
		return err
	}
	address := b.text("address")
	if err := v.suppressions.Lift(c.r.Context(), c.person, address, b.misreadFields()); err != nil {
		return err
	}
	return c.json(http.StatusOK, struct{}{})
}

// listPage writes a list whose only parameters are limit and cursor.
func listPage[T, J any](c *call, show func(T) J, read func(limit int, cursor string) (paging.Page[T], error)) error {
	q, err := readQuery(c.r)
	if err != nil {
		return err
	}
	limit, cursor := q.limit(), q.text("cursor")
	if err := q.misread(); err != nil {
		return err
	}
	found, err := read(limit, cursor)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, writeList(found, show))
}

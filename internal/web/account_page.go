package web

import (
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web/page"
)

// accountPage is GET /accounts/{id}.
func (m managing) accountPage(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	details, err := m.Read.Do(c.r.Context(), c.person, id)
	if err != nil {
		return err
	}
	var request account.ID // only its requester follows it
	if details.Account.Requester == c.person.Email {
		request = details.Account.RequestID
	}
	return c.html(http.StatusOK, page.AccountPage(c.reader(), details, request))
}

package web

import (
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/workflow"
)

// Managing has the use cases of the manage-account function's routes.
type Managing struct {
	Read workflow.ReadAccount
}

// managing handles these routes.
type managing struct{ Managing }

// ManageAccount returns the handler of the manage-account function.
func ManageAccount(site Site, use Managing) http.Handler {
	m := managing{use}
	return site.mux(ManageAccountFunction, map[string]handler{
		"GET /accounts/{id}":    m.accountPage,
		"GET /v1/accounts/{id}": m.getAccount,
	})
}

// pathID returns the id in the path, or ErrNotFound if it has another form.
func (c *call) pathID() (account.ID, error) {
	id, ok := account.ParseID(c.r.PathValue("id"))
	if !ok {
		return "", account.ErrNotFound
	}
	return id, nil
}

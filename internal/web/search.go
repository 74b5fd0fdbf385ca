package web

import (
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

// searching is what the search function's routes use.
type searching struct {
	search search.Find
	read   workflow.ReadAccount
}

// Search returns the routes of the search function, and everything that is no route.
func Search(site Site, search search.Find, read workflow.ReadAccount) http.Handler {
	s := searching{search, read}
	return site.mux(SearchFunction, map[string]handler{
		"GET /":                 s.directoryPage,
		"GET /accounts/{id}":    s.accountPage,
		"GET /assets/{file}":    asset,
		"GET /openapi.yaml":     openAPI,
		"GET /problems":         problemsPage,
		"GET /problems/{slug}":  problemPage,
		"GET /v1/accounts":      s.listAccounts,
		"GET /v1/accounts/{id}": s.getAccount,
	})
}

// pathID returns the id in the path. One of another form names nothing.
func (c *call) pathID() (account.ID, error) {
	id, ok := account.ParseID(c.r.PathValue("id"))
	if !ok {
		return "", account.ErrNotFound
	}
	return id, nil
}

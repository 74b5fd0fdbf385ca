package web

import (
	"net/http"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
	"smartaccounts/internal/workflow"
)

// searching has the use cases of the search function's routes.
type searching struct {
	search search.Find
	read   workflow.ReadAccount
}

// Search returns the handler of the search function, which also handles unrouted requests.
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

// pathID returns the id in the path, or ErrNotFound if it has another form.
func (c *call) pathID() (account.ID, error) {
	id, ok := account.ParseID(c.r.PathValue("id"))
	if !ok {
		return "", account.ErrNotFound
	}
	return id, nil
}

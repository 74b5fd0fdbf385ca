package web

import (
	"net/http"

	"smartaccounts/internal/search"
)

// searching has the use cases of the search function's routes.
type searching struct {
	search search.Find
}

// Search returns the handler of the search function, which also handles unrouted requests.
func Search(site Site, search search.Find) http.Handler {
	s := searching{search}
	return site.mux(SearchFunction, map[string]handler{
		"GET /":                s.directoryPage,
		"GET /assets/{file}":   asset,
		"GET /openapi.yaml":    openAPI,
		"GET /problems":        problemsPage,
		"GET /problems/{slug}": problemPage,
		"GET /v1/accounts":     s.listAccounts,
	})
}

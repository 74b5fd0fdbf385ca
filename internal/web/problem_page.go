package web

import (
	"net/http"
	"slices"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web/page"
)

// problemsPage is GET /problems.
func problemsPage(c *call) error { return c.html(http.StatusOK, page.ProblemsPage(c.reader())) }

// problemPage is GET /problems/{slug}, the address in a problem's type.
func problemPage(c *call) error {
	slug := c.r.PathValue("slug")
	if !slices.Contains(page.ProblemSlugs(), slug) {
		return account.ErrNotFound
	}
	return c.html(http.StatusOK, page.ProblemPage(c.reader(), slug))
}

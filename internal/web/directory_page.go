package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/search"
	"smartaccounts/internal/web/page"
)

// directoryPage is GET /, the directory and the search.
func (s searching) directoryPage(c *call) error {
	q := readPageQuery(c.r)
	shown := page.Directory{Query: strings.TrimSpace(q.text("q")), Filter: pageFilter(q)}
	shown.New, _ = account.ParseID(q.text("new"))
	found, err := s.search.Find(c.r.Context(), c.person, search.Query{Text: shown.Query, Filter: shown.Filter, Cursor: q.text("cursor")})
	if errors.Is(err, account.ErrNoRole) {
		return s.noRolePage(c, err)
	}
	status := http.StatusOK
	if shown.Errors = errorsOf(err); shown.Errors != nil {
		status = c.recordProblem(err).status
	} else if err != nil {
		return err
	}
	shown.Items, shown.Refine, shown.Meant = found.Items, found.Truncated, found.Suggestions
	shown.Links = ownRequests(found.Items, c.person)
	shown.NextURL = nextPage("/", page.FilterQuery(shown.Query, shown.Filter), found.Next)
	return c.html(status, page.DirectoryPage(c.reader(), shown))
}

// noRolePage says that the reader has no role yet, and offers to ask for access to the account that their address is at.
func (s searching) noRolePage(c *call, noRole error) error {
	notice := page.NoticeNoRole
	var err error
	if notice.AskAbout, err = s.search.OwnDomain(c.r.Context(), c.person); err != nil {
		return err
	}
	return c.html(c.recordProblem(noRole).status, page.NoticePage(c.reader(), notice))
}

// pageFilter reads the filter of a page, without values that do not exist.
func pageFilter(q *query) search.Filter {
	f := search.Filter{Status: q.text("status"), Access: q.text("access")}
	if !slices.Contains(search.FilterStatuses(), f.Status) {
		f.Status = ""
	}
	if !slices.Contains(search.FilterAccess(), f.Access) {
		f.Access = ""
	}
	return f
}

// ownRequests returns the requests that the person may follow, by account.
func ownRequests(items []search.Found, person account.Person) map[account.ID]account.ID {
	own := map[account.ID]account.ID{}
	for _, f := range items {
		if f.Account.Requester == person.Email {
			own[f.Account.ID] = f.Account.RequestID
		}
	}
	return own
}

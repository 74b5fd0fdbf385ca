package web

import (
	"net/http"
	"net/url"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/web/page"
)

// directoryPage is GET /, the directory and the search.
func (s searching) directoryPage(c *call) error {
	q := readPageQuery(c.r)
	shown := page.Directory{Query: strings.TrimSpace(q.text("q"))}
	shown.New, _ = account.ParseID(q.text("new"))
	cursor := q.text("cursor")
	found, err := s.search.Do(c.r.Context(), c.person, shown.Query, 0, cursor)
	status := http.StatusOK
	if shown.Errors = errorsOf(err); shown.Errors != nil {
		status = c.recordProblem(err).status
	} else if err != nil {
		return err
	}
	shown.Items, shown.Refine, shown.Meant = found.Items, found.Truncated, found.Suggestions
	shown.Links = ownRequests(found.Items, c.person)
	if found.Next != "" {
		shown.NextURL = "/?" + url.Values{"q": {shown.Query}, "cursor": {found.Next}}.Encode()
	}
	return c.html(status, page.DirectoryPage(c.reader(), shown))
}

// ownRequests returns the requests that the person may follow, by account.
func ownRequests(items []account.WithAccess, person account.Person) map[account.ID]account.ID {
	own := map[account.ID]account.ID{}
	for _, f := range items {
		if f.Account.Requester == person.Email {
			own[f.Account.ID] = f.Account.RequestID
		}
	}
	return own
}

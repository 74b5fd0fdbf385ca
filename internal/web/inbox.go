package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"smartaccounts/internal/account"
	"smartaccounts/internal/inbox"
	"smartaccounts/internal/web/page"
)

// entryJSON is an entry of the inbox.
type entryJSON struct {
	Kind     inbox.Kind `json:"kind"`
	ID       account.ID `json:"id"`
	Title    string     `json:"title"`
	Since    timeJSON   `json:"since"`
	Deadline *timeJSON  `json:"deadline,omitempty"`
	Href     string     `json:"href"`
}

// inboxJSON is the list of them.
type inboxJSON struct {
	listJSON[entryJSON]
	Total        int  `json:"total"`
	MoreAccounts bool `json:"moreAccounts,omitempty"`
}

func showEntry(e inbox.Entry) entryJSON {
	shown := entryJSON{e.Kind, e.ID, cmp.Or(e.Name, string(e.Domain)), timeJSON(e.Since), nil, page.EntryPath(e)}
	if !e.Deadline.IsZero() {
		deadline := timeJSON(e.Deadline)
		shown.Deadline = &deadline
	}
	return shown
}

// listInbox is GET /v1/inbox: what waits for the caller.
func listInbox(c *call) error {
	q, err := readQuery(c.r)
	if err != nil {
		return err
	}
	if err := q.misread(); err != nil {
		return err
	}
	found, err := c.site.Inbox.For(c.r.Context(), c.person)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, inboxJSON{listJSON[entryJSON]{Items: each(found.Entries, showEntry)}, len(found.Entries), found.MoreAccounts})
}

// inboxPage is GET /inbox.
func inboxPage(c *call) error {
	found, err := c.site.Inbox.For(c.r.Context(), c.person)
	if err != nil {
		return err
	}
	r := c.reader()
	r.Waiting = len(found.Entries)
	return c.html(http.StatusOK, page.InboxPage(r, found))
}

// longestCount limits how long a page waits for the number in its head.
const longestCount = 2 * time.Second

// countsInbox reports whether the head of the route's pages has the number of entries in the reader's inbox, which the handler
// does not read itself.
func (c *call) countsInbox() bool {
	return c.signedIn && !c.route.API() && c.site.Inbox.Store != nil && c.route.Pattern != "/inbox"
}

// countInbox counts the entries in the reader's inbox. On an error, which it logs, the page has no number.
func (c *call) countInbox(ctx context.Context) int {
	ctx, cancel := context.WithTimeout(ctx, longestCount)
	defer cancel()
	n, err := c.site.Inbox.Count(ctx, c.person)
	if err != nil {
		c.logInbox(ctx, err)
		return 0
	}
	return n
}

// logInbox logs that a page lacks what is read from the inbox.
func (c *call) logInbox(ctx context.Context, err error) {
	if ctx.Err() != nil && c.r.Context().Err() == nil && errors.Is(err, context.Canceled) {
		return // no page needed the number
	}
	c.site.Log.LogAttrs(ctx, slog.LevelWarn, "inbox not read",
		slog.String("requestId", c.id), slog.String("route", c.route.logged()), slog.String("cause", err.Error()))
}

// startCount starts to count the inbox of a page's reader while the handler reads what the page shows. Forms usually lead to another
// page, so they count only when a page is rendered. It returns a function that ends the count if no page needs it.
func (c *call) startCount() (end func()) {
	c.waiting = func() int { return 0 }
	if !c.countsInbox() {
		return func() {}
	}
	if c.r.Method == http.MethodPost {
		c.waiting = func() int { return c.countInbox(c.r.Context()) }
		return func() {}
	}
	ctx, cancel := context.WithCancel(c.r.Context())
	counted := make(chan struct{})
	n := 0
	go func() {
		defer close(counted)
		defer func() {
			if cause := recover(); cause != nil {
				n = 0
				c.logInbox(ctx, fmt.Errorf("panic: %v", cause))
			}
		}()
		n = c.countInbox(ctx)
	}()
	c.waiting = func() int {
		<-counted
		return n
	}
	return func() {
		cancel()
		<-counted
	}
}

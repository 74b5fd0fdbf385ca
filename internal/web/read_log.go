package web

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"smartaccounts/internal/account"
	"smartaccounts/internal/administration"
)

const (
	maxCSVRows = 10_000
	// maxCSVPages bounds the time of one response: a filter can make every page short.
	maxCSVPages = 150
	csvPage     = 100
)

// readLog is GET /v1/accounts/{id}/log, as JSON or, if the caller accepts text/csv, as CSV.
func (m managing) readLog(c *call) error {
	id, err := c.pathID()
	if err != nil {
		return err
	}
	q, err := readQuery(c.r)
	if err != nil {
		return err
	}
	filter := administration.LogFilter{Kind: q.text("kind"), Actor: q.text("actor"), From: q.text("from"), To: q.text("to")}
	limit, cursor := q.limit(), q.text("cursor")
	if err := q.misread(); err != nil {
		return err
	}
	c.w.Header().Set("Vary", "Accept")
	if accepts(c.r, "text/csv") {
		return m.exportLog(c, id, filter, cursor)
	}
	found, err := m.Log.Read(c.r.Context(), c.person, id, filter, limit, cursor)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, writeList(found, showLogEntry))
}

// accepts reports whether the header Accept names that type.
func accepts(r *http.Request, want string) bool {
	for one := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		got, parameters, err := mime.ParseMediaType(one)
		quality, given := parameters["q"]
		if err == nil && got == want && (!given || strings.Trim(quality, "0.") != "") {
			return true
		}
	}
	return false
}

// exportLog writes at most maxCSVRows entries as CSV (RFC 4180), with a Link to those that follow.
func (m managing) exportLog(c *call, id account.ID, filter administration.LogFilter, cursor string) error {
	var entries []account.LogEntry
	for range maxCSVPages {
		found, err := m.Log.Read(c.r.Context(), c.person, id, filter, csvPage, cursor)
		if err != nil {
			return err
		}
		entries, cursor = append(entries, found.Items...), found.Next
		if cursor == "" || len(entries) > maxCSVRows-csvPage {
			break
		}
	}
	if cursor != "" {
		next := url.Values{"cursor": {cursor}}
		for name, value := range map[string]string{"kind": filter.Kind, "actor": filter.Actor, "from": filter.From, "to": filter.To} {
			if value != "" {
				next.Set(name, value)
			}
		}
		c.w.Header().Set("Link", "<"+c.site.PublicURL+"/v1/accounts/"+string(id)+"/log?"+next.Encode()+`>; rel="next"`)
	}
	var text bytes.Buffer
	if err := administration.WriteLog(&text, entries); err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	c.w.Header().Set("Content-Disposition", `attachment; filename="log.csv"`)
	c.w.WriteHeader(http.StatusOK)
	return ignoreWriteError(c.w.Write(text.Bytes()))
}

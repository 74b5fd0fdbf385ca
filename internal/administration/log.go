package administration

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"smartaccounts/internal/access"
	"smartaccounts/internal/account"
	"smartaccounts/internal/paging"
)

// Log reads the logs of accounts.
type Log struct {
	Store interface {
		AccountReader
		Lister
		access.RoleReader
	}
	Now func() time.Time
}

// LogFilter says which entries are wanted, as it was typed. An empty field is no condition. From and To are instants as RFC 3339, or
// days as 2006-01-02 in UTC; To includes the day or the instant.
type LogFilter struct{ Kind, Actor, From, To string }

// conditions are a LogFilter that was read.
type conditions struct {
	kind     account.LogKind
	actor    account.Actor
	from, to time.Time // to is excluded; zero: no bound
}

func (f LogFilter) read() (c conditions, err error) {
	var kindErr, actorErr error
	if f.Kind != "" {
		if c.kind = account.LogKind(f.Kind); !slices.Contains(account.LogKinds(), c.kind) {
			kindErr = account.Invalid("kind", account.FieldNotAllowed, "not a kind of entry")
		}
	}
	if c.actor = account.Actor(strings.TrimSpace(f.Actor)); c.actor != "" && c.actor != account.System {
		address, err := account.ParseEmail(f.Actor)
		c.actor, actorErr = account.Actor(address), account.Named("actor", err)
	}
	var fromErr, toErr error
	if c.from, _, fromErr = readInstant("from", f.From); fromErr == nil {
		_, c.to, toErr = readInstant("to", f.To)
	}
	return c, account.Fields(kindErr, actorErr, fromErr, toErr)
}

// readInstant returns the instant or the first instant of the day, and the first one after it; zero times if nothing was typed.
func readInstant(field, typed string) (first, after time.Time, err error) {
	if typed = strings.TrimSpace(typed); typed == "" {
		return time.Time{}, time.Time{}, nil
	}
	if at, err := time.Parse(time.RFC3339, typed); err == nil {
		return at.UTC(), at.UTC().Add(time.Millisecond), nil
	}
	if day, err := time.Parse(time.DateOnly, typed); err == nil {
		return day, day.AddDate(0, 0, 1), nil
	}
	return time.Time{}, time.Time{}, account.Invalid(field, account.FieldNotAllowed, "must be an instant as 2006-01-02T15:04:05Z, or a day as 2006-01-02")
}

// hold reports whether the entry, as the reader sees it, is wanted.
func (c conditions) hold(e account.LogEntry) bool {
	return (c.kind == "" || e.Kind == c.kind) && (c.actor == "" || e.Actor == c.actor) &&
		!e.At.Before(c.from) && (c.to.IsZero() || e.At.Before(c.to))
}

// How many entries are read at once, and for one page.
const (
	logChunk        = 100
	mostEntriesRead = 500
)

// Read returns a page of the log, the newest entry first. It reads a bounded number of entries, so that a page may be short although another
// follows. It returns account.ErrForbidden if the person may not read the log, account.ErrNotFound if they may not know of the
// account, and account.InvalidInput about the filter.
func (l Log) Read(ctx context.Context, by account.Person, id account.ID, f LogFilter, limit int, cursor string) (paging.Page[account.LogEntry], error) {
	most, err := paging.Size(limit)
	if err != nil {
		return paging.Page[account.LogEntry]{}, err
	}
	query := strings.Join([]string{"log", string(id), f.Kind, f.Actor, f.From, f.To}, " ")
	position, err := paging.ReadCursor(by.Email, query, cursor)
	if err != nil {
		return paging.Page[account.LogEntry]{}, err
	}
	r, err := actorReading(ctx, l.Store, by, id, l.Now())
	if err != nil {
		return paging.Page[account.LogEntry]{}, err
	}
	switch {
	case !r.belongs():
		return paging.Page[account.LogEntry]{}, account.ErrNotFound
	case !slices.Contains(r.own.MayDo(), account.ReadLog):
		return paging.Page[account.LogEntry]{}, account.ErrForbidden
	}
	wanted, err := f.read()
	if err != nil {
		return paging.Page[account.LogEntry]{}, err
	}
	found, next, err := l.page(ctx, r, wanted, position, most)
	return paging.Page[account.LogEntry]{Items: found, Next: paging.WriteCursor(by.Email, query, next)}, err
}

// page returns the wanted entries after the position that the actor may see, at most so many, and the position after what it read.
func (l Log) page(ctx context.Context, r actor, wanted conditions, position Position, most int) ([]account.LogEntry, Position, error) {
	last, err := readLogPosition(position)
	if err != nil {
		return nil, "", err
	}
	until := wanted.to
	if !last.At.IsZero() {
		until = last.At.Add(time.Millisecond)
	}
	own := r.onDefault(r.own)
	whole := own.May(account.ReadLog)
	var found []account.LogEntry
	after := Position("")
	for read := 0; read < mostEntriesRead; {
		chunk := logChunk
		if whole && wanted.kind == "" && wanted.actor == "" {
			chunk = most - len(found) + 1 // one more shows whether another page follows
		}
		var entries []account.LogEntry
		if entries, after, err = l.Store.Log(ctx, r.ID, wanted.from, until, after, chunk); err != nil {
			return nil, "", err
		}
		for _, e := range entries {
			if !last.At.IsZero() && newestFirst(last, e) >= 0 {
				continue // it was on a page before
			}
			seen, ok := e.SeenBy(own)
			if ok = ok && wanted.hold(seen); ok && len(found) == most {
				return found, logPosition(last), nil
			}
			if last = e; ok {
				found = append(found, seen)
			}
		}
		if after == "" {
			return found, "", nil
		}
		read += chunk
	}
	return found, logPosition(last), nil
}

// newestFirst compares entries by their order in the log.
func newestFirst(a, b account.LogEntry) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Version, a.Version))
}

// logPosition returns the position of an entry, which does not depend on newer ones.
func logPosition(e account.LogEntry) Position {
	return fmt.Sprintf("%d %d", e.At.UnixMilli(), e.Version)
}

func readLogPosition(p Position) (account.LogEntry, error) {
	if p == "" {
		return account.LogEntry{}, nil
	}
	var (
		milliseconds int64
		e            account.LogEntry
	)
	if _, err := fmt.Sscanf(p, "%d %d", &milliseconds, &e.Version); err != nil {
		return e, account.Invalid("cursor", account.FieldNotAllowed, "not a cursor of this list")
	}
	e.At = time.UnixMilli(milliseconds).UTC()
	return e, nil
}

// logColumns are the columns of a log as CSV.
var logColumns = []string{"at", "kind", "actor", "detail", "before", "after"}

// WriteLog writes the entries as CSV with a line of column names. Cells that a spreadsheet would compute begin with an apostrophe.
func WriteLog(w io.Writer, entries []account.LogEntry) error {
	out := csv.NewWriter(w)
	rows := [][]string{logColumns}
	for _, e := range entries {
		row := []string{e.At.UTC().Format(time.RFC3339), string(e.Kind), string(e.Actor), listed(e.Detail), listed(e.Before), listed(e.After)}
		for n := range row {
			row[n] = notFormula(row[n])
		}
		rows = append(rows, row)
	}
	return out.WriteAll(rows)
}

// listed returns the texts with their names, in the order of these.
func listed(texts map[string]string) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		lines = append(lines, name+": "+texts[name])
	}
	return strings.Join(lines, "; ")
}

// notFormula returns the cell with an apostrophe before it if a spreadsheet would take it for a formula.
func notFormula(cell string) string {
	if strings.ContainsAny(cell[:min(len(cell), 1)], "=+-@\t\r\n") {
		return "'" + cell
	}
	return cell
}

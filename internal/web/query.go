package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"smartaccounts/internal/account"
)

// query is a query string, and what is wrong with it.
type query struct {
	values url.Values
	taken  map[string]bool // by their names, the parameters that somebody asked for
	wrong  []error
}

// readPageQuery reads the query of a page. People follow links that mail programs, trackers and hands have changed, so
// what is unknown, malformed, repeated or written as HTML writes it (&amp;) is passed over.
func readPageQuery(r *http.Request) *query {
	q := &query{values: url.Values{}, taken: map[string]bool{}}
	for part := range strings.SplitSeq(r.URL.RawQuery, "&") {
		name, value, _ := strings.Cut(strings.TrimPrefix(part, "amp;"), "=")
		name, nameErr := url.QueryUnescape(name)
		value, valueErr := url.QueryUnescape(value)
		if nameErr == nil && valueErr == nil && !q.values.Has(name) {
			q.values.Set(name, value)
		}
	}
	return q
}

// repeats reports whether the query gives one of the parameters more than once.
func repeats(r *http.Request, names ...string) bool {
	values, _ := url.ParseQuery(r.URL.RawQuery) // the parts that can be read
	return slices.ContainsFunc(names, func(name string) bool { return len(values[name]) > 1 })
}

// readQuery reads the query of a call of the API, strictly.
func readQuery(r *http.Request) (*query, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, errMalformed
	}
	return &query{values: values, taken: map[string]bool{}}, nil
}

// text takes a parameter; empty if there is none.
func (q *query) text(name string) string {
	q.taken[name] = true
	if len(q.values[name]) > 1 {
		q.wrong = append(q.wrong, account.Invalid(name, account.FieldDuplicate, "can be given only once"))
	}
	return q.values.Get(name)
}

// noLimit is no number of items that anybody may ask for.
const noLimit = -1

// limit takes the number of items wanted; 0 if nobody said.
func (q *query) limit() int {
	typed := q.text("limit")
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n == 0 || strings.Trim(typed, "0123456789") != "" {
		return noLimit
	}
	return n
}

// repeated returns an InvalidInput about the parameters taken that were given twice, whatever else there is; nil if none
// was.
func (q *query) repeated() error { return account.Fields(q.wrong...) }

// misread returns an InvalidInput about the parameters, once all that there are have been taken; nil if nothing is wrong
// with them.
func (q *query) misread() error {
	for _, name := range slices.Sorted(maps.Keys(q.values)) {
		if !q.taken[name] {
			q.wrong = append(q.wrong, account.Invalid(name, account.FieldUnknown, "no such parameter"))
		}
	}
	return q.repeated()
}

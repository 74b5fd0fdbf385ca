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

// query is a query string, with the errors found in it.
type query struct {
	values url.Values
	taken  map[string]bool // names of the parameters that a handler has read
	wrong  []error
}

// readPageQuery reads the query of a page leniently: mail programs, trackers and people change links, so unknown, malformed
// or repeated parameters are ignored, and &amp; is read as &.
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
	values, _ := url.ParseQuery(r.URL.RawQuery) // the valid parts
	return slices.ContainsFunc(names, func(name string) bool { return len(values[name]) > 1 })
}

// readQuery reads the query of an API call strictly.
func readQuery(r *http.Request) (*query, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, errMalformed
	}
	return &query{values: values, taken: map[string]bool{}}, nil
}

// text returns a parameter; empty if it is absent.
func (q *query) text(name string) string {
	q.taken[name] = true
	if len(q.values[name]) > 1 {
		q.wrong = append(q.wrong, account.Invalid(name, account.FieldDuplicate, "can be given only once"))
	}
	return q.values.Get(name)
}

// invalidLimit stands for a limit that is not a number above 0.
const invalidLimit = -1

// limit returns the parameter limit; 0 if it is absent, invalidLimit if it is not a number above 0.
func (q *query) limit() int {
	typed := q.text("limit")
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n == 0 || strings.Trim(typed, "0123456789") != "" {
		return invalidLimit
	}
	return n
}

// repeated returns an InvalidInput about parameters that were read and are given twice; nil if there are none.
func (q *query) repeated() error { return account.Fields(q.wrong...) }

// misread returns an InvalidInput about repeated and unknown parameters; nil if there are none. Call it after all parameters
// have been read.
func (q *query) misread() error {
	for _, name := range slices.Sorted(maps.Keys(q.values)) {
		if !q.taken[name] {
			q.wrong = append(q.wrong, account.Invalid(name, account.FieldUnknown, "no such parameter"))
		}
	}
	return q.repeated()
}

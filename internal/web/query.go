package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"smartaccounts/internal/account"
)

// query is a query string, and what is wrong with it.
type query struct {
	values url.Values
	wrong  []error
}

func readQuery(r *http.Request) (*query, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, errMalformed
	}
	return &query{values: values}, nil
}

// text takes a parameter; empty if there is none.
func (q *query) text(name string) string {
	if len(q.values[name]) > 1 {
		q.wrong = append(q.wrong, account.Invalid(name, account.FieldDuplicate, "may be given once"))
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

// misread answers an InvalidInput about the parameters taken; nil if nothing is wrong with them.
func (q *query) misread() error { return account.Fields(q.wrong...) }

package web

import (
	"net/http"
	"net/url"
	"testing"
)

// Links are changed by mail programs, trackers and people.
func TestPagesReadDamagedQueries(t *testing.T) {
	for raw, want := range map[string]url.Values{
		"token=a.b":                     {"token": {"a.b"}},
		"token=a.b&amp;utm=x":           {"token": {"a.b"}, "utm": {"x"}},
		"token=a.b&amp;dialog=approve":  {"token": {"a.b"}, "dialog": {"approve"}},
		"utm=x&token=a.b&utm=y":         {"token": {"a.b"}, "utm": {"x"}},
		"token=a.b&bad=%zz":             {"token": {"a.b"}},
		"token=a.b&%zz=x":               {"token": {"a.b"}},
		"token=a.b&a;b=c":               {"token": {"a.b"}, "a;b": {"c"}},
		"&&token=a.b&&":                 {"token": {"a.b"}, "": {""}},
		"token=a%2Eb":                   {"token": {"a.b"}},
		"q=a+b&q=c":                     {"q": {"a b"}},
		"token=a.b&token=c.d":           {"token": {"a.b"}},
		"token=a.b=":                    {"token": {"a.b="}},
		"":                              {"": {""}},
		"?token=a.b":                    {"?token": {"a.b"}},
		"fbclid=%%%&token=a.b&x=%e2%98": {"token": {"a.b"}, "x": {"\xe2\x98"}},
	} {
		q := readPageQuery(&http.Request{URL: &url.URL{RawQuery: raw}})
		for _, name := range []string{"token", "utm", "dialog", "q", "x", "?token"} {
			if got := q.text(name); got != want.Get(name) {
				t.Errorf("%q: %s is %q, want %q", raw, name, got, want.Get(name))
			}
		}
	}
}

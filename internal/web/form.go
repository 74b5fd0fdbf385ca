package web

import (
	"net/http"
	"net/url"
	"strings"
)

// mostFormBytes is more than of JSON: the longest notes the form takes, escaped as forms are sent.
const mostFormBytes = 64 << 10

// readForm reads a page's form as browsers send it: each line end as two characters, though they count it as one.
func readForm(r *http.Request) (url.Values, error) {
	if !isMedia(r, "application/x-www-form-urlencoded") {
		return nil, errUnsupportedMedia
	}
	text, err := readAtMost(r, mostFormBytes)
	if err != nil {
		return nil, err
	}
	values, err := url.ParseQuery(string(text))
	if err != nil {
		return nil, errMalformed
	}
	for _, all := range values {
		for n := range all {
			all[n] = strings.ReplaceAll(all[n], "\r\n", "\n")
		}
	}
	return values, nil
}
